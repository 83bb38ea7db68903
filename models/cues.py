"""Cues: how a phrase in a YAML file becomes something spaCy can find.

A cue is words as they are written. `a|b` stands for either word, `initiat*` for any word that begins so, `...` for up
to six words. Case and typographic quotes do not matter, and `n't` is `not`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_MOST_BETWEEN = 6  # words that `...` may stand for


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase and what it stands for (a code, a status, a trigger's name)."""

    label: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a cue: any of these words, or one that begins with any of these stems. A gap has neither."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        return not self.words and not self.stems

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))


_Steps = tuple[_Step, ...]


class CueMatcher:
    """Finds many cues at once, by the word that they begin with.

    spaCy's own Matcher asks every open pattern at every word, in Python where a pattern has choices: with the cues of
    the codebook and the rule files that was four fifths of all the time that coding took.
    """

    def __init__(self, nlp: Language, cues: Iterable[Cue]) -> None:
        self._by_word: dict[str, list[tuple[_Steps, str]]] = {}
        self._by_stem: dict[str, list[tuple[_Steps, str]]] = {}
        for cue in dict.fromkeys(cues):
            for steps in steps_of(nlp, cue.phrase):
                for word in steps[0].words:
                    self._by_word.setdefault(word, []).append((steps, cue.label))
                for stem in steps[0].stems:
                    self._by_stem.setdefault(stem, []).append((steps, cue.label))
        self._stem_lengths = sorted({len(stem) for stem in self._by_stem})

    def __call__(self, doc: Doc) -> list[Span]:
        """Return a span for each cue and label found, in the order of the text, the longest first where two begin
        together; a cue inside a longer one of the same label is left out."""
        from spacy.tokens import Span

        words = [token.norm_ for token in doc]
        if not words:
            return []
        breaks = {token.i for token in doc if token.is_sent_start or token.is_space}
        found = {
            (start, _end_of(words, start, steps, breaks), label)
            for start, word in enumerate(words)
            for steps, label in self._beginning_with(word)
        }
        spans = [Span(doc, start, end, label=label) for start, end, label in found if end]
        spans.sort(key=lambda span: (span.start, -span.end, span.label_))
        return [span for span in spans if not any(_inside(span, other) for other in spans)]

    def _beginning_with(self, word: str) -> Iterator[tuple[_Steps, str]]:
        yield from self._by_word.get(word, ())
        for length in self._stem_lengths:
            yield from self._by_stem.get(word[:length], ()) if len(word) >= length else ()


def _end_of(words: Sequence[str], start: int, steps: _Steps, breaks: set[int]) -> int:
    """Return where the longest match of a cue that begins at a word ends; 0 where it does not match there.

    What `...` stands for lies within a sentence; words that a cue names may follow each other across its end ("? no").
    """
    at = start
    for i, step in enumerate(steps):
        if step.is_gap:
            ends = []
            for skipped in range(_MOST_BETWEEN + 1):
                ends.append(_end_of(words, at + skipped, steps[i + 1 :], breaks))
                if at + skipped in breaks:
                    break
            return max(ends)
        if at >= len(words) or not step.fits(words[at]):
            return 0
        at += 1
    return at


def _inside(span: Span, other: Span) -> bool:
    longer = other.end - other.start > span.end - span.start
    return longer and other.label == span.label and other.start <= span.start and span.end <= other.end


def steps_of(nlp: Language, phrase: str) -> list[_Steps]:
    """Return the ways to match a cue, each a step a word. A choice of several words (`sub-group`) is a way of its own.

    Raises:
        ValueError: the cue is empty, or begins or ends with a gap.
    """
    parts = [_part(nlp, part) for part in phrase.casefold().split()]
    ways = [tuple(step for part in choice for step in part) for choice in product(*parts)]
    if any(not way or way[0].is_gap or way[-1].is_gap for way in ways):
        raise ValueError(f"the cue {phrase!r} must begin and end with a word")
    return ways


def _part(nlp: Language, part: str) -> list[list[_Step]]:
    """Return the ways to match one part of a cue, each a list of steps."""
    if part == "...":
        return [[_Step()]]
    ways: list[list[_Step]] = []
    words: set[str] = set()
    stems: list[str] = []
    for choice in part.split("|"):
        stem = choice.removesuffix("*")
        *before, last = (token.norm_ for token in nlp.make_doc(stem))
        if before:
            end = _Step(stems=(last,)) if choice != stem else _Step(frozenset({last}))
            ways.append([*(_Step(frozenset({word})) for word in before), end])
        elif choice != stem:
            stems.append(last)
        else:
            words.add(last)
    return [*ways, [_Step(frozenset(words), tuple(stems))]] if words or stems else ways
