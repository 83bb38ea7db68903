"""Ask the rendered page which words it shows: those without which it would look different."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.records import Box, Hiding
from extractors.layout import Word, box_around, clean
from extractors.survey import Text

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

    Pixels = NDArray[np.int16]

_DPI = 110
_MOST_PIXELS = 4000  # along either side of a page
_SHOWS = 12  # grey levels by which a word changes the page: less, and nobody can read it
_FLAT = 30  # grey levels between the darkest and the lightest pixel of a place where a picture shows nothing
_DARK = 100
_APART_PT = 72.0  # between suspects: more is not worth rendering
_BARRED = 0.9  # share of a column of pixels that a bar leaves dark
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")
_LEADER = re.compile(r"([^a-zA-Z0-9])\1\1")


def unseen(
    page: pdfium.PdfPage,
    words: Sequence[Word],
    texts: Sequence[Text],
    suspects: Iterable[int],
    scanned: Collection[int],
) -> set[int]:
    """Return the suspects (indexes of words) that the page does not show. `texts` are all its text objects.

    A suspect that is `scanned` may also be shown by the picture under it. Only the parts of the page around suspects
    are rendered, and a second time without the text only if something can be seen there at all.
    """
    hidden: set[int] = set()
    for near in _neighbours(words, suspects):
        view = _View(page, [words[i] for i in near])
        with_text = view.render()
        asked = [i for i in near if _range(with_text[view.place(words[i])]) >= _SHOWS]
        hidden |= set(near)
        if asked and all(text.faint is Hiding.INVISIBLE_MODE for text in texts):  # without it, it would look the same
            hidden -= {i for i in asked if i in scanned and _has_ink(with_text[view.place(words[i])], words[i])}
        elif asked:
            with _left_out(texts):
                without = view.render()
                hidden -= _shown_by_text(view, words, texts, asked, with_text, without)
            hidden -= {i for i in asked if i in scanned and _has_ink(without[view.place(words[i])], words[i])}
    return hidden


def _shown_by_text(
    view: _View, words: Sequence[Word], texts: Sequence[Text], asked: Iterable[int], with_text: Pixels, without: Pixels
) -> set[int]:
    """Return the words whose own ink is seen. The text must be left out of the page."""
    change = abs(with_text - without)
    shown = {i for i in asked if _shows(change[view.place(words[i])], words[i], view.scale)}
    for i in _printed_over(words, shown):
        own = _texts_of(view.page, words[i], texts)
        if own:  # the other word's ink is no proof for this one
            alone = abs(view.render(showing=own) - without)
            if not _shows(alone[view.place(words[i])], words[i], view.scale):
                shown.discard(i)
    return shown


def _neighbours(words: Sequence[Word], indexes: Iterable[int]) -> list[list[int]]:
    """Return the words in groups with room between them, from the top of the page down."""
    groups: list[list[int]] = []
    bottom = float("-inf")
    for i in sorted(indexes, key=lambda i: words[i].top):
        if words[i].top - bottom > _APART_PT:
            groups.append([])
        groups[-1].append(i)
        bottom = max(bottom, words[i].bottom)
    return groups


class _View:
    """The rectangle of a page that holds some words, rendered in grey."""

    def __init__(self, page: pdfium.PdfPage, words: Iterable[Word]) -> None:
        self.page = page
        self._width, self._height = page.get_size()
        self.scale = min(_DPI / 72, _MOST_PIXELS / max(self._width, self._height))
        around = box_around(words)
        self._left = max(int((around.x0 - 2) * self.scale), 0)
        self._top = max(int((around.top - 2) * self.scale), 0)
        self._right_pt = max(self._width - around.x1 - 2, 0)
        self._bottom_pt = max(self._height - around.bottom - 2, 0)

    def render(self, showing: Sequence[Text] = ()) -> Pixels:
        """Return the rectangle's pixels, 0 black, with these texts switched on for the time."""
        import numpy as np

        _switch(showing, True)
        # what is cut off is rounded up to whole pixels: half a pixel less keeps it exact
        left, top = (max((pixels - 0.5) / self.scale, 0) for pixels in (self._left, self._top))
        crop = (left, self._bottom_pt, self._right_pt, top)
        bitmap = self.page.render(scale=self.scale, crop=crop, grayscale=True, may_draw_forms=True, draw_annots=True)
        pixels: Pixels = bitmap.to_numpy().astype(np.int16)
        bitmap.close()
        _switch(showing, False)
        return pixels[..., 0] if pixels.ndim == 3 else pixels

    def place(self, word: Word) -> tuple[slice, slice]:
        """Return the pixels where a word leaves ink: its box without the upper and lower rim, where others reach in."""
        scale = self.scale
        rim = 0.15 * min(word.bottom - word.top, word.x1 - word.x0)
        rows = (word.top + rim, word.bottom - rim + 1 / scale)
        columns = (word.x0, word.x1 + 1 / scale)
        top, bottom = (max(int(edge * scale) - self._top, 0) for edge in rows)
        left, right = (max(int(edge * scale) - self._left, 0) for edge in columns)
        return slice(top, bottom), slice(left, right)


