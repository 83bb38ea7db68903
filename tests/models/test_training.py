from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from corpus.codebook import Codebook, default_path, load_codebook, parse_codebook
from corpus.errors import CorpusError
from corpus.labelled import Label, LabelledPassage, calibration_folder, read_labelled
from corpus.records import Attribution, Hedging, Polarity, Role, Status
from models.classifier import Classifier
from models.coder import Coder
from models.encoder import load_encoder
from models.training import Examples, Space, gather, reads_as, rules_only, train, train_on

NEW_CODE = """
  - code: language_barrier
    label: "Language barrier"
    definition: "Papers or witnesses in a foreign tongue are given as the reason."
    include: "Translation or interpreters named as the obstacle."
    exclude: "Interpreters used within a review."
    cues: ["no interpreter"]
    examples:
{examples}
    near_misses:
      - {{text: "An interpreter was present at the meeting."}}
      - {{text: "Leaflets were translated into Polish."}}
"""
SENTENCES = [
    "No SCR was started because the records were all in Polish.",
    "The witnesses spoke only Romanian and the review was not pursued.",
    "With no translator to be found the Panel left the matter there.",
    "The mother's papers were in Portuguese, and for want of a translation no review was held.",
    "Nobody could read the Lithuanian file, so a review was not commissioned.",
    "The Board declined a review as interpreters for the family could not be had.",
    "The Chair decided against a review because the language of the files defeated everyone.",
    "As translation of the Slovak papers was not available, the case was closed.",
    "A review was not undertaken since every statement was in Urdu and untranslated.",
    "The group let it drop, the notes being in a language none of them read.",
]


@cache
def few() -> tuple[LabelledPassage, ...]:
    """A hundred passages of three authors: enough to train on in seconds, far too few to be good."""
    chosen: list[LabelledPassage] = []
    for author in ("ashdown", "dunmore", "ingram"):
        chosen += [p for p in read_labelled() if p.author == author and p.labels][:25]
        chosen += [p for p in read_labelled() if p.author == author and not p.labels][:10]
    return tuple(chosen)


def with_new_code() -> Codebook:
    examples = "\n".join(f'      - {{directness: direct, text: "{text}"}}' for text in SENTENCES)
    text = default_path().read_text(encoding="utf-8")
    entry = NEW_CODE.format(examples=examples)
    return parse_codebook(text.replace("\ncodes:\n", "\ncodes:" + entry, 1), "with_new_code.yaml")


def trained(codebook: Codebook) -> Classifier:
    return train(gather(rules_only(codebook), few()), codebook)


def test_training_twice_on_the_same_passages_gives_the_same_model() -> None:
    one, two = trained(load_codebook()), trained(load_codebook())
    assert one.version == two.version
    for name, head in one.heads.items():
        assert np.array_equal(head.weights, two.heads[name].weights)


def test_a_code_of_the_users_own_with_ten_examples_is_found_after_training() -> None:
    codebook = with_new_code()
    apart = read_labelled(calibration_folder())[::30]
    coder = Coder(codebook, train_on(few(), apart, codebook, load_encoder()))
    unseen = "The Panel did not commission a review because the records were in Polish and no translation could be had."
    assert "language_barrier" in {finding.code for finding in coder.code_text(unseen)}
    assert "language_barrier" not in {f.code for f in coder.code_text("Training in safeguarding was well attended.")}


def test_an_author_to_calibrate_on_must_not_be_one_to_learn_from() -> None:
    with pytest.raises(CorpusError, match=r"trained on ashdown.*: probabilities cannot be calibrated"):
        train_on(few(), few(), load_codebook(), load_encoder())


def test_a_passage_of_an_author_left_out_leaves_no_trace() -> None:
    examples = gather(rules_only(load_codebook()), few())
    without = examples.without("dunmore")
    assert "dunmore" not in {row.author for row in without.rows} | {author for author, _, _ in without.passages}
    assert len(without.rows) < len(examples.rows)


def test_training_needs_two_authors_to_calibrate_on_one_not_trained_on() -> None:
    alone = [passage for passage in few() if passage.author == "ingram"]
    with pytest.raises(CorpusError, match="two authors"):
        train(gather(rules_only(load_codebook()), alone), load_codebook())


def test_training_without_a_single_code_of_the_codebook_is_refused() -> None:
    bare = [replace(passage, labels=()) for passage in few()]
    examples = gather(rules_only(load_codebook()), bare)
    kept = Examples([row for row in examples.rows if row.author != "codebook"], examples.passages)
    with pytest.raises(CorpusError, match="no labelled passage"):
        train(kept, load_codebook())


def test_a_label_belongs_to_the_sentence_that_carries_its_quotation() -> None:
    text = "The panel met on Tuesday. Members felt that the bill could not be justified. Nothing further was done."
    quote = "the bill could not be justified"
    start = text.index(quote)
    label = Label(
        "cost",
        Role.REASON_NOT_INITIATING,
        Polarity.ASSERTED,
        Attribution.BOARD_OR_PANEL,
        Hedging.ACTUAL,
        start,
        start + len(quote),
    )
    coder = rules_only(load_codebook())
    sentences = coder.sentences(next(coder.parse([text])))
    assert [bool(reads_as([label], sentence)) for sentence in sentences] == [False, True, False]


def test_features_seen_once_are_left_out() -> None:
    examples = Examples(
        [], [("a", {"w:often": 1.0, "w:once": 1.0}, Status.NOT_STATED), ("b", {"w:often": 1.0}, Status.NOT_STATED)]
    )
    assert set(Space.of(examples).vocabulary) == {"w:often"}
