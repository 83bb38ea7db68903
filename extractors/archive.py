"""ZIP archives read within limits, in memory, never onto the disk. Office packages go through the same limits."""

from __future__ import annotations

import copy
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import IO, Any, BinaryIO, Protocol

from corpus.errors import UnreadableFile
from corpus.records import Outcome

MIB = 1024**2
_CHUNK_BYTES = 64 * 1024
_DENSE_CHUNK_BYTES = 4096  # bzip2 and LZMA hand out all that a chunk unpacks to: up to 90 MB from 4 KiB
_RATIO_MATTERS_BYTES = MIB  # a small text of one repeated line packs 1000:1 and harms nobody
_ENCRYPTED_FLAGS = 0x1 | 0x40
_STRONG_FLAG = 0x40  # PKWARE's own encryption, with certificates or passwords: no free program reads it
_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field with the name in UTF-8
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_NAME_CHARACTERS = 1000
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError, struct.error)
_UNSHOWN = ("Cc", "Cs", "Zl", "Zp")  # controls, broken surrogates, line and paragraph separators
LOCKED = "it is locked with a password: give its password with --password"
_TURNS_TEXT = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # `fdp.exe` shown as `exe.pdf`


@dataclass(frozen=True, slots=True)
class Limits:
    """How much reading one received file may cost, with everything inside it."""

    max_file_bytes: int = 512 * MIB  # of one file, unpacked
    max_total_bytes: int = 4096 * MIB  # of all files inside one, unpacked
    max_ratio: int = 200  # unpacked to packed, of one archive
    max_entries: int = 50_000  # in one archive
    max_depth: int = 8  # files inside files
    max_files: int = 200_000  # inside one received file, at all depths together


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an archive that is no folder. `name` is safe to show and unique; `size_bytes` is as declared."""

    index: int
    name: str
    size_bytes: int


class Container(Protocol):
    """A file that holds others: an archive or a mailbox. `damage` says what of it is lost, empty where nothing is."""

    @property
    def members(self) -> Sequence[Member]:
        """What it holds, in order."""

    @property
    def damage(self) -> str:
        """What of it is lost; empty where nothing is."""

    def read(self, index: int) -> bytes:
        """Return the bytes of a member; quickest in order.

        Raises:
            UnreadableFile: this member cannot be had.
        """


class Archive:
    """A ZIP opened within limits; `passwords` are tried on its locked entries, the last that fitted first.

    Raises:
        UnreadableFile: not a sound ZIP (corrupt), or more entries or unpacked bytes than allowed (too large).
    """

    damage = ""

    def __init__(self, stream: BinaryIO, limits: Limits | None = None, passwords: Sequence[str] = ()) -> None:
        self._limits = limits or Limits()
        self._stream = stream
        self._passwords = _encoded(passwords)
        packed_bytes = stream.seek(0, 2)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (*DAMAGE, RuntimeError) as error:
            raise UnreadableFile(
                Outcome.CORRUPT, "the archive is damaged or cut short: its table of contents cannot be read"
            ) from error
        self._entries = self._zip.infolist()
        self._check_size(packed_bytes)
        files = [i for i, entry in enumerate(self._entries) if not entry.is_dir()]
        names = distinct_names(_name(self._entries[i]) for i in files)
        self.members = tuple(Member(i, name, self._entries[i].file_size) for i, name in zip(files, names, strict=True))

    def _check_size(self, packed_bytes: int) -> None:
        limits = self._limits
        if len(self._entries) > limits.max_entries:
            raise _too_large(f"{len(self._entries):,} entries, the limit is {limits.max_entries:,}")
        if sum(entry.compress_size for entry in self._entries) > packed_bytes:
            raise _too_large("possible archive bomb: its entries share their bytes, or declare more than there are")
        unpacked_bytes = sum(entry.file_size for entry in self._entries)
        if unpacked_bytes > _RATIO_MATTERS_BYTES and unpacked_bytes > limits.max_ratio * packed_bytes:
            ratio = unpacked_bytes // max(packed_bytes, 1)
            raise _too_large(
                f"possible archive bomb: it would unpack to {ratio:,} times its size, the limit is {limits.max_ratio}"
            )
        if unpacked_bytes > limits.max_total_bytes:
            raise _too_large(
                f"it would unpack to {in_mib(unpacked_bytes)}, the limit is {in_mib(limits.max_total_bytes)}: "
                "unpack it and give the folder instead"
            )

    def read(self, index: int) -> bytes:
        """Return the bytes of the entry `index`, counted as they come out.

        Raises:
            UnreadableFile: encrypted, corrupt, too large, a symbolic link, or packed by a method that is not supported.
        """
        entry = self._entries[index]
        self._check_entry(entry)
        if entry.flag_bits & _ENCRYPTED_FLAGS:
            return self._read_locked(index)
        try:
            return self._unpack(self._zip, entry)
        except DAMAGE as error:
            raise UnreadableFile(Outcome.CORRUPT, "its bytes in the archive are damaged") from error
        except RuntimeError as error:  # NotImplementedError among them
            raise UnreadableFile(Outcome.UNSUPPORTED, "it is packed in a way that is not supported") from error

    def _unpack(self, opened: Any, entry: Any, password: bytes | None = None) -> bytes:
        """Return an entry's bytes from a ZIP opened by the standard library or by pyzipper."""
        # Python stops at the declared size without a word; asked for one byte more, it tells when there is more.
        asked = copy.copy(entry)
        asked.file_size += 1
        is_dense = entry.compress_type in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
        with opened.open(asked, pwd=password) as member:
            content = _read_up_to(member, asked.file_size, _DENSE_CHUNK_BYTES if is_dense else _CHUNK_BYTES)
        if len(content) != entry.file_size:
            raise UnreadableFile(Outcome.CORRUPT, "it does not have the size that the archive declares")
        return content

    @cached_property
    def _locked_zip(self) -> Any:
        import pyzipper

        return pyzipper.AESZipFile(self._stream)

    def _read_locked(self, index: int) -> bytes:
        """Return a locked entry. A wrong password shows itself at once, or (1 in 256, old ZIPs) as damage."""
        import pyzipper

        try:
            entry = self._locked_zip.infolist()[index]
        except (*DAMAGE, pyzipper.BadZipFile, IndexError, RuntimeError) as error:
            raise UnreadableFile(Outcome.CORRUPT, "its bytes in the archive are damaged") from error
        _check_method(entry.compress_type)
        for password in self._passwords:
            try:
                content = self._unpack(self._locked_zip, entry, password)
            except (*DAMAGE, pyzipper.BadZipFile, RuntimeError, UnreadableFile, KeyError, AttributeError):
                continue  # it does not fit, and says so in one of many ways
            self._passwords.remove(password)
            self._passwords.insert(0, password)
            return content
        raise UnreadableFile(Outcome.ENCRYPTED, LOCKED)

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        if entry.flag_bits & _STRONG_FLAG:
            raise UnreadableFile(
                Outcome.ENCRYPTED, "it is locked in PKWARE's own way: unpack the archive with PKZIP and add the file"
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise UnreadableFile(
                Outcome.UNSUPPORTED, "a symbolic link: the file that it points to is not in the archive"
            )
        if not entry.flag_bits & _ENCRYPTED_FLAGS:  # of a locked one, this is where it says how it is locked
            _check_method(entry.compress_type)
        if entry.file_size > self._limits.max_file_bytes:
            raise file_too_large(entry.file_size, self._limits)


def _check_method(method: int) -> None:
    if method not in _METHODS:
        raise UnreadableFile(
            Outcome.UNSUPPORTED, f"packed by method {method}, which is not read: unpack the archive and give the folder"
        )


def _encoded(passwords: Sequence[str]) -> list[bytes]:
    """Return passwords as bytes: in UTF-8, and as older programs wrote them."""
    forms = [password.encode(name, "replace") for password in passwords for name in ("utf-8", "cp1252", "cp437")]
    return list(dict.fromkeys(forms))


def file_too_large(size_bytes: int, limits: Limits) -> UnreadableFile:
    """Return the error for one file over its limit."""
    return _too_large(f"{in_mib(size_bytes)}, the limit for one file is {in_mib(limits.max_file_bytes)}")


def in_mib(size_bytes: int) -> str:
    """Return a size for a person: `512 MiB`, `0.3 MiB`."""
    mib = size_bytes / MIB
    return f"{mib:,.0f} MiB" if mib >= 10 else f"{mib:,.1f} MiB"


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return names safe to show (`safe_name`), in order, a repeated one with ` (2)`, ` (3)`... after it.

    A file that bears the name of a folder (`a.zip` beside `a.zip/b`) counts as repeated: `a.zip/b` might be inside it.
    """
    safe = [safe_name(name) for name in names]
    taken = {folder for name in safe for folder in _folders(name)}
    distinct = []
    for name in safe:
        candidate, number = name, 1
        while candidate in taken:
            number += 1
            candidate = f"{name} ({number})"
        taken.add(candidate)
        distinct.append(candidate)
    return distinct


def safe_name(name: str) -> str:
    """Return a file name as it may be shown: slashes forward, nothing that moves the cursor or turns the text round."""
    import unicodedata

    composed = unicodedata.normalize("NFC", name.replace("\\", "/"))
    shown = "".join("\ufffd" if unicodedata.category(c) in _UNSHOWN or c in _TURNS_TEXT else c for c in composed)
    return shown[:_NAME_CHARACTERS].strip() or "unnamed"


def _folders(name: str) -> list[str]:
    return [name[:i] for i, character in enumerate(name) if character == "/"]


def _too_large(reason: str) -> UnreadableFile:
    return UnreadableFile(Outcome.TOO_LARGE, reason)


def _read_up_to(member: IO[bytes], size_bytes: int, chunk_bytes: int) -> bytes:
    content = BytesIO()
    while content.tell() < size_bytes and (chunk := member.read(min(chunk_bytes, size_bytes - content.tell()))):
        content.write(chunk)
    return content.getvalue()


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name. Many programs write UTF-8 and don't say so; the rest is DOS's code page 437."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    return _unicode_path(entry.extra, raw) or _as_utf8(raw) or entry.filename


def _unicode_path(extra: bytes, raw_name: bytes) -> str:
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        value, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(value) > 5 and value[1:5] == struct.pack("<I", zlib.crc32(raw_name)):
            return _as_utf8(value[5:])
    return ""


def _as_utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
