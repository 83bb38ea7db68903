"""The sample release, run by the real command: what it reports, what it leaves, and that a second run does nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.command_line import all_rows, minuted, rows, table_bytes
from tests.conftest import SampleRun

pytestmark = pytest.mark.slow


def test_everything_was_read_and_the_exit_code_says_so(sample_run: SampleRun) -> None:
    assert (sample_run.exit_code, sample_run.report["unread"]) == (0, [])


def test_what_was_received_is_the_sum_of_what_became_of_it(sample_run: SampleRun) -> None:
    report = sample_run.report
    on_disk = len(list(sample_run.release.iterdir()))
    inside = 2 + 1  # two papers in the archive, one attachment of the e-mail
    assert report["received"] == sum(report["outcomes"].values()) == on_disk + inside
    assert report["outcomes"]["duplicate"] == 1  # the archive holds the sub-group's minutes a second time


def test_the_report_has_what_scripts_need(sample_run: SampleRun) -> None:
    report = sample_run.report
    counts = {"received", "documents", "pages", "mentions", "needs_review", "decisions"}
    assert report.keys() == counts | {
        *("outcomes", "unread", "hidden_text", "seconds", "workspace"),
        *("ocr_pages", "redactions", "low_quality_pages"),
    }
    assert all(isinstance(report[name], int) and report[name] > 0 for name in counts)
    assert Path(report["workspace"]) == sample_run.workspace
    stages = {"listing", "starting", "reading_and_coding", "publishing", "table", "total"}
    assert report["seconds"].keys() >= stages


def test_the_report_agrees_with_the_database(sample_run: SampleRun) -> None:
    def count(what: str) -> int:
        return int(rows(sample_run.workspace, f"SELECT count(*) AS n FROM {what}")[0]["n"])

    report = sample_run.report
    assert {name: report[name] for name in ("documents", "pages", "mentions", "decisions")} == {
        name: count(name) for name in ("documents", "pages", "mentions", "decisions")
    }
    assert report["received"] == count("ledger")


def test_with_json_nothing_but_one_object_is_printed(sample_run: SampleRun) -> None:
    assert sample_run.errors == ""


def test_every_quotation_stands_on_its_page_at_its_characters(sample_run: SampleRun) -> None:
    pages = {
        (row["document_id"], row["page"]): row["text"]
        for row in rows(sample_run.workspace, "SELECT document_id, page, text FROM pages")
    }
    evidence = rows(sample_run.workspace, "SELECT * FROM evidence")
    for row in evidence:
        text = pages[row["document_id"], row["page"]]
        assert text[row["char_start"] : row["char_end"]] == row["quotation"] != ""
    quoted = {row["mention_id"] for row in evidence}
    mentions = rows(sample_run.workspace, "SELECT * FROM mentions")
    assert mentions and {row["mention_id"] for row in mentions} <= quoted
    for row in mentions:
        assert pages[row["document_id"], row["page"]][row["char_start"] : row["char_end"]] == row["quote"]


def test_the_hidden_column_is_counted_and_reaches_no_file_of_the_workspace(sample_run: SampleRun) -> None:
    from corpus.make_sample_release.notifications import CANARY

    names = {found["source_name"] for found in sample_run.report["hidden_text"]}
    assert "08_northshire_register_of_notifications.xlsx" in names
    payloads = _unpacked(sample_run.workspace)
    assert len(payloads) > 5
    assert not [name for name, content in payloads.items() if CANARY.encode() in content]


def _unpacked(workspace: Path) -> dict[str, bytes]:
    """Return every file of a workspace, Parquet without its compression."""
    import pyarrow.parquet as pq

    found = {}
    for path in workspace.rglob("*"):
        if path.suffix == ".parquet":
            found[str(path)] = repr(pq.ParquetFile(path).read().to_pylist()).encode()
        elif path.is_file():
            found[str(path)] = path.read_bytes()
    return found


def test_a_second_run_reads_nothing_starts_no_server_and_leaves_the_same_table(
    sample_run: SampleRun, tmp_path: Path
) -> None:
    workspace = tmp_path / "again"
    shutil.copytree(sample_run.workspace, workspace)
    tables, database = table_bytes(workspace), all_rows(workspace)
    parts = _files(workspace / "parts")
    # A Prefect that cannot be imported is not missed.
    broken = tmp_path / "broken" / "prefect"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('a second run needs no Prefect')")
    places = os.pathsep.join(filter(None, [str(broken.parent), os.environ.get("PYTHONPATH")]))
    found = minuted("run", sample_run.release, "--workspace", workspace, "--json", env={"PYTHONPATH": places})
    assert found.returncode == 0, found.stderr
    report = json.loads(found.stdout)
    assert "starting" not in report["seconds"] and "reading_and_coding" not in report["seconds"]
    assert _files(workspace / "parts") == parts
    assert (table_bytes(workspace), all_rows(workspace)) == (tables, database)
    kept = ("received", "outcomes", "documents", "pages", "mentions", "decisions", "hidden_text", "unread")
    assert {name: report[name] for name in kept} == {name: sample_run.report[name] for name in kept}


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*")}


def test_the_run_went_through_prefect_and_prefect_did_not_speak(sample_run: SampleRun, minuted_state: Path) -> None:
    flows = rows_of_prefect(minuted_state)
    assert ("minuted run", "COMPLETED") in flows
    assert "prefect" not in sample_run.errors.lower()


def rows_of_prefect(state: Path) -> set[tuple[str, str]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(state / "prefect" / "prefect.db")) as connection:
        return set(
            connection.execute("SELECT f.name, r.state_type FROM flow_run AS r JOIN flow AS f ON f.id = r.flow_id")
        )


def test_verify_agrees(sample_run: SampleRun) -> None:
    found = minuted("verify", "--workspace", sample_run.workspace)
    assert found.returncode == 0
    assert f"{sample_run.report['mentions']} mentions" in found.stdout


def test_verify_finds_a_quotation_that_was_tampered_with(sample_run: SampleRun, tmp_path: Path) -> None:
    workspace = tmp_path / "tampered"
    shutil.copytree(sample_run.workspace, workspace)
    import sqlite3

    with sqlite3.connect(workspace / "minuted.sqlite") as connection:
        changed = connection.execute(
            "UPDATE evidence SET quotation = quotation || '!' WHERE mention_id IS NOT NULL AND position = 1 "
            "AND evidence_id = (SELECT min(evidence_id) FROM evidence WHERE mention_id IS NOT NULL AND position = 1) "
            "RETURNING mention_id"
        ).fetchall()
    connection.close()
    found = minuted("verify", "--workspace", workspace)
    assert found.returncode == 1
    assert changed[0][0] in found.stdout and "do not hold" in found.stderr


def test_without_json_a_person_reads_the_sum_and_where_the_table_lies(sample_run: SampleRun, tmp_path: Path) -> None:
    workspace = tmp_path / "spoken"
    shutil.copytree(sample_run.workspace, workspace)
    found = minuted("run", sample_run.release, "--workspace", workspace)
    assert found.returncode == 0
    assert f"{sample_run.report['received']} received =" in found.stdout
    assert str(workspace / "table") in found.stdout and "nothing new" in found.stdout
