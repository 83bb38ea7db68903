"""Words on a page, the order in which a person reads their lines, and the text they make with a box for each word."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from corpus.records import Box, Words
from extractors.columns import by_column, is_parted, rows

CELL_BREAK = " | "
_SHUFFLED = 0.12  # share of line changes
_FURNITURE_LINES = 6  # at each end of a file's order, where headers and footers are drawn
# These keep their hyphen at a line's end: `multi-` / `agency` is `multi-agency`, `initi-` / `ate` is `initiate`.
_HYPHENATED_PREFIX = frozenset(
    (
        *("all", "anti", "co", "cross", "ex", "face", "full", "half", "high", "inter", "intra", "joint", "long", "low"),
        *("multi", "non", "part", "post", "pre", "self", "semi", "short", "single", "sub", "well"),
    )
)
_SPELT_OUT = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_DINGBATS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf0a8": "☐",
    "\uf0fe": "☒",
}  # Symbol, Wingdings
_SPELLING = str.maketrans({**_SPELT_OUT, **_DINGBATS, "\u00ad": ""})
_UNWANTED = frozenset({"Cc", "Cs", "Co", "Cn"})


class Word(NamedTuple):
    """A word as printed, in points; its height is that of its font, not of its letters.

    `joined`: its second half follows on the next line without a space. `font` tells one font of a page from another.
    `confidence`: how sure OCR is of it, in [0, 1]; None where it was not needed. `drawn` tells one text object of an
    open PDF page from another.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    joined: bool = False
    font: int = 0
    confidence: float | None = None
    drawn: int = 0

    @property
    def box(self) -> Box:
        """The word's rectangle in points."""
        return Box(self.x0, self.top, self.x1, self.bottom)

    def is_inside(self, box: Box) -> bool:
        """Whether the word's middle lies in the box."""
        return box.x0 <= (self.x0 + self.x1) / 2 <= box.x1 and box.top <= (self.top + self.bottom) / 2 <= box.bottom


Line = list[Word]
Paragraph = list[Word]


@dataclass(slots=True)
class TextBuilder:
    """Collects words into one text and remembers where each came to stand."""

    parts: list[str] = field(default_factory=list)
    spans: array[int] = field(default_factory=lambda: array("i"))
    boxes: array[float] = field(default_factory=lambda: array("f"))
    confidences: array[float] = field(default_factory=lambda: array("f"))
    length: int = 0

    def write(self, text: str) -> None:
        """Add text that no word on the page carries (spaces, line ends, cell breaks)."""
        self.parts.append(text)
        self.length += len(text)

    def write_words(self, words: Sequence[Word]) -> None:
        """Add words with single spaces between them."""
        at, last = self.length, len(words) - 1
        for i, word in enumerate(words):
            end = at + len(word.text)
            self.spans.extend((at, end))
            self.boxes.extend(word[1:5])
            if word.confidence is not None:
                self.confidences.append(word.confidence)
            spaced = i < last and not word.joined
            self.parts.append(word.text + " " if spaced else word.text)
            at = end + spaced
        self.length = at

    def finish(self) -> tuple[str, Words]:
        """Return the text and its words."""
        return "".join(self.parts), Words(self.spans, self.boxes, self.confidences)


def clean(text: str) -> str:
    """Return text in NFC, ligatures spelt out, without control characters and soft hyphens."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.translate(_SPELLING))
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in _UNWANTED)


def keeps_hyphen(first_half: str) -> bool:
    """Say whether a word broken at a line's end is spelt with its hyphen."""
    return first_half.casefold().rpartition("-")[2] in _HYPHENATED_PREFIX or first_half[-1:].isdigit()


def box_around(words: Iterable[Word]) -> Box:
    """Return the smallest box that holds all the words; at least one is needed."""
    _, left, top, right, bottom, *_ = zip(*words, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Return the lines as a person would read them; those that run over a gutter may be cut there.

    The order in the file is kept, headers and footers apart, unless more than 12 % of its line changes jump up by over
    20 points (ordinary pages had at most 3.3 %, shuffled ones at least 39 %): then the page is read from top to bottom,
    column by column. Of other pages, columns of text that are drawn row by row are read column by column, and lists
    and notes that are drawn column by column row by row.
    """
    if len(lines) < 3:
        return lines
    lines = _with_furniture_in_place(lines)
    jumps = sum(above[0].top - below[0].top > 20 for above, below in pairwise(lines))
    is_shuffled = jumps / (len(lines) - 1) > _SHUFFLED
    if not jumps and not is_parted(lines):
        return lines
    return by_column(lines, is_shuffled=is_shuffled) or lines


def _with_furniture_in_place(lines: list[Line]) -> list[Line]:
    """Put header lines first and footer lines last: writers draw both before the body, or both after it."""
    edge = min(_FURNITURE_LINES, len(lines) // 3)
    body, first, last = lines[edge : len(lines) - edge], lines[:edge], lines[len(lines) - edge :]
    top, bottom = min(line[0].top for line in body), max(line[0].bottom for line in body)
    header = [line for line in last if line[0].bottom <= top and not _is_beside(line, first)]
    footer = [line for line in first if line[0].top >= bottom and not _is_beside(line, last)]
    if not header and not footer:
        return lines
    moved = {id(line) for line in (*header, *footer)}
    return [*by_row(header), *(line for line in lines if id(line) not in moved), *by_row(footer)]


def _is_beside(line: Line, others: Iterable[Line]) -> bool:
    """Whether the line stands at the right of another, as an action does of the item that it belongs to."""
    middle = (line[0].top + line[0].bottom) / 2
    return any(other[0].top < middle < other[0].bottom and other[-1].x1 < line[0].x0 for other in others)


def by_row(lines: list[Line]) -> list[Line]:
    """Return the lines row by row, each from left to right. Lines whose middles lie within half a line are a row."""
    return [line for row in rows(lines) for line in row]
