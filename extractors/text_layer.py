"""The text layer of a PDF page: its lines with a box for each word, and how far it says what the page shows."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from extractors.layout import Line, Word, clean, keeps_hyphen
from extractors.legibility import legibility
from extractors.place import Place

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\s\ufffe]+\ufffe?")
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_TURNING = re.compile(f"[{_RIGHT_TO_LEFT}]")
# pdfium sets no space where the direction of writing changes
_MIXED_WORD = re.compile(
    rf"(?:[^\s\ufffe](?!(?<=[A-Za-z])[{_RIGHT_TO_LEFT}])(?!(?<=[{_RIGHT_TO_LEFT}])[A-Za-z]))*[^\s\ufffe]\ufffe?"
)
_BREAKING_HYPHENS = "\ufffe\u00ad"  # the first is how pdfium writes a hyphen that breaks a word
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)  # the edges in an `FS_RECTF`
_SMALLEST = 0.5  # points: less is no height of a font
_SAMPLE = 200  # characters whose fonts are asked
_UNMAPPED = 0.3  # share of letters that a font does not name: more, and the others are not to be trusted
_NOISE = 0.45  # legibility: sound pages, also tables and foreign ones, had 0.67 and more, wrong maps below 0.4
_GLANCE, _SURE = 800, 0.7  # characters of a page, and the legibility of these with which it is sound for sure
_POOR_OCR = 0.75  # legibility of a layer that OCR made: good ones had 0.85 and more
_ENOUGH_LETTERS = 60  # to judge by legibility
_SPACED = 5  # single letters in a row that look like one word with its letters set apart
_LETTER_GAP = 0.8  # of the height of the letters: farther apart, they are a table's

_Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The lines of a page as pdfium finds them; `unmapped`, in [0, 1], is the share of characters without a letter.

    `quarters`: by how many quarters most of the text is turned clockwise on the page as shown.
    """

    lines: list[Line]
    unmapped: float = 0.0
    quarters: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether the fonts do not say which letters they draw."""
        return self.unmapped >= _UNMAPPED or is_gibberish(self.lines)


def is_gibberish(lines: Sequence[Line]) -> bool:
    """Say whether hardly a letter or digit is among the words, as when a font maps its letters to other characters."""
    found = "".join([word.text for line in lines for word in line if len(set(word.text)) > 1])
    return sum(map(str.isalnum, found)) < 0.3 * len(found)


def trust(text: str, *, by_ocr: bool = False) -> float:
    """Return how far a text layer can be trusted to be what the page shows, in [0, 1].

    It is 1 where the text is too short to tell, or where it reads as language at all and was typed; of a layer that
    somebody's OCR made (`by_ocr`), it is the share of words that do.
    """
    if sum(map(str.isalpha, text)) < _ENOUGH_LETTERS:
        return 1.0
    if not by_ocr and legibility(text[:_GLANCE]) >= _SURE:
        return 1.0
    legible = legibility(text)
    return 1.0 if legible >= _NOISE and not by_ocr else legible


def is_doubtful(trusted: float, *, by_ocr: bool = False) -> bool:
    """Say whether a text layer had better be compared with what OCR reads."""
    return trusted < (_POOR_OCR if by_ocr else _NOISE)


def read_layer(page: pdfium.PdfPage, place: Place) -> TextLayer:
    """Return the text layer of a page, in points as shown; letters that are set apart are joined to words."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count <= 0:
            return TextLayer([])
        text = textpage.get_text_range()
        if len(text) != count:  # characters and indexes part ways: ask for each character
            text = "".join(chr(raw.FPDFText_GetUnicode(textpage, i)) for i in range(count))
        sample = range(0, count, max(1, count // _SAMPLE))
        has_no_letter = _as_numbers(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, ctypes.c_int)
        address = _address(textpage.raw)
        unmapped = sum([has_no_letter(address, i) > 0 for i in sample]) / len(sample)
        boxes = _CharBoxes(textpage, place)
        if _TURNING.search(text):
            text = _with_ligatures_in_order(text, boxes)
        found = _find_words(text)
        lines = [_joined(line) for line in _lines(found, boxes)]
        return TextLayer(lines, unmapped, _quarters(textpage, place, found.spans))
    finally:
        textpage.close()


@dataclass(frozen=True, slots=True)
class _Found:
    """The words of a page's text in its order, a list for each thing known of them: an object a word would cost more.

    `spans` are their characters (half-open), `broken` whether they go on in the next line; `line_ends` counts the words
    up to the end of each line.
    """

    spans: list[tuple[int, int]]
    texts: list[str]
    broken: list[bool]
    line_ends: list[int]


def _quarters(textpage: pdfium.PdfTextPage, place: Place, spans: Sequence[tuple[int, int]]) -> int:
    """Return the quarters by which most of the text is turned, by a sample of its words."""
    from pypdfium2 import raw

    sample = spans[:: max(1, len(spans) // 20)]
    # pdfium gives angles clockwise, and -1 for none
    angles = Counter(max(raw.FPDFText_GetCharAngle(textpage, start), 0.0) for start, _ in sample)
    turned: Counter[int] = Counter()
    for angle, count in angles.items():
        turned[place.quarters(-angle)] += count
    return max(turned, key=lambda quarters: (turned[quarters], -quarters), default=0)


def _with_ligatures_in_order(text: str, boxes: _CharBoxes) -> str:
    """Return the text with the letters of ligatures turned round: pdfium gives lam-alef backwards, as alef-lam."""
    letters = list(text)
    i = 0
    while i < len(letters) - 1:
        if _TURNING.match(letters[i]) and _TURNING.match(letters[i + 1]) and boxes.are_one_glyph(i):
            letters[i : i + 2] = letters[i + 1], letters[i]
            i += 1
        i += 1
    return "".join(letters)


def _find_words(text: str) -> _Found:
    find = (_MIXED_WORD if _TURNING.search(text) else _WORD).finditer
    found = _Found([], [], [], [])
    line_start = 0
    for line in text.splitlines(keepends=True):
        for match in find(line):
            word = match.group()
            broken = word[-1] in _BREAKING_HYPHENS
            if broken:
                word = word.rstrip(_BREAKING_HYPHENS)
            shown = clean(word)
            if not shown:
                continue
            start = line_start + match.start()
            found.spans.append((start, start + len(word)))
            found.texts.append(shown + "-" if broken and keeps_hyphen(shown) else shown)
            found.broken.append(broken)
            if broken:
                found.line_ends.append(len(found.texts))
        found.line_ends.append(len(found.texts))
        line_start += len(line)
    return found


def _lines(found: _Found, boxes: _CharBoxes) -> Iterator[Line]:
    """Yield the words in their lines, each with its box and its font."""
    fonts = boxes.fonts([start for start, _ in found.spans])
    sizes = [size for _, _, size in fonts]
    raised = [i for i, text in enumerate(found.texts) if not text[0].isalpha()]  # perhaps by a figure before the word
    for i, (_, _, size) in zip(raised, boxes.fonts([found.spans[i][1] - 1 for i in raised]), strict=True):
        sizes[i] = max(sizes[i], size)
    edges = boxes.of_words(found.spans, sizes)
    words = [
        Word(text, x0, top, x1, bottom, broken, font, None, drawn)
        for text, (x0, top, x1, bottom), broken, (drawn, font, _) in zip(
            found.texts, edges, found.broken, fonts, strict=True
        )
    ]
    for start, end in pairwise((0, *found.line_ends)):
        if end > start:
            yield words[start:end]


def _joined(line: Line) -> Line:
    """Return the line with `T h e  b o a r d` written as `The board`, where that makes words of it."""
    if len(line) < _SPACED:
        return line
    single = sum([len(word.text) == 1 and word.text.isalpha() for word in line])
    if single < _SPACED or single < 0.7 * len(line):
        return line
    gaps = [after.x0 - before.x1 for before, after in pairwise(line)]
    widest = _LETTER_GAP * (line[0].bottom - line[0].top)
    limit = _between_letters_and_words([gap for gap in gaps if gap < widest], widest)
    words: list[Line] = [[line[0]]]
    for gap, word in zip(gaps, line[1:], strict=True):
        if gap <= limit:
            words[-1].append(word)
        else:
            words.append([word])
    joined = [_one_word(letters) for letters in words]
    return joined if _reads_better(joined, line) else line


def _between_letters_and_words(gaps: Sequence[float], widest: float) -> float:
    """Return the gap above which a new word begins: in the middle of the widest step between gaps."""
    ordered = sorted(gaps)
    steps = [(after - before, (after + before) / 2) for before, after in pairwise(ordered)]
    step, middle = max(steps, default=(0.0, widest))
    return middle if step > 0.2 * widest else widest


def _one_word(letters: Line) -> Word:
    first, last = letters[0], letters[-1]
    top, bottom = min(word.top for word in letters), max(word.bottom for word in letters)
    text = "".join(word.text for word in letters)
    return Word(text, first.x0, top, max(first.x1, last.x1), bottom, last.joined, first.font)


def _reads_better(joined: Line, spaced: Line) -> bool:
    before, after = (legibility(" ".join(word.text for word in line)) for line in (spaced, joined))
    return any(len(word.text) > 2 for word in joined) and after > max(before, _NOISE)


class _CharBoxes:
    """Where the characters of a page stand, in points from the upper left corner of the page as shown.

    An upright word's box is had from its first and last character alone, several times cheaper than from all; it is as
    high as the font is large, the same for `on` and `big`. pdfium gives no such height for turned text: there the
    letters themselves are measured, each of them.
    """

    def __init__(self, textpage: pdfium.PdfTextPage, place: Place) -> None:
        from pypdfium2 import raw

        self._raw, self._text, self._place = raw, textpage.raw, place
        self._address = _address(textpage.raw)
        self._text_object = _as_numbers(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_int)
        self._font = _as_numbers(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
        self._loose_box = _as_numbers(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
        self._loose, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._tight = tuple(ctypes.c_double() for _ in range(4))

    def of_words(self, spans: Sequence[tuple[int, int]], sizes: Sequence[float]) -> list[_Edges]:
        """Return x0, top, x1 and bottom of the characters of each span, whose font is that many points high."""
        if not self._place.is_upright:
            return [self._of_letters(start, end) for start, end in spans]
        import numpy as np

        first, last = self._loose_boxes(spans)
        place, size = self._place, np.array(sizes)
        left, right = first[:, _LEFT], np.maximum(first[:, _RIGHT], last[:, _RIGHT])
        y0 = place.yy * np.maximum(first[:, _TOP], last[:, _TOP]) + place.y0
        y1 = place.yy * np.minimum(first[:, _BOTTOM], last[:, _BOTTOM]) + place.y0
        top = np.where(size > 0.5 * (y1 - y0), y1 - size, y0)
        edges = (place.xx * left + place.x0, top, place.xx * right + place.x0, y1)
        found: list[_Edges] = list(zip(*(edge.tolist() for edge in edges), strict=True))
        has_height = np.minimum(first[:, _TOP] - first[:, _BOTTOM], last[:, _TOP] - last[:, _BOTTOM]) > _SMALLEST
        runs_on = (first[:, _RIGHT] > left) & (last[:, _RIGHT] >= left)
        for i in (~(has_height & runs_on & (size > 0))).nonzero()[0].tolist():
            found[i] = self._of_letters(*spans[i])
        return found

    def _loose_boxes(self, spans: Sequence[tuple[int, int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the boxes of the first and of the last character of each span, zeros where pdfium knows none."""
        import numpy as np

        edges = np.zeros((2 * len(spans), 4), np.float32)
        ask, text, at, step = self._loose_box, self._address, edges.ctypes.data, edges.strides[0]
        for start, end in spans:
            ask(text, start, at)
            ask(text, end - 1, at + step)
            at += 2 * step
        return edges[::2].astype(np.float64), edges[1::2].astype(np.float64)

    def _of_letters(self, start: int, end: int) -> _Edges:
        corners = []
        left, right, bottom, top = self._tight
        for i in range(start, end):
            self._raw.FPDFText_GetCharBox(self._text, i, left, right, bottom, top)
            corners.append(self._place.point(left.value, bottom.value))
            corners.append(self._place.point(right.value, top.value))
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def are_one_glyph(self, index: int) -> bool:
        """Say whether a character and the next are drawn as one."""
        edges = []
        for i in (index, index + 1):
            self._raw.FPDFText_GetLooseCharBox(self._text, i, self._loose)
            edges.append((self._loose.left, self._loose.right))
        return edges[0] == edges[1]

    def fonts(self, indexes: Sequence[int]) -> list[tuple[int, int, float]]:
        """Return of each character the address of the object that draws it, a number for its font (the same for the
        same font) and its size in points as shown. All are 0 where they cannot be told.
        """
        ask, text = self._text_object, self._address
        known: dict[int | None, tuple[int, int, float]] = {None: (0, 0, 0.0)}
        found = []
        for index in indexes:
            drawn = ask(text, index)
            if drawn not in known:
                known[drawn] = (drawn, self._font(drawn) or 0, self._size(index))
            found.append(known[drawn])
        return found

    def _size(self, index: int) -> float:
        self._raw.FPDFText_GetMatrix(self._text, index, self._matrix)
        return float(self._raw.FPDFText_GetFontSize(self._text, index) * abs(self._matrix.d))


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _as_numbers(function: Any, answer: Any, *asked: Any) -> Callable[..., Any]:
    """Return a function of pdfium that takes and gives addresses as numbers.

    It is asked for every word: to make an object of each pointer would take longer than the answer.
    """
    return ctypes.PYFUNCTYPE(answer, ctypes.c_void_p, *asked)(_address(function))
