from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from corpus.store import open_store
from tests.corpus.made_units import new_store, publish, unit


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(
            store, unit("/foi/r/a.txt", "No review because of budget.", "Naïve 𝒜 press."), unit("/foi/r/b.txt", "Two.")
        )
    return database


def test_a_sound_store_has_no_problems(database: Path) -> None:
    with open_store(database) as store:
        assert store.verify() == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE pages SET text = 'x' || text WHERE page = 1", "the page does not say 'No review because of budget.'"),
        ("UPDATE evidence SET char_end = char_start, quotation = ''", "the page does not say ''"),
        ("UPDATE evidence SET page = 9 WHERE page = 1", "refers to a row of pages that is not there"),
        ("DELETE FROM pages", "refers to a row of pages that is not there"),
        ("DELETE FROM evidence WHERE mention_id IS NOT NULL", "has no quotation"),
        ("UPDATE mentions SET quote = 'other words'", "differs from its first quotation"),
        ("UPDATE ledger SET outcome = 'read' WHERE source_name = 'a.txt'", "was read but never coded"),
        ("UPDATE ledger SET outcome = 'corrupt' WHERE source_name = 'a.txt'", "has another outcome than its document"),
        (
            "UPDATE ledger SET outcome = 'duplicate' WHERE source_name = 'a.txt'",
            "is a copy of a file that is no",
        ),
        ("UPDATE documents SET outcome = 'coded'", "is coded without a mention"),
        ("DELETE FROM ledger WHERE source_name = 'b.txt'", "is held by none or several first files"),
    ],
)
def test_what_does_not_hold_is_said(database: Path, damage: str, said: str) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute(damage)
    with open_store(database) as store:
        assert any(problem.what.startswith(said) for problem in store.verify()), store.verify()
