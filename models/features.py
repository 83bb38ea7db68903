"""What the classifier sees of a sentence: words, stems, word pairs, its neighbours' stems, what the rules saw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"£|[a-z]+(?:['’][a-z]+)?|[0-9]+", re.IGNORECASE)
_STEM, _NEAR_STEM = 5, 6  # letters kept


def tokens(text: str) -> list[str]:
    """Return lower-case words; numbers keep only their length, so that amounts and years generalise."""
    return ["0" * min(len(t), 4) if t[0].isdigit() else t.lower().replace("’", "'") for t in _TOKEN.findall(text)]


def features(sentence: str, context: Sequence[str], signals: Iterable[str]) -> dict[str, float]:
    """Return the counts of a sentence's features by name.

    `context` are the sentences beside it and its heading; `signals` what the rules saw (`cue=cost`, `status=deferred`).
    Names: `w:` word, `p:` its first letters (a crude stem that also bridges OCR faults at word ends), `b:` word pair,
    `n:` stem of a neighbour's word, `r:` signal of a rule. Letter groups added nothing on held-out authors.
    """
    counts: dict[str, float] = {}

    def count(name: str) -> None:
        counts[name] = counts.get(name, 0.0) + 1.0

    words = tokens(sentence)
    for word in words:
        count("w:" + word)
        count("p:" + word[:_STEM])
    for left, right in zip(["^", *words], [*words, "$"], strict=True):
        count(f"b:{left} {right}")
    for neighbour in context:
        for word in tokens(neighbour):
            count("n:" + word[:_NEAR_STEM])
    for signal in signals:
        counts["r:" + signal] = 1.0
    return counts
