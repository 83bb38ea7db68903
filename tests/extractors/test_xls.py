"""Of an Excel 97-2003 workbook, the cells that are shown are read."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Outcome
from extractors.xls import read
from tests.made_word97 import ole

FILES = Path(__file__).parents[3] / "shared" / "files"
PLAIN, PALE, EMPTY_FORMAT, DATE = range(4)  # the styles of `workbook`


def record(kind: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack("<HH", kind, len(body)) + body


def name_of(text: str, size: str = "<B") -> bytes:
    return struct.pack(size, len(text)) + b"\0" + text.encode("latin-1")


def font(colour: int) -> bytes:
    return record(0x31, struct.pack("<HHHHHBBBB", 200, 0, colour, 400, 0, 0, 0, 0, 0), name_of("Arial"))


def style(font_index: int, format_key: int) -> bytes:
    return record(0xE0, struct.pack("<HHHBBBBIIH", font_index, format_key, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def label(row: int, column: int, text: str, look: int = PLAIN) -> bytes:
    return record(0x204, struct.pack("<HHH", row, column, look), name_of(text, "<H"))


def number(row: int, column: int, value: float, look: int = PLAIN) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, look, value))


HIDDEN_COLUMN_1 = record(0x7D, struct.pack("<HHHHHH", 1, 1, 2000, 0, 1, 0))
HIDDEN_ROW_1 = record(0x208, struct.pack("<HHHHHHI", 1, 0, 4, 255, 0, 0, 0x20))


def workbook(*sheets: tuple[str, int, bytes]) -> bytes:
    """Return a workbook of sheets: name, how hidden (0, 1, 2), records."""
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0x7CC, 0, 6)) + record(0x42, struct.pack("<H", 1200))
    head += font(0x7FFF) + font(9) + record(0x41E, struct.pack("<H", 170), name_of(";;;", "<H"))
    head += style(0, 0) + style(1, 0) + style(0, 170) + style(0, 14)
    bodies = [
        record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0x7CC, 0, 6)) + content + record(0x0A)
        for _, _, content in sheets
    ]
    names = [name_of(name) for name, _, _ in sheets]
    at = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    for (_, state, _), name, body in zip(sheets, names, bodies, strict=True):
        head += record(0x85, struct.pack("<IBB", at, state, 0), name)
        at += len(body)
    return ole({"Workbook": head + record(0x0A) + b"".join(bodies)})


MADE = workbook(
    (
        "Referrals",
        0,
        HIDDEN_COLUMN_1
        + HIDDEN_ROW_1
        + label(0, 0, "Case") + label(0, 1, "name") + number(0, 2, 40402, DATE)
        + label(1, 0, "unseen") + label(2, 0, "pale", PALE) + number(2, 2, 4000)
        + label(3, 0, "format", EMPTY_FORMAT) + label(3, 2, "shown"),
    ),
    ("Deep", 2, label(0, 0, "buried")),
)  # fmt: skip


def test_hidden_sheets_rows_columns_and_cells_are_counted_not_read() -> None:
    (page,) = read(MADE).pages
    assert page.text == "Referrals\nCase | 2010-08-12\n | 4000\n | shown"
    assert page.hidden == (
        Hidden(Hiding.GROUND_COLOUR, 4),
        Hidden(Hiding.HIDDEN_COLUMN, 4),
        Hidden(Hiding.HIDDEN_ROW, 6),
        Hidden(Hiding.HIDDEN_SHEET, 6),
        Hidden(Hiding.HIDDEN_STYLE, 6),
    )


def test_a_workbook_cut_short_says_so() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(MADE[:1000])
    assert refusal.value.outcome == Outcome.CORRUPT


def test_a_real_workbook_is_read() -> None:
    if not FILES.is_dir():
        pytest.skip("the shared files are not here")
    text = read((FILES / "docling__legacy_sample.xls").read_bytes()).pages[0].text
    assert text.startswith("Duck Observations\n | Number of freshwater ducks per year\n | Year | Freshwater Ducks")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(MADE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
@example([(536, 0)])  # a code page that nobody has
def test_a_changed_file_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    content = bytearray(MADE)
    for place, value in changes:
        content[place] = value
    try:
        read(bytes(content))
    except UnreadableFile as refusal:
        assert refusal.reason
