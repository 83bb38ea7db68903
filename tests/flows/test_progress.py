"""Progress: pages of a long file are seen to go by, and none is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.records import Document, Outcome, Page, Received, SourceFile
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import Sandbox, beat
from flows import progress as showing
from flows import shards
from flows.progress import Progress, counted
from flows.shards import Plan, Task, Tick
from flows.workers import Workers

PLAN = Plan(Path("extracted"), Path("coded"), None, None, 60.0)


def beating(pages: int) -> Iterator[int]:
    for _ in range(pages):
        beat()
    yield pages


def nested(pages: int) -> Iterator[int]:
    """A worker whose reading process tells of its pages."""
    with Sandbox(beating, on_beat=beat) as read:
        yield from read(pages)


def test_beats_of_a_reading_process_reach_the_main_process_through_its_worker() -> None:
    ticks: list[Tick] = []
    workers = Workers(1, PLAN, ticks.append)
    with Sandbox(nested, on_beat=workers._tell) as worker:
        assert list(worker(3)) == [3]
    assert [tick.pages for tick in ticks] == [1, 1, 1]


def test_pages_told_by_beats_are_not_counted_again_with_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tuple(Page(number, "Noted.") for number in range(1, 6))

    def read(_: IsolatedReader, job: Job) -> Iterator[Received]:
        shards._tell(1)
        shards._tell(2)
        yield Received(SourceFile(job.source_name, "s", 1, "t"), Outcome.READ, "", Document("s", "t", pages))

    told: list[int] = []
    monkeypatch.setattr(IsolatedReader, "read", read)
    monkeypatch.setattr(shards, "beat", told.append)
    plan = Plan(tmp_path / "extracted", tmp_path / "coded", None, None, 60.0)
    tasks = [Task(key, Job(tmp_path / key, key), 1) for key in ("a", "b")]
    ticks = list(shards.work_on(plan, tasks))
    assert told == [1, 2, 1, 2]
    assert sum(told) + sum(tick.pages for tick in ticks) == 10


def test_a_line_is_printed_while_the_first_file_is_still_being_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "_PLAIN_EVERY_S", -1.0)
    progress = Progress()
    progress.start(2)
    progress.advance(Tick(pages=7))
    assert capsys.readouterr().err == "0 of 2 files, 7 pages, 0 mentions\n"
    progress.advance(Tick(jobs=1))
    assert "1 of 2 files, 7 pages, 0 mentions, about" in capsys.readouterr().err


def test_items_counted_off_a_terminal_are_told_in_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(showing, "_PLAIN_EVERY_S", 0.0)
    assert list(counted(iter("abc"), "coding", 3)) == ["a", "b", "c"]
    assert capsys.readouterr().err == "coding: 1 of 3\ncoding: 2 of 3\ncoding: 3 of 3\n"
