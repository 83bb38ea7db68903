"""Native-text PDF, read by pdfium: words with boxes, paragraphs and ruled tables; hidden words are left out."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Page
from extractors.format import DEFAULTS, Attachment, Reading, Settings
from extractors.hidden_text import as_hidden, hidden_words, survey
from extractors.layout import Line, TextBuilder, Word, clean, in_reading_order, keeps_hyphen
from extractors.paragraphs import paragraphs
from extractors.place import Place
from extractors.tables import Table, find_tables, write_table

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_WORD = re.compile(r"[^\s\ufffe]+\ufffe?")
_FEW_LETTERS = 25  # a page with fewer, mostly covered by an image, is a picture of a page
_PICTURE = 0.4  # share of the page that its largest image covers
_BREAKING_HYPHENS = "\ufffe\u00ad"  # the first is how pdfium writes a hyphen that breaks a word
_SMALLEST = 0.5  # points: less is no height of a font


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a PDF's pages with their words, and the files attached to it.

    Raises:
        UnreadableFile: encrypted or damaged.
    """
    import pypdfium2 as pdfium

    pdf = open_pdf(content)
    pages: list[Page] = []
    unread: list[int] = []
    damaged: list[int] = []
    try:
        for number in range(1, len(pdf) + 1):
            try:
                page, is_read = read_page(pdf[number - 1], number)
            except pdfium.PdfiumError:
                page, is_read = Page(number, ""), True
                damaged.append(number)
            pages.append(page)
            unread += [] if is_read else [number]
        attachments = tuple(_attachments(pdf))
    finally:
        pdf.close()
    if len(damaged) == len(pages):
        raise UnreadableFile(Outcome.CORRUPT, "the PDF is damaged: no page can be opened; ask for a fresh copy")
    note = f"{page_list(unread)} without a usable text layer, not read: OCR is not yet supported" if unread else ""
    note += ("; " if note and damaged else "") + (f"{page_list(damaged)} damaged, not read" if damaged else "")
    return Reading(tuple(pages), attachments, note, Outcome.NEEDS_OCR if unread else Outcome.NO_TEXT)


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


def open_pdf(content: bytes) -> pdfium.PdfDocument:
    """Return the document, for the caller to close.

    Raises:
        UnreadableFile: encrypted, damaged or without pages.
    """
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


def read_page(page: pdfium.PdfPage, number: int) -> tuple[Page, bool]:
    """Return one page (words as shown, tables row by row, paragraphs on a line each) and whether its text layer is
    what the page shows: not so on a picture of a page, or where the fonts do not say which letters they draw.
    Closes the page.
    """
    width, height = page.get_size()
    seen, place = survey(page), Place.of(page)
    lines, is_legible = _lines(page, place)
    ruled = find_tables(page, place) if seen.is_ruled and _reads_across(lines) else []
    is_picture = seen.picture_area > _PICTURE * width * height
    lines, hidden = _without_hidden(page, lines, is_picture) if seen.may_hide else (lines, [])
    page.close()
    text = TextBuilder()
    if is_legible := is_legible and not _is_gibberish(lines):
        _write(text, in_reading_order(lines), ruled)
    written, words = text.finish()
    written = written.rstrip("\n")
    letters = sum(map(str.isalpha, written))
    is_read = letters >= _FEW_LETTERS or not (is_picture if letters else seen.picture_area > 0.02 * width * height)
    shown = Page(number, written, width_pt=width, height_pt=height, words=words, hidden=as_hidden(hidden))
    return shown, is_legible and is_read


def _without_hidden(page: pdfium.PdfPage, lines: list[Line], is_picture: bool) -> tuple[list[Line], list[Word]]:
    words = [word for line in lines for word in line]
    unseen = hidden_words(page, words, is_picture=is_picture)
    if not unseen:
        return lines, []
    hidden = {id(words[i]) for i in unseen}
    kept = [[word for word in line if id(word) not in hidden] for line in lines]
    return [line for line in kept if line], [words[i] for i in sorted(unseen)]


def _reads_across(lines: list[Line]) -> bool:
    """Say whether most lines run from left to right as shown, not up or down a page that is turned."""
    across = sum(line[-1].x1 - line[0].x0 >= abs(line[-1].top - line[0].top) for line in lines)
    return across > len(lines) / 2


def _is_gibberish(lines: list[Line]) -> bool:
    """Say whether hardly a letter or digit is among the words, as when a font maps its letters to other characters."""
    found = "".join(word.text for line in lines for word in line if len(set(word.text)) > 1)
    return sum(map(str.isalnum, found)) < 0.3 * len(found)


