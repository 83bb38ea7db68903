"""Find the words of a PDF's text layer that its page does not show, so that they are never read.

Failed redactions leave live text under boxes and images, in white, or in invisible mode. The judge is the rendered
page: a word is shown if the page looks different without it. Only pages with something that could hide text are
rendered. (That pixels should judge is x-ray's idea, Free Law Project; pages are chosen by their objects first.)
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.records import Hidden, Hiding
from extractors.layout import Word

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    Pixels = NDArray[np.int16]

_DPI = 110
_MOST_PIXELS = 4000  # along either side of a page
_SHOWS = 12  # grey levels by which a word changes the page: less, and nobody can read it
_FLAT = 30  # grey levels between the darkest and the lightest pixel of a place where a picture shows nothing
_SMALLEST_PT = 2.0
_LIGHT = 200
_RULES_NEEDED = 4
_FORM_DEPTH = 4
# What redaction tools print on their bars, and filler: they say nothing of what was covered
_STAMP = re.compile(r"\W*(?:redact(?:ed|ion)|sealed|confidential|privileged?|exempt|withheld|(\w)\1+)\W*", re.I)
_Bounds = tuple[float, float, float, float]
_ANYWHERE = (float("-inf"), float("-inf"), float("inf"), float("inf"))  # of what is drawn through a form
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")
_LEADER = re.compile(r"([^a-zA-Z0-9])\1\1")


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
    from pypdfium2 import raw

    seen = Survey(may_hide=_has_covering_annotation(page))
    texts: list[_Bounds] = []
    for item, is_in_form in _objects(page):
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if not seen.may_hide:
                texts.append(_ANYWHERE if is_in_form else _bounds(item))
                seen.may_hide = _is_faint(item, texts[-1])
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            left, bottom, right, top = bounds = _bounds(item)
            seen.may_hide = seen.may_hide or _covers(bounds, texts, is_in_form)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                seen.picture_area = max(seen.picture_area, (right - left) * (top - bottom))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            _look_at_path(item, seen, texts, is_in_form)
        if seen.may_hide and seen.is_ruled and seen.picture_area:
            break
    return seen


def _has_covering_annotation(page: pdfium.PdfPage) -> bool:
    from pypdfium2 import raw

    for i in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            return True
    return False


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, bool]]:
    """Yield a page's objects in the order in which they are drawn, and whether they are inside a form."""
    from pypdfium2 import raw

    handle = page.raw
    for i in range(raw.FPDFPage_CountObjects(handle)):
        item = raw.FPDFPage_GetObject(handle, i)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM:
            for inner in _inside(item, _FORM_DEPTH):
                yield inner, True
        else:
            yield item, False


def _inside(item: Any, depth: int) -> Iterator[Any]:
    from pypdfium2 import raw

    if not depth or raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
        yield item
        return
    for i in range(raw.FPDFFormObj_CountObjects(item)):
        yield from _inside(raw.FPDFFormObj_GetObject(item, i), depth - 1)


def _look_at_path(item: Any, seen: Survey, texts: Sequence[_Bounds], is_in_form: bool) -> None:
    from pypdfium2 import raw

    left, bottom, right, top = bounds = _bounds(item)
    width, height = right - left, top - bottom
    if not (width or height):
        return
    fill, stroke, line_width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    raw.FPDFPageObj_GetStrokeWidth(item, line_width)
    if min(width, height) <= 3 or stroke.value:
        seen.rules += 1
    if seen.may_hide:
        return
    if fill.value and width > 4 and height > 4:
        # a light ground with no text under it (of a page, of a table's cell) covers none, and shows what is drawn later
        is_light = min(_colour(item)[:3]) > _LIGHT
        seen.may_hide = not is_light or _covers(bounds, texts, is_in_form)
    elif stroke.value and line_width.value > 4:
        seen.may_hide = True


def _is_faint(item: Any, bounds: _Bounds) -> bool:
    """Say whether a text object is invisible, nearly white, see-through or tiny."""
    from pypdfium2 import raw

    if raw.FPDFTextObj_GetTextRenderMode(item) in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return True
    *rgb, alpha = _colour(item)
    if min(rgb) > _LIGHT or alpha < 60:
        return True
    if bounds[3] - bounds[1] >= _SMALLEST_PT:
        return False
    size, matrix = ctypes.c_float(), raw.FS_MATRIX()  # it may be no more than a full stop
    raw.FPDFTextObj_GetFontSize(item, size)
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return bool(size.value * max(abs(matrix.b), abs(matrix.d)) < _SMALLEST_PT)


