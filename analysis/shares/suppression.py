"""Small numbers hidden in a table of counts, so that nobody can be told from it and no sum gives a hidden count back.

Primary: a count from 1 to below the least. Secondary: further cells, until no hidden one follows from a total by
subtraction, or is pinned down because what is hidden together sums to less than the least (Hundepool et al. 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

LEAST = 5  # counts below it are hidden where hiding is asked for
_Cell = tuple[str, str]


def hidden_cells(table: pd.DataFrame, parts: Sequence[str], whole: str, total: str, least: int = LEAST) -> pd.DataFrame:
    """Return which cells of a table of counts to hide: truth values of the same shape.

    Rows `parts` sum to the row `whole` in each column, and the other columns sum to the column `total` in each row
    (where there are others). A column whose `whole` is hidden is hidden throughout.

    Raises:
        InvalidQuery: the least number is below 2: nothing would be hidden.
    """
    if least < 2:
        raise InvalidQuery(f"small numbers below {least} are to be hidden: give 2 or more (5 is usual).")
    import pandas as pd

    counts = {
        (str(row), str(column)): int(value)
        for row, values in zip(table.index, table.to_numpy(), strict=True)
        for column, value in zip(table.columns, values, strict=True)
    }
    rows, columns = [str(row) for row in table.index], [str(column) for column in table.columns]
    hidden = {cell for cell, count in counts.items() if 0 < count < least}
    equations = [([(part, column) for part in parts], (whole, column)) for column in columns]
    if len(columns) > 1:
        equations += [([(row, group) for group in columns if group != total], (row, total)) for row in rows]
    block = {*parts, whole}  # only here is a count part of two sums
    joined = [equation for equation in equations if equation[1][0] in block]
    more = hidden
    while more:
        hidden |= {(row, column) for column in columns if (whole, column) in hidden for row in rows}
        more = {cell for cells, sum_ in equations for cell in _one_more(counts, hidden, cells, sum_, least)}
        more = more or _against_all(counts, hidden, joined)
        hidden |= more
    held = [[(row, column) in hidden for column in columns] for row in rows]
    return pd.DataFrame(held, index=table.index, columns=table.columns)


def _one_more(
    counts: dict[_Cell, int], hidden: set[_Cell], cells: list[_Cell], total: _Cell, least: int
) -> list[_Cell]:
    """Return the next cell to hide for one equation, if any: the smallest count, else the total, else a zero."""
    gone, kept = [cell for cell in cells if cell in hidden], [cell for cell in cells if cell not in hidden]
    if total in hidden:
        is_safe = bool(gone)
    else:
        is_safe = not gone or (len(gone) > 1 and sum(counts[cell] for cell in gone) >= least)
    if is_safe:
        return []
    counted = sorted((cell for cell in kept if counts[cell] > 0), key=lambda cell: (counts[cell], cell))
    return counted[:1] or (kept[:1] if total in hidden else [total])


def _against_all(
    counts: dict[_Cell, int], hidden: set[_Cell], equations: list[tuple[list[_Cell], _Cell]]
) -> set[_Cell]:
    """Return a further cell to hide where several equations together give a hidden count back; else none."""
    import numpy as np

    held = {cell for cells, total in equations for cell in (*cells, total)}
    places = {cell: number for number, cell in enumerate(sorted(hidden & held))}
    system = np.zeros((len(equations), len(places)))
    for number, (cells, total) in enumerate(equations):
        for cell in (*cells, total):
            if cell in places:
                system[number, places[cell]] = -1 if cell == total else 1
    if not places:
        return set()
    # What the equations leave open is their null space: a cell that is zero in all of it has one solution only.
    _, strengths, directions = np.linalg.svd(system)
    free = directions[int((strengths > 1e-9).sum()) :]
    known = [cell for cell, place in places.items() if not (abs(free[:, place]) > 1e-9).any()]
    for given in known:
        beside = {cell for cells, total in equations if given in (*cells, total) for cell in (*cells, total)} - hidden
        if beside:
            return {min(beside, key=lambda cell: (counts[cell] == 0, counts[cell], cell))}
    return set()