def _write(text: TextBuilder, lines: list[Line], tables: list[Table]) -> None:
    waiting = list(tables)
    outside: list[Line] = []

    def flush() -> None:
        for paragraph in paragraphs(outside):
            text.write_words(paragraph)
            text.write("\n")
        outside.clear()

    for line in lines:
        for table in [table for table in waiting if any(word.is_inside(table.box) for word in line)]:
            flush()
            write_table(table, lines, text)
            waiting.remove(table)
        rest = [word for word in line if not any(word.is_inside(table.box) for table in tables)]
        if rest:
            outside.append(rest)
    flush()


def _lines(page: pdfium.PdfPage, place: Place) -> tuple[list[Line], bool]:
    """Return the text lines of a page as pdfium finds them, words with boxes, and whether its fonts map to letters."""
    from pypdfium2 import raw

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
        return list(_words_by_line(text, _CharBoxes(textpage, place))), unmapped < 0.3 * len(sample)
    finally:
        textpage.close()


def _words_by_line(text: str, boxes: _CharBoxes) -> Iterator[Line]:
    start = 0
    for raw_line in text.splitlines(keepends=True):
        line: Line = []
        for match in _WORD.finditer(raw_line):
            found = match.group()
            word = found.rstrip(_BREAKING_HYPHENS)
            shown = clean(word)
            if not shown:
                continue
            first, broken = start + match.start(), len(word) < len(found)
            font, size = boxes.font(first)
            if not word[0].isalpha():  # perhaps a raised figure before the word
                size = max(size, boxes.font(first + len(word) - 1)[1])
            box = boxes.of_word(first, first + len(word), size)
            line.append(Word(shown + "-" if broken and keeps_hyphen(shown) else shown, *box, broken, font))
            if broken:
                yield line
                line = []
        if line:
            yield line
        start += len(raw_line)


class _CharBoxes:
    """Where the characters of a page stand, in points from the upper left corner of the page as shown.

    An upright word's box is had from its first and last character alone, several times cheaper than from all; it is as
    high as the font is large, the same for `on` and `big`. pdfium gives no such height for turned text: there the
    letters themselves are measured, each of them.
    """

    def __init__(self, textpage: pdfium.PdfTextPage, place: Place) -> None:
        from pypdfium2 import raw

        self._raw, self._text, self._place = raw, textpage.raw, place
        self._loose, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._tight = tuple(ctypes.c_double() for _ in range(4))
        self._fonts: dict[int | None, tuple[int, float]] = {}

    def of_word(self, start: int, end: int, size: float) -> tuple[float, float, float, float]:
        """Return x0, top, x1 and bottom of the characters from `start` up to `end`, which is `size` points high."""
        place = self._place
        if place.is_upright and size:
            box, ask = self._loose, self._raw.FPDFText_GetLooseCharBox
            ask(self._text, start, box)
            left, bottom, right, top = box.left, box.bottom, box.right, box.top
            if top - bottom > _SMALLEST and right > left:
                ask(self._text, end - 1, box)
                if box.top - box.bottom > _SMALLEST and box.right >= left:
                    x0, x1 = place.xx * left + place.x0, place.xx * max(right, box.right) + place.x0
                    y0, y1 = place.yy * max(top, box.top) + place.y0, place.yy * min(bottom, box.bottom) + place.y0
                    return x0, y1 - size if size > 0.5 * (y1 - y0) else y0, x1, y1
        return self._of_letters(start, end)

    def _of_letters(self, start: int, end: int) -> tuple[float, float, float, float]:
        corners = []
        left, right, bottom, top = self._tight
        for i in range(start, end):
            self._raw.FPDFText_GetCharBox(self._text, i, left, right, bottom, top)
            corners.append(self._place.point(left.value, bottom.value))
            corners.append(self._place.point(right.value, top.value))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def font(self, index: int) -> tuple[int, float]:
        """Return a number for the font of a character, the same for the same font, and its size in points as shown.

        Both are 0 where they cannot be told.
        """
        drawn = self._raw.FPDFText_GetTextObject(self._text, index)
        address = ctypes.c_void_p.from_buffer(drawn).value
        if address not in self._fonts:
            self._fonts[address] = self._font_of(drawn, index) if address else (0, 0.0)
        return self._fonts[address]

    def _font_of(self, drawn: Any, index: int) -> tuple[int, float]:
        font = ctypes.cast(self._raw.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value or 0
        self._raw.FPDFText_GetMatrix(self._text, index, self._matrix)
        return font, self._raw.FPDFText_GetFontSize(self._text, index) * abs(self._matrix.d)


def _attachments(pdf: pdfium.PdfDocument) -> Iterator[Attachment]:
    from pypdfium2 import PdfiumError

    for i in range(pdf.count_attachments()):
        attachment = pdf.get_attachment(i)
        name = attachment.get_name() or f"attachment {i + 1}"
        try:
            yield Attachment(name, bytes(attachment.get_data()))
        except PdfiumError:
            yield Attachment(name, b"")  # its own line of the ledger says that it is empty
