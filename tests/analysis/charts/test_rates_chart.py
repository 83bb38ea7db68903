from functools import cache

import pytest

from analysis.charts.chart import Chart, NoChart
from analysis.charts.rates_chart import rates_chart
from analysis.rates.comparison import Comparison, compare_rates
from analysis.rates.policy_events import event_of
from analysis.rates.totals import pooled, total_given
from analysis.rates.windows import Unit
from tests.analysis.charts.made_charts import cut_off, foreign, overlapping, said, texts, written


def compared(*before: str, after: str, event: str = "", unit: Unit = Unit.MONTHS) -> Comparison:
    earlier = pooled([total_given(text, unit) for text in before])
    return compare_rates(earlier, total_given(after, unit), unit, event_of(event) if event else None)


@cache
def worked() -> Comparison:
    return compared("136/2009-04-01:2010-03-31", after="58/2010-04-01:2011-01-31", event="full_publication")


@cache
def drawn() -> Chart:
    return rates_chart(worked(), source="An article.")


def test_it_states_the_worked_figures() -> None:
    chart = drawn()
    assert chart.title == (
        "The later rate is 48.8 % lower than the earlier one: 5.8 against 11.3 a month "
        "(ratio 0.51, 95 % interval 0.37 to 0.70)"
    )
    assert "(9.5 to 13.4; 136 in 12 months)" in said(chart.svg)
    assert "(4.4 to 7.5; 58 in 10 months)" in said(chart.svg)
    assert "2010-06-10 (Duty to publish overview reports in full)" in said(chart.svg)
    assert "70 of 306 days of the later window lie before 2010-06-10" in chart.note
    assert "Hatched" in chart.note
    assert "does not say why" in chart.note
    assert chart.source == "Source: n = 194 counted, figures as given. An article."
    assert {figure.name for figure in chart.figures} >= {"rates.before", "rates.after", "rates.ratio"}


def test_the_scale_begins_at_nought_and_time_is_told() -> None:
    told = texts(drawn().svg)
    assert "0" in told
    assert {"Jul 2009", "Jan 2010", "Jul 2010", "Jan 2011"} <= set(told)


def test_rates_that_chance_may_explain_are_not_called_different() -> None:
    chart = rates_chart(compared("12/12", after="9/10"))
    assert "does not differ from the earlier one by more than chance allows" in chart.title
    assert "not dated" in chart.note
    assert {"earlier", "later"} <= set(texts(chart.svg))


def test_a_higher_rate_and_none_before() -> None:
    assert "higher" in rates_chart(compared("10/12", after="100/12")).title
    assert "Nothing was counted in the earlier window, and 9" in rates_chart(compared("0/12", after="9/12")).title
    with pytest.raises(NoChart, match="nothing was counted"):
        rates_chart(compared("0/12", after="0/12"))


def test_days_are_told_as_days() -> None:
    chart = rates_chart(compared("136/2009-04-01:2010-03-31", after="58/2010-04-01:2011-01-31", unit=Unit.DAYS))
    assert "0.190 against 0.373 a day" in chart.title


@pytest.mark.parametrize(
    "found",
    [
        worked(),
        compared("137/12", "131/12", "136/12", after="58/10"),
        compared(*(f"{n}/{2000 + n}-04-01:{2000 + n}-06-30" for n in range(9)), after="0/2019-04-01:2019-04-02"),
        compared("1/1990-01-01:1990-01-01", after="90000/2019-04-01:2019-04-30", event="2019-03-31"),
        compared("9/2010-01-01:2010-01-09", after="5/2010-01-10:2010-01-19", event="2010-01-10", unit=Unit.DAYS),
    ],
    ids=["worked", "pooled", "many", "far", "days"],
)
def test_no_text_covers_another_or_is_cut_off(found: Comparison) -> None:
    with written() as boxes:
        chart = rates_chart(found)
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []
    assert foreign(chart.svg) == []


def test_pooled_baselines_are_drawn_one_by_one() -> None:
    chart = rates_chart(compared("137/12", "131/12", "136/12", after="58/10"))
    assert "137 in 12 months" in chart.alt
    assert "131 in 12 months" in chart.alt
    assert "Pooled, the earlier rate is 11.2 a month." in chart.note


def test_the_same_figures_give_the_same_bytes() -> None:
    assert drawn.__wrapped__() == drawn()
