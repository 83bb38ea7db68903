"""What Outlook wraps for other mail programs is unwrapped; of a wrapper cut short, what can be had."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from compressed_rtf import compress
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors import tnef
from extractors.reading import read_bytes, read_file

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"
TEXT = b"The panel did not hold a review."


def attribute(kind: int, value: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*pairs: tuple[int, int, bytes]) -> bytes:
    """A block of properties (number, kind, value); one with a name of words and one with several values first."""
    block = struct.pack("<I", len(pairs) + 2)
    block += (
        struct.pack("<HH", 0x1F, 0x8001) + bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + b"\0\0"
    )
    block += struct.pack("<II", 1, 4) + "ab".encode("utf-16-le")
    block += struct.pack("<HHI", 0x1003, 0x6001, 2) + bytes(8)
    for pid, kind, value in pairs:
        block += struct.pack("<HH", kind, pid)
        if kind in (0x1E, 0x1F, 0x102, 0x0D):
            block += struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
        else:
            block += value
    return block


def wrapper(*attributes: bytes) -> bytes:
    head = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x00089006, struct.pack("<I", 0x10000))
    return head + attribute(0x00069007, struct.pack("<II", 1252, 0)) + b"".join(attributes)


def file(name: str, content: bytes) -> bytes:
    long_name = properties((0x3707, 0x1F, f"{name}\0".encode("utf-16-le")))
    return b"".join(
        [
            attribute(0x00069002, bytes(14), 2),
            attribute(0x0006800F, content, 2),
            attribute(0x00018010, b"SHORT~1.TXT\0", 2),
            attribute(0x00069005, long_name, 2),
        ]
    )


MESSAGE = attribute(
    0x00069003,
    properties(
        (0x0037, 0x1F, "Referral\0".encode("utf-16-le")),
        (0x0042, 0x1E, b"A Clerk\0"),
        (0x0039, 0x40, struct.pack("<Q", 129260736000000000)),
        (0x1009, 0x102, compress(rb"{\rtf1\ansi It cost \'a35, they said.\par}")),
    ),
)


def test_the_message_and_the_files_are_had_out() -> None:
    reading = tnef.read(wrapper(MESSAGE, file("minutes – final.txt", TEXT), file("b.bin", b"\0\1")))
    assert reading.pages[0].text == (
        "From: A Clerk\nDate: Thu, 12 Aug 2010 08:00:00 +0000\nSubject: Referral\n\nIt cost £5, they said."
    )
    assert [(each.name, each.content) for each in reading.attachments] == [
        ("minutes – final.txt", TEXT), ("b.bin", b"\0\1"),
    ]  # fmt: skip
    assert reading.note == ""


def test_an_old_wrapper_keeps_its_body_in_an_attribute() -> None:
    content = wrapper(attribute(0x00018004, b"Referral\0"), attribute(0x0002800C, b"It cost \xa35.\0"))
    assert tnef.read(content).pages[0].text == "Subject: Referral\n\nIt cost £5."


def test_a_wrapper_of_files_alone_is_a_container() -> None:
    lines = read_bytes(wrapper(file("a.txt", TEXT)), "winmail.dat")
    assert [(line.source.source_name, line.outcome) for line in lines] == [
        ("winmail.dat", Outcome.CONTAINER), ("winmail.dat/a.txt", Outcome.READ),
    ]  # fmt: skip


def test_an_attached_message_is_a_wrapper_inside() -> None:
    inner = bytes(16) + wrapper(MESSAGE, file("a.txt", TEXT))
    part = attribute(0x00069002, bytes(14), 2) + attribute(0x00069005, properties((0x3701, 0x0D, inner)), 2)
    lines = read_bytes(wrapper(part), "w")
    assert [(line.source.source_name, line.outcome) for line in lines] == [
        ("w", Outcome.CONTAINER), ("w/message", Outcome.READ), ("w/message/a.txt", Outcome.READ),
    ]  # fmt: skip


def test_of_a_wrapper_cut_short_what_came_before_is_read() -> None:
    whole = wrapper(file("a.txt", TEXT), file("b.txt", TEXT))
    lines = read_bytes(whole[: len(wrapper(file("a.txt", TEXT))) + 40], "winmail.dat")
    assert [(line.source.source_name, line.outcome) for line in lines] == [
        ("winmail.dat", Outcome.CORRUPT), ("winmail.dat/a.txt", Outcome.READ),
    ]  # fmt: skip
    assert "cut short" in lines[0].reason


def test_a_wrapper_with_nothing_to_be_had_is_corrupt() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        tnef.read(wrapper(MESSAGE)[:60])
    assert refusal.value.outcome == Outcome.CORRUPT


def test_the_public_mail_with_a_wrapper_cut_short_is_read_and_the_wrapper_corrupt() -> None:
    path = SHARED_FILES / "alaveteli__tnef-attachment-truncated.eml"
    if not path.is_file():
        pytest.skip("the collection of public test files is not beside this checkout")
    assert [line.outcome for line in read_file(path, "m")] == [Outcome.READ, Outcome.CORRUPT]


WHOLE = wrapper(MESSAGE, file("a.txt", TEXT))


@hypothesis_settings(deadline=None)
@given(st.integers(6, len(WHOLE)), st.binary(min_size=1, max_size=20))
def test_damage_ends_as_a_reading_or_a_refusal(at: int, damage: bytes) -> None:
    try:
        tnef.read(WHOLE[:at] + damage + WHOLE[at + len(damage) :])
    except UnreadableFile as refusal:
        assert refusal.outcome == Outcome.CORRUPT
