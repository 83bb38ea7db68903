"""Shares of reasons: of the decisions counted, for how many the documents state each reason.

Per decision, never per mention; `not_stated`, `redacted` and their like stay in the denominator and have rows of their
own. Beside each share: the interval of Wilson 1927, a percentile bootstrap by body, the bounds of what could not be
read (overall only: an unread file has no body and no date), and the share corrected for the classifier's errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.shares.body_bootstrap import clusters_of, share_intervals
from analysis.shares.checked_rows import corrected_by_checks
from analysis.shares.groups import ALL, Grouping, groups_of
from analysis.shares.missing_documents import Missing, missing_documents
from analysis.shares.prevalence import Estimate, Ratio, rogan_gladen, wilson
from analysis.shares.stated_reasons import (
    DEFAULT_STATUSES,
    OUTCOMES,
    Stated,
    Version,
    refuse_unknown,
    stated_reasons,
    takes,
)
from analysis.shares.suppression import hidden_cells
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

_WHOLE = "decisions"  # the row of a table of counts that the outcomes sum to


@dataclass(frozen=True, slots=True)
class ShareSettings:
    """What is asked. `sensitivity` and `specificity` correct every reason shown, and are given together."""

    statuses: tuple[str, ...] = DEFAULT_STATUSES
    versions: tuple[Version, ...] = tuple(Version)
    reasons: tuple[str, ...] = ()  # codes to tell of, with those beneath them; all where none is named
    by: Grouping | None = None
    event: str = ""  # a day, for the grouping by event: 2010-06-10
    per_missing: float | None = None  # decisions a document that could not be read; the mean of those read by default
    resamples: int = 2000
    seed: int = 1
    suppress: int | None = None  # hide counts from 1 to below this
    sensitivity: Ratio | None = None
    specificity: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the decisions of a group that state a reason, or that have an outcome such as `not_stated`.

    `rows` are the ids of the decisions that have it. `by_body` and `bounds` are (low, high), None where not given.
    Where `is_hidden` (a small number), counts, shares and rows are None or empty.
    """

    version: Version
    group: str
    code: str
    count: int | None
    decisions: int | None
    share: Estimate
    by_body: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None
    corrected: tuple[Estimate, ...] = ()
    rows: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """All shares asked for, in the order of version, group (`all` first) and code; and what must be told beside them.

    `decisions` is how many were counted, None where that is hidden.
    """

    settings: ShareSettings
    rows: tuple[Share, ...]
    decisions: int | None
    missing: Missing
    cautions: tuple[str, ...] = ()


def shares(
    analysis: pd.DataFrame,
    decisions: pd.DataFrame,
    ledger: pd.DataFrame,
    settings: ShareSettings | None = None,
    checked: pd.DataFrame | None = None,
) -> Shares:
    """Return the shares of reasons in the frames of a workspace; `checked` as `checked_rows.read_checked` returns it.

    Raises:
        InvalidQuery: an unknown status or reason, a bad date, or settings that do not go together.
    """
    asked = settings or ShareSettings()
    _refuse(asked, checked)
    every = [stated_reasons(analysis, decisions, version, asked.statuses) for version in asked.versions]
    codes = _codes(every, asked.reasons)
    number = len(every[0].decisions)
    missing = missing_documents(ledger, number, asked.per_missing)
    found: list[Share] = []
    for stated in every:
        present = _present(stated, codes)
        groups = groups_of(stated.decisions, asked.by, asked.event)
        tables = {group: present.loc[ids] for group, ids in groups.items()}
        rows = _hidden(list(_shares_of(stated, tables, missing, asked)), asked.suppress)
        kept = [share for share in rows if _is_asked(share.code, asked.reasons)]
        found += [_corrected(share, tables[share.group], checked, asked) for share in kept]
    is_hidden = asked.suppress is not None and 0 < number < asked.suppress
    cautions = _cautions(every[0], asked, checked)
    return Shares(asked, tuple(found), None if is_hidden else number, missing, cautions)


def _refuse(asked: ShareSettings, checked: pd.DataFrame | None) -> None:
    if (asked.sensitivity is None) != (asked.specificity is None):
        raise InvalidQuery("sensitivity and specificity go together: give --sensitivity 80/100 --specificity 190/200.")
    if asked.sensitivity is not None and checked is not None:
        raise InvalidQuery("correct by sensitivity and specificity, or by rows checked: not by both at once.")
    if asked.event and asked.by is not Grouping.EVENT:
        raise InvalidQuery("a date to tell before from after goes with --by event.")
    if asked.resamples < 100:
        raise InvalidQuery(f"{asked.resamples} resamples are too few for an interval: give 100 or more.")
    if not asked.versions:
        raise InvalidQuery(f"name a version: {' or '.join(Version)}.")


