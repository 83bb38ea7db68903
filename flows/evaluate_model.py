"""Evaluate a model on authors apart: their passages as they are and with a scanner's faults, beside three baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus.errors import CorpusError
from corpus.labelled import LabelledPassage

if TYPE_CHECKING:
    from models.coder import Coder
    from models.evaluation import Report

Watch = Callable[[Iterable[Any], str, int], Iterable[Any]]


def evaluate_model(
    coder: Coder,
    passages: Sequence[LabelledPassage],
    learnt: Sequence[LabelledPassage],
    watch: Watch = lambda items, _what, _total: items,
) -> Report:
    """Return the figures of a coder on passages by authors that it was not trained on; takes some minutes.

    `learnt` are the passages that the baselines learn from. `watch` hands on items and shows how far it is.

    Raises:
        CorpusError: the coder was trained on an author of the passages.
    """
    from models import baselines
    from models.evaluation import code_all, report_on
    from models.ocr_noise import noisy
    from models.own_codes import cross_validated, gather_own

    _refuse_seen(coder, passages)
    count = len(passages)
    faulty = [replace(passage, text=noisy(passage.text, seed)) for seed, passage in enumerate(passages)]
    coded = code_all(coder, passages, lambda items: watch(items, "coding", count))
    scanned = code_all(coder, faulty, lambda items: watch(items, "coding with a scanner's faults", count))
    others = {
        "keyword list": baselines.keywords(coder, passages),
        "TF-IDF + logistic regression": baselines.words(learnt, passages, coder.codebook),
    }
    if coder.encoder is not None:
        others["sentence vectors + logistic regression"] = baselines.vectors(
            coder.encoder,
            learnt,
            passages,
            coder.codebook,
            lambda items: watch(items, "reading for the baselines", len(learnt) + count),
        )
    own = cross_validated(gather_own(coder, learnt)) if coder.classifier.own_codes else {}
    return report_on(coded, coder.codebook, scanned, others, own)


def _refuse_seen(coder: Coder, passages: Sequence[LabelledPassage]) -> None:
    seen = set(coder.classifier.card["trained_on"]["authors"])
    seen |= coder.encoder.authors if coder.encoder is not None else set()
    if both := seen & {passage.author for passage in passages}:
        raise CorpusError(f"the model was trained on {', '.join(sorted(both))}: nothing can be measured on them")
