"""Bring what was read and coded into the store: new and changed units alone, each fetched from the parts in turn."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.codebook import Codebook
from corpus.manifest import paths_without_nested
from corpus.parts import Parts, unpack_coded, unpack_received
from corpus.records import Outcome, Received, SourceFile
from corpus.rows import legible
from corpus.store import Store, Unit, Versions
from flows.outline import Outline
from flows.shards import Plan

_NO_BYTES = "application/octet-stream"


def publish_parts(
    store: Store, outlines: Sequence[Outline], plan: Plan, paths: Sequence[Path], versions: Versions, codebook: Codebook
) -> None:
    """Publish what is new or changed under the paths; leave the rest untouched."""
    published = store.published()
    extracted, coded = Parts(plan.extracted), Parts(plan.coded)
    pieces = [piece for outline in outlines for piece in _pieces(outline, plan, extracted)]
    keep = {piece.received_path for piece in pieces if published.get(legible(piece.received_path)) == piece.key}
    new = [piece for piece in pieces if piece.received_path not in keep]
    given = [str(path) for path in paths_without_nested(paths)]
    store.publish(
        (_filled(piece, extracted, coded) for piece in new),
        under=given,
        keep=keep,
        versions=versions,
        codebook=[*codebook.codes, *codebook.sentinels],
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit to publish before its rows are fetched from the parts; `part` is their key there."""

    received_path: str
    release_id: str
    key: str
    source_name: str
    part: str = ""
    problem: Received | None = None


def _pieces(outline: Outline, plan: Plan, extracted: Parts) -> Iterator[_Piece]:
    """Yield the units of a file: itself, or a ZIP and each of its entries, so that none is large."""
    entry, path = outline.entry, str(outline.entry.path)
    if entry.problem:
        outcome, reason = entry.problem
        line = Received(SourceFile(entry.source_name, entry.sha256, entry.size_bytes, _NO_BYTES), outcome, reason)
        yield _Piece(path, outline.release_id, f"{outcome}:{reason}", entry.source_name, problem=line)
    for task in outline.tasks:
        member = task.job.member
        part = extracted.latest(task.key) or task.key
        key = legible(f"{part}@{plan.coded.name}@{outline.release_id}@{entry.source_name}")
        place = path + os.sep + f"{member.index:06d}" if member else path
        yield _Piece(place, outline.release_id, key, entry.source_name, part)


def _filled(piece: _Piece, extracted: Parts, coded: Parts) -> Unit:
    if piece.problem is not None:
        return Unit(piece.received_path, piece.release_id, piece.key, (piece.problem,), ())
    received = unpack_received(extracted.get(piece.part))
    documents = unpack_coded(coded.get(piece.part))
    known = {document.document_id for document in documents}
    cut = len(_root_of(received[0].source))
    lines = tuple(_renamed(_judged(line, known), piece.source_name, cut) for line in received)
    return Unit(piece.received_path, piece.release_id, piece.key, lines, documents)


def _judged(line: Received, coded: set[str]) -> Received:
    """Return a line as it stands: a document that was read but that the coder failed on is a failure too."""
    if line.document is None or line.document.document_id in coded:
        return line
    reason = "it was read, but coding it failed; please report it"
    return Received(line.source, Outcome.FAILED, reason)


def _root_of(source: SourceFile) -> str:
    """Return the name of the file on disk, under which a part was made (the same bytes may lie under several names)."""
    return source.parent_name or source.source_name


def _renamed(line: Received, root: str, cut: int) -> Received:
    source = line.source
    parent = root + source.parent_name[cut:] if source.parent_name else ""
    return replace(line, source=replace(source, source_name=root + source.source_name[cut:], parent_name=parent))
