"""What a later run reads again, and only that: locked files once there is a password, scans once there is OCR."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Document, Outcome, Page, Received, SourceFile
from extractors.format import Settings
from flows import run_release as house
from flows.progress import Progress
from flows.rereading import OCR, PASSWORD, joined, lacks, offers
from flows.run_release import Options, RunReport
from flows.shards import Task
from tests.command_line import ledger, rows, start, table_bytes
from tests.made_documents import eml, encrypted_pdf, pdf

COST = "It was decided not to hold a serious case review of child {}, because of the cost."
SECRET = "zq-quagmire-77"
NO_OCR = Settings(ocr=False)
Run = Callable[..., RunReport]


def line(name: str, outcome: Outcome, *texts: str) -> Received:
    source = SourceFile(name, name, 1, "application/pdf")
    pages = tuple(Page(number, text) for number, text in enumerate(texts, start=1))
    return Received(source, outcome, "", Document(name, "application/pdf", pages) if texts else None)


@pytest.mark.parametrize(
    ("lines", "settings", "wanting"),
    [
        ([line("a", Outcome.READ, "Words.")], Settings(), set()),
        ([line("a", Outcome.READ, "Words.")], NO_OCR, set()),
        ([line("a", Outcome.ENCRYPTED)], Settings(("x",)), {PASSWORD}),
        ([line("a", Outcome.CONTAINER), line("a/b", Outcome.ENCRYPTED)], Settings(), {PASSWORD}),
        ([line("a", Outcome.NEEDS_OCR)], Settings(), set()),  # OCR has been tried
        ([line("a", Outcome.NEEDS_OCR)], NO_OCR, {OCR}),
        ([line("a", Outcome.READ, "Words.", " ")], NO_OCR, {OCR}),  # a page of it may be a scan
        ([line("a", Outcome.ENCRYPTED), line("b", Outcome.NEEDS_OCR)], NO_OCR, {OCR, PASSWORD}),
        ([line("a", Outcome.CORRUPT)], NO_OCR, set()),
    ],
)
def test_what_a_reading_lacks_follows_from_its_lines(
    lines: list[Received], settings: Settings, wanting: set[str]
) -> None:
    assert lacks(lines, settings) == wanting


def test_a_page_of_low_quality_wants_ocr() -> None:
    read = line("a", Outcome.READ, "Wrds.")
    assert read.document
    poor = replace(read, document=replace(read.document, pages=(Page(1, "Wrds.", quality=0.1),)))
    assert lacks([poor], NO_OCR) == {OCR}


def test_a_run_offers_what_it_has() -> None:
    assert offers(Settings()) == {OCR}
    assert offers(Settings(("x",), ocr=False)) == {PASSWORD}
    assert offers(NO_OCR) == set()


def test_what_was_read_before_stays_read() -> None:
    first, second = line("m/1", Outcome.READ, "One."), line("m/2", Outcome.READ, "Two.")
    message = line("m", Outcome.CONTAINER)
    before = (message, first, line("m/2", Outcome.ENCRYPTED))
    now = (message, line("m/1", Outcome.ENCRYPTED), second)
    assert joined(before, now, Settings(("the second",))) == (message, first, second)


def test_a_reading_without_ocr_takes_nothing_from_one_with() -> None:
    scan, letter = line("m/1", Outcome.READ, "Read by OCR."), line("m/2", Outcome.READ, "Letter.")
    before, now = (scan, line("m/2", Outcome.ENCRYPTED)), (line("m/1", Outcome.NEEDS_OCR), letter)
    assert joined(before, now, Settings(("x",), ocr=False)) == (scan, letter)
    assert joined((line("m/1", Outcome.READ, "Half"),), (scan,), Settings()) == (scan,)


@pytest.fixture
def run(worked_on: list[Task], workspace: Path) -> Run:
    def run_now(path: Path, *passwords: str, ocr: bool = True) -> RunReport:
        worked_on.clear()
        return house.run_release(Options((path,), workspace, settings=Settings(passwords, ocr)), Progress(quiet=True))

    return run_now


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "open.pdf").write_bytes(pdf([COST.format("A")]))
    (folder / "one.pdf").write_bytes(encrypted_pdf([COST.format("B")], password=SECRET))
    (folder / "two.pdf").write_bytes(encrypted_pdf([COST.format("C")], password=SECRET + "2"))
    return folder


def names_of(done: list[Task]) -> list[str]:
    return sorted(task.job.path.name for task in done)


def outcomes(workspace: Path) -> dict[str, str]:
    return {name: outcome for name, (outcome, _) in ledger(workspace).items()}


def test_a_run_with_passwords_reads_again_what_was_locked_and_only_that(
    run: Run, release: Path, workspace: Path, worked_on: list[Task]
) -> None:
    run(release)
    assert outcomes(workspace) == {"open.pdf": "coded", "one.pdf": "encrypted", "two.pdf": "encrypted"}
    run(release, "wrong", SECRET)
    assert names_of(worked_on) == ["one.pdf", "two.pdf"]
    assert outcomes(workspace) == {"open.pdf": "coded", "one.pdf": "coded", "two.pdf": "encrypted"}
    after = table_bytes(workspace)
    run(release)  # without a password: nothing is read, and what was read stays read
    assert worked_on == [] and table_bytes(workspace) == after
    run(release, SECRET + "2")
    assert names_of(worked_on) == ["two.pdf"]
    assert set(outcomes(workspace).values()) == {"coded"}
    run(release, SECRET)
    assert worked_on == []
    found = rows(workspace, "SELECT DISTINCT source_name FROM analysis WHERE reason_parent = 'cost'")
    assert {row["source_name"] for row in found} == {"open.pdf", "one.pdf", "two.pdf"}


def test_a_wrong_password_changes_nothing(run: Run, release: Path, workspace: Path, worked_on: list[Task]) -> None:
    run(release, "wrong")
    before = table_bytes(workspace)
    parts = sorted((workspace / "parts" / "extracted").rglob("*"))
    run(release, "wrong too")
    assert names_of(worked_on) == ["one.pdf", "two.pdf"]
    assert table_bytes(workspace) == before
    assert sorted((workspace / "parts" / "extracted").rglob("*")) == parts


def test_files_locked_inside_one_message_open_one_run_after_another(run: Run, workspace: Path, tmp_path: Path) -> None:
    attached = [
        ("one.pdf", encrypted_pdf([COST.format("B")], SECRET)),
        ("two.pdf", encrypted_pdf([COST.format("C")], "x2")),
    ]
    message = tmp_path / "m.eml"
    message.write_bytes(eml("Papers", "Please find the papers.", attached))
    run(message, SECRET)
    assert outcomes(workspace)["m.eml/one.pdf"] == "coded" and outcomes(workspace)["m.eml/two.pdf"] == "encrypted"
    run(message, "x2")
    assert outcomes(workspace)["m.eml/one.pdf"] == "coded" and outcomes(workspace)["m.eml/two.pdf"] == "coded"


def holds(root: Path, secret: str) -> list[Path]:
    """Return the files under a folder in which a secret stands, Parquet read without its compression."""
    import pyarrow.parquet as pq

    found = []
    for path in root.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".parquet":
            content += repr(pq.ParquetFile(path).read().to_pylist()).encode()
        if secret.encode() in content or secret.encode("utf-16-le") in content:
            found.append(path)
    return found


def test_no_password_stands_in_any_file_of_the_workspace(run: Run, release: Path, workspace: Path) -> None:
    run(release)
    run(release, SECRET)
    assert (workspace / "minuted.sqlite").is_file() and holds(workspace, "one.pdf")
    assert holds(workspace, SECRET) == []


@pytest.mark.slow
def test_passwords_of_a_real_run_reach_no_file_and_no_command_line(
    release: Path, workspace: Path, tmp_path: Path, minuted_state: Path
) -> None:
    file = tmp_path / "passwords.txt"
    file.write_text(f"wrong\n{SECRET}\n")
    started = start("run", release, "-w", workspace, "--passwords", file)
    seen: dict[int, str] = {}
    while started.process.poll() is None:
        seen |= started.alive()
        time.sleep(0.2)
    started.end()
    assert len(seen) >= 3  # the command, a worker, its reading process
    assert not [command for command in seen.values() if SECRET in command]
    assert outcomes(workspace) == {"open.pdf": "coded", "one.pdf": "coded", "two.pdf": "encrypted"}
    assert [holds(root, SECRET) for root in (workspace, minuted_state)] == [[], []]


def test_settings_do_not_show_passwords() -> None:
    assert SECRET not in repr(Settings((SECRET,)))
