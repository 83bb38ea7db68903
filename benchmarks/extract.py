"""How fast and how true PDF is read: `extractors.pdf` beside plain pdfplumber, on the same pages in one run.

    python benchmarks/extract.py [FOLDER] [--json]

Ours includes words with boxes, paragraphs, ruled tables and the search for hidden words; pdfplumber's is
`extract_text()` and `extract_words()`. Of a file that takes pdfplumber long, both read only the pages that it managed
within its time. Seconds are the processor's, of one process, so that other work on the machine changes them little.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from corpus.errors import UnreadableFile
from extractors.pdf import open_pdf, read_page
from extractors.place import Place
from extractors.tables import find_tables

FOLDER = Path(__file__).parents[1].parent / "shared" / "files"
SECONDS_A_FILE = 8.0
SECONDS_IN_ALL = 150.0
TRUTH = (".gt.md", ".gt.txt")


@dataclass(frozen=True, slots=True)
class Timing:
    """One page, read twice: processor seconds of either reader."""

    file: str
    number: int
    has_table: bool
    ours_s: float
    pdfplumber_s: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Pages a second of both readers on the same pages."""

    pages: int
    ours_per_s: float
    pdfplumber_per_s: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of words in common with a file's ground truth (F1 of the bags of words)."""

    file: str
    ours_f1: float
    pdfplumber_f1: float


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run measured; `not_read` are files that either reader refuses."""

    speed: dict[str, Speed | None]
    accuracy: list[Accuracy]
    files: int
    not_read: list[str]
    not_reached: list[str]


def measure(folder: Path) -> Result:
    """Read the PDFs of a folder with both readers, for at most about 150 seconds."""
    timings: list[Timing] = []
    accuracy: list[Accuracy] = []
    not_read, not_reached = [], []
    files = sorted(folder.glob("*.pdf"))
    ends = time.perf_counter() + SECONDS_IN_ALL
    for file in files:
        if time.perf_counter() > ends:
            not_reached.append(file.name)
            continue
        try:
            pages, ours, theirs = _read_twice(file)
        except (UnreadableFile, PlumberFailed):
            not_read.append(file.name)
            continue
        timings += pages
        truth = next((path for ending in TRUTH if (path := Path(f"{file}{ending}")).exists()), None)
        if truth:
            words = _words(truth.read_text())
            accuracy.append(Accuracy(file.name, f1(_words(ours), words), f1(_words(theirs), words)))
    kinds = {
        "all pages": timings,
        "with ruled tables": [timing for timing in timings if timing.has_table],
        "without": [timing for timing in timings if not timing.has_table],
    }
    speed = {kind: _speed(chosen) for kind, chosen in kinds.items()}
    return Result(speed, accuracy, len(files), not_read, not_reached)


class PlumberFailed(Exception):
    """pdfplumber raised an error on a file."""


def _read_twice(file: Path) -> tuple[list[Timing], str, str]:
    """Return the times of the pages that both have read, and the text of either."""
    content = file.read_bytes()
    tables = list(_has_tables(content))
    theirs = list(_by_pdfplumber(content))
    ours = list(_by_us(content, len(theirs)))
    timings = [
        Timing(file.name, i + 1, has_table, seconds, their_seconds)
        for i, (has_table, (seconds, _), (their_seconds, _)) in enumerate(zip(tables, ours, theirs, strict=False))
    ]
    return timings, "\n".join(text for _, text in ours), "\n".join(text for _, text in theirs)


def _has_tables(content: bytes) -> Iterator[bool]:
    with open_pdf(content) as document:
        for page in document:
            yield bool(find_tables(page, Place.of(page)))


def _by_us(content: bytes, pages: int) -> Iterator[tuple[float, str]]:
    """Yield the seconds and the text of each page; the first one's include opening the file."""
    started = time.process_time()
    with open_pdf(content) as document:
        for i in range(pages):
            page, _ = read_page(document[i], i + 1)
            yield time.process_time() - started, page.text
            started = time.process_time()


def _by_pdfplumber(content: bytes) -> Iterator[tuple[float, str]]:
    """Yield the same of pdfplumber, until its time for a file is over."""
    import pdfplumber

    ends = time.perf_counter() + SECONDS_A_FILE
    started = time.process_time()
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            for page in document.pages:
                text = page.extract_text()
                page.extract_words()
                page.close()
                yield time.process_time() - started, text
                started = time.process_time()
                if time.perf_counter() > ends:
                    return
    except Exception as error:  # whatever it may raise on a file that is damaged
        raise PlumberFailed from error


def _speed(timings: Sequence[Timing]) -> Speed | None:
    if not timings:
        return None
    ours = len(timings) / sum(timing.ours_s for timing in timings)
    theirs = len(timings) / sum(timing.pdfplumber_s for timing in timings)
    return Speed(len(timings), ours, theirs, ours / theirs)


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    """Return twice the words in common over the words of both, each counted as often as it occurs; in [0, 1]."""
    both = found.total() + wanted.total()
    return 2 * (found & wanted).total() / both if both else 1.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _print(result: Result) -> None:
    print(f"{'':20} {'pages':>6} {'ours/s':>8} {'pdfplumber/s':>13} {'ratio':>7}")
    for kind, speed in result.speed.items():
        if speed:
            figures = f"{speed.pages:6} {speed.ours_per_s:8.1f} {speed.pdfplumber_per_s:13.1f} {speed.ratio:6.1f}x"
            print(f"{kind:20} {figures}")
    if result.accuracy:
        print(f"\n{'words as in the ground truth, F1':50} {'ours':>6} {'pdfplumber':>11}")
    for each in result.accuracy:
        print(f"{each.file:50} {each.ours_f1:6.3f} {each.pdfplumber_f1:11.3f}")
    print(f"\n{result.files} files; not read by one or both: {', '.join(result.not_read) or 'none'}")
    if result.not_reached:
        print(f"not reached within {SECONDS_IN_ALL:g} s: {', '.join(result.not_reached)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", nargs="?", type=Path, default=FOLDER, help="a folder of PDFs, with X.pdf.gt.md beside"
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    result = measure(options.folder)
    if options.json:
        print(json.dumps(asdict(result), indent=1))
    else:
        _print(result)


if __name__ == "__main__":
    main()
