import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

import flows.commands.draw_charts
import flows.commands.share_reasons
from flows.command_line import app
from tests.conftest import SampleRun

assert flows.commands.draw_charts
assert flows.commands.share_reasons  # with one command alone, an application has no names of commands

RUNNER = CliRunner()
DRAWN = ["co_occurrence", "coverage", "reasons", "reasons_by_body", "reasons_by_year"]


def told(*words: object, code: int = 0) -> str:
    result = RUNNER.invoke(app, ["charts", *(str(word) for word in words)])
    assert result.exit_code == code, result.output
    return result.output if code == 0 else result.stderr


def test_every_chart_of_the_sample_release(sample_run: SampleRun, tmp_path: Path) -> None:
    text = told("--out", tmp_path / "a", "-w", sample_run.workspace, "--resamples", 100)
    assert sorted({file.stem for file in (tmp_path / "a").iterdir()}) == DRAWN
    assert sorted({file.suffix for file in (tmp_path / "a").iterdir()}) == [".csv", ".png", ".svg"]
    assert "decisions not to initiate" in text
    assert "Not drawn, rates: give two windows" in text
    assert "Not drawn, series: a series needs the day" in text
    for file in (tmp_path / "a").glob("*.svg"):
        ElementTree.parse(file)
    told("--out", tmp_path / "b", "-w", sample_run.workspace, "--resamples", 100)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_charts_for_scripts_have_words_and_figures(sample_run: SampleRun, tmp_path: Path) -> None:
    words = ("--only", "reasons", "--only", "rates", "--before", "136/12", "--after", "58/10", "--json")
    answer = json.loads(told("--out", tmp_path, "-w", sample_run.workspace, *words))
    assert [chart["name"] for chart in answer["charts"]] == ["reasons", "rates"]
    assert answer["not_drawn"] == {}
    reasons = answer["charts"][0]
    with Path(reasons["files"][2]).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["name"] for row in rows] == [figure["name"] for figure in reasons["figures"]]
    assert rows[0]["rows"].split() == reasons["figures"][0]["rows"]
    assert reasons["alt"]
    assert reasons["source"].startswith("Source: n = ")


def test_decisions_in_two_windows_and_a_series_that_is_too_short(sample_run: SampleRun, tmp_path: Path) -> None:
    windows = ("--before-window", "2009-01-01:2010-06-09", "--after-window", "2010-06-10:2015-12-31")
    words = ("--only", "rates", "--only", "series", "--event", "full_publication")
    text = told("--out", tmp_path, "-w", sample_run.workspace, *words, *windows)
    assert "a month" in text
    assert "decisions that documents state as not_initiated" in (tmp_path / "rates.svg").read_text(encoding="utf-8")
    series = "Not drawn, series: " in text or (tmp_path / "series.svg").exists()
    assert series


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--before", "136/12"), "--before and --after go together"),
        (("--before-window", "2009:2010"), "--before-window and --after-window go together"),
        (("--event", "June"), "neither a day"),
        (("--unit", "years"), "months or days"),
        (("--status", "refused"), "there is no status"),
        (("--before", "x", "--after", "y"), "is no total"),
        (("--only", "pie"), "pie"),
    ],
)
def test_wrong_usage_says_what_was_expected(
    sample_run: SampleRun, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    assert says in told("--out", tmp_path, "-w", sample_run.workspace, *words, code=2)


def test_nothing_drawn_is_trouble(sample_run: SampleRun, tmp_path: Path) -> None:
    words = ("--out", tmp_path, "-w", sample_run.workspace, "--only", "rates")
    assert "no chart could be drawn" in told(*words, code=1)


def test_no_table_yet_and_a_folder_that_cannot_be_written(sample_run: SampleRun, tmp_path: Path) -> None:
    assert "minuted run" in told("--out", tmp_path, "-w", tmp_path, code=2)
    (tmp_path / "file").write_text("")
    words = ("--out", tmp_path / "file", "-w", sample_run.workspace, "--only", "coverage")
    assert "cannot be written" in told(*words, code=1)
