"""Rates before and after a date: two counts with their exposures, compared by exact methods.

A comparison says how far two rates differ and how sure that is; it never says why. Methods: Garwood 1936 (rates),
Clopper and Pearson 1934 on the later count of both (ratio), score of Ng, Gu and Tang 2007 (difference).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from analysis.rates.poisson import (
    Interval,
    MethodResult,
    Pair,
    all_methods,
    difference_interval,
    doubled_p,
    exact_interval,
    exact_p,
    rate_interval,
)
from analysis.rates.policy_events import PolicyEvent
from analysis.rates.rate_warnings import RateWarning, check_order, window_warnings
from analysis.rates.totals import Total
from analysis.rates.windows import Unit
from corpus.errors import InvalidQuery


@dataclass(frozen=True, slots=True)
class Rate:
    """Count for each unit of exposure, with its exact 95 % interval."""

    total: Total
    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """Whether pooled baselines differ among themselves more than chance does (Pearson's chi-square)."""

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rates compared; ratios are later / earlier. None is what is not defined: `undefined` says why.

    `p_value` adds what is as unlikely (minimum likelihood), `p_doubled` is twice the smaller tail. `methods` stand side
    by side for comparison; what is reported is the exact one. `shortfall` is negative where more was counted than
    expected.
    """

    unit: Unit
    before: Rate
    after: Rate
    difference: float
    difference_interval: Interval | None
    ratio: float | None
    ratio_interval: Interval
    inverse: float | None
    inverse_interval: Interval
    p_value: float | None
    p_doubled: float | None
    methods: tuple[MethodResult, ...]
    fall_percent: float | None
    expected: float
    shortfall: float
    homogeneity: Homogeneity | None
    event: PolicyEvent | None
    warnings: tuple[RateWarning, ...]
    undefined: tuple[str, ...]

    @property
    def pair(self) -> Pair:
        """The two counts and exposures."""
        before, after = self.before.total, self.after.total
        return Pair(before.count, before.exposure, after.count, after.exposure)


def compare_rates(before: Total, after: Total, unit: Unit, event: PolicyEvent | None = None) -> Comparison:
    """Compare the rate of a later total with that of an earlier one; exposures are in `unit`.

    With an event, and windows that are dated, a window that it cuts gives the warning `window_straddles_event`.

    Raises:
        InvalidQuery: an exposure is not above 0, or the windows overlap or stand in the wrong order.
    """
    pair = Pair(before.count, before.exposure, after.count, after.exposure)
    if min(pair.before_exposure, pair.after_exposure) <= 0 or min(pair.before, pair.after) < 0:
        raise InvalidQuery("a rate needs a count from 0 and an exposure above 0, as 136/12")
    check_order(before.windows, after.windows)
    earlier, later = _rate(before), _rate(after)
    ratio, interval = pair.ratio, exact_interval(pair)
    expected = earlier.value * after.exposure
    return Comparison(
        unit=unit,
        before=earlier,
        after=later,
        difference=later.value - earlier.value,
        difference_interval=difference_interval(pair),
        ratio=ratio,
        ratio_interval=interval,
        inverse=pair.reversed().ratio,
        inverse_interval=interval.inverse(),
        p_value=exact_p(pair),
        p_doubled=doubled_p(pair),
        methods=all_methods(pair),
        fall_percent=None if ratio is None else 100 * (1 - ratio),
        expected=expected,
        shortfall=expected - after.count,
        homogeneity=homogeneity(before.parts),
        event=event,
        warnings=window_warnings(before.windows, after.windows, event),
        undefined=_undefined(pair),
    )


def homogeneity(totals: Sequence[Total]) -> Homogeneity | None:
    """Return the test of equal rates among totals; None for fewer than two, or where nothing was counted."""
    count, exposure = sum(total.count for total in totals), sum(total.exposure for total in totals)
    if len(totals) < 2 or not count:
        return None
    expected = [count * total.exposure / exposure for total in totals]
    test = stats.chisquare([total.count for total in totals], expected)
    return Homogeneity(float(test.statistic), len(totals) - 1, float(test.pvalue))


def _rate(total: Total) -> Rate:
    return Rate(total, total.count / total.exposure, rate_interval(total.count, total.exposure))


def _undefined(pair: Pair) -> tuple[str, ...]:
    if not pair.total:
        return ("Nothing was counted in either window: a ratio of the rates, and a p-value, are not defined.",)
    if not pair.before:
        return ("Nothing was counted in the earlier window: the ratio later / earlier and the fall are not defined.",)
    if not pair.after:
        return ("Nothing was counted in the later window: the ratio earlier / later is not defined.",)
    return ()
