"""Codes of a user's own, that the encoder was not trained for: learnt from a handful of examples.

A sentence is seen by its words and by the encoder's vector of what it means, side by side; one logistic regression a
code tells its examples from its near misses and from sentences of other passages. Four codes made up by one person and
tried on sentences by another gave `THRESHOLD`.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.labelled import LabelledPassage
from models.classifier import Head
from models.coder import Coder, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.3  # from this probability a code of a user's own is kept
SURE = 0.5  # below it a person is to look at the mention
BACKGROUND = 600  # passages of other matters
STRENGTH = 10.0  # inverse of the regularisation
FOLDS = 5
SEED = 20101


@dataclass(frozen=True, slots=True)
class OwnExamples:
    """Sentences x features, and for each code which of them carry it and which do not; the rest is background."""

    table: Any
    carry: Mapping[str, tuple[int, ...]]
    lack: Mapping[str, tuple[int, ...]]
    background: tuple[int, ...]


def own_codes(coder: Coder) -> list[str]:
    """Return the codes of the coder's codebook that its encoder does not know."""
    known = coder.encoder.places if coder.encoder else {}
    return [code.code for code in coder.codebook if code.code not in known]


def gather_own(coder: Coder, passages: Sequence[LabelledPassage]) -> OwnExamples:
    """Return the examples and near misses of the codes that the encoder does not know, and passages of other matters.

    A passage labelled with such a code is an example of it.
    """
    codes = own_codes(coder)
    sentences: list[Sentence] = []
    carry: dict[str, list[int]] = {code: [] for code in codes}
    lack: dict[str, list[int]] = {code: [] for code in codes}
    for code in (held for held in coder.codebook if held.code in carry):
        for texts, rows in ((code.examples, carry), (code.near_misses, lack)):
            for doc in coder.parse(held.text for held in texts):
                rows[code.code].append(len(sentences))
                sentences.append(max(coder.sentences(doc), key=lambda sentence: len(sentence.text)))
    telling = [p for p in passages if any(label.code in carry for label in p.labels)]
    for passage, doc in zip(telling, coder.parse(p.text for p in telling), strict=True):
        for sentence in coder.sentences(doc):
            here = {
                x.code for x in passage.labels if x.code in carry and x.start < sentence.end and sentence.start < x.end
            }
            for code_name in here:
                carry[code_name].append(len(sentences))
            sentences += [sentence] if here else []
    silent = [p for p in passages if p not in telling]
    others = random.Random(SEED).sample(silent, min(BACKGROUND, len(silent)))  # noqa: S311 - not for secrets
    first = len(sentences)
    sentences += [sentence for doc in coder.parse(p.text for p in others) for sentence in coder.sentences(doc)]
    return OwnExamples(
        _table(coder, sentences),
        {code: tuple(rows) for code, rows in carry.items()},
        {code: tuple(rows) for code, rows in lack.items()},
        tuple(range(first, len(sentences))),
    )


def fit_own(own: OwnExamples) -> Head | None:
    """Return the head of the codes of a user's own: words first, then the encoder's vector; None without such codes."""
    import numpy as np

    if not own.carry:
        return None
    fitted = [_fit(own, code, ()) for code in own.carry]
    weights = np.stack([model.coef_[0] for model in fitted], axis=1).astype(np.float16).astype(np.float32)
    bias = np.array([model.intercept_[0] for model in fitted], np.float32)
    ones, zeros = np.ones(len(fitted), np.float32), np.zeros(len(fitted), np.float32)
    return Head(tuple(own.carry), weights, bias, ones, zeros)


def cross_validated(own: OwnExamples) -> dict[str, list[tuple[bool, bool]]]:
    """Return, a code, for each of its examples and near misses whether it carries the code and whether it is found.

    Found by a regression that has not seen that fifth of them.
    """
    answers: dict[str, list[tuple[bool, bool]]] = {}
    for code, carry in own.carry.items():
        asked = [*((row, True) for row in carry), *((row, False) for row in own.lack[code])]
        answers[code] = []
        for fold in range(FOLDS):
            out = asked[fold::FOLDS]
            if out:
                model = _fit(own, code, tuple(row for row, _ in out))
                chances = model.predict_proba(own.table[[row for row, _ in out]])[:, 1]
                answers[code] += [(there, bool(p >= THRESHOLD)) for (_, there), p in zip(out, chances, strict=True)]
    return answers


def _fit(own: OwnExamples, code: str, without: tuple[int, ...]) -> Any:
    from sklearn.linear_model import LogisticRegression

    yes = [row for row in own.carry[code] if row not in without]
    no = [row for row in own.lack[code] if row not in without]
    rows = [*yes, *no, *own.background]
    weight = [1.0] * (len(yes) + len(no)) + [len(yes) / max(len(own.background), 1)] * len(own.background)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=SEED)
    return model.fit(own.table[rows], [1] * len(yes) + [0] * (len(rows) - len(yes)), sample_weight=weight)


def _table(coder: Coder, sentences: Sequence[Sentence]) -> Any:
    """Return sentences x (words, encoder's vector)."""
    import numpy as np
    from scipy.sparse import csr_matrix

    rows = [coder.own_features(sentence) for sentence in sentences]
    ends = np.cumsum([0, *(len(positions) for positions, _ in rows)])
    positions: NDArray[np.int64] = np.concatenate([p for p, _ in rows])
    values: NDArray[np.float32] = np.concatenate([v for _, v in rows])
    width = len(coder.classifier.vocabulary) + len(coder.encoder.read_one("").meaning) if coder.encoder else 0
    return csr_matrix((values, positions, ends), shape=(len(sentences), width))
