"""The walk through a received file and everything inside it: each file ends as exactly one line of the ledger."""

from __future__ import annotations

import hashlib
import importlib
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from corpus.errors import UnreadableFile
from corpus.records import Document, Outcome, Received, SourceFile
from extractors import locked, sniff
from extractors.archive import (
    LOCKED,
    MIB,
    Archive,
    Container,
    Limits,
    Member,
    distinct_names,
    file_too_large,
    in_mib,
)
from extractors.format import DEFAULTS, Attachment, Reader, Reading, Settings
from extractors.mbox import Mbox
from extractors.redactions import mark
from extractors.tar import open_packed
from extractors.unpacking import PACKED_TYPES
from extractors.unread import ADVICE, UNKNOWN_FORMAT

__all__ = [
    "READERS",
    "Limits",
    "Member",
    "find_content",
    "list_members",
    "read_archive",
    "read_bytes",
    "read_file",
    "read_member",
    "walk_file",
    "walk_member",
]

_DRAWN = ("presentation", "presentation-template", "graphics", "graphics-template")
# Media type -> the module that reads it, loaded when the first such file comes.
READERS: dict[str, str] = {
    sniff.PDF: "extractors.pdf",
    sniff.DOCX: "extractors.docx",
    sniff.XLSX: "extractors.spreadsheet",
    sniff.CSV: "extractors.spreadsheet",
    sniff.MAIL: "extractors.eml",
    sniff.MSG: "extractors.msg",
    sniff.TNEF: "extractors.tnef",
    sniff.HTML: "extractors.html",
    sniff.PLAIN: "extractors.plain",
    sniff.OLE_PACKAGE: "extractors.ole_package",
    **dict.fromkeys(
        ("image/tiff", "image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"), "extractors.image"
    ),
    sniff.DOC: "extractors.doc",
    sniff.RTF: "extractors.rtf",
    sniff.XLS: "extractors.xls",
    sniff.PPTX: "extractors.presentation",
    **dict.fromkeys((f"{sniff.ODF}text", f"{sniff.ODF}text-template", f"{sniff.ODF}text-master"), "extractors.odf"),
    **dict.fromkeys((f"{sniff.ODF}spreadsheet", f"{sniff.ODF}spreadsheet-template"), "extractors.ods"),
    **dict.fromkeys((f"{sniff.ODF}{kind}" for kind in _DRAWN), "extractors.presentation"),
    **dict.fromkeys(
        (sniff.XLSB, sniff.PPT, sniff.OLD_WORD, sniff.WORD_PERFECT, sniff.PUBLISHER), "extractors.converters"
    ),
}

CONTAINERS = frozenset({sniff.ZIP, sniff.TAR, sniff.MBOX, *PACKED_TYPES})  # walked from the disk, not loaded whole
_SNIFF_BYTES = MIB  # enough to see a mailbox's second message
_FREE_BYTES = 64 * MIB  # any file may unpack to so much; beyond it the ratio counts

_NOTHING_LOST: Mapping[str, tuple[Outcome, str]] = {}


@dataclass(slots=True)
class _Walk:
    """One walk: what it may still unpack, and the files that are not to be tried again."""

    limits: Limits
    settings: Settings = DEFAULTS
    lost: Mapping[str, tuple[Outcome, str]] = field(default_factory=dict)
    bytes_left: int = 0
    files_left: int = 0
    is_cut: bool = False

    def __post_init__(self) -> None:
        self.files_left = self.limits.max_files

    def begin(self, received_bytes: int) -> None:
        """Set what may be unpacked in all: archives within archives multiply, each within its own ratio."""
        allowed = max(_FREE_BYTES, self.limits.max_ratio * received_bytes)
        self.bytes_left = min(self.limits.max_total_bytes, allowed)


@dataclass(frozen=True, slots=True)
class _Attached:
    """The files inside a document, as a container."""

    attachments: tuple[Attachment, ...]
    damage: str = ""

    @property
    def members(self) -> tuple[Member, ...]:
        names = distinct_names(attachment.name for attachment in self.attachments)
        pairs = zip(names, self.attachments, strict=True)
        return tuple(Member(i, name, len(attachment.content)) for i, (name, attachment) in enumerate(pairs))

    def read(self, index: int) -> bytes:
        return self.attachments[index].content


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
    path: Path,
    index: int,
    source_name: str,
    parent_name: str,
    limits: Limits | None = None,
    settings: Settings = DEFAULTS,
) -> list[Received]:
    """Return the ledger lines for one entry of a ZIP on disk (a `Member.index`), with everything inside it."""
    walk = _Walk(limits or Limits(), settings)
    return _received(_walk_entry(path, index, _Place(source_name, parent_name, 1), walk))


def read_bytes(
    content: bytes,
    source_name: str,
    parent_name: str = "",
    limits: Limits | None = None,
    settings: Settings = DEFAULTS,
) -> list[Received]:
    """Return the ledger lines for a file in memory, with everything inside it."""
    walk = _Walk(limits or Limits(), settings)
    walk.begin(len(content))
    return _received(_walk_bytes(content, _Place(source_name, parent_name), walk))


