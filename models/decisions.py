"""Document -> passages, mentions and decisions: the top of the models, read it as the method."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.codebook import NOT_STATED
from corpus.records import (
    Box,
    CodedDocument,
    Decision,
    Document,
    DocumentKind,
    Evidence,
    Mention,
    Page,
    Passage,
    Role,
    Scope,
    Status,
    StatusBasis,
)
from corpus.review_types import UNKNOWN, review_type_of
from models.coder import Coder, Finding, Sentence
from models.status import is_decision, scope_of, speaks_of_reviews
from models.structure import Facts, Paragraph, case_label, facts_of, paragraphs

MAX_QUOTATION = 600  # characters
_BATCH = 256  # paragraphs parsed at a time: memory stays flat on long documents
_REASONLESS = frozenset({Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
# Where a document of these kinds speaks of a decision without a reason, it tells of one made elsewhere.
_SECOND_HAND = frozenset({DocumentKind.FOI_LETTER, DocumentKind.ARTICLE, DocumentKind.REVIEW_REPORT})
_WEIGHT = {Status.NOT_INITIATED: 5, Status.INITIATED: 5, Status.REFERRED_ELSEWHERE: 4, Status.DEFERRED: 3, Status.RECOMMENDED_NOT: 2, Status.RECOMMENDED_INITIATE: 2}


@dataclass(slots=True)
class _Item:
    """One case or agenda item of a document, with what was found under it."""

    key: tuple[str, str, Scope]
    statements: list[tuple[Status, Evidence, str]] = field(default_factory=list)
    findings: list[tuple[Finding, Evidence, str]] = field(default_factory=list)


def find_decisions(document: Document, coder: Coder) -> CodedDocument:
    """Return what a document states: passages, decisions, and mentions of reasons with their evidence.

    `document.pages[...].text[start:end]` is the quotation of every piece of evidence.
    """
    facts = facts_of(document)
    pages = {page.number: page for page in document.pages}
    passages: list[Passage] = []
    items: dict[tuple[str, str, Scope], _Item] = {}
    case = ""
    for batch in _batched(paragraphs(document)):
        for paragraph, doc in zip(batch, coder.parse(p.text for p in batch), strict=True):
            case = case_label(paragraph.text) or ("" if paragraph.is_heading else case)
            sentences = coder.sentences(doc, paragraph.heading)
            passages.extend(_passage(paragraph, sentence) for sentence in sentences)
            if paragraph.is_heading:
                continue
            found = coder.code(doc, paragraph.heading)
            _gather(items, pages[paragraph.page], paragraph, case, sentences, found)
    decisions, mentions = _decide(document, facts, items.values())
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


def _batched(found: Iterable[Paragraph]) -> Iterable[list[Paragraph]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _passage(paragraph: Paragraph, sentence: Sentence) -> Passage:
    start = paragraph.start + sentence.start
    return Passage(paragraph.page, start, start + len(sentence.text), sentence.text, paragraph.heading)


def _gather(
    items: dict[tuple[str, str, Scope], _Item],
    page: Page,
    paragraph: Paragraph,
    case: str,
    sentences: Sequence[Sentence],
    found: Sequence[Finding],
) -> None:
    """File statements of status and findings under their case or item."""
    for sentence in sentences:
        if is_decision(sentence.text) and speaks_of_reviews(sentence.near):
            item = _item(items, paragraph, case, scope_of(sentence.text))
            evidence = _evidence(page, paragraph, sentence.start, sentence.end, "")
            item.statements.append((sentence.status, evidence, sentence.near))
    for finding in found:
        item = _item(items, paragraph, case, finding.scope)
        evidence = _evidence(page, paragraph, finding.start, finding.end, finding.cue)
        item.findings.append((finding, evidence, paragraph.heading + " " + paragraph.text))


def _item(items: dict[tuple[str, str, Scope], _Item], paragraph: Paragraph, case: str, scope: Scope) -> _Item:
    key = ("", "", scope) if scope is Scope.GENERAL else (case, "" if case else paragraph.heading, scope)
    return items.setdefault(key, _Item(key))


def _evidence(page: Page, paragraph: Paragraph, start: int, end: int, cue: str) -> Evidence:
    start, end = _within_limit(paragraph.text, start, end, cue)
    first, last = paragraph.start + start, paragraph.start + end
    return Evidence(page.number, first, last, page.text[first:last], boxes_of(page, first, last))


def _within_limit(text: str, start: int, end: int, cue: str) -> tuple[int, int]:
    """Keep a quotation within `MAX_QUOTATION` characters, around its cue, cut between words."""
    if end - start <= MAX_QUOTATION:
        return start, end
    middle = text.find(cue, start, end) if cue else start
    first = max(start, min(middle - MAX_QUOTATION // 2, end - MAX_QUOTATION))
    last = min(end, first + MAX_QUOTATION)
    first = first if first == start else text.find(" ", first, last) + 1
    cut = text.rfind(" ", first, last)
    return first, last if last == end or cut <= first else cut


def boxes_of(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Return a box a line for the characters `start:end` of a page; none where the page has no geometry."""
    lines: list[Box] = []
    for word_start, word_end, box in page.words:
        if word_end <= start or word_start >= end:
            continue
        height = box.bottom - box.top
        if lines and abs(lines[-1].top - box.top) < 0.6 * max(height, 1) and box.x0 >= lines[-1].x0:
            last = lines[-1]
            lines[-1] = Box(last.x0, min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom))
        else:
            lines.append(box)
    return tuple(Box(*(round(v, 1) for v in (b.x0, b.top, b.x1, b.bottom))) for b in lines)


