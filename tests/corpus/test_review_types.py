"""Types of review are told by the words that name them."""

from __future__ import annotations

import pytest

from corpus.review_types import UNKNOWN, ReviewType, review_type_of, review_types


@pytest.mark.parametrize("kind", review_types(), ids=lambda kind: kind.code)
def test_the_examples_of_a_type_name_it_and_its_near_misses_do_not(kind: ReviewType) -> None:
    assert [review_type_of(text) for text in kind.examples] == [kind.code] * len(kind.examples)
    assert kind.code not in {review_type_of(text) for text in kind.near_misses}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The serious case review will wait for the domestic homicide review.", "SCR"),
        ("A domestic homicide review, not a serious case review, will be held.", "DHR"),
        ("A MAPPA serious case review is under way.", "MAPPA_SCR"),
        ("A local child safeguarding practice review was not commissioned.", "LCSPR"),
        ("The criteria in chapter 8 of Working Together are not met and no serious case review will be held.", "SCR"),
        ("The committee met in March.", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_type_named_first_counts_and_the_longer_of_two_that_begin_together(text: str, code: str) -> None:
    assert review_type_of(text) == code


def test_every_type_has_examples_and_near_misses() -> None:
    assert all(kind.examples and kind.near_misses for kind in review_types())
