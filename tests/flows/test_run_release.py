"""What a run does with what changes between two runs. Here shards are worked on in this process, without Prefect."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.codebook import load_codebook
from corpus.errors import CorpusError, WorkspaceError
from corpus.make_sample_release.packing import zip_of
from flows import run_release as house
from flows import shards
from flows.progress import Progress
from flows.run_release import Options, RunReport
from flows.shards import Task
from tests.command_line import ledger, rows, table_bytes
from tests.made_documents import docx, pdf

COST = "It was decided not to hold a serious case review of child {}, because of the cost."
CRITERIA = "No serious case review of child {} was held, since the criteria were not met."
Run = Callable[..., RunReport]


@pytest.fixture
def run(worked_on: list[Task], workspace: Path) -> Run:
    def run_now(*paths: Path, at: Path = workspace, codebook: Path | None = None) -> RunReport:
        worked_on.clear()
        return house.run_release(Options(paths, at, codebook=codebook), Progress(quiet=True))

    return run_now


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "release"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(COST.format("A"))
    (folder / "b.pdf").write_bytes(pdf([CRITERIA.format("B"), COST.format("C")]))
    (folder / "sub" / "c.docx").write_bytes(docx([COST.format("D")]))
    return folder


def names_of(done: list[Task]) -> list[str]:
    return sorted(task.job.path.name for task in done)


def parts(workspace: Path, stage: str) -> dict[str, int]:
    found = (workspace / "parts" / stage).rglob("*.parquet")
    return {str(path.relative_to(workspace)): path.stat().st_mtime_ns for path in found}


def test_adding_a_file_touches_only_itself(run: Run, release: Path, workspace: Path, worked_on: list[Task]) -> None:
    run(release)
    assert names_of(worked_on) == ["a.txt", "b.pdf", "c.docx"]
    before = {row["mention_id"]: row for row in rows(workspace, "SELECT * FROM mentions")}
    (release / "new.txt").write_text(CRITERIA.format("E"))
    report = run(release)
    assert names_of(worked_on) == ["new.txt"]
    after = {row["mention_id"]: row for row in rows(workspace, "SELECT * FROM mentions")}
    assert before.items() < after.items()
    assert report.summary.received == 4


def test_a_changed_file_takes_the_place_of_the_old_one(run: Run, release: Path, workspace: Path) -> None:
    run(release)
    (release / "a.txt").write_text("The minutes were agreed. Nothing else was said.")
    run(release)
    assert ledger(workspace)["a.txt"][0] == "no_reason"
    assert not rows(workspace, "SELECT 1 FROM analysis WHERE source_name = 'a.txt' AND mention_id IS NOT NULL")
    assert not rows(workspace, "SELECT 1 FROM passages WHERE text LIKE '%child A%'")


def test_removing_a_file_removes_its_rows_and_nobody_elses(
    run: Run, release: Path, workspace: Path, worked_on: list[Task]
) -> None:
    run(release)
    others = rows(workspace, "SELECT * FROM analysis WHERE source_name <> 'a.txt' ORDER BY mention_id")
    (release / "a.txt").unlink()
    report = run(release)
    assert worked_on == [] and report.summary.received == 2
    assert rows(workspace, "SELECT * FROM analysis ORDER BY mention_id") == others
    for table in ("pages", "passages", "evidence"):
        assert not rows(
            workspace, f"SELECT 1 FROM {table} WHERE document_id NOT IN (SELECT document_id FROM documents)"
        )


def test_a_changed_codebook_codes_again_without_reading_again(
    run: Run, release: Path, workspace: Path, worked_on: list[Task], tmp_path: Path
) -> None:
    run(release)
    read, coded = parts(workspace, "extracted"), parts(workspace, "coded")
    mine = tmp_path / "mine.yaml"
    own = Path(load_codebook.__code__.co_filename).with_name("codebook.yaml")
    lines = own.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("version:"))
    lines[at] = lines[at].split(":")[0] + ': "99"\n'
    mine.write_text("".join(lines), encoding="utf-8")
    run(release, codebook=mine)
    assert names_of(worked_on) == ["a.txt", "b.pdf", "c.docx"] and all(task.is_read for task in worked_on)
    assert parts(workspace, "extracted") == read
    assert coded.items() < parts(workspace, "coded").items()
    assert rows(workspace, "SELECT DISTINCT codebook_version AS version FROM documents") == [{"version": "99"}]


def test_a_zip_and_a_folder_with_the_same_files_give_the_same_mentions(run: Run, release: Path, tmp_path: Path) -> None:
    members = {path.relative_to(release).as_posix(): path.read_bytes() for path in release.rglob("*") if path.is_file()}
    packed = tmp_path / "packed" / "release.zip"
    packed.parent.mkdir()
    packed.write_bytes(zip_of(members))
    run(release, at=tmp_path / "w1")
    run(packed, at=tmp_path / "w2")

    def content(workspace: Path) -> list[dict[str, object]]:
        wanted = "mention_id, decision_id, document_id, page, char_start, char_end, quote, reason_code, polarity"
        return rows(workspace, f"SELECT {wanted} FROM analysis ORDER BY mention_id, decision_id")

    assert content(tmp_path / "w1") and content(tmp_path / "w1") == content(tmp_path / "w2")
    assert set(ledger(tmp_path / "w2")) == {"release.zip", *(f"release.zip/{name}" for name in members)}


def test_the_same_bytes_twice_are_one_document_and_a_duplicate(
    run: Run, release: Path, workspace: Path, worked_on: list[Task]
) -> None:
    (release / "z_copy.txt").write_bytes((release / "a.txt").read_bytes())
    report = run(release)
    assert len(worked_on) == 3  # read once
    assert ledger(workspace)["a.txt"][0] == "coded" and ledger(workspace)["z_copy.txt"][0] == "duplicate"
    assert report.summary.received == sum(report.summary.outcomes.values()) == 4
    assert report.summary.documents == 3 and report.unread == ()
    (release / "a.txt").unlink()
    run(release)
    assert ledger(workspace)["z_copy.txt"][0] == "coded"  # the copy is what is left of it


def test_two_releases_lie_side_by_side_in_a_workspace(run: Run, release: Path, workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(COST.format("X"))
    run(release)
    first = rows(workspace, "SELECT * FROM analysis WHERE release_id = 'release' ORDER BY mention_id")
    report = run(other)
    assert report.summary.received == 1  # of what was given
    assert rows(workspace, "SELECT * FROM analysis WHERE release_id = 'release' ORDER BY mention_id") == first
    counts = rows(workspace, "SELECT release_id, count(*) AS n FROM ledger GROUP BY 1 ORDER BY 1")
    assert counts == [{"release_id": "other", "n": 1}, {"release_id": "release", "n": 3}]


def test_both_releases_at_once_give_the_table_of_one_after_the_other(run: Run, release: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(COST.format("X"))
    run(release, at=tmp_path / "w1")
    run(other, at=tmp_path / "w1")
    run(release, other, at=tmp_path / "w2")
    assert table_bytes(tmp_path / "w1") == table_bytes(tmp_path / "w2")


def test_paths_that_lie_in_one_another_are_received_once(run: Run, release: Path, workspace: Path) -> None:
    report = run(release / "sub", release, release / "a.txt", release)
    assert sorted(ledger(workspace)) == ["a.txt", "b.pdf", "sub/c.docx"]
    assert report.summary.received == 3


def test_a_workspace_inside_the_release_is_not_read(run: Run, release: Path, worked_on: list[Task]) -> None:
    inside = release / "workspace"
    run(release, at=inside)
    before = table_bytes(inside)
    report = run(release, at=inside)
    assert worked_on == [] and report.summary.received == 3
    assert table_bytes(inside) == before


def test_a_folder_that_cannot_be_listed_is_a_row_and_the_rest_is_read(
    run: Run, release: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing = os.listdir

    def denied(path: str | Path) -> list[str]:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr("os.listdir", denied)
    report = run(release)
    monkeypatch.undo()
    assert ledger(workspace)["sub"] == ("unreadable", "the folder cannot be listed: Permission denied")
    assert [line.source_name for line in report.unread] == ["sub"]
    assert ledger(workspace)["a.txt"][0] == "coded"


def test_a_file_that_cannot_be_opened_is_a_row(
    run: Run, release: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashing = "corpus.manifest.sha256_of"

    def denied(path: Path) -> str:
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return "0" * 64

    with monkeypatch.context() as patch:
        patch.setattr(hashing, denied)
        run(release / "a.txt")
    assert ledger(workspace)["a.txt"] == ("unreadable", "it cannot be opened: Permission denied")
    run(release / "a.txt")
    assert ledger(workspace)["a.txt"][0] == "coded"  # once it can be opened, it is read


def test_an_empty_folder_is_received_as_nothing(run: Run, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    report = run(tmp_path / "empty")
    assert (report.summary.received, report.unread) == (0, ())
    assert table_bytes(workspace)["analysis.csv"]


def test_a_path_that_is_not_there_is_named_and_nothing_is_changed(run: Run, release: Path, workspace: Path) -> None:
    run(release)
    before = table_bytes(workspace)
    with pytest.raises(CorpusError, match="nowhere: there is no such file or folder"):
        run(release, release / "nowhere")
    assert table_bytes(workspace) == before


def test_a_part_that_is_damaged_is_set_aside_and_done_again(
    run: Run, release: Path, workspace: Path, worked_on: list[Task]
) -> None:
    run(release)
    before = table_bytes(workspace)
    for part in (workspace / "parts").rglob("*.parquet"):
        part.write_bytes(part.read_bytes()[:-20])
    run(release)
    assert len(worked_on) == 3 and table_bytes(workspace) == before


def test_a_table_that_was_deleted_is_written_again(
    run: Run, release: Path, workspace: Path, worked_on: list[Task]
) -> None:
    run(release)
    before = table_bytes(workspace)
    for name in before:
        (workspace / "table" / name).unlink()
    run(release)
    assert worked_on == [] and table_bytes(workspace) == before


def test_a_full_disk_while_a_part_is_written_is_told_in_plain_words(
    run: Run, release: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(release)
    before = table_bytes(workspace)
    (release / "new.txt").write_text(CRITERIA.format("E"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("corpus.parts.os.replace", full)
        with pytest.raises(WorkspaceError, match="is full"):
            run(release)
    assert table_bytes(workspace) == before
    assert not list(workspace.rglob("*.tmp"))
    assert run(release).summary.received == 4


def test_shards_hold_every_task_once_and_neighbours_together() -> None:
    from extractors.isolation import Job

    tasks = [Task(str(i), Job(Path(f"{i}"), str(i)), (i % 7) << 19) for i in range(300)]
    dealt = shards.deal(tasks, 2)
    assert [task for shard in sorted(dealt, key=lambda shard: int(shard[0].key)) for task in shard] == tasks
    assert all(0 < len(shard) <= shards.SHARD_JOBS for shard in dealt)
    heaviest = max(sum(task.size_bytes for task in shard[:-1]) for shard in dealt)
    assert heaviest <= shards.SHARD_BYTES


def test_the_dearest_shards_come_first_whatever_the_order_of_the_files() -> None:
    from extractors.isolation import Job

    small = [Task(f"{i}", Job(Path(f"{i}.txt"), f"{i}.txt"), 400_000) for i in range(40)]
    scan = Task("scan", Job(Path("scan.pdf"), "scan.pdf"), 9_000_000)
    long_text = Task("long", Job(Path("long.txt"), "long.txt"), 20_000_000)
    dealt = shards.deal([*small, long_text, scan], 2)
    assert scan in dealt[0] and long_text in dealt[1]
    costs = [sum(map(shards.cost, shard)) for shard in dealt]
    assert costs == sorted(costs, reverse=True)
    read = Task("scan", scan.job, scan.size_bytes, is_read=True)
    assert shards.cost(read) < shards.cost(scan)  # its pages need no OCR any more


def test_there_is_a_shard_a_worker_where_there_are_enough_files() -> None:
    from extractors.isolation import Job

    tasks = [Task(str(i), Job(Path(f"{i}"), str(i)), 1000) for i in range(8)]
    assert len(shards.deal(tasks, 4)) >= 4
    assert len(shards.deal(tasks[:1], 4)) == 1 and shards.deal([], 4) == []


def test_listing_many_word_files_and_archives_takes_one_process(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Word file is a ZIP as well, and a process for each would cost more than reading it."""
    from extractors.sandbox import Sandbox
    from flows.outline import outline

    for number in range(6):
        (release / f"{number}.docx").write_bytes(docx([COST.format(number)]))
        (release / f"{number}.zip").write_bytes(zip_of({"a.txt": b"A.", "b.txt": b"B."}))
    started: list[int] = []
    start = Sandbox.start

    def counted(self: Sandbox[..., object]) -> None:
        start(self)
        started.append(self._process.pid)

    monkeypatch.setattr(Sandbox, "start", counted)
    found = outline([release], {}, leave_out=release / "nowhere", timeout_s=60)
    assert len(found) == 15 and sum(len(each.tasks) for each in found) == 9 + 6 * 3
    assert len(started) >= 12 and len(set(started)) == 1