@contextmanager
def _left_out(texts: Sequence[Text]) -> Iterator[None]:
    _switch(texts, False)
    try:
        yield
    finally:
        _switch(texts, True)


def _switch(texts: Iterable[Text], is_on: bool) -> None:
    from pypdfium2 import raw

    for text in texts:
        raw.FPDFPageObj_SetIsActive(text.handle, is_on)


def _range(pixels: Pixels) -> int:
    return int(pixels.max()) - int(pixels.min()) if pixels.size else 0


def _shows(change: Pixels, word: Word, scale: float) -> bool:
    """Say whether a word's ink changes its place, all along: a bar over `J Smith` leaves `J` and part of an `S`."""
    import numpy as np

    inked: NDArray[np.bool_] = np.any(change >= _SHOWS, axis=0)
    if not inked.any():
        return False
    if _LEADER.search(word.text) or word.bottom - word.top > word.x1 - word.x0:
        return True  # dots and lines leave little ink; a short word has no room for a gap
    core = _CORE.search(word.text)  # stops and quotes around it leave little ink
    start, end = core.span() if core else (0, len(word.text))
    columns, length = change.shape[1], len(word.text)
    inside = inked[columns * start // length : columns * end // length]
    return _longest(~inside) < 0.9 * (word.bottom - word.top) * scale


def _has_ink(picture: Pixels, word: Word) -> bool:
    """Say whether a picture shows writing where a word stands: no blank place, and no bar across a part of it."""
    if _range(picture) < _FLAT:
        return False
    if word.bottom - word.top > word.x1 - word.x0:
        return True
    import numpy as np

    height, width = picture.shape
    barred: NDArray[np.bool_] = np.greater(np.mean(picture < _DARK, axis=0), _BARRED)
    blank: NDArray[np.bool_] = np.greater(picture.min(axis=0), picture.max() - _FLAT)
    # boxes of OCR are inexact: some blank at an end says nothing
    return bool(_longest(barred) < 0.7 * height and _longest(blank) < max(0.6 * width, height))


def _longest(flags: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of true flags."""
    return max(map(len, flags.tobytes().split(b"\x00")))


def _printed_over(words: Sequence[Word], indexes: Iterable[int]) -> list[int]:
    """Return those of the words on which another word is printed."""
    import numpy as np

    boxes = np.array([word[1:5] for word in words])
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    found = []
    for i in indexes:
        across = np.minimum(boxes[:, 2], boxes[i, 2]) - np.maximum(boxes[:, 0], boxes[i, 0])
        down = np.minimum(boxes[:, 3], boxes[i, 3]) - np.maximum(boxes[:, 1], boxes[i, 1])
        shared = across.clip(0) * down.clip(0)
        shared[i] = 0
        if (shared > 0.3 * np.minimum(area, area[i])).any():
            found.append(i)
    return found


def _texts_of(page: pdfium.PdfPage, word: Word, texts: Sequence[Text]) -> list[Text]:
    """Return the text objects that stand where a word does and hold its letters, or some of them.

    All of them are left out of the page before and after.
    """
    near = [text for text in texts if _meet(text.box(), word.box)]
    _switch(near, True)  # pdfium knows the letters of what is on the page only
    textpage = page.get_textpage()
    try:
        letters = [(text, _letters(text.handle, textpage)) for text in near]
    finally:
        textpage.close()
        _switch(near, False)
    return [text for text, held in letters if _share_letters(held, word.text)]


def _share_letters(held: str, word: str) -> bool:
    return word in held or any(part in word for part in held.split())


def _meet(a: Box, b: Box) -> bool:
    return a.x0 < b.x1 and b.x0 < a.x1 and a.top < b.bottom and b.top < a.bottom


def _letters(handle: Any, textpage: pdfium.PdfTextPage) -> str:
    from pypdfium2 import raw

    ask: Callable[..., int] = raw.FPDFTextObj_GetText
    size = ask(handle, textpage, None, 0)  # bytes, with the zero at the end
    buffer = ctypes.create_string_buffer(max(size, 2))
    ask(handle, textpage, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return clean(buffer.raw[: size - 2].decode("utf-16-le", "ignore")) if size > 2 else ""
