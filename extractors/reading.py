"""The walk through a received file and everything inside it: each file ends as exactly one line of the ledger."""

from __future__ import annotations

import hashlib
import importlib
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from corpus.errors import UnreadableFile
from corpus.records import Document, Outcome, Received, SourceFile
from extractors import sniff
from extractors.archive import MIB, Archive, Limits, Member, distinct_names, file_too_large, in_mib
from extractors.format import DEFAULTS, Reader, Reading, Settings
from extractors.unread import ADVICE, UNKNOWN_FORMAT

__all__ = [
    "READERS",
    "Limits",
    "Member",
    "list_members",
    "read_archive",
    "read_bytes",
    "read_file",
    "read_member",
    "walk_file",
    "walk_member",
]

# Media type -> the module that reads it, loaded when the first such file comes.
READERS: dict[str, str] = {
    sniff.PDF: "extractors.pdf",
    sniff.DOCX: "extractors.docx",
    sniff.XLSX: "extractors.spreadsheet",
    sniff.CSV: "extractors.spreadsheet",
    sniff.MAIL: "extractors.eml",
    sniff.HTML: "extractors.html",
    sniff.PLAIN: "extractors.plain",
    sniff.OLE_PACKAGE: "extractors.ole_package",
}

_NOTHING_LOST: Mapping[str, tuple[Outcome, str]] = {}


@dataclass(slots=True)
class _Walk:
    """One walk: what it may still unpack, and the files that are not to be tried again."""

    limits: Limits
    settings: Settings = DEFAULTS
    lost: Mapping[str, tuple[Outcome, str]] = field(default_factory=dict)
    bytes_left: int = 0

    def __post_init__(self) -> None:
        self.bytes_left = self.limits.max_total_bytes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file lies: its name with those of its containers, and how many files it lies in."""

    source_name: str
    parent_name: str = ""
    depth: int = 0

    def inside(self, name: str) -> _Place:
        return _Place(f"{self.source_name}/{name}", self.source_name, self.depth + 1)


def read_file(
    path: Path, source_name: str, limits: Limits | None = None, settings: Settings = DEFAULTS
) -> list[Received]:
    """Return a ledger line for a file on disk and for everything inside it, containers before what they hold.

    What cannot be read is a line with a reason; nothing is raised but `MemoryError`. `sha256` is empty where the
    bytes could not be had (unreadable, locked in an archive, a damaged member).
    """
    return _received(walk_file(path, source_name, limits, settings))


def read_member(
    path: Path, index: int, source_name: str, parent_name: str, limits: Limits | None = None
) -> list[Received]:
    """Return the ledger lines for one entry of a ZIP on disk (a `Member.index`), with everything inside it."""
    walk = _Walk(limits or Limits())
    return _received(_walk_entry(path, index, _Place(source_name, parent_name, 1), walk))


def read_bytes(content: bytes, source_name: str, parent_name: str = "", limits: Limits | None = None) -> list[Received]:
    """Return the ledger lines for a file in memory, with everything inside it."""
    walk = _Walk(limits or Limits())
    return _received(_walk_bytes(content, _Place(source_name, parent_name), walk))


def list_members(path: Path, limits: Limits | None = None) -> list[Member] | None:
    """Return the entries of a ZIP on disk, so that a caller can have them read one by one.

    None where the file is no archive or one that is refused or damaged: `read_file` says what it is. The lines for an
    archive are the one of `read_archive` and then those of `read_member` for each entry, in this order.
    """
    try:
        with path.open("rb") as stream:
            if not _is_archive(stream):
                return None
            return list(Archive(stream, limits).members)
    except (OSError, UnreadableFile):
        return None


def read_archive(path: Path, source_name: str, limits: Limits | None = None) -> Received:
    """Return the ledger line of a ZIP on disk itself, without what it holds.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as stream:
        source = _source(stream, _Place(source_name), sniff.ZIP)
        return _open_archive(stream, source, limits or Limits())[0]


