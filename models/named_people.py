"""Which words of a text name people: by title, in full, by what stands beside them, or by having been told before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.name_runs import PARTICLES, Run, Token
from models.name_words import NAMED, TITLES, Word, name_rules

_PARTICLE_FIRST = re.compile(rf"(?<!\w)(?:{PARTICLES})[ \t\u00a0]+$")
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Oo]n|[Tt]o|[Tt]he|[Vv]ia|[Tt]owards|[Oo]utside)\s+$")
_IN_PLACE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]owards|[Oo]utside)\s+$")
_OF_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Ff]rom|[Tt]owards|[Oo]utside|Low|High|Upper|Lower|Nether|Great|Little|Market|North|South|East"
    r"|West|Old|New)\s+$"  # "Low Calder"
)
_LISTED = re.compile(r"[ \t]*(?:[,;(|]|[–—-] |\n|$)")
_OPENS = re.compile(r"(?:^|[\n;|•·]|\d[.)]|:)[ \t]*(?:[-–—*>|][ \t]*)?$")
_SENTENCE = re.compile(r"(?:^|[.!?:;|\n][”\"’']?\s*|[“\"‘]\s*|\d\.?\d*\.?\s+)$")
_MAILED = re.compile(r"\s*(?:<|;|\[|\(|\n|\.?\s*$|\||\.\s)")
_INNER = frozenset({"St", "Mac", "Ní", "Ó", "De", "Van", "Bin", "Von", "Den", "Ap", "Ab"})  # within a name
_SHUT = Word.ORDINARY | Word.THING | Word.NEVER  # alone, no name
_LONGEST = 4  # words of a name


@dataclass(frozen=True, slots=True)
class Person:
    """Words that name somebody: `start` to `end` without titles; which token is the last name."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    last: int
    is_sure: bool  # told by a title, or in full: its last name alone is known from here on
    is_titled: bool = False

    @property
    def firsts(self) -> tuple[Token, ...]:
        """The first name or its initial, if told."""
        others = tuple(token for place, token in enumerate(self.tokens) if place != self.last)
        return others[:1]


def people_of(text: str, runs: list[Run], known: frozenset[str] = frozenset()) -> Iterator[Person]:
    """Yield the people whom runs of words name. `known` are last and first names told elsewhere."""
    for one, other in pairwise([*runs, []]):
        if other and (swapped := _surname_first(text, one, other)):
            yield swapped
    for run in runs:
        place = 0
        if len(run) == 1 and run[0].flags & _SHUT and not run[0].flags & NAMED and run[0].traits.plain not in known:
            continue
        while place < len(run):
            person, place = _person_at(text, run, place, known)
            if person:
                yield person


def _person_at(text: str, run: Run, place: int, known: frozenset[str]) -> tuple[Person | None, int]:
    """Return who is named from a word of a run on, if anybody, and the next word to look at."""
    token = run[place]
    if token.flags & TITLES and not (token.flags & NAMED and token.traits.is_firm):
        found = _titled(text, run, place)
        if found[0] or not token.flags & NAMED:
            return found
    names = _full(text, run, place)
    if names:
        return _made(text, names, is_sure=True), place + len(names)
    if _is_alone(text, run, place, known):
        return _made(text, [token], is_sure=False), place + 1
    return None, place + 1


def _titled(text: str, run: Run, place: int) -> tuple[Person | None, int]:
    """Return who is named after titles, and the word behind."""
    start = place
    while place < len(run) and run[place].flags & TITLES and not run[place].traits.is_firm:
        if place > start and run[place].flags & NAMED and run[place - 1].flags & Word.TITLE and place == len(run) - 1:
            break  # "Miss Bishop", "Mr Constable"
        place += 1
    is_strong = any(token.flags & Word.TITLE for token in run[start:place])
    names: Run = []
    for token in run[place:]:
        is_first_word = not names and is_strong and not token.flags & (Word.THING | Word.NEVER) | (token.flags & NAMED)
        if names and token.text in _INNER:
            names.append(token)
            continue
        if token.text in name_rules().acronyms and not token.traits.is_firm and not token.traits.is_letter:
            break
        if len(names) == _LONGEST or not (
            token.traits.is_open or token.traits.is_letter or (is_first_word and not token.traits.is_letter)
        ):
            break
        if (
            names
            and not names[-1].traits.is_letter
            and not token.flags & NAMED
            and token.text.isupper() != names[-1].text.isupper()
        ):
            break
        if names and token.flags & Word.THING and not token.traits.is_firm and not names[-1].traits.is_letter:
            break
        names.append(token)
    if not any(len(token.text) > 1 for token in names):
        return None, max(place, start + 1)
    return _made(text, names, is_sure=True, is_titled=True), place + len(names)


def _full(text: str, run: Run, place: int) -> Run:
    """Return the words of a full name that begins at a word: a given name or initials, and a last name."""
    names = _grown(run, place)
    while names and names[-1].traits.is_letter:
        names = names[:-1]
    if len(names) < 2:
        return []
    first, *_, last = names
    behind = run[place + len(names)] if place + len(names) < len(run) else None
    if behind and behind.flags & Word.THING and not behind.flags & NAMED:
        return []  # "Jane Furse Hospital"
    if last.flags & Word.THING and _PLACED.search(text, max(0, first.start - 12), first.start):
        return []
    if first.traits.is_letter:
        return names if _are_initials(text, names) else []
    if len(names) == 2 and last.flags & Word.THING and not first.flags & Word.GIVEN:
        return []
    return names if _is_whole(text, first, last, names) else []


