"""What a page shows as withheld: found where it is, and not where there is none."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import Color, black, grey, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.records import Box, Page, RedactionKind, Words
from extractors import hidden_text
from extractors.place import Place
from extractors.redactions import Drawn, drawn_on_page, drawn_on_picture, mark, written
from extractors.text_layer import read_layer
from tests import made_documents

FILES = Path(__file__).parents[3] / "shared" / "files"
DPI = 150


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The aunt of [redacted] was heard.", ["[redacted]"]),
        ("It was put to (Redacted) by the school.", ["(Redacted)"]),
        ("[Name removed] was the social worker.", ["[Name removed]"]),
        ("The file [withheld under s40(2)] was read.", ["[withheld under s40(2)]"]),
        ("[REDACTED - s.40(2)] spoke.", ["[REDACTED - s.40(2)]"]),
        ("[s.31(1)(g)] was discussed.", ["[s.31(1)(g)]"]),
        ("Mr XXXX and XXX XXXX attended.", ["XXXX", "XXX XXXX"]),
        ("Born on XX/XX/XXXX in Calder.", ["XX/XX/XXXX"]),
        ("The child Jxxxx was seen.", ["Jxxxx"]),
        ("██████ ███ reported to the ■■■■■.", ["██████ ███", "■■■■■"]),
        ("Call ***** in the morning.", ["*****"]),
        ("The letter from NAME REDACTED was read.", ["NAME REDACTED"]),
    ],
)
def test_what_is_written_out_as_withheld_is_marked(text: str, marked: list[str]) -> None:
    assert [text[one.start : one.end] for one in written(text)] == marked


@pytest.mark.parametrize(
    "text",
    [
        "Part XXX of the Act",
        "XXX. Any other business",
        "XXXIV and XXXV were read",
        "Love from us all xxx",
        "■ first point ■ second point",
        "One\n*****\nTwo",
        "An XXXL shirt",
        "The child (removed from home in March) was seen.",
        "The child was removed [see minute 4].",
        "The redacted version was published.",
        "REDACTED VERSION FOR PUBLICATION",
        "He said [...] that it would be.",
        "The information was withheld from the family.",
        "f**** and 4***",
        "(the report was withheld from the mother until the trial)",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert written(text) == ()


def drawn(draw: Callable[[Canvas], None]) -> list[Drawn]:
    """What is found on a page with lines of text at 720, 704, 688... and a drawing."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    draw(canvas)
    canvas.save()
    return found_in(target.getvalue(), 1)


def found_in(content: bytes, number: int) -> list[Drawn]:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(content) as document:
        page = document[number - 1]
        place = Place.of(page)
        words = [word for line in read_layer(page, place).lines for word in line]
        seen = hidden_text.survey(page)
        judged = hidden_text.judge(page, words, seen, is_picture=False)
        shown = [word for i, word in enumerate(words) if i not in judged.unseen]
        return drawn_on_page(seen, shown, judged.hidden)


def lines(canvas: Canvas) -> None:
    canvas.setFillColor(black)
    canvas.setFont("Helvetica", 11)
    for i in range(6):
        canvas.drawString(72, 720 - 16 * i, "The panel heard")
        canvas.drawString(260, 720 - 16 * i, "and agreed to meet in the new year.")


def box(canvas: Canvas, colour: Color, *, x: float = 160, y: float = 717, width: float = 90, **options: Any) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, y, width, options.get("height", 14), fill=1, stroke=options.get("stroke", 0))


def black_bar(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, black)


def bar_over_live_text(canvas: Canvas) -> None:
    lines(canvas)
    canvas.drawString(162, 720, "zanzibar")
    box(canvas, black)


def white_box_over_live_text(canvas: Canvas) -> None:
    lines(canvas)
    canvas.drawString(162, 720, "zanzibar")
    box(canvas, white)


def labelled_white_box(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, white, stroke=1)
    canvas.setFillColor(black)
    canvas.drawString(164, 720, "s.40(2)")


def labelled_black_box(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, black)
    canvas.setFillColor(white)
    canvas.drawString(164, 720, "S40(2)")


def paragraph_in_black(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, black, x=72, y=500, width=450, height=100)
    canvas.setFillColor(black)
    canvas.drawString(72, 605, "Before what is withheld, a line of text that runs across the page.")
    canvas.drawString(72, 485, "After it, another line of text that runs across the page as well.")


