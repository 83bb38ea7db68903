"""What many tests share: where Prefect keeps its database, and one run of the sample release."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import minuted

SAMPLE_RELEASE = Path(__file__).parents[1] / "corpus" / "sample_release"


@dataclass(frozen=True)
class SampleRun:
    """The sample release, run once by the real command. For reading only: take a copy of `workspace` to change it."""

    workspace: Path
    release: Path
    report: dict[str, Any]  # what `--json` printed
    exit_code: int
    errors: str


@pytest.fixture(scope="session", autouse=True)
def minuted_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep Prefect's database (20 s to make) out of the user's folders: once a session, or MINUTED_STATE where set."""
    with pytest.MonkeyPatch.context() as patch:
        if not os.environ.get("MINUTED_STATE"):
            patch.setenv("MINUTED_STATE", str(tmp_path_factory.getbasetemp() / "state"))
        yield Path(os.environ["MINUTED_STATE"])


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """Run the sample release with the real command."""
    workspace = tmp_path_factory.mktemp("sample") / "workspace"
    ended = minuted("run", SAMPLE_RELEASE, "--workspace", workspace, "--json")
    assert ended.stdout, ended.stderr
    return SampleRun(workspace, SAMPLE_RELEASE, json.loads(ended.stdout), ended.returncode, ended.stderr)