def _is_whole(text: str, first: Token, last: Token, names: Run) -> bool:
    """Say whether two or more words that may be names make one."""
    is_given = bool(first.flags & Word.GIVEN)
    if is_given and (not first.flags & Word.AMBIGUOUS or last.traits.is_firm or last.traits.is_unknown):
        return True
    if last.traits.is_firm or any(token.traits.is_firm for token in names):
        return not name_rules().label.search(text, max(0, first.start - 24), first.start)
    if is_given and last.flags & Word.SURNAME:
        return True
    if _IN_PLACE.search(text, max(0, first.start - 10), first.start) or name_rules().place_end.search(
        last.traits.plain
    ):
        return (
            _OPENS.search(text, max(0, first.start - 6), first.start) is not None
            and _LISTED.match(text, last.end) is not None
        )
    if first.text.isupper() and last.text.isupper():
        return False
    is_beside = _LISTED.match(text, last.end) or name_rules().acts.match(text, last.end)
    return is_beside is not None and all(token.traits.is_unknown or token.flags & NAMED for token in names)


def _grown(run: Run, place: int) -> Run:
    """Return the words from a place on that may be one name."""
    names: Run = []
    for token in run[place : place + _LONGEST]:
        if not (token.traits.is_open or token.traits.is_letter or (names and token.text in _INNER)):
            break
        if (
            token.text.isupper()
            and not token.traits.is_letter
            and not token.flags & NAMED
            and names
            and not names[0].text.isupper()
        ):
            break  # "Bracken NHS"
        names.append(token)
    return names


def _are_initials(text: str, names: Run) -> bool:
    """Say whether letters before a last name are somebody's: "T. Gathercole", not "Child T Smith"."""
    last = names[-1]
    if (
        last.traits.is_letter
        or not last.traits.is_open
        or name_rules().label.search(text, max(0, names[0].start - 24), names[0].start)
    ):
        return False
    is_dotted = text[names[0].end : names[0].end + 1] == "."
    return is_dotted or last.traits.is_firm or (last.traits.is_unknown and names[0].text not in "AI")


def _is_alone(text: str, run: Run, place: int, known: frozenset[str]) -> bool:
    """Say whether one word names somebody: a name and little else, or by what stands beside it."""
    token = run[place]
    behind = run[place + 1] if place + 1 < len(run) else None
    if (
        token.traits.is_letter
        or token.flags & Word.NEVER
        or (behind and behind.flags & Word.THING and not token.has_possessive)
    ):
        return False
    if token.traits.plain in known and not token.flags & (Word.AMBIGUOUS | Word.ORDINARY):
        return True
    if token.traits.plain in known and _is_doing(text, token):
        return True
    if not token.traits.is_open or name_rules().label.search(text, max(0, token.start - 24), token.start):
        return False
    if token.traits.is_firm and not (token.text.isupper() and len(token.text) < 5):
        is_place = not token.flags & Word.GIVEN and _OF_PLACE.search(text, max(0, token.start - 10), token.start)
        return not is_place
    is_of_body = place > 0 and run[place - 1].text.isupper() and not run[place - 1].flags & TITLES  # "HMP Scarholme"
    return not is_of_body and _is_told(text, token, place)


def _is_doing(text: str, token: Token) -> bool:
    """Say whether a word that is a name as well is one here: what follows is a person's, or no sentence begins."""
    is_first = _SENTENCE.search(text, max(0, token.start - 8), token.start) is not None
    before_preposition = _PLACED.search(text, max(0, token.start - 10), token.start) is not None
    if is_first:
        return (
            name_rules().acts.match(text, token.end) is not None
            or token.has_possessive
            or name_rules().doing.match(text, token.end) is not None
        )
    return not before_preposition


def _is_told(text: str, token: Token, place: int) -> bool:
    """Say whether what stands beside a word tells that it names somebody."""
    if token.text.isupper() or name_rules().place_end.search(token.traits.plain):
        return False
    start = max(0, token.start - 60)
    rules = name_rules()
    if place == 0 and rules.kin.search(text, start, token.start):
        return True
    if name_rules().addressed.search(text, start, token.start):
        return True
    if rules.acts.match(text, token.end) and not token.flags & Word.AMBIGUOUS:
        return True
    if name_rules().of_kin.match(text, token.end) and not _PLACED.search(text, start, token.start):
        return True
    is_aged = name_rules().age.match(text, token.end) is not None and not token.flags & (Word.ORDINARY | Word.AMBIGUOUS)
    return is_aged and place == 0


def _surname_first(text: str, one: Run, other: Run) -> Person | None:
    """Return who is named "Lascelles, Imogen" in a header of an e-mail or a list."""
    last, first = one[-1], other[0]
    if text[last.end : first.start] != ", " or len(one) > 2 or len(other) > 2 or not first.flags & Word.GIVEN:
        return None
    is_header = name_rules().header.search(text, max(0, one[0].start - 300), one[0].start) is not None
    if not is_header or not last.traits.is_open or not _MAILED.match(text, other[-1].end):
        return None
    if any(not token.traits.is_open for token in (*one, *other) if not token.traits.is_letter):
        return None
    return Person(one[0].start, other[-1].end, (one[-1], *other, *one[:-1]), 0, is_sure=True)


def _made(text: str, names: Run, *, is_sure: bool, is_titled: bool = False) -> Person:
    """Return a person of words, with the particle before the first ("van der Linde")."""
    while names and names[-1].traits.is_letter:
        names = names[:-1]
    start = names[0].start
    particle = _PARTICLE_FIRST.search(text, max(0, start - 12), start) if is_titled else None
    return Person(
        particle.start() if particle else start, names[-1].end, tuple(names), len(names) - 1, is_sure, is_titled
    )
