import numpy as np
import pytest

from models.encoder import load_encoder
from models.judgement import Choice, Judge, code_signals, label_signals


def test_signals_are_log_odds_of_what_is_trained_and_marks_of_what_the_rules_say() -> None:
    encoder = load_encoder()
    reading = encoder.read_one("The cost was prohibitive and no SCR was begun.")
    table = code_signals(["cost", "capacity"], reading, encoder.places, {"cost": 0.5}, {"cost"}, {"capacity"})
    assert table.shape == (2, 5)
    assert table[0, 2] == pytest.approx(0)
    assert table[:, 3:].tolist() == [[1, 0], [0, 1]]
    chance = reading.asserted[encoder.places["cost"]]
    assert table[0, 0] == pytest.approx(np.log(chance / (1 - chance)), abs=1e-3)


def test_a_choice_gives_probabilities_that_follow_its_signals() -> None:
    labels = ("no", "yes")
    choice = Choice(labels, np.array([[1, 0, 1, 0], [0, 1, 0, 1]], np.float32), np.zeros(2, np.float32))
    doubtful = choice.probabilities(label_signals(labels, [np.array([0.5, 0.5])], set()))
    ruled = choice.probabilities(label_signals(labels, [np.array([0.5, 0.5])], {"yes"}))
    assert doubtful == pytest.approx({"no": 0.5, "yes": 0.5})
    assert ruled["yes"] > 0.7
    assert sum(ruled.values()) == pytest.approx(1)


def test_a_judge_weighs_signals_for_each_code_with_a_bias_of_its_own() -> None:
    weights = np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]], np.float32)
    judge = Judge(("a", "b"), weights, np.array([[0, -2], [0, 0]], np.float32), 0.5, 0.5, 0.9, 0.9, {})
    found = judge.probabilities(np.array([[0, 3, 0, 0, 0], [0, -3, 0, 0, 0]], np.float32))
    assert found[0] == pytest.approx([0.5, 1 / (1 + np.e**2)])
    assert found[1] == pytest.approx([1 / (1 + np.exp(-3)), 1 / (1 + np.exp(3))])
