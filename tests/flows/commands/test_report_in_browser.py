"""The report as a reader meets it: opened in Chromium, without a network."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from analysis.report.inputs import Extras
from analysis.report.page import render_page
from analysis.report.pictures import pages_wanted, small_page
from tests.analysis.report.made_report import AWKWARD, contents_of
from tests.flows.commands.browser import CHROMIUM, Browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed here to open the report in"),
]
OPEN = "document.querySelector('{}').closest('details').open"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    contents = contents_of(folder, AWKWARD, extras=Extras(names_kept=True))
    paper = BytesIO()
    Image.new("RGB", (595, 842), "white").save(paper, "PNG")
    drawn = {
        (page.document_id, page.page): small_page(paper.getvalue(), 595.0, 842.0) for page in pages_wanted(contents)
    }
    page = folder / "report.html"
    page.write_text("".join(render_page(contents, drawn)), encoding="utf-8", newline="\n")
    return page


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(started: Browser, report: Path) -> Browser:
    started.call("Emulation.setScriptExecutionDisabled", value=False)
    started.call("Emulation.clearDeviceMetricsOverride")
    started.open(report)
    return started


def first(browser: Browser, selector: str, name: str) -> Any:
    return browser.ask(f"document.querySelector({selector!r}).getAttribute({name!r})")


def test_nothing_is_asked_of_a_network_and_nothing_goes_wrong(browser: Browser, report: Path) -> None:
    browser.ask("for (const each of document.querySelectorAll('details')) each.open = true")
    browser.ask("Promise.all([...document.images].map((each) => (each.loading = 'eager', each.decode())))")
    asked = {event["request"]["url"].partition(",")[0] for event in browser.happened("Network.requestWillBeSent")}
    assert report.as_uri() in asked
    assert all(url == report.as_uri() or url.startswith("data:") for url in asked)
    assert browser.happened("Runtime.exceptionThrown") == []
    assert browser.happened("Runtime.consoleAPICalled") == []
    assert [each["entry"]["text"] for each in browser.happened("Log.entryAdded")] == []


def test_words_of_a_document_do_not_run(browser: Browser) -> None:
    assert browser.ask("typeof hacked") == "undefined"
    assert browser.ask("document.scripts.length") == 1


def test_a_script_put_in_does_not_run_either(browser: Browser, report: Path) -> None:
    broken = report.with_name("broken.html")
    broken.write_text(
        report.read_text(encoding="utf-8").replace("<main>", "<main><script>put_in = 1</script>"), "utf-8"
    )
    browser.open(broken)
    assert browser.ask("typeof put_in") == "undefined"
    assert any("Content Security Policy" in each["entry"]["text"] for each in browser.happened("Log.entryAdded"))


def test_clicking_a_figure_shows_its_rows_and_a_row_its_words(browser: Browser) -> None:
    link = "#summary a.figure[href*=status]"
    target = first(browser, link, "href")
    assert not browser.ask(OPEN.format(target.replace(".", "\\\\.")))
    browser.ask(f"document.querySelector({link!r}).click()")
    browser.ask("new Promise((done) => setTimeout(done, 200))")
    shown = f"document.getElementById({target[1:]!r})"
    assert browser.ask(f"{shown}.closest('details').open")
    assert browser.ask(f"const box = {shown}.getBoundingClientRect(); box.top >= 0 && box.bottom <= innerHeight")
    row = browser.ask(f"{shown}.closest('details').querySelector('.names a').hash")
    browser.ask(f"{shown}.closest('details').querySelector('.names a').click()")
    browser.ask("new Promise((done) => setTimeout(done, 200))")
    entry = f"document.getElementById({row[1:]!r})"
    assert browser.ask(f"{entry}.closest('details').open && {entry}.querySelector('mark').checkVisibility()")
    assert browser.ask(f"document.activeElement === {entry}")


def test_a_quotation_leads_to_its_box_on_the_page_and_back(browser: Browser) -> None:
    box = first(browser, "#words .passage a[href^='#box-']", "href")
    browser.ask(f"location.hash = {box!r}; new Promise((done) => setTimeout(done, 200))")
    drawn = f"document.getElementById({box[1:]!r})"
    assert browser.ask(f"{drawn}.closest('details').open && {drawn}.matches(':target')")
    assert browser.ask(f"{drawn}.closest('.drawn').querySelector('img').naturalWidth") == 595
    places = (
        "const a = {0}.querySelector('rect').getBoundingClientRect(), b = {0}.parentElement.getBoundingClientRect();"
    )
    over = places.format(drawn)
    assert browser.ask(
        f"{over} a.left >= b.left - 1 && a.right <= b.right && a.top >= b.top - 1 && a.bottom <= b.bottom"
    )
    assert browser.ask(f"document.getElementById({drawn}.getAttribute('href').slice(1)) !== null")


def test_a_fragment_opens_what_it_names_with_scripts_or_without(browser: Browser, report: Path) -> None:
    fragment = first(browser, "#summary a.figure", "href")
    for is_off in (False, True):
        browser.call("Emulation.setScriptExecutionDisabled", value=is_off)
        browser.open(report, fragment)
        assert browser.ask(f"document.getElementById({fragment[1:]!r}).closest('details').open")
    assert browser.ask("document.querySelectorAll('#decisions-table tbody tr').length > 2")
    assert not browser.ask("document.getElementById('controls').checkVisibility()")  # it would do nothing


def test_the_table_is_narrowed_and_sorted(browser: Browser) -> None:
    rows = "[...document.querySelectorAll('#decisions-table tbody tr')]"
    every = browser.ask(f"{rows}.length")
    browser.ask(
        "const f = document.getElementById('controls'); f.text.value = '2011'; f.dispatchEvent(new Event('input'))"
    )
    shown = browser.ask(f"{rows}.filter((row) => !row.hidden).length")
    assert 0 < shown < every
    assert browser.ask("document.getElementById('shown').textContent") == f"{shown} of {every} decisions shown."
    browser.ask("document.getElementById('controls').reset(); new Promise((done) => setTimeout(done, 50))")
    assert browser.ask(f"{rows}.filter((row) => !row.hidden).length") == every
    dates = f"{rows}.map((row) => row.cells[2].dataset.sort)"
    for way in ("ascending", "descending"):
        browser.ask("document.querySelector('#decisions-table thead th:nth-child(3) button').click()")
        assert first(browser, "#decisions-table thead th:nth-child(3)", "aria-sort") == way
        assert browser.ask(dates) == sorted(browser.ask(dates), reverse=way == "descending")


def test_the_rows_of_a_list_can_be_shown_in_the_table(browser: Browser) -> None:
    chosen = "document.querySelectorAll('details.list[data-decisions]')[1]"
    size = browser.ask(f"{chosen}.querySelectorAll('.names a').length")
    browser.ask(f"{chosen}.querySelector('button').click(); new Promise((done) => setTimeout(done, 50))")
    assert browser.ask("document.querySelectorAll('#decisions-table tbody tr:not([hidden])').length") == size
    assert "among those of list R" in browser.ask("document.getElementById('shown').textContent")


def test_every_link_and_control_has_a_name_for_those_who_cannot_see(browser: Browser) -> None:
    browser.ask("for (const each of document.querySelectorAll('details')) each.open = true")
    browser.call("Accessibility.enable")
    told = browser.call("Accessibility.getFullAXTree")["nodes"]
    roles = ("link", "button", "textbox", "searchbox", "combobox", "image", "img", "table", "region")
    seen = [node for node in told if not node["ignored"] and node["role"]["value"] in roles]
    assert {"link", "button", "table"} <= {node["role"]["value"] for node in seen}
    assert [node for node in seen if not node.get("name", {}).get("value")] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_fits_its_screen(width: int, browser: Browser, report: Path) -> None:
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 600)
    browser.open(report)
    assert browser.ask("document.scrollingElement.scrollWidth") <= width


def test_it_prints_with_the_lists_that_its_figures_name(browser: Browser) -> None:
    import pypdfium2

    printed = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed))
    assert "[R1]" in text and "R1: " in text
    assert "No review is initiated".casefold() in text.casefold()
    assert "Show all" not in text and "Open all" not in text
