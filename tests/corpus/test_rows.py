from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from corpus.records import (
    Box,
    Document,
    Hidden,
    Hiding,
    Method,
    Page,
    Passage,
    Received,
    Redaction,
    RedactionKind,
    Words,
)
from corpus.rows import (
    decision_rows,
    evidence_rows,
    exemption_rows,
    hidden_text_rows,
    ledger_rows,
    legible,
    mention_rows,
    page_rows,
    passage_rows,
    redaction_rows,
    stable_id,
    to_decision,
    to_evidence,
    to_mention,
)
from tests.corpus.made_units import coded, document, received

GIVEN = coded(document("No review because of budget.", "The press. No review."))


def test_mentions_and_decisions_come_back_from_their_rows() -> None:
    evidence = evidence_rows(GIVEN)

    def of(column: str, value: str) -> list[dict[str, object]]:
        return [row for row in evidence if row[column] == value]

    mentions = [to_mention(row, of("mention_id", row["mention_id"])) for row in mention_rows(GIVEN)]
    decisions = [to_decision(row, of("decision_id", row["decision_id"])) for row in decision_rows(GIVEN)]
    assert tuple(mentions) == GIVEN.mentions
    assert tuple(decisions) == GIVEN.decisions


def test_what_a_mention_says_of_its_page_comes_back() -> None:
    given = coded(document("No money."))
    mention = replace(given.mentions[0], ocr_confidence=0.25, redaction_nearby=True, needs_review=True)
    given = replace(given, mentions=(mention,))
    assert to_mention(mention_rows(given)[0], evidence_rows(given)) == mention


def test_a_page_read_by_ocr_carries_its_quality_confidence_and_redactions() -> None:
    words = Words(array("i", [0, 2, 3, 8]), array("f", [0] * 8), array("f", [0.5, 1.0]))
    marks = (
        Redaction(RedactionKind.BLACK_BOX, 3, 3, (Box(0, 0, 50, 20), Box(0, 80, 50, 100)), "FOIA s.40(2)"),
        Redaction(RedactionKind.WRITTEN, 3, 8),
    )
    page = Page(1, "No money", Method.OCR, 100.0, 100.0, words, redactions=marks, quality=0.3)
    (row,) = page_rows(Document("d", "t", (page,)))
    kept = ("extraction_method", "quality", "low_quality", "ocr_confidence", "redaction_count", "redacted_share")
    assert [row[name] for name in kept] == ["ocr", 0.3, True, 0.75, 2, pytest.approx(0.2)]
    drawn, written = redaction_rows(Document("d", "t", (page,)))
    assert (drawn["kind"], drawn["page_share"], drawn["exemption"]) == ("black_box", pytest.approx(0.2), "FOIA s.40(2)")
    assert (written["char_start"], written["char_end"], written["page_share"], written["boxes"]) == (3, 8, None, None)
    assert drawn["redaction_id"] != written["redaction_id"]


def test_a_native_page_has_no_confidence_of_ocr() -> None:
    (row,) = page_rows(document("No money."))
    assert (row["ocr_confidence"], row["low_quality"]) == (None, False)


def test_hidden_text_of_one_manner_on_one_page_is_one_row() -> None:
    hidden = (
        Hidden(Hiding.UNDER_BOX, 3, (Box(1, 2, 3, 4),)),
        Hidden(Hiding.COMMENT, 5),
        Hidden(Hiding.UNDER_BOX, 4, (Box(5, 6, 7, 8),)),
    )
    found = [
        (row["mechanism"], row["characters"], row["boxes"]) for row in hidden_text_rows(document("A.", hidden=hidden))
    ]
    assert found == [("under_box", 7, "[[1, 2, 3, 4], [5, 6, 7, 8]]"), ("comment", 5, None)]


def test_an_exemption_that_a_page_cites_is_a_row_at_its_place() -> None:
    text = "Withheld under section 40(2) of the Freedom of Information Act 2000."
    (row,) = exemption_rows(document("Apologies.", text))
    assert (row["page"], row["section"], row["subsection"]) == (2, "40", "(2)")
    assert "40(2)" in text[row["char_start"] : row["char_end"]]


def test_a_mention_on_the_second_page_of_a_passage_stands_under_its_heading() -> None:
    read = document("It was the", "money that told.")
    passage = Passage(1, 0, 10, "It was the money that told.", "5. Case C", ((2, 0, 16),))
    given = replace(coded(read), passages=(passage,))
    assert [row["agenda_item"] for row in mention_rows(given)] == ["5. Case C"]
    assert [row["continued_on"] for row in passage_rows(given)] == ["[[2, 0, 16]]"]


def test_boxes_come_back_exactly() -> None:
    boxes = (Box(0.1, 1 / 3, 595.2755737304688, 1e-9), Box(1.0, 2.0, 3.0, 4.0))
    given = coded(document("No money."))
    (mention,) = given.mentions
    evidence = (replace(mention.evidence[0], boxes=boxes),)
    assert to_evidence(evidence_rows(replace(given, mentions=(replace(mention, evidence=evidence),)))) == evidence


def test_passages_are_numbered_in_order_from_what_the_document_says_itself() -> None:
    numbers = [row["passage_id"] for row in passage_rows(GIVEN)]
    assert numbers == [row["passage_id"] for row in passage_rows(GIVEN)]
    assert [(number - numbers[0]) % 2**63 for number in numbers] == [0, 1, 2]
    assert all(0 <= number < 2**63 for number in numbers)


def test_ids_tell_apart_parts_that_read_alike_when_joined() -> None:
    assert stable_id("a", "bc") != stable_id("ab", "c")
    assert len(stable_id("a")) == 32


def test_a_repeated_name_gets_an_id_of_its_own_that_stays_the_same() -> None:
    twice: list[Received] = [received("x", document("A.")), received("x", document("B."))]
    ids = [row["ledger_id"] for row in ledger_rows("r", "/foi/r/x", twice)]
    assert len(set(ids)) == 2
    assert ids[0] == stable_id("r", "x")
    assert ids == [row["ledger_id"] for row in ledger_rows("r", "/foi/r/x", twice)]


@for_any(st.text(st.characters(exclude_categories=())))
def test_any_name_becomes_one_that_can_be_stored(name: str) -> None:
    legible(name).encode("utf-8")
    assert legible(legible(name)) == legible(name)
