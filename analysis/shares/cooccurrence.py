"""Which reasons the documents state together, per decision: counts against what chance would give, pair by pair.

Fisher's exact test, two-sided; Holm 1979 over all pairs tested; lift with a percentile bootstrap by body. A pair in
which one code brings the other with it by definition is counted and not tested.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Any

from analysis.shares.body_bootstrap import Clusters, clusters_of
from analysis.shares.stated_reasons import DEFAULT_STATUSES, Stated, Version, parent_of, stated_reasons, takes
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

# A saving against another method names that method: the second code follows from the first.
STRUCTURAL = (("cost.comparative_saving", "alternative_method"),)
_LEAST_DEFINED = 0.95  # of the resamples, for an interval


@dataclass(frozen=True, slots=True)
class PairSettings:
    """What is asked. `fine`: pairs of all codes, not only of those at the top with what lies beneath them."""

    statuses: tuple[str, ...] = DEFAULT_STATUSES
    version: Version = Version.STRICT
    fine: bool = False
    resamples: int = 2000
    seed: int = 1
    suppress: int | None = None  # hide pairs found in 1 to below this many decisions


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reasons over the same decisions. None where a number is not defined, not tested or hidden; `says` tells why.

    `both`, `one`, `other` and `decisions` are counts; `expected` is what independence gives; `lift` is both/expected,
    with `lift_interval` from whole bodies drawn anew; `fisher` is the p-value, `holm` the same over all pairs tested.
    """

    first: str
    second: str
    both: int | None
    one: int | None
    other: int | None
    decisions: int
    expected: float | None
    lift: float | None
    jaccard: float | None
    phi: float | None
    odds_ratio: float | None
    fisher: float | None
    holm: float | None = None
    lift_interval: tuple[float, float] | None = None
    is_structural: bool = False
    says: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """The pairs of reasons found, the surest association first; and what must be told beside them."""

    settings: PairSettings
    pairs: tuple[Pair, ...]
    decisions: int
    cautions: tuple[str, ...] = ()


def pair_of(first: str, second: str, both: int, one: int, other: int, decisions: int) -> Pair:
    """Return what four counts say of two reasons: `one` decisions with the first, `other` with the second.

    Raises:
        InvalidQuery: counts that cannot be.
    """
    from scipy.stats import fisher_exact

    neither = decisions - one - other + both
    if not 0 <= both <= min(one, other) or neither < 0:
        raise InvalidQuery(f"{both} of both, {one} and {other} of {decisions} decisions: these counts cannot be.")
    only_one, only_other = one - both, other - both
    expected = one * other / decisions if decisions else None
    spread = one * other * (decisions - one) * (decisions - other)
    crossed = only_one * only_other
    says = []
    if not spread:
        says.append("one of the two is in none or in all of the decisions: nothing to compare.")
    elif not crossed:
        says.append("the odds ratio is not defined: one is never stated without the other.")
    return Pair(
        first,
        second,
        both,
        one,
        other,
        decisions,
        expected,
        lift=both / expected if expected else None,
        jaccard=both / (one + other - both) if one + other else None,
        phi=(both * neither - crossed) / sqrt(spread) if spread else None,
        odds_ratio=both * neither / crossed if spread and crossed else None,
        fisher=float(fisher_exact([[both, only_one], [only_other, neither]]).pvalue) if spread else None,
        says=" ".join(says),
    )


def cooccurrence(analysis: pd.DataFrame, decisions: pd.DataFrame, settings: PairSettings | None = None) -> Cooccurrence:
    """Return the pairs of reasons that are stated for some decision each, from the frames of a workspace.

    Raises:
        InvalidQuery: an unknown status, or too few resamples.
    """
    asked = settings or PairSettings()
    if asked.resamples < 100:
        raise InvalidQuery(f"{asked.resamples} resamples are too few for an interval: give 100 or more.")
    stated = stated_reasons(analysis, decisions, asked.version, asked.statuses)
    found = stated.reasons.loc[:, stated.reasons.any(axis=0)]
    if not asked.fine:
        found = found[[code for code in found.columns if parent_of(code) == code]]
    pairs = [_pair(found, first, second, stated) for first, second in combinations(found.columns, 2)]
    pairs = _with_intervals(pairs, found, clusters_of(stated.decisions), asked)
    pairs = [_hidden(pair, asked.suppress) for pair in _holm(pairs)]
    order = sorted(pairs, key=lambda pair: (pair.fisher is None, pair.fisher or 0.0, pair.first, pair.second))
    return Cooccurrence(asked, tuple(order), len(found), _cautions(stated, asked, order))


