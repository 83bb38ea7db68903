"""A monthly series around an event: segmented Poisson regression (Wagner et al. 2002; Lopez Bernal et al. 2017).

log(mean) = log(days) + level + trend * month + change of level * after + change of slope * months after (+ season)

The month of the event counts by its share of days from the event on. Three intervals stand side by side, and none is
chosen: Poisson, quasi-Poisson (variance by Pearson's chi-square, never below Poisson's) and HAC (Newey and West 1987).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from statsmodels.stats.stattools import durbin_watson

from analysis.rates.monthly import MonthlyCount
from analysis.rates.poisson import ALPHA, Interval
from corpus.errors import InvalidQuery

LEAST_MONTHS = 8  # wholly before the event, and wholly from it on
_LEAST_FOR_SEASON = 24
_LAGS_SHOWN = 6
_FLAT = 1e-9  # sum of squares below which residuals are rounding


class ErrorKind(StrEnum):
    """How the standard errors are reckoned."""

    POISSON = "Poisson"
    QUASI_POISSON = "quasi-Poisson"
    HAC = "HAC (Newey-West)"


@dataclass(frozen=True, slots=True)
class EffectInterval:
    """An interval and two-sided p-value of an effect, by one kind of standard error."""

    kind: ErrorKind
    interval: Interval
    p_value: float


@dataclass(frozen=True, slots=True)
class Effect:
    """A ratio, exp(coefficient), with its intervals by every kind of standard error."""

    ratio: float
    intervals: tuple[EffectInterval, ...]

    @property
    def widest(self) -> EffectInterval:
        """The interval that claims least."""

        def width(item: EffectInterval) -> float:
            return math.log(item.interval.high or 1) - math.log(item.interval.low or 1)

        return max(self.intervals, key=width)


@dataclass(frozen=True, slots=True)
class Residuals:
    """Checks of Pearson residuals, None where all are 0. `acf` starts at lag 1; beyond `acf_bound` it is unusual."""

    durbin_watson: float | None
    acf: tuple[float, ...] | None
    acf_bound: float


@dataclass(frozen=True, slots=True)
class Segmented:
    """A fitted series. `level` is the jump at the event; `trend` and `slope` are ratios a month; all are ratios.

    `slope` is the monthly ratio after the event / before it. `fitted` and `without_change` (the earlier trend carried
    on) are counts expected in each month, for a chart. `phi` is Pearson's chi-square / degrees of freedom.
    """

    event: date
    months: tuple[MonthlyCount, ...]
    months_before: int
    months_after: int
    level: Effect
    slope: Effect
    trend: Effect
    phi: float
    hac_lags: int
    has_season: bool
    residuals: Residuals
    fitted: tuple[float, ...]
    without_change: tuple[float, ...]


def segmented(months: Sequence[MonthlyCount], event: date, *, season: bool = False) -> Segmented:
    """Fit the segmented regression of a series of months without gaps, around an event.

    `season` adds one yearly wave (sine and cosine). Quasi-Poisson and HAC intervals use Student's t; HAC lags are
    4 (n / 100)^(2/9), at least 1, with the small-sample correction.

    Raises:
        InvalidQuery: there are too few months on a side, nothing was counted on one, or the model cannot be fitted.
    """
    held = tuple(months)
    sides = _sides(held, event)
    _check_sides(held, event, sides)
    if season and len(held) < _LEAST_FOR_SEASON:
        raise InvalidQuery(
            f"a yearly wave needs {_LEAST_FOR_SEASON} months, and there are {len(held)}: leave out --season"
        )
    design = _design(held, event, season=season)
    counts = np.array([month.count for month in held], dtype=float)
    log_days = np.log([month.exposure_days for month in held])
    lags = max(1, math.floor(4 * (len(held) / 100) ** (2 / 9)))
    fits = _fits(counts, design, log_days, lags)
    plain = fits[ErrorKind.POISSON]
    unchanged = design.copy()
    unchanged[:, 2:4] = 0.0
    return Segmented(
        event=event,
        months=held,
        months_before=sides[0],
        months_after=sides[1],
        level=_effect(fits, 2),
        slope=_effect(fits, 3),
        trend=_effect(fits, 1),
        phi=_phi(plain),
        hac_lags=lags,
        has_season=season,
        residuals=_residuals(np.asarray(plain.resid_pearson, dtype=float)),
        fitted=tuple(float(value) for value in plain.fittedvalues),
        without_change=tuple(float(value) for value in plain.predict(unchanged, offset=log_days)),
    )


def _sides(months: Sequence[MonthlyCount], event: date) -> tuple[int, int]:
    """Return the months that lie wholly before the event, and those wholly from it on."""
    return sum(month.window.end < event for month in months), sum(month.window.start >= event for month in months)


def _check_sides(months: Sequence[MonthlyCount], event: date, sides: tuple[int, int]) -> None:
    if min(sides) < LEAST_MONTHS:
        raise InvalidQuery(
            f"the series has {sides[0]} whole months before {event} and {sides[1]} from it on, and a segmented "
            f"regression needs {LEAST_MONTHS} on each side: with fewer, a trend cannot be told from a change of level, "
            "nor the scatter of months from either. Two totals can be compared without --series or --monthly"
        )
    for counted, which in (
        (sum(month.count for month in months if month.window.end < event), "before"),
        (sum(month.count for month in months if month.window.start >= event), "after"),
    ):
        if not counted:
            raise InvalidQuery(
                f"nothing was counted in the months {which} {event}: a change of level has no finite size"
            )


def _design(months: Sequence[MonthlyCount], event: date, *, season: bool) -> NDArray[np.float64]:
    """Return the columns constant, months from the event, after, months after (, sine, cosine); a row a month.

    Each is its mean over the month: the event's month is after by the share of its days from the event on (June 2010
    at 10 June: 21 of 30).
    """
    start = _event_place(months, event)
    rows = []
    for place, month in enumerate(months):
        before, after = month.window.split(event)
        share = after / (before + after)
        from_event = place + 0.5 - start
        row = [1.0, from_event, share, from_event if share == 1 else share**2 / 2]
        if season:
            angle = 2 * math.pi * month.window.start.month / 12
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return np.array(rows)


def _event_place(months: Sequence[MonthlyCount], event: date) -> float:
    """Return the event's place on the line of months, from 0: 2.3 is three tenths into the third."""
    for place, month in enumerate(months):
        before, after = month.window.split(event)
        if after:
            return place + before / (before + after)
    return float(len(months))


