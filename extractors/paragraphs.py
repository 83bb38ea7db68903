"""Join the lines that a printer broke for want of room, so that a sentence stands on one line of the page's text.

What is known of a page is where its words stand and in what font. A line goes on in the next one when the two belong
together (same column, size and distance as the lines of a paragraph have) and the break was forced: the next word had
no room before the right margin of the column, or the sentence plainly reads on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import sub
from statistics import median

from extractors.layout import Line, Paragraph, Word, box_around

_LABEL = re.compile(
    r"(?:[•●▪■◦·–—*➢✓-]|o|\(?[0-9]{1,3}[.)]|[0-9]{1,2}(?:\.[0-9]{1,2})+\.?|\(?[a-z]\)|[ivx]+[.)]|[☐☒☑])$"
)
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_OPEN_ENDING = re.compile(
    r".*,$|(?:a|an|and|are|as|at|be|by|for|from|had|has|in|is|it|its|not|of|on|or|that|the|to|was|were|which|with)$",
    re.I,
)
_OWN_HYPHEN = re.compile(r"\w-$")
_OPEN_PARAGRAPHS = 12  # as many columns may stand side by side
_CELLS = 3  # so many pieces side by side are a row of a table without rules
_NARROW = 12  # in line heights: in a narrower column the longest line of a list looks full, and is not

_LOWEST, _HIGHEST = 0.6, 1.5  # times the usual height of letters

# All distances below are in line heights (the font's size as shown).
_COLUMN_GAP = 1.0  # a space is a quarter to a third
_WIDEST_SPACE = 1.5  # in a line that is justified
_SAME_EDGE = 0.6
_USUAL_LEADING = 1.25
_MOST_LEADING = 1.2  # times the page's leading: more is a gap between paragraphs


@dataclass(slots=True)
class _Piece:
    """A line, or its part in one column. `text_x0` is where the words begin that follow a label such as `5.2`."""

    words: list[Word]
    row: int
    x0: float
    x1: float
    text_x0: float
    bottom: float
    size: float
    is_labelled: bool
    is_cell: bool = False

    @classmethod
    def of(cls, words: list[Word], row: int) -> _Piece:
        texts, left, tops, right, bottoms, *_ = zip(*words, strict=True)
        middle = len(words) // 2
        size = max(sorted(map(sub, bottoms, tops))[middle], 1.0)
        labelled = _LABEL.match(texts[0]) is not None
        text_x0 = left[1] if labelled and len(words) > 1 else left[0]
        return cls(words, row, min(left), max(right), text_x0, sorted(bottoms)[middle], size, labelled)

    @property
    def is_label(self) -> bool:
        return self.is_labelled and len(self.words) == 1

    def overlaps(self, other: _Piece) -> bool:
        return self.x0 < other.x1 and other.x0 < self.x1

    def reads_on_in(self, below: _Piece) -> bool:
        """Whether words alone say that the sentence goes on: `...decisions to` / `initiate a review`."""
        last, first = self.words[-1].text, below.words[0].text
        return not _ENDED.search(last) and (first[0].islower() or _OPEN_ENDING.match(last) is not None)


def paragraphs(lines: Sequence[Line], right: float | None = None) -> list[Paragraph]:
    """Return the paragraphs of lines given in reading order; headings, list items and rows stay by themselves.

    `right` is the right margin in points where it is known (of a table's cell), else it is taken from the lines.
    """
    if len(lines) == 1 and len(_columns(lines[0], [])) == 1:
        return [_without_open_hyphen(lines[0])]  # as in most cells of a table
    pieces = _pieces(lines)
    page = _Measures.of(pieces, right)
    found: list[_Joined] = []
    for piece in pieces:
        home = next((each for each in found[: -_OPEN_PARAGRAPHS - 1 : -1] if each.goes_on_in(piece, page)), None)
        if home is None and found and found[-1].goes_on_in_next_column(piece, page):
            home = found[-1]
        if home is None:
            found.append(_Joined([piece]))
        else:
            home.add(piece)
    return [_without_open_hyphen(paragraph) for paragraph in _rows_together(found)]


def _pieces(lines: Sequence[Line]) -> list[_Piece]:
    """Cut lines at the gaps between columns, and nowhere else: pdfium also ends a line at a raised figure, say.

    A label stays with its text, however far apart they stand.
    """
    pieces: list[_Piece] = []
    row = 0
    for i, line in enumerate(lines):
        row += not (pieces and _is_right_of(line, pieces[-1]))
        for words in _columns(line, lines[i + 1] if i + 1 < len(lines) else []):
            last = pieces[-1] if pieces and pieces[-1].row == row else None
            if last and (last.is_label or words[0].x0 - last.x1 <= _COLUMN_GAP * last.size):
                pieces[-1] = _Piece.of([*last.words, *words], row)
            else:
                pieces.append(_Piece.of(words, row))
    _level_sizes([piece for piece in pieces if not piece.words[0].font])
    in_row = Counter(piece.row for piece in pieces)
    for piece in pieces:
        piece.is_cell = in_row[piece.row] >= _CELLS
    return pieces


def _level_sizes(pieces: Sequence[_Piece]) -> None:
    """Give lines of a scan the page's usual size: OCR measures letters, and `a room` is lower than `Judge`."""
    if not pieces:
        return
    usual = median(piece.size for piece in pieces)
    for piece in pieces:
        if _LOWEST * usual < piece.size < _HIGHEST * usual:
            piece.size = usual


def _is_right_of(line: Line, piece: _Piece) -> bool:
    return line[0].x0 >= piece.x1 and abs(line[0].bottom - piece.bottom) < 0.5 * piece.size


def _columns(line: Line, below: Line) -> list[list[Word]]:
    """Return the parts of a line that stand apart: by a line's height, more than justifying spaces it, and not so that
    the line below runs on under the gap (as it does under a heading that is followed by its text on the same line).
    """
    size = max([word.bottom - word.top for word in line])
    gaps = [right.x0 - left.x1 for left, right in pairwise(line)]
    if max(gaps, default=0.0) <= _COLUMN_GAP * size:
        return [line]
    usual = median(gaps) if len(gaps) > 2 else 0.0
    widest = max(_COLUMN_GAP * size, min(2.5 * usual, _WIDEST_SPACE * size))
    is_next = bool(below) and 0 < below[0].bottom - line[0].bottom < 1.6 * size
    parts = [[line[0]]]
    for gap, left, right in zip(gaps, line, line[1:], strict=False):
        if gap > widest and not (is_next and _free(below, left.x1, right.x0) < widest):
            parts.append([right])
        else:
            parts[-1].append(right)
    return parts


def _free(line: Line, left: float, right: float) -> float:
    """Return how wide a part of the strip from `left` to `right` a line leaves free, at the widest."""
    edges = [left]
    for word in line:
        if word.x1 > left and word.x0 < right:
            edges += [word.x0, word.x1]
    edges.append(right)
    return max(end - start for start, end in zip(edges[::2], edges[1::2], strict=True))


@dataclass(slots=True)
class _Measures:
    """What a page's lines have in common: `leading` in line heights, and how far right each column reaches."""

    leading: float
    right: float | None
    margins: dict[tuple[int, int], float]

    @classmethod
    def of(cls, pieces: Sequence[_Piece], right: float | None) -> _Measures:
        steps = [
            (below.bottom - above.bottom) / above.size
            for above, below in pairwise(pieces)
            if above.overlaps(below) and above.reads_on_in(below) and below.words[0].text[0].islower()
        ]
        steps = [step for step in steps if 0.8 < step < 3]
        margins: dict[tuple[int, int], float] = {}
        for piece in pieces:
            for x in {piece.x0, piece.text_x0}:
                place = cls._place(x, piece.size)
                margins[place] = max(margins.get(place, 0.0), piece.x1)
        return cls(median(steps) if steps else _USUAL_LEADING, right, margins)

    @staticmethod
    def _place(x: float, size: float) -> tuple[int, int]:
        return round(x / 6), round(size)

    def margin(self, piece: _Piece) -> float:
        """Return the right margin of a piece's column: the longest line of its size with the same left edge."""
        if self.right is not None:
            return self.right
        places = {self._place(x, piece.size) for x in (piece.x0, piece.text_x0)}
        near = ((x + i, size + j) for x, size in places for i in (-1, 0, 1) for j in (-1, 0, 1))
        return max(self.margins.get(place, 0.0) for place in near)


@dataclass(slots=True)
class _Joined:
    """The pieces of a paragraph so far."""

    pieces: list[_Piece]
    step: float = 0.0

    def add(self, piece: _Piece) -> None:
        self.step = max(piece.bottom - self.pieces[-1].bottom, 0.0)  # none when a new column begins
        self.pieces.append(piece)

    @property
    def words(self) -> Paragraph:
        """The words of all pieces; where a line ends in a hyphen of its own (`multi-` / `agency`) no space follows."""
        words: Paragraph = []
        for piece in self.pieces:
            if words and _OWN_HYPHEN.search(words[-1].text):
                words[-1] = words[-1]._replace(joined=True)
            words += piece.words
        return words

    def goes_on_in(self, below: _Piece, page: _Measures) -> bool:
        above = self.pieces[-1]
        if not self._lies_under(below, page):
            return False
        if above.words[-1].joined:
            return True
        reads_on = above.reads_on_in(below)
        if not self._is_aligned(below, reads_on) or self._begins_anew(below, reads_on, page):
            return False
        return reads_on or self._had_no_room_for(below, page)

    def goes_on_in_next_column(self, below: _Piece, page: _Measures) -> bool:
        above = self.pieces[-1]
        return (
            below.x0 > above.x1
            and below.bottom < above.bottom
            and below.row != above.row
            and abs(below.size - above.size) <= 0.15 * above.size
            and above.reads_on_in(below)
            and self._had_no_room_for(below, page)
        )

    def _lies_under(self, below: _Piece, page: _Measures) -> bool:
        above = self.pieces[-1]
        if above.is_cell and below.is_cell:
            return False
        step = below.bottom - above.bottom
        most = _MOST_LEADING * (self.step or page.leading * above.size)
        return (
            0.5 * above.size < step <= most
            and abs(below.size - above.size) <= 0.15 * above.size
            and above.overlaps(below)
        )

    def _is_aligned(self, below: _Piece, reads_on: bool) -> bool:
        """Flush left, hanging under the text of a label, or after a first line that is indented.

        5.2   JO advised that        The panel met, and      The panel met twice
              members approached     its members had           and its members
        """
        above = self.pieces[-1]
        indent = (below.x0 - above.x0) / above.size
        if abs(indent) <= _SAME_EDGE:
            return True
        if len(self.pieces) == 1:
            if abs(below.x0 - above.text_x0) <= _SAME_EDGE * above.size:
                return True
            if not above.is_labelled and (-4 <= indent < 0 or (reads_on and 0 < indent <= 6)):
                return True
        centred = abs((below.x0 + below.x1) - (above.x0 + above.x1)) <= above.size
        return reads_on and centred

    def _begins_anew(self, below: _Piece, reads_on: bool, page: _Measures) -> bool:
        """Whether the line below starts something of its own: a labelled item, a `Term:`, or text in another font."""
        above = self.pieces[-1]
        first, last = below.words[0], above.words[-1]
        if below.is_labelled:
            # but a number may also stand in mid-sentence: "...by a child then aged" / "14. He was"
            is_apart = len(below.words) < 2 or below.text_x0 - first.x1 > _SAME_EDGE * below.size
            is_number = first.text[0].isdigit() and not is_apart and not _ENDED.search(last.text)
            return not (is_number and self._had_no_room_for(below, page))
        if reads_on:
            return False
        both_fonts_known = first.font and last.font
        if both_fonts_known and first.font != last.font:
            return True
        if first.text.endswith(":") and _ENDED.search(last.text):
            return True
        return _is_capitals(above.words) != _is_capitals(below.words)

    def _had_no_room_for(self, below: _Piece, page: _Measures) -> bool:
        above = self.pieces[-1]
        if page.right is None and len(self.pieces) == 1 and above.x1 - above.x0 < _NARROW * above.size:
            return False
        first = below.words[0]
        return page.margin(above) - above.x1 < first.x1 - first.x0 + 0.3 * above.size


def _is_capitals(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def _rows_together(found: Iterable[_Joined]) -> list[Paragraph]:
    """Put what stands alone in a row on one line again, and a `Term` before the paragraph that hangs beside it."""
    rows: list[_Joined] = []
    for each in found:
        left = rows[-1] if rows else None
        if left and len(left.pieces) == 1 and left.pieces[0].row == each.pieces[0].row and _belongs(left, each):
            left.pieces = [_Piece.of(left.pieces[0].words + each.pieces[0].words, each.pieces[0].row), *each.pieces[1:]]
        else:
            rows.append(each)
    return [each.words for each in rows]


def _belongs(left: _Joined, right: _Joined) -> bool:
    if len(right.pieces) == 1:
        return True
    term, text = left.pieces[0], box_around(right.words)
    return term.x1 - term.x0 < (text.x1 - text.x0) / 2


def _without_open_hyphen(paragraph: Paragraph) -> Paragraph:
    last = paragraph[-1]
    if not last.joined:
        return paragraph
    text = last.text if last.text.endswith("-") else last.text + "-"
    return [*paragraph[:-1], last._replace(text=text, joined=False)]
