"""One run: from paths to a published table. Read `run_release` as the order of the house; the rest is its handwork."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.codebook import Codebook, load_codebook
from corpus.errors import CorpusError
from corpus.manifest import Entry, list_entries, paths_without_nested, release_names
from corpus.parts import Parts, unpack_coded, unpack_received
from corpus.records import Outcome, Received, SourceFile
from corpus.rows import legible
from corpus.store import LedgerLine, Store, Summary, Unit, Versions, open_store
from corpus.table import write_table
from corpus.workspace import Workspace, in_plain_words
from extractors.isolation import Job
from extractors.reading import list_members
from extractors.sandbox import ProcessDied, ProcessLimits, Sandbox
from extractors.version import extractor_version
from flows.prefect_server import prefect_server, quiet_settings
from flows.progress import Progress
from flows.shards import Plan, Task, Tick, deal, give_up, work_on
from models.version import coder_version, model_version

_NO_BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do."""

    paths: tuple[Path, ...]
    workspace: Path
    workers: int = 0  # 0: one a core
    codebook: Path | None = None
    model: Path | None = None
    timeout_s: float = 120.0


@dataclass(slots=True)
class Outline:
    """One file on disk as it will be published: whole, or (a ZIP) in as many pieces as it has entries."""

    entry: Entry
    release_id: str
    tasks: list[Task] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run brought: counts over the paths given, the files not (or only partly) read, seconds by stage."""

    summary: Summary
    unread: tuple[LedgerLine, ...]
    hidden: tuple[tuple[str, int, int], ...]  # source name, page, characters not shown
    seconds: dict[str, float]
    workspace: Path
    new_files: int


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
    codebook = load_codebook(options.codebook)
    versions = Versions(codebook.version, model_version(options.model), extractor_version())
    workspace.make()
    try:
        with workspace.locked(), open_store(workspace.database, create=True) as store:
            plan = _plan(options, workspace, codebook)
            with watch.stage("listing"):
                progress.say("listing what was received")
                outlines = _outlines(options, workspace, store)
            todo = _todo(outlines, plan)
            if todo:
                _read_and_code(todo, plan, options, workspace, watch, progress)
            with watch.stage("publishing"):
                progress.say("publishing")
                _publish(store, outlines, plan, options, versions, codebook)
            with watch.stage("table"):
                write_table(workspace.database, workspace.table)
            return _report(store, options, watch, workspace, len(todo))
    except OSError as error:
        raise in_plain_words(error, workspace.root) from error


def _plan(options: Options, workspace: Workspace, codebook: Codebook) -> Plan:
    return Plan(
        extracted=workspace.parts / "extracted" / extractor_version(),
        coded=workspace.parts / "coded" / f"{extractor_version()}-{coder_version(codebook, options.model)}",
        codebook=options.codebook and options.codebook.absolute(),
        model=options.model and options.model.absolute(),
        timeout_s=options.timeout_s,
    )


def _outlines(options: Options, workspace: Workspace, store: Store) -> list[Outline]:
    """List what was received, ZIPs by their entries, so that workers can share one."""
    given = paths_without_nested(options.paths)
    for path in given:
        if not os.path.lexists(path):
            raise CorpusError(f"{path}: there is no such file or folder")
    names = release_names(given, store.release_homes())
    with Sandbox(_members, ProcessLimits(timeout_s=options.timeout_s)) as list_archive:
        return [
            Outline(entry, names[path], [] if entry.problem else _tasks(entry, list_archive))
            for path in given
            for entry in list_entries(path, leave_out=workspace.root)
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
            members = next(list_archive(entry.path))
        except (ProcessDied, TimeoutError, StopIteration):
            members = None  # the reader itself will say what is wrong
    if not isinstance(members, list):
        return [Task(entry.sha256, Job(entry.path, name), entry.size_bytes)]
    tasks = [Task(f"{entry.sha256}#", Job(entry.path, name, is_archive=True), 0)]
    tasks += [Task(f"{entry.sha256}#{m.index}", Job(entry.path, name, m), m.size_bytes) for m in members]
    return tasks


def _todo(outlines: Sequence[Outline], plan: Plan) -> list[Task]:
    """Return the jobs that no part holds yet, each content once."""
    extracted, coded = Parts(plan.extracted), Parts(plan.coded)
    wanted = {task.key: task for outline in outlines for task in outline.tasks}
    return [
        replace(task, is_read=key in extracted) for key, task in wanted.items() if key not in coded or key not in extracted
    ]


def _read_and_code(
    todo: Sequence[Task], plan: Plan, options: Options, workspace: Workspace, watch: Stopwatch, progress: Progress
) -> None:
    """Send the shards through a Prefect flow, one task a shard, to worker processes that start while Prefect does."""
    workers = max(1, min(options.workers or os.cpu_count() or 1, len(todo)))
    shards = deal(todo, workers)
    with ExitStack() as stack:
        with watch.stage("starting"):
            progress.say("starting")
            pool = stack.enter_context(Workers(workers, plan))
            home = prefect_home(workspace)
            os.environ.update(quiet_settings(home))
            url = stack.enter_context(prefect_server(home, workspace.log / "prefect.log"))
            flow = _flow(workers, url, workspace.log / "run.log")
        with watch.stage("reading_and_coding"):
            progress.start(len(todo))
            ticks = flow(lambda index: pool.process(shards[index], progress.advance), len(shards))
            progress.stop()
    watch.seconds["reading_cpu"] = sum(tick.read_s for tick in ticks)
    watch.seconds["coding_cpu"] = sum(tick.code_s for tick in ticks)


def prefect_home(workspace: Workspace) -> Path:
    """Return where Prefect's own small database lies: with the user's other state, made once; else in the workspace."""
    from platformdirs import user_state_path

    home = Path(os.environ.get("MINUTED_STATE") or user_state_path("minuted")) / "prefect"
    try:
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    except OSError:
        pass
    return workspace.log / "prefect"


def _flow(workers: int, url: str, log: Path) -> Callable[[Callable[[int], list[Tick]], int], list[Tick]]:
    """Return the Prefect flow, as a function of what a shard's task does and of the number of shards."""
    import logging

    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.settings import PREFECT_API_URL, temporary_settings
    from prefect.task_runners import ThreadPoolTaskRunner

    chatter = logging.getLogger("prefect")
    chatter.handlers = [logging.FileHandler(log, delay=True)]
    chatter.propagate = False

    def run(work: Callable[[int], list[Tick]], count: int) -> list[Tick]:
        @task(name="read and code a shard", cache_policy=NO_CACHE, persist_result=False)
        def read_and_code(index: int) -> list[Tick]:
            return work(index)

        @flow(name="minuted run", task_runner=ThreadPoolTaskRunner(max_workers=workers), persist_result=False)
        def release() -> list[Tick]:
            futures = [read_and_code.submit(index) for index in range(count)]
            return [tick for future in futures for tick in future.result()]

        with temporary_settings({PREFECT_API_URL: url}):
            return release()

    return run


