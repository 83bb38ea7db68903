"""Of a Word 97-2003 document, what Word shows is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Outcome
from extractors.doc import read
from tests.made_word97 import DELETED, IN_TABLE, ROW_END, TINY, VANISHES, WHITE, Run, doc

FILES = Path(__file__).parents[3] / "shared" / "files"


def text_of(*runs: Run | str) -> str:
    return read(doc(runs)).pages[0].text


@pytest.mark.parametrize("utf16", [False, True])
def test_paragraphs_stand_on_lines_in_either_encoding(utf16: bool) -> None:
    made = doc(["No review was ", Run("held – £5.\r"), "Next\r"], utf16=utf16)
    assert read(made).pages[0].text == "No review was held – £5.\nNext"


def test_a_row_of_a_table_is_a_line() -> None:
    cells = [Run("A\x07", paragraph=IN_TABLE), Run("first\r", paragraph=IN_TABLE), Run("last\x07", paragraph=IN_TABLE)]
    assert text_of("before\r", *cells, Run("\x07", paragraph=ROW_END), "after\r") == "before\nA | first\nlast\nafter"


@pytest.mark.parametrize(
    ("changes", "mechanism"),
    [
        (VANISHES, Hiding.HIDDEN_STYLE),
        (DELETED, Hiding.TRACKED_DELETION),
        (WHITE, Hiding.GROUND_COLOUR),
        (TINY, Hiding.TINY),
    ],
)
def test_what_word_does_not_show_is_counted_not_read(changes: bytes, mechanism: Hiding) -> None:
    page = read(doc(["shown ", Run("secret", changes), "\r"])).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(mechanism, 6),))


def test_what_a_fast_save_hides_by_its_piece_is_not_read() -> None:
    deleted_piece = 0x41 << 1 | 1 << 8
    page = read(doc(["secret\r"], piece_modifier=deleted_piece)).pages[0]
    assert (page.text, page.hidden) == ("", (Hidden(Hiding.TRACKED_DELETION, 6),))


def test_comments_are_counted_and_text_boxes_read() -> None:
    page = read(doc(["shown\r"], {"comments": "secret\r", "boxes": "boxed\r"})).pages[0]
    assert (page.text, page.hidden) == ("shown\nboxed", (Hidden(Hiding.COMMENT, 6),))


def test_of_a_field_the_result_is_read_and_not_the_instruction() -> None:
    assert text_of('see \x13 HYPERLINK "http://example.org" \x14the page\x15.\r') == "see the page."


def test_a_hidden_field_stays_hidden() -> None:
    page = read(doc(["a ", Run("\x13 REF x \x14secret\x15", VANISHES), "b\r"])).pages[0]
    assert (page.text, page.hidden) == ("a b", (Hidden(Hiding.HIDDEN_STYLE, 6),))


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (doc(["words\r"], flags=0x0100), Outcome.ENCRYPTED),
        (doc(["words\r"])[:2000], Outcome.CORRUPT),
        (doc(["words\r", Run("secret", VANISHES)]).replace(VANISHES, b"\x08\xd6\xff"), Outcome.CORRUPT),
    ],
)
def test_what_cannot_be_read_says_why(made: bytes, outcome: Outcome) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(made)
    assert refusal.value.outcome == outcome


def test_an_older_word_names_the_program_that_would_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableFile, match="soffice --convert-to docx") as refusal:
        read(doc(["words\r"], version=101))
    assert refusal.value.outcome == Outcome.UNSUPPORTED


def test_real_documents_are_read() -> None:
    if not FILES.is_dir():
        pytest.skip("the shared files are not here")
    text = read((FILES / "docling__greek_heading_styles.doc").read_bytes()).pages[0].text
    assert text.splitlines()[1] == "Problem mit lokalisierten Dokumenten"
    assert read((FILES / "unstructured__duplicate-paragraphs.doc").read_bytes()).pages[0].text.count("some text") == 6


MADE = doc(["shown ", Run("secret", VANISHES), "\r", Run("A\x07", paragraph=IN_TABLE), Run("\x07", paragraph=ROW_END)])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MADE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_changed_file_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(MADE)
    for place, value in changes:
        content[place] = value
    try:
        read(bytes(content))
    except UnreadableFile as refusal:
        assert refusal.reason
