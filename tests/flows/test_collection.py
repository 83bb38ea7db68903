"""The collection of real files beside the repository: every file, and everything inside one, ends in the ledger."""

from __future__ import annotations

import csv
import email
import zipfile
from email.policy import default
from pathlib import Path

import pytest

from tests.command_line import ledger, minuted, rows

pytestmark = pytest.mark.slow

COLLECTION = Path(__file__).parents[3] / "shared" / "files"
# Holds one spreadsheet of 15 million characters, which takes longer to code than all other files together.
LARGE = "alaveteli__example.zip"

READ = {"coded", "no_reason", "duplicate", "container", "no_text"}
NOT_YET = {  # kind -> how the reason must name what is not yet supported
    "doc": ".doc",
    "msg": ".msg",
    "odt": "OpenDocument",
    "rtf": "RTF",
    "xlsx": ".xls",
    "pdf_form": "OCR",  # a form whose fields are all that it holds
}


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
    workspace = release.parent / "workspace"
    found = minuted("run", release, "-w", workspace, "--json", timeout_s=580)
    assert found.returncode == 3, found.stderr
    return workspace


def test_every_file_of_the_manifest_has_an_outcome_that_agrees_with_it(
    run: Path, manifest: dict[str, dict[str, str]]
) -> None:
    found = ledger(run)
    wrong = {
        name: found.get(name)
        for name, row in manifest.items()
        if name != LARGE and not agrees(row["expected"], row["kind"], *found.get(name, ("", "")))
    }
    assert not wrong


def agrees(expected: str, kind: str, outcome: str, reason: str) -> bool:
    if outcome in ("unsupported", "needs_ocr") and expected in ("ok", "hidden_text"):
        return kind in NOT_YET and NOT_YET[kind] in reason
    if expected == "corrupt" and kind == "eml":
        return outcome in READ  # the message can be read; what is attached has its own line
    if expected == "needs_ocr" and outcome in READ:
        return "OCR" in reason  # some pages are read, the note names those that are not
    return outcome in (READ if expected in ("ok", "hidden_text") else {expected})


def test_hidden_text_is_counted_in_every_pdf_that_is_known_to_hold_it(
    run: Path, manifest: dict[str, dict[str, str]]
) -> None:
    counted = {
        row["source_name"]: row["n"]
        for row in rows(
            run,
            "SELECT l.source_name, sum(p.hidden_characters) AS n FROM ledger AS l "
            "JOIN pages AS p ON p.document_id = l.document_id GROUP BY 1",
        )
    }
    known = [name for name, row in manifest.items() if row["kind"] == "pdf_failed_redaction"]
    sound = [name for name, row in manifest.items() if row["kind"] == "pdf_sound_redaction"]
    assert known and sound
    assert all(counted[name] > 0 for name in known)
    assert all(counted[name] == 0 for name in sound)


def test_a_truncated_attachment_has_a_line_of_its_own_that_says_so(run: Path) -> None:
    inside = [found for name, found in ledger(run).items() if name.startswith("alaveteli__tnef") and "/" in name]
    assert [outcome for outcome, _ in inside] == ["unsupported"] and "winmail.dat" in inside[0][1]


def test_every_attachment_of_every_message_has_a_line(run: Path, manifest: dict[str, dict[str, str]]) -> None:
    names = ledger(run)
    messages = [name for name in manifest if name.endswith(".eml")]
    assert len(messages) == 9
    for name in messages:
        parts = email.message_from_bytes((COLLECTION / name).read_bytes(), policy=default).walk()
        next(parts)  # the message itself
        attached = [part for part in parts if part.get_filename() or part.get_content_type() == "message/rfc822"]
        assert len([inner for inner in names if inner.startswith(f"{name}/")]) == len(attached), name


def test_archives_in_archives_in_a_document_are_opened_to_the_last(run: Path) -> None:
    root = "extract__recursive_embedded.docx/oleObject1.bin/embed1.zip/embed1/"
    last = root + "embed2.zip/embed2/embed3.zip/embed3/embed4.zip/embed4.txt"
    found = ledger(run)
    assert found[last][0] in READ
    assert len([name for name in found if name.startswith(root)]) == 9


def test_the_files_inside_the_large_archive_are_read(manifest: dict[str, dict[str, str]]) -> None:
    """By the readers alone: coding it takes too long for a test."""
    from extractors.reading import read_file

    with zipfile.ZipFile(COLLECTION / LARGE) as archive:
        wanted = [f"{LARGE}/{name}" for name in archive.namelist() if not name.endswith("/")]
    first, *inside = read_file(COLLECTION / LARGE, LARGE)
    assert manifest[LARGE]["expected"] == "ok" and str(first.outcome) == "container"
    assert [line.source.source_name for line in inside] == wanted
    assert all(line.document is not None for line in inside)


def test_received_is_the_sum_and_every_quotation_stands_on_its_page(run: Path) -> None:
    found = minuted("verify", "-w", run)
    assert found.returncode == 0, found.stdout
    for row in rows(
        run,
        "SELECT p.text, e.char_start, e.char_end, e.quotation FROM evidence AS e "
        "JOIN pages AS p ON p.document_id = e.document_id AND p.page = e.page",
    ):
        assert row["text"][row["char_start"] : row["char_end"]] == row["quotation"]
