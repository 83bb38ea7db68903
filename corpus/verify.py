"""Checks that anybody can run on a store: every quotation is on its page, and every file received is accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from corpus.store import Problem

if TYPE_CHECKING:
    from sqlalchemy import Connection


def problems(connection: Connection) -> Iterator[Problem]:
    """Yield what does not hold in the store, most general first; nothing where all is well."""
    yield from _damage(connection)
    yield from _dangling(connection)
    yield from _misquoted(connection)
    yield from _misjoined(connection)
    yield from _misplaced(connection)
    yield from _miscounted(connection)
    yield from _unsupported(connection)
    yield from _unaccounted(connection)


def _damage(connection: Connection) -> Iterator[Problem]:
    for (message,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if message != "ok":
            yield Problem("database", message)


def _dangling(connection: Connection) -> Iterator[Problem]:
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Problem(f"{table}, row {row}", f"refers to a row of {parent} that is not there")


def _misquoted(connection: Connection) -> Iterator[Problem]:
    """Compare in Python: SQLite's `substr` stops at a NUL character, Python counts as `Evidence` does."""
    rows = connection.exec_driver_sql("""
        WITH quoted AS (
          SELECT document_id, page, coalesce('mention ' || mention_id, 'decision ' || decision_id) AS owner,
            char_start, char_end, quotation
          FROM evidence
          UNION ALL
          SELECT document_id, page, 'field ' || field || coalesce(' of decision ' || decision_id, ''),
            char_start, char_end, quotation
          FROM field_evidence
          UNION ALL
          SELECT document_id, page, 'difference ' || difference_id, char_start, char_end, quote
          FROM redaction_differences
        )
        SELECT q.document_id, q.page, p.text, q.owner, q.char_start, q.char_end, q.quotation
        FROM quoted AS q JOIN pages AS p ON p.document_id = q.document_id AND p.page = q.page
        ORDER BY q.document_id, q.page""")
    for (document_id, page, text), quoted in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        for *_, owner, start, end, quotation in quoted:
            if text[start:end] != quotation or not quotation:
                where = f"{owner}, document {document_id}, page {page}"
                yield Problem(where, f"the page does not say {quotation!r} at characters {start} to {end}")


def _misjoined(connection: Connection) -> Iterator[Problem]:
    """A passage over the end of a page joins its stretches: the same letters, but for spaces and hyphens."""
    rows = connection.exec_driver_sql("SELECT * FROM passages WHERE continued_on IS NOT NULL ORDER BY passage_id").all()
    for row in rows:
        stretches = [[row.page, row.char_start, row.char_end], *json.loads(row.continued_on)]
        joined = "".join(_page_text(connection, row.document_id, page)[start:end] for page, start, end in stretches)
        if _letters(joined) != _letters(row.text):
            where = f"passage {row.passage_id}, document {row.document_id}, page {row.page}"
            yield Problem(where, "it is not what stands at its places, joined")


def _page_text(connection: Connection, document_id: str, page: int) -> str:
    asked = "SELECT text FROM pages WHERE document_id = ? AND page = ?"
    return connection.exec_driver_sql(asked, (document_id, page)).scalar() or ""


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _misplaced(connection: Connection) -> Iterator[Problem]:
    """Compare in Python, as `_misquoted` does."""
    rows = connection.exec_driver_sql("""
        SELECT what, document_id, page, char_start, char_end, text FROM (
          SELECT 'redaction ' || redaction_id AS what, document_id, page, char_start, char_end FROM redactions
          UNION ALL
          SELECT 'exemption ' || exemption_id, document_id, page, char_start, char_end FROM exemptions
        ) JOIN pages USING (document_id, page) ORDER BY document_id, page, what""")
    for what, document_id, page, start, end, text in rows:
        if not 0 <= start <= end <= len(text):
            yield Problem(f"{what}, document {document_id}, page {page}", "lies outside the text of its page")


_OF_PAGE = "document_id = p.document_id AND page = p.page"
_MISCOUNTED = {
    "has another number of hidden characters than its rows of hidden_text": f"""
        SELECT 'document ' || document_id || ', page ' || page FROM pages AS p
        WHERE hidden_characters <> (SELECT coalesce(sum(characters), 0) FROM hidden_text WHERE {_OF_PAGE})""",  # noqa: S608
    "has another number of redactions than its rows of redactions": f"""
        SELECT 'document ' || document_id || ', page ' || page FROM pages AS p
        WHERE redaction_count <> (SELECT count(*) FROM redactions WHERE {_OF_PAGE})""",  # noqa: S608
}


def _miscounted(connection: Connection) -> Iterator[Problem]:
    yield from _listed(connection, _MISCOUNTED)


_UNSUPPORTED = {
    "has no quotation": """
        SELECT 'mention ' || mention_id FROM mentions AS m
        WHERE NOT EXISTS (SELECT 1 FROM evidence AS e WHERE e.mention_id = m.mention_id)""",
    "differs from its first quotation": """
        SELECT 'mention ' || m.mention_id FROM mentions AS m JOIN evidence AS e USING (mention_id)
        WHERE e.position = 1 AND (m.page, m.char_start, m.char_end, m.quote)
          IS NOT (e.page, e.char_start, e.char_end, e.quotation)""",
}

_UNACCOUNTED = {
    "was read but never coded": "SELECT release_id || ': ' || source_name FROM ledger WHERE outcome = 'read'",
    "is a copy of a file that is no longer here: run it again": """
        SELECT release_id || ': ' || source_name FROM ledger WHERE outcome = 'duplicate' AND duplicate_of IS NULL""",
    "is a copy of a copy": """
        SELECT l.release_id || ': ' || l.source_name FROM ledger AS l JOIN ledger AS o ON o.ledger_id = l.duplicate_of
        WHERE o.outcome = 'duplicate'""",
    "has another outcome than its document": """
        SELECT l.release_id || ': ' || l.source_name FROM ledger AS l JOIN documents AS d USING (document_id)
        WHERE l.outcome <> 'duplicate' AND l.outcome <> d.outcome""",
    "is coded without a mention, or has mentions and is not coded": """
        SELECT 'document ' || document_id FROM documents AS d WHERE (d.outcome = 'coded')
          <> EXISTS (SELECT 1 FROM mentions AS m WHERE m.document_id = d.document_id)""",
    "is held by none or several first files": """
        SELECT 'document ' || d.document_id FROM documents AS d WHERE 1 <> (
          SELECT count(*) FROM ledger AS l WHERE l.document_id = d.document_id AND l.outcome <> 'duplicate')""",
}


def _unsupported(connection: Connection) -> Iterator[Problem]:
    yield from _listed(connection, _UNSUPPORTED)


def _unaccounted(connection: Connection) -> Iterator[Problem]:
    """Every line of the ledger has one outcome, so received is the sum of outcomes once each of these is empty."""
    yield from _listed(connection, _UNACCOUNTED)


def _listed(connection: Connection, checks: dict[str, str]) -> Iterator[Problem]:
    for what, statement in checks.items():
        for (where,) in connection.exec_driver_sql(statement):
            yield Problem(where, what)
