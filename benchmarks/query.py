"""How fast a large store answers: ten questions on one core, beside two peers in the same run.

    python benchmarks/query.py [--passages N] [--mentions N] [--store FILE] [--repeats N] [--seed N] [--json]

The store is made up (`made_store.py`): a million passages on 50,000 pages and a million mentions take some minutes and
2 GB. `--store` keeps it, and takes one that is there. Each question is asked as the command asks it, opening the store
anew, in an order that turns round the questions; seconds are the processor's, of one process, so that other work on
the machine changes them little. What is made once after each publishing (the columns that are counted by) is timed by
itself. Peers: a scan with LIKE for the phrase, and pandas on the columns as Parquet for the groups.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.made_store import Size, make_store
from corpus.query import Filters, group
from corpus.search import PageFilters, search
from corpus.store import open_store, read_only

PHRASE = '"criteria for a serious case review were not met"'
GROUPING = ("month", "reason", "body")
_COLUMNS = (
    "SELECT coalesce(meeting_date, document_date) AS date, reason_code, body, mention_id, decision_id, document_id"
)


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the processor that a question took."""

    question: str
    median_s: float
    p95_s: float
    first_s: float  # with nothing of the store in memory of the process yet
    answer: int  # pages, rows or quotations


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured: the questions, the peers' answers to two of them, and what is made once."""

    passages: int
    mentions: int
    pages: int
    size_mb: float
    questions: list[Timing]
    peers: list[Timing]
    columns_made_s: float
    times_faster: dict[str, float]


def questions(database: Path) -> dict[str, Callable[[], int]]:
    """Return the ten questions by their names; each answers with how much it found."""
    with read_only(database) as connection:
        middle = "SELECT mention_id FROM mentions LIMIT 1 OFFSET (SELECT count(*) / 2 FROM mentions)"
        mention_id = connection.execute(middle).fetchone()[0]
        (body,) = connection.execute("SELECT body FROM documents ORDER BY document_id LIMIT 1").fetchone()

    def pages(asked: str, **filters: object) -> Callable[[], int]:
        return lambda: search(database, asked, PageFilters(**filters)).total  # type: ignore[arg-type]

    def one_mention() -> int:
        with open_store(database) as store:
            return len(store.mention(mention_id).mention.evidence)

    some = {"body": body[:12], "since": "2010-06", "kinds": ("minutes",)}
    return {
        "search: two words": pages("review cost"),
        "search: a phrase": pages(PHRASE),
        "search: words near each other": pages("NEAR(cost review, 4)"),
        "search: beginnings of words": pages("pathol* OR budg*"),
        "search: the commonest word": pages("the"),
        "search: OR, NOT, one body since a date": pages("(review OR cost) NOT agency", **some),
        "search: on pages with a code": pages("agency", reasons=("publicity",)),
        "count: month x reason x body": lambda: len(group(database, Filters(), GROUPING)),
        "count: decisions by year and status": lambda: len(group(database, Filters(), ("year", "status"))),
        "open: one mention with its evidence": one_mention,
    }


def peers(database: Path, folder: Path) -> dict[str, Callable[[], int]]:
    """Return what others do for two of the questions, under their names."""
    import pandas as pd

    parquet = folder / "columns.parquet"
    with read_only(database) as connection:
        pd.read_sql_query(f"{_COLUMNS} FROM analysis", connection).to_parquet(parquet)
    like = f"%{PHRASE.strip(chr(34))}%"

    def scan() -> int:
        with read_only(database) as connection:
            return len(connection.execute("SELECT page_id FROM pages WHERE text LIKE ?", (like,)).fetchall())

    def by_pandas() -> int:
        frame = pd.read_parquet(parquet)
        frame["month"] = frame["date"].where(frame["date"].str.len() >= 7).str[:7]
        found = frame.groupby(["month", "reason_code", "body"], dropna=False, observed=True).agg(
            mentions=("mention_id", "count"), decisions=("decision_id", "nunique"), documents=("document_id", "nunique")
        )
        return len(found)

    return {"search: a phrase": scan, "count: month x reason x body": by_pandas}


def measure(database: Path, size: Size, repeats: int, folder: Path) -> Result:
    """Ask each question so many times, in turns."""
    (database.parent / "cache" / "tally.npz").unlink(missing_ok=True)
    started = time.process_time()
    group(database, Filters(), ["year"])
    made_s = time.process_time() - started
    timings = _timed(questions(database), repeats)
    others = _timed(peers(database, folder), max(3, repeats // 10))
    ours = {timing.question: timing for timing in timings}
    ratios = {other.question: round(other.median_s / ours[other.question].median_s, 1) for other in others}
    for other in others:
        if other.answer != ours[other.question].answer:
            raise SystemExit(f"{other.question}: {other.answer:,} by the peer, {ours[other.question].answer:,} by us")
    with closing(sqlite3.connect(database)) as connection:
        (pages,) = connection.execute("SELECT count(*) FROM pages").fetchone()
    size_mb = round(database.stat().st_size / 1e6, 1)
    return Result(size.passages, size.mentions, pages, size_mb, timings, others, round(made_s, 2), ratios)


def _timed(asked: dict[str, Callable[[], int]], repeats: int) -> list[Timing]:
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    answers: dict[str, int] = {}
    for _ in range(repeats):
        for name, ask in asked.items():
            started = time.process_time()
            answers[name] = ask()
            seconds[name].append(time.process_time() - started)
    return [_summed(name, held, answers[name]) for name, held in seconds.items()]


def _summed(name: str, seconds: Sequence[float], answer: int) -> Timing:
    p95 = sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    return Timing(name, round(statistics.median(seconds), 4), round(p95, 4), round(seconds[0], 4), answer)


def lines(result: Result) -> list[str]:
    """Return the result as a table for people."""
    head = f"{result.passages:,} passages on {result.pages:,} pages, {result.mentions:,} mentions"
    row = "{:<38}{:>10}{:>10}{:>10}{:>12}"
    table = [
        f"{head}, {result.size_mb:,.0f} MB",
        "",
        row.format("question (ms of the processor)", "median", "p95", "first", "found"),
    ]
    for each in result.questions:
        milliseconds = (f"{1000 * value:,.1f}" for value in (each.median_s, each.p95_s, each.first_s))
        table.append(row.format(each.question, *milliseconds, f"{each.answer:,}"))
    searches = [each.median_s for each in result.questions if each.question.startswith("search")]
    table += ["", f"median of the searches: {1000 * statistics.median(searches):,.1f} ms"]
    names = {"search: a phrase": "a scan with LIKE", "count: month x reason x body": "pandas on Parquet"}
    for peer in result.peers:
        ratio = result.times_faster[peer.question]
        table.append(
            f"{peer.question}: {names[peer.question]} takes {1000 * peer.median_s:,.1f} ms, {ratio:g} times as long"
        )
    return [*table, f"made once after each publishing, to count by: {result.columns_made_s:,.1f} s"]


def main() -> None:
    """Make or take a store, ask, and print."""
    parser = argparse.ArgumentParser(description="How fast a large store answers.")
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, help="keep the store in this file, or take the one that is there")
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one core
    size = Size(given.passages, given.mentions)
    with tempfile.TemporaryDirectory() as folder:
        database = given.store or Path(folder) / "minuted.sqlite"
        if not database.exists():
            started = time.monotonic()
            make_store(database, size, given.seed)
            sys.stderr.write(f"made in {time.monotonic() - started:,.0f} s\n")
        result = measure(database, size, given.repeats, Path(folder))
    print(json.dumps(asdict(result)) if given.json else "\n".join(lines(result)))


if __name__ == "__main__":
    main()
