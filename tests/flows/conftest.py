"""A run whose shards are worked on in the test's own process, so that it takes a second and not ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flows import run_release as house
from flows import shards
from flows.shards import Plan, Task, work_on


@pytest.fixture(scope="module", autouse=True)
def reader_closed() -> Iterator[None]:
    """End the reading process that this process keeps as a worker would."""
    yield
    while shards._READER:
        shards._READER.popitem()[1].close()


@pytest.fixture
def worked_on(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Have shards worked on in this process; hold the jobs that were."""
    done: list[Task] = []

    def in_this_process(todo: Sequence[Task], plan: Plan, *_: object) -> None:
        done.extend(todo)
        assert list(work_on(plan, todo))

    monkeypatch.setattr(house, "_read_and_code", in_this_process)
    return done


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"
