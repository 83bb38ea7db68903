"""Words on a page -> the page's text in reading order, one paragraph a line, each word still tied to its box."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from corpus.records import Box, Words

CELL_BREAK = " | "
_LABEL = re.compile(r"^(?:[•●▪■◦·–—*-]|\(?[0-9]{1,3}[.)]|[0-9]{1,2}(?:\.[0-9]{1,2})+\.?|\(?[a-z]\)|[ivx]+[.)]|[☐☒☑])$")
# Prefixes that keep their hyphen at a line's end: `multi-` / `agency` is `multi-agency`, `initi-` / `ate` is `initiate`.
_HYPHENATED_PREFIX = frozenset(
    "multi inter intra non self single co cross pre post well long short sub semi anti ex half high low full part joint face all".split()
)
_LIGATURES = {ord(key): value for key, value in {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}.items()}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed; `joined` when its second half follows on the next line without a space."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    joined: bool = False

    @property
    def box(self) -> Box:
        """The word's rectangle in points."""
        return Box(self.x0, self.top, self.x1, self.bottom)

    def is_inside(self, box: Box) -> bool:
        """Whether the word's middle lies in the box."""
        x, y = (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2
        return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


Line = list[Word]
Paragraph = list[Word]


@dataclass(slots=True)
class TextBuilder:
    """Collects words into one text and remembers where each came to stand."""

    parts: list[str] = field(default_factory=list)
    spans: array[int] = field(default_factory=lambda: array("i"))
    boxes: array[float] = field(default_factory=lambda: array("f"))
    length: int = 0

    def write(self, text: str) -> None:
        """Add text that no word on the page carries (spaces, line ends, cell breaks)."""
        self.parts.append(text)
        self.length += len(text)

    def write_words(self, words: Sequence[Word]) -> None:
        """Add words with single spaces between them."""
        for i, word in enumerate(words):
            text = clean(word.text)
            self.spans.extend((self.length, self.length + len(text)))
            self.boxes.extend((word.x0, word.top, word.x1, word.bottom))
            self.write(text)
            if i + 1 < len(words) and not word.joined:
                self.write(" ")

    def finish(self) -> tuple[str, Words]:
        """Return the text and its words."""
        return "".join(self.parts), Words(self.spans, self.boxes)


def clean(text: str) -> str:
    """Return text in NFC, ligatures spelt out, without control characters."""
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})


def keeps_hyphen(first_half: str) -> bool:
    """Say whether a word broken at a line's end is spelt with its hyphen."""
    return first_half.casefold().rpartition("-")[2] in _HYPHENATED_PREFIX or first_half[-1:].isdigit()


def box_around(words: Iterable[Word]) -> Box:
    """Return the smallest box that holds all the words; at least one is needed."""
    held = list(words)
    return Box(
        min(w.x0 for w in held), min(w.top for w in held), max(w.x1 for w in held), max(w.bottom for w in held)
    )


def in_reading_order(lines: list[Line], *, by_place: bool = False) -> list[Line]:
    """Return the lines as a person would read them.

    The order in the file is kept unless more than 12 % of its line changes jump up by over 20 points (ordinary pages
    had at most 3.3 %, shuffled ones at least 39 %), or `by_place` asks for it (a page with tables must be read around them): then from top to bottom.
    """
    if len(lines) < 3:
        return lines
    tops = [line[0].top for line in lines]
    jumps = sum(1 for above, below in zip(tops, tops[1:], strict=False) if above - below > 20)
    if not by_place and jumps / (len(lines) - 1) <= 0.12:
        return lines
    height = median(line[0].bottom - line[0].top for line in lines) or 1.0
    return sorted(lines, key=lambda line: (round(line[0].top / height), line[0].x0))


def paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Join the lines that a printer broke for want of room; a line that ended of its own accord ends its paragraph."""
    found: list[Paragraph] = []
    margins = _right_margins(lines)
    for i, line in enumerate(lines):
        if i and _continues(lines[i - 1], line, margins[i - 1]):
            found[-1].extend(line)
        else:
            found.append(list(line))
    return found


def _right_margins(lines: list[Line]) -> list[float]:
    """Return, for each line, how far right its neighbours in the same column reach."""
    boxes = [box_around(line) for line in lines]
    margins = []
    for i, box in enumerate(boxes):
        near = [b.x1 for b in boxes[max(0, i - 8) : i + 9] if abs(b.x0 - box.x0) < 40 or (b.x0 < box.x1 and b.x1 > box.x0)]
        margins.append(max(near))
    return margins


def _continues(above: Line, below: Line, margin: float) -> bool:
    a, b = box_around(above), box_around(below)
    height = max(a.bottom - a.top, 1.0)
    gap = b.top - a.bottom
    if not -0.6 * height <= gap <= 0.9 * height or b.top <= a.top:
        return False
    if not 0.7 <= (b.bottom - b.top) / height <= 1.4 or b.x0 > a.x1 or b.x1 < a.x0:
        return False
    if above[-1].joined:
        return True
    if _LABEL.match(below[0].text) or b.x0 - a.x0 > 3 * height:
        return False
    room = margin - a.x1
    first_word = below[0].x1 - below[0].x0
    return room < first_word + 0.35 * height
