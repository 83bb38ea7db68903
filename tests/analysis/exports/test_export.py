from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings

from analysis.exports.export import FORMATS, Exported, export, format_named
from analysis.exports.writers import ExportFormat, Made, Order
from corpus.errors import InvalidQuery, WorkspaceError
from corpus.material import gather
from corpus.outgoing import TABLES, Kind, out_table
from corpus.query import Filters
from corpus.table import restore
from tests.analysis.made_exports import AWKWARD, HIDDEN, KEPT, NAME, awkward_texts, make_store

Rows = list[dict[str, Any]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make_store(tmp_path)


def write(database: Path, form: str, out: Path, names: Any = HIDDEN, **given: Any) -> Exported:
    with gather(database, given.get("filters")) as material:
        return export(material, format_named(form), out, names, **given)


def always(path: Path) -> bool:
    return True


def from_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: restore(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def from_jsonl(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def as_csv(row: dict[str, Any]) -> dict[str, str]:
    return {name: "" if cell is None else str(cell) for name, cell in row.items()}


def as_typed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    truths = {field.name for field in out_table(table).fields if field.kind is Kind.TRUTH}
    return {name: bool(cell) if name in truths and cell is not None else cell for name, cell in row.items()}


@given(awkward_texts)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("".join(AWKWARD))
def test_csv_parquet_and_json_lines_come_back_to_the_letter(tmp_path: Path, text: str) -> None:
    database = make_store(tmp_path, text)
    for form in ("csv", "parquet", "jsonl"):
        write(database, form, tmp_path / form, KEPT, may_replace=always)
    with gather(database) as material:
        for table in TABLES:
            stored = list(material.records(table))
            typed = [as_typed(table, row) for row in stored]
            assert from_csv(tmp_path / "csv" / f"{table}.csv") == [as_csv(row) for row in stored]
            assert pq.read_table(tmp_path / "parquet" / f"{table}.parquet").to_pylist() == typed
            assert from_jsonl(tmp_path / "jsonl" / f"{table}.jsonl") == typed


def test_a_workbook_has_a_sheet_a_table_with_the_same_rows_and_sums(database: Path, tmp_path: Path) -> None:
    write(database, "xlsx", tmp_path / "t.xlsx", KEPT)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == [*TABLES, "data dictionary", "method"]
    with gather(database) as material:
        for table in TABLES:
            head, *rows = book[table].values
            assert list(head) == [field.name for field in out_table(table).fields]
            assert len(rows) == material.count(table)
        stored = material.frame("analysis")
    page = list(book["analysis"].values)
    for column in ("code_confidence", "page", "char_start", "is_counted"):
        place = page[0].index(column)
        assert sum(row[place] or 0 for row in page[1:]) == pytest.approx(stored[column].sum())
    method = dict(list(book["method"].values)[1:])
    assert method["Names"] == KEPT.says
    assert method["Codebook"] == "1.0.0"
    assert method["Policy date"].startswith("2010-06-10")


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_no_format_tells_a_name_a_case_or_where_files_lay(form: str, database: Path, tmp_path: Path) -> None:
    done = write(database, form, tmp_path / "out")
    for path in done.files:
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            cells = [row for page in openpyxl.load_workbook(path) for row in page.values]
            content = repr(cells).encode()
        if path.suffix == ".parquet":
            content = repr(pq.read_table(path).to_pylist()).encode()
        assert NAME.encode() not in content, path
        assert b"/foi/" not in content
        assert re.search(rb"\bCase \d", content) is None


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_the_same_store_gives_the_same_bytes(form: str, database: Path, tmp_path: Path) -> None:
    first, second = (write(database, form, tmp_path / name) for name in ("one", "two"))
    assert list(first.hashes.values()) == list(second.hashes.values())
    assert [path.name for path in first.files] == [path.name for path in second.files]


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_a_store_without_rows_can_be_exported(form: str, database: Path, tmp_path: Path) -> None:
    done = write(database, form, tmp_path / "none", filters=Filters(since="2030"))
    codes = 6  # the codebook is told all the same
    assert sum(rows or 0 for path, rows in done.files.items() if "codes" not in path.name) <= codes + 3


def test_a_folder_tells_its_method_and_columns(database: Path, tmp_path: Path) -> None:
    done = write(database, "csv", tmp_path / "out", filters=Filters(reasons=("cost",), body="Board"))
    assert {path.name for path in done.files} == {f"{name}.csv" for name in TABLES} | {
        "data-dictionary.csv",
        "method.json",
    }
    method = json.loads((tmp_path / "out" / "method.json").read_text(encoding="utf-8"))
    assert method["Narrowed to"] == "reasons: cost; body: Board"
    assert method["Names"] == HIDDEN.says
    columns = [row["column"] for row in from_csv(tmp_path / "out" / "data-dictionary.csv") if row["table"] == "counts"]
    assert columns == ["", *(field.name for field in out_table("counts").fields)]


def test_one_file_holds_the_analysis_or_the_table_named(database: Path, tmp_path: Path) -> None:
    done = write(database, "csv", tmp_path / "mine.csv")
    assert list(done.files) == [tmp_path / "mine.csv"]
    assert "reason_code" in from_csv(tmp_path / "mine.csv")[0]
    write(database, "jsonl", tmp_path / "d.jsonl", tables=("ledger",))
    assert "outcome" in from_jsonl(tmp_path / "d.jsonl")[0]


@pytest.mark.parametrize(
    ("form", "out", "tables", "says"),
    [
        ("csv", "t.xlsx", (), r"name a file \*\.csv, or a folder"),
        ("csv", "t.csv", ("analysis", "ledger"), "one csv file holds one table"),
        ("csv", "t", ("passages",), "there is no table 'passages' to export"),
        ("datasette", "t.db", ("analysis",), "leave --table out"),
    ],
)
def test_what_cannot_be_is_told(
    form: str, out: str, tables: tuple[str, ...], says: str, database: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidQuery, match=says):
        write(database, form, tmp_path / out, tables=tables)


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidQuery, match="csv, xlsx, parquet"):
        format_named("excel")


def test_a_file_that_is_there_is_not_written_over_unless_it_may_be(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "ledger.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidQuery, match="--force"):
        write(database, "csv", out)
    assert [path.name for path in out.iterdir()] == ["ledger.csv"]  # not one of the others was written
    write(database, "csv", out, may_replace=always)
    assert len(from_csv(out / "ledger.csv")) == 3


def half_then_full(order: Order, folder: Path) -> Made:
    (folder / "analysis.csv").write_text("half", encoding="utf-8")
    raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_what_was_there(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(database, "csv", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with gather(database) as material, pytest.raises(WorkspaceError, match="No space left"):
        export(material, ExportFormat("csv", ".csv", "", half_then_full), out, HIDDEN, may_replace=always)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_matrix_is_two_files_that_count_the_same_decisions(database: Path, tmp_path: Path) -> None:
    done = write(database, "matrix", tmp_path / "m.csv")
    assert sorted(path.name for path in done.files) == ["m-broad.csv", "m-strict.csv"]
    rows = from_csv(tmp_path / "m-strict.csv")
    assert sorted(row["any_reason"] + row["not_stated"] for row in rows) == ["01", "10", "10", "10"]
    assert sum(int(row["cost"]) for row in rows) == 2
    assert sum(int(row["cost.budget_cuts"]) for row in rows) == 2


def test_names_and_suffixes_of_formats_are_known_once() -> None:
    assert [form.name for form in FORMATS] == [
        "csv",
        "xlsx",
        "parquet",
        "jsonl",
        "datasette",
        "matrix",
        "annotations",
    ]
    assert all(form.holds and form.suffix.startswith(".") for form in FORMATS)
