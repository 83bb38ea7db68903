"""A process for work that may go wrong. What goes wrong here is real: crashes, hangs, floods of memory."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from extractors.sandbox import ProcessDied, ProcessLimits, ProcessTimedOut, Sandbox, UnsentError, beat

ROOT = Path(__file__).parents[2]
LIMITS = ProcessLimits(timeout_s=20, memory_bytes=1024**3)


class UnpicklableError(Exception):
    """It cannot go through a pipe: its message is a function."""

    def __init__(self) -> None:
        super().__init__(lambda: None)


class OneWayError(Exception):
    """It goes into a pipe and does not come out: it is made from two parts and keeps one."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first + second)


def spin() -> None:
    while True:
        pass


def fail(error: Exception) -> None:
    raise error


def chatter() -> None:
    sys.stdout.write("chatter\n" * 10_000)
    sys.stdout.flush()
    os.write(1, b"chatter\n")


def beat_for(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        beat()
        time.sleep(0.05)


KEPT: list[bytes] = []


TASKS: dict[str, Callable[[], object]] = {
    "add": lambda: None,
    "segfault": lambda: ctypes.string_at(0),
    "hang": lambda: time.sleep(600),
    "spin": spin,
    "exit": lambda: os._exit(5),
    "system exit": lambda: sys.exit(6),
    "memory": lambda: b"x" * (3 * 1024**3),
    "fail": lambda: fail(ValueError("the page has no number")),
    "unpicklable": lambda: fail(UnpicklableError()),
    "one way": lambda: fail(OneWayError("a", "b")),
    "print": chatter,
    "beat": lambda: beat_for(1.5),
    "beat for ever": lambda: beat_for(600),
    "keep": lambda: KEPT.append(b"x" * (200 * 1024**2)),
}


def work(task: str, number: int = 0) -> Iterator[int]:
    yield os.getpid()
    TASKS[task]()
    yield number + 1


def unpicklable_result() -> Iterator[object]:
    yield lambda: None


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox[[str, int], int]]:
    with Sandbox(work, LIMITS) as opened:
        yield opened


def test_results_come_one_by_one_from_a_process_of_its_own(sandbox: Sandbox[[str, int], int]) -> None:
    process, result = sandbox("add", 1)
    assert process != os.getpid()
    assert result == 2


def test_the_process_is_kept_between_calls(sandbox: Sandbox[[str, int], int]) -> None:
    assert next(iter(list(sandbox("add", 1)))) == next(iter(list(sandbox("add", 1))))
    assert not sandbox.was_fresh


@pytest.mark.parametrize(
    ("task", "how"),
    [
        ("segfault", "stopped by signal 11"),
        ("exit", "exit code 5"),
        ("system exit", "exit code 6"),
        ("memory", "more than 1 GB of memory"),
    ],
)
def test_a_process_that_dies_is_reported_and_replaced(sandbox: Sandbox[[str, int], int], task: str, how: str) -> None:
    before: list[int] = []
    with pytest.raises(ProcessDied, match=how):
        before.extend(sandbox(task, 0))
    assert list(sandbox("add", 1))[1] == 2
    assert sandbox.was_fresh


@pytest.mark.parametrize("task", ["hang", "spin"])
def test_a_process_that_is_silent_too_long_is_ended(task: str) -> None:
    with Sandbox(work, ProcessLimits(timeout_s=0.5)) as sandbox:
        list(sandbox("add", 1))
        calls = sandbox(task, 0)
        process = next(calls)
        with pytest.raises(ProcessTimedOut, match=r"0\.5 s"):
            next(calls)
        assert not _is_running(process)


def test_a_process_that_says_it_works_on_is_given_its_time_anew() -> None:
    pages: list[int] = []
    with Sandbox(work, ProcessLimits(timeout_s=0.7), pages.append) as sandbox:
        assert list(sandbox("beat", 1))[1] == 2
    assert len(pages) > 10
    assert set(pages) == {1}


def test_a_process_that_says_so_for_ever_is_ended() -> None:
    with Sandbox(work, ProcessLimits(timeout_s=0.5, patience=3)) as sandbox:
        list(sandbox("add", 1))
        calls = sandbox("beat for ever", 0)
        process = next(calls)
        began = time.monotonic()
        with pytest.raises(ProcessTimedOut, match=r"on and on: no result within 1\.5 s"):
            next(calls)
        assert time.monotonic() - began < 5
        assert not _is_running(process)


