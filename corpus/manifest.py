"""What was received: every file under the paths given, in a fixed order, with its SHA-256."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.records import Outcome
from corpus.workspace import is_inside

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file (or a place that cannot be listed) under a path given.

    `problem` is set where there are no bytes to read: the ledger's outcome and the reason.
    """

    path: Path  # absolute
    source_name: str  # relative to the release, with `/`
    given: Path  # the path given that it lies under
    size_bytes: int = 0
    sha256: str = ""
    problem: tuple[Outcome, str] | None = None


def list_entries(given: Path, *, leave_out: Path | None = None) -> Iterator[Entry]:
    """Yield the files at or under a path, sorted by name; `leave_out` (the workspace) is passed over.

    Links to files are followed, links to folders are not (they may turn in circles): they have a line of their own.
    """
    root = place_of(given)
    if root.is_dir():
        yield from _folder(root, root, leave_out)
    else:
        yield _file(root, root.name, root)


def _folder(folder: Path, given: Path, leave_out: Path | None) -> Iterator[Entry]:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        yield _unreadable(folder, given, f"the folder cannot be listed: {error.strerror}")
        return
    for name in names:
        path = folder / name
        if leave_out is not None and is_inside(path, leave_out):
            continue
        if path.is_dir():
            if path.is_symlink():
                reason = "a link to a folder is not followed: give the folder itself"
                yield Entry(path, _name(path, given), given, problem=(Outcome.UNSUPPORTED, reason))
            else:
                yield from _folder(path, given, leave_out)
        else:
            yield _file(path, _name(path, given), given)


def _name(path: Path, given: Path) -> str:
    return path.relative_to(given).as_posix() if path != given else path.name


def _unreadable(path: Path, given: Path, reason: str) -> Entry:
    return Entry(path, _name(path, given), given, problem=(Outcome.UNREADABLE, reason))


def _file(path: Path, name: str, given: Path) -> Entry:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return Entry(
                path, name, given, problem=(Outcome.UNSUPPORTED, "not a regular file (a device, pipe or socket)")
            )
        return Entry(path, name, given, found.st_size, sha256_of(path))
    except OSError as error:
        return Entry(path, name, given, problem=(Outcome.UNREADABLE, f"it cannot be opened: {error.strerror}"))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def release_names(given: Sequence[Path], taken: dict[str, str]) -> dict[Path, str]:
    """Name the release of each path given: its own name, with as many folders before it as tell it from others.

    A loose file belongs to the release of its folder. `taken` holds the releases of the workspace and the folder of
    each: a release received again keeps its name.
    """
    names: dict[Path, str] = {}
    homes = dict(taken)
    for path in given:
        home = place_of(path) if path.is_dir() else place_of(path).parent
        parts = [part for part in home.parts if part != home.anchor] or ["release"]
        for length in range(1, len(parts) + 1):
            name = "/".join(parts[-length:])
            if homes.get(name, str(home)) == str(home):
                break
        homes[name] = str(home)
        names[path] = name
    return names


def paths_without_nested(given: Sequence[Path]) -> list[Path]:
    """Return the paths given, absolute, each once, without those that lie in another one."""
    kept: list[Path] = []
    places = list(dict.fromkeys(place_of(path) for path in given))
    for path in sorted(places, key=lambda p: len(p.parts)):
        if not any(path == other or other in path.parents for other in kept):
            kept.append(path)
    return [path for path in places if path in kept]


def place_of(path: Path) -> Path:
    """Return the path as one that stays the same wherever it is given from: absolute and without `..`.

    A `..` is looked up on disk, since the folder before it may be a link.
    """
    return Path(os.path.realpath(path)) if ".." in path.parts else path.absolute()
