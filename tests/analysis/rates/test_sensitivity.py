"""What a comparison of rates hangs on: the worked figures, and the cases in which a question does not arise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.rates.comparison import Comparison, compare_rates
from analysis.rates.poisson import Pair, exact_interval, wald_interval
from analysis.rates.policy_events import event_of
from analysis.rates.sensitivity import phi_lost, revision, sensitivity, sensitivity_figures
from analysis.rates.totals import total_given
from analysis.rates.windows import Unit

ARTICLE = Pair(136, 12, 58, 10)


def compared(before: str, after: str, event: str | None = "2010-06-10", unit: Unit = Unit.MONTHS) -> Comparison:
    return compare_rates(total_given(before, unit), total_given(after, unit), unit, event_of(event) if event else None)


DATED = compared("136/2009-04-01:2010-03-31", "58/2010-04-01:2011-01-31")


@pytest.mark.parametrize(("phi", "low", "high"), [(1.5, 0.351, 0.746), (2.0, 0.331, 0.790), (3.0, 0.301, 0.872)])
def test_over_dispersion_widens_the_interval(phi: float, low: float, high: float) -> None:
    found = {item.phi: item.interval for item in sensitivity(DATED).overdispersion}[phi]
    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-4)


def test_significance_is_lost_above_phi_of_4_75() -> None:
    lost = phi_lost(ARTICLE)
    assert lost == pytest.approx(4.75, abs=5e-3)
    assert lost is not None
    interval = wald_interval(ARTICLE, lost)
    assert interval is not None
    assert interval.high == pytest.approx(1.0)


def test_the_later_count_would_have_to_rise_to_86() -> None:
    found = revision(ARTICLE)
    assert found is not None
    assert (found.count, found.is_rise) == (86, True)
    at, below = exact_interval(Pair(136, 12, 86, 10)), exact_interval(Pair(136, 12, 85, 10))
    assert at.high is not None
    assert below.high is not None
    assert at.high >= 1 > below.high


def test_a_rise_would_have_to_be_revised_down() -> None:
    found = revision(Pair(58, 10, 136, 12))
    assert found is not None
    assert not found.is_rise
    assert found.count < 136
    low = exact_interval(Pair(58, 10, found.count, 12)).low
    assert low is not None
    assert low <= 1


def test_days_before_the_event_at_the_earlier_rate() -> None:
    cut = sensitivity(DATED).straddling
    assert cut is not None
    assert (cut.days_before, cut.days_after) == (70, 236)
    assert cut.expected_before == pytest.approx(26.08, abs=5e-3)
    assert cut.remaining == pytest.approx(31.9, abs=0.05)
    assert cut.ratio == pytest.approx(0.363, abs=5e-4)


def test_the_cut_is_by_days_whatever_the_unit() -> None:
    days = compared("136/2009-04-01:2010-03-31", "58/2010-04-01:2011-01-31", unit=Unit.DAYS)
    assert sensitivity(days).straddling == sensitivity(DATED).straddling


@pytest.mark.parametrize(
    "found",
    [
        compared("136/12", "58/10"),  # no dates
        compared("136/2009-04-01:2010-03-31", "58/2010-04-01:2011-01-31", event=None),
        compared("9/2009-06-10:2010-06-09", "5/2010-06-10:2011-06-09"),  # the event is the border
    ],
)
def test_nothing_is_cut_without_dates_event_or_straddle(found: Comparison) -> None:
    assert sensitivity(found).straddling is None


def test_less_than_nothing_remaining_is_a_sentence() -> None:
    found = sensitivity(compared("136/2009-04-01:2010-03-31", "10/2010-04-01:2011-01-31"))
    assert found.straddling is not None
    assert found.straddling.ratio is None
    assert any("not defined" in note for note in found.notes)


def test_a_count_of_nothing_leaves_out_what_needs_one() -> None:
    found = sensitivity(compared("5/12", "0/10", event=None))
    assert found.overdispersion == ()
    assert found.phi_lost is None
    assert "above 0 in both windows" in found.notes[0]


def test_no_difference_needs_no_revision() -> None:
    found = sensitivity(compared("58/10", "13/2", event=None))
    assert (found.revision, found.phi_lost) == (None, None)
    assert len(found.notes) == 2


def test_figures_say_what_was_assumed() -> None:
    figures = {figure.name: figure for figure in sensitivity_figures(DATED, sensitivity(DATED))}
    assert figures["rates.sensitivity.revision"].value == 86
    assert "rose from 58 to 86 or more" in figures["rates.sensitivity.revision"].says
    assert figures["rates.sensitivity.straddling"].says.endswith("An illustration only.")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300), st.floats(0.5, 50), st.integers(0, 300), st.floats(0.5, 50))
def test_revision_is_the_nearest_count_whose_interval_holds_1(
    before: int, before_time: float, after: int, after_time: float
) -> None:
    found = revision(Pair(before, before_time, after, after_time))
    if found is None:
        return

    def holds(count: int) -> bool:
        interval = exact_interval(Pair(before, before_time, count, after_time))
        return (interval.low or 0) <= 1 and (interval.high is None or interval.high >= 1)

    nearer = found.count - 1 if found.is_rise else found.count + 1
    assert holds(found.count)
    assert not holds(nearer)
