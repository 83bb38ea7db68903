"""Text -> findings: which reasons a stretch of text states, with role, polarity, attribution, hedging and status.

In stages: the word model sees every sentence; the encoder reads the windows of sentences that are not hopeless to it; a
judge joins both, and the codebook's cues, into one calibrated probability a code. A code that the encoder was not
trained for is coded from words and cues alone. A finding says which of them found it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.codebook import Codebook, load_codebook, most_specific
from corpus.records import Attribution, Finder, Hedging, Link, Polarity, Role, Scope, Status
from models import attribution, polarity
from models.classifier import OWN, Classifier, best, load_classifier, signals
from models.encoder import FACETS, Encoder, Reading, load_encoder
from models.features import features
from models.judgement import Judge, code_signals, label_signals
from models.pipeline import CUE_COMPONENT, CUES, INVERSE, build_pipeline
from models.status import scope_of, speaks_of_reviews, stated_status
from models.traps import is_trapped

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from spacy.tokens import Doc, Span

    Triggers: TypeAlias = list[tuple[Span, polarity.Trigger]]

_FLOOR = 0.15  # a cue alone counts only where the classifier does not find the sentence hopeless
_SURE = 0.6  # from here the trained heads overrule the rules' default
_LIKELY = 0.5  # probability from which the status of an item's last sentences counts
_WINDOW = 800  # characters that the encoder reads at a time: some 190 tokens
_TIED = 0.3  # a plain cue tied to a decision counts where the word model finds its code this likely
_AGAINST = frozenset({Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT})
_LISTED = 3  # families of codes whose cues make a list of reasons
_CUE_HERE = 0.5  # how much of the encoder's attention a cue in the sentence is worth
_REASONS = (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)


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
    needs_review: bool = False  # too unsure to be counted before a person has looked at it


@dataclass(frozen=True, slots=True)
class Manner:
    """How a reason is put forward."""

    role: Role
    polarity: Polarity
    attribution: Attribution
    hedging: Hedging


@dataclass(frozen=True, slots=True)
class Vote:
    """A code that a sentence speaks of, how likely, and who says so. `manner` is None where the rules are to tell."""

    code: str
    sentence: int
    score: float
    finder: Finder
    manner: Manner | None = None
    needs_review: bool = False


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


@dataclass(frozen=True, slots=True)
class ReadStatus:
    """The status that a stretch of text states, its probability, and the sentence (characters) that says it best."""

    status: Status
    score: float
    start: int
    end: int


class Coder:
    """Codes text by a codebook with a trained classifier. Building one takes about two seconds; reuse it."""

    def __init__(
        self,
        codebook: Codebook | None = None,
        classifier: Classifier | None = None,
        encoder: Encoder | None = None,
    ) -> None:
        self.codebook = codebook or load_codebook()
        self.classifier = classifier or load_classifier()
        judge = self.classifier.judge
        self.encoder = encoder or (load_encoder() if judge else None)
        self._judged = tuple(code for code in judge.codes if code in self.codebook) if judge else ()
        self._nlp = build_pipeline(self.codebook)

    def with_judge(self, judge: Judge) -> Coder:
        """Return a coder that judges otherwise."""
        return Coder(self.codebook, replace(self.classifier, judge=judge), self.encoder)

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
        judge = self.classifier.judge
        if "status" not in self.classifier.heads:
            stated = (stated_status(part) for part in _parts(text))
            return next((status for status in stated if status is not Status.NOT_STATED), Status.NOT_STATED), 1.0
        if judge is None:
            label, probability = best(self.classifier.probabilities("status", status_features(text)))
        else:
            label, probability = best(judge.choices["status"].probabilities(self.status_signals(text)))
        return Status(label), probability

    def read_statuses(self, doc: Doc, sentences: Sequence[Sentence]) -> list[ReadStatus]:
        """Return what each window of a parsed text states of a decision; those that state nothing are left out."""
        found = []
        for window in windows(sentences):
            status, score = self.passage_status(_text_of(doc, window))
            if status is not Status.NOT_STATED:
                said = self._sentence_of(window, status)
                found.append(ReadStatus(status, score, said.start, said.end))
        return found

    def read_ending(self, text: str) -> ReadStatus | None:
        """Return what a text as a whole states of a decision, at the sentence that says it; None where unlikely."""
        status, score = self.passage_status(text)
        if status is Status.NOT_STATED or score < _LIKELY:
            return None
        doc = next(self.parse([text]))
        said = self._sentence_of(self.sentences(doc), status)
        return ReadStatus(status, score, said.start, said.end)

    def _sentence_of(self, window: Sequence[Sentence], status: Status) -> Sentence:
        """Return the sentence of a window that says its status: by the rules, else the one that reads most like it."""
        by_rules = [sentence for sentence in window if sentence.status is status]
        if by_rules or self.encoder is None or len(window) == 1:
            return (by_rules or list(window))[-1]
        place = self.encoder.labels["status"].index(str(status))
        likeness = [float(reading.status[place]) for reading in self.encoder.read([s.text for s in window])]
        return window[likeness.index(max(likeness))]

    def status_signals(self, text: str) -> Any:
        """Return what encoder, word model and rules say of the status that a passage states, a row for `Choice`."""
        assert self.encoder is not None
        labels = self.encoder.labels["status"]
        words = self.classifier.probabilities("status", status_features(text))
        trained = [self.encoder.read_one(text).status, [words.get(label, 0.0) for label in labels]]
        return label_signals(labels, trained, {str(stated_status(part)) for part in _parts(text)})

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
        for window in windows(list(sentences)):
            votes = self._votes(doc, window, triggers)
            statuses = {place: self._status(doc, window, place) for place in sorted({vote.sentence for vote in votes})}
            for vote in votes:
                found.append(self._finding(doc, window[vote.sentence], vote, statuses[vote.sentence], triggers))
        return found

    def _votes(self, doc: Doc, window: Sequence[Sentence], triggers: Triggers) -> list[Vote]:
        """Return the codes that a window speaks of, in the order of its sentences."""
        if not self._is_candidate(window):
            return []
        words = [self.words(sentence) for sentence in window]
        votes = self._judgement(doc, window, words, triggers)
        if self.classifier.own_codes:
            words = [held | self._own_words(sentence) for held, sentence in zip(words, window, strict=True)]
        settled = {(vote.code, vote.sentence) for vote in votes}
        for place, sentence in enumerate(window):
            for vote in self._rule_votes(doc, sentence, words[place], triggers):
                if (vote.code, place) not in settled:
                    votes.append(replace(vote, sentence=place))
        return sorted(votes, key=lambda vote: (vote.sentence, self.codebook.names.index(vote.code)))

    def words(self, sentence: Sentence) -> dict[str, float]:
        """Return what the word model finds: a probability a code."""
        return self.classifier.probabilities("code", sentence.counts) if "code" in self.classifier.heads else {}

    def _own_words(self, sentence: Sentence) -> dict[str, float]:
        """Return how likely a sentence carries each code that the encoder was not trained for."""
        return self.classifier.probabilities_at(OWN, *self.own_features(sentence))

    def own_features(self, sentence: Sentence) -> tuple[Any, Any]:
        """Return the features of a sentence for codes of a user's own: its words, then the vector of what it means."""
        import numpy as np

        assert self.encoder is not None
        positions, values = self.classifier.vector(sentence.counts)
        meaning = self.encoder.read_one(sentence.text).meaning
        beyond = np.arange(len(meaning)) + len(self.classifier.vocabulary)
        return np.concatenate([positions, beyond]), np.concatenate([values, meaning])

    def _judgement(
        self, doc: Doc, window: Sequence[Sentence], words: Sequence[Mapping[str, float]], triggers: Triggers
    ) -> list[Vote]:
        """Return what encoder, words and cues together find in a window, each code in the sentence that carries it."""
        judge = self.classifier.judge
        seen = self.judged_signals(doc, window, words, triggers) if judge else None
        if judge is None or seen is None:
            return []
        reading, table, cued = seen
        asserted, other = judge.probabilities(table)
        votes: list[Vote] = []
        kept = judge.kept(asserted, reading, self.places)
        for i, code in enumerate(judge.codes):
            is_asserted = i in kept
            if code not in self._judged or not (is_asserted or other[i] >= judge.threshold_other):
                continue
            place = self._place(reading, window, words, code)
            if is_trapped(code, window[place].text):
                continue
            finder = Finder.BOTH if code in cued else Finder.CLASSIFIER
            score = float(asserted[i] if is_asserted else other[i])
            manner = self._manner(reading, code, self.by_rules(doc, window[place], code, triggers), is_asserted)
            unsure = score < (judge.sure if is_asserted else judge.sure_other)
            votes.append(Vote(code, place, score, finder, manner, needs_review=unsure))
        best = finest({vote.code: (vote.score, vote.finder) for vote in votes if _is_reason(vote.manner)})
        return [vote for vote in votes if vote.code in best or not _is_reason(vote.manner)]

    def judged_signals(
        self, doc: Doc, window: Sequence[Sentence], words: Sequence[Mapping[str, float]], triggers: Triggers
    ) -> tuple[Reading, Any, set[str]] | None:
        """Return the encoder's reading of a window, the judge's table of signals, and the codes cued.

        None where there is no encoder, or the window is not worth its reading.
        """
        if self.encoder is None or not self._is_candidate(window):
            return None
        reading = self.encoder.read_one(_text_of(doc, window))
        plain: set[str] = set()
        denied: set[str] = set()
        for sentence in window:
            for cue in (*sentence.cues, *sentence.inverse):
                judged = self._polarity(doc, sentence, cue.label_, triggers)[0]
                (plain if _plainly_asserted(judged) else denied).add(cue.label_)
        likeliest = {code: max(held.get(code, 0.0) for held in words) for code in self.judge_codes}
        table = code_signals(self.judge_codes, reading, self.places, likeliest, plain | denied, denied)
        return reading, table, plain | denied

    @property
    def places(self) -> Mapping[str, int]:
        """The encoder's codes, and families of codes, by the place they have in its readings."""
        return self.encoder.places if self.encoder else {}

    @property
    def judge_codes(self) -> tuple[str, ...]:
        """The codes that encoder, words and cues judge together."""
        held = self.classifier.judge
        return held.codes if held else ()

    def _is_candidate(self, window: Sequence[Sentence]) -> bool:
        """Say whether a window is worth the encoder's reading: a cue stands in it, or its words may tell a reason."""
        return any(
            sentence.cues or sentence.inverse or self.classifier.is_candidate(sentence.counts) for sentence in window
        )

    def _place(
        self, reading: Reading, window: Sequence[Sentence], words: Sequence[Mapping[str, float]], code: str
    ) -> int:
        """Return the sentence of a window in which a code is read."""
        assert self.encoder is not None
        unit, first = self.encoder.places[code], window[0].start
        weight = [
            float(reading.share(sentence.start - first, sentence.end - first)[unit])
            + held.get(code, 0.0)
            + _CUE_HERE * any(cue.label_ == code for cue in (*sentence.cues, *sentence.inverse))
            for sentence, held in zip(window, words, strict=True)
        ]
        return weight.index(max(weight))

    def _manner(self, reading: Reading, code: str, by_rules: Manner, is_asserted: bool) -> Manner:
        """Return how a code is put forward: the likeliest role and polarity that fit its being asserted or not."""
        judge = self.classifier.judge
        assert judge is not None
        chances = {
            facet: judge.choices[facet].probabilities(self.facet_signals(reading, code, by_rules, facet))
            for facet in FACETS
        }
        pairs = {
            (Role(role), Polarity(polarity_)): a * b
            for role, a in chances["role"].items()
            for polarity_, b in chances["polarity"].items()
        }
        fitting = [pair for pair in pairs if (pair[0] in _REASONS and pair[1] is Polarity.ASSERTED) == is_asserted]
        role, held = max(fitting, key=lambda pair: pairs[pair])
        return Manner(role, held, Attribution(best(chances["attribution"])[0]), Hedging(best(chances["hedging"])[0]))

    def facet_signals(self, reading: Reading, code: str, by_rules: Manner, facet: str) -> Any:
        """Return what encoder and rules say of one facet of how a code is put forward, a row for `Choice`."""
        assert self.encoder is not None
        trained = reading.facets[facet][self.encoder.places[code]]
        return label_signals(self.encoder.labels[facet], [trained], {str(getattr(by_rules, facet))})

    def by_rules(self, doc: Doc, sentence: Sentence, code: str, triggers: Triggers) -> Manner:
        """Return how the rules, without the encoder, find a code put forward in a sentence."""
        judged, place, _ = self._polarity(doc, sentence, code, triggers)
        role = _role(judged, sentence.status)
        return Manner(role, judged.polarity, attribution.holder(doc, place), attribution.hedging(doc[place].sent))

    def _rule_votes(self, doc: Doc, sentence: Sentence, words: Mapping[str, float], triggers: Triggers) -> list[Vote]:
        """Return the codes that cues and word model find in a sentence without the encoder.

        A cue that the sentence denies or concedes ("cost was not a factor") is kept whatever its score: what the
        document says of a reason is never dropped. So are plain cues in a list of reasons, and those that the sentence
        ties to a decision against a review: plain cues elsewhere tell the truth in one case of four.
        """
        is_list, is_tied = self._lists_reasons(doc, sentence, triggers), self._ties_reasons(sentence)
        by_cue = {cue.label_ for cue in (*sentence.cues, *sentence.inverse)}
        in_sight = speaks_of_reviews(sentence.near)
        votes = {}
        for code in self.codebook.names:
            # A code that the classifier was not trained for is found by its cues alone.
            score = words.get(code, self.classifier.cue_precision)
            learnt = code in words and score >= self.classifier.threshold_of(code) and code not in self._judged
            cued = code in by_cue and in_sight
            if not (learnt or cued) or is_trapped(code, sentence.text):
                continue
            trusted = is_list or (is_tied and score >= _TIED)
            if cued and not trusted and _plainly_asserted(self._polarity(doc, sentence, code, triggers)[0]):
                cued = score >= _FLOOR and code not in self._judged
            if learnt or cued:
                finder = Finder.BOTH if learnt and code in by_cue else Finder.CLASSIFIER if learnt else Finder.CUE
                votes[code] = (score, finder)
        return [
            Vote(code, 0, score, finder, needs_review=finder is Finder.CUE or score < self.classifier.sure_of(code))
            for code, (score, finder) in finest(votes).items()
        ]

    def _ties_reasons(self, sentence: Sentence) -> bool:
        """Say whether a sentence with cues states a decision against a review, and a reason for it."""
        if not sentence.cues or sentence.status not in _AGAINST:
            return False
        return attribution.link(sentence.cues[0].sent, has_status=True) is Link.DIRECT

    def _lists_reasons(self, doc: Doc, sentence: Sentence, triggers: Triggers) -> bool:
        """Say whether plain cues of several families stand together and the sentence ties them to the decision."""
        codes = {cue.label_ for cue in sentence.cues}
        plain = {code for code in codes if _plainly_asserted(self._polarity(doc, sentence, code, triggers)[0])}
        if len({code.partition(".")[0] for code in plain}) < _LISTED:
            return False
        return attribution.link(sentence.cues[0].sent, has_status=False) is Link.DIRECT

    def _status(self, doc: Doc, window: Sequence[Sentence], place: int) -> Status:
        """Return the status that the rules find in a sentence, else the one that the trained head is sure of."""
        sentence = window[place]
        if sentence.status is not Status.NOT_STATED:
            return sentence.status
        text = sentence.near if self.encoder is None else _text_of(doc, window)
        status, probability = self.passage_status(text)
        return status if probability >= _SURE or status is not Status.INITIATED else Status.NOT_STATED

    def _finding(self, doc: Doc, sentence: Sentence, vote: Vote, status: Status, triggers: Triggers) -> Finding:
        judged, place, cue = self._polarity(doc, sentence, vote.code, triggers)
        scope = scope_of(sentence.text)
        if scope is Scope.GENERAL and status in (Status.NOT_STATED, Status.NOT_INITIATED):
            status = Status.GENERAL_PATTERN
        span = doc[place].sent
        by_rules = self.by_rules(doc, sentence, vote.code, triggers)
        manner = vote.manner or replace(by_rules, role=_role(judged, status))
        if judged.is_conceded and status is Status.INITIATED:
            manner = replace(manner, role=Role.CONTEXT_ONLY)  # "despite the cost an SCR was initiated"
        if by_rules.hedging is not Hedging.ACTUAL and self._lists_reasons(doc, sentence, triggers):
            manner = replace(manner, hedging=by_rules.hedging)  # what hedges a list of reasons hedges each
        return Finding(
            code=vote.code,
            role=manner.role,
            polarity=manner.polarity,
            attribution=manner.attribution,
            hedging=manner.hedging,
            status=status,
            scope=scope,
            link=attribution.link(span, has_status=sentence.status is not Status.NOT_STATED),
            start=sentence.start,
            end=sentence.end,
            score=round(min(vote.score, 1.0), 4),
            finder=vote.finder,
            cue=cue,
            needs_review=vote.needs_review,
        )

    def _polarity(
        self, doc: Doc, sentence: Sentence, code: str, triggers: Triggers
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


def windows(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Yield runs of sentences as long as the encoder reads at a time; a longer sentence stands alone."""
    first = 0
    for i, sentence in enumerate(sentences):
        if i > first and sentence.end - sentences[first].start > _WINDOW:
            yield sentences[first:i]
            first = i
    if sentences:
        yield sentences[first:]


def _is_reason(manner: Manner | None) -> bool:
    return manner is not None and manner.role in _REASONS and manner.polarity is Polarity.ASSERTED


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


def _text_of(doc: Doc, window: Sequence[Sentence]) -> str:
    """Return the text of a window; of a sentence that is too long for the encoder, what stands around its cue."""
    first, last = window[0].start, window[-1].end
    if last - first > _WINDOW:
        middle = next((cue.start_char for sentence in window for cue in sentence.cues), first)
        first = max(first, min(middle - _WINDOW // 2, last - _WINDOW))
        last = first + _WINDOW
    return doc.text[first:last]


def _parts(text: str) -> list[str]:
    return re.split(r"(?<=[.;!?])\s+", text)


def status_features(text: str) -> dict[str, float]:
    """Return what the status head sees of a passage: its words and the statuses that the rules find in it."""
    return features(text, [], signals((stated_status(part) for part in _parts(text)), "status"))
