from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import publish as publishing
from corpus.errors import WorkspaceError
from corpus.records import Box, CodedDocument, Hidden, Hiding, Outcome, Received
from corpus.store import Store, Unit, Versions
from tests.corpus.made_units import (
    CODEBOOK,
    VERSIONS,
    coded,
    contents,
    document,
    failed,
    new_store,
    publish,
    received,
    source,
    unit,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path / "minuted.sqlite")


def outcomes(store: Store) -> dict[str, str]:
    return {f"{line.release_id}/{line.source_name}": str(line.outcome) for line in store.ledger()}


def rows(store: Store, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(store.database) as connection:
        return connection.execute(statement).fetchall()


def test_publishing_replaces_what_is_under_the_paths_and_keeps_the_rest(store: Store) -> None:
    publish(store, unit("/foi/r/a", "A."), unit("/foi/r/b", "B."), unit("/foi/s/c", "C."))
    publish(store, unit("/foi/r/d", "D."), under=["/foi/r"], keep=["/foi/r/a"])
    assert sorted(store.published()) == ["/foi/r/a", "/foi/r/d", "/foi/s/c"]
    assert rows(store, "SELECT count(*) FROM documents") == [(3,)]
    assert store.verify() == []


def test_a_path_is_not_beneath_one_that_its_name_begins_with(store: Store) -> None:
    publish(store, unit("/foi/r/a", "A."), unit("/foi/r2/b", "B."))
    publish(store, under=["/foi/r"])
    assert list(store.published()) == ["/foi/r2/b"]


def test_a_unit_that_is_kept_is_not_touched(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No review because of budget."), unit("/foi/r/b", "B."))
    before = contents(store.database)
    # A write of the kept rows would fail: every table but those that hold no unit refuses it.
    with sqlite3.connect(store.database) as connection:
        for table in ("units", "ledger", "documents", "pages", "passages", "decisions", "mentions", "evidence"):
            for write in ("INSERT", "UPDATE", "DELETE"):
                stop = "BEGIN SELECT raise(ABORT, 'touched'); END"
                connection.execute(f"CREATE TRIGGER {write}_{table} BEFORE {write} ON {table} {stop}")
    publish(store, keep=["/foi/r/a", "/foi/r/b"])
    assert contents(store.database) == before


def test_a_unit_outside_the_paths_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="/foi/s/a lies under none of the paths"):
        publish(store, unit("/foi/s/a", "A."), under=["/foi/r"])
    assert store.published() == {}


def test_a_file_read_and_not_coded_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="a was read but not coded"):
        publish(store, replace(unit("/foi/r/a", "A."), coded=()))


def test_two_files_with_one_name_in_one_release_are_told_by_their_paths(store: Store) -> None:
    publish(store, unit("/foi/2009/minutes.txt", "A.", release="minutes"), under=["/foi/2009"])
    with pytest.raises(WorkspaceError, match=r"/foi/2009/minutes\.txt and /foi/2010/minutes\.txt"):
        publish(store, unit("/foi/2010/minutes.txt", "B.", release="minutes"), under=["/foi/2010"])
    with pytest.raises(WorkspaceError, match=r"/foi/2011/x and /foi/2012/x"):
        publish(store, unit("/foi/2011/x", "B.", release="x"), unit("/foi/2012/x", "C.", release="x"), under=["/foi"])
    assert list(store.published()) == ["/foi/2009/minutes.txt"]


def test_a_file_that_moved_within_the_paths_keeps_its_name(store: Store) -> None:
    publish(store, unit("/foi/old/a", "A.", release="r"))
    publish(store, unit("/foi/new/a", "A.", release="r"))
    assert list(store.published()) == ["/foi/new/a"]


def test_an_archive_that_holds_one_name_twice_has_a_line_for_each(store: Store) -> None:
    one, other = document("A."), document("B.")
    twice = (failed("a.zip", Outcome.CONTAINER), received("a.zip/x", one, parent="a.zip"), received("a.zip/x", other))
    publish(store, replace(unit("/foi/r/a.zip", "x"), received=twice, coded=(coded(one), coded(other))))
    assert [line.source_name for line in store.ledger()] == ["a.zip", "a.zip/x", "a.zip/x"]
    assert store.verify() == []