def _codes(every: list[Stated], reasons: tuple[str, ...]) -> list[str]:
    """Return the codes that any version's mentions have, and those asked for; sorted, parents first."""
    found = {str(code) for stated in every for code in stated.reasons.columns}
    refuse_unknown(reasons, found)
    return sorted(found | (set(reasons) - set(OUTCOMES)))


def _is_asked(code: str, reasons: tuple[str, ...]) -> bool:
    return not reasons or any(takes(given, code) for given in reasons)


def _present(stated: Stated, codes: list[str]) -> pd.DataFrame:
    """Truth values of decision x code, then of decision x outcome."""
    import pandas as pd

    reasons = stated.reasons.reindex(columns=codes, fill_value=False)
    outcomes = pd.DataFrame({outcome: stated.outcome.eq(outcome) for outcome in OUTCOMES}, index=stated.outcome.index)
    return pd.concat([reasons, outcomes], axis=1).astype(bool)


def _shares_of(
    stated: Stated, tables: dict[str, pd.DataFrame], missing: Missing, asked: ShareSettings
) -> Iterator[Share]:
    for group, ours in tables.items():
        clusters = clusters_of(stated.decisions.loc[ours.index])
        held, ids = ours.to_numpy(), ours.index.to_numpy(dtype=object)
        by_body = None if clusters.refusal else share_intervals(ours, clusters, asked.resamples, asked.seed)
        for position, code in enumerate(ours.columns):
            rows = tuple(ids[held[:, position]])
            count = len(rows)
            # Where none or all have it, every resample says the same, and an interval of no width would claim too much.
            interval = None
            if by_body is not None and 0 < count < len(ours):
                interval = (float(by_body[0, position]), float(by_body[1, position]))
            yield Share(
                stated.version,
                group,
                str(code),
                count,
                len(ours),
                wilson(count, len(ours)),
                interval,
                missing.bounds(count, len(ours)) if group == ALL and missing.documents else None,
                rows=rows,
            )


def _hidden(rows: list[Share], least: int | None) -> list[Share]:
    """Hide small numbers, and what would give them back. The rows stay off every figure: they could be counted."""
    import pandas as pd

    if least is None:
        return rows
    counts = {(share.code, share.group): share.count for share in rows}
    counts |= {(_WHOLE, share.group): share.decisions for share in rows}
    table = pd.Series(counts).unstack()
    hidden = hidden_cells(table[_all_last(table.columns)], OUTCOMES, _WHOLE, ALL, least)
    says = f"hidden: fewer than {least}, or it would give away a number that is."
    return [
        Share(
            share.version,
            share.group,
            share.code,
            None,
            None if hidden.loc[_WHOLE, share.group] else share.decisions,
            Estimate("wilson", None, says=says),
            is_hidden=True,
        )
        if hidden.loc[share.code, share.group]
        else replace(share, rows=())
        for share in rows
    ]


def _all_last(columns: pd.Index) -> list[str]:
    return [str(name) for name in columns if name != ALL] + [ALL]


def _corrected(share: Share, present: pd.DataFrame, checked: pd.DataFrame | None, asked: ShareSettings) -> Share:
    if share.is_hidden or share.code in OUTCOMES or not share.decisions or share.count is None:
        return share
    if asked.sensitivity is not None and asked.specificity is not None:
        flagged = Ratio(share.count, share.decisions)
        return replace(share, corrected=(rogan_gladen(flagged, asked.sensitivity, asked.specificity),))
    if checked is None:
        return share
    return replace(share, corrected=corrected_by_checks(checked, share.code, present[share.code]))


def _cautions(stated: Stated, asked: ShareSettings, checked: pd.DataFrame | None) -> tuple[str, ...]:
    found = []
    if len(stated.decisions) and (refusal := clusters_of(stated.decisions).refusal):
        found.append(refusal[0].upper() + refusal[1:])
    if asked.sensitivity is not None:
        found.append(
            "One sensitivity and specificity correct every reason shown: they hold for the reason, the version and the "
            "kind of documents that they were measured on."
        )
    if checked is not None:
        unknown = int((~checked["decision_id"].isin(stated.decisions.index)).sum())
        if unknown:
            found.append(f"{unknown:,} rows checked are of decisions that are not counted here, and were not used.")
    if asked.sensitivity is not None or checked is not None:
        found.append("Intervals of corrected shares take decisions as independent, not as alike within a body.")
    if asked.suppress is not None:
        found.append(f"Counts from 1 to {asked.suppress - 1} are hidden, and what would give them back by subtraction.")
    return tuple(found)
