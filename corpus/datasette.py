"""The store as a file for Datasette, to be looked through and searched in a browser: SQLite and `metadata.json`.

It is written from the exported rows into a new file, never copied from the store, so that nothing which was replaced or
left out lingers in it. Names are replaced in the pages too, and the places of all quotations moved with them:
`substr(pages.text, char_start + 1, char_end - char_start)` is the quotation in this file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.material import Material
from corpus.outgoing import out_table, outgoing
from corpus.rule_files import load_rules
from corpus.table import BATCH_ROWS

if TYPE_CHECKING:
    from sqlalchemy import Column


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table of the file: how it opens in Datasette."""

    name: str
    title: str
    facets: tuple[str, ...] = ()
    sort: str = ""
    sort_desc: str = ""
    label: str = ""
    search: tuple[str, ...] = ()


@cache
def shelves() -> tuple[Shelf, ...]:
    """Return the tables of the file, in their order."""
    tables: dict[str, dict[str, Any]] = load_rules("corpus", "datasette.yaml")["tables"]
    return tuple(
        Shelf(
            name,
            given["title"],
            tuple(given.get("facets", ())),
            given.get("sort", ""),
            given.get("sort_desc", ""),
            given.get("label", ""),
            tuple(given.get("search", ())),
        )
        for name, given in tables.items()
    )


def write_datasette(material: Material, path: Path) -> dict[str, int]:
    """Write a new SQLite file for Datasette; return how many rows each table has.

    Raises:
        OSError: the file is there already, or cannot be written.
    """
    with path.open("xb"):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away
        connection.execute("PRAGMA synchronous = OFF")
        try:
            connection.execute("BEGIN")
            counts = {shelf.name: _fill(connection, material, shelf) for shelf in shelves()}
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise OSError(0, str(error)) from error
    return counts


def datasette_metadata(name: str, method: Mapping[str, str]) -> dict[str, Any]:
    """Return Datasette's metadata for a file of that name (without `.db`): titles, meanings, facets, order.

    `method` is how the rows were made, as of `analysis.exports.notes`; it is told in the description.
    """
    rules = load_rules("corpus", "datasette.yaml")
    told = " ".join(f"{what}: {said.removesuffix('.')}." for what, said in method.items())
    tables = {shelf.name: _table_metadata(shelf) for shelf in shelves()}
    tables |= {f"{shelf.name}_fts": {"hidden": True} for shelf in shelves() if shelf.search}
    about = {"title": rules["title"], "description": f"{rules['description']} {told}"}
    return about | {"databases": {name: about | {"tables": tables}}}


def write_metadata(metadata: Mapping[str, Any], path: Path) -> None:
    """Write metadata as `datasette --metadata` reads it."""
    path.write_text(json.dumps(metadata, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _table_metadata(shelf: Shelf) -> dict[str, Any]:
    table = out_table(shelf.name)
    columns = {field.name: field.meaning for field in table.fields}
    given = {"facets": list(shelf.facets), "sort": shelf.sort, "sort_desc": shelf.sort_desc}
    given |= {"label_column": shelf.label}
    if shelf.search:
        given |= {"fts_table": f"{shelf.name}_fts", "fts_pk": "rowid"}
    known = {key: value for key, value in given.items() if value}
    return {"title": shelf.title, "description": table.meaning, "columns": columns} | known


def _fill(connection: sqlite3.Connection, material: Material, shelf: Shelf) -> int:
    columns = outgoing(shelf.name).columns
    connection.execute(_create(shelf.name, columns))
    marks = ", ".join("?" * len(columns))
    rows = material.rows(shelf.name, moved=True)
    count = 0
    for batch in _batches(rows):
        connection.executemany(f'INSERT INTO "{shelf.name}" VALUES ({marks})', batch)  # noqa: S608
        count += len(batch)
    pointing = [column.name for column in columns if _target(column)]
    for name in dict.fromkeys((*shelf.facets, *pointing)):
        connection.execute(f'CREATE INDEX "{shelf.name}_by_{name}" ON "{shelf.name}" ("{name}")')
    if shelf.search:
        _index_words(connection, shelf)
    return count


def _index_words(connection: sqlite3.Connection, shelf: Shelf) -> None:
    """Index the words of a table; Datasette knows the index by `content="..."` in double quotes."""
    index, searched = f"{shelf.name}_fts", ", ".join(f'"{name}"' for name in shelf.search)
    connection.execute(f'CREATE VIRTUAL TABLE "{index}" USING fts5({searched}, content="{shelf.name}")')
    connection.execute(f'INSERT INTO "{index}" ("{index}") VALUES (\'rebuild\')')  # noqa: S608


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, BATCH_ROWS)):
        yield batch


def _create(name: str, columns: tuple[Column[Any], ...]) -> str:
    """Return SQL that makes the table, with its keys and what they point at among the tables of the file."""
    keyed = name != "releases"  # two releases may be called alike when names are replaced
    keys = [column.name for column in columns if keyed and column.primary_key and column.table.name == name]
    parts = [f'"{column.name}" {_affinity(column)}' for column in columns]
    if keys:
        parts.append(f"PRIMARY KEY ({', '.join(keys)})")
    parts += [
        f'FOREIGN KEY ("{column.name}") REFERENCES "{target[0]}" ("{target[1]}")'
        for column in columns
        if (target := _target(column))
    ]
    return f'CREATE TABLE "{name}" ({", ".join(parts)})'


_POINTING = {  # columns that name a row of another table: Datasette makes links of them
    "mention_id": ("mentions", "mention_id"),
    "decision_id": ("decisions", "decision_id"),
    "document_id": ("documents", "document_id"),
    "hidden_in": ("documents", "document_id"),
    "duplicate_of": ("ledger", "ledger_id"),
    "reason_code": ("codes", "code"),
}


def _target(column: Column[Any]) -> tuple[str, str] | None:
    """Return the table and column that a column points at, unless it is that one."""
    target = _POINTING.get(column.name)
    return None if target == (column.table.name, column.name) else target


def _affinity(column: Column[Any]) -> str:
    from sqlalchemy import Boolean, Float, Integer

    kinds = {Boolean: "INTEGER", Integer: "INTEGER", Float: "REAL"}
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "TEXT")
