"""Shares as frames for printing and drawing, and as figures that resolve to their decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.figures import Figure
from analysis.shares.groups import ALL
from analysis.shares.stated_reasons import OUTCOMES, Version, parent_of

if TYPE_CHECKING:
    import pandas as pd

    from analysis.shares.measure import Share, Shares
    from analysis.shares.prevalence import Estimate

_NUMBERS = (
    "share",
    "low",
    "high",
    "by_body_low",
    "by_body_high",
    "lowest",
    "highest",
    "corrected",
    "corrected_low",
    "corrected_high",
)


def shares_frame(found: Shares) -> pd.DataFrame:
    """Return one row a share, in [0, 1]; NA where a number is hidden or not defined, and `note` tells why.

    Columns: version, group, code, parent, is_outcome (`not_stated` and its like), count, decisions; share, low, high
    (Wilson); by_body_low, by_body_high (bootstrap); lowest, highest (missing documents); corrected, corrected_low,
    corrected_high and method of the correction (the tuned one, from rows checked); is_hidden, note.
    """
    import pandas as pd

    columns = ("version", "group", "code", "parent", "is_outcome", "count", "decisions", *_NUMBERS, "method")
    frame = pd.DataFrame([_row(share) for share in found.rows], columns=[*columns, "is_hidden", "note"])
    types = dict.fromkeys(("version", "group", "code", "parent", "method", "note"), "str")
    types |= dict.fromkeys(("count", "decisions"), "Int64") | dict.fromkeys(_NUMBERS, "float64")
    return frame.astype(types | dict.fromkeys(("is_outcome", "is_hidden"), "bool"))


def _row(share: Share) -> tuple[Any, ...]:
    corrected = share.corrected[0] if share.corrected else None
    note = " ".join(estimate.says for estimate in (share.share, corrected) if estimate and estimate.says)
    return (
        str(share.version),
        share.group,
        share.code,
        parent_of(share.code),
        share.code in OUTCOMES,
        share.count,
        share.decisions,
        share.share.value,
        share.share.low,
        share.share.high,
        *(share.by_body or (None, None)),
        *(share.bounds or (None, None)),
        *((corrected.value, corrected.low, corrected.high) if corrected else (None, None, None)),
        corrected.method if corrected else None,
        share.is_hidden,
        note or None,
    )


def share_matrix(found: Shares, version: Version, column: str = "share") -> pd.DataFrame:
    """Return codes x groups, for a chart: a column of `shares_frame`, NA where hidden. `all` only where not grouped."""
    frame = shares_frame(found)
    frame = frame[frame["version"].eq(str(version))]
    grouped = frame[frame["group"].ne(ALL)]
    drawn = frame if grouped.empty else grouped
    matrix = drawn.pivot(index="code", columns="group", values=column)
    return matrix.reindex(index=drawn["code"].unique(), columns=drawn["group"].unique())


def shares_figures(found: Shares) -> tuple[Figure, ...]:
    """Return every share as figures: `shares.strict.cost`, with `.by_body`, `.missing` and `.ppi_tuned` after it.

    In a grouping the group stands in brackets: `shares.strict.cost[2010]`. Rows are the decisions that have it; where
    small numbers are hidden, no figure has rows.
    """
    return tuple(figure for share in found.rows for figure in _figures(share, found))


def _figures(share: Share, found: Shares) -> list[Figure]:
    group = "" if share.group == ALL else f"[{share.group}]"
    name = f"shares.{share.version}.{share.code}{group}"
    head = Figure(name, share.share.value, _says(share), share.share.low, share.share.high, share.rows)
    figures = [head]
    if share.by_body:
        drawn = f"{found.settings.resamples:,} times, seed {found.settings.seed}"
        says = f"95 % interval with whole bodies drawn anew ({drawn})."
        figures.append(Figure(f"{name}.by_body", share.share.value, says, *share.by_body, share.rows))
    if share.bounds:
        figures.append(Figure(f"{name}.missing", share.share.value, found.missing.says, *share.bounds, share.rows))
    return figures + [_corrected(name, estimate, share.rows) for estimate in share.corrected]


def _corrected(name: str, estimate: Estimate, rows: tuple[str, ...]) -> Figure:
    says = estimate.says or CORRECTIONS[estimate.method]
    return Figure(f"{name}.{estimate.method}", estimate.value, says, estimate.low, estimate.high, rows)


CORRECTIONS = {
    "rogan_gladen": "corrected for sensitivity and specificity as given (Rogan-Gladen, Lang-Reiczigel).",
    "ppi_tuned": "set right by the decisions checked by hand (prediction-powered inference, tuned).",
    "ppi": "set right by the decisions checked by hand (prediction-powered inference, classic).",
    "hand_labels": "from the decisions checked by hand alone.",
}


def _says(share: Share) -> str:
    if share.count is None or share.share.value is None:
        return share.share.says
    of = f"{share.count:,} of {share.decisions:,} decisions ({share.share.value:.1%})"
    group = "" if share.group == ALL else f" in the group {share.group}"
    if share.code in OUTCOMES:
        return f"{of}{group} have the outcome {share.code} ({share.version} count)."
    return f"For {of}{group} the documents state the reason {share.code} ({share.version} count)."
