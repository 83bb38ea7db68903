"""What a file hides reaches nothing that a run writes or prints; it is counted, and clean pages raise no warning."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.records import Hiding
from extractors import pdf
from tests.command_line import minuted
from tests.made_canaries import COUNTED, SHOWN, WAYS, canary_of


@dataclass(frozen=True)
class Searched:
    """A run over all canaries: its workspace, and every byte that it left or printed, by where it was found."""

    workspace: Path
    report: dict[str, Any]  # what the run printed as JSON
    left: dict[str, bytes]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    """Run a release of canaries with the real command, ask for what it prints, and gather all that there is."""
    base = tmp_path_factory.mktemp("canaries")
    release, workspace, temporary = base / "release", base / "workspace", base / "temporary"
    release.mkdir()
    temporary.mkdir()
    for name, make in WAYS.items():
        (release / name).write_bytes(make(canary_of(name)))
    env = {"TMPDIR": str(temporary)}
    printed = [minuted("run", release, "--workspace", workspace, "--json", env=env)]
    printed += [minuted("query", "--workspace", workspace, *how) for how in ((), ("--json",), ("--csv",))]
    printed += [minuted("hidden", "--workspace", workspace, *how) for how in ((), ("--json",))]
    printed += [minuted("sql", statement, "--workspace", workspace) for statement in _everything(workspace)]
    printed += [minuted("peek", release / name, "--json", env=env) for name in list(WAYS)[:3]]
    left = {f"printed {i}": (each.stdout + each.stderr).encode() for i, each in enumerate(printed)}
    for folder in (workspace, temporary, Path(os.environ["MINUTED_STATE"])):
        left.update(_bytes_below(folder))
    return Searched(workspace, json.loads(printed[0].stdout), left)


def _everything(workspace: Path) -> list[str]:
    with closing(sqlite3.connect(workspace / "minuted.sqlite")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
    return [f'SELECT * FROM "{name}"' for name in names if "fts_" not in name]


def _bytes_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below a folder as it is, and Parquet once more, unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()
            if path.suffix == ".parquet":
                yield f"{path} unpacked", repr(pq.read_table(path).to_pylist()).encode()


@pytest.mark.slow
def test_the_search_would_find_what_is_there(searched: Searched) -> None:
    where = [name for name, content in searched.left.items() if SHOWN.encode() in content]
    assert any(name.endswith("minuted.sqlite") for name in where)
    assert any("parts" in name and name.endswith("unpacked") for name in where)
    assert any(name.startswith("printed") for name in where)


@pytest.mark.slow
@pytest.mark.parametrize("name", WAYS)
def test_what_a_file_hides_is_nowhere(searched: Searched, name: str) -> None:
    canary = canary_of(name)
    forms = [form.encode(code) for form in (canary, canary.upper()) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    assert [place for place, content in searched.left.items() if any(form in content for form in forms)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", WAYS)
def test_what_it_shows_is_read(searched: Searched, name: str) -> None:
    with closing(sqlite3.connect(searched.workspace / "minuted.sqlite")) as connection:
        found = connection.execute(
            "SELECT p.text FROM ledger JOIN pages AS p USING (document_id) WHERE source_name = ?", (name,)
        ).fetchall()
    assert SHOWN in " ".join(" ".join(text for (text,) in found).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_what_it_hides_is_counted_with_the_manner(searched: Searched, name: str) -> None:
    with closing(sqlite3.connect(searched.workspace / "minuted.sqlite")) as connection:
        found = connection.execute(
            "SELECT h.mechanism, h.characters FROM ledger JOIN hidden_text AS h USING (document_id) "
            "WHERE source_name = ?",
            (name,),
        ).fetchall()
    assert sum(characters for _, characters in found) >= len(canary_of(name)) - 2, found


@pytest.mark.slow
def test_the_summary_warns_of_a_failed_redaction(searched: Searched) -> None:
    named = {entry["source_name"] for entry in searched.report["hidden_text"]}
    assert {"black-box.pdf", "white-text.pdf", "invisible-mode.pdf", "unapplied-redaction.pdf"} <= named


# --- Clean pages ---

_SENTENCE = "The Board noted that partners had met and that the report of the sub-group was received with thanks"


def _clean_page(canvas: Canvas, chance: random.Random) -> None:
    """Draw a page as offices make them: a coloured bar with white text, shading, boxes, highlights, logos, tables."""
    width, height = A4
    dark = chance.choice([colors.navy, colors.darkgreen, colors.black, colors.maroon])
    if chance.random() < 0.6:
        canvas.setFillColor(dark)
        canvas.rect(40, height - 80, width - 80, 30, fill=1, stroke=0)
        canvas.setFillColor(colors.white)
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(50, height - 70, "Safeguarding Children Board")
    if chance.random() < 0.5:
        canvas.setFillColor(chance.choice([colors.lightgrey, colors.lightyellow, colors.aliceblue, colors.white]))
        canvas.rect(40, 300, width - 80, 200, fill=1, stroke=1)
    if chance.random() < 0.5:
        canvas.saveState()
        ground = canvas.beginPath()
        ground.rect(40, 520, width - 80, 60)
        canvas.clipPath(ground, stroke=0)
        canvas.linearGradient(40, 520, width - 40, 520, (colors.lightblue, colors.white))
        canvas.restoreState()
    if chance.random() < 0.5:
        canvas.setFillColor(dark)
        canvas.circle(width - 60, 45, 20, fill=1, stroke=0)
    y = height - 120
    while y > 80:
        canvas.setFont(chance.choice(["Helvetica", "Times-Roman", "Courier"]), chance.choice([7, 9, 11, 13]))
        line = " ".join(chance.choices(_SENTENCE.split(), k=8))
        if chance.random() < 0.15:
            canvas.setFillColor(colors.yellow)
            canvas.rect(60, y - 3, 200, 13, fill=1, stroke=0)
        canvas.setFillColor(chance.choice([colors.black, colors.black, dark, colors.grey, colors.red]))
        canvas.drawString(60, y, line)
        if chance.random() < 0.15:
            canvas.setFillColor(colors.yellow, alpha=0.35)
            canvas.rect(60, y - 3, 120, 13, fill=1, stroke=0)
            canvas.setFillAlpha(1)
        if chance.random() < 0.15:
            canvas.setStrokeColor(colors.red)
            canvas.setLineWidth(0.8)
            canvas.line(60, y + 3, 200, y + 3)  # struck through, and still to be read
        y -= chance.choice([14, 18, 26])
    canvas.setStrokeColor(colors.black)
    canvas.setLineWidth(chance.choice([0.5, 1, 3]))
    canvas.grid([50, 200, 350, width - 50], [90, 120, 150, 180])


@pytest.mark.parametrize("seed", range(20))
def test_clean_pages_raise_no_warning(seed: int) -> None:
    chance = random.Random(seed)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for _ in range(10):
        _clean_page(canvas, chance)
        canvas.showPage()
    canvas.save()
    pages = pdf.read(target.getvalue()).pages
    assert len(pages) == 10
    found = [(page.number, hidden) for page in pages for hidden in page.hidden]
    assert [each for each in found if each[1].mechanism is not Hiding.PROPERTIES] == []
