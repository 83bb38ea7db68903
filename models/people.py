"""Lists of people in running text: "Jane Smith (Chair), Head of Safeguarding, NHS X; DCI Brown; Housing"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.rule_files import load_rules
from models.seats import Seat, has_word, is_name, pattern_of, seat_of, title_of

_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[Dd]et|[Dd]es|[Dd]ep|[Rr]ep|[Aa]sst|Mrs?|Ms|Dr|Prof|Revd?|St|Insp|Supt|Sgt|Cllrs?|Ch|Maj|Gov|Capt|Col"
    r"|Hon|Sr|Jr|Con|No|Ref|Temp|Act)|\([^()]*)$"
)
_END = re.compile(r"[.!?](?=\s+[“\"‘(]?[A-Z]|\s*$)")
_AND = re.compile(r"\s*,?\s+(?:and|&|a|plus)\s+(?=(?:(?:also )?(?:from|for|on behalf of)\s|the\s))|\s+(?:and|&)\s+")
_LEAD = re.compile(
    r"^(?:(?:(?:was|were) )?(?:received|noted|given|sent) (?:from|by)|and|also|from|for|on behalf of|the|both"
    r"|as well as|plus|with|by)\s+",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|all|other)\b", re.I
)
_REMARK = re.compile(
    r"^(?:whose|who|which|as|having|but|by (?:tele)?phone|not|with|until|from item|none|nil|no)\b", re.I
)
_LIST_LONGEST = 60  # words of one entry: what is longer is no list


def people_in(text: str) -> list[Seat]:
    """Return the people of a list, each with role and agency: split at semicolons, else at commas where names begin."""
    text = text.strip().rstrip(".")
    pieces = _split(text, ";")
    if len(pieces) > 1:
        return [
            seat for piece in pieces for seat in (_several(piece) or [seat_of(_LEAD.sub("", piece))]) if is_one(seat)
        ]
    entries = _grouped([piece for part in _split(text, ",") for piece in _parted(part)])
    return [seat for entry in entries if (seat := seat_of(entry)) and is_one(seat)]


def is_one(seat: Seat) -> bool:
    """Say whether an entry tells of anybody."""
    return bool(seat.name or seat.role or seat.agency or seat.initials)


def names_in(cell: str) -> list[str]:
    """Return the names of a cell that holds several ("Councillors D. Hopcyn, M. Rosser"); empty where it holds one."""
    parts = [piece for part in re.split(r"[,;]|\s/\s", _without_brackets(cell)) for piece in _parted(part)]
    title, _, start = title_of(parts[0]) if parts else ("", "", 0)
    if len(parts) == 2 and not start and not any(" " in part for part in parts):
        return []  # "Smith, Jane"
    plural = re.fullmatch(r"(?:Cllr|Councillor|Dr)s\.?", title) is not None
    if len(parts) > 1 and start and plural:
        parts = [parts[0], *(part if title_of(part)[0] else f"{title} {part}" for part in parts[1:])]
    return parts if len(parts) > 1 and all(is_name(part) for part in parts) else []


def _several(piece: str) -> list[Seat]:
    """Return the people of a piece that only names make up; empty where it is one entry."""
    names = names_in(piece)
    return [seat_of(name) for name in names]


def _without_brackets(text: str) -> str:
    return re.sub(r"\s*\([^()]*\)", "", text).strip()


def _split(text: str, mark: str) -> list[str]:
    """Return the pieces of a text between marks that stand outside brackets."""
    pieces, depth, start = [], 0, 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in "([") - (char in ")]"))
        if char == mark and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    return [piece.strip() for piece in [*pieces, text[start:]] if piece.strip()]


def _parted(text: str) -> list[str]:
    """Return both sides of an "and" that joins two people or two bodies, not two words of one."""
    for match in _AND.finditer(text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        begins = re.match(r"(?:from|for|on behalf of|the)\s", right, re.IGNORECASE)
        if not left or not right or left.count("(") > left.count(")"):
            continue
        bare = _LEAD.sub("", right)
        if begins or left.endswith(")") or (is_name(_without_brackets(right)) and is_name(_without_brackets(left))):
            return [left, *_parted(right)]
        if title_of(bare)[0] and title_of(bare)[0].lower() != "the" and is_name(_without_brackets(bare)):
            return [left, *_parted(right)]
        if has_word(left.split(" ")[-1], "role") and has_word(right, "agency") and not has_word(right, "role"):
            return [left, *_parted(right)]
    return [text.strip()]


def _grouped(segments: Sequence[str]) -> list[str]:
    """Return the entries of a list between commas: what follows a name without brackets belongs to it."""
    segments = [_LEAD.sub("", _LEAD.sub("", segment)) for segment in segments]
    segments = [s for s in segments if s and not _REMARK.match(s) and not _COUNTED.match(s)]
    segments = list(_titled(segments))
    told = any(_tells(segment) for segment in segments)
    entries: list[str] = []
    open_name = False
    for segment in segments:
        leads = is_name(_without_brackets(segment))
        name = seat_of(segment).name
        if leads or name or not open_name:
            entries.append(segment)
            open_name = not told and bool(leads or (name and segment.startswith(name)))
        else:
            entries[-1] += f", {segment}"
    return [entry for entry in entries if _is_entry(entry)]


def _titled(segments: Sequence[str]) -> Iterator[str]:
    """Yield the parts of a list, names after a title in the plural with that title: "Councillors C. Dunn, E. Frost"."""
    plural = ""
    for segment in segments:
        title = title_of(segment)[0]
        if title:
            plural = title if re.fullmatch(r"(?:Cllr|Councillor|Dr)s\.?", title) else ""
        elif not is_name(_without_brackets(segment)):
            plural = ""
        yield segment if title or not plural else f"{plural} {segment}"


def _tells(segment: str) -> bool:
    """Say whether brackets after a name tell the role: then a part without a name is somebody else."""
    if "(" not in segment or not is_name(_without_brackets(segment)):
        return False
    inner = segment[segment.index("(") + 1 :].partition(")")[0].strip()
    return not pattern_of("chair").fullmatch(inner) and (has_word(inner, "role") or has_word(inner, "agency"))


def _is_entry(entry: str) -> bool:
    plain, seat = _without_brackets(entry), seat_of(entry)
    known = has_word(entry, "role") or has_word(entry, "agency") or re.fullmatch(r"[A-Z&]{3,8}", plain)
    return len(entry.split()) <= _LIST_LONGEST and bool(known or is_name(plain) or seat.name or seat.initials)


def sentences(text: str) -> list[str]:
    """Return the sentences of a line of people: "Det. Supt." ends none."""
    found, start = [], 0
    for match in _END.finditer(text):
        if not _ABBREVIATED.search(text[start : match.start()]) or match.end() == len(text):
            found.append(text[start : match.end()].strip())
            start = match.end()
    return [sentence for sentence in [*found, text[start:].strip()] if sentence]


@cache
def apology_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of sentences that give apologies."""
    held = load_rules("models", "attendance.yaml")["apologies"]
    return tuple(re.compile(item["pattern"], re.IGNORECASE) for item in held)


def apologies_in(text: str) -> Iterator[Seat]:
    """Yield those who send apologies in a sentence of running text."""
    for sentence in sentences(text):
        match = next((m for pattern in apology_patterns() if (m := pattern.search(sentence))), None)
        if match:
            yield from people_in(match["who"])


def came_in(sentence: str) -> Seat | None:
    """Return who a sentence after a list says came: "Dr Maddock, Chair of the Board, attended for items 4 to 8."."""
    match = re.match(
        r"(?P<who>[^.]{3,120}?),? (?:also )?(?:attended|joined|was (?:also )?(?:present|in attendance))\b", sentence
    )
    seat = seat_of(match["who"]) if match else Seat()
    return seat if seat.name else None
