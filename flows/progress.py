"""Progress of a run on standard error: a live bar on a terminal, a line now and then elsewhere, nothing when quiet."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from flows.shards import Tick

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_PLAIN_EVERY_S = 15.0
T = TypeVar("T")


def counted(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    """Pass the items on and show how far they are: a bar on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        return _counted_in_lines(items, what, total)
    from rich.console import Console
    from rich.progress import track

    return track(items, what, total=total, console=Console(stderr=True))


def _counted_in_lines(items: Iterable[T], what: str, total: int) -> Iterator[T]:
    spoke = time.monotonic()
    for done, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - spoke >= _PLAIN_EVERY_S:
            spoke = time.monotonic()
            sys.stderr.write(f"{what}: {done:,} of {total:,}\n")


class Progress:
    """Shows documents, pages, mentions and the time left. Safe to call from the threads of a run."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._bar: Bar | None = None
        self._row: TaskID | None = None
        self._lock = threading.Lock()
        self._done = self._total = self._pages = self._mentions = 0
        self._spoke = self._began = time.monotonic()

    def say(self, what: str) -> None:
        """Name the stage that begins."""
        if not self._quiet and self._bar is None:
            sys.stderr.write(f"{what} ...\n")

    def start(self, total: int) -> None:
        """Begin to count towards `total` files."""
        self._total, self._began = total, time.monotonic()
        if not self._live:
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("reading and coding"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("files, {task.fields[pages]:,} pages, {task.fields[mentions]:,} mentions"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._bar.start()
        self._row = self._bar.add_task("", total=total, pages=0, mentions=0)

    def advance(self, tick: Tick) -> None:
        """Count what a worker has done."""
        with self._lock:
            self._done += tick.jobs
            self._pages += tick.pages
            self._mentions += tick.mentions
            if self._bar is not None and self._row is not None:
                self._bar.update(self._row, advance=tick.jobs, pages=self._pages, mentions=self._mentions)
            elif self._total and not self._quiet and time.monotonic() - self._spoke > _PLAIN_EVERY_S:
                self._spoke = time.monotonic()
                sys.stderr.write(self._line())

    def _line(self) -> str:
        counts = f"{self._done:,} of {self._total:,} files, {self._pages:,} pages, {self._mentions:,} mentions"
        if not self._done:  # one long file may come first: nothing tells yet how long the others take
            return f"{counts}\n"
        left = (self._spoke - self._began) / self._done * (self._total - self._done)
        return f"{counts}, about {left:,.0f} s left\n"

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
