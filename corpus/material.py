"""What an export takes from a store: rows of one state of it, narrowed by filters, with names replaced in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.outgoing import Disguise, Handling, InPlace, out_table, outgoing
from corpus.query import Filters, find
from corpus.store import read_only

if TYPE_CHECKING:
    import pandas as pd

    from corpus.table import Export

Row = tuple[Any, ...]

_PLACE = ("document_id", "page", "char_start", "char_end")
_TEXTS_KEPT = 4_096  # last texts whose replacements are remembered: rows of one page come together


@contextmanager
def gather(database: Path, filters: Filters | None = None) -> Iterator[Material]:
    """Open a store for an export; all that is read comes from one state of it. Names are in it until `disguised`.

    Raises:
        InvalidQuery: as `corpus.query.find`, for the filters.
        WorkspaceError: there is no store, or it cannot be read.
    """
    narrowing = None if filters in (None, Filters()) else _narrowing(find(database, filters or Filters()))
    with read_only(database) as connection:
        connection.execute("BEGIN")
        yield Material(connection, narrowing)


@dataclass(frozen=True, slots=True)
class Material:
    """The rows of a store on their way out. Made by `gather`, and good while that is open."""

    connection: sqlite3.Connection
    narrowing: Mapping[str, str] | None = None
    disguise: Disguise | None = None

    def disguised(self, disguise: Disguise) -> Material:
        """Return the same rows with names replaced."""
        remembered = replace(disguise, words=lru_cache(_TEXTS_KEPT)(disguise.words))
        return replace(self, disguise=remembered)

    def rows(self, name: str, *, moved: bool = False, order: str = "") -> Iterator[Row]:
        """Yield the rows of a table: its cells as SQLite holds them, in the order of `outgoing(name).columns`.

        A quotation is cut from its page after names were replaced there, so that the same words come out alike in
        every table. With `moved`, places point into those pages (`text_of`); else into the pages as read.
        """
        export = outgoing(name)
        statement, values = self._statement(export, order)
        cursor = self.connection.execute(statement, values)
        yield from cursor if self.disguise is None else map(_Mask(self, self.disguise, export, moved=moved), cursor)

    def records(self, name: str, *, moved: bool = False, order: str = "") -> Iterator[dict[str, Any]]:
        """Yield the rows of a table as `rows` does, each by the names of its columns."""
        names = [column.name for column in outgoing(name).columns]
        for row in self.rows(name, moved=moved, order=order):
            yield dict(zip(names, row, strict=True))

    def frame(self, name: str) -> pd.DataFrame:
        """Return the rows of a table as a frame with the types of the schema."""
        from corpus.table import typed_frame

        return typed_frame(list(self.rows(name)), outgoing(name).columns)

    def count(self, name: str) -> int:
        """Return how many rows a table has here."""
        statement, values = self._statement(outgoing(name), "")
        return int(self.connection.execute(f"SELECT count(*) FROM ({statement})", values).fetchone()[0])  # noqa: S608

    def page(self, document_id: str, page: int) -> tuple[str, InPlace | None]:
        """Return the text of a page as read, and what it becomes where names are replaced."""
        found = self.connection.execute(
            "SELECT text FROM pages WHERE document_id = ? AND page = ?", (document_id, page)
        ).fetchone()
        text = str(found[0]) if found else ""
        return text, self.disguise.words(text) if self.disguise else None

    def context(self, document_id: str, page: int, start: int, end: int, width: int) -> tuple[str, str, str]:
        """Return what stands before a stretch of a page, itself, and what follows, with names replaced as a whole page.

        `width` is the most characters of what stands around it.
        """
        text, new = self.page(document_id, page)
        if new is not None:
            start, end = new.moved(start, end)
            text = new.text
        return text[max(0, start - width) : start], text[start:end], text[end : end + width]

    def _statement(self, export: Export, order: str) -> tuple[str, Mapping[str, str]]:
        names = ", ".join(f"{column.table.name}.{column.name}" for column in export.columns)
        where = " AND ".join(self._conditions(export)) or "1"
        statement = f"SELECT {names} FROM {export.source} WHERE {where} ORDER BY {order or export.order}"  # noqa: S608
        return statement, self.narrowing or {}

    def _conditions(self, export: Export) -> Iterator[str]:
        if self.narrowing is None:
            return
        if export.name == "analysis":
            unstated = f"mention_id IS NULL AND {_among('decision_id', 'unstated')}"
            yield f"({_among('mention_id', 'mentions')} OR {unstated})"
            return
        keys = {"mention_id": "mentions", "decision_id": "decisions", "document_id": "documents"}
        keys |= {"hidden_in": "documents"} | ({"release_id": "releases"} if export.name == "releases" else {})
        for column in export.columns:
            if column.name in keys:
                name = f"{column.table.name}.{column.name}"
                # A file that holds no document (an archive, a letter that could not be read) answers to no filter.
                may_lack = column.nullable and export.name != "ledger"
                yield f"({_among(name, keys[column.name])}{f' OR {name} IS NULL' if may_lack else ''})"


def _among(column: str, kept: str) -> str:
    return f"{column} IN (SELECT value FROM json_each(:{kept}))"  # noqa: S608


def _narrowing(found: pd.DataFrame) -> dict[str, str]:
    """The ids of what the filters let through, as JSON lists: the store is opened for reading, and takes no table."""
    unstated = found[found["mention_id"].isna()]
    columns = {
        "mentions": found["mention_id"],
        "decisions": found["decision_id"],
        "unstated": unstated["decision_id"],
        "documents": found["document_id"],
        "releases": found["release_id"],
    }
    return {name: json.dumps(sorted(set(column.dropna()))) for name, column in columns.items()}


class _Mask:
    """Replaces names in the rows of one table."""

    def __init__(self, material: Material, disguise: Disguise, export: Export, *, moved: bool) -> None:
        self.material, self.disguise, self.moved = material, disguise, moved
        fields = out_table(export.name).fields
        self.words = [i for i, f in enumerate(fields) if f.handling is Handling.WORDS]
        self.cases = [i for i, f in enumerate(fields) if f.handling is Handling.CASE]
        self.places = [i for i, f in enumerate(fields) if f.handling is Handling.PLACES] if moved else []
        names = [f.name for f in fields]
        self.place = tuple(names.index(name) for name in _PLACE) if set(_PLACE) <= set(names) else ()
        self.document = names.index("document_id") if "document_id" in names else -1
        has_cases = bool(self.cases) or export.name == "field_evidence"
        self.bodies = (
            dict(material.connection.execute("SELECT document_id, coalesce(body, document_id) FROM documents"))
            if has_cases
            else {}
        )
        self.case_values = (names.index("field"), names.index("value")) if export.name == "field_evidence" else ()

    def __call__(self, row: Row) -> Row:
        cells = list(row)
        words = self._words(row, cells)
        for i in self.words:
            cells[i] = None if row[i] is None else words(row[i])
        for i in self.cases:
            cells[i] = None if row[i] is None else self._case(row, row[i])
        for i in self.places:
            cells[i] = None if row[i] is None else self._moved_json(row[self.document], row[i])
        if self.case_values and row[self.case_values[0]] == "case_label":
            cells[self.case_values[1]] = self._case(row, row[self.case_values[1]])
        return tuple(cells)

    def _case(self, row: Row, label: str) -> str:
        return self.disguise.case(label, self.bodies.get(row[self.document], "") if self.document >= 0 else "")

    def _words(self, row: Row, cells: list[Any]) -> Callable[[str], str]:
        """Return how words of a row are disguised; move its place, where it is to move."""
        if not self.place or any(row[i] is None for i in self.place):
            return lambda text: self.disguise.words(text).text
        document_id, page, start, end = (row[i] for i in self.place)
        text = self.material.page(document_id, page)[0]
        new = self.disguise.words(text)
        first, last = new.moved(start, end)
        if self.moved:
            cells[self.place[2]], cells[self.place[3]] = first, last
        quoted, cut = text[start:end], new.text[first:last]
        return lambda words: cut if words == quoted else self.disguise.words(words).text

    def _moved_json(self, document_id: str, cell: str) -> str:
        found = json.loads(cell)
        for i, place in enumerate(found):
            if isinstance(place, dict):
                start, end = self._moved(document_id, place["page"], place["char_start"], place["char_end"])
                place |= {"char_start": start, "char_end": end}
            else:
                found[i] = [place[0], *self._moved(document_id, *place)]
        return json.dumps(found)

    def _moved(self, document_id: str, page: int, start: int, end: int) -> tuple[int, int]:
        return self.disguise.words(self.material.page(document_id, page)[0]).moved(start, end)
