"""The figures of a report, each put in once, with the lists of their rows: figures of the same rows share a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analysis.figures import Figure
from analysis.report.contents import Part, RowLink, RowList

_NAMED_ROWS = 60  # a longer list gives labels alone

Rows = Mapping[str, tuple[str, RowLink]]  # id -> kind ("decisions") and the link to it


class FigureBook:
    """Gathers figures while a report is put together, and hands out the words that lead to their rows."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}
        self._numbers: dict[tuple[str, ...], int] = {}

    def put(self, figure: Figure, within: str = "") -> Figure:
        """Keep a figure; where another of its name differs from it, it goes by `within` and its name."""
        held = self._figures.setdefault(figure.name, figure)
        if held != figure:
            figure = replace(figure, name=f"{within or 'also'}.{figure.name}")
            self._figures.setdefault(figure.name, figure)
        if figure.rows:
            self._numbers.setdefault(figure.rows, len(self._numbers) + 1)
        return figure

    def put_all(self, figures: Iterable[Figure], within: str = "") -> None:
        """Keep figures."""
        for figure in figures:
            self.put(figure, within)

    def link(self, text: str, figure: Figure, within: str = "") -> Part:
        """Keep a figure and return words that lead to its rows; plain words where it has none."""
        kept = self.put(figure, within)
        return Part(text, kept.name, self._numbers[kept.rows]) if kept.rows else Part(text)

    def linked(self, text: str, name: str) -> Part:
        """Return words that lead to the rows of a figure kept before; plain words where there is no such figure."""
        return self.link(text, self._figures[name]) if name in self._figures else Part(text)

    def count(self, name: str, says: str, rows: Iterable[str]) -> Part:
        """Keep a count of rows as a figure, and return the number as words that lead to them."""
        ids = tuple(rows)
        return self.link(f"{len(ids):,}", Figure(name, float(len(ids)), says, rows=ids))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order in which they came."""
        return tuple(self._figures.values())

    @property
    def rowless(self) -> tuple[Figure, ...]:
        """Figures without rows."""
        return tuple(figure for figure in self._figures.values() if not figure.rows)

    def lists(self, rows: Rows) -> tuple[RowList, ...]:
        """Return the lists of rows, each with its figures, by number."""
        shared: dict[int, list[Figure]] = {}
        for figure in self._figures.values():
            if figure.rows:
                shared.setdefault(self._numbers[figure.rows], []).append(figure)
        order = {row: place for place, row in enumerate(rows)}
        return tuple(_list(number, tuple(figures), rows, order) for number, figures in sorted(shared.items()))


def _list(number: int, figures: tuple[Figure, ...], rows: Rows, order: Mapping[str, int]) -> RowList:
    """Rows stand in the order of the page."""
    ids = figures[0].rows
    kinds: dict[str, list[RowLink]] = {}
    for row in sorted(ids, key=lambda row: order.get(row, len(order))):
        kind, link = rows.get(row, ("rows that are not on this page", RowLink("", row)))
        kinds.setdefault(kind, []).append(link if len(ids) <= _NAMED_ROWS else replace(link, name=""))
    return RowList(number, figures, tuple((kind, tuple(links)) for kind, links in kinds.items()), len(ids))
