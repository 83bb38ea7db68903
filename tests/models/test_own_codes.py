import json
from functools import cache
from pathlib import Path

from benchmarks.own_codes import FOLDER, with_own_codes
from corpus.labelled import read_labelled
from models.classifier import load_classifier
from models.coder import Coder
from models.encoder import load_encoder
from models.own_codes import THRESHOLD, OwnExamples, cross_validated, fit_own, gather_own, own_codes

CODES = {"language_barrier", "staff_welfare", "records_missing", "family_moved"}


@cache
def coder() -> Coder:
    return Coder(with_own_codes(), load_classifier(), load_encoder())


@cache
def own() -> OwnExamples:
    return gather_own(coder(), read_labelled()[::60])


def test_own_codes_are_those_that_the_encoder_does_not_know() -> None:
    assert set(own_codes(coder())) == CODES
    shipped = Coder(None, None, load_encoder())
    assert own_codes(shipped) == []
    assert fit_own(OwnExamples(None, {}, {}, ())) is None


def test_ten_examples_find_more_than_half_of_unseen_sentences_and_few_of_what_is_near() -> None:
    head = fit_own(own())
    assert head is not None
    unseen = json.loads(Path(FOLDER / "unseen.json").read_text(encoding="utf-8"))

    def found(code: str, text: str) -> bool:
        (sentence, *_) = coder().sentences(next(coder().parse([text])))
        positions, values = coder().own_features(sentence)
        held = coder().classifier
        scored = type(held)(held.vocabulary, held.idf, {"own": head}, held.card)
        return scored.probabilities_at("own", positions, values)[code] >= THRESHOLD

    there = [found(code, text) for code, held in unseen.items() for text in held["there"]]
    near = [found(code, text) for code, held in unseen.items() for text in held["not_there"]]
    assert sum(there) / len(there) > 0.5
    assert sum(near) / len(near) < 0.1


def test_each_example_is_tried_once_by_a_model_that_has_not_seen_it() -> None:
    answers = cross_validated(own())
    assert {code: len(held) for code, held in answers.items()} == dict.fromkeys(CODES, 20)
    found = {
        there: [said for held in answers.values() for was, said in held if was is there] for there in (True, False)
    }
    assert sum(found[True]) > 1.5 * sum(found[False])