def list_members(path: Path, limits: Limits | None = None) -> list[Member] | None:
    """Return the entries of a ZIP on disk, so that a caller can have them read one by one.

    None where the file is no archive or one that is refused or damaged: `read_file` says what it is. The lines for an
    archive are the one of `read_archive` and then those of `read_member` for each entry, in this order.
    """
    try:
        with path.open("rb") as stream:
            if not _is_zip(stream):
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
        return _open_container(stream, source, _Walk(limits or Limits()))[0]


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
            archive = Archive(stream, walk.limits, walk.settings.passwords)
            member = next((member for member in archive.members if member.index == index), None)
            if member is None:
                raise UnreadableFile(Outcome.CORRUPT, "the archive has no such entry")
            walk.begin(member.size_bytes)
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
    size_bytes = stream.seek(0, 2)
    walk.begin(size_bytes)
    media_type = _stream_type(stream)
    if media_type in CONTAINERS:
        yield from _walk_container(stream, _source(stream, place, media_type), place, walk)
    elif size_bytes > walk.limits.max_file_bytes:
        refusal = file_too_large(size_bytes, walk.limits)
        yield Received(_source(stream, place, media_type), Outcome(refusal.outcome), refusal.reason)
    else:
        stream.seek(0)
        yield from _walk_bytes(stream.read(), place, walk)


