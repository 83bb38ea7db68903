"""One entry of a list of people: name, role, agency, initials. Names are read here to be left out, and never stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.rule_files import load_rules

_WORD = r"[^\W\d_a-zà-ÿ][\w’'.-]*"
_PARTICLE = r"(?:de|da|van|von|der|den|ap|ab|al|el|bin|ferch|le|la|du|y|dos|di)"
_REDACTED = re.compile(r"[■█▇▓]{2,}|\[(?:redacted|name|withheld|removed)[^\]]*\]|X{4,}|\*{3,}", re.IGNORECASE)
_NAME = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} )?{_WORD}){{0,4}}(?:,? (?:OBE|MBE|CBE|QC|KC|JP|QPM|DL))?")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){2,4}|[A-Z](?:Mc|Mac|O)?[A-Za-z]?[A-Z]{1,2}")
_SEPARATOR = re.compile(r"\s*[,;|:]\s*|\s+[–—-]\s+|\s+[–—]|[–—]\s+|\s{2,}|\t")
_INNER = re.compile(r"\(([^()]*)\)?|\[([^\[\]]*)\]")
_ACRONYM = re.compile(r"[A-Z]{2}|[B-DF-HJ-NP-TV-Z]{3,}")  # "Tarnshire CC" is no name, "Jane SMITH" is
_LONGEST_NOTE = 6  # words: what is longer in brackets is a remark, not a role
_LONGEST_POST = 14  # words
_MOST_NAMES = 5  # tokens


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on a list. `name` (with its title, or empty) is for this process alone: it enters no record."""

    name: str = ""
    role: str = ""
    agency: str = ""
    initials: str = ""
    is_chair: bool = False


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """Return a pattern of `words`, or of the top of the rule file, that matches whole words."""
    rules = load_rules("models", "attendance.yaml")
    written = rules["words"].get(name) or rules[name]
    end = r"(?!\w|[’']s?(?!\w))" if name == "role" else r"(?!\w)"  # "the Treasurer's Department" is no post
    return re.compile(written if name == "not_chair" else rf"(?<!\w)(?:{written}){end}", re.IGNORECASE)


@cache
def _titles() -> tuple[tuple[re.Pattern[str], str], ...]:
    held = load_rules("models", "attendance.yaml")["titles"]
    return tuple((re.compile(rf"(?:{item['pattern']})(?=[\s(]|$)", re.IGNORECASE), item["role"]) for item in held)


def title_of(text: str) -> tuple[str, str, int]:
    """Return the titles before a name, the role that they tell (or empty) and where the name begins."""
    end, role = 0, ""
    while found := _title_at(text, end):
        printed, told = found
        role = " ".join(filter(None, (role, printed.rstrip(".")))) if told == "=" else role or told
        end += len(printed)
        end += len(text[end:]) - len(text[end:].lstrip())
    return text[:end].strip(), role, end


def _title_at(text: str, start: int) -> tuple[str, str] | None:
    """Return the title that stands at a place, in capitals, and the role that it tells."""
    for pattern, role in _titles():
        if (match := pattern.match(text, start)) and match.group().lstrip("(")[:1].isupper():
            return match.group(), role
    return None


def has_word(text: str, kind: str) -> bool:
    """Say whether a text has a word of a role, an agency or a field."""
    return pattern_of(kind).search(text) is not None


def is_name(text: str) -> bool:
    """Say whether a text reads as a person's name: a title and a name, or capitalised words of no post or body."""
    text = text.strip()
    if _REDACTED.fullmatch(text):
        return True
    title, _, start = title_of(text)
    rest = text[start:]
    if not _NAME.fullmatch(rest) or len(rest.split()) > _MOST_NAMES:
        return False
    worded = has_word(rest, "role") or has_word(rest, "agency")
    if title and title.lower() not in ("the", "hon"):
        return not worded or len(rest.split()) < 3  # "Ms L. Banks", not "Dr A. Khan Designated Doctor"
    if worded:
        return False
    first, *others = rest.split()
    if rest.isupper():
        return bool(others)
    return not re.search(r"[A-Z]{3}", first) and not any(_ACRONYM.fullmatch(word) for word in others)


def seat_of(text: str, *, named: bool | None = None) -> Seat:
    """Return who an entry gives, with the role that a title tells where there is no other: `read_entry`."""
    return with_title(read_entry(text, named=named))


def with_title(seat: Seat) -> Seat:
    """Return a seat without a role with the one that the name's title tells: Councillor, DCI."""
    return replace(seat, role=title_of(seat.name)[1]) if seat.name and not seat.role else seat


