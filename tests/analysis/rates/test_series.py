"""Segmented regression of monthly counts, and the series that it refuses."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from analysis.rates.counted import Dated
from analysis.rates.monthly import MonthlyCount, monthly_decisions, monthly_from_csv
from analysis.rates.series import Effect, ErrorKind, Segmented, segmented
from analysis.rates.series_figures import series_figures
from analysis.rates.windows import Window, days_meant, months_between, window_of
from corpus.errors import InvalidQuery

EVENT = date(2010, 6, 10)
SMOOTH = (11, 12, 11, 11, 12, 11, 11, 12, 11, 11, 12, 11, 11, 11, 6, 5, 5, 5, 4, 4, 4, 3, 4, 3)


def months_of(counts: tuple[int, ...] | list[int], start: date = date(2009, 4, 1)) -> tuple[MonthlyCount, ...]:
    windows = months_between(start, date(start.year + len(counts) // 12 + 1, 12, 31))
    return tuple(
        MonthlyCount(window, count, float(window.days), (f"d-{window.start:%Y-%m}",))
        for window, count in zip(windows, counts, strict=False)
    )


def drawn(level: float, slope: float, event: date, seed: int) -> tuple[MonthlyCount, ...]:
    """Draw twenty years of months whose mean, day by day, follows the model."""
    windows = months_between(date(2000, 1, 1), date(2019, 12, 31))
    place = next(i + w.split(event)[0] / w.days for i, w in enumerate(windows) if w.split(event)[1])
    draw = np.random.default_rng(seed)
    months = []
    for index, window in enumerate(windows):
        days = index + (np.arange(window.days) + 0.5) / window.days - place
        after = days >= 0
        mean = np.exp(np.log(200 / 30.4) + 0.002 * days + (math.log(level) + math.log(slope) * days) * after).sum()
        months.append(MonthlyCount(window, int(draw.poisson(mean)), float(window.days)))
    return tuple(months)


@pytest.fixture(scope="module")
def smooth() -> Segmented:
    return segmented(months_of(SMOOTH), EVENT)


def widths(effect: Effect) -> dict[ErrorKind, float]:
    return {
        item.kind: math.log(item.interval.high or 0) - math.log(item.interval.low or 0) for item in effect.intervals
    }


@pytest.mark.parametrize("event", [EVENT, date(2010, 6, 1), date(2010, 6, 30)])
def test_a_known_change_is_found_again(event: date) -> None:
    found = segmented(drawn(0.5, 0.99, event, seed=7), event)
    assert found.level.ratio == pytest.approx(0.5, rel=0.08)
    assert found.slope.ratio == pytest.approx(0.99, abs=0.002)
    assert found.trend.ratio == pytest.approx(math.exp(0.002), abs=0.001)
    assert found.phi == pytest.approx(1.0, abs=0.25)
    assert found.level.widest.interval.low is not None
    assert found.level.widest.interval.low < 0.5


def test_months_of_other_lengths_count_by_their_exposure() -> None:
    months = drawn(0.5, 0.99, EVENT, seed=3)
    halved = tuple(
        MonthlyCount(m.window, m.count // 2, m.exposure_days / 2) if i % 3 == 0 else m for i, m in enumerate(months)
    )
    whole, part = segmented(months, EVENT), segmented(halved, EVENT)
    assert part.level.ratio == pytest.approx(whole.level.ratio, rel=0.02)


def test_no_change_is_not_found() -> None:
    found = segmented(drawn(1.0, 1.0, EVENT, seed=11), EVENT)
    low, high = found.level.widest.interval.low, found.level.widest.interval.high
    assert low is not None
    assert high is not None
    assert low < 1 < high


def test_all_intervals_are_shown_and_the_narrow_one_is_not_chosen(smooth: Segmented) -> None:
    width = widths(smooth.level)
    assert set(width) == set(ErrorKind)
    assert width[ErrorKind.HAC] < width[ErrorKind.POISSON] / 3  # a smooth series flatters HAC errors
    assert width[ErrorKind.QUASI_POISSON] >= width[ErrorKind.POISSON]
    level = next(figure for figure in series_figures(smooth) if figure.name == "series.level")
    assert (level.low, level.high) == (smooth.level.widest.interval.low, smooth.level.widest.interval.high)
    assert all(kind in level.says for kind in ErrorKind)


def test_residual_checks_agree_with_their_definition(smooth: Segmented) -> None:
    left = np.array([m.count for m in smooth.months]) - np.array(smooth.fitted)
    pearson = left / np.sqrt(np.array(smooth.fitted))
    assert smooth.residuals.durbin_watson == pytest.approx(float((np.diff(pearson) ** 2).sum() / (pearson**2).sum()))
    assert smooth.residuals.acf is not None
    centred = pearson - pearson.mean()
    assert smooth.residuals.acf[0] == pytest.approx(float((centred[1:] * centred[:-1]).sum() / (centred**2).sum()))


def test_the_earlier_trend_carried_on_is_given_for_a_chart(smooth: Segmented) -> None:
    before = [i for i, month in enumerate(smooth.months) if month.window.end < EVENT]
    assert [smooth.fitted[i] for i in before] == pytest.approx([smooth.without_change[i] for i in before])
    assert smooth.fitted[-1] < smooth.without_change[-1]


def test_the_month_of_the_event_counts_by_its_days(smooth: Segmented) -> None:
    june = next(i for i, month in enumerate(smooth.months) if month.month == "2010-06")
    share = 21 / 30
    expected = smooth.level.ratio**share * smooth.slope.ratio ** (share**2 / 2)
    assert smooth.fitted[june] / smooth.without_change[june] == pytest.approx(expected)
    assert (smooth.months_before, smooth.months_after) == (14, 9)  # June 2010 is on neither side


def test_fewer_than_eight_months_on_a_side_are_refused_with_the_reason() -> None:
    with pytest.raises(InvalidQuery, match=r"14 whole months before 2010-06-10 and 7 from it on, and .* needs 8"):
        segmented(months_of(SMOOTH[:22]), EVENT)


@pytest.mark.parametrize(
    ("counts", "which"), [((0,) * 14 + (3,) * 10, "before"), ((3,) * 14 + (2,) + (0,) * 9, "after")]
)
def test_a_side_without_a_count_is_refused(counts: tuple[int, ...], which: str) -> None:
    with pytest.raises(InvalidQuery, match=f"nothing was counted in the months {which}"):
        segmented(months_of(counts), EVENT)


def test_no_months_are_refused() -> None:
    with pytest.raises(InvalidQuery, match="0 whole months before"):
        segmented((), EVENT)


def test_a_yearly_wave_needs_two_years_and_is_taken_out() -> None:
    with pytest.raises(InvalidQuery, match="24 months"):
        segmented(months_of(SMOOTH[:23]), EVENT, season=True)
    waves = months_of([round(60 + 25 * math.sin(2 * math.pi * i / 12)) for i in range(60)], date(2008, 1, 1))
    assert segmented(waves, EVENT, season=True).phi < 0.1 * segmented(waves, EVENT).phi


def test_months_on_a_line_have_no_hac_errors_and_no_residuals() -> None:
    flat = tuple(MonthlyCount(m.window, 30, 30.0) for m in months_of(SMOOTH))
    found = segmented(flat, EVENT)
    assert [item.kind for item in found.level.intervals] == [ErrorKind.POISSON, ErrorKind.QUASI_POISSON]
    assert (found.phi, found.residuals.durbin_watson) == (0.0, None)
    assert next(f for f in series_figures(found) if f.name == "series.durbin_watson").value is None


def test_the_same_months_give_the_same_figures_with_their_rows(smooth: Segmented) -> None:
    assert series_figures(segmented(months_of(SMOOTH), EVENT)) == series_figures(smooth)
    assert series_figures(smooth)[0].rows[0] == "d-2009-04"


def test_months_are_read_from_csv() -> None:
    months = monthly_from_csv("\ufeffmonth, count ,exposure_days\r\n2010-07,3,\r\n2010-06,5,21\r\n")
    assert [(m.month, m.count, m.exposure_days) for m in months] == [("2010-06", 5, 21.0), ("2010-07", 3, 31.0)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no column month and count"),
        ("month,number\n2010-01,3\n", "no column count"),
        ("month,count\n2010-01-05,3\n", "line 2: '2010-01-05' is no month"),
        ("month,count\n2010-13,3\n", "is no month"),
        ("month,count\n2010-01,three\n", "is no count"),
        ("month,count\n2010-01,-1\n", "is no count"),
        ("month,count\n2010-01\n", "is no count"),
        ("month,count,exposure_days\n2010-01,1,0\n", "is no exposure"),
        ("month,count,exposure_days\n2010-02,1,29\n", "is no exposure"),
        ("month,count,exposure_days\n2010-02,1,nan\n", "is no exposure"),
        ("month,count\n2010-01,1\n2010-03,1\n", "2010-02 is missing"),
        ("month,count\n2010-01,1\n2010-01,1\n", "stands twice"),
    ],
)
def test_a_file_of_months_written_wrongly_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidQuery, match=sentence):
        monthly_from_csv(text)


def dated(*stated: str) -> tuple[Dated, ...]:
    return tuple(Dated(f"d{i}", "doc", days_meant(text)) for i, text in enumerate(stated))


def test_decisions_are_placed_in_months_and_the_rest_is_said() -> None:
    months, notes = monthly_decisions(
        dated("2010-01-05", "2010-03", "2010-03-31", "2010", "", "2010-01-31/2010-02-02"), None
    )
    assert [(m.month, m.count) for m in months] == [("2010-01", 1), ("2010-02", 0), ("2010-03", 2)]
    assert months[2].rows == ("d1", "d2")
    assert any(note.startswith("2 decisions are not dated finely enough") for note in notes)
    assert any(note.startswith("1 decisions have no date") for note in notes)
    assert any(note.startswith("1 of 3 months") for note in notes)


def test_a_period_sets_the_ends_and_cuts_their_months() -> None:
    months, _ = monthly_decisions(dated("2010-01-05", "2010-01-20", "2011-01-01"), window_of("2010-01-10:2010-03-31"))
    assert [(m.month, m.count, m.exposure_days) for m in months] == [
        ("2010-01", 1, 22.0),
        ("2010-02", 0, 28.0),
        ("2010-03", 0, 31.0),
    ]


def test_no_decision_in_a_month_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="no series"):
        monthly_decisions(dated("2010", ""), None)


def test_months_between_are_cut_at_the_ends() -> None:
    assert months_between(date(2010, 1, 20), date(2010, 2, 3)) == (
        Window(date(2010, 1, 20), date(2010, 1, 31)),
        Window(date(2010, 2, 1), date(2010, 2, 3)),
    )
