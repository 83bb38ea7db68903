"""The makers of test documents make what they say."""

from __future__ import annotations

import email
import io
import zipfile
from email.policy import default

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from tests.made_documents import docx, eml, encrypted_pdf, html, minutes_pdf, pdf, scan_pdf, xlsx, zip_of

SENTENCE = "No serious case review was held; £40 “saved” – it’s said."


def _texts(content: bytes, password: str | None = None) -> list[str]:
    with pypdfium2.PdfDocument(content, password=password) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_a_pdf_holds_its_paragraphs_and_tables_and_nothing_else() -> None:
    assert _texts(pdf([SENTENCE], tables=[[("Child", "Decision"), ("C", "No")]])) == [
        f"{SENTENCE}\r\nChild Decision\r\nC No"
    ]


def test_an_encrypted_pdf_opens_only_with_its_password() -> None:
    locked = encrypted_pdf([SENTENCE], password="calder")
    assert _texts(locked, "calder") == [SENTENCE]
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        _texts(locked)


def test_a_scan_has_ink_but_no_text() -> None:
    content = scan_pdf(SENTENCE)
    assert _texts(content) == [""]
    with pypdfium2.PdfDocument(content) as document:
        darkest, lightest = document[0].render(grayscale=True).to_pil().getextrema()
    assert darkest < 50 and lightest == 255


@pytest.mark.parametrize("pages", [1, 3, 10])
@pytest.mark.parametrize("seed", range(5))
def test_minutes_have_exactly_the_pages_asked_for(pages: int, seed: int) -> None:
    texts = _texts(minutes_pdf(pages, seed))
    assert len(texts) == pages
    assert all(120 < len(text.split()) < 400 for text in texts)


def test_minutes_depend_on_the_seed_alone() -> None:
    assert minutes_pdf(2, seed=1) == minutes_pdf(2, seed=1) != minutes_pdf(2, seed=2)


def test_a_word_document_opens_with_its_paragraphs_header_and_table() -> None:
    document = Document(io.BytesIO(docx([SENTENCE], [[("Child", "No")]], header="RESTRICTED")))
    assert document.paragraphs[0].text == SENTENCE
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Child", "No"]
    assert document.sections[0].header.paragraphs[0].text == "RESTRICTED"


def test_a_message_carries_its_attachments_whole() -> None:
    inner = pdf([SENTENCE])
    message = email.message_from_bytes(eml("Child C", SENTENCE, [("a.pdf", inner)]), policy=default)
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().strip() == SENTENCE
    (attachment,) = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_payload(decode=True)) == ("a.pdf", inner)


def test_hidden_rows_columns_and_sheets_of_a_workbook_are_hidden() -> None:
    content = xlsx(
        {"Shown": [("a", "b"), ("c", "d")], "Away": [("e",)]},
        hidden_rows=[2],
        hidden_columns=["B"],
        hidden_sheets=["Away"],
    )
    workbook = load_workbook(io.BytesIO(content))
    shown = workbook["Shown"]
    assert shown.row_dimensions[2].hidden and shown.column_dimensions["B"].hidden
    assert not shown.row_dimensions[1].hidden and not shown.column_dimensions["A"].hidden
    assert workbook["Away"].sheet_state == "hidden"


def test_a_web_page_escapes_what_it_holds() -> None:
    assert "<h1>A &lt; B</h1>\n<p>C &amp; D</p>" in html("A < B", ["C & D"]).decode()


def test_an_archive_keeps_the_order_of_its_members() -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of({"b.txt": b"2", "a.txt": b"1"}))) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == [("b.txt", b"2"), ("a.txt", b"1")]
