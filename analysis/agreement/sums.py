"""What coefficients of agreement are made of: sums over units, so that a draw of units is one product of matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array, hstack

from analysis.agreement.coder_units import CoderUnits
from analysis.agreement.coefficients import (
    Numbers,
    Truths,
    beyond_chance,
    cohen_parts,
    gwet_by_chance,
    masi,
    masi_by_chance,
    nominal_alpha,
)
from analysis.agreement.estimates import Measure


@dataclass(frozen=True, slots=True, eq=False)
class UnitSums:
    """One row per unit; the columns are told apart by `parts`. Every coefficient is a function of column sums."""

    table: csr_array
    parts: Mapping[str, slice]
    pairs: tuple[tuple[int, int], ...]
    sets: Truths  # the distinct sets of codes that were given: (sets, codes)
    codes: int


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Coefficients per draw. The last place is that of all codes together.

    `of_codes`: (draws, codes + 1), `identical` (draws, 1); `of_pairs`, Cohen's kappa: (draws, pairs, codes + 1).
    """

    of_codes: Mapping[Measure, Numbers]
    of_pairs: Numbers


def unit_sums(units: CoderUnits) -> UnitSums:
    """Return what is added up over units."""
    raters = units.seen.sum(0).astype(float)
    each = raters[:, None]
    yes = units.marks.sum(0, dtype=float)
    apart = yes * (each - yes)  # nothing where nobody says yes
    pairs = tuple(combinations(range(len(units.coders)), 2))
    sets, given = _sets(units)
    masi_apart, identical = _set_distances(units, pairs, raters)
    columns = {
        "units": csr_array(np.ones((len(raters), 1))),
        "values": csr_array(each),
        "yes": csr_array(yes),
        "share": csr_array(yes / each),
        "apart": csr_array(apart / (each - 1)),
        "disagreed": csr_array(2 * apart / (each * (each - 1))),
        "masi": csr_array(masi_apart[:, None]),
        "identical": csr_array(identical[:, None]),
        "sets": given,
    }
    for at, (first, second) in enumerate(pairs):
        both = units.seen[first] & units.seen[second]
        one, other = (units.marks[coder] & both[:, None] for coder in (first, second))
        columns[f"both looked {at}"] = csr_array(both[:, None].astype(float))
        for name, marks in (("both", one & other), ("first", one), ("second", other)):
            columns[f"{name} {at}"] = csr_array(marks.astype(float))
    ends = np.cumsum([column.shape[1] for column in columns.values()])
    parts = {
        name: slice(int(end) - column.shape[1], int(end))
        for (name, column), end in zip(columns.items(), ends, strict=True)
    }
    return UnitSums(csr_array(hstack(list(columns.values()), format="csr")), parts, pairs, sets, len(units.codes))


def _sets(units: CoderUnits) -> tuple[Truths, csr_array]:
    """Return the distinct sets of codes, and how many coders gave each in each unit: (units, sets)."""
    coder, unit = np.nonzero(units.seen)
    packed, which = np.unique(np.packbits(units.marks[coder, unit], axis=1), axis=0, return_inverse=True)
    sets = np.unpackbits(packed, axis=1, count=len(units.codes)).astype(bool)
    counts = csr_array((np.ones(len(unit)), (unit, which.ravel())), shape=(len(units.units), len(sets)))
    return sets, counts


def _set_distances(units: CoderUnits, pairs: tuple[tuple[int, int], ...], raters: Numbers) -> tuple[Numbers, Numbers]:
    """Return, per unit, the MASI distances of its coders as alpha adds them, and the share of pairs that are equal."""
    apart, equal = np.zeros(len(raters)), np.zeros(len(raters))
    for first, second in pairs:
        both = units.seen[first] & units.seen[second]
        distance = masi(units.marks[first], units.marks[second])
        apart += np.where(both, 2 * distance / (raters - 1), 0)
        equal += np.where(both & (distance == 0), 2 / (raters * (raters - 1)), 0)
    return apart, equal


def evaluate(sums: UnitSums, totals: Numbers) -> Values:
    """Return the coefficients of each row of totals; NaN where one is not defined."""

    def part(name: str) -> Numbers:
        return totals[:, sums.parts[name]]

    units, values, yes = part("units"), part("values"), part("yes")
    enough = units >= 2
    varies = enough & (yes > 0) & (yes < values)
    observed = np.where(enough, 1 - part("disagreed") / units, np.nan)
    by_chance = gwet_by_chance(part("share") / units)
    of_pairs = _kappas(sums, totals)
    with np.errstate(invalid="ignore"):
        defined = ~np.isnan(of_pairs)
        light = np.where(defined, of_pairs, 0).sum(1) / np.where(defined.any(1), defined.sum(1), np.nan)
    expected = masi_by_chance(part("sets"), sums.sets)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        overall = np.where(expected > 1e-9, 1 - (values - 1) * part("masi") / expected, np.nan)
    every, chance = _mean(observed), _mean(by_chance)
    some = varies.any(1, keepdims=True)

    def beside(codes: Numbers, pooled: Numbers, where: Truths) -> Numbers:
        return np.hstack([np.where(where, codes, np.nan), pooled])

    alpha = nominal_alpha(part("apart"), yes, values)
    pooled = {
        Measure.AC1: np.where(some, beyond_chance(every, chance), np.nan),
        Measure.PABAK: np.where(some, 2 * every - 1, np.nan),
    }
    return Values(
        {
            Measure.OBSERVED: np.hstack([observed, every]),
            Measure.IDENTICAL: np.where(enough, part("identical") / units, np.nan),
            Measure.KAPPA: np.where(np.hstack([varies, some]), light, np.nan),
            Measure.ALPHA: beside(alpha, np.where(enough, overall, np.nan), enough & varies),
            Measure.AC1: beside(beyond_chance(observed, by_chance), pooled[Measure.AC1], varies),
            Measure.PABAK: beside(2 * observed - 1, pooled[Measure.PABAK], varies),
        },
        of_pairs,
    )


def _mean(columns: Numbers) -> Numbers:
    """Return the mean of each row as a column; of no columns NaN."""
    return columns.mean(1, keepdims=True) if columns.shape[1] else np.full((len(columns), 1), np.nan)


def _kappas(sums: UnitSums, totals: Numbers) -> Numbers:
    """Return Cohen's kappa of each pair on each code, and pooled over the codes: (draws, pairs, codes + 1)."""
    found = np.full((len(totals), len(sums.pairs), sums.codes + 1), np.nan)
    for at in range(len(sums.pairs)):
        both, first, second, looked = (
            totals[:, sums.parts[f"{name} {at}"]] for name in ("both", "first", "second", "both looked")
        )
        observed, by_chance = cohen_parts(both, first, second, looked)
        found[:, at, :-1] = beyond_chance(observed, by_chance)
        found[:, at, -1:] = beyond_chance(_mean(observed), _mean(by_chance))
    return found
