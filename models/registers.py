"""Registers: tables with a row a case. Which column holds what, and what the cell of a decision states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from corpus.records import Status
from corpus.rule_files import load_rules

_LONGEST_HEAD = 60  # characters of a column's head
_FIELDS_OF_A_REGISTER = 2  # fields, besides a status, that make a row the head of a register
_SEPARATOR = " | "


class Field(StrEnum):
    """What a column of a register holds."""

    CASE = "case"
    REFERENCE = "reference"
    REVIEW_TYPE = "review_type"
    STATUS = "status"
    REASONS = "reasons"
    ALTERNATIVE = "alternative"
    MAKER = "maker"
    DECIDED_ON = "decided_on"
    NOTIFIED = "notified"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern and what it tells: a column's field, or the status that a cell states."""

    means: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: `start:end` are its characters in the row's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The head of a register: how many columns it has and which of them holds which field."""

    count: int
    places: dict[Field, int] = field(default_factory=dict)
    heads: tuple[str, ...] = ()

    def cell(self, row: str, wanted: Field) -> Cell | None:
        """Return the cell of a row that holds a field; None where there is none or it is empty."""
        place = self.places.get(wanted)
        held = list(cells(row))
        if place is None or place >= len(held) or not held[place].text:
            return None
        return held[place]


@cache
def columns() -> tuple[Sign, ...]:
    """Return the signs of columns, in the order in which they are tried."""
    return _signs("columns", "field")


@cache
def outcomes() -> tuple[Sign, ...]:
    """Return the signs of outcomes, in the order in which they are tried."""
    return _signs("outcomes", "status")


def _signs(part: str, means: str) -> tuple[Sign, ...]:
    rules = load_rules("models", "registers.yaml")
    review = rules["words"]["review"]
    return tuple(
        Sign(
            item[means],
            re.compile(item["pattern"].replace("{review}", review), re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in rules[part]
    )


def cells(row: str) -> Iterator[Cell]:
    """Yield the cells of a row of a table, empty ones too."""
    start = 0
    for text in row.split(_SEPARATOR):
        lead = len(text) - len(text.lstrip())
        yield Cell(text.strip(), start + lead, start + lead + len(text.strip()))
        start += len(text) + len(_SEPARATOR)


def field_of(head: str) -> Field | None:
    """Return what a column of this head holds; None where its words do not tell."""
    if len(head) > _LONGEST_HEAD:
        return None
    return next((Field(sign.means) for sign in columns() if sign.pattern.search(head)), None)


def columns_of(row: str) -> Columns | None:
    """Return the columns that a row heads; None where it heads no register.

    A register has a column for the case (by name or reference) and one for what was decided.
    """
    heads = [cell.text for cell in cells(row)]
    places: dict[Field, int] = {}
    for place, head in enumerate(heads):
        found = field_of(head)
        if found is not None:
            places.setdefault(found, place)
    names_cases = Field.CASE in places or Field.REFERENCE in places
    if Field.STATUS not in places or not names_cases or len(places) <= _FIELDS_OF_A_REGISTER:
        return None
    return Columns(len(heads), places, tuple(heads))


def outcome_of(cell: str) -> Status:
    """Return the status that the cell of a decision states; `not_stated` where it states none."""
    return next((Status(sign.means) for sign in outcomes() if sign.pattern.search(cell)), Status.NOT_STATED)
