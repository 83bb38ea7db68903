"""Records as rows of the tables in `schema.py`, and back. Pure: nothing here touches a database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from corpus.exemptions import find_exemptions
from corpus.records import (
    NO_DATE,
    Attribution,
    Box,
    CaseFact,
    CodedDocument,
    Criteria,
    DatePrecision,
    Decision,
    Document,
    DocumentKind,
    Evidence,
    Finder,
    Hedging,
    Hiding,
    Link,
    Maker,
    Mention,
    Outcome,
    Page,
    PartialDate,
    Passage,
    Polarity,
    Received,
    Redaction,
    Regime,
    Role,
    Scope,
    StatedField,
    Status,
    StatusBasis,
)

Row = dict[str, Any]

_CODED_OUTCOMES = frozenset({Outcome.READ, Outcome.CODED, Outcome.NO_REASON, Outcome.DUPLICATE})
_SURROGATE = re.compile("[\ud800-\udfff]")


def stable_id(*parts: object) -> str:
    """Return 32 hexadecimal digits that depend on the parts alone."""
    joined = "\x1f".join(str(part) for part in parts)
    return sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def legible(name: str) -> str:
    r"""Return a file's name with what is not Unicode written out (`caf\udce9.pdf`), so that it can be stored."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _sound(text: str) -> str:
    """Return the text with half characters, which no file can hold, as U+FFFD: as long as before, so places hold."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _stated(text: str) -> str | None:
    return _sound(text) or None


def ledger_rows(release_id: str, received_path: str, received: Sequence[Received]) -> list[Row]:
    """Return the ledger's rows for one file on disk and everything inside it; copies are told apart later."""
    rows = []
    met: dict[str, int] = {}
    for item in received:
        source = item.source
        # A damaged or crafted archive can hold one name twice: each is a line of its own.
        met[source.source_name] = count = met.get(source.source_name, 0) + 1
        repeat = (count,) if count > 1 else ()
        rows.append(
            {
                "ledger_id": stable_id(release_id, source.source_name, *repeat),
                "release_id": legible(release_id),
                "source_name": legible(source.source_name),
                "parent_name": legible(source.parent_name) or None,
                "received_path": legible(received_path),
                "sha256": source.sha256,
                "size_bytes": source.size_bytes,
                "media_type": source.media_type,
                "outcome": str(item.outcome),
                "reason": _stated(item.reason),
                "document_id": item.document.document_id if item.document else None,
                "duplicate_of": None,
            }
        )
    return rows


def document_row(received: Received, document: Document, coded: CodedDocument | None, release_id: str) -> Row:
    """Return the row of a document, without the versions it was made with.

    Raises:
        ValueError: the file was read, yet nobody coded it.
    """
    if coded is None and received.outcome is Outcome.READ:
        raise ValueError(f"{received.source.source_name} was read but not coded")
    coded = coded or _uncoded(document.document_id)
    return {
        "document_id": document.document_id,
        "release_id": legible(release_id),
        "source_name": legible(received.source.source_name),
        "media_type": document.media_type,
        "outcome": str(_outcome(received.outcome, coded)),
        "document_type": str(coded.kind),
        "title": _stated(coded.title),
        "body": _stated(coded.body),
        "body_type": _stated(coded.body_type),
        "nation": _stated(coded.nation),
        "words_sha256": _stated(coded.fingerprint.words_sha256),
        "minhash": _stated(coded.fingerprint.minhash),
        "document_date": _stated(coded.document_date.iso),
        "document_date_precision": str(coded.document_date.precision),
        "meeting_date": _stated(coded.meeting_date.iso),
        "meeting_date_precision": str(coded.meeting_date.precision),
        "dup_count": 0,
        **_release_facts(coded.fields),
    }


def _release_facts(fields: Sequence[StatedField]) -> Row:
    """Return the columns that say of what release a document is, as its own words tell."""
    held = {field.name: field.value for field in fields}
    names = ("foi_reference", "authority", "release_date", "period_start", "period_end")
    return {name: _stated(held.get(name, "")) for name in names} | {"regime": held.get("regime", str(Regime.UNKNOWN))}


def _uncoded(document_id: str) -> CodedDocument:
    return CodedDocument(document_id, DocumentKind.UNKNOWN, "", "", NO_DATE, NO_DATE, (), (), ())


def _outcome(received: Outcome, coded: CodedDocument) -> Outcome:
    if received not in _CODED_OUTCOMES:
        return received
    return Outcome.CODED if coded.mentions else Outcome.NO_REASON


