"""How a program counted the characters of its sources: the standard is clear, the programs are not.

A program may count code points (the standard) or UTF-16 units, a CR LF as two characters or one, a byte order mark or
not, and give the first character after a selection (all examples of the standard) or its last (its words). Programs
write the selected words as the selection's name: the way of counting that makes most places and names agree is taken,
and the standard's where they do not tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_FEWEST = 3  # letters of a name that can tell anything


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting."""

    utf16: bool = False
    crlf_is_one: bool = False
    mark_counts: bool = False
    end_included: bool = False

    def __str__(self) -> str:
        told = {
            "UTF-16 units": self.utf16,
            "CR LF as one character": self.crlf_is_one,
            "the byte order mark counted": self.mark_counts,
            "the last character instead of the one after it": self.end_included,
        }
        return ", ".join(name for name, holds in told.items() if holds) or "code points, as the standard says"


class RawText:
    """The text of a source as a file or element has it, with places counted in any way."""

    def __init__(self, text: str) -> None:
        self.has_mark = text.startswith("\ufeff")
        self.raw = text.removeprefix("\ufeff")

    @cached_property
    def text(self) -> str:
        """The text with LF alone as line end; places are given in it."""
        return self.raw.replace("\r\n", "\n")

    @cached_property
    def _breaks(self) -> list[int]:
        """Where the CR of each CR LF stands in `raw`."""
        return [match.start() for match in re.finditer("\r\n", self.raw)]

    @cached_property
    def _astral(self) -> list[int]:
        """Where each character of two UTF-16 units begins, in units of `raw` and of `text`."""
        return _astral_units(self.raw)

    @cached_property
    def _astral_in_text(self) -> list[int]:
        return _astral_units(self.text)

    def place(self, start: int, end: int, counting: Counting) -> tuple[int, int] | None:
        """Return where a selection lies in `text`; None where it selects nothing, or what is not there."""
        first = self._position(start, counting)
        last = self._position(end + counting.end_included, counting)
        return (first, last) if 0 <= first < last <= len(self.text) else None

    def _position(self, position: int, counting: Counting) -> int:
        position -= counting.mark_counts and self.has_mark
        if counting.utf16:
            astral = self._astral_in_text if counting.crlf_is_one else self._astral
            position -= bisect_left(astral, position)
        if counting.crlf_is_one:
            return position
        return position - bisect_left(self._breaks, position)


def _astral_units(text: str) -> list[int]:
    return [match.start() + i for i, match in enumerate(_ASTRAL.finditer(text))]


def choose(texts: Sequence[tuple[RawText, Iterable[tuple[int, int, str]]]], origin: str) -> Counting:
    """Return how a project counts, from its texts with the places and names of the selections in them.

    ATLAS.ti is known to count a CR LF as one character.
    """
    usual = Counting(crlf_is_one="atlas" in origin.casefold())
    ways = [Counting(*way) for way in product((False, True), repeat=4)]
    ways.sort(key=lambda way: (way != usual, _strangeness(way)))
    named = [
        (raw, start, end, words)
        for raw, selections in texts
        for start, end, name in selections
        if len(words := " ".join(name.split())) >= _FEWEST
    ]
    if all(_agrees(*one, usual) for one in named):
        return usual
    return max(ways, key=lambda way: sum(_agrees(*one, way) for one in named))


def _agrees(raw: RawText, start: int, end: int, words: str, way: Counting) -> bool:
    place = raw.place(start, end, way)
    return place is not None and _says(raw.text[place[0] : place[1]], words)


def _strangeness(way: Counting) -> int:
    return sum((way.utf16, way.crlf_is_one, way.mark_counts, way.end_included))


def _says(words: str, name: str) -> bool:
    """Whether a selection's name gives its words, whole or cut short."""
    words = " ".join(words.split())
    for cut in ("…", "..."):
        if name.endswith(cut) and len(name) > _FEWEST + len(cut):
            return words.startswith(name.removesuffix(cut).rstrip())
    return words == name
