"""Outlook messages: what Outlook shows of them, and the files in them, messages among these."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from compressed_rtf import compress
from oxmsg.storage import Storage, Stream

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome
from extractors import eml, msg
from extractors.format import Reading
from extractors.reading import read_bytes, read_file
from tests.made_files import PNG

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"
SENT = 129260736000000000  # 12 August 2010, 08:00, in tenths of a microsecond from 1601
HEADERS = (
    "From: A Clerk <clerk@example.org>\nTo: B Chair <b@example.org>, C Member\nCc: D Member\n"
    "Date: Thu, 12 Aug 2010 08:00:00 +0000\nSubject: Referral"
)
USUAL: dict[str, str | bytes | int] = {
    "0042001F": "A Clerk", "5D02001F": "clerk@example.org", "0E04001F": "B Chair; C Member", "0037001F": "Referral",
    "00390040": SENT,
}  # fmt: skip


def storage(
    path: str, values: dict[str, str | bytes | int], head_bytes: int, inner: tuple[Storage, ...] = ()
) -> Storage:
    table, streams = bytes(head_bytes), []
    for code, value in values.items():
        pid, kind = int(code[:4], 16), int(code[4:], 16)
        table += struct.pack("<HHI", kind, pid, 6)
        table += struct.pack("<Q", value if isinstance(value, int) else 8)
        if not isinstance(value, int):
            raw = value.encode("utf-16-le") if isinstance(value, str) else value
            streams.append(Stream(f"{path}/__substg1.0_{code}", raw))
    streams.append(Stream(f"{path}/__properties_version1.0", table))
    return Storage(path, tuple(streams), inner)


def recipient(number: int, kind: int, name: str, address: str = "") -> Storage:
    values: dict[str, str | bytes | int] = {"0C150003": kind, "3001001F": name}
    return storage(f"__recip_version1.0_#{number:08X}", values | ({"39FE001F": address} if address else {}), 8)


PEOPLE = (
    recipient(0, 1, "B Chair", "b@example.org"),
    recipient(1, 1, "C Member", "/o=ORG/cn=C"),
    recipient(2, 2, "D Member"),
    recipient(3, 3, "Somebody Blind", "blind@example.org"),
)


def attachment(number: int, values: dict[str, str | bytes | int], inner: tuple[Storage, ...] = ()) -> Storage:
    return storage(f"__attach_version1.0_#{number:08X}", values, 8, inner)


def reading_of(monkeypatch: pytest.MonkeyPatch, made: Storage) -> Reading:
    monkeypatch.setattr("extractors.msg._storage", lambda content: made)
    return msg.read(b"")


def message(body: dict[str, str | bytes | int], *parts: Storage, path: str = "", head_bytes: int = 32) -> Storage:
    return storage(path, USUAL | body, head_bytes, (*PEOPLE, *parts))


def test_a_message_is_its_headers_and_its_plain_body(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = reading_of(monkeypatch, message({"1000001F": "No review was held.\r\n", "10130102": b"<p>other"}))
    assert reading.pages[0].text == f"{HEADERS}\n\nNo review was held."


def test_blind_copies_and_internal_text_are_counted_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    internal = {"1000001F": "words", "0E02001F": "Somebody Blind", "007D001F": "X-Secret: canary"}
    page = reading_of(monkeypatch, message({**internal})).pages[0]
    assert [(found.mechanism, found.characters) for found in page.hidden] == [(Hiding.PROPERTIES, 30)]
    assert not any(word in page.text for word in ("Blind", "canary", "blind@"))


def test_without_a_plain_body_the_html_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    markup = "<p>It cost £5.</p><p style='display:none'>secret</p>".encode("cp1252")
    page = reading_of(monkeypatch, message({"10130102": markup, "3FDE0003": 1252})).pages[0]
    assert page.text.endswith("\n\nIt cost £5.")
    assert [(found.mechanism, found.characters) for found in page.hidden] == [(Hiding.HIDDEN_STYLE, 6)]


def test_without_either_the_rich_text_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rich = compress(rb"{\rtf1\ansi The panel {\v secretly }did not meet.\par}")
    page = reading_of(monkeypatch, message({"10090102": rich})).pages[0]
    assert page.text.endswith("\n\nThe panel did not meet.")


def test_text_of_eight_bits_is_read_by_its_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    body: dict[str, str | bytes | int] = {"1000001E": "Дело закрыто.".encode("cp1251"), "3FFD0003": 1251}
    assert reading_of(monkeypatch, message(body)).pages[0].text.endswith("\n\nДело закрыто.")


@pytest.mark.parametrize("ticks", [0, 1, 2**63 - 1, 2**64 - 1, 915151392000000000])
def test_a_broken_date_is_left_out(monkeypatch: pytest.MonkeyPatch, ticks: int) -> None:
    text = reading_of(monkeypatch, message({"1000001F": "words", "00390040": ticks})).pages[0].text
    assert "Date:" not in text


def test_attachments_are_files_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (
        attachment(
            0, {"3707001F": "minutes – final.pdf", "3704001F": "MINUTE~1.PDF", "37010102": b"%PDF", "37050003": 1}
        ),
        attachment(1, {"3704001F": "logo.png", "37010102": PNG, "37050003": 1}),
        attachment(2, {"3707001F": "link", "37050003": 7}),
    )
    reading = reading_of(monkeypatch, message({"1000001F": "words"}, *parts))
    assert [(file.name, file.content) for file in reading.attachments] == [
        ("minutes – final.pdf", b"%PDF"), ("logo.png", PNG),
    ]  # fmt: skip
    assert reading.note == "one attachment is a link or an object of another program, not a file"


def test_an_attached_message_is_a_mail_with_its_own_attachments(monkeypatch: pytest.MonkeyPatch) -> None:
    file = attachment(0, {"3707001F": "a.txt", "37010102": b"attached words", "37050003": 1})
    inner = message({"1000001F": "inner words"}, file, path="__substg1.0_3701000D", head_bytes=24)
    outer = message({"1000001F": "outer"}, attachment(0, {"3001001F": "Referral", "37050003": 5}, (inner,)))
    first, second = reading_of(monkeypatch, outer), reading_of(monkeypatch, outer)
    assert first == second
    (mail,) = first.attachments
    assert mail.name == "Referral.eml"
    assert eml.read(mail.content).pages[0].text.replace('"', "") == f"{HEADERS}\n\ninner words"
    lines = read_bytes(mail.content, "m.eml")
    assert [(line.source.source_name, line.outcome) for line in lines] == [
        ("m.eml", Outcome.READ), ("m.eml/a.txt", Outcome.READ),
    ]  # fmt: skip


def test_what_the_html_of_an_attached_message_hides_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    markup = {"10130102": b"<p>shown</p><p hidden>secret</p>"}
    inner = message({**markup}, path="__substg1.0_3701000D", head_bytes=24)
    outer = message({"1000001F": "outer"}, attachment(0, {"37050003": 5}, (inner,)))
    page = eml.read(reading_of(monkeypatch, outer).attachments[0].content).pages[0]
    assert page.text.endswith("\n\nshown")
    assert page.hidden[0].mechanism is Hiding.HIDDEN_STYLE


def test_messages_within_messages_without_end_are_read_to_the_depth_of_a_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nested = message({"1000001F": "innermost"}, path="__substg1.0_3701000D", head_bytes=24)
    for _ in range(40):
        part = attachment(0, {"37050003": 5}, (nested,))
        nested = message({"1000001F": "words"}, part, path="__substg1.0_3701000D", head_bytes=24)
    reading = reading_of(monkeypatch, message({"1000001F": "outer"}, attachment(0, {"37050003": 5}, (nested,))))
    assert {line.outcome for line in read_bytes(reading.attachments[0].content, "m")} == {
        Outcome.READ, Outcome.TOO_LARGE,
    }  # fmt: skip


def test_a_damaged_message_says_so() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        msg.read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal.value.outcome == Outcome.CORRUPT


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("docling__msg_with_attachment.msg", "Date: Wed, 20 May 2026 10:30:00 +0000"),
        ("msg-extractor__strangeDate.msg", "Subject: MSG Test File"),
        ("unstructured__fake-email-attachment.msg", "Subject: Fake email with attachment"),
    ],
)
def test_public_messages_are_read(name: str, words: str) -> None:
    if not (SHARED_FILES / name).is_file():
        pytest.skip("the collection of public test files is not beside this checkout")
    line = read_file(SHARED_FILES / name, name)[0]
    assert line.document is not None
    assert words in line.document.pages[0].text
