"""What the encoder learns from: targets of a passage and of the codebook's sentences, and joined passages."""

from __future__ import annotations

import random
from functools import cache
from itertools import chain
from typing import Any

import pytest

from corpus.codebook import load_codebook
from corpus.labelled import Label, LabelledPassage
from corpus.records import Attribution, Hedging, Polarity, Role, Status
from models.encoder import LONGEST, WORDS, default_folder
from models.examples import (
    ASSERTED,
    NOTHING,
    OTHER,
    UNKNOWN,
    Example,
    batches,
    beside_other_business,
    codebook_examples,
    examples_of,
    is_of_other_business,
    joined,
    units_of,
)

TEXT = "It was agreed not to hold a review. The fees of an author were beyond us, whatever the papers might say."
QUOTE = "The fees of an author were beyond us"
LEAFLETS = "Leaflets will go to four libraries."


@cache
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    words = Tokenizer.from_file(str(default_folder() / WORDS))
    words.no_padding()
    words.enable_truncation(LONGEST)
    return words


def passage(text: str, *labels: Label, status: Status = Status.NOT_STATED) -> LabelledPassage:
    return LabelledPassage("a-1", "a", "minutes", "direct", text, status, labels)


def label(code: str, quote: str, polarity: Polarity = Polarity.ASSERTED) -> Label:
    start = TEXT.index(quote)
    return Label(
        code,
        Role.REASON_NOT_INITIATING,
        polarity,
        Attribution.BOARD_OR_PANEL,
        Hedging.ACTUAL,
        start,
        start + len(quote),
    )


FEES = label("cost.independent_chair_author", QUOTE)
PAPERS = label("publicity.adverse_media", "whatever the papers might say", Polarity.NEGATED)


def example(*labels: Label, text: str = TEXT, status: Status = Status.NOT_INITIATED) -> Example:
    return examples_of([passage(text, *labels, status=status)], load_codebook(), tokenizer())[0]


def told(held: Example) -> dict[str, int]:
    """Return the units of which anything is told, with what."""
    return {
        name: target
        for (name, _), target in zip(units_of(load_codebook()), held.targets, strict=True)
        if target not in (NOTHING, UNKNOWN)
    }


def test_a_reason_counts_for_its_code_and_its_family_and_a_denied_one_is_told_apart() -> None:
    assert told(example(FEES, PAPERS)) == {
        "cost.independent_chair_author": ASSERTED,
        "cost*": ASSERTED,
        "publicity.adverse_media": OTHER,
        "publicity*": OTHER,
    }


def test_the_attention_is_taught_by_the_quotation() -> None:
    held = example(FEES)
    assert {tokenizer().decode(held.tokens[start:end]) for _, start, end in held.places} == {QUOTE.lower()}


@pytest.mark.parametrize("first", [True, False])
def test_a_passage_beside_other_business_keeps_targets_and_quotations(first: bool) -> None:
    held, other = example(FEES), example(text=LEAFLETS, status=Status.NOT_STATED)
    both = joined(held, other, first)
    assert tokenizer().decode(both.tokens) == " ".join((LEAFLETS, TEXT) if first else (TEXT, LEAFLETS)).lower()
    assert both.targets == held.targets and both.status == held.status
    assert {tokenizer().decode(both.tokens[start:end]) for _, start, end in both.places} == {QUOTE.lower()}


def test_what_would_grow_too_long_stays_alone() -> None:
    long = example(FEES, text=TEXT + " Nothing else was said." * 40)
    assert joined(long, example(text=LEAFLETS), True) is long


def test_other_business_mentions_no_code_and_no_decision() -> None:
    assert is_of_other_business(example(text=LEAFLETS, status=Status.NOT_STATED))
    assert not is_of_other_business(example(text=LEAFLETS, status=Status.DEFERRED))
    assert not is_of_other_business(example(PAPERS, status=Status.NOT_STATED))


def test_a_share_is_joined_and_the_codebook_stays_alone() -> None:
    random.seed(3)
    held = [example(FEES)] * 400 + [example(text=LEAFLETS, status=Status.NOT_STATED)]
    own = codebook_examples(load_codebook(), tokenizer())
    read = beside_other_business([*held, *own])
    assert 80 < sum(len(x.tokens) > len(held[0].tokens) for x in read[:400]) < 160
    assert read[len(held) :] == own


def test_of_a_codebook_sentence_only_its_own_code_is_known() -> None:
    codebook = load_codebook()
    own = codebook_examples(codebook, tokenizer())
    assert len(own) == sum(len(c.examples) + len(c.near_misses) + len(c.denials) for c in codebook)
    first = codebook.codes[0]
    known = [[t for t in held.targets if t != UNKNOWN] for held in own[: len(first.examples)]]
    assert known == [[ASSERTED, ASSERTED]] * len(first.examples)  # the code and its family
    assert sum(OTHER in held.targets for held in own) == sum(len(code.denials) for code in codebook)


def test_batches_hold_each_example_once_and_like_lengths_together() -> None:
    random.seed(1)
    held = [Example([0] * random.randrange(5, 150), [], [], [], 0) for _ in range(500)]
    read = batches(held, 16)
    assert sorted(map(id, chain(*read))) == sorted(map(id, held))
    assert {len(batch) for batch in read[:-1]} <= {16, 4}
    padded = sum(len(batch) * max(len(x.tokens) for x in batch) for batch in read)
    assert padded < 1.15 * sum(len(x.tokens) for x in held)
