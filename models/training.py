"""Train the classifier from labelled passages and the codebook's own examples, by scikit-learn.

Three linear heads share one vocabulary: `code` (an independent probability a code and sentence), `polarity` (of a coded
sentence) and `status` (of a passage). Code probabilities are calibrated on scores for authors held out (Platt 1999), so
that a person's turns of phrase never vouch for themselves.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.codebook import Codebook
from corpus.errors import CorpusError
from corpus.labelled import Label, LabelledPassage
from corpus.records import Polarity, Status
from models.calibration import REASON_ROLES, fit_judge
from models.classifier import CANDIDATE, FORMAT, OWN, Classifier, Head
from models.coder import Coder, Sentence, status_features
from models.encoder import Encoder
from models.judgement import Judge
from models.own_codes import SURE, THRESHOLD, fit_own, gather_own

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

CODEBOOK_AUTHOR = "codebook"
MIN_DOCUMENTS = 2  # a feature seen in one sentence alone is left out
REGULARISATION = {"code": 10.0, "polarity": 5.0, "status": 5.0}
THRESHOLDS = ("threshold", "threshold_other", "threshold_family", "sure", "sure_other")
RECALL = 0.96  # of sentences that speak of any code, by the head that says which are worth a closer reading
ANY = "*"  # stands for any code
FOLDS = 5
SEED = 20101

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to learn from. `judged` are the codes whose presence or absence is known; None means all."""

    author: str
    counts: dict[str, float]
    codes: frozenset[str]
    cued: frozenset[str]
    judged: frozenset[str] | None
    polarity: Polarity | None


@dataclass(frozen=True, slots=True)
class Examples:
    """Everything that one training learns from."""

    rows: list[Row]
    passages: list[tuple[str, dict[str, float], Status]]

    def without(self, author: str) -> Examples:
        """Return the examples of all other authors."""
        return Examples([r for r in self.rows if r.author != author], [p for p in self.passages if p[0] != author])


def reads_as(labels: Iterable[Label], sentence: Sentence) -> list[Label]:
    """Return the labels whose quotation this sentence carries: at least half of the shorter of the two."""
    held = []
    for label in labels:
        shared = min(label.end, sentence.end) - max(label.start, sentence.start)
        if shared > 0 and shared >= 0.5 * min(label.end - label.start, sentence.end - sentence.start):
            held.append(label)
    return held


def gather(coder: Coder, passages: Sequence[LabelledPassage]) -> Examples:
    """Turn labelled passages and the codebook's examples and near misses into rows to learn from."""
    rows: list[Row] = []
    for passage, doc in zip(passages, coder.parse(p.text for p in passages), strict=True):
        for sentence in coder.sentences(doc):
            rows.append(_row(passage.author, sentence, reads_as(passage.labels, sentence)))
    rows.extend(_codebook_rows(coder))
    statuses = [(p.author, status_features(p.text), p.status) for p in passages]
    return Examples(rows, statuses)


def _row(author: str, sentence: Sentence, labels: Sequence[Label]) -> Row:
    reasons = [label for label in labels if label.role in REASON_ROLES]
    polarity = reasons[0].polarity if reasons else None
    cued = frozenset(cue.label_ for cue in (*sentence.cues, *sentence.inverse))
    codes = {label.code for label in reasons} | ({ANY} if labels else set())
    return Row(author, sentence.counts, frozenset(codes), cued, None, polarity)


def _codebook_rows(coder: Coder) -> Iterable[Row]:
    for code in coder.codebook:
        texts: list[tuple[str, Polarity | None]] = [(example.text, Polarity.ASSERTED) for example in code.examples]
        texts += [(denial, Polarity.NEGATED) for denial in code.denials]
        texts += [(miss.text, None) for miss in code.near_misses]
        for (_, polarity), doc in zip(texts, coder.parse(text for text, _ in texts), strict=True):
            codes = {code.code, ANY} if polarity else set()
            for sentence in coder.sentences(doc):
                cued = frozenset(cue.label_ for cue in sentence.cues)
                judged = frozenset({code.code} | codes)
                yield Row(CODEBOOK_AUTHOR, sentence.counts, frozenset(codes), cued, judged, polarity)


