from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from lxml import etree

from analysis.exports import workbook
from analysis.exports.workbook import Filled, Sheet, escaped, within, write_workbook
from corpus.outgoing import Field, Handling, Kind
from corpus.table import restore
from tests.analysis.made_exports import AWKWARD, awkward_texts


def fields(**kinds: Kind) -> tuple[Field, ...]:
    return tuple(Field(name, kind, Handling.OWN, (), "") for name, kind in kinds.items())


def write(path: Path, rows: Iterable[tuple[Any, ...]], **kinds: Kind) -> Filled:
    return write_workbook([Sheet("rows", fields(**kinds), rows)], lambda filled: [], path)


def unescaped(text: str) -> str:
    """As ECMA-376 has it, read from the left."""
    return re.sub(r"_x([0-9a-fA-F]{4})_", lambda found: chr(int(found[1], 16)), text)


def values(path: Path, sheet: str = "rows") -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].values)


def texts(path: Path) -> list[str]:
    """The cells of the first column, from the XML itself: openpyxl leaves escapes as they are."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with ZipFile(path) as archive:
        tree = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    cells = [row.find(f"{main}c") for row in tree.iter(f"{main}row")][1:]
    return [restore(unescaped("".join(map(str, cell.itertext())))) for cell in cells if cell is not None]


@given(awkward_texts)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("".join(AWKWARD))
def test_every_text_comes_back_and_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.xlsx"
    write(path, [(f"{text}.",), (text + "x",)], text=Kind.TEXT)
    assert texts(path) == [f"{text}.", text + "x"]
    page = openpyxl.load_workbook(path)["rows"]
    assert all(cell.data_type == "s" for row in page.iter_rows(min_row=2) for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1", "＋1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(tmp_path: Path, text: str) -> None:
    write(tmp_path / "t.xlsx", [(text,)], text=Kind.TEXT)
    assert str(values(tmp_path / "t.xlsx")[1][0]).startswith("'")


def test_escapes_that_touch_do_not_become_another_text() -> None:
    assert unescaped(escaped("_x0041_x0042_")) == "_x0041_x0042_"
    assert unescaped(escaped("_x0041\x01")) == "_x0041\x01"
    assert "\x00" not in escaped("\x00")


def test_numbers_truths_and_days_are_cells_of_their_kind(tmp_path: Path) -> None:
    rows = [(3, 0.8886, 1, "2010-08-12"), (None, None, 0, "2010-08"), (10**17, -0.5, None, "1899-12-31")]
    write(tmp_path / "t.xlsx", rows, n=Kind.WHOLE, x=Kind.NUMBER, truth=Kind.TRUTH, day=Kind.DATE)
    head, first, second, third = values(tmp_path / "t.xlsx")
    assert head == ("n", "x", "truth", "day")
    assert first[:3] == (3, 0.8886, True)
    assert first[3].date().isoformat() == "2010-08-12"
    assert second == (None, None, False, "2010-08")  # not told to the day
    assert third == ("100000000000000000", -0.5, None, "1899-12-31")  # beyond what Excel counts right


def test_a_day_that_there_is_not_stays_text(tmp_path: Path) -> None:
    write(tmp_path / "t.xlsx", [("2010-02-30",)], day=Kind.DATE)
    assert values(tmp_path / "t.xlsx")[1] == ("2010-02-30",)


def test_the_head_stays_in_sight_and_filters_reach_all_rows(tmp_path: Path) -> None:
    write(tmp_path / "t.xlsx", [("a", 1), ("b", 2)], quote=Kind.TEXT, page=Kind.WHOLE)
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["rows"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B3")
    assert page.column_dimensions["A"].width > 60
    assert page["A2"].alignment.wrap_text


def test_a_table_without_rows_has_its_head(tmp_path: Path) -> None:
    assert write(tmp_path / "t.xlsx", [], quote=Kind.TEXT).rows == {"rows": 0}
    assert values(tmp_path / "t.xlsx") == [("quote",)]


def test_more_rows_than_a_sheet_takes_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 4)  # the head and three rows
    filled = write(tmp_path / "t.xlsx", [(n,) for n in range(7)], n=Kind.WHOLE)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["rows", "rows (2)", "rows (3)"]
    assert [row[0] for page in book for row in list(page.values)[1:]] == list(range(7))
    assert (filled.rows, len(filled.remarks)) == ({"rows": 7}, 1)
    assert "Nothing is left out" in filled.remarks[0]


def test_as_many_rows_as_a_sheet_takes_need_no_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 4)
    assert write(tmp_path / "t.xlsx", [(n,) for n in range(3)], n=Kind.WHOLE).remarks == []
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames == ["rows"]


@pytest.mark.parametrize(("text", "is_whole"), [("a" * 32_767, True), ("a" * 32_768, False), ("𝔸" * 16_384, False)])
def test_a_text_too_long_for_a_cell_says_so(tmp_path: Path, text: str, is_whole: bool) -> None:
    filled = write(tmp_path / "t.xlsx", [(text,)], quote=Kind.TEXT)
    cell = values(tmp_path / "t.xlsx")[1][0]
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert (cell == text) is is_whole
    assert bool(filled.remarks) is not is_whole
    if not is_whole:
        assert cell.endswith("CSV and Parquet have it whole.]")
        assert f"{len(text):,} characters" in filled.remarks[0]


def test_a_text_is_cut_between_characters() -> None:
    cut = within("a" + "𝔸" * 20_000)
    assert cut.startswith("a𝔸")
    cut.encode()  # no half of a character


def test_notes_come_last_and_know_what_was_filled(tmp_path: Path) -> None:
    def notes(filled: Filled) -> list[Sheet]:
        return [Sheet("method", fields(what=Kind.TEXT), [(f"{name} {n}",) for name, n in filled.rows.items()])]

    write_workbook([Sheet("rows", fields(n=Kind.WHOLE), [(1,), (2,)])], notes, tmp_path / "t.xlsx")
    assert values(tmp_path / "t.xlsx", "method") == [("what",), ("rows 2",)]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write(tmp_path / name, [("x", "2010-08-12")], quote=Kind.TEXT, day=Kind.DATE)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