def is_structural(first: str, second: str, stated: pd.Index) -> bool:
    """Whether one code brings the other with it: parent and child, or a saving and the method it is a saving against.

    A parent inherits that of the codes beneath it that are among those stated.
    """
    if takes(first, second) or takes(second, first):
        return True
    for cause, effect in STRUCTURAL:
        for one, other in ((first, second), (second, first)):
            if cause in stated and takes(one, cause) and (takes(effect, other) or takes(other, effect)):
                return True
    return False


def _pair(found: pd.DataFrame, first: str, second: str, stated: Stated) -> Pair:
    both = found[first] & found[second]
    counts = (int(both.sum()), int(found[first].sum()), int(found[second].sum()))
    pair = replace(pair_of(first, second, *counts, len(found)), rows=tuple(str(row) for row in found.index[both]))
    codes = stated.reasons.columns[stated.reasons.any(axis=0)]
    if not is_structural(first, second, codes):
        return pair
    return replace(
        pair, fisher=None, is_structural=True, says="not tested: one brings the other with it by definition."
    )


def _with_intervals(pairs: list[Pair], found: pd.DataFrame, clusters: Clusters, asked: PairSettings) -> list[Pair]:
    """Give each pair tested the interval of its lift. Resamples without one of the two reasons have no lift."""
    import numpy as np

    tested = [pair for pair in pairs if pair.fisher is not None]
    if clusters.refusal or not tested:
        return pairs
    place = {str(code): number for number, code in enumerate(found.columns)}
    one, other = ([place[name] for name in names] for names in zip(*((p.first, p.second) for p in tested), strict=True))
    values = found.to_numpy(dtype=float)
    sums = clusters.sums(np.column_stack([values, values[:, one] * values[:, other], np.ones(len(values))]))
    width = len(place)
    drawn = np.vstack(
        [_lifts(weights @ sums, one, other, width) for weights in clusters.draws(asked.resamples, asked.seed)]
    )
    intervals = {(p.first, p.second): _interval(drawn[:, number]) for number, p in enumerate(tested)}
    return [replace(pair, lift_interval=intervals.get((pair.first, pair.second))) for pair in pairs]


def _lifts(counts: Any, one: list[int], other: list[int], width: int) -> Any:
    import numpy as np

    expected = counts[:, one] * counts[:, other]
    both = counts[:, width:-1] * counts[:, -1:]
    return np.divide(both, expected, out=np.full_like(both, np.nan), where=expected > 0)


def _interval(lifts: Any) -> tuple[float, float] | None:
    import numpy as np

    defined = lifts[~np.isnan(lifts)]
    if len(defined) < _LEAST_DEFINED * len(lifts):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return float(low), float(high)


def _holm(pairs: list[Pair]) -> list[Pair]:
    from statsmodels.stats.multitest import multipletests

    tested = [pair.fisher for pair in pairs if pair.fisher is not None]
    adjusted = iter(multipletests(tested, method="holm")[1] if tested else ())
    return [pair if pair.fisher is None else replace(pair, holm=float(next(adjusted))) for pair in pairs]


def _hidden(pair: Pair, least: int | None) -> Pair:
    """Hide a pair of which any count is small: all that is told of it would give the count back."""
    if least is None:
        return pair
    pair = replace(pair, rows=())
    counts = (pair.both, pair.one, pair.other)
    if not any(count is not None and 0 < count < least for count in counts):
        return pair
    nothing: dict[str, Any] = dict.fromkeys(
        ("both", "one", "other", "expected", "lift", "jaccard", "phi", "odds_ratio", "fisher", "holm", "lift_interval")
    )
    return replace(pair, **nothing, says=f"hidden: a number below {least}.")


def _cautions(stated: Stated, asked: PairSettings, pairs: list[Pair]) -> tuple[str, ...]:
    found = [
        "Reasons stated together are associated in what the documents state: that one brought the other is not said."
    ]
    if len(stated.decisions) and (refusal := clusters_of(stated.decisions).refusal):
        found.append(refusal[0].upper() + refusal[1:])
    structural = sum(pair.is_structural for pair in pairs)
    if structural:
        found.append(f"{structural:,} pair(s) are not tested: one code brings the other with it by definition.")
    if asked.suppress is not None:
        found.append(f"Pairs with a count from 1 to {asked.suppress - 1} are hidden.")
    return tuple(found)
