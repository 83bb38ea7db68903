"""The tables of a bundle: CSV with a schema beside it, and frames read back from them, typed as the store's are.

CSV and not Parquet: it can be read by eye and by any program, today and in twenty years; one copy cannot disagree with
a second; and its bytes do not hang on the version of a library. Types, which CSV lacks, stand in `schema.json`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter

from analysis.bundle.strict_json import read_as
from corpus.errors import CorpusError
from corpus.outgoing import Kind, out_table
from corpus.table import restore
from corpus.table_files import write_csv_rows

if TYPE_CHECKING:
    import pandas as pd

    from corpus.material import Material

Opened = Callable[[str], IO[bytes]]  # a file of the bundle, by its name

TABLES = ("analysis", "decisions", "documents", "evidence", "counts", "ledger", "codes")
# Of these some columns alone: the words of a page are in a bundle only where they were asked for.
_PARTS = {
    "passages": ("passage_id", "document_id", "page", "char_start", "char_end", "continued_on"),
    "pages": ("document_id", "page", "text"),
}
_AT_ONCE = 20_000  # rows
_LONGEST_CELL = 256 << 20  # characters; a text without pages is one page, however long


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as `schema.json` has it. `values` are those allowed, where the set is closed."""

    name: str
    kind: Kind
    meaning: str = ""
    values: tuple[str, ...] = ()


Columns = Annotated[tuple[TableColumn, ...], Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table: what a row is, and its columns in their order."""

    meaning: str
    columns: Columns


def path_of(table: str) -> str:
    """Return where a table lies in a bundle."""
    return f"tables/{table}.csv"


def write_tables(
    material: Material, folder: Path, *, moved: bool, more: tuple[str, ...]
) -> tuple[dict[str, TableSchema], dict[str, int]]:
    """Write the tables into a folder as CSV; return their schemas and the number of rows of each.

    With `moved`, places point into the pages as they come out (names replaced), else into the pages as read. `more`
    are further tables: passages, pages.
    """
    (folder / "tables").mkdir()
    schemas, rows = {}, {}
    for table in (*TABLES, *more):
        held = out_table(table)
        kept = [at for at, field in enumerate(held.fields) if field.name in _PARTS.get(table, (field.name,))]
        columns = tuple(TableColumn(f.name, f.kind, f.meaning, f.values) for f in (held.fields[at] for at in kept))
        cells = (tuple(row[at] for at in kept) for row in material.rows(table, moved=moved))
        rows[table] = write_csv_rows([column.name for column in columns], cells, folder / path_of(table))
        schemas[table] = TableSchema(held.meaning, columns)
    return schemas, rows


def read_schemas(content: bytes, where: str) -> dict[str, TableSchema]:
    """Return the schemas of the tables.

    Raises:
        CorpusError: they are not in the form of a bundle.
    """
    return read_as(TypeAdapter(dict[str, TableSchema]), content, where)


def read_frames(opened: Opened, schemas: Mapping[str, TableSchema]) -> dict[str, pd.DataFrame]:
    """Return the tables as frames.

    Raises:
        CorpusError: a table is not as its schema says; names the file and its line.
    """
    return {table: read_frame(opened, table, schema) for table, schema in schemas.items()}


def read_frame(opened: Opened, table: str, schema: TableSchema) -> pd.DataFrame:
    """Return a table as a frame, typed as the store's frames are: text, whole numbers with NA, truth values.

    Raises:
        CorpusError: it is not as its schema says; names the file and its line.
    """
    import pandas as pd

    where = path_of(table)
    with opened(where) as file, TextIOWrapper(file, encoding="utf-8", newline="") as text:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            lines = csv.reader(text, strict=True)
            names = [column.name for column in schema.columns]
            if next(lines, None) != names:
                raise CorpusError(f"{where} has other columns than {', '.join(names)}")
            parts = [_part(rows, schema, where, lines.line_num) for rows in _rows(lines)]
        except (csv.Error, UnicodeDecodeError) as error:
            raise CorpusError(f"{where} is not CSV in UTF-8: {error}") from error
        finally:
            csv.field_size_limit(before)
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _rows(lines: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """Yield rows by the thousand; an empty list first where there is none, so that columns get their types."""
    rows = list(islice(lines, _AT_ONCE))
    yield rows
    while rows := list(islice(lines, _AT_ONCE)):
        yield rows


def _part(rows: list[list[str]], schema: TableSchema, where: str, line: int) -> pd.DataFrame:
    import pandas as pd

    wide = len(schema.columns)
    if any(len(row) != wide for row in rows):
        raise CorpusError(f"{where}, before line {line + 1}: a row has not the {wide} cells of the header")
    made = {}
    for at, column in enumerate(schema.columns):
        try:
            cells = [_READ[column.kind](row[at]) if row[at] else None for row in rows]
            made[column.name] = pd.Series(cells, dtype=_TYPES[column.kind])
        except (ValueError, OverflowError, KeyError) as error:
            raise CorpusError(f"{where}, before line {line + 1}: {column.name} is no {column.kind}: {error}") from error
    return pd.DataFrame(made)


def _finite(cell: str) -> float:
    number = float(cell)
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: restore,
    Kind.DATE: restore,
    Kind.WHOLE: int,
    Kind.NUMBER: _finite,
    Kind.TRUTH: {"0": False, "1": True}.__getitem__,
}
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: "str",
    Kind.DATE: "str",
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "float64",
    Kind.TRUTH: "boolean",
}
