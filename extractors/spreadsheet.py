"""Spreadsheets (XLSX, XLSM) and tables written as text (CSV): the cells that are shown, a row a line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, TypeAlias

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome, Page
from extractors.cell_styles import unshown_styles
from extractors.format import DEFAULTS, Reading, Settings, as_hidden, row_line
from extractors.package import Package, R
from extractors.plain import decode, normalise
from extractors.properties import package_characters
from extractors.sniff import delimiter, starts_as_zip

if TYPE_CHECKING:
    from lxml import etree

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MOST_CELLS = 20_000_000  # calamine lays out a sheet as a full rectangle up to its last cell


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a workbook, a page for each sheet that is shown (its name first), or a CSV file as one page.

    Cells of hidden sheets, rows and columns, cells in white or of a format that shows nothing, comments and properties
    are counted and not read; the note names hidden columns that are empty. Dates are as ISO 8601 writes them, other
    numbers without the format of their cell.

    Raises:
        UnreadableFile: damaged, or over the limits of an archive or of cells in a sheet.
    """
    return _read_workbook(content) if starts_as_zip(content) else _read_csv(content)


def _read_csv(content: bytes) -> Reading:
    text = normalise(decode(content))
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter(text) or ","))
    except csv.Error as error:
        raise UnreadableFile(
            Outcome.CORRUPT, "its rows cannot be told apart (a quotation mark is not closed)"
        ) from error
    return Reading((Page(1, "\n".join(_lines(rows))),))


def _read_workbook(content: bytes) -> Reading:
    package = Package(content)
    package.check()
    pages: list[Page] = []
    unseen = Counter({Hiding.PROPERTIES: package_characters(package)})
    empty: list[str] = []
    sheets = _look_over(package)
    for sheet, rows in zip(sheets, _cells(content, sheets), strict=True):
        if sheet.is_hidden:
            unseen[Hiding.HIDDEN_SHEET] += sum(len(cell_text(cell)) for row in rows for cell in row)
            unseen[Hiding.COMMENT] += sheet.comment_characters
            continue
        hidden = sheet.count_hidden(rows)
        empty += sheet.empty_hidden_columns(rows)
        text = normalise("\n".join([sheet.name, *_lines(sheet.visible(rows))]))
        pages.append(Page(len(pages) + 1, text, hidden=as_hidden(hidden)))
    first = pages[0] if pages else Page(1, "")
    pages[:1] = [replace(first, hidden=(*first.hidden, *as_hidden(unseen)))]
    note = f"hidden and empty: {', '.join(dict.fromkeys(empty))}" if empty else ""
    return Reading(tuple(pages), package.embedded("xl"), note)