def test_the_first_copy_in_order_of_names_is_coded_whatever_the_order_of_processing(store: Store) -> None:
    units = [unit(f"/foi/r/{name}", "No review because of budget.") for name in "cab"]
    publish(store, *units)
    assert outcomes(store) == {"r/a": "coded", "r/b": "duplicate", "r/c": "duplicate"}
    first = next(line for line in store.ledger() if line.source_name == "a")
    assert {line.duplicate_of for line in store.ledger()} == {"", first.ledger_id}
    assert rows(store, "SELECT source_name, dup_count FROM documents") == [("a", 2)]
    assert rows(store, "SELECT DISTINCT source_name, dup_count FROM analysis") == [("a", 2)]


def test_a_release_published_first_has_the_first_copy(store: Store) -> None:
    publish(store, unit("/foi/z/a", "No budget."), under=["/foi/z"])
    publish(store, unit("/foi/b/a", "No budget."), under=["/foi/b"])
    assert outcomes(store) == {"z/a": "coded", "b/a": "duplicate"}


def test_new_releases_come_in_the_order_of_their_paths(store: Store) -> None:
    publish(store, unit("/foi/b/a", "No budget."), unit("/foi/z/a", "No budget."), under=["/foi/z", "/foi/b"])
    assert outcomes(store) == {"z/a": "coded", "b/a": "duplicate"}


