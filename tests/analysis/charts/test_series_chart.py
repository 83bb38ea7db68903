import random
from datetime import date
from functools import cache

import pytest

from analysis.charts.series_chart import series_chart
from analysis.rates.monthly import monthly_from_csv
from analysis.rates.series import Segmented, segmented
from tests.analysis.charts.made_charts import cut_off, overlapping, said, texts, written


@cache
def made(months: int, before: float, after: float, growth: float = 0.0) -> Segmented:
    chance = random.Random(2)
    lines = ["month,count"]
    for place in range(months):
        level = (before if place < months // 2 else after) * (1 + growth * place / months)
        year, month = divmod(12 * 2006 + place, 12)
        lines.append(f"{year}-{month + 1:02},{max(0, round(chance.gauss(level, level**0.5)))}")
    year, month = divmod(12 * 2006 + months // 2, 12)
    return segmented(monthly_from_csv("\n".join(lines)), date(year, month + 1, 10))


def test_it_states_the_change_of_level_as_an_association() -> None:
    found = made(48, 20, 8)
    chart = series_chart(found, "decisions", "Release made.", "2008-01-10 (A new rule)")
    assert chart.title.startswith("At 2008-01-10 the monthly number lies at 0.")
    assert "the widest of three" in chart.title
    assert "does not say why" in chart.note
    assert "2008-01-10 (A new rule)" in said(chart.svg)
    assert "fitted" in texts(chart.svg)
    assert f"n = {sum(month.count for month in found.months)} in 48 months, decisions. Release made." in chart.source
    assert "2006-01 " in chart.alt
    assert chart.figures[0].name == "series.level"


def test_no_change_is_said() -> None:
    assert series_chart(made(48, 20, 20)).title.startswith("No change of level at 2008-01-10 beyond what chance allows")


@pytest.mark.parametrize(
    "found", [made(18, 30, 30), made(48, 20, 8), made(240, 5, 5, 20)], ids=["short", "fall", "long"]
)
def test_no_text_covers_another_or_is_cut_off(found: Segmented) -> None:
    with written() as boxes:
        chart = series_chart(found, event="2008-01-10 (A duty with a rather long title that needs more lines than one)")
    assert overlapping(boxes) == []
    assert cut_off(boxes, chart.png) == []


def test_a_trend_that_leaves_the_scale_is_said_to() -> None:
    assert "(off the scale)" in texts(series_chart(made(240, 5, 5, 20)).svg)


def test_the_same_months_give_the_same_bytes() -> None:
    assert series_chart(made(48, 20, 8)) == series_chart(made(48, 20, 8))