def train_on(
    passages: Sequence[LabelledPassage],
    calibration: Sequence[LabelledPassage],
    codebook: Codebook,
    encoder: Encoder,
    progress: Progress = lambda _: None,
) -> Classifier:
    """Return a classifier for a codebook, trained on labelled passages and the codebook's own examples.

    Its judge joins it with the encoder; `calibration` are passages by authors that neither was trained on.

    Raises:
        CorpusError: an author to calibrate on is one to learn from.
    """
    seen = (encoder.authors | {p.author for p in passages}) & {p.author for p in calibration}
    if seen:
        raise CorpusError(
            f"trained on {', '.join(sorted(seen))}: probabilities cannot be calibrated on the same author"
        )
    progress(f"reading {len(passages):,} labelled passages")
    words = train(gather(rules_only(codebook), passages), codebook, progress=progress)
    coder = Coder(codebook, words, encoder)
    words = _with_own(words, fit_own(gather_own(coder, passages)))
    progress(f"calibrating on {len(calibration):,} passages")
    codes = [code for code in words.heads["code"].labels if code in encoder.places]
    judge = fit_judge(Coder(codebook, words, encoder), calibration, codes)
    return _judged(words, judge, encoder)


def _with_own(words: Classifier, own: Head | None) -> Classifier:
    """Return the classifier with a head for the codes of a user's own."""
    if own is None:
        return words
    heads = {**words.card["heads"], OWN: list(own.labels)}
    card = {**words.card, "heads": heads, OWN: {"threshold": THRESHOLD, "sure": SURE}}
    digest = hashlib.sha256(own.weights.tobytes() + own.bias.tobytes() + words.version.encode())
    return replace(words, heads={**words.heads, OWN: own}, card={**card, "version": digest.hexdigest()[:12]})


def _judged(words: Classifier, judge: Judge, encoder: Encoder) -> Classifier:
    """Return the classifier with its judge, on its card too."""
    about = {
        "codes": list(judge.codes),
        "choices": {name: list(choice.labels) for name, choice in judge.choices.items()},
        **{name: getattr(judge, name) for name in THRESHOLDS},
        "encoder": encoder.card["sha256"],
    }
    digest = hashlib.sha256(json.dumps([words.version, about]).encode())
    choices = [array for choice in judge.choices.values() for array in (choice.weights, choice.bias)]
    for array in (judge.spoken, judge.bias, judge.leaning, *choices):
        digest.update(array.tobytes())
    return replace(words, card={**words.card, "judge": about, "version": digest.hexdigest()[:12]}, judge=judge)


def rules_only(codebook: Codebook) -> Coder:
    """Return a coder without a trained model: cues and rules alone."""
    import numpy as np

    return Coder(codebook, Classifier({}, np.zeros(0, np.float32), {}, {}))


def train(
    examples: Examples, codebook: Codebook, *, seed: int = SEED, progress: Progress = lambda _: None
) -> Classifier:
    """Return a classifier trained on the examples; the same examples and seed give the same classifier.

    Raises:
        CorpusError: fewer than two authors, or no example of any code.
    """
    authors = sorted({row.author for row in examples.rows} - {CODEBOOK_AUTHOR})
    if len(authors) < 2:
        raise CorpusError(
            "training needs labelled passages of at least two authors, to calibrate on one not trained on"
        )
    progress("weighing words")
    space = Space.of(examples)
    codes = [code for code in codebook.names if any(code in row.codes for row in examples.rows)]
    if not codes:
        raise CorpusError("no labelled passage carries a code of this codebook")
    progress(f"calibrating {len(codes)} codes on authors held out")
    table = space.table([row.counts for row in examples.rows])
    held_out = _held_out_scores(examples.rows, table, codes, seed)
    progress("training")
    code_head = _code_head(examples.rows, table, codes, held_out, seed)
    telling = _held_out_scores(examples.rows, table, [ANY], seed)
    candidate_head = _code_head(examples.rows, table, [ANY], telling, seed)
    heads = {
        CANDIDATE: candidate_head,
        "code": code_head,
        "polarity": _polarity_head(examples, space, seed),
        "status": _status_head(examples, space, seed),
    }
    card = {
        "format": FORMAT,
        "codebook": codebook.fingerprint,
        "heads": {name: list(head.labels) for name, head in heads.items()},
        "threshold": _threshold(examples.rows, codes, _calibrated(code_head, held_out)),
        "candidate": _gate(examples.rows, _calibrated(candidate_head, telling)),
        "cue_precision": _cue_precision(examples.rows),
        "trained_on": {
            "authors": authors,
            "passages": len(examples.passages),
            "sentences": len(examples.rows),
            "sentences_by_code": dict(sorted(Counter(c for row in examples.rows for c in row.codes - {ANY}).items())),
        },
        "method": "logistic regression on weighted words, stems, word pairs, neighbours and rule signals",
        "seed": seed,
    }
    card["version"] = _version(examples, card)
    return Classifier(space.vocabulary, space.idf, heads, card)


