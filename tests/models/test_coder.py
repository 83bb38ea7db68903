from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Finder, Polarity, Role, Status
from models.coder import Coder, Finding, finest


@cache
def coder() -> Coder:
    return Coder()


def found(text: str) -> dict[str, Finding]:
    return {finding.code: finding for finding in coder().code_text(text)}


YJB = (
    "“The challenges of ongoing government changes and reduced budgets, along with local authority reluctance to ‘wash "
    "dirty linen in public’ affecting decisions to initiate serious case reviews were expected to continue.”"
)


def test_the_youth_justice_board_sentence_has_exactly_three_reasons() -> None:
    assert set(found(YJB)) == {"political_uncertainty", "cost.budget_cuts", "publicity.dirty_linen"}


@pytest.mark.parametrize(
    ("text", "code", "polarity"),
    [
        (
            "Cost was not a factor; the criteria were not met and the Chair decided against an SCR.",
            "cost",
            Polarity.NEGATED,
        ),
        (
            "An SCR was not initiated because of the likelihood of adverse media coverage.",
            "publicity.adverse_media",
            Polarity.ASSERTED,
        ),
        (
            "No SCR will be initiated as a domestic homicide review is already under way.",
            "parallel_process",
            Polarity.ASSERTED,
        ),
    ],
)
def test_plain_reasons_have_their_polarity(text: str, code: str, polarity: Polarity) -> None:
    assert found(text)[code].polarity is polarity


def test_a_reason_overcome_is_context_and_not_a_reason() -> None:
    findings = found("Despite the cost an SCR was initiated.")
    assert all(finding.role is Role.CONTEXT_ONLY for finding in findings.values())


@pytest.mark.parametrize(
    "text",
    [
        "The cost of complying with your request exceeds the appropriate limit under section 12.",
        "You may ask for an internal review of our decision.",
        "The mother's mental capacity was assessed.",
        "Dirty linen was piled on the child's bed.",
        "Apologies were received from Health and Probation.",
    ],
)
def test_traps_yield_no_asserted_reason(text: str) -> None:
    reasons = [f for f in coder().code_text(text) if f.role is Role.REASON_NOT_INITIATING]
    asserted = [f for f in reasons if f.polarity is Polarity.ASSERTED]
    assert asserted == []


def test_meeting_the_criteria_is_not_asserted_as_not_meeting_them() -> None:
    text = "Despite notifications meeting the criteria, LSCBs sometimes decided not to initiate a serious case review."
    finding = found(text).get("criteria_not_met")
    assert finding is None or finding.polarity is not Polarity.ASSERTED


def test_a_deferral_is_a_reason_for_delay() -> None:
    finding = found("The decision was deferred pending the outcome of the Munro Review.")["political_uncertainty"]
    assert (finding.role, finding.status) == (Role.REASON_DELAY, Status.DEFERRED)


def test_each_finding_says_who_found_it_with_a_score() -> None:
    for finding in coder().code_text(YJB):
        assert finding.finder in Finder
        assert 0 < finding.score <= 1
        assert finding.cue in YJB


def test_a_heading_is_seen_but_not_quoted() -> None:
    text = "The likely bill could not be justified."
    for finding in coder().code_text(text, heading="Serious case review: Child C"):
        assert text[finding.start : finding.end] == text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_coded_without_error_and_within_its_bounds(text: str) -> None:
    for finding in coder().code_text(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert 0 <= finding.score <= 1


def test_a_child_displaces_its_parent_unless_the_parent_is_far_the_likelier() -> None:
    parent, child = "cost", "cost.preparation"
    sure, likely, faint = 0.9, 0.6, 0.3
    assert set(finest({parent: (sure, Finder.BOTH), child: (likely, Finder.CLASSIFIER)})) == {child}
    assert set(finest({parent: (sure, Finder.BOTH), child: (faint, Finder.CLASSIFIER)})) == {parent}
    assert set(finest({parent: (sure, Finder.BOTH), child: (faint, Finder.CUE)})) == {child}
