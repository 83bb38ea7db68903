"""PDF: pages with a sound text layer read natively by pdfium, the others drawn and read by OCR, page by page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Box, Hidden, Hiding, Outcome, Page, RedactionKind
from extractors.annotations import attached_to, look_over, placed, shown_words, without
from extractors.format import DEFAULTS, Reading, Settings
from extractors.furniture import with_furniture
from extractors.hidden_text import judge, survey
from extractors.layout import Line
from extractors.legibility import legibility
from extractors.ocr import Scan, read_scans
from extractors.pdf_file import Unpacking, attached_files, open_pdf, property_characters
from extractors.place import Place
from extractors.redactions import Drawn, drawn_on_page, drawn_on_picture, mark
from extractors.sandbox import beat
from extractors.survey import Kind
from extractors.tables import find_tables
from extractors.text_layer import TextLayer, is_doubtful, read_layer, trust
from extractors.turning import Turn
from extractors.writing import write_page

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL.Image import Image

__all__ = ["draw", "open_pdf", "page_list", "read", "read_page"]

_FEW_LETTERS = 25  # a page with fewer, mostly covered by pictures, is a picture of a page
_PICTURE = 0.4  # share of the page that its images cover
_STAMPED = 0.015  # share of such a page that its words cover: less, and they are a stamp or a page number on a scan
_MANY_OUTLINES = 200  # curves on a page without words: letters drawn as shapes
_INK = 0.0005  # share of dark pixels: less, and the page is blank
_DPI = 300
_GLANCE_DPI, _GLANCE_PIXELS = 50, 500_000  # of a page that is only asked whether it is blank
_MOST_PIXELS = 20_000_000  # of a page to be read by OCR: A3 at 300 dots an inch


@dataclass(slots=True)
class _Troubles:
    """Pages by number that could not be read as they should be."""

    unread: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a PDF's pages with their words, and the files attached to it or to its pages.

    Raises:
        UnreadableFile: encrypted and no password fits, or damaged.
    """
    unpacking = Unpacking()
    troubles = _Troubles()
    with open_pdf(content, settings.passwords) as pdf:
        pages = list(_native_pages(pdf, troubles, unpacking))
        if len(troubles.damaged) == len(pages):
            raise UnreadableFile(Outcome.CORRUPT, "the PDF is damaged: no page can be opened; ask for a fresh copy")
        if settings.ocr and troubles.unread:
            for page in _scanned_pages(pdf, troubles.unread):
                pages[page.number - 1] = _better(pages[page.number - 1], page)
            troubles.unread.clear()
        for attached in attached_files(pdf):
            unpacking.add(attached)
        unpacking.find_lost(content)
        if characters := property_characters(pdf):
            pages[0] = replace(pages[0], hidden=(*pages[0].hidden, Hidden(Hiding.PROPERTIES, characters)))
    note = "; ".join(filter(None, (*_notes(pages, troubles), unpacking.note)))
    if_wordless = Outcome.NEEDS_OCR if troubles.unread else Outcome.NO_TEXT
    return Reading(with_furniture(pages), tuple(unpacking.attachments), note, if_wordless)


def _notes(pages: Sequence[Page], troubles: _Troubles) -> Iterator[str]:
    if troubles.unread:
        yield f"{page_list(troubles.unread)} without a usable text layer, not read: OCR is switched off"
    if troubles.damaged:
        yield f"{page_list(troubles.damaged)} damaged, not read"
    if doubtful := [page.number for page in pages if page.is_low_quality and page.number not in troubles.unread]:
        yield f"{page_list(doubtful)} {'were' if len(doubtful) > 1 else 'was'} hard to read: check against the page"


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


def _native_pages(pdf: pdfium.PdfDocument, troubles: _Troubles, unpacking: Unpacking) -> Iterator[Page]:
    """Yield each page by its text layer; `troubles` and `unpacking` take what else is met."""
    from pypdfium2 import PdfiumError

    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
            for attached in attached_to(page):
                unpacking.add(attached)
            found, is_read = read_page(page, number)
        except PdfiumError:
            found, is_read = Page(number, ""), True
            troubles.damaged.append(number)
        troubles.unread += [] if is_read else [number]
        beat(1 if is_read else 0)  # a page for OCR is not done yet
        yield found


def _scanned_pages(pdf: pdfium.PdfDocument, numbers: Sequence[int]) -> Iterator[Page]:
    """Yield those pages as OCR reads them. One at a time is drawn, in this thread: pdfium works in no other."""
    drawn: dict[int, list[Drawn]] = {}

    def scans() -> Iterator[Scan]:
        import numpy as np

        for number in numbers:
            page = pdf[number - 1]
            picture, dpi = draw(page)
            width, height = page.get_size()
            marked = [each.box for each in survey(page).drawings if each.kind is Kind.REDACTION]
            page.close()
            drawn[number] = drawn_on_picture(np.asarray(picture), dpi)
            drawn[number] += [Drawn(RedactionKind.BLACK_BOX, box) for box in marked]
            _paint_black(picture, marked, dpi / 72)
            yield Scan(number, picture, width, height)

    for page in read_scans(scans()):
        yield mark(page, drawn.pop(page.number))


