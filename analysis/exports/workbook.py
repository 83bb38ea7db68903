"""Tables as an XLSX workbook: a sheet a table, typed cells, head row kept in sight, filters; nothing silently cut.

Rows are written as they come (XlsxWriter's constant memory), so a million of them need no more memory than one. Numbers
have the 16 digits that XlsxWriter writes. What Excel's limits cut or part is told in sentences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from corpus.outgoing import Field, Handling, Kind
from corpus.table import neutralise

ROWS = 1_048_576  # of a sheet, the head among them: Excel's limit
CHARACTERS = 32_767  # of a cell, in UTF-16 units: Excel's limit
_DIGITS = 10**15  # Excel keeps 15 digits of a number
_FIRST_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WIDTHS = {Kind.DATE: 12, Kind.WHOLE: 10, Kind.NUMBER: 10, Kind.TRUTH: 10}
_WIDE = {"quote", "quotation", "text", "meaning", "definition", "what is said"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for the workbook; truth values in its rows are 0, 1 or True, False."""

    name: str
    fields: tuple[Field, ...]
    rows: Iterable[tuple[Any, ...]]


@dataclass(slots=True)
class Filled:
    """What a workbook holds: rows by table, and what Excel's limits did to it, in sentences."""

    rows: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def write_workbook(sheets: Iterable[Sheet], notes: Callable[[Filled], Iterable[Sheet]], path: Path) -> Filled:
    """Write a workbook; return what it holds. `notes` gives its last sheets, from what the first came to.

    A text that a spreadsheet would take for a formula begins with an apostrophe, as in CSV (`corpus.table.restore`): it
    stays harmless when somebody saves the sheet as CSV. A table of more rows than a sheet takes goes on in `NAME (2)`;
    a longer text than a cell takes ends in a sentence that says so, and is told in `Filled.remarks`.

    Raises:
        OSError: the file cannot be written.
    """
    settings = {
        "constant_memory": True,
        "tmpdir": str(path.parent),  # what is written in between lies beside it, not in a folder of everybody's
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    filled = Filled()
    with Workbook(str(path), settings) as book:
        book.use_zip64()
        book.set_properties({"title": "minuted", "created": datetime(2000, 1, 1)})  # noqa: DTZ001, RUF100 - no clock
        styles = _Styles(
            book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
            book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            book.add_format({"valign": "top"}),
        )
        for sheet in sheets:
            _write(book, styles, sheet, filled)
        for sheet in notes(filled):
            _write(book, styles, sheet, filled)
    return filled


@dataclass(frozen=True, slots=True)
class _Styles:
    head: Format
    text: Format
    day: Format
    plain: Format


class _Page(Worksheet):  # type: ignore[misc]  # XlsxWriter tells no types
    """A sheet that keeps every character of a text."""

    @staticmethod
    def _escape_control_characters(data: Any) -> Any:
        return escaped(data) if isinstance(data, str) else data


_UNDERSCORE = re.compile("_(?=x[0-9a-fA-F]{4}[_\x00-\x08\x0b-\x1f\ufffe\uffff])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """Return a text as Office Open XML writes it: what XML does not allow as `_xHHHH_` (ECMA-376, ST_Xstring).

    XlsxWriter's own way lets `_x0041_x0042_` come out as another text, and takes `<r>...</r>` for its own markup.
    """
    text = _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", _UNDERSCORE.sub("_x005F_", text))
    return f"_x003C_{text[1:]}" if text.startswith("<r>") else text


def _write(book: Workbook, styles: _Styles, sheet: Sheet, filled: Filled) -> None:
    rows = iter(sheet.rows)
    filled.rows[sheet.name] = 0
    part = 1
    while True:
        page = book.add_worksheet(_sheet_name(sheet.name, part), worksheet_class=_Page)
        count = _fill(page, styles, sheet, islice(rows, ROWS - 1), filled)
        filled.rows[sheet.name] += count
        ahead = next(rows, None)
        if ahead is None:
            break
        rows, part = chain([ahead], rows), part + 1
    if part > 1:
        filled.remarks.append(
            f"{sheet.name} has {filled.rows[sheet.name]:,} rows, more than a sheet of Excel takes: it goes on in the "
            f"sheets up to '{_sheet_name(sheet.name, part)}'. Nothing is left out."
        )


def _sheet_name(name: str, part: int) -> str:
    return name if part == 1 else f"{name} ({part})"


def _fill(page: Worksheet, styles: _Styles, sheet: Sheet, rows: Iterator[tuple[Any, ...]], filled: Filled) -> int:
    page.freeze_panes(1, 0)
    for column, of in enumerate(sheet.fields):
        page.set_column(column, column, _width(of))
        page.write_string(0, column, of.name, styles.head)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, (of, cell) in enumerate(zip(sheet.fields, row, strict=True)):
            if cell is not None and not _write_cell(page, styles, (count, column), of.kind, cell):
                filled.remarks.append(_cut_remark(page.name, count, of.name, cell))
    page.autofilter(0, 0, count, len(sheet.fields) - 1)
    return count


def _write_cell(page: Worksheet, styles: _Styles, at: tuple[int, int], kind: Kind, cell: Any) -> bool:
    """Write a cell; return whether it holds the whole of it."""
    if kind is Kind.TRUTH:
        page.write_boolean(*at, bool(cell), styles.plain)
    elif isinstance(cell, (int, float)) and abs(cell) < _DIGITS:
        page.write_number(*at, cell, styles.plain)
    elif kind is Kind.DATE and (day := _day(cell)):
        page.write_datetime(*at, day, styles.day)
    else:
        text = neutralise(str(cell))
        whole = within(text)
        page.write_string(*at, whole, styles.text)
        return whole == text
    return True


def _day(cell: str) -> date | None:
    """Return a date that is told to the day and that Excel counts right; else it stays text."""
    if not _DAY.fullmatch(cell):
        return None
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def within(text: str) -> str:
    """Return a text as a cell takes it: whole, or its beginning and a sentence that says so."""
    if len(text) * 2 <= CHARACTERS or len(text) + sum(character > "\uffff" for character in text) <= CHARACTERS:
        return text
    says = f" [Cut here: the text has {len(text):,} characters, more than a cell takes. CSV and Parquet have it whole.]"
    room, end = CHARACTERS - len(says), 0
    for character in text:
        room -= 1 + (character > "\uffff")
        if room < 0:
            break
        end += 1
    return text[:end] + says


def _cut_remark(page: str, row: int, column: str, cell: object) -> str:
    return (
        f"Sheet '{page}', row {row + 1}, {column}: the text has {len(str(cell)):,} characters, more than a cell of "
        "Excel takes, and is cut there. CSV, Parquet and JSON Lines have it whole."
    )


def _width(of: Field) -> float:
    if of.name in _WIDE:
        return 70
    if of.kind is not Kind.TEXT:
        return max(_WIDTHS[of.kind], min(len(of.name) + 3, 18))
    longest = max((len(value) for value in of.values), default=30 if of.handling is Handling.WORDS else 20)
    return min(max(longest, len(of.name)) + 3, 36)
