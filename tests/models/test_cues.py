"""A cue finds the words that it stands for, and no others."""

from __future__ import annotations

import itertools
from functools import cache
from typing import TYPE_CHECKING

import pytest

from corpus.codebook import Code, load_codebook
from models import attribution, polarity
from models.cues import Cue, CueMatcher

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def blank() -> Language:
    import spacy

    return spacy.blank("en")


def found(phrase: str, text: str) -> list[str]:
    return [span.text for span in CueMatcher(blank(), [Cue("label", phrase)])(blank()(text))]


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("dirty linen", "They would not wash Dirty Linen in public.", ["Dirty Linen"]),
        ("wash ... in public", "to ‘wash dirty linen in public’ again", ["wash dirty linen in public"]),
        ("wash ... in public", "to wash, as the saying of the town goes round here, in public", []),
        ("wash ... in public", "to wash in public", ["wash in public"]),
        ("initiat* ... review", "the initiation of a review", ["initiation of a review"]),
        ("cost|costs of", "the costs of it", ["costs of"]),
        ("not agree", "They didn’t agree.", ["n’t agree"]),
        ("not agree", "They didn't agree.", ["n't agree"]),
        ("not|never a factor", "It wasn't a factor.", ["n't a factor"]),
        ("sub-group|panel agreed", "The sub-group agreed.", ["sub-group agreed"]),
        ("sub-group|panel agreed", "The panel agreed.", ["panel agreed"]),
        ("chair's|board's view", "the chair’s view", ["chair’s view"]),
        ("front-line*", "front-liners", ["front-liners"]),
        ("£ ... author", "£650 a day for an author", ["£650 a day for an author"]),
        ("cost", "costly", []),
        ("art*", "No cart.", []),
    ],
)
def test_a_cue_finds_its_words(phrase: str, text: str, words: list[str]) -> None:
    assert found(phrase, text) == words


def test_a_cue_inside_a_longer_one_of_the_same_label_is_left_out() -> None:
    find = CueMatcher(blank(), [Cue("a", "review"), Cue("a", "internal review"), Cue("b", "review")])
    assert [(span.label_, span.text) for span in find(blank()("An internal review."))] == [
        ("a", "internal review"),
        ("b", "review"),
    ]


def written_out(phrase: str) -> list[str]:
    """Return sentences that hold a cue: one for each choice of words, gaps filled with a word or with none."""
    parts = [[choice.replace("*", "ing") for choice in part.split("|")] for part in phrase.split()]
    width = max(len(choices) for choices in parts)
    chosen = [[choices[i % len(choices)] for choices in parts] for i in range(width)]
    texts = [" ".join(words) for words in chosen]
    return [*(text.replace("...", "surely") for text in texts), texts[0].replace(" ... ", " ")]


@pytest.mark.parametrize("code", load_codebook().codes, ids=lambda code: code.code)
def test_every_cue_of_the_codebook_is_found_in_a_sentence_that_holds_it(code: Code) -> None:
    for cue in (*code.cues, *code.inverse_cues):
        for text in written_out(cue):
            assert found(cue, f"Members spoke , {text} , and moved on."), (cue, text)


def test_every_cue_of_the_rule_files_is_found_in_a_sentence_that_holds_it() -> None:
    views, rules = attribution.rules(), polarity.rules()
    cues = itertools.chain(
        (trigger.cue for trigger in rules.triggers),
        (cue for cue, _ in rules.pseudo),
        (cue for item in (*views["holders"], *views["hedges"]) for cue in item["cues"]),
        views["links"]["direct"],
        views["said"],
    )
    lost = [
        (cue, text) for cue in cues for text in written_out(cue) if not found(cue, f"Members spoke , {text} , today")
    ]
    assert not lost
