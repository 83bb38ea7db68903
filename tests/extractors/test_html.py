"""Of an HTML page, what a browser shows is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Hidden, Hiding
from extractors.html import read, read_text


def text_of(markup: str) -> str:
    return read_text(markup.encode())[0]


def test_blocks_stand_on_lines_and_inline_marks_leave_no_trace() -> None:
    markup = "<h1>Minutes</h1><p>The <b>panel</b>\n did not&nbsp;agree.<br>It closed.<ul><li>One<li>Two</ul>"
    assert text_of(markup) == "Minutes\nThe panel did not agree.\nIt closed.\nOne\nTwo"


def test_a_row_is_a_line() -> None:
    markup = (
        "<table><tr><th>Case<th>Decision<th>Cost<tr><td><p>C</p><td><p>not held</p><td><tr><td><td>none<td>£5</table>"
    )
    assert text_of(markup) == "Case | Decision | Cost\nC | not held\n | none | £5"


def test_a_table_within_a_cell_keeps_its_rows() -> None:
    markup = "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td><td>d</table><td>e</table>"
    assert text_of(markup) == "a | b\nc |  | d | e"


def test_preformatted_lines_are_kept_and_their_wrapping_undone() -> None:
    first = "The panel heard from all of the agencies involved and came to the view"
    markup = f"<pre>Case   A\n{first}\nthat no review was due.</pre>"
    assert text_of(markup) == f"Case A\n{first} that no review was due."


@pytest.mark.parametrize(
    ("markup", "mechanism"),
    [
        ("<!--secret-->", Hiding.COMMENT),
        ("<p hidden>secret</p>", Hiding.HIDDEN_STYLE),
        ("<p style='color:red; DISPLAY : none'>secret</p>", Hiding.HIDDEN_STYLE),
        ("<div style='display:none'><p>sec<b>ret</b></p></div>", Hiding.HIDDEN_STYLE),
        ("<span style='visibility:hidden'>secret</span>", Hiding.HIDDEN_STYLE),
        ("<template>secret</template>", Hiding.OTHER),
        ("<noscript>secret</noscript>", Hiding.OTHER),
    ],
)
def test_what_a_browser_does_not_show_is_counted_not_read(markup: str, mechanism: Hiding) -> None:
    text, hidden = read_text(f"<html><body><p>shown</p>{markup}</body></html>".encode())
    assert (text, hidden) == ("shown", (Hidden(mechanism, 6),))


@pytest.mark.parametrize("markup", ["<script>secret</script>", "<style>secret</style>"])
def test_the_machinery_of_a_page_is_neither_read_nor_called_hidden(markup: str) -> None:
    page = f"<html><head><title>t</title></head><body><p>shown</p>{markup}</body></html>"
    assert read_text(page.encode()) == ("shown", ())


def test_a_style_sheet_hides_too() -> None:
    sheet = "/* .b */ .a, #x {color: red; display: none} @media print {.b {display: none}} .open {display: block}"
    markup = f"<style>{sheet}</style><p class=a>one</p><p class=b>two</p><p class='a open'>three</p><p id=x>four</p>"
    text, hidden = read_text(markup.encode())
    assert text == "two\nthree"
    assert Hidden(Hiding.HIDDEN_STYLE, 7) in hidden


def test_what_assistive_technology_skips_is_read() -> None:
    assert text_of("<p aria-hidden=true>shown</p>") == "shown"


def test_the_page_says_its_charset() -> None:
    assert text_of("<p>£5 – “no”</p>") == "£5 – “no”"
    declared = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>£5 – “no”</p>'
    assert read_text(declared.encode("cp1252"))[0] == "£5 – “no”"
    assert read_text("<p>£5</p>".encode("utf-16"))[0] == "£5"


def test_a_ticked_box_is_read_as_one() -> None:
    assert (
        text_of("<p><input type=checkbox checked> held</p><p><input type=checkbox> not held</p>")
        == "☒ held\n☐ not held"
    )


def test_deep_nesting_is_no_trouble() -> None:
    assert text_of("<div>" * 1500 + "deep") == "deep"


@given(st.text(alphabet=st.sampled_from("<>/tdrp!-=\"' abc{}"), max_size=200))
def test_no_markup_makes_it_fail(markup: str) -> None:
    assert len(read(markup.encode()).pages) == 1


@pytest.mark.parametrize(
    ("markup", "mechanism"),
    [
        ('<p style="font-size:0">secret</p>', Hiding.TINY),
        ('<p style="font-size: 1px">secret</p>', Hiding.TINY),
        ('<p style="opacity:0">secret</p>', Hiding.TRANSPARENT),
        ('<p style="position:absolute; left:-9999px">secret</p>', Hiding.OFF_PAGE),
        ('<p style="color:#FFFFFF">secret</p>', Hiding.GROUND_COLOUR),
        ('<font color="white">secret</font>', Hiding.GROUND_COLOUR),
        ('<style>.a{color:#fff}</style><p class="a">secret</p>', Hiding.GROUND_COLOUR),
        ('<style>.a{visibility:hidden}</style><p class="a">secret</p>', Hiding.HIDDEN_STYLE),
        ('<p style="display:none !important">secret</p>', Hiding.HIDDEN_STYLE),
    ],
)
def test_what_styles_make_invisible_is_counted_not_read(markup: str, mechanism: Hiding) -> None:
    page = read(f"<p>shown</p>{markup}".encode()).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(mechanism, 6),))


@pytest.mark.parametrize(
    "markup",
    [
        '<table bgcolor="#003366"><tr><td><font color="white">seen</font></td></tr></table>',
        '<div style="background:#036"><p style="color:white">seen</p></div>',
        '<style>.h{background-color:navy}</style><div class="h"><p style="color:#fff">seen</p></div>',
        '<p style="font-size:10px;opacity:0.8;text-indent:-10px">seen</p>',
    ],
)
def test_white_on_colour_and_small_print_are_read(markup: str) -> None:
    assert read(markup.encode()).pages[0].text == "seen"
