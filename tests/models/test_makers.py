"""Who makes a decision and who recommends it."""

from __future__ import annotations

import pytest

from corpus.records import Maker
from models.makers import maker_of, maker_rules, recommender_of


@pytest.mark.parametrize(("sentence", "who"), [(text, r.who) for r in maker_rules("makers") for text in r.examples])
def test_the_sentence_says_who_decides(sentence: str, who: Maker) -> None:
    assert maker_of(sentence, "") is who


@pytest.mark.parametrize(("sentence", "who"), [(text, r.who) for r in maker_rules("makers") for text in r.near_misses])
def test_near_misses_are_decided_by_others(sentence: str, who: Maker) -> None:
    assert maker_of(sentence, "") is not who


@pytest.mark.parametrize(
    ("sentence", "who"), [(text, r.who) for r in maker_rules("recommenders") for text in r.examples]
)
def test_the_sentence_says_who_recommends(sentence: str, who: Maker) -> None:
    assert recommender_of(sentence) is who


@pytest.mark.parametrize(
    ("sentence", "who"), [(text, r.who) for r in maker_rules("recommenders") for text in r.near_misses]
)
def test_near_misses_recommend_nothing(sentence: str, who: Maker) -> None:
    assert recommender_of(sentence) is not who


def test_a_recommendation_and_its_decision_have_two_makers() -> None:
    """ART-42: it is the board's chair who takes the final decision, and not who recommends it."""
    said = "The sub-group recommended that no review be held; the Chair decided accordingly."
    assert (recommender_of(said), maker_of(said, "")) == (Maker.PANEL, Maker.CHAIR)


def test_a_passive_decision_is_that_of_the_meeting() -> None:
    assert maker_of("It was agreed that no review be held.", "Serious Case Review Panel") is Maker.PANEL
    assert maker_of("It was agreed that no review be held.", "Northshire Safeguarding Children Board") is Maker.BOARD
    assert maker_of("It was agreed that no review be held.", "Letter") is Maker.UNKNOWN