def read_entry(text: str, *, named: bool | None = None) -> Seat:
    """Return who an entry gives: "Jane Smith (Chair), Head of Safeguarding, NHS X", "CAFCASS (Hilary Brand)".

    `named` tells that the entry begins with a name (as in a column of names) or has none; None where its words tell.
    """
    outer, inner = _apart(re.sub(r"\s+in the chair\b\.?", " (Chair)", text.strip(), flags=re.IGNORECASE))
    parts = [part for part in _SEPARATOR.split(outer) if part.strip()]
    name, parts = _take_name(parts, named)
    if not name and named is None and _are_initials(parts[:1]):
        return _told_of(Seat(initials=parts[0].strip()), parts[1:], inner)
    named_inside = "" if name else next((told for told in inner if is_name(told) and " " in told), "")
    seat = Seat(name or named_inside)
    return _told_of(seat, parts, inner)


def _apart(text: str) -> tuple[str, list[str]]:
    """Return a text without what stands in brackets, and that; a withheld name in brackets stays."""
    kept = re.sub(r"\((?:Mrs?|Ms|Miss)\.?\) ", "", _REDACTED.sub("■■", text))
    inner = [told.strip() for match in _INNER.finditer(kept) if (told := match[1] or match[2])]
    return _INNER.sub(" , ", kept).strip(" ,;"), inner


def _take_name(parts: Sequence[str], named: bool | None) -> tuple[str, list[str]]:
    """Return the name that leads the parts of an entry, and the other parts."""
    if not parts or named is False:
        return "", list(parts)
    first = parts[0].strip(" .")
    taken = re.match(r"(?:minutes?|notes?|clerk|chair)\s+(?=[A-Z])", first, re.IGNORECASE)
    if taken and is_name(first[taken.end() :]):
        return first[taken.end() :], [taken.group().strip(), *parts[1:]]
    if " " not in first and is_name(first) and len(parts) > 1 and (named or parts[2:] == []) and is_name(parts[1]):
        return f"{parts[1].strip()} {first}", list(parts[2:])  # "Smith, Jane"
    if named or is_name(first):
        return first, list(parts[1:])
    run_on = re.match(rf"{_WORD} (?:{_WORD} )?{_WORD}(?=\s)", first)  # "Jane Smith Head of Service"
    _, _, start = title_of(first)
    words = first[start:].split(" ")
    for count in (3, 2) if run_on or start else ():
        lead, rest = " ".join(words[:count]), " ".join(words[count:])
        if rest and is_name(first[:start] + lead) and not _is_place(lead) and has_word(rest.split(" ")[0], "role"):
            return first[:start] + lead, [rest, *parts[1:]]
    return "", list(parts)


def _are_initials(parts: Sequence[str]) -> bool:
    """Say whether an entry begins with initials in a name's stead: "AS (Medical Director)"."""
    first = "".join(parts).strip()
    return re.fullmatch(r"[A-Z]{2}|[A-Z]\.[A-Z]\.", first) is not None and not has_word(first, "agency")


def _is_place(text: str) -> bool:
    return has_word(text, "agency") or has_word(text, "field")


def _told_of(seat: Seat, parts: Sequence[str], inner: Sequence[str] = ()) -> Seat:
    """Return the seat with the role and agency that the parts of its line tell, and those in brackets."""
    for part in parts:
        seat = _with_part(seat, _unstopped(part))
    for told in inner:
        seat = _with_brackets(seat, told)
    return replace(seat, role=seat.role.strip(" ,"), agency=seat.agency.strip(" ,"))


def _unstopped(text: str) -> str:
    """Return a text without the stop at its end, unless it is that of an abbreviation: `N.S.P.C.C.`."""
    text = text.strip()
    return text if re.search(r"\b[A-Z]\.[A-Z]\.$", text) else text.strip(" .")


def _with_part(seat: Seat, part: str) -> Seat:
    part = re.sub(r"^(?:the|of the|for|representing|and) ", "", without_names(part), flags=re.IGNORECASE).strip()
    seat = replace(seat, is_chair=seat.is_chair or chairs_meeting(part))
    if not part or len(part.split()) > _LONGEST_POST or pattern_of("sentence").search(part):
        return seat
    if _INITIALS.fullmatch(part) and fits(part, seat.name):
        return replace(seat, initials=seat.initials or part)
    if pattern_of("field").fullmatch(part) and (seat.role or seat.agency):
        return _joined(seat, part)
    if re.search(r" of \w+$", seat.role) and " and " in part and not has_word(part, "role"):
        return replace(seat, role=f"{seat.role}, {part}")  # "Director of Women, Children and Families"
    if has_word(part, "role"):
        return replace(seat, role=f"{seat.role}, {part}" if seat.role else part)
    agency = replace(seat, agency=f"{seat.agency}, {part}" if seat.agency else part)
    return seat if _is_no_agency(part, seat) else agency


def _is_no_agency(part: str, seat: Seat) -> bool:
    """Say whether a part that tells no role tells no agency either: a remark, another name, words of a sentence."""
    if has_word(part, "agency") or re.fullmatch(r"[A-Z&]{2,8}", part):
        return False
    wordy = part[0].islower() and not seat.role and len(part.split()) > 3
    return wordy or _is_remark(part) or (" " in part and is_name(part))


