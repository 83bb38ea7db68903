from __future__ import annotations

import stat
import struct
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from analysis.bundle import zipped
from analysis.bundle.zipped import ZippedBundle, write_zip
from corpus.errors import CorpusError


def zip_of(path: Path, *names: str | ZipInfo, content: bytes = b"x", method: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", method) as packed:
        for name in names:
            packed.writestr(name, content, method)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "tables/../../evil",
        "/etc/passwd",
        "C:\\evil",
        "a\\..\\b",
        "a//b",
        ".hidden",
        "a/",
        "a\nb",
        "tab\u202ele",
        "a/b/c/d/e",
    ],
)
def test_a_name_that_no_bundle_has_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="not a bundle as minuted writes one"):
        ZippedBundle(zip_of(tmp_path / "b.zip", "manifest.json", name))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", ["manifest.json", "MANIFEST.json"])
def test_a_name_that_stands_twice_is_refused(other: str, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="stands in it twice"):
        ZippedBundle(zip_of(tmp_path / "b.zip", "manifest.json", other))


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = ZipInfo("manifest.json")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(CorpusError, match="is a link"):
        ZippedBundle(zip_of(tmp_path / "b.zip", link, content=b"/etc/passwd"))


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zip_of(tmp_path / "b.zip", "tables/analysis.csv", content=bytes(65 << 20))
    with pytest.raises(CorpusError, match=r"would have 68,157,440 bytes unpacked"):
        ZippedBundle(path)
    monkeypatch.setattr(zipped, "_SMALL", 1 << 30)
    ZippedBundle(path)
    monkeypatch.setattr(zipped, "LARGEST_ALL", 1 << 20)
    with pytest.raises(CorpusError, match="more than 1,048,576 bytes"):
        ZippedBundle(path)


def test_a_size_that_lies_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "b.zip", "a.txt", content=bytes(5_000_000))
    raw = bytearray(path.read_bytes())
    central = raw.rindex(b"PK\x01\x02")
    raw[central + 24 : central + 28] = struct.pack("<I", 10)
    path.write_bytes(raw)
    with ZippedBundle(path) as bundle, pytest.raises(CorpusError, match=r"a\.txt is damaged"):
        assert len(bundle.read("a.txt", 1 << 20)) <= 10


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="1,001 entries"):
        ZippedBundle(zip_of(tmp_path / "b.zip", *(f"f{number}" for number in range(1001))))


def test_other_packing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="packed in another way"):
        ZippedBundle(zip_of(tmp_path / "b.zip", "a", method=ZIP_BZIP2))


def test_a_password_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "b.zip", "a.txt")
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(CorpusError, match="locked with a password"):
        ZippedBundle(path)


@pytest.mark.parametrize("kept", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_what_was_cut_short_is_no_bundle(kept: float, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "b.zip", *(f"f{number}.csv" for number in range(20)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(CorpusError, match="no ZIP, or was cut short"):
        ZippedBundle(path)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.zip", tmp_path):
        with pytest.raises(CorpusError, match="cannot be read"):
            ZippedBundle(path)


def test_a_damaged_file_is_told_by_its_name(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "b.zip", "a.txt", content=bytes(range(256)) * 40)
    raw = bytearray(path.read_bytes())
    raw[60:70] = b"\xff" * 10
    path.write_bytes(raw)
    with ZippedBundle(path) as bundle, pytest.raises(CorpusError, match=r"a\.txt is damaged"):
        bundle.read("a.txt", 1 << 20)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    with ZippedBundle(zip_of(tmp_path / "b.zip", "a.txt", content=b"12345")) as bundle:
        assert bundle.read("a.txt", 5) == b"12345"
        with pytest.raises(CorpusError, match="more than 4 bytes"):
            bundle.read("a.txt", 4)
        with pytest.raises(CorpusError, match=r"b\.txt is not in the bundle"):
            bundle.read("b.txt", 4)


def test_entries_bear_no_time_and_stand_sorted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "z").mkdir(parents=True)
    (folder / "z" / "b.txt").write_text("b")
    (folder / "a.txt").write_text("a")
    write_zip(folder, tmp_path / "b.zip")
    with ZipFile(tmp_path / "b.zip") as packed:
        assert packed.namelist() == ["a.txt", "z/b.txt"]
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
