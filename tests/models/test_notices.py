"""Who is told, what is published and how reviews are graded, as sentences state it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Publication
from corpus.rule_files import load_rules
from models.notices import evaluation_in, notified_by_cell, notified_in, publication_in

RULES: dict[str, Any] = load_rules("models", "notices.yaml")
NOTICES, PUBLICATION, EVALUATIONS = RULES["notices"], RULES["publication"]["patterns"], RULES["evaluations"]
VOCABULARY = (
    "Ofsted DfE | and / the notified told was not to be ☒ ☐ of decision letter report published in full summary only "
    "national panel informed ? evaluated review adequate , . ; Department coroner yes"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)


@pytest.mark.parametrize("example", NOTICES["examples"], ids=lambda example: example["text"])
def test_a_sentence_states_who_is_told(example: dict[str, Any]) -> None:
    assert {notice.to for notice in notified_in(example["text"])} == set(example["to"])


@pytest.mark.parametrize("text", NOTICES["near_misses"])
def test_other_sentences_tell_of_nobody(text: str) -> None:
    assert not list(notified_in(text))


def test_the_characters_of_a_notice_name_who_is_told() -> None:
    row = "C | Ofsted notified of decision | ☒ 10/09/2012"
    [notice] = notified_in(row)
    assert row[notice.start : notice.end] == "Ofsted"


def test_the_heading_of_a_register_s_column_names_who_its_cells_state_as_told() -> None:
    assert notified_by_cell("Ofsted / DfE told", "15.7.09") == ("Ofsted", "DfE")
    assert notified_by_cell("Told to the Dept?", "Y") == ("the Department",)
    assert notified_by_cell("Ofsted / DfE told", "") == notified_by_cell("Ofsted / DfE told", "N") == ()
    assert notified_by_cell("Where is it now", "Y") == ()


@pytest.mark.parametrize(
    ("kind", "text"), [(rule["publication"], text) for rule in PUBLICATION for text in rule["examples"]]
)
def test_a_sentence_states_what_becomes_of_a_report(kind: str, text: str) -> None:
    stated = publication_in(text)
    assert stated is not None
    assert stated.publication == kind


@pytest.mark.parametrize(
    ("kind", "text"), [(rule["publication"], text) for rule in PUBLICATION for text in rule["near_misses"]]
)
def test_other_sentences_do_not_state_it(kind: str, text: str) -> None:
    stated = publication_in(text)
    assert stated is None or stated.publication != kind


@pytest.mark.parametrize(
    "text",
    [
        "The leaflet on safe sleeping was published in full.",
        "Communications asked whether the report would be published in full.",
        "“A potential influence is the cost of preparing a review that is going to be published in full,” he said.",
        "Working Together presumes publication.",
        "The minutes of the Board are not published.",
    ],
)
def test_wishes_rules_and_other_papers_state_no_publication(text: str) -> None:
    assert publication_in(text) is None


def test_art_24_the_reports_of_other_processes_tend_not_to_be_published() -> None:
    stated = publication_in("The reports from these other processes for learning tend not to be published.”")
    assert stated is not None
    assert stated.publication is Publication.TENDS_NOT


@pytest.mark.parametrize("example", EVALUATIONS["examples"], ids=lambda example: example["text"])
def test_art_43_who_evaluates_a_review_and_the_grade(example: dict[str, Any]) -> None:
    found = evaluation_in(example["text"])
    assert found is not None
    assert (found.body, found.grade) == (example["body"], example["grade"])


def test_art_43_the_next_sentence_may_be_the_grade() -> None:
    found = evaluation_in("Ofsted evaluation of the Child Y review.", '"Adequate".')
    assert found is not None
    assert (found.body, found.grade) == ("Ofsted", "adequate")
    other = evaluation_in("Ofsted evaluation of the Child Y review.", "A good discussion followed.")
    assert other is not None
    assert other.grade == ""


@pytest.mark.parametrize("text", EVALUATIONS["near_misses"])
def test_other_grades_are_not_those_of_a_review(text: str) -> None:
    assert evaluation_in(text) is None


@given(st.one_of(st.text(max_size=200), WORDS))
def test_spans_lie_within_the_sentence(sentence: str) -> None:
    for notice in notified_in(sentence):
        assert 0 <= notice.start < notice.end <= len(sentence)
    for found in (publication_in(sentence), evaluation_in(sentence)):
        assert found is None or 0 <= found.start < found.end <= len(sentence)
