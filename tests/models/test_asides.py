"""What is said of a case beside the decision: who is told, what is published, and how a review is graded."""

from __future__ import annotations

from functools import cache

import pytest

from corpus.records import Decision, Document, Page, Publication, StatedField
from models.asides import Asides
from models.coder import Coder
from models.decisions import find_decisions
from models.evidence import quoted
from models.passages import paragraphs


def heard(*sentences: str) -> Asides:
    """Take in the sentences of one paragraph."""
    text = " ".join(sentences)
    page = Page(1, text)
    [paragraph] = paragraphs(Document("d", "text/plain", (page,)))
    asides, start = Asides(), 0
    for sentence in sentences:
        asides.add({1: page}, paragraph, sentence, start)
        start += len(sentence) + 1
    return asides


def test_art_43_who_evaluates_and_the_grade_with_the_words_that_tell_them() -> None:
    asides = heard("The panel met in May.", "The review of Child B was graded as good by Ofsted.")
    assert (asides.evaluation_body, asides.evaluation_grade) == ("Ofsted", "good")
    assert quoted(asides.evaluated) == "graded as good by Ofsted"


@pytest.mark.parametrize(
    ("sentences", "body", "grade", "quotation"),
    [
        (("Ofsted will evaluate the review in June.",), "Ofsted", "", "Ofsted will evaluate"),
        (
            ("Ofsted evaluation of the Child Y review.", "“Adequate”."),
            "Ofsted",
            "adequate",
            "Ofsted evaluation “Adequate”.",
        ),
        (("The review was evaluated as outstanding.",), "", "outstanding", "evaluated as outstanding"),
        (("The leaflets were good.", "Adequate."), "", "", ""),
    ],
)
def test_art_43_either_may_be_told_alone_and_a_grade_may_follow(
    sentences: tuple[str, ...], body: str, grade: str, quotation: str
) -> None:
    asides = heard(*sentences)
    assert (asides.evaluation_body, asides.evaluation_grade) == (body, grade)
    assert quoted(asides.evaluated) == quotation


def test_art_43_a_grade_goes_before_what_is_only_announced_and_the_first_grade_stays() -> None:
    asides = heard(
        "Ofsted will evaluate the review in June.",
        "The Home Office assessed the report as adequate.",
        "Ofsted judged the SCR to be inadequate.",
    )
    assert (asides.evaluation_body, asides.evaluation_grade) == ("Home Office", "adequate")


def test_who_is_told_and_what_is_published_stand_beside() -> None:
    asides = heard("Ofsted and the DfE were told.", "The report will not be published.")
    assert tuple(asides.notified) == ("Ofsted", "DfE")
    assert asides.publication is Publication.UNPUBLISHED


@cache
def coder() -> Coder:
    return Coder()


def test_art_43_the_evaluation_is_a_field_of_the_decision() -> None:
    minutes = """Westerby Local Safeguarding Children Board
Minutes of the meeting held on 14 September 2010
5. Child C
5.1 It was agreed to hold a serious case review of Child C.
5.2 The serious case review of Child C was graded as good by Ofsted.
6. Training
6.1 The annual report was approved."""
    found = find_decisions(Document("d", "text/plain", (Page(1, minutes),)), coder())
    [decision] = found.decisions
    assert fields_of(decision, "evaluation_body") == [("Ofsted", "graded as good by Ofsted")]
    assert fields_of(decision, "evaluation_grade") == [("good", "graded as good by Ofsted")]


def fields_of(decision: Decision, name: str) -> list[tuple[str, str]]:
    held: list[StatedField] = [field for field in decision.fields if field.name == name]
    return [(field.value, quoted(field.evidence)) for field in held]
