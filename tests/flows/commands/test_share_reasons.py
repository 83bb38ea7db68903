import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import flows.commands.share_reasons
from flows.command_line import app
from tests.conftest import SampleRun

assert flows.commands.share_reasons

RUNNER = CliRunner()


def told(*words: object, code: int = 0) -> str:
    result = RUNNER.invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output if code == 0 else result.stderr


def test_shares_of_the_sample_release(sample_run: SampleRun) -> None:
    text = told("shares", "--workspace", sample_run.workspace)
    assert "Association only" in text
    assert "not_stated" in text
    assert "redacted" in text
    assert "nan" not in text.lower()


def test_shares_for_scripts_resolve_to_decisions(sample_run: SampleRun, tmp_path: Path) -> None:
    out = tmp_path / "shares.csv"
    answer = json.loads(told("shares", "-w", sample_run.workspace, "--by", "year", "--json"))
    told("shares", "-w", sample_run.workspace, "--by", "year", "--out", out)
    overall = [row for row in answer["rows"] if row["group"] == "all" and row["version"] == "strict"]
    outcomes = sum(row["count"] for row in overall if row["is_outcome"])
    assert outcomes == answer["decisions"] == overall[0]["decisions"]
    figures = {figure["name"]: figure for figure in answer["figures"]}
    for row in overall:
        assert len(figures[f"shares.strict.{row['code']}"]["rows"]) == row["count"]
    with out.open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(answer["rows"])


def test_a_share_given_is_corrected_without_a_table() -> None:
    words = ("shares", "--flagged", "300/1000", "--sensitivity", "80/100", "--specificity", "190/200")
    assert "Corrected: 0.3333 (95 %: 0.2765 to 0.3951)" in told(*words)
    assert json.loads(told(*words, "--json"))["value"] == pytest.approx(1 / 3)


def test_shares_corrected_hidden_and_around_a_date(sample_run: SampleRun) -> None:
    base = ("shares", "-w", sample_run.workspace, "--reason", "cost")
    assert "Rogan-Gladen" in told(*base, "--sensitivity", "80/100", "--specificity", "190/200")
    assert "from 2010-06-10" in told(*base, "--event", "2010-06-10")
    assert "hidden" in told(*base, "--suppress", "--by", "body")


def test_pairs_of_the_sample_release(sample_run: SampleRun, tmp_path: Path) -> None:
    text = told("together", "-w", sample_run.workspace, "--version", "broad", "--limit", 3)
    assert "that one brought the other is not said" in text
    answer = json.loads(told("together", "-w", sample_run.workspace, "--version", "broad", "--json"))
    told("together", "-w", sample_run.workspace, "--version", "broad", "--out", tmp_path / "pairs.csv")
    assert len((tmp_path / "pairs.csv").read_text().splitlines()) == len(answer["rows"]) + 1
    for row in answer["rows"]:
        assert row["both"] <= min(row["one"], row["other"])


def test_a_sample_is_drawn_checked_and_read_back(sample_run: SampleRun, tmp_path: Path) -> None:
    file, checked = tmp_path / "to_check.csv", tmp_path / "checked.csv"
    words = ("sample", "-w", sample_run.workspace, "--n", 60, "--seed", 7, "--reason", "cost")
    assert "check_twice" in told(*words, "--out", file)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert not {"machine", "stratum", "mention_id"} & rows[0].keys()  # a person checks without the machine's answer
    with checked.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(row | {"present": place % 2} for place, row in enumerate(rows))
    text = told("shares", "-w", sample_run.workspace, "--reason", "cost", "--checked", checked, "--version", "broad")
    assert "prediction-powered" in text or "20 are needed" in text
    assert "is there already" in told(*words, "--out", file, code=2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--sensitivity", "0.8", "--specificity", "190/200"), "write it as 80/100"),
        (("--sensitivity", "80/100"), "go together"),
        (("--reason", "csot"), "Did you mean cost"),
        (("--status", "refused"), "there is no status"),
        (("--event", "June"), "is no day"),
        (("--checked", "nowhere.csv"), "cannot be read"),
        (("--flagged", "3/10"), "is corrected with"),
    ],
)
def test_wrong_usage_says_what_was_expected(sample_run: SampleRun, words: tuple[str, ...], says: str) -> None:
    assert says in told("shares", "-w", sample_run.workspace, *words, code=2)


@pytest.mark.parametrize("name", ["shares", "together"])
def test_no_table_yet(tmp_path: Path, name: str) -> None:
    assert "minuted run" in told(name, "-w", tmp_path, code=2)
