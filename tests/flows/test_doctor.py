"""What `minuted doctor` finds at hand, and what it says of what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.reading import READERS
from flows import doctor
from flows.cli import app
from flows.doctor import Check, doctor_lines, examine, is_well


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Leave out what takes long: the readers and OCR."""
    for name in ("_formats", "_ocr"):
        monkeypatch.setattr(doctor, name, list)
    return monkeypatch


def found(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def test_every_reader_is_looked_at_and_loads() -> None:
    checks = [check for check in examine() if check.group == "formats"]
    assert len(checks) == len(set(READERS.values()) - {"extractors.converters"})
    assert all(check.is_required for check in checks)
    pdf = found(checks, "PDF")
    assert pdf.is_well and "pypdfium2" in pdf.found


def test_a_reader_whose_library_is_gone_is_told_and_makes_the_computer_unfit(stubbed: pytest.MonkeyPatch) -> None:
    stubbed.setitem(doctor._READERS, "extractors.plain", ("plain text", ("no-such-library",)))
    check = doctor._format("extractors.plain")
    assert not check.is_well and not is_well([check])
    assert "PackageNotFoundError" in check.found and "pip install" in check.advice
    assert doctor_lines([check])[-1].startswith("Something required is missing")


def test_an_optional_part_that_is_missing_says_what_it_would_add_and_how_to_get_it(stubbed: pytest.MonkeyPatch) -> None:
    stubbed.setenv("PATH", "")
    checks = examine()
    assert is_well(checks)
    for name, adds in (("LibreOffice", "WordPerfect"), ("antiword", "Word 6 and 95")):
        check = found(checks, name)
        assert not check.is_well and adds in check.advice and "To get it: " in check.advice


def test_an_optional_part_that_is_there_is_shown_with_its_place(stubbed: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    stubbed.setenv("PATH", str(tmp_path))
    check = found(examine(), "LibreOffice")
    assert (check.is_well, check.found, check.advice) == (True, str(program), "")


def test_a_state_folder_that_cannot_be_made_is_told(stubbed: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    stubbed.setenv("MINUTED_STATE", str(tmp_path / "file" / "state"))
    check = found(examine(), "state folder")
    assert not check.is_well and "MINUTED_STATE" in check.advice


def test_the_exit_code_says_whether_what_is_required_works(stubbed: pytest.MonkeyPatch) -> None:
    answered = CliRunner().invoke(app, ["doctor", "--json"])
    data = json.loads(answered.stdout)
    assert answered.exit_code == 0 and data["well"]
    assert {"group", "name", "is_well", "found", "is_required", "advice"} == data["checks"][0].keys()
    stubbed.setattr(doctor, "_ocr", lambda: [Check("ocr", "Tesseract", False, "not there", True, "Install it.")])
    answered = CliRunner().invoke(app, ["doctor"])
    assert answered.exit_code == 1
    assert "MISSING Tesseract: not there" in answered.stdout and "Install it." in answered.stdout
