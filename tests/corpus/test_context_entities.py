"""Cases that everybody knows of are no cases of the paper that mentions them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.context_entities import context_entities, context_entities_in, is_context, without_context

EXAMPLES = [(entity.name, text) for entity in context_entities() for text in entity.examples]
NEAR_MISSES = [(entity.name, text) for entity in context_entities() for text in entity.near_misses]


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_a_text_mentions_what_everybody_knows(name: str, text: str) -> None:
    assert name in {found.entity.name for found in context_entities_in(text)}


@pytest.mark.parametrize(("name", "text"), NEAR_MISSES)
def test_like_names_are_a_board_s_own(name: str, text: str) -> None:
    assert name not in {found.entity.name for found in context_entities_in(text)}


WORDS = ["post", "-", "Baby", "P", "Peter", "since", "the", "tragedy", ".", "Climbié", "Munro", "review", "Haringey"]


def test_art_46_baby_peter_is_no_case_of_another_board() -> None:
    assert is_context("Baby Peter")
    assert is_context("Baby Peter", "Larchshire Safeguarding Children Board")
    assert not is_context("Baby Peter", "Haringey Local Safeguarding Children Board")
    assert not any(map(is_context, ("Baby P", "Child C", "Baby L", "SCR/10/17", "Edlington", "")))


def test_art_46_the_parties_backing_of_publication_is_background() -> None:
    sentence = (
        "Both the Conservatives and Liberal Democrats backed full publication of serious case reviews in the run-up to "
        "last year’s general election as a way to boost transparency in the wake of the Baby Peter tragedy."
    )
    assert [(found.entity.name, found.entity.kind) for found in context_entities_in(sentence)] == [
        ("Peter Connelly", "case"),
        ("publication of reviews in full", "policy"),
    ]


def test_what_everybody_knows_is_struck_out_and_the_rest_stays_in_its_place() -> None:
    text = "Unlike Baby Peter, Child C was known."
    assert without_context(text) == "Unlike ··········, Child C was known."
    assert without_context(text, "Haringey LSCB") == text


@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_any_text_keeps_its_length(words: str) -> None:
    assert len(without_context(words)) == len(words)
    assert all(0 <= found.start < found.end <= len(words) for found in context_entities_in(words))
