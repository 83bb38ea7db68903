"""What is selected in each document and how it is coded, gathered from the frames and from codings of people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

from analysis.refi_qda.codebook import code_guid, mark_of
from analysis.refi_qda.ids import guid_of
from corpus.codings import Coding
from corpus.errors import CorpusError

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
_COLUMNS = (
    *("document_id", "mention_id", "decision_id", "page", "char_start", "char_end", "quotation", "boxes"),
    *("reason_code", "polarity", "role", "attribution", "hedging", "link_strength", "code_confidence", "found_by"),
    *("needs_review", "decision_status", "status_basis", "case_label", "review_type", "decision_date"),
    *("decision_maker", "scope", "is_counted", "is_repeat"),
)
_SAID = ("polarity", "role", "attribution", "hedging", "link_strength")


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a page, and what sets a selection there apart from others on the same words."""

    page: int
    start: int
    end: int
    said: tuple[str, ...] = ()  # marks: two mentions of other polarity on the same words are two selections


@dataclass(slots=True)
class Selected:
    """One selection: how it is coded (coder's GUID and code, each once), what is said of it, where it is drawn."""

    document_id: str
    place: Place
    quotation: str
    codes: dict[tuple[str, str], None] = field(default_factory=dict)
    lines: dict[str, None] = field(default_factory=dict)
    boxes: list[list[float]] = field(default_factory=list)

    @property
    def guid(self) -> str:
        """The selection's GUID: the same place, the same GUID."""
        place = self.place
        return guid_of("selection", self.document_id, place.page, place.start, place.end, *place.said)


class Evidence:
    """The frames by document, so that one document's selections are made at a time."""

    def __init__(
        self, mentions: pd.DataFrame, decisions: pd.DataFrame, evidence: pd.DataFrame, codings: Iterable[Coding]
    ) -> None:
        self._mentions = _ByDocument(mentions)
        self._decisions = _ByDocument(decisions)
        self._evidence = _ByDocument(evidence)
        self._codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in codings:
            self._codings[coding.document_id].append(coding)

    def decisions(self, document_id: str) -> list[Row]:
        """Return the decisions of a document."""
        return self._decisions.rows(document_id)

    def codings(self, document_id: str) -> list[Coding]:
        """Return what people coded in a document."""
        return self._codings.get(document_id, [])

    def coded_documents(self) -> set[str]:
        """Return the documents that people coded."""
        return set(self._codings)

    def of(self, document_id: str, machine: str) -> tuple[list[Selected], dict[str, list[str]]]:
        """Return a document's selections in the order of places, and the GUIDs of those behind each decision."""
        found: dict[Place, Selected] = {}
        behind: dict[str, list[str]] = defaultdict(list)
        mentions = {str(row["mention_id"]): row for row in self._mentions.rows(document_id)}
        decisions = {str(row["decision_id"]): row for row in self._decisions.rows(document_id)}
        for row in self._evidence.rows(document_id):
            mention = mentions.get(str(row.get("mention_id") or ""))
            decision = decisions.get(str(row.get("decision_id") or ""))
            if mention is None and decision is None:
                continue
            marks, codes, line = _of_mention(mention) if mention else _of_decision(decision or {})
            place = Place(int(row["page"]), int(row["char_start"]), int(row["char_end"]), marks)
            selected = found.setdefault(place, Selected(document_id, place, str(row["quotation"])))
            selected.codes.update(dict.fromkeys((machine, code) for code in (*codes, *marks)))
            selected.lines[line] = None
            selected.boxes += _new(json.loads(row["boxes"]) if row.get("boxes") else [], selected.boxes)
            owner = str((mention or decision or {}).get("decision_id") or "")
            if owner and selected.guid not in behind[owner]:
                behind[owner].append(selected.guid)
        for coding in self.codings(document_id):
            place = Place(coding.page, coding.start, coding.end)
            selected = found.setdefault(place, Selected(document_id, place, coding.quotation))
            selected.codes[guid_of("user", coding.coder), coding.code] = None
        ordered = sorted(found.values(), key=lambda s: (s.place.page, s.place.start, s.place.end, s.place.said))
        return ordered, behind


class _ByDocument:
    """A frame whose rows are made into objects one document at a time."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame[[name for name in frame.columns if name in _COLUMNS]]
        self._places = frame.groupby("document_id", sort=False).indices

    def rows(self, document_id: str) -> list[Row]:
        places = self._places.get(document_id)
        return [] if places is None else rows_of(self._frame.iloc[places])


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame; absent values are None."""
    import pandas as pd

    names = [str(name) for name in frame.columns]
    return [
        {
            name: None if cell is pd.NA or (isinstance(cell, float) and isnan(cell)) else cell
            for name, cell in zip(names, row, strict=True)
        }
        for row in frame.itertuples(index=False, name=None)
    ]


def check_codings(codings: Iterable[Coding], codes: set[str]) -> None:
    """See that people's codings can be exported.

    Raises:
        CorpusError: a code that the codebook lacks, or a coding of nothing.
    """
    for coding in codings:
        where = f"{coding.coder}'s coding in {coding.document_id[:12]}, page {coding.page}"
        if coding.code not in codes:
            raise CorpusError(f"{where}: the code {coding.code!r} is not in the codebook. Give that codebook with it.")
        if coding.start >= coding.end:
            raise CorpusError(
                f"{where}: it selects nothing (from {coding.start} to {coding.end}); a coding needs at least one "
                "character."
            )


def _of_mention(row: Row) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    marks = tuple(mark_of(facet, str(row[facet])) for facet in ("polarity", "role") if row.get(facet))
    said = ", ".join(str(row[name]) for name in _SAID if row.get(name))
    score = row.get("code_confidence")
    facts = [f"{row['reason_code']}: {said}"]
    facts += [f"score {score:.4f}"] if isinstance(score, float) else []
    facts += [f"found by {row['found_by']}"] if row.get("found_by") else []
    facts += ["a person must see it before it counts"] if row.get("needs_review") else []
    return marks, (str(row["reason_code"]),), "; ".join([*facts, str(row["mention_id"])])


def _of_decision(row: Row) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    status = str(row.get("decision_status") or "unknown")
    sentinel = row.get("reason_code")
    codes = (str(sentinel),) if sentinel else ()
    line = f"decision: {status} ({row.get('status_basis') or 'unknown'}); {row['decision_id']}"
    return (mark_of("decision status", status),), codes, line


def _new(boxes: list[list[float]], held: list[list[float]]) -> list[list[float]]:
    return [box for box in boxes if box not in held]


def coding_guid(selection: str, user: str, code: str) -> str:
    """Return the GUID of one code that one coder gave a selection."""
    return guid_of("coding", selection, user, code_guid(code))
