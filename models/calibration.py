"""Fit the judge: how far encoder, word model and rules can be taken at their word, on authors that none of them saw.

Every figure that chooses something here comes from predictions for an author on whom the regression was not fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.labelled import Label, LabelledPassage
from corpus.records import Polarity, Role
from models import polarity
from models.coder import Coder, Sentence, windows
from models.encoder import FACETS
from models.judgement import LEANING, SPOKEN, Choice, Judge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

REASON_ROLES = frozenset({Role.REASON_NOT_INITIATING, Role.REASON_DELAY})
PRECISION = 0.95  # of reasons that are not marked for review
RIDGE = 0.3  # how far a code's own intercept may stand off the common one
STRENGTH = 1.0  # inverse of the regularisation
FAMILY_FROM = 0.7  # the encoder's probability of a family from which its likeliest code is kept
_FEWEST = 40  # mentions that a precision is measured on


@dataclass(frozen=True, slots=True)
class Rows:
    """Windows x codes of calibrating authors: signals, and whether each code is asserted, or spoken of otherwise."""

    authors: NDArray[np.str_]
    signals: Floats
    asserted: NDArray[np.bool_]
    other: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The signals of one facet of a reason (or of a passage's status), and the label that the author gave it."""

    signals: Floats
    label: str


def fit_judge(coder: Coder, passages: Sequence[LabelledPassage], codes: Sequence[str]) -> Judge:
    """Return the judge fitted on passages by authors that the coder's encoder and word model were not trained on."""
    import numpy as np

    blank = _blank(codes)
    rows, choices = gather_signals(coder.with_judge(blank), passages, codes)
    unseen = np.zeros((2, *rows.asserted.shape), np.float32)
    for author in sorted(set(rows.authors)):
        out = rows.authors == author
        fitted = _fit(rows, ~out, blank)
        unseen[:, out] = np.stack([fitted.probabilities(table) for table in rows.signals[out]], axis=1)
    threshold = _best_threshold(rows.asserted, unseen[0])
    others = np.where(unseen[0] >= threshold, 0, unseen[1])
    threshold_other = _best_threshold(rows.other, others)
    return replace(
        _fit(rows, np.ones(len(rows.authors), bool), blank),
        threshold=threshold,
        threshold_other=threshold_other,
        sure=max(threshold, _sure_from(rows.asserted, unseen[0])),
        sure_other=max(threshold_other, _sure_from(rows.other, others)),
        choices={name: _choose(held) for name, held in choices.items()},
    )


def _blank(codes: Sequence[str]) -> Judge:
    """Return a judge that finds nothing, for a coder that is yet to be fitted."""
    import numpy as np

    spoken, bias, leaning = (np.zeros(size, np.float32) for size in (len(SPOKEN), len(codes), len(LEANING) + 1))
    return Judge(tuple(codes), spoken, bias, leaning, 1.0, 1.0, FAMILY_FROM, 1.0, 1.0, {})


def gather_signals(
    coder: Coder, passages: Sequence[LabelledPassage], codes: Sequence[str]
) -> tuple[Rows, dict[str, list[Chosen]]]:
    """Return the windows that the encoder reads with what they state, and each facet of each labelled reason there."""
    import numpy as np

    windows_read: list[tuple[str, Floats, set[str], set[str]]] = []
    choices: dict[str, list[Chosen]] = {name: [] for name in (*FACETS, "status")}
    for passage, doc in zip(passages, coder.parse(p.text for p in passages), strict=True):
        choices["status"].append(Chosen(coder.status_signals(passage.text), str(passage.status)))
        triggers = polarity.reaching(doc)
        for window in windows(coder.sentences(doc)):
            seen = coder.judged_signals(doc, window, [coder.words(sentence) for sentence in window], triggers)
            if seen is None:
                continue
            here = [label for label in passage.labels if window[0].start <= label.start < window[-1].end]
            asserted = {x.code for x in here if x.role in REASON_ROLES and x.polarity is Polarity.ASSERTED}
            windows_read.append((passage.author, seen[1], asserted, {label.code for label in here}))
            for label in (label for label in here if label.code in codes):
                by_rules = coder.by_rules(doc, _sentence_of(label, window), label.code, triggers)
                for facet in FACETS:
                    signals = coder.facet_signals(seen[0], label.code, by_rules, facet)
                    choices[facet].append(Chosen(signals, str(getattr(label, facet))))
    rows = Rows(
        np.array([author for author, *_ in windows_read]),
        np.stack([table for _, table, _, _ in windows_read]),
        np.array([[code in asserted for code in codes] for *_, asserted, _ in windows_read]),
        np.array([[code in spoken - asserted for code in codes] for *_, asserted, spoken in windows_read]),
    )
    return rows, choices


def _sentence_of(label: Label, window: Sequence[Sentence]) -> Sentence:
    """Return the sentence of a window in which a label's quotation begins."""
    return next((sentence for sentence in window if label.start < sentence.end), window[-1])


def _fit(rows: Rows, within: NDArray[np.bool_], blank: Judge) -> Judge:
    import numpy as np
    from scipy.sparse import csr_matrix, hstack, identity, kron
    from sklearn.linear_model import LogisticRegression

    count, codes, _ = rows.signals[within].shape
    asserted = rows.asserted[within].ravel()
    mentioned = asserted | rows.other[within].ravel()
    signals = rows.signals[within].reshape(count * codes, -1)
    own = kron(np.ones((count, 1)), identity(codes) * RIDGE)
    spoken = LogisticRegression(C=STRENGTH, max_iter=1000)
    spoken.fit(hstack([csr_matrix(signals[:, : len(SPOKEN)]), own]).tocsr(), mentioned)
    leaning = LogisticRegression(C=STRENGTH, max_iter=1000)
    leaning.fit(signals[mentioned, len(SPOKEN) :], asserted[mentioned])
    weights = spoken.coef_[0]
    return replace(
        blank,
        spoken=weights[: len(SPOKEN)].astype(np.float32),
        bias=(spoken.intercept_[0] + RIDGE * weights[len(SPOKEN) :]).astype(np.float32),
        leaning=np.append(leaning.coef_[0], leaning.intercept_[0]).astype(np.float32),
    )


def _choose(held: Sequence[Chosen]) -> Choice:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=0.1, max_iter=1000)
    model.fit(np.stack([row.signals for row in held]), [row.label for row in held])
    return Choice(tuple(map(str, model.classes_)), model.coef_.astype(np.float32), model.intercept_.astype(np.float32))


def _best_threshold(there: NDArray[np.bool_], found: Floats) -> float:
    """Return the probability that serves the mean F1 of all codes best."""
    import numpy as np

    scored = [(_macro_f1(there, found >= threshold), float(threshold)) for threshold in np.arange(0.1, 0.8, 0.02)]
    return round(max(scored)[1], 2)


def _macro_f1(there: NDArray[np.bool_], found: NDArray[np.bool_]) -> float:
    import numpy as np

    both, total = (there & found).sum(axis=0), there.sum(axis=0) + found.sum(axis=0)
    held = there.any(axis=0)
    return float(np.mean(2 * both[held] / np.maximum(total[held], 1)))


def _sure_from(there: NDArray[np.bool_], found: Floats) -> float:
    """Return the least probability from which at least `PRECISION` of what is found is right; 1 where none is."""
    import numpy as np

    order = np.argsort(-found.ravel())
    right = np.cumsum(there.ravel()[order])
    precision = right / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision[_FEWEST - 1 :] >= PRECISION)
    return round(float(found.ravel()[order[good[-1] + _FEWEST - 1]]), 3) if len(good) else 1.0