def _decide(document: Document, facts: Facts, items: Iterable[_Item]) -> tuple[list[Decision], list[Mention]]:
    decisions, mentions = [], []
    for item in items:
        held = [_mention(document, finding, evidence) for finding, evidence, _ in item.findings]
        reasons = [mention for mention in held if mention.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)]
        decision = _decision(document, facts, item, reasons)
        if decision is not None:
            decisions.append(decision)
            held = [replace(mention, decision_id=decision.decision_id) for mention in held]
        mentions.extend(held)
    mentions.sort(key=lambda m: (m.evidence[0].page, m.evidence[0].start, m.code))
    decisions.sort(key=lambda d: (d.evidence[0].page, d.evidence[0].start))
    return decisions, mentions


def _decision(document: Document, facts: Facts, item: _Item, reasons: Sequence[Mention]) -> Decision | None:
    """Return the decision that an item states or that its reasons speak of; None where it holds neither."""
    case, heading, scope = item.key
    stated = _weightiest(item.statements)
    if stated is None and not reasons:
        return None
    if not reasons and stated is not None and not _stands_alone(facts, stated[0], case):
        return None
    status, basis = (stated[0], StatusBasis.EXPLICIT) if stated else (_inferred(reasons), StatusBasis.INFERRED)
    if scope is Scope.GENERAL:
        status = Status.GENERAL_PATTERN
    near = " ".join([heading, *(text for _, _, text in item.statements), *(text for _, _, text in item.findings)])
    kind = review_type_of(near)
    if kind == UNKNOWN:
        kind = review_type_of(" ".join(page.text[:3000] for page in document.pages[:1]))
    evidence = stated[1] if stated else reasons[0].evidence[0]
    name = hashlib.sha256("|".join([document.document_id, case, heading, scope, kind]).encode()).hexdigest()[:16]
    reasonless = not reasons and status in _REASONLESS
    return Decision(
        f"d-{name}", case, kind, status, basis, scope, heading, (evidence,), NOT_STATED if reasonless else ""
    )


def _weightiest(statements: Sequence[tuple[Status, Evidence, str]]) -> tuple[Status, Evidence, str] | None:
    """Return the statement that decides: a decision outweighs a recommendation; the last of equals stands."""
    best = None
    for statement in statements:
        if best is None or _WEIGHT.get(statement[0], 1) >= _WEIGHT.get(best[0], 1):
            best = statement
    return best


def _stands_alone(facts: Facts, status: Status, case: str) -> bool:
    if facts.kind in _SECOND_HAND:
        return False
    return bool(case) or status in (Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT)


def _inferred(reasons: Sequence[Mention]) -> Status:
    return next((m.status for m in reasons if m.status is not Status.NOT_STATED), Status.NOT_STATED)


def _mention(document: Document, finding: Finding, evidence: Evidence) -> Mention:
    name = "|".join([document.document_id, str(evidence.page), str(evidence.start), str(evidence.end), finding.code])
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
        evidence=(evidence,),
        score=finding.score,
        finder=finding.finder,
        cue=finding.cue,
    )
