from __future__ import annotations

import pandas as pd

from analysis.report.quotations import WIDTH, Quotations, rows_of

EVIDENCE = pd.DataFrame(
    [
        ("e2", "m-1", None, 2, 5, 0, 4, "over", "[[1, 2, 3, 4]]"),
        ("e1", "m-1", None, 1, 4, 10, 14, "cost", None),
        ("e3", None, "d-1", 1, 1, None, None, "decided", None),
    ],
    columns=[
        "evidence_id",
        "mention_id",
        "decision_id",
        "position",
        "page",
        "char_start",
        "char_end",
        "quotation",
        "boxes",
    ],
).assign(document_id="doc")
ROW = {"source_name": "a.pdf", "document_id": "doc", "page": 3, "char_start": 0, "char_end": 2, "quote": "so"}


def around(_document: str, page: int, _start: int, _end: int) -> tuple[str, str, str]:
    return ("long " * WIDTH)[:WIDTH], f"words of {page}", " after"


def test_a_quotation_over_two_pages_has_its_stretches_in_order() -> None:
    found = Quotations(EVIDENCE, around).of("m-1", ROW)
    assert [(each.page, each.words, each.anchor) for each in found.stretches] == [
        (4, "words of 4", ""),
        (5, "words of 5", "box-e2"),
    ]
    assert found.stretches[1].boxes == ((1.0, 2.0, 3.0, 4.0),)


def test_what_stands_around_is_cut_between_words_and_marked() -> None:
    (first, _) = Quotations(EVIDENCE, around).of("m-1", ROW).stretches
    assert first.before.startswith("… long ") and first.after == " after"


def test_words_without_a_place_are_given_as_recorded() -> None:
    (only,) = Quotations(EVIDENCE, around).of("d-1", ROW).stretches
    assert (only.words, only.before, only.after) == ("decided", "", "")


def test_without_evidence_the_row_of_the_table_gives_the_words_or_nothing_does() -> None:
    quotations = Quotations(EVIDENCE.head(0), around)
    assert quotations.of("m-9", ROW).stretches[0].page == 3
    assert quotations.of("m-9", ROW | {"quote": None}).stretches == ()


def test_absent_cells_are_none() -> None:
    frame = pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": pd.array(["x", None], dtype="str")})
    assert rows_of(frame) == [{"a": 1, "b": "x"}, {"a": None, "b": None}]
