"""The lists of people in minutes: tables, labelled lines, lists of lines, apologies (`attendance.yaml`).

What is read here holds names: it is for the process that reads the document, and never stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.records import Attendee, DatePrecision, Document, DocumentKind, Page, Presence
from models.dates import dates_in
from models.lines import Line, lines_of
from models.people import apologies_in, came_in, people_in, sentences
from models.people_tables import (
    Head,
    Section,
    columns_of_people,
    is_other_table,
    label_of,
    presence_of,
    row_of,
    sections_of,
)
from models.registers import cells
from models.seats import Seat, initials_made, is_name, pattern_of, seat_of, surname_of, title_of
from models.structure import heading_of

_KINDS = frozenset({DocumentKind.MINUTES, DocumentKind.REVIEW_REPORT, DocumentKind.EMAIL})
_HEAD_LINES = 30  # lines in which a label says who chairs or takes notes
_TITLE_LINES = 14  # lines within which a table of people without a head begins
_LONGEST_LINE = 160  # characters of a line that is one of a list
_LONGEST_ONE = 14  # words after "Chair:" or "Notes:"
_TABLE = Head((), Presence.PRESENT)
_NOTED_BY = re.compile(r"\b(?:notes?|minutes?)(?: taken| recorded)? by (?P<who>[^.;|]{3,80})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody at the meeting as recorded, and as read (with the name): for the process alone, never stored."""

    attendee: Attendee
    seat: Seat


def seated(document: Document, kind: DocumentKind) -> tuple[Seated, ...]:
    """Return everybody on the lists of minutes, with names: for the process that reads the document, never stored."""
    if kind not in _KINDS:
        return ()
    lines = [line for page in document.pages for line in running_lines(page)]
    return _settled(list(_listed(lines, kind, _day(lines))))


def running_lines(page: Page) -> Iterator[Line]:
    """Yield the lines of a page with words, without its running heads and page numbers."""
    for line in lines_of(page):
        end = line.start + len(line.text)
        if line.text.strip() and not any(first <= line.start and end <= last for first, last in page.furniture):
            yield line


def _day(lines: Sequence[Line]) -> date | None:
    """Return the first day that the title lines give: that of the meeting, which tells its column from others."""
    found = (dated for line in lines[:_TITLE_LINES] for dated in dates_in(line.text))
    return next((dated.first for dated in found if dated.precision is DatePrecision.DAY), None)


def _listed(lines: Sequence[Line], kind: DocumentKind, on: date | None) -> Iterator[Seated]:
    """Yield everybody that the lines list, in their order."""
    head: Head | None = None  # of the table that is being read
    list_of: Presence | None = None  # of the lines that are being read
    after_apologies = False
    for place, line in enumerate(lines):
        row = [cell.text for cell in cells(line.text)]
        if len(row) > 1:
            head = _table_at(lines, place, row, head, list_of)
            list_of = None
            yield from (_seated(line, *found) for found in _of_row(head, row, on))
            if head is None and kind is not DocumentKind.EMAIL:
                told = (seat for cell in row for seat in apologies_in(cell))
                yield from (_seated(line, seat, Presence.APOLOGIES) for seat in told)
            continue
        sections = _of_people(sections_of(line.text), place)
        if head and head.lists and not sections and (seats := _of_line(line.text)):
            yield from (_seated(line, seat, head.lists[0]) for seat in seats)  # its other cells are empty
            continue
        head = None
        if sections:
            list_of = presence_of(sections[-1].means) if not sections[-1].body else None
            yield from (_seated(line, *found) for section in sections for found in _of_section(section))
        elif label_of(line.text) in ("present", "in_attendance", "apologies"):
            list_of, after_apologies = presence_of(label_of(line.text)), label_of(line.text) == "apologies"
            continue
        elif list_of is not None and (seats := _of_line(line.text)):
            yield from (_seated(line, seat, list_of) for seat in seats)
        else:
            list_of = None
            yield from _in_text(line, place, kind, after_apologies)
        heading = heading_of(line.text)
        after_apologies = heading is not None and label_of(heading.title) == "apologies"


