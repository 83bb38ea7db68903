"""Of an OpenDocument text, what a word processor shows is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Outcome
from extractors.odf import read
from tests.made_odf import odf, style

FILES = Path(__file__).parents[3] / "shared" / "files"
STYLES = (
    style("Unseen", 'text:display="none"')
    + style("White", 'fo:color="#ffffff"')
    + style("OnDark", 'fo:color="#ffffff" fo:background-color="#000080"')
    + style("Tiny", 'fo:font-size="1pt"')
    + style("Child", "", parent="Unseen")
    + style("Gone", 'text:display="none"', "paragraph")
    + style("Dark", '<style:table-cell-properties fo:background-color="#000080"/>', "table-cell")
)


def text_of(body: str) -> str:
    return read(odf("text", body, STYLES)).pages[0].text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:h>Item</text:h><text:p>No re<text:span>view</text:span>\n held</text:p>", "Item\nNo review held"),
        ('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>', "a   b\tc\nd"),
        ("<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>", "one"),
        ("<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body>"
         "<text:p>note</text:p></text:note-body></text:note></text:p><text:p>b</text:p>", "a\nb\nnote"),
        ("<text:p>a<draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame></text:p>", "a\nx"),
        ('<text:section text:display="true"><text:p>seen</text:p></text:section>', "seen"),
        ('<text:p><text:span text:style-name="OnDark">seen</text:span></text:p>', "seen"),
    ],
)  # fmt: skip
def test_what_is_shown_is_read(body: str, text: str) -> None:
    assert text_of(body) == text


def cell(words: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>"


def test_a_row_is_a_line_and_repeats_are_bounded() -> None:
    rows = f"<table:table-row>{cell('A')}<table:table-cell/>{cell('B')}</table:table-row>"
    many = f'<table:table-row table:number-rows-repeated="1048576">{cell("x", many_columns)}</table:table-row>'
    lines = text_of(f"<table:table>{rows}</table:table>").split("\n")
    assert lines == ["A |  | B"]
    assert len(text_of(f"<table:table>{many}</table:table>")) < 12_000_000


many_columns = 'table:number-columns-repeated="16384"'


def test_white_in_a_dark_cell_is_read() -> None:
    words = '<text:span text:style-name="White">seen</text:span>'
    dark = cell(words, 'table:style-name="Dark"')
    row = f"<table:table-row>{dark}</table:table-row>"
    assert text_of(f"<table:table>{row}</table:table>") == "seen"


@pytest.mark.parametrize(
    ("xml", "mechanism"),
    [
        ('<text:p><text:span text:style-name="Unseen">secret</text:span></text:p>', Hiding.HIDDEN_STYLE),
        ('<text:p><text:span text:style-name="Child">secret</text:span></text:p>', Hiding.HIDDEN_STYLE),
        ('<text:p text:style-name="Gone">secret</text:p>', Hiding.HIDDEN_STYLE),
        ('<text:p><text:hidden-paragraph text:is-hidden="true"/>secret</text:p>', Hiding.HIDDEN_STYLE),
        ('<text:p><text:hidden-text text:is-hidden="true" text:string-value="secret"/></text:p>', Hiding.HIDDEN_STYLE),
        ('<text:section text:display="none"><text:p>secret</text:p></text:section>', Hiding.HIDDEN_STYLE),
        ('<text:p><text:span text:style-name="White">secret</text:span></text:p>', Hiding.GROUND_COLOUR),
        ('<text:p><text:span text:style-name="Tiny">secret</text:span></text:p>', Hiding.TINY),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>secret</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes>", Hiding.TRACKED_DELETION),
        ("<text:p><office:annotation><text:p>secret</text:p></office:annotation></text:p>", Hiding.COMMENT),
        (f'<table:table><table:table-row table:visibility="collapse">{cell("secret")}</table:table-row></table:table>',
         Hiding.HIDDEN_ROW),
    ],
)  # fmt: skip
def test_what_is_hidden_is_counted_not_read(xml: str, mechanism: Hiding) -> None:
    page = read(odf("text", "<text:p>shown</text:p>" + xml, STYLES)).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(mechanism, 6),))


def test_controls_of_forms_show_what_they_hold() -> None:
    forms = (
        '<office:forms><form:text form:id="a" form:current-value="Ann"/><form:checkbox form:id="b" form:label="held" '
        'form:current-state="checked"/><form:checkbox form:id="c" form:label="not held"/><form:password form:id="d" '
        'form:current-value="secret"/></office:forms>'
    )
    shown = "".join(f'<text:p><draw:control draw:control="{name}"/></text:p>' for name in "abcd")
    assert text_of(forms + shown) == "Ann\n☒ held\n☐ not held"


def test_headers_are_furniture_and_properties_counted() -> None:
    masters = (
        '<office:master-styles><style:master-page style:name="Standard">'
        "<style:header><text:p>top</text:p></style:header>"
        '<style:footer style:display="false"><text:p>unused</text:p></style:footer></style:master-page>'
        '<style:master-page style:name="Envelope"><style:header><text:p>unused</text:p></style:header>'
        "</style:master-page></office:master-styles>"
    )
    meta = "<office:meta><dc:title>secret</dc:title><meta:generator>program</meta:generator></office:meta>"
    page = read(odf("text", "<text:p>body</text:p>", parts={"styles": masters, "meta": meta})).pages[0]
    assert (page.text, page.furniture, page.hidden) == ("top\nbody", ((0, 3),), (Hidden(Hiding.PROPERTIES, 6),))


def test_an_encrypted_file_says_so() -> None:
    manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    with pytest.raises(UnreadableFile) as refusal:
        read(odf("text", "<text:p/>", parts={"META-INF/manifest": manifest}))
    assert refusal.value.outcome == Outcome.ENCRYPTED


def test_a_real_form_is_read() -> None:
    if not FILES.is_dir():
        pytest.skip("the shared files are not here")
    text = read((FILES / "sample-files__libreoffice-form.odt").read_bytes()).pages[0].text
    assert text.split()[4:7] == ["First", "Name", "Alice"]
    assert "☐ Female ☐ Male" in text


MADE = odf(
    "text", f"<text:p>shown</text:p><table:table><table:table-row>{cell('a')}</table:table-row></table:table>", STYLES
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MADE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_changed_file_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(MADE)
    for place, value in changes:
        content[place] = value
    try:
        read(bytes(content))
    except UnreadableFile as refusal:
        assert refusal.reason
