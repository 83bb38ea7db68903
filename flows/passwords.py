"""Passwords for locked files, as the user gives them: on the command line or, kept from others' eyes, in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError


def gather(given: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Return the passwords to try, each once: those given, then those of the file, one a line.

    Raises:
        CorpusError: the file cannot be read. Its text names the file and never what is in it.
    """
    lines = _lines(file) if file else []
    return tuple(dict.fromkeys(password for password in (*given, *lines) if password))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise CorpusError(f"the passwords in {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise CorpusError(f"the passwords in {file} are not UTF-8: save the file in that encoding") from None
