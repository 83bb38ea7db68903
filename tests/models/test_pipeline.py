"""Sentences are cut where a reader would cut them, and every mark stays on its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.codebook import load_codebook
from models.pipeline import CUES, build_pipeline

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_codebook())


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It was refused. Cost was named.", ["It was refused.", "Cost was named."]),
        ("See para. 5.2 and no. 4 of the form. Noted.", ["See para. 5.2 and no. 4 of the form.", "Noted."]),
        ("Mr. Smith and Dr. Jones attended.", ["Mr. Smith and Dr. Jones attended."]),
        ("“It was refused.” She left.", ["“It was refused.”", "She left."]),
        ("Child D | No review | Natural causes", ["Child D |", "No review |", "Natural causes"]),
        ("One line\nanother line", ["One line", "another line"]),
        ("Was it cost? No.", ["Was it cost?", "No."]),
        ("They asked... and waited.", ["They asked... and waited."]),
        ("Mr. J. Smith asked for an SCR.The Board refused.", ["Mr. J. Smith asked for an SCR.", "The Board refused."]),
        ("It was agreed on 12 May 2010.The Chair left.", ["It was agreed on 12 May 2010.", "The Chair left."]),
        ("It was agreed .The Chair left .", ["It was agreed .", "The Chair left ."]),
        ("It was exempt under s.36(2)(b).The rest is out.", ["It was exempt under s.36(2)(b).", "The rest is out."]),
        ("See No.12 and J.Smith@example.org, para.5.2.", ["See No.12 and J.Smith@example.org, para.5.2."]),
    ],
)
def test_sentences_are_cut_where_a_reader_would(nlp: Language, text: str, sentences: list[str]) -> None:
    assert [span.text.strip() for span in nlp(text).sents] == sentences


def test_the_cues_of_the_codebook_are_marked_with_their_code(nlp: Language) -> None:
    doc = nlp("Reluctance to wash dirty linen in public.")
    assert "publicity.dirty_linen" in {span.label_ for span in doc.spans[CUES]}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_character_is_lost_between_sentences(nlp: Language, text: str) -> None:
    assert "".join(span.text_with_ws for span in nlp(text).sents) == text
