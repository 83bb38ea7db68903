"""The first and last lines of a document, each with its place, so that what they tell can be shown on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.records import Document, Page

_HEAD, _FOOT = 3000, 600  # first and last characters in which a document says what it is


@dataclass(frozen=True, slots=True)
class Span:
    """Characters (half-open) of a page (from 1)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: `page.text[start : start + len(text)] == text`."""

    page: int
    start: int
    text: str

    def at(self, start: int, end: int) -> Span:
        """Return the place on the page of characters of the line."""
        return Span(self.page, self.start + start, self.start + end)

    def until(self, end: int) -> Line:
        """Return the line up to a character of it."""
        return replace(self, text=self.text[:end])


def lines_of(page: Page, begin: int = 0, end: int | None = None) -> Iterator[Line]:
    """Yield the lines of a page, or of a stretch of it."""
    at = begin
    for text in page.text[begin:end].split("\n"):
        yield Line(page.number, at, text)
        at += len(text) + 1


def head_of(document: Document) -> tuple[Line, ...]:
    """Return the lines in which a document says at its beginning what it is."""
    left, found = _HEAD, list[Line]()
    for page in document.pages[:2]:
        found += lines_of(page, 0, max(0, left)) if left > 0 else ()
        left -= len(page.text) + 1
    return tuple(found)


def foot_of(document: Document) -> tuple[Line, ...]:
    """Return the lines in which a document says at its end what it is; the first may lack its beginning."""
    if not document.pages:
        return ()
    last = document.pages[-1]
    return tuple(lines_of(last, max(0, len(last.text) - _FOOT)))