def _seated(line: Line, seat: Seat, presence: Presence) -> Seated:
    return Seated(Attendee(seat.role, seat.agency, presence, line.page, line.start, line.start + len(line.text)), seat)


def _table_at(
    lines: Sequence[Line], place: int, row: Sequence[str], head: Head | None, list_of: Presence | None
) -> Head | None:
    """Return the head of the table of people in which a row stands; None where it stands in no such table."""
    found = columns_of_people(row)
    if found or head:
        return found or head
    if list_of is not None:
        return replace(_TABLE, presence=list_of)
    return _TABLE if place < _TITLE_LINES and _lists_people(lines[place : place + 3]) else None


def _lists_people(lines: Sequence[Line]) -> bool:
    """Say whether rows without a head list people: a name leads each, and a post or a body follows."""
    rows = [[cell.text for cell in cells(line.text)] for line in lines]
    return len(rows) > 2 and all(
        len(row) > 1
        and is_name(re.sub(r"\s*\(.*?\)", "", row[0]))
        and (pattern_of("role").search(row[1]) or pattern_of("agency").search(row[1]))
        for row in rows
    )


def _of_row(head: Head | None, row: Sequence[str], on: date | None) -> Iterator[tuple[Seat, Presence]]:
    """Yield the people of a row: of a table, or of a label with those whom it labels beside it."""
    label, _, rest = row[0].partition(":")
    means = label_of(label)
    beside = [cell for cell in (rest.strip(), *row[1:]) if cell]
    if means == "apologies" and beside:
        yield from ((seat, Presence.APOLOGIES) for seat in people_in("; ".join(beside)))
    elif means and rest.strip() and row[1:]:
        yield from row_of(replace(_TABLE, presence=presence_of(means)), [rest.strip(), *row[1:]], on)
    elif means and beside and not columns_of_people(row) and not is_other_table(row):
        yield from _of_section(Section(means, label, ", ".join(beside)))
    elif head is not None and not columns_of_people(row):
        yield from row_of(head, row, on)


def _of_people(sections: Sequence[Section], place: int) -> list[Section]:
    """Return the labelled parts that list people: "Chair:" does at a paper's head, and is a speaker later on."""
    if all(section.means in ("chair", "clerk") for section in sections):
        told = place < _HEAD_LINES and all(_is_one(section.body) for section in sections)
        return list(sections) if told else []
    return list(sections)


def _is_one(body: str) -> bool:
    """Say whether what follows "Chair:" or "Notes:" is a person, not what somebody says or when a meeting was."""
    first = next(iter(sentences(body)), "")
    seat = seat_of(first)
    return 0 < len(first.split()) <= _LONGEST_ONE and not re.search(r"\d", first) and bool(seat.name or seat.role)


def _of_section(section: Section) -> Iterator[tuple[Seat, Presence]]:
    """Yield the people after a label, and those of whom the sentences after the list say that they came."""
    told = sentences(section.body)
    if not told:
        return
    presence = presence_of(section.means)
    if section.means in ("chair", "clerk"):
        yield _posted(seat_of(told[0].rstrip(".")), section), presence
        return
    agency = section.label if pattern_of("agency").search(section.label) else ""
    for seat in people_in(told[0]):
        yield (seat if seat.agency else replace(seat, agency=agency)), presence
    for sentence in told[1:]:
        if (came := came_in(sentence)) is not None:
            yield came, Presence.IN_ATTENDANCE


def _posted(seat: Seat, section: Section) -> Seat:
    """Return the seat with the post that its label gives: "Chair:", "Note taker:"."""
    if section.means == "chair":
        return replace(seat, role=f"{seat.role} (Chair)" if seat.role else "Chair", is_chair=True)
    return replace(seat, role=f"{seat.role} ({section.label})" if seat.role else section.label)