def _version(examples: Examples, card: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(card, sort_keys=True).encode())
    for row in examples.rows:
        digest.update(repr((sorted(row.counts.items()), sorted(row.codes), row.polarity)).encode())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Space:
    """The features that a model knows and how much each weighs (inverse document frequency)."""

    vocabulary: dict[str, int]
    idf: NDArray[np.float32]

    @classmethod
    def of(cls, examples: Examples) -> Space:
        """Count features over sentences and passages; keep those seen at least `MIN_DOCUMENTS` times."""
        import numpy as np

        texts = [row.counts for row in examples.rows] + [counts for _, counts, _ in examples.passages]
        seen = Counter(name for counts in texts for name in counts)
        names = sorted(name for name, times in seen.items() if times >= MIN_DOCUMENTS)
        idf = np.array([np.log((1 + len(texts)) / (1 + seen[name])) + 1 for name in names], np.float16)
        return cls({name: i for i, name in enumerate(names)}, idf.astype(np.float32))

    def table(self, texts: Sequence[dict[str, float]]) -> csr_matrix:
        """Return texts x features, each row scaled as the classifier scales it at work."""
        import numpy as np
        from scipy.sparse import csr_matrix

        blank = Classifier(self.vocabulary, self.idf, {}, {})
        vectors = [blank.vector(counts) for counts in texts]
        ends = np.cumsum([0, *(len(positions) for positions, _ in vectors)])
        positions = np.concatenate([p for p, _ in vectors]) if vectors else np.zeros(0, np.int64)
        values = np.concatenate([v for _, v in vectors]) if vectors else np.zeros(0, np.float32)
        return csr_matrix((values, positions, ends), shape=(len(texts), len(self.vocabulary)))


