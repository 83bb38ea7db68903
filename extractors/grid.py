"""Paragraphs of a stream that only marks where cells and rows end, put into lines: a row of a table is one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.format import row_line

_DEEPEST = 64  # tables within tables: whatever says more is damaged


@dataclass(slots=True)
class Grid:
    """Lines as they grow. `depth` is how many tables a paragraph stands in, 0 outside of any."""

    _lines: list[str] = field(default_factory=list)
    _rows: list[list[str]] = field(default_factory=list)  # the cells of the row so far, by depth
    _cells: list[list[str]] = field(default_factory=list)  # the lines of the cell so far, by depth

    def paragraph(self, text: str, depth: int = 0) -> None:
        """Add a paragraph."""
        self._go_to(depth)
        self._into(len(self._rows), [text])

    def end_cell(self, text: str, depth: int) -> None:
        """Add the last paragraph of a cell, and end the cell."""
        self.paragraph(text, depth)
        self._rows[-1].append("\n".join(self._cells[-1]))
        self._cells[-1] = []

    def end_row(self, depth: int) -> None:
        """End the row, and with it what a cell of it left open."""
        self._go_to(depth)
        row, rest = self._rows[-1], self._cells[-1]
        self._rows[-1], self._cells[-1] = [], []
        self._into(len(self._rows) - 1, [row_line([*row, "\n".join(rest)])])

    def finished(self) -> list[str]:
        """Return the lines, those of a table that was never ended too."""
        self._go_to(0)
        return self._lines

    def _go_to(self, depth: int) -> None:
        depth = min(max(depth, 0), _DEEPEST)
        while len(self._rows) > depth:
            row, rest = self._rows.pop(), self._cells.pop()
            self._into(len(self._rows), [row_line([*row, "\n".join(rest)])])
        while len(self._rows) < depth:
            self._rows.append([])
            self._cells.append([])

    def _into(self, depth: int, lines: Iterable[str]) -> None:
        (self._cells[depth - 1] if depth else self._lines).extend(line for line in lines if line.strip())
