"""A coefficient with its interval, or the sentence that says why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.agreement.coefficients import Numbers

MOST_UNDEFINED = 0.05  # share of draws without a value, above which the rest are no fair picture
FEW_CLUSTERS = 10


class Measure(StrEnum):
    """What is measured."""

    OBSERVED = "observed"
    IDENTICAL = "identical"
    KAPPA = "kappa"
    ALPHA = "alpha"
    AC1 = "ac1"
    PABAK = "pabak"
    SPAN_F1 = "span_f1"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient; `low` and `high` bound its 95 % percentile interval. `says` tells why any of them is None."""

    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    says: str = ""


def estimate(measure: Measure, value: float, drawn: Numbers, clusters: int, undefined: str, what: str) -> Estimate:
    """Return a coefficient with the interval of its draws (NaN: not defined in that draw).

    `undefined` says why the value is NaN, where it is; `clusters` is how many of `what` ("documents") are drawn from.
    """
    if np.isnan(value):
        return Estimate(measure, None, says=undefined)
    value = float(value)
    defined = drawn[~np.isnan(drawn)]
    if clusters < 2:
        return Estimate(measure, value, says=f"no interval: all units are of fewer than 2 {what}")
    if not len(drawn):
        return Estimate(measure, value, says="no interval: none was drawn")
    if len(defined) < (1 - MOST_UNDEFINED) * len(drawn):
        share = f"more than {MOST_UNDEFINED:.0%} of draws"
        return Estimate(measure, value, says=f"no interval, as it is not defined in {share} (too rare or too common)")
    low, high = (float(bound) for bound in np.percentile(defined, [2.5, 97.5]))
    if low == high:
        return Estimate(measure, value, says="no interval, as all draws give one value and it would look certain")
    says = f"rough interval: drawn from {clusters} {what} alone" if clusters < FEW_CLUSTERS else ""
    return Estimate(measure, value, low, high, says)
