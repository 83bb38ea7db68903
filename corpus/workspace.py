"""A workspace: the folder in which a run keeps its database, table, parts and log. One run at a time writes to it."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.errors import WorkspaceError

DEFAULT = "workspace"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the things of a workspace lie."""

    root: Path

    @property
    def database(self) -> Path:
        """The store, one SQLite file."""
        return self.root / "minuted.sqlite"

    @property
    def table(self) -> Path:
        """The folder with the analysis table as Parquet and CSV."""
        return self.root / "table"

    @property
    def parts(self) -> Path:
        """The folder with what was read and coded, keyed by content."""
        return self.root / "parts"

    @property
    def log(self) -> Path:
        """The folder with the logs of runs."""
        return self.root / "log"

    @property
    def key(self) -> Path:
        """The file with the key of pseudonyms, which no export and no bundle holds."""
        return self.root / "pseudonyms.key"

    def pseudonym_key(self) -> bytes:
        """Return the key of this workspace's pseudonyms, 32 random bytes, made when it is first asked for.

        It is written whole or not at all, for its owner alone, and never over one that is there: with another key
        every pseudonym would be another, and earlier exports could not be joined with later ones.

        Raises:
            WorkspaceError: the key cannot be read or written, or is not one.
        """
        try:
            if not self.key.exists():
                _write_once(self.key, secrets.token_bytes(_KEY_BYTES))
            key = self.key.read_bytes()
        except OSError as error:
            raise WorkspaceError(
                f"the key of pseudonyms {self.key} cannot be read or made: {error.strerror}. Without it names cannot "
                "be replaced by the same pseudonyms as before."
            ) from error
        if len(key) != _KEY_BYTES:
            raise WorkspaceError(
                f"{self.key} holds {len(key)} bytes and is no key of pseudonyms ({_KEY_BYTES} bytes). Put the right "
                "file back, or remove it: a new key is made, and pseudonyms differ from those of earlier exports."
            )
        return key

    def exists(self) -> bool:
        """Whether a run has been published here."""
        return self.database.is_file()

    def make(self) -> None:
        """Make the folders.

        Raises:
            WorkspaceError: the place cannot be written.
        """
        try:
            for folder in (self.root, self.parts, self.log):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"the workspace {self.root} cannot be made: {error.strerror}. Choose another place with --workspace."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace for one run; the lock goes with the process, however it ends.

        Raises:
            WorkspaceError: another run holds it.
        """
        with (self.root / "lock").open("a+") as lock:
            _lock(lock, self.root)
            for half_written in self.parts.rglob("*.tmp"):  # left by a run that was killed
                half_written.unlink()
            yield


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whole, for its owner alone; whoever comes second keeps what the first wrote."""
    half = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(half, path)  # unlike a rename, it does not replace
    finally:
        half.unlink()


def _lock(lock: IO[str], root: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: SQLite's own lock still lets one writer in at a time
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise WorkspaceError(
            f"another run is writing to the workspace {root}: wait for it to end, or name another with --workspace."
        ) from error


def in_plain_words(error: OSError, root: Path) -> WorkspaceError:
    """Return what an error of writing to a workspace means for its user."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WorkspaceError(
            f"the disk that holds {root} is full. What was there before is intact; make room and run the same command "
            "again: it goes on where it stopped."
        )
    return WorkspaceError(f"the workspace {root} cannot be written: {error.strerror or error}.")


def is_inside(path: Path, folder: Path) -> bool:
    """Say whether a path is a folder or lies in it."""
    inner, outer = os.path.realpath(path), os.path.realpath(folder)
    return inner == outer or inner.startswith(outer + os.sep)
