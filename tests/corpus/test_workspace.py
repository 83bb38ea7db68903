"""The folder of a run: made where it can be, held by one run at a time, and explained where it cannot be written."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from corpus.errors import WorkspaceError
from corpus.workspace import Workspace, in_plain_words, is_inside


def test_making_it_twice_is_the_same_as_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "a" / "b")
    for _ in range(2):
        workspace.make()
    assert sorted(path.name for path in workspace.root.iterdir()) == ["log", "parts"]
    assert not workspace.exists()


def test_a_place_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorkspaceError, match="Choose another place with --workspace"):
        Workspace(tmp_path / "file" / "inside").make()


def test_a_second_run_is_refused_while_the_first_holds_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.make()
    with workspace.locked(), pytest.raises(WorkspaceError, match="another run is writing"), workspace.locked():
        pass
    with workspace.locked():
        pass  # free again


def test_the_lock_goes_with_a_process_that_is_killed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.make()
    script = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from corpus.workspace import Workspace
        with Workspace(Path({str(workspace.root)!r})).locked():
            print("held", flush=True)
            time.sleep(60)
    """)
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    with pytest.raises(WorkspaceError), workspace.locked():
        pass
    holder.kill()
    holder.communicate()
    with workspace.locked():
        pass


def test_what_a_killed_run_had_half_written_is_swept_away_and_nothing_else(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.make()
    (workspace.parts / "coded" / "v1").mkdir(parents=True)
    for name in ("0123.4711.tmp", "0123.parquet", "4567.damaged"):
        (workspace.parts / "coded" / "v1" / name).write_bytes(b"half")
    with workspace.locked():
        left = sorted(path.name for path in (workspace.parts / "coded" / "v1").iterdir())
    assert left == ["0123.parquet", "4567.damaged"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_says_what_is_intact_and_what_to_do(number: int, tmp_path: Path) -> None:
    message = str(in_plain_words(OSError(number, os.strerror(number)), tmp_path))
    assert "is full" in message and "intact" in message and "same command again" in message and str(tmp_path) in message


def test_another_error_of_writing_names_the_place_and_the_reason(tmp_path: Path) -> None:
    message = str(in_plain_words(PermissionError(errno.EACCES, "Permission denied"), tmp_path))
    assert str(tmp_path) in message and "Permission denied" in message


def test_a_folder_is_inside_itself_and_through_links_but_not_beside_a_like_name(tmp_path: Path) -> None:
    (tmp_path / "w" / "sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "w")
    assert is_inside(tmp_path / "w", tmp_path / "w")
    assert is_inside(tmp_path / "link" / "sub", tmp_path / "w")
    assert not is_inside(tmp_path / "w2", tmp_path / "w")
    assert not is_inside(tmp_path, tmp_path / "w")


def test_the_key_of_pseudonyms_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.make()
    key = workspace.pseudonym_key()
    assert len(key) == 32 and workspace.pseudonym_key() == key
    assert stat.S_IMODE(workspace.key.stat().st_mode) == 0o600
    assert sorted(path.name for path in workspace.root.iterdir()) == ["log", "parts", "pseudonyms.key"]
    other = Workspace(tmp_path / "v")
    other.make()
    assert other.pseudonym_key() != key


def test_a_key_that_came_first_is_kept_by_who_comes_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path)
    first = workspace.pseudonym_key()
    monkeypatch.setattr(Path, "exists", lambda self: False)  # as it was when the second one looked
    assert workspace.pseudonym_key() == first
    assert [path.name for path in tmp_path.iterdir()] == ["pseudonyms.key"]


def test_a_damaged_key_is_refused_and_left(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.key.write_bytes(b"short")
    with pytest.raises(WorkspaceError, match="holds 5 bytes and is no key"):
        workspace.pseudonym_key()
    assert workspace.key.read_bytes() == b"short"


def test_a_key_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be read or made"):
        Workspace(tmp_path / "absent").pseudonym_key()