def test_when_the_first_copy_goes_the_next_takes_its_place(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No budget."), unit("/foi/r/b", "No budget."), unit("/foi/s/c", "No budget."))
    publish(store, under=["/foi/r"], keep=["/foi/r/b"])
    assert outcomes(store) == {"r/b": "coded", "s/c": "duplicate"}
    publish(store, under=["/foi/r"])
    assert outcomes(store) == {"s/c": "coded"}
    assert rows(store, "SELECT release_id, position FROM releases") == [("s", 1)]
    assert rows(store, "SELECT release_id, source_name, dup_count FROM documents") == [("s", "c", 0)]
    assert store.verify() == []


def test_a_document_that_no_file_holds_any_more_goes_with_all_its_rows(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No review because of budget."))
    publish(store, unit("/foi/r/a", "Changed."))
    for table in ("decisions", "mentions", "evidence"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]
    assert rows(store, "SELECT text FROM pages") == [("Changed.",)]
    assert rows(store, "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH 'budget'") == [(0,)]
    assert rows(store, "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH 'changed'") == [(1,)]


def test_the_full_text_index_agrees_with_the_passages(store: Store) -> None:
    publish(store, *(unit(f"/foi/r/{i}", f"Case {i} budget. Closed.") for i in range(20)))
    publish(store, unit("/foi/r/3", "Other words."), keep=[f"/foi/r/{i}" for i in range(10) if i != 3])
    # FTS5 compares index and passages itself, and raises where they differ.
    rows(store, "INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")


def test_a_copy_handed_over_unread_points_to_the_first_file_with_its_bytes(store: Store) -> None:
    archive = source("a.zip", "the bytes")
    copy = Received(source("b.zip", "the bytes"), Outcome.DUPLICATE)
    inside = document("A.")
    first = replace(
        unit("/foi/r/a.zip", "x"),
        received=(Received(archive, Outcome.CONTAINER), received("a.zip/1", inside, parent="a.zip")),
        coded=(coded(inside),),
    )
    second = replace(unit("/foi/r/b.zip", "x", key="k"), received=(copy,), coded=())
    publish(store, second, first)
    lines = {line.source_name: line for line in store.ledger()}
    assert lines["b.zip"].duplicate_of == lines["a.zip"].ledger_id
    assert store.verify() == []

    publish(store, keep=["/foi/r/b.zip"])  # the first goes: nothing has been read of the other
    assert store.published() == {"/foi/r/b.zip": ""}
    assert [problem.what for problem in store.verify()] == ["is a copy of a file that is no longer here: run it again"]


def test_a_document_without_text_keeps_its_outcome_and_its_count_of_hidden_characters(store: Store) -> None:
    blank = document("", hidden=(Hidden(Hiding.GROUND_COLOUR, 40, (Box(1, 2, 3, 4),)), Hidden(Hiding.UNDER_BOX, 2)))
    files = tuple(replace(received(name, blank), outcome=Outcome.NO_TEXT, reason="No text.") for name in ("a", "b"))
    publish(store, replace(unit("/foi/r/a.zip", "x"), received=files, coded=()))
    assert outcomes(store) == {"r/a": "no_text", "r/b": "duplicate"}
    assert rows(store, "SELECT hidden_characters FROM pages") == [(42,)]
    assert rows(store, "SELECT page, mechanism, characters, boxes FROM hidden_text ORDER BY mechanism") == [
        (1, "ground_colour", 40, "[[1, 2, 3, 4]]"),
        (1, "under_box", 2, None),
    ]
    assert store.summary().documents == 0
    assert store.verify() == []


def test_the_properties_of_a_file_flag_no_page(store: Store) -> None:
    read = document("No budget.", hidden=(Hidden(Hiding.PROPERTIES, 30),))
    publish(store, replace(unit("/foi/r/a", "x"), received=(received("a", read),), coded=(coded(read),)))
    assert rows(store, "SELECT hidden_text_detected FROM analysis") == [(0,)]
    assert rows(store, "SELECT mechanism, characters FROM hidden_text") == [("properties", 30)]


def test_a_page_with_hidden_text_is_flagged_beside_its_quotations(store: Store) -> None:
    read = document("No budget.", "No money.", hidden=(Hidden(Hiding.GROUND_COLOUR, 3),))
    publish(store, replace(unit("/foi/r/a", "x"), received=(received("a", read),), coded=(coded(read),)))
    assert rows(store, "SELECT page, hidden_text_detected FROM analysis ORDER BY page") == [(1, 1), (2, 0)]


def test_a_decision_without_a_reason_has_its_row_with_its_own_words(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No review. Later: No review because of budget."))
    assert rows(store, "SELECT reason_code, mention_id IS NULL, role, quote FROM analysis ORDER BY char_start") == [
        ("not_stated", 1, None, "No review."),
        ("cost.budget_cuts", 0, "reason_not_initiating", "Later: No review because of budget."),
    ]


def test_a_decision_whose_only_mention_is_negated_still_states_no_reason(store: Store) -> None:
    made = unit("/foi/r/a", "No review, and budget was not a factor.")
    (decision,) = made.coded[0].decisions
    given = replace(made.coded[0], decisions=(replace(decision, reason_code="not_stated"),))
    publish(store, replace(made, coded=(given,)))
    assert rows(store, "SELECT reason_code, polarity FROM analysis ORDER BY reason_code") == [
        ("cost.budget_cuts", "negated"),
        ("not_stated", None),
    ]


def test_a_mention_stands_under_the_heading_of_its_passage(store: Store) -> None:
    publish(store, unit("/foi/r/a", "Apologies.", "It was the budget."))
    assert rows(store, "SELECT agenda_item FROM analysis") == [("Item 2",)]


def test_rows_carry_the_versions_that_made_them(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No budget."), unit("/foi/r/b", "No money."))
    newer = Versions(codebook="2.0.0", model="m2", extractor="x2")
    again = [unit("/foi/r/b", "No money.")]
    store.publish(again, under=["/foi"], keep=["/foi/r/a"], versions=newer, codebook=CODEBOOK)
    assert rows(store, "SELECT source_name, codebook_version, model_version FROM analysis ORDER BY 1") == [
        ("a", "1.0.0", "m1"),
        ("b", "2.0.0", "m2"),
    ]
    assert rows(store, "SELECT name, value FROM meta ORDER BY name") == [
        ("codebook_version", "2.0.0"),
        ("extractor_version", "x2"),
        ("model_version", "m2"),
    ]


def test_codes_of_an_earlier_codebook_stay_while_rows_carry_them(store: Store) -> None:
    publish(store, unit("/foi/r/a", "No budget."))
    smaller = [known for known in CODEBOOK if known.code == "publicity"]
    store.publish([], under=["/foi"], keep=["/foi/r/a"], versions=VERSIONS, codebook=smaller)
    assert rows(store, "SELECT code, parent FROM codes ORDER BY code") == [
        ("cost.budget_cuts", "cost"),
        ("publicity", "publicity"),
    ]
    store.publish([], under=["/foi"], keep=[], versions=VERSIONS, codebook=smaller)
    assert rows(store, "SELECT code FROM codes") == [("publicity",)]


TEXTS = ("No review because of budget.", "No review.", "It was the press. Money too.", "Nothing here.")
PATHS = ("/foi/r/a", "/foi/r/b", "/foi/s/a", "/foi/s/c")

# A state of the disk: for some of the paths, which text the file holds.
states = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(TEXTS))
runs = st.lists(st.tuples(st.sampled_from(("/foi/r", "/foi/s", "/foi/r/a", "/foi")), states), min_size=1, max_size=5)


def run(store: Store, under: list[str], disk: dict[str, str]) -> None:
    """Publish as a run does: what is unchanged is kept, the rest handed over."""
    present = {path: text for path, text in disk.items() if any(path == p or path.startswith(f"{p}/") for p in under)}
    units = {path: unit(path, text) for path, text in present.items()}
    before = store.published()
    keep = {path for path, made in units.items() if before.get(path) == made.key}
    publish(store, *(made for path, made in units.items() if path not in keep), under=under, keep=keep)


@settings(max_examples=40, deadline=None)
@given(runs)
def test_any_sequence_of_runs_leaves_what_one_run_over_the_final_state_leaves(
    steps: list[tuple[str, dict[str, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        grown, fresh = Path(folder) / "grown.sqlite", Path(folder) / "fresh.sqlite"
        final: dict[str, str] = {}
        with new_store(grown) as store:
            for under, disk in steps:
                run(store, [under], disk)
                reached = {path: text for path, text in disk.items() if path == under or path.startswith(f"{under}/")}
                rest = {p: t for p, t in final.items() if not (p == under or p.startswith(f"{under}/"))}
                final = rest | reached
            assert store.verify() == []
            # Releases keep the order of their first publication, so the one run is given them in that order.
            order = [
                f"/foi/{release}" for (release,) in rows(store, "SELECT release_id FROM releases ORDER BY position")
            ]
        with new_store(fresh) as store:
            run(store, order, final)
        assert contents(grown) == contents(fresh)


@settings(max_examples=20, deadline=None)
@given(st.permutations(PATHS), st.sampled_from((1, 7, 20_000)))
def test_the_order_of_processing_and_the_size_of_batches_do_not_show(order: list[str], batch: int) -> None:
    disk = dict(zip(PATHS, (TEXTS[0], TEXTS[2], TEXTS[0], TEXTS[3]), strict=True))
    usual = publishing.BATCH_ROWS
    with tempfile.TemporaryDirectory() as folder:
        one, other = Path(folder) / "one.sqlite", Path(folder) / "other.sqlite"
        with new_store(one) as store:
            publish(store, *(unit(path, disk[path]) for path in PATHS))
        try:
            publishing.BATCH_ROWS = batch
            with new_store(other) as store:
                publish(store, *(unit(path, disk[path]) for path in order))
        finally:
            publishing.BATCH_ROWS = usual
        assert contents(one) == contents(other)


def test_units_are_taken_one_at_a_time(store: Store) -> None:
    handed: list[Unit] = []

    def stream() -> Iterator[Unit]:
        for name in "abc":
            assert len(handed) == "abc".index(name)  # the last one was taken before the next is made
            yield unit(f"/foi/r/{name}", f"{name}.")

    store.publish(stream(), under=["/foi"], keep=(), versions=VERSIONS, codebook=CODEBOOK, on_unit=handed.append)
    assert len(handed) == 3


def test_decisions_on_one_case_have_their_place_and_publishing_again_changes_nothing(store: Store) -> None:
    said = "No review of budget. Agreed by all."
    first = unit("/foi/r/a", said, meeting="2010-09-14")
    later = unit("/foi/r/b", f"{said} Later.", meeting="2011-09-14")
    units = [replace(u, coded=tuple(_dated(c) for c in u.coded)) for u in (first, later)]
    publish(store, *units)
    asked = "SELECT decision_date, is_counted, sequence FROM decisions ORDER BY decision_date"
    assert rows(store, asked) == [("2010-09-14", 1, 1), ("2011-09-14", 1, 2)]
    before = contents(store.database)
    publish(store, keep=["/foi/r/a", "/foi/r/b"])
    assert contents(store.database) == before
    publish(store, keep=["/foi/r/b"])
    assert rows(store, asked) == [("2011-09-14", 1, 1)]


def _dated(told: CodedDocument) -> CodedDocument:
    return replace(told, decisions=tuple(replace(d, decided_on=told.meeting_date) for d in told.decisions))
