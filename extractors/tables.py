"""Ruled tables: where their cells are. Geometry only; the words come from the page's own reader.

The method is that of Tabula and pdfplumber (lines strategy): gather the page's straight edges, make edges that nearly
coincide one, and take as a cell every smallest rectangle whose corners and sides lie on edges.

References: Nurminen, Algorithmic Extraction of Data in Tables in PDF Documents, 2013; pdfplumber by J. Singer-Vine.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.records import Box
from extractors.columns import parts, rows, united
from extractors.layout import CELL_BREAK, Line, TextBuilder, in_reading_order
from extractors.paragraphs import paragraphs
from extractors.place import Place
from extractors.survey import bounds

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

_NEAR = 3.0  # points within which edges are one, and meet
_THIN = 3.0  # points: a filled box as thin as this is a rule
_STRAIGHT = 1.0  # points off the level
_MOST_EDGES = 20_000  # a page with more is a drawing
_FORM_DEPTH = 4
_BLACK = 60
_DARK = 140
_FINE_ENOUGH_DPI = 150
_SHORTEST_RULE = 20.0  # points
_THICKEST_RULE = 6.0  # points, its slant included
_OPEN_RULES = 3
_COLUMN_GAP = 0.8  # line heights


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of at least two cells side by side; `rows` hold the boxes of their cells from left to right.

    `is_open`: only its rows are ruled, each of them is one box, and gaps between the words part the cells.
    """

    box: Box
    rows: tuple[tuple[Box, ...], ...]
    is_open: bool = False


class Edge(NamedTuple):
    """A straight piece: at the same `at` (y of a level edge, x of an upright one) from `start` to `end`, in points."""

    at: float
    start: float
    end: float


