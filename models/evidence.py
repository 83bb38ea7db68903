"""Where a document says it: quotations of a paragraph's characters on their pages, with boxes and OCR confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.records import Box, Evidence, Page
from models.passages import Paragraph

MAX_QUOTATION = 600  # characters


def evidence_of(
    pages: Mapping[int, Page], paragraph: Paragraph, start: int, end: int, cue: str = ""
) -> tuple[Evidence, ...]:
    """Return the quotation of the characters `start:end` of a paragraph, one piece a page; a long one around its cue.

    `pages[piece.page].text[piece.start:piece.end] == piece.quotation` of every piece.
    """
    start, end = _within_limit(paragraph.text, start, end, cue)
    return tuple(
        Evidence(number, first, last, pages[number].text[first:last], boxes_of(pages[number], first, last))
        for number, first, last in paragraph.places(start, end)
    )


def quoted(evidence: Sequence[Evidence]) -> str:
    """Return the quotation as one text."""
    return " ".join(piece.quotation for piece in evidence)


def ocr_confidence(pages: Mapping[int, Page], evidence: Sequence[Evidence]) -> float | None:
    """Return the mean confidence, in [0, 1], of the words quoted; None where no OCR was needed."""
    found = [
        (confidence, len(piece.quotation.split()))
        for piece in evidence
        if (confidence := pages[piece.page].words.confidence(piece.start, piece.end)) is not None
    ]
    words = sum(count for _, count in found)
    return round(sum(confidence * count for confidence, count in found) / words, 4) if words else None


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