def _paint_black(picture: Image, boxes: Iterable[Box], scale: float) -> None:
    """Paint over what is marked for redaction, so that it is not read: pixels are `scale` a point."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for box in boxes:
        pen.rectangle((box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale), fill=0)


def draw(page: pdfium.PdfPage, dpi: float = _DPI, most_pixels: int = _MOST_PIXELS) -> tuple[Image, float]:
    """Return a page in grey as it is shown, annotations and forms included, and its dots an inch: fewer if large."""
    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(most_pixels / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True, draw_annots=True)
    picture = bitmap.to_pil().convert("L")
    picture.load()
    return picture, scale * 72


def _better(native: Page, scanned: Page) -> Page:
    """Return what OCR read of a page, unless its text layer is more to be trusted or says more after all."""
    told, read = _letters(native.text), _letters(scanned.text)
    # a stamp or a page number is sound, but not the page; of two readings of all of it, the more legible one is taken
    is_whole = 2 * told > read > told / 2
    keeps_native = legibility(native.text) >= legibility(scanned.text) if is_whole else told > read
    return native if native.text and keeps_native else replace(scanned, hidden=native.hidden)


def read_page(page: pdfium.PdfPage, number: int) -> tuple[Page, bool]:
    """Return one page (words as shown, tables row by row, paragraphs on a line each) and whether its text layer is
    what the page shows: not so on a picture of a page, or where the fonts do not say which letters they draw, or other
    letters than they draw. Closes the page.
    """
    try:
        return _read_page(page, number)
    finally:
        page.close()


def _read_page(page: pdfium.PdfPage, number: int) -> tuple[Page, bool]:
    width, height = page.get_size()
    area = max(width * height, 1.0)
    seen, place = survey(page), Place.of(page)
    layer = read_layer(page, place)
    is_unreadable = layer.is_unreadable
    pictured = _pictured(page, seen.picture_area / area, layer, area)
    by_ocr = pictured > _PICTURE
    judgement = judge(page, [word for line in layer.lines for word in line], seen, is_picture=by_ocr)
    lines = without(layer.lines, judgement.unseen)
    turn = Turn(-layer.quarters % 4, width, height)  # to where the text stands upright: there it is read
    drawn = drawn_on_page(
        survey(page, turn.quarters) if turn else seen,
        [word for line in turn.lines(lines) for word in line],
        turn.hidden(judgement.hidden),
    )
    ruled = find_tables(page, place.turned(turn.quarters, width, height)) if seen.is_ruled else []
    annotated = look_over(page, place)
    is_read = not is_unreadable and not _is_picture(page, lines, pictured, area)
    shown, unseen = shown_words(page, number, place, annotated)
    lines = placed([] if is_unreadable else lines, shown)
    text, words = write_page(_upright(lines, turn), ruled)
    trusted = trust(text, by_ocr=by_ocr)
    found = Page(
        number,
        text,
        width_pt=width,
        height_pt=height,
        words=words,
        hidden=(*judgement.hidden, *unseen, *annotated.hidden),
        quality=trusted * (1 - layer.unmapped),
    )
    return turn.back.page(mark(found, drawn)), is_read and not is_doubtful(trusted, by_ocr=by_ocr)


def _pictured(page: pdfium.PdfPage, largest: float, layer: TextLayer, area: float) -> float:
    """Return the share of the page that pictures cover. On a page with few words, strips of a scan count together."""
    if largest > _PICTURE or not largest or _covered(layer.lines) > _STAMPED * area:
        return largest
    from pypdfium2 import raw

    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    edges: list[tuple[float, ...]] = [picture.get_bounds() for picture in pictures]
    return min(sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in edges) / area, 1.0)


def _is_picture(page: pdfium.PdfPage, lines: Sequence[Line], pictured: float, area: float) -> bool:
    """Say whether a page shows more than its text layer holds: a scan, perhaps stamped, or letters drawn as shapes."""
    letters = _some_letters(lines)
    if pictured > _PICTURE:
        return letters < _FEW_LETTERS or _covered(lines) < _STAMPED * area
    return letters < _FEW_LETTERS and (_has_ink(page) if not letters else _has_outlines(page))


def _some_letters(lines: Sequence[Line]) -> int:
    """Return the number of letters, counted until they are more than a few."""
    letters = 0
    for line in lines:
        letters += sum(_letters(word.text) for word in line)
        if letters >= _FEW_LETTERS:
            break
    return letters


def _covered(lines: Sequence[Line]) -> float:
    return sum((word.x1 - word.x0) * (word.bottom - word.top) for line in lines for word in line)


def _has_ink(page: pdfium.PdfPage) -> bool:
    picture, _ = draw(page, _GLANCE_DPI, _GLANCE_PIXELS)
    return sum(picture.histogram()[:128]) > _INK * picture.width * picture.height


def _has_outlines(page: pdfium.PdfPage) -> bool:
    """Say whether a page has as many shapes of many pieces as a text that is drawn without letters."""
    from pypdfium2 import raw

    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    outlines = sum(1 for path in paths if raw.FPDFPath_CountSegments(path) > 8)
    return outlines > _MANY_OUTLINES


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _upright(lines: list[Line], turn: Turn) -> list[Line]:
    turned = turn.lines(lines)
    if turn and sum(below[0].top < above[0].top for above, below in pairwise(turned)) > len(turned) / 2:
        turned.reverse()  # pdfium goes through turned text by its own upper edge
    return turned
