"""Labels of lists of people and heads of tables of people: which cell holds the name, the role, the presence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from corpus.records import Presence
from corpus.rule_files import load_rules
from models.dates import dates_in
from models.people import is_one, names_in, people_in
from models.seats import Seat, is_name, read_entry, with_title

_LONGEST_LABEL = 60  # characters
_SECTION = re.compile(
    r"(?:^|(?<=[.;)!])\s+)(?:[•*–-]\s+)?(?:\d+(?:\.\d+)?[.)]?\s+)?([^\W\d_][^:.;|]{1,58}?):(?=\s|$)\s*"
)
_ONLY_MARK = re.compile(r"[✓✔√☑☒✗✘]|[YNAP]|Yes|No|Apols|Apologies", re.IGNORECASE)
_PRESENCE = {
    "present": Presence.PRESENT,
    "chair": Presence.PRESENT,
    "in_attendance": Presence.IN_ATTENDANCE,
    "clerk": Presence.IN_ATTENDANCE,
    "apologies": Presence.APOLOGIES,
    "unknown": Presence.UNKNOWN,
}
_NAMED = ("name", "name_role")


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern of a label, head or cell, and what it means."""

    means: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A label and the text after it: `means` is a means of `labels`."""

    means: str
    label: str
    body: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the columns of a table of people hold, and the presence that its head gives to those in it.

    `lists` are columns of people side by side ("Attended | Apologies"), with their presence.
    """

    columns: tuple[str, ...]
    presence: Presence
    heads: tuple[str, ...] = ()
    lists: tuple[Presence, ...] = ()


@cache
def signs(part: str) -> tuple[Sign, ...]:
    """Return the signs of `labels`, `columns` or `marks`, in their order."""
    return tuple(
        Sign(
            item["means"],
            re.compile(item["pattern"], re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("models", "attendance.yaml")[part]
    )


@cache
def _others() -> re.Pattern[str]:
    return re.compile(load_rules("models", "attendance.yaml")["other_columns"]["pattern"], re.IGNORECASE)


def is_other_table(row: Sequence[str]) -> bool:
    """Say whether a row heads a table of something else: actions, a discussion, a budget."""
    return any(_others().fullmatch(cell) and not label_of(cell) for cell in row if cell)


def means_of(part: str, text: str) -> str:
    """Return what a whole label, head or cell means; empty where no sign fits."""
    text = text.strip()
    return next((sign.means for sign in signs(part) if sign.pattern.fullmatch(text)), "")


def label_of(text: str) -> str:
    """Return what a label means, of two languages by either: "Yn bresennol / Present:"."""
    text = text.strip().rstrip(":").strip()
    if not text or len(text) > _LONGEST_LABEL:
        return ""
    halves = (half for half in re.split(r"\s+/\s+|\s*\|\s*", text))
    return next((means for half in (text, *halves) if (means := means_of("labels", half))), "")


def presence_of(means: str) -> Presence:
    """Return the presence that a label or mark gives."""
    return _PRESENCE.get(means, Presence.UNKNOWN)


def sections_of(line: str) -> list[Section]:
    """Return the labelled parts of a line of people; empty where it does not begin with a label."""
    found = [match for match in _SECTION.finditer(line) if label_of(match[1])]
    if not found or found[0].start() > 0:
        return []
    ends = [*(match.start() for match in found[1:]), len(line)]
    return [
        Section(label_of(match[1]), match[1].strip(), line[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    ]


def columns_of_people(row: Sequence[str]) -> Head | None:
    """Return the head of a table of people that a row is; None where it is none."""
    told = [cell for cell in row if cell]
    if not told or is_other_table(told):
        return None
    if len(told) == 1:
        means = label_of(row[0])
        return Head((), presence_of(means)) if means in ("present", "in_attendance", "apologies") else None
    labels = [label_of(cell) for cell in row]
    if "apologies" in labels and labels[0] in ("present", "in_attendance"):
        return Head((), Presence.PRESENT, tuple(row), tuple(map(presence_of, labels)))
    columns = [means_of("columns", cell) for cell in row]
    presence = Presence.PRESENT
    if not set(columns) & set(_NAMED) and labels[0] in ("present", "in_attendance"):
        columns[0], presence = "name", presence_of(labels[0])
        columns[1] = columns[1] if columns[1] not in ("", "mark") else "role_agency" if labels[1] else columns[1]
    known = [column for column, cell in zip(columns, row, strict=True) if cell and column]
    marked = any(column == "mark" and not re.search(r"\d", cell) for column, cell in zip(columns, row, strict=True))
    if len(known) < len(told) or not (set(known) & set(_NAMED) or (marked and len(known) > 1)):
        return None
    return Head(tuple(columns), presence, tuple(row))


def row_of(head: Head, row: Sequence[str], on: date | None) -> Iterator[tuple[Seat, Presence]]:
    """Yield the people of a row of a table, each with the presence that the row, or else the table, gives.

    `on` is the day of the meeting: of several columns of meetings its own counts, else the last.
    """
    if head.lists:
        for cell, presence in zip(row, head.lists, strict=False):
            yield from ((seat, presence) for seat in people_in(cell))
        return
    columns = head.columns if len(head.columns) >= len(row) else _guessed(row)
    held = list(zip(columns, row, strict=False))
    presence = _marked(head, row, on)
    names = [cell for column, cell in held if column in _NAMED]
    name = names[0] if names else ""
    if name and not any(row[1:]) and not is_name(name.partition("(")[0]):
        return  # a line between the rows
    several = names_in(name) or [part for part in name.split(";") if part.strip()]
    for entry in several or [name]:
        seat = read_entry(entry, named=True) if entry else Seat()
        seat = with_title(_with_cells(seat, [pair for pair in held if pair[0] not in _NAMED]))
        if is_one(seat):
            yield seat, presence


def _guessed(row: Sequence[str]) -> tuple[str, ...]:
    """Return what the cells of a row without a head hold: the name first, marks where they stand."""
    return ("name", *("mark" if _ONLY_MARK.fullmatch(cell) else "role_agency" for cell in row[1:]))


def _with_cells(seat: Seat, held: Sequence[tuple[str, str]]) -> Seat:
    """Return the seat with what the cells beside the name tell."""
    for column, cell in held:
        if not cell or column == "mark":
            continue
        if column == "initials":
            seat = replace(seat, initials=cell)
            continue
        told = read_entry(cell, named=False)
        seat = replace(seat, is_chair=seat.is_chair or told.is_chair)
        seat = _merged(seat, told)
    return seat


def _merged(seat: Seat, told: Seat) -> Seat:
    role = told.role if seat.role in ("", "Chair") else ", ".join(filter(None, (seat.role, told.role)))
    if seat.role == "Chair":
        role = f"{told.role} (Chair)" if told.role else "Chair"
    return replace(
        seat,
        role=role,
        agency=", ".join(filter(None, (seat.agency, told.agency))),
        initials=seat.initials or told.initials,
    )


def _marked(head: Head, row: Sequence[str], on: date | None) -> Presence:
    """Return the presence that a row's mark gives: that of the meeting's own column, else of the last one."""
    places = [place for place, column in enumerate(head.columns) if column == "mark" and place < len(row)]
    if not places:
        guessed = [cell for column, cell in zip(_guessed(row), row, strict=True) if column == "mark"]
        means = means_of("marks", guessed[-1]) if guessed and not head.columns else "present"
        return head.presence if means == "present" else presence_of(means)
    own = [p for p in places if on and any(d.first == on for d in dates_in(head.heads[p], on))]
    means = means_of("marks", row[(own or places)[-1]])
    return head.presence if means == "present" else presence_of(means)
