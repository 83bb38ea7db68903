"""How fast each stage of coding is, and what it adds: sentences a second on one core, and accuracy on authors apart.

    python benchmarks/code.py [--text MINUTES.txt] [--json]

Speed: on the text given, else on passages of the calibrating authors in the proportions of ordinary minutes (one in
twenty states a reason). Accuracy: on the held-out authors. Everything in one process; the encoder runs on one thread.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.labelled import LabelledPassage, calibration_folder, held_out_folder, read_labelled
from models import baselines
from models.calibration import gather_signals
from models.classifier import best
from models.coder import Coder
from models.evaluation import code_all, report_on
from models.training import rules_only

SENTENCES = 4000
ONE_IN = 20  # passages of ordinary minutes that state a reason
FACETS = ("polarity", "role", "attribution", "hedging", "status")


def ordinary_minutes(passages: Sequence[LabelledPassage]) -> list[str]:
    """Return passages of which one in twenty states a reason, or looks like it."""
    dull = [p.text for p in passages if p.directness == "none"]
    telling = [p.text for p in passages if p.directness != "none"][: len(dull) // (ONE_IN - 1)]
    return dull + telling


def sentences_a_second(work: Callable[[list[str]], Any], texts: list[str], count: int) -> float:
    """Return how many sentences a second some work on texts does, the best of three, after one that warms up."""
    work(texts[:50])
    took = []
    for _ in range(3):
        began = time.perf_counter()
        work(texts)
        took.append(time.perf_counter() - began)
    return count / min(took)


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, help="plain text, a paragraph a line")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    full = Coder()
    words = Coder(full.codebook, replace(full.classifier, judge=None))
    rules = rules_only(full.codebook)
    found = {"stages": stages({"rules": rules, "words": words, "all": full}, given.text), "manner": manner(full)}
    if given.json:
        print(json.dumps(found))
        return
    print(f"{'stage':<50}{'sentences/s':>12}{'a minute':>10}{'main F1':>9}{'all F1':>8}")
    for name, row in found["stages"].items():
        speed = f"{row['speed']:>12,.0f}{60 * row['speed']:>10,.0f}" if "speed" in row else " " * 22
        print(f"{name:<50}{speed}" + (f"{row['main']:>9.2f}{row['codes']:>8.2f}" if "main" in row else ""))
    print(f"\n{'accuracy, given the reason':<28}{'rules':>8}{'trained':>9}{'joined':>8}{'of':>8}")
    for name, row in found["manner"].items():
        print(f"{name:<28}{row['rules']:>8.2f}{row['trained']:>9.2f}{row['joined']:>8.2f}{row['of']:>8,}")


def stages(coders: dict[str, Coder], text: Path | None) -> dict[str, dict[str, float]]:
    """Return the speed of each stage, with all before it, and its accuracy on the held-out authors."""
    passages, learnt = read_labelled(held_out_folder()), read_labelled()
    texts = (
        text.read_text(encoding="utf-8").splitlines() if text else ordinary_minutes(read_labelled(calibration_folder()))
    )
    full = coders["all"]
    cut = [len(held) for held in full.cut(texts)]
    while text is None and sum(cut) < SENTENCES:
        texts, cut = texts * 2, cut * 2
    count = sum(cut)

    def coding(coder: Coder) -> Callable[[list[str]], Any]:
        return lambda held: [coder.code(doc) for doc in coder.parse(held)]

    assert full.encoder is not None
    rows: dict[str, dict[str, float]] = {
        "sentences cut": {"speed": sentences_a_second(lambda held: list(full.cut(held)), texts, count)},
        "cues and triggers marked": {"speed": sentences_a_second(lambda held: list(full.parse(held)), texts, count)},
    }
    others = {
        "keyword list": baselines.keywords(full, passages),
        "TF-IDF + logistic regression": baselines.words(learnt, passages, full.codebook),
        "sentence vectors + logistic regression": baselines.vectors(full.encoder, learnt, passages, full.codebook),
    }
    names = {"rules": "coded by cues and rules", "words": "and the word model", "all": "and encoder and judge"}
    for key, name in names.items():
        report = report_on(code_all(coders[key], passages), full.codebook, baselines=others)
        speed = sentences_a_second(coding(coders[key]), texts, count)
        rows[name] = {"speed": speed} | {unit: figure.value for unit, figure in report.macro.items()}
    for name, macro in report.baselines.items():
        rows[f"baseline: {name}"] = {unit: figure.value for unit, figure in macro.items()}
    return rows


def manner(coder: Coder) -> dict[str, dict[str, float]]:
    """Return how often rules, trained heads and both joined tell each facet, on the held-out authors' own reasons.

    A row of signals holds the logarithms of the trained probabilities first, and what the rules say last.
    """
    judge = coder.classifier.judge
    assert judge is not None
    _, chosen = gather_signals(coder, read_labelled(held_out_folder()), judge.codes)
    found = {}
    for facet in FACETS:
        assert coder.encoder is not None
        labels = coder.encoder.labels[facet]
        by_rules = [labels[int(row.signals[-len(labels) :].argmax())] for row in chosen[facet]]
        trained = [labels[int(row.signals[: len(labels)].argmax())] for row in chosen[facet]]
        joined = [best(judge.choices[facet].probabilities(row.signals))[0] for row in chosen[facet]]
        truth = [row.label for row in chosen[facet]]
        found[facet] = {
            name: sum(a == b for a, b in zip(said, truth, strict=True)) / len(truth)
            for name, said in (("rules", by_rules), ("trained", trained), ("joined", joined))
        } | {"of": len(truth)}
    return found


if __name__ == "__main__":
    main()
