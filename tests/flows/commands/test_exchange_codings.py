from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

import flows.cli  # noqa: F401 - an application of one command has no names of commands
from analysis.exports.export import Exported, export
from analysis.exports.writers import Names
from analysis.refi_qda.formats import refi_formats
from analysis.refi_qda.project_reader import read_project
from analysis.replaced import Replaced, keep, replace
from corpus.codebook import load_codebook
from corpus.codings import Coding, read_coder_file
from corpus.errors import InvalidQuery
from corpus.material import gather
from flows import hidden_names
from flows.command_line import app
from flows.commands.exchange_codings import match
from tests.corpus.made_units import digest, new_store, publish, unit

MADE = datetime(2026, 1, 2, tzinfo=UTC)
PAGES = ("Apologies. No review because of budget.", "It was the press; it was money.")
CODEBOOK = load_codebook()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    workspace = tmp_path / "results"
    workspace.mkdir()
    with new_store(workspace / "minuted.sqlite") as store:
        publish(store, unit("/foi/r/a.txt", *PAGES), unit("/foi/r/b.txt", "Apologies. Nothing else."))
    return workspace


def coded(words: str, code: str, page: int = 1, coder: str = "Ann") -> Coding:
    start = PAGES[page - 1].index(words)
    return Coding(coder, digest("\f".join(PAGES)), page, start, start + len(words), code, words)


CODINGS = (coded("because of budget", "cost.budget_cuts"), coded("the press", "publicity", 2, "Ben"))


def hide(text: str) -> Replaced:
    at = text.find("budget")
    return replace(text, [(at, at + len("budget"), "[person 1]")] if at >= 0 else [])


KEPT = Names(keep, lambda label, _body: label, "Names are kept.")
HIDDEN = Names(hide, lambda label, _body: f"case {len(label)}", "Names are replaced.")


def export_project(
    workspace: Path, out: Path, codings: Sequence[Coding] = (), names: Names = KEPT, form: str = "qdpx"
) -> Exported:
    forms = {each.name: each for each in refi_formats(CODEBOOK, MADE, codings)}
    with gather(workspace / "minuted.sqlite") as material:
        return export(material, forms[form], out, names)


@pytest.fixture(autouse=True)
def no_pseudonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **_kept: object) -> Names:
        raise InvalidQuery("none to be had")

    monkeypatch.setattr(hidden_names, "hide_of", none)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def test_codings_of_people_come_back_as_a_coders_file(workspace: Path, tmp_path: Path) -> None:
    written = export_project(workspace, tmp_path / "a.qdpx", CODINGS)
    assert written.remarks == ("5 selections in 2 sources; 1 decisions as cases.",)
    ended = run(tmp_path / "a.qdpx", "--out", tmp_path / "people.jsonl", "-w", workspace)
    assert ended.exit_code == 0, ended.output
    assert "2 codings in 1 documents, by Ann, Ben" in ended.output
    assert "codings of minuted itself" in ended.output
    assert read_coder_file(tmp_path / "people.jsonl").codings == CODINGS


def test_with_the_machine_every_mention_and_sentinel_comes_back(workspace: Path, tmp_path: Path) -> None:
    export_project(workspace, tmp_path / "a.qdpx")
    ended = run(tmp_path / "a.qdpx", "--out", tmp_path / "m.jsonl", "-w", workspace, "--with-machine", "--json")
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout)
    assert (told["codings"], told["not_placed"], told["machine"]) == (3, [], 0)
    assert told["coders"] == [read_coder_file(tmp_path / "m.jsonl").codings[0].coder]
    assert "model m1, codebook 1.0.0" in told["coders"][0]
    assert {(c.page, c.code) for c in read_coder_file(tmp_path / "m.jsonl").codings} == {
        (1, "cost.budget_cuts"),
        (2, "cost"),
        (2, "publicity"),
    }


