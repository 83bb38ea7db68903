"""The figures of reviews and notifications that a document gives, each with its sentence as evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from corpus.records import DatePrecision, Figure, Page
from models.counts import counts_in
from models.evidence import evidence_of
from models.passages import Paragraph
from models.structure import Facts

_STOP = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")


def figures_in(pages: Mapping[int, Page], paragraph: Paragraph, facts: Facts) -> Iterator[Figure]:
    """Yield the figures of reviews and notifications that a paragraph gives."""
    if not any(character.isdigit() for character in paragraph.text) and not paragraph.text[:1].isalpha():
        return
    own = facts.document_date or facts.meeting_date
    on = date.fromisoformat(own.iso) if own.precision is DatePrecision.DAY else None
    for count in counts_in(_sentences(paragraph.text), on):
        yield Figure(
            count.metric,
            count.definition,
            count.review_type,
            count.area,
            count.count,
            count.direction,
            count.first.isoformat() if count.first else "",
            count.last.isoformat() if count.last else "",
            count.months,
            count.days,
            evidence_of(pages, paragraph, count.start, count.end),
        )


def _sentences(text: str) -> list[tuple[int, str]]:
    """Cut a paragraph after full stops that a capital follows: enough for figures, which abbreviations do not part."""
    ends = [match.end() for match in _STOP.finditer(text)]
    return [(start, text[start:end]) for start, end in pairwise([0, *ends, len(text)]) if text[start:end].strip()]
