from __future__ import annotations

from dataclasses import replace

from hypothesis import given as for_any
from hypothesis import strategies as st

from corpus.records import Box, Received
from corpus.rows import (
    decision_rows,
    evidence_rows,
    ledger_rows,
    legible,
    mention_rows,
    passage_rows,
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
