"""What was received: every file once, in a fixed order, whatever the folder holds."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corpus.manifest import Entry, list_entries, paths_without_nested, release_names, sha256_of
from corpus.records import Outcome


def listed(given: Path, leave_out: Path | None = None) -> dict[str, Entry]:
    return {entry.source_name: entry for entry in list_entries(given, leave_out=leave_out)}


def made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_files_come_sorted_with_their_size_and_hash(tmp_path: Path) -> None:
    made(tmp_path, "b.txt", "a/z.txt", "a/B.txt", "a b.txt", "ä.txt")
    assert [entry.source_name for entry in list_entries(tmp_path)] == [
        "a/B.txt",
        "a/z.txt",
        "a b.txt",
        "b.txt",
        "ä.txt",
    ]
    entry = listed(tmp_path)["a/z.txt"]
    assert (entry.size_bytes, entry.sha256) == (7, hashlib.sha256(b"a/z.txt").hexdigest())
    assert entry.path == tmp_path / "a" / "z.txt" and entry.given == tmp_path and entry.problem is None


def test_a_single_file_goes_by_its_own_name(tmp_path: Path) -> None:
    made(tmp_path, "a.txt")
    assert list(listed(tmp_path / "a.txt")) == ["a.txt"]


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    assert listed(Path())["a.txt"].path == tmp_path / "a.txt"


def test_the_workspace_is_passed_over_even_through_a_link(tmp_path: Path) -> None:
    release = made(tmp_path / "release", "a.txt", "w/inside.txt", "w2/beside.txt")
    (tmp_path / "link").symlink_to(release / "w")
    assert list(listed(release, leave_out=tmp_path / "link")) == ["a.txt", "w2/beside.txt"]


def test_links_to_files_are_followed_links_to_folders_have_a_line(tmp_path: Path) -> None:
    made(tmp_path, "a.txt", "sub/b.txt")
    (tmp_path / "file_link").symlink_to("a.txt")
    (tmp_path / "sub" / "up").symlink_to("..")
    found = listed(tmp_path)
    assert found["file_link"].sha256 == found["a.txt"].sha256
    assert found["sub/up"].problem is not None and found["sub/up"].problem[0] is Outcome.UNSUPPORTED
    assert sorted(found) == ["a.txt", "file_link", "sub/b.txt", "sub/up"]


def test_a_link_in_circles_and_a_link_to_nothing_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "nothing").symlink_to("gone")
    found = listed(tmp_path)
    for name in ("circle", "nothing"):
        problem = found[name].problem
        assert problem is not None and problem[0] is Outcome.UNREADABLE


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    """Opening a pipe without a writer would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    problem = listed(tmp_path)["pipe"].problem
    assert problem is not None and problem[0] is Outcome.UNSUPPORTED


def test_a_folder_that_cannot_be_listed_has_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, "a.txt", "sub/b.txt")
    listing = os.listdir

    def denied(path: Path) -> list[str]:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr("os.listdir", denied)
    found = listed(tmp_path)
    assert found["sub"].problem == (Outcome.UNREADABLE, "the folder cannot be listed: Permission denied")
    assert found["a.txt"].problem is None


def test_a_file_that_vanishes_between_listing_and_reading_has_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "a.txt")
    monkeypatch.setattr("os.listdir", lambda _: ["a.txt", "gone.txt"])
    problem = listed(tmp_path)["gone.txt"].problem
    assert problem is not None and problem[0] is Outcome.UNREADABLE


def test_the_hash_is_of_the_whole_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000  # more than one chunk
    (tmp_path / "a").write_bytes(content)
    assert sha256_of(tmp_path / "a") == hashlib.sha256(content).hexdigest()


def test_a_release_goes_by_its_folder_a_loose_file_by_the_folder_it_lies_in(tmp_path: Path) -> None:
    made(tmp_path / "board", "a.txt")
    names = release_names([tmp_path / "board", tmp_path / "board" / "a.txt"], {})
    assert list(names.values()) == ["board", "board"]


def test_releases_of_one_name_are_told_apart_by_the_folder_before(tmp_path: Path) -> None:
    for year in ("2010", "2011"):
        made(tmp_path / year / "board", "a.txt")
    names = release_names([tmp_path / "2010" / "board", tmp_path / "2011" / "board"], {})
    assert list(names.values()) == ["board", "2011/board"]


def test_a_release_received_again_keeps_its_name_and_a_new_one_does_not_take_it(tmp_path: Path) -> None:
    for year in ("2010", "2011"):
        made(tmp_path / year / "board", "a.txt")
    taken = {"board": str(tmp_path / "2010" / "board")}
    assert release_names([tmp_path / "2010" / "board"], taken)[tmp_path / "2010" / "board"] == "board"
    assert release_names([tmp_path / "2011" / "board"], taken)[tmp_path / "2011" / "board"] == "2011/board"


def test_the_root_folder_has_a_name() -> None:
    assert release_names([Path("/")], {}) == {Path("/"): "release"}


def test_paths_in_one_another_are_kept_once_in_the_order_given(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    assert paths_without_nested([b, a / "x", a, b, a / "y" / "z"]) == [b, a]
    assert paths_without_nested([a, tmp_path / "ab"]) == [a, tmp_path / "ab"]  # a name that begins alike


@pytest.mark.parametrize("spelt", ["a/../a", "a/.", "./a", "a/x/.."])
def test_a_path_spelt_otherwise_is_the_same_path(tmp_path: Path, spelt: str) -> None:
    made(tmp_path, "a/x/c.txt")
    assert paths_without_nested([tmp_path / "a", Path(f"{tmp_path}/{spelt}")]) == [tmp_path / "a"]


def test_going_up_from_a_link_goes_where_the_system_goes(tmp_path: Path) -> None:
    made(tmp_path, "real/a/x.txt", "other/y.txt")
    (tmp_path / "other" / "link").symlink_to(tmp_path / "real" / "a")
    assert paths_without_nested([tmp_path / "other" / "link" / ".."]) == [tmp_path / "real"]


def test_a_release_given_by_another_way_keeps_name_and_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "release", "a.txt")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (given,) = paths_without_nested([Path("../release")])
    assert [entry.path for entry in list_entries(Path("../release"))] == [tmp_path / "release" / "a.txt"]
    assert release_names([given], {"release": str(tmp_path / "release")}) == {tmp_path / "release": "release"}
