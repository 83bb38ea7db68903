"""The notebook runs as it stands on a run of the sample release, and is stored without what it printed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.command_line import rows
from tests.conftest import SampleRun

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def stored() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def cells(kind: str, notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def test_it_is_stored_without_output_and_small() -> None:
    notebook = stored()
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in cells("code", notebook))
    assert NOTEBOOK.stat().st_size < 20_000


@pytest.mark.slow
def test_it_runs_on_the_sample_release(sample_run: SampleRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "workspace").symlink_to(sample_run.workspace)
    # Nothing may be fetched: whoever tries is sent to a port where nobody listens.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    notebook = stored()
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()

    first, *_, chart, quotations = cells("code", notebook)
    report = sample_run.report
    assert first.outputs[0].data["text/plain"] == f"({report['received']}, {report['decisions']}, {report['mentions']})"
    assert any("image/png" in output.get("data", {}) for output in chart.outputs)
    quoted = ast.literal_eval(quotations.outputs[0].data["text/plain"])
    held = {row["quote"] for row in rows(sample_run.workspace, "SELECT quote FROM analysis")}
    assert quoted and {line.split(": ", 1)[1] for line in quoted} <= held
