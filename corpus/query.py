"""Questions to the analysis table: filters, groups, full text and read-only SQL. Answers are pandas frames."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.conditions import (
    Condition,
    between,
    body_holds,
    check_known,
    joined,
    let_casefold,
    limit_of,
    of_release,
    one_of,
    reason_in,
)
from corpus.errors import InvalidQuery
from corpus.records import Polarity, Role, Status
from corpus.store import read_only

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows of the analysis table to take: those that every filter given lets through.

    Several values in one filter are alternatives. A code takes those beneath it too: `cost` takes `cost.legal_checks`.
    """

    reasons: tuple[str, ...] = ()
    body: str = ""  # part of the body's name, whatever the case of its letters
    statuses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    polarities: tuple[str, ...] = ()
    since: str = ""  # a day, month or year: 2010-06-10, 2010-06 or 2010
    until: str = ""  # likewise, its whole month or year included
    text: str = ""  # words in SQLite's full-text language, in the passage that the quotation stands in
    release: str = ""
    least_quality: float = 0.0  # of the page, in [0, 1]
    strict: bool = False  # leave out mentions that a person is yet to look at
    limit: int | None = None  # most rows (of `find`) or groups (of `group`) to return


# The date that a row is counted under: that of the meeting, else that of the document; with the precision it has.
DATE = "coalesce(meeting_date, document_date)"

# What rows can be grouped by: a column (`date` is `DATE`), and what is made of it.
_GROUPS = {
    "month": ("date", "CASE WHEN length({}) >= 7 THEN substr({}, 1, 7) END"),
    "year": ("date", "substr({}, 1, 4)"),
    "reason": ("reason_code", "{}"),
    "parent": ("reason_code", "substr({}, 1, instr({} || '.', '.') - 1)"),
    "body": ("body", "{}"),
    "status": ("decision_status", "{}"),
    "polarity": ("polarity", "{}"),
    "role": ("role", "{}"),
    "kind": ("document_type", "{}"),
    "release": ("release_id", "{}"),
    "source": ("source_name", "{}"),
}

_ORDER = "release_id, source_name, page, char_start, reason_code, mention_id, decision_id"


def find(database: Path, filters: Filters) -> pd.DataFrame:
    """Return the rows of the analysis table that the filters let through, in order of release, source and place.

    Dates: a row dated to a month or year is taken where any day of it lies between `since` and `until`; undated rows
    are not.

    Raises:
        InvalidQuery: an unknown code, status, role, polarity, release or date, or text that is no full-text query.
        WorkspaceError: there is no table in the file, or it cannot be read.
    """
    with read_only(database) as connection:
        where, values = condition(connection, filters)
        statement = f"SELECT * FROM analysis WHERE {where} ORDER BY {_ORDER} LIMIT ?"  # noqa: S608
        frame = _frame(connection.execute(statement, (*values, limit_of(filters.limit))))
    return _typed(frame)


def group(database: Path, filters: Filters, by: Sequence[str]) -> pd.DataFrame:
    """Return one row per group: its names in `by`, then how many mentions, decisions and documents it holds.

    A decision or document with several reasons counts in each of its groups, so these columns do not sum to a total.
    Undated rows, or rows dated to the year in a grouping by month, are a group of their own, without a name.

    Raises:
        InvalidQuery: as `find`, or a name in `by` that is not month, year, reason, parent, body, status, polarity,
            role, kind, release or source.
        WorkspaceError: as `find`.
    """
    from corpus.tally import counted, open_tally

    for name in by:
        check_known("grouping", name, _GROUPS)
    limit = limit_of(filters.limit)
    with read_only(database) as connection:
        conditions = _conditions(connection, filters)
        words = _words(connection, filters.text) if filters.text else None
        tally = open_tally(connection, database)
        rows = tally.rows(conditions, words)
        keys = {name: tally.key(*_GROUPS[name]) for name in dict.fromkeys(by)}
    frame = counted(tally, rows, keys)
    return frame if limit < 0 else frame.head(limit)


def sql(database: Path, statement: str) -> pd.DataFrame:
    """Return the answer to one SQL statement that reads.

    Raises:
        InvalidQuery: it is not valid, holds several statements, or writes, attaches or changes settings.
        WorkspaceError: as `find`.
    """
    with read_only(database) as connection:
        # A full-text table is set up at its first use, by steps that reading alone does not allow.
        connection.execute("SELECT 1 FROM passages_fts, pages_fts LIMIT 0")
        connection.set_authorizer(_allow_reading)
        try:
            return _frame(connection.execute(statement))
        except (sqlite3.Error, sqlite3.Warning) as error:
            if not is_mistake(error):
                raise
            connection.set_authorizer(None)
            raise InvalidQuery(_explained(connection, error)) from error


