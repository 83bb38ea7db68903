"""ZIP archives are read within limits and never trusted."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import MIB, Archive, Limits, distinct_names, safe_name
from tests.made_files import with_declared_size, with_flag, zip_of

WORDS = b"the panel did not hold a review " * 20


def refusal_of(content: bytes, limits: Limits | None = None) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refusal:
        archive = Archive(BytesIO(content), limits)
        archive.read(archive.members[0].index)
    return refusal.value


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_come_out_as_they_went_in(method: int) -> None:
    content = {"a.txt": WORDS, "folder/b.bin": bytes(range(256)) * 1000, "empty": b""}
    archive = Archive(BytesIO(zip_of(content, method)))
    assert {member.name: archive.read(member.index) for member in archive.members} == content


def test_folders_are_no_members() -> None:
    archive = Archive(BytesIO(zip_of({"folder/": b"", "folder/a": b"a"})))
    assert [(member.index, member.name) for member in archive.members] == [(1, "folder/a")]


@pytest.mark.parametrize("declared", [10, len(WORDS) - 1, len(WORDS) + 1, 400_000])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_of_another_size_than_declared_is_corrupt(declared: int, method: int) -> None:
    assert refusal_of(with_declared_size(zip_of({"a": WORDS}, method), declared)).outcome == Outcome.CORRUPT


def test_a_member_that_hides_more_behind_a_matching_checksum_is_corrupt() -> None:
    packed = bytearray(with_declared_size(zip_of({"a": WORDS}), 10))
    checksum = struct.pack("<I", zlib.crc32(WORDS[:10]))
    for signature, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = packed.index(signature) + offset
        packed[at : at + 4] = checksum
    assert refusal_of(bytes(packed)).outcome == Outcome.CORRUPT


def test_damaged_bytes_are_corrupt() -> None:
    packed = bytearray(zip_of({"a": WORDS}, zipfile.ZIP_STORED))
    packed[60] ^= 0xFF
    assert refusal_of(bytes(packed)).outcome == Outcome.CORRUPT


def test_a_locked_member_is_encrypted() -> None:
    assert refusal_of(with_flag(zip_of({"a": WORDS}), 0x1)).outcome == Outcome.ENCRYPTED


def test_a_link_is_not_followed() -> None:
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    refusal = refusal_of(packed.getvalue())
    assert (refusal.outcome, "symbolic link" in refusal.reason) == (Outcome.UNSUPPORTED, True)


def test_an_unknown_method_of_packing_is_unsupported() -> None:
    packed = bytearray(zip_of({"a": WORDS}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        packed[packed.index(signature) + offset] = 9  # Deflate64
    assert refusal_of(bytes(packed)).outcome == Outcome.UNSUPPORTED


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), "possible archive bomb"),
        (Limits(max_ratio=10**6, max_total_bytes=MIB), "2.0 MiB, the limit is 1.0 MiB"),
        (Limits(max_ratio=10**6, max_file_bytes=MIB), "2.0 MiB, the limit for one file is 1.0 MiB"),
        (Limits(max_entries=0), "1 entries, the limit is 0"),
    ],
)
def test_each_limit_is_kept_and_named(limits: Limits, words: str) -> None:
    refusal = refusal_of(zip_of({"a": bytes(2 * MIB)}), limits)
    assert refusal.outcome == Outcome.TOO_LARGE
    assert words in refusal.reason


def test_a_small_archive_may_be_packed_as_tightly_as_it_likes() -> None:
    archive = Archive(BytesIO(zip_of({"a": bytes(MIB // 2)})))
    assert len(archive.read(0)) == MIB // 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("folder\\minutes.pdf", "folder/minutes.pdf"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\nb\x1b[31m\x00.pdf", "a\ufffdb\ufffd[31m\ufffd.pdf"),
        ("annex\u202efdp.exe", "annex\ufffdfdp.exe"),
        ("re\u0301union", "r\u00e9union"),
        ("", "unnamed"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_names_are_safe_to_show(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_names_are_told_apart() -> None:
    assert distinct_names(["a", "a", "a (2)", "b", "a"]) == ["a", "a (2)", "a (2) (2)", "b", "a (3)"]
    assert distinct_names(["a.zip", "a.zip/b"]) == ["a.zip (2)", "a.zip/b"]


def test_names_in_utf8_are_decoded_whether_or_not_the_archive_says_so() -> None:
    flagged = zip_of({"procès.txt": b"a"})
    unflagged = bytearray(flagged)
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        unflagged[unflagged.index(signature) + offset] &= ~0x08
    old = bytes(unflagged).replace("procès".encode(), b"proc" + b"\x8a\x73\x73")  # code page 437: è is 8A
    names = [Archive(BytesIO(bytes(content))).members[0].name for content in (flagged, unflagged, old)]
    assert names == ["procès.txt", "procès.txt", "procèss.txt"[:4] + "èss.txt"]


@given(st.integers(0, 600), st.binary(min_size=1, max_size=20))
def test_damage_ends_as_a_refusal(at: int, damage: bytes) -> None:
    whole = zip_of({"a.txt": WORDS, "b.txt": WORDS[:50]})
    try:
        archive = Archive(BytesIO(whole[:at] + damage + whole[at + len(damage) :]))
        for member in archive.members:
            archive.read(member.index)
    except UnreadableFile as refusal:
        assert refusal.reason
