from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InvalidQuery
from corpus.records import Box, DocumentKind, Evidence
from tests.corpus.made_units import coded, document, mention, new_store, publish, received, unit


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "minuted.sqlite"


def test_a_mention_is_shown_with_file_decision_and_the_text_of_its_pages(database: Path) -> None:
    made = unit("/foi/r/a.txt", "Apologies.", "No review because of budget. Closed.")
    (stated,) = made.coded[0].mentions
    with new_store(database) as store:
        publish(store, made)
        shown = store.mention(stated.mention_id)
        assert shown.mention == stated
        assert shown.decision == made.coded[0].decisions[0]
        assert shown.label == "Cost.Budget Cuts"
        file = shown.file
        assert (file.release_id, file.source_name, file.received_path) == ("r", "a.txt", "/foi/r/a.txt")
        assert (file.kind, file.body) == (DocumentKind.MINUTES, "Northmoor Safeguarding Board")
        assert shown.pages == {2: "No review because of budget. Closed."}
        assert store.mention(stated.mention_id[:8]) == shown


def test_a_quotation_over_two_pages_keeps_both_with_their_boxes(database: Path) -> None:
    read = document("It was the", "budget that told.")
    over = (
        Evidence(1, 7, 10, "the", (Box(10.0, 20.0, 30.5, 40.0), Box(1.0, 2.0, 3.0, 4.0))),
        Evidence(2, 0, 6, "budget"),
    )
    given = coded(read)
    spread = mention(read.document_id, read.pages[0], 7, 10, "cost", evidence=over)
    made = replace(
        unit("/foi/r/a.txt", "x"), received=(received("a.txt", read),), coded=(replace(given, mentions=(spread,)),)
    )
    with new_store(database) as store:
        publish(store, made)
        shown = store.mention(spread.mention_id)
        assert shown.mention.evidence == over
        assert shown.pages == {1: "It was the", 2: "budget that told."}
        assert store.verify() == []


@pytest.mark.parametrize("asked", ["", "zzzz"])
def test_an_unknown_mention_is_refused_with_where_to_find_ids(database: Path, asked: str) -> None:
    with new_store(database) as store:
        publish(store, unit("/foi/r/a.txt", "No budget."))
        with pytest.raises(InvalidQuery, match="no mention has the id"):
            store.mention(asked)


def test_the_start_of_an_id_that_several_share_is_refused(database: Path) -> None:
    units = [unit(f"/foi/r/{i}.txt", f"Case {i} budget.") for i in range(17)]
    with new_store(database) as store:
        publish(store, *units)
        first_digits = [u.coded[0].mentions[0].mention_id[0] for u in units]
        shared = next(digit for digit in first_digits if first_digits.count(digit) > 1)
        with pytest.raises(InvalidQuery, match="several mentions begin with"):
            store.mention(shared)
