"""Registers: the heads of their columns and the shorthand of their decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Status
from models.registers import Field, cells, columns, columns_of, field_of, outcome_of, outcomes


@pytest.mark.parametrize(("head", "means"), [(text, sign.means) for sign in columns() for text in sign.examples])
def test_the_words_of_a_column_s_head_tell_its_field(head: str, means: str) -> None:
    assert field_of(head) == means


@pytest.mark.parametrize(("head", "means"), [(text, sign.means) for sign in columns() for text in sign.near_misses])
def test_near_misses_head_another_column(head: str, means: str) -> None:
    assert field_of(head) != means


@pytest.mark.parametrize(("cell", "means"), [(text, sign.means) for sign in outcomes() for text in sign.examples])
def test_the_shorthand_of_registers_states_a_status(cell: str, means: str) -> None:
    assert outcome_of(cell) == means


@pytest.mark.parametrize(("cell", "means"), [(text, sign.means) for sign in outcomes() for text in sign.near_misses])
def test_near_misses_state_another(cell: str, means: str) -> None:
    assert outcome_of(cell) != means


def test_a_head_gives_each_field_its_column() -> None:
    head = columns_of("Our no. | Who | Came in | Panel sat | SCR Y/N | Panel / Chair said | Signed off")
    assert head is not None
    row = "BF/09/1 | Baby Y | 11.5.09 | 30.6.09 | N |  | GA 14.7.09"
    held = {field: cell.text for field in Field if (cell := head.cell(row, field))}
    assert held == {
        Field.REFERENCE: "BF/09/1",
        Field.CASE: "Baby Y",
        Field.RECEIVED: "11.5.09",
        Field.DECIDED_ON: "30.6.09",
        Field.STATUS: "N",
        Field.MAKER: "GA 14.7.09",
    }
    assert outcome_of(held[Field.STATUS]) is Status.NOT_INITIATED


@pytest.mark.parametrize("row", ["Name | Role | Attended", "Action | Owner | Due", "Age | Number", "a | b", ""])
def test_other_tables_are_no_registers(row: str) -> None:
    assert columns_of(row) is None


@given(st.text(max_size=100))
def test_cells_stand_where_they_say(row: str) -> None:
    assert all(row[cell.start : cell.end] == cell.text for cell in cells(row))
