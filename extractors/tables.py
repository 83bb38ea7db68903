"""Ruled tables: where their cells are. Geometry only; the words come from the page's own reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.records import Box
from extractors.layout import CELL_BREAK, Line, TextBuilder, Word, in_reading_order
from extractors.paragraphs import paragraphs

if TYPE_CHECKING:
    from pdfplumber.page import Page as PlumberPage


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table of at least two cells side by side; `rows` hold the boxes of their cells from left to right."""

    box: Box
    rows: tuple[tuple[Box, ...], ...]


def find_tables(page: PlumberPage) -> list[Table]:
    """Return the ruled tables of a page from top to bottom. Boxes are in points from the upper left corner."""
    left, top = page.bbox[0], page.bbox[1]
    found = []
    for table in page.find_tables():
        rows = tuple(
            tuple(_box(cell, left, top) for cell in row.cells if cell is not None)
            for row in table.rows
            if any(row.cells)
        )
        if len(rows) > 1 and any(len(row) > 1 for row in rows):
            found.append(Table(_box(table.bbox, left, top), rows))
    return sorted(found, key=lambda table: (table.box.top, table.box.x0))


def write_table(table: Table, lines: Sequence[Line], text: TextBuilder) -> None:
    """Write a table row by row, each cell whole, cells parted by ` | `; empty cells keep their place."""
    for row in table.rows:
        cells = [_cell_lines(lines, cell) for cell in row]
        if not any(cells):
            continue
        for i, (box, cell) in enumerate(zip(row, cells, strict=True)):
            if i:
                text.write(CELL_BREAK)
            for j, paragraph in enumerate(paragraphs(cell, _right_margin(box, cell))):
                if j:
                    text.write("\n")
                text.write_words(paragraph)
        text.write("\n")


def _cell_lines(lines: Sequence[Line], cell: Box) -> list[Line]:
    kept: list[list[Word]] = [[word for word in line if word.is_inside(cell)] for line in lines]
    return in_reading_order([line for line in kept if line])


def _right_margin(cell: Box, lines: Sequence[Line]) -> float:
    """Return how far right the words of a cell may reach: its padding is taken to be the same on both sides."""
    padding = min((line[0].x0 for line in lines), default=cell.x0) - cell.x0
    return cell.x1 - max(padding, 0.0)


def _box(bbox: tuple[float, float, float, float], left: float, top: float) -> Box:
    return Box(bbox[0] - left, bbox[1] - top, bbox[2] - left, bbox[3] - top)
