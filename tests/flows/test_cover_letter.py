"""A letter that covers a release and the papers attached to it: one release, as many documents as there are papers."""

from __future__ import annotations

from pathlib import Path

from corpus.make_sample_release.packing import eml
from flows import run_release as house
from flows.progress import Progress
from flows.run_release import Options
from flows.shards import Task
from tests.command_line import rows
from tests.made_documents import pdf

COVER = "Please find attached our response to your request under the Freedom of Information Act 2000."
MINUTES = "It was decided not to hold a serious case review of child B, because of the cost."


def test_a_cover_letter_and_its_attachment_are_one_release_and_two_documents(
    worked_on: list[Task], workspace: Path, tmp_path: Path
) -> None:
    message = tmp_path / "release" / "FOI 88-19.eml"
    message.parent.mkdir()
    message.write_bytes(eml("FOI request 88-19", COVER, [("minutes.pdf", pdf([MINUTES]))]))
    house.run_release(Options((message.parent,), workspace), Progress(quiet=True))
    assert len(worked_on) == 1
    assert len(rows(workspace, "SELECT * FROM releases")) == 1
    assert {row["document_type"] for row in rows(workspace, "SELECT * FROM documents")} >= {"email"}
    assert len(rows(workspace, "SELECT * FROM documents")) == 2
    received = {row["source_name"]: row for row in rows(workspace, "SELECT * FROM ledger")}
    assert set(received) == {"FOI 88-19.eml", "FOI 88-19.eml/minutes.pdf"}
    assert received["FOI 88-19.eml/minutes.pdf"]["parent_name"] == "FOI 88-19.eml"
    assert len({row["release_id"] for row in received.values()}) == 1
    assert len({row["document_id"] for row in received.values()}) == 2
    (decision,) = rows(workspace, "SELECT * FROM decisions")
    assert decision["document_id"] == received["FOI 88-19.eml/minutes.pdf"]["document_id"]
