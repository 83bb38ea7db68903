"""The summary of a run: what a person must know before using the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.records import Hiding, Outcome
from corpus.store import DoubtfulPage, HiddenText, Summary
from flows.printing import WORDS, peek_lines, summary_lines, table_text
from flows.run_release import RunReport

SUMMARY = Summary(
    2, {Outcome.CODED: 2}, documents=2, pages=9, ocr_pages=0, redactions=0, mentions=4, unsure=0, decisions=1
)
REPORT = RunReport(SUMMARY, (), (), (), {"total": 1.0}, Path("/w"), 2)


def test_a_run_without_trouble_warns_of_nothing() -> None:
    text = "\n".join(summary_lines(REPORT))
    assert "2 received =" in text
    assert not any(word in text for word in ("OCR", "quality", "redaction", "hidden"))


def test_every_outcome_of_a_finished_ledger_has_words() -> None:
    assert set(WORDS) == set(Outcome) - {Outcome.READ}


def test_scans_and_redactions_are_counted() -> None:
    summary = replace(SUMMARY, ocr_pages=1200, redactions=7)
    assert "1,200 pages read by OCR, 7 redactions seen" in summary_lines(replace(REPORT, summary=summary))


def test_what_a_person_is_to_review_is_counted() -> None:
    assert "4 mentions of reasons, in" in "\n".join(summary_lines(REPORT))
    lines = summary_lines(replace(REPORT, summary=replace(SUMMARY, unsure=3)))
    assert "4 mentions of reasons (3 to be reviewed by a person), in" in "\n".join(lines)


def test_pages_of_low_quality_are_named_for_a_person_to_look_at() -> None:
    doubtful = tuple(DoubtfulPage("a.pdf", page, 0.2) for page in range(1, 31))
    lines = summary_lines(replace(REPORT, doubtful=doubtful))
    at = next(i for i, line in enumerate(lines) if line.startswith("Pages of low quality (30): look at these"))
    assert lines[at + 1] == "  a.pdf, page 1"
    assert lines[at + 26].startswith("  ... and 5 more")


def test_a_possible_failed_redaction_is_named_and_what_is_merely_not_shown_is_counted() -> None:
    hidden = (HiddenText("a.pdf", 3, Hiding.UNDER_BOX, 41), HiddenText("b.xlsx", 1, Hiding.HIDDEN_COLUMN, 340))
    text = "\n".join(summary_lines(replace(REPORT, hidden=hidden)))
    assert "Possible failed redaction" in text and "  a.pdf, page 3: 41 characters under a box drawn over it" in text
    assert "340 characters in 1 file" in text and "b.xlsx" not in text
    assert "minuted hidden --workspace /w" in text
    comments = "\n".join(summary_lines(replace(REPORT, hidden=hidden[1:])))
    properties = (HiddenText("a.pdf", 1, Hiding.PROPERTIES, 30),)
    assert summary_lines(replace(REPORT, hidden=properties)) == summary_lines(REPORT)
    assert "failed redaction" not in comments and "minuted hidden --workspace /w" in comments


def test_rows_of_the_table_name_their_decision_so_that_it_can_be_opened() -> None:
    import pandas as pd

    row = dict.fromkeys(("source_name", "case_label", "decision_status", "reason_code", "quote"), "x")
    ids = {"mention_id": "m-651b5be8c54bc192", "decision_id": "d-7f08e625391198c2"}
    text = table_text(pd.DataFrame([row | ids, row | {"mention_id": None, "decision_id": ids["decision_id"]}]), 140)
    assert "decision" in text and text.count(" d-7f08e625") == 2
    assert "m-651b5be8 " in text and "d-7f08e6253" not in text


def test_peek_names_each_decision_and_the_one_that_a_mention_bears_on() -> None:
    place = {"page": 1, "start": 0, "end": 2, "quotation": "No", "source_name": "a.txt"}
    decision = {"decision_id": "d-7f", "case_label": "Case 2", "review_type": "SCR", "status": "not_initiated", **place}
    told = {"status_basis": "explicit", "reason_code": "", "is_repeat": False, "decision_maker": "unknown"}
    untold = {"recommender": "unknown", "decision_date": "", "alternative_type": "", "criteria_stated_met": False}
    mention = {"code": "cost", "role": "r", "polarity": "p", "attribution": "a", "hedging": "h", "status": "s", **place}
    mention |= {"score": 0.5, "found_by": "cue"}
    head = {"file": "a.txt", "kind": "minutes", "pages": 1, "outcome": "coded", "reason": "", "body": ""}
    found = {
        **head,
        **{"meeting_date": "", "document_date": "", "documents": []},
        "decisions": [decision | told | untold],
        "mentions": [mention | {"decision_id": "d-7f"}, mention | {"decision_id": None}],
    }
    lines = peek_lines(found)
    assert "  d-7f  Case 2: SCR not_initiated (explicit)" in lines
    assert lines.count("    bears on d-7f") == 1
