"""Which columns leave the store, of what kind each is, and what is done to it on the way: `material.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from corpus.rule_files import load_rules

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from corpus.table import Export

# The tables of a workbook or a folder of CSV; a Datasette file holds more (`datasette.yaml`).
TABLES = (
    "analysis",
    "decisions",
    "documents",
    "evidence",
    "counts",
    "amounts",
    "redaction_differences",
    "ledger",
    "codes",
)


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"
    DATE = "date"  # as far as it is told: 2010-08-12, 2010-08 or 2010
    WHOLE = "whole number"
    NUMBER = "number"
    TRUTH = "truth value"  # 0 or 1 as SQLite gives it


class Handling(StrEnum):
    """What is done to a column's cells when names are replaced."""

    WORDS = "words"  # names in them are replaced
    CASE = "case"  # a pseudonym of the case stands there instead
    PLACES = "places"  # JSON with places in page texts: they move where the texts are exported
    OWN = "own"  # minuted's own ids and codes, numbers, dates, closed sets: as they are


class InPlace(Protocol):
    """A text in which names were replaced; `analysis.replaced.Replaced` is one."""

    @property
    def text(self) -> str:
        """The new text."""

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the old text lies in the new one."""


@dataclass(frozen=True, slots=True)
class Disguise:
    """What an export does to names. Both functions give the same for the same text, always."""

    words: Callable[[str], InPlace]
    case: Callable[[str, str], str]  # a label and the body whose paper names it so
    says: str  # a sentence for the reader of the export


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it is exported."""

    name: str
    kind: Kind
    handling: Handling
    values: tuple[str, ...]  # allowed ones, where the set is closed
    meaning: str


@dataclass(frozen=True, slots=True)
class OutTable:
    """A table as it is exported."""

    name: str
    meaning: str
    fields: tuple[Field, ...]


@cache
def out_table(name: str) -> OutTable:
    """Return a table of the store as it leaves it.

    Raises:
        InvalidQuery: there is no such table.
    """
    export = outgoing(name)
    return OutTable(name, str(_schema(name).comment), tuple(map(_field, export.columns)))


def outgoing(name: str) -> Export:
    """Return how a table is read, without the columns that never leave the store."""
    from corpus.table import Export, export_of

    whole = export_of(name)
    columns = tuple(column for column in whole.columns if column.name not in _listed("left_out"))
    return Export(whole.name, columns, whole.source, whole.order)


def _schema(name: str) -> Table:
    from corpus.schema import analysis, metadata

    return analysis if name == "analysis" else metadata.tables[name]


def _field(column: Column[Any]) -> Field:
    values = tuple(str(value) for value in column.info.get("values", ()))
    return Field(column.name, _kind(column), handling_of(column), values, str(column.comment))


def _kind(column: Column[Any]) -> Kind:
    from sqlalchemy import Boolean, Float, Integer

    if column.name in _listed("dates"):
        return Kind.DATE
    kinds = {Boolean: Kind.TRUTH, Float: Kind.NUMBER, Integer: Kind.WHOLE}
    return next((kind for generic, kind in kinds.items() if isinstance(column.type, generic)), Kind.TEXT)


def handling_of(column: Column[Any]) -> Handling:
    """Return what is done to a column's cells; a text column that nobody listed is taken for words."""
    if _kind(column) is not Kind.TEXT or column.info.get("values"):
        return Handling.OWN
    names = {column.name, f"{column.table.name}.{column.name}"}
    lists = {"own": Handling.OWN, "cases": Handling.CASE, "places": Handling.PLACES}
    return next((handling for key, handling in lists.items() if names & _listed(key)), Handling.WORDS)


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(load_rules("corpus", "material.yaml")[key])


def dictionary_rows(names: tuple[str, ...]) -> list[tuple[str, str, str, str, str]]:
    """Return the data dictionary of these tables: table, column, kind, allowed values, meaning; a first row a table."""
    rows = []
    for name in names:
        table = out_table(name)
        rows.append((name, "", "", "", table.meaning))
        rows += [(name, f.name, str(f.kind), ", ".join(f.values), f.meaning + _remark(f)) for f in table.fields]
    return rows


def _remark(field: Field) -> str:
    if field.handling is Handling.WORDS:
        return " Names of private people may be replaced here: see the method."
    if field.handling is Handling.CASE:
        return " A stable pseudonym where names are replaced."
    if field.name in ("char_start", "char_end"):
        return " It is a place in the page as minuted read it, also where names are replaced in the words beside it."
    return ""
