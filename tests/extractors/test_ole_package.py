"""A file put into an Office document as an object is had out of it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.ole_package import file_inside, read
from extractors.reading import read_file
from tests.made_files import ole_native

SHARED_FILES = Path(__file__).parents[3] / "shared" / "files"


def test_the_file_inside_has_its_name_and_bytes() -> None:
    attachment = file_inside(ole_native("réunion.txt", b"words"))
    assert (attachment.name, attachment.content) == ("réunion.txt", b"words")


def test_a_package_cut_short_is_no_file() -> None:
    with pytest.raises((ValueError, struct.error)):
        file_inside(ole_native("a.txt", b"words")[:-1])


def test_a_damaged_package_says_so() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert refusal.value.outcome == Outcome.CORRUPT


def test_archives_within_an_object_within_a_document_are_walked() -> None:
    path = SHARED_FILES / "extract__recursive_embedded.docx"
    if not path.is_file():
        pytest.skip("the collection of public test files is not beside this checkout")
    lines = read_file(path, "d.docx")
    assert [line.source.source_name for line in lines][1:4] == [
        "d.docx/oleObject1.bin",
        "d.docx/oleObject1.bin/embed1.zip",
        "d.docx/oleObject1.bin/embed1.zip/embed1/embed1a.txt",
    ]
    assert {line.outcome for line in lines} == {Outcome.READ, Outcome.CONTAINER}
