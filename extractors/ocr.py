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
from itertools import islice, pairwise
from statistics import median
from typing import TYPE_CHECKING

from corpus.records import Method, Page
from extractors import rapid, tesseract
from extractors.layout import Line, Word
from extractors.legibility import legibility
from extractors.picture import (
    Mask,
    Sheet,
    flattened,
    is_photograph,
    low_pieces,
    runs_sideways,
    sheet_of,
    softened,
    strip_of_text,
    without_pale_ink,
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
_TYPED = 1.5  # spaces between words: so high is a font that has them
_LITTLE = 0.1
_UNSTAMPED = 0.005  # of the ink, outside of words: less is dust
_TALL = 2.0  # times the height of words: a piece of ink so high is drawn
_LARGE_PRINT = 14.0  # points
_TWO_LINES = 1500.0  # square points of ink
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
    elif (clearer := best.without_stamps()) and clearer.legible_letters > best.legible_letters:
        best = clearer
    if best.is_noise:
        quality = best.quality if best.shows_text and not is_photograph(sheet.picture) else 1.0
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
        missed = self.missed
        read = int((ink & ~missed).sum())
        if missed.sum() > _LITTLE * ink.sum():
            missed = low_pieces(missed, _TALL * self._height)
        return read / max(1, read + int(missed.sum()))

    @cached_property
    def missed(self) -> Mask:
        """The ink outside of words."""
        ink = self.sheet.letters
        scale = ink.shape[1] / self.sheet.picture.width
        missed = ink.copy()
        for word in (word for line in self.lines for word in line):
            x0, top, x1, bottom = (round(edge * scale) for edge in word[1:5])
            missed[max(0, top - 1) : bottom + 2, max(0, x0 - 1) : x1 + 2] = False
        return missed

    @property
    def _height(self) -> float:
        """The usual height of words, in dots of `Sheet.letters`; of large print where there are none."""
        scale: float = self.sheet.letters.shape[1] / self.sheet.picture.width
        heights = [word.bottom - word.top for line in self.lines for word in line]
        return scale * float(median(heights) if heights else _LARGE_PRINT / self.sheet.points_per_pixel)

    @property
    def shows_text(self) -> bool:
        """Whether there is as much ink in pieces of the size of letters as two lines of print have: more than a logo,
        a signature or a photograph shows.
        """
        dot: float = self.sheet.points_per_pixel * self.sheet.picture.width / self.sheet.letters.shape[1]
        letters = int(low_pieces(self.sheet.letters, _TALL * self._height).sum())
        return letters * dot * dot > _TWO_LINES

    @cached_property
    def confidence(self) -> float:
        """The engine's mean confidence, long words counting for more."""
        words = [(word.confidence or 0.0, len(word.text)) for line in self.lines for word in line]
        return sum(sure * size for sure, size in words) / max(1, sum(size for _, size in words))

    @property
    def legible_letters(self) -> float:
        """How much was read, as far as it is language and sure."""
        words = [word for line in self.lines for word in line]
        sure: float = sum((word.confidence or 0.0) * len(word.text) for word in words)
        return self.legibility * sure

    def without_stamps(self) -> Attempt | None:
        """Return what is read of the page once the pale ink of stamps over its words is gone; None if there is none."""
        if int(self.missed.sum()) <= _UNSTAMPED * int(self.sheet.letters.sum()):
            return None
        drawn = self.sheet.letters & ~low_pieces(self.sheet.letters, _TALL * self._height)
        picture = without_pale_ink(self.sheet.picture, drawn)
        return None if picture is self.sheet.picture else Attempt.of(replace(self.sheet, picture=picture))

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
        lines = [[_scaled(word, scale) for word in line] for line in self.lines]
        text, words = write_page(_as_high_as_typed(lines), self.sheet.tables)
        words = replace(words, boxes=self.sheet.on_page(words.boxes))
        return Page(scan.number, text, Method.OCR, scan.width_pt, scan.height_pt, words, quality=self.quality)


def _scaled(word: Word, scale: float) -> Word:
    _, x0, top, x1, bottom, *_ = word
    return word._replace(x0=x0 * scale, top=top * scale, x1=x1 * scale, bottom=bottom * scale)


def _as_high_as_typed(lines: list[Line]) -> list[Line]:
    """Return words that stand far apart as high as the font is that has such spaces.

    A typewriter's letters are low and its spaces wide: beside the height of its letters they would pass for gutters.
    """
    gaps = [right.x0 - left.x1 for line in lines for left, right in pairwise(line)]
    least = _TYPED * median(gaps) if gaps else 0.0
    return [[word._replace(top=min(word.top, word.bottom - least)) for word in line] for line in lines]


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
