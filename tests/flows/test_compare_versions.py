"""Two copies of one paper in a release, one redacted: the run stores what only one of them shows, and says so."""

from __future__ import annotations

from pathlib import Path

from flows.printing import summary_lines
from flows.progress import Progress
from flows.run_release import Options, run_release
from flows.shards import Task
from tests.command_line import rows

MINUTES = """Northmoor Local Safeguarding Children Board
Minutes of the Serious Case Review Panel
Tuesday 14 September 2010
1. Case for consideration: Child C
1.1 Child C was brought to hospital in June and the panel heard from health and from the police about the family.
1.2 It was agreed not to hold a serious case review because of the cost of an author from outside.
2. Training
2.1 The course for the spring was agreed and the annual report will be sent to the members before Christmas.
"""
WITHHELD = "of the cost of an author from outside."


def test_what_one_copy_shows_and_another_hides_is_stored_and_told(
    tmp_path: Path, workspace: Path, worked_on: list[Task]
) -> None:
    release = tmp_path / "release"
    release.mkdir()
    (release / "council.txt").write_text(MINUTES)
    (release / "trust.txt").write_text(MINUTES.replace(WITHHELD, "[redacted s.36(2)]"))
    options = Options((release,), workspace)
    report = run_release(options, Progress(quiet=True))
    assert len(worked_on) == 2
    [row] = rows(workspace, "SELECT * FROM redaction_differences JOIN documents USING (document_id)")
    assert (row["source_name"], row["quote"], row["manner"]) == ("council.txt", WITHHELD, "redacted")
    assert report.hidden_elsewhere == 1
    assert any("1 passage is shown in one version of a paper and hidden in another" in s for s in summary_lines(report))
    before = rows(workspace, "SELECT * FROM redaction_differences")
    assert run_release(options, Progress(quiet=True)).hidden_elsewhere == 1
    assert rows(workspace, "SELECT * FROM redaction_differences") == before
