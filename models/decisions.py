"""Document -> passages, mentions and decisions: the top of the models, read it as the method."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from corpus.codebook import NOT_STATED, REDACTED
from corpus.records import (
    CodedDocument,
    Decision,
    Document,
    DocumentKind,
    Mention,
    Passage,
    Role,
    Scope,
    Status,
    StatusBasis,
)
from corpus.review_types import UNKNOWN, review_type_of
from models.coder import Coder
from models.evidence import quoted
from models.items import Cases, Item, Items, Reason, Statement
from models.passages import Paragraph, in_sight, paragraphs, passage
from models.structure import Facts, case_of, facts_of

_REACH = 10  # lines before and after one that speaks of a review: about an agenda item
_REACH_OF_ROWS = 0  # the rows of a spreadsheet are each their own matter
_BATCH = 256  # paragraphs parsed at a time: memory stays flat on long documents
_REASONLESS = frozenset({Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
# Where a document of these kinds speaks of a decision without a reason, it tells of one made elsewhere.
_SECOND_HAND = frozenset({DocumentKind.FOI_LETTER, DocumentKind.ARTICLE, DocumentKind.REVIEW_REPORT})
_WEIGHT = {
    Status.NOT_INITIATED: 5,
    Status.INITIATED: 5,
    Status.REFERRED_ELSEWHERE: 4,
    Status.DEFERRED: 3,
    Status.RECOMMENDED_NOT: 2,
    Status.RECOMMENDED_INITIATE: 2,
}


def find_decisions(document: Document, coder: Coder) -> CodedDocument:
    """Return what a document states: passages, decisions, and mentions of reasons with their evidence.

    `document.pages[...].text[start:end]` is the quotation of every piece of evidence.
    """
    facts = facts_of(document)
    passages: list[Passage] = []
    items = Items({page.number: page for page in document.pages})
    cases = Cases(case_of(document))
    reach = _REACH_OF_ROWS if facts.kind is DocumentKind.SPREADSHEET else _REACH
    for batch in _batched(in_sight(paragraphs(document), facts.title, reach)):
        near = [paragraph for paragraph, is_near in batch if is_near]
        far = [paragraph for paragraph, is_near in batch if not is_near]
        parsed = coder.parse(paragraph.text for paragraph in near)
        cut = coder.cut(paragraph.text for paragraph in far)
        for paragraph, is_near in batch:
            case = cases.of(paragraph)
            if not is_near:
                passages.extend(passage(paragraph, start, start + len(text)) for start, text in next(cut))
                continue
            doc = next(parsed)
            sentences = coder.sentences(doc, paragraph.heading)
            passages.extend(passage(paragraph, sentence.start, sentence.end) for sentence in sentences)
            found = [] if paragraph.is_heading else coder.code_sentences(doc, sentences)
            items.gather(paragraph, case, sentences, found)
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
    )


def _batched(found: Iterable[tuple[Paragraph, bool]]) -> Iterable[list[tuple[Paragraph, bool]]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _decide(document: Document, facts: Facts, items: Iterable[Item]) -> tuple[list[Decision], list[Mention]]:
    decisions, mentions = [], []
    for item in items:
        held = [_mention(document, reason) for reason in item.reasons]
        reasons = [mention for mention in held if mention.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)]
        decision = _decision(document, facts, item, reasons)
        if decision is not None:
            decisions.append(decision)
            held = [replace(mention, decision_id=decision.decision_id) for mention in held]
        mentions.extend(held)
    mentions.sort(key=lambda m: (m.evidence[0].page, m.evidence[0].start, m.code))
    decisions.sort(key=lambda d: (d.evidence[0].page, d.evidence[0].start))
    return decisions, mentions


def _decision(document: Document, facts: Facts, item: Item, reasons: Sequence[Mention]) -> Decision | None:
    """Return the decision that an item states or that its reasons speak of; None where it holds neither.

    One that has no reason says why: `redacted` where reasons would stand, else `not_stated`.
    """
    case, heading, scope = item.key
    stated = _weightiest(item.statements)
    if stated is None and not reasons:
        return None
    if not reasons and stated is not None and not _stands_alone(facts, stated.status, case):
        return None
    status, basis = (stated.status, StatusBasis.EXPLICIT) if stated else (_inferred(reasons), StatusBasis.INFERRED)
    if scope is Scope.GENERAL:
        status = Status.GENERAL_PATTERN
    kind = _review_type(document, item, stated)
    evidence = stated.evidence if stated else reasons[0].evidence
    name = hashlib.sha256("|".join([document.document_id, case, heading, scope, kind]).encode()).hexdigest()[:16]
    sentinel = (REDACTED if item.is_withheld else NOT_STATED) if not reasons and status in _REASONLESS else ""
    return Decision(f"d-{name}", case, kind, status, basis, scope, heading, evidence, sentinel)


def _review_type(document: Document, item: Item, stated: Statement | None) -> str:
    """Return the type of review named nearest the decision: in its statement, its item, the document's first page."""
    near = [quoted(stated.evidence) if stated else "", item.key[1], *(statement.near for statement in item.statements)]
    whole = [page.text[:3000] for page in document.pages[:1]]
    texts = (*near, *whole, *(reason.near for reason in item.reasons))
    return next((kind for text in texts if (kind := review_type_of(text)) != UNKNOWN), UNKNOWN)


def _weightiest(statements: Sequence[Statement]) -> Statement | None:
    """Return the statement that decides: a decision outweighs a recommendation; the last of equals stands."""
    best = None
    for statement in statements:
        if best is None or _WEIGHT.get(statement.status, 1) >= _WEIGHT.get(best.status, 1):
            best = statement
    return best


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
