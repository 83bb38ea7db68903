"""The key of a register, and cells written in its letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Status
from models.legends import legend_of
from models.registers import NO_LEGEND, Field, columns_of

TABLE = [
    "Letter | Means",
    "M | SCR, have to",
    "X | no SCR",
    "X+ | no SCR but an audit is done",
    "H | put back to a date",
]


def test_a_table_of_letters_and_meanings_is_a_key() -> None:
    assert legend_of(TABLE).codes == {
        "M": Status.INITIATED,
        "X": Status.NOT_INITIATED,
        "X+": Status.NOT_INITIATED,
        "H": Status.DEFERRED,
    }


def test_a_line_that_explains_letters_is_a_key() -> None:
    assert legend_of(["Key: A = SCR commissioned; B = no SCR, C = on hold"]).codes == {
        "A": Status.INITIATED,
        "B": Status.NOT_INITIATED,
        "C": Status.DEFERRED,
    }


def test_phrases_in_quotation_marks_and_dotted_letters_may_be_explained_too() -> None:
    line = "COG = the chiefs. n.f.a. = finished, no SCR. 'ICR only' = report done, no SCR to follow; 'full' = SCR held"
    legend = legend_of([line])
    assert legend.status_of("ICR only + workshop") is Status.NOT_INITIATED
    assert legend.status_of("n.f.a.") is Status.NOT_INITIATED
    assert legend.status_of("COG 5/10/16") is None


def test_letters_of_one_status_or_of_none_are_no_key() -> None:
    assert legend_of(["R | red", "A | amber", "G | green"]) == NO_LEGEND
    assert legend_of(["N | no SCR", "X | no SCR and nothing else"]) == NO_LEGEND


def test_a_letter_explained_in_two_ways_is_left_out() -> None:
    assert "M" not in legend_of([*TABLE, "M | no SCR"]).codes


@given(st.lists(st.text(alphabet="AB| =;x\n", max_size=40), max_size=6))
def test_no_lines_break_it(lines: list[str]) -> None:
    assert all(isinstance(status, Status) for status in legend_of(lines).codes.values())


def test_cells_are_read_by_the_key_and_the_last_of_several_stages_counts() -> None:
    columns = columns_of("Case no. | Known as | Decision | Why")
    assert columns is not None and Field.STATUS in columns.places
    lettered = type(columns)(columns.count, columns.places, columns.heads, None, legend_of(TABLE))
    assert lettered.status("2 | Miller | X+ – 23.6.21 | audit") is Status.NOT_INITIATED
    row = "3 | Sawyer | H – 23.6.21 / M – 8.9.21 | waited for the inquest"
    assert lettered.status(row) is Status.INITIATED
    stages = lettered.stages(row)
    assert [(stage.status, row[stage.start : stage.end]) for stage in stages] == [
        (Status.DEFERRED, "H – 23.6.21"),
        (Status.INITIATED, "M – 8.9.21"),
    ]


def test_dated_stages_need_no_key_and_undated_words_are_one() -> None:
    columns = columns_of("Case no. | Known as | Decision | Why")
    assert columns is not None
    assert columns.status("4 | Tanner | Deferred 12.1.10; SCR agreed 3.3.10 | -") is Status.INITIATED
    assert columns.stages("4 | Tanner | No SCR; IMR commissioned | -") == ()
    assert columns.status("4 | Tanner | No SCR; IMR commissioned | -") is Status.NOT_INITIATED
