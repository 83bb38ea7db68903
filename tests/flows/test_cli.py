"""The command line: help, wrong usage, codebooks, and questions to the table of the sample run."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.codebook import load_codebook
from tests.command_line import minuted, rows
from tests.conftest import SampleRun

COMMANDS = [
    "agreement",
    "bundle",
    "charts",
    "code",
    "codebook",
    "columns",
    "diff",
    "doctor",
    "evaluate",
    "export",
    "hidden",
    "import",
    "peek",
    "query",
    "rates",
    "report",
    "run",
    "sample",
    "search",
    "shares",
    "show",
    "sql",
    "together",
    "train",
    "verify",
]
COMMANDS += ["codebook check"]
OWN_CODEBOOK = Path(sys.modules[load_codebook.__module__].__file__ or "").with_name("codebook.yaml")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_a_sentence_and_an_example(command: str) -> None:
    found = minuted(*command.split(), "--help")
    assert found.returncode == 0
    sentence = found.stdout.split("\n\n")[1].strip()
    assert sentence[0].isupper() and len(sentence.split()) > 4
    assert f"Example: minuted {command}" in " ".join(found.stdout.split())


def test_every_command_is_known_to_these_tests() -> None:
    listed = minuted("--help").stdout.partition("Commands:\n")[2]
    assert {line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2] != " "} == {
        command for command in COMMANDS if " " not in command
    }


@pytest.mark.parametrize("command", ["", "run", "peek", "query", "code"])
def test_help_loads_no_heavy_library(command: str) -> None:
    asked = ["minuted", *command.split(), "--help"]
    script = f"""
import sys
sys.argv = {asked!r}
from flows.cli import main
try:
    main()
except SystemExit:
    pass
