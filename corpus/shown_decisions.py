"""Read a decision with the words behind each of its fields, and how it counts among the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.records import Amount, AmountBasis, Bound, CaseFact, Evidence, Mention, Polarity, Status
from corpus.rows import to_evidence, to_mention
from corpus.shown import Row, ShownDecision, ShownField, ShownReason, document_of, file_of, rows_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Columns of the tables `decisions` and `documents`, in the order in which they are shown.
_DECISION_FIELDS = (
    "case_label",
    "review_type",
    "decision_status",
    "status_basis",
    "scope",
    "agenda_item",
    "decision_date",
    "decision_maker",
    "recommender",
    "alternative_type",
    "notified_to",
    "publication_status",
    "criteria_assessment",
    "criteria_version",
    "criteria_stated_met",
)
DOCUMENT_FIELDS = (
    "document_type",
    "title",
    "body",
    "body_type",
    "nation",
    "meeting_date",
    "document_date",
    "foi_reference",
    "authority",
    "regime",
    "release_date",
    "period_start",
    "period_end",
)
_UNTOLD = (None, "", 0, "unknown")
# Fields that no words of their own give: they rest on those of others.
_RESTS_ON = {
    "status_basis": ("decision_status",),
    "scope": ("case_label", "decision_status"),
    "criteria_assessment": ("criteria_facts",),
    "criteria_version": ("nation", "decision_date"),
}


def shown_decision(connection: Connection, decision_id: str) -> ShownDecision:
    """Return a decision with its fields and their evidence, facts, sums, reasons and how it counts."""
    (row,) = rows_of(connection, "SELECT * FROM decisions WHERE decision_id = ?", decision_id)
    document = document_of(connection, row["document_id"])
    said = _said(connection, row)
    facts = tuple(_facts(connection, row, said))
    reasons = tuple(_reasons(connection, decision_id))
    amounts = "SELECT * FROM amounts WHERE decision_id = ? ORDER BY page, char_start, amount_id"
    counts_for_it = rows_of(
        connection,
        "SELECT d.source_name FROM decisions JOIN documents AS d USING (document_id) WHERE decision_id = ?",
        row["counted_as"] or "",
    )
    copies = rows_of(
        connection,
        "SELECT decision_id FROM decisions WHERE counted_as = ? AND decision_id <> ? ORDER BY decision_id",
        row["counted_as"] or "",
        decision_id,
    )
    return ShownDecision(
        decision_id=decision_id,
        status=Status(row["decision_status"]),
        file=file_of(connection, document),
        fields={field.name: field for field in _fields(row, document, said, facts, reasons)},
        facts=facts,
        amounts=tuple(_amount(found) for found in rows_of(connection, amounts, decision_id)),
        reasons=reasons,
        reason_code=row["reason_code"] or "",
        is_repeat=bool(row["is_repeat"]),
        is_counted=bool(row["is_counted"]),
        counted_as=row["counted_as"] or "",
        counted_in=counts_for_it[0]["source_name"] if counts_for_it else "",
        copies=tuple(copy["decision_id"] for copy in copies),
        sequence=row["sequence"],
    )


def _said(connection: Connection, decision: Row) -> dict[str, ShownField]:
    """Return the fields whose words are on record, by name: a decision's own before its document's."""
    found = rows_of(
        connection,
        "SELECT * FROM field_evidence WHERE decision_id = ?1 OR (decision_id IS NULL AND document_id = ?2) "
        "ORDER BY decision_id IS NULL, field, value, position",
        decision["decision_id"],
        decision["document_id"],
    )
    said: dict[str, ShownField] = {}
    for (is_documents, name), rows in groupby(found, lambda row: (row["decision_id"] is None, row["field"])):
        held = list(rows)
        values = "; ".join(dict.fromkeys(str(row["value"]) for row in held))
        if not is_documents or name not in said:
            said[name] = ShownField(name, values, to_evidence(held))
    status = rows_of(
        connection, "SELECT * FROM evidence WHERE decision_id = ? ORDER BY position", decision["decision_id"]
    )
    return said | ({"decision_status": ShownField("decision_status", "", to_evidence(status))} if status else {})


def _fields(
    decision: Row,
    document: Row,
    said: Mapping[str, ShownField],
    facts: Sequence[CaseFact],
    reasons: Sequence[ShownReason],
) -> Iterator[ShownField]:
    """Yield the fields of a decision, what is gathered of several places, those of its document, and any others."""
    gathered = {
        "criteria_facts": ShownField(
            "criteria_facts",
            "; ".join(fact.fact if fact.holds else f"not {fact.fact}" for fact in facts),
            tuple(found for fact in facts for found in fact.evidence),
        ),
        "reason_code": ShownField(
            "reason_code",
            "; ".join(dict.fromkeys(_named(reason.mention) for reason in reasons)) or decision["reason_code"] or "",
            tuple(found for reason in reasons for found in reason.mention.evidence),
        ),
    }
    known = {**said, **gathered}
    yield from (_field(name, decision[name], known) for name in _DECISION_FIELDS)
    yield from gathered.values()
    yield from (_field(name, document[name], known) for name in DOCUMENT_FIELDS)
    columns = {*_DECISION_FIELDS, *gathered, *DOCUMENT_FIELDS}
    yield from (field for name, field in said.items() if name not in columns)


def _field(name: str, value: object, known: Mapping[str, ShownField]) -> ShownField:
    """Return a field as its column holds it; one that is not told has no evidence."""
    if value in _UNTOLD:
        return ShownField(name, "", ())
    text = "yes" if value == 1 else str(value)
    if name in known:
        return ShownField(name, text, known[name].evidence)
    others = [known[other] for other in _RESTS_ON.get(name, ()) if other in known and known[other].evidence]
    evidence = tuple(found for other in others for found in other.evidence)
    return ShownField(name, text, evidence, tuple(other.name for other in others))


def _named(mention: Mention) -> str:
    return mention.code if mention.polarity is Polarity.ASSERTED else f"{mention.code} ({mention.polarity})"


def _facts(connection: Connection, decision: Row, said: Mapping[str, ShownField]) -> Iterator[CaseFact]:
    """Yield the facts told, each with its words; with boxes where a field's evidence stands at the same place."""
    places = {(each.page, each.start, each.end): each for field in said.values() for each in field.evidence}
    texts = {
        row["page"]: row["text"]
        for row in rows_of(connection, "SELECT page, text FROM pages WHERE document_id = ?", decision["document_id"])
    }
    for fact in json.loads(decision["criteria_facts"] or "[]"):
        page, start, end = fact["page"], fact["char_start"], fact["char_end"]
        bare = Evidence(page, start, end, texts.get(page, "")[start:end])
        yield CaseFact(fact["fact"], bool(fact["holds"]), (places.get((page, start, end), bare),))


