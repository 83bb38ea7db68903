"""One run: from paths to a published table. Read `run_release` as the order of the house; the rest is its handwork."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.codebook import Codebook, load_codebook
from corpus.column_files import load_columns
from corpus.column_mapping import ColumnMapping
from corpus.manifest import paths_without_nested
from corpus.records import Outcome
from corpus.store import DoubtfulPage, HiddenText, LedgerLine, Store, Summary, Versions, open_store
from corpus.table import write_table
from corpus.workspace import Workspace, in_plain_words
from extractors.format import DEFAULTS, Settings
from extractors.version import extractor_version
from flows.compare_versions import compare_versions
from flows.outline import not_done, outline
from flows.prefect_server import prefect_server, quiet_settings
from flows.progress import Progress
from flows.publish_parts import publish_parts
from flows.shards import Plan, Task, Tick, deal
from flows.workers import Workers
from models.version import coder_version, model_version


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do."""

    paths: tuple[Path, ...]
    workspace: Path
    workers: int = 0  # 0: one a core
    codebook: Path | None = None
    model: Path | None = None
    timeout_s: float = 120.0
    settings: Settings = DEFAULTS
    columns: tuple[Path, ...] = ()  # mappings that a person reviewed


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run brought: counts over the paths given, the files not (or only partly) read, seconds by stage."""

    summary: Summary
    unread: tuple[LedgerLine, ...]
    hidden: tuple[HiddenText, ...]
    doubtful: tuple[DoubtfulPage, ...]
    seconds: dict[str, float]
    workspace: Path
    new_files: int
    hidden_elsewhere: int = 0  # passages of the workspace that one version of a paper shows and another hides


class Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of the block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def total(self) -> dict[str, float]:
        """Return the stages and the whole, rounded to a hundredth."""
        held = {**self.seconds, "total": time.perf_counter() - self._start}
        return {name: round(seconds, 2) for name, seconds in held.items()}


def run_release(options: Options, progress: Progress) -> RunReport:
    """Read and code what is new under the paths, publish it and write the table.

    Raises:
        CorpusError: with what to do about it; what was published before is intact.
    """
    workspace, watch = Workspace(options.workspace.absolute()), Stopwatch()
    codebook, columns = load_codebook(options.codebook), load_columns(options.columns)
    versions = Versions(codebook.version, model_version(options.model), extractor_version())
    workspace.make()
    try:
        with workspace.locked(), open_store(workspace.database, create=True) as store:
            plan = _plan(options, workspace, codebook, columns)
            with watch.stage("listing"):
                progress.say("listing what was received")
                outlines = outline(
                    options.paths, store.release_homes(), leave_out=workspace.root, timeout_s=options.timeout_s
                )
            todo = not_done(outlines, plan)
            if todo:
                _read_and_code(todo, plan, options, workspace, watch, progress)
            with watch.stage("publishing"):
                progress.say("publishing")
                publish_parts(store, outlines, plan, options.paths, versions, codebook)
                hidden_elsewhere = compare_versions(store, plan.extracted)
            with watch.stage("table"):
                write_table(workspace.database, workspace.table)
            return _report(store, options, watch, workspace, len(todo), hidden_elsewhere)
    except OSError as error:
        raise in_plain_words(error, workspace.root) from error


def _plan(options: Options, workspace: Workspace, codebook: Codebook, columns: ColumnMapping) -> Plan:
    coded_by = (extractor_version(), coder_version(codebook, options.model), columns.fingerprint)
    return Plan(
        extracted=workspace.parts / "extracted" / extractor_version(),
        coded=workspace.parts / "coded" / "-".join(filter(None, coded_by)),
        codebook=options.codebook and options.codebook.absolute(),
        model=options.model and options.model.absolute(),
        timeout_s=options.timeout_s,
        settings=options.settings,
        columns=columns,
    )


def _read_and_code(
    todo: Sequence[Task], plan: Plan, options: Options, workspace: Workspace, watch: Stopwatch, progress: Progress
) -> None:
    """Send the shards through a Prefect flow, one task a shard, to worker processes that start while Prefect does."""
    workers = max(1, min(options.workers or os.cpu_count() or 1, len(todo)))
    shards = deal(todo, workers)
    with ExitStack() as stack:
        with watch.stage("starting"):
            pool = stack.enter_context(Workers(workers, plan, progress.advance))
            flow = (
                _prefect_flow(stack, workers, workspace, progress) if has_loopback() else _plain_flow(workers, progress)
            )
        with watch.stage("reading_and_coding"):
            progress.start(len(todo))
            ticks = flow(lambda index: pool.process(shards[index]), len(shards), pool.stop)
            progress.stop()
    watch.seconds["reading_cpu"] = sum(tick.read_s for tick in ticks)
    watch.seconds["coding_cpu"] = sum(tick.code_s for tick in ticks)


# What a shard's task does, the number of shards, how to end them all at once -> ticks.
Flow = Callable[[Callable[[int], list[Tick]], int, Callable[[], None]], list[Tick]]


def has_loopback() -> bool:
    """Say whether this computer can talk to itself; where even that is shut off, Prefect cannot reach its server."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def _stopping(stop: Callable[[], None]) -> Iterator[None]:
    """Have no shard outlive a Ctrl-C or a full disk: who started the shards would first wait for those at work."""
    try:
        yield
    except BaseException:
        stop()
        raise


