"""Who holds a view, how firmly, and how it is tied to the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.codebook import load_codebook
from corpus.records import Attribution, Hedging, Link
from models.attribution import hedging, holder, link, rules
from models.pipeline import build_pipeline

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(load_codebook())


@pytest.mark.parametrize("rule", list(rules()["hedges"]), ids=lambda rule: rule["hedging"])
def test_every_hedge_shows_in_its_example(nlp: Language, rule: dict[str, str]) -> None:
    assert hedging(next(nlp(rule["example"]).sents)) is Hedging(rule["hedging"])


def test_a_plain_statement_is_actual(nlp: Language) -> None:
    assert hedging(next(nlp("No review was held because of the cost.").sents)) is Hedging.ACTUAL


@pytest.mark.parametrize(
    ("sentence", "attribution"),
    [
        ("The police argued that the [cost] was too high.", Attribution.INDIVIDUAL_AGENCY),
        ("The Chair was worried about [publicity].", Attribution.CHAIR),
        ("Members felt that [cost] mattered.", Attribution.BOARD_OR_PANEL),
        ("Local authority reluctance over [publicity] was noted.", Attribution.LOCAL_AUTHORITY),
        ("The mother asked that there be no [review].", Attribution.FAMILY),
        ("Ofsted challenged the [decision].", Attribution.INSPECTORATE_OR_NATIONAL_PANEL),
        ("The sub-group spoke of [cost].", Attribution.BOARD_OR_PANEL),
        ("[Cost] was the reason given by the council.", Attribution.LOCAL_AUTHORITY),
        ("DK said that the [bill] would be high.", Attribution.INDIVIDUAL_MEMBER),
        ("[Cost] was the reason.", Attribution.UNATTRIBUTED),
    ],
)
def test_the_holder_of_a_view_is_the_one_named_nearest_before_it(
    nlp: Language, sentence: str, attribution: Attribution
) -> None:
    before, _, rest = sentence.partition("[")
    doc = nlp(before + rest.replace("]", ""))
    word = doc.char_span(len(before), len(before) + rest.index("]"), alignment_mode="expand")
    assert word is not None
    assert holder(doc, word.start) is attribution


@pytest.mark.parametrize(
    ("sentence", "has_status", "expected"),
    [
        ("No review was held because of the cost.", True, Link.DIRECT),
        ("No review was held and cost was discussed.", True, Link.COORDINATED),
        ("Cost was discussed.", False, Link.ADJACENT),
    ],
)
def test_a_causal_word_ties_directly(nlp: Language, sentence: str, has_status: bool, expected: Link) -> None:
    assert link(next(nlp(sentence).sents), has_status=has_status) is expected
