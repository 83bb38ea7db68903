"""Lay two copies of a paper beside each other: what does one show that the other hides?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.records import Document
from extractors.format import DEFAULTS, Settings
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import ProcessLimits
from models.differences import differences


def diff_files(one: Path, other: Path, *, timeout_s: float = 120.0, settings: Settings = DEFAULTS) -> dict[str, Any]:
    """Return what each of two files shows and the other hides, as plain data.

    Raises:
        CorpusError: a file is not there or cannot be read; names it and why.
    """
    with IsolatedReader(ProcessLimits(timeout_s=timeout_s), settings=settings) as reader:
        first, second = _read(reader, one), _read(reader, other)
    names = (one.name, other.name)
    return {
        "first": one.name,
        "second": other.name,
        "differences": [
            {
                "shown_in": names[found.shown_in],
                "hidden_in": names[1 - found.shown_in],
                "page": found.page,
                "start": found.start,
                "end": found.end,
                "text": found.text,
                "manner": str(found.manner),
                "hidden_page": found.hidden_page,
                "exemption": found.exemption,
            }
            for found in differences(first, second)
        ],
    }


def _read(reader: IsolatedReader, path: Path) -> Document:
    if not path.is_file():
        raise CorpusError(f"{path}: there is no such file; `minuted diff` compares two files")
    received = reader.read(Job(path.absolute(), path.name))
    first = next(iter(received))
    if first.document is None:
        raise CorpusError(f"{path} cannot be read: {first.reason or first.outcome}")
    return first.document
