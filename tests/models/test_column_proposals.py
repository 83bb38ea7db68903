"""Proposed mappings: where the head is, what columns hold by head and by values, and what a mapping then does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.column_mapping import Column, ColumnMapping, Field, Table, Value
from corpus.records import Document, Page, Status
from models.column_proposals import Grid, field_of_values, grids, head_place, propose
from models.registers import Register, columns_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = """Cases 2009
Northmoor Safeguarding Board
Register of notifications |  |  | printed 3 April 2012
No. | Young person | Z | Narrative
2009/10
NM/09/1 | Child P | Z3 | The author's fee could not be justified, the panel said.
NM/09/2 | Child Q | Z1 | To proceed.
2010/11
NM/10/1 | Child R | Z3 | An audit of files by the three agencies in place of one.
"""


def workbook(*sheets: str) -> Document:
    return Document("d", XLSX, tuple(Page(number, text) for number, text in enumerate(sheets, start=1)))


def paper(text: str) -> Document:
    return Document("d", "application/pdf", (Page(1, text),))


def fields(table: Table) -> dict[str, str]:
    return {column.head: str(column.field or "ignore") for column in table.columns}


def test_the_head_is_found_below_titles_and_samples_beside_it() -> None:
    (table,) = propose([("", workbook(SHEET))])
    assert fields(table) == {"No.": "reference", "Young person": "case", "Z": "status", "Narrative": "reasons"}
    assert [column.is_guess for column in table.columns] == [False, False, True, True]
    assert table.columns[1].samples == ("Child P", "Child Q")
    assert [(value.text, value.status, value.rows) for value in table.values] == [
        ("Z3", Status.NOT_STATED, 2),
        ("Z1", Status.NOT_STATED, 1),
    ]
    assert table.where == "sheet “Cases 2009”"


def test_the_words_of_an_outcome_propose_its_status() -> None:
    rows = "Child A | no SCR | 1\nChild B | SCR to be held | 2\nChild C | No SCR | 3\nChild D | with Legal | 4"
    (table,) = propose([("", workbook(f"S\nYoung person | Outcome | Age\n{rows}"))])
    assert [(value.text, value.status) for value in table.values] == [
        ("no SCR", Status.NOT_INITIATED),
        ("SCR to be held", Status.INITIATED),
        ("with Legal", Status.NOT_STATED),
    ]


def test_tables_of_the_same_heads_are_one_entry_and_others_their_own() -> None:
    head = "Our no. | Who | Outcome"
    one, two = (
        f"2009\n{head}\nA/1 | Child A | No SCR",
        f"2010\n{head}\nA/2 | Child B | on hold\n{head}\nA/3 | Child C | Y",
    )
    other = "DHRs\nRef | Victim | Decision\nD/1 | Ms E | No DHR"
    first, second = propose([("", workbook(one, two, other))])
    assert first.where == "sheet “2009”; sheet “2010”"
    assert [value.text for value in first.values] == ["No SCR", "on hold", "Y"]
    assert fields(second) == {"Ref": "reference", "Victim": "case", "Decision": "status"}


def test_a_second_register_below_the_first_in_a_sheet_is_an_entry() -> None:
    text = "S\nOur no. | Who | Outcome\nA/1 | Child A | No SCR\nRef | Victim | Decision\nD/1 | Ms E | No DHR"
    assert [len(table.values) for table in propose([("", workbook(text))])] == [1, 1]


def test_a_column_beyond_the_heads_is_listed_too() -> None:
    (table,) = propose([("", workbook("S\nOur no. | Outcome\nA/1 | No SCR | Child A\nA/2 | Y | Child B"))])
    assert fields(table) == {"Our no.": "reference", "Outcome": "status", "": "case"}


@pytest.mark.parametrize(
    "text",
    [
        "Present | Agency | Role\nA Noakes | Health | Nurse",
        "Child | Baby Y\nDate of birth | 1.2.09\nOutcome | No SCR",
        "Action | Owner | Due\nWrite to the Chair | Clerk | May",
        "The panel met and decided nothing.",
        "",
    ],
)
def test_lists_forms_and_prose_of_a_paper_are_no_registers(text: str) -> None:
    assert not propose([("", paper(text))])


def test_a_table_of_a_paper_is_proposed_with_its_page() -> None:
    head, row = "Case | Date of panel | Outcome | Why", "Child A | 1.2.09 | N | Cost"
    text = f"1. Register\nThe panel looked at these:\n{head}\n{row}\nEnd."
    (table,) = propose([("a.eml/b.pdf", paper(text))])
    assert table.where == "a.eml/b.pdf, page 1"
    assert fields(table) == {"Case": "case", "Date of panel": "decided_on", "Outcome": "status", "Why": "reasons"}


@pytest.mark.parametrize(
    ("values", "means"),
    [
        (["Child A", "Baby Y", "Child C"], Field.CASE),
        (["NM/09/1", "NM/09/2"], Field.REFERENCE),
        (["NM/09/1", "NM/09/1"], None),
        (["No SCR", "SCR agreed", "on hold"], Field.STATUS),
        (["Y", "N", "N"], None),
        (["SCR", "DHR", "SCR"], Field.REVIEW_TYPE),
        (["The panel thought that an audit of files would do instead."] * 2, Field.REASONS),
        (["2009-05-12", "2009-06-02"], None),
        (["4", "3"], None),
        (["blue", "green"], None),
    ],
)
def test_values_tell_a_field_where_heads_do_not(values: list[str], means: Field | None) -> None:
    assert field_of_values(values) == means


@pytest.mark.parametrize("sex", ["M", "F"])
def test_codes_are_taken_for_outcomes_where_nothing_else_is(sex: str) -> None:
    rows = [f"A/{i} | {'MF'[i % 2]} | {('Z1', 'Z3')[i % 2]}" for i in range(6)]
    (table,) = propose([("", workbook("\n".join(["S", "Our no. | B | C", *rows])))])
    assert fields(table)["C"] == "status" and fields(table)["B"] == "ignore"
    assert sex not in {value.text for value in table.values}


rows_of_cells = st.lists(st.lists(st.text("abN1/ é.", max_size=8), max_size=5).map(tuple), max_size=8).map(tuple)


@given(rows_of_cells, st.booleans())
def test_any_grid_has_a_head_among_its_rows_or_none(rows: tuple[tuple[str, ...], ...], is_sheet: bool) -> None:
    place = head_place(Grid("", rows, is_sheet))
    assert place is None or 0 <= place < len(rows) - 1


@given(st.text("ab |\n1/", max_size=80), st.booleans())
def test_any_document_can_be_proposed_for(text: str, is_sheet: bool) -> None:
    document = workbook(text) if is_sheet else paper(text)
    held = {cell for grid in grids(document) for row in grid.rows for cell in row}
    for table in propose([("", document)]):
        assert {sample for column in table.columns for sample in column.samples} <= held


MAPPED = Table(
    (Column("Nr", Field.REFERENCE), Column("Kid", Field.CASE), Column("Z", Field.STATUS), Column("Note", None)),
    (Value("Z3", Status.NOT_INITIATED), Value("SCR", Status.NOT_STATED)),
)
MAPPING = ColumnMapping((MAPPED,))


def test_a_mapped_head_is_read_by_the_mapping() -> None:
    assert columns_of("Nr | Kid | Z | Note") is None
    head = columns_of("NR | kid | Z | Note", MAPPING)
    assert head is not None and head.mapped is MAPPED
    assert head.status("1 | Child P | z3 | SCR agreed") is Status.NOT_INITIATED
    assert head.status("1 | Child P | SCR") is Status.NOT_STATED  # a person said so
    assert head.status("1 | Child P | on hold") is Status.DEFERRED  # not in the mapping: by its words
    assert head.status("1 | Child P |  | No SCR") is Status.NOT_STATED  # another column does not state it
    assert head.read("1 | Child P | Z3 | No SCR") == "1 | Child P | Z3"
    assert head.ignores("1 | P | Z3 | No SCR", 13) and not head.ignores("1 | P | Z3 | No SCR", 8)


def test_a_mapping_takes_precedence_over_the_words_of_heads() -> None:
    row = "Our no. | Who | Outcome"
    other = ColumnMapping((Table((Column("Our no.", None), Column("Who", Field.MAKER), Column("Outcome", None))),))
    guessed, mapped = columns_of(row), columns_of(row, other)
    assert guessed is not None and guessed.places[Field.STATUS] == 2
    assert mapped is not None and mapped.places == {Field.MAKER: 1}


def test_a_line_over_the_rows_of_a_year_does_not_end_a_mapped_sheet_but_the_next_sheet_does() -> None:
    register = Register(MAPPING, is_sheet=True)
    seen = [
        (register.read(line, page) is not None, register.row)
        for line, page in [
            ("Title", 1),
            ("Nr | Kid | Z | Note", 1),
            ("1 | Child P", 1),
            ("2010/11", 1),
            ("2 | Child Q", 1),
            ("a | b", 2),
        ]
    ]
    assert [is_read for is_read, _ in seen] == [False, True, True, False, True, False]
    assert [row for _, row in seen][1:5] == [0, 1, 1, 2]


def test_in_a_paper_a_line_ends_a_mapped_table() -> None:
    register = Register(MAPPING)
    assert register.read("Nr | Kid | Z | Note", 1) and register.read("1 | Child P", 2)
    assert register.read("The panel thanked her.", 2) is None
    assert register.read("Age | Number", 2) is None
