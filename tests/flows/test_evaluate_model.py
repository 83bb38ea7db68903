"""An evaluation from passages to the model card."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.labelled import held_out_folder, read_labelled
from flows.evaluate_model import evaluate_model
from flows.model_card import CARD, RELIABILITY, SCORES, write_model_card
from flows.printing import evaluation_data, evaluation_lines
from models.coder import Coder
from models.encoder import load_encoder
from models.evaluation import Report

METHODS = ["keyword list", "TF-IDF + logistic regression", "sentence vectors + logistic regression"]


@cache
def coder() -> Coder:
    return Coder()


@cache
def report() -> Report:
    return evaluate_model(coder(), read_labelled(held_out_folder())[::18], read_labelled()[::60])


def test_passages_of_an_author_that_the_model_learnt_from_are_refused() -> None:
    with pytest.raises(CorpusError, match=r"trained on abbott: nothing can be measured"):
        evaluate_model(coder(), read_labelled()[:5], [])


def test_it_stands_beside_three_baselines_and_beats_a_keyword_list() -> None:
    assert list(report().baselines) == METHODS
    assert report().macro["main"].value > report().baselines["keyword list"]["main"].value
    assert report().noisy["main"].value <= report().macro["main"].high


def test_people_and_programs_get_the_same_figures() -> None:
    text = "\n".join(evaluation_lines(report()))
    data = evaluation_data(report())
    assert f"{data['macro']['main']['value']:.2f}" in text
    assert all(method in text for method in METHODS)
    assert data["passages"] == 60


def test_the_card_tells_data_figures_failures_and_use(tmp_path: Path) -> None:
    write_model_card(report(), coder().classifier.card, load_encoder().card, tmp_path)
    card = (tmp_path / CARD).read_text(encoding="utf-8")
    for heading in ("**What it is for.**", "**What it is not for.**", "## Data", "## Figures", "## Known failures"):
        assert heading in card
    assert f"| {report().macro['codes'].value:.2f} |" in card
    assert "{" not in card
    assert (tmp_path / RELIABILITY).stat().st_size > 5000 < (tmp_path / SCORES).stat().st_size