def _reasons(connection: Connection, decision_id: str) -> Iterator[ShownReason]:
    """Yield the mentions that bear on a decision, in the order of the text."""
    statement = (
        "SELECT m.*, c.label FROM mentions AS m LEFT JOIN codes AS c ON c.code = m.reason_code "
        "WHERE m.decision_id = ? ORDER BY m.page, m.char_start, m.reason_code, m.mention_id"
    )
    quoted = _by_mention(
        rows_of(
            connection,
            "SELECT e.* FROM evidence AS e JOIN mentions AS m ON m.mention_id = e.mention_id "
            "WHERE m.decision_id = ? ORDER BY e.mention_id, e.position",
            decision_id,
        )
    )
    for row in rows_of(connection, statement, decision_id):
        yield ShownReason(to_mention(row, quoted.get(row["mention_id"], ())), row["label"] or row["reason_code"])


def _by_mention(rows: Iterable[Row]) -> dict[str, list[Row]]:
    return {mention_id: list(held) for mention_id, held in groupby(rows, lambda row: str(row["mention_id"]))}


def _amount(row: Row) -> Amount:
    return Amount(
        lowest=row["amount_min"],
        highest=row["amount_max"],
        currency=row["currency"],
        bound=Bound(row["bound"]),
        qualifier=row["qualifier"] or "",
        basis=AmountBasis(row["amount_basis"]),
        speaker=row["speaker"] or "",
        organisation=row["organisation"] or "",
        evidence=(Evidence(row["page"], row["char_start"], row["char_end"], row["quote"]),),
        is_review_cost=bool(row["is_review_cost"]),
        decision_id=row["decision_id"] or "",
    )
