"""The ZIP of a bundle: the same content gives the same bytes, and a hostile one is opened without harm.

Nothing of a bundle is unpacked to disk under a name that the bundle chose, and nothing beyond the limits is read.
"""

from __future__ import annotations

import re
import shutil
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.errors import CorpusError, WorkspaceError

LARGEST_FILE, LARGEST_ALL = 2 << 30, 4 << 30  # bytes, unpacked
MOST_FILES = 1_000
_BOMB = 250  # times smaller packed than unpacked: tables of text are not
_SMALL = 64 << 20  # bytes unpacked below which that is not asked
_NAME = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9._-]*/){0,3}[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_TIME = (1980, 1, 1, 0, 0, 0)  # of every entry: the clock is not asked
_CHUNK = 1 << 20


def digest_of(file: IO[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of what is left of a file, in hexadecimal, and its bytes."""
    digest, size = sha256(), 0
    while block := file.read(_CHUNK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def write_zip(folder: Path, target: Path) -> None:
    """Pack the files of a folder, sorted by name.

    Raises:
        WorkspaceError: they are larger than a bundle that can be verified.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    sizes = [path.stat().st_size for path in files.values()]
    if max(sizes) > LARGEST_FILE or sum(sizes) > LARGEST_ALL:
        raise WorkspaceError(
            f"the bundle would hold {sum(sizes):,} bytes unpacked, and one that can be verified holds {LARGEST_ALL:,} "
            f"at most, {LARGEST_FILE:,} in one file: leave the pages out, or bundle a part"
        )
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for name, path in sorted(files.items()):
            entry = ZipInfo(name, _TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3  # as on Unix, on every system
            entry.file_size = path.stat().st_size
            with path.open("rb") as content, packed.open(entry, "w") as out:
                shutil.copyfileobj(content, out, _CHUNK)


class ZippedBundle:
    """A ZIP open for reading, a context manager, its entries looked over before any is read.

    Raises:
        CorpusError: it cannot be read, is no ZIP, or has entries that no bundle has.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = ZipFile(path)
        except (BadZipFile, EOFError, ValueError, NotImplementedError) as error:
            raise CorpusError(f"{path} is not a bundle: it is no ZIP, or was cut short ({error})") from None
        except OSError as error:
            raise CorpusError(f"{path} cannot be read: {error.strerror or error}") from error
        try:
            self._entries = self._looked_over()
        except CorpusError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files, sorted."""
        return tuple(sorted(self._entries))

    def open(self, name: str) -> IO[bytes]:
        """Return a file, open for reading; what is damaged in it is told by `CorpusError`.

        Raises:
            CorpusError: there is no such file.
        """
        if name not in self._entries:
            raise CorpusError(f"{name} is not in the bundle")
        with damage_told(name):
            return self._zip.open(self._entries[name])

    def read(self, name: str, most: int) -> bytes:
        """Return the bytes of a file.

        Raises:
            CorpusError: there is none, it is damaged, or has more bytes than `most`.
        """
        with self.open(name) as file, damage_told(name):
            content = file.read(most + 1)
        if len(content) > most:
            raise CorpusError(f"{name} has more than {most:,} bytes, and was not read")
        return content

    def _looked_over(self) -> dict[str, ZipInfo]:
        found: dict[str, ZipInfo] = {}
        met: set[str] = set()
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise self._hostile(f"it has {len(entries):,} entries")
        for entry in entries:
            self._look_over(entry)
            if entry.filename.casefold() in met:  # some systems cannot tell README from readme
                raise self._hostile(f"{entry.filename} stands in it twice")
            met.add(entry.filename.casefold())
            found[entry.filename] = entry
        if sum(entry.file_size for entry in entries) > LARGEST_ALL:
            raise self._hostile(f"it has more than {LARGEST_ALL:,} bytes unpacked")
        return found

    def _look_over(self, entry: ZipInfo) -> None:
        name, mode = entry.filename, entry.external_attr >> 16
        if not _NAME.fullmatch(name) or entry.orig_filename != name:
            raise self._hostile(f"an entry has the name {entry.orig_filename!r:.80}")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise self._hostile(f"{name} is a link or another thing that is no file")
        if entry.flag_bits & 0x1:
            raise self._hostile(f"{name} is locked with a password")
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._hostile(f"{name} is packed in another way (method {entry.compress_type})")
        is_bomb = entry.file_size > _SMALL and entry.file_size > _BOMB * max(entry.compress_size, 1)
        if is_bomb or entry.file_size > LARGEST_FILE:
            raise self._hostile(f"{name} would have {entry.file_size:,} bytes unpacked")

    def _hostile(self, why: str) -> CorpusError:
        return CorpusError(f"{self.path} is not a bundle as minuted writes one: {why}. Nothing of it was read.")


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Turn what damage in a ZIP brings about into a sentence.

    Raises:
        CorpusError: it is damaged.
    """
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise CorpusError(f"{name} is damaged in the bundle ({error})") from error