@pytest.mark.parametrize(
    ("draw", "kind"),
    [
        (black_bar, RedactionKind.BLACK_BOX),
        (bar_over_live_text, RedactionKind.BLACK_BOX),
        (white_box_over_live_text, RedactionKind.WHITE_BOX),
        (labelled_white_box, RedactionKind.WHITE_BOX),
        (labelled_black_box, RedactionKind.BLACK_BOX),
        (paragraph_in_black, RedactionKind.BLACK_BOX),
    ],
    ids=lambda draw: getattr(draw, "__name__", str(draw)),
)
def test_a_box_that_withholds_is_found(draw: Callable[[Canvas], None], kind: RedactionKind) -> None:
    (one,) = drawn(draw)
    assert one.kind is kind
    assert "zanzibar" not in one.label


def table_head(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, Color(0, 0.1, 0.3), x=72, y=740, width=450)
    canvas.setFillColor(white)
    canvas.drawString(76, 743, "Agency      Attended")


def bullets(canvas: Canvas) -> None:
    lines(canvas)
    for i in range(6):
        box(canvas, black, x=62, y=722 - 16 * i, width=5, height=5)


def rules(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, black, x=72, y=714, width=450, height=2)


def chart(canvas: Canvas) -> None:
    lines(canvas)
    for i in range(5):
        box(canvas, Color(0.1, 0.1, 0.4), x=100 + 40 * i, y=300, width=20, height=40 + 20 * i)
        canvas.setFillColor(black)
        canvas.drawString(100 + 40 * i, 285, f"{2009 + i}")


def form_fields(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 11)
    for i in range(4):
        canvas.setFillColor(black)
        canvas.drawString(72, 720 - 30 * i, "Name")
        box(canvas, white, y=717 - 30 * i, width=200, stroke=1)


def shaded_cells(canvas: Canvas) -> None:
    box(canvas, Color(0.85, 0.85, 0.85), x=72, y=717, width=180)
    lines(canvas)


def banner(canvas: Canvas) -> None:
    lines(canvas)
    box(canvas, grey, x=0, y=A4[1] - 60, width=A4[0], height=60)


@pytest.mark.parametrize(
    "draw", (table_head, bullets, rules, chart, form_fields, shaded_cells, banner), ids=lambda draw: draw.__name__
)
def test_what_decorates_a_page_withholds_nothing(draw: Callable[[Canvas], None]) -> None:
    assert drawn(draw) == []


def test_pages_of_minutes_have_no_redactions() -> None:
    content = made_documents.minutes_pdf(4, 3)
    assert [found_in(content, number) for number in range(1, 5)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("x-ray__bad_cross_hatched_redactions.pdf", 1),
        ("x-ray__rectangles_yes.pdf", 1),
        ("x-ray__multi_line_redaction_ok.pdf", 1),
        ("unstructured__multi-column.pdf", 0),
        ("docling__2305.03393v1-pg9.pdf", 0),
        ("pdfplumber__2023-06-20-PV.pdf", 0),
        ("alaveteli__tfl.pdf", 0),
    ],
)
def test_real_pages_are_marked_where_they_withhold(name: str, least: int) -> None:
    if not (FILES / name).exists():
        pytest.skip("the shared test files are not here")
    found = found_in((FILES / name).read_bytes(), 1)
    assert len(found) >= least and bool(found) == bool(least)


def scan(draw: Callable[[ImageDraw.ImageDraw], None], *, noise: float = 6, seed: int = 1) -> list[Drawn]:
    """What is found on a scanned page of text at 150 dots an inch."""
    picture = Image.new("L", (1240, 1754), 245)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(24)
    for i in range(30):
        pen.text((120, 150 + 44 * i), "The panel heard from the school and agreed to meet again in spring", 20, font)
    draw(pen)
    grain = np.random.default_rng(seed).normal(0, noise, (1754, 1240))
    return drawn_on_picture(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8), DPI)


def test_a_black_box_on_a_scan_is_found_where_it_is() -> None:
    (one,) = scan(lambda pen: pen.rectangle((400, 238, 640, 268), fill=8))
    assert one.kind is RedactionKind.BLACK_BOX
    points = 72 / DPI
    expected = (400 * points, 238 * points, 640 * points, 268 * points)
    assert np.allclose((one.box.x0, one.box.top, one.box.x1, one.box.bottom), expected, atol=3)