heavy = {{"spacy", "sklearn", "prefect", "pandas", "numpy", "pyarrow", "sqlalchemy", "pypdfium2", "scipy"}}
print("LOADED", sorted(heavy & sys.modules.keys()))
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "Usage: minuted" in found.stdout
    assert found.stdout.splitlines()[-1] == "LOADED []"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "Missing argument"),
        (["run", "nowhere", "-w", "w"], "nowhere: there is no such file or folder"),
        (["run", ".", "-w", "w", "--workers", "-1"], "--workers"),
        (["peek", "nowhere.pdf"], "there is no such file"),
        (["code", "nowhere.jsonl", "--out", "o.jsonl"], "there is no such file"),
        (["query", "-w", "nowhere"], "minuted run PATH"),
        (["sql", "select 1", "-w", "nowhere"], "minuted run PATH"),
        (["verify", "-w", "nowhere"], "minuted run PATH"),
        (["hidden", "-w", "nowhere"], "minuted run PATH"),
        (["run", ".", "-w", "w", "--passwords", "nowhere.txt"], "the passwords in nowhere.txt cannot be read"),
        (["show", "m-1", "-w", "nowhere"], "minuted run PATH"),
        (["release"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(arguments: list[str], words: str, tmp_path: Path) -> None:
    found = minuted(*arguments, cwd=tmp_path)
    assert found.returncode == 2, found.stderr
    assert words in " ".join(found.stderr.replace("│", " ").split())
    assert "Traceback" not in found.stderr and found.stdout == ""


def test_a_workspace_that_cannot_be_made_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = minuted("run", tmp_path / "file", "-w", tmp_path / "file" / "workspace")
    assert found.returncode == 1
    assert "--workspace" in found.stderr and "Traceback" not in found.stderr


def test_a_workspace_in_use_by_another_run_ends_with_1(tmp_path: Path) -> None:
    from corpus.workspace import Workspace

    workspace = Workspace(tmp_path / "workspace")
    workspace.make()
    (tmp_path / "a.txt").write_text("Nothing was decided.")
    with workspace.locked():
        found = minuted("run", tmp_path / "a.txt", "-w", workspace.root)
    assert found.returncode == 1
    assert "another run is writing" in found.stderr


def test_the_codebook_is_printed_with_every_code_definition_and_example() -> None:
    printed = minuted("codebook")
    assert printed.returncode == 0
    text = " ".join(printed.stdout.split())
    for code in load_codebook():
        assert f"{code.code}: {code.label}" in text
        assert " ".join(code.definition.split()) in text
        assert all(" ".join(example.text.split()) in text for example in code.examples)
        assert all(" ".join(miss.text.split()) in text for miss in code.near_misses)


def test_the_shipped_codebook_passes_the_check() -> None:
    found = minuted("codebook", "check", OWN_CODEBOOK)
    assert found.returncode == 0
    assert "is valid: 31 codes, 3 sentinels" in found.stdout


def test_a_codebook_with_a_duplicate_code_is_refused_and_its_line_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    text = OWN_CODEBOOK.read_text(encoding="utf-8")
    at = text.index("  - code: cost\n") if "  - code: cost\n" in text else text.index("- code: cost\n")
    end = text.index("- code:", at + 12)
    block = text[at:end].rstrip(" ")
    mine.write_text(text[:end].rstrip(" ") + block + text[end - (len(text[:end]) - len(text[:end].rstrip(" "))) :])
    line = mine.read_text().splitlines().index(block.splitlines()[0], text[:end].count("\n")) + 1
    checked = minuted("codebook", "check", mine)
    assert checked.returncode == 1
    assert f"line {line}:" in checked.stderr and "cost" in checked.stderr
    (tmp_path / "a.txt").write_text("Nothing was decided.")
    ran = minuted("run", tmp_path / "a.txt", "--codebook", mine, "-w", tmp_path / "w")
    assert ran.returncode == 2
    assert f"line {line}:" in ran.stderr and not (tmp_path / "w" / "minuted.sqlite").exists()


def test_a_codebook_that_is_not_yaml_is_refused_and_its_line_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("version: '1'\ncodes: [unclosed\n")
    found = minuted("codebook", "check", mine)
    assert found.returncode == 1
    assert "line " in found.stderr and "Traceback" not in found.stderr


def query(run: SampleRun, *arguments: str) -> list[dict[str, str]]:
    found = minuted("query", "-w", run.workspace, "--format", "csv", *arguments)
    assert found.returncode == 0, found.stderr
    return list(csv.DictReader(io.StringIO(found.stdout)))


def analysis(run: SampleRun, where: str, *values: object) -> list[str | None]:
    found = rows(run.workspace, f"SELECT mention_id FROM analysis WHERE {where}", *values)
    return sorted(row["mention_id"] or "" for row in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["--reason", "cost"], "reason_code = 'cost' OR reason_code LIKE 'cost.%'"),
        (["--body", "northshire"], "body LIKE '%northshire%'"),
        (["--status", "not_initiated"], "decision_status = 'not_initiated'"),
        (["--polarity", "negated"], "polarity = 'negated'"),
        (["--role", "reason_not_initiating"], "role = 'reason_not_initiating'"),
        (["--from", "2013-01-01"], "coalesce(meeting_date, document_date) >= '2013-01-01'"),
        (["--to", "2010-12-31"], "coalesce(meeting_date, document_date) <= '2010-12-31'"),
        (["--reason", "cost", "--polarity", "asserted"], "reason_parent = 'cost' AND polarity = 'asserted'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_filter_gives_the_rows_that_plain_sql_gives(sample_run: SampleRun, arguments: list[str], where: str) -> None:
    found = sorted(row["mention_id"] for row in query(sample_run, *arguments))
    assert found and found == analysis(sample_run, where)


@pytest.mark.slow
def test_words_are_found_in_the_passage_around_a_quotation(sample_run: SampleRun) -> None:
    found = query(sample_run, "--text", "trial")
    texts = {row["document_id"]: "" for row in found}
    assert found
    for name in texts:
        pages = rows(sample_run.workspace, "SELECT text FROM pages WHERE document_id = ?", name)
        assert any("trial" in page["text"].lower() for page in pages)


@pytest.mark.slow
def test_groups_add_up_to_the_rows(sample_run: SampleRun) -> None:
    grouped = query(sample_run, "--group-by", "month,reason")
    mentions = [row for row in query(sample_run) if row["mention_id"]]
    assert len(grouped) > 3
    assert sum(int(row["mentions"]) for row in grouped) == len(mentions)


@pytest.mark.slow
def test_every_format_holds_the_same_rows(sample_run: SampleRun, tmp_path: Path) -> None:
    import pandas as pd

    base = ["query", "-w", sample_run.workspace, "--reason", "cost", "--format"]
    as_csv = query(sample_run, "--reason", "cost")
    as_json = json.loads(minuted(*base, "json").stdout)
    assert minuted(*base, "parquet", "--out", tmp_path / "rows.parquet").returncode == 0
    as_parquet = pd.read_parquet(tmp_path / "rows.parquet")
    named = [row["mention_id"] for row in as_csv]
    assert named == [row["mention_id"] for row in as_json] == list(as_parquet["mention_id"])
    assert [row["quote"] for row in as_csv] == [row["quote"] for row in as_json] == list(as_parquet["quote"])
    assert f"{len(named):,} rows" in minuted(*base, "table").stdout


@pytest.mark.slow
def test_the_limit_limits(sample_run: SampleRun) -> None:
    assert len(query(sample_run, "--limit", "3")) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "--reason", "costs"], "Did you mean cost"),
        (["query", "--from", "yesterday"], "2010-06-10"),
        (["query", "--text", '"open'], "full-text"),
        (["query", "--format", "parquet"], "--out"),
        (["query", "--group-by", "moon"], "moon"),
        (["sql", "delete from mentions"], "only statements that read"),
        (["sql", "drop view analysis"], "only statements that read"),
        (["sql", "attach 'x.sqlite' as x"], "only statements that read"),
        (["sql", "pragma journal_mode=delete"], "only statements that read"),
        (["sql", "select x from nowhere"], "no such table"),
        (["show", "m-nothing"], "m-nothing"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_question_that_cannot_be_asked_is_explained(
    sample_run: SampleRun, arguments: list[str], words: str, tmp_path: Path
) -> None:
    before = (sample_run.workspace / "minuted.sqlite").read_bytes()
    found = minuted(*arguments, "-w", sample_run.workspace, cwd=tmp_path)
    assert found.returncode == 2 and words in found.stderr, found.stderr
    assert "Traceback" not in found.stderr
    assert (sample_run.workspace / "minuted.sqlite").read_bytes() == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_sql_answers(sample_run: SampleRun) -> None:
    statement = "select reason_code, count(*) as n from analysis group by 1 order by 1"
    found = minuted("sql", statement, "-w", sample_run.workspace, "--format", "json")
    assert json.loads(found.stdout) == rows(sample_run.workspace, statement)


@pytest.mark.slow
def test_output_that_cannot_be_written_ends_with_1_and_names_the_place(sample_run: SampleRun, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "rows.csv"
    found = minuted("query", "-w", sample_run.workspace, "--format", "csv", "--out", out)
    assert found.returncode == 1
    assert str(out) in found.stderr and "Traceback" not in found.stderr
