"""What a sentence states of the decision: every rule decides its examples, and traps beside them."""

from __future__ import annotations

import pytest

from corpus.records import Scope, Status
from models.status import StatusRule, is_decision, row_status, rules, scope_of, speaks_of_reviews, stated_status


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, example) for rule in rules() for example in rule.examples],
    ids=lambda value: value if isinstance(value, str) else str(value.status),
)
def test_every_rule_decides_its_examples(rule: StatusRule, example: str) -> None:
    assert rule.pattern.search(example)
    assert stated_status(example) is rule.status


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The Board decided not to hold a serious case review.", Status.NOT_INITIATED),
        ("It was agreed that there would be no serious case review of Child V.", Status.NOT_INITIATED),
        ("The Chair had accepted the recommendation that no SCR be held.", Status.NOT_INITIATED),
        ("The sub-group recommended that an SCR should not be held.", Status.RECOMMENDED_NOT),
        ("The sub-group recommended by a majority that a serious case review be held.", Status.RECOMMENDED_INITIATE),
        ("Resolved: that a serious case review be commissioned.", Status.INITIATED),
        ("The decision on a review was put off until the verdict is known.", Status.DEFERRED),
        ("The Chair has not yet decided whether a serious case review is to be held.", Status.UNDER_CONSIDERATION),
        ("The minutes were agreed as a correct record.", Status.NOT_STATED),
        ("A trial ought not to hold up learning.", Status.NOT_STATED),
        ("The grandparents declined to be interviewed for the review.", Status.NOT_STATED),
        ("", Status.NOT_STATED),
    ],
)
def test_a_sentence_states_what_a_reader_takes_from_it(sentence: str, status: Status) -> None:
    assert stated_status(sentence) is status


@pytest.mark.parametrize(
    ("sentence", "decides"),
    [
        ("It was decided not to initiate an SCR.", True),
        ("The review found that records were poor.", False),
        ("Guidance says that a review will be held where a child dies.", False),
        ("Should no review be held?", False),
        ("The report of the review will be published.", False),
        ("We do not hold the total cost of each review.", False),
        ("The case was closed as the family did not meet the threshold for a child in need.", False),
    ],
)
def test_guidance_questions_and_reports_of_reviews_decide_nothing(sentence: str, decides: bool) -> None:
    assert is_decision(sentence) is decides


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("NS/10/03 | Child D | 6 | No serious case review | Natural causes", Status.NOT_INITIATED),
        ("Child G | Serious case review initiated | Child died", Status.INITIATED),
        ("Child F | Deferred | Crown Court trial in February", Status.DEFERRED),
        ("Serious case review to be initiated? | No", Status.NOT_INITIATED),
        ("Serious case review to be initiated? | ☐ Yes   ☒ No", Status.NOT_INITIATED),
        ("Serious case review to be initiated? | Yes", Status.INITIATED),
        ("Date of incident | 3 March 2013", Status.NOT_STATED),
    ],
)
def test_a_row_of_a_table_states_its_decision_in_a_cell_or_as_an_answer(row: str, status: Status) -> None:
    assert row_status(row) is status


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("Local authority reluctance affected decisions to initiate serious case reviews.", Scope.GENERAL),
        ("LSCBs sometimes decided not to hold reviews.", Scope.GENERAL),
        ("No serious case review of Child C will be held.", Scope.CASE_SPECIFIC),
        ("The case was closed.", Scope.CASE_SPECIFIC),
    ],
)
def test_reviews_in_general_are_told_from_one_case(sentence: str, scope: Scope) -> None:
    assert scope_of(sentence) is scope


def test_words_of_reviews_are_told_from_other_business() -> None:
    assert speaks_of_reviews("No SCR was held.")
    assert not speaks_of_reviews("The training budget was noted.")
