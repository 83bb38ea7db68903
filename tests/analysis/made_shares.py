"""Frames as a workspace opens them, made of a few words a decision: bodies, dates and reasons are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

_MENTION: dict[str, Any] = {
    "role": "reason_not_initiating",
    "polarity": "asserted",
    "needs_review": False,
    "policy_period": "post",
    "code_confidence": 0.9,
    "extraction_method": "native",
    "source_name": "minutes.pdf",
    "page": 1,
    "quote": "It would cost too much.",
}
_DECISION: dict[str, Any] = {
    "body": "Northshire Board",
    "review_type": "SCR",
    "decision_status": "not_initiated",
    "decision_date": "2011-03-04",
    "meeting_date": None,
    "document_date": None,
    "is_counted": True,
    "source_name": "minutes.pdf",
    "page": 1,
    "quote": "No review will be held.",
}


def decision(number: int, **fields: Any) -> dict[str, Any]:
    own = f"d-{number:03}"
    return {"decision_id": own, "document_id": f"doc-{number:03}", "counted_as": own} | _DECISION | fields


def mention(of: int, code: str, **fields: Any) -> dict[str, Any]:
    return {"mention_id": f"m-{of:03}-{code}", "decision_id": f"d-{of:03}", "reason_code": code} | _MENTION | fields


def sentinel(of: int, code: str = "not_stated") -> dict[str, Any]:
    return mention(of, code, mention_id=None, role=None, polarity=None, code_confidence=None)


def decisions_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(decision(0)))
    types = {name: "boolean" if name == "is_counted" else "Int64" if name == "page" else "str" for name in frame}
    return frame.astype(types)


def analysis_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(mention(0, "cost")))
    types = dict.fromkeys(frame.columns, "str") | {"needs_review": "boolean", "page": "Int64"}
    return frame.astype(types | {"code_confidence": "float64"})


def ledger_frame(*outcomes: str) -> pd.DataFrame:
    return pd.DataFrame({"outcome": pd.Series(list(outcomes), dtype="str")})
