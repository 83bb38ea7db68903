"""Document -> passages, mentions and decisions: the top of the models, read it as the method."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.codebook import NOT_STATED, REDACTED
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
    Polarity,
    Role,
    Scope,
    Status,
    StatusBasis,
)
from corpus.review_types import UNKNOWN, review_type_of
from models.coder import Coder, Finding, Sentence
from models.status import is_decision, row_status, scope_of, speaks_of_reviews
from models.structure import (
    Facts,
    Paragraph,
    case_in_row,
    case_label,
    case_of,
    facts_of,
    is_name,
    opens_item,
    paragraphs,
)

MAX_QUOTATION = 600  # characters
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


_STRUCK_OUT = re.compile(r"\[(?:redacted|withheld|removed)\b|\bredacted\]|█{2,}", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    """One case or agenda item of a document, with what was found under it."""

    key: tuple[str, str, Scope]
    statements: list[tuple[Status, Evidence, str]] = field(default_factory=list)
    findings: list[tuple[Finding, Evidence, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Cases:
    """Carries the case at hand through the lines of a document: that of its title, of the item's heading, of a row.

    Where no heading names a case, the text does ("5.1 Child C, aged 14 weeks..."), until the next item begins.
    """

    of_document: str
    at_hand: str = ""
    is_headed: bool = False

    def of(self, paragraph: Paragraph) -> str:
        """Return the case that a paragraph speaks of; empty where none is at hand."""
        named = case_label(paragraph.text)
        if self.of_document and named and not is_name(named):
            named = ""  # "Reference CV/15/04" under the title "Child M"
        if opens_item(paragraph):
            self.at_hand, self.is_headed = named, bool(named)
        elif _is_row(paragraph):
            return case_in_row(paragraph.text) or self.at_hand or self.of_document
        elif not (self.is_headed or self.of_document):
            self.at_hand = named or self.at_hand
        return self.at_hand or self.of_document


def find_decisions(document: Document, coder: Coder) -> CodedDocument:
    """Return what a document states: passages, decisions, and mentions of reasons with their evidence.

    `document.pages[...].text[start:end]` is the quotation of every piece of evidence.
    """
    facts = facts_of(document)
    pages = {page.number: page for page in document.pages}
    passages: list[Passage] = []
    items: dict[tuple[str, str, Scope], _Item] = {}
    cases = _Cases(case_of(document))
    reach = _REACH_OF_ROWS if facts.kind is DocumentKind.SPREADSHEET else _REACH
    for batch in _batched(in_sight(paragraphs(document), facts.title, reach)):
        near = [paragraph for paragraph, is_near in batch if is_near]
        far = [paragraph for paragraph, is_near in batch if not is_near]
        parsed = coder.parse(paragraph.text for paragraph in near)
        cut = coder.cut(paragraph.text for paragraph in far)
        for paragraph, is_near in batch:
            case = cases.of(paragraph)
            if not is_near:
                passages.extend(_passage(paragraph, start, text) for start, text in next(cut))
                continue
            doc = next(parsed)
            sentences = coder.sentences(doc, paragraph.heading)
            passages.extend(_passage(paragraph, sentence.start, sentence.text) for sentence in sentences)
            if not paragraph.is_heading:
                found = coder.code_sentences(doc, sentences)
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


def in_sight(found: Iterable[Paragraph], title: str, reach: int) -> Iterator[tuple[Paragraph, bool]]:
    """Yield the paragraphs, each with whether a review is spoken of in the title, its heading or within `reach` lines.

    A reason is a reason only where a decision on a review is at hand (the codebook's first rule of precedence).
    """
    everywhere = speaks_of_reviews(title)
    waiting: deque[Paragraph] = deque()
    since = reach + 1  # lines since a review was last spoken of
    for paragraph in found:
        waiting.append(paragraph)
        speaks = everywhere or speaks_of_reviews(paragraph.text) or speaks_of_reviews(paragraph.heading)
        if speaks:
            while waiting:
                yield waiting.popleft(), True
            since = 0
        else:
            since += 1
            if since <= reach:
                yield waiting.pop(), True
            elif len(waiting) > reach:
                yield waiting.popleft(), False
    for paragraph in waiting:
        yield paragraph, False


def _batched(found: Iterable[tuple[Paragraph, bool]]) -> Iterable[list[tuple[Paragraph, bool]]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _passage(paragraph: Paragraph, start: int, text: str) -> Passage:
    place = paragraph.start + start
    return Passage(paragraph.page, place, place + len(text), text, paragraph.heading)


def _gather(
    items: dict[tuple[str, str, Scope], _Item],
    page: Page,
    paragraph: Paragraph,
    case: str,
    sentences: Sequence[Sentence],
    found: Sequence[Finding],
) -> None:
    """File statements of status and findings under their case or item; the case that a sentence names comes first."""
    if _is_row(paragraph):
        _gather_row(items, page, paragraph, case, found)
        return
    for sentence in sentences:
        if is_decision(sentence.text) and speaks_of_reviews(sentence.near):
            item = _item(items, paragraph, case_label(sentence.text) or case, scope_of(sentence.text))
            evidence = _evidence(page, paragraph, sentence.start, sentence.end, "")
            item.statements.append((sentence.status, evidence, sentence.near))
    for finding in found:
        named = case_label(paragraph.text[finding.start : finding.end])
        item = _item(items, paragraph, named or case, finding.scope)
        evidence = _evidence(page, paragraph, finding.start, finding.end, finding.cue)
        item.findings.append((finding, evidence, paragraph.heading + " " + paragraph.text))


def _is_row(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a row of a table: the readers put ` | ` between its cells."""
    return " | " in paragraph.text


def _gather_row(
    items: dict[tuple[str, str, Scope], _Item], page: Page, paragraph: Paragraph, case: str, found: Sequence[Finding]
) -> None:
    """File a row under its case: all its cells speak of one decision, whose status a cell of its own may state."""
    item = _item(items, paragraph, case, Scope.CASE_SPECIFIC)
    stated = row_status(paragraph.text)
    if stated is not Status.NOT_STATED:
        evidence = _evidence(page, paragraph, 0, len(paragraph.text.rstrip()), "")
        item.statements.append((stated, evidence, paragraph.text))
    for finding in found:
        evidence = _evidence(page, paragraph, finding.start, finding.end, finding.cue)
        item.findings.append((_under(finding, stated), evidence, paragraph.text))


def _under(finding: Finding, stated: Status) -> Finding:
    """Return a finding with the status of its row: a reason beside `Deferred` is a reason for delay."""
    if stated is Status.NOT_STATED:
        return finding
    role = Role.REASON_DELAY if stated is Status.DEFERRED else Role.REASON_NOT_INITIATING
    if stated is Status.INITIATED and finding.polarity is Polarity.ASSERTED:
        role = Role.CONTEXT_ONLY
    return replace(finding, status=stated, role=role, scope=Scope.CASE_SPECIFIC)


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
    kind = _review_type(document, item, stated)
    evidence = stated[1] if stated else reasons[0].evidence[0]
    name = hashlib.sha256("|".join([document.document_id, case, heading, scope, kind]).encode()).hexdigest()[:16]
    sentinel = _sentinel(item) if not reasons and status in _REASONLESS else ""
    return Decision(f"d-{name}", case, kind, status, basis, scope, heading, (evidence,), sentinel)


def _review_type(document: Document, item: _Item, stated: tuple[Status, Evidence, str] | None) -> str:
    """Return the type of review named nearest the decision: in its statement, its item, the document's first page."""
    near = [stated[1].quotation if stated else "", item.key[1], *(text for _, _, text in item.statements)]
    whole = [page.text[:3000] for page in document.pages[:1]]
    texts = (*near, *whole, *(text for _, _, text in item.findings))
    return next((kind for text in texts if (kind := review_type_of(text)) != UNKNOWN), UNKNOWN)


def _sentinel(item: _Item) -> str:
    """Return `redacted` where the words beside the decision are struck out, else `not_stated`."""
    return REDACTED if any(_STRUCK_OUT.search(text) for _, _, text in item.statements) else NOT_STATED


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
