"""Shards: how the files of a release are dealt out to worker processes, and what one worker does with its shard."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.codebook import load_codebook
from corpus.column_mapping import NO_MAPPING, ColumnMapping
from corpus.parts import Parts, pack_coded, pack_received, unpack_received, write_part
from corpus.records import CodedDocument, Document, Outcome, Received, SourceFile
from extractors.format import DEFAULTS, Settings
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import ProcessLimits, beat
from flows.rereading import joined, lacks
from models.classifier import load_classifier
from models.coder import Coder
from models.decisions import find_decisions

SHARD_BYTES = 8 << 20  # about 10 to 60 seconds of reading and coding
SHARD_JOBS = 64
_JOB_COST_BYTES = 64 << 10  # what opening a small file costs, in bytes of a large one
_COST_A_BYTE = dict.fromkeys((".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"), 10)  # a guess by name: order alone


@dataclass(frozen=True, slots=True)
class Task:
    """A job with its content key. `is_read` where its extracted part is there and only the coding is wanted.

    `before` is the key of an earlier reading that lacked something which this run has.
    """

    key: str
    job: Job
    size_bytes: int
    is_read: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all shards of a run share: where parts go, codebook, model and columns, time for a file, how to read.

    It goes to the workers through pipes alone: `settings` may hold passwords.
    """

    extracted: Path
    coded: Path
    codebook: Path | None
    model: Path | None
    timeout_s: float
    settings: Settings = DEFAULTS
    columns: ColumnMapping = NO_MAPPING


@dataclass(frozen=True, slots=True)
class Tick:
    """Progress: jobs finished (read and coded), pages read beyond those already told, mentions, and what that took."""

    jobs: int = 0
    pages: int = 0
    mentions: int = 0
    read_s: float = 0.0
    code_s: float = 0.0


def deal(tasks: Iterable[Task], workers: int) -> list[list[Task]]:
    """Return the tasks in shards of like cost, neighbours together; at least one a worker where there are enough.

    The dearest shards come first, so that no long file is begun when all else is done.
    """
    held = list(tasks)
    limit = min(SHARD_BYTES, max(sum(map(cost, held)) // max(4 * workers, 1), _JOB_COST_BYTES))
    shards: list[list[Task]] = []
    room = 0
    for task in held:
        if room <= 0 or len(shards[-1]) >= SHARD_JOBS:
            shards.append([])
            room = limit
        shards[-1].append(task)
        room -= cost(task)
    return sorted(shards, key=lambda shard: -sum(map(cost, shard)))


def cost(task: Task) -> int:
    """Return what a task may take, in bytes of a text file: a byte of a scan takes far longer, and a PDF may be one."""
    if task.is_read:
        return task.size_bytes + _JOB_COST_BYTES
    suffix = Path(task.job.source_name).suffix.lower()
    return task.size_bytes * _COST_A_BYTE.get(suffix, 1) + _JOB_COST_BYTES


@cache
def coder_for(codebook: Path | None, model: Path | None) -> Coder:
    """Return the coder of this process; building it takes a second or two."""
    return Coder(load_codebook(codebook), load_classifier(model))


_READER: dict[Plan, IsolatedReader] = {}


def _reader(plan: Plan) -> IsolatedReader:
    """Return the reading process of this worker, made for the plan."""
    if plan not in _READER:
        while _READER:
            _READER.popitem()[1].close()
        limits = ProcessLimits(timeout_s=plan.timeout_s)
        _READER[plan] = IsolatedReader(limits, settings=plan.settings, on_beat=_tell)
    return _READER[plan]


_TOLD = [0]  # pages of the job at hand that the main process has heard of


def _tell(pages: int) -> None:
    """Pass on that a page more is read, so that a long scan is seen to go by, and does not run out of time."""
    _TOLD[0] += pages
    beat(pages)


def warm_up(plan: Plan) -> Iterator[Tick]:
    """Load the models and start the reading process, so that the first shard need not wait."""
    _reader(plan).start()
    coder_for(plan.codebook, plan.model)
    yield from ()


def work_on(plan: Plan, shard: Sequence[Task]) -> Iterator[Tick]:
    """Read and code the jobs of a shard and write its two parts; yield progress job by job.

    Runs in a worker process. Raises OSError where a part cannot be written; nothing half-done is left behind.
    """
    if not shard:
        yield from warm_up(plan)
        return
    payloads = yield from _read(plan, shard)
    coder = coder_for(plan.codebook, plan.model)
    coded = {}
    for key, payload in payloads:
        start = time.perf_counter()
        documents = code_all(unpack_received(payload), coder, plan.columns)
        coded[key] = pack_coded(documents)
        mentions = sum(len(document.mentions) for document in documents)
        yield Tick(jobs=1, mentions=mentions, code_s=time.perf_counter() - start)
    write_part(plan.coded, coded)


def _read(plan: Plan, shard: Sequence[Task]) -> Generator[Tick, None, Iterator[tuple[str, bytes]]]:
    """Read what is not read yet and write it down before any of it is coded: what breaks the coder is not read again.

    Returns the keys to be coded with their readings: where reading once more brought nothing new, the earlier one.
    """
    kept = Parts(plan.extracted) if any(task.is_read or task.before for task in shard) else None
    read: dict[str, bytes] = {}
    wanting: dict[str, set[str]] = {}
    keys = []
    for task in shard:
        earlier = kept.get(task.before) if kept is not None and task.before else b""
        if not task.is_read:
            start = time.perf_counter()
            _TOLD[0] = 0
            received = tuple(_reader(plan).read(task.job))
            pages = sum(len(line.document.pages) for line in received if line.document)
            if earlier:
                received = joined(unpack_received(earlier), received, plan.settings)
            payload = pack_received(received)
            if payload != earlier:
                read[task.key], wanting[task.key] = payload, lacks(received, plan.settings)
            yield Tick(pages=pages - _TOLD[0], read_s=time.perf_counter() - start)
        keys.append(task.key if task.is_read or task.key in read else task.before)
    if read:
        write_part(plan.extracted, read, wanting)
    return ((key, read[key] if key in read or kept is None else kept.get(key)) for key in keys)


def code_all(
    received: Iterable[Received], coder: Coder, columns: ColumnMapping = NO_MAPPING
) -> tuple[CodedDocument, ...]:
    """Return each readable document once, coded; one that the coder fails on is left out, and published as failed."""
    documents = {line.document.document_id: line.document for line in received if line.document}
    coded = (_code(document, coder, columns) for document in documents.values())
    return tuple(document for document in coded if document is not None)


def _code(document: Document, coder: Coder, columns: ColumnMapping) -> CodedDocument | None:
    try:
        return find_decisions(document, coder, columns)
    except Exception:  # whatever it is, it costs this document and not the run
        logging.getLogger(__name__).exception("coding document %s failed", document.document_id)
        return None


def give_up(plan: Plan, task: Task, reason: str) -> None:
    """Write down that a job broke its worker, so that the run can go on without it. An earlier reading of it stands."""
    if task.before and not task.is_read:
        if task.before not in Parts(plan.coded):
            write_part(plan.coded, {task.before: pack_coded(())})
        return
    if not task.is_read:
        job = task.job
        parent = job.root_name if job.member else ""
        source = SourceFile(job.source_name, "", task.size_bytes, "application/octet-stream", parent)
        write_part(plan.extracted, {task.key: pack_received([Received(source, Outcome.FAILED, reason)])})
    write_part(plan.coded, {task.key: pack_coded(())})
