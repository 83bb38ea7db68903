"""What questions to the store are narrowed by: each condition in SQL on one column, with the values it asks for."""

from __future__ import annotations

import calendar
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from corpus.errors import InvalidQuery


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a column (or what is made of columns): `sql` with `{}` in its place, and the values for `?`."""

    column: str
    sql: str
    values: tuple[str, ...] = ()


def joined(conditions: Iterable[Condition], **columns: str) -> tuple[str, list[str]]:
    """Return conditions as one for a WHERE clause, with its values; `columns` gives what a column is called there."""
    given = list(conditions)
    clauses = [each.sql.replace("{}", columns.get(each.column, each.column)) for each in given]
    return " AND ".join(clauses) or "1", [value for each in given for value in each.values]


def let_casefold(connection: sqlite3.Connection) -> None:
    """Teach a connection `casefold`: SQLite's own `lower` knows ASCII only, unlike the names of bodies in Wales."""
    connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)


def body_holds(part: str) -> list[Condition]:
    """Rows whose body's name holds these letters, in whatever case; on a connection that was taught `casefold`."""
    return [Condition("body", "instr(casefold({}), ?)", (part.casefold(),))] if part else []


def reason_in(connection: sqlite3.Connection, reasons: Sequence[str]) -> list[Condition]:
    """Rows with one of these reason codes, or a code beneath one: `cost` takes `cost.legal_checks`.

    Raises:
        InvalidQuery: neither the codebook nor any row has such a code.
    """
    if not reasons:
        return []
    stored = connection.execute("""
        WITH RECURSIVE held (code) AS (  -- each code of a mention, by one step in the index, not by all mentions
          SELECT min(reason_code) FROM mentions
          UNION ALL
          SELECT (SELECT min(reason_code) FROM mentions WHERE reason_code > held.code) FROM held WHERE code IS NOT NULL
        )
        SELECT code FROM codes UNION SELECT parent FROM codes UNION SELECT 'not_stated'
        UNION SELECT code FROM held WHERE code IS NOT NULL ORDER BY 1""")
    known = [row[0] for row in stored]
    for reason in reasons:
        check_known("reason code", reason, known)
    beneath = tuple(code for code in known for reason in reasons if code == reason or code.startswith(f"{reason}."))
    return [Condition("reason_code", f"{{}} IN ({', '.join('?' * len(beneath))})", beneath)]


def one_of(column: str, noun: str, values: Sequence[str], allowed: type[StrEnum]) -> list[Condition]:
    """Rows with one of these values of a closed set.

    Raises:
        InvalidQuery: the set has no such value.
    """
    for value in values:
        check_known(noun, value, allowed)
    return [Condition(column, f"{{}} IN ({', '.join('?' * len(values))})", tuple(values))] if values else []


def of_release(connection: sqlite3.Connection, release: str) -> list[Condition]:
    """Rows of one release.

    Raises:
        InvalidQuery: there is none of that name.
    """
    if not release:
        return []
    known = [row[0] for row in connection.execute("SELECT release_id FROM releases ORDER BY position")]
    check_known("release", release, known)
    return [Condition("release_id", "{} = ?", (release,))]


def between(since: str, until: str) -> list[Condition]:
    """Rows dated so that some day of theirs may lie in the range; undated rows are not.

    `2010-06` sorts before all its days and `2010-06-~` after them.

    Raises:
        InvalidQuery: one is no date.
    """
    found = [Condition("date", "{} || '-~' >= ?", (_first_day(since),))] if since else []
    return found + ([Condition("date", "{} <= ?", (_last_day(until),))] if until else [])


def check_known(what: str, value: str, allowed: Iterable[str]) -> None:
    """Raise `InvalidQuery`, with what was perhaps meant and all there is, unless the value is one of those allowed."""
    names = [str(name) for name in allowed]
    if value in names:
        return
    close = get_close_matches(value, names, n=1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise InvalidQuery(f"there is no {what} {value!r}.{meant} Known: {', '.join(names) or 'none yet'}.")


def limit_of(limit: int | None) -> int:
    """Return a limit as SQLite has it: -1 for none.

    Raises:
        InvalidQuery: it is below 0.
    """
    if limit is not None and limit < 0:
        raise InvalidQuery(f"the limit is {limit}: give 0 or more.")
    return -1 if limit is None else limit


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
