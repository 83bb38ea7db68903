"""Shares, pairs of reasons and samples, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.shares.groups import ALL
from analysis.shares.prevalence import Estimate
from corpus.codebook import ILLEGIBLE

if TYPE_CHECKING:
    from analysis.shares.cooccurrence import Cooccurrence, Pair
    from analysis.shares.measure import Share, Shares
    from analysis.shares.prevalence import Ratio

_CORRECTIONS = {
    "rogan_gladen": "for sensitivity and specificity (Rogan-Gladen)",
    "ppi_tuned": "by the rows checked (prediction-powered, tuned); --json has the classic and the hand labels alone",
}


_NONE = Estimate("", None)


def share_lines(found: Shares) -> list[str]:
    """Return shares as a table a version and group, with what is missing and what to mind."""
    number = "a small number of" if found.decisions is None else f"{found.decisions:,}"
    statuses = ", ".join(found.settings.statuses)
    lines = [
        f"Reasons that the documents state, of {number} decisions ({statuses}), each counted once.",
        "Association only: what a document states is not why it was done.",
    ]
    groups = dict.fromkeys((share.version, share.group) for share in found.rows)
    for version, group in groups:
        rows = [share for share in found.rows if (share.version, share.group) == (version, group)]
        heads = _heads(rows)
        shown = [share for share in rows if share.code != ILLEGIBLE or share.count != 0]
        lines += [
            "",
            f"{version}{'' if group == ALL else f', {group}'}",
            *_table(heads, [_cells(share, heads) for share in shown]),
        ]
    return [*lines, *_corrections(found), "", found.missing.says, *found.cautions]


def _heads(rows: Sequence[Share]) -> list[str]:
    bounds = ["if the missing do"] if any(share.bounds for share in rows) else []
    corrected = ["corrected", "95 % of that"] if any(share.corrected for share in rows) else []
    return ["reason", "decisions", "share", "95 %", "95 % by body", *corrected, *bounds]


def _cells(share: Share, heads: Sequence[str]) -> list[str]:
    if share.count is None:
        return [share.code, "hidden"]
    estimate = share.share
    cells = [
        share.code,
        f"{share.count:,} of {share.decisions:,}",
        _percent(estimate.value),
        _range(estimate.low, estimate.high),
        _range(*(share.by_body or (None, None))),
    ]
    if "corrected" in heads:
        first = share.corrected[0] if share.corrected else _NONE
        cells += [_percent(first.value), _range(first.low, first.high)]
    return [*cells, _range(*(share.bounds or (None, None)))]


def _corrections(found: Shares) -> list[str]:
    """Say how shares were corrected, and what is to be told of which reasons."""
    estimates = [(share.code, share.corrected[0]) for share in found.rows if share.corrected]
    if not estimates:
        return []
    told: dict[str, list[str]] = {}
    for code, estimate in estimates:
        if estimate.says:
            told.setdefault(estimate.says, []).append(code)
    method = estimates[0][1].method
    return [
        "",
        f"Corrected {_CORRECTIONS[method]}.",
        *(f"{', '.join(dict.fromkeys(codes))}: {says}" for says, codes in told.items()),
    ]


def estimate_line(estimate: Estimate, flagged: Ratio) -> str:
    """Return a share given and what it is once corrected, to four places."""
    head = f"{flagged.part:,} of {flagged.of:,} found ({flagged.share:.4f})."
    if estimate.value is None:
        return f"{head} {estimate.says[:1].upper()}{estimate.says[1:]}"
    interval = "" if estimate.low is None else f" (95 %: {estimate.low:.4f} to {estimate.high:.4f})"
    return f"{head} Corrected: {estimate.value:.4f}{interval}. {estimate.says[:1].upper()}{estimate.says[1:]}".strip()


def pair_lines(found: Cooccurrence, limit: int) -> list[str]:
    """Return pairs of reasons as a table, the surest association first."""
    head = f"Pairs of reasons, of {found.decisions:,} decisions ({found.settings.version} count): {len(found.pairs):,}."
    heads = ["reasons", "both", "expected", "lift", "95 % by body", "phi", "odds ratio", "Fisher p", "Holm p"]
    shown = found.pairs[:limit]
    more = [f"... and {len(found.pairs) - limit:,} more: --limit, or --out FILE."] if len(found.pairs) > limit else []
    return [head, "", *_table(heads, map(_pair_cells, shown)), *more, "", *found.cautions]


def _pair_cells(pair: Pair) -> list[str]:
    name = f"{pair.first} + {pair.second}"
    if pair.both is None:
        return [name, "hidden", *[""] * 7]
    low, high = pair.lift_interval or (None, None)
    return [
        name,
        f"{pair.both:,}",
        _number(pair.expected, ".1f"),
        _number(pair.lift, ".2f"),
        "" if low is None or high is None else f"{low:.2f} to {high:.2f}",
        _number(pair.phi, ".2f"),
        _number(pair.odds_ratio, ".2f") or "undefined",
        "not tested" if pair.fisher is None else f"{pair.fisher:.2g}",
        _number(pair.holm, ".2g"),
    ]


def sample_lines(drawn: Any, out: Path) -> list[str]:
    """Return what was drawn, what it can tell, and what to do with it."""
    from analysis.shares.prevalence import zero_error_bound
    from analysis.shares.sampling import margin_of, sample_size

    found = int(drawn["machine"].sum())
    number = len(drawn)
    return [
        f"{number:,} rows to check in {out}: {found:,} reasons that were found and {number - found:,} that were not.",
        "Fill in the column present (1 or 0). What the machine found is not in the file.",
        f"If all {number:,} are right, up to {zero_error_bound(number):.1%} of the answers may still be wrong.",
        f"A share over all of them comes out within {margin_of(number):.0%} at worst; within 5 % takes "
        f"{sample_size(0.5, 0.05):,} rows. For one reason, name it with --reason.",
        f"Rows marked check_twice ({int(drawn['check_twice'].sum()):,}) are for a second person too.",
        f"Then: minuted shares --checked {out}",
    ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows under their heads, the first column to the left and the others to the right."""
    cells = [list(heads), *([*row, *[""] * len(heads)][: len(heads)] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    return ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}".replace("%", " %")


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low * 100:.1f} to {high * 100:.1f} %"


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)
