"""The collection of real files beside the repository: every file, and everything inside one, ends in the ledger."""

from __future__ import annotations

import csv
import email
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

import pytest

from benchmarks.collection import body_of
from benchmarks.words import truth_of, word_f1, words_of
from corpus.records import Method
from extractors.reading import read_file
from tests.command_line import minuted, rows

pytestmark = pytest.mark.slow

COLLECTION = Path(__file__).parents[3] / "shared" / "files"
# Holds one spreadsheet of 15 million characters, which takes longer to code than all other files together.
LARGE = "alaveteli__example.zip"

READ = {"coded", "no_reason", "duplicate"}
# The manifest's word cannot be met to the letter; what is right of them instead is held below.
WITHOUT_WORDS = {
    "ocrmypdf__lichtenstein.pdf": "a photograph",
    "sample-files__imagemagick-CCITTFaxDecode.pdf": "a drawing",
    "pdfjs__poppler-85140-0.pdf": "a damaged page of which nothing is left",
}
READ_BY_ITS_LAYER = {"pdfjs__scan-bad.pdf": "its layer by OCR holds the one word that the page shows"}
HEADS_LEFT_OUT = {"docling__docx_page_header_footer_first_page.docx"}  # by the ground truth
PAST_THE_END = {"alaveteli__nested-attachments-premature-end.eml": 1}  # parts that the standard library does not see
NATIVE_F1, SCANNED_F1 = 0.97, 0.93


