"""The ZIP of a project, written so that the same content gives the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PROJECT = "project.qde"
SOURCES = "Sources"
LARGEST = 2**31 - 1  # bytes of an internal file (REFI-QDA 1.5, 8.5)


class Archive:
    """A ZIP open for writing, a context manager; every entry bears the same time."""

    def __init__(self, file: IO[bytes], made: datetime) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6)
        self._time = made.timetuple()[:6]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add_source(self, name: str, content: bytes) -> str:
        """Store an internal file; return the path under which the project refers to it."""
        self._zip.writestr(self._entry(f"{SOURCES}/{name}"), content)
        return f"internal://{name}"

    def add_project(self, path: Path) -> None:
        """Store the project's XML."""
        entry = self._entry(PROJECT)
        entry.file_size = path.stat().st_size
        with path.open("rb") as content, self._zip.open(entry, "w") as out:
            shutil.copyfileobj(content, out, 1 << 20)

    def _entry(self, name: str) -> ZipInfo:
        entry = ZipInfo(name, self._time)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.create_system = 3  # as on Unix, on every system
        return entry


@contextmanager
def in_one_step(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when the block has ended well; until then the old one stays."""
    waiting = path.with_name(f".unfinished-{path.name}")
    try:
        with waiting.open("wb") as file:
            yield file
        waiting.replace(path)
    finally:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
