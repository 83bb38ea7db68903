"""Where a letter turns from case to case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.turning import takes_up, turn_of, turning_rules, turns_away

DATA = turning_rules().data


@pytest.mark.parametrize(("text", "case"), DATA["turns"].items())
def test_a_paragraph_turns_to_a_case(text: str, case: str) -> None:
    turn = turn_of(text)
    assert turn is not None
    assert turn.case == case


@pytest.mark.parametrize("text", DATA["not_turns"])
def test_what_is_no_case_is_not_turned_to(text: str) -> None:
    assert turn_of(text) is None


@pytest.mark.parametrize("text", DATA["aways"])
def test_what_closes_a_letter_leaves_the_cases(text: str) -> None:
    assert turns_away(text)


@pytest.mark.parametrize("text", DATA["not_aways"])
def test_what_goes_on_does_not_leave_them(text: str) -> None:
    assert not turns_away(text)


@pytest.mark.parametrize(("sentence", "case"), DATA["taken_up_examples"].items())
def test_a_sentence_takes_up_a_case(sentence: str, case: str) -> None:
    assert takes_up(sentence, case)


@pytest.mark.parametrize(("sentence", "case"), DATA["not_taken_up"].items())
def test_a_case_may_be_named_to_compare_with(sentence: str, case: str) -> None:
    assert not takes_up(sentence, case)


@given(st.text(max_size=300))
def test_any_text_may_be_asked(text: str) -> None:
    turn = turn_of(text)
    assert turn is None or turn.case in text
    assert turns_away(text) in (True, False)
