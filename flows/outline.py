"""What a run will read: each file under the paths given, ZIPs by their entries, and what of it is not done yet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import CorpusError
from corpus.manifest import Entry, list_entries, paths_without_nested, release_names
from corpus.parts import Parts, again
from extractors.format import Settings
from extractors.isolation import Job
from extractors.reading import list_members
from extractors.sandbox import ProcessDied, ProcessLimits, ProcessTimedOut, Sandbox
from flows.rereading import offers
from flows.shards import Plan, Task


@dataclass(slots=True)
class Outline:
    """One file on disk as it will be published: whole, or (a ZIP) in as many pieces as it has entries."""

    entry: Entry
    release_id: str
    tasks: list[Task] = field(default_factory=list)


def outline(
    paths: Sequence[Path], release_homes: dict[str, str], *, leave_out: Path, timeout_s: float
) -> list[Outline]:
    """List what was received, ZIPs by their entries, so that workers can share one.

    `release_homes` are the releases known and where they came from; `leave_out` is the workspace.

    Raises:
        CorpusError: a path is not there.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise CorpusError(f"{path}: there is no such file or folder")
    given = paths_without_nested(paths)
    names = release_names(given, release_homes)
    with Sandbox(_members, ProcessLimits(timeout_s=timeout_s)) as list_archive:
        return [
            Outline(entry, names[path], [] if entry.problem else _tasks(entry, list_archive))
            for path in given
            for entry in list_entries(path, leave_out=leave_out)
        ]


def _members(path: Path) -> Iterator[object]:
    yield list_members(path)


def _tasks(entry: Entry, list_archive: Callable[[Path], Iterator[object]]) -> list[Task]:
    """Return the jobs of a file: one, or one for a ZIP and one for each of its entries."""
    name = entry.path.name
    members = None
    with entry.path.open("rb") as stream:
        is_zip = stream.read(2) == b"PK"
    if is_zip:
        try:
            [members] = list_archive(entry.path)  # to its end: a call that is broken off costs its process
        except (ProcessDied, ProcessTimedOut):
            members = None  # the reader itself will say what is wrong
    if not isinstance(members, list):
        return [Task(entry.sha256, Job(entry.path, name), entry.size_bytes)]
    tasks = [Task(f"{entry.sha256}#", Job(entry.path, name, is_archive=True), 0)]
    tasks += [Task(f"{entry.sha256}#{m.index}", Job(entry.path, name, m), m.size_bytes) for m in members]
    return tasks


def not_done(outlines: Sequence[Outline], plan: Plan) -> list[Task]:
    """Return the jobs that no part holds yet, or that this run can read more of, each content once."""
    extracted, coded = Parts(plan.extracted), Parts(plan.coded)
    wanted = {task.key: task for outline in outlines for task in outline.tasks}
    left = (_left(task, extracted, coded, plan.settings) for task in wanted.values())
    return [task for task in left if task is not None]


def _left(task: Task, extracted: Parts, coded: Parts, settings: Settings) -> Task | None:
    """Return what is left to do of a job; None where nothing is."""
    latest = extracted.latest(task.key)
    if latest is None:
        return task
    if extracted.lacks(latest) & offers(settings):
        return replace(task, key=again(latest), before=latest)
    return None if latest in coded else replace(task, key=latest, is_read=True)
