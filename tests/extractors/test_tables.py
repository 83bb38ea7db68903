from __future__ import annotations

from pathlib import Path

import pytest

from extractors import pdf
from extractors.place import Place
from extractors.tables import Table, find_tables
from tests import made_documents

FILES = Path(__file__).parents[3] / "shared" / "files"
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample_release"
ROWS = [
    ["Section", "Yes/No", "Comments"],
    ["Has the child died?", "No", ""],
    [
        "Was the child seriously harmed?",
        "Not agreed",
        "Police and Health read the word differently and neither gave way.",
    ],
    ["Decision", "No review", "The fee that was quoted could not be met from the sum set aside for the whole year."],
]


def tables_of(content: bytes | Path, number: int = 1) -> list[Table]:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(content) as document:
        page = document[number - 1]
        return find_tables(page, Place.of(page))


def test_a_ruled_table_is_read_row_by_row_with_its_cells_whole() -> None:
    lines = pdf.read(made_documents.pdf(["Record of decision."], tables=[ROWS])).pages[0].text.split("\n")
    assert lines == ["Record of decision.", *(" | ".join(row) for row in ROWS)]


def test_an_empty_cell_keeps_its_place() -> None:
    text = pdf.read(made_documents.pdf([], tables=[[["A", "B", "C"], ["", "noted", ""]]])).pages[0].text
    assert text.split("\n")[1] == " | noted | "


def test_two_tables_with_words_between_them_are_two() -> None:
    content = made_documents.pdf(["Before."], tables=[ROWS[:2], ROWS[2:]])
    assert [len(table.rows) for table in tables_of(content)] == [2, 2]


def test_a_page_without_rules_has_no_table() -> None:
    assert tables_of(made_documents.pdf(["Words alone."] * 5)) == []


def test_a_frame_around_words_is_no_table() -> None:
    assert tables_of(made_documents.pdf([], tables=[[["A notice in a frame"]]])) == []


def test_a_table_on_a_turned_page_is_found_where_it_is_shown() -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(made_documents.pdf([], tables=[ROWS])) as document:
        page = document[0]
        upright = find_tables(page, Place.of(page))[0]
        page.set_rotation(180)
        turned = find_tables(page, Place.of(page))[0]
        width, height = page.get_size()
    assert len(turned.rows) == len(upright.rows)
    assert turned.box.x0 == pytest.approx(width - upright.box.x1, abs=0.1)
    assert turned.box.top == pytest.approx(height - upright.box.bottom, abs=0.1)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("pdfplumber__issue-13-151201DSP-Fond-581-90D.pdf", 1),
        ("pdfplumber__issue-53-example.pdf", 1),
        ("pdfplumber__table-curves-example.pdf", 1),
        ("docling__2305.03393v1-pg9.pdf", 1),
        ("02_northshire_scr_sub-group_2010-09-14.pdf", 1),
        ("05_calder_vale_decision_form_child_M.pdf", 1),
    ],
)
def test_cells_are_those_that_pdfplumber_finds(name: str, number: int) -> None:
    path = next((folder / name for folder in (SAMPLE, FILES) if (folder / name).exists()), None)
    if path is None:
        pytest.skip("the shared test files are not here")
    import pdfplumber

    with pdfplumber.open(path) as plumber:
        found = [table.rows for table in plumber.pages[number - 1].find_tables()]
    theirs = sorted(
        cell
        for rows in found
        if len(rows) > 1 and any(len(r.cells) > 1 for r in rows)
        for r in rows
        for cell in r.cells
        if cell
    )
    cells = [cell for table in tables_of(path, number) for row in table.rows for cell in row]
    ours = sorted((cell.x0, cell.top, cell.x1, cell.bottom) for cell in cells)
    assert len(ours) == len(theirs)
    for cell in ours:
        assert min(max(abs(a - b) for a, b in zip(cell, other, strict=True)) for other in theirs) < 3
