"""Document -> passages, mentions and decisions: the top of the models, read it as the method."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby, islice, pairwise
from typing import TYPE_CHECKING

from corpus.codebook import NOT_STATED, REDACTED
from corpus.records import (
    CaseFact,
    CodedDocument,
    Criteria,
    DatePrecision,
    Decision,
    Document,
    DocumentKind,
    Figure,
    Maker,
    Mention,
    Page,
    PartialDate,
    Passage,
    Polarity,
    Role,
    Scope,
    Status,
    StatusBasis,
)
from corpus.review_types import UNKNOWN, resolved, review_type_of
from models.agenda import agenda_items
from models.cases import case_of
from models.coder import Coder, ReadStatus, Sentence
from models.counts import counts_in
from models.criteria import Assessment, criteria_assess, version_on
from models.dates import dates_in
from models.evidence import evidence_of, quoted
from models.fingerprint import fingerprint_of
from models.items import Cases, Item, Items, Reason, Spoken, Statement
from models.makers import maker_of, recommender_of
from models.passages import Paragraph, in_sight, paragraphs, passage
from models.status import speaks_of_reviews
from models.structure import Facts, facts_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_STOP = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_FOOT = re.compile(r"\bpage \d+ of \d+\b", re.IGNORECASE)
_WORDS = 5  # that a paragraph has which tells of a decision
_REACH = 10  # lines before and after one that speaks of a review: about an agenda item
_REACH_OF_ROWS = 0  # the rows of a spreadsheet are each their own matter
_BATCH = 256  # paragraphs parsed at a time: memory stays flat on long documents
_REASONLESS = frozenset({Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
# Where a document of these kinds speaks of a decision without a reason, it tells of one made elsewhere.
_SECOND_HAND = frozenset({DocumentKind.FOI_LETTER, DocumentKind.ARTICLE, DocumentKind.REVIEW_REPORT})
_WEIGHT = {
    Status.NOT_INITIATED: 1.0,
    Status.INITIATED: 1.0,
    Status.REFERRED_ELSEWHERE: 1.0,
    Status.DEFERRED: 1.0,
    Status.RECOMMENDED_NOT: 0.8,
    Status.RECOMMENDED_INITIATE: 0.8,
    Status.UNDER_CONSIDERATION: 0.7,
}
_DECISIONS = frozenset({Status.NOT_INITIATED, Status.INITIATED, Status.DEFERRED, Status.REFERRED_ELSEWHERE})
_ADVICE = frozenset({Status.RECOMMENDED_NOT, Status.RECOMMENDED_INITIATE})  # counts where no decision is said outright
ALTERNATIVE, UNMET = "alternative_method", "criteria_not_met"
_NOT_HELD = frozenset({Status.NOT_INITIATED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
_ON_A_DAY = re.compile(
    r"\b(?:decided|determined|agreed|resolved|accepted|wrote|ruled|confirmed)\b[^.;]{0,20}\bon\b[^.;]{4,40}"
)
_DATES_A_DECISION = frozenset({DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH})
_LEAST = 0.3  # the weight of a status that decides nothing
_SAID, _LATER = 1.7, 0.2  # how much more counts what is said outright, and what comes last


def find_decisions(document: Document, coder: Coder) -> CodedDocument:
    """Return what a document states: passages, decisions, and mentions of reasons with their evidence.

    `document.pages[...].text[start:end]` is the quotation of every piece of evidence.
    """
    facts = facts_of(document)
    passages: list[Passage] = []
    pages = {page.number: page for page in document.pages}
    items = Items(pages)
    headings: list[Paragraph] = []
    figures: list[Figure] = []
    cases = Cases(case_of(document), carries=facts.kind is not DocumentKind.ARTICLE)
    reach = _REACH_OF_ROWS if facts.kind is DocumentKind.SPREADSHEET else _REACH
    for batch in _batched(in_sight(paragraphs(document), facts.title, reach)):
        near = [paragraph for paragraph, is_near in batch if is_near]
        far = [paragraph for paragraph, is_near in batch if not is_near]
        parsed = coder.parse(paragraph.text for paragraph in near)
        cut = coder.cut(paragraph.text for paragraph in far)
        for paragraph, is_near in batch:
            if paragraph.is_heading:
                headings.append(paragraph)
            figures.extend(_figures(pages, paragraph, facts))
            if not is_near:
                cases.of(paragraph)
                passages.extend(passage(paragraph, start, start + len(text)) for start, text in next(cut))
                continue
            doc = next(parsed)
            sentences = coder.sentences(doc, paragraph.heading)
            passages.extend(passage(paragraph, sentence.start, sentence.end) for sentence in sentences)
            found = [] if paragraph.is_heading else coder.code_sentences(doc, sentences)
            spoken = cases.spoken(paragraph, sentences)
            read = _read(coder, doc, sentences, spoken) if _tells(paragraph) else []
            items.gather(paragraph, spoken, sentences, found, read)
    decisions, mentions = _decide(document, facts, items)
    return CodedDocument(
        document.document_id,
        facts.kind,
        facts.title,
        facts.body,
        facts.meeting_date,
        facts.document_date,
        tuple(passages),
        tuple(decisions),
        tuple(mentions),
        facts.body_type,
        facts.nation,
        fingerprint_of(document.pages),
        agenda_items(headings),
        tuple(figures),
    )


def _figures(pages: Mapping[int, Page], paragraph: Paragraph, facts: Facts) -> Iterator[Figure]:
    """Yield the figures of reviews and notifications that a paragraph gives."""
    if not any(character.isdigit() for character in paragraph.text) and not paragraph.text[:1].isalpha():
        return
    own = facts.document_date or facts.meeting_date
    on = date.fromisoformat(own.iso) if own.precision is DatePrecision.DAY else None
    for count in counts_in(_sentences(paragraph.text), on):
        yield Figure(
            count.metric,
            count.definition,
            count.review_type,
            count.area,
            count.count,
            count.direction,
            count.first.isoformat() if count.first else "",
            count.last.isoformat() if count.last else "",
            count.months,
            count.days,
            evidence_of(pages, paragraph, count.start, count.end),
        )


def _sentences(text: str) -> list[tuple[int, str]]:
    """Cut a paragraph after full stops that a capital follows: enough for figures, which abbreviations do not part."""
    ends = [match.end() for match in _STOP.finditer(text)]
    return [(start, text[start:end]) for start, end in pairwise([0, *ends, len(text)]) if text[start:end].strip()]


def _tells(paragraph: Paragraph) -> bool:
    """Say whether a paragraph may tell of a decision: it is no heading, no foot of a page and no mere line of words."""
    return not (paragraph.is_heading or _FOOT.search(paragraph.text)) and len(paragraph.text.split()) >= _WORDS


def _read(coder: Coder, doc: Doc, sentences: Sequence[Sentence], spoken: Spoken) -> list[ReadStatus]:
    """Return what the encoder reads of decisions in a paragraph, a case at a time, where a case is at hand."""
    if spoken.is_repeat:
        return []
    by_case = groupby(sentences, key=lambda sentence: spoken.case_at(sentence.start))
    return [status for case, run in by_case if case for status in coder.read_statuses(doc, list(run))]


def _batched(found: Iterable[tuple[Paragraph, bool]]) -> Iterable[list[tuple[Paragraph, bool]]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _decide(document: Document, facts: Facts, items: Iterable[Item]) -> tuple[list[Decision], list[Mention]]:
    decisions, mentions = [], []
    for item in items:
        held = [_mention(document, reason) for reason in item.reasons]
        decision = _decision(document, facts, item, held)
        if decision is not None:
            decisions.append(decision)
            held = [_in_light_of(decision, mention) for mention in held]
        mentions.extend(held)
    mentions.sort(key=lambda m: (m.evidence[0].page, m.evidence[0].start, m.code))
    decisions.sort(key=lambda d: (d.evidence[0].page, d.evidence[0].start))
    return decisions, mentions


def _in_light_of(decision: Decision, mention: Mention) -> Mention:
    """Return a mention under its decision: what speaks against a review that is then held was an argument rejected.

    What speaks against one that is put off is a reason for the delay.
    """
    mention = replace(mention, decision_id=decision.decision_id)
    is_reason = (mention.role, mention.polarity) == (Role.REASON_NOT_INITIATING, Polarity.ASSERTED)
    if not (is_reason and decision.case_label):
        return mention
    if decision.status is Status.INITIATED:
        return replace(mention, polarity=Polarity.REJECTED_ARGUMENT)
    return replace(mention, role=Role.REASON_DELAY) if decision.status is Status.DEFERRED else mention


def _decision(document: Document, facts: Facts, item: Item, held: Sequence[Mention]) -> Decision | None:
    """Return the decision that an item states or that its reasons speak of; None where it holds neither.

    One that has no reason says why: `redacted` where reasons would stand, else `not_stated`.
    """
    case, heading, scope = item.key.case, item.key.heading, item.key.scope
    reasons = [mention for mention in held if mention.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)]
    stated = _weightiest(item.statements)
    if stated is None and not (reasons and (case or scope is Scope.GENERAL)):
        return None
    if not reasons and stated is not None and not _stands_alone(facts, stated.status, case):
        return None
    status = stated.status if stated else _inferred(reasons)
    is_said = stated is not None and (stated.is_said or speaks_of_reviews(quoted(stated.evidence)))
    basis = StatusBasis.EXPLICIT if is_said else StatusBasis.INFERRED
    if scope is Scope.GENERAL:
        status = Status.GENERAL_PATTERN
    named = _review_type(document, item, stated)
    kind = resolved(named, facts.body_type, facts.nation, (facts.meeting_date or facts.document_date).iso)
    evidence = stated.evidence if stated else reasons[0].evidence
    parts = [document.document_id, case, heading, scope, kind, *(["repeat"] if item.key.is_repeat else [])]
    name = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    sentinel = (REDACTED if item.is_withheld else NOT_STATED) if not reasons and status in _REASONLESS else ""
    decided_on = _decided_on(facts, stated)
    facts_told = _told(item.facts)
    assessed = _assessed(facts_told, decided_on, facts.nation, kind)
    advised = (recommender_of(quoted(statement.evidence)) for statement in item.statements)
    return Decision(
        f"d-{name}",
        case,
        kind,
        status,
        basis,
        scope,
        heading,
        evidence,
        sentinel,
        item.key.is_repeat,
        decided_on,
        maker_of(f"{stated.decided_on if stated else ''} {quoted(evidence)}", facts.meeting),
        next((who for who in advised if who is not Maker.UNKNOWN), Maker.UNKNOWN),
        _alternative(reasons),
        facts_told,
        assessed.criteria,
        assessed.version,
        status in _NOT_HELD and any((m.code, m.polarity) == (UNMET, Polarity.NEGATED) for m in held),
    )


def _told(found: Sequence[CaseFact]) -> tuple[CaseFact, ...]:
    """Return each fact once, as first told; one that the text both states and denies is not told."""
    first: dict[str, CaseFact] = {}
    for fact in found:
        first.setdefault(fact.fact, fact)
    both = {fact.fact for fact in found if fact.holds is not first[fact.fact].holds}
    return tuple(fact for name, fact in first.items() if name not in both)


def _assessed(told: Sequence[CaseFact], on: PartialDate, nation: str, review_type: str) -> Assessment:
    """Return how the facts told stand to the criteria in force; without a day or a nation they cannot suffice."""
    if on.precision is not DatePrecision.DAY or not nation:
        return Assessment(Criteria.INSUFFICIENT_FACTS)
    day = date.fromisoformat(on.iso)
    known = review_type if version_on(day, nation, review_type) else ""
    return criteria_assess({fact.fact: fact.holds for fact in told}, day, nation, known)


def _decided_on(facts: Facts, stated: Statement | None) -> PartialDate:
    """Return when it was decided: as a register or the sentence says, else on the meeting's or the paper's day."""
    is_signed = facts.kind is DocumentKind.DECISION_FORM
    own = (facts.document_date if is_signed else facts.meeting_date) or facts.document_date
    said = [stated.decided_on, *_ON_A_DAY.findall(quoted(stated.evidence))] if stated else []
    on = date.fromisoformat(own.iso) if own.precision is DatePrecision.DAY else None
    found = (dated.partial for text in said for dated in dates_in(text, on) if dated.precision in _DATES_A_DECISION)
    return next(found, own)


def _alternative(reasons: Sequence[Mention]) -> str:
    """Return the code of what is done instead of a review: the surest that is asserted."""
    held = [m for m in reasons if m.code.startswith(ALTERNATIVE) and m.polarity is Polarity.ASSERTED]
    return max(held, key=lambda mention: mention.score).code if held else ""


def _review_type(document: Document, item: Item, stated: Statement | None) -> str:
    """Return the type of review named nearest the decision: in its statement, its item, the document's first page."""
    near = [
        quoted(stated.evidence) if stated else "",
        item.key.heading,
        *(statement.near for statement in item.statements),
    ]
    whole = [page.text[:3000] for page in document.pages[:1]]
    texts = (*near, *whole, *(reason.near for reason in item.reasons))
    return next((kind for text in texts if (kind := review_type_of(text)) != UNKNOWN), UNKNOWN)