def page_rows(document: Document) -> list[Row]:
    """Return the rows of a document's pages; of hidden text only the count."""
    return [
        {
            "document_id": document.document_id,
            "page": page.number,
            "text": _sound(page.text),
            "extraction_method": str(page.method),
            "width_pt": page.width_pt,
            "height_pt": page.height_pt,
            "hidden_characters": sum(hidden.characters for hidden in page.hidden),
            "quality": page.quality,
            "low_quality": page.is_low_quality,
            "ocr_confidence": _mean(page.words.confidences),
            "redaction_count": len(page.redactions),
            "redacted_share": page.redacted_share,
            "page_id": _row_number(document.document_id, page.number - 1),
        }
        for page in document.pages
    ]


def _row_number(document_id: str, order: int) -> int:
    """Return the number of a document's passage or page, which the full-text indexes need: the same in every store.

    They follow one another within a document from a start that its hash gives; 63 bits keep documents apart.
    """
    start = int(sha256(document_id.encode()).hexdigest()[:16], 16)
    return (start + order) % 2**63


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def hidden_text_rows(document: Document) -> list[Row]:
    """Return the rows of what a document's pages carry and do not show: one a page and way of hiding."""
    return [
        {
            "document_id": document.document_id,
            "page": page.number,
            "mechanism": str(mechanism),
            "characters": sum(hidden.characters for hidden in page.hidden if hidden.mechanism is mechanism),
            "boxes": _boxes(box for hidden in page.hidden if hidden.mechanism is mechanism for box in hidden.boxes),
        }
        for page in document.pages
        for mechanism in Hiding
        if any(hidden.mechanism is mechanism for hidden in page.hidden)
    ]


def redaction_rows(document: Document) -> list[Row]:
    """Return the rows of the places that a document's pages show as withheld."""
    return [
        {
            "redaction_id": stable_id(document.document_id, page.number, position),
            "document_id": document.document_id,
            "page": page.number,
            "kind": str(redaction.kind),
            "char_start": redaction.start,
            "char_end": redaction.end,
            "boxes": _boxes(redaction.boxes),
            "page_share": _page_share(page, redaction),
            "exemption": _stated(redaction.exemption),
        }
        for page in document.pages
        for position, redaction in enumerate(page.redactions, start=1)
    ]


def _page_share(page: Page, redaction: Redaction) -> float | None:
    return replace(page, redactions=(redaction,)).redacted_share if redaction.boxes else None


def exemption_rows(document: Document) -> list[Row]:
    """Return the rows of the exemptions from disclosure that a document's pages cite."""
    return [
        {
            "exemption_id": stable_id(document.document_id, page.number, position),
            "document_id": document.document_id,
            "page": page.number,
            "char_start": found.start,
            "char_end": found.end,
            "act": found.act,
            "section": found.section,
            "subsection": _stated(found.subsection),
            "label": found.label,
        }
        for page in document.pages
        for position, found in enumerate(find_exemptions(page.text), start=1)
    ]


def passage_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of a document's passages."""
    return [
        {
            "passage_id": _row_number(coded.document_id, order),
            "document_id": coded.document_id,
            "page": passage.page,
            "char_start": passage.start,
            "char_end": passage.end,
            "heading": _stated(passage.heading),
            "text": _sound(passage.text),
            "continued_on": json.dumps(passage.continued) if passage.continued else None,
        }
        for order, passage in enumerate(coded.passages)
    ]


def item_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of a document's agenda items."""
    return [
        {
            "item_id": stable_id(coded.document_id, "item", position),
            "document_id": coded.document_id,
            "position": position,
            "number": _stated(item.number),
            "title": _sound(item.title),
            "page": item.page,
            "char_start": item.start,
            "char_end": item.end,
        }
        for position, item in enumerate(coded.items, start=1)
    ]


