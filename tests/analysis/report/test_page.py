from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html

from analysis.charts.chart import Chart
from analysis.figures import Figure
from analysis.report.contents import Contents
from analysis.report.inputs import Accuracy, Extras, Measured
from analysis.report.page import figure_anchor, render_page
from analysis.report.pictures import DrawnPage, pages_wanted
from tests.analysis.made_exports import awkward_texts
from tests.analysis.report.made_report import AWKWARD, FEW, contents_of, page_of, parsed

SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>T</title>{}</svg>'


def a_chart(svg: str) -> Chart:
    figure = Figure("chart.one[A & B]", 0.5, "Half of <them>.", rows=("nobody",))
    return Chart("one", "A title", svg, b"", "In <words>", "A source", (figure,), "A note")


def with_chart(folder: Path, svg: str) -> Contents:
    return contents_of(folder, extras=Extras(charts=(a_chart(svg),)))


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return contents_of(tmp_path_factory.mktemp("store"), AWKWARD)


@pytest.fixture(scope="module")
def page(contents: Contents) -> str:
    return page_of(contents)


@pytest.fixture(scope="module")
def tree(page: str) -> html.HtmlElement:
    return parsed(page)


def test_words_of_documents_are_never_markup(page: str, tree: html.HtmlElement) -> None:
    assert len(tree.findall(".//script")) == len(tree.findall(".//style")) == 1
    assert page.count("</style>") == page.count("</script>") == 1
    assert "<script>hacked" not in page
    quoted = " ".join(mark.text_content() for mark in tree.iter("mark"))
    assert "<script>hacked = true</script></style>\"quotes' & \u202eRTL עברית 👩‍👧 \u2401" in quoted
    assert "\x01" not in page


def test_directions_of_writing_stay_within_their_element(tree: html.HtmlElement) -> None:
    assert all(quote.get("dir") == "auto" for quote in tree.iter("blockquote"))
    assert any("\u202e" in name.text_content() for name in tree.iter("bdi"))  # a body named so


def test_the_one_script_is_the_one_that_is_allowed_and_nothing_is_loaded(page: str, tree: html.HtmlElement) -> None:
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    script = tree.findtext(".//script") or ""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert f"script-src 'sha256-{digest}'" in policy
    addresses = tree.xpath("//@src | //@href | //@action | //@poster | //@data | //@srcset")
    assert addresses and all(address.startswith(("#", "data:")) for address in addresses)
    assert not re.search(
        r"url\(|@import|fetch\(|XMLHttpRequest|https?://", page.replace("http://www.w3.org/2000/svg", "")
    )


def test_every_link_leads_somewhere_and_every_place_is_there_once(tree: html.HtmlElement) -> None:
    from urllib.parse import unquote

    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {unquote(link[1:]) for link in tree.xpath("//@href") if link.startswith("#")} <= set(ids)
    labelled = {name for names in tree.xpath("//@aria-labelledby") for name in names.split()}
    assert labelled <= set(ids)