@dataclass(frozen=True)
class Found:
    """What the ledger says of a file, its words by extraction method, and what its pages hide but for properties."""

    outcome: str
    reason: str
    words: dict[str, int]
    hidden: int


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, str]]:
    if not (COLLECTION / "manifest.csv").is_file():
        pytest.skip(f"the collection of real files is not at {COLLECTION}")
    with (COLLECTION / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def run(manifest: dict[str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all files but the large one, through links, since the folder itself is not to be changed."""
    release = tmp_path_factory.mktemp("collection") / "release"
    release.mkdir()
    for name in manifest:
        if name != LARGE:
            (release / name).symlink_to(COLLECTION / name)
    workspace, passwords = release.parent / "workspace", release.parent / "passwords.txt"
    passwords.write_text("\n".join({row["password"] for row in manifest.values()}))
    done = minuted("run", release, "-w", workspace, "--passwords", passwords, "--json", timeout_s=580)
    assert done.returncode == 3, done.stderr
    return workspace


@pytest.fixture(scope="module")
def found(run: Path) -> dict[str, Found]:
    """Every file of the run by its name, those inside others too."""
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(run, "SELECT document_id, extraction_method, text FROM pages"):
        words[row["document_id"]][row["extraction_method"]] += words_of(row["text"]).total()
    hidden: Counter[str] = Counter()
    for row in rows(run, "SELECT document_id, characters FROM hidden_text WHERE mechanism <> 'properties'"):
        hidden[row["document_id"]] += row["characters"]
    return {
        row["source_name"]: Found(
            row["outcome"], row["reason"] or "", dict(words[row["document_id"]]), hidden[row["document_id"]]
        )
        for row in rows(run, "SELECT source_name, outcome, reason, document_id FROM ledger")
    }


def test_every_file_of_the_manifest_has_an_outcome_that_agrees_with_it(
    found: dict[str, Found], manifest: dict[str, dict[str, str]]
) -> None:
    wrong = {
        name: (row["expected"], found.get(name))
        for name, row in manifest.items()
        if name != LARGE and not agrees(name, row, found)
    }
    assert not wrong


def agrees(name: str, row: Mapping[str, str], found: Mapping[str, Found]) -> bool:
    """Whether a file's line, all passwords being at hand, is what the manifest expects of it."""
    line = found[name]
    if name in WITHOUT_WORDS:
        return line.outcome == "no_text"
    is_read, holds = line.outcome in READ, line.words
    match row["expected"]:
        case "needs_ocr":
            return is_read and holds.get("native" if name in READ_BY_ITS_LAYER else "ocr", 0) > 0
        case "encrypted" if not row["password"]:
            return line.outcome == "encrypted"
        case "corrupt":
            inside = [each.outcome for inner, each in found.items() if inner.startswith(f"{name}/")]
            return line.outcome == "corrupt" or (is_read and inside == ["corrupt"])
        case "hidden_text":
            return is_read and (line.hidden > 0 or "hidden and empty" in line.reason)
        case expected:
            return expected in ("ok", "encrypted") and is_read and sum(holds.values()) > 0


def test_without_its_password_a_locked_file_says_so(manifest: dict[str, dict[str, str]]) -> None:
    locked = [name for name, row in manifest.items() if row["expected"] == "encrypted"]
    assert len(locked) == 5
    assert [str(read_file(COLLECTION / name, name)[0].outcome) for name in locked] == ["encrypted"] * 5


def test_a_sound_redaction_is_no_hidden_text(found: dict[str, Found], manifest: dict[str, dict[str, str]]) -> None:
    sound = [name for name, row in manifest.items() if row["kind"] == "pdf_sound_redaction"]
    assert len(sound) == 6
    assert {name: found[name].hidden for name in sound if found[name].hidden} == {}


def test_the_words_are_those_of_the_ground_truth(manifest: dict[str, dict[str, str]]) -> None:
    """The body's words everywhere; running heads too, where the ground truth has them."""
    below = {}
    for name, row in manifest.items():
        if not row["ground_truth"]:
            continue
        (line, *_) = read_file(COLLECTION / name, name)
        assert line.document is not None
        truth, pages = truth_of(COLLECTION / row["ground_truth"]), line.document.pages
        whole, body = ("\n".join(texts) for texts in ([page.text for page in pages], map(body_of, pages)))
        figures = [word_f1(body, truth)] + ([] if name in HEADS_LEFT_OUT else [word_f1(whole, truth)])
        if min(figures) < (SCANNED_F1 if pages[0].method is Method.OCR else NATIVE_F1):
            below[name] = figures
    assert not below


def test_a_truncated_attachment_has_a_line_of_its_own_that_says_so(found: dict[str, Found]) -> None:
    inside = [line for name, line in found.items() if name.startswith("alaveteli__tnef") and "/" in name]
    assert [line.outcome for line in inside] == ["corrupt"] and "winmail.dat" in inside[0].reason


def test_every_attachment_of_every_message_has_a_line(
    found: dict[str, Found], manifest: dict[str, dict[str, str]]
) -> None:
    messages = [name for name in manifest if name.endswith(".eml")]
    assert len(messages) == 9
    for name in messages:
        parts = email.message_from_bytes((COLLECTION / name).read_bytes(), policy=default).walk()
        next(parts)  # the message itself
        attached = [part for part in parts if part.get_filename() or part.get_content_type() == "message/rfc822"]
        inside = [inner for inner in found if inner.startswith(f"{name}/")]
        assert len(inside) == len(attached) + PAST_THE_END.get(name, 0), name


def test_archives_in_archives_in_a_document_are_opened_to_the_last(found: dict[str, Found]) -> None:
    root = "extract__recursive_embedded.docx/oleObject1.bin/embed1.zip/embed1/"
    last = root + "embed2.zip/embed2/embed3.zip/embed3/embed4.zip/embed4.txt"
    assert found[last].outcome in READ
    assert len([name for name in found if name.startswith(root)]) == 9


def test_the_files_inside_the_large_archive_are_read(manifest: dict[str, dict[str, str]]) -> None:
    """By the readers alone: coding it takes too long for a test."""
    with zipfile.ZipFile(COLLECTION / LARGE) as archive:
        wanted = [f"{LARGE}/{name}" for name in archive.namelist() if not name.endswith("/")]
    first, *inside = read_file(COLLECTION / LARGE, LARGE)
    assert manifest[LARGE]["expected"] == "ok" and str(first.outcome) == "container"
    assert [line.source.source_name for line in inside] == wanted
    assert all(line.document is not None for line in inside)


def test_received_is_the_sum_and_every_quotation_stands_on_its_page(run: Path) -> None:
    verified = minuted("verify", "-w", run)
    assert verified.returncode == 0, verified.stdout
    for row in rows(
        run,
        "SELECT p.text, e.char_start, e.char_end, e.quotation FROM evidence AS e "
        "JOIN pages AS p ON p.document_id = e.document_id AND p.page = e.page",
    ):
        assert row["text"][row["char_start"] : row["char_end"]] == row["quotation"]
