"""Where a document says what the fields of a decision hold: each field with the words that give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from corpus.records import Decision, Document, Evidence, Mention, Polarity, StatedField
from corpus.review_types import UNKNOWN, review_types
from models.dates import dates_in
from models.events import UNMET
from models.evidence import boxes_of, quoted
from models.items import Item
from models.makers import maker_of, recommender_of

_HEAD = 6  # lines in which the meeting names itself


def decision_fields(
    document: Document, decision: Decision, item: Item, held: Sequence[Mention], own: Sequence[StatedField]
) -> tuple[StatedField, ...]:
    """Return the fields of a decision that are told, each with its evidence; `own` are the document's fields."""
    advised = (s.evidence for s in item.statements if recommender_of(quoted(s.evidence)) is decision.recommender)
    met = (m.evidence for m in held if (m.code, m.polarity) == (UNMET, Polarity.NEGATED))
    instead = (mention.evidence for mention in held if mention.code == decision.alternative)
    given: tuple[tuple[str, str, Callable[[], tuple[Evidence, ...]]], ...] = (
        ("decision_status", decision.status, lambda: decision.evidence),
        ("case_label", decision.case_label, lambda: _first(document, decision.case_label, decision.evidence)),
        ("agenda_item", decision.heading, lambda: _first(document, decision.heading, decision.evidence)),
        ("review_type", decision.review_type, lambda: _where_typed(document, decision)),
        ("decision_date", decision.decided_on.iso, lambda: _where_dated(document, decision, own)),
        ("decision_maker", decision.maker, lambda: _where_made(document, decision)),
        ("recommender", decision.recommender, lambda: next(advised, ())),
        ("alternative_type", decision.alternative, lambda: next(instead, decision.evidence)),
        ("publication_status", decision.publication, lambda: item.asides.published),
        ("criteria_stated_met", "true" if decision.criteria_stated_met else "", lambda: next(met, ())),
        ("evaluation_body", item.asides.evaluation_body, lambda: item.asides.evaluated),
        ("evaluation_grade", item.asides.evaluation_grade, lambda: item.asides.evaluated),
    )
    fields = [StatedField(name, str(value), place()) for name, value, place in given if value not in ("", UNKNOWN)]
    told = (StatedField("notified_to", name, evidence) for name, evidence in item.asides.notified.items())
    facts = (StatedField(f"fact: {f.fact}", "stated" if f.holds else "denied", f.evidence) for f in decision.facts)
    return (*fields, *told, *facts)


def _first(document: Document, words: str, near: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return where words stand nearest before those that decide, else first; nothing where they stand nowhere."""
    return _nearest(document, re.compile(re.escape(words), re.IGNORECASE), near)


def _nearest(document: Document, pattern: re.Pattern[str], near: Sequence[Evidence]) -> tuple[Evidence, ...]:
    places = [
        (page.number, match.start(), match.end()) for page in document.pages for match in pattern.finditer(page.text)
    ]
    before = [place for place in places if near and place[:2] <= (near[0].page, near[0].end)]
    chosen = before[-1:] or places[:1]
    return tuple(_at(document, *place) for place in chosen)


def _at(document: Document, number: int, start: int, end: int) -> Evidence:
    page = next(page for page in document.pages if page.number == number)
    return Evidence(number, start, end, page.text[start:end], boxes_of(page, start, end))


def _where_typed(document: Document, decision: Decision) -> tuple[Evidence, ...]:
    """Return where the review is named: in the words that decide, else nearest before them, by any of its names."""
    named = [kind.pattern for kind in review_types() if kind.code == decision.review_type]
    others = [kind.pattern for kind in review_types()]
    found = (_nearest(document, pattern, decision.evidence) for pattern in (*named, *others))
    return next((evidence for evidence in found if evidence), ())


def _where_dated(document: Document, decision: Decision, own: Sequence[StatedField]) -> tuple[Evidence, ...]:
    """Return the date in the words that decide, else where the paper dates its meeting or itself."""
    for piece in decision.evidence:
        for dated in dates_in(piece.quotation):
            if dated.partial.iso.endswith(decision.decided_on.iso[-5:]):
                return (_at(document, piece.page, piece.start + dated.start, piece.start + dated.end),)
    return _field(own, ("meeting_date", "document_date"), decision.decided_on.iso) or decision.evidence


def _field(own: Iterable[StatedField], names: Sequence[str], value: str) -> tuple[Evidence, ...]:
    return next((field.evidence for field in own if field.name in names and field.value == value), ())


def _where_made(document: Document, decision: Decision) -> tuple[Evidence, ...]:
    """Return the words that decide where they say who does, else the line by which the meeting names itself."""
    if maker_of(quoted(decision.evidence), "") is decision.maker or not document.pages:
        return decision.evidence
    page, start = document.pages[0], 0
    for line in page.text.split("\n")[:_HEAD]:
        if line.strip() and maker_of("", line) is decision.maker:
            return (_at(document, page.number, start, start + len(line.rstrip())),)
        start += len(line) + 1
    return decision.evidence
