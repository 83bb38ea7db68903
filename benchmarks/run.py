"""How fast `minuted run` is, what memory it takes, and what share of its time is orchestration.

Beside it, in the same run, a plain peer: the same functions one after the other in one process, without Prefect,
worker processes or sandbox.

    python benchmarks/run.py --documents 500
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.made_documents import docx, html, minutes_pdf

COMMAND = Path(sys.executable).with_name("minuted")
_SAMPLE_EVERY_S = 0.1
_PARAGRAPHS = (
    "The panel considered the case of child {n}. It was agreed that there would be no serious case review.",
    "The fees of an author for child {n} had been quoted, and partners would not pay this. No review will be held.",
    "The action plan was noted. {n} schools have yet to make their return, and a reminder has gone to each of them.",
    "It was decided not to initiate a serious case review of child {n}, since the criteria were not met.",
)


def make_release(folder: Path, documents: int, seed: int = 1) -> int:
    """Write made documents (of ten, seven PDFs of 1 to 8 pages, two in Word, one web page); return all bytes."""
    chance = random.Random(seed)
    for number in range(documents):
        paragraphs = [
            chance.choice(_PARAGRAPHS).format(n=chance.randint(1, 9999)) for _ in range(chance.randint(5, 60))
        ]
        match number % 10:
            case 7 | 8:
                name, content = "letter.docx", docx(paragraphs)
            case 9:
                name, content = "statement.html", html(f"Statement {number}", paragraphs)
            case _:
                name, content = "minutes.pdf", minutes_pdf(chance.randint(1, 8), seed=number)
        (folder / f"{number:05}_{name}").write_bytes(content)
    return sum(path.stat().st_size for path in folder.iterdir())


def measured(command: Sequence[str | Path]) -> tuple[dict[str, Any], float, int]:
    """Run a command that prints a JSON object; return the object, wall seconds and the highest memory in bytes.

    Memory is the sum of the resident sets of the process and all beneath it, sampled ten times a second; pages that
    processes share are counted once for each.
    """
    start, peak = time.perf_counter(), 0
    with tempfile.TemporaryFile() as said:  # a file, since nobody empties a pipe meanwhile
        process = subprocess.Popen([str(word) for word in command], stdout=said)
        while process.poll() is None:
            peak = max(peak, tree_bytes(process.pid))
            time.sleep(_SAMPLE_EVERY_S)
        wall_s = time.perf_counter() - start
        said.seek(0)
        if process.returncode:
            sys.exit(f"{command[0]} ended with {process.returncode}")
        report: dict[str, Any] = json.loads(said.read())
    return report, wall_s, peak


def tree_bytes(root: int) -> int:
    """Return the resident bytes of a process and of all that descend from it."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
                pages[int(place.name)] = int((place / "statm").read_text().split()[1])
            except (OSError, IndexError):  # it has ended since it was listed
                continue
    tree, waiting = set[int](), [root]
    while waiting:
        tree.add(pid := waiting.pop())
        waiting += [child for child, parent in parents.items() if parent == pid]
    return sum(pages.get(pid, 0) for pid in tree) * os.sysconf("SC_PAGE_SIZE")


def plain(release: Path, workspace: Path) -> dict[str, Any]:
    """Read, code and publish one file after the other in this process; return counts and seconds by stage."""
    from corpus.codebook import load_codebook
    from corpus.store import KnownCode, Unit, Versions, open_store
    from corpus.table import write_table
    from extractors.reading import read_file
    from flows.shards import code_all
    from models.classifier import load_classifier
    from models.coder import Coder

    clock = [time.perf_counter()]
    seconds: dict[str, float] = {}

    def done(stage: str) -> None:
        clock.append(time.perf_counter())
        seconds[stage] = seconds.get(stage, 0.0) + clock[-1] - clock[-2]

    codebook = load_codebook()
    coder = Coder(codebook, load_classifier())
    done("loading")
    units = []
    for path in sorted(release.iterdir()):
        received = read_file(path, path.name)
        done("reading")
        coded = code_all(received, coder)
        done("coding")
        units.append(Unit(str(path), release.name, path.name, tuple(received), coded))
    workspace.mkdir()
    with open_store(workspace / "minuted.sqlite", create=True) as store:
        codes: list[KnownCode] = [*codebook.codes, *codebook.sentinels]
        store.publish(units, under=[str(release)], keep=set(), versions=Versions("0", "0", "0"), codebook=codes)
        mentions = store.summary().mentions
    done("publishing")
    write_table(workspace / "minuted.sqlite", workspace / "table")
    done("table")
    return {"documents": len(units), "mentions": mentions, "seconds": seconds}