def _of_line(text: str) -> list[Seat]:
    """Return who stands on a line of a list of people; empty where the line is none of it."""
    plain = re.sub(r"^\s*[•*·▪–—-]\s+", "", text).strip()
    heading = heading_of(plain)
    if len(plain) > _LONGEST_LINE or (heading and heading.number) or pattern_of("agenda").match(plain):
        return []
    if pattern_of("sentence").search(plain) or len(sentences(plain)) > 1:
        return []
    return people_in(plain)


def _in_text(line: Line, place: int, kind: DocumentKind, after_apologies: bool) -> Iterator[Seated]:
    """Yield those whom running text tells of: who sent apologies, who took the notes."""
    if kind is DocumentKind.EMAIL:
        return
    found = list(apologies_in(line.text))
    first = sentences(line.text)[0]
    if not found and after_apologies and not pattern_of("sentence").search(first):
        found = people_in(first)
    yield from (_seated(line, seat, Presence.APOLOGIES) for seat in found)
    noted = _NOTED_BY.search(line.text) if place < _TITLE_LINES else None
    if noted and is_name(noted["who"].split(",")[0].strip()):
        seat = seat_of(noted["who"])
        yield _seated(line, replace(seat, role=seat.role or "Notes"), Presence.IN_ATTENDANCE)


def _settled(found: Sequence[Seated]) -> tuple[Seated, ...]:
    """Return everybody once: whom a page names twice (a table and "Chair: ..."), it names as the same person."""
    kept: list[Seated] = []
    for held in found:
        place = next((i for i, other in enumerate(kept) if _is_same(other, held)), None)
        if place is None:
            kept.append(held)
            continue
        earlier = kept[place]
        fuller = held if not earlier.seat.name or (held.seat.agency and not earlier.seat.agency) else earlier
        is_chair = earlier.seat.is_chair or held.seat.is_chair
        named_chair = is_chair and not pattern_of("chair").search(fuller.seat.role)
        seat = replace(
            fuller.seat, is_chair=is_chair, role=f"{fuller.seat.role} (Chair)" if named_chair else fuller.seat.role
        )
        kept[place] = Seated(replace(fuller.attendee, role=seat.role), seat)
    present = any(held.attendee.presence is Presence.PRESENT for held in kept)
    return tuple(held if present else _as_present(held) for held in kept)


def _as_present(held: Seated) -> Seated:
    """Return somebody "in attendance" as present: without another list, it lists the meeting itself."""
    if held.attendee.presence is not Presence.IN_ATTENDANCE:
        return held
    return Seated(replace(held.attendee, presence=Presence.PRESENT), held.seat)


def _is_same(one: Seated, other: Seated) -> bool:
    if one.attendee.page != other.attendee.page:
        return False
    if "" in (one.seat.name, other.seat.name) and initials_told(one.seat) & initials_told(other.seat):
        return True
    surnames = {surname_of(one.seat.name).lower(), surname_of(other.seat.name).lower()}
    if "" in surnames:
        roles = {held.seat.role.removesuffix(" (Chair)").lower() for held in (one, other)}
        return len(surnames) > 1 and len(roles) == 1 and "" not in roles
    firsts = {first_name(held.seat)[:1] for held in (one, other) if first_name(held.seat) != surname_of(held.seat.name)}
    titles = {title_of(held.seat.name)[0] for held in (one, other)}
    return len(surnames) == 1 and len(firsts) < 2 and (bool(firsts) or len(titles) == 1)


def initials_told(seat: Seat) -> set[str]:
    """Return the initials of somebody, as printed, else as the name makes them; without stops."""
    return {re.sub(r"[.\s]", "", seat.initials)} if seat.initials else set(initials_made(seat.name))


def first_name(seat: Seat) -> str:
    """Return the first word of a name after its titles; empty where there is none."""
    bare = seat.name[title_of(seat.name)[2] :]
    return bare.split()[0] if bare.split() else ""
