"""Every file received, and every file inside it, is exactly one line of the ledger."""

from __future__ import annotations

import csv
import hashlib
import importlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Received, SourceFile
from extractors import sniff
from extractors.archive import MIB, Limits
from extractors.format import Attachment, Reading, Settings
from extractors.reading import (
    READERS,
    list_members,
    read_archive,
    read_bytes,
    read_file,
    read_member,
    walk_file,
    walk_member,
)
from extractors.unread import ADVICE
from tests.made_files import PNG, docx, mail, paragraph, with_flag, zip_of

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"
NO_OCR = Settings(ocr=False)
TEXT = b"The panel did not hold a review.\n"


def with_attachments(body: str, *files: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["Message-ID"] = "clerk@example.org", "<1@example.org>"
    if body:
        made.set_content(body)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def outcomes(lines: list[Received]) -> dict[str, str]:
    assert len({line.source.source_name for line in lines}) == len(lines)
    return {line.source.source_name: line.outcome.value for line in lines}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "received"
    path.write_bytes(content)
    return path


def test_a_line_says_what_the_file_is() -> None:
    (line,) = read_bytes(TEXT, "minutes.txt")
    assert line.source == SourceFile("minutes.txt", hashlib.sha256(TEXT).hexdigest(), len(TEXT), sniff.PLAIN)
    assert line.document is not None
    assert line.document.document_id == line.source.sha256
    assert line.document.pages[0].text == TEXT.decode().strip()


def test_files_inside_files_are_lines_of_their_own_after_what_holds_them() -> None:
    inner = zip_of({"deep.txt": TEXT})
    message = with_attachments("words", ("c.docx", docx(paragraph("words"))), ("d.zip", inner), ("e.png", PNG))
    lines = read_bytes(zip_of({"b.eml": message, "f.txt": TEXT}), "a.zip", settings=NO_OCR)
    assert outcomes(lines) == {
        "a.zip": "container",
        "a.zip/b.eml": "read",
        "a.zip/b.eml/c.docx": "read",
        "a.zip/b.eml/d.zip": "container",
        "a.zip/b.eml/d.zip/deep.txt": "read",
        "a.zip/b.eml/e.png": "no_text",
        "a.zip/f.txt": "read",
    }
    assert [line.source.parent_name for line in lines] == [
        "", "a.zip", "a.zip/b.eml", "a.zip/b.eml", "a.zip/b.eml/d.zip", "a.zip/b.eml", "a.zip",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "outcome", "words"),
    [
        (b"", Outcome.CORRUPT, "the file is empty (0 bytes)"),
        (b" \n\n ", Outcome.NO_TEXT, "no words"),
        (b"<p style='display:none'>secret</p><p> . </p>", Outcome.NO_TEXT, "6 hidden characters left out"),
        (PNG, Outcome.NO_TEXT, ""),
        (zip_of({"a": TEXT})[:-20], Outcome.CORRUPT, "cut short"),
        (docx(paragraph("words"))[:-20], Outcome.CORRUPT, "cut short"),
        (zip_of({"mimetype": b"application/epub+zip"}), Outcome.UNSUPPORTED, "convert it to HTML"),
        (b"7z\xbc\xaf\x27\x1c", Outcome.UNSUPPORTED, "unpack it"),
        (b"\x00\x05\x16\x07" + bytes(80), Outcome.SYSTEM_FILE, "not by a person"),
        (bytes(range(256)), Outcome.UNSUPPORTED, "unknown format"),
        (with_attachments("", ("a.txt", TEXT)), Outcome.CONTAINER, "1 file inside"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, outcome: Outcome, words: str) -> None:
    line = read_bytes(content, "received", settings=NO_OCR)[0]
    assert line.outcome == outcome
    assert line.document is None or line.document.hidden_characters
    assert words in line.reason


def test_a_name_does_not_decide() -> None:
    assert read_bytes(TEXT, "minutes.pdf")[0].outcome is Outcome.READ
    assert read_bytes(docx(paragraph("words")), "photo.jpg")[0].source.media_type == sniff.DOCX


def test_names_inside_are_told_apart_and_safe_to_show() -> None:
    members = [
        ("a.txt", TEXT),
        ("../a.txt", TEXT),
        ("b\x1b[2J.txt", TEXT),
        ("x.zip", zip_of({"c": TEXT})),
        ("x.zip/c", TEXT),
    ]
    message = with_attachments("words", ("a.txt", TEXT), ("a.txt", TEXT))
    names = list(outcomes(read_bytes(zip_of([*members, ("m.eml", message)]), "r.zip")))
    assert names == [
        "r.zip", "r.zip/a.txt", "r.zip/../a.txt", "r.zip/b\ufffd[2J.txt", "r.zip/x.zip (2)", "r.zip/x.zip (2)/c",
        "r.zip/x.zip/c", "r.zip/m.eml", "r.zip/m.eml/a.txt", "r.zip/m.eml/a.txt (2)",
    ]  # fmt: skip


def test_a_locked_member_is_a_line() -> None:
    archive, member = read_bytes(with_flag(zip_of({"a.txt": TEXT}), 0x1), "a.zip")
    assert (archive.outcome, member.outcome, member.source.sha256) == (Outcome.CONTAINER, Outcome.ENCRYPTED, "")


def test_a_bomb_within_archives_is_a_line() -> None:
    bomb = zip_of({"zeros": bytes(8 * MIB)})
    lines = read_bytes(zip_of({"b.zip": zip_of({"c.zip": bomb}), "d.txt": TEXT}), "a.zip")
    assert outcomes(lines) == {
        "a.zip": "container", "a.zip/b.zip": "container", "a.zip/b.zip/c.zip": "too_large", "a.zip/d.txt": "read",
    }  # fmt: skip
    assert "possible archive bomb" in lines[2].reason


def test_nesting_ends_at_its_limit() -> None:
    content = TEXT
    for _ in range(12):
        content = zip_of({"a": content})
    lines = read_bytes(content, "a")
    assert [line.outcome for line in lines] == [Outcome.CONTAINER] * 9 + [Outcome.TOO_LARGE]
    assert lines[-1].reason == "it lies 9 files deep, the limit is 8"


def test_what_is_unpacked_is_counted_over_the_whole_walk() -> None:
    parts = {f"{number}.zip": zip_of({"a.txt": TEXT * 1000}) for number in range(4)}
    limits = Limits(max_total_bytes=90_000)
    lines = read_bytes(zip_of(parts), "a.zip", limits=limits)
    assert sum(line.outcome is Outcome.TOO_LARGE for line in lines) == 2


def test_a_reader_that_fails_is_a_line_that_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes, settings: Settings) -> Reading:
        raise ValueError(f"invalid literal: {content.decode()}")

    monkeypatch.setattr("extractors.plain.read", fail)
    (line,) = read_bytes(TEXT, "a.txt")
    assert line.outcome is Outcome.FAILED
    assert "ValueError in test_reading.py, line" in line.reason
    assert "panel" not in line.reason


def test_lack_of_memory_is_for_who_owns_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes, settings: Settings) -> Reading:
        raise MemoryError

    monkeypatch.setattr("extractors.plain.read", fail)
    with pytest.raises(MemoryError):
        read_bytes(TEXT, "a.txt")


