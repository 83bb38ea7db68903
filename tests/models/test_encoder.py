import hashlib
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from corpus.codebook import load_codebook
from corpus.errors import MissingModel
from corpus.labelled import calibration_folder, held_out_folder, read_labelled
from models.encoder import CARD, FACETS, GRAPH, Encoder, default_folder, load_encoder

TEXT = "The Panel looked at the likely bill. It did not see its way to an SCR."


@cache
def encoder() -> Encoder:
    return load_encoder()


def test_it_was_trained_on_no_author_that_anything_is_measured_or_calibrated_on() -> None:
    apart = read_labelled(held_out_folder()) + read_labelled(calibration_folder())
    assert encoder().authors
    assert encoder().authors.isdisjoint({passage.author for passage in apart})


def test_it_knows_every_code_of_the_codebook_and_its_file_is_the_one_on_its_card() -> None:
    assert set(load_codebook().names) <= set(encoder().codes)
    assert encoder().card["sha256"] == hashlib.sha256((default_folder() / GRAPH).read_bytes()).hexdigest()
    assert encoder().card["base"]["licence"] == "Apache-2.0"


def test_a_reading_is_made_of_probabilities() -> None:
    reading = encoder().read_one(TEXT)
    assert reading.asserted.shape == reading.other.shape == (len(encoder().codes),)
    assert ((reading.asserted >= 0) & (reading.asserted + reading.other <= 1 + 1e-5)).all()
    assert reading.status.sum() == pytest.approx(1, abs=1e-4)
    for facet in FACETS:
        assert reading.facets[facet].sum(axis=1) == pytest.approx(np.ones(len(encoder().codes)), abs=1e-4)
    assert np.linalg.norm(reading.meaning) == pytest.approx(1, abs=1e-4)


def test_where_a_code_is_read_adds_up_over_the_text() -> None:
    reading = encoder().read_one(TEXT)
    end = TEXT.index(" It did")
    both = reading.share(0, end) + reading.share(end, len(TEXT))
    assert ((both > 0) & (both <= 1 + 1e-4)).all()
    assert reading.tokens.max() == len(TEXT)


def test_texts_read_together_are_read_as_alone() -> None:
    texts = [TEXT, "Apologies.", ""]
    for text, reading in zip(texts, encoder().read(texts), strict=True):
        assert (reading.asserted == encoder().read([text])[0].asserted).all()
    assert encoder().read([]) == []


def test_a_missing_or_foreign_encoder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="no usable encoder"):
        Encoder(tmp_path)
    (tmp_path / CARD).write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(MissingModel, match="another version"):
        Encoder(tmp_path)
