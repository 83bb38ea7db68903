"""Rows that a person checked: which decisions state a reason, as written into the sample of `minuted sample`."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from analysis.shares.prevalence import Checked, Estimate, hand_labels, prediction_powered
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

FEWEST_CHECKED = 20  # of one reason: below it no share is corrected from them
_NEEDED = ("decision_id", "reason_code", "present")
_YES, _NO = frozenset({"1", "1.0", "yes", "y", "true"}), frozenset({"0", "0.0", "no", "n", "false"})


def read_checked(text: str, name: str) -> pd.DataFrame:
    """Return rows checked, from CSV: decision_id, reason_code, present (truth value), inclusion_prob in (0, 1].

    Rows with `present` left empty are not checked yet and are left out. Without a column inclusion_prob all were
    drawn alike: 1. `name` stands in the messages.

    Raises:
        InvalidQuery: a column is missing, an answer is neither yes nor no, a probability is out of range or missing,
            or two people answered differently for the same decision and reason.
    """
    import pandas as pd

    lines = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [column for column in _NEEDED if column not in (lines.fieldnames or ())]
    if missing:
        raise InvalidQuery(
            f"{name} has no column {', '.join(missing)}: it needs {', '.join(_NEEDED)}, as from `sample`."
        )
    answers: dict[tuple[str, str], tuple[bool, float]] = {}
    for line in lines:
        if not (line["present"] or "").strip():
            continue
        key = ((line["decision_id"] or "").strip(), (line["reason_code"] or "").strip())
        answer = _answer(line, f"{name}, line {lines.line_num}")
        if answers.setdefault(key, answer)[0] != answer[0]:
            raise InvalidQuery(f"{name}: two answers for {key[1]} in {key[0]}. Settle it, and leave one row.")
    rows = [(*key, *answer) for key, answer in answers.items()]
    frame = pd.DataFrame(rows, columns=["decision_id", "reason_code", "present", "inclusion_prob"])
    return frame.astype({"decision_id": "str", "reason_code": "str", "present": "bool", "inclusion_prob": "float64"})


def _answer(line: dict[str, str], place: str) -> tuple[bool, float]:
    present = line["present"].strip().lower()
    if present not in _YES | _NO:
        raise InvalidQuery(f"{place}: present is {line['present']!r}. Write 1 (the reason is stated) or 0, or nothing.")
    given = line.get("inclusion_prob", "1")
    try:
        probability = float(given)
    except (TypeError, ValueError):
        probability = 0.0
    if not 0 < probability <= 1:
        raise InvalidQuery(
            f"{place}: inclusion_prob is {given!r}, not above 0 and at most 1. Leave it as `sample` wrote it."
        )
    return present in _YES, probability


def corrected_by_checks(checked: pd.DataFrame, code: str, machine: pd.Series) -> tuple[Estimate, ...]:
    """Return the share of a reason as the rows checked correct it: tuned, classic, and from the hand labels alone.

    `machine` has the machine's answer for every decision of the population, indexed by decision_id. Rows on other
    decisions or reasons are not used; without any there is no estimate.
    """
    rows = checked[checked["reason_code"].eq(code) & checked["decision_id"].isin(machine.index)]
    if rows.empty:
        return ()
    if len(rows) < FEWEST_CHECKED:
        says = f"not corrected: {len(rows)} decisions were checked for it, and {FEWEST_CHECKED} are needed."
        return (Estimate("ppi_tuned", None, says=says),)
    given = Checked(
        rows["present"].to_numpy(),
        machine.loc[rows["decision_id"]].to_numpy(),
        machine.to_numpy(),
        rows["inclusion_prob"].to_numpy(),
        are_among_all=True,
    )
    return prediction_powered(given, tuned=True), prediction_powered(given), hand_labels(given)
