"""Native PDF: sentences whole, words boxed, pages that cannot be read named. All documents are made here."""

from __future__ import annotations

import io
import textwrap
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Method, Outcome, Page, RedactionKind
from extractors import docx, eml, pdf
from extractors.archive import Limits
from extractors.format import Settings
from extractors.pdf_file import Unpacking, attached_files
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
    reading = pdf.read(target.getvalue(), Settings(ocr=False))
    assert [page.text for page in reading.pages] == [BEFORE, "", ""]
    assert reading.note.startswith("pages 2-3 without a usable text layer")
    assert reading.if_wordless is Outcome.NEEDS_OCR
    read = pdf.read(target.getvalue())
    assert [page.method for page in read.pages] == [Method.NATIVE, Method.OCR, Method.OCR]
    assert [page.number for page in read.pages] == [1, 2, 3]
    assert {*YJB.split()[:10]} - {*read.pages[2].text.split()} == set()


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


@pytest.mark.parametrize("password", ["calder", "Größe 7", "naïve"])
def test_a_locked_pdf_opens_with_one_of_the_passwords_given(password: str) -> None:
    locked = made_documents.encrypted_pdf([BEFORE], password)
    assert pdf.read(locked, Settings(passwords=("wrong", password))).pages[0].text == BEFORE
    with pytest.raises(UnreadableFile, match="--password") as refusal:
        pdf.read(locked, Settings(passwords=("wrong",)))
    assert refusal.value.outcome == Outcome.ENCRYPTED


def filled_form() -> bytes:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        canvas.drawString(72, 700, "Name of the author:")
        form.textfield(name="name", value="Ada Calder", x=190, y=694, width=150, height=20)
        canvas.drawString(90, 652, "Review agreed")
        form.checkbox(name="yes", checked=True, x=72, y=650, size=12)
        canvas.drawString(90, 632, "Review declined")
        form.checkbox(name="no", checked=False, x=72, y=630, size=12)
        canvas.drawString(72, 600, "Panel:")
        form.choice(name="panel", value="Northern", options=["Northern", "Southern"], x=110, y=594, width=90, height=20)
        form.textfield(name="h", value="hiddencanary", x=72, y=500, width=150, height=20, annotationFlags="hidden")
        form.textfield(name="v", value="noviewcanary", x=72, y=470, width=150, height=20, annotationFlags="noview")

    return drawn(draw)


def test_filled_fields_stand_beside_their_labels() -> None:
    page = page_of(filled_form())
    assert page.text.split("\n") == [
        "Name of the author: Ada Calder",
        "☒ Review agreed",
        "☐ Review declined",
        "Panel: Northern",
    ]
    box = next(box for start, end, box in page.words if page.text[start:end] == "Calder")
    assert 190 < box.x0 < box.x1 < 340 and 841.9 - 714 < box.top < box.bottom < 841.9 - 694


def test_fields_that_are_not_shown_are_counted_and_not_read() -> None:
    page = page_of(filled_form())
    assert "canary" not in page.text
    (hidden,) = (found for found in page.hidden if found.mechanism is Hiding.OTHER)
    assert (hidden.characters, len(hidden.boxes)) == (24, 2)


def annotated(*notes: str) -> bytes:
    """A page with one line and annotations, each a PDF dictionary without its brackets."""
    content = b"BT /F 12 Tf 72 700 Td (The Board met in the afternoon.) Tj ET"
    look = b"BT /F 12 Tf 4 4 Td (Approved by the chair) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots["
        + b"".join(f"<</Type/Annot {note}>>".encode() for note in notes)
        + b"]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        font,
        b"<</Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F 5 0 R>>>>/Length %d>>stream\n%s\nendstream"
        % (len(look), look),
    ]
    bodies = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, part) for i, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + bodies + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"  # pdfium finds the objects by itself


