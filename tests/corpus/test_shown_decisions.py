from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InvalidQuery
from corpus.records import Maker, Status
from corpus.shown import ShownDecision
from corpus.store import Unit
from tests.corpus.made_decision import BOX, COPY, DECISION, TEXT, decided, said
from tests.corpus.made_units import document, new_store, publish, unit


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "minuted.sqlite"


def opened(database: Path, *units: Unit, asked: str = DECISION) -> ShownDecision:
    with new_store(database) as store:
        publish(store, *units)
        return store.decision(asked)


def words(shown: ShownDecision, name: str) -> list[str]:
    return [each.quotation for each in shown.field(name).evidence]


def test_a_decision_is_shown_with_the_words_behind_its_fields(database: Path) -> None:
    shown = opened(database, decided())
    assert shown.status is Status.NOT_INITIATED
    assert (shown.file.source_name, shown.file.received_path) == ("a.txt", "/foi/r/a.txt")
    maker = shown.field("decision_maker")
    assert (maker.value, maker.evidence) == ("chair", (said(document("", TEXT).pages[1], "the chair", BOX),))
    assert words(shown, "decision_status") == ["No review because of budget, the chair said."]
    assert (shown.field("notified_to").value, words(shown, "notified_to")) == ("Ofsted", ["Ofsted"])
    assert words(shown, "decision_date") == ["12 August 2010"]


def test_the_fields_of_its_document_are_among_them(database: Path) -> None:
    shown = opened(database, decided())
    assert words(shown, "body") == ["Northmoor Safeguarding Board"]
    assert shown.field("meeting_date").value == "2010-08-12" and words(shown, "meeting_date") == []


def test_every_column_that_a_document_can_tell_is_a_field(database: Path) -> None:
    from corpus import schema

    shown = opened(database, decided())
    kept_elsewhere = {"decision_id", "document_id", "is_repeat", "counted_as", "is_counted", "sequence"}
    places = {"page", "char_start", "char_end", "quote", "decision_date_precision"}
    assert set(schema.decisions.c.keys()) - kept_elsewhere - places <= set(shown.fields)


def test_a_field_that_is_not_told_is_empty_and_without_evidence(database: Path) -> None:
    shown = opened(database, decided())
    for name in ("recommender", "alternative_type", "publication_status", "criteria_stated_met", "foi_reference"):
        assert (shown.field(name).value, shown.field(name).evidence) == ("", ())


def test_words_behind_a_field_whose_column_holds_nothing_are_not_shown(database: Path) -> None:
    made = decided()
    (decision,) = made.coded[0].decisions
    coded = replace(made.coded[0], decisions=(replace(decision, maker=Maker.UNKNOWN),))
    assert words(opened(database, replace(made, coded=(coded,))), "decision_maker") == []


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("status_basis", ("decision_status",)),
        ("criteria_assessment", ("criteria_facts",)),
        ("criteria_version", ("nation", "decision_date")),
    ],
)
def test_what_follows_from_other_fields_rests_on_their_words(
    database: Path, name: str, others: tuple[str, ...]
) -> None:
    shown = opened(database, decided())
    assert shown.field(name).rests_on == others
    assert words(shown, name) == [word for other in others for word in words(shown, other)] != []


def test_facts_sums_and_reasons_come_with_their_words(database: Path) -> None:
    shown = opened(database, decided())
    assert [(fact.fact, fact.holds, fact.evidence[0].quotation) for fact in shown.facts] == [
        ("died", True, "died"),
        ("abuse_suspected", False, "Abuse was ruled out"),
    ]
    assert shown.facts[0].evidence[0].boxes == (BOX,)  # the field of the same place has them
    assert shown.field("criteria_facts").value == "died; not abuse_suspected"
    (amount,) = shown.amounts
    assert (amount.lowest, amount.qualifier, amount.evidence[0].quotation) == (
        9000.0,
        "about",
        "It would cost about £9,000.",
    )
    (reason,) = shown.reasons
    assert (reason.mention.code, reason.label) == ("cost.budget_cuts", "Cost.Budget Cuts")
    assert reason.mention.evidence[0].quotation == "No review because of budget, the chair said."
    assert shown.field("reason_code").value == "cost.budget_cuts"


def test_a_decision_without_reasons_says_so_with_its_sentinel(database: Path) -> None:
    made = unit("/foi/r/a.txt", "No review was held.")
    shown = opened(database, made, asked=made.coded[0].decisions[0].decision_id)
    assert (shown.reasons, shown.reason_code, shown.field("reason_code").value) == ((), "not_stated", "not_stated")


def test_of_two_copies_each_says_which_one_counts(database: Path) -> None:
    with new_store(database) as store:
        publish(store, decided(), decided("/foi/r/b.txt", COPY, " Closed."))
        first, second = store.decision(DECISION), store.decision(COPY)
    counted, other = (first, second) if first.is_counted else (second, first)
    assert not other.is_counted
    assert (other.counted_as, other.counted_in) == (counted.decision_id, counted.file.source_name)
    assert counted.copies == (other.decision_id,)


def test_an_unknown_field_is_refused_with_those_that_exist(database: Path) -> None:
    shown = opened(database, decided())
    with pytest.raises(InvalidQuery, match=r"no field 'maker'; it has case_label, .*decision_maker"):
        shown.field("maker")


@pytest.mark.parametrize("asked", ["", "d-zz"])
def test_an_unknown_decision_is_refused_with_where_to_find_ids(database: Path, asked: str) -> None:
    with pytest.raises(InvalidQuery, match=r"no decision has the id .*column decision_id"):
        opened(database, decided(), asked=asked)


def test_the_start_of_an_id_is_enough_unless_several_share_it(database: Path) -> None:
    with new_store(database) as store:
        publish(store, decided(), decided("/foi/r/b.txt", COPY, " Closed."))
        assert store.decision("d-00a").decision_id == DECISION
        with pytest.raises(InvalidQuery, match="several decisions begin with 'd-00'"):
            store.decision("d-00")
