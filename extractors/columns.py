"""Columns side by side: where a page's gutters are, and whether it is read down its columns or along its rows.

A page is cut into bands of rows that share their gutters (the XY cut of Nagy and Seth, 1984, made from the top down).
Columns of running text are read one after the other; lists, item numbers and actions beside a text row by row.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractors.layout import Line

_GUTTER = 0.8  # line heights: a space between words is a quarter to a third
_STEADY_ROWS = 3  # a gap in fewer rows is no gutter
_FEWEST_LINES = 3  # in a column of text
_NARROW = 0.5  # of the widest column: narrower ones hold numbers, initials or notes, and belong to the text beside them
_RUNNING = 0.4  # share of a column's lines that begin in mid-sentence; in lists nearly every line begins with a capital
_FILLED = 0.6  # share of a column's height that has lines: notes beside a text leave more of it free
_LARGE = 2.5  # times the usual height: letters of a watermark, or turned text
_ALTERNATIONS = 3  # between columns of text, in the order of the file: it runs along the rows
_FEW_WORDS = 4
_FEWEST_ENTRIES = 2
_NOTES_HEAD = re.compile(r"(?:actions?(?: (?:by|for|points?|required))?|by whom|lead|owner|who|when|deadline):?$", re.I)


def rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Return lines in rows from top to bottom, each from left to right: a row's middles lie within half a line."""
    found: list[list[Line]] = []
    middle_of_row = float("-inf")
    for middle, line in sorted((((line[0].top + line[0].bottom) / 2, line) for line in lines), key=itemgetter(0)):
        if middle - middle_of_row > 0.5 * (line[0].bottom - line[0].top):
            found.append([])
            middle_of_row = middle
        found[-1].append(line)
    for row in found:
        row.sort(key=lambda line: line[0].x0)
    return found


def is_parted(lines: Sequence[Line]) -> bool:
    """Say, at little cost, whether enough rows of lines in the order of the file have gaps that may be gutters."""
    parted = 0
    last = None
    for line in lines:
        size = line[0].bottom - line[0].top
        x1 = line[0].x1
        for word in line:
            if word.x0 - x1 > _GUTTER * size:
                parted += 1
                break
            x1 = word.x1
        parted += last is not None and line[0].x0 > last.x1 and abs(line[0].bottom - last.bottom) < size
        if parted >= _STEADY_ROWS:
            return True
        last = line[-1]
    return False


def by_column(lines: Sequence[Line], *, is_shuffled: bool) -> list[Line] | None:
    """Return the lines in the order of their bands and columns, cut at the gutters.

    Where the order of the file says something (`is_shuffled` is false), it is kept inside every band that does not
    plainly run along columns of text or down a list; None where that is so of all bands.
    """
    usual = median(line[0].bottom - line[0].top for line in lines)
    apart = [line for line in lines if line[0].bottom - line[0].top > _LARGE * usual]
    set_apart = set(map(id, apart))
    pieces = [part for line in lines if id(line) not in set_apart for part in parts(line, _GUTTER * usual)]
    places = {id(piece): i for i, piece in enumerate(pieces)}
    bands = _bands(pieces, _GUTTER * usual)
    if not is_shuffled and all(len(band.columns) == 1 for band in bands):
        return None
    ordered: list[Line] = []
    has_changed = is_shuffled
    for band in bands:
        in_file = sorted((piece for row in band.rows for piece in row), key=lambda piece: places[id(piece)])
        order = band.read(in_file, is_shuffled=is_shuffled)
        has_changed = has_changed or order is not None
        ordered += order or in_file
    if not has_changed:
        return None
    top = min((piece[0].top for piece in pieces), default=0.0)
    titles = [line for line in apart if line[0].bottom <= top + usual]
    return titles + ordered + [line for line in apart if line[0].bottom > top + usual]


def parts(line: Line, gap: float) -> list[Line]:
    """Return the parts of a line that have more than `gap` points between them."""
    cuts = [i for i in range(1, len(line)) if line[i].x0 - line[i - 1].x1 > gap]
    return [line[start:end] for start, end in pairwise([0, *cuts, len(line)])] if cuts else [line]


Span = tuple[float, float]


