"""Document -> passages, mentions and decisions: the top of the models, read it as the method."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from corpus.column_mapping import NO_MAPPING, ColumnMapping
from corpus.context_entities import is_context
from corpus.records import (
    Attribution,
    CodedDocument,
    Decision,
    Document,
    DocumentKind,
    Figure,
    Mention,
    Passage,
    StatedField,
)
from corpus.review_types import UNKNOWN, review_type_of
from models.actions import actions_of
from models.attendance import attendance_of, initials_of
from models.background import is_background
from models.cases import case_of
from models.coder import Coder, Finding, ReadStatus, Sentence
from models.column_proposals import guessed
from models.context_flags import flags_told
from models.decision_fields import decision_fields
from models.events import decision_of, in_light_of
from models.figures import figures_in
from models.fingerprint import fingerprint_of
from models.items import Item, Items, Reason
from models.legends import legend_of
from models.passages import Paragraph, in_sight, paragraphs, passage
from models.public_roles import Heard
from models.registers import Register
from models.release_facts import release_facts
from models.repeats import Seen
from models.sections import agenda_items, leads_of, sections_of
from models.spoken import Cases, Spoken
from models.stated_fields import document_fields
from models.status import speaks_of_reviews
from models.structure import Facts, facts_of
from models.sums_told import ToldSentence, sums_told

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FOOT = re.compile(r"\bpage \d+ of \d+\b", re.IGNORECASE)
_WORDS = 5  # that a paragraph has which tells of a decision
_REACH = 10  # lines before and after one that speaks of a review: about an agenda item
_REACH_OF_ROWS = 0  # the rows of a spreadsheet are each their own matter
_TOLD_IN_TEXT = frozenset({DocumentKind.MINUTES, DocumentKind.LETTER, DocumentKind.EMAIL, DocumentKind.FOI_LETTER})
_BATCH = 256  # paragraphs parsed at a time: memory stays flat on long documents


def find_decisions(document: Document, coder: Coder, columns: ColumnMapping = NO_MAPPING) -> CodedDocument:
    """Return what a document states: passages, decisions, and mentions of reasons with their evidence.

    `columns` say how a person mapped the columns of registers; what they do not map is read by its words.
    `document.pages[...].text[start:end]` is the quotation of every piece of evidence.
    """
    facts = facts_of(document)
    passages: list[Passage] = []
    pages = {page.number: page for page in document.pages}
    items = Items(pages, _type_of_form(document, facts), parts_rows=facts.kind not in _TOLD_IN_TEXT)
    figures: list[Figure] = []
    told: list[ToldSentence] = []
    flags: dict[str, StatedField] = {}
    hearing = Heard()
    running = list(paragraphs(document))
    sections = sections_of(running, facts.kind)
    carries = facts.kind is not DocumentKind.ARTICLE
    cases = Cases(case_of(document, facts.kind), carries, sections, facts.body, leads_of(running))
    is_sheet, is_article = facts.kind is DocumentKind.SPREADSHEET, facts.kind is DocumentKind.ARTICLE
    seen = Seen()
    guesses = guessed(document) if any(speaks_of_reviews(p.text) for p in running) else {}
    legend = legend_of(paragraph.text for paragraph in running)
    cases.register = Register(columns, is_sheet, guesses, legend)
    reach = _REACH_OF_ROWS if is_sheet else _REACH
    for batch in _batched(with_registers(in_sight(running, facts.title, reach), Register(columns, is_sheet, guesses))):
        near = [paragraph for paragraph, is_near in batch if is_near]
        far = [paragraph for paragraph, is_near in batch if not is_near]
        parsed = coder.parse(paragraph.text for paragraph in near)
        cut = coder.cut(paragraph.text for paragraph in far)
        for paragraph, is_near in batch:
            if not seen.again(paragraph):
                figures.extend(figures_in(pages, paragraph, facts))
            if not is_near:
                cases.of(paragraph)
                passages.extend(passage(paragraph, start, start + len(text)) for start, text in next(cut))
                continue
            doc = next(parsed)
            sentences = coder.sentences(doc, paragraph.heading)
            passages.extend(passage(paragraph, sentence.start, sentence.end) for sentence in sentences)
            found = [] if paragraph.is_heading else coder.code_sentences(doc, sentences)
            if is_article:
                found = _heard(hearing, sentences, found)
            for flag in flags_told(pages, paragraph, sentences):
                flags.setdefault(flag.name, flag)
            spoken = cases.spoken(paragraph, sentences)
            if seen.again(
                paragraph, spoken.case, spoken.is_repeat, "" if is_article or spoken.case else paragraph.heading
            ):
                continue
            own = [sentence for sentence in sentences if not is_background(sentence.text, facts.body)]
            read = _read(coder, doc, own, spoken) if _tells(paragraph) else []
            items.gather(paragraph, spoken, own, found, read)
            told += [ToldSentence(paragraph, s.start, s.text, spoken.case_at(s.start)) for s in sentences]
    _read_endings(coder, items)
    fields = (*document_fields(document, facts), *release_facts(document, facts.kind), *flags.values())
    decisions, mentions = _decide(document, facts, items, fields)
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
        agenda_items(sections.values()),
        tuple(figures),
        fields,
        attendance_of(document, facts.kind),
        actions_of(document, facts.kind, facts.meeting_date, initials_of(document, facts.kind)),
        sums_told(pages, told, decisions),
    )


def _type_of_form(document: Document, facts: Facts) -> str:
    """Return the type of review that a form is about, which it names most often; empty for other papers."""
    if facts.kind is not DocumentKind.DECISION_FORM:
        return ""
    named = Counter(review_type_of(line) for page in document.pages for line in page.text.split("\n"))
    return next((code for code, _ in named.most_common(2) if code != UNKNOWN), "")


def with_registers(found: Iterable[tuple[Paragraph, bool]], register: Register) -> Iterator[tuple[Paragraph, bool]]:
    """Yield the paragraphs with whether they are near, rows of registers always: few words of theirs name a review."""
    for paragraph, is_near in found:
        columns = register.read(paragraph.text, paragraph.page)
        yield paragraph, is_near or columns is not None


def _heard(hearing: Heard, sentences: Sequence[Sentence], found: Sequence[Finding]) -> list[Finding]:
    """Return findings of an article as held by whoever says them by a public role; others as they are."""
    held: dict[int, Attribution] = {}
    for sentence in sentences:
        hearing.hear(sentence.text)
        for finding in (f for f in found if sentence.start <= f.start < sentence.end):
            role = hearing.at(finding.start - sentence.start)
            if role.is_public:
                held[finding.start] = role.attribution
    return [replace(f, attribution=held[f.start]) if f.start in held else f for f in found]


def _tells(paragraph: Paragraph) -> bool:
    """Say whether a paragraph may tell of a decision: it is no heading, no foot of a page and no mere line of words."""
    return not (paragraph.is_heading or _FOOT.search(paragraph.text)) and len(paragraph.text.split()) >= _WORDS


def _read(coder: Coder, doc: Doc, sentences: Sequence[Sentence], spoken: Spoken) -> list[ReadStatus]:
    """Return what the encoder reads of decisions in a paragraph, a case at a time, where a case is at hand."""
    if spoken.is_repeat:
        return []
    by_case = groupby(sentences, key=lambda sentence: spoken.case_at(sentence.start))
    return [status for case, run in by_case if case for status in coder.read_statuses(doc, list(run))]


def _read_endings(coder: Coder, items: Items) -> None:
    """Read the last sentences of each case together: what comes of it may be said in no one of them."""
    for item in items:
        if len(item.ends) > 1 and not item.key.is_repeat and (status := coder.read_ending(item.ending)):
            items.add_ending(item, status)


def _batched(found: Iterable[tuple[Paragraph, bool]]) -> Iterable[list[tuple[Paragraph, bool]]]:
    rest = iter(found)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _decide(
    document: Document, facts: Facts, items: Iterable[Item], fields: Sequence[StatedField]
) -> tuple[list[Decision], list[Mention]]:
    decisions, mentions = [], []
    for item in items:
        held = [_mention(document, reason) for reason in item.reasons]
        decision = None if is_context(item.key.case, facts.body) else decision_of(document, facts, item, held)
        if decision is not None:
            given = decision_fields(document, decision, item, held, fields)
            decisions.append(replace(decision, fields=given))
            held = [in_light_of(decision, mention) for mention in held]
        mentions.extend(held)
    mentions.sort(key=lambda m: (m.evidence[0].page, m.evidence[0].start, m.code))
    decisions.sort(key=lambda d: (d.evidence[0].page, d.evidence[0].start))
    return decisions, mentions


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
