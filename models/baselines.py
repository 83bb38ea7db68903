"""What simpler methods find in the same passages: a keyword list, words with logistic regression, and sentence vectors.

Each is given what it needs and no more, learns from the same authors as the coder, and says which codes a passage
asserts. The coder is worth its trouble by as much as it stands above them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from corpus.codebook import Codebook
from corpus.labelled import LabelledPassage
from models.coder import Coder
from models.encoder import Encoder
from models.evaluation import Watch, truly_asserted
from models.pipeline import CUES


def keywords(coder: Coder, passages: Sequence[LabelledPassage]) -> list[set[str]]:
    """Return, a passage, the codes whose cues stand in it."""
    return [{cue.label_ for cue in doc.spans[CUES]} for doc in coder.parse(p.text for p in passages)]


def words(learnt: Sequence[LabelledPassage], passages: Sequence[LabelledPassage], codebook: Codebook) -> list[set[str]]:
    """Return, a passage, the codes found by TF-IDF of words and word pairs with one logistic regression a code."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    space = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    table = space.fit_transform([p.text for p in learnt])
    return _regressions(table, learnt, space.transform([p.text for p in passages]), codebook)


def vectors(
    encoder: Encoder,
    learnt: Sequence[LabelledPassage],
    passages: Sequence[LabelledPassage],
    codebook: Codebook,
    watch: Watch = iter,
) -> list[set[str]]:
    """Return, a passage, the codes found by the encoder's sentence vector with one logistic regression a code."""
    import numpy as np

    def read(passage: LabelledPassage) -> Any:
        return encoder.read([passage.text])[0].meaning

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:  # the encoder lets go of the interpreter while it reads
        reads = [threads.submit(read, passage) for passage in (*learnt, *passages)]
        meanings = np.stack([done.result() for done in watch(reads)])
    return _regressions(meanings[: len(learnt)], learnt, meanings[len(learnt) :], codebook)


def _regressions(table: Any, learnt: Sequence[LabelledPassage], asked: Any, codebook: Codebook) -> list[set[str]]:
    from sklearn.linear_model import LogisticRegression

    truth = [truly_asserted(passage) for passage in learnt]
    found: list[set[str]] = [set() for _ in range(asked.shape[0])]
    for code in codebook.names:
        carries = [code in held for held in truth]
        if any(carries):
            model = LogisticRegression(C=10.0, class_weight="balanced", solver="liblinear", random_state=0)
            for held, said in zip(found, model.fit(table, carries).predict(asked), strict=True):
                if said:
                    held.add(code)
    return found
