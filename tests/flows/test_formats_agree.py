"""ART-50: a sentence in a PDF, a Word file, an e-mail and a scan gives the same rows of the table, each placed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import pytest

from corpus.make_sample_release import typeset, word
from corpus.make_sample_release.blocks import Paper, Paragraph, Title
from corpus.make_sample_release.packing import eml
from tests.command_line import minuted, rows
from tests.models.test_article import YJB
from tests.scanned_papers import scanned_png

pytestmark = pytest.mark.slow  # a run with Prefect, and OCR

TITLE = "Briefing on the work of local boards"
BEFORE = "The figures for the quarter were published on Tuesday."
AFTER = "The paper was noted, and the date of the next meeting was fixed."
CODES = {"political_uncertainty", "cost.budget_cuts", "publicity.dirty_linen"}
FORMATS = ("note.pdf", "note.docx", "note.eml", "note.png")
_LEAST = 0.97  # of the characters of a scan's quotation


@dataclass(frozen=True)
class Read:
    """The rows of the analysis table by the file that they come from, and of their evidence."""

    mentions: dict[str, list[dict[str, Any]]]
    evidence: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Run a release of the four files with the real command."""
    release, workspace = tmp_path_factory.mktemp("formats"), tmp_path_factory.mktemp("read") / "workspace"
    for name, content in contents().items():
        (release / name).write_bytes(content)
    ended = minuted("run", release, "--workspace", workspace, "--json")
    assert ended.returncode == 0, ended.stderr
    named = "source_name, reason_code, page, char_start, char_end, quote, polarity, role"
    found = rows(workspace, f"SELECT {named} FROM analysis WHERE reason_code IS NOT NULL AND mention_id IS NOT NULL")
    places = rows(
        workspace,
        "SELECT m.document_id, d.source_name, e.* FROM evidence AS e JOIN mentions AS m "
        "USING (mention_id) JOIN documents AS d ON d.document_id = m.document_id",
    )
    return Read(by_file(found), by_file(places))


def contents() -> dict[str, bytes]:
    paper = Paper("", "", (Title(TITLE), *map(Paragraph, (BEFORE, YJB, AFTER))))
    printed = typeset.pdf(paper)
    body = "\n\n".join((BEFORE, YJB, AFTER)) + "\n"
    made = (printed, word.docx(paper), eml(TITLE, body), scanned_png(printed, "note"))
    return dict(zip(FORMATS, made, strict=True))


def by_file(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [row for row in found if row["source_name"].endswith(name)] for name in FORMATS}


def quotations(mentions: list[dict[str, Any]]) -> set[str]:
    return {" ".join(mention["quote"].split()) for mention in mentions}


@pytest.mark.parametrize("name", FORMATS)
def test_art_50_each_format_gives_the_same_three_codes(read: Read, name: str) -> None:
    assert sorted(mention["reason_code"] for mention in read.mentions[name]) == sorted(CODES)
    assert {mention["polarity"] for mention in read.mentions[name]} == {"asserted"}


@pytest.mark.parametrize("name", FORMATS)
def test_art_50_each_format_gives_the_same_quotation(read: Read, name: str) -> None:
    [quotation] = quotations(read.mentions[name])
    if name.endswith("png"):
        assert SequenceMatcher(None, YJB, quotation, autojunk=False).ratio() >= _LEAST
    else:
        assert quotation == YJB


@pytest.mark.parametrize("name", FORMATS)
def test_art_50_the_rows_carry_their_place(read: Read, name: str) -> None:
    for mention in read.mentions[name]:
        assert mention["page"] == 1
        assert mention["char_end"] - mention["char_start"] == len(mention["quote"])
    drawn = name.endswith(("pdf", "png"))
    for row in read.evidence[name]:
        boxes = json.loads(row["boxes"] or "[]")
        assert bool(boxes) is drawn
        assert all(0 <= x0 < x1 <= 596 and 0 <= top < bottom <= 842.5 for x0, top, x1, bottom in boxes)
