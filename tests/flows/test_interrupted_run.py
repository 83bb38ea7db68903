"""A run that is killed, stopped, starved of disk or of network: nothing is left behind, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.command_line import COMMAND, Started, all_rows, minuted, start, table_bytes, wait_until
from tests.made_documents import minutes_pdf

pytestmark = pytest.mark.slow

DOCUMENTS = 24
_GONE_WITHIN_S = 10.0


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many") / "release"
    folder.mkdir()
    for number in range(DOCUMENTS):
        (folder / f"minutes_{number:02}.pdf").write_bytes(minutes_pdf(3, seed=number))
    return folder


@pytest.fixture(scope="module")
def undisturbed(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("undisturbed") / "workspace"
    assert minuted("run", release, "-w", workspace).returncode == 0
    return workspace


@contextmanager
def running(release: Path, workspace: Path) -> Iterator[Started]:
    """Start a run with two workers; whatever the test finds, no process outlives it."""
    run = start("run", release, "-w", workspace, "--workers", 2)
    try:
        yield run
    finally:
        run.end()


def coded_parts(workspace: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (workspace / "parts").glob("coded/*/*.parquet")}


def wait_for_the_middle(run: Started, workspace: Path) -> None:
    """Wait until some shards are done. There are eight of them, so the run is then still at work."""
    assert wait_until(lambda: bool(coded_parts(workspace)) or run.process.poll() is not None, 120, every_s=0.02)
    assert run.process.poll() is None, "the run ended before it could be interrupted"
    assert len(run.alive()) > 4  # the run, Prefect's server, two workers with a reader each, helpers of theirs


def test_a_run_killed_in_the_middle_leaves_no_process_and_the_next_one_ends_in_the_same_table(
    release: Path, undisturbed: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    with running(release, workspace) as run:
        wait_for_the_middle(run, workspace)
        run.process.kill()
        run.process.wait()
        assert wait_until(lambda: not run.alive(), _GONE_WITHIN_S), run.alive()
    kept = coded_parts(workspace)
    assert kept and not (workspace / "table").exists()
    again = minuted("run", release, "-w", workspace, "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["received"] == DOCUMENTS
    after = coded_parts(workspace)
    assert kept.items() <= after.items() and len(after) > len(kept)  # what was done was not done again
    assert table_bytes(workspace) == table_bytes(undisturbed)
    assert all_rows(workspace) == all_rows(undisturbed)


def test_a_run_killed_while_it_starts_leaves_no_process(release: Path, tmp_path: Path) -> None:
    with running(release, tmp_path / "workspace") as run:
        assert wait_until(lambda: len(run.alive()) > 3, 60, every_s=0.02)
        run.process.kill()
        run.process.wait()
        assert wait_until(lambda: not run.alive(), _GONE_WITHIN_S), run.alive()


def test_ctrl_c_stops_with_130_leaves_no_process_and_the_run_can_go_on(
    release: Path, undisturbed: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    said = tmp_path / "stderr"
    with said.open("wb") as stderr:
        run = start("run", release, "-w", workspace, "--workers", 2, stderr=stderr.fileno())
        try:
            wait_for_the_middle(run, workspace)
            os.killpg(run.process.pid, signal.SIGINT)  # as a terminal does: to the whole group
            assert run.process.wait(30) == 130
            assert wait_until(lambda: not run.alive(), _GONE_WITHIN_S), run.alive()
        finally:
            run.end()
    assert "the same command goes on from there" in said.read_text()
    assert "Traceback" not in said.read_text()
    again = minuted("run", release, "-w", workspace)
    assert again.returncode == 0, again.stderr
    assert table_bytes(workspace) == table_bytes(undisturbed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here (needs the right to mount)")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(disk: Path, room_bytes: int) -> Path:
    """Fill a disk until so much room is left."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    with filler.open("wb") as out:
        out.write(b"\0" * (shutil.disk_usage(disk).free - room_bytes))
    return filler


