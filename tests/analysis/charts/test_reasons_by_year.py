from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from analysis.charts.chart import Chart, NoChart
from analysis.charts.reasons_by_year import reasons_by_year
from analysis.shares.groups import Grouping
from analysis.shares.measure import ShareSettings, shares
from analysis.shares.stated_reasons import Version
from tests.analysis.charts.made_charts import Release, cut_off, overlapping, release, said, texts, written
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention


@cache
def drawn(held: Release, suppress: int | None = None, by: Grouping = Grouping.YEAR) -> Chart:
    settings = ShareSettings(versions=(Version.STRICT,), by=by, resamples=100, suppress=suppress)
    return reasons_by_year(shares(held.analysis, held.decisions, held.ledger, settings), "Release made.")


@cache
def years(**counts: tuple[int, int]) -> Release:
    """For each year (y2010): how many decisions state cost, of how many."""
    told: list[dict[str, Any]] = []
    stated: list[dict[str, Any]] = []
    for year, (with_cost, number) in counts.items():
        for place in range(number):
            told.append(decision(len(told), decision_date=f"{year[1:]}-05-01" if year != "none" else None))
            stated += [mention(len(told) - 1, "cost")] if place < with_cost else []
    return Release(analysis_frame(stated), decisions_frame(told), ledger_frame("coded"))


def test_it_compares_the_first_and_last_year_with_enough_decisions() -> None:
    chart = drawn(years(y2008=(1, 2), y2009=(2, 10), y2012=(6, 10)))
    assert chart.title == (
        "“Cost” is stated for 20 % of 10 decisions in 2009 and 60 % of 10 decisions in 2012: the intervals overlap"
    )
    assert "2009: 2 of 10" in chart.alt
    assert "n = 22 decisions" in chart.source


def test_intervals_that_lie_apart_are_said_to() -> None:
    assert drawn(years(y2009=(0, 40), y2012=(40, 40))).title.endswith("the intervals lie apart")


def test_years_with_few_decisions_are_hatched_and_said() -> None:
    chart = drawn(years(y2009=(1, 3), y2010=(5, 9)))
    assert "(3)" in said(chart.svg)
    assert "fewer than 5 decisions" in chart.note
    assert "Hatched" not in drawn(years(y2009=(1, 9), y2010=(5, 9))).note


def test_a_year_without_decisions_has_its_place() -> None:
    chart = drawn(years(y2009=(2, 10), y2012=(6, 10)))
    assert {"2009", "2010", "2011", "2012"} <= set(said(chart.svg).split())


def test_undated_decisions_are_told_and_not_drawn() -> None:
    assert "Not drawn: 4 decisions without a date." in drawn(years(y2009=(2, 10), none=(1, 4))).note
    with pytest.raises(NoChart, match="has a date"):
        drawn(years(none=(1, 4)))


MADE: list[Callable[[], Release]] = [
    lambda: release(4, 160, (1995, 2019)),
    lambda: release(3, 30, (2008, 2011)),
    lambda: release(1, 1),
    lambda: years(y2009=(1500, 1500), y2030=(5, 9)),
]


@pytest.mark.parametrize("make", MADE, ids=["long", "short", "one", "large"])
@pytest.mark.parametrize("suppress", [None, 5])
def test_no_text_covers_another_or_is_cut_off(make: Callable[[], Release], suppress: int | None) -> None:
    with written() as boxes:
        try:
            chart = drawn.__wrapped__(make(), suppress)
        except NoChart as error:
            assert "below the least" in error.why
            return
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []


def test_more_years_than_there_is_room_for_are_named() -> None:
    chart = drawn(release(4, 160, (1995, 2019)))
    assert "Not drawn: the years 1995, 1996" in chart.note
    assert not any("[1995]" in figure.name for figure in chart.figures)


def test_hidden_numbers_are_marked() -> None:
    chart = drawn(years(y2009=(2, 12), y2010=(6, 12), y2011=(6, 12)), suppress=5)
    assert "×" in texts(chart.svg)
    assert "2009: hidden" in chart.alt
    assert "Marked ×" in chart.note


def test_shares_by_something_else_are_refused() -> None:
    with pytest.raises(NoChart, match="by year"):
        drawn(years(y2009=(2, 10)), by=Grouping.BODY)
