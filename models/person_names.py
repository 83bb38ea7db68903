"""Finds names and identifiers of private people in text, so that an export can put pseudonyms in their place.

Names are told by a title, initials, a known given name or surname, by what stands beside them (kin, an act of speech,
a role) and by having been told elsewhere in the same text or release (`known_people`). Public office holders, bodies,
places, Acts and the pseudonyms that a document gives itself (Child A, Operation X) are left. No finder finds every
name: `benchmarks/names.py` measures this one.

Real names by which a published review is known are out of scope: they are found as any other name is, or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from models.identifiers import Found, Kind, identifiers_in
from models.name_runs import Run, runs_in
from models.name_words import Word, name_rules, traits_of
from models.named_people import Person, people_of

_INITIALS = re.compile(r"(?<![\w.&'’-])([A-Z]{2,4})(?![\w&@]|['’-][A-Za-z]{2}|[/.-]\d)")
_BESIDE = re.compile(r"\s*(?:\(|[,|–—-]\s*)\s*([A-Z]{2,4})\s*(?=\)|\n|$|[,;|])")
_BEFORE_INITIALS = re.compile(
    r"(?:(?i:\baction(?:ed)?(?: (?:by|for))?|\bowner|\blead|\bby whom|\bminutes?|\bnotes?)\s*[:–—|-]?"
    r"|\b[Bb]y|\b(?:asked|thanked|told)|\|)\s*$"
)
_SHARED = re.compile(r"[A-Z]{2,4}\s?[/+]\s?[A-Z]{2,4}(?!\w)")
_HIDDEN = re.compile(
    r"(?:Person|Staff|School|Address|Reference)-[a-z2-7]{8,16}(?![a-z0-9])|CASE-[A-Z2-7]{8,16}(?!\w)"
    r"|\[(?:e-mail address|telephone number|postcode|date of birth|day)\]"
)
_BORN = re.compile(r" \((\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d\d))\)")  # "Lexi-Mae (12/01/2016)"
_LAST_WORD = re.compile(r"\w+\.?\s*$")
_MOST_BARE = 3  # letters of initials


@dataclass(frozen=True, slots=True)
class Known:
    """People told in texts: last names with the first names told with them; initials with whose they are.

    `public` are last names of holders of public offices, with their first names: these are kept.
    """

    firsts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    initials: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, frozenset[str]] = field(default_factory=dict)


Names = Mapping[str, frozenset[str]]  # last name -> first names
NOBODY = Known()


def find_names(text: str, known: Known = NOBODY, *, keep_roles: bool = False) -> tuple[Found, ...]:
    """Return the names and identifiers of private people in a text, in order, none overlapping another.

    Args:
        text: any text; a quotation alone will do, but its document's `known` people help to find last names alone.
        known: people told elsewhere, from `known_people`.
        keep_roles: whether to leave the names of those whom the text gives an office of a public body (the chair of a
            board, a director of children's services). Ministers and members of parliament are always left.
    """
    runs = list(runs_in(text))
    told = _joined(known, _known_in(text, runs, keep_roles=keep_roles))
    found = [*identifiers_in(text), *_people(text, runs, told), *_staff(text, told)]
    hidden = [match.span() for match in _HIDDEN.finditer(text)] if "[" in text or "-" in text else []
    return _apart(item for item in found if not any(s < item.end and item.start < e for s, e in hidden))


def known_people(texts: Iterable[str], *, keep_roles: bool = False) -> Known:
    """Return the people told in texts (of a document, or of a whole workspace), for `find_names`.

    A last name counts as an office holder's only where every text that tells it tells the office as well.
    """
    firsts: dict[str, set[str]] = {}
    initials: dict[str, str] = {}
    public: dict[str, set[str]] = {}
    private: set[str] = set()
    for text in texts:
        told = _known_in(text, list(runs_in(text)), keep_roles=keep_roles)
        private.update(last for last in told.firsts if last not in told.public)
        for held, found in ((firsts, told.firsts), (public, told.public)):
            for last, names in found.items():
                held.setdefault(last, set()).update(names)
        for letters, last in told.initials.items():
            initials.setdefault(letters, last)
    return Known(
        _frozen(firsts), initials, {last: frozenset(names) for last, names in public.items() if last not in private}
    )


def _joined(one: Known, other: Known) -> Known:
    if one == NOBODY:
        return other
    return Known(
        _united(one.firsts, other.firsts), {**other.initials, **one.initials}, _united(one.public, other.public)
    )


def _united(one: Names, other: Names) -> Names:
    return {**one, **{last: one.get(last, frozenset()) | names for last, names in other.items()}}


def _known_in(text: str, runs: list[Run], *, keep_roles: bool) -> Known:
    """Return the people whom a text names in full or by title, and the initials that stand beside their names."""
    firsts: dict[str, set[str]] = {}
    initials: dict[str, str] = {}
    public: dict[str, set[str]] = {}
    for person in people_of(text, runs):
        if not person.is_sure:
            continue
        last = person.tokens[person.last].traits.plain
        names = [token.traits.plain for token in person.firsts]
        firsts.setdefault(last, set()).update(names)
        beside = _BESIDE.match(text, person.end)
        own = _letters_of(person)
        is_post = beside is None or beside[1] not in own  # "Miriam Penhallow (MP)" sits in no parliament
        if is_post and _has_office(text, person.start, person.end, keep_roles=keep_roles):
            public.setdefault(last, set()).update(names)
        if beside and beside[1][0] == person.tokens[0].text[0].upper():
            initials.setdefault(beside[1], last)
        for letters in own:
            if letters not in name_rules().acronyms:
                initials.setdefault(letters, last)
    return Known(_frozen(firsts), initials, _frozen(public))


def _frozen(names: Mapping[str, set[str]]) -> Names:
    return {last: frozenset(firsts) for last, firsts in names.items()}


def _letters_of(person: Person) -> frozenset[str]:
    """Return the initials of a full name: "SP" and "SPE" of Siân Prosser-Evans."""
    words = [token.text for token in person.tokens]
    halves = [part for word in words for part in re.split("[-‑]", word) if part]
    return frozenset("".join(part[0] for part in parts).upper() for parts in (words, halves) if len(words) > 1)


def _has_office(text: str, start: int, end: int, *, keep_roles: bool) -> bool:
    rules = name_rules()
    before, after = text[max(0, start - 90) : start], text[end : end + 90]
    if rules.public_before.search(before) or rules.public_after.match(after):
        return True
    return keep_roles and bool(rules.body_before.search(before) or rules.body_after.match(after))


def _people(text: str, runs: list[Run], known: Known) -> Iterator[Found]:
    """Yield the people of a text, with whose name each is, and a date of birth in brackets behind it."""
    givens: dict[str, set[str]] = {}
    for last, names in known.firsts.items():
        for name in names:
            givens.setdefault(name, set()).add(last)
    for person in people_of(text, runs, frozenset(known.firsts) | frozenset(givens)):
        last = person.tokens[person.last].traits.plain
        firsts = [token.traits.plain for token in person.firsts]
        if _is_public(text, person, last, firsts, known):
            continue
        yield Found(person.start, person.end, Kind.PERSON, _who(last, firsts, known, givens))
        born = _BORN.match(text, person.end)
        if born:
            yield Found(born.start(1), born.end(1), Kind.BIRTH, born[1])


def _is_public(text: str, person: Person, last: str, firsts: list[str], known: Known) -> bool:
    """Say whether a name is an office holder's: of another first name, or called kin, it is somebody else's."""
    held = known.public.get(last)
    if held is None or (firsts and held and not held & set(firsts)):
        return False
    before = text[max(0, person.start - 60) : person.start]
    return not name_rules().kin.search(_LAST_WORD.sub("", before) if person.is_titled else before)


def _who(last: str, firsts: list[str], known: Known, givens: Mapping[str, set[str]]) -> str:
    """Return the last name alone where one first name goes with it, else both: people of one name are kept apart."""
    if not firsts and last not in known.firsts and len(givens.get(last, ())) == 1:
        return next(iter(givens[last]))  # a first name alone
    told = known.firsts.get(last, frozenset())
    full = {name for name in told if len(name) > 1}
    letters = {name[0] for name in told}
    if (len(letters) < 2 and len(full) < 2) or not firsts:
        return last
    first = next((name for name in full if name.startswith(firsts[0])), firsts[0])
    return f"{first} {last}"


def _staff(text: str, known: Known) -> Iterator[Found]:
    """Yield the initials by which staff are minuted: "JB to action", "Action: JB/RM"."""
    rules = name_rules()
    marks = [m for m in _INITIALS.finditer(text) if m[1] in known.initials or m[1] not in rules.acronyms]
    acting = {mark[1] for mark in marks if len(mark[1]) <= _MOST_BARE and rules.acts.match(text, mark.end())}
    last = -1  # where the initials found last end
    for mark in marks:
        letters = mark[1]
        is_joined = text[mark.start() - 1 : mark.start()] == "/"
        if is_joined and last != mark.start() - 1:
            continue
        if letters in known.initials or letters in acting or is_joined or _is_signed(text, mark):
            last = mark.end()
            yield Found(mark.start(1), last, Kind.INITIALS, known.initials.get(letters, f"{letters.lower()} initials"))


def _is_signed(text: str, mark: re.Match[str]) -> bool:
    """Say whether initials stand where somebody's do who acts or signs, not where a body's do."""
    is_word = len(mark[1]) == _MOST_BARE and traits_of(mark[1]).flags & (Word.ORDINARY | Word.THING)
    if len(mark[1]) > _MOST_BARE or is_word:
        return False
    if _BEFORE_INITIALS.search(text, max(0, mark.start() - 20), mark.start()) or _SHARED.match(text, mark.start()):
        return True
    return text[max(0, mark.start() - 1) : mark.start()] in ("", "\n") and text[mark.end() : mark.end() + 1] in (
        "",
        "\n",
        ":",
    )


def _apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return what was found in order; of two that overlap the longer, grown to hold the other."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
            continue
        last = kept[-1]
        longer = max(last, item, key=lambda one: one.end - one.start)
        kept[-1] = Found(last.start, max(last.end, item.end), longer.kind, longer.who)
    return tuple(kept)


__all__ = ["NOBODY", "Found", "Kind", "Known", "find_names", "known_people"]
