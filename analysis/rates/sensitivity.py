"""How much of a comparison of rates hangs on what cannot be known from two counts.

Three questions (each an illustration, none a finding): what if the days before the event ran at the earlier rate; what
if counts vary more than Poisson counts do; how far would the later count have to be revised for no difference to show.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.figures import Figure
from analysis.rates.comparison import Comparison
from analysis.rates.poisson import Interval, Pair, Z, exact_interval, wald_interval
from analysis.rates.rounded import range_text, rounded
from analysis.rates.totals import Total
from analysis.rates.windows import Unit

PHIS = (1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Straddling:
    """The later window cut at the event, its days before it taken to have run at the earlier rate.

    `expected_before` of the later count is so put before the event, and `remaining` after it; `ratio` is the rate of
    the days after the event / the earlier rate, by days; None where less than nothing would remain.
    """

    days_before: int
    days_after: int
    expected_before: float
    remaining: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Dispersed:
    """The interval of the ratio (Wald, log scale) if the variance is `phi` times that of Poisson counts."""

    phi: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Revision:
    """The later count, nearest to the one given, with which the exact interval of the ratio holds 1."""

    count: int
    is_rise: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the comparison hangs on; None where the question does not arise.

    `phi_lost` is the over-dispersion above which the interval holds 1; None where it holds 1 already, or where there is
    no ratio. `notes` say why something is left out.
    """

    straddling: Straddling | None
    overdispersion: tuple[Dispersed, ...]
    phi_lost: float | None
    revision: Revision | None
    notes: tuple[str, ...]


def sensitivity(comparison: Comparison, phis: Sequence[float] = PHIS) -> Sensitivity:
    """Return what a comparison hangs on: straddling, over-dispersion and revision of the later count."""
    pair = comparison.pair
    notes = []
    dispersed = tuple(Dispersed(phi, interval) for phi in phis if (interval := wald_interval(pair, phi)) is not None)
    if not dispersed:
        notes.append("Over-dispersion is not shown: it needs a count above 0 in both windows.")
    lost = phi_lost(pair)
    if dispersed and lost is None:
        notes.append("The interval of the ratio (Wald, log scale) holds 1 without any over-dispersion.")
    cut = straddling(comparison)
    if cut is not None and cut.ratio is None:
        notes.append(
            "At the earlier rate more would have been counted before the event than was counted in the whole window: "
            "the part after it is not defined."
        )
    changed = revision(pair)
    if pair.total and changed is None:
        notes.append("The exact interval of the ratio holds 1 as it is: no revision is needed for that.")
    return Sensitivity(cut, dispersed, lost, changed, tuple(notes))


def straddling(comparison: Comparison) -> Straddling | None:
    """Cut the later window at the event; None where it does not cross it, or the days of the windows are not known."""
    after, event = comparison.after.total, comparison.event
    earlier_days = _days(comparison.before.total, comparison.unit)
    if event is None or event.day is None or after.window is None or earlier_days is None:
        return None
    days_before, days_after = after.window.split(event.day)
    if not days_before or not days_after or not comparison.before.total.count:
        return None
    rate = comparison.before.total.count / earlier_days
    expected = rate * days_before
    remaining = after.count - expected
    ratio = remaining / days_after / rate if remaining >= 0 else None
    return Straddling(days_before, days_after, expected, remaining, ratio)


def phi_lost(pair: Pair) -> float | None:
    """Return the over-dispersion above which the Wald interval of the ratio holds 1; None where it does without any."""
    if not (pair.before and pair.after and pair.ratio):
        return None
    phi = math.log(pair.ratio) ** 2 / (1 / pair.before + 1 / pair.after) / Z**2
    return phi if phi > 1 else None


def revision(pair: Pair) -> Revision | None:
    """Return the later count nearest to the given one with which the exact interval holds 1; None where it does now."""
    interval = exact_interval(pair)
    if interval.high is not None and interval.high < 1:
        return Revision(_first(pair, pair.after, _equal(pair), is_rise=True), is_rise=True)
    if interval.low is not None and interval.low > 1:
        return Revision(_first(pair, pair.after, _equal(pair), is_rise=False), is_rise=False)
    return None


def _equal(pair: Pair) -> int:
    """Return the later count at which the rates are as equal as whole numbers let them be."""
    return round(pair.before / pair.before_exposure * pair.after_exposure)


def _first(pair: Pair, differs: int, holds: int, *, is_rise: bool) -> int:
    """Return, between a count whose interval leaves 1 out and one whose interval holds it, the first that holds it."""
    while abs(holds - differs) > 1:
        middle = (holds + differs) // 2
        interval = exact_interval(replace(pair, after=middle))
        still_differs = (
            interval.high is not None and interval.high < 1
            if is_rise
            else interval.low is not None and interval.low > 1
        )
        differs, holds = (middle, holds) if still_differs else (differs, middle)
    return holds


def _days(total: Total, unit: Unit) -> float | None:
    """Return the days of a total: its exposure, or the length of its windows; None where not all are dated."""
    if unit is Unit.DAYS:
        return total.exposure
    return (
        float(sum(window.days for window in total.windows)) if len(total.windows) == len(total.parts or (1,)) else None
    )


def sensitivity_figures(comparison: Comparison, found: Sensitivity) -> tuple[Figure, ...]:
    """Return the figures of a sensitivity analysis, named `rates.sensitivity.*`, with the rows of the comparison."""
    rows = comparison.before.total.rows + comparison.after.total.rows
    figures = [*_straddling_figures(found.straddling)]
    for item in found.overdispersion:
        low, high = item.interval.low, item.interval.high
        says = f"If the variance is {item.phi:g} times that of Poisson counts, the ratio is {range_text(low, high, 3)}."
        figures.append(Figure(f"rates.sensitivity.phi_{item.phi:g}", comparison.ratio, says, low, high))
    if found.phi_lost is not None:
        says = f"The interval holds 1 only if the variance is more than {rounded(found.phi_lost, 2)} times that."
        figures.append(Figure("rates.sensitivity.phi_lost", found.phi_lost, says))
    if found.revision is not None:
        count, given = found.revision.count, comparison.after.total.count
        way = (
            f"rose from {given:,} to {count:,} or more"
            if found.revision.is_rise
            else f"fell from {given:,} to {count:,} or fewer"
        )
        says = f"The exact interval of the ratio would hold 1 only if the later count {way}."
        figures.append(Figure("rates.sensitivity.revision", float(count), says))
    return tuple(replace(figure, rows=rows) for figure in figures)


def _straddling_figures(cut: Straddling | None) -> tuple[Figure, ...]:
    if cut is None:
        return ()
    says = (
        f"If the {cut.days_before} days before the event ran at the earlier rate ({rounded(cut.expected_before)} "
        f"expected), about {rounded(cut.remaining)} remain for the {cut.days_after} days from it on: "
    )
    if cut.ratio is None:
        return (Figure("rates.sensitivity.straddling", None, says + "less than nothing, so no ratio is defined."),)
    says += f"a ratio of about {rounded(cut.ratio, 3)}. An illustration only."
    return (Figure("rates.sensitivity.straddling", cut.ratio, says),)
