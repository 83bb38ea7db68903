"""Which reasons the documents state for each decision: the table that shares, pairs and samples are counted from.

A decision counts once (`is_counted`). Two versions of what counts as stated for it:

- `strict`: asserted, as a reason for not initiating, by the telling that counts, and sure enough to need no review;
- `broad`: also what a person is yet to look at, what is a reason for delay or of an unknown role, and what another
  telling of the same decision states (an earlier recommendation, a draft, a copy, a later repeat).

What is negated, rejected, questioned, or given for something else (initiating, publishing, background) is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.codebook import ILLEGIBLE, NOT_STATED, REDACTED, load_codebook
from corpus.errors import InvalidQuery
from corpus.records import Polarity, Role, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

ANY_REASON = "any_reason"
NONE_COUNTED = "none_counted"  # reasons are mentioned, and this version counts none of them
OUTCOMES = (ANY_REASON, NOT_STATED, REDACTED, ILLEGIBLE, NONE_COUNTED)  # a decision has one of them
DEFAULT_STATUSES = (str(Status.NOT_INITIATED),)
_BROAD_ROLES = (str(Role.REASON_NOT_INITIATING), str(Role.REASON_DELAY), str(Role.UNKNOWN))
_OF_A_DECISION = (
    "decision_id",
    "document_id",
    "body",
    "review_type",
    "decision_status",
    "decision_date",
    "meeting_date",
    "document_date",
    "counted_as",
    "is_counted",
    "source_name",
    "page",
    "quote",
)
_OF_A_MENTION = (
    "mention_id",
    "decision_id",
    "reason_code",
    "role",
    "polarity",
    "needs_review",
    "policy_period",
    "code_confidence",
    "extraction_method",
    "source_name",
    "page",
    "quote",
)


class Version(StrEnum):
    """What counts as stated: see the module."""

    STRICT = "strict"
    BROAD = "broad"


@dataclass(frozen=True, slots=True)
class Stated:
    """The decisions counted, each once, and the reasons stated for them. All are indexed by `decision_id`, sorted.

    `decisions` has document_id, body, review_type, policy_period, date (as precise as told) and extraction_method of
    each; `reasons` one column a code with True where it is stated, a parent also where a code beneath it is; `outcome`
    one of `OUTCOMES`; `mentions` the rows of the analysis table that bear on these decisions, with `counts` (whether
    this version counts them) and `counts_for` (the decision).
    """

    version: Version
    decisions: pd.DataFrame
    reasons: pd.DataFrame
    outcome: pd.Series
    mentions: pd.DataFrame


def stated_reasons(
    analysis: pd.DataFrame,
    decisions: pd.DataFrame,
    version: Version,
    statuses: Sequence[str] = DEFAULT_STATUSES,
) -> Stated:
    """Return what is stated for each decision of these statuses, from the frames of a workspace.

    Raises:
        InvalidQuery: a status that there is not.
    """
    counted = _counted(decisions, statuses)
    rows = _rows_of(analysis, _tellings(decisions, counted, version))
    mentions = rows[rows["mention_id"].notna()].copy()
    mentions["counts"] = _counts(mentions, version)
    for column in ("policy_period", "extraction_method"):
        counted[column] = _first_told(analysis, counted, column)
    reasons = _reasons(mentions, counted)
    return Stated(version, counted, reasons, _outcome(reasons, rows, mentions), mentions)


def parent_of(code: str) -> str:
    """Return the code that a code belongs under: what stands before its first dot, or itself."""
    return code.partition(".")[0]


def takes(given: str, code: str) -> bool:
    """Whether a code asked for takes another: itself and those beneath it."""
    return code == given or code.startswith(given + ".")


def refuse_unknown(reasons: Iterable[str], found: Iterable[str]) -> None:
    """Do nothing where each reason is a code of the codebook, an outcome, or one that was found.

    Raises:
        InvalidQuery: one is not; the message tells what was perhaps meant.
    """
    known = sorted({*found, *OUTCOMES, *(code.code for code in load_codebook().codes)})
    for reason in reasons:
        if reason not in known:
            close = get_close_matches(reason, known, n=1)
            meant = f" Did you mean {close[0]}?" if close else ""
            raise InvalidQuery(f"there is no reason {reason!r}.{meant} Known: {', '.join(known)}.")


def _counted(decisions: pd.DataFrame, statuses: Sequence[str]) -> pd.DataFrame:
    for status in statuses:
        if status not in set(Status):
            raise InvalidQuery(f"there is no status {status!r}. Known: {', '.join(Status)}.")
    held = decisions.reindex(columns=list(_OF_A_DECISION))
    chosen = held[held["is_counted"].fillna(False).astype(bool) & held["decision_status"].isin(list(statuses))]
    counted = chosen.drop_duplicates("decision_id").set_index("decision_id").sort_index()
    counted["date"] = counted["decision_date"].fillna(counted["meeting_date"]).fillna(counted["document_date"])
    return counted


def _tellings(decisions: pd.DataFrame, counted: pd.DataFrame, version: Version) -> dict[str, str]:
    """Return, a decision as some document tells it, the id of the counted decision that it is."""
    own = {decision: decision for decision in counted.index}
    if version is Version.STRICT:
        return own
    held = decisions.reindex(columns=["decision_id", "counted_as"]).dropna()
    same = dict(zip(held["decision_id"], held["counted_as"], strict=True))
    return {decision: as_ for decision, as_ in same.items() if as_ in own} | own


def _rows_of(analysis: pd.DataFrame, tellings: dict[str, str]) -> pd.DataFrame:
    rows = analysis.reindex(columns=list(_OF_A_MENTION))
    rows = rows[rows["decision_id"].isin(list(tellings))].copy()
    rows["counts_for"] = rows["decision_id"].map(tellings).astype("str")
    return rows


def _counts(mentions: pd.DataFrame, version: Version) -> pd.Series:
    asserted = mentions["polarity"].eq(str(Polarity.ASSERTED))
    if version is Version.BROAD:
        return (asserted & mentions["role"].isin(_BROAD_ROLES)).astype(bool)
    sure = ~mentions["needs_review"].fillna(True).astype(bool)
    return (asserted & mentions["role"].eq(str(Role.REASON_NOT_INITIATING)) & sure).astype(bool)


def _reasons(mentions: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """One column a code that any of the mentions has, counted or not, so that none is a row of zeros and not absent."""
    import pandas as pd

    found = mentions["reason_code"].dropna()
    codes = sorted({code for own in found.unique() for code in (own, parent_of(own))})
    reasons = pd.DataFrame(False, index=counted.index, columns=pd.Index(codes, dtype="str"))
    ours = mentions[mentions["counts"] & mentions["reason_code"].notna()]
    for own, rows in ours.groupby("reason_code"):
        reasons.loc[rows["counts_for"].unique(), sorted({str(own), parent_of(str(own))})] = True
    return reasons


def _outcome(reasons: pd.DataFrame, rows: pd.DataFrame, mentions: pd.DataFrame) -> pd.Series:
    """What stands higher here takes what stands lower: a reason, else a redaction over it, ... else nothing stated."""
    import pandas as pd

    outcome = pd.Series(NOT_STATED, index=reasons.index, dtype="str", name="outcome")
    outcome[outcome.index.isin(mentions["counts_for"])] = NONE_COUNTED
    sentinels = rows[rows["mention_id"].isna()]
    for sentinel in (ILLEGIBLE, REDACTED):
        outcome[outcome.index.isin(sentinels.loc[sentinels["reason_code"].eq(sentinel), "counts_for"])] = sentinel
    outcome[reasons.any(axis=1).astype(bool)] = ANY_REASON
    return outcome


def _first_told(analysis: pd.DataFrame, counted: pd.DataFrame, column: str) -> pd.Series:
    """Return what the analysis table has of a decision in a column that the decisions lack."""
    held = analysis.reindex(columns=["decision_id", column]).dropna().drop_duplicates("decision_id")
    return held.set_index("decision_id")[column].astype("str").reindex(counted.index).fillna("unknown")