def orchestration(seconds: Mapping[str, float], wall_s: float, workers: int) -> float:
    """Return the share of the wall time in which nothing was read, coded or published, in [0, 1].

    Reading and coding go on in all workers at once: their part of the wall time is their sum over the workers.
    """
    work_s = (seconds["reading_cpu"] + seconds["coding_cpu"]) / workers + seconds["publishing"] + seconds["table"]
    return max(0.0, 1 - work_s / wall_s)


def compare(documents: int, workers: int) -> dict[str, Any]:
    """Return the figures of both ways over the same made release."""
    with tempfile.TemporaryDirectory() as folder:
        release, first = Path(folder) / "release", Path(folder) / "one.txt"
        release.mkdir()
        size_bytes = make_release(release, documents)
        first.write_text("A letter, so that Prefect's database is made before the clock starts.")
        measured([COMMAND, "run", first, "-w", Path(folder) / "first", "--json"])
        run, run_s, run_bytes = measured(
            [COMMAND, "run", release, "-w", Path(folder) / "run", "--workers", str(workers), "--json"]
        )
        again, again_s, _ = measured([COMMAND, "run", release, "-w", Path(folder) / "run", "--json"])
        peer, peer_s, peer_bytes = measured([sys.executable, __file__, "--plain", release, Path(folder) / "plain"])
    if not run["mentions"] == again["mentions"] == peer["mentions"]:
        sys.exit(f"the ways differ: {run['mentions']}, {again['mentions']} and {peer['mentions']} mentions")
    return {
        "documents": documents,
        "megabytes": round(size_bytes / 1e6, 1),
        "pages": run["pages"],
        "mentions": run["mentions"],
        "workers": workers,
        "run": {
            "documents_per_s": round(documents / run_s, 2),
            "wall_s": round(run_s, 2),
            "peak_mb": round(run_bytes / 1e6),
            "orchestration_share": round(orchestration(run["seconds"], run_s, workers), 3),
            "seconds": run["seconds"],
            "second_run_s": round(again_s, 2),
        },
        "plain": {
            "documents_per_s": round(documents / peer_s, 2),
            "wall_s": round(peer_s, 2),
            "peak_mb": round(peer_bytes / 1e6),
            "seconds": {stage: round(value, 2) for stage, value in peer["seconds"].items()},
        },
        "ratio": round(peer_s / run_s, 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plain", nargs=2, type=Path, metavar=("RELEASE", "WORKSPACE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.plain:
        print(json.dumps(plain(*options.plain)))
        return
    found = compare(options.documents, options.workers)
    if options.json:
        print(json.dumps(found))
        return
    run, peer = found["run"], found["plain"]
    print(
        f"{found['documents']} documents, {found['pages']} pages, {found['megabytes']} MB, {found['mentions']} mentions"
    )
    print(f"{'':<34}{'minuted run':>14}{'plain, 1 process':>18}")
    for name in ("documents_per_s", "wall_s", "peak_mb"):
        print(f"{name:<34}{run[name]:>14}{peer[name]:>18}")
    print(f"{'workers':<34}{found['workers']:>14}{1:>18}")
    print(f"{'orchestration, share of wall time':<34}{run['orchestration_share']:>14.1%}")
    print(f"{'second run over the same, s':<34}{run['second_run_s']:>14}")
    print(f"minuted run is {found['ratio']} times as fast as the plain process")
    print("seconds by stage:", ", ".join(f"{stage} {value}" for stage, value in run["seconds"].items()))
    print("           plain:", ", ".join(f"{stage} {value}" for stage, value in peer["seconds"].items()))


if __name__ == "__main__":
    main()
