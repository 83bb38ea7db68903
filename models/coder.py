"""Text -> findings: which reasons a stretch of text states, with role, polarity, attribution, hedging and status.

Rules and classifier both vote. The rules see the codebook's cues in sight of words about reviews; the classifier sees
the sentence, its neighbours and what the rules saw. A finding says which of them found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.codebook import Codebook, load_codebook, most_specific
from corpus.records import Attribution, Finder, Hedging, Link, Polarity, Role, Scope, Status
from models import attribution, polarity
from models.classifier import Classifier, best, load_classifier, signals
from models.features import features
from models.pipeline import CUE_COMPONENT, CUES, INVERSE, build_pipeline
from models.status import scope_of, speaks_of_reviews, stated_status
from models.traps import is_trapped

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_FLOOR = 0.15  # a cue alone counts only where the classifier does not find the sentence hopeless
_SURE = 0.6  # from here the trained heads overrule the rules' default


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason found in a text: `start:end` are the characters of its sentence."""

    code: str
    role: Role
    polarity: Polarity
    attribution: Attribution
    hedging: Hedging
    status: Status
    scope: Scope
    link: Link
    start: int
    end: int
    score: float
    finder: Finder
    cue: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in the text and what the rules and the classifier see in it."""

    start: int
    end: int
    text: str
    status: Status
    cues: tuple[Span, ...]
    inverse: tuple[Span, ...]
    counts: dict[str, float]
    near: str  # the sentence with its neighbours and heading


class Coder:
    """Codes text by a codebook with a trained classifier. Building one takes about two seconds; reuse it."""

    def __init__(self, codebook: Codebook | None = None, classifier: Classifier | None = None) -> None:
        self.codebook = codebook or load_codebook()
        self.classifier = classifier or load_classifier()
        self._nlp = build_pipeline(self.codebook)

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Yield the texts with sentences, cues, triggers, holders, hedges and links marked."""
        yield from self._nlp.pipe(texts, batch_size=64)

    def cut(self, texts: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
        """Yield the sentences of each text with their places, and nothing else: a third of the cost of `parse`."""
        for doc in self._nlp.pipe(texts, batch_size=64, disable=[CUE_COMPONENT]):
            yield [(start, text) for _, start, text in _sentences(doc)]

    def sentences(self, doc: Doc, heading: str = "") -> list[Sentence]:
        """Return the sentences of a parsed text."""
        cut = _sentences(doc)
        texts = [text for _, _, text in cut]
        found = []
        for i, (span, start, text) in enumerate(cut):
            beside = [*texts[max(0, i - 1) : i], *texts[i + 1 : i + 2]]
            cues, inverse = _within(span, CUES), _within(span, INVERSE)
            stated = stated_status(text)
            seen = [
                *signals((cue.label_ for cue in (*cues, *inverse)), "cue"),
                *signals([stated, *(stated_status(other) for other in beside)], "status"),
            ]
            counts = features(text, [*beside, heading], seen)
            near = " ".join([heading, *beside, text])
            found.append(Sentence(start, start + len(text), text, stated, cues, inverse, counts, near))
        return found

    def passage_status(self, text: str) -> tuple[Status, float]:
        """Return the status that a whole passage states, with its probability."""
        label, probability = best(self.classifier.probabilities("status", status_features(text)))
        return Status(label), probability

    def code_text(self, text: str, heading: str = "") -> list[Finding]:
        """Return the reasons found in a text, in its order."""
        return self.code(next(self.parse([text])), heading)

    def code(self, doc: Doc, heading: str = "") -> list[Finding]:
        """Return the reasons found in a parsed text, in its order."""
        return self.code_sentences(doc, self.sentences(doc, heading))

    def code_sentences(self, doc: Doc, sentences: Iterable[Sentence]) -> list[Finding]:
        """Return the reasons found in the sentences of a parsed text."""
        triggers = polarity.reaching(doc)
        found = []
        for sentence in sentences:
            votes = self._votes(doc, sentence, triggers)
            status = self._status(sentence) if votes else Status.NOT_STATED
            for code, (score, finder) in votes.items():
                found.append(self._finding(doc, sentence, code, score, finder, status, triggers))
        return found

    def _votes(
        self, doc: Doc, sentence: Sentence, triggers: list[tuple[Span, polarity.Trigger]]
    ) -> dict[str, tuple[float, Finder]]:
        """Return the codes found in a sentence with a score in [0, 1] and who found them.

        A cue that the sentence denies or concedes ("cost was not a factor") is kept whatever its score: what the
        document says of a reason is never dropped.
        """
        trained = self.classifier.probabilities("code", sentence.counts) if self.classifier.heads else {}
        by_cue = {cue.label_ for cue in (*sentence.cues, *sentence.inverse)}
        in_sight = speaks_of_reviews(sentence.near)
        votes = {}
        for code in self.codebook.names:
            # A code that the classifier was not trained for is found by its cues alone.
            score = trained.get(code, self.classifier.cue_precision)
            learnt = code in trained and score >= self.classifier.threshold
            cued = code in by_cue and in_sight
            if not (learnt or cued) or is_trapped(code, sentence.text):
                continue
            cued = cued and (score >= _FLOOR or not _plainly_asserted(self._polarity(doc, sentence, code, triggers)[0]))
            if learnt or cued:
                finder = Finder.BOTH if learnt and code in by_cue else Finder.CLASSIFIER if learnt else Finder.CUE
                votes[code] = (score, finder)
        return finest(votes)

    def _status(self, sentence: Sentence) -> Status:
        """Return the status that the rules find in a sentence, else the one that the trained head is sure of."""
        if sentence.status is not Status.NOT_STATED:
            return sentence.status
        status, probability = self.passage_status(sentence.near)
        return status if probability >= _SURE or status is not Status.INITIATED else Status.NOT_STATED

    def _finding(
        self,
        doc: Doc,
        sentence: Sentence,
        code: str,
        score: float,
        finder: Finder,
        status: Status,
        triggers: list[tuple[Span, polarity.Trigger]],
    ) -> Finding:
        judged, place, cue = self._polarity(doc, sentence, code, triggers)
        scope = scope_of(sentence.text)
        if scope is Scope.GENERAL and status in (Status.NOT_STATED, Status.NOT_INITIATED):
            status = Status.GENERAL_PATTERN
        span = doc[place].sent
        return Finding(
            code=code,
            role=_role(judged, status),
            polarity=judged.polarity,
            attribution=attribution.holder(doc, place),
            hedging=attribution.hedging(span),
            status=status,
            scope=scope,
            link=attribution.link(span, has_status=sentence.status is not Status.NOT_STATED),
            start=sentence.start,
            end=sentence.end,
            score=round(min(score, 1.0), 4),
            finder=finder,
            cue=cue,
        )

    def _polarity(
        self, doc: Doc, sentence: Sentence, code: str, triggers: list[tuple[Span, polarity.Trigger]]
    ) -> tuple[polarity.Judgement, int, str]:
        """Return the polarity of a reason, the token it stands at, and the cue's own words.

        Where a cue marks the place, the rules decide by scope; without one, the trained head reads the sentence.
        """
        for cues, inverse in ((sentence.cues, False), (sentence.inverse, True)):
            for cue in cues:
                if cue.label_ == code:
                    judged = polarity.judge(doc, cue.start, cue.end, triggers, inverse=inverse)
                    return judged, cue.start, cue.text
        label, probability = best(self.classifier.probabilities("polarity", sentence.counts))
        chosen = Polarity(label) if probability >= _SURE else Polarity.ASSERTED
        first = next(token.i for token in doc if token.idx >= sentence.start)
        return polarity.Judgement(chosen), first, ""


def finest(votes: Mapping[str, tuple[float, Finder]]) -> dict[str, tuple[float, Finder]]:
    """Keep a reason at its finest code: a child displaces its parent, unless the parent is far the likelier reading.

    A child that a cue found stays; one that the classifier guessed at less than half of its parent's score goes.
    """
    guessed = {
        code
        for code, (score, finder) in votes.items()
        for parent in [code.rpartition(".")[0]]
        if parent in votes and finder is Finder.CLASSIFIER and score < 0.5 * votes[parent][0]
    }
    kept = most_specific(set(votes) - guessed)
    return {code: vote for code, vote in votes.items() if code in kept}


def _plainly_asserted(judged: polarity.Judgement) -> bool:
    return judged.polarity is Polarity.ASSERTED and not judged.is_conceded


def _role(judged: polarity.Judgement, status: Status) -> Role:
    if judged.is_conceded:
        return Role.CONTEXT_ONLY
    if status is Status.DEFERRED:
        return Role.REASON_DELAY
    if status is Status.INITIATED and judged.polarity is Polarity.ASSERTED:
        return Role.CONTEXT_ONLY
    return Role.REASON_NOT_INITIATING


def _sentences(doc: Doc) -> list[tuple[Span, int, str]]:
    """Return the sentences with words: each with the place of its first character and its text without margins."""
    found = []
    for span in doc.sents:
        text = span.text
        if any(c.isalnum() for c in text):
            found.append((span, span.start_char + len(text) - len(text.lstrip()), text.strip()))
    return found


def _within(sentence: Span, key: str) -> tuple[Span, ...]:
    return tuple(span for span in sentence.doc.spans[key] if sentence.start <= span.start < sentence.end)


def status_features(text: str) -> dict[str, float]:
    """Return what the status head sees of a passage: its words and the statuses that the rules find in it."""
    import re

    parts = re.split(r"(?<=[.;!?])\s+", text)
    return features(text, [], signals((stated_status(part) for part in parts), "status"))