@dataclass(slots=True)
class _Sheet:
    """What a sheet shows: rows and columns are counted from 0."""

    name: str
    is_hidden: bool = False
    rows: set[int] = field(default_factory=set)  # hidden ones
    columns: list[range] = field(default_factory=list)  # hidden ones
    last_row: int = 0  # from 1, of those with cells
    cells: dict[tuple[int, int], Hiding] = field(default_factory=dict)  # that show nothing of what they hold
    comment_characters: int = 0

    def is_column_hidden(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(column in hidden for hidden in self.columns)

    def visible(self, rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
        """Return the cells that are shown; one that shows nothing of what it holds is empty."""
        return [
            ["" if (number, column) in self.cells else cell for column, cell in enumerate(row)
             if not self.is_column_hidden(column)]
            for number, row in enumerate(rows)
            if number not in self.rows
        ]  # fmt: skip

    def count_hidden(self, rows: Sequence[Sequence[Cell]]) -> Counter[Hiding]:
        """Return how many characters hidden rows, columns and cells and the comments hold."""
        hidden = Counter({Hiding.COMMENT: self.comment_characters})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if number in self.rows:
                    hidden[Hiding.HIDDEN_ROW] += len(cell_text(cell))
                elif self.is_column_hidden(column):
                    hidden[Hiding.HIDDEN_COLUMN] += len(cell_text(cell))
                elif (number, column) in self.cells:
                    hidden[self.cells[number, column]] += len(cell_text(cell))
        return hidden

    def empty_hidden_columns(self, rows: Sequence[Sequence[Cell]]) -> list[str]:
        """Return, for a person, the hidden columns among those in use that hold nothing: `column B`."""
        used = range(max(map(len, rows), default=0))
        unseen = [column for column in used if self.is_column_hidden(column)]
        return [f"column {letters(column)}" for column in unseen if not any(cell_text(row[column]) for row in rows)]


def _look_over(package: Package) -> list[_Sheet]:
    workbook = package.xml(package.main)
    relationships = package.relationships(package.main)
    styles = unshown_styles(package.xml(package.related(package.main, "styles")))
    sheets = []
    for node in () if workbook is None else workbook.iter(f"{_S}sheet"):
        sheet = _Sheet(node.get("name", ""), node.get("state", "visible") != "visible")
        target = relationships.get(node.get(R + "id", ""))
        root = package.xml(target.part) if target is not None and target.kind == "worksheet" else None
        if root is not None and target is not None:
            _look_over_sheet(root, sheet, styles)
            parts = package.relationships(target.part).values()
            comments = (package.xml(each.part) for each in parts if each.kind in ("comments", "threadedComment"))
            sheet.comment_characters = sum(_characters(part) for part in comments if part is not None)
        sheets.append(sheet)
    return sheets


def _characters(comments: etree._Element) -> int:
    """Return how many characters comments hold; the copy of a thread for older programs is not counted again."""
    if str(comments.tag).endswith("}ThreadedComments"):
        return sum(len(node.text or "") for node in comments.iter("{*}text"))
    texts = ("".join(node.text or "" for node in comment.iter(f"{_S}t")) for comment in comments.iter(f"{_S}comment"))
    return sum(len(text) for text in texts if not text.startswith("[Threaded comment]"))


def _look_over_sheet(root: etree._Element, sheet: _Sheet, styles: dict[str, Hiding]) -> None:
    """Note which rows, columns and cells are hidden, and refuse a sheet too wide and long to lay out."""
    try:
        for node in root.iterfind(f"{_S}cols/{_S}col"):
            if _is_set(node, "hidden") or float(node.get("width", "1")) == 0:
                sheet.columns.append(range(int(node.get("min", "1")) - 1, int(node.get("max", "1"))))
        last_row = last_column = 0
        for row in root.iterfind(f"{_S}sheetData/{_S}row"):
            last_row = int(row.get("r", last_row + 1))
            if _is_set(row, "hidden") or float(row.get("ht", "1")) == 0:
                sheet.rows.add(last_row - 1)
            for cell in row.iterchildren(f"{_S}c"):
                sheet.last_row = max(sheet.last_row, last_row)
                column = _column(cell.get("r", "A1"))
                last_column = max(last_column, column)
                if (mechanism := styles.get(cell.get("s", ""))) is not None:
                    sheet.cells[last_row - 1, column - 1] = mechanism
    except ValueError as error:
        raise UnreadableFile(Outcome.CORRUPT, "a row or column of it has no proper number") from error
    if sheet.last_row * last_column > _MOST_CELLS:
        raise UnreadableFile(
            Outcome.TOO_LARGE,
            f"a sheet of {sheet.last_row:,} rows and {last_column:,} columns, the limit is {_MOST_CELLS:,} cells: "
            "save it without the empty rows and columns",
        )


def _is_set(node: etree._Element, name: str) -> bool:
    return node.get(name) in ("1", "true")


def _column(reference: str) -> int:
    """Return the number of a cell's column from 1: `AB12` -> 28."""
    number = 0
    for character in reference.rstrip("0123456789"):
        number = number * 26 + ord(character.upper()) - ord("A") + 1
    return number


def letters(column: int) -> str:
    """Return a column's letters, columns counted from 0: 27 -> `AB`."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _cells(content: bytes, sheets: Sequence[_Sheet]) -> Iterator[list[list[Cell]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        for number, sheet in enumerate(sheets):
            yield workbook.get_sheet_by_index(number).to_python(skip_empty_area=False) if sheet.last_row else []
    except CalamineError as error:
        raise UnreadableFile(Outcome.CORRUPT, "the workbook is damaged: ask for a fresh copy") from error


def _lines(rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    lines = (row_line(cell_text(cell) for cell in row) for row in rows)
    return (line for line in lines if line)


def cell_text(cell: Cell) -> str:
    """Return a cell as text on one line: whole numbers without a point, others to Excel's fifteen digits."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return " ".join(str(cell).split())
