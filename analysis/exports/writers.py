"""What each format of an export writes: functions from an order and an empty folder to finished files in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.exports.annotations import write_annotations
from analysis.exports.matrix import decision_matrix, meanings
from analysis.exports.notes import Notes
from analysis.replaced import Hide
from analysis.shares.stated_reasons import Version
from corpus.datasette import datasette_metadata, write_datasette, write_metadata
from corpus.outgoing import Field, Handling, Kind, dictionary_rows, out_table
from corpus.table_files import write_csv, write_csv_rows, write_jsonl, write_parquet

if TYPE_CHECKING:
    from corpus.material import Material

_WHOLE = "minuted"  # name of a file that holds everything, where only a folder is named
DICTIONARY = ("table", "column", "type", "allowed values", "meaning")
_METHOD = ("what", "what is said")


@dataclass(frozen=True, slots=True)
class Names:
    """What is done to names: `hide` to words of documents, `hide_case` to labels of cases; `says` tells the reader."""

    hide: Hide
    hide_case: Callable[[str, str], str]  # a label and the body whose paper names it so
    says: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a writer is to write. `stem` is the name of the file asked for, without its suffix; "" for a folder."""

    material: Material  # names replaced in all that it gives
    as_read: Material  # the same rows with names as they are, for a writer that replaces them itself
    names: Names
    notes: Notes
    tables: tuple[str, ...]
    stem: str = ""


@dataclass(slots=True)
class Made:
    """What came to be: rows by file, by name in the folder, and what the reader should know, in sentences."""

    rows: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, the end of its files, what it holds, and its writer, into an empty folder."""

    name: str
    suffix: str
    holds: str
    write: Callable[[Order, Path], Made]
    by_table: bool = False  # whether a file holds one table
    takes_tables: bool = False  # whether the tables can be chosen


def to_csv(order: Order, folder: Path) -> Made:
    """Write each table as CSV."""
    paths = {name: folder / f"{order.stem or name}.csv" for name in order.tables}
    return Made({path.name: write_csv(name, order.material.rows(name), path) for name, path in paths.items()})


def to_parquet(order: Order, folder: Path) -> Made:
    """Write each table as Parquet."""
    paths = {name: folder / f"{order.stem or name}.parquet" for name in order.tables}
    return Made({path.name: write_parquet(name, order.material.rows(name), path) for name, path in paths.items()})


def to_jsonl(order: Order, folder: Path) -> Made:
    """Write each table as JSON Lines."""
    paths = {name: folder / f"{order.stem or name}.jsonl" for name in order.tables}
    return Made({path.name: write_jsonl(name, order.material.rows(name), path) for name, path in paths.items()})


def to_xlsx(order: Order, folder: Path) -> Made:
    """Write a workbook: a sheet a table, then the data dictionary and the method."""
    from analysis.exports.workbook import Filled, Sheet, write_workbook

    def last(filled: Filled) -> list[Sheet]:
        method = [*order.notes.method(filled.rows).items(), *(("Cut or continued", said) for said in filled.remarks)]
        rows = dictionary_rows(order.tables)
        return [Sheet("data dictionary", _texts(DICTIONARY), rows), Sheet("method", _texts(_METHOD), method)]

    path = folder / f"{order.stem or _WHOLE}.xlsx"
    sheets = (Sheet(name, out_table(name).fields, order.material.rows(name)) for name in order.tables)
    filled = write_workbook(sheets, last, path)
    return Made({path.name: sum(filled.rows[name] for name in order.tables)}, filled.remarks)


def _texts(names: Sequence[str]) -> tuple[Field, ...]:
    return tuple(Field(name, Kind.TEXT, Handling.OWN, (), "") for name in names)


def to_datasette(order: Order, folder: Path) -> Made:
    """Write a file for Datasette, and its metadata."""
    path = folder / f"{order.stem or _WHOLE}.db"
    counts = write_datasette(order.material, path)
    metadata = datasette_metadata(path.stem, order.notes.method({}))
    write_metadata(metadata, folder / (f"{order.stem}-metadata.json" if order.stem else "metadata.json"))
    return Made({path.name: sum(counts.values())})


def to_matrix(order: Order, folder: Path) -> Made:
    """Write decisions x codes with 0 and 1, a file a version."""
    made = Made()
    analysis, decisions = order.material.frame("analysis"), order.material.frame("decisions")
    codes = {row["code"]: row["definition"] for row in order.material.records("codes")}
    for version in Version:
        matrix = decision_matrix(analysis, decisions, codes, version)
        path = folder / f"{order.stem or 'matrix'}-{version}.csv"
        rows = matrix.astype(object).where(matrix.notna(), None).itertuples(index=False, name=None)
        made.rows[path.name] = write_csv_rows(matrix.columns, rows, path)
    if not order.stem:
        write_csv_rows(("column", "meaning"), meanings(codes).items(), folder / "data-dictionary.csv")
    return made


def to_annotations(order: Order, folder: Path) -> Made:
    """Write each mention as a Web Annotation."""
    path = folder / f"{order.stem or 'annotations'}.jsonld"
    about = f"Reasons that documents state, as minuted coded them. {order.notes.names}"
    return Made({path.name: write_annotations(order.material, order.notes.software, about, path)})
