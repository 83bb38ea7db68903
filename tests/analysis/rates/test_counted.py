"""Totals from the store: one kind of figure at a time, decisions once each, and what cannot be placed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis.rates.counted import CountChoice, DecisionChoice, chosen_decisions, decisions_counted, stated_counts
from analysis.rates.windows import Unit, window_of
from corpus.errors import InvalidQuery

EARLIER, LATER = window_of("2009-04-01:2010-03-31"), window_of("2010-04-01:2011-01-31")
COUNT_COLUMNS = ["count_id", "metric", "count_definition", "area", "review_type", "count", "period_start", "period_end"]
DECISION_COLUMNS = [
    "decision_id", "document_id", "decision_status", "is_counted", "review_type", "body", "decision_date",
    "meeting_date", "document_date",
]  # fmt: skip


def counts_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return a `counts` frame; a row is id, definition, area, count, and the window it is for."""
    held = [
        (name, "reviews_initiated", definition, area, "SCR", count, str(window.start), str(window.end))
        if window
        else (name, "reviews_initiated", definition, area, "SCR", count, pd.NA, pd.NA)
        for name, definition, area, count, window in rows
    ]
    return pd.DataFrame(held, columns=COUNT_COLUMNS).astype({"count": "Int64"})


def decisions_of(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Return a `decisions` frame; a row is id, status, counted, body, decision, meeting and document date."""
    held = [
        (name, f"doc-{name}", status, counted, "SCR", body, decided, met, dated)
        for name, status, counted, body, decided, met, dated in rows
    ]
    return pd.DataFrame(held, columns=DECISION_COLUMNS).astype({"is_counted": "boolean"})


NATIONAL = (("a", "notified", "England", 136, EARLIER), ("b", "notified", "England", 58, LATER))


def test_figures_of_one_kind_are_taken_with_their_rows() -> None:
    found = stated_counts(counts_of(*NATIONAL), EARLIER, LATER, Unit.MONTHS, CountChoice())
    assert (found.before.count, found.before.exposure, found.before.rows) == (136, 12.0, ("a",))
    assert (found.after.count, found.after.exposure, found.after.rows) == (58, 10.0, ("b",))
    assert "reviews_initiated | notified | England | SCR" in found.what


def test_a_figure_that_two_documents_state_alike_counts_once() -> None:
    frame = counts_of(*NATIONAL, ("c", "notified", "England", 136, EARLIER))
    found = stated_counts(frame, EARLIER, LATER, Unit.DAYS, CountChoice())
    assert (found.before.count, found.before.exposure, found.before.rows) == (136, 365.0, ("a", "c"))


def test_documents_that_differ_are_not_merged() -> None:
    frame = counts_of(*NATIONAL, ("c", "notified", "England", 147, EARLIER))
    with pytest.raises(InvalidQuery, match=r"documents differ on .*136 \(rows a\); 147 \(rows c\)"):
        stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())


def test_two_definitions_are_refused_until_one_is_picked() -> None:
    frame = counts_of(*NATIONAL, ("c", "evaluated", "England", 147, EARLIER), ("d", "evaluated", "England", 60, LATER))
    with pytest.raises(InvalidQuery, match=r"2 kinds of figure .* never merged(.|\n)*147(.|\n)*136"):
        stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())
    picked = stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice(definition="Evaluated"))
    assert (picked.before.count, picked.after.count) == (147, 60)


def test_windows_of_two_definitions_are_no_pair() -> None:
    frame = counts_of(NATIONAL[0], ("d", "evaluated", "England", 60, LATER))
    with pytest.raises(InvalidQuery, match="by one metric, definition, area"):
        stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())


def test_an_area_that_is_not_named_is_a_kind_of_its_own() -> None:
    frame = counts_of(*NATIONAL, ("c", "notified", pd.NA, 9, EARLIER), ("d", "notified", pd.NA, 4, LATER))
    with pytest.raises(InvalidQuery, match="2 kinds of figure"):
        stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())
    assert stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice(area="none")).before.count == 9
    assert stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice(area="england")).before.count == 136


def test_rows_without_a_figure_or_a_period_are_left_out_and_said() -> None:
    frame = counts_of(*NATIONAL, ("c", "notified", "England", pd.NA, EARLIER), ("d", "notified", "England", 3, None))
    found = stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())
    assert found.notes == ("2 rows give a direction or no period, and are left out.",)


@pytest.mark.parametrize("frame", [counts_of(), counts_of(("c", "notified", "England", pd.NA, EARLIER))])
def test_a_table_without_figures_is_refused_in_a_sentence(frame: pd.DataFrame) -> None:
    with pytest.raises(InvalidQuery, match="no row has both a figure and a period"):
        stated_counts(frame, EARLIER, LATER, Unit.MONTHS, CountChoice())


def test_a_choice_that_is_not_there_lists_what_is() -> None:
    with pytest.raises(InvalidQuery, match="no row has area 'Wales'; there is England"):
        stated_counts(counts_of(*NATIONAL), EARLIER, LATER, Unit.MONTHS, CountChoice(area="Wales"))


DECISIONS = decisions_of(
    ("a", "not_initiated", True, "North", "2009-05-01", pd.NA, pd.NA),
    ("b", "not_initiated", False, "North", "2009-05-01", pd.NA, pd.NA),  # a copy
    ("c", "initiated", True, "North", "2009-06-01", pd.NA, pd.NA),
    ("d", "not_initiated", True, "South", pd.NA, "2010-08", "2012-01-01"),  # by its meeting, a month inside
    ("e", "not_initiated", True, pd.NA, pd.NA, pd.NA, "2011-01-31"),  # by its document
    ("f", "not_initiated", True, "South", "2010", pd.NA, pd.NA),  # may be in either window
    ("g", "not_initiated", True, "South", pd.NA, pd.NA, pd.NA),
    ("h", "not_initiated", True, "South", "2015-01-01", pd.NA, pd.NA),  # outside both
    ("i", "not_initiated", True, "South", "2009-04-01/2010-03-31", pd.NA, pd.NA),  # a financial year: the window
)


def test_decisions_count_once_and_where_their_date_puts_them() -> None:
    found = decisions_counted(DECISIONS, EARLIER, LATER, Unit.MONTHS, DecisionChoice())
    assert found.before.rows == ("a", "i")
    assert found.after.rows == ("d", "e")
    assert found.notes == (
        "Earlier window: 2 decisions in 2 documents.",
        "Later window: 2 decisions in 2 documents.",
        "1 decisions have no date and are in neither window.",
        "1 decisions are not dated finely enough to be placed, and are in neither window.",
    )


def test_decisions_by_status_type_and_body() -> None:
    assert {d.decision_id for d in chosen_decisions(DECISIONS, DecisionChoice("initiated"))} == {"c"}
    assert {d.decision_id for d in chosen_decisions(DECISIONS, DecisionChoice(body="north"))} == {"a"}
    assert {d.decision_id for d in chosen_decisions(DECISIONS, DecisionChoice(body="none"))} == {"e"}
    with pytest.raises(InvalidQuery, match="no row has review_type 'DHR'; there is SCR"):
        chosen_decisions(DECISIONS, DecisionChoice(review_type="DHR"))


def test_windows_without_a_decision_count_nothing() -> None:
    found = decisions_counted(DECISIONS, window_of("1999:1999"), window_of("2000:2000"), Unit.MONTHS, DecisionChoice())
    assert (found.before.count, found.after.count) == (0, 0)


def test_a_table_without_decisions_is_refused_in_a_sentence() -> None:
    with pytest.raises(InvalidQuery, match="there is nothing"):
        decisions_counted(decisions_of(), EARLIER, LATER, Unit.MONTHS, DecisionChoice())


def test_a_date_that_is_all_absent_places_nothing() -> None:
    absent = pd.array([pd.NA] * len(DECISIONS), dtype="string")
    frame = DECISIONS.assign(**dict.fromkeys(("decision_date", "meeting_date", "document_date"), absent))
    found = decisions_counted(frame, EARLIER, LATER, Unit.MONTHS, DecisionChoice())
    assert (found.before.count, found.after.count) == (0, 0)
    assert "7 decisions have no date" in found.notes[2]
