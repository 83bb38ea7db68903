from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import flows.cli
import flows.commands.search_pages
from corpus.make_sample_release.notifications import CANARY
from tests.conftest import SampleRun
from tests.corpus.made_units import new_store, publish, unit


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("w") / "my results"
    folder.mkdir()
    with new_store(folder / "minuted.sqlite") as store:
        publish(
            store,
            unit("/foi/r/a.txt", "They met.\nNo heading here", "No review because of budget. Withheld under s.40(2)."),
            unit("/foi/r/b.txt", "A review\x1b[31m was asked for", meeting="2009", body="Bwrdd Môn"),
        )
    return folder


def asked(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(flows.cli.app, ["search", *arguments, "--workspace", str(workspace)])


def test_each_page_comes_with_its_source_its_words_marked_and_what_opens_it(workspace: Path) -> None:
    ended = asked(workspace, "budget")
    assert ended.exit_code == 0
    head, _, source, line, opened = ended.stdout.splitlines()
    assert head == "1 page"
    assert source == "  1  a.txt, page 2  (Northmoor Safeguarding Board, minutes, 2010-08-12)"
    assert line.strip() == "No review because of [budget]. Withheld under s.40(2)."
    command = opened.strip()
    assert command.startswith("minuted show ") and command.endswith(f"--workspace '{workspace}'")
    shown = CliRunner().invoke(flows.cli.app, ["show", command.split()[2], "--workspace", str(workspace)])
    assert ">>>No review because of budget.<<<" in shown.stdout


def test_a_page_that_nothing_is_quoted_from_is_said_to_be(workspace: Path) -> None:
    printed = asked(workspace, "heading").stdout
    assert "minuted show" not in printed
    assert "no mention or decision is quoted from that page; open the file itself" in printed


def test_words_with_punctuation_are_found_and_the_reading_is_said(workspace: Path) -> None:
    printed = asked(workspace, "s.40(2) withheld").stdout.splitlines()
    assert printed[:2] == ['Read as: "s.40(2)" AND withheld', "1 page"]
    assert "Read as" not in asked(workspace, "withheld").stdout


def test_signs_that_a_terminal_obeys_are_not_printed(workspace: Path) -> None:
    printed = asked(workspace, "asked").stdout
    assert "\x1b" not in printed and "A review[31m was [asked] for" in printed


def test_what_is_found_is_marked_bold_on_a_terminal(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.commands.search_pages, "_is_terminal", lambda: True)
    assert "\x1b[1mbudget\x1b[0m" in asked(workspace, "budget").stdout


def test_json_gives_places_in_the_page(workspace: Path) -> None:
    answer = json.loads(asked(workspace, "review budget OR asked", "--json").stdout)
    assert (answer["total"], answer["ranked"], answer["read_as"]) == (2, 2, "review budget OR asked")
    first, second = sorted(answer["hits"], key=lambda hit: str(hit["source_name"]))
    page = "No review because of budget. Withheld under s.40(2)."
    assert [page[start:end] for start, end in first["matches"]] == ["review", "budget"]
    assert first["snippet"] == page[first["char_start"] : first["char_end"]]
    assert first["open_with"].split()[2] == first["opens"] and first["is_quoted"]
    assert second["opens"] is None and second["open_with"] is None
    assert second["date"] == "2009" and second["body"] == "Bwrdd Môn"


@pytest.mark.parametrize(
    ("options", "total"),
    [
        (("--body", "môn"), 1),
        (("--from", "2010"), 1),
        (("--to", "2009"), 1),
        (("--kind", "minutes"), 2),
        (("--kind", "letter", "--kind", "email"), 0),
        (("--reason", "cost"), 1),
        (("--release", "r", "--limit", "1"), 2),
    ],
)
def test_filters_narrow(workspace: Path, options: tuple[str, ...], total: int) -> None:
    answer = json.loads(asked(workspace, "review", "--json", *options).stdout)
    assert answer["total"] == total


def test_more_than_the_limit_is_told(workspace: Path) -> None:
    assert asked(workspace, "review", "--limit", "1").stdout.startswith("2 pages; 1 shown. More: --limit\n")


def test_no_page_is_an_answer(workspace: Path) -> None:
    ended = asked(workspace, "absent")
    assert ended.exit_code == 0
    assert ended.stdout == "No page holds that. Fewer words, beginnings (budg*) or OR find more.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("***",), "holds no word to look for"),
        (("review", "--reason", "costs"), "no reason code 'costs'. Did you mean cost?"),
        (("review", "--kind", "minute"), "no kind 'minute'. Did you mean minutes?"),
        (("review", "--from", "June"), "'June' is not a date"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(workspace: Path, arguments: tuple[str, ...], said: str) -> None:
    ended = asked(workspace, *arguments)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_a_workspace_without_a_run_is_refused(tmp_path: Path) -> None:
    ended = asked(tmp_path, "review")
    assert ended.exit_code == 2 and "minuted run PATH" in ended.stderr


@pytest.mark.slow
def test_words_that_pages_do_not_show_are_not_found(sample_run: SampleRun) -> None:
    assert sample_run.report["hidden_text"]
    for words in (CANARY, CANARY.split()[0], f'"{CANARY}"'):
        assert json.loads(asked(sample_run.workspace, words, "--json").stdout)["total"] == 0


@pytest.mark.slow
def test_every_hit_of_the_sample_stands_on_its_page(sample_run: SampleRun) -> None:
    from corpus import open_workspace

    pages = open_workspace(sample_run.workspace).pages().set_index(["document_id", "page"])["text"]
    answer = json.loads(asked(sample_run.workspace, '"case review" OR cost*', "--json", "--limit", "99").stdout)
    assert answer["total"] == len(answer["hits"]) > 10
    for hit in answer["hits"]:
        text = pages[hit["document_id"], hit["page"]]
        assert {text[start:end].lower()[:4] for start, end in hit["matches"]} <= {"case", "cost"}