def _joined(seat: Seat, part: str) -> Seat:
    if seat.agency and not seat.role:
        return replace(seat, agency=f"{seat.agency}, {part}")
    return replace(seat, role=f"{seat.role}, {part}")


def _with_brackets(seat: Seat, told: str) -> Seat:
    """Return the seat with what stands in brackets: a role, an agency, initials, the chair; a remark is left out."""
    if _INITIALS.fullmatch(told) and fits(told, seat.name):
        return replace(seat, initials=told)
    if pattern_of("chair").fullmatch(told):
        bare = re.match(r"(?:chair|convenor|convener)\w*$", seat.role, re.IGNORECASE)
        role = seat.role if bare else f"{seat.role} (Chair)" if seat.role else "Chair"
        return replace(seat, role=role, is_chair=True)
    pieces = [piece.strip() for piece in re.split(r"\s*[,;]\s*|\s+[–—-]\s+", told) if piece.strip()]
    for piece in pieces:
        plain = without_names(piece).strip()
        if not seat.name and _are_initials([plain]):
            seat = replace(seat, initials=seat.initials or plain)
            continue
        if not plain or (_is_remark(plain) and not re.match(r"[A-Z]", plain)) or len(plain.split()) > _LONGEST_NOTE:
            continue
        seat = _with_piece(replace(seat, is_chair=seat.is_chair or chairs_meeting(plain)), plain)
    return seat


def _with_piece(seat: Seat, piece: str) -> Seat:
    if has_word(piece, "role") and not pattern_of("field").fullmatch(piece):
        if re.fullmatch(r"(?:chair|convenor|convener)\w*", seat.role, re.IGNORECASE):
            return replace(seat, role=f"{piece} (Chair)")
        return replace(seat, role=f"{seat.role} ({piece})" if seat.role else piece)
    if pattern_of("field").fullmatch(piece) and seat.role:
        return replace(seat, role=f"{seat.role} ({piece})")
    if has_word(piece, "agency") or re.fullmatch(r"[A-Z&]{2,8}", piece):
        return replace(seat, agency=f"{seat.agency} ({piece})" if seat.agency else piece)
    return seat


def _is_remark(text: str) -> bool:
    return pattern_of("note").match(text) is not None or bool(
        re.match(r"(?:who|whose|which|as|but|and then|not)\b", text)
    )


def chairs_meeting(text: str) -> bool:
    """Say whether a role is that of the person in the chair, of the meeting or of its board."""
    return pattern_of("chair").search(text) is not None and pattern_of("not_chair").search(text) is None


def without_names(text: str) -> str:
    """Return a text without the persons' names in it that a title marks ("vice Cllr. Bevan", "for Mr A. Smith")."""
    text = _REDACTED.sub("", text)
    title = r"(?:Mrs?|Ms|Miss|Mx|Drs?|Cllrs?|Prof|Revd?|Sir|Dame|DCI|DI|Supt|Insp|Sgt|ACC)"
    named = rf"\b(?:(?:for|vice|per|in place of|sub|deputising for|on behalf of) )?{title}\b\.? (?:{_WORD} ?){{1,3}}"
    return re.sub(named, "", text)


def fits(initials: str, name: str) -> bool:
    """Say whether initials are those of a name: its first letter and a later word's; any are where it is withheld."""
    _, _, start = title_of(name)
    words = [word for word in re.split(r"[\s.-]+", name[start:]) if word[:1].isalpha()]
    letters = initials.replace(".", "").replace(" ", "").upper()
    if not words:
        return bool(name)
    return letters[0] == words[0][0].upper() and (
        len(words) == 1 or letters[-1] in {word[0].upper() for word in words[1:]}
    )


def initials_made(name: str) -> tuple[str, ...]:
    """Return the initials that a name makes: FO of Fola Oyelaran; FMcA and FM of F. McAteer; no surname alone does."""
    _, _, start = title_of(name)
    words = [word for word in re.split(r"[\s.]+", name[start:]) if word[:1].isalpha() and word[0].isupper()]
    if len(words) < 2:
        return ()
    long = "".join(part[0] for word in words for part in word.split("-") if part)
    short = words[0][0] + words[-1][0]
    celtic = re.match(r"(Mc|Mac)([A-Z])", words[-1])
    forms = (words[0][0] + celtic[1] + celtic[2], words[0][0] + "M" + celtic[2]) if celtic else ()
    return tuple(dict.fromkeys((long, short, *forms)))


def surname_of(name: str) -> str:
    """Return the last word of a name; empty where there is none or it is withheld."""
    _, _, start = title_of(name)
    words = name[start:].split()
    return "" if not words or _REDACTED.search(name) else words[-1]