def test_what_is_typed_onto_a_page_is_read_and_comments_are_counted() -> None:
    page = page_of(
        annotated(
            "/Subtype/FreeText/Rect[72 600 272 620]/Contents(Approved by the chair)/AP<</N 6 0 R>>",
            "/Subtype/Text/Rect[300 690 320 710]/Contents(notecanary)",
            "/Subtype/Highlight/Rect[72 695 200 712]/QuadPoints[72 712 200 712 72 695 200 695]/Contents(markcanary)",
        )
    )
    assert page.text.split("\n") == [BEFORE, "Approved by the chair"]
    assert [(found.mechanism, found.characters) for found in page.hidden] == [(Hiding.COMMENT, 20)]
    assert page.hidden[0].boxes[0].top == pytest.approx(842 - 710, abs=0.1)


def test_a_note_that_is_hidden_is_not_read() -> None:
    page = page_of(annotated("/Subtype/FreeText/F 2/Rect[72 600 272 620]/Contents(Approved)/AP<</N 6 0 R>>"))
    assert page.text == BEFORE
    assert [(found.mechanism, found.characters) for found in page.hidden] == [(Hiding.COMMENT, 8)]


def test_properties_that_people_write_are_counted_and_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, BEFORE)
        canvas.setTitle("titlecanary")
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setKeywords("")

    page = page_of(drawn(draw))
    assert page.text == BEFORE
    counted = {found.mechanism: found.characters for found in page.hidden}
    assert counted[Hiding.PROPERTIES] >= len("titlecanary")


def test_letters_set_apart_are_read_as_words() -> None:
    text = "The board agreed that no review would be held"
    page = page_of(drawn(lambda canvas: canvas.drawString(72, 700, "  ".join(map(" ".join, text.split())))))
    assert page.text == text
    assert page.method is Method.NATIVE
    assert len(page.words) == 9


def test_a_row_of_initials_is_not_a_word() -> None:
    page = page_of(drawn(lambda canvas: canvas.drawString(72, 700, "Children A B C D E F G H were discussed")))
    assert page.text == "Children A B C D E F G H were discussed"
    assert page_of(drawn(lambda canvas: canvas.drawString(72, 700, "A B C D E F G H"))).text == "A B C D E F G H"


def mapped_wrongly(lines: list[str]) -> bytes:
    """A page whose font draws its letters and says that they are others."""
    content = b"BT /F 12 Tf 14 TL 72 740 Td " + b"".join(b"(%s) Tj T* " % line.encode() for line in lines) + b"ET"
    pairs = b"".join(
        b"<%02x> <%04x>\n" % (code, 97 + (code - 97) * 7 % 26 - 32 * (code % 3 == 0)) for code in range(97, 123)
    )
    cmap = b"1 begincodespacerange <00> <ff> endcodespacerange\n26 beginbfchar\n" + pairs + b"endbfchar\n"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
    ]
    bodies = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, part) for i, part in enumerate(parts, 1))
    return b"%PDF-1.7\n" + bodies + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"


def test_a_page_whose_letters_are_mapped_to_others_is_read_from_its_picture() -> None:
    lines = [
        "The panel decided that it would not hold a serious case review of the death.",
        "The reasons given were the cost of an author and the fear of the newspapers.",
        "A day with the practitioners who knew the family will be held instead of it.",
    ]
    content = mapped_wrongly(lines)
    page = page_of(content)
    assert page.method is Method.OCR
    wanted = {word for line in lines for word in line.split()}
    assert len(wanted & {*page.text.split()}) > 0.9 * len(wanted)
    unread = pdf.read(content, Settings(ocr=False))
    assert unread.pages[0].is_low_quality
    assert unread.note.startswith("page 1 without a usable text layer")


