from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import flows.cli  # noqa: F401 - with one command alone, Typer would want no name of it
from analysis.exports.export import FORMATS
from flows.command_line import app
from flows.commands import export_rows
from flows.hidden_names import NamesChoice
from tests.analysis.made_exports import HIDDEN, NAME, make_store


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "w").mkdir()
    make_store(tmp_path / "w")
    return tmp_path / "w"


def run(workspace: Path, *given: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, given), "--workspace", str(workspace)])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_each_format_is_written_and_its_rows_told(form: str, workspace: Path, tmp_path: Path) -> None:
    done = run(workspace, "--to", form, "--out", tmp_path / "out", "--names", "kept")
    assert done.exit_code == 0, done.output
    assert " rows\n" in done.output
    assert "Names are as the documents have them." in done.output
    assert str(tmp_path / "out" / "method.json") in done.output


def test_json_tells_files_rows_and_hashes(workspace: Path, tmp_path: Path) -> None:
    done = run(workspace, "--to", "csv", "--out", tmp_path / "a.csv", "--names", "kept", "--json")
    told = json.loads(done.output)
    assert told["format"] == "csv"
    (file,) = told["files"]
    assert (file["file"], file["rows"]) == (str(tmp_path / "a.csv"), len(rows(tmp_path / "a.csv")))
    assert len(file["sha256"]) == 64


def test_names_are_replaced_unless_kept(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        export_rows, "hide_of", lambda _, names: HIDDEN if names is NamesChoice.REPLACED else pytest.fail("kept")
    )
    assert run(workspace, "--to", "csv", "--out", tmp_path / "a.csv").exit_code == 0
    assert NAME not in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert {row["case_label"] for row in rows(tmp_path / "a.csv")} == {"CASE-0006", ""}  # "": no decision


def test_filters_are_those_of_query(workspace: Path, tmp_path: Path) -> None:
    done = run(
        workspace, "--to", "csv", "--out", tmp_path / "a.csv", "--names", "kept", "--reason", "cost", "--body", "B"
    )
    assert done.exit_code == 0, done.output
    assert {row["reason_code"] for row in rows(tmp_path / "a.csv")} <= {"cost", "cost.budget_cuts"}
    assert len(rows(tmp_path / "a.csv")) > 0


def test_what_an_export_wrote_the_next_may_write_over_and_nothing_else(workspace: Path, tmp_path: Path) -> None:
    given = ("--to", "csv", "--out", tmp_path / "a.csv", "--names", "kept")
    assert run(workspace, *given).exit_code == 0
    assert run(workspace, *given, "--reason", "cost").exit_code == 0  # as it was left
    (tmp_path / "a.csv").write_text("my own remarks", encoding="utf-8")
    refused = run(workspace, *given)
    assert (refused.exit_code, (tmp_path / "a.csv").read_text(encoding="utf-8")) == (2, "my own remarks")
    assert "--force" in refused.stderr
    assert run(workspace, *given, "--force").exit_code == 0
    assert "reason_code" in rows(tmp_path / "a.csv")[0]


def test_the_log_of_exports_tells_what_left_and_no_words(workspace: Path, tmp_path: Path) -> None:
    run(workspace, "--to", "jsonl", "--out", tmp_path / "out", "--names", "kept")
    lines = (workspace / "log" / "exports.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    assert {entry["format"] for entry in entries} == {"jsonl"}
    assert {Path(entry["file"]).name for entry in entries} == {path.name for path in (tmp_path / "out").iterdir()}
    assert all(entry["names"] == "kept" and entry["at"].endswith("+00:00") for entry in entries)


def test_a_log_with_a_line_cut_off_is_read_all_the_same(workspace: Path, tmp_path: Path) -> None:
    given = ("--to", "csv", "--out", tmp_path / "a.csv", "--names", "kept")
    run(workspace, *given)
    with (workspace / "log" / "exports.jsonl").open("a", encoding="utf-8") as log:
        log.write('{"at": "20')
    assert run(workspace, *given).exit_code == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--to", "excel", "--out", "x"), "there is no format 'excel'. Give one of: csv, xlsx"),
        (("--to", "csv", "--out", "x.xlsx", "--names", "kept"), "name a file *.csv, or a folder"),
        (("--to", "csv", "--out", "x", "--names", "kept", "--table", "pages"), "there is no table 'pages'"),
        (("--to", "csv", "--out", "x", "--names", "kept", "--reason", "costs"), "Did you mean cost?"),
        (("--to", "csv", "--out", "x", "--names", "kept", "--from", "soon"), "is not a date"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(
    given: tuple[str, ...], says: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(workspace, *given)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (tmp_path / "x.xlsx").exists()


def test_no_table_yet_is_told(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "--to", "csv", "--out", tmp_path / "x", "--names", "kept")
    assert done.exit_code == 2
    assert "there is no table" in done.stderr


def test_help_names_every_format_and_an_example() -> None:
    told = " ".join(CliRunner().invoke(app, ["export", "--help"]).output.split())
    assert all(form.name in told for form in FORMATS)
    assert "Example: minuted export --to xlsx" in told
