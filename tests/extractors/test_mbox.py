"""Each message of a mailbox is a file inside it."""

from __future__ import annotations

import io
from pathlib import Path

from corpus.records import Outcome
from extractors.archive import Limits
from extractors.mbox import Mbox
from extractors.reading import read_bytes, read_file
from tests.made_files import mail

START = b"From clerk@example.org Thu Aug 12 09:00:00 2010\n"


def mailbox(*bodies: str) -> bytes:
    return b"\n".join(START + mail(body + "\n", ending="\n") for body in bodies)


def test_messages_are_files_inside_in_order() -> None:
    lines = read_bytes(mailbox("one", "two", "three"), "inbox")
    assert [line.source.source_name for line in lines] == [
        "inbox", "inbox/message 1.eml", "inbox/message 2.eml", "inbox/message 3.eml",
    ]  # fmt: skip
    assert (lines[0].outcome, lines[0].reason) == (Outcome.CONTAINER, "3 files inside")
    texts = [line.document.pages[0].text.rsplit("\n", 1)[-1] for line in lines[1:] if line.document]
    assert texts == ["one", "two", "three"]


def test_lines_that_were_quoted_are_as_they_were_written() -> None:
    content = mailbox(">From the start, cost was the reason.\n>>From again", "two")
    message = Mbox(io.BytesIO(content), Limits()).read(0)
    assert message.endswith(b"\n\nFrom the start, cost was the reason.\n>From again\n\n")


def test_from_within_a_paragraph_begins_no_message() -> None:
    content = mailbox("As I said\nFrom 12 August 2010\nwe wait.", "two")
    assert len(Mbox(io.BytesIO(content), Limits()).members) == 2


def test_lines_may_end_as_in_windows() -> None:
    content = mailbox("one", "two").replace(b"\n", b"\r\n")
    assert [line.outcome for line in read_bytes(content, "m")] == [Outcome.CONTAINER, Outcome.READ, Outcome.READ]


def test_a_mailbox_larger_than_a_file_may_be_is_read_message_by_message(tmp_path: Path) -> None:
    path = tmp_path / "inbox"
    path.write_bytes(mailbox(*("words " * 300 for _ in range(20))))
    lines = read_file(path, "inbox", Limits(max_file_bytes=5000))
    assert [line.outcome for line in lines] == [Outcome.CONTAINER] + [Outcome.READ] * 20
    large = read_file(path, "inbox", Limits(max_file_bytes=1000))
    assert {line.outcome for line in large[1:]} == {Outcome.TOO_LARGE}


def test_more_messages_than_allowed_are_refused() -> None:
    (line,) = read_bytes(mailbox("a", "b", "c"), "m", limits=Limits(max_entries=2))
    assert (line.outcome, "more than 2 messages" in line.reason) == (Outcome.TOO_LARGE, True)
