"""The real command in a process of its own, the processes it leaves behind, and what a workspace then holds."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).with_name("minuted")
_MARK = "MINUTED_TEST_MARK"


def minuted(
    *arguments: object, env: Mapping[str, str] | None = None, cwd: Path | None = None, timeout_s: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run `minuted` with the arguments to its end. Its exit code is for the caller to look at."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        cwd=cwd,
        timeout=timeout_s,
        check=False,
    )


@dataclass
class Started:
    """A command that runs on while the test looks at it. `alive` finds its processes by a mark in their environment."""

    process: subprocess.Popen[bytes]
    mark: str = field(repr=False)

    def alive(self) -> dict[int, str]:
        """Return the command line of every process that descends from the command and still lives."""
        return {pid: _words(pid, "cmdline") for pid in _processes() if f"{_MARK}={self.mark}" in _words(pid, "environ")}

    def end(self) -> None:
        """Kill whatever is left of it."""
        for pid in self.alive():
            os.kill(pid, 9)
        self.process.wait()


def start(*arguments: object, stderr: int = subprocess.DEVNULL) -> Started:
    """Start `minuted` in a process group of its own, as a shell does."""
    mark = uuid.uuid4().hex
    # A shell has the commands in its background ignore Ctrl-C, and what they start too: it must be heeded here.
    held = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [COMMAND, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env={**os.environ, _MARK: mark},
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, held)
    return Started(process, mark)


def wait_until(claim: Callable[[], bool], timeout_s: float, every_s: float = 0.1) -> bool:
    """Say whether a claim comes true in time."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(every_s)
    return claim()


def _processes() -> list[int]:
    return [int(place.name) for place in Path("/proc").iterdir() if place.name.isdigit()]


def _words(pid: int, what: str) -> str:
    """Return a file of /proc; empty for a process that ended or is only a line in the table (a zombie)."""
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def rows(workspace: Path, statement: str, *values: object) -> list[dict[str, Any]]:
    """Return what a statement finds in a workspace's database, without the program's own code."""
    with closing(sqlite3.connect(workspace / "minuted.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement, values)]


def ledger(workspace: Path) -> dict[str, tuple[str, str]]:
    """Return outcome and reason of every file received, by source name."""
    return {
        row["source_name"]: (row["outcome"], row["reason"] or "")
        for row in rows(workspace, "SELECT source_name, outcome, reason FROM ledger")
    }


def table_bytes(workspace: Path) -> dict[str, bytes]:
    """Return the files of the table, whole."""
    return {path.name: path.read_bytes() for path in sorted((workspace / "table").iterdir())}


def all_rows(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the database, in order of their content."""
    with closing(sqlite3.connect(workspace / "minuted.sqlite")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in names if not name.startswith(("passages_fts_", "pages_fts_"))]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in kept}
