from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from corpus import migrations
from corpus.schema import analysis, metadata
from corpus.store import open_store, read_only
from tests.corpus.made_units import new_store, publish, unit


def ddl(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: " ".join(sql.split()) for name, sql in rows if name != "alembic_version"}


def test_migrating_an_empty_file_gives_the_schema_that_the_dictionary_is_printed_from(tmp_path: Path) -> None:
    declared = tmp_path / "declared.sqlite"
    engine = create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()

    migrated = tmp_path / "migrated.sqlite"
    open_store(migrated, create=True).close()

    with sqlite3.connect(declared) as one, sqlite3.connect(migrated) as other:
        assert ddl(other) == ddl(one)


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
