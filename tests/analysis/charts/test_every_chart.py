from dataclasses import replace

import pytest

from analysis.charts.every_chart import ChartName, ChartSettings, Tables, draw_charts
from analysis.rates.comparison import compare_rates
from analysis.rates.totals import total_given
from analysis.rates.windows import Unit
from corpus.errors import InvalidQuery
from tests.analysis.charts.made_charts import documents_frame, foreign, release
from tests.analysis.made_shares import analysis_frame, decisions_frame, ledger_frame

SETTINGS = ChartSettings(resamples=100)


def tables(bodies: int = 4, decisions: int = 24) -> Tables:
    held = release(bodies, decisions)
    return Tables(held.analysis, held.decisions, documents_frame("2010-08-12"), held.ledger)


def test_what_can_be_drawn_is_and_the_rest_says_why() -> None:
    drawn = draw_charts(tables(), replace(SETTINGS, refused={"series": "the series has 3 months."}))
    assert [chart.name for chart in drawn.charts] == [name for name in ChartName if name not in ("rates", "series")]
    assert drawn.not_drawn == {"rates": "no two windows were given to compare.", "series": "the series has 3 months."}
    for chart in drawn.charts:
        assert foreign(chart.svg) == []
        assert chart.alt.startswith(("Bar", "Dot", "Table"))
        assert "Release release 1: 1 document, dated 2010-08-12." in chart.source
        assert not {"because", "caused", "due to", "led to"} & set(chart.title.split())


def test_one_chart_is_drawn_alone() -> None:
    drawn = draw_charts(tables(), replace(SETTINGS, only=(ChartName.COVERAGE,)))
    assert [chart.name for chart in drawn.charts] == ["coverage"]
    assert drawn.not_drawn == {}


def test_an_empty_workspace_gives_reasons_and_no_empty_picture() -> None:
    empty = Tables(analysis_frame([]), decisions_frame([]), documents_frame(), ledger_frame())
    drawn = draw_charts(empty, SETTINGS)
    assert drawn.charts == ()
    assert set(drawn.not_drawn) == set(ChartName)
    assert all(why.endswith(".") for why in drawn.not_drawn.values())


def test_figures_given_have_no_release_behind_them() -> None:
    found = compare_rates(total_given("136/12", Unit.MONTHS), total_given("58/10", Unit.MONTHS), Unit.MONTHS)
    asked = replace(SETTINGS, only=(ChartName.RATES,), comparison=found, notes={"rates": ("A note of its own.",)})
    (chart,) = draw_charts(tables(), asked).charts
    assert chart.source == "Source: n = 194 counted, figures as given."
    assert chart.note.endswith("A note of its own.")


def test_small_numbers_are_in_no_chart_of_rates() -> None:
    found = compare_rates(total_given("136/12", Unit.MONTHS), total_given("3/10", Unit.MONTHS), Unit.MONTHS)
    drawn = draw_charts(tables(), replace(SETTINGS, only=(ChartName.RATES,), comparison=found, suppress=5))
    assert "fewer than 5" in drawn.not_drawn["rates"]


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="no status"):
        draw_charts(tables(), replace(SETTINGS, statuses=("refused",)))