def _fits(
    counts: NDArray[np.float64], design: NDArray[np.float64], log_days: NDArray[np.float64], lags: int
) -> dict[ErrorKind, Any]:
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=log_days)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            plain = model.fit()
        except (np.linalg.LinAlgError, ValueError, FloatingPointError) as error:
            raise InvalidQuery(f"the series cannot be fitted ({error}): too little varies in it") from error
        if not plain.converged or not np.all(np.isfinite(plain.bse)):
            raise InvalidQuery("the series cannot be fitted: the search for the coefficients does not end")
        fits = {ErrorKind.POISSON: plain, ErrorKind.QUASI_POISSON: model.fit(scale=max(1.0, _phi(plain)), use_t=True)}
        if _phi(plain):  # HAC errors are made of residuals: without any there are none
            hac = {"maxlags": lags, "use_correction": True}
            fits[ErrorKind.HAC] = model.fit(cov_type="HAC", cov_kwds=hac, use_t=True)
        return fits


def _phi(fit: Any) -> float:
    return float(fit.pearson_chi2 / fit.df_resid) if fit.pearson_chi2 > _FLAT else 0.0


def _effect(fits: dict[ErrorKind, Any], place: int) -> Effect:
    intervals = []
    for kind, fit in fits.items():
        low, high = np.exp(fit.conf_int(alpha=ALPHA)[place])
        intervals.append(EffectInterval(kind, Interval(float(low), float(high)), float(fit.pvalues[place])))
    return Effect(float(np.exp(fits[ErrorKind.POISSON].params[place])), tuple(intervals))


def _residuals(residuals: NDArray[np.float64]) -> Residuals:
    bound = 1.96 / math.sqrt(len(residuals))
    centred = residuals - residuals.mean()
    scatter = float(centred @ centred)
    if scatter < _FLAT:
        return Residuals(None, None, bound)
    acf = tuple(float(centred[lag:] @ centred[:-lag]) / scatter for lag in range(1, _LAGS_SHOWN + 1))
    return Residuals(float(durbin_watson(residuals)), acf, bound)
