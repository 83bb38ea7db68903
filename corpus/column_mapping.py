"""The mapping of a register's columns to fields, as a person reviewed it.

A table is known by its heads, in their order, whatever their case and spacing. What the mapping says of it takes the
place of what `models.registers` would guess.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from functools import cache
from typing import Any

from corpus.records import Status

IGNORE = "ignore"
_FORM = "columns 1"  # changes with the way in which a mapping is applied: what was coded by it is then coded again


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


STATUSES = tuple(status for status in Status if status not in (Status.GENERAL_PATTERN, Status.UNKNOWN))  # of a row


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head as printed, and the field that it holds; None where it is to be ignored.

    `samples` and `is_guess` (told by its values, not by its head) are remarks for the reviewer, and no part of it.
    """

    head: str
    field: Field | None
    samples: tuple[str, ...] = attribute(default=(), compare=False)
    is_guess: bool = attribute(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell of the status column holds, and the status that it states. `rows` that hold it are a remark."""

    text: str
    status: Status
    rows: int = attribute(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns in their order, and what the values of its status column state. `where` is a remark."""

    columns: tuple[Column, ...]
    values: tuple[Value, ...] = ()
    where: str = attribute(default="", compare=False)

    @property
    def key(self) -> tuple[str, ...]:
        """What its head is known by."""
        return heads_key(column.head for column in self.columns)

    @property
    def meaning(self) -> tuple[Any, ...]:
        """What it says of its rows: two tables of one meaning read alike."""
        fields = tuple(str(column.field or IGNORE) for column in self.columns)
        return self.key, fields, tuple(sorted((folded(value.text), str(value.status)) for value in self.values))

    def status_of(self, cell: str) -> Status | None:
        """Return the status that a person said a cell states; None where nobody did."""
        key = folded(cell)
        return next((value.status for value in self.values if folded(value.text) == key), None)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The tables that a person mapped; none by default."""

    tables: tuple[Table, ...] = ()

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __bool__(self) -> bool:
        return bool(self.tables)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with what the mapping says, not with its remarks; empty for none."""
        if not self.tables:
            return ""
        said = json.dumps([_FORM, sorted(table.meaning for table in self.tables)])
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def table_of(self, heads: Iterable[str]) -> Table | None:
        """Return the table with these heads; None where nobody mapped it."""
        return _by_key(self).get(heads_key(heads)) if self.tables else None


NO_MAPPING = ColumnMapping()


@cache
def _by_key(mapping: ColumnMapping) -> Mapping[tuple[str, ...], Table]:
    return {table.key: table for table in mapping.tables}


def folded(text: str) -> str:
    """Return what makes two heads, or two values, the same: their words in lower case."""
    return " ".join(text.encode("utf-8", "replace").decode().split()).casefold()


def heads_key(heads: Iterable[str]) -> tuple[str, ...]:
    """Return the folded heads, without empty ones at the end."""
    key = [folded(head) for head in heads]
    while key and not key[-1]:
        key.pop()
    return tuple(key)
