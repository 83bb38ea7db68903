"""Prefect's API server, for the length of one run and no longer.

Prefect would start an ephemeral server of its own, but leaves it behind when the run is killed. This one hangs on a
pipe from the run: when the run ends, however it ends, the pipe closes and the server exits with it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import WorkspaceError

START_TIMEOUT_S = 180.0
_HOST = "127.0.0.1"
_READY = "minuted-server-ready "


def quiet_settings(home: Path) -> dict[str, str]:
    """Return the environment that keeps Prefect local, silent and small: no telemetry, no banner, no user profile."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        # A proxy of the user's network cannot reach the server on this computer, and nothing else is asked.
        "NO_PROXY": "*",
        "no_proxy": "*",
    }


@contextmanager
def prefect_server(home: Path, log: Path) -> Iterator[Callable[[], str]]:
    """Start Prefect's API on a free local port; yield a function that waits until it serves and returns its URL.

    `home` keeps Prefect's small database between runs, `log` takes what the server prints. The function raises
    `WorkspaceError`, naming the log, where the server does not start, or saying why it cannot be reached.
    """
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **quiet_settings(home), "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    environment.pop("PREFECT_API_URL", None)
    with log.open("ab") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            env=environment,
            start_new_session=True,  # Ctrl-C is not for it: the run still has to tell it how the flow ended
        )
    try:
        yield lambda: f"http://{_HOST}:{_port_announced(server, log)}/api"
    finally:
        _stop(server)


def _port_announced(server: subprocess.Popen[bytes], log: Path) -> int:
    assert server.stdout is not None
    alarm = threading.Timer(START_TIMEOUT_S, server.kill)
    alarm.start()
    try:
        for line in server.stdout:
            if line.startswith(_READY.encode()):
                return int(line.split()[-1])
    finally:
        alarm.cancel()
    raise WorkspaceError(
        f"Prefect's local server did not start within {START_TIMEOUT_S:.0f} s; its messages are in {log}"
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    for pipe in (server.stdin, server.stdout):
        if pipe is not None:
            pipe.close()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _serve() -> None:
    """Serve until the process that started us closes its end of our standard input, or dies."""
    import uvicorn
    from prefect.server.api.server import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            port = self.servers[0].sockets[0].getsockname()[1]
            sys.stdout.write(f"{_READY}{port}\n")
            sys.stdout.flush()

    threading.Thread(target=_exit_with_parent, daemon=True).start()
    Server(uvicorn.Config(create_app(ephemeral=True), host=_HOST, port=0, log_level="warning")).run()


def _exit_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _serve()