def test_outside_a_sandbox_a_beat_does_nothing() -> None:
    beat()


def test_a_process_is_fresh_after_one_call_left_it_large() -> None:
    limits = ProcessLimits(timeout_s=20, fresh_above_bytes=150 * 1024**2)
    with Sandbox(work, limits) as sandbox:
        processes = [min(list(sandbox(task, 10**9))) for task in ("add", "add", "keep", "add")]
    assert processes[0] == processes[1] == processes[2] != processes[3]


def test_an_error_of_the_function_is_raised_here_and_the_process_is_kept(sandbox: Sandbox[[str, int], int]) -> None:
    process = next(iter(list(sandbox("add", 1))))
    calls = sandbox("fail", 0)
    assert next(calls) == process
    with pytest.raises(ValueError, match="the page has no number"):
        next(calls)
    assert next(iter(list(sandbox("add", 1)))) == process


@pytest.mark.parametrize(("task", "name"), [("unpicklable", "UnpicklableError"), ("one way", "OneWayError")])
def test_an_error_that_cannot_travel_is_named(sandbox: Sandbox[[str, int], int], task: str, name: str) -> None:
    with pytest.raises(UnsentError, match=f"^{name}$"):
        list(sandbox(task, 0))
    assert list(sandbox("add", 4))[1] == 5


def test_a_result_that_cannot_travel_is_an_error() -> None:
    with Sandbox(unpicklable_result, LIMITS) as sandbox, pytest.raises(Exception, match=r"pickle"):
        list(sandbox())


def test_what_a_function_prints_does_not_reach_the_user(
    sandbox: Sandbox[[str, int], int], capfd: pytest.CaptureFixture[str]
) -> None:
    assert list(sandbox("print", 1))[1] == 2
    assert capfd.readouterr().out == ""


def test_results_left_unread_do_not_turn_up_in_the_next_call(sandbox: Sandbox[[str, int], int]) -> None:
    abandoned = sandbox("add", 40)
    next(abandoned)
    abandoned.close()  # type: ignore[attr-defined]
    assert list(sandbox("add", 1))[1] == 2


def test_a_process_is_fresh_after_so_many_calls() -> None:
    with Sandbox(work, ProcessLimits(timeout_s=20, max_calls=2)) as sandbox:
        processes = [next(iter(list(sandbox("add", 1)))) for _ in range(3)]
    assert processes[0] == processes[1] != processes[2]


@pytest.mark.parametrize("begin", [Sandbox.start, lambda sandbox: list(sandbox("add", 1))], ids=["starting", "idle"])
def test_closing_is_quick_and_leaves_no_process(begin: Callable[[Sandbox[[str], int]], object]) -> None:
    sandbox = Sandbox(work, LIMITS)
    begin(sandbox)
    process = sandbox._process.pid
    started = time.monotonic()
    sandbox.close()
    assert time.monotonic() - started < 1
    assert not _is_running(process)


def test_the_process_ends_when_its_owner_is_killed() -> None:
    owner = (
        "import time\n"
        "from tests.extractors.test_sandbox import LIMITS, Sandbox, work\n"
        "if __name__ == '__main__':\n"
        "    sandbox = Sandbox(work, LIMITS)\n"
        "    for process in sandbox('hang', 0):\n"
        "        print(process, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [sys.executable, "-c", owner], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )
    assert running.stdout is not None
    process = int(running.stdout.readline())
    assert _is_running(process)
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    until = time.monotonic() + 10
    while _is_running(process) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_running(process)


def _is_running(process: int) -> bool:
    """Whether a process does anything: one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X")


def test_a_process_that_could_not_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.sandbox._PAUSES_S", (0.0, 0.0, 0.0))
    tried: list[int] = []

    def start(process: SpawnProcess) -> None:
        tried.append(1)
        if len(tried) < 3:
            raise RuntimeError("Reentrant call into the multiprocessing resource tracker")
        BaseProcess.start(process)

    monkeypatch.setattr(SpawnProcess, "start", start)
    with Sandbox(work, LIMITS) as opened:
        assert list(opened("add", 1))[1] == 2

    monkeypatch.setattr(SpawnProcess, "start", _refuse)
    with Sandbox(work, LIMITS) as refused, pytest.raises(ProcessDied, match=r"could be started for it \(OSError\)"):
        list(refused("add", 1))


def _refuse(_: SpawnProcess) -> None:
    raise OSError("Resource temporarily unavailable")
