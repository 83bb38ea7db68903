"""The mapping of columns: what makes tables the same, files that hold it, and what is said of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.column_files import InvalidMapping, dump_columns, is_as_proposed, load_columns, parse_columns
from corpus.column_mapping import NO_MAPPING, STATUSES, Column, ColumnMapping, Field, Table, Value, heads_key
from corpus.errors import CorpusError
from corpus.records import Status

REVIEWED = """
tables:
- where: "sheet “Cases”"
  columns:
  - head: "Our no."
    field: reference
  - head: Kid
    field: case  # Child P
  - head: Z
    field: status
  - head: "Why (1)"
    field: reasons
  - head: "Why (2)"
    field: reasons
  - head: Weight
    field: ignore
  statuses:
    No: not_initiated
    Z3: not_initiated
    2: deferred
"""


def problems_of(text: str) -> str:
    with pytest.raises(InvalidMapping) as broken:
        parse_columns(text, "mine.yaml")
    assert str(broken.value).startswith("mine.yaml is not a valid mapping of columns")
    return str(broken.value)


def test_words_are_taken_as_written() -> None:
    (table,) = parse_columns(REVIEWED, "mine.yaml")
    fields = [Field.REFERENCE, Field.CASE, Field.STATUS, Field.REASONS, Field.REASONS, None]
    assert [column.field for column in table.columns] == fields
    assert table.status_of("no") is Status.NOT_INITIATED  # YAML 1.1 would have it a truth value
    assert table.status_of(" z3 ") is Status.NOT_INITIATED
    assert table.status_of("2") is Status.DEFERRED
    assert table.status_of("Z4") is None


def test_a_table_is_known_by_its_heads_whatever_their_case_and_spacing() -> None:
    mapping = parse_columns(REVIEWED, "mine.yaml")
    assert mapping.table_of(["OUR  NO.", " kid", "z", "Why (1)", "why (2)", "Weight", "", ""]) == mapping.tables[0]
    assert mapping.table_of(["Our no.", "Kid", "Z"]) is None
    assert mapping.table_of(["Kid", "Our no.", "Z", "Why (1)", "Why (2)", "Weight"]) is None
    assert NO_MAPPING.table_of(["Kid"]) is None and not NO_MAPPING and NO_MAPPING.fingerprint == ""


@pytest.mark.parametrize(
    ("old", "new", "is_changed"),
    [
        ("field: ignore", "field: maker", True),
        ("Z3: not_initiated", "Z3: deferred", True),
        ("Z3: not_initiated", "Z5: not_initiated", True),
        ("head: Weight", "head: Size", True),
        ("# Child P", "# somebody said so", False),
        ("sheet “Cases”", "page 4", False),
        ("head: Kid", "head: ' KID'", False),
        ("    No: not_initiated\n    Z3: not_initiated\n", "    z3: not_initiated\n    No: not_initiated\n", False),
    ],
)
def test_the_fingerprint_changes_with_what_is_said_and_not_with_remarks(old: str, new: str, is_changed: bool) -> None:
    assert REVIEWED.count(old) == 1
    before, after = parse_columns(REVIEWED, ""), parse_columns(REVIEWED.replace(old, new), "")
    assert (before.fingerprint != after.fingerprint) is is_changed
    assert len(before.fingerprint) == 16


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "field: case",
            "field: child",
            "line 8: table 1, column 2 (“Kid”): `field` is one of case, reference, review_t",
        ),
        (
            "field: case",
            "field: reference",
            "`reference` is the field of “Our no.” and of “Kid”: set one of them to `i",
        ),
        ("field: ignore", "", "line 15: table 1, column 6 lacks `field`"),
        (
            "    2: deferred",
            "    2: parked",
            "line 20: table 1, statuses, “2”: the status is one of not_initiated, init",
        ),
        ("    2: deferred", "    no: deferred", "table 1, statuses: “no” stands twice"),
        ("field: status", "field: ignore", "`statuses` are given, but no column has the field `status`"),
        ("  statuses:", "  status:", "table 1: `status` is unknown; expected where, columns, statuses"),
        ("tables:", "sheets:", "the mapping: `sheets` is unknown; expected tables"),
        ("- head: Kid", "- [Kid]", "not YAML"),
        ("head: Kid", "head: [Kid]", "table 1, column 2, `head`: words were expected"),
    ],
)
def test_a_problem_names_its_line_its_entry_and_what_was_expected(old: str, new: str, said: str) -> None:
    assert REVIEWED.count(old) == 1
    assert said in problems_of(REVIEWED.replace(old, new))


@pytest.mark.parametrize(
    "text", ["", "tables:", "tables: []", "- a", "words", "tables:\n- columns: []", "tables: {a: b}"]
)
def test_a_file_without_tables_is_none(text: str) -> None:
    assert "expected" in problems_of(text)


def test_two_tables_of_the_same_heads_are_one_too_many() -> None:
    entry = REVIEWED.split("tables:\n")[1]
    assert "table 2 has the same heads as table 1" in problems_of(REVIEWED + entry)


def test_a_table_without_any_head_cannot_be_known() -> None:
    assert "no column has a head" in problems_of("tables:\n- columns:\n  - head: ''\n    field: case\n")


def test_several_files_are_one_mapping_unless_they_disagree(tmp_path: Path) -> None:
    one, same, other, against = (tmp_path / f"{name}.yaml" for name in ("one", "same", "other", "against"))
    one.write_text(REVIEWED)
    same.write_text("# " + REVIEWED)
    other.write_text("tables:\n- columns: [{head: A, field: case}, {head: B, field: status}]\n")
    against.write_text(REVIEWED.replace("Z3: not_initiated", "Z3: deferred"))
    assert len(load_columns([one, same, other]).tables) == 2
    assert load_columns([one, other]).fingerprint == load_columns([other, same]).fingerprint
    assert load_columns([]) == NO_MAPPING
    with pytest.raises(InvalidMapping, match=r"against\.yaml(.|\n)*table 1: .*one\.yaml maps the table"):
        load_columns([one, against])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere\.yaml cannot be read: No such file"):
        load_columns([tmp_path / "nowhere.yaml"])
    (tmp_path / "latin.yaml").write_bytes("tables: é".encode("latin-1"))
    with pytest.raises(InvalidMapping, match="not UTF-8"):
        load_columns([tmp_path / "latin.yaml"])


def test_a_proposal_shows_samples_and_rows_as_remarks() -> None:
    columns = (Column("Kid", Field.CASE, ("Child P", "Child # Q"), is_guess=True), Column("Z", Field.STATUS, ("Z3",)))
    values = (Value("Z3", Status.NOT_STATED, 1), Value("No", Status.NOT_INITIATED, 1200))
    text = dump_columns(ColumnMapping((Table(columns, values, "sheet “A”"),)), "odd.xlsx")
    assert '  - head: "Kid"\n    field: case  # a guess from its values: Child P; Child # Q\n' in text
    assert '    "Z3": not_stated  # 1 row: its words do not tell, please say\n' in text
    assert '    "No": not_initiated  # 1,200 rows\n' in text
    assert all(field in text for field in Field) and "odd.xlsx" in text


def test_a_proposal_knows_whether_somebody_changed_it() -> None:
    text = dump_columns(parse_columns(REVIEWED, ""), "odd.xlsx")
    assert is_as_proposed(text) and is_as_proposed(text.replace("\n", "\r\n"))
    assert not is_as_proposed(text.replace("Z3", "Z4"))
    assert not is_as_proposed(text + "# a thought\n")
    assert not is_as_proposed(REVIEWED) and not is_as_proposed("")


@st.composite
def mappings(draw: st.DrawFn) -> ColumnMapping:
    words = st.text(max_size=20)
    heads = draw(st.lists(words, min_size=1, max_size=5).filter(lambda heads: bool(heads_key(heads))))
    columns = [Column(head, None, tuple(draw(st.lists(words, max_size=3)))) for head in heads]
    columns.append(Column(draw(words), Field.STATUS))
    texts = draw(st.lists(words, max_size=4, unique_by=lambda text: heads_key([text])))
    values = tuple(Value(text, draw(st.sampled_from(STATUSES)), 3) for text in texts)
    return ColumnMapping((Table(tuple(columns), values, draw(words)),))


@given(mappings(), st.text(max_size=20))
def test_what_is_written_is_read_again(mapping: ColumnMapping, name: str) -> None:
    text = dump_columns(mapping, name)
    assert parse_columns(text, "").fingerprint == mapping.fingerprint
    assert is_as_proposed(text)


@given(st.one_of(st.text(max_size=80), st.text("tables:-wherconlumsfid \n[]{}\"'&*#|", max_size=120)))
def test_any_text_is_a_mapping_or_a_problem(text: str) -> None:
    try:
        parse_columns(text, "any.yaml")
    except InvalidMapping as broken:
        assert broken.problems and all(line >= 1 for line, _ in broken.problems)


def test_half_a_character_out_of_a_broken_file_does_no_harm() -> None:
    table = Table((Column("\ud800 Kid", Field.CASE, ("\udfff\x7f",)), Column("Z", Field.STATUS)))
    again = parse_columns(dump_columns(ColumnMapping((table,)), "\ud800"), "")
    assert again.table_of(["\ud800 kid", "Z"]) == again.tables[0]
