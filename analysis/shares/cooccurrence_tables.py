"""Pairs of reasons as frames for printing and drawing, and as figures that resolve to their decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.figures import Figure

if TYPE_CHECKING:
    import pandas as pd

    from analysis.shares.cooccurrence import Cooccurrence, Pair

_COUNTS = ("both", "one", "other", "decisions")
_NUMBERS = ("expected", "lift", "lift_low", "lift_high", "jaccard", "phi", "odds_ratio", "fisher", "holm")


def cooccurrence_frame(found: Cooccurrence) -> pd.DataFrame:
    """Return one row a pair, the surest association first; columns as `Pair`, NA where hidden or not defined."""
    import pandas as pd

    columns = ["first", "second", *_COUNTS, *_NUMBERS, "is_structural", "note"]
    frame = pd.DataFrame([_row(pair) for pair in found.pairs], columns=columns)
    types = dict.fromkeys(("first", "second", "note"), "str") | dict.fromkeys(_COUNTS, "Int64")
    return frame.astype(types | dict.fromkeys(_NUMBERS, "float64") | {"is_structural": "bool"})


def _row(pair: Pair) -> tuple[object, ...]:
    return (
        pair.first,
        pair.second,
        pair.both,
        pair.one,
        pair.other,
        pair.decisions,
        pair.expected,
        pair.lift,
        *(pair.lift_interval or (None, None)),
        pair.jaccard,
        pair.phi,
        pair.odds_ratio,
        pair.fisher,
        pair.holm,
        pair.is_structural,
        pair.says or None,
    )


def cooccurrence_matrix(found: Cooccurrence, column: str = "both") -> pd.DataFrame:
    """Return codes x codes, symmetric, for a chart: the column of `cooccurrence_frame` named, NA on the diagonal."""
    import pandas as pd

    frame = cooccurrence_frame(found)
    codes = sorted({*frame["first"], *frame["second"]})
    matrix = pd.DataFrame(index=codes, columns=codes, dtype="float64")
    for first, second, value in zip(frame["first"], frame["second"], frame[column].astype("float64"), strict=True):
        matrix.loc[first, second] = matrix.loc[second, first] = value
    return matrix


def cooccurrence_figures(found: Cooccurrence) -> tuple[Figure, ...]:
    """Return the lift of every pair as a figure, `together.strict.cost+publicity`, with `.odds_ratio` and `.holm`.

    Rows are the decisions for which both are stated; none where small numbers are hidden.
    """
    return tuple(figure for pair in found.pairs for figure in _figures(pair, str(found.settings.version)))


def _figures(pair: Pair, version: str) -> list[Figure]:
    name = f"together.{version}.{pair.first}+{pair.second}"
    low, high = pair.lift_interval or (None, None)
    figures = [Figure(name, pair.lift, _says(pair), low, high, pair.rows)]
    if pair.odds_ratio is not None:
        says = "Odds of one where the other is stated, against where it is not: an association."
        figures.append(Figure(f"{name}.odds_ratio", pair.odds_ratio, says, rows=pair.rows))
    if pair.holm is not None:
        says = f"p-value of Fisher's exact test ({pair.fisher:.4g}), adjusted for all pairs tested (Holm)."
        figures.append(Figure(f"{name}.holm", pair.holm, says, rows=pair.rows))
    return figures


def _says(pair: Pair) -> str:
    if pair.both is None or pair.expected is None:
        return pair.says
    told = (
        f"The documents state {pair.first} and {pair.second} together for {pair.both:,} of {pair.decisions:,} "
        f"decisions; {pair.expected:.1f} if neither had to do with the other."
    )
    return f"{told} {pair.says[:1].upper()}{pair.says[1:]}".strip()