def test_a_refusal_of_a_reader_is_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes, settings: Settings) -> Reading:
        raise UnreadableFile(Outcome.ENCRYPTED, "locked")

    monkeypatch.setattr("extractors.plain.read", refuse)
    (line,) = read_bytes(TEXT, "a.txt")
    assert (line.outcome, line.reason) == (Outcome.ENCRYPTED, "locked")


def test_a_scan_with_attachments_needs_ocr_and_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading((), (Attachment("b.html", b"<p>words"),), if_wordless=Outcome.NEEDS_OCR)
    monkeypatch.setattr("extractors.plain.read", lambda content, settings: reading)
    assert outcomes(read_bytes(TEXT, "a")) == {"a": "needs_ocr", "a/b.html": "read"}


def test_an_archive_on_disk_can_be_read_entry_by_entry_to_the_same_end(tmp_path: Path) -> None:
    message = with_attachments("words", ("c.txt", TEXT))
    content = zip_of(
        [("b.eml", message), ("folder/", b""), ("d.txt", TEXT), ("d.txt", b""), ("e.zip", zip_of({"f": TEXT}))]
    )
    path = written(tmp_path, content)
    members = list_members(path)
    assert members is not None
    spread = [read_archive(path, "a.zip")]
    walked = [read_archive(path, "a.zip")]
    for member in members:
        spread += read_member(path, member.index, f"a.zip/{member.name}", "a.zip")
        walked += [line for line in walk_member(path, member, "a.zip") if isinstance(line, Received)]
    assert spread == walked == read_file(path, "a.zip") == read_bytes(content, "a.zip")


@pytest.mark.parametrize(
    "content", [TEXT, b"", docx(paragraph("a")), zip_of({"a": TEXT})[:-9], zip_of({"a": bytes(3 * MIB)})]
)
def test_what_cannot_be_spread_has_no_members(content: bytes, tmp_path: Path) -> None:
    assert list_members(written(tmp_path, content)) is None


def test_a_file_on_disk_over_its_limit_is_not_loaded(tmp_path: Path) -> None:
    (line,) = read_file(written(tmp_path, TEXT), "a.txt", Limits(max_file_bytes=10))
    assert (line.outcome, line.source.sha256) == (Outcome.TOO_LARGE, hashlib.sha256(TEXT).hexdigest())


