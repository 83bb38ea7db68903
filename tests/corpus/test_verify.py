from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.records import Document, Hidden, Hiding, Page, Passage, Redaction, RedactionKind
from corpus.store import open_store
from tests.corpus.made_units import coded, new_store, publish, received, unit


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(
            store, unit("/foi/r/a.txt", "No review because of budget.", "Naïve 𝒜 press."), unit("/foi/r/b.txt", "Two.")
        )
    return database


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """A store with a redaction, hidden text and a passage that runs over the end of its page."""
    pages = (
        Page(1, "It was agreed that [redacted] would be re-", hidden=(Hidden(Hiding.UNDER_BOX, 4),)),
        Page(2, "viewed in section 40(2) time. Closed."),
    )
    marks = (Redaction(RedactionKind.WRITTEN, 19, 29),)
    read = Document("d" * 64, "text/plain", (replace(pages[0], redactions=marks), pages[1]))
    over = Passage(
        1, 0, 42, "It was agreed that [redacted] would be reviewed in section 40(2) time.", "", ((2, 0, 29),)
    )
    given = replace(coded(read), passages=(over,), mentions=(), decisions=())
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(store, replace(unit("/foi/r/a.txt", "x"), received=(received("a.txt", read),), coded=(given,)))
    return database


def test_a_store_with_redactions_and_continued_passages_has_no_problems(marked: Path) -> None:
    with open_store(marked) as store:
        assert store.verify() == []
        assert store.summary().redactions == 1


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE passages SET continued_on = '[[2, 0, 9]]'", "it is not what stands at its places, joined"),
        ("UPDATE passages SET text = 'Other words.'", "it is not what stands at its places, joined"),
        ("DELETE FROM hidden_text", "has another number of hidden characters"),
        ("UPDATE hidden_text SET characters = 5", "has another number of hidden characters"),
        ("DELETE FROM redactions", "has another number of redactions"),
        ("UPDATE redactions SET char_end = 4000", "lies outside the text of its page"),
        ("UPDATE exemptions SET char_start = -1", "lies outside the text of its page"),
    ],
)
def test_what_does_not_hold_of_pages_is_said(marked: Path, damage: str, said: str) -> None:
    with sqlite3.connect(marked) as connection:
        assert connection.execute(damage).rowcount > 0
    with open_store(marked) as store:
        assert any(problem.what.startswith(said) for problem in store.verify()), store.verify()


def test_a_sound_store_has_no_problems(database: Path) -> None:
    with open_store(database) as store:
        assert store.verify() == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE pages SET text = 'x' || text WHERE page = 1", "the page does not say 'No review because of budget.'"),
        ("UPDATE evidence SET char_end = char_start, quotation = ''", "the page does not say ''"),
        (
            "INSERT INTO field_evidence "
            "SELECT 'f', document_id, decision_id, 'body', 'x', 1, page, 0, 4, 'wrong', NULL FROM evidence LIMIT 1",
            "the page does not say 'wrong'",
        ),
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
