"""What a file is, is told by its content."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import sniff
from tests.made_files import PNG, docx, mail, paragraph, zip_of

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"
MINUTES = "Present: A Clerk, B Member, C Member\nApologies: D Member\n\n1. The panel met, and agreed, and left.\n"

CONTENTS = [
    (b"%PDF-1.4\n", sniff.PDF),
    (b"junk before it\n%PDF-1.7\n", sniff.PDF),
    (docx(paragraph("A")), sniff.DOCX),
    (zip_of({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), sniff.XLSX),
    (zip_of({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), sniff.XLSB),
    (zip_of({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), sniff.PPTX),
    (zip_of({"mimetype": b"application/vnd.oasis.opendocument.text"}), "application/vnd.oasis.opendocument.text"),
    (zip_of({"mimetype": b"<script>"}), sniff.ZIP),
    (zip_of({"a.txt": b"a"}), sniff.ZIP),
    (zip_of({}), sniff.ZIP),
    (zip_of({"a.txt": b"a"})[:-9], sniff.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), sniff.OLE),
    (b"{\\rtf1 words}", "application/rtf"),
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"II*\x00\x08\x00", "image/tiff"),
    (b"GIF89a", "image/gif"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"BM" + bytes(30), "image/bmp"),
    (b"\x1f\x8b\x08\x00", "application/gzip"),
    (bytes(257) + b"ustar\x0000" + bytes(248), "application/x-tar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
    (b"\x78\x9f\x3e\x22\x00", "application/vnd.ms-tnef"),
    (b"\x00\x05\x16\x07\x00\x02", sniff.SYSTEM_FILE),
    (b"<!DOCTYPE html><p>a", sniff.HTML),
    ("\ufeff\n<html>".encode(), sniff.HTML),
    ("<html><p>words".encode("utf-16"), sniff.HTML),
    (b"<!-- saved -->\n<HTML>", sniff.HTML),
    (b'<?xml version="1.0"?><html xmlns="x">', sniff.HTML),
    (b"<p>words</p>", sniff.HTML),
    (b"<clerk@example.org> wrote:\n", sniff.PLAIN),
    (b'<?xml version="1.0"?><minutes/>', sniff.XML),
    (mail("words"), sniff.MAIL),
    (b"\xef\xbb\xbf" + mail("words", ending="\n"), sniff.MAIL),
    (b"From clerk@example.org Thu Aug 12 09:00:00 2010\n" + mail("words", ending="\n"), sniff.MAIL),
    (
        b"From a@example.org Thu Aug 12 09:00:00 2010\n" + mail("words\n", ending="\n") + b"\n"
        b"From b@example.org Thu Aug 12 10:00:00 2010\n" + mail("more\n", ending="\n"),
        sniff.MBOX,
    ),
    (b"case,decision,cost\nA,held,10\nB,not held,20\n", sniff.CSV),
    (b'case;decision\nA;"held\nin part"\nB;none\n', sniff.CSV),
    (b"case\tdecision\nA\theld\nB\tnone\n", sniff.CSV),
    (MINUTES.encode(), sniff.PLAIN),
    (MINUTES.encode("utf-16"), sniff.PLAIN),
    (MINUTES.encode("utf-16-le"), sniff.PLAIN),
    ("It cost £5 – “too much”.".encode("cp1252"), sniff.PLAIN),
    (b"From: the Chair\nTo: all members\nDate: 12 August 2010\nSubject: the review\n\nA memo.", sniff.PLAIN),
    (b"Despite the cuts, the panel met.\nIt agreed, in part, to wait.\nNo more, no less, was said.\n", sniff.PLAIN),
    (bytes(range(256)) * 4, sniff.UNKNOWN),
    (b"", sniff.EMPTY),
]


@pytest.mark.parametrize(("content", "expected"), CONTENTS)
def test_the_content_tells_the_type(content: bytes, expected: str) -> None:
    assert sniff.media_type(content) == expected


@pytest.mark.parametrize(
    ("name", "media_type", "size_bytes", "expected"),
    [
        ("a/.DS_Store", sniff.UNKNOWN, 6148, True),
        ("Thumbs.db", sniff.OLE, 9000, True),
        ("desktop.ini", sniff.PLAIN, 120, True),
        ("~$minutes.docx", sniff.UNKNOWN, 162, True),
        ("__MACOSX/._minutes.pdf", sniff.SYSTEM_FILE, 222, True),
        ("Thumbs.db", sniff.PDF, 9000, False),  # a document by another name is a document
        ("~$minutes.docx", sniff.DOCX, 20_000, False),
        ("minutes.txt", sniff.PLAIN, 120, False),
    ],
)
def test_housekeeping_files_are_told_from_documents(
    name: str, media_type: str, size_bytes: int, expected: bool
) -> None:
    assert sniff.is_system_file(name, media_type, size_bytes) is expected


def test_every_public_file_has_the_type_its_maker_gave_it() -> None:
    if not SHARED_FILES.is_dir():
        pytest.skip("the collection of public test files is not beside this checkout")
    ends = {
        ".pdf": sniff.PDF,
        ".docx": sniff.DOCX,
        ".eml": sniff.MAIL,
        ".html": sniff.HTML,
        ".zip": sniff.ZIP,
        ".rtf": "application/rtf",
        ".msg": "application/vnd.ms-outlook",
        ".doc": "application/msword",
        ".xls": "application/vnd.ms-excel",
        ".odt": "application/vnd.oasis.opendocument.text",
        ".tif": "image/tiff",
    }
    with (SHARED_FILES / "manifest.csv").open(encoding="utf-8", newline="") as listing:
        rows = [row for row in csv.DictReader(listing) if int(row["bytes"]) and Path(row["file"]).suffix in ends]
    told = {row["file"]: sniff.media_type((SHARED_FILES / row["file"]).read_bytes()) for row in rows}
    assert told == {name: ends[Path(name).suffix] for name in told}


@given(st.binary(max_size=2000))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    assert "/" in sniff.media_type(content)


@given(st.sampled_from([content for content, _ in CONTENTS]), st.integers(0, 3000), st.binary(min_size=1, max_size=20))
def test_no_damage_makes_it_fail(content: bytes, at: int, damage: bytes) -> None:
    assert "/" in sniff.media_type(content[:at] + damage + content[at + len(damage) :])
