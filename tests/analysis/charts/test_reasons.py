from functools import cache

import pytest

from analysis.charts.chart import Chart, NoChart, figures_frame
from analysis.charts.reasons import reasons_chart
from analysis.shares.measure import Shares, ShareSettings, shares
from analysis.shares.stated_reasons import Version
from tests.analysis.charts.made_charts import Release, cut_off, overlapping, release, said, texts, written
from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention, sentinel

SOURCE = "Release made."


def asked(held: Release, suppress: int | None = None) -> Shares:
    settings = ShareSettings(versions=(Version.STRICT,), resamples=100, suppress=suppress)
    return shares(held.analysis, held.decisions, held.ledger, settings)


@cache
def few() -> Release:
    """Cost for 3 of 21 decisions, publicity for one of these, nothing for 18."""
    stated = [mention(n, "cost") for n in range(3)] + [mention(0, "publicity")]
    stated += [sentinel(n) for n in range(3, 21)]
    return Release(analysis_frame(stated), decisions_frame([decision(n) for n in range(21)]), ledger_frame("coded"))


@cache
def drawn(held: Release, suppress: int | None = None) -> Chart:
    return reasons_chart(asked(held, suppress), SOURCE)


def test_it_states_the_finding_the_numbers_and_the_source() -> None:
    chart = drawn(few())
    assert chart.title == "“Cost” is stated for 14 % of 21 decisions not to initiate"
    assert chart.title in said(chart.svg)
    assert "3 of 21 (14 %)" in texts(chart.svg)
    assert "18 of 21 (86 %)" in texts(chart.svg)
    assert "n = 21 decisions not to initiate" in chart.source
    assert chart.source in said(chart.svg)
    assert "Cost: 3 of 21 (14 %), interval 5 % to 35 %" in chart.alt
    assert "not why it was done" in chart.note


def test_its_figures_resolve_to_decisions() -> None:
    frame = figures_frame(drawn(few())).set_index("name")
    assert frame.loc["shares.strict.cost", "rows"] == "d-000 d-001 d-002"
    assert frame.loc["shares.strict.cost", "value"] == pytest.approx(3 / 21)


def test_the_scale_begins_at_nought() -> None:
    assert "0 %" in texts(drawn(few()).svg)


@pytest.mark.parametrize("size", [(6, 21), (3, 1), (20, 300)])
def test_no_text_covers_another_or_is_cut_off(size: tuple[int, int]) -> None:
    with written() as boxes:
        chart = drawn.__wrapped__(release(*size))
    assert len(boxes) > 5
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []


def test_small_numbers_are_hidden_in_picture_words_and_figures() -> None:
    chart = drawn(few(), suppress=5)
    assert "hidden" in texts(chart.svg)
    assert "3 of 21" not in said(chart.svg) + chart.alt + chart.title
    assert "numbers below 5" in chart.note
    assert not any(figure.rows for figure in chart.figures)


def test_what_was_not_read_is_told() -> None:
    chart = drawn(release(5, 60))
    assert "1 file could not be read" in chart.note
    assert any(figure.name.endswith(".missing") for figure in chart.figures)


def test_the_same_frames_give_the_same_bytes() -> None:
    one, other = drawn(few()), drawn.__wrapped__(few())
    assert (one.svg, one.png) == (other.svg, other.png)


def test_nothing_to_draw_is_a_sentence() -> None:
    empty = Release(analysis_frame([]), decisions_frame([]), ledger_frame())
    with pytest.raises(NoChart, match="there are no decisions not to initiate"):
        drawn(empty)
    other = asked(few())
    with pytest.raises(NoChart, match="broad count"):
        reasons_chart(other, SOURCE, Version.BROAD)


def test_decisions_without_any_reason_are_a_finding_too() -> None:
    held = Release(analysis_frame([sentinel(0)]), decisions_frame([decision(0)]), ledger_frame("coded"))
    assert drawn(held).title == "No reason is stated for the decisions not to initiate counted here"
