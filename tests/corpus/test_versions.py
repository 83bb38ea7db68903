"""What one version of a paper shows and another hides is stored, quoted from the version that shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corpus.records import CodedDocument, Document, Fingerprint, Page, Redaction, RedactionKind
from corpus.store import Store, Unit
from corpus.versions import MOST
from tests.corpus.made_units import contents, digest, new_store, publish, unit

SAID = "of the cost of an author from outside"
PAPER = (
    "Minutes of the panel held on Tuesday at County Hall. Members considered the case of a child who was brought to "
    f"hospital in June. It was agreed not to hold a review because {SAID}. The spring course was agreed by all."
)
MARK = "[redacted]"


@dataclass(frozen=True)
class Gap:
    shown_in: int
    page: int
    start: int
    end: int
    text: str
    manner: str = "redacted"
    hidden_page: int = 1
    exemption: str = "FOIA s.40(2)"


def find(first: Document, second: Document) -> Iterable[Gap]:
    """Find the words that are marked in one of two papers and shown in the other."""
    texts = [document.pages[0].text for document in (first, second)]
    for shown, hiding in ((0, 1), (1, 0)):
        if SAID in texts[shown] and MARK in texts[hiding]:
            start = texts[shown].index(SAID)
            yield Gap(shown, 1, start, start + len(SAID), SAID)
            yield Gap(shown, 1, 0, 7, "Minutes", "left_out", exemption="")


def version(name: str, text: str, *, group: str = "0" * 1024) -> Unit:
    """A paper whose MinHash makes it a candidate for a version of any other of its group; `[redacted]` is a mark."""
    made = unit(f"/foi/r/{name}", text)
    [line], [coded] = made.received, made.coded
    assert line.document
    start = text.find(MARK)
    marks = (Redaction(RedactionKind.WRITTEN, start, start + len(MARK)),) if start >= 0 else ()
    [page] = line.document.pages
    read = replace(line.document, pages=(replace(page, redactions=marks),))
    told: CodedDocument = replace(coded, fingerprint=Fingerprint(digest(text), group))
    return replace(made, received=(replace(line, document=read),), coded=(told,))


SHOWN, HIDDEN = version("a", PAPER), version("b", PAPER.replace(SAID, MARK))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path / "minuted.sqlite")


def compared(store: Store) -> list[tuple[object, ...]]:
    store.compare_versions(find, lambda *_: {})
    with closing(sqlite3.connect(store.database)) as connection:
        return connection.execute("""
            SELECT one.source_name, other.source_name, page, char_start, quote, hidden_page, manner, exemption
            FROM redaction_differences JOIN documents AS one USING (document_id)
            JOIN documents AS other ON other.document_id = hidden_in ORDER BY 1, 2, char_start""").fetchall()


def test_what_one_version_shows_and_another_hides_is_stored_once(store: Store) -> None:
    publish(store, SHOWN, HIDDEN)
    found = compared(store)
    assert found == [
        ("a", "b", 1, 0, "Minutes", 1, "left_out", None),
        ("a", "b", 1, PAPER.index(SAID), SAID, 1, "redacted", "FOIA s.40(2)"),
    ]
    before = contents(store.database)
    assert compared(store) == found
    assert contents(store.database) == before
    assert store.verify() == []


def test_the_number_of_passages_does_not_grow_with_the_versions_that_hide_them(store: Store) -> None:
    publish(store, SHOWN, HIDDEN, version("c", PAPER.replace(SAID, MARK) + " Signed."))
    assert store.compare_versions(find, lambda *_: {}) == 2


def test_papers_without_redactions_and_papers_of_other_groups_are_not_compared(store: Store) -> None:
    other = "Another paper altogether " + " ".join(f"with word {i} and {MARK}" for i in range(40))
    publish(store, SHOWN, version("c", PAPER.replace(SAID, "")), version("d", other, group="1" * 1024))
    assert compared(store) == []


def test_of_a_paper_bundled_with_others_only_what_is_marked_counts(store: Store) -> None:
    bundle = PAPER + " " + " ".join(f"Item {i} of another paper was taken as read." for i in range(60))
    publish(store, HIDDEN, version("c", bundle))
    assert [row[4] for row in compared(store)] == [SAID]


def test_rows_go_with_the_version_that_goes(store: Store) -> None:
    publish(store, SHOWN, HIDDEN)
    assert compared(store)
    publish(store, SHOWN)
    assert compared(store) == []


def test_many_versions_are_each_compared_with_the_first(store: Store) -> None:
    asked: list[tuple[str, str]] = []

    def noted(first: Document, second: Document) -> Iterable[Gap]:
        asked.append((first.document_id, second.document_id))
        return ()

    copies = [version(f"c{i}", PAPER.replace(SAID, MARK) + f" Copy {i}.") for i in range(MOST)]
    publish(store, SHOWN, *copies)
    store.compare_versions(noted, lambda *_: {})
    assert len(asked) == MOST
    assert {first for first, _ in asked} == {SHOWN.received[0].source.sha256}


def test_a_paper_whose_versions_have_not_changed_is_not_compared_again(store: Store) -> None:
    def nobody_asks(first: Document, second: Document) -> Iterable[Gap]:
        raise AssertionError(first.document_id)

    publish(store, SHOWN, HIDDEN)
    assert compared(store)
    other = [version(name, f"Another paper. {PAPER} {end}", group="1" * 1024) for name, end in (("c", ""), ("d", MARK))]
    publish(store, *other, keep=["/foi/r/a", "/foi/r/b"])
    with pytest.raises(AssertionError, match=r"\w{64}"):
        store.compare_versions(nobody_asks, lambda *_: {})
    publish(store, keep=["/foi/r/a", "/foi/r/b"])
    assert store.compare_versions(nobody_asks, lambda *_: {}) == 2


def test_running_heads_come_from_what_was_read(store: Store) -> None:
    seen: list[Page] = []

    def noted(first: Document, second: Document) -> Iterable[Gap]:
        seen.extend((first.pages[0], second.pages[0]))
        return ()

    publish(store, SHOWN, HIDDEN)
    store.compare_versions(noted, lambda key, document_id: {1: ((0, 7),)} if key == SHOWN.key else {})
    assert [page.furniture for page in seen] == [((0, 7),), ()]
    assert [len(page.redactions) for page in seen] == [0, 1]
