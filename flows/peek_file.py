"""Look at one file at once: the same reading and coding as a run, without Prefect and without a workspace."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.codebook import load_codebook
from corpus.column_files import load_columns
from corpus.errors import CorpusError
from corpus.records import CodedDocument, Decision, Evidence, Mention, Method, Received
from extractors.format import DEFAULTS, Settings
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import ProcessLimits
from models.classifier import load_classifier
from models.coder import Coder
from models.decisions import find_decisions


def peek(
    path: Path,
    *,
    codebook: Path | None = None,
    model: Path | None = None,
    timeout_s: float = 120.0,
    settings: Settings = DEFAULTS,
    columns: Sequence[Path] = (),
) -> dict[str, Any]:
    """Return what one file states: the main document's kind, and the decisions and mentions of it and of all inside it.

    The file is read in a process of its own while the models load.

    Raises:
        CorpusError: there is no such file.
    """
    if not path.is_file():
        raise CorpusError(f"{path}: there is no such file; `minuted run` takes folders")
    mapping = load_columns(columns)
    received: list[Received] = []
    with IsolatedReader(ProcessLimits(timeout_s=timeout_s), settings=settings) as reader:
        reading = threading.Thread(target=lambda: received.extend(reader.read(Job(path.absolute(), path.name))))
        reading.start()
        coder = Coder(load_codebook(codebook), load_classifier(model))
        reading.join()
    coded = {
        line.source.source_name: find_decisions(line.document, coder, mapping) for line in received if line.document
    }
    return summarise(path.name, received, coded)


def summarise(name: str, received: Sequence[Received], coded: dict[str, CodedDocument]) -> dict[str, Any]:
    """Return the reading and coding of a file as plain data, mentions and decisions in the order of the text."""
    first = received[0]
    main = coded.get(first.source.source_name)
    return {
        "file": name,
        "outcome": str(_outcome(first, main)),
        "reason": first.reason,
        "kind": str(main.kind) if main else "unknown",
        "title": main.title if main else "",
        "body": main.body if main else "",
        "meeting_date": main.meeting_date.iso if main else "",
        "document_date": main.document_date.iso if main else "",
        "pages": sum(len(line.document.pages) for line in received if line.document),
        "documents": [_document(line, coded.get(line.source.source_name)) for line in received],
        "decisions": [_decision(d, source) for source, document in coded.items() for d in document.decisions],
        "mentions": [_mention(m, source) for source, document in coded.items() for m in document.mentions],
    }


def _outcome(line: Received, coded: CodedDocument | None) -> str:
    if coded is None:
        return line.outcome
    return "coded" if coded.mentions else "no_reason"


def _document(line: Received, coded: CodedDocument | None) -> dict[str, Any]:
    document = line.document
    pages = document.pages if document else ()
    return {
        "source_name": line.source.source_name,
        "outcome": str(_outcome(line, coded)),
        "reason": line.reason,
        "kind": str(coded.kind) if coded else "unknown",
        "media_type": line.source.media_type,
        "pages": len(pages),
        "ocr_pages": sum(page.method is Method.OCR for page in pages),
        "low_quality_pages": [page.number for page in pages if page.is_low_quality],
        "redactions": sum(len(page.redactions) for page in pages),
        "hidden_characters": document.hidden_characters if document else 0,
    }


def _decision(decision: Decision, source: str) -> dict[str, Any]:
    return {
        "decision_id": decision.decision_id,
        "source_name": source,
        "case_label": decision.case_label,
        "review_type": decision.review_type,
        "status": str(decision.status),
        "status_basis": str(decision.status_basis),
        "scope": str(decision.scope),
        "agenda_item": decision.heading,
        "reason_code": decision.reason_code,
        "is_repeat": decision.is_repeat,
        "decision_date": decision.decided_on.iso,
        "decision_maker": str(decision.maker),
        "recommender": str(decision.recommender),
        "alternative_type": decision.alternative,
        "criteria_assessment": str(decision.criteria),
        "criteria_version": decision.criteria_version,
        "criteria_stated_met": decision.criteria_stated_met,
        "criteria_facts": {fact.fact: fact.holds for fact in decision.facts},
        **_place(decision.evidence),
    }


def _mention(mention: Mention, source: str) -> dict[str, Any]:
    return {
        "mention_id": mention.mention_id,
        "decision_id": mention.decision_id or None,
        "source_name": source,
        "code": mention.code,
        "role": str(mention.role),
        "polarity": str(mention.polarity),
        "attribution": str(mention.attribution),
        "hedging": str(mention.hedging),
        "status": str(mention.status),
        "scope": str(mention.scope),
        "link_strength": str(mention.link),
        "score": mention.score,
        "found_by": str(mention.finder),
        "cue": mention.cue,
        "ocr_confidence": mention.ocr_confidence,
        "redaction_nearby": mention.redaction_nearby,
        "needs_review": mention.needs_review,
        **_place(mention.evidence),
    }


def _place(evidence: Sequence[Evidence]) -> dict[str, Any]:
    first = evidence[0]
    return {
        "page": first.page,
        "start": first.start,
        "end": first.end,
        "quotation": first.quotation,
        "boxes": [asdict(box) for box in first.boxes],
    }