def _colour(item: Any) -> tuple[int, int, int, int]:
    from pypdfium2 import raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return red.value, green.value, blue.value, alpha.value


def _bounds(item: Any) -> _Bounds:
    """Return an object's left, lower, right and upper edge in the page's points; zeros where pdfium cannot tell."""
    from pypdfium2 import raw

    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, x0, y0, x1, y1)
    return x0.value, y0.value, x1.value, y1.value


def _covers(bounds: _Bounds, texts: Sequence[_Bounds], is_in_form: bool) -> bool:
    """Say whether an object may lie over one of the texts drawn before it; in a form, one cannot tell where it lies."""
    left, bottom, right, top = bounds
    return any(is_in_form or (left < x1 and x0 < right and bottom < y1 and y0 < top) for x0, y0, x1, y1 in texts)


def hidden_words(page: pdfium.PdfPage, words: Sequence[Word], *, is_picture: bool) -> set[int]:
    """Return the indexes of the words that the page does not show. The page must not be drawn afterwards.

    Where a picture makes up most of the page (`is_picture`), as in a scan with the text that OCR found, a word is also
    shown if the picture has something to show in its place. Words without a letter or digit are never called hidden.
    """
    suspects = [i for i, word in enumerate(words) if any(map(str.isalnum, word.text))]
    if not suspects:
        return set()
    width, height = page.get_size()
    scale = min(_DPI / 72, _MOST_PIXELS / max(width, height))
    with_text = _render(page, scale)
    _make_text_invisible(page)
    without_text = _render(page, scale)
    change = abs(with_text - without_text)
    hidden = set()
    for i in suspects:
        rows, columns = _place(words[i], scale)
        if _is_tiny(words[i]) or not _shows(change[rows, columns], words[i], scale):
            under = without_text[rows, columns]
            if not (is_picture and under.size and int(under.max()) - int(under.min()) >= _FLAT):
                hidden.add(i)
    return hidden


def _render(page: pdfium.PdfPage, scale: float) -> Pixels:
    import numpy as np

    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True, draw_annots=True)
    pixels: Pixels = bitmap.to_numpy().astype(np.int16)
    bitmap.close()
    return pixels[..., 0] if pixels.ndim == 3 else pixels


def _make_text_invisible(page: pdfium.PdfPage) -> None:
    from pypdfium2 import raw

    for item, _ in _objects(page):
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_INVISIBLE)


def _is_tiny(word: Word) -> bool:
    small, large = sorted((word.bottom - word.top, word.x1 - word.x0))
    return small < _SMALLEST_PT and large < _SMALLEST_PT * len(word.text)  # the figure 1 is narrow at any size


def _place(word: Word, scale: float) -> tuple[slice, slice]:
    """Return the pixels where a word leaves ink: its box without the upper and lower rim, into which others reach."""
    rim = 0.15 * min(word.bottom - word.top, word.x1 - word.x0)
    edges = (word.top + rim, word.bottom - rim + 1 / scale, word.x0, word.x1 + 1 / scale)
    top, bottom, left, right = (max(int(edge * scale), 0) for edge in edges)
    return slice(top, bottom), slice(left, right)


def _shows(change: Pixels, word: Word, scale: float) -> bool:
    """Say whether a word's ink changes its place, all along: a bar over `J Smith` leaves `J` and part of an `S`."""
    inked = (change >= _SHOWS).any(axis=0)
    if not inked.any():
        return False
    if _LEADER.search(word.text) or word.bottom - word.top > word.x1 - word.x0:
        return True  # dots and lines leave little ink; a short word has no room for a gap
    core = _CORE.search(word.text)  # stops and quotes around it leave little ink
    start, end = core.span() if core else (0, len(word.text))
    columns, length = change.shape[1], len(word.text)
    inside = inked.tobytes()[columns * start // length : columns * end // length]
    bare = max(map(len, inside.split(b"\x01")))  # pixels
    return bare < 0.9 * (word.bottom - word.top) * scale


def as_hidden(words: Sequence[Word]) -> tuple[Hidden, ...]:
    """Return the count and place of hidden words, without a character of them; stamps and filler do not count."""
    telling = [word for word in words if not _STAMP.fullmatch(word.text)]
    if not telling:
        return ()
    return (Hidden(Hiding.NOT_VISIBLE, sum(len(word.text) for word in telling), tuple(word.box for word in telling)),)
