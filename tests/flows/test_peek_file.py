"""`minuted peek`: one file at once, with the same findings as a run and no workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import minuted, rows
from tests.conftest import SAMPLE_RELEASE, SampleRun
from tests.made_documents import encrypted_pdf, pdf

MINUTES = SAMPLE_RELEASE / "03_northshire_board_2010-11-18.pdf"
MESSAGE = SAMPLE_RELEASE / "06_eastmarsh_chair_to_director_2011-01-17.eml"


def peeked(file: Path, exit_code: int = 0) -> dict[str, Any]:
    found = minuted("peek", file, "--json")
    assert found.returncode == exit_code, found.stderr
    assert found.stderr == ""
    looked: dict[str, Any] = json.loads(found.stdout)
    return looked


def test_a_person_reads_kind_decisions_and_quotations(tmp_path: Path) -> None:
    found = minuted("peek", MINUTES, cwd=tmp_path)
    assert found.returncode == 0
    assert found.stdout.startswith("03_northshire_board_2010-11-18.pdf: minutes, ")
    assert "decision(s) that the document states" in found.stdout and "mention(s) of reasons" in found.stdout
    data = peeked(MINUTES)
    printed = " ".join(found.stdout.split())
    assert data["mentions"] and data["decisions"]
    for mention in data["mentions"]:
        assert " ".join(f"“{mention['quotation']}”".split()) in printed
    assert list(tmp_path.iterdir()) == []  # no workspace, no log


@pytest.mark.slow
@pytest.mark.parametrize("file", [MINUTES, MESSAGE], ids=["minutes", "message with an attachment"])
def test_peek_finds_what_a_run_finds(sample_run: SampleRun, file: Path) -> None:
    """Identifiers, codes, places and quotations, of the file and of what is inside it."""
    named = (
        "mention_id, decision_id, source_name, reason_code AS code, role, polarity, attribution, hedging, page, "
        "char_start AS start, char_end AS end, quote AS quotation, code_confidence AS score"
    )
    of_run = rows(
        sample_run.workspace,
        f"SELECT {named} FROM analysis WHERE mention_id IS NOT NULL AND source_name LIKE ? ORDER BY mention_id",
        f"{file.name}%",
    )
    of_peek = sorted(peeked(file)["mentions"], key=lambda mention: str(mention["mention_id"]))
    assert of_run and [{key: mention[key] for key in of_run[0]} for mention in of_peek] == of_run


def test_what_is_inside_a_message_is_listed() -> None:
    looked = peeked(MESSAGE)
    assert looked["kind"] == "email"
    assert [document["source_name"].count("/") for document in looked["documents"]] == [0, 1]


def test_boxes_lie_on_the_page() -> None:
    for mention in peeked(MINUTES)["mentions"]:
        assert mention["boxes"]
        assert all(0 <= b["x0"] < b["x1"] <= 596 and 0 <= b["top"] < b["bottom"] <= 842.5 for b in mention["boxes"])


def test_a_file_without_a_reason_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(["The leaflets will go to four libraries."]))
    looked = peeked(tmp_path / "a.pdf")
    assert (looked["outcome"], looked["mentions"]) == ("no_reason", [])


@pytest.mark.parametrize(
    ("content", "outcome"),
    [(b"", "corrupt"), (encrypted_pdf(["Nothing."]), "encrypted"), (b"%PDF-1.4\n%broken", "corrupt")],
    ids=["empty", "locked", "truncated"],
)
def test_a_file_that_cannot_be_read_ends_with_3_and_a_reason(tmp_path: Path, content: bytes, outcome: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    looked = peeked(tmp_path / "a.pdf", exit_code=3)
    assert looked["outcome"] == outcome and looked["reason"]


def test_a_locked_file_is_read_with_its_password(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(encrypted_pdf(["No serious case review was held because of the cost."]))
    (tmp_path / "passwords.txt").write_text("wrong\ncalder\n")
    found = minuted("peek", tmp_path / "a.pdf", "--passwords", tmp_path / "passwords.txt", "--json")
    assert found.returncode == 0, found.stderr
    looked = json.loads(found.stdout)
    assert looked["outcome"] == "coded" and "calder" not in found.stdout
    assert (looked["documents"][0]["ocr_pages"], looked["documents"][0]["low_quality_pages"]) == (0, [])


def test_a_folder_is_sent_to_run(tmp_path: Path) -> None:
    found = minuted("peek", tmp_path)
    assert found.returncode == 2 and "minuted run" in found.stderr
