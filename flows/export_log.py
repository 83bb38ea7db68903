"""The log of exports in a workspace: what left it, when, where to. By it minuted knows files that it wrote itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from corpus.workspace import Workspace

_NAME = "exports.jsonl"


def is_as_written(workspace: Path, path: Path) -> bool:
    """Say whether a file is as an export from this workspace last left it; nobody has changed it since."""
    written = _last_hashes(workspace).get(str(path.resolve()))
    if written is None or not path.is_file():
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == written


def note_export(workspace: Path, form: str, names: str, hashes: Mapping[Path, str]) -> bool:
    """Add the files of an export to the log; return whether it could be written. No words of documents are in it."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [
        json.dumps({"at": at, "file": str(path.resolve()), "sha256": digest, "format": form, "names": names})
        for path, digest in hashes.items()
    ]
    log = Workspace(workspace).log / _NAME
    try:
        log.parent.mkdir(exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return False
    return True


def _last_hashes(workspace: Path) -> dict[str, str]:
    log = Workspace(workspace).log / _NAME
    if not log.is_file():
        return {}
    found = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:  # the end of a line that a full disk cut off
            continue
        found[entry["file"]] = entry["sha256"]
    return found