def condition(connection: sqlite3.Connection, filters: Filters) -> tuple[str, list[str]]:
    """Return the filters as a condition on the analysis table, and the values it asks for.

    Raises:
        InvalidQuery: as `find`.
    """
    where, values = joined(_conditions(connection, filters), date=DATE)
    if not filters.text:
        return where, values
    words = _words(connection, filters.text)
    carried = f"(mention_id IN ({words.mentions}) OR mention_id IS NULL AND decision_id IN ({words.decisions}))"
    return f"{where} AND {carried}", [*values, filters.text, filters.text]


def _conditions(connection: sqlite3.Connection, filters: Filters) -> list[Condition]:
    """Return the filters but `text`, each on its column."""
    let_casefold(connection)
    least = str(filters.least_quality)
    return [
        *reason_in(connection, filters.reasons),
        *one_of("decision_status", "status", filters.statuses, Status),
        *one_of("role", "role", filters.roles, Role),
        *one_of("polarity", "polarity", filters.polarities, Polarity),
        *between(filters.since, filters.until),
        *of_release(connection, filters.release),
        *([Condition("page_quality", "{} >= CAST(? AS REAL)", (least,))] if filters.least_quality else []),
        *([Condition("needs_review", "NOT {}")] if filters.strict else []),
        *body_holds(filters.body),
    ]


@dataclass(frozen=True, slots=True)
class Words:
    """Which mentions and decisions have evidence that shares characters with a passage that a text is found in.

    Each is a statement that asks for the text and gives ids.
    """

    text: str
    mentions: str
    decisions: str


def _words(connection: sqlite3.Connection, text: str) -> Words:
    try:
        connection.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? LIMIT 1", (text,)).fetchone()
    except sqlite3.OperationalError as error:
        if not is_mistake(error):
            raise
        raise InvalidQuery(
            f"the text {text!r} is not a full-text search. Put words that hold punctuation, and phrases, in double "
            'quotes ("non-accidental injury"); join words with AND, OR or NOT; end a word with * for its beginnings.'
        ) from error
    found = """
        WITH met AS (
          SELECT p.* FROM passages_fts JOIN passages AS p ON p.passage_id = passages_fts.rowid
          WHERE passages_fts MATCH ?
        ), stretches (document_id, page, char_start, char_end) AS (
          SELECT document_id, page, char_start, char_end FROM met
          UNION ALL
          SELECT document_id, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
          FROM met JOIN json_each(met.continued_on)
        )
        SELECT e.{owner} FROM stretches AS s
        JOIN evidence AS e ON e.document_id = s.document_id AND e.page = s.page
          AND e.char_start < s.char_end AND e.char_end > s.char_start
        WHERE e.{owner} IS NOT NULL"""
    return Words(text, found.format(owner="mention_id"), found.format(owner="decision_id"))


_PRAGMAS = frozenset(  # those that tell, and one that the full-text index asks
    {"table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list", "data_version"}
)
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_REFUSED = frozenset({sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_SCHEMA})
_MISTAKES = _REFUSED | {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}


def _allow_reading(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def is_mistake(error: Exception) -> bool:
    """Say whether an error of SQLite is about the question, not the store. What the sqlite3 module raises itself is."""
    return _kind(error) in _MISTAKES


def _kind(error: Exception) -> int:
    """Return SQLite's kind of error: the low byte of its code."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _explained(connection: sqlite3.Connection, error: Exception) -> str:
    """Return what is wrong with a statement, and the names that there are where it asks for one that is not."""
    message = str(error)
    if _kind(error) in _REFUSED or "not authorized" in message:
        return "only statements that read are allowed here (SELECT, WITH, EXPLAIN): nothing may be written or attached."
    if message.startswith("no such table"):
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        names = [name for (name,) in tables if not name.startswith(("passages_fts_", "pages_fts_", "alembic"))]
        return f"{message}. Tables: {', '.join(names)}."
    if message.startswith("no such column"):
        columns = [row[1] for row in connection.execute("PRAGMA table_info(analysis)")]
        return f"{message}. Columns of analysis: {', '.join(columns)}."
    return f"{message}."


def _frame(cursor: sqlite3.Cursor) -> pd.DataFrame:
    import pandas as pd

    if cursor.description is None:
        raise InvalidQuery("the statement asks for nothing: begin with SELECT.")
    return pd.DataFrame.from_records(cursor.fetchall(), columns=[column[0] for column in cursor.description])


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give each column the type of the schema, so that whole numbers stay whole beside what is absent."""
    from sqlalchemy import Boolean, Float, Integer

    from corpus.schema import analysis

    kinds: dict[type, Any] = {Boolean: "bool", Integer: "Int64", Float: "float64"}
    return frame.astype({column.name: kinds.get(type(column.type), "str") for column in analysis.columns})
