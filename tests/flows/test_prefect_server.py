"""One real Prefect flow on its own local server: fails where Prefect and FastAPI do not go together."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

_SMOKE = """
import sys
from pathlib import Path
from flows.prefect_server import prefect_server, quiet_settings
from flows.run_release import _flow
from flows.shards import Tick
import os
home, log = Path(sys.argv[1]), Path(sys.argv[2])
os.environ.update(quiet_settings(home))
with prefect_server(home, log / "prefect.log") as served:
    flow = _flow(2, served, log / "run.log")
    ticks = flow(lambda index: [Tick(1, index, 0, 0.0, 0.0)], 5, lambda: None)
    assert sorted(tick.pages for tick in ticks) == [0, 1, 2, 3, 4], ticks
    print("DONE")
"""


@pytest.mark.slow
def test_a_real_flow_runs_on_the_local_server_and_is_recorded_there(minuted_state: Path, tmp_path: Path) -> None:
    home = minuted_state / "prefect"
    before = _completed(home)
    found = subprocess.run(
        [sys.executable, "-c", _SMOKE, home, tmp_path], capture_output=True, text=True, timeout=200, check=False
    )
    log = tmp_path / "prefect.log"
    assert found.returncode == 0, found.stderr + (log.read_text() if log.exists() else "")
    assert found.stdout.splitlines()[-1] == "DONE"
    flows, tasks = (after - earlier for after, earlier in zip(_completed(home), before, strict=True))
    assert flows >= 1 and tasks >= 5


def _completed(home: Path) -> tuple[int, int]:
    """Return how many flow runs and task runs Prefect's database holds as completed."""
    if not (home / "prefect.db").exists():
        return 0, 0
    with closing(sqlite3.connect(home / "prefect.db")) as connection:
        found = [
            connection.execute(f"SELECT count(*) FROM {table} WHERE state_type = 'COMPLETED'").fetchone()[0]
            for table in ("flow_run", "task_run")
        ]
    return found[0], found[1]


def test_a_server_that_does_not_start_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpus.errors import WorkspaceError
    from flows.prefect_server import prefect_server

    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "uvicorn.py").write_text("raise TypeError('no such argument')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(broken), os.environ.get("PYTHONPATH")])))
    with (
        prefect_server(tmp_path / "home", tmp_path / "server.log") as served,
        pytest.raises(WorkspaceError, match="log"),
    ):
        served()
    assert "no such argument" in (tmp_path / "server.log").read_text()
