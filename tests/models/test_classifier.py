import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import MissingModel
from models.classifier import ARRAYS, CARD, Classifier, Head, best, load_classifier, save_classifier

CARD_HELD = {"format": 1, "version": "v", "threshold": 0.3, "cue_precision": 0.2}


def made() -> Classifier:
    weights = np.array([[4.0, -4.0], [-4.0, 4.0], [0.0, 0.0]], np.float32)
    independent = Head(
        ("cost", "capacity"), weights, np.zeros(2, np.float32), np.ones(2, np.float32), np.zeros(2, np.float32)
    )
    choice = Head(("asserted", "negated"), weights, np.zeros(2, np.float32))
    heads = {"code": independent, "polarity": choice}
    card = {**CARD_HELD, "heads": {name: list(head.labels) for name, head in heads.items()}}
    return Classifier({"w:cost": 0, "w:time": 1, "w:the": 2}, np.ones(3, np.float32), heads, card)


def test_a_saved_classifier_gives_the_same_probabilities_when_loaded(tmp_path: Path) -> None:
    save_classifier(made(), tmp_path)
    counts = {"w:cost": 1.0, "w:the": 2.0, "w:unknown": 1.0}
    assert load_classifier(tmp_path).probabilities("code", counts) == made().probabilities("code", counts)


def test_saving_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_classifier(made(), tmp_path / name)
    for file in (ARRAYS, CARD):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_independent_labels_have_probabilities_of_their_own_and_choices_sum_to_one() -> None:
    both = made().probabilities("code", {"w:the": 1.0})
    assert both == {"cost": 0.5, "capacity": 0.5}
    choice = made().probabilities("polarity", {"w:cost": 1.0})
    assert sum(choice.values()) == pytest.approx(1.0)
    assert best(choice)[0] == "asserted"


def test_a_text_without_a_known_feature_is_no_error() -> None:
    assert made().probabilities("code", {}) == {"cost": 0.5, "capacity": 0.5}


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="minuted train"):
        load_classifier(tmp_path)


@pytest.mark.parametrize("damage", ["arrays", "card", "format"])
def test_a_damaged_model_is_refused_in_plain_words(tmp_path: Path, damage: str) -> None:
    save_classifier(made(), tmp_path)
    if damage == "arrays":
        (tmp_path / ARRAYS).write_bytes(b"no archive")
    elif damage == "card":
        (tmp_path / CARD).write_text("{")
    else:
        (tmp_path / CARD).write_text(json.dumps({**made().card, "format": 99}))
    with pytest.raises(MissingModel, match="minuted train"):
        load_classifier(tmp_path)


def test_a_model_file_with_a_pickle_in_it_is_refused(tmp_path: Path) -> None:
    save_classifier(made(), tmp_path)
    np.savez(tmp_path / ARRAYS, vocabulary=np.array([{"a": 1}], dtype=object), idf=np.ones(1))
    with pytest.raises(MissingModel):
        load_classifier(tmp_path)
