"""Workbooks of Excel 97-2003 (XLS): the cells that are shown, a row a line."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome, Page
from extractors.cell_styles import shows_nothing
from extractors.format import DEFAULTS, Reading, Settings, as_hidden, row_line
from extractors.plain import normalise
from extractors.properties import ole_characters
from extractors.spreadsheet import Cell, cell_text

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

_WHITE_FROM = 0xFA
_TINY_TWIPS = 20
_NO_FILL = 0
# What xlrd lets out on damaged bytes, its own errors aside.
_DAMAGE = (struct.error, ValueError, LookupError, AssertionError, AttributeError, TypeError, OverflowError,
           OSError, RecursionError)  # fmt: skip


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a page for each sheet that is shown, its name first; values are written as those of XLSX files.

    Cells of hidden sheets, rows and columns, white text, cells that show nothing, comments and properties are counted
    and not read.

    Raises:
        UnreadableFile: encrypted or damaged.
    """
    book = _open(content)
    unseen = Counter({Hiding.PROPERTIES: _property_characters(content)})
    pages: list[tuple[str, Counter[Hiding]]] = []
    try:
        for sheet in book.sheets():
            hidden = Counter({Hiding.COMMENT: sum(len(note.text) for note in sheet.cell_note_map.values())})
            lines = list(_lines(book, sheet, hidden))
            if sheet.visibility:
                unseen[Hiding.HIDDEN_SHEET] += sum(hidden.values()) + sum(map(len, lines))
            else:
                pages.append((normalise("\n".join([sheet.name, *lines])), hidden))
    except _DAMAGE as error:
        raise _damaged() from error
    if not pages:
        pages.append(("", Counter()))
    pages[0][1].update(unseen)
    shown = (Page(number, text, hidden=as_hidden(hidden)) for number, (text, hidden) in enumerate(pages, start=1))
    return Reading(tuple(shown))


def _open(content: bytes) -> Book:
    import xlrd
    from xlrd.compdoc import CompDocError

    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO(), ragged_rows=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise UnreadableFile(Outcome.ENCRYPTED, "locked with a password: give it with --password") from error
        raise _damaged() from error
    except (*_DAMAGE, CompDocError) as error:
        raise _damaged() from error


def _damaged() -> UnreadableFile:
    return UnreadableFile(Outcome.CORRUPT, "the workbook is damaged: open it with Excel and save it anew, as .xlsx")


def _property_characters(content: bytes) -> int:
    import olefile

    if not olefile.isOleFile(content):
        return 0
    try:
        with olefile.OleFileIO(content) as ole:
            return ole_characters(ole)
    except _DAMAGE as error:
        raise _damaged() from error


def _lines(book: Book, sheet: Sheet, hidden: Counter[Hiding]) -> Iterator[str]:
    unseen_columns = {number for number, info in sheet.colinfo_map.items() if info.hidden or info.width == 0}
    for row in range(sheet.nrows):
        info = sheet.rowinfo_map.get(row)
        is_hidden = info is not None and bool(info.hidden or (info.height == 0 and info.has_default_height == 0))
        cells: list[str] = []
        for column, cell in enumerate(sheet.row(row)):
            text = cell_text(_value(book, cell))
            mechanism = Hiding.HIDDEN_ROW if is_hidden else Hiding.HIDDEN_COLUMN if column in unseen_columns else None
            if mechanism is None and (unshown := _hiding(book, cell.xf_index)) is not None:
                hidden[unshown] += len(text)
                text = ""
            if mechanism is None:
                cells.append(text)
            else:
                hidden[mechanism] += len(text)
        if line := row_line(cells):
            yield line


def _value(book: Book, cell: Any) -> Cell:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):  # a number that no calendar has, in the format of a date
            return float(cell.value)
        return moment.time() if 0 <= cell.value < 1 else moment  # type: ignore[no-any-return]
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(cell.value)
    return str(cell.value)


def _hiding(book: Book, style: int | None) -> Hiding | None:
    """Return how the style of a cell keeps its words from being seen; None where it does not."""
    if style is None or style >= len(book.xf_list):
        return None
    look = book.xf_list[style]
    number_format = book.format_map.get(look.format_key)
    if number_format is not None and shows_nothing(number_format.format_str):
        return Hiding.HIDDEN_STYLE
    font = book.font_list[look.font_index] if look.font_index < len(book.font_list) else None
    if font is None:
        return None
    if font.height <= _TINY_TWIPS:
        return Hiding.TINY
    is_filled = look.background.fill_pattern != _NO_FILL and not _is_white(book, look.background.pattern_colour_index)
    return Hiding.GROUND_COLOUR if _is_white(book, font.colour_index) and not is_filled else None


def _is_white(book: Book, index: int) -> bool:
    colour = book.colour_map.get(index)
    return colour is not None and min(colour) >= _WHITE_FROM
