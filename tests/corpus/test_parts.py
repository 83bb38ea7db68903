"""Parts: whole or absent, found by key, and exactly what was put in."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from corpus.parts import Parts, again, pack_coded, pack_received, unpack_coded, unpack_received, write_part
from corpus.records import Box, Document, Hidden, Hiding, Method, Outcome, Page, Received, SourceFile, Words
from tests.corpus.made_units import coded, document

ODD = "Plain, “typeset”, é, 𝄞, \0, \ud800 and a tab\t"


def rows(*names: str) -> dict[str, bytes]:
    return {name: f"payload of {name}".encode() for name in names}


def test_what_was_written_is_found_by_its_key(tmp_path: Path) -> None:
    held = rows(*(f"key{i}" for i in range(30)))  # more than one group of rows
    write_part(tmp_path, held)
    parts = Parts(tmp_path)
    assert {key: parts.get(key) for key in reversed(held)} == held
    assert "key3" in parts and "key30" not in parts


def test_a_key_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    write_part(tmp_path, rows("a"))
    with pytest.raises(KeyError):
        Parts(tmp_path).get("b")


def test_the_last_reading_of_a_file_counts_and_says_what_it_lacks(tmp_path: Path) -> None:
    write_part(tmp_path, rows("a", "b"), {"a": {"password", "ocr"}})
    write_part(tmp_path, rows(again("a")), {"a+1": {"ocr"}})
    parts = Parts(tmp_path)
    assert [parts.latest(key) for key in ("a", "b", "c")] == ["a+1", "b", None]
    assert [parts.lacks(key) for key in ("a", "a+1", "b")] == [{"password", "ocr"}, {"ocr"}, set()]
    write_part(tmp_path, rows(again("a+1")))
    parts.refresh()
    assert parts.latest("a") == "a+2"


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert "a" not in Parts(tmp_path / "nowhere")


def test_the_same_keys_make_the_same_file_and_bytes_in_any_order_of_runs(tmp_path: Path) -> None:
    first = write_part(tmp_path / "one", rows("a", "b"))
    second = write_part(tmp_path / "two", rows("a", "b"))
    assert first.name == second.name and first.read_bytes() == second.read_bytes()
    assert write_part(tmp_path / "one", rows("a", "b")) == first  # again: in its place
    assert len(list((tmp_path / "one").iterdir())) == 1


def test_a_part_that_fails_to_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_part(tmp_path, rows("a"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        write_part(tmp_path, rows("b"))
    monkeypatch.undo()
    assert [path.suffix for path in tmp_path.iterdir()] == [".parquet"]
    assert "a" in Parts(tmp_path) and "b" not in Parts(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not a part"], ids=["empty", "cut", "other"])
def test_a_damaged_part_is_set_aside_and_the_others_stay(tmp_path: Path, damage: bytes) -> None:
    bad = write_part(tmp_path, rows("a"))
    write_part(tmp_path, rows("b"))
    bad.write_bytes(damage)
    parts = Parts(tmp_path)
    assert "a" not in parts and parts.get("b") == b"payload of b"
    assert not bad.exists() and bad.with_suffix(".damaged").read_bytes() == damage
    write_part(tmp_path, rows("a"))
    assert Parts(tmp_path).get("a") == b"payload of a"


def test_a_waiting_file_of_a_killed_run_is_no_part(tmp_path: Path) -> None:
    (tmp_path / "0123.4711.tmp").write_bytes(b"half")
    assert "a" not in Parts(tmp_path)


def test_ledger_lines_come_back_as_they_were_packed() -> None:
    words = Words(array("i", [0, 5, 6, 9]), array("f", [1.5, 2.25, 3, 4, 5, 6, 7, 8]))
    hidden = (Hidden(Hiding.GROUND_COLOUR, 12, (Box(1.0, 2.0, 3.0, 4.5),)), Hidden(Hiding.HIDDEN_COLUMN, 3))
    page = Page(1, ODD, Method.OCR, 595.2, 841.9, words, hidden)
    lines = (
        Received(
            SourceFile("a.zip/b.pdf", "00", 7, "application/pdf", "a.zip"),
            Outcome.READ,
            "a note",
            Document("00", "application/pdf", (page, Page(2, ""))),
        ),
        Received(SourceFile("bad\udcffname.txt", "", 0, "x/y"), Outcome.UNREADABLE, "why"),
    )
    assert unpack_received(pack_received(lines)) == lines
    assert unpack_received(pack_received([])) == ()


def test_coded_documents_come_back_as_they_were_packed() -> None:
    given = (
        coded(document("No review was held, for want of budget. The press was not a factor.", "Page two.")),
        coded(document("Nothing."), meeting="2010", written="2011-02"),
    )
    assert given[0].mentions and given[0].decisions
    assert unpack_coded(pack_coded(given)) == given
    assert unpack_coded(pack_coded(())) == ()
