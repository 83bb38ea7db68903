"""Who was at a meeting, by role and agency, as its minutes list them, and whom its initials stand for.

Names are read, to count people and to tell who is in the chair; no record holds one. What gives names (`chairs`,
`forms_of`) is for the process that reads the document, and never stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.records import Attendee, Document, DocumentKind
from models.attendance_lists import Seated, first_name, seated
from models.seats import Seat, initials_made, surname_of, title_of

_NAMING_LINES = 4  # lines that name whose meeting it is
_GROUP_CHAIR = re.compile(
    r"\b(?:chair|conven[eo]r)\w*(?: of|,) (?:the )?[\w ,&]{0,50}?\b(sub-?group|sub-?committee|panel|forum)",
    re.IGNORECASE,
)
_CIVIL = ("Mr", "Mrs", "Ms", "Miss")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom initials stand for: role and agency (empty where the list gives none), and whether in the chair."""

    role: str
    agency: str
    is_chair: bool

    @property
    def told(self) -> str:
        """Role and agency as one text; empty where neither is known."""
        return ", ".join(filter(None, (self.role, self.agency)))


@dataclass(frozen=True, slots=True)
class Initials(Mapping[str, Holder]):
    """The initials of those at a meeting, as printed or as their names make them, and whom they stand for. No names."""

    held: Mapping[str, Holder] = field(default_factory=dict)

    def __getitem__(self, initials: str) -> Holder:
        return self.held[plain_initials(initials)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


def plain_initials(text: str) -> str:
    """Return initials without stops and spaces: `W.A.` as `WA`."""
    return re.sub(r"[.\s]", "", text)


def attendance_of(document: Document, kind: DocumentKind) -> tuple[Attendee, ...]:
    """Return those whom minutes list as present, in attendance or with apologies, in their order; of others nobody.

    No field holds a person's name. `start:end` are the characters of the whole line that lists somebody, so that
    several may share them. Somebody of whom only a name is given has neither role nor agency.
    """
    return tuple(held.attendee for held in seated(document, kind))


def initials_of(document: Document, kind: DocumentKind) -> Initials:
    """Return whom the initials in minutes stand for; initials that two people share are left out."""
    found: dict[str, Holder] = {}
    owner: dict[str, str] = {}
    shared: set[str] = set()
    people = seated(document, kind)
    printed = [(held.seat, plain_initials(held.seat.initials)) for held in people if held.seat.initials]
    made = [(held.seat, made) for held in people if not held.seat.initials for made in initials_made(held.seat.name)]
    for seat, initials in (*printed, *made):
        surname = surname_of(seat.name).lower()
        if initials in owner and owner[initials] != surname:
            if (seat, initials) in made and any(initials == told for _, told in printed):
                continue
            shared.add(initials)
        known = found.get(initials)
        if known is None or not (known.role or known.agency):
            found[initials] = Holder(seat.role, seat.agency, seat.is_chair)
        owner.setdefault(initials, surname)
    return Initials({initials: holder for initials, holder in found.items() if initials not in shared})


def chairs(document: Document, kind: DocumentKind) -> frozenset[str]:
    """Return the forms under which a text speaks of whoever chairs the meeting or its board: `MP`, `Dr Penhallow`.

    They hold names: for the process that reads the document alone, never stored.
    """
    people = seated(document, kind)
    meeting = " ".join(document.pages[0].text.split("\n")[:_NAMING_LINES]).lower() if document.pages else ""
    heads = [
        held.seat for held in people if held.seat.is_chair and _heads(f"{held.seat.role}, {held.seat.agency}", meeting)
    ]
    return frozenset(form for seat in heads for form in forms_of(seat, people))


def _heads(role: str, meeting: str) -> bool:
    """Say whether somebody in a chair is in that of the meeting or its board, not in that of another group."""
    other = _GROUP_CHAIR.search(role)
    return other is None or re.sub(r"\W", "", other[1].lower()) in re.sub(r"[^\w ]", "", meeting)


def forms_of(seat: Seat, people: Sequence[Seated]) -> Iterator[str]:
    """Yield the forms under which a text speaks of somebody: initials, title and surname, first name where only one.

    They are names: never stored.
    """
    surname = surname_of(seat.name)
    yield from filter(None, (plain_initials(seat.initials), *initials_made(seat.name)))
    if not surname:
        return
    title, _, start = title_of(seat.name)
    civil = any(part.rstrip(".") in (*_CIVIL, "Dr") for part in title.split())
    for printed in dict.fromkeys(filter(None, (title, *title.split(), *(() if civil else _CIVIL)))):
        yield from (f"{printed} {surname}", f"{printed.rstrip('.')} {surname}", f"{printed.rstrip('.')}. {surname}")
    bare = seat.name[start:]
    first = bare.split()[0]
    if " " in bare:
        yield bare
    same = [other for other in people if first_name(other.seat) == first and surname_of(other.seat.name) != surname]
    if len(first.rstrip(".")) > 1 and not same and not (title and first == surname):
        yield first
