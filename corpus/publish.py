"""Publishing: units become rows, within the transaction that `Store.publish` opens.

Differential: only new and changed units are written. What depends on the whole (which copy comes first, which document
nobody holds any more) is settled afterwards over the whole ledger, so the order of processing never shows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus import schema
from corpus.copies import document_groups
from corpus.counting import Told, decision_groups, sequences
from corpus.errors import WorkspaceError
from corpus.rows import (
    Row,
    action_rows,
    amount_rows,
    attendance_rows,
    count_rows,
    decision_rows,
    document_row,
    evidence_rows,
    exemption_rows,
    field_rows,
    hidden_text_rows,
    item_rows,
    ledger_rows,
    legible,
    mention_rows,
    page_rows,
    passage_rows,
    redaction_rows,
)

if TYPE_CHECKING:
    from corpus.store import KnownCode, Unit, Versions

BATCH_ROWS = 20_000
_INDEXED = {"passages": "passage_id", "pages": "page_id"}  # tables with a full-text index, and what numbers their rows


def publish(
    connection: Connection,
    units: Iterable[Unit],
    under: Sequence[str],
    keep: Collection[str],
    versions: Versions,
    codebook: Iterable[KnownCode],
    on_unit: Callable[[Unit], None] | None,
) -> None:
    """Replace what is recorded under the paths; see `Store.publish`."""
    places = [legible(path).rstrip(os.sep) for path in under]
    _remove_units(connection, places, {legible(path) for path in keep})
    _record_versions(connection, versions)
    newcomers = _write_units(connection, units, places, versions, on_unit)
    _order_releases(connection, newcomers)
    _tell_copies_apart(connection)
    _remove_unheld(connection)
    _name_documents(connection)
    _ask_again(connection)
    _link_copies(connection)
    _record_codes(connection, codebook)


def _link_copies(connection: Connection) -> None:
    """Say of every document whose version it is, and of every decision which of its copies counts and where in line."""
    rows = connection.exec_driver_sql(
        "SELECT document_id, words_sha256, minhash FROM documents WHERE words_sha256 IS NOT NULL ORDER BY document_id"
    ).all()

    def text_of(document_id: str) -> str:
        pages = connection.exec_driver_sql(
            "SELECT text FROM pages WHERE document_id = ? ORDER BY page", (document_id,)
        ).scalars()
        return "\n".join(pages)

    hashes = {row.document_id: row.words_sha256 for row in rows}
    versions = document_groups(hashes, {row.document_id: row.minhash for row in rows if row.minhash}, text_of)
    told = [
        Told(*row)
        for row in connection.exec_driver_sql(
            "SELECT c.decision_id, c.document_id, coalesce(d.body, ''), coalesce(c.case_label, ''), "
            "coalesce(c.review_type, ''), c.decision_status, coalesce(c.decision_date, ''), c.is_repeat, "
            "row_number() OVER (ORDER BY r.position, d.source_name, d.document_id, c.page, c.char_start, decision_id), "
            "r.release_id "
            "FROM decisions AS c JOIN documents AS d USING (document_id) JOIN releases AS r USING (release_id) "
            "WHERE c.scope <> 'general'"
        )
    ]
    _change(
        connection,
        "UPDATE documents SET version_of = ?1 WHERE document_id = ?2 AND version_of IS NOT ?1",
        [(name, document_id) for document_id, name in versions.items()],
    )
    groups = decision_groups(told, versions)
    places = sequences(told, groups)
    _change(
        connection,
        "UPDATE decisions SET counted_as = ?1, is_counted = ?2, sequence = ?3 "
        "WHERE decision_id = ?4 AND (counted_as IS NOT ?1 OR is_counted IS NOT ?2 OR sequence IS NOT ?3)",
        [(name, counts, places.get(decision_id), decision_id) for decision_id, (name, counts) in groups.items()],
    )


def _change(connection: Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    """Run a statement for each row; one that leaves a row as it is touches none."""
    if rows:
        connection.exec_driver_sql(statement, rows)


def _remove_units(connection: Connection, places: Sequence[str], keep: Collection[str]) -> None:
    paths = connection.scalars(select(schema.units.c.received_path)).all()
    gone = [path for path in paths if path not in keep and _place_of(path, places) is not None]
    _delete_units(connection, gone)


def _place_of(path: str, places: Sequence[str]) -> int | None:
    """Return which of the places is the path or a folder around it: the first."""
    around = (i for i, place in enumerate(places) if path == place or path.startswith(place + os.sep))
    return next(around, None)


def _delete_units(connection: Connection, paths: Collection[str]) -> None:
    """Delete units with their lines of the ledger. Documents stay until nobody holds them."""
    if paths:
        connection.exec_driver_sql("DELETE FROM units WHERE received_path = ?", [(path,) for path in paths])


def _delete_documents(connection: Connection, document_ids: Collection[str]) -> None:
    """Delete documents with their pages, passages, decisions and mentions."""
    if not document_ids:
        return
    for table, number in _INDEXED.items():
        connection.exec_driver_sql(
            f"INSERT INTO {table}_fts ({table}_fts, rowid, text) SELECT 'delete', {number}, text FROM {table} "  # noqa: S608
            f"WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY {number}",
            (json.dumps(list(document_ids)),),
        )
    connection.exec_driver_sql("DELETE FROM documents WHERE document_id = ?", [(i,) for i in document_ids])


def _index_words(connection: Connection, document_ids: Collection[str]) -> None:
    """Take the passages and pages of new documents into the full-text indexes, in order and at once: so it is fast."""
    for table, number in _INDEXED.items():
        connection.exec_driver_sql(
            f"INSERT INTO {table}_fts (rowid, text) SELECT {number}, text FROM {table} "  # noqa: S608
            f"WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY {number}",
            (json.dumps(list(document_ids)),),
        )


def _record_versions(connection: Connection, versions: Versions) -> None:
    rows = [{"name": f"{name}_version", "value": value} for name, value in asdict(versions).items()]
    connection.execute(delete(schema.meta).where(schema.meta.c.name.in_([row["name"] for row in rows])))
    connection.execute(insert(schema.meta), rows)


def _write_units(
    connection: Connection,
    units: Iterable[Unit],
    places: Sequence[str],
    versions: Versions,
    on_unit: Callable[[Unit], None] | None,
) -> dict[str, int]:
    """Write the units; return the releases not met before, each with the index of the path it was given under."""
    known = set(connection.scalars(select(schema.releases.c.release_id)))
    newcomers: dict[str, int] = {}
    batch = _Batch(connection, versions)
    for unit in units:
        place = _place_of(legible(unit.received_path), places)
        if place is None:
            raise ValueError(f"{unit.received_path} lies under none of the paths that are published")
        release_id = legible(unit.release_id)
        if release_id not in known:
            if release_id not in newcomers:
                batch.add(schema.releases, [{"release_id": release_id, "position": 0}])
            newcomers[release_id] = min(place, newcomers.get(release_id, place))
        batch.add_unit(unit)
        if on_unit:
            on_unit(unit)
    batch.flush()
    return newcomers


class _Batch:
    """Rows gathered until there are enough to write at once, in the order that foreign keys ask for."""

    def __init__(self, connection: Connection, versions: Versions) -> None:
        self._connection = connection
        self._versions = {f"{name}_version": value for name, value in asdict(versions).items()}
        self._written: set[str] = set()  # documents of this publishing: each is written once
        self._rows: dict[Table, list[Row]] = {
            table: []
            for table in (
                schema.releases,
                schema.units,
                schema.ledger,
                schema.documents,
                schema.pages,
                schema.hidden_text,
                schema.redactions,
                schema.exemptions,
                schema.passages,
                schema.items,
                schema.counts,
                schema.attendance,
                schema.actions,
                schema.decisions,
                schema.amounts,
                schema.field_evidence,
                schema.mentions,
                schema.evidence,
            )
        }
        self._size = 0

    def add(self, table: Table, rows: list[Row]) -> None:
        self._rows[table] += rows
        self._size += len(rows)

    def add_unit(self, unit: Unit) -> None:
        path, release_id = legible(unit.received_path), legible(unit.release_id)
        self.add(schema.units, [{"received_path": path, "release_id": release_id, "unit_key": unit.key}])
        self.add(schema.ledger, ledger_rows(unit.release_id, unit.received_path, unit.received))
        self._add_documents(unit)

    def _add_documents(self, unit: Unit) -> None:
        coded = {document.document_id: document for document in unit.coded}
        for received in unit.received:
            document = received.document
            if document is None or document.document_id in self._written:
                continue
            self._written.add(document.document_id)
            found = coded.get(document.document_id)
            row = document_row(received, document, found, unit.release_id)
            self.add(schema.documents, [row | self._versions])
            self.add(schema.pages, page_rows(document))
            self.add(schema.hidden_text, hidden_text_rows(document))
            self.add(schema.redactions, redaction_rows(document))
            self.add(schema.exemptions, exemption_rows(document))
            if found:
                self.add(schema.passages, passage_rows(found))
                self.add(schema.items, item_rows(found))
                self.add(schema.counts, count_rows(found))
                self.add(schema.attendance, attendance_rows(found))
                self.add(schema.actions, action_rows(found))
                self.add(schema.decisions, decision_rows(found))
                self.add(schema.amounts, amount_rows(found))
                self.add(schema.field_evidence, field_rows(found))
                self.add(schema.mentions, mention_rows(found))
                self.add(schema.evidence, evidence_rows(found))
            if self._size >= BATCH_ROWS:
                self.flush()

    def flush(self) -> None:
        _delete_units(self._connection, [row["received_path"] for row in self._rows[schema.units]])
        document_ids = [row["document_id"] for row in self._rows[schema.documents]]
        _delete_documents(self._connection, document_ids)
        for table, rows in self._rows.items():
            if rows:
                self._insert(table, rows)
                rows.clear()
        _index_words(self._connection, document_ids)
        self._size = 0

    def _insert(self, table: Table, rows: list[Row]) -> None:
        try:
            self._connection.execute(insert(table), rows)
        except IntegrityError as error:
            clash = _clash(self._connection, rows) if table is schema.ledger else None
            raise (WorkspaceError(clash) if clash else error) from error


def _clash(connection: Connection, rows: list[Row]) -> str | None:
    """Return, in plain words, which two files on disk claim one name in one release."""
    ours = {row["received_path"] for row in rows}
    seen: dict[str, str] = {}
    for row in rows:
        ledger_id, path = row["ledger_id"], row["received_path"]
        statement = select(schema.ledger.c.received_path).where(schema.ledger.c.ledger_id == ledger_id)
        other = seen.setdefault(ledger_id, path)
        stored = connection.scalar(statement)
        if other == path and stored is not None and stored not in ours:
            other = stored
        if other != path:
            return (
                f"two files go by the name {row['source_name']!r} in the release {row['release_id']!r}: "
                f"{other} and {path}. Rename one of the releases, or give each a workspace of its own."
            )
    return None


def _order_releases(connection: Connection, newcomers: dict[str, int]) -> None:
    """Number the releases from 1: those known before in their order, then new ones as their paths were given."""
    releases, units = schema.releases, schema.units
    connection.execute(delete(releases).where(releases.c.release_id.not_in(select(units.c.release_id))))
    positions = {row.release_id: row.position for row in connection.execute(select(releases))}

    def order(release_id: str) -> tuple[bool, int, str]:
        new = release_id in newcomers
        return new, newcomers[release_id] if new else positions[release_id], release_id

    for position, release_id in enumerate(sorted(positions, key=order), start=1):
        if positions[release_id] != position:
            connection.execute(update(releases).where(releases.c.release_id == release_id).values(position=position))


def _tell_copies_apart(connection: Connection) -> None:
    """The first file that holds a document keeps its outcome; the others become its duplicates."""
    connection.exec_driver_sql("""
        WITH ordered AS (
          SELECT l.ledger_id, d.outcome, first_value(l.ledger_id) OVER (
            PARTITION BY l.document_id ORDER BY r.position, l.source_name, l.ledger_id) AS first_id
          FROM ledger AS l JOIN releases AS r USING (release_id) JOIN documents AS d USING (document_id)
        ), settled AS (
          SELECT ledger_id, CASE ledger_id WHEN first_id THEN outcome ELSE 'duplicate' END AS outcome,
            nullif(first_id, ledger_id) AS duplicate_of
          FROM ordered
        )
        UPDATE ledger SET outcome = settled.outcome, duplicate_of = settled.duplicate_of
        FROM settled WHERE settled.ledger_id = ledger.ledger_id
          AND (ledger.outcome <> settled.outcome OR ledger.duplicate_of IS NOT settled.duplicate_of)""")
    # A file that came as a known copy, with nothing read of it, is one of the first file with the same bytes.
    connection.exec_driver_sql("""
        UPDATE ledger SET duplicate_of = (
          SELECT o.ledger_id FROM ledger AS o JOIN releases AS r USING (release_id)
          WHERE o.sha256 = ledger.sha256 AND o.outcome <> 'duplicate'
          ORDER BY r.position, o.source_name, o.ledger_id LIMIT 1)
        WHERE outcome = 'duplicate' AND document_id IS NULL""")


def _remove_unheld(connection: Connection) -> None:
    """Delete documents that no line of the ledger holds, with all that was found in them."""
    held = select(schema.ledger.c.document_id).where(schema.ledger.c.document_id.is_not(None))
    documents = schema.documents.c.document_id
    _delete_documents(connection, connection.scalars(select(documents).where(documents.not_in(held))).all())


def _name_documents(connection: Connection) -> None:
    """A document goes by the name of the first file that holds it, and counts its copies."""
    connection.exec_driver_sql("""
        WITH held AS (
          SELECT l.document_id, l.release_id, l.source_name,
            (SELECT count(*) FROM ledger AS copy WHERE copy.duplicate_of = l.ledger_id) AS copies
          FROM ledger AS l WHERE l.document_id IS NOT NULL AND l.duplicate_of IS NULL
        )
        UPDATE documents SET release_id = held.release_id, source_name = held.source_name, dup_count = held.copies
        FROM held WHERE held.document_id = documents.document_id
          AND (documents.release_id <> held.release_id OR documents.source_name <> held.source_name
            OR documents.dup_count <> held.copies)""")


def _ask_again(connection: Connection) -> None:
    """A copy whose original has gone holds what nobody has read: its empty key makes the next run read it."""
    connection.exec_driver_sql("""
        UPDATE units SET unit_key = '' WHERE received_path IN (
          SELECT received_path FROM ledger WHERE outcome = 'duplicate' AND duplicate_of IS NULL)""")


def _record_codes(connection: Connection, codebook: Iterable[KnownCode]) -> None:
    """Keep the codebook's codes, and those of earlier codebooks that rows still carry."""
    rows = [
        {"code": known.code, "parent": known.code.split(".")[0], "label": known.label, "definition": known.definition}
        for known in codebook
    ]
    connection.exec_driver_sql("""
        DELETE FROM codes WHERE code NOT IN (SELECT reason_code FROM mentions)
          AND code NOT IN (SELECT reason_code FROM decisions WHERE reason_code IS NOT NULL)""")
    if rows:
        connection.execute(delete(schema.codes).where(schema.codes.c.code.in_([row["code"] for row in rows])))
        connection.execute(insert(schema.codes), rows)
