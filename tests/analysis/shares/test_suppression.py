import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.shares.suppression import hidden_cells
from corpus.errors import InvalidQuery

PARTS, WHOLE = ("yes", "no"), "decisions"


def table_of(yes: list[int], no: list[int]) -> pd.DataFrame:
    table = pd.DataFrame([yes, no], index=list(PARTS), columns=[f"g{number}" for number in range(len(yes))])
    table["all"] = table.sum(axis=1)
    table.loc[WHOLE] = table.sum(axis=0)
    return table


def test_a_small_number_takes_others_with_it() -> None:
    hidden = hidden_cells(table_of([2, 20, 30], [40, 50, 60]), PARTS, WHOLE, "all")
    assert hidden.loc["yes", "g0"]
    assert hidden.loc["no", "g0"]  # else it follows from the decisions of the group
    assert hidden.loc["yes", "g1"]  # else it follows from the total
    assert not hidden.loc[WHOLE].any()


def test_nothing_small_nothing_hidden() -> None:
    assert not hidden_cells(table_of([20, 0], [40, 50]), PARTS, WHOLE, "all").to_numpy().any()


def test_a_small_group_is_hidden_whole_and_not_alone() -> None:
    hidden = hidden_cells(table_of([3, 20, 30], [0, 50, 60]), PARTS, WHOLE, "all")
    assert hidden["g0"].all()
    assert hidden.loc[WHOLE, ["g1", "g2"]].any()


def test_two_small_ones_that_sum_to_little_take_a_third() -> None:
    hidden = hidden_cells(table_of([1, 1, 30, 40], [40, 50, 60, 70]), PARTS, WHOLE, "all")
    assert hidden.loc["yes"].sum() >= 3


def test_hiding_below_two_is_refused() -> None:
    with pytest.raises(InvalidQuery):
        hidden_cells(table_of([1], [1]), PARTS, WHOLE, "all", 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6))
def test_no_sum_gives_a_hidden_number_back(groups: list[tuple[int, int]]) -> None:
    table = table_of([yes for yes, _ in groups], [no for _, no in groups])
    hidden = hidden_cells(table, PARTS, WHOLE, "all")
    assert (hidden | ~((table > 0) & (table < 5))).to_numpy().all()
    cells = [(row, column) for row in table.index for column in table.columns if hidden.loc[row, column]]
    if not cells:
        return
    # One line a sum of the table: +1 for each hidden part, -1 where the total itself is hidden.
    sums = [
        [(column == named) * (-1.0 if row == WHOLE else 1.0) for row, column in cells] for named in table.columns
    ] + [[(row == named) * (-1.0 if column == "all" else 1.0) for row, column in cells] for named in table.index]
    system = np.array(sums)
    rank = np.linalg.matrix_rank(system)
    for number in range(len(cells)):
        single = np.zeros((1, len(cells)))
        single[0, number] = 1
        assert np.linalg.matrix_rank(np.vstack([system, single])) > rank, cells[number]