def find_tables(page: pdfium.PdfPage, place: Place) -> list[Table]:
    """Return the ruled tables of a page from top to bottom. Boxes are in points from the upper left corner."""
    level: list[Edge] = []
    upright: list[Edge] = []
    for points in _Outlines(page, place):
        for (x0, y0), (x1, y1) in _sides(points):
            if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
                level.append(Edge((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
            elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
                upright.append(Edge((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        if len(level) + len(upright) > _MOST_EDGES:
            return []
    return tables_from_edges(level, upright)


def tables_from_edges(level: Iterable[Edge], upright: Iterable[Edge]) -> list[Table]:
    """Return the tables that straight edges rule, from top to bottom; edges may lie double, or meet only nearly."""
    level = _merged(level)
    tables = [_table(cells) for cells in _touching(_cells(level, _merged(upright)))]
    found = [table for table in tables if len(table.rows) > 1 and any(len(row) > 1 for row in table.rows)]
    found += _open_tables(level, [table.box for table in tables])
    return sorted(found, key=lambda table: (table.box.top, table.box.x0))


def picture_edges(grey: NDArray[np.uint8], dpi: float) -> tuple[list[Edge], list[Edge]]:
    """Return the level and the upright rules in a picture of a page (0 is black) that stands straight, in points.

    A rule may be off the level by half a degree; letters, underlinings of words and black boxes are none.
    """
    dark = grey < _DARK
    while dpi >= 2 * _FINE_ENOUGH_DPI and min(dark.shape) > 1:  # fewer pixels, and no rule lost
        even = dark[: dark.shape[0] // 2 * 2, : dark.shape[1] // 2 * 2]
        dark = even[::2, ::2] | even[1::2, ::2] | even[::2, 1::2] | even[1::2, 1::2]
        dpi /= 2
    return _rules(dark, dpi), _rules(dark.T, dpi)


def _rules(dark: NDArray[np.bool_], dpi: float) -> list[Edge]:
    """Return the level rules: long runs of dark pixels, where there is not much of them one below the other."""
    import numpy as np
    from scipy import ndimage

    from extractors.runs import runs

    points = 72 / dpi

    unbroken = dark.copy()
    unbroken[:, 1:-1] |= dark[:, :-2] & dark[:, 2:]  # over a speck of white
    long = runs(unbroken, round(_SHORTEST_RULE / points), 1)  # letters that touch a rule are gone, black boxes not
    labels, _ = ndimage.label(long & ~runs(long, round(_THICKEST_RULE / points), 0), structure=np.ones((3, 3)))
    edges = []
    for down, across in ndimage.find_objects(labels):
        edge = Edge((down.start + down.stop) / 2 * points, across.start * points, across.stop * points)
        if (down.stop - down.start) * points <= _THICKEST_RULE and edge.end - edge.start >= _SHORTEST_RULE / 2:
            edges.append(edge)
    return _merged(edges)


Point = tuple[float, float]


class _Outlines:
    """The straight pieces of a page's drawn paths, as shown: a list of corners each.

    What pdfium answers into is kept: it is asked thousands of times.
    """

    def __init__(self, page: pdfium.PdfPage, place: Place) -> None:
        from pypdfium2 import raw

        self._raw, self._page, self._place = raw, page.raw, place
        self._matrix = raw.FS_MATRIX()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._rgba = tuple(ctypes.c_uint() for _ in range(4))
        self._x, self._y = ctypes.c_float(), ctypes.c_float()

    def __iter__(self) -> Iterator[list[Point]]:
        raw, page = self._raw, self._page
        items = (raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page)))
        return self._of_items(items, self._place, _FORM_DEPTH)

    def _of_items(self, items: Iterable[Any], place: Place, depth: int) -> Iterator[list[Point]]:
        raw = self._raw
        path, form, kind_of = raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM, raw.FPDFPageObj_GetType
        for item in items:
            kind = kind_of(item)
            if kind == path and self._is_drawn(item):
                yield from self._of_path(item, self._inside(item, place))
            elif kind == form and depth:
                parts = (raw.FPDFFormObj_GetObject(item, i) for i in range(raw.FPDFFormObj_CountObjects(item)))
                yield from self._of_items(parts, self._inside(item, place), depth - 1)

    def _inside(self, item: Any, place: Place) -> Place:
        """Return the map of an object's own points."""
        matrix = self._matrix
        self._raw.FPDFPageObj_GetMatrix(item, matrix)
        a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
        return place if (a, b, c, d, e, f) == (1, 0, 0, 1, 0, 0) else place.after(a, b, c, d, e, f)

    def _is_drawn(self, path: Any) -> bool:
        """Say whether a path may be a rule: drawn, and no black bar over text."""
        raw = self._raw
        raw.FPDFPath_GetDrawMode(path, self._fill, self._stroke)
        if self._stroke.value or not self._fill.value:
            return bool(self._stroke.value)
        x0, y0, x1, y1 = bounds(path)
        if min(x1 - x0, y1 - y0) <= _THIN:
            return True
        red, green, blue, alpha = self._rgba
        raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
        return max(red.value, green.value, blue.value) >= _BLACK

    def _of_path(self, path: Any, place: Place) -> Iterator[list[Point]]:
        """Yield the corners of each part of a path that is made of straight pieces only, as shown."""
        raw, x, y = self._raw, self._x, self._y
        points: list[Point] = []
        is_straight = True
        for i in range(raw.FPDFPath_CountSegments(path)):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            kind = raw.FPDFPathSegment_GetType(segment)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                if is_straight and len(points) > 1:
                    yield points
                points, is_straight = [], True
            points.append(place.point(x.value, y.value))
            is_straight = is_straight and kind != raw.FPDF_SEGMENT_BEZIERTO
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if is_straight and len(points) > 1:
            yield points


def _sides(points: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if len(points) > 2 and min(right - left, bottom - top) <= _THIN:
        x, y = (left + right) / 2, (top + bottom) / 2
        return [((left, y), (right, y))] if right - left > bottom - top else [((x, top), (x, bottom))]
    return pairwise(points)


def _merged(edges: Iterable[Edge]) -> list[Edge]:
    """Return edges of which none touch any more: those on nearly one line share it, and are joined where they meet."""
    merged: list[Edge] = []
    for line in _near_each_other(sorted(edges)):
        at = sum(edge.at for edge in line) / len(line)
        start, end = None, 0.0
        for edge in sorted(line, key=lambda edge: edge.start):
            if start is None:
                start, end = edge.start, edge.end
            elif edge.start <= end + _NEAR:
                end = max(end, edge.end)
            else:
                merged.append(Edge(at, start, end))
                start, end = edge.start, edge.end
        if start is not None:
            merged.append(Edge(at, start, end))
    return [edge for edge in merged if edge.end - edge.start >= _NEAR]


def _near_each_other(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    group: list[Edge] = []
    for edge in edges:
        if group and edge.at - group[-1].at > _NEAR:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _cells(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Box]:
    """Return the smallest rectangles between edges, one for each meeting point that is the upper left corner of one."""
    on_level: dict[int, list[int]] = defaultdict(list)  # level edge: the upright ones that it meets, from left to right
    on_upright: dict[int, list[int]] = defaultdict(list)  # upright edge: the level ones that it meets, downwards
    columns = [edge.at for edge in upright]
    for i, row in enumerate(level):
        for j in range(bisect_left(columns, row.start - _NEAR), bisect_right(columns, row.end + _NEAR)):
            if upright[j].start - _NEAR <= row.at <= upright[j].end + _NEAR:
                on_level[i].append(j)
                on_upright[j].append(i)
    meets = {(i, j) for i, met in on_level.items() for j in met}
    cells = []
    for i, j in sorted(meets):
        rights = on_level[i][on_level[i].index(j) + 1 :]
        belows = on_upright[j][on_upright[j].index(i) + 1 :]
        corner = next(((below, right) for below in belows for right in rights if (below, right) in meets), None)
        if corner:
            cells.append(Box(upright[j].at, level[i].at, upright[corner[1]].at, level[corner[0]].at))
    return cells


def _touching(cells: Iterable[Box]) -> list[list[Box]]:
    """Return the cells in groups that hang together by their corners."""
    groups: list[list[Box]] = []
    group_at: dict[Point, int] = {}
    for cell in cells:
        corners = [(x, y) for x in (cell.x0, cell.x1) for y in (cell.top, cell.bottom)]
        touched = sorted({group_at[corner] for corner in corners if corner in group_at})
        home = touched[0] if touched else len(groups)
        if not touched:
            groups.append([])
        for other in touched[1:]:
            groups[home] += groups[other]
            groups[other] = []
        groups[home].append(cell)
        moved = (corner for corner, group in group_at.items() if group in touched[1:]) if len(touched) > 1 else ()
        group_at.update(dict.fromkeys([*moved, *corners], home))
    return [group for group in groups if group]


def _open_tables(level: Iterable[Edge], ruled: Sequence[Box]) -> list[Table]:
    """Return what three level edges or more of the same reach rule, where nothing upright does."""
    stacks: dict[tuple[int, int], list[Edge]] = {}
    for edge in level:
        if any(box.top - _NEAR <= edge.at <= box.bottom + _NEAR for box in ruled):
            continue
        alike = [key for key in stacks if abs(key[0] - edge.start) <= _NEAR and abs(key[1] - edge.end) <= _NEAR]
        stacks.setdefault(alike[0] if alike else (round(edge.start), round(edge.end)), []).append(edge)
    found = []
    for edges in stacks.values():
        if len(edges) < _OPEN_RULES:
            continue
        rows = [Box(above.start, above.at, above.end, below.at) for above, below in pairwise(edges)]
        box = Box(rows[0].x0, rows[0].top, rows[0].x1, rows[-1].bottom)
        found.append(Table(box, tuple((row,) for row in rows), is_open=True))
    return found


def _table(cells: Sequence[Box]) -> Table:
    rows: dict[float, list[Box]] = defaultdict(list)
    for cell in cells:
        rows[cell.top].append(cell)
    box = Box(
        min(cell.x0 for cell in cells),
        min(cell.top for cell in cells),
        max(cell.x1 for cell in cells),
        max(cell.bottom for cell in cells),
    )
    return Table(box, tuple(tuple(sorted(rows[top], key=lambda cell: cell.x0)) for top in sorted(rows)))


def write_table(table: Table, lines: Sequence[Line], text: TextBuilder) -> None:
    """Write a table row by row, each cell whole, cells parted by ` | `; empty cells keep their place."""
    held = _lines_by_cell(table, lines)
    filled = [[(held.get(cell, []), cell) for cell in row] for row in table.rows if any(cell in held for cell in row)]
    for row in _parted_at_gaps(filled) if table.is_open and filled else filled:
        for i, (cell_lines, cell) in enumerate(row):
            if i:
                text.write(CELL_BREAK)
            read = in_reading_order(cell_lines)
            for j, paragraph in enumerate(paragraphs(read, _right_margin(cell, read))):
                if j:
                    text.write("\n")
                text.write_words(paragraph)
        text.write("\n")


_Cell = tuple[list[Line], Box]


def _parted_at_gaps(strips: Sequence[Sequence[_Cell]]) -> list[list[_Cell]]:
    """Return the rows between level rules as cells: what the words of no row cover parts the columns.

    With more than two strips, each is a row; of two (a head, and all the rest), each line that fills most columns is.
    """
    words = [word for strip in strips for lines, _ in strip for line in lines for word in line]
    gap = _COLUMN_GAP * median(word.bottom - word.top for word in words)
    pieces = [[part for lines, _ in strip for line in lines for part in parts(line, gap)] for strip in strips]
    columns = united(((line[0].x0, line[-1].x1) for strip in pieces if len(strip) > 1 for line in strip), gap)
    if len(columns) < 2:
        return [list(strip) for strip in strips]
    starts = [start for start, _ in columns[1:]]
    found: list[list[_Cell]] = []
    for strip, ((_, box),) in zip(pieces, strips, strict=True):
        for row in [strip] if len(strips) > 2 else _filled_rows(strip, len(columns)):
            cells: list[list[Line]] = [[] for _ in columns]
            for line in row:
                cells[bisect_right(starts, line[0].x0)].append(line)
            right = [*starts, box.x1]
            reach = [Box(start, box.top, end, box.bottom) for (start, _), end in zip(columns, right, strict=True)]
            found.append(list(zip(cells, reach, strict=True)))
    return found


def _filled_rows(pieces: Sequence[Line], columns: int) -> list[list[Line]]:
    lines = rows(pieces)
    filled = [line for line in lines if len(line) > columns / 2]
    return lines if len(filled) >= 0.7 * len(lines) else [list(pieces)]


def _lines_by_cell(table: Table, lines: Iterable[Line]) -> dict[Box, list[Line]]:
    """Return, for each cell that holds words, its parts of the lines."""
    cells = [cell for row in table.rows for cell in row]
    xs = sorted({x for cell in cells for x in (cell.x0, cell.x1)})
    ys = sorted({y for cell in cells for y in (cell.top, cell.bottom)})
    grid = {
        (i, j): cell
        for cell in cells
        for i in range(bisect_left(xs, cell.x0), bisect_left(xs, cell.x1))
        for j in range(bisect_left(ys, cell.top), bisect_left(ys, cell.bottom))
    }
    held: dict[Box, list[Line]] = defaultdict(list)
    for line in lines:
        parts: dict[Box, Line] = defaultdict(list)
        for word in line:
            x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
            cell = grid.get((bisect_right(xs, x) - 1, bisect_right(ys, y) - 1))
            if cell:
                parts[cell].append(word)
        for cell, words in parts.items():
            held[cell].append(words)
    return held


def _right_margin(cell: Box, lines: Sequence[Line]) -> float:
    """Return how far right the words of a cell may reach: its padding is taken to be the same on both sides."""
    padding = min((line[0].x0 for line in lines), default=cell.x0) - cell.x0
    return cell.x1 - max(padding, 0.0)
