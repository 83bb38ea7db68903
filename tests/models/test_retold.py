"""Sentences that tell again what was decided before."""

from __future__ import annotations

import pytest

from models.retold import is_retold, retold_rules


@pytest.mark.parametrize("sentence", [text for rule in retold_rules() for text in rule.examples])
def test_every_example_is_told_again(sentence: str) -> None:
    assert is_retold(sentence)


@pytest.mark.parametrize("sentence", [text for rule in retold_rules() for text in rule.near_misses])
def test_what_decides_is_not_told_again(sentence: str) -> None:
    assert not is_retold(sentence)


def test_every_rule_is_needed() -> None:
    for rule in retold_rules():
        others = [other for other in retold_rules() if other is not rule]
        assert any(not any(o.pattern.search(text) for o in others) for text in rule.examples), rule.what
