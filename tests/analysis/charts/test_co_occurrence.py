from functools import cache

import pytest

from analysis.charts.chart import Chart, NoChart
from analysis.charts.co_occurrence import co_occurrence_chart
from analysis.shares.cooccurrence import PairSettings, cooccurrence
from tests.analysis.charts.made_charts import Release, cut_off, overlapping, release, said, texts, written
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention


@cache
def drawn(held: Release, suppress: int | None = None) -> Chart:
    settings = PairSettings(resamples=100, suppress=suppress)
    return co_occurrence_chart(cooccurrence(held.analysis, held.decisions, settings), "Release made.")


@cache
def worked() -> Release:
    """The worked figure: cost 30, publicity 20, both 12, of 100 decisions, in ten bodies."""
    told = [decision(n, body=f"Board {n % 10}") for n in range(100)]
    stated = [mention(n, "cost") for n in range(30)] + [mention(n, "publicity") for n in range(18, 38)]
    return Release(analysis_frame(stated), decisions_frame(told), ledger_frame("coded"))


def test_it_states_the_worked_figure() -> None:
    chart = drawn(worked())
    assert chart.title == (
        "“Cost” and “Publicity” are stated together for 12 of 100 decisions not to initiate, 2.0 times as often as "
        "if unrelated"
    )
    assert {"Cost + Publicity", "12", "6.0", "2.0", "0.002"} <= set(texts(chart.svg))
    assert "lift 2.0, interval" in chart.alt
    assert "n = 100 decisions" in chart.source
    assert "that one brought the other is not said" in chart.note
    assert chart.figures[0].value == pytest.approx(2.0)
    assert len(chart.figures[0].rows) == 12


def test_what_chance_allows_is_said_so() -> None:
    assert "than chance allows" in drawn(release(3, 12, seed=5)).title


@pytest.mark.parametrize("size", [(6, 60), (9, 300)])
def test_no_text_covers_another_or_is_cut_off(size: tuple[int, int]) -> None:
    with written() as boxes:
        chart = drawn.__wrapped__(release(*size))
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []


def test_pairs_beyond_twenty_are_told() -> None:
    chart = drawn(release(9, 300))
    assert "the 20 pairs of" in chart.note
    assert len({figure.name for figure in chart.figures if not figure.name.endswith(("holm", "odds_ratio"))}) == 20


def test_reasons_never_together_are_at_the_edge() -> None:
    told = [decision(n) for n in range(40)]
    stated = [mention(n, "cost") for n in range(20)] + [mention(n, "capacity") for n in range(20, 40)]
    chart = drawn(Release(analysis_frame(stated), decisions_frame(told), ledger_frame("coded")))
    assert "for none of 40" in chart.title
    assert "never stated together" in chart.note


def test_nothing_to_draw_is_a_sentence() -> None:
    with pytest.raises(NoChart, match="there is nothing to draw"):
        drawn(Release(analysis_frame([]), decisions_frame([]), ledger_frame()))
    one = Release(analysis_frame([mention(0, "cost")]), decisions_frame([decision(0)]), ledger_frame("coded"))
    with pytest.raises(NoChart, match="too few reasons"):
        drawn(one)
    with pytest.raises(NoChart, match="below the least"):
        drawn(release(3, 8), suppress=100)


def test_the_same_frames_give_the_same_bytes() -> None:
    assert said(drawn(worked()).svg)
    assert drawn(worked()) == drawn.__wrapped__(worked())