def count_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of the figures that a document gives."""
    return [
        {
            "count_id": stable_id(coded.document_id, "count", position),
            "document_id": coded.document_id,
            "metric": figure.metric,
            "count_definition": figure.definition,
            "review_type": _stated(figure.review_type),
            "area": _stated(figure.area),
            "count": figure.count,
            "direction": _stated(figure.direction),
            "period_start": _stated(figure.first_day),
            "period_end": _stated(figure.last_day),
            "exposure_months": figure.months,
            "exposure_days": figure.days,
            **_first_place(figure.evidence),
        }
        for position, figure in enumerate(coded.figures, start=1)
        if figure.evidence
    ]


def decision_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of a document's decisions."""
    return [
        {
            "decision_id": decision.decision_id,
            "document_id": coded.document_id,
            "case_label": _stated(decision.case_label),
            "review_type": _stated(decision.review_type),
            "decision_status": str(decision.status),
            "status_basis": str(decision.status_basis),
            "scope": str(decision.scope),
            "agenda_item": _stated(decision.heading),
            "reason_code": _stated(decision.reason_code),
            "is_repeat": decision.is_repeat,
            "decision_date": _stated(decision.decided_on.iso),
            "decision_date_precision": str(decision.decided_on.precision),
            "decision_maker": str(decision.maker),
            "recommender": str(decision.recommender),
            "alternative_type": _stated(decision.alternative),
            "criteria_assessment": str(decision.criteria),
            "criteria_version": _stated(decision.criteria_version),
            "criteria_stated_met": decision.criteria_stated_met,
            "criteria_facts": _facts(decision.facts),
            "notified_to": _stated("; ".join(decision.notified_to)),
            "publication_status": str(decision.publication),
            "sequence": None,  # told once all documents are in
            **_first_place(decision.evidence),
        }
        for decision in coded.decisions
    ]


def _facts(facts: Sequence[CaseFact]) -> str | None:
    """Return the facts of a case as JSON, each with its place."""
    held = [
        {
            "fact": fact.fact,
            "holds": fact.holds,
            "page": fact.evidence[0].page,
            "char_start": fact.evidence[0].start,
            "char_end": fact.evidence[0].end,
        }
        for fact in facts
        if fact.evidence
    ]
    return json.dumps(held) if held else None


def attendance_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of who sat at a meeting, by role and agency."""
    return [
        {
            "seat_id": stable_id(coded.document_id, "seat", position),
            "document_id": coded.document_id,
            "position": position,
            "role": _stated(seat.role),
            "agency": _stated(seat.agency),
            "presence": str(seat.presence),
            "page": seat.page,
            "char_start": seat.start,
            "char_end": seat.end,
        }
        for position, seat in enumerate(coded.attendance, start=1)
    ]


def action_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of the actions that minutes give to somebody."""
    return [
        {
            "action_id": stable_id(coded.document_id, "action", position),
            "document_id": coded.document_id,
            "position": position,
            "action": _sound(action.text),
            "owner": _stated(action.owner),
            "due": _stated(action.due.iso),
            "due_precision": str(action.due.precision),
            **_without_quote(_first_place(action.evidence)),
        }
        for position, action in enumerate(coded.actions, start=1)
        if action.evidence
    ]


def amount_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of the sums of money that a document gives."""
    return [
        {
            "amount_id": stable_id(coded.document_id, "amount", position),
            "document_id": coded.document_id,
            "decision_id": amount.decision_id or None,
            "amount_min": amount.lowest,
            "amount_max": amount.highest,
            "currency": amount.currency,
            "bound": str(amount.bound),
            "qualifier": _stated(amount.qualifier),
            "amount_basis": str(amount.basis),
            "speaker": _stated(amount.speaker),
            "organisation": _stated(amount.organisation),
            "is_review_cost": amount.is_review_cost,
            **_first_place(amount.evidence),
        }
        for position, amount in enumerate(coded.amounts, start=1)
        if amount.evidence
    ]


def field_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of where the fields of a document and of its decisions are said."""
    held: list[tuple[str | None, StatedField]] = [
        *((None, field) for field in coded.fields),
        *((decision.decision_id, field) for decision in coded.decisions for field in decision.fields),
    ]
    return [
        {
            "field_id": stable_id(coded.document_id, decision_id, number, position),
            "document_id": coded.document_id,
            "decision_id": decision_id,
            "field": field.name,
            "value": _sound(field.value),
            "position": position,
            "page": found.page,
            "char_start": found.start,
            "char_end": found.end,
            "quotation": _sound(found.quotation),
            "boxes": _boxes(found.boxes),
        }
        for number, (decision_id, field) in enumerate(held)
        for position, found in enumerate(field.evidence, start=1)
    ]


def mention_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of a document's mentions, each under the heading of the passage it stands in."""
    return [
        {
            "mention_id": mention.mention_id,
            "document_id": coded.document_id,
            "decision_id": mention.decision_id or None,
            "reason_code": mention.code,
            "role": str(mention.role),
            "polarity": str(mention.polarity),
            "attribution": str(mention.attribution),
            "hedging": str(mention.hedging),
            "decision_status": str(mention.status),
            "scope": str(mention.scope),
            "link_strength": str(mention.link),
            "agenda_item": _heading(coded.passages, mention.evidence),
            **_first_place(mention.evidence),
            "code_confidence": mention.score,
            "needs_review": mention.needs_review,
            "found_by": str(mention.finder),
            "cue": _stated(mention.cue),
            "ocr_confidence": mention.ocr_confidence,
            "redaction_nearby": mention.redaction_nearby,
        }
        for mention in coded.mentions
    ]


