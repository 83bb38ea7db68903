"""Scans read by OCR: words with boxes and confidence, and how far each page can be trusted.

A page is read once, as it is given. Only where that fails the gate (words that are no words, or ink that no word
covers) is it tried in other ways: turned, smoothed, with its lines looked for one by one, and by a second engine if one
is installed. The engine's own confidence is no gate: Tesseract is sure of pages that it missed almost whole.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING

from corpus.records import Method, Page
from extractors import rapid, tesseract
from extractors.layout import Line, Word
from extractors.legibility import legibility
from extractors.picture import (
    Sheet,
    flattened,
    is_photograph,
    runs_sideways,
    sheet_of,
    softened,
    strip_of_text,
)
from extractors.sandbox import beat
from extractors.writing import write_page

if TYPE_CHECKING:
    from PIL.Image import Image

Engine = Callable[["Image"], list[Line]]
_SECOND = rapid.engine()
_MOST_THREADS = 4
_LEGIBLE, _COVERED = 0.8, 0.6  # the gate
_TURNED = 0.55  # text that is upside down reads as less
_NOISE = 0.4  # less legible or less sure, not one word in four is right: nothing is kept of them
_SURE = 0.85
_LEAST_INK = 40  # dark dots at 70 an inch: less is dust


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture of a page, grey or in colour, and the page's size in points."""

    number: int
    picture: Image
    width_pt: float
    height_pt: float


def read_scans(scans: Iterable[Scan], second: Engine | None = _SECOND) -> Iterator[Page]:
    """Yield the pages of scans, in order, several read at once; scans are taken a few ahead and not more.

    Boxes lie on the page as it was given, turned or not. `second` reads what Tesseract cannot: a grey picture in, lines
    with boxes in pixels out; None where there is none.
    """
    waiting: deque[Future[Page]] = deque()
    coming = iter(scans)
    try:
        while True:
            for scan in islice(coming, threads() + 1 - len(waiting)):
                waiting.append(_pool().submit(read_scan, scan, second))
            if not waiting:
                return
            page = waiting.popleft().result()
            beat()
            yield page
    finally:
        for each in waiting:
            each.cancel()


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads that are kept, and with them the engines that they have loaded."""
    return ThreadPoolExecutor(threads(), thread_name_prefix="ocr")


@cache
def threads() -> int:
    """Return how many pages are read at once: as many as processors may be used, up to four."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(_MOST_THREADS, available)


def read_scan(scan: Scan, second: Engine | None = None) -> Page:
    """Return one scan as a page; empty where it shows no text."""
    drawn = sheet_of(scan.picture, scan.width_pt, scan.height_pt)
    as_given = Sheet(flattened(drawn.picture), drawn.to_page)
    if as_given.letters.sum() < _LEAST_INK:
        return Page(scan.number, "", Method.OCR, scan.width_pt, scan.height_pt)
    sheet = _upright(as_given, (90, 270, 0)) if runs_sideways(as_given.letters) else as_given
    best = Attempt.of(sheet.prepared)
    if not best.passes:
        best = max([best, *_rescues(as_given, sheet, best, second)], key=lambda attempt: attempt.merit)
    if best.is_noise:
        quality = 1.0 if is_photograph(sheet.picture) else best.quality
        return Page(scan.number, "", Method.OCR, scan.width_pt, scan.height_pt, quality=quality)
    return best.page(scan)