def _plain_flow(workers: int, progress: Progress) -> Flow:
    """Return the same order of work without Prefect, for a computer whose loopback network is shut off."""
    progress.say("starting without Prefect: the loopback network is shut off")

    def run(work: Callable[[int], list[Tick]], count: int, stop: Callable[[], None]) -> list[Tick]:
        with ThreadPoolExecutor(workers) as threads, _stopping(stop):
            return [tick for ticks in threads.map(work, range(count)) for tick in ticks]

    return run


def _prefect_flow(stack: ExitStack, workers: int, workspace: Workspace, progress: Progress) -> Flow:
    """Start Prefect's server and return the flow; Prefect itself is imported while the server starts."""
    home = prefect_home(workspace)
    is_first = not (home / "prefect.db").exists()
    progress.say("starting" + (" (the first time on a computer takes half a minute longer)" if is_first else ""))
    os.environ.update(quiet_settings(home))
    served = stack.enter_context(prefect_server(home, workspace.log / "prefect.log"))
    return _flow(workers, served, workspace.log / "run.log")


def prefect_home(workspace: Workspace) -> Path:
    """Return where Prefect's own small database lies: with the user's other state, made once; else in the workspace."""
    home = state_folder() / "prefect"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    except OSError:
        pass
    return workspace.log / "prefect"


def state_folder() -> Path:
    """Return the folder for what outlives a run on this computer, whether it is there or not."""
    from platformdirs import user_state_path

    return Path(os.environ.get("MINUTED_STATE") or user_state_path("minuted"))


def _flow(workers: int, served: Callable[[], str], log: Path) -> Flow:
    """Return a Prefect flow of one task a shard; `served` waits for the server and returns its URL."""
    import logging

    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.settings import PREFECT_API_URL, temporary_settings
    from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

    logging.raiseExceptions = False  # a log that cannot be written (the disk is full) is not what the user must hear of
    to_file = logging.FileHandler(log, delay=True)
    for name in ("prefect", "prefect._internal"):
        chatter = logging.getLogger(name)
        chatter.handlers, chatter.propagate = [to_file], False
    threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=workers)
    url = served()

    def run(work: Callable[[int], list[Tick]], count: int, stop: Callable[[], None]) -> list[Tick]:
        @task(name="read and code a shard", cache_policy=NO_CACHE, persist_result=False)
        def read_and_code(index: int) -> list[Tick]:
            return work(index)

        @flow(name="minuted run", task_runner=threads, persist_result=False)
        def release() -> list[Tick]:
            with _stopping(stop):
                futures = [read_and_code.submit(index) for index in range(count)]
                return [tick for future in futures for tick in future.result()]

        with temporary_settings({PREFECT_API_URL: url}):
            return release()

    return run


def _report(
    store: Store, options: Options, watch: Stopwatch, workspace: Workspace, new_files: int, hidden_elsewhere: int
) -> RunReport:
    under = [str(path) for path in paths_without_nested(options.paths)]
    lines = store.ledger(under)
    unread = tuple(line for line in lines if line.outcome.is_failure or _is_partly_read(line))
    return RunReport(
        summary=store.summary(under),
        unread=unread,
        hidden=tuple(store.hidden(under)),
        doubtful=tuple(store.doubtful_pages(under)),
        seconds=watch.total(),
        workspace=workspace.root,
        new_files=new_files,
        hidden_elsewhere=hidden_elsewhere,
    )


def _is_partly_read(line: LedgerLine) -> bool:
    return line.outcome in (Outcome.CODED, Outcome.NO_REASON) and bool(line.reason)
