"""Reading in a process of its own. The reader of plain text is swapped for one that does as the file says."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.records import Outcome, Page, Received, SourceFile
from extractors import isolation, reading, sniff
from extractors.archive import Limits
from extractors.format import Reading, Settings
from extractors.isolation import IsolatedReader, Job, Lost
from extractors.sandbox import ProcessLimits, ProcessTimedOut, Sandbox
from tests import made_documents

LIMITS = ProcessLimits(timeout_s=20, memory_bytes=1024**3)


class UnpicklableError(Exception):
    def __init__(self) -> None:
        super().__init__(lambda: None)


def read(content: bytes, settings: Settings) -> Reading:
    """The reader of plain text in this file's processes: hostile where the text says so."""
    words = content.decode()
    if "please crash" in words:
        ctypes.string_at(0)
    if "please hang" in words:
        time.sleep(600)
    if "please eat" in words:
        return read(b"x" * (3 * 1024**3), settings)
    if "please fail" in words:
        raise UnpicklableError
    if "please print" in words:
        os.write(1, b"chatter\n")
    return Reading((Page(1, words),))


def walk(job: Job, limits: Limits, settings: Settings, lost: Lost) -> Iterator[SourceFile | Received]:
    reading.READERS[sniff.PLAIN] = __name__
    yield from isolation.walk(job, limits, settings, lost)


@pytest.fixture
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader(LIMITS) as opened:
        opened._walk = Sandbox(walk, LIMITS)
        yield opened


def release(folder: Path, middle: bytes) -> Job:
    """A ZIP of three texts, of which the second may do harm."""
    path = folder / "release.zip"
    members = {"1.txt": b"The first was noted.", "2.txt": middle, "3.txt": b"The third was noted."}
    path.write_bytes(made_documents.zip_of(members))
    return Job(path, path.name)


def outcomes(reader: IsolatedReader, job: Job) -> dict[str, Outcome]:
    lines = list(reader.read(job))
    names = [line.source.source_name for line in lines]
    assert len(names) == len(set(names))
    return {line.source.source_name.removeprefix("release.zip"): line.outcome for line in lines}


@pytest.mark.parametrize(
    ("words", "outcome", "timeout_s"),
    [
        (b"please crash, said the clerk", Outcome.FAILED, 20),
        (b"please hang, said the clerk", Outcome.TIMED_OUT, 1.5),
        (b"please eat, said the clerk", Outcome.FAILED, 20),
        (b"please fail, said the clerk", Outcome.FAILED, 20),
        (b"please print, said the clerk", Outcome.READ, 20),
    ],
    ids=["crash", "hang", "memory", "unpicklable error", "print"],
)
def test_a_file_that_breaks_its_reader_is_one_line_and_its_siblings_are_read(
    tmp_path: Path, words: bytes, outcome: Outcome, timeout_s: float
) -> None:
    limits = ProcessLimits(timeout_s=timeout_s, memory_bytes=1024**3)
    with IsolatedReader(limits) as reader:
        reader._walk = Sandbox(walk, limits)
        found = outcomes(reader, release(tmp_path, words))
        assert found == {"": Outcome.CONTAINER, "/1.txt": Outcome.READ, "/2.txt": outcome, "/3.txt": Outcome.READ}
        assert outcomes(reader, release(tmp_path, b"Nothing is wrong here."))["/2.txt"] is Outcome.READ


def test_the_line_of_a_lost_file_says_what_happened_and_quotes_nothing(tmp_path: Path, reader: IsolatedReader) -> None:
    job = release(tmp_path, b"please crash, zanzibar")
    lost = next(line for line in reader.read(job) if line.source.source_name.endswith("2.txt"))
    assert lost.reason == "it broke the reader: it was stopped by signal 11"
    assert lost.document is None
    assert lost.source.size_bytes == len(b"please crash, zanzibar")


def test_several_files_that_break_the_reader_are_a_line_each(tmp_path: Path, reader: IsolatedReader) -> None:
    path = tmp_path / "release.zip"
    members = {f"{i}.txt": b"please crash, clerk" if i % 2 else b"This was noted." for i in range(6)}
    path.write_bytes(made_documents.zip_of(members))
    found = outcomes(reader, Job(path, path.name))
    expected = {f"/{i}.txt": Outcome.FAILED if i % 2 else Outcome.READ for i in range(6)}
    assert found == {"": Outcome.CONTAINER, **expected}


def test_a_file_outside_any_container_that_breaks_the_reader_is_one_line(
    tmp_path: Path, reader: IsolatedReader
) -> None:
    path = tmp_path / "minutes.txt"
    path.write_bytes(b"please crash, said the clerk")
    (line,) = reader.read(Job(path, path.name))
    assert (line.source.source_name, line.outcome) == ("minutes.txt", Outcome.FAILED)


def test_a_missing_file_is_one_line(tmp_path: Path, reader: IsolatedReader) -> None:
    (line,) = reader.read(Job(tmp_path / "gone.pdf", "gone.pdf"))
    assert line.outcome is Outcome.UNREADABLE


def test_a_real_pdf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(made_documents.pdf(["The panel decided that no review would be held."]))
    with IsolatedReader(LIMITS) as reader:
        (line,) = reader.read(Job(path, path.name))
    assert line.document is not None
    assert line.document.pages[0].text == "The panel decided that no review would be held."


def test_what_follows_a_place_that_cannot_be_passed_is_said_to_be_unread(
    tmp_path: Path, reader: IsolatedReader
) -> None:
    def breaks(job: Job, limits: Limits, settings: Settings, lost: Lost) -> Iterator[SourceFile | Received]:
        for item in isolation.walk(job, limits, settings, lost):
            yield item
            if isinstance(item, Received) and item.source.source_name.endswith("1.txt"):
                raise ProcessTimedOut("again and again")

    class Walk:
        was_fresh = True

        def __call__(self, job: Job, limits: Limits, settings: Settings, lost: Lost) -> Iterator[SourceFile | Received]:
            yield from breaks(job, limits, settings, lost)

        def close(self) -> None:
            """There is no process."""

    reader._walk.close()
    reader._walk = Walk()  # type: ignore[assignment]
    lines = list(reader.read(release(tmp_path, b"The second was noted.")))
    names = [line.source.source_name.removeprefix("release.zip") for line in lines]
    assert names == ["", "/1.txt", "/(the rest)"]
    assert lines[-1].outcome is Outcome.TIMED_OUT
    assert "what follows release.zip/1.txt was not read" in lines[-1].reason
