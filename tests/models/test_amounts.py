"""Sums of money as papers give them, and which of them are what a review costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import AmountBasis, Bound
from corpus.rule_files import load_rules
from models.amounts import StatedAmount, amounts_in, amounts_through, is_review_cost
from models.speakers import examples, voices

RULES: dict[str, Any] = load_rules("models", "amounts.yaml")
ARTICLE = Path(__file__).parents[3] / "shared" / "source" / "article.txt"
ADCS = (
    "Colin Green, chair of the families, communities and young people committee for the Association of Directors of "
    "Children’s Services, said councils are not failing to adhere to guidance but might be opting for cheaper review "
    "methods."
)
GREEN = (
    "Green estimated that a SCR usually costs more than £10,000, whereas the use of alternatives, such as the "
    "multi-agency “systems approach” for case reviews developed by the Social Care Institute for Excellence, can "
    "result in “very substantial savings”."
)
VOCABULARY = (
    "£10,000 £40 –£100k+ between and from to ten thousand pounds E10,000 a half £ k usually about over limit cost “ ” "
    "said Green, ADCS (£600) 1.2m € . , ; | she £lO,000 review"
)
WORDS = st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)


def only(sentence: str) -> StatedAmount:
    [amount] = amounts_in(sentence)
    return amount


@pytest.mark.parametrize("example", RULES["examples"], ids=lambda example: example["text"])
def test_a_sentence_gives_its_sums(example: dict[str, Any]) -> None:
    found = [[a.lowest, a.highest, a.bound.value, a.qualifier] for a in amounts_in(example["text"])]
    assert found == example["sums"]


@pytest.mark.parametrize("text", RULES["near_misses"])
def test_what_is_no_sum_gives_none(text: str) -> None:
    assert not list(amounts_in(text))


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (rule["bound"], text)
        for side in ("before", "after")
        for rule in RULES["bounds"][side]
        for text in rule["examples"]
    ],
)
def test_the_words_beside_a_sum_bound_it(bound: str, text: str) -> None:
    assert only(text).bound == bound


@pytest.mark.parametrize(
    ("text", "basis"), [(text, basis) for rule in RULES["bases"] for text, basis in rule["examples"].items()]
)
def test_the_words_about_a_sum_tell_what_it_rests_on(text: str, basis: str) -> None:
    assert only(text).basis == basis


@pytest.mark.parametrize(
    ("basis", "text"), [(rule["basis"], t) for rule in RULES["bases"] for t in rule["near_misses"]]
)
def test_other_words_do_not(basis: str, text: str) -> None:
    assert only(text).basis != basis


def test_each_sum_of_a_sentence_rests_on_its_own_words() -> None:
    text = "At £25 an hour that is about £4,940, which is above the appropriate limit of £450 (£600 for Whitehall)."
    assert [a.basis for a in amounts_in(text)] == ["unknown", "estimate", "limit", "limit"]
    assert [a.bound for a in amounts_in(text)] == ["exact"] * 4


@pytest.mark.parametrize(("text", "speaker", "organisation"), examples())
def test_a_sentence_tells_who_gives_the_sum(text: str, speaker: str, organisation: str) -> None:
    assert (only(text).speaker, only(text).organisation) == (speaker, organisation)


def test_art_10_the_estimate_of_a_committee_s_chair() -> None:
    sentence = "Colin Green, who chairs a committee of the ADCS, said an SCR usually costs more than £10,000."
    start = sentence.index("£")
    estimate, gt = AmountBasis.ESTIMATE, Bound.MORE_THAN
    expected = StatedAmount(10000, None, "GBP", gt, "usually", estimate, "Colin Green", "ADCS", start, start + 7)
    assert only(sentence) == expected
    assert is_review_cost(sentence)


def test_art_10_as_printed_a_surname_is_the_speaker_named_before() -> None:
    [(place, amount)] = amounts_through([ADCS, "It is a matter of guidance.", GREEN])
    assert (place, amount.speaker, amount.organisation) == (2, "Colin Green", "ADCS")
    assert (amount.lowest, amount.highest, amount.bound, amount.qualifier) == (10000, None, "gt", "usually")
    assert amount.basis is AmountBasis.ESTIMATE
    assert is_review_cost(GREEN, amount)
    assert only(GREEN).speaker == "Green"


def test_art_10_the_article_gives_one_sum() -> None:
    if not ARTICLE.is_file():
        pytest.skip(f"the article is not at hand ({ARTICLE})")
    sentences = [s for line in ARTICLE.read_text(encoding="utf-8").splitlines() for s in line.split(". ")]
    [(_, amount)] = amounts_through(sentences)
    assert (amount.lowest, amount.speaker, amount.organisation) == (10000, "Colin Green", "ADCS")


def test_art_11_substantial_savings_are_no_sum() -> None:
    assert not list(amounts_in("The alternatives give very substantial savings."))


def test_a_pronoun_and_an_open_quotation_carry_the_speaker_on() -> None:
    told = [
        "Ann Lee of the Larch Trust said that it was dear.",
        "She put the cost at £20,000.",
        "“The last one was £30,000.",
        "This one will be £40,000,” said Bob Hay.",
        "The hall costs £50.",
    ]
    who = [(amount.speaker, amount.organisation) for _, amount in amounts_through(told)]
    assert who == [("Ann Lee", "Larch Trust"), ("", ""), ("Bob Hay", ""), ("", "")]


@pytest.mark.parametrize("text", RULES["review_costs"]["examples"])
def test_what_a_review_costs_or_saves(text: str) -> None:
    assert is_review_cost(text)


@pytest.mark.parametrize("text", RULES["review_costs"]["near_misses"])
def test_what_is_not_the_cost_of_a_review(text: str) -> None:
    assert not is_review_cost(text)


def test_of_two_sums_each_is_judged_by_its_own_words() -> None:
    text = "The reserve held for reviews stands at £27,000 after payment of the Linnet author (£14,750)."
    assert [is_review_cost(text, amount) for amount in amounts_in(text)] == [False, True]


def test_the_review_may_be_named_near_by() -> None:
    text = "Leading counsel's note costs £3,200."
    assert not is_review_cost(text)
    assert is_review_cost(text, near="LCSPR 'Child Linnet' – publication")


@given(st.one_of(st.text(max_size=200), WORDS))
def test_spans_lie_within_the_sentence_and_bounds_agree(sentence: str) -> None:
    end = 0
    for amount in amounts_in(sentence):
        assert end <= amount.start < amount.end <= len(sentence)
        assert amount.lowest is not None or amount.highest is not None
        if amount.lowest is not None and amount.highest is not None:
            assert amount.lowest <= amount.highest
        end = amount.end
        is_review_cost(sentence, amount)


@given(st.lists(st.one_of(st.text(max_size=80), WORDS), max_size=4))
def test_every_sentence_has_its_voices(sentences: list[str]) -> None:
    assert len(list(voices(sentences))) == len(sentences)
