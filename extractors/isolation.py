"""Reading in a process of its own: a file that crashes, hangs or eats memory is one line of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.records import Outcome, Received, SourceFile
from extractors.archive import Limits, Member
from extractors.format import DEFAULTS, Settings
from extractors.reading import read_archive, walk_file, walk_member
from extractors.sandbox import ProcessDied, ProcessLimits, ProcessTimedOut, Sandbox, UnsentError

_MOST_TRIED_AGAIN = 3
_UNKNOWN_TYPE = "application/octet-stream"
_MOST_LOST = 25  # files given up in one container before the rest of it is given up too

Lost = Mapping[str, tuple[Outcome, str]]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to read: a file on disk, one entry of a ZIP on disk (`member`), or the ZIP itself (`is_archive`).

    `root_name` is the name of the file on disk: the first part of every `source_name` that comes back.
    """

    path: Path
    root_name: str
    member: Member | None = None
    is_archive: bool = False

    @property
    def source_name(self) -> str:
        """The name of what is read."""
        return f"{self.root_name}/{self.member.name}" if self.member else self.root_name


def walk(job: Job, limits: Limits, settings: Settings, lost: Lost) -> Iterator[SourceFile | Received]:
    """Yield a `SourceFile` before each file is opened and a `Received` when it is done."""
    if job.is_archive:
        yield read_archive(job.path, job.root_name, limits)
    elif job.member is not None:
        yield from walk_member(job.path, job.member, job.root_name, limits, settings, lost)
    else:
        yield from walk_file(job.path, job.root_name, limits, settings, lost)


class IsolatedReader:
    """Reads jobs one after the other in a process that is replaced when a file breaks it. A context manager."""

    def __init__(
        self,
        process: ProcessLimits | None = None,
        limits: Limits | None = None,
        settings: Settings = DEFAULTS,
        on_beat: Callable[[int], None] | None = None,
    ) -> None:
        self._process = process or ProcessLimits()
        self._limits = limits or Limits()
        self._settings = settings
        self._walk = Sandbox(walk, self._process, on_beat)

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process now, so that it is ready for the first job."""
        self._walk.start()

    def close(self) -> None:
        """End the process."""
        self._walk.close()

    def read(self, job: Job) -> Iterator[Received]:
        """Yield a ledger line for the job's file and for each file inside it, parents first."""
        done: set[str] = set()
        lost: dict[str, tuple[Outcome, str]] = {}
        again = 0
        while True:
            at, broken = yield from self._walk_once(job, lost, done)
            if broken is None:
                return
            if again < _MOST_TRIED_AGAIN and (at.source_name in done or not self._walk.was_fresh):
                again += 1  # no fault of this file: the process was unwell, or broke on its way back to where it was
            elif at.source_name in lost or at.source_name in done or len(lost) >= _MOST_LOST:
                break
            else:
                lost[at.source_name] = broken
        if at.source_name not in done:
            yield Received(at, *broken)
        if at.source_name != job.source_name:
            rest = SourceFile(f"{job.source_name}/(the rest)", "", 0, _UNKNOWN_TYPE, job.source_name)
            yield Received(rest, broken[0], f"what follows {at.source_name} was not read: {broken[1]}")

    def _walk_once(
        self, job: Job, lost: Lost, done: set[str]
    ) -> Generator[Received, None, tuple[SourceFile, tuple[Outcome, str] | None]]:
        """Yield the lines not done yet; return the file that the walk was at last, and what broke it there, if so."""
        at = SourceFile(job.source_name, "", 0, _UNKNOWN_TYPE, job.root_name if job.member else "")
        try:
            for item in self._walk(job, self._limits, self._settings, lost):
                if isinstance(item, SourceFile):
                    at = item
                elif item.source.source_name not in done:
                    done.add(item.source.source_name)
                    yield item
        except ProcessTimedOut as error:
            return at, (Outcome.TIMED_OUT, f"reading it took too long: {error}")
        except (ProcessDied, UnsentError) as error:
            return at, (Outcome.FAILED, f"it broke the reader: {error}")
        return at, None
