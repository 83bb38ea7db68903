"""Of a Rich Text document, what a word processor shows is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Hidden, Hiding
from extractors.rtf import read
from tests.made_files import ole_native

FILES = Path(__file__).parents[3] / "shared" / "files"
HEAD = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Wingdings;}}"
COLOURS = rb"{\colortbl;\red255\green255\blue255;\red0\green0\blue90;}"


def text_of(body: bytes) -> str:
    return read(HEAD + COLOURS + body + b"}").pages[0].text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"No re\b view\b0  was held.\par Next", "No review was held.\nNext"),
        (rb"\'a35 \u8211? {\uc2\u233\'65\'65} {\f1 \'cf\'f0\'e8}", "£5 – é При"),
        (rb"a\~b\_c\tab d\line e", "a b-c\td\ne"),
        (rb"{\f2\'fe} held", "☒ held"),
        (rb"\u-10179?\u-8704?", "\N{GRINNING FACE}"),
        (rb"{\field{\*\fldinst HYPERLINK \"http://example.org\"}{\fldrslt the page}}", "the page"),
        (rb"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1}}}{\fldrslt}} held", "☒ held"),
        (rb"{\listtext 5.2\tab}agreed", "5.2\tagreed"),
        (rb"{\pict\pngblip 89504e47}{\*\bkmkstart secret}{\*\unknown secret}shown", "shown"),
        (rb"\bin6 secretshown", "shown"),
        (rb"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 1}}{\shptxt boxed\par}}}body", "body\nboxed"),
        (rb"body{\header top\par}{\footer foot\par}{\footnote note}", "top\nbody\nnote\nfoot"),
    ],
)
def test_what_is_shown_is_read(body: bytes, text: str) -> None:
    assert text_of(body) == text


def test_rows_are_lines_and_a_table_in_a_cell_stays_in_it() -> None:
    inner = rb"\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\nestrow}"
    body = rb"before\par\trowd\pard\intbl A\cell one\par two\cell\row\trowd\pard " + inner + rb"\pard\intbl z\cell\row"
    assert text_of(body + rb"\pard after") == "before\nA | one\ntwo\nx | y\nz\nafter"


def test_headers_and_footers_are_furniture() -> None:
    page = read(HEAD + rb"{\header top\par}body{\footer foot}}").pages[0]
    assert [page.text[start:end] for start, end in page.furniture] == ["top", "foot"]


@pytest.mark.parametrize(
    ("hiding", "mechanism"),
    [
        (rb"{\v secret}", Hiding.HIDDEN_STYLE),
        (rb"\v secret\v0", Hiding.HIDDEN_STYLE),
        (rb"\v\u115 ?ecret\plain", Hiding.HIDDEN_STYLE),
        (rb"{\deleted secret}", Hiding.TRACKED_DELETION),
        (rb"{\cf1 secret}", Hiding.GROUND_COLOUR),
        (rb"{\fs2 secret}", Hiding.TINY),
        (rb"{\*\annotation{\*\atnref 1}secret}", Hiding.COMMENT),
        (rb"{\*\atnauthor secret}", Hiding.COMMENT),
        (rb"{\info{\author secret}}", Hiding.PROPERTIES),
    ],
)
def test_what_is_hidden_is_counted_not_read(hiding: bytes, mechanism: Hiding) -> None:
    page = read(HEAD + COLOURS + rb"shown" + hiding + b"}").pages[0]
    assert page.text == "shown"
    assert [found.mechanism for found in page.hidden] == [mechanism]
    assert 5 <= page.hidden[0].characters <= 7


@pytest.mark.parametrize("ground", [rb"\highlight2", rb"\chcbpat2", rb"\cbpat2"])
def test_white_on_a_coloured_ground_is_read(ground: bytes) -> None:
    assert text_of(ground + rb"\cf1 seen") == "seen"


def test_an_object_is_a_file_inside_and_one_of_another_kind_is_told() -> None:
    native = ole_native("list.csv", b"a,b")[4:]
    name = b"Package\0"
    data = bytes.fromhex("0105000002000000") + len(name).to_bytes(4, "little") + name + bytes(8)
    data += len(native).to_bytes(4, "little") + native
    reading = read(HEAD + rb"{\object\objemb{\*\objdata " + data.hex().encode() + rb"}{\result shown}}}")
    assert (reading.pages[0].text, reading.attachments[0].name, reading.attachments[0].content) == (
        "shown", "list.csv", b"a,b",
    )  # fmt: skip
    assert "not read: 1" in read(HEAD + rb"{\object{\*\objdata 0102}}}").note


def test_ten_thousand_groups_within_one_another_are_read() -> None:
    assert text_of(b"{" * 10_000 + b"deep" + b"}" * 10_000) == "deep"


def test_what_follows_the_document_is_not_read() -> None:
    assert read(rb"{\rtf1 shown}secret").pages[0].text == "shown"


def test_real_documents_are_read() -> None:
    if not FILES.is_dir():
        pytest.skip("the shared files are not here")
    assert read((FILES / "alaveteli__rtf-xss.rtf").read_bytes()).pages[0].text == "Hello\nHello"
    lines = read((FILES / "unstructured__fake-doc.rtf").read_bytes()).pages[0].text.split("\n")
    assert lines[-1] == "Row 2, Cell 1 | Row 2, Cell 2"


PIECES = (rb"{", rb"}", rb"\v", rb"\v0", rb"\'e", rb"\u-1", rb"\bin99", rb"\*", rb"\cell", rb"\row", rb"\nestrow", b"x",
          rb"\itap70", rb"{\header ", rb"{\fonttbl\f1", rb"\fcharset999 ", rb"{\*\objdata 01",
          b"\\", b"\n")  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_broken_markup_is_read_as_far_as_it_goes(pieces: list[bytes]) -> None:
    page = read(rb"{\rtf1 " + b"".join(pieces)).pages[0]
    assert page.text is not None


def test_hidden_counts_are_exact() -> None:
    assert read(rb"{\rtf1 a{\v secret}}").pages[0].hidden == (Hidden(Hiding.HIDDEN_STYLE, 6),)
