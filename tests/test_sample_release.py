"""The sample release is made by its script, is what it says it is, and its gold coding speaks of words it holds."""

from __future__ import annotations

import email
import io
import re
import zipfile
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.make_sample_release import build, notifications
from corpus.records import Attribution, DocumentKind, Hedging, Polarity, Role, Status

RELEASE = Path(__file__).parents[1] / "corpus" / "sample_release"
ARCHIVE = "12_further_papers.zip"
MESSAGE = "06_eastmarsh_chair_to_director_2011-01-17.eml"
GOLD: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "sample_release_gold.yaml").read_text(encoding="utf-8"))
DOCUMENTS: list[dict[str, Any]] = GOLD["documents"]


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    return build()


def test_building_again_gives_the_files_in_the_folder_byte_for_byte(built: dict[str, bytes]) -> None:
    in_folder = {path.name: path.read_bytes() for path in RELEASE.iterdir()}
    differing = {name for name in built.keys() | in_folder.keys() if built.get(name) != in_folder.get(name)}
    assert not differing, "run `python -m corpus.make_sample_release`"


def test_the_release_is_small_enough_for_git() -> None:
    assert sum(path.stat().st_size for path in RELEASE.iterdir()) < 400_000


def test_the_archive_holds_the_sub_group_minutes_a_second_time(built: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(built[ARCHIVE])) as archive:
        copy = archive.read("scr_sub-group_2010-09-14_copy.pdf")
    assert copy == built["02_northshire_scr_sub-group_2010-09-14.pdf"]


def test_the_canary_stands_only_in_the_hidden_column_of_the_register(built: dict[str, bytes]) -> None:
    from openpyxl import load_workbook

    register = built["08_northshire_register_of_notifications.xlsx"]
    sheet = load_workbook(io.BytesIO(register))[notifications.SHEET]
    columns = {cell.column_letter for row in sheet.iter_rows() for cell in row if cell.value == notifications.CANARY}
    assert columns == {notifications.HIDDEN_COLUMN}
    assert sheet.column_dimensions[notifications.HIDDEN_COLUMN].hidden
    others = {name: content for name, content in _with_inner_files(built).items() if content is not register}
    assert not any(notifications.CANARY in page for name, content in others.items() for page in _pages(name, content))


def test_the_gold_coding_speaks_of_every_file_and_of_no_other(built: dict[str, bytes]) -> None:
    coded = {document["source_name"] for document in DOCUMENTS}
    assert coded == _with_inner_files(built).keys()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["source_name"])
def test_every_phrase_of_the_gold_coding_stands_on_its_page(document: dict[str, Any], built: dict[str, bytes]) -> None:
    phrases = [
        *(reason for decision in document["decisions"] for reason in decision["reasons"]),
        *document.get("traps", []),
        *document.get("debatable", []),
    ]
    source_name = document["source_name"]
    pages = _pages(source_name, _with_inner_files(built)[source_name])
    missing = [phrase for phrase in phrases if _plain(phrase["phrase"]) not in pages[phrase.get("page", 1) - 1]]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["source_name"])
def test_the_gold_coding_uses_the_words_of_the_records(document: dict[str, Any]) -> None:
    DocumentKind(document["kind"])
    for decision in document["decisions"]:
        assert Status(decision["status"]) and decision["review_type"] in {"SCR", "LCSPR"}
        assert decision.get("sentinel") in {None, "not_stated", "redacted"}
        assert not (decision.get("sentinel") and decision["reasons"])
        for reason in decision["reasons"]:
            whole = {**GOLD["defaults"], **reason}
            Role(whole["role"]), Polarity(whole["polarity"])
            Attribution(whole["attribution"]), Hedging(whole["hedging"])


def test_every_code_of_the_codebook_is_given_somewhere_as_a_reason() -> None:
    codes = {reason["code"] for document in DOCUMENTS for d in document["decisions"] for reason in d["reasons"]}
    assert len(codes) == 31


def test_a_reason_of_the_gold_coding_runs_over_a_page(built: dict[str, bytes]) -> None:
    pages = _pages("a.pdf", built["07_northshire_overview_report_child_A_extract.pdf"])
    assert pages[0].endswith("long gone, and the Board") and "of 2007 doubted that anything found" in pages[1]


def _with_inner_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return every file with words of its own by source name: the archive's members in place of the archive."""
    found = {name: content for name, content in files.items() if not name.endswith(".zip")}
    with zipfile.ZipFile(io.BytesIO(files[ARCHIVE])) as archive:
        found |= {f"{ARCHIVE}/{member}": archive.read(member) for member in archive.namelist()}
    for attachment in email.message_from_bytes(files[MESSAGE], policy=default).iter_attachments():
        content = attachment.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[f"{MESSAGE}/{attachment.get_filename()}"] = content
    return found


def _pages(source_name: str, content: bytes) -> list[str]:
    """Return the words of each page, read with other libraries than the program's own readers use."""
    match source_name.rpartition(".")[2]:
        case "pdf":
            texts = _pdf_pages(content)
        case "docx":
            texts = [_docx_text(content)]
        case "xlsx":
            texts = [_xlsx_text(content)]
        case "eml":
            message = email.message_from_bytes(content, policy=default)
            body = message.get_body(("plain",))
            assert isinstance(body, EmailMessage)
            texts = [body.get_content().replace("\n> ", "\n")]
        case _:
            texts = [re.sub(r"<[^>]+>", " ", content.decode())]
    return [_plain(text) for text in texts]


def _pdf_pages(content: bytes) -> list[str]:
    """Return what pdfium reads of each page, less the header and footer, which are drawn first."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [text.split("\r\n", 2)[2] for text in texts]


def _docx_text(content: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(content))
    return " ".join(
        "".join(node.text or "" for node in paragraph.iter("{*}t")) for paragraph in document.element.body.iter("{*}p")
    )


def _xlsx_text(content: bytes) -> str:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content))[notifications.SHEET]
    return " ".join(str(cell.value or "") for row in sheet.iter_rows() for cell in row)


def _plain(text: str) -> str:
    return " ".join(text.split())
