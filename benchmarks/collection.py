"""What is read of each kind of file in a collection, beside pdfplumber and pypdf on its PDFs."""

from __future__ import annotations

import csv
import importlib
import importlib.util
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.words import f1, truth_of, words_of
from corpus.records import Page
from extractors.format import Settings
from extractors.reading import read_file

PAGES = 5  # of each file: pdfplumber takes minutes for all
QUICK_BYTES = 400_000
_Words = Counter[str]


@dataclass(frozen=True, slots=True)
class File:
    """One file as its readers gave it. `others` has None of a reader that failed on it; `truth` where there is one."""

    name: str
    kind: str
    expected: str
    outcome: str
    ours: _Words
    body: _Words  # ours without running heads and page numbers
    others: Mapping[str, _Words | None]
    truth: _Words | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The files of a kind: words found by reader, F1 against the ground truth, agreement (F1) of ours with others.

    What is not to be had (no ground truth, no such reader) is missing from the mappings; `body` is ours without running
    heads and page numbers.
    """

    kind: str
    files: int
    outcomes: Mapping[str, int]
    words: Mapping[str, int]
    truth_files: int
    truth_f1: Mapping[str, float]
    agreement: Mapping[str, float]


def read_collection(folder: Path, quick: bool = False) -> tuple[list[File], list[str]]:
    """Return the files that `manifest.csv` lists, read; and the names of those left out to be quick."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    large = [row["file"] for row in rows if quick and int(row["bytes"]) > QUICK_BYTES]
    return [_file(folder, row) for row in rows if row["file"] not in large], large


def by_kind(files: Sequence[File]) -> list[Kind]:
    """Return the figures of each kind, in order of its name."""
    kinds = sorted({file.kind for file in files})
    return [_kind(kind, [file for file in files if file.kind == kind]) for kind in kinds]


def _kind(kind: str, files: Sequence[File]) -> Kind:
    words = {"ours": sum(file.ours.total() for file in files)}
    agreement, truth_f1 = {}, {}
    judged = [file for file in files if file.truth is not None]
    if judged:
        truth_f1 = {"ours": _mean(_against(file, file.ours) for file in judged)}
        truth_f1["body"] = _mean(_against(file, file.body) for file in judged)
    for reader in OTHERS:
        both = [(file.ours, found) for file in files if (found := file.others.get(reader)) is not None]
        if not both:
            continue
        words[reader] = sum(found.total() for _, found in both)
        total = sum(ours.total() + found.total() for ours, found in both)
        if total:
            agreement[reader] = 2 * sum((ours & found).total() for ours, found in both) / total
        if judged:
            truth_f1[reader] = _mean(_against(file, file.others.get(reader) or Counter()) for file in judged)
    return Kind(kind, len(files), Counter(file.outcome for file in files), words, len(judged), truth_f1, agreement)


def _against(file: File, found: _Words) -> float:
    return f1(found, file.truth or Counter())


def _mean(figures: Iterator[float]) -> float:
    gathered = list(figures)
    return sum(gathered) / len(gathered)


def _file(folder: Path, row: Mapping[str, str]) -> File:
    path, password = folder / row["file"], row["password"]
    received = read_file(path, row["file"], settings=Settings(passwords=(password,) if password else ()))
    inside = received[:1] if received[0].document else received
    pages = [page for line in inside if line.document for page in line.document.pages[:PAGES]]
    others: dict[str, _Words | None] = {}
    if path.suffix == ".pdf":
        others = {name: _words_by(reader, path.read_bytes(), password) for name, reader in OTHERS.items()}
    return File(
        row["file"],
        row["kind"],
        row["expected"],
        str(received[0].outcome),
        words_of("\n".join(page.text for page in pages)),
        words_of("\n".join(map(body_of, pages))),
        others,
        words_of(truth_of(folder / row["ground_truth"])) if row["ground_truth"] else None,
    )


def body_of(page: Page) -> str:
    """Return a page's text without its running heads, page numbers and watermarks."""
    kept, at = [], 0
    for start, end in page.furniture:
        kept.append(page.text[at:start])
        at = end
    return "".join([*kept, page.text[at:]])


def _words_by(reader: Callable[[bytes, str], str], content: bytes, password: str) -> _Words | None:
    try:
        return words_of(reader(content, password))
    except Exception:  # whatever another reader may raise on a damaged file: its row says that it found nothing
        return None


def _by_pdfplumber(content: bytes, password: str) -> str:
    import pdfplumber

    with pdfplumber.open(BytesIO(content), password=password) as document:
        return "\n".join(page.extract_text() for page in document.pages[:PAGES])


def _by_pypdf(content: bytes, password: str) -> str:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    document = importlib.import_module("pypdf").PdfReader(BytesIO(content), password=password or None)
    return "\n".join(page.extract_text() for page in document.pages[:PAGES])


OTHERS: dict[str, Callable[[bytes, str], str]] = {"pdfplumber": _by_pdfplumber}
if importlib.util.find_spec("pypdf"):
    OTHERS["pypdf"] = _by_pypdf