def walk_file(
    path: Path,
    source_name: str,
    limits: Limits | None = None,
    settings: Settings = DEFAULTS,
    lost: Mapping[str, tuple[Outcome, str]] = _NOTHING_LOST,
) -> Iterator[SourceFile | Received]:
    """Yield what `read_file` returns, and before each file that a reader is about to open, its `SourceFile`.

    Who runs this in a process of its own thus knows which file a crash or a time-out belongs to. Run again with that
    file's name in `lost`, the walk gives it the outcome and reason found there and goes on with the others.
    """
    walk, place = _Walk(limits or Limits(), settings, lost), _Place(source_name)
    try:
        if not path.is_file():
            raise OSError(None, "it is not a regular file" if path.exists() else "there is no such file")
        with path.open("rb") as stream:
            yield from _walk_stream(stream, place, walk)
    except OSError as error:
        yield _unopened(place, Outcome.UNREADABLE, _why(error))


def walk_member(
    path: Path,
    member: Member,
    parent_name: str,
    limits: Limits | None = None,
    settings: Settings = DEFAULTS,
    lost: Mapping[str, tuple[Outcome, str]] = _NOTHING_LOST,
) -> Iterator[SourceFile | Received]:
    """Yield what `read_member` returns for `parent_name/member.name`, as `walk_file` does."""
    place = _Place(f"{parent_name}/{member.name}", parent_name, 1)
    yield from _walk_entry(path, member.index, place, _Walk(limits or Limits(), settings, lost))


