"""Words that a page carries and does not show. `CANARY` stands for what was meant to be taken out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.records import Page
from extractors import pdf
from extractors.place import Place
from tests import made_documents

FILES = Path(__file__).parents[3] / "shared" / "files"
CANARY = "zanzibar"
X, Y = 200.0, 700.0


def page_with(draw: Callable[[Canvas], None]) -> Page:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 740, "The Board heard from the family and the school.")
    draw(canvas)
    canvas.save()
    return pdf.read(target.getvalue()).pages[0]


def write(canvas: Canvas, text: str = CANARY) -> None:
    canvas.setFont("Helvetica", 11)
    canvas.drawString(X, Y, text)


def picture(level: int, *, noise: bool = False) -> ImageReader:
    from PIL import Image

    image = Image.effect_noise((120, 40), 90) if noise else Image.new("L", (120, 40), level)
    return ImageReader(image.convert("RGB"))


def black_box(canvas: Canvas) -> None:
    write(canvas)
    canvas.setFillColor(black)
    canvas.rect(X - 2, Y - 3, 60, 14, fill=1, stroke=0)


def white_box(canvas: Canvas) -> None:
    write(canvas)
    canvas.setFillColor(white)
    canvas.rect(X - 2, Y - 3, 60, 14, fill=1, stroke=0)


def hatched_box(canvas: Canvas) -> None:
    black_box(canvas)
    canvas.setStrokeColor(Color(0.5, 0.5, 0.5))
    for i in range(0, 58, 4):
        canvas.line(X + i, Y - 3, X + i + 3, Y + 11)


def thick_line(canvas: Canvas) -> None:
    write(canvas)
    canvas.setLineWidth(14)
    canvas.line(X - 2, Y + 4, X + 60, Y + 4)


def black_ground(canvas: Canvas) -> None:
    canvas.setFillColor(black)
    canvas.rect(X - 2, Y - 3, 60, 14, fill=1, stroke=0)
    write(canvas)


def white_text(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    write(canvas)


def see_through_text(canvas: Canvas) -> None:
    canvas.setFillColor(black, alpha=0.0)
    write(canvas)


def invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(X, Y)
    text.setFont("Helvetica", 11)
    text.setTextRenderMode(3)
    text.textLine(CANARY)
    canvas.drawText(text)


def tiny_text(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(X, Y, CANARY)


def image_over(canvas: Canvas) -> None:
    write(canvas)
    canvas.drawImage(picture(120), X - 2, Y - 3, 60, 14)


def speckled_image_over(canvas: Canvas) -> None:
    write(canvas)
    canvas.drawImage(picture(0, noise=True), X - 2, Y - 3, 60, 14)


def outside_the_page(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.9, 0.9, 0.9))
    canvas.drawString(A4[0] + 20, Y, CANARY)


HIDING = (
    black_box,
    white_box,
    hatched_box,
    thick_line,
    black_ground,
    white_text,
    see_through_text,
    invisible_mode,
    tiny_text,
    image_over,
    speckled_image_over,
)


@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__)
def test_hidden_words_are_counted_and_located_and_never_read(hide: Callable[[Canvas], None]) -> None:
    page = page_with(hide)
    assert page.text == "The Board heard from the family and the school."
    assert sum(hidden.characters for hidden in page.hidden) == len(CANARY)
    box = page.hidden[0].boxes[0]
    assert abs(box.x0 - X) < 2 and abs(box.bottom - (A4[1] - Y)) < 4
    assert CANARY not in repr(page)


def test_words_outside_the_page_are_never_read() -> None:
    assert CANARY not in repr(page_with(outside_the_page))


def test_words_under_an_annotation_that_covers_them_are_hidden() -> None:
    """A redaction that was marked in black and never applied."""
    import ctypes

    import pypdfium2 as pdfium
    from pypdfium2 import raw

    with pdfium.PdfDocument(made_documents.pdf([f"The Board heard from {CANARY} and from the school."])) as document:
        page = document[0]
        words = {w.text: w for line in pdf._lines(page, Place.of(page))[0] for w in line}
        box, height = words[CANARY], page.get_height()
        annotation = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_SQUARE)
        rect = raw.FS_RECTF(box.x0 - 1, height - box.top + 1, box.x1 + 1, height - box.bottom - 1)
        raw.FPDFAnnot_SetRect(annotation, ctypes.byref(rect))
        look = f"0 0 0 rg {rect.left} {rect.bottom} {rect.right - rect.left} {rect.top - rect.bottom} re f"
        wide = ctypes.create_string_buffer((look + "\0").encode("utf-16-le"))
        stream = ctypes.cast(wide, ctypes.POINTER(ctypes.c_ushort))
        raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, stream)
        raw.FPDFPage_CloseAnnot(annotation)
        target = io.BytesIO()
        document.save(target)
    shown = pdf.read(target.getvalue()).pages[0]
    assert shown.text == "The Board heard from and from the school."
    assert shown.hidden[0].characters == len(CANARY)


def test_a_word_half_under_a_box_is_hidden() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "zanzibar-and-coast")
        canvas.rect(X - 2, Y - 3, 48, 14, fill=1, stroke=0)

    assert page_with(draw).text == "The Board heard from the family and the school."


def test_a_word_that_a_box_only_touches_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "Manchester")
        canvas.rect(X + 53, Y - 3, 60, 14, fill=1, stroke=0)

    assert page_with(draw).text.endswith("Manchester")


def test_a_single_letter_under_a_box_is_hidden() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "Q")
        canvas.rect(X - 2, Y - 3, 14, 14, fill=1, stroke=0)

    page = page_with(draw)
    assert not page.text.endswith("Q") and page.hidden[0].characters == 1


def highlight(canvas: Canvas) -> None:
    write(canvas, "shown")
    canvas.setFillColor(Color(1, 1, 0, alpha=0.4))
    canvas.rect(X - 2, Y - 3, 40, 14, fill=1, stroke=0)


def dark_header(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0.1, 0.4))
    canvas.rect(X - 2, Y - 3, 60, 14, fill=1, stroke=0)
    canvas.setFillColor(white)
    write(canvas, "shown")


def struck_through(canvas: Canvas) -> None:
    write(canvas, "shown")
    canvas.line(X, Y + 4, X + 30, Y + 4)


def pale_grey(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0.85, 0.85, 0.85))
    write(canvas, "shown")


def over_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(0, noise=True), X - 2, Y - 3, 60, 14)
    write(canvas, "shown")


def leader(canvas: Canvas) -> None:
    highlight(canvas)
    canvas.setFillColor(black)
    canvas.drawString(X + 60, Y, "Signed:______________ 4.1......................12")


@pytest.mark.parametrize(
    "show", (highlight, dark_header, struck_through, pale_grey, over_a_picture, leader), ids=lambda show: show.__name__
)
def test_words_that_a_person_can_see_are_kept(show: Callable[[Canvas], None]) -> None:
    page = page_with(show)
    assert "shown" in page.text.split()
    assert page.hidden == ()


def test_the_text_that_ocr_laid_over_a_scan_is_kept() -> None:
    from PIL import Image, ImageDraw, ImageFont

    scan = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(scan).text((150, 150), "The panel decided against a review", fill=0, font=ImageFont.load_default(40))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.drawImage(ImageReader(scan), 0, 0, *A4)
    text = canvas.beginText(72, A4[1] - 92)
    text.setFont("Helvetica", 19)
    text.setTextRenderMode(3)
    text.textLine("The panel decided against a review")
    canvas.drawText(text)
    canvas.save()
    page = pdf.read(target.getvalue()).pages[0]
    assert page.text == "The panel decided against a review"
    assert page.hidden == ()


def test_a_stamp_on_a_bar_is_not_counted_as_hidden() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "REDACTED")
        canvas.rect(X - 2, Y - 3, 80, 14, fill=1, stroke=0)

    page = page_with(draw)
    assert page.hidden == () and "REDACTED" not in page.text


@pytest.mark.slow
def test_a_hundred_clean_pages_raise_no_flag() -> None:
    pages = [page for seed in range(25) for page in pdf.read(made_documents.minutes_pdf(4, seed)).pages]
    assert len(pages) == 100
    assert [page.number for page in pages if page.hidden] == []


@pytest.mark.parametrize(
    ("name", "is_hiding"),
    [
        ("x-ray__bad_cross_hatched_redactions.pdf", True),
        ("x-ray__hidden_text_on_visible_text.pdf", True),
        ("x-ray__rectangles_yes.pdf", True),
        ("x-ray__multi_line_redaction_ok.pdf", False),
        ("x-ray__no_bad_redactions.2.1.pdf", False),
        ("x-ray__ok_words.pdf", False),
        ("x-ray__rect_ordering_6.19.pdf", False),
        ("x-ray__rectangles_no.pdf", False),
        ("x-ray__unfilled_rect.pdf", False),
        ("unstructured__pdf-with-ocr-text.pdf", False),
        ("unstructured__a1977-backus-p21.pdf", False),
    ],
)
def test_real_redactions_are_judged_as_people_judged_them(name: str, is_hiding: bool) -> None:
    if not (FILES / name).exists():
        pytest.skip("the shared test files are not here")
    page = pdf.read((FILES / name).read_bytes()).pages[0]
    assert bool(page.hidden) == is_hiding
    assert len(page.text) > 500
