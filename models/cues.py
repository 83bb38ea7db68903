"""Cues: how a phrase in a YAML file becomes something spaCy can find.

A cue is words as they are written. `a|b` stands for either word, `initiat*` for any word that begins so, `...` for up
to six words. Case and typographic quotes do not matter, and `n't` is `not`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.tokens import Doc, Span

_GAP = {"OP": "{0,6}", "IS_SPACE": False}


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase and what it stands for (a code, a status, a trigger's name)."""

    label: str
    phrase: str


class CueMatcher:
    """Finds many cues at once: plain phrases by spaCy's PhraseMatcher, those with gaps or choices by its Matcher."""

    def __init__(self, nlp: Language, cues: Iterable[Cue]) -> None:
        from spacy.matcher import Matcher, PhraseMatcher

        self._phrases: PhraseMatcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._patterns: Matcher = Matcher(nlp.vocab)
        self._labels: dict[int, list[str]] = {}
        for phrase, labels in _grouped(cues).items():
            key = "cue:" + phrase
            self._labels[nlp.vocab.strings.add(key)] = labels
            if any(mark in phrase for mark in "|*") or "..." in phrase:
                self._patterns.add(key, token_patterns(nlp, phrase))
            else:
                self._phrases.add(key, [nlp.make_doc(phrase.casefold())])

    def __call__(self, doc: Doc) -> list[Span]:
        """Return a span for each cue and label found, in the order of the text, the longest first where two begin
        together; a cue inside a longer one of the same label is left out."""
        from spacy.tokens import Span

        patterns = self._patterns(doc) if len(self._patterns) else ()  # spaCy warns of a matcher without patterns
        found = {(key, start, end) for key, start, end in (*self._phrases(doc), *patterns)}
        spans = [Span(doc, start, end, label=label) for key, start, end in found for label in self._labels[key]]
        spans.sort(key=lambda span: (span.start, -span.end, span.label_))
        return [span for span in spans if not any(_inside(span, other) for other in spans)]


def _inside(span: Span, other: Span) -> bool:
    longer = other.end - other.start > span.end - span.start
    return longer and other.label == span.label and other.start <= span.start and span.end <= other.end


def _grouped(cues: Iterable[Cue]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for cue in cues:
        labels = grouped.setdefault(cue.phrase.strip(), [])
        if cue.label not in labels:
            labels.append(cue.label)
    return grouped


def token_patterns(nlp: Language, phrase: str) -> list[list[dict[str, Any]]]:
    """Return the spaCy Matcher patterns of a cue with gaps, choices or open endings.

    A choice of several tokens (`sub-group`, which spaCy cuts in three) makes a pattern of its own.
    """
    parts = [_part(nlp, part) for part in phrase.casefold().split()]
    return [[token for part in choice for token in part] for choice in product(*parts)]


def _part(nlp: Language, part: str) -> list[list[dict[str, Any]]]:
    """Return the ways to match one part of a cue, each a list of token patterns."""
    if part == "...":
        return [[dict(_GAP)]]
    ways: list[list[dict[str, Any]]] = []
    single: list[str] = []
    for choice in part.split("|"):
        stem = choice.removesuffix("*")
        *before, last = (token.norm_ for token in nlp.make_doc(stem))
        ending = re.escape(last) + (r"\w*" if choice != stem else "")
        if before:
            ways.append([{"NORM": norm} for norm in before] + [{"NORM": {"REGEX": f"^{ending}$"}}])
        else:
            single.append(ending)
    return [*ways, [{"NORM": {"REGEX": f"^(?:{'|'.join(single)})$"}}]] if single else ways
