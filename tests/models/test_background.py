"""Reviews of publicly known cases elsewhere are background of a paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.background import is_background


@pytest.mark.parametrize(
    "sentence",
    [
        "The Chair recalled that a serious case review of Baby Peter had been held.",
        "The second Baby Peter SCR was published in full.",
        "The report into the death of Victoria Climbié made 108 recommendations.",
        "Members had read the Edlington review.",
        "The reviews of Arthur Labinjo-Hughes and Star Hobson were initiated at once.",
    ],
)
def test_art_46_a_review_of_a_case_that_everybody_knows_is_background(sentence: str) -> None:
    assert is_background(sentence, "Larchshire Safeguarding Children Board")


@pytest.mark.parametrize(
    "sentence",
    [
        "In the wake of the Baby Peter tragedy it was agreed not to hold a serious case review.",
        "It was agreed not to hold a serious case review of Child C, as the Baby Peter review covered the learning.",
        "As the Baby Peter review had covered the learning, it was agreed not to hold an SCR.",
        "Pending the Munro Review it was agreed not to initiate a serious case review.",
        "It was agreed not to hold a serious case review of Baby P.",
        "No review was held.",
        "",
    ],
)
def test_art_46_what_is_decided_of_a_case_of_the_paper_is_not(sentence: str) -> None:
    assert not is_background(sentence, "Larchshire Safeguarding Children Board")


def test_art_46_in_the_papers_of_its_own_board_a_case_is_a_case() -> None:
    assert not is_background("A serious case review of Baby Peter was initiated.", "Haringey LSCB")


@given(st.text(max_size=120))
def test_any_words_are_background_or_not(sentence: str) -> None:
    assert is_background(sentence) in {True, False}
