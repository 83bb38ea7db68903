"""Coefficients of agreement as formulas: counts in, numbers out; NaN inside, where a coefficient is not defined.

Cohen (1960) kappa; Krippendorff (2004) alpha; Gwet (2008) AC1; Byrt, Bishop and Carlin (1993) PABAK; Passonneau (2006)
MASI, the distance of two sets of codes. The functions on arrays work on all draws of a bootstrap at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


def beyond_chance(observed: Numbers, by_chance: Numbers) -> Numbers:
    """Return (observed - by chance) / (1 - by chance); NaN where all agreement is by chance."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance < 1, (observed - by_chance) / (1 - by_chance), np.nan)


def cohen_parts(both: Numbers, first: Numbers, second: Numbers, units: Numbers) -> tuple[Numbers, Numbers]:
    """Return observed agreement of two coders on a code, and that expected by chance (Cohen 1960).

    Takes how many units both, the first and the second mark, and how many both looked at; NaN below 2 units.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        n = np.where(units >= 2, units, np.nan)
        observed = (n - first - second + 2 * both) / n
        by_chance = (first * second + (n - first) * (n - second)) / n**2
    return observed, np.where((first == n) & (second == n) | (first == 0) & (second == 0) & (n > 0), 1.0, by_chance)


def gwet_by_chance(share: Numbers) -> Numbers:
    """Return the agreement that AC1 expects by chance of a yes or no (Gwet 2008), from the mean share of yes."""
    return 2 * share * (1 - share)


def nominal_alpha(apart: Numbers, marks: Numbers, values: Numbers) -> Numbers:
    """Return alpha of a yes or no (Krippendorff 2004); NaN where all values are alike.

    `apart`: sum over units of yes * no / (coders - 1); `marks`: how many values are yes; `values`: how many there are,
    in units with two coders or more.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((marks > 0) & (marks < values), 1 - (values - 1) * apart / (marks * (values - marks)), np.nan)


def masi(first: Truths, second: Truths) -> Numbers:
    """Return the distance in [0, 1] of sets of codes, row by row (Passonneau 2006): 1 - Jaccard * monotonicity.

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where they share nothing.
    Two empty sets are equal; an empty set shares nothing with any other. Shapes (..., codes), as numpy broadcasts.
    """
    return masi_of_sizes(
        (first & second).sum(-1).astype(float), first.sum(-1).astype(float), second.sum(-1).astype(float)
    )


def masi_of_sizes(shared: Numbers, first: Numbers, second: Numbers) -> Numbers:
    """Return the MASI distance from how many codes two sets share and how many each holds."""
    either = first + second - shared
    lesser, greater = np.minimum(first, second), np.maximum(first, second)
    monotonicity = np.where(shared == greater, 1.0, np.where(shared == lesser, 2 / 3, 1 / 3))
    jaccard = np.where(either > 0, shared / np.maximum(either, 1), 1.0)
    return np.asarray(1 - jaccard * monotonicity)


def masi_by_chance(counts: Numbers, sets: Truths, block: int = 512) -> Numbers:
    """Return, per row of counts of sets, the sum of counts[a] * counts[b] * distance(a, b), in blocks of sets."""
    members = sets.astype(float)
    sizes = members.sum(1)
    total = np.zeros(len(counts))
    for at in range(0, len(sets), block):
        part = slice(at, at + block)
        distances = masi_of_sizes(members[part] @ members.T, sizes[part, None], sizes[None, :])
        total += (counts[:, part] * (counts @ distances.T)).sum(1)
    return total


def krippendorff_alpha(ratings: Sequence[Sequence[Hashable | None]]) -> float | None:
    """Return nominal alpha (Krippendorff 2004) of any number of coders; None where it is not defined.

    One row per coder, one place per unit; None: not coded. A value that is a frozenset is compared by MASI distance.
    Not defined: no unit with two coders, or one value throughout.
    """
    values = sorted({value for row in ratings for value in row if value is not None}, key=repr)
    at = {value: place for place, value in enumerate(values)}
    counts = np.zeros((max(map(len, ratings), default=0), len(values)))
    for row in ratings:
        for unit, value in enumerate(row):
            if value is not None:
                counts[unit, at[value]] += 1
    counts = counts[counts.sum(1) >= 2]
    distances = _distances(values)
    total, each = counts.sum(), counts.sum(0)
    expected = each @ distances @ each
    if not len(counts) or expected == 0:
        return None
    observed = (np.einsum("ua,ab,ub->u", counts, distances, counts) / (counts.sum(1) - 1)).sum()
    return float(1 - (total - 1) * observed / expected)


def _distances(values: Sequence[Any]) -> Numbers:
    if not values or not all(isinstance(value, frozenset) for value in values):
        return 1 - np.eye(len(values))
    codes = sorted(frozenset().union(*values), key=repr)
    sets = np.array([[code in value for code in codes] for value in values], dtype=bool).reshape(len(values), -1)
    return masi(sets[:, None, :], sets[None, :, :])
