"""`minuted bundle` and `minuted verify BUNDLE`, as a person and as a script sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

import flows.cli
import flows.commands.pack_bundle  # noqa: F401 - registers the command
from flows.command_line import app
from tests.analysis.bundle.made_bundles import contents, few_questions, json_edit, make_store, swap, tampered
from tests.analysis.made_exports import NAME


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    make_store(folder)
    return folder


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.bundle.pack.standard_questions", few_questions)


def run(*given: object) -> Result:
    return CliRunner().invoke(app, [*map(str, given)])


def packed(workspace: Path, out: Path, *given: object) -> Path:
    done = run("bundle", "--out", out, "-w", workspace, "--names", "kept", *given)
    assert done.exit_code == 0, done.output
    return out


def test_a_bundle_is_packed_told_and_verified(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    done = run("bundle", "--out", out, "-w", workspace, "--names", "kept")
    assert done.exit_code == 0, done.output
    assert "57 figures of 5 questions" in done.output
    assert "SHA-256 " in done.output
    assert f"minuted verify {out}" in done.output
    checked = run("verify", out)
    assert checked.exit_code == 0, checked.output
    assert "files are as packed, and all 57 figures come out the same" in checked.output
    assert "Counts and rows are compared exactly" in checked.output


def test_names_are_replaced_by_default_and_the_key_stays(workspace: Path, tmp_path: Path) -> None:
    done = run("bundle", "--out", tmp_path / "a.zip", "-w", workspace)
    assert done.exit_code == 0, done.output
    assert "Names, initials and identifiers" in done.output
    key = (workspace / "pseudonyms.key").read_bytes()
    files = contents(tmp_path / "a.zip")
    assert "[person" in str(files) or "Person-" in str(files)
    for content in ((tmp_path / "a.zip").read_bytes(), *files.values()):
        assert key not in content
        assert NAME.encode() not in content


def test_json_tells_hash_figures_and_what_is_not_answered(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    told = json.loads(run("bundle", "--out", out, "-w", workspace, "--names", "kept", "--json").stdout)
    assert told["bytes"] == out.stat().st_size
    assert told["questions"] == ["ledger", "decisions", "mentions", "shares", "rates-decisions"]
    checked = json.loads(run("verify", out, "--json").stdout)
    assert (checked["agrees"], checked["sha256"], checked["figures"]) == (True, told["sha256"], told["figures"])


def test_what_differs_is_told_with_both_values_and_ends_with_1(workspace: Path, tmp_path: Path) -> None:
    out = packed(workspace, tmp_path / "a.zip")

    def change(data: Any) -> None:
        data["answers"][0]["figures"][0]["value"] = 7.0

    forged = tampered(out, tmp_path / "b.zip", {"figures.json": json_edit(change)}, forged=True)
    checked = run("verify", forged)
    assert checked.exit_code == 1
    assert "Figures that differ (1):" in checked.output
    assert "ledger, ledger.received: value: in the bundle 7.0, anew 6.0" in checked.output
    told = json.loads(run("verify", forged, "--json").stdout)
    assert told["differences"][0] == {
        "question": "ledger", "figure": "ledger.received", "what": "value", "packed": "7.0", "found": "6.0",
    }  # fmt: skip
    spoiled = run("verify", tampered(out, tmp_path / "c.zip", {"codebook.yaml": swap("label", "labe1")}))
    assert spoiled.exit_code == 1
    assert "codebook.yaml is not the file that was packed" in spoiled.output


def test_what_is_no_bundle_ends_with_2(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as other:
        other.writestr("notes.txt", "x")
    (tmp_path / "b.zip").write_text("no zip")
    for name in ("a.zip", "b.zip", "absent.zip"):
        refused = run("verify", tmp_path / name)
        assert refused.exit_code == 2, name
        assert refused.stderr.startswith("minuted: "), name


def test_questions_and_files_are_found_beside_the_questions_file(workspace: Path, tmp_path: Path) -> None:
    rows = [f"{2009 + at // 12}-{at % 12 + 1:02},{10 + at % 5 if at < 17 else 4 + at % 3}" for at in range(36)]
    (tmp_path / "months.csv").write_text("month,count\n" + "\n".join(rows))
    (tmp_path / "mine.yaml").write_text(
        "- {kind: series, months: months.csv, event: 2010-06-10}\n"
        "- {kind: rates, of: given, before: 136/12, after: 58/10, name: article}\n"
    )
    out = packed(workspace, tmp_path / "a.zip", "--questions", tmp_path / "mine.yaml")
    figures = json.loads(contents(out)["figures.json"])["answers"]
    assert [each["question"] for each in figures][-2:] == ["series-1", "article"]
    assert "inputs/months/months.csv" in contents(out)
    assert run("verify", out).exit_code == 0


def test_coders_are_one_question_more(workspace: Path, tmp_path: Path) -> None:
    from corpus import open_workspace

    decisions = open_workspace(workspace).decisions()["decision_id"]
    lines = [json.dumps({"coder": "ann", "decision_id": each, "codes": ["cost"]}) for each in decisions]
    (tmp_path / "ann.jsonl").write_text("\n".join(lines))
    out = packed(workspace, tmp_path / "a.zip", "--coder", tmp_path / "ann.jsonl")
    assert "inputs/coders/ann.jsonl" in contents(out)
    checked = run("verify", out)
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--out", "a.csv"], "name a file that ends in .zip"),
        (["--out", "a.zip", "--date", "yesterday"], "is no day: write it as 2026-11-24"),
        (["--out", "a.zip", "--questions", "absent.yaml"], "cannot be read as YAML or JSON"),
        (["--out", "a.zip", "--coder", "absent.jsonl"], "cannot be read"),
        (["--out", "a.zip", "--codebook", "absent.yaml"], "cannot be read"),
        (["--out", "a.zip", "-w", "nowhere"], "minuted run PATH"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(
    given: list[str], said: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = [] if "-w" in given else ["-w", str(workspace)]
    refused = run("bundle", *given, *place, "--names", "kept")
    assert refused.exit_code == 2, refused.output
    assert said in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_others_is_not_written_over(workspace: Path, tmp_path: Path) -> None:
    out = packed(workspace, tmp_path / "a.zip")
    packed(workspace, out, "--date", "2026-11-24")  # as minuted left it
    out.write_text("my notes")
    refused = run("bundle", "--out", out, "-w", workspace, "--names", "kept")
    assert (refused.exit_code, out.read_text()) == (2, "my notes")
    assert "--force" in refused.stderr
    packed(workspace, out, "--force")
    assert run("verify", out).exit_code == 0


def test_a_workspace_is_verified_as_before(workspace: Path) -> None:
    done = run("verify", "-w", workspace)
    assert done.exit_code == 0, done.output
    assert "every quotation stands on its page" in done.output
    assert json.loads(run("verify", "-w", workspace, "--json").stdout) == {"problems": []}
