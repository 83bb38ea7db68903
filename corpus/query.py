"""Questions to the analysis table: filters, groups, full text and read-only SQL. Answers are pandas frames."""

from __future__ import annotations

import calendar
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
_DATE = "coalesce(meeting_date, document_date)"

_GROUPS = {
    "month": f"CASE WHEN length({_DATE}) >= 7 THEN substr({_DATE}, 1, 7) END",
    "year": f"substr({_DATE}, 1, 4)",
    "reason": "reason_code",
    "parent": "reason_parent",
    "body": "body",
    "status": "decision_status",
    "polarity": "polarity",
    "role": "role",
    "kind": "document_type",
    "release": "release_id",
    "source": "source_name",
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
        where, values = _condition(connection, filters)
        statement = f"SELECT * FROM analysis WHERE {where} ORDER BY {_ORDER} LIMIT ?"  # noqa: S608
        frame = _frame(connection.execute(statement, (*values, _limit(filters))))
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
    for name in by:
        _known("grouping", name, _GROUPS)
    names = list(dict.fromkeys(by))
    columns = "".join(f'{_GROUPS[name]} AS "{name}", ' for name in names)
    keys = ", ".join(f'"{name}"' for name in names)
    with read_only(database) as connection:
        where, values = _condition(connection, filters)
        statement = (
            f"SELECT {columns}count(mention_id) AS mentions, count(DISTINCT decision_id) AS decisions, "  # noqa: S608
            f"count(DISTINCT document_id) AS documents FROM analysis WHERE {where} "
            + (f"GROUP BY {keys} ORDER BY {keys} " if names else "")
            + "LIMIT ?"
        )
        return _frame(connection.execute(statement, (*values, _limit(filters))))


def sql(database: Path, statement: str) -> pd.DataFrame:
    """Return the answer to one SQL statement that reads.

    Raises:
        InvalidQuery: it is not valid, holds several statements, or writes, attaches or changes settings.
        WorkspaceError: as `find`.
    """
    with read_only(database) as connection:
        # The full-text table is set up at its first use, by steps that reading alone does not allow.
        connection.execute("SELECT 1 FROM passages_fts LIMIT 0")
        connection.set_authorizer(_allow_reading)
        try:
            return _frame(connection.execute(statement))
        except (sqlite3.Error, sqlite3.Warning) as error:
            if _kind(error) not in _MISTAKES:
                raise
            connection.set_authorizer(None)
            raise InvalidQuery(_explained(connection, error)) from error


def _condition(connection: sqlite3.Connection, filters: Filters) -> tuple[str, list[str]]:
    """Return the filters as a condition on the analysis table, and the values it asks for."""
    parts: list[tuple[str, list[str]]] = [
        _reasons(connection, filters.reasons),
        _one_of("decision_status", "status", filters.statuses, Status),
        _one_of("role", "role", filters.roles, Role),
        _one_of("polarity", "polarity", filters.polarities, Polarity),
        _between(filters.since, filters.until),
        _words(connection, filters.text),
        _release(connection, filters.release),
        ("page_quality >= CAST(? AS REAL)", [str(filters.least_quality)]) if filters.least_quality else ("", []),
        ("NOT needs_review", []) if filters.strict else ("", []),
        # SQLite's own `lower` knows ASCII only, and the names of bodies in Wales are not.
        ("instr(casefold(body), ?)", [filters.body.casefold()]) if filters.body else ("", []),
    ]
    connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)
    given = [(condition, values) for condition, values in parts if condition]
    return " AND ".join(c for c, _ in given) or "1", [value for _, values in given for value in values]


def _reasons(connection: sqlite3.Connection, reasons: Sequence[str]) -> tuple[str, list[str]]:
    if not reasons:
        return "", []
    stored = connection.execute("""
        SELECT code FROM codes UNION SELECT parent FROM codes UNION SELECT reason_code FROM mentions
        UNION SELECT coalesce(reason_code, 'not_stated') FROM decisions ORDER BY 1""")
    known = [row[0] for row in stored]
    for reason in reasons:
        _known("reason code", reason, known)
    either = " OR ".join("reason_code = ? OR substr(reason_code, 1, length(?) + 1) = ? || '.'" for _ in reasons)
    return f"({either})", [value for reason in reasons for value in (reason,) * 3]


