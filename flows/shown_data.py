"""A mention or a decision as `minuted show --json` gives it, under the names that the table has."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.shown import ShownDecision, ShownField, ShownFile, ShownMention, ShownReason


def mention_data(shown: ShownMention) -> dict[str, Any]:
    """Return a mention as plain data, under the names that the table has."""
    mention = shown.mention
    return {
        "mention_id": mention.mention_id,
        "decision_id": mention.decision_id or None,
        **_stands_in(shown.file),
        "reason_code": mention.code,
        "label": shown.label,
        "role": str(mention.role),
        "polarity": str(mention.polarity),
        "attribution": str(mention.attribution),
        "hedging": str(mention.hedging),
        "decision_status": str(mention.status),
        "scope": str(mention.scope),
        "link_strength": str(mention.link),
        "code_confidence": mention.score,
        "needs_review": mention.needs_review,
        "evidence": [asdict(each) for each in mention.evidence],
    }


def decision_data(shown: ShownDecision) -> dict[str, Any]:
    """Return a decision as plain data, under the names that the table has."""
    return {
        "decision_id": shown.decision_id,
        **_stands_in(shown.file),
        "fields": {field.name: _held(field) for field in shown.fields.values()},
        "facts": [asdict(fact) for fact in shown.facts],
        "amounts": [asdict(amount) for amount in shown.amounts],
        "reasons": [_reason_data(reason) for reason in shown.reasons],
        "is_repeat": shown.is_repeat,
        "is_counted": shown.is_counted,
        "counted_as": shown.counted_as or None,
        "copies": list(shown.copies),
        "sequence": shown.sequence,
    }


def field_data(shown: ShownDecision, field: ShownField) -> dict[str, Any]:
    """Return one field of a decision as plain data."""
    return {"decision_id": shown.decision_id, **_stands_in(shown.file), "field": field.name, **_held(field)}


def _stands_in(file: ShownFile) -> dict[str, Any]:
    return {"document_id": file.document_id, "release_id": file.release_id, "source_name": file.source_name}


def _held(field: ShownField) -> dict[str, Any]:
    return {
        "value": field.value or None,
        "rests_on": list(field.rests_on),
        "evidence": [asdict(each) for each in field.evidence],
    }


def _reason_data(reason: ShownReason) -> dict[str, Any]:
    mention = reason.mention
    return {
        "mention_id": mention.mention_id,
        "reason_code": mention.code,
        "label": reason.label,
        "role": str(mention.role),
        "polarity": str(mention.polarity),
        "needs_review": mention.needs_review,
        "evidence": [asdict(each) for each in mention.evidence],
    }