def united(spans: Iterable[Span], gap: float) -> list[Span]:
    """Return the spans as those that have a gutter between them."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start - united[-1][1] < gap:
            united[-1] = united[-1][0], max(united[-1][1], end)
        else:
            united.append((start, end))
    return united


@dataclass(slots=True)
class _Band:
    """Rows under one another; `columns` is what they cover of the page's width, `steady` for how many rows so."""

    gap: float
    rows: list[list[Line]] = field(default_factory=list)
    columns: list[Span] = field(default_factory=list)
    steady: int = 0

    def takes(self, row: list[Line]) -> bool:
        """Whether the row leaves the gutters free; if so, it is added."""
        spans = [(piece[0].x0, max(piece[-1].x1, piece[0].x1)) for piece in row]
        if (
            len(spans) == 1
            and any(start <= spans[0][0] and spans[0][1] <= end for start, end in self.columns)
            and (len(self.columns) > 1 or spans[0][0] <= sum(self.columns[0]) / 2)
        ):
            self.steady += 1
            self.rows.append(row)
            return True
        columns = united([*self.columns, *spans], self.gap)
        if self.rows:
            loses_gutter = len(columns) < len(self.columns)
            if loses_gutter and (self.steady >= _STEADY_ROWS or len(columns) == 1):
                return False
            is_single = len(self.columns) == len(columns) == 1
            if is_single and (len(row) > 1 or spans[0][0] > sum(self.columns[0]) / 2):
                return False
        self.steady = self.steady + 1 if len(columns) == len(self.columns) else 1
        self.columns = columns
        self.rows.append(row)
        return True

    def read(self, in_file: list[Line], *, is_shuffled: bool) -> list[Line] | None:
        """Return the pieces as they are read, or None where the order in the file will do."""
        if len(self.columns) == 1:
            return [piece for row in self.rows for piece in row] if is_shuffled else None
        starts = [start for start, _ in self.columns]
        column_of = [bisect_right(starts, piece[0].x0) - 1 for piece in in_file]
        columns: list[list[Line]] = [[] for _ in self.columns]
        for piece, column in zip(in_file, column_of, strict=True):
            columns[column].append(piece)
        group_of = self._groups(columns)
        groups = [group_of[column] for column in column_of]
        if not is_shuffled:
            back = sum(right < left for left, right in pairwise(groups))
            runs_along = back >= max(_ALTERNATIONS, 0.5 * sum(len(row) > 1 for row in self.rows))
            if not runs_along and not self._runs_down_a_list(columns, column_of):
                return None
        ordered: list[Line] = []
        for group in range(group_of[-1] + 1):
            together = [piece for piece, its_group in zip(in_file, groups, strict=True) if its_group == group]
            ordered += [piece for row in rows(together) for piece in row]
        return ordered

    def _runs_down_a_list(self, columns: Sequence[Sequence[Line]], column_of: Sequence[int]) -> bool:
        """Say whether the file has one column after the other, and all but one at most hold short entries, most of
        which stand beside one of another column. Item numbers count as one column with their items.
        """
        starts = [not (i and _is_numbers(columns[i - 1])) for i in range(len(columns))]
        with_numbers = [sum(starts[: i + 1]) for i in range(len(columns))]
        order = [with_numbers[column] for column in column_of]
        entries = [column for column in columns if not _is_numbers(column)]
        if with_numbers[-1] < 2 or order != sorted(order) or min(map(len, entries)) < _FEWEST_ENTRIES:
            return False
        beside = sum(len(row) > 1 for row in self.rows)
        is_beside = beside >= max(_FEWEST_ENTRIES, 0.8 * min(map(len, entries)))
        return is_beside and sum(not _is_short(column) for column in entries) <= 1

    def _groups(self, columns: Sequence[Sequence[Line]]) -> list[int]:
        """Return a number for each column: those with the same one are read together, row by row.

        A column of text begins a new group, and takes the numbers before it and the notes after it along.
        """
        widest = max(end - start for start, end in self.columns)
        wide = [end - start >= _NARROW * widest for start, end in self.columns]
        is_text = [is_wide and _is_text(column) for is_wide, column in zip(wide, columns, strict=True)]
        groups, group, has_text = [], 0, False
        for i, text in enumerate(is_text):
            leads_text = i + 1 < len(columns) and is_text[i + 1] and not text and _is_numbers(columns[i])
            if has_text and (text or leads_text):
                group, has_text = group + 1, False
            has_text = has_text or text
            groups.append(group)
        return groups


def _bands(pieces: Sequence[Line], gap: float) -> list[_Band]:
    bands = [_Band(gap)]
    for row in rows(pieces):
        if not bands[-1].takes(row):
            bands.append(_Band(gap))
            bands[-1].takes(row)
    return bands


def _is_text(column: Sequence[Line]) -> bool:
    """Say whether a column's lines run on from one to the next: not so in lists of names and in notes beside a text."""
    if len(column) < _FEWEST_LINES or any(_is_notes_head(line) for line in column):
        return False
    letters = [line[0].text[0] for line in column if line[0].text[0].isalpha()]
    if sum(not letter.isupper() for letter in letters) < _RUNNING * len(column):
        return False
    bottoms = sorted(line[0].bottom for line in column)
    leading = max(median(below - above for above, below in pairwise(bottoms)), 1.0)
    return len(column) * leading >= _FILLED * (bottoms[-1] - bottoms[0] + leading)


def _is_short(column: Sequence[Line]) -> bool:
    begun = sum(not line[0].text[0].islower() for line in column)
    return median(map(len, column)) <= _FEW_WORDS and begun >= _RUNNING * len(column)


def _is_notes_head(line: Line) -> bool:
    return len(line) < 3 and _NOTES_HEAD.match(" ".join(word.text for word in line)) is not None


def _is_numbers(column: Sequence[Line]) -> bool:
    return all(len(line) == 1 and any(map(str.isdigit, line[0].text)) for line in column)