def test_a_stroke_of_a_marker_pen_on_a_scan_is_found() -> None:
    def stroke(pen: ImageDraw.ImageDraw) -> None:
        edge = np.random.default_rng(4).integers(-7, 8, 120)
        top = [(400 + 4 * i, 236 + i // 8 + int(edge[i])) for i in range(60)]
        bottom = [(400 + 4 * i, 272 + i // 8 + int(edge[60 + i])) for i in range(59, -1, -1)]
        pen.polygon(top + bottom, fill=25)

    (one,) = scan(stroke)
    assert one.kind is RedactionKind.MARKER


@pytest.mark.parametrize("seed", range(3))
def test_a_scanned_page_of_text_has_no_redactions(seed: int) -> None:
    assert scan(lambda pen: None, seed=seed, noise=12) == []


def test_margins_holes_rules_barcodes_photographs_and_dark_heads_on_a_scan_are_no_redactions() -> None:
    def draw(pen: ImageDraw.ImageDraw) -> None:
        pen.rectangle((0, 0, 30, 1754), fill=5)
        pen.rectangle((0, 1720, 1240, 1754), fill=5)
        for y in (500, 1200):
            pen.ellipse((60, y, 100, y + 40), fill=10)
        for y in (1500, 1560, 1620):
            pen.line((120, y, 1100, y), fill=0, width=3)
        for i in range(40):
            pen.rectangle((700 + 9 * i, 30, 703 + 9 * i + i % 3, 100), fill=0)
        pen.rectangle((120, 1640, 1100, 1690), fill=30)
        pen.text((140, 1646), "Agency      Attended      Apologies      Action", 255, ImageFont.load_default(32))
        for x in range(120, 420, 2):
            pen.line((x, 1300, x, 1480), fill=int(90 + 80 * np.sin(x / 20)), width=2)

    assert scan(draw) == []


def page_of(*lines: str) -> Page:
    """A page of 12-point lines, a word every 50 points."""
    spans, boxes, text = array("i"), array("f"), ""
    for row, line in enumerate(lines):
        for column, word in enumerate(line.split(" ")):
            if word:
                spans.extend((len(text), len(text) + len(word)))
                boxes.extend((50 * column, 20 * row, 50 * column + 40, 20 * row + 12))
                text += word + " "
        text = text.rstrip() + "\n"
    return Page(1, text.rstrip(), width_pt=600, height_pt=800, words=Words(spans, boxes))


def bar(column: int, row: int, columns: int = 1, label: str = "") -> Drawn:
    return Drawn(
        RedactionKind.BLACK_BOX, Box(50 * column, 20 * row, 50 * (column + columns) - 10, 20 * row + 12), label
    )


def test_a_box_stands_after_the_word_before_it() -> None:
    page = mark(page_of("They heard  from Calder", "and met"), [bar(2, 0)])
    (one,) = page.redactions
    assert page.text[: one.start] == "They heard" and one.start == one.end
    assert 0 < page.redacted_share < 0.01


def test_a_box_at_the_start_of_a_line_stands_before_its_first_word() -> None:
    page = mark(page_of("They heard", " from Calder"), [bar(0, 1)])
    assert page.text[page.redactions[0].start :] == "from Calder"


def test_boxes_side_by_side_and_line_after_line_are_one_redaction() -> None:
    parts = [
        Drawn(RedactionKind.BLACK_BOX, Box(x, top, x + 98, top + 12)) for top in (20.0, 40.0) for x in (0.0, 100.0)
    ]
    (one,) = mark(page_of("They heard", "", "", "and met"), parts).redactions
    assert len(one.boxes) == 2


def test_a_redaction_carries_the_exemption_on_it_beside_it_or_in_its_paragraph() -> None:
    assert mark(page_of("They heard  then"), [bar(2, 0, label="40(2)")]).redactions[0].exemption == "FOIA s.40(2)"
    beside = mark(page_of("They heard  from s.40(2)"), [bar(2, 0)])
    assert beside.redactions[0].exemption == "FOIA s.40(2)"
    inside = mark(page_of("Aunt [withheld under s.38] came. Exempt under s.31(1)(g)"))
    assert [one.exemption for one in inside.redactions] == ["FOIA s.38"]
    assert mark(page_of("They heard  then", "s.40(2) is cited"), [bar(2, 0)]).redactions[0].exemption == ""


def test_a_box_and_what_is_printed_on_it_are_one_redaction() -> None:
    page = mark(page_of("They heard [redacted] then"), [bar(2, 0)])
    (one,) = page.redactions
    assert one.kind is RedactionKind.BLACK_BOX
    assert page.text[one.start : one.end] == "[redacted]"


def test_a_page_without_redactions_is_as_it_was() -> None:
    page = page_of("They heard from Calder")
    assert mark(page) is page