class Workers:
    """Spawned worker processes, each with its models and its reading process. A context manager."""

    def __init__(self, count: int, plan: Plan) -> None:
        self._plan = plan
        limits = ProcessLimits(timeout_s=6 * 3600.0, memory_bytes=0, max_calls=10_000)
        self._all = [Sandbox(work_on, limits) for _ in range(count)]
        self._idle: queue.SimpleQueue[Sandbox[..., Tick]] = queue.SimpleQueue()

    def __enter__(self) -> Workers:
        for worker in self._all:
            worker.start()
            self._idle.put(worker)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._all:
            worker.close()

    def process(self, shard: Sequence[Task], on_tick: Callable[[Tick], None]) -> list[Tick]:
        """Have a shard read and coded by the next idle worker; a job that breaks its worker is given up alone."""
        worker = self._idle.get()
        try:
            return self._process(worker, shard, on_tick)
        finally:
            self._idle.put(worker)

    def _process(self, worker: Sandbox[..., Tick], shard: Sequence[Task], on_tick: Callable[[Tick], None]) -> list[Tick]:
        ticks: list[Tick] = []
        try:
            for tick in worker(self._plan, shard):
                ticks.append(tick)
                on_tick(tick)
        except ProcessDied as error:
            if len(shard) == 1:
                give_up(self._plan, shard[0], f"coding it broke the worker: {error}")
                return [Tick(1, 0, 0, 0.0, 0.0)]
            return [tick for task in shard for tick in self._process(worker, [task], on_tick)]
        return ticks


