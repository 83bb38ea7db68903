"""Text for charts: cleaned, measured, broken into lines and shortened. Widths are in inches, sizes in points."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

FONT = "DejaVu Sans"  # comes with matplotlib, so that a chart is laid out alike on every machine
SIZE = 8.0
TITLE_SIZE = 9.0
_LEADING = 1.25
_TURNED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn the text around them


def plain(text: object) -> str:
    """Return text on one line, without what XML cannot hold or what would turn other text round."""
    kept = (" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in str(text))
    held = "".join(char for char in kept if not _is_unfit(char))
    return " ".join(held.split())


def _is_unfit(char: str) -> bool:
    return char in _TURNED or unicodedata.category(char) == "Cs" or ord(char) & 0xFFFE == 0xFFFE


def line_height(size: float = SIZE) -> float:
    """Return the height of a line, in inches."""
    return size * _LEADING / 72


@contextmanager
def quiet_about_letters() -> Iterator[None]:
    """Let pass that the font lacks a letter: the PNG shows a box, and the SVG leaves it to the reader's fonts."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Return the width of a line of text, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=size, weight=weight)
    with quiet_about_letters():
        return float(text_to_path.get_text_width_height_descent(text, font, False)[0]) / 72


def wrapped(text: object, width: float, most: int = 99, size: float = SIZE, weight: str = "normal") -> list[str]:
    """Return text as lines that fit a width; what does not fit the most lines allowed ends in an ellipsis."""
    lines: list[str] = []
    for word in plain(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, weight) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size, weight)
        if len(lines) > most:
            return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size, weight)]
    return lines


def shortened(text: object, width: float, size: float = SIZE) -> str:
    """Return text on one line that fits a width, with an ellipsis where it does not."""
    held = plain(text)
    return held if text_width(held, size) <= width else _cut(held, width, size, "normal")


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    """Return a word, broken where it is wider than a line."""
    pieces = []
    while text_width(word, size, weight) > width and len(word) > 1:
        length = _fitting(word, width, size, weight, "")
        pieces.append(word[:length])
        word = word[length:]
    return [*pieces, word]


def _cut(text: str, width: float, size: float, weight: str) -> str:
    return text[: _fitting(text, width, size, weight, "…")].rstrip() + "…"


def _fitting(text: str, width: float, size: float, weight: str, end: str) -> int:
    """Return how many characters fit, at least one; a mark that belongs to a letter is not parted from it."""
    low, high = 1, max(1, len(text) - 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle] + end, size, weight) <= width else (low, middle - 1)
    while low > 1 and unicodedata.combining(text[low]):
        low -= 1
    return low
