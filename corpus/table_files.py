"""An exported table as a file: CSV, Parquet or JSON Lines. Rows are streamed; the same rows give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.outgoing import Kind, out_table, outgoing
from corpus.table import BATCH_ROWS, arrow_batch, arrow_schema, csv_writer, spreadsheet_row

Row = tuple[Any, ...]


def write_csv(name: str, rows: Iterable[Row], path: Path) -> int:
    """Write a table as CSV (UTF-8, RFC 4180) that runs no formula; return how many rows it has."""
    return write_csv_rows([field.name for field in out_table(name).fields], rows, path)


def write_csv_rows(head: Iterable[str], rows: Iterable[Iterable[Any]], path: Path) -> int:
    """Write rows under a head as CSV; return how many there are. What is None is an empty cell."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv_writer(file)
        lines.writerow(head)
        for row in rows:
            lines.writerow(spreadsheet_row(tuple(row)))
            count += 1
    return count


def write_parquet(name: str, rows: Iterable[Row], path: Path) -> int:
    """Write a table as Parquet with the types and meanings of the dictionary; return how many rows it has."""
    from pyarrow.parquet import ParquetWriter

    schema = arrow_schema(outgoing(name).columns)
    count = 0
    with ExitStack() as opened:
        file = opened.enter_context(ParquetWriter(path, schema, compression="zstd"))
        for batch in _batches(rows):
            file.write_batch(arrow_batch(batch, schema))
            count += len(batch)
    return count


def write_jsonl(name: str, rows: Iterable[Row], path: Path) -> int:
    """Write a table as JSON Lines, an object a row with null for what is absent; return how many rows it has."""
    fields = out_table(name).fields
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            cells = {f.name: _truth(cell, f.kind) for f, cell in zip(fields, row, strict=True)}
            file.write(json.dumps(cells, ensure_ascii=False, allow_nan=False) + "\n")
            count += 1
    return count


def _truth(cell: Any, kind: Kind) -> Any:
    return bool(cell) if kind is Kind.TRUTH and cell is not None else cell


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH_ROWS)):
        yield batch
