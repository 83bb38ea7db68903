from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner, Result

import flows.cli  # noqa: F401 - with one command alone, Typer would want no name of it
from corpus.records import Document, Outcome, Page, Received, SourceFile
from corpus.store import Unit
from flows.asked_report import accuracy_in, shipped_accuracy
from flows.command_line import app
from flows.commands import write_report
from flows.hidden_names import NamesChoice
from tests.analysis.made_exports import HIDDEN, NAME, make_store
from tests.corpus.made_units import coded, new_store, publish, unit
from tests.made_documents import pdf

WORDS = f"No review because of budget, said {NAME}. No review. Closed."


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "w").mkdir()
    make_store(tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture
def with_pdf(tmp_path: Path) -> Path:
    """A workspace with a PDF that can be drawn, and with one whose file is gone."""
    folder = tmp_path / "release"
    (folder / "r").mkdir(parents=True)
    units = []
    for name, words in (("there.pdf", WORDS), ("gone.pdf", "No review because of money.")):
        content = pdf([words])
        (folder / "r" / name).write_bytes(content)
        read = Document(
            sha256(content).hexdigest(), "application/pdf", (Page(1, words, width_pt=595.0, height_pt=842.0),)
        )
        file = SourceFile(name, read.document_id, len(content), "application/pdf", "")
        place = str(folder / "r" / name)
        units.append(Unit(place, "r", place, (Received(file, Outcome.READ, "", read),), (coded(read),)))
    (tmp_path / "p").mkdir()
    with new_store(tmp_path / "p" / "minuted.sqlite") as store:
        publish(store, *units, under=(str(folder),))
    (folder / "r" / "gone.pdf").unlink()
    return tmp_path / "p"


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn in tests of their own."""
    monkeypatch.setattr("analysis.report.drawn_charts.report_charts", lambda *_: ((), ("No chart was asked for.",)))


def run(workspace: Path, out: Path, *given: object) -> Result:
    asked = ["report", "--out", str(out), "--workspace", str(workspace), "--resamples", "100", *map(str, given)]
    return CliRunner().invoke(app, asked)


def kept(workspace: Path, out: Path, *given: object) -> Result:
    return run(workspace, out, "--names", "kept", *given)


def parsed(page: Path) -> Any:
    return html.document_fromstring(page.read_text(encoding="utf-8"))


def test_a_page_and_its_figures_are_written(workspace: Path, tmp_path: Path) -> None:
    done = kept(workspace, tmp_path / "out", "--title", "Our <title>", "--date", "24 November 2026")
    assert done.exit_code == 0, done.output
    page = parsed(tmp_path / "out" / "report.html")
    assert page.findtext(".//h1") == "Our <title>" and "Made on 24 November 2026." in page.text_content()
    decisions = len(page.xpath("//table[@id='decisions-table']/tbody/tr"))
    assert f"{tmp_path / 'out' / 'report.html'}: {decisions} decisions" in done.output
    assert "Names are as the documents have them." in done.output


def test_figures_json_has_every_figure_with_its_rows_and_settings(workspace: Path, tmp_path: Path) -> None:
    assert kept(workspace, tmp_path / "out", "--seed", 5).exit_code == 0
    told = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    figures = {each["name"]: each for each in told["figures"]}
    page = parsed(tmp_path / "out" / "report.html")
    shown = set(page.xpath("//li/@id"))
    assert all(f"figure-{name}" in shown for name in figures)
    assert figures["report.decisions"]["value"] == len(figures["report.decisions"]["rows"]) > 2
    assert told["settings"] == {"seed": 5, "resamples": 100} and told["method"]["Model"] == "m1"


def test_names_are_replaced_unless_kept(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        write_report, "hide_of", lambda _, names: HIDDEN if names is NamesChoice.REPLACED else pytest.fail("kept")
    )
    assert run(workspace, tmp_path / "out").exit_code == 0
    for path in (tmp_path / "out").iterdir():
        assert NAME not in path.read_text(encoding="utf-8")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "CASE-0006" in page and "Pictures of pages are left out" in page


def test_the_real_finder_of_names_replaces_them(workspace: Path, tmp_path: Path) -> None:
    done = run(workspace, tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "pseudonyms" in done.output
    assert NAME not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_pages_are_pictures_only_where_names_are_kept(with_pdf: Path, tmp_path: Path) -> None:
    assert kept(with_pdf, tmp_path / "kept").exit_code == 0
    page = parsed(tmp_path / "kept" / "report.html")
    (image,) = page.iter("img")
    assert image.get("src").startswith("data:image/webp;base64,") and len(image.get("src")) < 82_000
    assert "there.pdf" in image.get("alt") and page.xpath("//rect")
    assert run(with_pdf, tmp_path / "replaced").exit_code == 0
    assert "data:image/" not in (tmp_path / "replaced" / "report.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_drawn_is_said_and_its_words_stay(with_pdf: Path, tmp_path: Path) -> None:
    done = kept(with_pdf, tmp_path / "out")
    assert "Page 1 of gone.pdf is not shown as a picture: " in done.output and "no longer there" in done.output
    page = parsed(tmp_path / "out" / "report.html")
    assert "No review because of money." in [mark.text_content() for mark in page.iter("mark")]
    assert "1 more page with quotations" in page.get_element_by_id("pages").text_content()


def test_images_0_draws_no_page(with_pdf: Path, tmp_path: Path) -> None:
    done = kept(with_pdf, tmp_path / "out", "--images", 0)
    assert done.exit_code == 0 and "not shown as a picture" not in done.output
    assert "<img" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_same_table_and_options_give_the_same_bytes(with_pdf: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert kept(with_pdf, tmp_path / name).exit_code == 0
    for file in ("report.html", "figures.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_json_tells_the_files(workspace: Path, tmp_path: Path) -> None:
    told = json.loads(kept(workspace, tmp_path / "out", "--json").output)
    by_name = {Path(each["file"]).name: each for each in told["files"]}
    assert {"report.html", "figures.json"} <= set(by_name)
    written = (tmp_path / "out" / "report.html").read_bytes()
    assert by_name["report.html"]["sha256"] == sha256(written).hexdigest()


def test_a_file_that_somebody_changed_is_not_written_over(workspace: Path, tmp_path: Path) -> None:
    assert kept(workspace, tmp_path / "out").exit_code == 0
    assert kept(workspace, tmp_path / "out", "--title", "Again").exit_code == 0
    (tmp_path / "out" / "report.html").write_text("my own page", encoding="utf-8")
    refused = kept(workspace, tmp_path / "out")
    assert refused.exit_code == 2 and "--force" in refused.stderr
    assert (tmp_path / "out" / "report.html").read_text(encoding="utf-8") == "my own page"
    assert kept(workspace, tmp_path / "out", "--force").exit_code == 0


def test_rates_given_are_told_with_the_warning_on_the_policy_date(workspace: Path, tmp_path: Path) -> None:
    windows = ("--before", "136/2009-04-01:2010-03-31", "--after", "58/2010-04-01:2011-01-31")
    assert kept(workspace, tmp_path / "out", *windows, "--event", "2010-06-10").exit_code == 0
    page = parsed(tmp_path / "out" / "report.html")
    rates = page.get_element_by_id("rates").text_content()
    assert "5.8 a month in the later window" in rates and "70 of 306 days" in rates
    assert "does not tell why" in rates


def test_rates_of_decisions_lead_to_their_decisions(workspace: Path, tmp_path: Path) -> None:
    windows = ("--before-window", "2010-01-01:2010-06-30", "--after-window", "2010-07-01:2010-12-31")
    done = kept(workspace, tmp_path / "out", "--decisions", *windows)
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))["figures"]
    after = next(each for each in figures if each["name"] == "rates.after")
    assert after["rows"]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert 'href="#figure-rates.after"' in page and f'href="#{after["rows"][0]}"' in page


def test_without_rates_the_page_says_how_to_ask(workspace: Path, tmp_path: Path) -> None:
    assert kept(workspace, tmp_path / "out").exit_code == 0
    assert "No rates were asked for." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--before", "136/12"), "the later count is missing"),
        (("--before-window", "2010-01-01:2010-02-01"), "give both windows"),
        (("--before", "136/12", "--after", "58/10", "--decisions"), "not both"),
        (("--metric", "reviews_initiated"), "--before-window"),
        (("--accuracy", "nowhere.json"), "does not tell how accurate"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(given: tuple[str, ...], says: str, workspace: Path, tmp_path: Path) -> None:
    done = kept(workspace, tmp_path / "out", *given)
    assert done.exit_code == 2 and says in done.stderr
    assert not (tmp_path / "out" / "report.html").exists()


def test_a_workspace_without_a_table_is_told(tmp_path: Path) -> None:
    done = kept(tmp_path / "nothing", tmp_path / "out")
    assert done.exit_code == 2 and "minuted run" in done.stderr


def test_a_table_without_decisions_gives_a_page(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    with new_store(tmp_path / "w" / "minuted.sqlite") as store:
        publish(store, unit("/foi/r/a.txt", "Nothing of the kind."))
    done = kept(tmp_path / "w", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "No decision was found in them." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_accuracy_is_read_from_a_file_and_never_taken_from_another_model(workspace: Path, tmp_path: Path) -> None:
    measured = {"what": "status right", "value": 0.87, "low": 0.84, "high": 0.89, "of": 1080}
    file = tmp_path / "accuracy.json"
    file.write_text(json.dumps({"model": "m1", "says": "By hand.", "measured": [measured]}), encoding="utf-8")
    assert accuracy_in(file).measured[0].of == 1080
    assert kept(workspace, tmp_path / "out", "--accuracy", file).exit_code == 0
    assert "status right" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert shipped_accuracy("another model") is None