def _weightiest(statements: Sequence[Statement]) -> Statement | None:
    """Return the statement that decides: that of the status for which most is said.

    What the text says outright counts more than what is read from it, a decision more than a recommendation, and what
    comes last a little more than what came before.
    """
    if not statements:
        return None
    is_decided = any(s.is_said and s.status in _DECISIONS for s in statements)
    statements = [s for s in statements if not (is_decided and s.status in _ADVICE)]
    votes: dict[Status, float] = {}
    heard = [(_WEIGHT.get(s.status, _LEAST) * s.score**2 * (_SAID if s.is_said else 1.0), s) for s in statements]
    for place, (weight, statement) in enumerate(heard, start=1):
        late = 1 + _LATER * place / len(statements)
        votes[statement.status] = votes.get(statement.status, 0.0) + weight * late
    winner = max(votes, key=lambda status: votes[status])
    return max((held for held in heard if held[1].status is winner), key=lambda held: held[0])[1]


def _stands_alone(facts: Facts, status: Status, case: str) -> bool:
    if facts.kind in _SECOND_HAND:
        return False
    return bool(case) or status in (Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT)


def _inferred(reasons: Sequence[Mention]) -> Status:
    return next((m.status for m in reasons if m.status is not Status.NOT_STATED), Status.NOT_STATED)


def _mention(document: Document, reason: Reason) -> Mention:
    finding, first = reason.finding, reason.evidence[0]
    name = "|".join([document.document_id, str(first.page), str(first.start), str(first.end), finding.code])
    return Mention(
        mention_id="m-" + hashlib.sha256(name.encode()).hexdigest()[:16],
        code=finding.code,
        role=finding.role,
        polarity=finding.polarity,
        attribution=finding.attribution,
        hedging=finding.hedging,
        status=finding.status,
        scope=finding.scope,
        link=finding.link,
        evidence=reason.evidence,
        score=finding.score,
        finder=finding.finder,
        cue=finding.cue,
        ocr_confidence=reason.ocr_confidence,
        redaction_nearby=reason.redaction_nearby,
        needs_review=finding.needs_review,
    )
