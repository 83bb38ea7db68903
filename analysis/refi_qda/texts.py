"""The text of a document as one source: its pages joined, and the way from a place on a page to one in it and back.

The standard counts Unicode code points of a UTF-8 file from 0 (REFI-QDA 1.5, 10.2) and says nothing of line ends.
Programs differ over a CR LF (one character or two), over a byte order mark, and refuse characters that XML forbids. So
a source has LF alone and none of the others, and every character that is replaced is replaced by exactly one: offsets
stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.replaced import Hide, Replaced, keep

BETWEEN_PAGES = "\n\n"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class PageText:
    """One page: its number from 1, its text, its height in points (0 where it has no geometry)."""

    number: int
    text: str
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """The pages of a document, in order."""

    document_id: str
    pages: tuple[PageText, ...]


def plain(text: str) -> str:
    """Return a text that every program counts alike: as long as it was, with LF alone and no character XML forbids."""
    text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\ufeff", "\u2060")
    return _FORBIDDEN.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a page lies in the source."""

    number: int
    start: int
    end: int
    shown: Replaced
    page: Replaced  # the way back


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a document as exported, and where its pages lie in it."""

    text: str
    stretches: tuple[_Stretch, ...]

    def place(self, page: int, start: int, end: int) -> tuple[int, int] | None:
        """Return where characters of a page lie in the source; None where the page has no such characters."""
        for stretch in self.stretches:
            if stretch.number == page:
                if not 0 <= start < end <= len(stretch.page.text):
                    return None
                first, last = stretch.shown.moved(start, end)
                return stretch.start + first, stretch.start + last
        return None

    def words(self, page: int, start: int, end: int) -> str:
        """Return characters of a page as it was before anything was replaced."""
        return "".join(stretch.page.text[start:end] for stretch in self.stretches if stretch.number == page)

    def on_pages(self, start: int, end: int) -> list[tuple[int, int, int, str]]:
        """Return the pages that a stretch of the source lies on: page, characters there, and the page's own words."""
        found = []
        for stretch in self.stretches:
            first, last = max(start, stretch.start), min(end, stretch.end)
            if first < last:
                a, b = stretch.page.moved(first - stretch.start, last - stretch.start)
                found.append((stretch.number, a, b, stretch.page.text[a:b]))
        return found


def source_text(pages: Sequence[PageText], hide: Hide = keep) -> SourceText:
    """Return the source of a document: its pages with what is to be hidden replaced, a blank line between two."""
    parts: list[str] = []
    stretches: list[_Stretch] = []
    at = 0
    for page in pages:
        shown = hide(page.text)
        if parts:
            at += len(BETWEEN_PAGES)
        parts.append(plain(shown.text))
        stretches.append(_Stretch(page.number, at, at + len(shown.text), shown, _way_back(page.text, shown)))
        at += len(shown.text)
    return SourceText(BETWEEN_PAGES.join(parts), tuple(stretches))


def _way_back(text: str, shown: Replaced) -> Replaced:
    """Return the old text as replacements in the new one: its `moved` leads from places of the new to the old."""
    sizes = list(zip(shown.cuts, shown.lengths, strict=True))
    cuts = tuple((new, new + length, old) for (old, _, new), length in sizes)
    return Replaced(text, cuts, tuple(end - start for (start, end, _), _ in sizes))
