"""Of a spreadsheet, the cells that are shown are read."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Outcome
from extractors.spreadsheet import read
from tests.made_files import zip_of


def saved(workbook: Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def edited(content: bytes, old: bytes, new: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        return zip_of({name: archive.read(name).replace(old, new) for name in archive.namelist()})


def workbook_of(*rows: list[object], title: str = "Referrals") -> Workbook:
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    return workbook


def test_a_sheet_is_a_page_its_name_first_then_a_row_a_line() -> None:
    workbook = workbook_of(["Case", "Held", "Cost"], [], ["A", False, 4000], ["B\nand C", None, 2.5])
    workbook.create_sheet("Second").append(["x"])
    pages = read(saved(workbook)).pages
    assert [page.number for page in pages] == [1, 2]
    assert pages[0].text == "Referrals\nCase | Held | Cost\nA | FALSE | 4000\nB and C |  | 2.5"
    assert pages[1].text == "Second\nx"


def test_dates_are_iso() -> None:
    row = [date(2010, 8, 12), datetime(2010, 8, 12, 9, 30), time(9, 30), 0.1 + 0.2]
    assert read(saved(workbook_of(row))).pages[0].text == "Referrals\n2010-08-12 | 2010-08-12 09:30:00 | 09:30:00 | 0.3"


def test_hidden_sheets_rows_and_columns_are_counted_not_read() -> None:
    workbook = workbook_of(["Case", "secret", "Cost"], ["unseen", "row", None], ["A", "name", 1], ["B", "none", 2])
    sheet = workbook.active
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[4].height = 99
    workbook.create_sheet("Deep").append(["buried"])
    workbook["Deep"].sheet_state = "veryHidden"
    (page,) = read(edited(saved(workbook), b'ht="99"', b'ht="0"')).pages
    assert page.text == "Referrals\nCase | Cost\nA | 1"
    assert page.hidden == (
        Hidden(Hiding.HIDDEN_COLUMN, len("secretname")),
        Hidden(Hiding.HIDDEN_ROW, len("unseenrow") + len("Bnone2")),
        Hidden(Hiding.HIDDEN_SHEET, len("buried")),
        Hidden(Hiding.PROPERTIES, len("openpyxl")),
    )


def test_a_sheet_that_begins_far_from_its_corner_keeps_hidden_rows_and_columns_in_step() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet["C5"], sheet["D5"], sheet["C6"], sheet["D6"] = "shown", "secret", "secret", "secret"
    sheet.column_dimensions["D"].width = 99
    sheet.row_dimensions[6].hidden = True
    (page,) = read(edited(saved(workbook), b'width="99"', b'width="0"')).pages
    assert page.text == "Sheet\n |  | shown"


def test_comments_are_not_read() -> None:
    from openpyxl.comments import Comment

    workbook = workbook_of(["Case"])
    workbook.active["A1"].comment = Comment("secret", "A Clerk")
    page = read(saved(workbook)).pages[0]
    assert page.text == "Referrals\nCase"
    assert page.hidden == (Hidden(Hiding.COMMENT, 6), Hidden(Hiding.PROPERTIES, len("openpyxl")))


def test_cells_that_show_nothing_of_what_they_hold_are_counted_not_read() -> None:
    from openpyxl.styles import Font, PatternFill

    workbook = workbook_of(["Case", "format", "white", "small", "on blue"])
    sheet = workbook.active
    sheet["B1"].number_format = ";;;"
    sheet["C1"].font = Font(color="FFFFFFFF")
    sheet["D1"].font = Font(size=1)
    sheet["E1"].font = Font(color="FFFFFFFF")
    sheet["E1"].fill = PatternFill("solid", fgColor="FF000080")
    page = read(saved(workbook)).pages[0]
    assert page.text == "Referrals\nCase |  |  |  | on blue"
    assert page.hidden[:3] == (
        Hidden(Hiding.GROUND_COLOUR, 5),
        Hidden(Hiding.HIDDEN_STYLE, 6),
        Hidden(Hiding.TINY, 5),
    )


def test_a_hidden_column_that_is_empty_is_told() -> None:
    workbook = workbook_of(["Case", None, "Cost"])
    workbook.active.column_dimensions["B"].hidden = True
    assert read(saved(workbook)).note == "hidden and empty: column B"


def test_a_sheet_of_too_many_cells_is_refused_before_it_is_laid_out() -> None:
    workbook = workbook_of(["Case"])
    workbook.active["XFD1048576"] = "far"
    with pytest.raises(UnreadableFile, match="1,048,576 rows") as refusal:
        read(saved(workbook))
    assert refusal.value.outcome == Outcome.TOO_LARGE


def test_a_damaged_workbook_says_so() -> None:
    content = saved(workbook_of(["Case"]))
    parts = {"[Content_Types].xml": b"", "xl/workbook.xml": b"<workbook/>"}
    for damaged in (content[: len(content) // 2], zip_of(parts)):
        with pytest.raises(UnreadableFile) as refusal:
            read(damaged)
        assert refusal.value.outcome == Outcome.CORRUPT
    assert load_workbook(BytesIO(content)) is not None


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_written_as_text_is_read_row_by_row(mark: str) -> None:
    content = f'case{mark}decision{mark}cost\r\nA{mark}"held{mark}\nin part"{mark}£5\r\n\r\nB{mark}{mark}none\r\n'
    assert (
        read(content.encode("cp1252")).pages[0].text
        == f"case | decision | cost\nA | held{mark.strip()} in part | £5\nB |  | none"
    )
