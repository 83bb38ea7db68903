"""Worker processes: they start while Prefect does, take shards, and are replaced when a file breaks them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from corpus.errors import CorpusError
from corpus.parts import Parts
from extractors.sandbox import ProcessDied, ProcessLimits, ProcessTimedOut, Sandbox
from flows.shards import Plan, Task, Tick, give_up, work_on

_MOST_FOR_ONE_FILE_S = 3600.0  # reading has its own limit; this ends a coding that never would


class Workers:
    """Spawned worker processes, each with its models and its reading process. A context manager."""

    def __init__(self, count: int, plan: Plan, on_tick: Callable[[Tick], None]) -> None:
        self._plan = plan
        self._on_tick = on_tick
        limits = ProcessLimits(timeout_s=_MOST_FOR_ONE_FILE_S, memory_bytes=0, max_calls=10_000)
        self._all = [Sandbox(work_on, limits, self._tell) for _ in range(count)]
        self._idle: queue.SimpleQueue[Sandbox[..., Tick]] = queue.SimpleQueue()
        self._is_stopped = False

    def __enter__(self) -> Workers:
        for worker in self._all:
            threading.Thread(target=self._warm_up, args=(worker,), daemon=True).start()
        return self

    def _warm_up(self, worker: Sandbox[..., Tick]) -> None:
        """Have a worker load its models while Prefect's server starts; then it is ready for a shard."""
        try:
            with suppress(CorpusError, ProcessDied, OSError):  # what is wrong will show again with the first shard
                list(worker(self._plan, ()))
        finally:
            self._idle.put(worker)

    def __exit__(self, *_: object) -> None:
        for worker in self._all:
            worker.close()

    def _tell(self, pages: int) -> None:
        """Pass on what a worker says amid a job: so many pages more."""
        self._on_tick(Tick(pages=pages))

    def stop(self) -> None:
        """End all work at once, for who waits for the shards: they fail with `ProcessDied`."""
        self._is_stopped = True
        for worker in self._all:
            worker.stop()

    def process(self, shard: Sequence[Task]) -> list[Tick]:
        """Have a shard read and coded by the next idle worker; a job that breaks its worker is given up alone."""
        worker = self._idle.get()
        try:
            return self._process(worker, shard)
        finally:
            self._idle.put(worker)

    def _process(self, worker: Sandbox[..., Tick], shard: Sequence[Task]) -> list[Tick]:
        ticks: list[Tick] = []
        try:
            if self._is_stopped:
                raise ProcessDied("the run was stopped")
            for tick in worker(self._plan, shard):
                ticks.append(tick)
                self._on_tick(tick)
        except (ProcessDied, ProcessTimedOut) as error:
            if self._is_stopped:
                raise
            kept = Parts(self._plan.extracted)
            tasks = [replace(task, is_read=task.key in kept) for task in shard]
            if len(tasks) == 1:
                give_up(self._plan, tasks[0], f"it broke the worker: {error}")
                return [Tick(jobs=1)]
            return [tick for task in tasks for tick in self._process(worker, [task])]
        return ticks
