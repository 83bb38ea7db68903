"""Exports: the formats that a table leaves in, and the one way in which their files come to be.

Files are written into a folder beside their place and moved there when all are complete: a reader never meets half a
file, and what was there before stays until then. A file that minuted did not make is not written over.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.exports.notes import notes_of
from analysis.exports.writers import (
    DICTIONARY,
    ExportFormat,
    Made,
    Names,
    Order,
    to_annotations,
    to_csv,
    to_datasette,
    to_jsonl,
    to_matrix,
    to_parquet,
    to_xlsx,
)
from corpus.errors import InvalidQuery, WorkspaceError
from corpus.outgoing import TABLES, Disguise, dictionary_rows
from corpus.query import Filters
from corpus.table_files import write_csv_rows

if TYPE_CHECKING:
    from corpus.material import Material


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that lies in its place."""

    files: Mapping[Path, int | None]  # rows of each; None for one that tells of the others
    hashes: Mapping[Path, str]  # SHA-256 in hexadecimal
    remarks: tuple[str, ...]


def export(
    material: Material,
    form: ExportFormat,
    out: Path,
    hide: Names,
    *,
    tables: Sequence[str] = (),
    filters: Filters | None = None,
    may_replace: Callable[[Path], bool] = lambda path: False,
) -> Exported:
    """Write the rows of a store into a file (`out` ends in the format's suffix) or a folder (it does not).

    `filters` are those that the material was gathered with; `may_replace` says of a file that is there whether it may
    be written over.

    Raises:
        InvalidQuery: an unknown table, several for one file, an end of another format, or a file that is not to be
            written over.
        WorkspaceError: the disk is full or the place cannot be written; what was there is intact.
    """
    stem = _stem(form, out)
    chosen = _tables(form, tables, stem)
    disguised = material.disguised(Disguise(hide.hide, hide.hide_case, hide.says))
    order = Order(disguised, material, hide, notes_of(disguised, filters), chosen, stem)
    folder = out.parent if stem else out
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as waiting:
            made = form.write(order, Path(waiting))
            if not stem:
                _write_companions(form, order, made, Path(waiting))
            return _moved(Path(waiting), folder, made, may_replace)
    except OSError as error:
        raise WorkspaceError(
            f"{out} cannot be written ({error.strerror or error}). Free space, mend permissions or name another place "
            "with --out; what was there before is intact."
        ) from error


def format_named(name: str, formats: Sequence[ExportFormat] = ()) -> ExportFormat:
    """Return a format by its name, of those given or else of `FORMATS`.

    Raises:
        InvalidQuery: there is none of that name.
    """
    known = {form.name: form for form in formats or FORMATS}
    if name not in known:
        raise InvalidQuery(f"there is no format {name!r}. Give one of: {', '.join(known)}.")
    return known[name]


def _stem(form: ExportFormat, out: Path) -> str:
    if out.is_dir() or not out.suffix:
        return ""
    if out.suffix.lower() == form.suffix:
        return out.stem
    others = {other.suffix for other in FORMATS} - {form.suffix}
    if out.suffix.lower() in others:
        raise InvalidQuery(f"{out.name} does not end as {form.name} does: name a file *{form.suffix}, or a folder.")
    return ""


def _tables(form: ExportFormat, given: Sequence[str], stem: str) -> tuple[str, ...]:
    for name in given:
        if name not in TABLES:
            raise InvalidQuery(f"there is no table {name!r} to export. Give one of: {', '.join(TABLES)}.")
    if given and not form.takes_tables:
        raise InvalidQuery(f"{form.name} has tables of its own: leave --table out.")
    if form.by_table and stem and len(given) > 1:
        raise InvalidQuery(f"one {form.name} file holds one table: name a folder with --out for {len(given)}.")
    return tuple(dict.fromkeys(given)) or (("analysis",) if form.by_table and stem else TABLES)


def _write_companions(form: ExportFormat, order: Order, made: Made, folder: Path) -> None:
    """Write what a folder says of its files: the method, and the meaning of each column."""
    about = order.notes.method(made.rows) | ({"Remarks": " ".join(made.remarks)} if made.remarks else {})
    (folder / "method.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if form.by_table:
        write_csv_rows(DICTIONARY, dictionary_rows(order.tables), folder / "data-dictionary.csv")


def _moved(waiting: Path, folder: Path, made: Made, may_replace: Callable[[Path], bool]) -> Exported:
    """Move finished files to their place, once it is clear that all may go there."""
    names = sorted(path.name for path in waiting.iterdir())
    for name in names:
        place = folder / name
        if place.exists() and not may_replace(place):
            raise InvalidQuery(
                f"{place} is there already and is not as minuted last wrote it: nothing was written. Name another "
                "place with --out, or add --force to write over it."
            )
    hashes = {folder / name: _hash(waiting / name) for name in names}
    for name in names:
        os.replace(waiting / name, folder / name)  # noqa: PTH105 - says what it does to a file that is there
    files = {folder / name: made.rows.get(name) for name in names}
    return Exported(files, hashes, tuple(made.remarks))


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


FORMATS = (
    ExportFormat("csv", ".csv", "each table as CSV that is safe in a spreadsheet", to_csv, True, True),
    ExportFormat("xlsx", ".xlsx", "a workbook: a sheet a table, data dictionary, method", to_xlsx, False, True),
    ExportFormat(
        "parquet", ".parquet", "each table as Parquet, with types and the exact words", to_parquet, True, True
    ),
    ExportFormat("jsonl", ".jsonl", "each table as JSON Lines, an object a row", to_jsonl, True, True),
    ExportFormat("datasette", ".db", "all that was read and found, to search in a browser", to_datasette),
    ExportFormat("matrix", ".csv", "decisions x codes with 0 and 1, strict and broad", to_matrix),
    ExportFormat("annotations", ".jsonld", "each mention as a W3C Web Annotation", to_annotations),
)
