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
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.records import Box
from extractors.layout import CELL_BREAK, Line, TextBuilder, in_reading_order
from extractors.paragraphs import paragraphs
from extractors.place import Place

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_NEAR = 3.0  # points within which edges are one, and meet
_THIN = 3.0  # points: a filled box as thin as this is a rule
_STRAIGHT = 1.0  # points off the level
_MOST_EDGES = 20_000  # a page with more is a drawing
_FORM_DEPTH = 4
_BLACK = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of at least two cells side by side; `rows` hold the boxes of their cells from left to right."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


class _Edge(NamedTuple):
    """A straight piece: at the same `at` (y of a level edge, x of an upright one) from `start` to `end`."""

    at: float
    start: float
    end: float


def find_tables(page: pdfium.PdfPage, place: Place) -> list[Table]:
    """Return the ruled tables of a page from top to bottom. Boxes are in points from the upper left corner."""
    level: list[_Edge] = []
    upright: list[_Edge] = []
    for (x0, y0), (x1, y1) in _strokes(page, place):
        if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
            level.append(_Edge((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
            upright.append(_Edge((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        if len(level) + len(upright) > _MOST_EDGES:
            return []
    tables = [_table(cells) for cells in _touching(_cells(_merged(level), _merged(upright)))]
    found = [table for table in tables if len(table.rows) > 1 and any(len(row) > 1 for row in table.rows)]
    return sorted(found, key=lambda table: (table.box.top, table.box.x0))


Point = tuple[float, float]


def _strokes(page: pdfium.PdfPage, place: Place) -> Iterator[tuple[Point, Point]]:
    """Yield the straight pieces of the page's paths as shown: lines, the sides of boxes, thin boxes as one line."""
    from pypdfium2 import raw

    for i in range(raw.FPDFPage_CountObjects(page)):
        yield from _strokes_of(raw.FPDFPage_GetObject(page, i), place, _FORM_DEPTH)


def _strokes_of(item: Any, place: Place, depth: int) -> Iterator[tuple[Point, Point]]:
    from pypdfium2 import raw

    kind = raw.FPDFPageObj_GetType(item)
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM):
        return
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    inner = place.after(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    if kind == raw.FPDF_PAGEOBJ_FORM and depth:
        for i in range(raw.FPDFFormObj_CountObjects(item)):
            yield from _strokes_of(raw.FPDFFormObj_GetObject(item, i), inner, depth - 1)
    elif kind == raw.FPDF_PAGEOBJ_PATH and _is_drawn(item):
        for points in _outlines(item, inner):
            yield from _sides(points)


def _is_drawn(path: Any) -> bool:
    """Say whether a path may be a rule: drawn, and no black bar over text."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value or not fill.value:
        return bool(stroke.value)
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(path, x0, y0, x1, y1)
    if min(x1.value - x0.value, y1.value - y0.value) <= _THIN:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return max(red.value, green.value, blue.value) >= _BLACK


def _outlines(path: Any, place: Place) -> Iterator[list[Point]]:
    """Yield the corners of each part of a path that is made of straight pieces only, as shown."""
    from pypdfium2 import raw

    points: list[Point] = []
    is_straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
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


def _merged(edges: Iterable[_Edge]) -> list[_Edge]:
    """Return edges of which none touch any more: those on nearly one line share it, and are joined where they meet."""
    merged: list[_Edge] = []
    for line in _near_each_other(sorted(edges)):
        at = sum(edge.at for edge in line) / len(line)
        start, end = None, 0.0
        for edge in sorted(line, key=lambda edge: edge.start):
            if start is None:
                start, end = edge.start, edge.end
            elif edge.start <= end + _NEAR:
                end = max(end, edge.end)
            else:
                merged.append(_Edge(at, start, end))
                start, end = edge.start, edge.end
        if start is not None:
            merged.append(_Edge(at, start, end))
    return [edge for edge in merged if edge.end - edge.start >= _NEAR]


def _near_each_other(edges: Sequence[_Edge]) -> Iterator[list[_Edge]]:
    group: list[_Edge] = []
    for edge in edges:
        if group and edge.at - group[-1].at > _NEAR:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


def _cells(level: Sequence[_Edge], upright: Sequence[_Edge]) -> list[Box]:
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
    for row in table.rows:
        if not any(cell in held for cell in row):
            continue
        for i, cell in enumerate(row):
            if i:
                text.write(CELL_BREAK)
            cell_lines = in_reading_order(held.get(cell, []))
            for j, paragraph in enumerate(paragraphs(cell_lines, _right_margin(cell, cell_lines))):
                if j:
                    text.write("\n")
                text.write_words(paragraph)
        text.write("\n")


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
