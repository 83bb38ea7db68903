"""The analysis table as files that any program opens: Parquet with types, CSV that is safe in a spreadsheet."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from corpus.errors import InvalidQuery, WorkspaceError
from corpus.store import read_only

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from sqlalchemy import Column

BATCH_ROWS = 10_000

# A spreadsheet takes a cell that begins so for a formula, whoever wrote it; apostrophes are counted in, so that the
# one put before it can be told from one that was there.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Export:
    """A table as it leaves the store: its columns, where they come from and their order."""

    name: str
    columns: tuple[Column[Any], ...]
    source: str
    order: str

    @property
    def statement(self) -> str:
        """SQL that reads it, every column under its own name."""
        names = ", ".join(f"{column.table.name}.{column.name}" for column in self.columns)
        return f"SELECT {names} FROM {self.source} ORDER BY {self.order}"  # noqa: S608


def exports() -> tuple[Export, ...]:
    """Return the tables that `write_table` writes.

    `ledger` leaves out `received_path`: where a file lay on one person's disk is nobody else's business.
    """
    from corpus.schema import analysis, decisions, documents, ledger, redaction_differences

    of_document = tuple(documents.c[name] for name in ("release_id", "source_name", "body", "body_type", "nation"))
    of_document += tuple(documents.c[name] for name in ("document_type", "document_date", "meeting_date"))
    place = "page, char_start"
    return (
        Export(
            "analysis",
            tuple(analysis.columns),
            "analysis",
            f"release_id, source_name, {place}, reason_code, mention_id, decision_id, document_id",
        ),
        Export(
            "decisions",
            (*of_document, *decisions.columns),
            "decisions JOIN documents USING (document_id)",
            f"documents.release_id, documents.source_name, {place}, decision_id",
        ),
        Export(
            "ledger",
            tuple(column for column in ledger.columns if column.name != "received_path"),
            "ledger",
            "release_id, source_name, ledger_id",
        ),
        Export(
            "redaction_differences",
            (*of_document, *redaction_differences.columns),
            "redaction_differences JOIN documents USING (document_id)",
            f"documents.release_id, documents.source_name, {place}, difference_id",
        ),
    )


def export_of(name: str) -> Export:
    """Return a table as it leaves the store: one of `exports`, or any other of the schema, in the order of its keys."""
    from corpus.schema import analysis, metadata

    for export in exports():
        if export.name == name:
            return export
    held = {"analysis": analysis} | dict(metadata.tables)
    if name not in held:
        raise InvalidQuery(f"there is no table {name!r}. Tables: {', '.join(sorted(held))}.")
    columns = tuple(held[name].columns)
    keys = [column.name for column in columns if column.primary_key] or [columns[0].name]
    return Export(name, columns, name, ", ".join(keys))


def read_export(database: Path, export: Export) -> pd.DataFrame:
    """Return a table as a frame with the types of the schema: text, whole numbers (NA where absent), truth values.

    Raises:
        WorkspaceError: the store cannot be read.
    """
    with read_only(database) as connection:
        return typed_frame(connection.execute(export.statement).fetchall(), export.columns)


def typed_frame(rows: list[tuple[Any, ...]], columns: Sequence[Column[Any]]) -> pd.DataFrame:
    """Return rows as SQLite gives them as a frame with the types of the schema, as `read_export` has them."""
    import pandas as pd
    from sqlalchemy import Boolean, Float, Integer

    kinds: dict[type, Any] = {Boolean: "boolean", Integer: "Int64", Float: "float64"}
    frame = pd.DataFrame.from_records(rows, columns=[column.name for column in columns])
    return frame.astype({c.name: next((t for k, t in kinds.items() if isinstance(c.type, k)), "str") for c in columns})


def write_table(database: Path, folder: Path) -> None:
    """Write the tables of `exports` into the folder, each as Parquet and as CSV (UTF-8, RFC 4180).

    The same store gives the same bytes. Rows are streamed; the old files stay until all the new ones are complete.
    In CSV a text that a spreadsheet would take for a formula begins with an apostrophe; Parquet has it as it is.

    Raises:
        WorkspaceError: the disk is full or the folder cannot be written; the old files are intact.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with read_only(database) as connection:
            connection.execute("BEGIN")  # one state of the store for all files, even while a run publishes
            made = [path for export in exports() for path in _write(connection, export, folder)]
        for path in made:
            path.replace(path.with_name(path.name.removeprefix(_UNFINISHED)))
    except OSError as error:
        raise WorkspaceError(
            f"{folder}: the table cannot be written ({error.strerror or error}). Free space or mend permissions and "
            "run again; the store itself is complete."
        ) from error
    finally:
        for left in folder.glob(f"{_UNFINISHED}*"):
            left.unlink(missing_ok=True)


