from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import CorpusError
from flows.passwords import gather


def test_passwords_come_in_order_and_once(tmp_path: Path) -> None:
    file = tmp_path / "passwords.txt"
    file.write_bytes("\ufeffthird\r\n\r\n with spaces \nfirst\nübung\n".encode())
    assert gather(["first", "second", "first"], file) == ("first", "second", "third", " with spaces ", "übung")
    assert gather([], None) == ()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.txt cannot be read: No such file"):
        gather([], tmp_path / "nowhere.txt")


def test_a_file_in_another_encoding_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    file = tmp_path / "passwords.txt"
    file.write_bytes(b"geheim\xfc\n")
    with pytest.raises(CorpusError, match="are not UTF-8") as refused:
        gather([], file)
    assert "geheim" not in str(refused.value)