def test_a_scan_with_a_stamp_in_its_text_layer_is_read_whole() -> None:
    import pypdfium2 as pdfium
    from reportlab.lib.utils import ImageReader

    with pdfium.PdfDocument(made_documents.scan_pdf(YJB)) as document:
        scan = document[0].render(scale=150 / 72).to_pil()

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan), 0, 0, *A4)
        canvas.drawString(72, 30, "Released under the Freedom of Information Act, document 3, page 7")

    page = page_of(drawn(draw))
    assert page.method is Method.OCR
    assert {"Released", "government", "linen"} <= {*page.text.split()}


def test_pages_of_codes_figures_and_other_languages_are_not_sent_to_ocr() -> None:
    tables = [
        "\n".join(f"{100 + i}  {i * 37 % 91}.{i}  {i * 13 % 7}%  SCR/{i:03}/NW  GB{i * 7919:07}" for i in range(30)),
        "\n".join(f"{who} (LSCB), {who[0]} {who}, PCT" for who in ("Abernathy", "Okonkwo", "Szczesny", "Llewelyn") * 6),
        "Le conseil a décidé de ne pas ouvrir d’enquête sur le décès de l’enfant, faute de moyens.\n" * 5,
        "Der Ausschuss hat beschlossen, keine Untersuchung einzuleiten, weil die Mittel fehlen.\n" * 5,
    ]
    for text in tables:

        def draw(canvas: Canvas, text: str = text) -> None:
            for i, line in enumerate(text.splitlines()):
                canvas.drawString(72, 760 - 14 * i, line)

        assert not pdf.read(drawn(draw), Settings(ocr=False)).note, text[:60]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_text_drawn_sideways_on_an_upright_page_is_read_upright(quarters: int) -> None:
    lines = textwrap.wrap(" ".join([BEFORE, YJB, AFTER]), 60)
    corners = {0: (100, 700), 1: (200, 100), 2: (500, 600), 3: (300, 700)}

    def set_at(turn: int) -> Page:
        def draw(canvas: Canvas) -> None:
            canvas.translate(*corners[turn])
            canvas.rotate(90 * turn)
            for i, line in enumerate(lines):
                canvas.drawString(0, -14 * i, line)

        return page_of(drawn(draw))

    page = set_at(quarters)
    assert page.text.split() == set_at(0).text.split()
    for _, _, box in page.words:
        assert 0 <= box.x0 < box.x1 <= page.width_pt and 0 <= box.top < box.bottom <= page.height_pt
    boxes = [box for _, _, box in page.words][: len(lines[0].split())]
    first, last = boxes[0], boxes[-1]
    runs = {1: first.top - last.bottom, 2: first.x0 - last.x1, 3: last.top - first.bottom}
    assert runs[quarters] > 0


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_bar_in_text_drawn_sideways_is_marked_where_it_stands_in_its_sentence(quarters: int) -> None:
    before = "The panel heard that"
    start = stringWidth(before, "Helvetica", 12) + 3
    corners = {0: (100, 700), 1: (200, 100), 3: (300, 700)}

    def set_at(turn: int) -> Page:
        def draw(canvas: Canvas) -> None:
            canvas.translate(*corners[turn])
            canvas.rotate(90 * turn)
            canvas.drawString(0, 0, f"{before}{20 * ' '}was seen at home by a worker,")
            canvas.rect(start, -2, 60, 12, stroke=0, fill=1)
            for i in range(1, 5):
                canvas.drawString(0, -14 * i, "and that the visits went on until the end of that year")

        return page_of(drawn(draw))

    upright, turned = set_at(0), set_at(quarters)
    assert turned.text.split() == upright.text.split()
    (there,), (here,) = upright.redactions, turned.redactions
    assert turned.text[: here.start].split() == upright.text[: there.start].split() == before.split()
    (box,) = here.boxes
    x, y = corners[quarters]
    along, across = (start, start + 60), (-2, 10)
    edges = {
        1: (x - across[1], x - across[0], y + along[0], y + along[1]),
        3: (x + across[0], x + across[1], y - along[1], y - along[0]),
    }
    x0, x1, low, high = edges[quarters]
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((x0, A4[1] - high, x1, A4[1] - low), abs=0.1)


