from functools import cache

import numpy as np
import pytest

from corpus.codebook import load_codebook
from corpus.labelled import calibration_folder, read_labelled
from models.calibration import PRECISION, _best_threshold, _sure_from, fit_judge
from models.classifier import Classifier
from models.coder import Coder
from models.encoder import load_encoder
from models.judgement import Judge

CODES = ("cost", "capacity", "criteria_not_met")


@cache
def judge() -> Judge:
    """Fitted on 120 passages, without a word model."""
    shipped = Coder().classifier
    coder = Coder(load_codebook(), Classifier(shipped.vocabulary, shipped.idf, shipped.heads, shipped.card), None)
    passages = read_labelled(calibration_folder())[::12]
    return fit_judge(Coder(coder.codebook, coder.classifier, load_encoder()), passages, CODES)


def test_a_fitted_judge_trusts_the_encoder_and_is_sure_of_less_than_it_keeps() -> None:
    assert judge().codes == CODES
    assert judge().spoken[0] > 0 < judge().leaning[0]
    assert 0 < judge().threshold <= judge().sure <= 1
    assert 0 < judge().threshold_other <= judge().sure_other <= 1
    assert set(judge().choices) == {"polarity", "role", "attribution", "hedging", "status"}


def test_the_threshold_serves_the_mean_of_the_codes() -> None:
    there = np.array([[True, False], [False, True], [False, False]])
    found = np.array([[0.7, 0.2], [0.1, 0.65], [0.3, 0.3]])
    assert 0.3 < _best_threshold(there, found) <= 0.66


def test_sure_is_where_enough_of_what_is_found_is_right() -> None:
    found = np.linspace(1, 0, 200).reshape(-1, 1).astype(np.float32)
    there = np.arange(200).reshape(-1, 1) < 100
    from_here = _sure_from(there, found)
    chosen = found >= from_here
    assert (there & chosen).sum() / chosen.sum() >= PRECISION
    assert chosen.sum() == pytest.approx(105, abs=1)
    assert _sure_from(~there, found) == 1.0