def _walk_entry(path: Path, index: int, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    try:
        with path.open("rb") as stream:
            archive = Archive(stream, walk.limits)
            member = next((member for member in archive.members if member.index == index), None)
            if member is None:
                raise UnreadableFile(Outcome.CORRUPT, "the archive has no such entry")
            yield from _walk_member(archive, member, place, walk)
    except OSError as error:
        yield _unopened(place, Outcome.UNREADABLE, _why(error))
    except UnreadableFile as refusal:
        yield _unopened(place, Outcome(refusal.outcome), refusal.reason)


def _why(error: OSError) -> str:
    return f"it cannot be opened: {error.strerror or type(error).__name__}"


def _received(walk: Iterator[SourceFile | Received]) -> list[Received]:
    return [line for line in walk if isinstance(line, Received)]


def _walk_stream(stream: BinaryIO, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    if _is_archive(stream):
        yield from _walk_archive(stream, _source(stream, place, sniff.ZIP), place, walk)
        return
    size_bytes = stream.seek(0, 2)
    stream.seek(0)
    if size_bytes > walk.limits.max_file_bytes:
        refusal = file_too_large(size_bytes, walk.limits)
        source = _source(stream, place, sniff.media_type(stream.read(sniff.HEAD_BYTES)))
        yield Received(source, Outcome(refusal.outcome), refusal.reason)
    else:
        yield from _walk_bytes(stream.read(), place, walk)


def _walk_bytes(content: bytes, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    media_type = sniff.media_type(content)
    source = SourceFile(
        place.source_name, hashlib.sha256(content).hexdigest(), len(content), media_type, place.parent_name
    )
    if (judged := _judge(source, place, walk)) is not None:
        yield Received(source, *judged)
    elif media_type == sniff.ZIP:
        yield from _walk_archive(BytesIO(content), source, place, walk)
    else:
        yield source
        reading = _read(content, media_type, walk.settings)
        if isinstance(reading, UnreadableFile):
            yield Received(source, Outcome(reading.outcome), reading.reason)
            return
        yield _settle(source, reading)
        names = distinct_names(attachment.name for attachment in reading.attachments)
        for name, attachment in zip(names, reading.attachments, strict=True):
            yield from _walk_bytes(attachment.content, place.inside(name), walk)


def _judge(source: SourceFile, place: _Place, walk: _Walk) -> tuple[Outcome, str] | None:
    """Return the outcome and reason of a file that is not to be opened; None where it is."""
    if source.source_name in walk.lost:
        return walk.lost[source.source_name]
    if sniff.is_system_file(source.source_name, source.media_type, source.size_bytes):
        return ADVICE[sniff.SYSTEM_FILE]
    if source.size_bytes == 0:
        return Outcome.CORRUPT, "the file is empty (0 bytes)"
    if (excess := _excess(source, place, walk.limits)) is not None:
        return excess
    if source.media_type == sniff.ZIP or source.media_type in READERS:
        return None
    return ADVICE.get(source.media_type, UNKNOWN_FORMAT)


def _excess(source: SourceFile, place: _Place, limits: Limits) -> tuple[Outcome, str] | None:
    if source.size_bytes > limits.max_file_bytes:
        return Outcome.TOO_LARGE, file_too_large(source.size_bytes, limits).reason
    if place.depth > limits.max_depth:
        return Outcome.TOO_LARGE, f"it lies {place.depth} files deep, the limit is {limits.max_depth}"
    return None


def _read(content: bytes, media_type: str, settings: Settings) -> Reading | UnreadableFile:
    """Have a file read. What a reader did not foresee becomes an outcome as well."""
    try:
        read = cast(Reader, importlib.import_module(READERS[media_type]).read)
        return read(content, settings)
    except UnreadableFile as refusal:
        return refusal
    except MemoryError:
        raise  # what is left of the memory cannot be trusted: it is for who owns the process
    except Exception as error:
        # The error's own words may quote the document, hidden text included: they stay out of the ledger.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return UnreadableFile(Outcome.FAILED, f"the reader failed: {type(error).__name__} in {where}; please report it")


def _settle(source: SourceFile, reading: Reading) -> Received:
    if any(character.isalnum() for page in reading.pages for character in page.text):
        document = Document(source.sha256, source.media_type, reading.pages)
        return Received(source, Outcome.READ, reading.note, document)
    if reading.attachments and reading.if_wordless is Outcome.NO_TEXT:
        return Received(source, Outcome.CONTAINER, reading.note or _count("file", len(reading.attachments)) + " inside")
    hidden = sum(found.characters for page in reading.pages for found in page.hidden)
    reason = f"it shows no words ({_count('hidden character', hidden)} left out)" if hidden else "it holds no words"
    return Received(source, reading.if_wordless, reading.note or reason)


def _walk_archive(stream: BinaryIO, source: SourceFile, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    if source.source_name in walk.lost:
        yield Received(source, *walk.lost[source.source_name])
        return
    yield source
    line, archive = _open_archive(stream, source, walk.limits)
    yield line
    if archive is not None:
        for member in archive.members:
            yield from _walk_member(archive, member, place.inside(member.name), walk)


def _open_archive(stream: BinaryIO, source: SourceFile, limits: Limits) -> tuple[Received, Archive | None]:
    try:
        archive = Archive(stream, limits)
    except UnreadableFile as refusal:
        return Received(source, Outcome(refusal.outcome), refusal.reason), None
    return Received(source, Outcome.CONTAINER, _count("file", len(archive.members)) + " inside"), archive


def _walk_member(archive: Archive, member: Member, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    try:
        if member.size_bytes > walk.bytes_left:
            limit = in_mib(walk.limits.max_total_bytes)
            raise UnreadableFile(
                Outcome.TOO_LARGE, f"the files inside unpack to more than the limit of {limit}: unpack them yourself"
            )
        content = archive.read(member.index)
    except UnreadableFile as refusal:
        yield _unopened(place, Outcome(refusal.outcome), refusal.reason, member.size_bytes)
        return
    walk.bytes_left -= len(content)
    yield from _walk_bytes(content, place, walk)


def _unopened(place: _Place, outcome: Outcome, reason: str, size_bytes: int = 0) -> Received:
    return Received(SourceFile(place.source_name, "", size_bytes, sniff.UNKNOWN, place.parent_name), outcome, reason)


def _source(stream: BinaryIO, place: _Place, media_type: str) -> SourceFile:
    size_bytes = stream.seek(0, 2)
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(MIB):
        digest.update(chunk)
    return SourceFile(place.source_name, digest.hexdigest(), size_bytes, media_type, place.parent_name)


def _is_archive(stream: BinaryIO) -> bool:
    stream.seek(0)
    return sniff.starts_as_zip(stream.read(4)) and sniff.zip_type(stream) == sniff.ZIP


def _count(noun: str, number: int) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
