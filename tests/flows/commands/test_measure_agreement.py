"""`minuted agreement`: what a person sees, what a script gets, and how wrong usage ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import flows.cli  # noqa: F401 - with one command alone, Typer would want no name of it
import flows.commands.measure_agreement as house
from analysis.agreement.coder_agreement import Tables
from corpus.codings import CodedUnit, Coding, Level, write_coded_units, write_codings
from flows.command_line import app
from tests.conftest import SampleRun


def minuted_agreement(*given: object) -> Result:
    return CliRunner().invoke(app, ["agreement", *map(str, given)])


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """Two coders on 300 decisions: 64 both, 16 the first, 11 the second, 209 neither."""
    cells = [(1, 1)] * 64 + [(1, 0)] * 16 + [(0, 1)] * 11 + [(0, 0)] * 209
    paths = []
    for at, coder in enumerate(("Ann", "Ben")):
        units = [
            CodedUnit(coder, Level.DECISION, f"d-{n}", ("cost.legal_checks",) if cell[at] else ())
            for n, cell in enumerate(cells)
        ]
        paths.append(tmp_path / f"{coder}.csv")
        write_coded_units(paths[-1], units, Level.DECISION)
    return paths


def test_the_worked_figures_are_printed(two: list[Path]) -> None:
    ended = minuted_agreement(*two, "--draws", 100)
    assert ended.exit_code == 0, ended.stderr
    row = next(line for line in ended.stdout.splitlines() if line.startswith("cost.legal_checks"))
    assert "80 75" in row and "0.91" in row and "0.77 (" in row and "0.85 (" in row and row.endswith("0.82")
    assert "Ann  looked at 300, of which 300 shared" in ended.stdout


def test_scripts_get_full_precision_and_figures(two: list[Path]) -> None:
    found = json.loads(minuted_agreement(*two, "--json", "--draws", 50, "--parents").stdout)
    figures: dict[str, Any] = {figure["name"]: figure for figure in found["figures"]}
    assert figures["agreement.decision.cost.kappa"]["value"] == pytest.approx(0.765217, abs=5e-7)
    assert figures["agreement.decision.cost.alpha"]["value"] == pytest.approx(0.765524, abs=5e-7)
    assert found["units"]["coders"] == ["Ann", "Ben"] and found["units"]["seed"] == 0


def test_the_table_is_written_where_it_is_asked_for(two: list[Path], tmp_path: Path) -> None:
    assert minuted_agreement(*two, "--draws", 0, "--out", tmp_path / "a.csv").exit_code == 0
    assert list(pd.read_csv(tmp_path / "a.csv")["code"]) == ["overall", "cost.legal_checks"]
    refused = minuted_agreement(*two, "--out", tmp_path / "a.doc")
    assert refused.exit_code == 2 and ".csv, .json, .parquet" in refused.stderr


def test_wrong_usage_ends_with_2_and_a_sentence(two: list[Path], tmp_path: Path) -> None:
    alone = minuted_agreement(two[0])
    assert alone.exit_code == 2 and "agreement needs two coders" in alone.stderr
    assert minuted_agreement(tmp_path / "none.csv").exit_code == 2
    (tmp_path / "bad.csv").write_text("coder,decision_id,codes\n,d-1,a\n")
    bad = minuted_agreement(tmp_path / "bad.csv")
    assert bad.exit_code == 2 and "bad.csv, line 2: has no coder" in bad.stderr
    missing = minuted_agreement(two[0], "--workspace", tmp_path / "nothing")
    assert missing.exit_code == 2 and "there is no table in" in missing.stderr


def test_stretches_pairs_and_notes_are_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.analysis.agreement.test_coder_units import TABLES

    def tables(_: Path) -> Tables:
        return TABLES

    monkeypatch.setattr(house, "_tables", tables)
    for coder in ("Ann", "Ben"):
        write_codings(tmp_path / f"{coder}.csv", [Coding(coder, "doc", 1, 0, 20, "cots", "")], [(coder, "other")])
    ended = minuted_agreement(tmp_path / "Ann.csv", tmp_path / "Ben.csv", "-w", tmp_path, "--draws", 20)
    assert ended.exit_code == 0, ended.stderr
    assert "5 passages that two coders or more looked at" in ended.stdout
    assert "Ann and machine: 0.00" in ended.stdout and "Stretches of text" in ended.stdout
    assert "not in the codebook of the table: cots" in ended.stdout


def test_the_machine_of_a_workspace_is_a_coder(sample_run: SampleRun, tmp_path: Path) -> None:
    from corpus import open_workspace

    mentions = open_workspace(sample_run.workspace).mentions()
    asserted = mentions[(mentions["polarity"] == "asserted") & (mentions["role"].str.startswith("reason_not_init"))]
    columns = ["document_id", "page", "char_start", "char_end", "reason_code", "quote"]
    write_codings(tmp_path / "a.jsonl", [Coding("Ann", *row) for row in asserted[columns].to_numpy().tolist()])
    ended = minuted_agreement(tmp_path / "a.jsonl", "--workspace", sample_run.workspace, "--json", "--draws", 20)
    assert ended.exit_code == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert found["units"]["coders"] == ["Ann", "machine"]
    assert not any("no passage" in note for note in found["units"]["notes"])
    assert found["spans"][0]["matched"] == len(asserted), "the machine agrees with its own codings"
