"""A release with everything broken that could be thought of: a row each, with a reason, and nothing stops."""

from __future__ import annotations

import csv
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from corpus.make_sample_release.packing import zip_of
from tests.command_line import ledger, minuted, rows
from tests.made_documents import encrypted_pdf, minutes_pdf, pdf, scan_pdf

pytestmark = pytest.mark.slow

COST = "It was decided not to hold a serious case review, because of the cost."


def bomb(levels: int = 4) -> bytes:
    """Return ZIPs in ZIPs around 64 MB of zeros, each level with the one below four times."""
    content = zip_of({"zeros.txt": b"\0" * (64 << 20)})
    for _ in range(levels):
        content = zip_of({f"{i}.zip": content for i in range(4)})
    return content


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("broken") / "release"
    (folder / "circle").mkdir(parents=True)
    made = minutes_pdf(2)
    for name, content in {
        "good.txt": COST.encode(),
        "empty.pdf": b"",
        "truncated.pdf": made[: len(made) // 3],
        "really_a_pdf.docx": pdf([COST + " So it was in a file with another name."]),
        "really_text.pdf": (COST + " This is text.").encode(),
        "locked.pdf": encrypted_pdf([COST]),
        "scan.pdf": scan_pdf("A letter that was put on a scanner."),
        "bomb.zip": bomb(),
        "climbing.zip": zip_of(
            {"../../../climbed.txt": (COST + " It climbs.").encode(), "/etc/rooted.txt": b"Rooted."}
        ),
        "damaged.zip": zip_of({"a.txt": b"x" * 5000})[:60],
        "noise.bin": random.Random(1).randbytes(20_000),
        "bad\udcffname.txt": (COST + " Its name is not UTF-8.").encode(),
    }.items():
        (folder / name).write_bytes(content)
    (folder / "circle" / "back").symlink_to(folder)
    (folder / "to_itself").symlink_to("to_itself")
    (folder / "to_nothing.pdf").symlink_to("gone.pdf")
    (folder / "to_good.txt").symlink_to("good.txt")
    os.mkfifo(folder / "pipe.pdf")
    return folder


@pytest.fixture(scope="module")
def run(broken: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    workspace = tmp_path_factory.mktemp("broken_run") / "workspace"
    found = minuted("run", broken, "-w", workspace, "--json", timeout_s=200)
    assert found.returncode == 3, found.stderr
    assert "Traceback" not in found.stderr
    return workspace, json.loads(found.stdout)


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("good.txt", "coded", ""),
        ("empty.pdf", "corrupt", "empty"),
        ("truncated.pdf", "corrupt", "damaged"),
        ("really_a_pdf.docx", "coded", ""),
        ("really_text.pdf", "coded", ""),
        ("locked.pdf", "encrypted", "password"),
        ("scan.pdf", "no_reason", ""),
        ("climbing.zip", "container", ""),
        ("damaged.zip", "corrupt", ""),
        ("noise.bin", "unsupported", ""),
        ("circle/back", "unsupported", "a link to a folder is not followed"),
        ("to_itself", "unreadable", "cannot be opened"),
        ("to_nothing.pdf", "unreadable", "cannot be opened"),
        ("to_good.txt", "duplicate", ""),
        ("pipe.pdf", "unsupported", "not a regular file"),
    ],
)
def test_each_has_a_row_with_its_reason(run: tuple[Path, dict[str, Any]], name: str, outcome: str, reason: str) -> None:
    found_outcome, found_reason = ledger(run[0])[name]
    assert found_outcome == outcome, found_reason
    assert reason in found_reason


def test_the_bomb_is_refused_with_a_limit_named(run: tuple[Path, dict[str, Any]]) -> None:
    inside = {name: found for name, found in ledger(run[0]).items() if name.startswith("bomb.zip")}
    assert any(outcome == "too_large" and reason for outcome, reason in inside.values())
    assert {outcome for outcome, _ in inside.values()} <= {"container", "too_large", "duplicate", "corrupt"}
    assert len(inside) < 5000


def test_a_member_that_climbs_out_is_read_and_written_nowhere(run: tuple[Path, dict[str, Any]], broken: Path) -> None:
    names = [name for name in ledger(run[0]) if name.startswith("climbing.zip/")]
    assert len(names) == 2
    assert not [place for place in broken.parents[1].rglob("*") if place.name in ("climbed.txt", "rooted.txt")]
    assert not Path("/etc/rooted.txt").exists()
    assert [ledger(run[0])[name][0] for name in names if "climbed" in name] == ["coded"]


def test_a_name_that_is_not_utf_8_has_a_legible_row(run: tuple[Path, dict[str, Any]]) -> None:
    names = [name for name in ledger(run[0]) if name.startswith("bad") and name.endswith("name.txt")]
    assert [ledger(run[0])[name][0] for name in names] == ["coded"]
    names[0].encode("utf-8")


def test_received_is_the_sum_and_the_unread_are_listed_with_reasons(run: tuple[Path, dict[str, Any]]) -> None:
    workspace, report = run
    assert report["received"] == sum(report["outcomes"].values()) == len(ledger(workspace))
    failures = {"corrupt", "encrypted", "needs_ocr", "unsupported", "unreadable", "too_large", "timed_out", "failed"}
    wanted = {name for name, (outcome, _) in ledger(workspace).items() if outcome in failures}
    assert wanted <= {line["source_name"] for line in report["unread"]}
    assert all(line["reason"] for line in report["unread"])


def test_the_ledger_beside_the_table_has_the_same_rows(run: tuple[Path, dict[str, Any]]) -> None:
    with (run[0] / "table" / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        written = {row["source_name"]: row["outcome"] for row in csv.DictReader(file)}
    assert written == {name: outcome for name, (outcome, _) in ledger(run[0]).items()}


def test_it_verifies(run: tuple[Path, dict[str, Any]]) -> None:
    found = minuted("verify", "-w", run[0])
    assert found.returncode == 0, found.stdout


def test_a_second_run_tries_nothing_again_and_still_ends_with_3(run: tuple[Path, dict[str, Any]], broken: Path) -> None:
    before = rows(run[0], "SELECT * FROM ledger ORDER BY ledger_id")
    found = minuted("run", broken, "-w", run[0], "--json")
    report = json.loads(found.stdout)
    assert found.returncode == 3 and "reading_and_coding" not in report["seconds"]
    assert rows(run[0], "SELECT * FROM ledger ORDER BY ledger_id") == before
    assert report["unread"] == run[1]["unread"]