def _publish(
    store: Store, outlines: Sequence[Outline], plan: Plan, options: Options, versions: Versions, codebook: Codebook
) -> None:
    """Publish what is new or changed under the paths; leave the rest untouched."""
    published = store.published()
    pieces = [piece for outline in outlines for piece in _pieces(outline, plan)]
    keep = {piece.received_path for piece in pieces if published.get(legible(piece.received_path)) == legible(piece.key)}
    new = [piece for piece in pieces if piece.received_path not in keep]
    given = [str(path) for path in paths_without_nested(options.paths)]
    extracted, coded = Parts(plan.extracted), Parts(plan.coded)
    store.publish(
        (_filled(piece, extracted, coded) for piece in new),
        under=given,
        keep=keep,
        versions=versions,
        codebook=[*codebook.codes, *codebook.sentinels],
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit to publish before its rows are fetched from the parts."""

    received_path: str
    release_id: str
    key: str
    source_name: str
    task: Task | None
    problem: Received | None = None


def _pieces(outline: Outline, plan: Plan) -> Iterator[_Piece]:
    """Yield the units of a file: itself, or a ZIP and each of its entries, so that none is large."""
    entry, path = outline.entry, str(outline.entry.path)
    if entry.problem:
        outcome, reason = entry.problem
        line = Received(SourceFile(entry.source_name, entry.sha256, entry.size_bytes, _NO_BYTES), outcome, reason)
        yield _Piece(path, outline.release_id, f"{outcome}:{reason}", entry.source_name, None, line)
    for task in outline.tasks:
        member = task.job.member
        key = f"{task.key}@{plan.coded.name}@{outline.release_id}@{entry.source_name}"
        place = path + os.sep + f"{member.index:06d}" if member else path
        yield _Piece(place, outline.release_id, key, entry.source_name, task)


def _filled(piece: _Piece, extracted: Parts, coded: Parts) -> Unit:
    if piece.task is None:
        assert piece.problem is not None
        return Unit(piece.received_path, piece.release_id, piece.key, (piece.problem,), ())
    received = unpack_received(extracted.get(piece.task.key))
    cut = len(_root_of(received[0].source))
    renamed = tuple(_renamed(line, piece.source_name, cut) for line in received)
    return Unit(piece.received_path, piece.release_id, piece.key, renamed, unpack_coded(coded.get(piece.task.key)))


def _root_of(source: SourceFile) -> str:
    """Return the name of the file on disk, under which a part was made (the same bytes may lie under several names)."""
    return source.parent_name or source.source_name


def _renamed(line: Received, root: str, cut: int) -> Received:
    source = line.source
    parent = root + source.parent_name[cut:] if source.parent_name else ""
    return replace(line, source=replace(source, source_name=root + source.source_name[cut:], parent_name=parent))


def _report(store: Store, options: Options, watch: Stopwatch, workspace: Workspace, new_files: int) -> RunReport:
    under = [str(path) for path in paths_without_nested(options.paths)]
    lines = store.ledger(under)
    unread = tuple(line for line in lines if line.outcome.is_failure or _is_partly_read(line))
    return RunReport(
        summary=store.summary(under),
        unread=unread,
        hidden=tuple(store.hidden(under)),
        seconds=watch.total(),
        workspace=workspace.root,
        new_files=new_files,
    )


def _is_partly_read(line: LedgerLine) -> bool:
    return line.outcome in (Outcome.CODED, Outcome.NO_REASON) and bool(line.reason)

