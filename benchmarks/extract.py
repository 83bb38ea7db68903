"""How fast and how true files are read: ours beside pdfplumber, and pypdf where it is installed, in one run.

    python benchmarks/extract.py [FOLDER] [--quick] [--json]

Speed is that of PDF pages with a text layer. Ours includes words with boxes, paragraphs, ruled tables, redactions and
the search for hidden words; pdfplumber's is `extract_text()`, `extract_words()` and `extract_tables()`. Of a file that
takes pdfplumber long, both read only the pages that it managed within its time; what either loads once is not timed.
Seconds are the processor's, of one process, so that other work on the machine changes them little.

Of a folder with a `manifest.csv`, each kind's words follow, of the first five pages of a file. `--quick` gives speed a
third of its time and leaves out files over 400 kB.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.collection import OTHERS, File, Kind, by_kind, read_collection
from benchmarks.words import f1
from corpus.errors import UnreadableFile
from extractors.pdf import open_pdf, read_page
from extractors.place import Place
from extractors.tables import find_tables

FOLDER = Path(__file__).parents[1].parent / "shared" / "files"
SECONDS_A_FILE = 8.0
SECONDS_IN_ALL = 150.0
READERS = ("ours", "pdfplumber", "pypdf")


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
class Result:
    """The speed of reading PDF; `not_read` are files that either reader refuses."""

    speed: dict[str, Speed | None]
    files: int
    not_read: list[str]
    not_reached: list[str]


def measure_speed(folder: Path, seconds: float = SECONDS_IN_ALL) -> Result:
    """Read the PDFs of a folder with both readers, for at most about so many seconds."""
    timings: list[Timing] = []
    not_read, not_reached = [], []
    files = sorted(folder.glob("*.pdf"))
    _warm_up(files)
    ends = time.perf_counter() + seconds
    for file in files:
        if time.perf_counter() > ends:
            not_reached.append(file.name)
            continue
        try:
            timings += _timed(file, SECONDS_A_FILE * seconds / SECONDS_IN_ALL)
        except (UnreadableFile, PlumberFailed):
            not_read.append(file.name)
    kinds = {
        "all pages": timings,
        "with ruled tables": [timing for timing in timings if timing.has_table],
        "without": [timing for timing in timings if not timing.has_table],
    }
    return Result({kind: _speed(chosen) for kind, chosen in kinds.items()}, len(files), not_read, not_reached)


class PlumberFailed(Exception):
    """pdfplumber raised an error on a file."""


def _warm_up(files: Sequence[Path]) -> None:
    """Have either reader read a page untimed: what they load once, they load now."""
    for file in files[:3]:
        with suppress(UnreadableFile, PlumberFailed):
            list(_by_us(file.read_bytes(), 1))
            next(_by_pdfplumber(file.read_bytes(), 1.0), None)


def _timed(file: Path, seconds: float) -> list[Timing]:
    """Return the times of the pages with a text layer that both have read."""
    content = file.read_bytes()
    tables = list(_has_tables(content))
    theirs = list(_by_pdfplumber(content, seconds))
    ours = list(_by_us(content, len(theirs)))
    return [
        Timing(file.name, i + 1, has_table, our_seconds, their_seconds)
        for i, (has_table, (our_seconds, is_native), their_seconds) in enumerate(
            zip(tables, ours, theirs, strict=False)
        )
        if is_native
    ]


def _has_tables(content: bytes) -> Iterator[bool]:
    with open_pdf(content) as document:
        for page in document:
            yield bool(find_tables(page, Place.of(page)))


def _by_us(content: bytes, pages: int) -> Iterator[tuple[float, bool]]:
    """Yield each page's seconds, and whether it has a text layer to read; the first one's include opening the file."""
    started = time.process_time()
    with open_pdf(content) as document:
        for i in range(pages):
            page, is_read = read_page(document[i], i + 1)
            yield time.process_time() - started, is_read and bool(page.text)
            started = time.process_time()


def _by_pdfplumber(content: bytes, seconds: float) -> Iterator[float]:
    """Yield the same of pdfplumber, until its time for a file is over."""
    import pdfplumber

    ends = time.perf_counter() + seconds
    started = time.process_time()
    try:
        with pdfplumber.open(BytesIO(content)) as document:
            for page in document.pages:
                page.extract_text()
                page.extract_words()
                page.extract_tables()
                page.close()
                yield time.process_time() - started
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


def _print_speed(result: Result) -> None:
    print("| PDF pages | read | ours, pages/s | pdfplumber, pages/s | ratio |")
    print("|---|---|---|---|---|")
    for kind, speed in result.speed.items():
        if speed:
            figures = f"{speed.ours_per_s:.1f} | {speed.pdfplumber_per_s:.1f} | {speed.ratio:.1f}x"
            print(f"| {kind} | {speed.pages} | {figures} |")
    print(f"\n{result.files} PDF files; not read by one or both: {', '.join(result.not_read) or 'none'}")
    if result.not_reached:
        print(f"not reached in the time: {', '.join(result.not_reached)}")


def _print_truth(files: Sequence[File]) -> None:
    """Print a line for each file with a ground truth."""
    print("\n| words as in the ground truth, F1 | ours | without running heads | pdfplumber | pypdf |")
    print("|---|---|---|---|---|")
    for file in files:
        if file.truth is not None:
            found = {reader: f1(words, file.truth) for reader, words in file.others.items() if words is not None}
            others = " | ".join(_cell(reader, found.get(reader)) for reader in READERS[1:])
            print(f"| {file.name} | {f1(file.ours, file.truth):.3f} | {f1(file.body, file.truth):.3f} | {others} |")


def _print_kinds(kinds: Sequence[Kind]) -> None:
    """Print a line for each kind of file; F1 is the mean of the files with a ground truth."""
    heads = "kind | files | outcomes | F1, ours | without running heads | pdfplumber | pypdf"
    heads += " | words, ours | pdfplumber | pypdf | in common with pdfplumber | with pypdf"
    print(f"\n| {heads} |")
    print("|" + "---|" * 12)
    for kind in kinds:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(kind.outcomes.items()))
        figures = [_cell(reader, kind.truth_f1.get(reader)) for reader in ("ours", "body", *READERS[1:])]
        figures += [_cell(reader, kind.words.get(reader)) for reader in READERS]
        figures += [_cell(reader, kind.agreement.get(reader)) for reader in READERS[1:]]
        print(f"| {kind.kind} | {kind.files} | {outcomes} | {' | '.join(figures)} |")


def _cell(reader: str, figure: float | None) -> str:
    """Return a figure for a table; where there is none, why."""
    if figure is None:
        return "not installed" if reader in READERS[1:] and reader not in OTHERS else "-"
    return f"{figure:,}" if isinstance(figure, int) else f"{figure:.3f}"


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="a folder of PDFs, or of a manifest.csv")
    parser.add_argument("--quick", action="store_true", help="less of it, in about a third of the time")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    speed = measure_speed(options.folder, SECONDS_IN_ALL / 3 if options.quick else SECONDS_IN_ALL)
    is_listed = (options.folder / "manifest.csv").is_file()
    files, left_out = read_collection(options.folder, options.quick) if is_listed else ([], [])
    if options.json:
        kinds = [asdict(kind) for kind in by_kind(files)]
        print(json.dumps({**asdict(speed), "kinds": kinds, "left_out": left_out}, indent=1))
        return
    _print_speed(speed)
    if files:
        _print_truth(files)
        _print_kinds(by_kind(files))
    if left_out:
        print(f"\nleft out to be quick: {', '.join(left_out)}")


if __name__ == "__main__":
    main()
