"""Find the words of a PDF's text layer that its page does not show, so that they are never read.

Failed redactions leave live text under boxes and images, in white, or in invisible mode. The judge is the rendered
page: a word whose place shows nothing but one flat colour is hidden. Only pages with something that could hide text
are rendered. (The idea of judging by pixels is x-ray's, Free Law Project; pages are chosen by their objects first.)
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.records import Hidden
from extractors.layout import Word

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MECHANISM = "not_visible_on_page"
_DPI = 110
_FLAT = 30  # grey levels between the darkest and the lightest pixel of a word's place
_RULES_NEEDED = 4
_FORM_DEPTH = 4


@dataclass(slots=True)
class Survey:
    """What a page's objects say before anything is rendered.

    `rules` are thin lines or boxes, as tables have; `picture_area` is that of the largest image, in square points.
    """

    rules: int = 0
    may_hide: bool = False
    picture_area: float = 0.0

    @property
    def is_ruled(self) -> bool:
        """Whether the page has enough rules for a table."""
        return self.rules >= _RULES_NEEDED


def survey(page: pdfium.PdfPage) -> Survey:
    """Look over a page's objects for rules and for anything that could hide text."""
    import pypdfium2.raw as raw

    seen = Survey()
    seen.may_hide = raw.FPDFPage_GetAnnotCount(page) > 0
    count = raw.FPDFPage_CountObjects(page)
    _look_over((raw.FPDFPage_GetObject(page, i) for i in range(count)), seen, raw, _FORM_DEPTH)
    return seen


def _look_over(objects: Iterable[Any], seen: Survey, raw: Any, depth: int) -> None:
    for item in objects:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth:
            inner = (raw.FPDFFormObj_GetObject(item, i) for i in range(raw.FPDFFormObj_CountObjects(item)))
            _look_over(inner, seen, raw, depth - 1)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            seen.may_hide = True
            width, height = _size(item, raw)
            seen.picture_area = max(seen.picture_area, width * height)
        elif kind == raw.FPDF_PAGEOBJ_SHADING:
            seen.may_hide = True
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _look_at_path(item, seen, raw)
        elif kind == raw.FPDF_PAGEOBJ_TEXT and not seen.may_hide:
            seen.may_hide = _is_faint(item, raw)
        if seen.may_hide and seen.is_ruled and seen.picture_area:
            return


def _look_at_path(item: Any, seen: Survey, raw: Any) -> None:
    width, height = _size(item, raw)
    if not (width or height):
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    line_width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, line_width)
    if min(width, height) <= 3 or stroke.value:
        seen.rules += 1
    if (fill.value and width > 4 and height > 4) or (stroke.value and line_width.value > 4):
        seen.may_hide = True


def _is_faint(item: Any, raw: Any) -> bool:
    """Say whether a text object is invisible, nearly white, see-through or tiny."""
    if raw.FPDFTextObj_GetTextRenderMode(item) in (
        raw.FPDF_TEXTRENDERMODE_INVISIBLE,
        raw.FPDF_TEXTRENDERMODE_CLIP,
    ):
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    if min(red.value, green.value, blue.value) > 200 or alpha.value < 60:
        return True
    return 0 < _size(item, raw)[1] < 2


def _size(item: Any, raw: Any) -> tuple[float, float]:
    """Return the width and height of an object, in points; nothing where pdfium cannot tell."""
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, x0, y0, x1, y1)
    return x1.value - x0.value, y1.value - y0.value


def hidden_words(page: pdfium.PdfPage, words: Sequence[Word]) -> set[int]:
    """Return the indexes of the words whose place on the rendered page is one flat colour.

    Words without a letter or digit, and runs of one repeated character, are never called hidden: they carry nothing.
    """
    import numpy as np

    scale = _DPI / 72
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True, draw_annots=True)
    pixels = bitmap.to_numpy()
    pixels = pixels[..., 0] if pixels.ndim == 3 else pixels
    found = set()
    for i, word in enumerate(words):
        if not _carries_something(word.text):
            continue
        x0, x1 = int(word.x0 * scale), int(np.ceil(word.x1 * scale))
        y0, y1 = int(word.top * scale), int(np.ceil(word.bottom * scale))
        place = pixels[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
        if place.size == 0 or int(place.max()) - int(place.min()) < _FLAT:
            found.add(i)
    bitmap.close()
    return found


def _carries_something(text: str) -> bool:
    return any(c.isalnum() for c in text) and len(set(text.casefold())) > 1


def as_hidden(words: Sequence[Word]) -> tuple[Hidden, ...]:
    """Return the count and place of hidden words, without a character of them."""
    if not words:
        return ()
    return (Hidden(MECHANISM, sum(len(word.text) for word in words), tuple(word.box for word in words)),)
