"""TAR archives and files packed by gzip, bzip2 or xz are read within limits, and nothing in them is followed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable

import pytest

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Received
from extractors.archive import MIB, Limits
from extractors.reading import read_bytes
from extractors.unpacking import GZIP, Unpacked
from tests.made_files import mail, zip_of

TEXT = b"The panel did not hold a review.\n"
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda content: gzip.compress(content, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def tar_of(*entries: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                archive.addfile(entry)
                continue
            info = tarfile.TarInfo(entry[0])
            info.size = len(entry[1])
            archive.addfile(info, io.BytesIO(entry[1]))
    return packed.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def outcomes(lines: list[Received]) -> dict[str, str]:
    assert len({line.source.source_name for line in lines}) == len(lines)
    return {line.source.source_name: line.outcome.value for line in lines}


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("ending", ["", *PACK])
def test_files_come_out_whole_and_folders_are_none(ending: str, form: int) -> None:
    long_name = "a folder of some length/" * 5 + "deep.txt"
    content = tar_of(
        special("folder", tarfile.DIRTYPE), ("folder/a.txt", TEXT), (long_name, TEXT), ("m.eml", mail("words\n")),
        ("z.zip", zip_of({"b.txt": TEXT})), form=form,
    )  # fmt: skip
    lines = read_bytes(PACK[ending](content) if ending else content, "t")
    assert outcomes(lines) == {
        "t": "container", "t/folder/a.txt": "read", f"t/{long_name}": "read", "t/m.eml": "read",
        "t/z.zip": "container", "t/z.zip/b.txt": "read",
    }  # fmt: skip
    assert lines[0].reason == "4 files inside"
    assert lines[1].source.size_bytes == len(TEXT)


@pytest.mark.parametrize("ending", PACK)
def test_one_packed_file_loses_its_ending(ending: str) -> None:
    lines = read_bytes(PACK[ending](TEXT), f"r.zip/minutes.txt.{ending}")
    assert outcomes(lines) == {
        f"r.zip/minutes.txt.{ending}": "container", f"r.zip/minutes.txt.{ending}/minutes.txt": "read",
    }  # fmt: skip


@pytest.mark.parametrize("ending", PACK)
def test_parts_packed_one_after_the_other_are_one_file(ending: str) -> None:
    lines = read_bytes(PACK[ending](TEXT) + PACK[ending](TEXT) + bytes(512), f"a.{ending}")
    assert lines[1].source.size_bytes == 2 * len(TEXT)


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        (tarfile.SYMTYPE, "/etc/passwd", "symbolic link"),
        (tarfile.SYMTYPE, "a.txt", "symbolic link"),
        (tarfile.LNKTYPE, "a.txt", "link to another file"),
        (tarfile.CHRTYPE, "", "device"),
        (tarfile.BLKTYPE, "", "device"),
        (tarfile.FIFOTYPE, "", "pipe"),
    ],
)
def test_links_and_devices_are_lines_and_are_not_followed(kind: bytes, target: str, words: str) -> None:
    lines = read_bytes(tar_of(("a.txt", TEXT), special("b", kind, target), ("c.txt", TEXT)), "t")
    assert outcomes(lines) == {"t": "container", "t/a.txt": "read", "t/b": "unsupported", "t/c.txt": "read"}
    assert words in lines[2].reason


def test_names_that_leave_the_folder_are_only_names() -> None:
    names = outcomes(read_bytes(tar_of(("/etc/passwd", TEXT), ("../../a.txt", TEXT), ("a\x1b[2J", TEXT)), "t"))
    assert list(names) == ["t", "t//etc/passwd", "t/../../a.txt", "t/a\ufffd[2J"]


def test_a_file_with_holes_is_a_line() -> None:
    sparse = tarfile.TarInfo("holes")
    sparse.pax_headers = {
        "GNU.sparse.map": "0,0", "GNU.sparse.size": str(10**7), "GNU.sparse.numblocks": "1",
    }  # fmt: skip
    lines = read_bytes(tar_of(("a.txt", TEXT), sparse, ("c.txt", TEXT)), "t")
    assert outcomes(lines) == {"t": "container", "t/a.txt": "read", "t/holes": "unsupported", "t/c.txt": "read"}


@pytest.mark.parametrize("ending", ["", *PACK])
def test_of_an_archive_cut_short_what_stands_before_is_read(ending: str) -> None:
    noise = bytes((i * i * 7919 >> 3) % 251 for i in range(40_000))
    content = tar_of(("a.txt", TEXT), ("b.bin", noise), ("c.txt", TEXT))
    cut = (PACK[ending](content) if ending else content)[: 20_000 if not ending else -600]
    lines = read_bytes(cut, "t")
    assert lines[0].outcome is Outcome.CORRUPT
    assert ending == "bz2" or outcomes(lines)["t/a.txt"] == "read"  # bzip2 gives nothing of a block that is cut


@pytest.mark.parametrize("content", [b"\x1f\x8b\x08" + bytes(40), b"\xfd7zXZ\x00" + bytes(40), bytes(257) + b"ustar"])
def test_damage_at_the_beginning_is_corrupt(content: bytes) -> None:
    assert read_bytes(content, "t")[0].outcome is Outcome.CORRUPT


def test_a_file_that_asks_for_gigabytes_to_unpack_is_corrupt() -> None:
    content = bytearray(lzma.compress(TEXT))
    content[12 + 4] = 40  # in the block's header: a dictionary of 4 GiB
    header_bytes = (content[12] + 1) * 4
    content[12 + header_bytes - 4 : 12 + header_bytes] = zlib.crc32(content[12 : 12 + header_bytes - 4]).to_bytes(
        4, "little"
    )
    assert [line.outcome for line in read_bytes(bytes(content), "a.xz")] == [Outcome.CORRUPT]


@pytest.mark.parametrize("ending", PACK)
def test_what_unpacks_to_too_much_is_stopped(ending: str) -> None:
    bomb = PACK[ending](bytes(8 * MIB))
    (_, line) = read_bytes(bomb, f"a.{ending}")
    assert (line.outcome, "possible archive bomb" in line.reason) == (Outcome.TOO_LARGE, True)
    (line,) = read_bytes(PACK[ending](tar_of(("zeros", bytes(8 * MIB)), ("a.txt", TEXT))), f"t.{ending}")
    assert (line.outcome, "possible archive bomb" in line.reason) == (Outcome.TOO_LARGE, True)


def test_empty_parts_without_end_are_stopped() -> None:
    empty = gzip.compress(b"", mtime=0)
    stream = Unpacked(io.BytesIO(empty * (3 * MIB // len(empty))), GZIP, Limits())
    with pytest.raises(UnreadableFile, match="holds nothing"):
        stream.read(1)


def test_a_header_of_many_megabytes_is_stopped() -> None:
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"comment": "x" * (2 * MIB)}
    (line,) = read_bytes(tar_of(info), "t")
    assert (line.outcome, "header" in line.reason) == (Outcome.TOO_LARGE, True)


def test_headers_on_headers_without_a_file_are_damage() -> None:
    block = tar_of(special("x", tarfile.XGLTYPE))[:512]
    assert read_bytes(tar_of(("a.txt", TEXT))[:1024] + block * 5000, "t")[0].outcome is Outcome.CORRUPT


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(max_entries=2), "more than 2 entries"),
        (Limits(max_total_bytes=50), "would unpack to more than"),
    ],
)
def test_each_limit_is_kept_and_named(limits: Limits, words: str) -> None:
    (line,) = read_bytes(tar_of(("a", TEXT), ("b", TEXT), ("c", TEXT)), "t", limits=limits)
    assert (line.outcome, words in line.reason) == (Outcome.TOO_LARGE, True)


def test_one_file_over_its_limit_is_a_line_among_others() -> None:
    lines = read_bytes(tar_of(("a", TEXT * 9), ("b", TEXT)), "t", limits=Limits(max_file_bytes=4000, max_depth=3))
    assert outcomes(lines)["t"] == "too_large"
    limits = Limits(max_file_bytes=15_000)
    lines = read_bytes(gzip.compress(tar_of(("a", TEXT * 900), ("b", TEXT))), "t", limits=limits)
    assert outcomes(lines) == {"t": "container", "t/a": "too_large", "t/b": "read"}
