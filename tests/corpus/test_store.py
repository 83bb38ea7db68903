from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from corpus.errors import WorkspaceError
from corpus.records import Outcome
from corpus.store import Unit, open_store, read_only
from tests.corpus.made_units import (
    CODEBOOK,
    VERSIONS,
    coded,
    contents,
    document,
    failed,
    new_store,
    publish,
    received,
    unit,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "minuted.sqlite"


def test_a_missing_store_is_named_with_the_command_that_makes_one(database: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"minuted\.sqlite holds no table yet: `minuted run"):
        open_store(database)
    assert not database.exists()


def test_every_connection_has_wal_foreign_keys_and_patience(database: Path) -> None:
    with open_store(database, create=True) as store, store._reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_store_of_the_newest_schema_opens_without_alembic(database: Path) -> None:
    open_store(database, create=True).close()
    script = f"""
        import sys
        from pathlib import Path
        from corpus.store import Unit, open_store
        open_store(Path({str(database)!r})).close()
        assert "alembic" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", dedent(script)], check=True, cwd=ROOT)


def test_a_newer_schema_is_refused_in_a_sentence(database: Path) -> None:
    open_store(database, create=True).close()
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WorkspaceError, match="written by a newer minuted"):
        open_store(database)
    with pytest.raises(WorkspaceError, match="written by a newer minuted"), read_only(database):
        pass


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "minuted.sqlite"
    file.write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(WorkspaceError, match="not a database"):
        open_store(file, create=True)
    assert file.read_bytes() == b"Dear Sir or Madam, " * 100


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "minuted.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
    before = file.read_bytes()
    with pytest.raises(WorkspaceError, match="not one that minuted made"):
        open_store(file, create=True)
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="the folder cannot be made"):
        open_store(tmp_path / "file" / "w" / "minuted.sqlite", create=True)


def test_making_a_store_is_taken_up_again_after_an_interruption(database: Path) -> None:
    database.touch()
    open_store(database, create=True).close()
    open_store(database).close()


def test_a_path_with_odd_characters_is_opened(tmp_path: Path) -> None:
    database = tmp_path / "50% of é? #1" / "minuted.sqlite"
    with open_store(database, create=True) as store:
        publish(store, unit("/foi/r/a.txt", "No review."))
    with read_only(database) as connection:
        assert connection.execute("SELECT count(*) FROM ledger").fetchone() == (1,)


def test_published_gives_the_key_of_each_unit(database: Path) -> None:
    with new_store(database) as store:
        assert store.published() == {}
        publish(store, unit("/foi/r/a.txt", "One.", key="k1"), unit("/foi/r/b.txt", "Two.", key="k2"))
        assert store.published() == {"/foi/r/a.txt": "k1", "/foi/r/b.txt": "k2"}


def test_received_is_the_sum_of_outcomes(database: Path) -> None:
    read = document("No review because of budget.")
    mixed = replace(
        unit("/foi/r/a.zip", "x"),
        received=(
            failed("a.zip", Outcome.CONTAINER, ""),
            received("a.zip/1.txt", read, parent="a.zip"),
            received("a.zip/2.txt", read, parent="a.zip"),
            failed("a.zip/3.pdf", Outcome.ENCRYPTED, "A password is asked for."),
        ),
        coded=(coded(read),),
    )
    with new_store(database) as store:
        publish(store, mixed, unit("/foi/r/b.txt", "Nothing here.", "Nor here."))
        summary = store.summary()
        assert summary.received == 5 == sum(summary.outcomes.values())
        assert summary.outcomes == {
            Outcome.CODED: 1,
            Outcome.CONTAINER: 1,
            Outcome.DUPLICATE: 1,
            Outcome.ENCRYPTED: 1,
            Outcome.NO_REASON: 1,
        }
        assert (summary.documents, summary.pages, summary.mentions, summary.decisions) == (2, 3, 1, 1)


def test_a_summary_of_paths_counts_what_is_at_or_beneath_them(database: Path) -> None:
    with new_store(database) as store:
        publish(store, *(unit(path, path + ".") for path in ("/foi/r/a", "/foi/r2/b", "/foi/r.zip", "/foi/s/c")))
        assert store.summary(["/foi/r"]).received == 1
        assert store.summary(["/foi/r/"]).received == 1
        assert store.summary(["/foi/r/a", "/foi/s"]).received == 2
        assert store.summary(["/"]).received == 4
        assert store.summary([]).received == 0


def test_summaries_of_two_releases_add_up_though_they_share_a_document(database: Path) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a", "No budget."), unit("/foi/s/b", "No budget."))
        parts = [store.summary(["/foi/r"]), store.summary(["/foi/s"])]
        assert [part.mentions for part in parts] == [1, 0]
        assert store.summary().mentions == 1


def test_the_ledger_lists_failures_with_their_reasons(database: Path) -> None:
    broken = replace(
        unit("/foi/r/a.pdf", "x"), received=(failed("a.pdf", Outcome.CORRUPT, "It is cut short."),), coded=()
    )
    with new_store(database) as store:
        publish(store, broken, unit("/foi/r/b.txt", "Fine."))
        assert [line.source_name for line in store.ledger()] == ["a.pdf", "b.txt"]
        (line,) = store.ledger(outcomes={Outcome.CORRUPT})
        assert (line.source_name, line.reason, line.received_path) == ("a.pdf", "It is cut short.", "/foi/r/a.pdf")
        assert store.ledger(under=["/foi/elsewhere"]) == []


def test_names_and_text_that_no_file_can_hold_are_stored_legibly(database: Path) -> None:
    made = unit("/foi/r/caf\udce9.txt", "No budget \ud800 here.")
    with new_store(database) as store:
        publish(store, made)
        (line,) = store.ledger()
        assert line.source_name == "caf\\udce9.txt"
        assert store.verify() == []
        (stated,) = made.coded[0].mentions
        assert store.mention(stated.mention_id).pages == {1: "No budget \ufffd here."}


def test_readers_see_the_old_state_until_a_publishing_is_complete(database: Path) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "One."))
        seen = []

        def look(_unit: object) -> None:
            with read_only(database) as connection:
                seen.append(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])

        units = [unit("/foi/r/a.txt", "Two."), unit("/foi/r/b.txt", "Three.")]
        store.publish(units, under=["/foi"], keep=(), versions=VERSIONS, codebook=CODEBOOK, on_unit=look)
        assert seen == [1, 1]
        assert store.summary().received == 2


def test_a_stream_that_breaks_leaves_the_old_state(database: Path) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "One budget."), unit("/foi/r/b.txt", "Two."))
        before = contents(database)

        def broken() -> Iterator[Unit]:
            yield unit("/foi/r/a.txt", "Changed.")
            raise OSError("the part cannot be read")

        with pytest.raises(OSError, match="the part cannot be read"):
            store.publish(broken(), under=["/foi"], keep=(), versions=VERSIONS, codebook=CODEBOOK)
        assert contents(database) == before


def test_a_full_disk_is_told_and_leaves_the_old_state(database: Path) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "One budget."))
        before = contents(database)
        many = [unit(f"/foi/r/{i}.txt", f"Case {i}. " + "The panel met. " * 400) for i in range(200)]
        with store._engine.connect() as connection:
            (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()

        from sqlalchemy import event

        @event.listens_for(store._engine, "connect")
        def fill_the_disk(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        with pytest.raises(WorkspaceError, match=r"the disk is full\. What was published before is intact"):
            publish(store, *many)
        assert contents(database) == before
    with open_store(database) as store:  # and with room again it goes through
        publish(store, *many)
        assert store.summary().received == 200
        assert store.verify() == []


def test_a_kill_in_mid_publish_leaves_the_old_state(database: Path) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "One budget."))
        before = contents(database)
    script = f"""
        import os, signal
        from pathlib import Path
        from corpus import publish as publishing
        from corpus.store import Unit, open_store
        from tests.corpus.made_units import CODEBOOK, VERSIONS, unit

        publishing.BATCH_ROWS = 50  # so that some are written when the end comes

        def units():
            for i in range(100):
                yield unit(f"/foi/r/{{i}}.txt", f"Case {{i}} budget. " * 20)
            os.kill(os.getpid(), signal.SIGKILL)

        open_store(Path({str(database)!r})).publish(
            units(), under=["/foi"], keep=(), versions=VERSIONS, codebook=CODEBOOK)
    """
    run = subprocess.run([sys.executable, "-c", dedent(script)], check=False, cwd=ROOT)
    assert run.returncode == -signal.SIGKILL
    assert contents(database) == before
    with open_store(database) as store:
        assert store.verify() == []


def test_a_second_writer_is_told_to_wait(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.store.BUSY_TIMEOUT_MS", 50)
    with new_store(database) as first, open_store(database) as second:
        refused = []

        def meanwhile(_unit: object) -> None:
            def write() -> None:
                with pytest.raises(WorkspaceError, match="another run is writing"):
                    publish(second, unit("/foi/s/b.txt", "Two."))
                refused.append(True)

            thread = threading.Thread(target=write)
            thread.start()
            thread.join()

        units = [unit("/foi/r/a.txt", "One.")]
        first.publish(units, under=["/foi"], keep=(), versions=VERSIONS, codebook=CODEBOOK, on_unit=meanwhile)
        assert refused == [True]
        assert first.summary().received == 1


@pytest.mark.slow
def test_datasette_opens_the_file_as_it_is(database: Path) -> None:
    import asyncio

    from datasette.app import Datasette

    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "No review because of budget."))

    async def ask() -> Any:
        response = await Datasette([str(database)]).client.get("/minuted/analysis.json?_size=1&_shape=array")
        assert response.status_code == 200
        return response.json()[0]

    row = asyncio.run(ask())
    assert (row["reason_code"], row["quote"]) == ("cost.budget_cuts", "No review because of budget.")
