"""Two Poisson counts and their exposures: exact and approximate intervals and p-values. Plain numbers in and out.

Counts are whole numbers from 0; exposures are above 0, in any one unit. Levels are 95 % throughout. `Pair` names the
counts "before" and "after"; every ratio is after / before.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import optimize, stats
from statsmodels.stats import rates

ALPHA = 0.05
Z = float(stats.norm.isf(ALPHA / 2))
_TOLERANCE = 1e-4  # of the p-value at a score limit, which is ALPHA
_MOST_FOR_E_TEST = 2_000  # its grid has as many cells as the square of the counts


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval; None where it has no bound on that side, or none is defined."""

    low: float | None
    high: float | None

    def inverse(self) -> Interval:
        """Return the interval of 1 / x, for x from 0."""
        if self.low is None and self.high is None:
            return self
        return Interval(1 / self.high if self.high else 0.0, 1 / self.low if self.low else None)


class Method(StrEnum):
    """How a ratio of rates may be compared with 1; the first is the one that is reported."""

    EXACT = "exact conditional"
    MID_P = "mid-p"
    SCORE = "score"
    WALD = "Wald (log)"
    MOVER = "MOVER"
    E_TEST = "E-test"


@dataclass(frozen=True, slots=True)
class MethodResult:
    """The interval of the ratio and the two-sided p-value by a method; None where it gives none for these counts."""

    method: Method
    interval: Interval | None
    p_value: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """An earlier and a later count with their exposures."""

    before: int
    before_exposure: float
    after: int
    after_exposure: float

    @property
    def total(self) -> int:
        """Both counts."""
        return self.before + self.after

    @property
    def share_if_equal(self) -> float:
        """The share of both counts that the later one is expected to have at equal rates."""
        return self.after_exposure / (self.before_exposure + self.after_exposure)

    @property
    def ratio(self) -> float | None:
        """Rate after / rate before; None where nothing was counted before."""
        return (self.after / self.after_exposure) / (self.before / self.before_exposure) if self.before else None

    def ratio_at(self, share: float) -> float | None:
        """Return the ratio at which the later count has a share of both; None at 1, where it has no bound."""
        return share / (1 - share) * self.before_exposure / self.after_exposure if share < 1 else None

    def reversed(self) -> Pair:
        """Return the pair whose ratio is the inverse of this one's."""
        return Pair(self.after, self.after_exposure, self.before, self.before_exposure)

    def statsmodels(self) -> tuple[int, float, int, float]:
        """Return the arguments of statsmodels: first sample after, second before."""
        return self.after, self.after_exposure, self.before, self.before_exposure


def rate_interval(count: int, exposure: float) -> Interval:
    """Return the exact interval of a rate (Garwood 1936)."""
    low, high = rates.confint_poisson(count, exposure, method="exact-c", alpha=ALPHA)
    return Interval(float(low), float(high))


def exact_interval(pair: Pair) -> Interval:
    """Return the exact conditional interval of the ratio (Clopper and Pearson 1934, on the later count of both)."""
    if not pair.total:
        return Interval(None, None)
    low = float(stats.beta.ppf(ALPHA / 2, pair.after, pair.before + 1)) if pair.after else 0.0
    high = float(stats.beta.isf(ALPHA / 2, pair.after + 1, pair.before)) if pair.before else 1.0
    return Interval(pair.ratio_at(low), pair.ratio_at(high))


def exact_p(pair: Pair) -> float | None:
    """Return the exact conditional p-value that adds up what is as unlikely (minimum likelihood)."""
    return float(stats.binomtest(pair.after, pair.total, pair.share_if_equal).pvalue) if pair.total else None


def doubled_p(pair: Pair) -> float | None:
    """Return the exact conditional p-value as twice the smaller tail: the one that the exact interval inverts."""
    if not pair.total:
        return None
    share = stats.binom(pair.total, pair.share_if_equal)
    return min(1.0, 2 * float(min(share.cdf(pair.after), share.sf(pair.after - 1))))


