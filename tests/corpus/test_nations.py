"""Which nation a paper belongs to."""

from __future__ import annotations

import pytest

from corpus.nations import nation_of, nations


@pytest.mark.parametrize(("text", "nation"), [(text, n.name) for n in nations() for text in n.examples])
def test_a_word_that_only_one_nation_uses_tells_it(text: str, nation: str) -> None:
    assert nation_of(text) == nation


@pytest.mark.parametrize(("text", "nation"), [(text, n.name) for n in nations() for text in n.near_misses])
def test_words_of_common_use_tell_nothing(text: str, nation: str) -> None:
    assert nation_of(text) != nation


def test_two_nations_alike_are_none() -> None:
    assert nation_of("PSNI and Ofsted") == ""
    assert nation_of("") == ""
