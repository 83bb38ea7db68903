from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from corpus import migrations
from corpus.schema import analysis, metadata
from corpus.store import open_store, read_only
from tests.corpus.made_units import new_store, publish, unit


def structure(connection: sqlite3.Connection) -> dict[str, object]:
    """What a database is made of: each table's columns, keys and indexes, each view and full-text table as written."""
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if name == "alembic_version":
            continue
        if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
            columns = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
            found[name] = [(*column[:4], str(column[4]).strip("'"), column[5]) for column in columns]
            keys = connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            found[f"{name}: keys"] = sorted(key[2:] for key in keys)
            found[f"{name}: deferred"] = sql.count("DEFERRED")
        else:
            found[name] = " ".join(sql.split())
    return found


def test_migrating_an_empty_file_gives_the_schema_that_the_dictionary_is_printed_from(tmp_path: Path) -> None:
    declared = tmp_path / "declared.sqlite"
    engine = create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()

    migrated = tmp_path / "migrated.sqlite"
    open_store(migrated, create=True).close()

    with sqlite3.connect(declared) as one, sqlite3.connect(migrated) as other:
        assert structure(other) == structure(one)


def upgrade_to(step: str, database: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)
        connection.exec_driver_sql(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    engine.dispose()


def test_a_store_of_the_first_schema_keeps_its_rows(tmp_path: Path) -> None:
    database = tmp_path / "minuted.sqlite"
    upgrade_to("0001", database)
    with sqlite3.connect(database) as connection:
        connection.executescript("""
            INSERT INTO documents VALUES ('d', 'r', 'a.pdf', 'application/pdf', 'coded', 'minutes', NULL, NULL, NULL,
              'unknown', NULL, 'unknown', 0, 'x', 'c', 'm');
            INSERT INTO pages VALUES ('d', 1, 'No money.', 'native', 595, 842, 7, 'hidden_row', '[[1, 2, 3, 4]]');
            INSERT INTO pages VALUES ('d', 2, 'No more.', 'native', 595, 842, 5, 'comment,white', NULL);
            INSERT INTO passages VALUES (1, 'd', 1, 0, 9, NULL, 'No money.');
            INSERT INTO mentions VALUES ('m', 'd', NULL, 'cost', 'unknown', 'asserted', 'unknown', 'actual', 'unknown',
              'unknown', 'direct', NULL, 1, 0, 9, 'No money.', 0.5, 'cue', NULL);
            INSERT INTO evidence VALUES ('e', 'd', 'm', NULL, 1, 1, 0, 9, 'No money.', NULL);
            INSERT INTO releases VALUES ('r', 1);
            INSERT INTO units VALUES ('/r/a.pdf', 'r', 'k');
            INSERT INTO ledger VALUES ('l', 'r', 'a.pdf', NULL, '/r/a.pdf', 's', 1, 't', 'coded', NULL, 'd', NULL);""")
    with open_store(database) as store:
        assert store.verify() == []
    with read_only(database) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("documents", "pages", "passages", "mentions", "evidence", "ledger")
        }
        hidden = connection.execute("SELECT page, mechanism, characters, boxes FROM hidden_text ORDER BY page")
        assert counts == {"documents": 1, "pages": 2, "passages": 1, "mentions": 1, "evidence": 1, "ledger": 1}
        assert hidden.fetchall() == [(1, "hidden_row", 7, "[[1, 2, 3, 4]]"), (2, "other", 5, None)]
        asked = "quote, page_quality, ocr_confidence, redaction_nearby, needs_review, hidden_text_detected"
        assert connection.execute(f"SELECT {asked} FROM analysis").fetchall() == [("No money.", 1.0, None, 0, 0, 1)]


def test_the_view_has_the_columns_of_the_dictionary_in_their_order(tmp_path: Path) -> None:
    database = tmp_path / "minuted.sqlite"
    new_store(database).close()
    with read_only(database) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(analysis)")]
    assert columns == [column.name for column in analysis.columns]


def test_every_table_and_column_says_what_it_means() -> None:
    for table in (analysis, *metadata.tables.values()):
        assert table.comment, table.name
        for column in table.columns:
            assert column.comment, f"{table.name}.{column.name}"
            assert column.comment.endswith("."), f"{table.name}.{column.name}"


def test_one_name_means_one_type_in_every_table() -> None:
    kinds: dict[str, set[str]] = {}
    for table in (analysis, *metadata.tables.values()):
        for column in table.columns:
            kinds.setdefault(column.name, set()).add(str(column.type))
    assert {name: kind for name, kind in kinds.items() if len(kind) > 1} == {}


def test_head_is_the_newest_step_and_there_is_one_line_of_steps() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


@pytest.mark.parametrize(
    ("meeting", "written", "period"),
    [
        ("2010-06-09", "", "pre"),
        ("2010-06-10", "", "post"),
        ("2010-06", "", "straddles"),
        ("2010-05", "", "pre"),
        ("2010-07", "", "post"),
        ("2010", "", "straddles"),
        ("2009", "", "pre"),
        ("2011", "", "post"),
        ("", "2009-01-01", "pre"),  # the document's own date where it records no meeting
        ("2010-08-12", "2009-01-01", "post"),
        ("", "", "unknown"),
    ],
)
def test_policy_period_says_no_more_than_the_date_tells(
    tmp_path: Path, meeting: str, written: str, period: str
) -> None:
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "No review because of budget.", meeting=meeting, written=written))
    with read_only(database) as connection:
        assert connection.execute("SELECT DISTINCT policy_period FROM analysis").fetchall() == [(period,)]


def test_pages_of_an_older_store_are_numbered_and_found(tmp_path: Path) -> None:
    from corpus.search import search

    older, newer = tmp_path / "older.sqlite", tmp_path / "newer.sqlite"
    with new_store(newer) as store:
        publish(store, unit("/foi/r/a.txt", "No review because of budget.", "Nor of money."))
    upgrade_to("0005", older)
    with sqlite3.connect(older) as connection:
        connection.execute(f"ATTACH DATABASE '{newer}' AS newer")
        for table in metadata.tables:
            held = connection.execute(f"PRAGMA main.table_info({table})").fetchall()
            names = ", ".join(f'"{column[1]}"' for column in held)
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM newer.{table}")
    assert [hit.page for hit in search(older, "money").hits] == [2]
    with sqlite3.connect(older) as one, sqlite3.connect(newer) as other:
        numbered = "SELECT document_id, page, page_id FROM pages ORDER BY 1, 2"
        assert one.execute(numbered).fetchall() == other.execute(numbered).fetchall()
        quoted = "SELECT mention_id, quote FROM analysis ORDER BY 1"
        assert one.execute(quoted).fetchall() == other.execute(quoted).fetchall()
    with open_store(older) as store:
        assert store.verify() == []
