"""Native PDF: sentences whole, words boxed, pages that cannot be read named. All documents are made here."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Page
from extractors import docx, eml, pdf
from tests import made_documents

FILES = Path(__file__).parents[3] / "shared" / "files"
SAMPLE = Path(__file__).parents[2] / "corpus" / "sample_release"
YJB = (
    "“The challenges of ongoing government changes and reduced budgets, along with local authority reluctance to ‘wash "
    "dirty linen in public’ affecting decisions to initiate serious case reviews were expected to continue,” internal "
    "minutes of a Youth Justice Board meeting document, from August 2010, stated."
)
BEFORE, AFTER = "The Board met in the afternoon.", "The next item was deferred to the meeting of the autumn."


def set_text(paragraphs: list[str], size: float, alignment: int, width: float = 0.0) -> bytes:
    """A PDF set by reportlab: `size` of letters and `width` of lines in points."""
    target = io.BytesIO()
    margin = (A4[0] - width) / 2 if width else 72
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=size, leading=1.25 * size, alignment=alignment)
    style.spaceAfter = 0.7 * size
    template = SimpleDocTemplate(target, pagesize=A4, leftMargin=margin, rightMargin=margin)
    template.build([Paragraph(text, style) for text in paragraphs])
    return target.getvalue()


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def page_of(content: bytes) -> Page:
    return pdf.read(content).pages[0]


def words_of(page: Page) -> list[str]:
    return [page.text[start:end] for start, end, _ in page.words]


@pytest.mark.parametrize("width", [0, 250, 350])
@pytest.mark.parametrize("alignment", [TA_LEFT, TA_JUSTIFY])
@pytest.mark.parametrize("size", [10, 14])
def test_the_article_s_sentence_is_the_same_in_a_pdf_however_it_is_set(
    size: float, alignment: int, width: float
) -> None:
    page = page_of(set_text([BEFORE, YJB, AFTER], size, alignment, width))
    assert page.text.split("\n") == [BEFORE, YJB, AFTER]


def test_the_article_s_sentence_is_the_same_in_pdf_docx_and_eml() -> None:
    read = {
        "pdf": pdf.read(made_documents.pdf([BEFORE, YJB, AFTER])),
        "docx": docx.read(made_documents.docx([BEFORE, YJB, AFTER])),
        "eml": eml.read(made_documents.eml("Minutes", "\n\n".join([BEFORE, YJB, AFTER]))),
    }
    for kind, reading in read.items():
        assert YJB in reading.pages[0].text.split("\n"), kind


@pytest.mark.parametrize("kind", ["02", "03", "05", "07", "13"])  # 11 is a letter that ends in lower case
def test_no_line_of_the_sample_release_goes_on_in_the_next(kind: str) -> None:
    """Under the header of a page, no line stops in the middle of a sentence and the next begins in lower case."""
    reading = pdf.read(next(SAMPLE.glob(f"{kind}_*.pdf")).read_bytes())
    for page in reading.pages:
        for above, below in pairwise(page.text.split("\n")[1:]):
            assert above[-1] in ".:;?!|”" or not below[:1].islower(), (above, below)


def test_sentences_of_the_sample_release_are_whole() -> None:
    text = "\n".join(page.text for page in pdf.read(next(SAMPLE.glob("02_*.pdf")).read_bytes()).pages).split("\n")
    whole = (
        "5.2 JO advised that, since June, whatever was written about C would end up on the internet for anyone to "
        "read, and that was bound to colour how members approached the case. The council would want a barrister to "
        "go through every draft first, and there was no provision for that in this year’s money."
    )
    assert whole in text
    assert "6. Case for consideration: Child D" in text
    assert "Chair of the Sub-Group | Independent | HW" in text
    assert "CF to write to Chair by 24 Sept" in text


def test_footers_drawn_first_are_read_last_on_a_page_with_tables() -> None:
    lines = page_of(next(SAMPLE.glob("05_*.pdf")).read_bytes()).text.split("\n")
    assert lines[1] == "Serious Case Review: Record of Decision"
    assert lines[-1].endswith("Page 1 of 1")


def test_every_word_has_its_place_in_the_text_and_a_box_on_the_page() -> None:
    for page in pdf.read(made_documents.minutes_pdf(3)).pages:
        assert len(page.words) > 100
        assert "".join(words_of(page)) == "".join(page.text.split())
        for _, _, box in page.words:
            assert 0 <= box.x0 < box.x1 <= page.width_pt and 0 <= box.top < box.bottom <= page.height_pt


# Left out: files whose text layer comes from OCR or is turned, since the two readers measure those differently.
_BOXED = (
    "alaveteli__tfl.pdf",
    "docling__amt_handbook_sample.pdf",
    "docling__multi_page.pdf",
    "pdfplumber__2023-06-20-PV.pdf",
    "pdfplumber__issue-13-151201DSP-Fond-581-90D.pdf",
    "sample-files__crazyones-pdfa.pdf",
    "sample-files__pdflatex-4-pages.pdf",
    "x-ray__rectangles_no.pdf",
)


@pytest.mark.parametrize("name", _BOXED)
def test_word_boxes_lie_within_a_point_and_a_half_of_pdfplumber_s(name: str) -> None:
    if not (FILES / name).exists():
        pytest.skip("the shared test files are not here")
    import pdfplumber

    page = page_of((FILES / name).read_bytes())
    with pdfplumber.open(FILES / name) as plumber:
        theirs: dict[str, list[tuple[float, ...]]] = defaultdict(list)
        for each in plumber.pages[0].extract_words():
            theirs[each["text"]].append((each["x0"], each["top"], each["x1"], each["bottom"]))
    compared = 0
    for start, end, box in page.words:
        word, ours = page.text[start:end], (box.x0, box.top, box.x1, box.bottom)
        apart = [max(abs(a - b) for a, b in zip(ours, other, strict=True)) for other in theirs[word]]
        # a hyphen at a line's end is no part of our box; a word farther off is another one of the same spelling
        if not word.endswith("-") and apart and min(apart) < 10:
            compared += 1
            assert min(apart) <= 1.5, word
    assert compared > 0.6 * len(page.words)  # pdfplumber glues many words of a page that TeX has set


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_and_boxed_as_shown(turn: int) -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(made_documents.pdf([BEFORE])) as document:
        document[0].set_rotation(turn)
        turned = io.BytesIO()
        document.save(turned)
    page = page_of(turned.getvalue())
    assert page.text == BEFORE
    width, height = (page.width_pt, page.height_pt)
    assert (width < height) == (turn in (0, 180))
    first, last = [box for _, _, box in page.words][:: len(page.words) - 1]
    runs = {0: last.x0 - first.x1, 90: last.top - first.bottom, 180: first.x0 - last.x1, 270: first.top - last.bottom}
    assert runs[turn] > 0
    assert all(0 <= box.x0 < box.x1 <= width and 0 <= box.top < box.bottom <= height for _, _, box in page.words)


def test_a_word_broken_at_a_line_end_is_whole_again() -> None:
    def draw(canvas: Canvas) -> None:
        lines = "The panel decided that it would not initi-", "ate a review, and that a multi-", "agency day be held."
        for i, text in enumerate(lines):
            canvas.drawString(72, 700 - 14 * i, text)

    page = page_of(drawn(draw))
    assert page.text == "The panel decided that it would not initiate a review, and that a multi-agency day be held."
    assert {"initi", "ate", "multi-", "agency"} <= set(words_of(page))


def test_ligatures_are_read_as_letters() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 12)
        canvas.drawString(72, 700, "The \ufb01rst \ufb02oor is con\ufb01dential.")

    assert page_of(drawn(draw)).text == "The first floor is confidential."


def test_pages_that_are_pictures_are_named_and_the_others_read() -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument.new() as joined:
        for part in (made_documents.pdf([BEFORE]), made_documents.scan_pdf(YJB), made_documents.scan_pdf(YJB)):
            with pdfium.PdfDocument(part) as document:
                joined.import_pages(document)
        target = io.BytesIO()
        joined.save(target)
    reading = pdf.read(target.getvalue())
    assert [page.text for page in reading.pages] == [BEFORE, "", ""]
    assert reading.note.startswith("pages 2-3 without a usable text layer")
    assert reading.if_wordless is Outcome.NEEDS_OCR


def test_a_page_without_words_or_pictures_needs_no_ocr() -> None:
    reading = pdf.read(drawn(lambda canvas: canvas.showPage()))
    assert (reading.note, reading.if_wordless) == ("", Outcome.NO_TEXT)


def test_page_lists_are_short() -> None:
    assert pdf.page_list([4]) == "page 4"
    assert pdf.page_list([1, 2, 3, 7, 9, 10]) == "pages 1-3, 7, 9-10"


def test_a_pdf_with_a_password_is_encrypted_not_corrupt() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        pdf.read(made_documents.encrypted_pdf([YJB]))
    assert refusal.value.outcome == Outcome.ENCRYPTED


def test_attached_files_come_along() -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(made_documents.pdf([BEFORE])) as document:
        document.new_attachment("notes.txt").set_data(b"kept in the office")
        target = io.BytesIO()
        document.save(target)
    assert [(a.name, a.content) for a in pdf.read(target.getvalue()).attachments] == [
        ("notes.txt", b"kept in the office")
    ]


@pytest.mark.parametrize("tenth", range(10))
@pytest.mark.parametrize(
    "whole",
    [made_documents.minutes_pdf(2), made_documents.scan_pdf(YJB), made_documents.encrypted_pdf([YJB])],
    ids=["minutes", "scan", "encrypted"],
)
def test_a_truncated_pdf_is_read_or_refused_and_never_breaks_the_reader(whole: bytes, tenth: int) -> None:
    try:
        reading = pdf.read(whole[: len(whole) * tenth // 10])
    except UnreadableFile as refusal:
        assert refusal.outcome in (Outcome.CORRUPT, Outcome.ENCRYPTED)
        assert refusal.reason
    else:
        assert reading.pages


_WHOLE = made_documents.minutes_pdf(1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_a_pdf_with_wrong_bytes_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(_WHOLE)
    for place, value in changes:
        damaged[place] = value
    try:
        reading = pdf.read(bytes(damaged))
    except UnreadableFile as refusal:
        assert refusal.reason
    else:
        for page in reading.pages:
            assert all(0 <= start < end <= len(page.text) for start, end, _ in page.words)