def test_what_an_unapplied_redaction_marks_on_a_scan_is_not_read() -> None:
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    picture = Image.new("L", (1240, 1754), color=255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(24)
    for i, line in enumerate(("The visitor was Quillonby Threlkeld of this town.", BEFORE, AFTER)):
        pen.text((120, 200 + 60 * i), line, fill=0, font=font)

    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)

    def marked(canvas: Canvas) -> None:
        scan(canvas)
        to_points = A4[0] / picture.width
        rectangle = [50, A4[1] - 240 * to_points, 500, A4[1] - 190 * to_points]
        names = {"Type": PDFName("Annot"), "Subtype": PDFName("Redact"), "Rect": PDFArray(rectangle)}
        canvas._addAnnotation(PDFDictionary(names))

    assert "Quillonby" in page_of(drawn(scan)).text  # it could be read
    page = page_of(drawn(marked))
    assert page.method is Method.OCR
    assert "Quillonby" not in page.text and "Threlkeld" not in page.text
    assert "Board" in page.text and "deferred" in page.text
    assert [mark.kind for mark in page.redactions] == [RedactionKind.BLACK_BOX]


def test_the_file_that_is_pinned_onto_a_page_comes_along() -> None:
    pinned = FILES / "pdfjs__annotation-fileattachment.pdf"
    if not pinned.exists():
        pytest.skip("the shared test files are not here")
    (attachment,) = pdf.read(pinned.read_bytes()).attachments
    assert attachment.name and attachment.content


def test_attached_files_over_the_limits_are_left_packed_and_said_so() -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(made_documents.pdf([BEFORE])) as document:
        for i in range(3):
            document.new_attachment(f"{i}.txt").set_data(b"x" * 100 + bytes([48 + i]))
        target = io.BytesIO()
        document.save(target)
    with pdfium.PdfDocument(target.getvalue()) as document:
        unpacking = Unpacking(Limits(max_entries=2))
        for attached in attached_files(document):
            unpacking.add(attached)
        small = Unpacking(Limits(max_file_bytes=50))
        small.add(document.get_attachment(0))
    assert [attachment.name for attachment in unpacking.attachments] == ["0.txt", "1.txt"]
    assert unpacking.note.startswith("1 attached file left packed")
    assert not small.attachments and small.left_packed == 1


@pytest.mark.parametrize("tenth", range(10))
@pytest.mark.parametrize(
    "whole",
    [made_documents.minutes_pdf(2), made_documents.scan_pdf(YJB), made_documents.encrypted_pdf([YJB])],
    ids=["minutes", "scan", "encrypted"],
)
def test_a_truncated_pdf_is_read_or_refused_and_never_breaks_the_reader(whole: bytes, tenth: int) -> None:
    try:
        reading = pdf.read(whole[: len(whole) * tenth // 10], Settings(ocr=False))
    except UnreadableFile as refusal:
        assert refusal.outcome in (Outcome.CORRUPT, Outcome.ENCRYPTED)
        assert refusal.reason
    else:
        assert reading.pages


_WHOLE = made_documents.minutes_pdf(1)
_FORM = filled_form()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([_WHOLE, _FORM]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=40),
)
@example(_WHOLE, [(0.259765625, 123)])  # a font of no size
def test_a_pdf_with_wrong_bytes_is_read_or_refused(whole: bytes, changes: list[tuple[float, int]]) -> None:
    damaged = bytearray(whole)
    for place, value in changes:
        damaged[int(place * len(damaged))] = value
    try:
        reading = pdf.read(bytes(damaged), Settings(ocr=False))
    except UnreadableFile as refusal:
        assert refusal.reason
    else:
        for page in reading.pages:
            assert all(0 <= start < end <= len(page.text) for start, end, _ in page.words)