@dataclass(frozen=True)
class Attempt:
    """What one way of reading a sheet gave; `lines` has its boxes in pixels of the sheet."""

    sheet: Sheet
    lines: list[Line]

    @classmethod
    def of(cls, sheet: Sheet, mode: str = tesseract.AUTO) -> Attempt:
        """Read a sheet with Tesseract."""
        return cls(sheet, tesseract.recognise(sheet.picture, mode))

    @cached_property
    def legibility(self) -> float:
        """How far what was read is language."""
        return legibility(" ".join(word.text for line in self.lines for word in line))

    @cached_property
    def coverage(self) -> float:
        """The share of the ink, as far as it could be letters, that lies within words."""
        ink = self.sheet.letters
        scale = ink.shape[1] / self.sheet.picture.width
        within = ink.copy()
        for word in (word for line in self.lines for word in line):
            x0, top, x1, bottom = (round(edge * scale) for edge in word[1:5])
            within[max(0, top - 1) : bottom + 2, max(0, x0 - 1) : x1 + 2] = False
        return 1 - int(within.sum()) / max(1, int(ink.sum()))

    @cached_property
    def confidence(self) -> float:
        """The engine's mean confidence, long words counting for more."""
        words = [(word.confidence or 0.0, len(word.text)) for line in self.lines for word in line]
        return sum(sure * size for sure, size in words) / max(1, sum(size for _, size in words))

    @property
    def passes(self) -> bool:
        """Whether no other way need be tried."""
        return self.legibility >= _LEGIBLE and self.coverage >= _COVERED

    @property
    def merit(self) -> float:
        """By what one attempt is better than another: ink that was read, and read as language."""
        return self.legibility**2 * self.coverage

    @property
    def is_noise(self) -> bool:
        """Whether nothing was read, or hardly anything that is language: text is not to be invented."""
        return not self.lines or self.legibility < _NOISE or self.confidence < _NOISE

    @property
    def quality(self) -> float:
        """How far the page can be trusted, in [0, 1]: legibility x coverage x confidence, of which 0.5 counts as none
        and 0.9 as full. Sound scans have 0.9 and more; with a quarter of the words wrong it falls below 0.5.
        """
        return self.legibility * self.coverage * min(max((self.confidence - 0.5) / 0.4, 0.0), 1.0)

    def page(self, scan: Scan) -> Page:
        """Return the page: paragraphs on a line each, boxes in points of the page as given."""
        scale = self.sheet.points_per_pixel
        lines = [[_at(word, *(edge * scale for edge in word[1:5])) for word in line] for line in self.lines]
        text, words = write_page(lines, self.sheet.tables)
        words = replace(words, boxes=self.sheet.on_page(words.boxes))
        return Page(scan.number, text, Method.OCR, scan.width_pt, scan.height_pt, words, quality=self.quality)


def _at(word: Word, x0: float, top: float, x1: float, bottom: float) -> Word:
    return word._replace(x0=x0, top=top, x1=x1, bottom=bottom)


def _rescues(as_given: Sheet, sheet: Sheet, first: Attempt, second: Engine | None) -> Iterator[Attempt]:
    """Try what may read a page better, most likely first, till an attempt passes the gate."""
    for way in _ways(as_given, sheet, first, second):
        attempt = way()
        yield attempt
        if attempt.passes:
            return


def _ways(as_given: Sheet, sheet: Sheet, first: Attempt, second: Engine | None) -> Iterator[Callable[[], Attempt]]:
    if first.sheet is not as_given:  # turning it was perhaps the mistake
        yield lambda: Attempt.of(as_given)
    if first.legibility < _TURNED:
        turned = _upright(sheet, (180, 0, 90, 270))
        if turned is not sheet:
            sheet = turned
            yield lambda: Attempt.of(turned.prepared)
    straight = sheet.prepared
    if first.legibility < _LEGIBLE and first.confidence < _SURE:  # else the words are sound, of another language
        yield lambda: Attempt.of(replace(straight, picture=softened(straight.picture)))
    if first.coverage < _COVERED:
        yield lambda: Attempt.of(straight, tesseract.SPARSE)
    if second is not None:
        yield lambda: Attempt(straight, second(straight.picture))


def _upright(sheet: Sheet, turns: Sequence[int]) -> Sheet:
    """Return the sheet turned as its densest strip of text reads best."""
    strip = Sheet(strip_of_text(sheet.picture, sheet.letters), sheet.to_page)
    best, merit = 0, 0.0
    for turn in turns:
        attempt = Attempt.of(strip.turned(turn), tesseract.ONE_BLOCK)
        if attempt.merit > merit:
            best, merit = turn, attempt.merit
        if attempt.passes:
            break
    return sheet.turned(best)
