"""TAR archives, and files packed by gzip, bzip2 or xz: read within limits, in memory, never onto the disk."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, cast

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import DAMAGE, MIB, Limits, Member, distinct_names, file_too_large, in_mib
from extractors.sandbox import beat
from extractors.unpacking import PACKED_TYPES, Unpacked

_CHUNK_BYTES = 256 * 1024
_MOST_HEADER_BYTES = MIB  # tarfile reads a header that follows another (a long name, attributes) in one piece
_TAR_MARK = slice(257, 262)
_TROUBLE = (*DAMAGE, tarfile.TarError, RecursionError, KeyError, IndexError, TypeError)
_CUT = "the archive is damaged or cut short: only what stands before the damage is read"
_NO_FILES = {
    tarfile.SYMTYPE: "a symbolic link: the file that it points to is not followed",
    tarfile.LNKTYPE: "a link to another file of the archive: it is not followed",
    tarfile.CHRTYPE: "a device, not a file",
    tarfile.BLKTYPE: "a device, not a file",
    tarfile.FIFOTYPE: "a pipe, not a file",
}


@dataclass(frozen=True, slots=True)
class _Header:
    """An entry that is no folder, as its header describes it."""

    name: str
    size_bytes: int
    kind: bytes
    is_sparse: bool


class Tar:
    """A TAR, as it is or packed, opened within limits: every header is read once to list what there is.

    Raises:
        UnreadableFile: no TAR at all (corrupt), more entries or bytes than allowed, or a bomb (too large).
    """

    def __init__(self, opened: Callable[[], BinaryIO], limits: Limits) -> None:
        self._opened, self._limits = opened, limits
        self._tar: tarfile.TarFile | None = None
        self._next = 0  # index of the entry that the next header belongs to
        self.damage = ""
        self._headers: list[_Header] = []
        self._list()
        names = distinct_names(header.name for header in self._headers)
        self.members = tuple(
            Member(i, name, header.size_bytes)
            for i, (name, header) in enumerate(zip(names, self._headers, strict=True))
        )

    def _list(self) -> None:
        unpacked_bytes = 0
        try:
            while (entry := self._advance()) is not None:
                self._headers.append(_Header(entry.name, entry.size, entry.type, entry.issparse()))
                unpacked_bytes += 0 if entry.issparse() else entry.size  # holes are declared, not there
                if len(self._headers) > self._limits.max_entries:
                    raise _too_large(f"more than {self._limits.max_entries:,} entries, which is the limit")
                if unpacked_bytes > self._limits.max_total_bytes:
                    limit = in_mib(self._limits.max_total_bytes)
                    raise _too_large(
                        f"it would unpack to more than the limit of {limit}: unpack it and give the folder"
                    )
        except _TROUBLE as error:
            if not self._headers:
                raise UnreadableFile(Outcome.CORRUPT, "the archive is damaged from its beginning") from error
            self.damage = _CUT
        self._tar = None

    def _advance(self) -> tarfile.TarInfo | None:
        """Return the next entry that is no folder; None at the end."""
        if self._tar is None:
            careful = cast(BinaryIO, _Careful(self._opened()))
            self._tar = tarfile.TarFile(fileobj=careful, encoding="utf-8", errors="surrogateescape")
            self._next = 0
        while (entry := self._tar.next()) is not None:
            cast(Any, self._tar).members.clear()  # it keeps every header it has seen
            beat(0)
            if not entry.isdir():
                self._next += 1
                return entry
        return None

    def read(self, index: int) -> bytes:
        """Return the bytes of an entry; going back begins anew at the front.

        Raises:
            UnreadableFile: a link or a device, too large, or damaged.
        """
        header = self._headers[index]
        if header.kind in _NO_FILES:
            raise UnreadableFile(Outcome.UNSUPPORTED, _NO_FILES[header.kind])
        if header.is_sparse:
            raise UnreadableFile(Outcome.UNSUPPORTED, "a file with holes: unpack the archive and give the folder")
        if header.size_bytes > self._limits.max_file_bytes:
            raise file_too_large(header.size_bytes, self._limits)
        if self._tar is None or self._next > index:
            self._tar = None
        try:
            while (entry := self._advance()) is not None and self._next <= index:
                pass
            return self._content(entry)
        except _TROUBLE as error:
            self._tar = None
            raise UnreadableFile(Outcome.CORRUPT, "its bytes in the archive are damaged or cut short") from error

    def _content(self, entry: tarfile.TarInfo | None) -> bytes:
        if entry is None or self._tar is None or (stream := self._tar.extractfile(entry)) is None:
            raise EOFError("no such entry")
        content = BytesIO()
        with stream:
            while chunk := stream.read(_CHUNK_BYTES):
                content.write(chunk)
                beat(0)
        if content.tell() != entry.size:
            raise EOFError("cut short")
        return content.getvalue()


class Single:
    """One file packed by gzip, bzip2 or xz."""

    damage = ""

    def __init__(self, opened: Callable[[], BinaryIO], name: str, limits: Limits) -> None:
        self._opened, self._limits = opened, limits
        self.members = (Member(0, name, 0),)

    def read(self, index: int) -> bytes:
        """Return the bytes of the one file.

        Raises:
            UnreadableFile: too large, or damaged.
        """
        content, stream = BytesIO(), self._opened()
        try:
            while chunk := stream.read(_CHUNK_BYTES):
                content.write(chunk)
                beat(0)
                if content.tell() > self._limits.max_file_bytes:
                    raise file_too_large(content.tell(), self._limits)
        except DAMAGE as error:
            raise UnreadableFile(Outcome.CORRUPT, "the packed file is damaged or cut short") from error
        return content.getvalue()


class _Careful:
    """A stream that hands tarfile no more at once than a header needs. Entries are read in smaller pieces anyway."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.tell = stream.tell
        self.seek = stream.seek

    def read(self, size: int) -> bytes:
        if size > _MOST_HEADER_BYTES:
            raise _too_large("possible archive bomb: a header of more than 1 MiB")
        return self._stream.read(size)


def open_packed(stream: BinaryIO, media_type: str, name: str, limits: Limits) -> Tar | Single:
    """Return what a TAR, or a file packed by gzip, bzip2 or xz (a TAR or any other), holds. `name` is the file's own.

    Raises:
        UnreadableFile: damaged from its beginning (corrupt), or beyond the limits (too large).
    """

    def opened() -> BinaryIO:
        stream.seek(0)
        return cast(BinaryIO, Unpacked(stream, media_type, limits)) if media_type in PACKED_TYPES else stream

    try:
        head = opened().read(512)
    except DAMAGE as error:
        raise UnreadableFile(Outcome.CORRUPT, "the packed file is damaged from its beginning") from error
    if media_type in PACKED_TYPES and head[_TAR_MARK] != b"ustar":
        return Single(opened, _without_ending(name), limits)
    return Tar(opened, limits)


def _without_ending(name: str) -> str:
    """`folder/minutes.txt.gz` -> `minutes.txt`."""
    base = name.rsplit("/", 1)[-1]
    stem, dot, ending = base.rpartition(".")
    return stem if dot and ending.lower() in ("gz", "bz2", "xz") and stem else "unpacked"


def _too_large(reason: str) -> UnreadableFile:
    return UnreadableFile(Outcome.TOO_LARGE, reason)