def _targets(rows: Sequence[Row], code: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return, for a code, whether each row carries it, and whether that is known."""
    import numpy as np

    carries = np.array([code in row.codes for row in rows], np.int64)
    known = np.array([row.judged is None or code in row.judged for row in rows])
    return carries, known


def _fit(table: Any, wanted: Any, strength: float, seed: int) -> tuple[Any, Any]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", random_state=seed)
    model.fit(table, wanted)
    return model.coef_[0], model.intercept_[0]


def _held_out_scores(rows: Sequence[Row], table: Any, codes: Sequence[str], seed: int) -> Any:
    """Return rows x codes: the score of each sentence by models that never saw its author."""
    import numpy as np

    scores = np.zeros((len(rows), len(codes)), np.float32)
    people = sorted({row.author for row in rows} - {CODEBOOK_AUTHOR})
    fold_of = {author: i % FOLDS for i, author in enumerate(people)} | {CODEBOOK_AUTHOR: -1}
    folds = np.array([fold_of[row.author] for row in rows])

    def score(fold: int, j: int) -> None:
        out = folds == fold
        carries, known = _targets(rows, codes[j])
        inside = ~out & known
        if len(set(carries[inside])) < 2:
            scores[out, j] = -5.0
            return
        weights, bias = _fit(table[inside], carries[inside], REGULARISATION["code"], seed)
        scores[out, j] = table[out] @ weights + bias

    _side_by_side(score, [(fold, j) for fold in sorted(set(fold_of.values()) - {-1}) for j in range(len(codes))])
    return scores


def _side_by_side(work: Callable[..., None], arguments: Sequence[tuple[int, ...]]) -> None:
    """Do the work for each tuple of arguments, in threads: the solver lets go of the interpreter while it works."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for done in [threads.submit(work, *held) for held in arguments]:
            done.result()


def _code_head(rows: Sequence[Row], table: Any, codes: Sequence[str], held_out: Any, seed: int) -> Head:
    import numpy as np

    weights = np.zeros((table.shape[1], len(codes)), np.float32)
    bias, slope, offset = (np.zeros(len(codes), np.float32) for _ in range(3))
    people = np.array([row.author != CODEBOOK_AUTHOR for row in rows])

    def fit(j: int) -> None:
        carries, known = _targets(rows, codes[j])
        weights[:, j], bias[j] = _fit(table[known], carries[known], REGULARISATION["code"], seed)
        slope[j], offset[j] = _platt(held_out[people, j], carries[people])

    _side_by_side(fit, [(j,) for j in range(len(codes))])
    return Head(tuple(codes), weights.astype(np.float16), bias, slope, offset)


def _platt(scores: Any, carries: Any) -> tuple[float, float]:
    """Return slope and offset of the sigmoid that turns held-out scores into probabilities (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    if len(set(carries)) < 2:
        return 1.0, -4.0
    model = LogisticRegression(C=1.0).fit(scores.reshape(-1, 1), carries)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def _calibrated(head: Head, scores: Any) -> Any:
    import numpy as np

    return 1 / (1 + np.exp(-(head.slope * scores + head.offset)))


def _threshold(rows: Sequence[Row], codes: Sequence[str], probabilities: Any) -> float:
    """Return the probability that serves all codes best on authors held out: F with precision weighing twice recall.

    One threshold for all codes: most have too few examples to choose one for each.
    """
    import numpy as np

    people = np.array([row.author != CODEBOOK_AUTHOR for row in rows])
    truth = np.array([[code in row.codes for code in codes] for row in rows])[people]
    found = probabilities[people]
    scored = [(_f(truth, found >= threshold), threshold) for threshold in np.arange(0.10, 0.80, 0.02)]
    return round(float(max(scored)[1]), 2)


def _gate(rows: Sequence[Row], chances: Any) -> float:
    """Return the probability that `RECALL` of the sentences that speak of any code exceed, on authors held out."""
    import numpy as np

    telling = [ANY in row.codes and row.author != CODEBOOK_AUTHOR for row in rows]
    return round(float(np.quantile(chances[telling, 0], 1 - RECALL)), 4)


def _f(truth: Any, found: Any, beta_squared: float = 0.5) -> float:
    both, there, said = float((truth & found).sum()), float(truth.sum()), float(found.sum())
    return (1 + beta_squared) * both / max(beta_squared * there + said, 1.0)


def _cue_precision(rows: Sequence[Row]) -> float:
    """Return the share of cues that stand in a sentence carrying their code."""
    hits = [code in row.codes for row in rows if row.author != CODEBOOK_AUTHOR for code in row.cued]
    return round((sum(hits) + 1) / (len(hits) + 2), 3)


def _polarity_head(examples: Examples, space: Space, seed: int) -> Head:
    rows = [row for row in examples.rows if row.polarity is not None]
    return _choice_head(space.table([r.counts for r in rows]), [str(r.polarity) for r in rows], "polarity", seed)


def _status_head(examples: Examples, space: Space, seed: int) -> Head:
    table = space.table([counts for _, counts, _ in examples.passages])
    return _choice_head(table, [str(status) for _, _, status in examples.passages], "status", seed)


def _choice_head(table: Any, wanted: Sequence[str], name: str, seed: int) -> Head:
    """Train a head that chooses one label of several: one against the rest, rare labels weighing as much as common."""
    import numpy as np

    labels = sorted(set(wanted))
    weights = np.zeros((table.shape[1], len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
    for j, label in enumerate(labels):
        weights[:, j], bias[j] = _fit(
            table, np.array([label == w for w in wanted], np.int64), REGULARISATION[name], seed
        )
    return Head(tuple(labels), weights.astype(np.float16), bias)
