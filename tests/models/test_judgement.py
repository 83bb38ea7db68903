import numpy as np
import pytest

from models.encoder import load_encoder
from models.judgement import LEANING, SPOKEN, Choice, Judge, code_signals, label_signals


def test_signals_are_log_odds_of_what_is_trained_and_marks_of_what_the_rules_say() -> None:
    encoder = load_encoder()
    reading = encoder.read_one("The cost was prohibitive and no SCR was begun.")
    table = code_signals(
        ["cost", "capacity"], reading, encoder.places, {"cost": 0.5}, {"cost", "capacity"}, {"capacity"}
    )
    assert table.shape == (2, len(SPOKEN) + len(LEANING))
    assert table[0, 2] == pytest.approx(0)
    assert table[:, [3, 6]].tolist() == [[1, 0], [1, 1]]
    spoken = [reading.asserted[i] + reading.other[i] for i in (encoder.places["cost"], encoder.places["cost*"])]
    assert table[0, :2] == pytest.approx([np.log(p / (1 - p)) for p in np.clip(spoken, 1e-4, 1 - 1e-4)], abs=1e-3)
    assert table[1, 0] == table[1, 1]  # capacity has no family


def test_a_choice_gives_probabilities_that_follow_its_signals() -> None:
    labels = ("no", "yes")
    choice = Choice(labels, np.array([[1, 0, 1, 0], [0, 1, 0, 1]], np.float32), np.zeros(2, np.float32))
    doubtful = choice.probabilities(label_signals(labels, [np.array([0.5, 0.5])], set()))
    ruled = choice.probabilities(label_signals(labels, [np.array([0.5, 0.5])], {"yes"}))
    assert doubtful == pytest.approx({"no": 0.5, "yes": 0.5})
    assert ruled["yes"] > 0.7
    assert sum(ruled.values()) == pytest.approx(1)


def judge(**chosen: float) -> Judge:
    codes = ("cost.preparation", "cost.legal_checks", "capacity")
    held = {"threshold": 0.5, "threshold_other": 0.5, "threshold_family": 0.7, "sure": 0.9, "sure_other": 0.9} | chosen
    spoken, leaning = np.array([1, 0, 0, 0], np.float32), np.array([1, 0, -2, 0], np.float32)
    return Judge(codes, spoken, np.zeros(3, np.float32), leaning, choices={}, **held)


def test_what_is_spoken_of_is_asserted_or_not_and_a_denied_cue_leans_to_not() -> None:
    table = np.zeros((3, len(SPOKEN) + len(LEANING)), np.float32)
    table[:, 0], table[0, 6] = 3, 1
    found = judge().probabilities(table)
    spoken = 1 / (1 + np.exp(-3))
    assert found.sum(axis=0) == pytest.approx([spoken] * 3)
    assert found[0] == pytest.approx([spoken / (1 + np.exp(2)), spoken / 2, spoken / 2])


def test_the_likeliest_code_of_a_family_is_kept_where_the_encoder_is_sure_of_the_family() -> None:
    encoder = load_encoder()
    reading = encoder.read_one("The cost was prohibitive and no SCR was begun.")
    faint = np.array([0.1, 0.3, 0.4], np.float32)
    assert judge(threshold_family=0.0).kept(faint, reading, encoder.places) == {1}
    assert judge(threshold_family=1.1).kept(faint, reading, encoder.places) == set()
    assert judge(threshold_family=0.0).kept(np.array([0.6, 0.3, 0.6]), reading, encoder.places) == {0, 2}
