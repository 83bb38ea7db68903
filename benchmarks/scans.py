"""How true and how fast scans are read: `extractors.ocr` beside plain Tesseract on the same pictures, in one run.

    python benchmarks/scans.py [--pages 2] [--json]

The scans are made (`tests/made_scans.py`): ten kinds at 200 and 300 dots an inch, from seeds that nothing was tuned on
(1000 and up; tuning took seeds below 100). Plain Tesseract is given the picture as it is, and asked for its text only.
Speed is of 300-dot clean and JPEG pages, each process held to one processor: one of ours, one of plain Tesseract,
then two of ours at once.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.words import word_f1
from extractors.ocr import Scan, read_scans
from tests.made_scans import HEIGHT, KINDS, WIDTH, MadeScan, made_scan

if TYPE_CHECKING:
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

FIRST_SEED = 1000
RESOLUTIONS = (200, 300)
SPEED_PAGES = 6
Reader = Callable[[Sequence[MadeScan]], list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How much of the words of a kind of scan is read, at either resolution (F1 of the bags of words)."""

    kind: str
    dpi: int
    pages: int
    ours_f1: float
    tesseract_f1: float
    low_quality: int  # pages that ours marks for a person


@dataclass(frozen=True, slots=True)
class Speed:
    """Pages a second of one process each, and what two of ours give of one's speed."""

    ours_per_s: float
    tesseract_per_s: float
    ratio: float
    two_workers: float


def ours(scans: Sequence[MadeScan]) -> list[str]:
    """Return the text that `extractors.ocr` reads of each scan."""
    return [page.text for page in read_scans(_as_scans(scans))]


def _as_scans(scans: Sequence[MadeScan]) -> list[Scan]:
    found = []
    for number, scan in enumerate(scans, 1):
        lies = scan.picture.width > scan.picture.height
        found.append(Scan(number, scan.picture, HEIGHT if lies else WIDTH, WIDTH if lies else HEIGHT))
    return found


def plain(scans: Sequence[MadeScan]) -> list[str]:
    """Return the text that Tesseract reads of each scan as it is."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import tesserocr

    data = Path(__file__).parents[1] / "extractors" / "tessdata"
    texts = []
    with tesserocr.PyTessBaseAPI(path=f"{data}/", lang="eng") as engine:
        for scan in scans:
            engine.SetImage(scan.picture)
            texts.append(engine.GetUTF8Text())
    return texts


def measure_kinds(pages: int) -> list[Kind]:
    """Return the figures of every kind and resolution, `pages` of each."""
    found = []
    for kind in KINDS:
        for dpi in RESOLUTIONS:
            scans = [made_scan(kind, FIRST_SEED + i, dpi) for i in range(pages)]
            read = list(read_scans(_as_scans(scans)))
            our_f1 = [word_f1(page.text, scan.text) for page, scan in zip(read, scans, strict=True)]
            their_f1 = [word_f1(text, scan.text) for text, scan in zip(plain(scans), scans, strict=True)]
            low = sum(page.is_low_quality for page in read)
            found.append(Kind(kind, dpi, pages, sum(our_f1) / pages, sum(their_f1) / pages, low))
    return found


def measure_speed() -> Speed:
    """Return how fast pages are read by a process held to one processor, and by two."""
    one, other = _pages_per_s(ours, 1), _pages_per_s(plain, 1)
    return Speed(one, other, one / other, _pages_per_s(ours, 2) / one)


def _pages_per_s(reader: Reader, workers: int) -> float:
    context = get_context("spawn")
    barrier, results = context.Barrier(workers), context.Queue()
    processes = [context.Process(target=_work, args=(reader, i, barrier, results)) for i in range(workers)]
    for process in processes:
        process.start()
    times = [results.get() for _ in processes]
    for process in processes:
        process.join()
    slowest: float = max(times)
    return workers * SPEED_PAGES / slowest


def _work(reader: Reader, processor: int, barrier: Barrier, results: Queue[float]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[processor]})
    kinds = ("clean", "jpeg")  # pages that plain Tesseract reads as well: what it misses, it has quickly
    scans = [made_scan(kinds[i % 2], FIRST_SEED + 100 * processor + i, 300) for i in range(SPEED_PAGES + 1)]
    reader(scans[:1])  # the engine is loaded
    barrier.wait()
    started = time.perf_counter()
    reader(scans[1:])
    results.put(time.perf_counter() - started)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2, help="pages of each kind and resolution (default: 2)")
    parser.add_argument("--json", action="store_true", help="print one object")
    options = parser.parse_args()
    kinds, speed = measure_kinds(options.pages), measure_speed()
    if options.json:
        print(json.dumps({"kinds": [asdict(kind) for kind in kinds], "speed": asdict(speed)}, indent=1))
        return
    print("| scan | dots an inch | pages | word F1, ours | plain Tesseract | marked for a person |")
    print("|---|---|---|---|---|---|")
    for kind in kinds:
        figures = f"{kind.ours_f1:.3f} | {kind.tesseract_f1:.3f} | {kind.low_quality}"
        print(f"| {kind.kind.replace('_', ' by ')} | {kind.dpi} | {kind.pages} | {figures} |")
    print(f"\nours {speed.ours_per_s:.2f} pages/s, plain Tesseract {speed.tesseract_per_s:.2f}: {speed.ratio:.2f}")
    print(f"two processes of ours: {speed.two_workers:.2f} times as fast as one")


if __name__ == "__main__":
    main()
