"""Two copies of a paper laid beside each other, from their files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from flows.diff_files import diff_files
from tests.command_line import minuted

SHOWN = "Minutes of the panel\n5.2 It was agreed not to hold a review because of the cost of an author from outside.\n"
HIDDEN = SHOWN.replace("of the cost of an author from outside", "[redacted s.36(2)]")


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "council.txt", tmp_path / "trust.txt"
    one.write_text(SHOWN, encoding="utf-8")
    other.write_text(HIDDEN, encoding="utf-8")
    return one, other


def test_what_one_file_hides_is_quoted_from_the_other(copies: tuple[Path, Path]) -> None:
    found = diff_files(*copies)["differences"]
    assert [(d["shown_in"], d["manner"], d["text"]) for d in found] == [
        ("council.txt", "redacted", "of the cost of an author from outside.")
    ]


def test_a_file_that_is_not_there_or_holds_no_text_is_named(copies: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.pdf: there is no such file"):
        diff_files(copies[0], tmp_path / "none.pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(CorpusError, match=r"broken\.pdf cannot be read"):
        diff_files(copies[0], tmp_path / "broken.pdf")


def test_the_command_prints_what_differs_as_text_and_as_json(copies: tuple[Path, Path]) -> None:
    printed = minuted("diff", *map(str, copies)).stdout
    assert "1 passage that one of council.txt and trust.txt shows and the other hides" in printed
    assert "in trust.txt, page 1: a redaction stands there" in printed
    assert json.loads(minuted("diff", *map(str, copies), "--json").stdout)["first"] == "council.txt"
