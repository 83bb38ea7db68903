"""The worked figures of rates before and after a date, to the digits in which they are given."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.rates.comparison import Comparison, compare_rates
from analysis.rates.comparison_figures import rates_figures
from analysis.rates.poisson import ALPHA, Interval, Method, MethodResult, Pair, all_methods, doubled_p, exact_interval
from analysis.rates.policy_events import event_of
from analysis.rates.rate_warnings import WarningCode
from analysis.rates.rounded import p_value_text, range_text, rounded
from analysis.rates.totals import Total, pooled, total_given
from analysis.rates.windows import Unit, window_of
from corpus.errors import InvalidQuery

BEFORE, AFTER = "136/2009-04-01:2010-03-31", "58/2010-04-01:2011-01-31"


def compared(before: str, after: str, unit: Unit = Unit.MONTHS, event: str | None = None) -> Comparison:
    return compare_rates(total_given(before, unit), total_given(after, unit), unit, event_of(event) if event else None)


def ends(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@pytest.fixture(scope="module")
def article() -> Comparison:
    return compared("136/12", "58/10")


def by_method(found: Comparison, method: Method) -> MethodResult:
    return next(item for item in found.methods if item.method is method)


def test_rates_have_garwood_intervals(article: Comparison) -> None:
    assert article.before.value == pytest.approx(11.3333, abs=5e-5)
    assert ends(article.before.interval) == pytest.approx((9.509, 13.406), abs=5e-4)
    assert article.after.value == pytest.approx(5.8)
    assert ends(article.after.interval) == pytest.approx((4.404, 7.498), abs=5e-4)


def test_difference_expected_and_shortfall(article: Comparison) -> None:
    assert article.difference == pytest.approx(-5.533, abs=5e-4)
    assert ends(article.difference_interval) == pytest.approx((-8.002, -3.114), abs=5e-4)
    assert article.expected == pytest.approx(113.33, abs=5e-3)
    assert article.shortfall == pytest.approx(55.33, abs=5e-3)


def test_ratio_has_the_exact_conditional_interval_and_its_inverse(article: Comparison) -> None:
    assert article.ratio == pytest.approx(0.511765, abs=5e-7)
    assert ends(article.ratio_interval) == pytest.approx((0.369651, 0.700843), abs=5e-7)
    assert article.inverse == pytest.approx(1.9540, abs=5e-5)
    assert ends(article.inverse_interval) == pytest.approx((1.4269, 2.7053), abs=5e-5)
    assert article.fall_percent == pytest.approx(48.82, abs=5e-3)


def test_p_values_of_both_exact_conventions(article: Comparison) -> None:
    assert article.p_value == pytest.approx(1.302e-5, abs=5e-9)
    assert article.p_doubled == pytest.approx(1.339e-5, abs=5e-9)


@pytest.mark.parametrize(
    ("method", "low", "high", "p_value"),
    [
        (Method.EXACT, 0.369651, 0.700843, 1.302e-5),
        (Method.MID_P, 0.374165, 0.693362, 1.002e-5),
        (Method.SCORE, 0.376791, 0.695089, 1.350e-5),
        (Method.WALD, 0.376340, 0.695922, 1.941e-5),
        (Method.MOVER, 0.376977, 0.696142, None),
        (Method.E_TEST, None, None, 1.187e-5),
    ],
)
def test_other_methods_stand_beside_it(
    article: Comparison, method: Method, low: float | None, high: float | None, p_value: float | None
) -> None:
    found = by_method(article, method)
    if low is None or high is None:
        assert found.interval is None
    else:
        assert ends(found.interval) == pytest.approx((low, high), abs=5.1e-7)
    assert found.p_value == (None if p_value is None else pytest.approx(p_value, abs=5.1e-9))


def test_days_in_place_of_months() -> None:
    found = compared(BEFORE, AFTER, Unit.DAYS)
    assert (found.before.total.exposure, found.after.total.exposure) == (365, 306)
    assert found.ratio == pytest.approx(0.508699, abs=5e-7)
    assert ends(found.ratio_interval) == pytest.approx((0.367436, 0.696644), abs=5e-7)


def test_full_year() -> None:
    found = compared("136/12", "71/12")
    assert found.ratio == pytest.approx(0.522059, abs=5e-7)
    assert ends(found.ratio_interval) == pytest.approx((0.386165, 0.700611), abs=5e-7)
    assert found.p_value == pytest.approx(7.35e-6, abs=5e-9)
    assert found.fall_percent == pytest.approx(47.8, abs=0.05)


def test_last_two_months_do_not_differ_from_the_ten_before() -> None:
    found = compared("58/10", "13/2")
    assert found.after.value == 6.5
    assert found.ratio == pytest.approx(1.121, abs=5e-4)
    assert ends(found.ratio_interval) == pytest.approx((0.563, 2.069), abs=5e-4)
    assert found.p_value == pytest.approx(0.749, abs=5e-4)


@pytest.mark.parametrize(
    ("after", "ratio", "low", "high"),
    [("58/10", 0.516832, 0.385498, 0.681898), ("71/12", 0.527228, 0.403763, 0.679922)],
)
def test_pooled_baseline(after: str, ratio: float, low: float, high: float) -> None:
    baseline = pooled([total_given(text, Unit.MONTHS) for text in ("137/12", "131/12", "136/12")])
    assert (baseline.count, baseline.exposure) == (404, 36)
    found = compare_rates(baseline, total_given(after, Unit.MONTHS), Unit.MONTHS)
    assert found.ratio == pytest.approx(ratio, abs=5e-7)
    assert ends(found.ratio_interval) == pytest.approx((low, high), abs=5e-7)
    assert found.homogeneity is not None
    assert found.homogeneity.statistic == pytest.approx(0.1535, abs=5e-5)
    assert found.homogeneity.df == 2
    assert found.homogeneity.p_value == pytest.approx(0.926, abs=5e-4)


def test_window_that_straddles_the_event_is_warned_of() -> None:
    found = compared(BEFORE, AFTER, event="2010-06-10")
    straddle = next(warning for warning in found.warnings if warning.code is WarningCode.STRADDLES_EVENT)
    assert straddle.code == "window_straddles_event"
    assert straddle.says == "70 of 306 days of the later window lie before 2010-06-10 (22.9 %)"
    assert (straddle.days, straddle.window_days) == (70, 306)


def test_earlier_window_may_straddle_too() -> None:
    found = compared("136/2009-07-01:2010-06-30", "58/2010-07-01:2011-04-30", event="2010-06-10")
    assert [w.says for w in found.warnings if w.code is WarningCode.STRADDLES_EVENT] == [
        "21 of 365 days of the earlier window lie on or after 2010-06-10 (5.8 %)"
    ]


def test_event_at_the_border_of_the_windows_is_no_straddle() -> None:
    found = compared("9/2009-06-10:2010-06-09", "5/2010-06-10:2011-06-09", event="full_publication")
    assert found.warnings == ()


def test_event_beside_both_windows_is_warned_of() -> None:
    found = compared(BEFORE, AFTER, event="2015-03-26")
    assert WarningCode.EVENT_OUTSIDE in [warning.code for warning in found.warnings]


def test_event_without_dated_windows_is_warned_of() -> None:
    found = compared("136/12", "58/10", event="2010-06-10")
    assert [warning.code for warning in found.warnings] == [WarningCode.NOT_DATED]


def test_windows_of_other_months_of_the_year_are_warned_of() -> None:
    assert [warning.code for warning in compared(BEFORE, AFTER).warnings] == [WarningCode.UNEQUAL_SEASONS]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("0/12", "0/10", "either window"),
        ("0/12", "4/10", "earlier window"),
        ("4/12", "0/10", "later window"),
    ],
)
def test_what_is_not_defined_is_a_sentence(before: str, after: str, sentence: str) -> None:
    found = compared(before, after)
    figures = {figure.name: figure for figure in rates_figures(found)}
    undefined = [figure for figure in figures.values() if figure.value is None]
    assert undefined
    assert all(sentence in figure.says for figure in undefined)
    assert all(figure.value is None or math.isfinite(figure.value) for figure in figures.values())


def test_no_count_before_leaves_a_lower_bound_only() -> None:
    found = compared("0/12", "4/10")
    assert found.ratio is None
    assert found.ratio_interval.high is None
    assert found.ratio_interval.low == pytest.approx(0.7921, abs=1e-4)
    assert ends(found.inverse_interval) == pytest.approx((0.0, 1.2624), abs=1e-4)


def test_figures_carry_the_rows_behind_them() -> None:
    found = compare_rates(Total(2, 12, rows=("a", "b")), Total(1, 10, rows=("c",)), Unit.MONTHS)
    rows = {figure.name: figure.rows for figure in rates_figures(found)}
    assert rows["rates.before"] == ("a", "b")
    assert rows["rates.after"] == ("c",)
    assert rows["rates.ratio"] == ("a", "b", "c")


def test_figures_speak_of_rates_and_not_of_causes(article: Comparison) -> None:
    said = " ".join(figure.says for figure in rates_figures(article)).lower()
    assert "48.8 % lower" in said
    assert not any(word in said for word in ("because", "caused", "due to", "effect", "led to", "result of"))


def test_a_rise_is_said_as_a_rise() -> None:
    figures = {figure.name: figure.says for figure in rates_figures(compared("58/10", "136/12"))}
    assert figures["rates.fall_percent"] == "The later rate is 95.4 % higher than the earlier one."
    assert "66.4 more were counted" in figures["rates.shortfall"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("136", "no exposure"),
        ("136/0", "above 0"),
        ("136/nan", "above 0"),
        ("136/inf", "above 0"),
        ("-3/12", "is no total"),
        ("1.5/12", "is no total"),
        ("136/2010-03-31:2009-04-01", "ends before it begins"),
        ("136/2009-04-31:2010-03-31", "no window"),
    ],
)
def test_a_total_written_wrongly_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidQuery, match=sentence):
        total_given(text, Unit.MONTHS)


def test_exposure_that_contradicts_its_window_is_refused() -> None:
    window = window_of("2010-04-01:2011-01-31")
    assert total_given("58/10", Unit.MONTHS, window).window == window
    with pytest.raises(InvalidQuery, match="has 10: give one"):
        total_given("58/12", Unit.MONTHS, window)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [(BEFORE, "58/2010-03-01:2011-01-31", "overlap"), (AFTER, BEFORE, "change them round")],
)
def test_windows_that_overlap_or_stand_the_wrong_way_are_refused(before: str, after: str, sentence: str) -> None:
    with pytest.raises(InvalidQuery, match=sentence):
        compared(before, after)


def test_baselines_that_overlap_are_refused() -> None:
    with pytest.raises(InvalidQuery, match="count twice"):
        pooled([total_given(text, Unit.MONTHS) for text in (BEFORE, "5/2010-03-01:2010-04-30")])


def test_months_and_days_of_windows() -> None:
    assert (window_of("2010-04-01:2011-01-31").months, window_of("2010-04-01:2011-01-31").days) == (10.0, 306)
    assert window_of("2009-04:2010-03") == window_of("2009-04-01:2010-03-31")
    assert window_of("2010-06-10:2010-07-09").months == pytest.approx(30 / 30.4375)


counts = st.integers(0, 400)
exposures = st.floats(0.1, 400)


@settings(max_examples=50, deadline=None)
@given(counts, exposures, counts, exposures)
def test_exact_interval_agrees_with_its_p_value_and_holds_the_ratio(
    before: int, before_time: float, after: int, after_time: float
) -> None:
    pair = Pair(before, before_time, after, after_time)
    interval, p_value = exact_interval(pair), doubled_p(pair)
    if not pair.total:
        assert (interval, p_value) == (Interval(None, None), None)
        return
    low, high = interval.low or 0.0, interval.high if interval.high is not None else math.inf
    if pair.ratio is not None:
        assert low <= pair.ratio <= high
    assert p_value is not None
    if abs(p_value - ALPHA) > 1e-9:
        assert (p_value < ALPHA) == (high < 1 or low > 1)
    mirrored = exact_interval(pair.reversed())
    assert (mirrored.low or 0.0) == pytest.approx(0.0 if math.isinf(high) else 1 / high, rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(counts, exposures, counts, exposures)
def test_no_method_gives_a_number_that_is_none(before: int, before_time: float, after: int, after_time: float) -> None:
    pair = Pair(before, before_time, after, after_time)
    for item in all_methods(pair):
        assert item.p_value is None or 0 <= item.p_value <= 1
        if item.interval is not None:
            assert all(end is None or math.isfinite(end) for end in (item.interval.low, item.interval.high))
            assert item.interval.low is None or item.interval.high is None or item.interval.low < item.interval.high


def test_no_statsmodels_limit_is_taken_that_does_not_solve_its_equation() -> None:
    far_apart = {item.method: item for item in all_methods(Pair(3, 1e-3, 4, 1e6))}
    assert far_apart[Method.SCORE].interval is None
    no_later = {item.method: item for item in all_methods(Pair(5, 12, 0, 10))}
    assert no_later[Method.SCORE].interval is None
    assert ends(no_later[Method.EXACT].interval) == pytest.approx((0.0, 1.3095), abs=1e-4)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (11.3333, 1, "11.3"),
        (5.85, 1, "5.9"),
        (0.0042, 1, "0.0042"),
        (0.0, 1, "0"),
        (-8.002, 2, "-8.00"),
        (1234.5, 0, "1,235"),
    ],
)
def test_numbers_are_rounded_half_up(value: float, digits: int, text: str) -> None:
    assert rounded(value, digits) == text


def test_ranges_and_p_values_in_words() -> None:
    assert range_text(0.369651, 0.700843, 3) == "0.370 to 0.701"
    assert range_text(1.2, None) == "1.2 or more"
    assert range_text(None, 1.2) == "1.2 or less"
    assert range_text(None, None) == "not defined"
    assert p_value_text(1.302e-5) == "p = 0.000013"
    assert p_value_text(4.5347e-7) == "p = 4.5e-07"
    assert p_value_text(0.0) == "p below 1e-15"
