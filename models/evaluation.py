"""Measure a coder on authors that nothing was trained or chosen on: every figure with its bootstrap interval.

A code counts as found in a passage when it is asserted as a reason for not, or not yet, holding a review. Intervals
are percentiles over passages drawn anew with replacement (Efron & Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.codebook import Codebook
from corpus.labelled import Label, LabelledPassage
from corpus.records import Polarity, Status
from models.calibration import REASON_ROLES
from models.coder import Coder, Finding
from models.encoder import FACETS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

MAIN = ("cost", "publicity", "alternative_method")
DRAWS = 1000
SEED = 20101
BINS = 10

Watch = Callable[[Iterable[Any]], Iterable[Any]]  # hands on what it is given, and shows how far it is


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the bounds between which 95 % of its bootstrap draws lie, all in [0, 1], and what it counts."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Score:
    """How well one code is found; `f1` with its interval, `of` the passages that carry it."""

    precision: float
    recall: float
    f1: Figure


@dataclass(frozen=True, slots=True)
class Bin:
    """Mentions whose scores lie in one tenth: their mean score, the share that is right, and how many they are."""

    score: float
    right: float
    mentions: int


@dataclass(frozen=True, slots=True)
class Coded:
    """One passage as its author and the coder see it."""

    passage: LabelledPassage
    findings: tuple[Finding, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one evaluation.

    `macro` holds the mean F1 of the `main` codes (each with its children) and of all `codes`; `accuracy` that of status
    and, of the reasons found, of polarity, role, attribution and hedging; `sure` the precision of what is not marked
    for review, `marked` the share that is; `silent` the passages without a reason in which none is asserted.
    `recall` is the share of reasons found, of those stated directly and of those stated obliquely. `noisy` repeats
    `macro` for the passages with a scanner's faults, `baselines` for other methods. `own` scores the codes of a user's
    own on their examples and near misses in the codebook, each fifth by a model that learnt from the others.
    """

    authors: tuple[str, ...]
    passages: int
    main: Mapping[str, Score]
    codes: Mapping[str, Score]
    macro: Mapping[str, Figure]
    accuracy: Mapping[str, Figure]
    sure: Figure
    marked: Figure
    silent: Figure
    bins: tuple[Bin, ...]
    calibration_error: float
    recall: Mapping[str, Figure]
    noisy: Mapping[str, Figure]
    baselines: Mapping[str, Mapping[str, Figure]]
    own: Mapping[str, Score]


def asserted(findings: Iterable[Finding]) -> set[str]:
    """Return the codes that are asserted as reasons."""
    return {f.code for f in findings if _is_reason(f)}


def truly_asserted(passage: LabelledPassage) -> set[str]:
    """Return the codes that the passage's author labelled as asserted reasons."""
    return {label.code for label in passage.labels if _is_reason(label)}


def _is_reason(held: Finding | Label) -> bool:
    return held.polarity is Polarity.ASSERTED and held.role in REASON_ROLES


def code_all(coder: Coder, passages: Sequence[LabelledPassage], watch: Watch = iter) -> list[Coded]:
    """Return every passage with what the coder finds in it."""
    parsed = zip(passages, coder.parse(p.text for p in passages), strict=True)
    return [
        Coded(passage, tuple(coder.code(doc)), coder.passage_status(passage.text)[0]) for passage, doc in watch(parsed)
    ]


def report_on(
    coded: Sequence[Coded],
    codebook: Codebook,
    noisy: Sequence[Coded] = (),
    baselines: Mapping[str, Sequence[set[str]]] | None = None,
    own: Mapping[str, Sequence[tuple[bool, bool]]] | None = None,
) -> Report:
    """Return the figures of passages coded; of the same `noisy`; and of the codes that each baseline finds in them.

    `own` are, for each code of a user's own, whether a sentence carries it and whether it was found there.
    """
    truth = [truly_asserted(each.passage) for each in coded]
    found = [asserted(each.findings) for each in coded]
    scores = _scores(truth, found, codebook.names)
    roll_up = _scores(_rolled_up(truth), _rolled_up(found), [code for code in MAIN if code in codebook])
    bins = _bins(coded)
    return Report(
        authors=tuple(sorted({each.passage.author for each in coded})),
        passages=len(coded),
        main=roll_up,
        codes=scores,
        macro=_macro(truth, found, codebook),
        accuracy=_accuracies(coded),
        sure=_sure(coded),
        marked=_share((f.needs_review for f in each.findings if _is_reason(f)) for each in coded),
        silent=_share([not said] if not there else [] for there, said in zip(truth, found, strict=True)),
        bins=bins,
        calibration_error=_calibration_error(bins),
        recall={directness: _recall(coded, directness) for directness in ("direct", "oblique")},
        noisy=_macro(truth, [asserted(each.findings) for each in noisy], codebook) if noisy else {},
        baselines={name: _macro(truth, said, codebook) for name, said in (baselines or {}).items()},
        own={code: _score_of(code, answers) for code, answers in (own or {}).items()},
    )


def _score_of(code: str, answers: Sequence[tuple[bool, bool]]) -> Score:
    truth, found = ([{code} if answer[i] else set() for answer in answers] for i in (0, 1))
    return _scores(truth, found, [code])[code]


