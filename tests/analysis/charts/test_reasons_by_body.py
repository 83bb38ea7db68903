from functools import cache
from typing import Any

import pytest

from analysis.charts.chart import Chart, NoChart
from analysis.charts.reasons_by_body import reasons_by_body
from analysis.shares.groups import Grouping
from analysis.shares.measure import ShareSettings, shares
from analysis.shares.stated_reasons import Version
from tests.analysis.charts.made_charts import Release, cut_off, foreign, overlapping, release, said, texts, written
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention


@cache
def drawn(held: Release, suppress: int | None = None) -> Chart:
    settings = ShareSettings(versions=(Version.STRICT,), by=Grouping.BODY, resamples=100, suppress=suppress)
    return reasons_by_body(shares(held.analysis, held.decisions, held.ledger, settings), "Release made.")


@cache
def bodies(**counts: tuple[int, int]) -> Release:
    """For each body: how many decisions state cost, of how many."""
    told: list[dict[str, Any]] = []
    stated: list[dict[str, Any]] = []
    for body, (with_cost, number) in counts.items():
        for place in range(number):
            told.append(decision(len(told), body=body if body != "none" else None))
            stated += [mention(len(told) - 1, "cost")] if place < with_cost else []
    return Release(analysis_frame(stated), decisions_frame(told), ledger_frame("coded"))


def test_it_states_the_range_over_bodies_with_enough_decisions() -> None:
    chart = drawn(bodies(Northshire=(2, 10), Calder=(9, 12), Small=(1, 1)))
    assert chart.title == ("“Cost” is stated for 20 % to 75 % of decisions, body by body, among the 2 with at least 5")
    assert {"Northshire", "10", "Calder", "12", "9"} <= set(texts(chart.svg))
    assert "Northshire, 10 decisions: Cost 2" in chart.alt
    assert "fewer than 5 decisions" in chart.note


def test_two_hundred_bodies_become_25_and_the_others() -> None:
    held = release(200, 500)
    with written() as boxes:
        chart = drawn.__wrapped__(held)
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []
    number = held.decisions["body"].nunique()
    assert f"{number - 25} other bodies together" in texts(chart.svg)
    assert f"Of {number} bodies, the 25 with most decisions" in chart.note
    others = next(figure for figure in chart.figures if figure.name == "shares.strict.cost[others]")
    shown = [f for f in chart.figures if f.name.startswith("shares.strict.cost[") and f is not others]
    whole = next(figure for figure in chart.figures if figure.name == "shares.strict.cost")
    assert sorted(row for figure in (*shown, others) for row in figure.rows) == sorted(whole.rows)


@pytest.mark.parametrize("size", [(6, 40), (1, 1)])
def test_no_text_covers_another_or_is_cut_off(size: tuple[int, int]) -> None:
    with written() as boxes:
        chart = drawn.__wrapped__(release(*size))
    assert len(boxes) > 5
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []


def test_awkward_names_are_written_as_they_are() -> None:
    chart = drawn(release(6, 60))
    assert "Børd & <Council> of “Ævum” 🚨" in said(chart.svg)
    assert "$x^2$ Board_{sub}" in said(chart.svg)
    assert "line break Board" in said(chart.svg)
    assert foreign(chart.svg) == []


def test_others_hide_what_would_give_a_hidden_number_back() -> None:
    chart = drawn(release(30, 160), suppress=5)
    others = [figure for figure in chart.figures if figure.name.endswith("[others]")]
    assert others
    assert not any(figure.rows for figure in chart.figures)
    assert "Marked ×" in chart.note
    assert "×" in texts(chart.svg)


def test_bodies_not_known_have_a_row_and_alone_are_no_chart() -> None:
    assert "Body not known" in texts(drawn(bodies(Northshire=(2, 10), none=(1, 6))).svg)
    with pytest.raises(NoChart, match="names a body"):
        drawn(bodies(none=(1, 6)))


def test_the_same_frames_give_the_same_bytes() -> None:
    held = bodies(Northshire=(2, 10), Calder=(9, 12))
    one, other = drawn(held), drawn.__wrapped__(held)
    assert (one.svg, one.png) == (other.svg, other.png)
