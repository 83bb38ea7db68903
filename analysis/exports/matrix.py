"""Decisions x codes: 1 where a decision states a reason, 0 where it does not, as statistics programs take it.

What counts as stated, strictly and broadly, is said in `analysis.shares.stated_reasons`; its counts are the sums.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.shares.stated_reasons import OUTCOMES, Version, stated_reasons
from corpus.records import Status

if TYPE_CHECKING:
    import pandas as pd

FACTS = ("document_id", "body", "review_type", "decision_status", "policy_period", "date")


def decision_matrix(
    analysis: pd.DataFrame, decisions: pd.DataFrame, codes: Iterable[str], version: Version
) -> pd.DataFrame:
    """Return one row per decision that counts, whatever its status, from the frames of a workspace.

    Columns: decision_id and `FACTS` of it; `OUTCOMES` (any_reason, not_stated, ...), of which each row has one 1; then
    every one of `codes` and every further code found, in the order of their names, a parent with 1 also where a code
    beneath it has. Filter on `decision_status` for `not_initiated` to have the rows that shares of reasons are of.
    """
    import pandas as pd

    stated = stated_reasons(analysis, decisions, version, tuple(str(status) for status in Status))
    facts = stated.decisions[list(FACTS)]
    outcomes = pd.DataFrame({name: stated.outcome.eq(name) for name in OUTCOMES}, index=facts.index)
    names = sorted((set(codes) | set(stated.reasons.columns)) - set(OUTCOMES))
    reasons = stated.reasons.reindex(columns=names, fill_value=False)
    truths = pd.concat([outcomes, reasons], axis=1).astype("int64")
    return pd.concat([facts, truths], axis=1).rename_axis("decision_id").reset_index()


def meanings(codes: dict[str, str]) -> dict[str, str]:
    """Return what each column of 0 and 1 means; `codes` are the codebook's with their definitions."""
    said = {
        "any_reason": "1 where the decision states a reason that this version counts.",
        "not_stated": "1 where no reason is mentioned.",
        "redacted": "1 where the reasons were withheld.",
        "illegible": "1 where the reasons cannot be read.",
        "none_counted": "1 where reasons are mentioned and this version counts none of them.",
    }
    return said | {code: said.get(code, f"1 where stated: {meaning}") for code, meaning in codes.items()}