def mid_p(pair: Pair) -> MethodResult:
    """Return the conditional mid-p interval and doubled p-value (Lancaster 1961): half of what was seen counts."""
    if not pair.total:
        return MethodResult(Method.MID_P, None, None)

    def below(share: float) -> float:
        held = stats.binom(pair.total, share)
        return float(held.cdf(pair.after - 1) + held.pmf(pair.after) / 2)

    low = _root(lambda share: below(share) - (1 - ALPHA / 2)) if pair.after else 0.0
    high = _root(lambda share: below(share) - ALPHA / 2) if pair.before else 1.0
    tail = below(pair.share_if_equal)
    interval = Interval(pair.ratio_at(low), pair.ratio_at(high))
    return MethodResult(Method.MID_P, interval, min(1.0, 2 * min(tail, 1 - tail)))


def difference_interval(pair: Pair) -> Interval | None:
    """Return the score interval of the difference after - before; None where nothing was counted, or none is found.

    Source: Ng, Gu and Tang 2007, as statsmodels computes it.
    """
    if not pair.total:
        return None
    return _statsmodels_interval(pair, "score", "diff")


def all_methods(pair: Pair) -> tuple[MethodResult, ...]:
    """Return every method side by side, so that a reader sees how little hangs on the choice.

    Score, Wald and MOVER (Gu et al. 2008; Li, Tang and Wong 2014) need a count in both windows: with none in one,
    statsmodels returns limits that are not limits. `sqrtcc` of statsmodels is left out: it is not centred on the ratio.
    The E-test (Krishnamoorthy and Thomson 2004) is left out above 2,000 counted.
    """
    return (
        MethodResult(Method.EXACT, exact_interval(pair) if pair.total else None, exact_p(pair)),
        mid_p(pair),
        _approximate(pair, Method.SCORE, "score", "score"),
        _approximate(pair, Method.WALD, "wald-log", "wald-log"),
        _approximate(pair, Method.MOVER, "mover", None),
        MethodResult(Method.E_TEST, None, _e_test(pair)),
    )


def wald_interval(pair: Pair, phi: float = 1.0) -> Interval | None:
    """Return the Wald interval of the ratio on the log scale, with the variance `phi` times that of a Poisson count."""
    if not (pair.before and pair.after and pair.ratio):
        return None
    reach = Z * math.sqrt(phi * (1 / pair.before + 1 / pair.after))
    return Interval(pair.ratio * math.exp(-reach), pair.ratio * math.exp(reach))


def _approximate(pair: Pair, method: Method, interval: str, test: str | None) -> MethodResult:
    if not (pair.before and pair.after):
        return MethodResult(method, None, None)
    p_value = float(rates.test_poisson_2indep(*pair.statsmodels(), method=test).pvalue) if test else None
    return MethodResult(method, _statsmodels_interval(pair, interval, "ratio"), p_value)


def _e_test(pair: Pair) -> float | None:
    if not (pair.before and pair.after) or pair.total > _MOST_FOR_E_TEST:
        return None
    p_value = float(rates.test_poisson_2indep(*pair.statsmodels(), method="etest").pvalue)
    return min(1.0, p_value)  # a sum over its grid, which may pass 1 by a rounding


def _statsmodels_interval(pair: Pair, method: str, compare: str) -> Interval | None:
    """Return an interval of statsmodels; None where it is not finite, or a score limit does not solve its equation.

    The score limits are found by a search that can end beside the root (exposures far apart, a count of 0).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = rates.confint_poisson_2indep(*pair.statsmodels(), method=method, compare=compare, alpha=ALPHA)
        if not all(math.isfinite(limit) for limit in limits):
            return None
        if method == "score":
            tests = (rates.test_poisson_2indep(*pair.statsmodels(), limit, method, compare) for limit in limits)
            if not all(abs(test.pvalue - ALPHA) < _TOLERANCE for test in tests):
                return None
    return Interval(float(limits[0]), float(limits[1]))


def _root(function: Callable[[float], float]) -> float:
    return float(optimize.brentq(function, 0.0, 1.0, xtol=1e-15, rtol=1e-13))
