"""Versions of one paper laid beside each other: which to compare, and what one shows and another hides as rows.

How two papers are compared is not known here: `flows/compare_versions.py` brings that. What is stored is quoted from
the version that shows it; what lies under a redaction is read nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import insert

from corpus import schema
from corpus.copies import ALIKE, are_versions, shingles_of
from corpus.records import Document, Page, Redaction, RedactionKind
from corpus.rows import Row, stable_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 8  # versions of a paper that are compared each with each; of more, each with the first
REDACTED = "redacted"  # the manner of a passage in whose place the other version shows a mark
_COMPARED = "compared_versions"  # name in `meta`: the papers whose versions were compared, each with their stamp
Spans = tuple[tuple[int, int], ...]


class Found(Protocol):
    """A passage that one of two papers shows (`shown_in`, 0 for the first) and the other hides."""

    @property
    def shown_in(self) -> int:
        """Which of the two shows it."""

    @property
    def page(self) -> int:
        """Its page there."""

    @property
    def start(self) -> int:
        """Its first character on that page."""

    @property
    def end(self) -> int:
        """The character after its last."""

    @property
    def text(self) -> str:
        """Its words, as shown."""

    @property
    def manner(self) -> str:
        """How the other lacks it."""

    @property
    def hidden_page(self) -> int:
        """Where the other would have it."""

    @property
    def exemption(self) -> str:
        """What the other cites there; empty where nothing."""


Find = Callable[[Document, Document], Iterable[Found]]
Furniture = Callable[[str, str], Mapping[int, Spans]]  # unit key, document -> running heads and feet, by page


@dataclass(frozen=True, slots=True)
class _Version:
    document_id: str
    media_type: str
    version_of: str
    words_sha256: str
    redactions: int
    unit_key: str


@dataclass(frozen=True, slots=True)
class _Copy:
    document: Document
    shingles: frozenset[str]


def compare(connection: Connection, find: Find, furniture: Furniture) -> int:
    """Compare the versions of each paper and keep what one shows and another hides; return the number of passages.

    Only papers whose versions, or the reading of them, have changed since are compared anew.
    """
    groups = list(_groups(connection))
    known = _compared(connection)
    stamps = {group[0].version_of: _stamp(group) for group in groups}
    rows: dict[str, Row] = {}
    for group in groups:
        if known.get(group[0].version_of) != stamps[group[0].version_of]:
            rows |= _rows_of(connection, group, find, furniture)
    settled = {name for name, stamp in stamps.items() if known.get(name) == stamp}
    _replace(connection, rows, {v.document_id for group in groups for v in group if v.version_of in settled})
    if stamps != known:
        _record(connection, stamps)
    return int(
        connection.exec_driver_sql(
            "SELECT count(*) FROM (SELECT DISTINCT document_id, page, char_start, char_end FROM redaction_differences)"
        ).scalar_one()
    )


def _stamp(group: Sequence[_Version]) -> str:
    """Return what changes with the versions, with the reading of each and with the order in which they are compared."""
    return stable_id(*(part for version in group for part in (version.document_id, version.unit_key)))


def _compared(connection: Connection) -> dict[str, str]:
    held = connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (_COMPARED,)).scalar()
    return json.loads(held) if held else {}


def _record(connection: Connection, stamps: Mapping[str, str]) -> None:
    connection.exec_driver_sql("DELETE FROM meta WHERE name = ?", (_COMPARED,))
    connection.execute(insert(schema.meta), [{"name": _COMPARED, "value": json.dumps(stamps, sort_keys=True)}])


def _rows_of(connection: Connection, group: Sequence[_Version], find: Find, furniture: Furniture) -> dict[str, Row]:
    copies: dict[str, _Copy] = {}
    rows: dict[str, Row] = {}
    for pair in _pairs(group):
        for version in pair:
            if version.document_id not in copies:
                copies[version.document_id] = _copy(connection, version, furniture)
        rows |= _rows(copies[pair[0].document_id], copies[pair[1].document_id], find)
    return rows


def _groups(connection: Connection) -> Iterator[list[_Version]]:
    """Yield the versions of each paper that has several, in order of publication."""
    rows = connection.exec_driver_sql("""
        SELECT d.document_id, d.media_type, d.version_of, d.words_sha256,
          (SELECT sum(redaction_count) FROM pages AS p WHERE p.document_id = d.document_id), u.unit_key
        FROM documents AS d JOIN releases AS r USING (release_id)
        JOIN ledger AS l ON l.document_id = d.document_id AND l.duplicate_of IS NULL
        JOIN units AS u USING (received_path)
        WHERE d.version_of IS NOT NULL ORDER BY d.version_of, r.position, d.source_name, d.document_id""").all()
    for _, held in groupby((_Version(*row) for row in rows), key=lambda version: version.version_of):
        if len(group := list(held)) > 1:
            yield group


def _pairs(group: Sequence[_Version]) -> Iterator[tuple[_Version, _Version]]:
    """Yield which versions of a paper to compare: their words differ, and one of them has a redaction."""
    pairs = combinations(group, 2) if len(group) <= MOST else ((group[0], other) for other in group[1:])
    return (
        (one, other)
        for one, other in pairs
        if one.words_sha256 != other.words_sha256 and (one.redactions or other.redactions)
    )


def _copy(connection: Connection, version: _Version, furniture: Furniture) -> _Copy:
    """Build a document from the store; running heads, which the store does not mark, come from `furniture`."""
    marks: dict[int, list[Redaction]] = {}
    asked = (version.document_id,)
    for row in connection.exec_driver_sql(
        "SELECT page, kind, char_start, char_end, exemption FROM redactions WHERE document_id = ? "
        "ORDER BY page, char_start, redaction_id",
        asked,
    ):
        mark = Redaction(RedactionKind(row.kind), row.char_start, row.char_end, exemption=row.exemption or "")
        marks.setdefault(row.page, []).append(mark)
    texts = connection.exec_driver_sql("SELECT page, text FROM pages WHERE document_id = ? ORDER BY page", asked).all()
    running = furniture(version.unit_key, version.document_id)
    pages = tuple(
        Page(row.page, row.text, furniture=running.get(row.page, ()), redactions=tuple(marks.get(row.page, ())))
        for row in texts
    )
    document = Document(version.document_id, version.media_type, pages)
    return _Copy(document, shingles_of("\n".join(page.text for page in pages)))


def _rows(one: _Copy, other: _Copy, find: Find) -> dict[str, Row]:
    """Return the rows of two papers, by their id.

    What a paper merely lacks counts where the two are alike throughout; of a paper that is bundled with others, all the
    others would be lacking.
    """
    if not are_versions(one.shingles, other.shingles):
        return {}
    is_alike = len(one.shingles & other.shingles) / len(one.shingles | other.shingles) >= ALIKE
    documents = (one.document, other.document)
    rows = (_row(found, documents) for found in find(*documents) if is_alike or found.manner == REDACTED)
    return {row["difference_id"]: row for row in rows}


def _row(found: Found, documents: tuple[Document, Document]) -> Row:
    shown, hiding = documents[found.shown_in], documents[1 - found.shown_in]
    place = (found.page, found.start, found.end)
    return {
        "difference_id": stable_id(shown.document_id, hiding.document_id, "difference", *place),
        "document_id": shown.document_id,
        "page": found.page,
        "char_start": found.start,
        "char_end": found.end,
        "quote": found.text,
        "hidden_in": hiding.document_id,
        "hidden_page": found.hidden_page,
        "manner": str(found.manner),
        "exemption": found.exemption or None,
    }


def _replace(connection: Connection, rows: Mapping[str, Row], settled: Collection[str]) -> None:
    """Make these the rows of all documents but those that are settled; what holds already is not written again."""
    table = schema.redaction_differences
    held = {
        row.difference_id: dict(row._mapping)
        for row in connection.execute(table.select())
        if not (row.document_id in settled and row.hidden_in in settled)
    }
    gone = [(difference_id,) for difference_id, row in held.items() if rows.get(difference_id) != row]
    if gone:
        connection.exec_driver_sql("DELETE FROM redaction_differences WHERE difference_id = ?", gone)
    if new := [row for difference_id, row in rows.items() if held.get(difference_id) != row]:
        connection.execute(insert(table), new)
