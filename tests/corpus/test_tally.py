"""Counting by arrays gives what SQL gives on the view, and follows every change of the store."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from corpus import tally
from corpus.query import DATE, Filters, condition, group
from corpus.store import Store, open_store, read_only
from tests.corpus.made_units import new_store, publish, unit

SQL = {
    "month": f"CASE WHEN length({DATE}) >= 7 THEN substr({DATE}, 1, 7) END",
    "year": f"substr({DATE}, 1, 4)",
    "reason": "reason_code",
    "parent": "reason_parent",
    "body": "body",
    "polarity": "polarity",
    "release": "release_id",
    "source": "source_name",
}
FILTERS = [
    Filters(),
    Filters(reasons=("cost", "publicity"), since="2010"),
    Filters(body="bwrdd"),
    Filters(text="budget OR review"),
    Filters(text="absent"),
    Filters(polarities=("asserted",), until="2010-06", release="r"),
    Filters(least_quality=0.5, strict=True),
]


def fill(store: Store) -> None:
    publish(
        store,
        unit("/foi/r/a.txt", "No review because of budget. The press was not a factor.", meeting="2010-08-12"),
        unit(
            "/foi/r/b.txt", "It was money. No review. It fell below the threshold.", meeting="2010-05", body="Bwrdd Môn"
        ),
        unit("/foi/s/c.txt", "No review. No review because of budget and press.", meeting="", written="2009", body=""),
        unit("/foi/s/d.txt", "No review because of money.", "No review because of the press.", meeting=""),
    )


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with new_store(tmp_path / "minuted.sqlite") as store:
        fill(store)
    return tmp_path / "minuted.sqlite"


def by_sql(database: Path, filters: Filters, by: tuple[str, ...]) -> list[tuple[object, ...]]:
    names = ", ".join(SQL[name] for name in by)
    counts = "count(mention_id), count(DISTINCT decision_id), count(DISTINCT document_id)"
    with read_only(database) as connection:
        where, values = condition(connection, filters)
        keys = ", ".join(str(i) for i in range(1, len(by) + 1))
        ordered = f" GROUP BY {keys} ORDER BY {keys}" if by else ""
        statement = f"SELECT {names}{', ' if by else ''}{counts} FROM analysis WHERE {where}{ordered}"
        return connection.execute(statement, values).fetchall()


def records(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("filters", FILTERS, ids=repr)
def test_groups_are_those_of_sql_on_the_view(database: Path, filters: Filters) -> None:
    names = [(), *((name,) for name in SQL), *combinations(SQL, 2), ("month", "reason", "body"), tuple(SQL)]
    for by in names:
        assert records(group(database, filters, by)) == by_sql(database, filters, by), by


def test_numbers_are_closed_up_where_they_would_grow_too_large(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by = ("source", "reason", "month")
    monkeypatch.setattr(tally, "_LARGEST_GROUP", 20)
    assert records(group(database, Filters(), by)) == by_sql(database, Filters(), by)


def test_an_empty_store_has_no_groups_and_totals_of_nought(tmp_path: Path) -> None:
    new_store(tmp_path / "minuted.sqlite").close()
    frame = group(tmp_path / "minuted.sqlite", Filters(), ["month", "reason"])
    assert list(frame.columns) == ["month", "reason", "mentions", "decisions", "documents"]
    assert len(frame) == 0
    assert records(group(tmp_path / "minuted.sqlite", Filters(), [])) == [(0, 0, 0)]


def kept(database: Path) -> Path:
    return database.parent / "cache" / "tally.npz"


def test_the_second_question_takes_what_the_first_kept(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = group(database, Filters(), ["reason"])
    monkeypatch.setattr(tally, "_columns", lambda _: pytest.fail("read anew"))
    pd.testing.assert_frame_equal(group(database, Filters(), ["reason"]), first)
    assert [path.name for path in kept(database).parent.iterdir()] == ["tally.npz"]


def test_a_change_of_the_store_is_in_the_next_answer(database: Path) -> None:
    before = group(database, Filters(), ["reason"])
    with open_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "It was the press."), keep=["/foi/r/b.txt", "/foi/s/c.txt", "/foi/s/d.txt"])
        after = group(database, Filters(), ["reason"])
        assert records(after) != records(before)
        assert records(after) == by_sql(database, Filters(), ("reason",))
    assert records(group(database, Filters(), ["reason"])) == records(after)
    with closing(sqlite3.connect(database)) as connection, connection:  # by another program
        connection.execute("UPDATE mentions SET polarity = 'questioned'")
    assert records(group(database, Filters(), ["polarity"])) == by_sql(database, Filters(), ("polarity",))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not numbers"])
def test_what_was_kept_and_is_damaged_is_made_anew(database: Path, content: bytes) -> None:
    expected = records(group(database, Filters(), ["reason"]))
    kept(database).write_bytes(content)
    assert records(group(database, Filters(), ["reason"])) == expected


def test_a_workspace_where_nothing_can_be_kept_is_answered_all_the_same(database: Path) -> None:
    kept(database).parent.write_text("a file where the folder should be", encoding="utf-8")
    assert records(group(database, Filters(), ["reason"])) == by_sql(database, Filters(), ("reason",))


def test_the_time_and_size_of_the_log_beside_the_store_count_too(database: Path) -> None:
    stamp = tally._stamp(database)
    log = database.with_name("minuted.sqlite-wal")
    log.write_bytes(b"x")
    assert tally._stamp(database) != stamp
    stamp = tally._stamp(database)
    os.utime(log, ns=(1, 1))
    assert tally._stamp(database) != stamp
