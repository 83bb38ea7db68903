"""Flags for what sentences say of learning in general."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.context_flags import flag_rules, flags_in

EXAMPLES = [(rule.flag, text) for rule in flag_rules() for text in rule.examples]
NEAR_MISSES = [(rule.flag, text) for rule in flag_rules() for text in rule.near_misses]


@pytest.mark.parametrize(("flag", "sentence"), EXAMPLES)
def test_a_sentence_raises_a_flag(flag: str, sentence: str) -> None:
    assert flag in {found.flag for found in flags_in(sentence)}


@pytest.mark.parametrize(("flag", "sentence"), NEAR_MISSES)
def test_other_sentences_do_not(flag: str, sentence: str) -> None:
    assert flag not in {found.flag for found in flags_in(sentence)}


def test_art_36_quality_assurance_and_learning_are_mentioned_in_one_sentence() -> None:
    sentence = (
        "“What is important is that LSCBs have quality assurance in place and a process by which learning is "
        "embedded,” she said."
    )
    assert {found.flag for found in flags_in(sentence)} == {
        "quality_assurance_mentioned",
        "learning_embedded_mentioned",
    }
    groups = (
        "“A great deal of LSCBs do have those sub-groups that look at practice and analyse cases on a regular basis.”"
    )
    assert [found.flag for found in flags_in(groups)] == ["case_subgroup_mentioned"]


@given(st.text(max_size=200))
def test_spans_lie_within_the_sentence(sentence: str) -> None:
    assert all(0 <= found.start < found.end <= len(sentence) for found in flags_in(sentence))