def _recall(coded: Sequence[Coded], directness: str) -> Figure:
    """Return the share of asserted reasons that is found in the passages that state them directly, or obliquely."""
    held = [each for each in coded if each.passage.directness == directness]
    return _share([code in asserted(each.findings) for code in truly_asserted(each.passage)] for each in held)


def _rolled_up(codes: Sequence[set[str]]) -> list[set[str]]:
    """Return the main codes, each standing for its children too."""
    return [{code.partition(".")[0] for code in held} & set(MAIN) for held in codes]


def _macro(truth: Sequence[set[str]], found: Sequence[set[str]], codebook: Codebook) -> dict[str, Figure]:
    main = [code for code in MAIN if code in codebook]
    return {
        "main": _macro_f1(_table(_rolled_up(truth), main), _table(_rolled_up(found), main)),
        "codes": _macro_f1(_table(truth, codebook.names), _table(found, codebook.names)),
    }


def _table(held: Sequence[set[str]], codes: Sequence[str]) -> Bools:
    import numpy as np

    return np.array([[code in each for code in codes] for each in held], bool).reshape(len(held), len(codes))


def _scores(truth: Sequence[set[str]], found: Sequence[set[str]], codes: Sequence[str]) -> dict[str, Score]:
    there, said = _table(truth, codes), _table(found, codes)
    f1 = _draws_of_f1(there, said)
    right, total, all_said = (there & said).sum(0), there.sum(0), said.sum(0)
    return {
        code: Score(
            _ratio(right[i], all_said[i]),
            _ratio(right[i], total[i]),
            _figure(_ratio(2 * right[i], total[i] + all_said[i]), f1[:, i], int(total[i])),
        )
        for i, code in enumerate(codes)
    }


def _macro_f1(there: Bools, said: Bools) -> Figure:
    """Return the mean F1 of the codes that occur."""
    held = there.any(0)
    there, said = there[:, held], said[:, held]
    right, both = (there & said).sum(0), there.sum(0) + said.sum(0)
    value = float((2 * right / both).mean()) if held.any() else 0.0
    return _figure(value, _draws_of_f1(there, said).mean(1), len(there)) if held.any() else Figure(0, 0, 0, 0)


def _draws(count: int) -> Any:
    """Return draws x passages: how often each passage is drawn."""
    import numpy as np

    return np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), DRAWS)


def _draws_of_f1(there: Bools, said: Bools) -> Any:
    import numpy as np

    drawn = _draws(len(there))
    right, both = drawn @ (there & said).astype(int), drawn @ (there.astype(int) + said)
    return 2 * right / np.maximum(both, 1)


def _figure(value: float, draws: Any, count: int) -> Figure:
    import numpy as np

    low, high = np.percentile(draws, (2.5, 97.5))
    return Figure(round(float(value), 4), round(float(low), 4), round(float(high), 4), count)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _share(answers: Iterable[Iterable[bool]]) -> Figure:
    """Return the share of yes among the answers, of which a passage gives none, one or several."""
    import numpy as np

    held = [list(each) for each in answers]
    right, asked = np.array([sum(each) for each in held]), np.array([len(each) for each in held])
    if not asked.sum():
        return Figure(0, 0, 0, 0)
    drawn = _draws(len(held))
    draws = (drawn @ right) / np.maximum(drawn @ asked, 1)
    return _figure(right.sum() / asked.sum(), draws, int(asked.sum()))


def _accuracies(coded: Sequence[Coded]) -> dict[str, Figure]:
    pairs = [list(_matched(each)) for each in coded]
    found = {
        facet: _share([getattr(label, facet) is getattr(f, facet) for label, f in each] for each in pairs)
        for facet in FACETS
    }
    return {"status": _share([each.status is each.passage.status] for each in coded), **found}


def _matched(coded: Coded) -> Iterable[tuple[Label, Finding]]:
    """Yield the author's labels with the findings of the same code, the one that shares most characters first."""
    for label in coded.passage.labels:
        same = [finding for finding in coded.findings if finding.code == label.code]
        if same:
            yield label, max(same, key=lambda f: min(f.end, label.end) - max(f.start, label.start))


def _sure(coded: Sequence[Coded]) -> Figure:
    return _share(
        (f.code in truly_asserted(each.passage) for f in each.findings if _is_reason(f) and not f.needs_review)
        for each in coded
    )


def _bins(coded: Sequence[Coded]) -> tuple[Bin, ...]:
    import numpy as np

    pairs = [
        (f.score, f.code in truly_asserted(each.passage)) for each in coded for f in each.findings if _is_reason(f)
    ]
    found = []
    for i in range(BINS):
        within = [(s, r) for s, r in pairs if min(int(s * BINS), BINS - 1) == i]
        if within:
            score, right = np.mean(within, axis=0)
            found.append(Bin(round(float(score), 4), round(float(right), 4), len(within)))
    return tuple(found)


def _calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far scores stand off the share that is right (Naeini et al. 2015)."""
    total = sum(held.mentions for held in bins)
    return round(sum(held.mentions * abs(held.score - held.right) for held in bins) / total, 4) if total else 0.0
