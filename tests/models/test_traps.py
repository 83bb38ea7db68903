"""Each trap catches its example, and leaves a plain reason alone."""

from __future__ import annotations

import pytest

from corpus.codebook import load_codebook
from models.traps import Trap, is_trapped, traps


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.example)
def test_every_trap_catches_its_example_for_codes_that_exist(trap: Trap) -> None:
    names = set(load_codebook().names)
    assert set(trap.codes) <= names
    assert all(is_trapped(code, trap.example) for code in trap.codes)


def test_a_trap_for_a_code_silences_its_children_too_and_no_other() -> None:
    sentence = "The cost of complying with your request exceeds the appropriate limit."
    assert is_trapped("cost.preparation", sentence)
    assert not is_trapped("capacity", sentence)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("cost", "No review was held on cost grounds."),
        ("alternative_method.imr", "An internal review was agreed in place of a serious case review."),
        ("capacity", "The Board had no capacity for another review."),
        ("publicity.dirty_linen", "Nobody wanted to wash dirty linen in public."),
        ("publicity.reputational", "Fear of blame led agencies to oppose a review."),
        ("alternative_method.audit", "A case file audit was agreed instead."),
    ],
)
def test_a_plain_reason_is_not_trapped(code: str, sentence: str) -> None:
    assert not is_trapped(code, sentence)