def test_what_cannot_be_opened_is_a_line(tmp_path: Path) -> None:
    (missing,) = read_file(tmp_path / "missing", "missing")
    (folder,) = read_file(tmp_path, "folder")
    assert (missing.outcome, folder.outcome) == (Outcome.UNREADABLE, Outcome.UNREADABLE)
    assert "no such file" in missing.reason


def test_a_walk_tells_what_it_is_about_to_open_and_passes_over_what_was_lost(tmp_path: Path) -> None:
    path = written(tmp_path, zip_of({"a.txt": TEXT, "b.txt": TEXT}))
    steps = [
        (type(step).__name__, step.source_name if isinstance(step, SourceFile) else "") for step in walk_file(path, "z")
    ]
    assert steps == [
        ("SourceFile", "z"), ("Received", ""), ("SourceFile", "z/a.txt"), ("Received", ""), ("SourceFile", "z/b.txt"),
        ("Received", ""),
    ]  # fmt: skip
    lost = {"z/a.txt": (Outcome.TIMED_OUT, "no end after 120 s")}
    lines = [step for step in walk_file(path, "z", lost=lost) if isinstance(step, Received)]
    assert [line.outcome for line in lines] == [Outcome.CONTAINER, Outcome.TIMED_OUT, Outcome.READ]


def test_every_reader_named_is_there_and_no_type_has_both_a_reader_and_advice() -> None:
    for module in set(READERS.values()) - {"extractors.pdf"}:
        assert callable(importlib.import_module(module).read)
    assert not READERS.keys() & ADVICE.keys()


def test_the_public_files_end_as_their_list_expects() -> None:
    if not SHARED_FILES.is_dir():
        pytest.skip("the collection of public test files is not beside this checkout")
    with (SHARED_FILES / "manifest.csv").open(encoding="utf-8", newline="") as listing:
        rows = [row for row in csv.DictReader(listing) if not row["file"].endswith(".pdf")]
    lines = {row["file"]: read_file(SHARED_FILES / row["file"], row["file"], settings=NO_OCR) for row in rows}
    unforeseen = {
        row["file"]: line.reason
        for row in rows
        for line in lines[row["file"]][:1]
        if line.outcome not in _accepted(row["expected"], line)
    }
    assert unforeseen == {}
    assert not [line for found in lines.values() for line in found if line.outcome is Outcome.FAILED]


def _accepted(expected: str, line: Received) -> set[Outcome]:
    if line.source.media_type in ADVICE and ADVICE[line.source.media_type][0] is Outcome.UNSUPPORTED:
        return {Outcome.UNSUPPORTED}
    if line.source.media_type.startswith("image/"):
        return {Outcome.NEEDS_OCR}  # it is switched off here: pictures have tests of their own
    return {
        "ok": {Outcome.READ, Outcome.CONTAINER},
        "hidden_text": {Outcome.READ},
        "corrupt": {Outcome.READ, Outcome.CORRUPT},  # the one here: "mail itself readable"
        "needs_ocr": {Outcome.NEEDS_OCR},
        "encrypted": {Outcome.ENCRYPTED},
    }[expected]


MADE = [
    TEXT,
    b"<html><body><table><tr><td>a<td>b</table><p hidden>c</p></body></html>",
    b"case,held,cost\nA,no,5\nB,no,6\n",
    mail("words of a message\n", headers="MIME-Version: 1.0\n"),
    with_attachments("words", ("a.docx", docx(paragraph("words"))), ("b.zip", zip_of({"c.txt": TEXT}))),
    docx(paragraph("words"), {"header": paragraph("header"), "comments": paragraph("comment")}),
    zip_of({"a.txt": TEXT, "b.eml": mail("words"), "c.zip": zip_of({"d": TEXT})}),
    zip_of({"[Content_Types].xml": b"", "xl/workbook.xml": b"<workbook/>"}),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
]


@given(st.binary(max_size=1500))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    lines = read_bytes(content, "received")
    assert lines
    assert all(line.outcome is not Outcome.FAILED for line in lines)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(MADE), st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_no_damage_makes_it_fail(content: bytes, at: int, damage: bytes) -> None:
    at %= len(content)
    lines = read_bytes(content[:at] + damage + content[at + len(damage) :], "received")
    outcomes(lines)
    assert not [line.reason for line in lines if line.outcome is Outcome.FAILED]


@given(st.sampled_from(MADE), st.integers(0, 3000))
def test_no_cut_makes_it_fail(content: bytes, length: int) -> None:
    lines = read_bytes(content[:length], "received")
    assert not [line.reason for line in lines if line.outcome is Outcome.FAILED]
