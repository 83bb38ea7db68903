"""Native-text PDF: pages with words and boxes by pdfium, ruled tables by pdfplumber, hidden words left out."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Page
from extractors.format import Attachment, Reading
from extractors.hidden_text import as_hidden, hidden_words, survey
from extractors.layout import Line, TextBuilder, Word, in_reading_order, keeps_hyphen, paragraphs
from extractors.tables import Table, find_tables, write_table

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_WORD = re.compile(r"[^\s\ufffe]+\ufffe?")
_FEW_LETTERS = 25  # a page with fewer, mostly covered by an image, is a picture of a page
_HYPHEN_AT_LINE_END = "\ufffe"  # how pdfium writes a hyphen that breaks a word


def read(content: bytes) -> Reading:
    """Return a PDF's pages with their words, and the files attached to it.

    Raises:
        UnreadableFile: encrypted or damaged.
    """
    import pypdfium2 as pdfium

    pdf = _open(content)
    tables = TableFinder(content)
    try:
        read_pages = [read_page(pdf[i], i + 1, tables) for i in range(len(pdf))]
        attachments = tuple(_attachments(pdf))
    except pdfium.PdfiumError as error:
        raise UnreadableFile(Outcome.CORRUPT, "the PDF is damaged: a page cannot be opened; ask for a fresh copy") from error
    finally:
        tables.close()
        pdf.close()
    unread = [page.number for page, is_read in read_pages if not is_read]
    note = f"{page_list(unread)} without a usable text layer, not read: OCR is not yet supported" if unread else ""
    pages = tuple(page for page, _ in read_pages)
    return Reading(pages, attachments, note, Outcome.NEEDS_OCR if unread else Outcome.NO_TEXT)


def page_list(numbers: list[int]) -> str:
    """Return page numbers for people: `pages 1-3, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"page{'s' if len(numbers) > 1 else ''} {shown}"


def _open(content: bytes) -> pdfium.PdfDocument:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(content)
        if len(pdf) == 0:
            raise UnreadableFile(Outcome.CORRUPT, "the PDF has no pages")
    except pdfium.PdfiumError as error:
        # pdfium also speaks of a password where the file is merely damaged: an encrypted file says so in its trailer
        if "password" in str(error).lower() and b"/Encrypt" in content:
            raise UnreadableFile(
                Outcome.ENCRYPTED, "the PDF asks for a password: ask the authority for an unprotected copy"
            ) from None
        raise UnreadableFile(Outcome.CORRUPT, "the PDF is damaged and cannot be opened: ask for a fresh copy") from None
    pdf.init_forms()
    return pdf


def read_page(page: pdfium.PdfPage, number: int, tables: TableFinder) -> tuple[Page, bool]:
    """Return one page (words as shown, tables row by row, paragraphs on a line each) and whether its text layer is
    what the page shows: not so on a picture of a page, or where the fonts do not say which letters they draw.
    Closes the page.
    """
    width, height = page.get_size()
    seen = survey(page)
    lines, is_legible = _lines(page)
    lines, hidden = _without_hidden(page, lines) if seen.may_hide else (lines, [])
    letters = sum(c.isalpha() for line in lines for word in line for c in word.text)
    is_picture = letters < _FEW_LETTERS and seen.picture_area > (0.4 if letters else 0.02) * width * height
    ruled = tables.on_page(number) if seen.is_ruled and lines and page.get_rotation() == 0 else []
    page.close()
    text = TextBuilder()
    _write(text, in_reading_order(lines, by_place=bool(ruled)) if is_legible else [], ruled if is_legible else [])
    written, words = text.finish()
    shown = Page(number, written.rstrip("\n"), width_pt=width, height_pt=height, words=words, hidden=as_hidden(hidden))
    return shown, is_legible and not is_picture


def _without_hidden(page: pdfium.PdfPage, lines: list[Line]) -> tuple[list[Line], list[Word]]:
    words = [word for line in lines for word in line]
    unseen = hidden_words(page, words)
    if not unseen:
        return lines, []
    hidden = {id(words[i]) for i in unseen}
    kept = [[word for word in line if id(word) not in hidden] for line in lines]
    return [line for line in kept if line], [words[i] for i in sorted(unseen)]


def _write(text: TextBuilder, lines: list[Line], tables: list[Table]) -> None:
    waiting = list(tables)
    outside: list[Line] = []

    def flush() -> None:
        for paragraph in paragraphs(outside):
            text.write_words(paragraph)
            text.write("\n")
        outside.clear()

    for line in lines:
        rest = [word for word in line if not any(word.is_inside(table.box) for table in tables)]
        while waiting and line[0].top >= waiting[0].box.top - 2:
            flush()
            write_table(waiting.pop(0), lines, text)
        if rest:
            outside.append(rest)
    flush()
    for table in waiting:
        write_table(table, lines, text)


@dataclass(slots=True)
class _Place:
    """Turns pdfium's page coordinates into points from the upper left corner of the page as shown."""

    xx: float
    xy: float
    x: float
    yx: float
    yy: float
    y: float

    @classmethod
    def of(cls, page: pdfium.PdfPage, raw: Any) -> _Place:
        width, height = page.get_size()
        fine = 1000  # device units a point: pdfium answers in whole units

        def shown(px: float, py: float) -> tuple[float, float]:
            x, y = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(page, 0, 0, int(width * fine), int(height * fine), 0, px, py, x, y)
            return x.value / fine, y.value / fine

        (x, y), (x1, y1), (x2, y2) = shown(0, 0), shown(100, 0), shown(0, 100)
        return cls((x1 - x) / 100, (x2 - x) / 100, x, (y1 - y) / 100, (y2 - y) / 100, y)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        xs = [self.xx * px + self.xy * py + self.x for px, py in ((left, bottom), (right, top))]
        ys = [self.yx * px + self.yy * py + self.y for px, py in ((left, bottom), (right, top))]
        return min(xs), min(ys), max(xs), max(ys)


def _lines(page: pdfium.PdfPage) -> tuple[list[Line], bool]:
    """Return the text lines of a page as pdfium finds them, words with boxes, and whether its fonts map to letters.

    A word's box is had from its first and last character alone, four to nine times cheaper than from all.
    """
    import pypdfium2.raw as raw

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count <= 0:
            return [], True
        text = textpage.get_text_range()
        if len(text) != count:  # characters and indexes part ways: ask for each character
            text = "".join(chr(raw.FPDFText_GetUnicode(textpage, i)) for i in range(count))
        sample = range(0, count, max(1, count // 200))
        unmapped = sum(raw.FPDFText_HasUnicodeMapError(textpage, i) > 0 for i in sample)
        return list(_words_by_line(text, textpage, _Place.of(page, raw), raw)), unmapped < 0.3 * len(sample)
    finally:
        textpage.close()


def _words_by_line(text: str, textpage: pdfium.PdfTextPage, place: _Place, raw: Any) -> Iterator[Line]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))

    def char_box(i: int) -> tuple[float, float, float, float]:
        raw.FPDFText_GetCharBox(textpage, i, left, right, bottom, top)
        return place.box(left.value, bottom.value, right.value, top.value)

    start = 0
    for raw_line in re.split(r"(?<=\n)", text):
        line: Line = []
        for match in _WORD.finditer(raw_line):
            broken = match.group().endswith(_HYPHEN_AT_LINE_END)
            word = match.group().rstrip(_HYPHEN_AT_LINE_END)
            first, last = char_box(start + match.start()), char_box(start + match.start() + len(word) - 1)
            box = (min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))
            line.append(Word(word + "-" if broken and keeps_hyphen(word) else word, *box, joined=broken))
            if broken:
                yield line
                line = []
        if line:
            yield line
        start += len(raw_line)


def _attachments(pdf: pdfium.PdfDocument) -> Iterator[Attachment]:
    for i in range(pdf.count_attachments()):
        attachment = pdf.get_attachment(i)
        yield Attachment(attachment.get_name() or f"attachment {i + 1}", bytes(attachment.get_data()))


class TableFinder:
    """Ruled tables by pdfplumber, opened only when a page has rules: it is some eight times slower than pdfium."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._pdf: Any = None

    def on_page(self, number: int) -> list[Table]:
        """Return the tables of a page (from 1); none where pdfplumber cannot read the page."""
        import pdfplumber
        from pdfminer.pdfexceptions import PDFException
        from pdfplumber.utils.exceptions import PdfminerException

        try:
            if self._pdf is None:
                self._pdf = pdfplumber.open(BytesIO(self._content))
            page = self._pdf.pages[number - 1]
            if tuple(page.mediabox) != tuple(page.cropbox):
                return []
            try:
                return find_tables(page)
            finally:
                page.close()  # it keeps every character of the page otherwise
        except (PDFException, PdfminerException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return []  # the words stay, in lines

    def close(self) -> None:
        """Close pdfplumber's document."""
        if self._pdf is not None:
            self._pdf.close()
