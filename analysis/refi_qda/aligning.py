"""Where words of an imported source stand in a document of the workspace, though the texts may differ."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.refi_qda.texts import SourceText

# Spaces, line ends, and what one program keeps and another drops: controls, soft hyphens, zero-width characters.
_DROPPED = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffd"
_SPACES = re.compile(f"[{_DROPPED}]+")
_CHARACTER = re.compile(f"[^{_DROPPED}][\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]*")
_FEWEST = 8  # letters of a quotation that is looked for: shorter ones stand anywhere


def compact(text: str) -> str:
    """Return the text without spaces and unseen characters, in Unicode NFC: the same for all ways of writing it."""
    return unicodedata.normalize("NFC", _SPACES.sub("", text))


@dataclass(frozen=True)
class Squeezed:
    """A text made compact, and where each of its characters comes from."""

    text: str

    @cached_property
    def _pieces(self) -> tuple[str, list[int], list[int]]:
        words, starts, ends = [], [], []
        for match in _CHARACTER.finditer(self.text):
            piece = unicodedata.normalize("NFC", match.group())
            words.append(piece)
            starts += [match.start()] * len(piece)
            ends += [match.end()] * len(piece)
        return "".join(words), starts, ends

    @property
    def compact(self) -> str:
        """The compact text."""
        return self._pieces[0]

    def inward(self, start: int, end: int) -> tuple[int, int]:
        """Return which compact characters lie in a stretch of the text, one that is cut included."""
        _, starts, ends = self._pieces
        return bisect_right(ends, start), bisect_left(starts, end)

    def outward(self, first: int, last: int) -> tuple[int, int]:
        """Return the stretch of the text that compact characters come from."""
        _, starts, ends = self._pieces
        return starts[first], ends[last - 1]


class Aligner:
    """Leads from places in an imported text (or from words alone) to places in a document's text."""

    def __init__(self, imported: str | None, known: Sequence[SourceText]) -> None:
        """`known` are the ways in which the document may have been exported: as it is, with names replaced."""
        self._imported = None if imported is None else Squeezed(imported)
        self._known = tuple(known)
        self._squeezed = [Squeezed(text.text) for text in self._known]
        self._same = next((text for text in self._known if text.text == imported), None)
        self._alike = None
        if self._imported is not None and self._same is None:
            pairs = zip(self._known, self._squeezed, strict=True)
            self._alike = next((pair for pair in pairs if pair[1].compact == self._imported.compact), None)

    def place(self, start: int, end: int) -> tuple[SourceText, int, int] | None:
        """Return where a stretch of the imported text lies; None where no one place can be told."""
        if self._same is not None:
            return self._same, start, end
        if self._imported is None:
            return None
        first, last = self._imported.inward(start, end)
        if first >= last:
            return None
        if self._alike is not None:
            text, squeezed = self._alike
            return (text, *squeezed.outward(first, last))
        return self._by_words(self._imported.compact[first:last], self._imported.compact, first)

    def find(self, quotation: str) -> tuple[SourceText, int, int] | None:
        """Return where words stand that stand once in the document."""
        return self._by_words(compact(quotation), None, 0)

    def _by_words(self, words: str, around: str | None, at: int) -> tuple[SourceText, int, int] | None:
        """Find words that stand equally often in both texts: the third of them is the third there."""
        if len(words) < _FEWEST:
            return None
        here = [at] if around is None else _all(words, around)
        for text, squeezed in zip(self._known, self._squeezed, strict=True):
            there = _all(words, squeezed.compact)
            if len(there) == len(here) and at in here:
                first = there[here.index(at)]
                return (text, *squeezed.outward(first, first + len(words)))
        return None


def _all(words: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]