def _walk_bytes(content: bytes, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    media_type = sniff.media_type(content)
    source = SourceFile(
        place.source_name, hashlib.sha256(content).hexdigest(), len(content), media_type, place.parent_name
    )
    if (judged := _judge(source, place, walk)) is not None:
        yield Received(source, *judged)
    elif media_type in CONTAINERS:
        yield from _walk_container(BytesIO(content), source, place, walk)
    else:
        yield source
        try:
            content, media_type = _unlocked(content, media_type, walk.settings)
            source = replace(source, media_type=media_type)
            reading = _read(content, media_type, walk.settings)
        except UnreadableFile as refusal:
            yield Received(source, Outcome(refusal.outcome), refusal.reason)
            return
        yield _settle(source, reading)
        yield from _walk_members(_Attached(reading.attachments), place, walk)


def _unlocked(content: bytes, media_type: str, settings: Settings) -> tuple[bytes, str]:
    """Return a document's bytes without its lock, and what they are; as they were where there is no lock.

    Raises:
        UnreadableFile: none of the passwords opens it, or what comes out is of a kind that is not read.
    """
    if not locked.is_locked(content, media_type):
        return content, media_type
    opened = locked.unlock(content, media_type, settings.passwords)
    if opened is None:
        raise UnreadableFile(Outcome.ENCRYPTED, LOCKED)
    media_type = sniff.media_type(opened)
    if media_type not in READERS:
        raise UnreadableFile(*ADVICE.get(media_type, UNKNOWN_FORMAT))
    return opened, media_type


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
    if source.media_type in CONTAINERS or source.media_type in READERS or source.media_type == sniff.OLE_ENCRYPTED:
        return None
    return ADVICE.get(source.media_type, UNKNOWN_FORMAT)


def _excess(source: SourceFile, place: _Place, limits: Limits) -> tuple[Outcome, str] | None:
    if source.size_bytes > limits.max_file_bytes:
        return Outcome.TOO_LARGE, file_too_large(source.size_bytes, limits).reason
    if place.depth > limits.max_depth:
        return Outcome.TOO_LARGE, f"it lies {place.depth} files deep, the limit is {limits.max_depth}"
    return None


def _read(content: bytes, media_type: str, settings: Settings) -> Reading:
    """Have a file read.

    Raises:
        UnreadableFile: the reader refuses it, or failed in a way that it did not foresee.
    """
    try:
        read = cast(Reader, importlib.import_module(READERS[media_type]).read)
        return read(content, settings)
    except (UnreadableFile, MemoryError):  # what is left of the memory is for who owns the process
        raise
    except Exception as error:
        # The error's own words may quote the document, hidden text included: they stay out of the ledger.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        reason = f"the reader failed: {type(error).__name__} in {where}; please report it"
        raise UnreadableFile(Outcome.FAILED, reason) from None


def _settle(source: SourceFile, reading: Reading) -> Received:
    pages = tuple(page if page.words else mark(page) for page in reading.pages)  # with words, its reader marked it
    hidden = sum(found.characters for page in pages for found in page.hidden)
    document = Document(source.sha256, source.media_type, pages)
    if any(character.isalnum() for page in pages for character in page.text):
        return Received(source, Outcome.READ, reading.note, document)
    if reading.attachments and reading.if_wordless is Outcome.NO_TEXT:
        return Received(source, Outcome.CONTAINER, reading.note or _count("file", len(reading.attachments)) + " inside")
    reason = f"it shows no words ({_count('hidden character', hidden)} left out)" if hidden else "it holds no words"
    # a page that is nothing but a failed redaction has its place in the store: the warning is drawn from there
    return Received(source, reading.if_wordless, reading.note or reason, document if hidden else None)


def _walk_container(
    stream: BinaryIO, source: SourceFile, place: _Place, walk: _Walk
) -> Iterator[SourceFile | Received]:
    if source.source_name in walk.lost:
        yield Received(source, *walk.lost[source.source_name])
        return
    yield source
    line, container = _open_container(stream, source, walk)
    yield line
    if container is not None:
        yield from _walk_members(container, place, walk)


def _open_container(stream: BinaryIO, source: SourceFile, walk: _Walk) -> tuple[Received, Container | None]:
    try:
        container = _container(stream, source.media_type, source.source_name, walk.limits, walk.settings)
    except UnreadableFile as refusal:
        return Received(source, Outcome(refusal.outcome), refusal.reason), None
    if container.damage:
        return Received(source, Outcome.CORRUPT, container.damage), container
    return Received(source, Outcome.CONTAINER, _count("file", len(container.members)) + " inside"), container


def _container(stream: BinaryIO, media_type: str, name: str, limits: Limits, settings: Settings) -> Container:
    if media_type == sniff.ZIP:
        return Archive(stream, limits, settings.passwords)
    if media_type == sniff.MBOX:
        return Mbox(stream, limits)
    return open_packed(stream, media_type, name, limits)


def _walk_members(container: Container, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    """Walk what a file holds, until there are more files in all than any honest release has."""
    for member in container.members:
        if walk.files_left <= 0:
            if not walk.is_cut:
                walk.is_cut = True
                limit = f"more than {walk.limits.max_files:,} files inside one received file: unpack it yourself"
                yield _unopened(place.inside("(the rest)"), Outcome.TOO_LARGE, limit)
            return
        walk.files_left -= 1
        yield from _walk_member(container, member, place.inside(member.name), walk)


def _walk_member(container: Container, member: Member, place: _Place, walk: _Walk) -> Iterator[SourceFile | Received]:
    try:
        if member.size_bytes > walk.bytes_left:
            raise _too_much(walk)
        content = container.read(member.index)
        if len(content) > walk.bytes_left:  # more than it declared
            raise _too_much(walk)
    except UnreadableFile as refusal:
        yield _unopened(place, Outcome(refusal.outcome), refusal.reason, member.size_bytes)
        return
    walk.bytes_left -= len(content)
    yield from _walk_bytes(content, place, walk)


def _too_much(walk: _Walk) -> UnreadableFile:
    limit = in_mib(walk.limits.max_total_bytes)
    return UnreadableFile(
        Outcome.TOO_LARGE,
        f"the files inside unpack to more than the limit of {limit}, or to {walk.limits.max_ratio} times "
        "what was received: unpack them yourself",
    )


def find_content(content: bytes, sha256: str, settings: Settings = DEFAULTS, depth: int = 0) -> bytes | None:
    """Return the bytes with that SHA-256, of a file or of anything inside it, unlocked; None where there are none."""
    try:
        opened, media_type = _unlocked(content, sniff.media_type(content), settings)
        if hashlib.sha256(content).hexdigest() == sha256:
            return opened
        container = _files_inside(opened, media_type, settings)
    except UnreadableFile:  # it could not be read when it was received either
        return None
    for member in container.members if depth < Limits().max_depth else ():
        try:
            found = find_content(container.read(member.index), sha256, settings, depth + 1)
        except UnreadableFile:
            continue
        if found is not None:
            return found
    return None


def _files_inside(content: bytes, media_type: str, settings: Settings) -> Container:
    if media_type in CONTAINERS:
        return _container(BytesIO(content), media_type, "", Limits(), settings)
    return _Attached(_read(content, media_type, settings).attachments if media_type in READERS else ())


def _unopened(place: _Place, outcome: Outcome, reason: str, size_bytes: int = 0) -> Received:
    return Received(SourceFile(place.source_name, "", size_bytes, sniff.UNKNOWN, place.parent_name), outcome, reason)


def _source(stream: BinaryIO, place: _Place, media_type: str) -> SourceFile:
    size_bytes = stream.seek(0, 2)
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(MIB):
        digest.update(chunk)
    return SourceFile(place.source_name, digest.hexdigest(), size_bytes, media_type, place.parent_name)


def _is_zip(stream: BinaryIO) -> bool:
    stream.seek(0)
    return sniff.starts_as_zip(stream.read(4)) and sniff.zip_type(stream) == sniff.ZIP


def _stream_type(stream: BinaryIO) -> str:
    """Return the type of a file on disk by its beginning; of a ZIP by what it holds."""
    stream.seek(0)
    head = stream.read(_SNIFF_BYTES)
    if sniff.starts_as_zip(head):
        return sniff.zip_type(stream)
    return sniff.media_type(head)


def _count(noun: str, number: int) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
