"""Shards: how the files of a release are dealt out to worker processes, and what one worker does with its shard."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.codebook import load_codebook
from corpus.parts import Parts, pack_coded, pack_received, unpack_received, write_part
from corpus.records import CodedDocument, Document, Outcome, Received, SourceFile
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import ProcessLimits
from models.classifier import load_classifier
from models.coder import Coder
from models.decisions import find_decisions

SHARD_BYTES = 8 << 20  # about 10 to 60 seconds of reading and coding
SHARD_JOBS = 64
_JOB_COST_BYTES = 64 << 10  # what opening a small file costs, in bytes of a large one


@dataclass(frozen=True, slots=True)
class Task:
    """A job with its content key. `is_read` where its extracted part is there and only the coding is wanted."""

    key: str
    job: Job
    size_bytes: int
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What all shards of a run share: where parts go, which codebook and model, and how long a file may take."""

    extracted: Path
    coded: Path
    codebook: Path | None
    model: Path | None
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Progress: jobs finished (read and coded), pages read, mentions found, and what that took."""

    jobs: int = 0
    pages: int = 0
    mentions: int = 0
    read_s: float = 0.0
    code_s: float = 0.0


def deal(tasks: Iterable[Task], workers: int) -> list[list[Task]]:
    """Return the tasks in shards of like cost, in order; at least one a worker where there are enough."""
    held = list(tasks)
    total = sum(task.size_bytes + _JOB_COST_BYTES for task in held)
    limit = min(SHARD_BYTES, max(total // max(4 * workers, 1), _JOB_COST_BYTES))
    shards: list[list[Task]] = []
    room = 0
    for task in held:
        if room <= 0 or len(shards[-1]) >= SHARD_JOBS:
            shards.append([])
            room = limit
        shards[-1].append(task)
        room -= task.size_bytes + _JOB_COST_BYTES
    return shards


@cache
def coder_for(codebook: Path | None, model: Path | None) -> Coder:
    """Return the coder of this process; building it takes a second or two."""
    return Coder(load_codebook(codebook), load_classifier(model))


_READER: list[IsolatedReader] = []


def _reader(timeout_s: float) -> IsolatedReader:
    if not _READER:
        _READER.append(IsolatedReader(ProcessLimits(timeout_s=timeout_s)))
    return _READER[0]


def warm_up(plan: Plan) -> Iterator[Tick]:
    """Load the models and start the reading process, so that the first shard need not wait."""
    _reader(plan.timeout_s).start()
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
    for task in shard:
        start = time.perf_counter()
        documents = code_all(unpack_received(payloads(task.key)), coder)
        coded[task.key] = pack_coded(documents)
        mentions = sum(len(document.mentions) for document in documents)
        yield Tick(jobs=1, mentions=mentions, code_s=time.perf_counter() - start)
    write_part(plan.coded, coded)


def _read(plan: Plan, shard: Sequence[Task]) -> Generator[Tick, None, Callable[[str], bytes]]:
    """Read what is not read yet and write it down before any of it is coded: what breaks the coder is not read again.

    Returns how to get the reading of a key.
    """
    read: dict[str, bytes] = {}
    for task in shard:
        if not task.is_read:
            start = time.perf_counter()
            received = tuple(_reader(plan.timeout_s).read(task.job))
            read[task.key] = pack_received(received)
            pages = sum(len(line.document.pages) for line in received if line.document)
            yield Tick(pages=pages, read_s=time.perf_counter() - start)
    if read:
        write_part(plan.extracted, read)
    kept = Parts(plan.extracted) if any(task.is_read for task in shard) else None
    return lambda key: read[key] if key in read or kept is None else kept.get(key)


def code_all(received: Iterable[Received], coder: Coder) -> tuple[CodedDocument, ...]:
    """Return each readable document once, coded; one that the coder fails on is left out, and published as failed."""
    documents = {line.document.document_id: line.document for line in received if line.document}
    coded = (_code(document, coder) for document in documents.values())
    return tuple(document for document in coded if document is not None)


def _code(document: Document, coder: Coder) -> CodedDocument | None:
    try:
        return find_decisions(document, coder)
    except Exception:  # whatever it is, it costs this document and not the run
        logging.getLogger(__name__).exception("coding document %s failed", document.document_id)
        return None


def give_up(plan: Plan, task: Task, reason: str) -> None:
    """Write down that a job broke its worker, so that the run can go on without it."""
    if not task.is_read:
        job = task.job
        parent = job.root_name if job.member else ""
        source = SourceFile(job.source_name, "", task.size_bytes, "application/octet-stream", parent)
        write_part(plan.extracted, {task.key: pack_received([Received(source, Outcome.FAILED, reason)])})
    write_part(plan.coded, {task.key: pack_coded(())})
