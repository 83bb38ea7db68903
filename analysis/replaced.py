"""A text in which words were replaced, and where each place of the old text lies in the new one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text after replacements. Places are characters (code points) from 0; ends are not included."""

    text: str
    cuts: tuple[tuple[int, int, int], ...] = ()  # old start, old end, new start of each replacement, in order
    lengths: tuple[int, ...] = ()  # characters of each replacement

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the old text lies in the new one; it grows to hold a replacement that it cuts."""
        return self._place(start, is_end=False), self._place(end, is_end=True)

    def _place(self, place: int, *, is_end: bool) -> int:
        before = bisect_right(self.cuts, place, key=lambda cut: cut[0]) - 1
        if before < 0:
            return place
        old_start, old_end, new_start = self.cuts[before]
        if place >= old_end:
            return place - old_end + new_start + self.lengths[before]
        if place == old_start or not is_end:
            return new_start
        return new_start + self.lengths[before]


Hide = Callable[[str], Replaced]  # puts pseudonyms in the place of names


def keep(text: str) -> Replaced:
    """Return a text as it is: the `Hide` of an export that keeps names."""
    return Replaced(text)


def replace(text: str, replacements: Iterable[tuple[int, int, str]]) -> Replaced:
    """Return a text with each stretch (start, end) replaced by its words; stretches do not overlap."""
    parts: list[str] = []
    cuts: list[tuple[int, int, int]] = []
    lengths: list[int] = []
    done = length = 0
    for start, end, words in sorted(replacements):
        parts += [text[done:start], words]
        length += start - done
        cuts.append((start, end, length))
        lengths.append(len(words))
        length += len(words)
        done = end
    return Replaced("".join([*parts, text[done:]]), tuple(cuts), tuple(lengths))
