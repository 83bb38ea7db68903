"""Old formats are read through a program where there is one, and nothing is left behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.converters import available, read
from tests.made_files import docx, paragraph

OLD = b"\xffWPC" + bytes(60)  # a WordPerfect document, as far as it matters here


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs, the only one that is looked in beside the system's, and an empty temporary folder."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "bin"


def install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_what_libreoffice_makes_of_a_file_is_read_and_nothing_is_left(programs: Path) -> None:
    made = programs / "made.docx"
    made.write_bytes(docx(paragraph("converted")))
    install(programs, "soffice", f'while [ "$1" != --outdir ]; do shift; done; cp {made} "$2/source.docx"')
    reading = read(OLD)
    assert (reading.pages[0].text, reading.note) == ("converted", "read through LibreOffice")
    assert not list(Path(tempfile.gettempdir()).iterdir())


@pytest.mark.parametrize("script", ["exit 3", "exit 0"])
def test_a_program_that_fails_is_told_and_nothing_is_left(programs: Path, script: str) -> None:
    install(programs, "soffice", script)
    with pytest.raises(UnreadableFile) as refusal:
        read(OLD)
    assert refusal.value.outcome == Outcome.CORRUPT
    assert not list(Path(tempfile.gettempdir()).iterdir())


def test_a_program_that_hangs_is_ended(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.converters._LIMIT_S", 0.5)
    install(programs, "soffice", "sleep 30")
    with pytest.raises(UnreadableFile) as refusal:
        read(OLD)
    assert refusal.value.outcome == Outcome.TIMED_OUT
    assert not list(Path(tempfile.gettempdir()).iterdir())


def test_without_a_program_the_reason_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert available() == {"soffice": None, "antiword": None}
    with pytest.raises(UnreadableFile, match="LibreOffice would convert it") as refusal:
        read(OLD)
    assert refusal.value.outcome == Outcome.UNSUPPORTED