def test_headings_tables_and_controls_can_be_told_by_ear(tree: html.HtmlElement) -> None:
    levels = [int(each.tag[1]) for each in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    for table in tree.iter("table"):
        assert table.find("caption") is not None or table.get("aria-label")
        assert all(cell.get("scope") for cell in table.iter("th"))
    assert all(region.get("tabindex") == "0" for region in tree.xpath("//*[@role='region']"))
    assert all(field.getparent().tag == "label" for field in tree.iter("input", "select"))
    assert tree.get("lang") == "en" and tree.findtext(".//title")


def test_what_may_distress_is_folded_up_and_said_to_be(tree: html.HtmlElement) -> None:
    assert all(quote.xpath("ancestor::details") for quote in tree.iter("blockquote"))
    assert not tree.xpath("//details[@open]")
    assert "death, injury or abuse" in tree.get_element_by_id("words").text_content()


def test_the_table_of_decisions_has_all_that_is_asked_of_it(contents: Contents, tree: html.HtmlElement) -> None:
    rows = tree.xpath("//table[@id='decisions-table']/tbody/tr")
    assert [row.get("data-id") for row in rows] == [each.decision_id for each in contents.decisions]
    first, entry = [" ".join(cell.text_content().split()) for cell in rows[0]], contents.decisions[0]
    assert first[0] == "1" and entry.case in first[1] and "no review is initiated" in first[5]
    assert all(row.xpath(".//a/@href")[0] == f"#{row.get('data-id')}" for row in rows)


def test_reasons_have_their_shares_strict_and_broad_and_the_words_of_both(
    contents: Contents, tree: html.HtmlElement
) -> None:
    section = tree.get_element_by_id("reasons")
    rows = {row.xpath("string(./th/span)"): row for row in section.iter("tr") if row.find("td") is not None}
    assert list(rows) == [line.reason for line in contents.reasons.lines]
    line = next(each for each in contents.reasons.lines if each.code == "cost")
    told = [" ".join(cell.text_content().split()) for cell in rows[line.reason].iter("td")]
    assert told[0] == line.strict.count.text and line.broad.count.text in told
    assert "a person is yet to look at" in section.text_content()  # what broad means


def test_unverified_passages_are_marked_and_counted_ones_told_by_version(tree: html.HtmlElement) -> None:
    passages = tree.xpath("//article[starts-with(@class, 'passage')]")
    assert passages and all("unverified" in each.text_content() for each in passages)
    told = {" ".join(each.text_content().split()) for each in tree.xpath("//span[contains(@class, 'badge')]")}
    assert {"counted: strict", "not counted"} <= told


def test_accuracy_is_told_or_said_to_be_unknown(tmp_path: Path, page: str) -> None:
    assert "It is not known how accurate the model is" in page
    known = Accuracy("m1", "Measured on made passages.", (Measured("status right", 0.87, 0.84, 0.891, 1080),))
    told = parsed(page_of(contents_of(tmp_path, extras=Extras(accuracy=known)))).get_element_by_id("method")
    assert "status right0.870.84 to 0.891,080" in "".join(told.text_content().split("\n"))


def test_a_day_is_on_the_page_only_where_it_is_given(contents: Contents, page: str) -> None:
    assert "Made on" not in page
    dated = replace(contents, settings=replace(FEW, dated="2026-11-24 <b>", title="T & <i>"))
    assert "Made on 2026-11-24 &lt;b&gt;." in page_of(dated) and "<title>T &amp; &lt;i&gt;</title>" in page_of(dated)


def test_a_chart_stands_in_the_page_with_its_words_and_figures(tmp_path: Path) -> None:
    contents = with_chart(tmp_path, SVG.format("<path d='M0 0'/>"))
    figure = parsed(page_of(contents)).get_element_by_id("chart-one")
    assert figure.find(".//path") is not None
    assert "In <words>" in figure.text_content() and "Half of <them>." in figure.text_content()
    assert figure.xpath(".//a/@href") == ["#figure-chart.one%5BA_%26_B%5D"]
    assert figure_anchor("chart.one[A & B]") == "figure-chart.one[A_&_B]"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        '<image href="https://elsewhere.example/a.png"/>',
        '<rect onclick="1"/>',
        "<foreignObject/>",
        '<rect style="fill: url(//elsewhere.example/a)"/>',
    ],
)
def test_a_chart_that_asks_for_more_than_a_picture_is_refused(inside: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="asks for more than a picture"):
        page_of(with_chart(tmp_path, SVG.format(inside)))


def test_a_chart_that_is_no_svg_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no SVG"):
        page_of(with_chart(tmp_path, "<svg><unclosed></svg>"))


def test_pages_are_shown_with_their_quotations_boxed_and_linked_both_ways(contents: Contents) -> None:
    wanted = pages_wanted(contents)
    first = wanted[0]
    drawn = {(first.document_id, first.page): DrawnPage(b"RIFF", "image/webp", 80, 120, 595.0, 842.0)}
    tree = parsed("".join(render_page(contents, drawn)))
    (image,) = tree.iter("img")
    assert image.get("src") == "data:image/webp;base64,UklGRg=="
    assert image.get("alt").startswith(f"Page {first.page} of {first.source_name}. Boxed: ")
    assert (image.get("width"), image.get("height"), image.get("decoding")) == ("80", "120", "async")
    ids = set(tree.xpath("//@id"))
    for boxed in first.boxed:
        assert boxed.anchor in ids and boxed.back in ids
        assert f"#{boxed.anchor}" in tree.xpath("//@href")
    assert tree.xpath("//rect/@x")[0] == "-0.5"  # made boxes begin at 1 point, and are drawn a little wider
    assert f"{len(wanted) - 1} more page" in tree.get_element_by_id("pages").text_content()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=awkward_texts)
def test_any_text_comes_out_as_it_is(text: str, contents: Contents) -> None:
    named = replace(contents, decisions=(replace(contents.decisions[0], case=text, body=text),))
    page = page_of(named)
    page.encode()
    row = parsed(page).xpath("//table[@id='decisions-table']/tbody/tr")[0]
    shown = row.xpath("./th/bdi")[0].text_content()
    whole = "".join(character for character in text if character.isprintable() and not character.isspace())
    assert [character for character in shown if character in whole] == list(whole)