def _heading(passages: Iterable[Passage], evidence: Sequence[Evidence]) -> str | None:
    if not evidence:
        return None
    around = (passage for passage in passages if _holds(passage, evidence[0]))
    return _stated(next((passage.heading for passage in around), ""))


def _holds(passage: Passage, evidence: Evidence) -> bool:
    stretches = ((passage.page, passage.start, passage.end), *passage.continued)
    return any(page == evidence.page and start <= evidence.start < end for page, start, end in stretches)


def _first_place(evidence: Sequence[Evidence]) -> Row:
    if not evidence:
        return {"page": None, "char_start": None, "char_end": None, "quote": None}
    first = evidence[0]
    return {"page": first.page, "char_start": first.start, "char_end": first.end, "quote": _sound(first.quotation)}


def _without_quote(place: Row) -> Row:
    return {name: value for name, value in place.items() if name != "quote"}


def evidence_rows(coded: CodedDocument) -> list[Row]:
    """Return the rows of all evidence in a document, for its decisions and its mentions."""
    supports: list[tuple[Row, tuple[Evidence, ...]]] = [
        *(({"mention_id": None, "decision_id": d.decision_id}, d.evidence) for d in coded.decisions),
        *(({"mention_id": m.mention_id, "decision_id": None}, m.evidence) for m in coded.mentions),
    ]
    return [
        {
            "evidence_id": stable_id(support["mention_id"], support["decision_id"], position),
            "document_id": coded.document_id,
            **support,
            "position": position,
            "page": found.page,
            "char_start": found.start,
            "char_end": found.end,
            "quotation": _sound(found.quotation),
            "boxes": _boxes(found.boxes),
        }
        for support, evidence in supports
        for position, found in enumerate(evidence, start=1)
    ]


def _boxes(boxes: Iterable[Box]) -> str | None:
    corners = [[box.x0, box.top, box.x1, box.bottom] for box in boxes]
    return json.dumps(corners) if corners else None


def to_evidence(rows: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return the evidence that the rows hold, in their order."""
    return tuple(
        Evidence(
            page=row["page"],
            start=row["char_start"],
            end=row["char_end"],
            quotation=row["quotation"],
            boxes=tuple(Box(*corners) for corners in json.loads(row["boxes"] or "[]")),
        )
        for row in rows
    )


def to_mention(row: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> Mention:
    """Return the mention that a row of `mentions` and its rows of `evidence` hold."""
    return Mention(
        mention_id=row["mention_id"],
        code=row["reason_code"],
        role=Role(row["role"]),
        polarity=Polarity(row["polarity"]),
        attribution=Attribution(row["attribution"]),
        hedging=Hedging(row["hedging"]),
        status=Status(row["decision_status"]),
        scope=Scope(row["scope"]),
        link=Link(row["link_strength"]),
        evidence=to_evidence(evidence),
        score=row["code_confidence"],
        finder=Finder(row["found_by"]),
        cue=row["cue"] or "",
        decision_id=row["decision_id"] or "",
        ocr_confidence=row["ocr_confidence"],
        redaction_nearby=bool(row["redaction_nearby"]),
        needs_review=bool(row["needs_review"]),
    )


def to_decision(row: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> Decision:
    """Return the decision that a row of `decisions` and its rows of `evidence` hold."""
    return Decision(
        decision_id=row["decision_id"],
        case_label=row["case_label"] or "",
        review_type=row["review_type"] or "",
        status=Status(row["decision_status"]),
        status_basis=StatusBasis(row["status_basis"]),
        scope=Scope(row["scope"]),
        heading=row["agenda_item"] or "",
        evidence=to_evidence(evidence),
        reason_code=row["reason_code"] or "",
        is_repeat=bool(row["is_repeat"]),
        decided_on=PartialDate(row["decision_date"] or "", DatePrecision(row["decision_date_precision"])),
        maker=Maker(row["decision_maker"]),
        recommender=Maker(row["recommender"]),
        alternative=row["alternative_type"] or "",
        criteria=Criteria(row["criteria_assessment"]),
        criteria_version=row["criteria_version"] or "",
        criteria_stated_met=bool(row["criteria_stated_met"]),
    )