def test_documents_that_were_seen_and_not_coded_are_listed_on_request(workspace: Path, tmp_path: Path) -> None:
    export_project(workspace, tmp_path / "a.qdpx", CODINGS)
    out = tmp_path / "people.jsonl"
    assert run(tmp_path / "a.qdpx", "--out", out, "-w", workspace, "--all-seen").exit_code == 0
    seen = read_coder_file(out).looked_at
    assert set(seen) == {(c, digest(d)) for c in ("Ann", "Ben") for d in ("\f".join(PAGES), "Apologies. Nothing else.")}


def test_what_has_no_place_is_listed_and_ends_with_3(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    export_project(workspace, path, CODINGS)
    with ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held["project.qde"] = held["project.qde"].replace(
        b'name="the press" startPosition="48"', b'name="the press" startPosition="9999"'
    )
    with ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    ended = run(path, "--out", tmp_path / "people.jsonl", "-w", workspace)
    assert ended.exit_code == 3, ended.output
    assert "not placed: 1 codings" in ended.output
    assert "Ben, Publicity: it selects 9999 to 57" in ended.output
    assert read_coder_file(tmp_path / "people.jsonl").codings == CODINGS[:1]


def test_where_nothing_fits_nothing_is_written(workspace: Path, tmp_path: Path) -> None:
    export_project(workspace, tmp_path / "a.qdpx")  # the machine's codings alone
    ended = run(tmp_path / "a.qdpx", "--out", tmp_path / "people.jsonl", "-w", workspace)
    assert ended.exit_code == 1
    assert "was not written" in ended.output
    assert not (tmp_path / "people.jsonl").exists()


def test_wrong_usage_ends_with_2_and_a_sentence(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"not a zip")
    for arguments in (("a.qdpx", workspace), ("missing.qdpx", workspace), ("a.qdpx", tmp_path / "nowhere")):
        ended = run(tmp_path / arguments[0], "--out", tmp_path / "o.jsonl", "-w", arguments[1])
        assert ended.exit_code == 2
        assert ended.output.startswith("minuted: ")
    assert run(tmp_path / "a.qdpx").exit_code == 2  # no --out


def test_pseudonyms_lead_back_where_the_workspace_has_them(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "a.qdpx", tmp_path / "people.jsonl"
    export_project(workspace, path, CODINGS, HIDDEN)
    project = read_project(path)
    assert "because of [person 1]" in {coding.quotation for coding in project.codings}
    without = match(project, workspace / "minuted.sqlite", CODEBOOK)
    assert without.codings == CODINGS[1:]
    assert [one.quotation for one in without.not_placed] == ["because of [person 1]"]
    monkeypatch.setattr(hidden_names, "hide_of", lambda *_, **__: HIDDEN)
    assert run(path, "--out", out, "-w", workspace).exit_code == 0
    assert read_coder_file(out).codings == CODINGS


def test_names_are_not_looked_for_where_the_text_is_as_it_was(workspace: Path, tmp_path: Path) -> None:
    export_project(workspace, tmp_path / "a.qdpx", CODINGS)
    found = match(read_project(tmp_path / "a.qdpx"), workspace / "minuted.sqlite", CODEBOOK, pytest.fail)
    assert found.codings == CODINGS


def test_a_codebook_is_an_export_as_well(workspace: Path, tmp_path: Path) -> None:
    done = export_project(workspace, tmp_path / "c.qdc", form="qdc")
    assert dict(done.files) == {tmp_path / "c.qdc": len(CODEBOOK.codes) + len(CODEBOOK.sentinels)}
    assert (tmp_path / "c.qdc").read_text(encoding="utf-8").startswith("<?xml")


def test_an_export_gives_the_same_bytes_again(workspace: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        export_project(workspace, tmp_path / folder / "p.qdpx", CODINGS, HIDDEN)
    assert (tmp_path / "a" / "p.qdpx").read_bytes() == (tmp_path / "b" / "p.qdpx").read_bytes()
