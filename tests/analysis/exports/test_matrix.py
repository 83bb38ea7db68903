from __future__ import annotations

import pandas as pd
import pytest

from analysis.exports.matrix import FACTS, decision_matrix, meanings
from analysis.shares.stated_reasons import OUTCOMES, Version, stated_reasons

CODES = ("cost", "cost.budget_cuts", "publicity", "capacity", "not_stated", "redacted")


def decision(name: str, status: str = "not_initiated", **changed: object) -> dict[str, object]:
    return {
        "decision_id": name,
        "document_id": "doc",
        "body": "Northmoor",
        "review_type": "SCR",
        "decision_status": status,
        "decision_date": "2010-08-12",
        "meeting_date": pd.NA,
        "document_date": pd.NA,
        "counted_as": name,
        "is_counted": True,
        **changed,
    }


def row(decision_id: str, code: str, mention: str | None = "m", **changed: object) -> dict[str, object]:
    return {
        "mention_id": mention and f"m-{decision_id}-{code}",
        "decision_id": decision_id,
        "reason_code": code,
        "role": "reason_not_initiating",
        "polarity": "asserted",
        "needs_review": False,
        "policy_period": "post",
        **changed,
    }


DECISIONS = pd.DataFrame(
    [
        decision("d1"),
        decision("d2"),
        decision("d3", status="initiated"),
        decision("d4", is_counted=False, counted_as="d1"),
    ]
)
ANALYSIS = pd.DataFrame(
    [
        row("d1", "cost.budget_cuts"),
        row("d1", "publicity", needs_review=True),
        row("d2", "not_stated", None),
        row("d3", "publicity", polarity="negated"),
    ]
)


def matrix(version: Version) -> pd.DataFrame:
    return decision_matrix(ANALYSIS, DECISIONS, CODES, version).set_index("decision_id")


def test_a_row_a_counted_decision_and_a_column_a_code() -> None:
    strict = matrix(Version.STRICT)
    assert strict.index.tolist() == ["d1", "d2", "d3"]
    assert strict.columns.tolist() == [
        *FACTS,
        *OUTCOMES,
        "capacity",
        "cost",
        "cost.budget_cuts",
        "publicity",
    ]
    told = strict.loc[["d1"], ["decision_status", "policy_period", "date"]].to_numpy().tolist()
    assert told == [["not_initiated", "post", "2010-08-12"]]


@pytest.mark.parametrize(("version", "publicity"), [(Version.STRICT, 0), (Version.BROAD, 1)])
def test_a_parent_stands_where_its_child_does_and_what_is_unsure_broadly(version: Version, publicity: int) -> None:
    found = matrix(version)
    reasons = found.loc[["d1"], ["capacity", "cost", "cost.budget_cuts", "publicity"]]
    assert reasons.to_numpy().tolist() == [[0, 1, 1, publicity]]
    assert found.loc[["d3"], ["publicity", "none_counted"]].to_numpy().tolist() == [[0, 1]]


@pytest.mark.parametrize("version", list(Version))
def test_every_decision_has_one_outcome_and_sums_are_those_of_the_shares(version: Version) -> None:
    found = matrix(version)
    assert found[list(OUTCOMES)].sum(axis=1).tolist() == [1, 1, 1]
    assert set(found.drop(columns=list(FACTS)).to_numpy().ravel()) <= {0, 1}
    ours = found[found["decision_status"].eq("not_initiated")]
    shares = stated_reasons(ANALYSIS, DECISIONS, version).reasons.sum()
    assert ours[shares.index].sum().to_dict() == shares.to_dict()


def test_no_decisions_give_the_columns_and_no_row() -> None:
    empty = decision_matrix(ANALYSIS.iloc[:0], DECISIONS.iloc[:0], CODES, Version.STRICT)
    assert len(empty) == 0
    assert {"decision_id", "cost", "any_reason"} <= set(empty.columns)


def test_every_column_of_0_and_1_is_explained() -> None:
    columns = set(matrix(Version.BROAD).columns) - set(FACTS)
    said = meanings({code: f"About {code}." for code in CODES})
    assert columns <= set(said)
    assert said["cost"] == "1 where stated: About cost."
    assert said["redacted"] == "1 where the reasons were withheld."
