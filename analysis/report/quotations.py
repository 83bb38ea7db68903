"""The words of documents as the report shows them: each in its context, with its places on the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from analysis.report.contents import Quotation, Stretch
from analysis.report.inputs import Around

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

WIDTH = 160  # most characters of what stands around a quotation, on each side


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame by the names of its columns, None where absent."""
    held = frame.astype(object)
    rows = held.where(frame.notna(), None).to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in rows]


class Page(Protocol):
    """What gives the words of pages with what stands beside them; `corpus.material.Material` does."""

    def context(self, document_id: str, page: int, start: int, end: int, width: int) -> tuple[str, str, str]:
        """Return what stands before a stretch, itself, and what follows, of at most `width` characters each."""


def around_in(pages: Page) -> Around:
    """Return how the words around a quotation are had, as much of them as the report shows."""
    return lambda document_id, page, start, end: pages.context(document_id, page, start, end, WIDTH)


class Quotations:
    """Gives the words behind mentions and decisions, from the table of evidence."""

    def __init__(self, evidence: pd.DataFrame, around: Around) -> None:
        self._around = around
        self._by_owner: dict[str, list[dict[str, Any]]] = {}
        for row in rows_of(evidence):
            owner = row["mention_id"] or row["decision_id"]
            if owner:
                self._by_owner.setdefault(str(owner), []).append(row)

    def of(self, owner: str, row: Row) -> Quotation:
        """Return the words of a mention or decision; those of its row in the table where no evidence is recorded."""
        places = sorted(self._by_owner.get(owner, ()), key=lambda place: place["position"])
        if not places and row["quote"] and row["page"] is not None:
            places = [dict(row) | {"quotation": row["quote"], "boxes": None, "evidence_id": ""}]
        return Quotation(str(row["source_name"] or ""), tuple(map(self._stretch, places)))

    def _stretch(self, place: Row) -> Stretch:
        document_id, page = str(place["document_id"]), int(place["page"])
        start, end = place["char_start"], place["char_end"]
        if start is None or end is None:
            return Stretch(document_id, page, "", str(place["quotation"]), "")
        before, words, after = self._around(document_id, page, int(start), int(end))
        boxes = _boxes(place["boxes"])
        anchor = f"box-{place['evidence_id']}" if boxes else ""
        quoted = words or str(place["quotation"])
        return Stretch(document_id, page, _cut_left(before), quoted, _cut_right(after), anchor, boxes)


def _boxes(cell: Any) -> tuple[tuple[float, float, float, float], ...]:
    boxes: Iterable[Any] = json.loads(cell) if cell else ()
    return tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in boxes)


def _cut_left(before: str) -> str:
    """Return words before a quotation, from a whole word on where they were cut."""
    if len(before) < WIDTH:
        return before
    return "… " + before[before.find(" ") + 1 :]


def _cut_right(after: str) -> str:
    if len(after) < WIDTH:
        return after
    return after[: after.rfind(" ") if " " in after else None] + " …"
