"""Facts of a document as fields, each with the words on its pages that give it."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.records import Document, DocumentKind, Evidence, Page, StatedField
from models.evidence import boxes_of
from models.lines import Span
from models.structure import Facts, findings_of


def document_fields(document: Document, facts: Facts) -> tuple[StatedField, ...]:
    """Return type, title, body, nation and dates of a document, each with the words that give it; none that is untold.

    `facts` are the document's own (`facts_of`). A type that the file's format gives (an e-mail) has no evidence.
    """
    found = findings_of(document)
    issuer = (found.issuer.span,) if found.issuer else ()
    given: tuple[tuple[str, str, tuple[Span, ...]], ...] = (
        ("document_type", facts.kind, found.kind_spans),
        ("title", facts.title, (found.title.at(0, len(found.title.text)),) if found.title else ()),
        ("body", facts.body, issuer),
        ("body_type", facts.body_type, issuer),
        ("nation", facts.nation, (found.nation_span,) if found.nation_span else ()),
        ("meeting_date", facts.meeting_date.iso, (found.meeting.span,) if found.meeting else ()),
        ("document_date", facts.document_date.iso, (found.dated.span,) if found.dated else ()),
    )
    untold = ("", DocumentKind.OTHER, DocumentKind.UNKNOWN)
    return tuple(
        StatedField(name, str(value), evidence_at(document.pages, spans))
        for name, value, spans in given
        if value not in untold
    )


def evidence_at(pages: Iterable[Page], spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """Return the quotations of places on pages, with boxes; nothing of a place that is empty or on no page."""
    by_number = {page.number: page for page in pages}
    return tuple(
        Evidence(
            span.page, span.start, span.end, page.text[span.start : span.end], boxes_of(page, span.start, span.end)
        )
        for span in spans
        if (page := by_number.get(span.page)) is not None and span.start < span.end
    )
