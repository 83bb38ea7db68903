from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import table
from corpus.errors import WorkspaceError
from corpus.schema import analysis
from corpus.table import csv_writer, neutralise, restore, write_table
from tests.corpus.made_units import new_store, publish, unit

TABLES = ("analysis", "decisions", "ledger", "redaction_differences")
FILES = [f"{name}.{kind}" for name in TABLES for kind in ("csv", "parquet")]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    database = tmp_path / "minuted.sqlite"
    with new_store(database) as store:
        publish(
            store,
            unit("/foi/r/b.txt", "-No review because of budget. No review.", body="=Board"),
            unit("/foi/r/a.txt", "Apologies.", "It was the press; it was money."),
            unit("/foi/r/c.txt", "It was the press; it was money."),
            unit("/foi/q/a.txt", "Apologies.", "It was the press; it was money."),
        )
    return database


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_four_tables_are_written_as_parquet_and_csv_and_nothing_else(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path / "table")
    assert sorted(contents(tmp_path / "table")) == FILES


def test_rows_stand_in_order_of_release_source_page_place_and_code(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path)
    read = pq.read_table(tmp_path / "analysis.parquet").to_pylist()
    assert [(row["release_id"], row["source_name"], row["page"], row["reason_code"]) for row in read] == [
        ("q", "a.txt", 2, "cost"),
        ("q", "a.txt", 2, "publicity"),
        ("r", "b.txt", 1, "cost.budget_cuts"),
        ("r", "b.txt", 1, "not_stated"),
        ("r", "c.txt", 1, "cost"),
        ("r", "c.txt", 1, "publicity"),
    ]
    assert [(row["release_id"], row["outcome"]) for row in lines(tmp_path / "ledger.csv")] == [
        ("q", "coded"),
        ("r", "duplicate"),
        ("r", "coded"),
        ("r", "coded"),
    ]


def test_the_ledger_that_leaves_the_store_does_not_say_where_the_files_lay(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path)
    assert b"/foi" not in b"".join(contents(tmp_path)[name] for name in FILES if name.endswith("csv"))


def test_parquet_has_the_types_and_meanings_of_the_dictionary(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path)
    schema = pq.read_schema(tmp_path / "analysis.parquet")
    assert schema.names == [column.name for column in analysis.columns]
    assert {name: str(schema.field(name).type) for name in ("page", "quote", "human_verified", "code_confidence")} == {
        "page": "int64",
        "quote": "string",
        "human_verified": "bool",
        "code_confidence": "double",
    }
    assert schema.field("polarity").metadata[b"description"].decode() == analysis.c.polarity.comment


def test_decisions_name_their_document(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path)
    first, second = lines(tmp_path / "decisions.csv")
    assert (first["release_id"], first["source_name"], first["reason_code"]) == ("r", "b.txt", "")
    assert (second["quote"], second["reason_code"]) == ("No review.", "not_stated")


def test_csv_holds_no_formula_and_parquet_the_very_words(database: Path, tmp_path: Path) -> None:
    write_table(database, tmp_path)
    row = next(row for row in lines(tmp_path / "analysis.csv") if row["reason_code"] == "cost.budget_cuts")
    assert (row["quote"], row["body"]) == ("'-No review because of budget.", "'=Board")
    exact = pq.read_table(tmp_path / "analysis.parquet").to_pylist()[2]
    assert (exact["quote"], exact["body"]) == ("-No review because of budget.", "=Board")


def test_the_same_store_gives_the_same_bytes(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table(database, tmp_path / "one")
    write_table(database, tmp_path / "other")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")

    write_table(database, tmp_path / "one")  # over the old files
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_small_batches_hold_the_same_rows(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table(database, tmp_path / "one")
    monkeypatch.setattr(table, "BATCH_ROWS", 1)
    write_table(database, tmp_path / "other")
    for name in FILES:
        one, other = tmp_path / "one" / name, tmp_path / "other" / name
        if name.endswith("csv"):
            assert one.read_bytes() == other.read_bytes()
        else:
            assert pq.read_table(one).equals(pq.read_table(other))


def test_an_empty_store_gives_tables_with_columns_alone(tmp_path: Path) -> None:
    new_store(tmp_path / "minuted.sqlite").close()
    write_table(tmp_path / "minuted.sqlite", tmp_path / "table")
    assert lines(tmp_path / "table" / "analysis.csv") == []
    assert pq.read_table(tmp_path / "table" / "analysis.parquet").num_rows == 0


def test_when_writing_fails_the_old_files_stay_and_no_rest_is_left(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "table"
    write_table(database, folder)
    before = contents(folder)
    with new_store(tmp_path / "other.sqlite") as store:
        publish(store, unit("/foi/r/b.txt", "Other budget."))

    def full(_row: object) -> list[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(table, "spreadsheet_row", full)
    with pytest.raises(WorkspaceError, match=r"No space left on device.*the store itself is complete"):
        write_table(tmp_path / "other.sqlite", folder)
    assert contents(folder) == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'=", "''@"])
def test_what_a_spreadsheet_takes_for_a_formula_begins_with_an_apostrophe(start: str) -> None:
    assert neutralise(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "a=b", "'tis", "Board", " =1", "1-2"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert neutralise(text) == text


# Also whatever pairs of dangerous characters hypothesis does not think of by itself.
cells = st.one_of(st.text(), st.text("'=+-@\t\r\n,;\"a", max_size=8))


@given(st.lists(cells, min_size=1))
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv_writer(file).writerow([neutralise(text) for text in texts])
    file.seek(0)
    (row,) = csv.reader(file)
    assert not any(cell.startswith(tuple("=+-@\t\r\n")) for cell in row)
    assert [restore(cell) for cell in row] == texts