@pytest.mark.parametrize("room_bytes", [40_000, 600_000], ids=["in_the_first_shard", "after_reading"])
def test_a_full_disk_is_explained_and_earlier_results_are_intact(
    small_disk: Path, tmp_path: Path, room_bytes: int, release: Path
) -> None:
    workspace, letter = small_disk / "workspace", tmp_path / "letter.txt"
    letter.write_text("It was decided not to hold a serious case review, because of the cost.\n")
    assert minuted("run", letter, "-w", workspace).returncode == 0
    before, rows_before = table_bytes(workspace), all_rows(workspace)
    filler = fill(small_disk, room_bytes)
    found = minuted("run", release, "-w", workspace)
    assert found.returncode == 1, found.stdout
    assert "the disk" in found.stderr and "full" in found.stderr and "intact" in found.stderr
    assert "make room" in found.stderr or "free some space" in found.stderr
    assert "Traceback" not in found.stderr and "Error" not in found.stderr
    assert table_bytes(workspace) == before
    os.truncate(filler, filler.stat().st_size - 100_000)  # SQLite needs 32 kB to look into a database
    assert all_rows(workspace) == rows_before
    assert minuted("verify", "-w", workspace).returncode == 0
    filler.unlink()
    assert minuted("run", release, "-w", workspace).returncode == 0
    assert not list(workspace.rglob("*.tmp"))
    assert minuted("verify", "-w", workspace).returncode == 0


_WITHOUT_NETWORK = """
import fcntl, os, pathlib, socket, struct, subprocess, sys
if sys.argv[1] == "loopback":
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        fcntl.ioctl(asked, 0x8914, struct.pack("16sh", b"lo", 0x41))  # SIOCSIFFLAGS: up and running
def refused():
    lines = pathlib.Path("/proc/net/snmp").read_text().splitlines()
    names, counts = [line.split() for line in lines if line.startswith("Ip:")]
    return int(counts[names.index("OutNoRoutes")])
before = refused()
with socket.socket() as control:
    assert control.connect_ex(("192.0.2.1", 80))
control = refused()
code = subprocess.call(sys.argv[2:])
print("COUNTED", control - before, refused() - control, file=sys.stderr)
sys.exit(code)
"""


def without_network(loopback: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `minuted` where there is no network but perhaps the machine's own loopback."""
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("a network namespace cannot be made here")
    words = ["unshare", "-rn", sys.executable, "-c", _WITHOUT_NETWORK, loopback, str(COMMAND), *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)


def test_a_run_needs_no_network_and_does_not_try_to_reach_one(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("It was decided not to hold a serious case review, because of the cost.\n")
    found = without_network("loopback", "run", letter, "-w", tmp_path / "workspace", "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["outcomes"] == {"coded": 1}
    counted = found.stderr.splitlines()[-1].split()
    assert counted[0] == "COUNTED" and int(counted[1]) == 1, "the count of attempts to leave the machine does not count"
    assert int(counted[2]) == 0, "something tried to leave the machine"


def test_without_even_a_loopback_the_run_goes_on_without_prefect(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("It was decided not to hold a serious case review, because of the cost.\n")
    found = without_network("none", "run", letter, "-w", tmp_path / "alone")
    assert found.returncode == 0, found.stderr
    assert "without Prefect" in found.stderr
    assert minuted("run", letter, "-w", tmp_path / "usual").returncode == 0
    assert table_bytes(tmp_path / "alone") == table_bytes(tmp_path / "usual")


def test_a_proxy_of_the_network_is_not_asked_for_the_server_on_this_computer(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("It was decided not to hold a serious case review, because of the cost.\n")
    nowhere = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), "http://127.0.0.1:9")
    found = minuted("run", letter, "-w", tmp_path / "workspace", "--json", env=nowhere)
    assert found.returncode == 0, found.stderr
