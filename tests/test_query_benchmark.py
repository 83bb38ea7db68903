"""The benchmark of questions, run small: its store is a sound one, and both ways of asking find the same."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.made_store import PHRASES, Size, make_store, vocabulary
from benchmarks.query import PHRASE, Result, lines, measure
from corpus.store import open_store
from tests.corpus.made_units import contents

SIZE = Size(passages=1_200, mentions=1_500)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("w") / "minuted.sqlite"
    make_store(database, SIZE)
    return database


@pytest.fixture(scope="module")
def result(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return measure(database, SIZE, repeats=2, folder=tmp_path_factory.mktemp("peers"))


def test_a_made_store_holds_what_was_asked_and_every_quotation(database: Path) -> None:
    with open_store(database) as store:
        assert store.verify() == []
        summary = store.summary()
    assert (summary.mentions, summary.pages) == (SIZE.mentions, SIZE.pages)


def test_one_seed_makes_one_store(database: Path, tmp_path: Path) -> None:
    again, other = tmp_path / "again.sqlite", tmp_path / "other.sqlite"
    make_store(again, SIZE)
    make_store(other, SIZE, seed=2)
    assert contents(again) == contents(database)
    assert contents(other) != contents(database)


def test_the_words_are_of_the_field_first() -> None:
    words = vocabulary(20_000)
    assert len(set(words)) == 20_000
    assert {"the", "review", "board"} < set(words[:100])


def test_ten_questions_are_asked_and_two_peers_agree(result: Result) -> None:
    assert len(result.questions) == 10
    assert {peer.question for peer in result.peers} == {"search: a phrase", "count: month x reason x body"}
    assert all(0 < each.median_s <= each.p95_s for each in result.questions)
    assert PHRASE.strip('"') in PHRASES[0]
    empty = [each.question for each in result.questions if not each.answer]
    assert empty in ([], ["search: OR, NOT, one body since a date"])  # one body of 150 may have no page in so few


def test_the_table_names_every_question(result: Result) -> None:
    printed = "\n".join(lines(result))
    assert all(name in printed for name in (each.question for each in result.questions))
    assert asdict(result)["passages"] == 1_200


@pytest.mark.slow
def test_the_benchmark_runs_as_a_command(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "benchmarks" / "query.py"
    store = tmp_path / "kept.sqlite"
    sizes = ("--passages", "400", "--mentions", "400", "--repeats", "1")
    asked = [sys.executable, str(script), *sizes, "--store", str(store)]
    for _ in range(2):  # made, then taken
        ended = subprocess.run(asked, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.startswith("400 passages on 20 pages, 400 mentions")
