"""A spawned process that does work which may crash, hang or eat memory, and is replaced when it does."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_OUT_OF_MEMORY = 77
_START_S = 120.0  # a fresh process may take that long on a busy computer: not the fault of what it is given
_FAREWELL_S = 0.3
_PAUSES_S = (0.2, 2.0, 0.0)  # after each failure to start a process


class ProcessDied(Exception):
    """The process ended in the middle of its work; the text says how (signal or exit code)."""


class UnsentError(Exception):
    """The function raised an error that cannot pass between processes; the text names its type, and nothing else."""


class ProcessTimedOut(Exception):
    """The process was silent for longer than its time limit, or went on without a result, and was killed."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """When a process is given up, and when it is replaced.

    `timeout_s` is the time between two signs of life (a result, a beat), and `patience` how many times as long one
    result may take in all, however often it beats. `memory_bytes` is the address space (0: no limit). After
    `max_calls`, or where a call left it holding more than `fresh_above_bytes`, the next call has a fresh process.
    """

    timeout_s: float = 120.0
    memory_bytes: int = 4 * 1024**3
    max_calls: int = 500
    patience: int = 500
    fresh_above_bytes: int = 1024**3


_OWNER: list[tuple[Connection, ProcessLimits]] = []  # of the process that this is, where it is a sandbox's


def beat(pages: int = 1) -> None:
    """Say, from within a sandbox, that work goes on: its time limit starts anew, and so many pages more are done.

    Elsewhere it does nothing.
    """
    for pipe, limits in _OWNER:
        pipe.send(("beat", pages))
        _limit_processor(limits.timeout_s)


class Sandbox(Generic[P, T]):
    """Calls a generator function in a process of its own and yields what it yields.

    The function must be importable (a module's own), its arguments and results picklable. Errors that it raises are
    raised here. The process is kept between calls, and started anew after `max_calls` or when it was lost. It ends
    when this object is closed, and by itself when the process that owns it dies.
    """

    def __init__(
        self,
        function: Callable[P, Iterator[T]],
        limits: ProcessLimits | None = None,
        on_beat: Callable[[int], None] | None = None,
    ) -> None:
        self._function = function
        self._on_beat = on_beat
        self._limits = limits or ProcessLimits()
        self._process: Any = None
        self._pipe: Connection | None = None
        self._calls = 0
        self._held_bytes = 0

    def __enter__(self) -> Sandbox[P, T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def was_fresh(self) -> bool:
        """Whether the last call was the first of its process."""
        return self._calls <= 1

    def start(self) -> None:
        """Start the process now, so that it is ready when the first call comes."""
        is_spent = self._calls >= self._limits.max_calls or self._held_bytes > self._limits.fresh_above_bytes
        if self._process is not None and self._process.is_alive() and not is_spent:
            return
        self.close()
        self._calls = self._held_bytes = 0
        for pause_s in _PAUSES_S:
            try:
                self._spawn()
            except (OSError, RuntimeError) as error:  # a computer short of processes or memory, or a broken helper of
                why = type(error).__name__  # Python's own: often gone in a moment
                time.sleep(pause_s)
            else:
                return
        raise ProcessDied(f"no process could be started for it ({why})")

    def _spawn(self) -> None:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._function, self._limits), daemon=False)
        with theirs:
            try:
                process.start()
            except BaseException:
                ours.close()
                raise
        self._process, self._pipe = process, ours

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        """Yield the results of the function.

        Raises:
            ProcessDied: it crashed, ran out of memory, or could not be started.
            ProcessTimedOut: nothing came for `timeout_s`, or no result for `patience` times as long.
            UnsentError: an error of the function that cannot be raised here as it is.
        """
        self.start()
        assert self._pipe is not None
        self._calls += 1
        try:
            self._pipe.send((args, kwargs))
            self._receive(self._pipe, max(_START_S, self._limits.timeout_s))  # it has begun: now its time counts
            began = time.monotonic()
            while True:
                kind, value = self._receive(self._pipe, self._limits.timeout_s)
                if kind == "item":
                    yield value
                    began = time.monotonic()
                elif kind != "beat":
                    break
                else:
                    self._hear_beat(value, began)
        except (EOFError, ConnectionError) as error:
            self._process.join(5)
            how = self._how_it_ended()
            self._kill()
            raise ProcessDied(how) from error
        except BaseException:  # what is still in the pipe belongs to this call, not to the next
            self._kill()
            raise
        if kind == "error":
            raise value
        self._held_bytes = value

    def _hear_beat(self, pages: int, began: float) -> None:
        longest_s = self._limits.patience * self._limits.timeout_s
        if time.monotonic() - began > longest_s:
            raise ProcessTimedOut(f"it went on and on: no result within {longest_s:g} s")
        if self._on_beat is not None:
            self._on_beat(pages)

    def _receive(self, pipe: Connection, timeout_s: float) -> tuple[str, Any]:
        if not pipe.poll(timeout_s):
            raise ProcessTimedOut(f"no result within {timeout_s:g} s")
        kind, value = pipe.recv()
        return kind, value

    def _how_it_ended(self) -> str:
        code = self._process.exitcode
        if code == _OUT_OF_MEMORY:
            return f"it needed more than {self._limits.memory_bytes / 1024**3:g} GB of memory"
        if code is None:
            return "it stopped answering"
        return f"it was stopped by signal {-code}" if code < 0 else f"it ended with exit code {code}"

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

    def stop(self) -> None:
        """Kill the process at once. From any thread: a call under way in another one raises `ProcessDied`."""
        if self._process is not None:
            with suppress(ValueError):  # it was closed in this moment
                self._process.kill()

    def close(self) -> None:
        """End the process."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(_FAREWELL_S)
            if self._process.is_alive():  # it had not even begun to wait for work: nothing is lost with it
                self._process.kill()
                self._process.join()
            self._process.close()
            self._process = None


def _serve(pipe: Connection, function: Callable[..., Iterator[Any]], limits: ProcessLimits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to handle
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with the user's output
    _limit_memory(limits.memory_bytes)
    _OWNER.append((pipe, limits))
    while True:
        try:
            args, kwargs = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)  # not by way of exit handlers: they would wait for processes that wait for this one's end
        _limit_processor(limits.timeout_s)
        _send(pipe, ("begun", None))
        try:
            for item in function(*args, **kwargs):
                _send(pipe, ("item", item))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)  # what is left of the memory cannot be trusted: the owner starts a fresh process
        except Exception as error:
            _send(pipe, ("error", _sendable(error)))
        else:
            _send(pipe, ("done", _held_bytes()))


def _send(pipe: Connection, message: tuple[str, Any]) -> None:
    """Send to the owner; where it has gone, so does this process, without a word."""
    try:
        pipe.send(message)
    except OSError:
        os._exit(0)


def _sendable(error: Exception) -> Exception:
    """Return the error if it comes out of a pipe as it went in, else one that names its type."""
    try:
        came_out = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # whatever an error's own pickling may raise
        return UnsentError(type(error).__name__)
    return error if type(came_out) is type(error) else UnsentError(type(error).__name__)


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _held_bytes() -> int:
    """Return how much memory this process holds; where the system does not tell, the most that it ever held, or 0."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _most_held_bytes()


def _most_held_bytes() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, the one system that comes here


def _limit_memory(limit_bytes: int) -> None:
    if not limit_bytes:
        return
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    except (ImportError, ValueError, OSError):  # no such limit on this system: the time limit remains
        return


def _limit_processor(timeout_s: float) -> None:
    """End the process by itself if it spins on long after its owner should have ended it (and is perhaps gone)."""
    try:
        import resource

        used = int(time.process_time())
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (used + 20 * int(timeout_s + 1), hard))
    except (ImportError, ValueError, OSError):
        return