def _one_of(column: str, name: str, values: Sequence[str], allowed: type[StrEnum]) -> tuple[str, list[str]]:
    for value in values:
        _known(name, value, allowed)
    return (f"{column} IN ({', '.join('?' * len(values))})", list(values)) if values else ("", [])


def _release(connection: sqlite3.Connection, release: str) -> tuple[str, list[str]]:
    if not release:
        return "", []
    known = [row[0] for row in connection.execute("SELECT release_id FROM releases ORDER BY position")]
    _known("release", release, known)
    return "release_id = ?", [release]


def _words(connection: sqlite3.Connection, text: str) -> tuple[str, list[str]]:
    """Rows whose evidence shares characters with a passage that the text is found in."""
    if not text:
        return "", []
    try:
        connection.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? LIMIT 1", (text,)).fetchone()
    except sqlite3.OperationalError as error:
        if _kind(error) not in _MISTAKES:
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
    mentions, decisions = found.format(owner="mention_id"), found.format(owner="decision_id")
    return f"(mention_id IN ({mentions}) OR mention_id IS NULL AND decision_id IN ({decisions}))", [text, text]


def _between(since: str, until: str) -> tuple[str, list[str]]:
    """Rows of which some day may lie in the range: `2010-06` sorts before all its days and `2010-06-~` after them."""
    parts, values = [], []
    if since:
        parts.append(f"{_DATE} || '-~' >= ?")
        values.append(_first_day(since))
    if until:
        parts.append(f"{_DATE} <= ?")
        values.append(_last_day(until))
    return " AND ".join(parts), values


_DATE_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _date_parts(date: str) -> tuple[int, int, int]:
    """Return year, month and day of a date, 0 for what it does not give."""
    form = _DATE_FORM.fullmatch(date)
    year, month, day = (int(part or 0) for part in form.groups()) if form else (0, 0, 0)
    given = date.count("-")
    if not year or (given and not 1 <= month <= 12) or (given == 2 and not 1 <= day <= _days(year, month)):
        raise InvalidQuery(f"{date!r} is not a date: give a day (2010-06-10), a month (2010-06) or a year (2010).")
    return year, month, day


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _first_day(date: str) -> str:
    year, month, day = _date_parts(date)
    return f"{year:04}-{month or 1:02}-{day or 1:02}"


def _last_day(date: str) -> str:
    year, month, day = _date_parts(date)
    month = month or 12
    return f"{year:04}-{month:02}-{day or _days(year, month):02}"


def _limit(filters: Filters) -> str:
    if filters.limit is not None and filters.limit < 0:
        raise InvalidQuery(f"the limit is {filters.limit}: give 0 or more.")
    return str(-1 if filters.limit is None else filters.limit)


def _known(what: str, value: str, allowed: Iterable[str]) -> None:
    """Raise `InvalidQuery`, with what was perhaps meant and all there is, unless the value is one of those allowed."""
    names = [str(name) for name in allowed]
    if value in names:
        return
    close = get_close_matches(value, names, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise InvalidQuery(f"there is no {what} {value!r}.{meant} Known: {', '.join(names) or 'none yet'}.")


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


def _kind(error: Exception) -> int:
    """Return SQLite's kind of error: the low byte of its code. What the sqlite3 module raises itself has none."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _explained(connection: sqlite3.Connection, error: Exception) -> str:
    """Return what is wrong with a statement, and the names that there are where it asks for one that is not."""
    message = str(error)
    if _kind(error) in _REFUSED or "not authorized" in message:
        return "only statements that read are allowed here (SELECT, WITH, EXPLAIN): nothing may be written or attached."
    if message.startswith("no such table"):
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        names = [name for (name,) in tables if not name.startswith(("passages_fts_", "alembic"))]
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
