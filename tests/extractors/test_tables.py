from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors import pdf
from extractors.layout import TextBuilder, Word
from extractors.place import Place
from extractors.tables import Edge, Table, find_tables, picture_edges, tables_from_edges, write_table
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


def written(content: bytes) -> list[str]:
    return pdf.read(content).pages[0].text.split("\n")


def ruled_pdf(rows: list[list[str]], style: Sequence[tuple[object, ...]], widths: list[float]) -> bytes:
    """A PDF of a page with one table, its cells wrapped, ruled as the style says."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.platypus import Table as Grid

    cell = ParagraphStyle("cell", fontName="Helvetica", fontSize=10, leading=12.5)
    grid = Grid([[Paragraph(text, cell) for text in row] for row in rows], colWidths=widths)
    grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *style])
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4, invariant=1).build([Paragraph("Record of decision.", cell), grid])
    return target.getvalue()


LEVEL: list[tuple[object, ...]] = [
    ("LINEABOVE", (0, 0), (-1, 0), 0.5, "black"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),
]


def test_a_table_ruled_between_its_rows_only_is_read_row_by_row_with_its_cells_whole() -> None:
    lines = written(ruled_pdf(ROWS, LEVEL, [130, 80, 200]))
    assert lines == ["Record of decision.", *(" | ".join(row) for row in ROWS)]


def test_a_table_ruled_above_and_under_its_head_and_at_its_end_has_a_row_on_each_line() -> None:
    rows = [["Name", "Role", "Agency"], ["H Wren", "Chair", "Independent"], ["P Tarn", "Nurse", "Health"]]
    lines = [
        [
            Word(word, x0 + 30 * k, 104 + 20 * i, x0 + 30 * k + 25, 114 + 20 * i)
            for x0, cell in zip((80, 210, 350), row, strict=True)
            for k, word in enumerate(cell.split())
        ]
        for i, row in enumerate(rows)
    ]
    (table,) = tables_from_edges([Edge(y, 72, 500) for y in (100, 119, 160)], [])
    text = TextBuilder()
    write_table(table, lines, text)
    assert text.finish()[0].rstrip("\n").split("\n") == [" | ".join(row) for row in rows]


def test_level_rules_around_running_text_part_no_cells() -> None:
    text = "The panel met on the day after the inquest, heard from the school, and put its decision off again."
    lines = written(ruled_pdf([[text], [text], [text]], LEVEL, [400]))
    assert lines == ["Record of decision.", text, text, text]


def test_merged_cells_are_written_once_and_whole() -> None:
    rows = [
        ["The decision of the panel and what it was said to rest on, in full", ""],
        ["Child K", "No review was held, since no one would pay for it."],
        ["", "The Chair was told."],
    ]
    merged = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("SPAN", (0, 0), (1, 0)), ("SPAN", (0, 1), (0, 2))]
    assert written(ruled_pdf(rows, merged, [100, 180]))[1:] == [
        rows[0][0],
        " | ".join(rows[1]),
        "The Chair was told.",
    ]


XS, YS = (60.0, 200.0, 420.0, 530.0), (100.0, 130.0, 175.0, 190.0, 240.0)


def drawn_page(dpi: int, slant: float = 0.0) -> tuple[Table, tuple[list[Edge], list[Edge]]]:
    """A page with a table, words in its cells and a black box, as a picture; the table, and the edges found."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    scale = dpi / 72
    picture = Image.new("L", (round(595 * scale), round(842 * scale)), color=245)
    draw = ImageDraw.Draw(picture)
    for y in YS:
        draw.line([(XS[0] * scale, y * scale), (XS[-1] * scale, (y + slant) * scale)], fill=30, width=round(scale))
    for x in XS:
        draw.line([(x * scale, YS[0] * scale), (x * scale, YS[-1] * scale)], fill=30, width=round(scale))
    font = ImageFont.load_default(11 * scale)
    for y in (108, 140, 178, 205, 400, 415):
        draw.text((70 * scale, y * scale), "Child K, MILL STREET", fill=0, font=font)
    draw.rectangle([100 * scale, 500 * scale, 300 * scale, 514 * scale], fill=0)
    level, upright = picture_edges(np.asarray(picture), dpi)
    (table,) = tables_from_edges(level, upright)
    return table, (level, upright)


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("slant", [0.0, 2.5])
def test_rules_in_a_picture_make_the_table_that_is_drawn_and_letters_and_boxes_make_none(
    dpi: int, slant: float
) -> None:
    table, (level, upright) = drawn_page(dpi, slant)
    assert (len(level), len(upright)) == (len(YS), len(XS))
    assert [len(row) for row in table.rows] == [3] * 4
    for row, top, bottom in zip(table.rows, YS[:-1], YS[1:], strict=True):
        for cell, x0, x1 in zip(row, XS[:-1], XS[1:], strict=True):
            assert (cell.x0, cell.top, cell.x1, cell.bottom) == pytest.approx((x0, top, x1, bottom), abs=2.5)


def test_words_read_from_a_picture_fall_into_the_cells_that_its_rules_make() -> None:
    table, _ = drawn_page(200)
    cells = [[f"cell{i}{j}" for j in range(3)] for i in range(4)]
    lines = [
        [Word(cells[i][j], XS[j] + 5, YS[i] + 2 + j, XS[j] + 45, YS[i] + 12 + j, confidence=0.9) for j in range(3)]
        for i in range(4)
    ]
    text = TextBuilder()
    write_table(table, lines, text)
    assert text.finish()[0].rstrip("\n").split("\n") == [" | ".join(row) for row in cells]