_UNFINISHED = ".unfinished-"


def _write(connection: sqlite3.Connection, export: Export, folder: Path) -> list[Path]:
    """Write a table under provisional names; return them."""
    from pyarrow.parquet import ParquetWriter

    parquet = folder / f"{_UNFINISHED}{export.name}.parquet"
    comma = folder / f"{_UNFINISHED}{export.name}.csv"
    schema = arrow_schema(export.columns)
    with ExitStack() as opened:
        # The compression is spelt out: a change of pyarrow's default would change the bytes.
        columns = opened.enter_context(ParquetWriter(parquet, schema, compression="zstd"))
        lines = csv_writer(opened.enter_context(comma.open("w", encoding="utf-8", newline="")))
        lines.writerow(schema.names)
        for rows in _batches(connection.execute(export.statement)):
            columns.write_batch(arrow_batch(rows, schema))
            lines.writerows(map(spreadsheet_row, rows))
    return [parquet, comma]


def frame_bytes(frame: pd.DataFrame, form: str) -> bytes:
    """Return rows as `csv` (formulas neutralised), `json` (a list of objects, absent values null) or `parquet`."""
    from io import BytesIO, StringIO

    if form == "parquet":
        out = BytesIO()
        frame.to_parquet(out, index=False)
        return out.getvalue()
    if form == "json":
        return (str(frame.to_json(orient="records", force_ascii=False)) + "\n").encode()
    text = StringIO(newline="")
    lines = csv_writer(text)
    lines.writerow(frame.columns)
    blank = frame.astype(object).where(frame.notna(), "")
    lines.writerows(map(spreadsheet_row, blank.itertuples(index=False, name=None)))
    return text.getvalue().encode()


def csv_writer(file: IO[str]) -> Any:
    """Return a writer of CSV as RFC 4180 has it. Its line end, CR LF, also makes Python quote a lone CR in a cell."""
    return csv.writer(file, lineterminator="\r\n")


def _batches(cursor: sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(BATCH_ROWS):
        yield rows


def arrow_schema(columns: Sequence[Column[Any]]) -> pa.Schema:
    """Return the columns with their types, each with its meaning beside it in the file."""
    import pyarrow as pa
    from sqlalchemy import Boolean, Float, Integer, String

    kinds = {Boolean: pa.bool_(), Float: pa.float64(), Integer: pa.int64(), String: pa.string()}

    def kind(column: Column[Any]) -> pa.DataType:
        return next(arrow for generic, arrow in kinds.items() if isinstance(column.type, generic))

    return pa.schema([pa.field(c.name, kind(c), metadata={"description": c.comment or ""}) for c in columns])


def arrow_batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    """Return rows as SQLite gives them in the types of the columns."""
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    # SQLite has no truth values: they come as 0 and 1.
    arrays = [
        pa.array(map(bool, values) if pa.types.is_boolean(field.type) else values, field.type)
        for field, values in zip(schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def spreadsheet_row(row: tuple[Any, ...]) -> list[Any]:
    """Return a row with its formulas neutralised."""
    return [neutralise(cell) if isinstance(cell, str) else cell for cell in row]


def neutralise(cell: str) -> str:
    """Return the text as a spreadsheet shows and never runs it: an apostrophe before what would be a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restore(cell: str) -> str:
    """Return the text that `neutralise` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
