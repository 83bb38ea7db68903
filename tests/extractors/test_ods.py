"""Of an OpenDocument sheet, the cells that are shown are read."""

from __future__ import annotations

from corpus.records import Hidden, Hiding
from extractors.ods import read
from tests.made_odf import odf, style

STYLES = style("Off", '<style:table-properties table:display="false"/>', "table") + style(
    "Pale", 'fo:color="#ffffff"', "table-cell"
)


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(words: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>"


def test_hidden_sheets_rows_columns_and_cells_are_counted_not_read() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    comment = "<office:annotation><text:p>remark</text:p></office:annotation>"
    shown = (
        columns
        + row(cell("Case"), cell("name"), cell("12/08/2010"))
        + row(cell("unseen"), attributes='table:visibility="filter"')
        + row(cell("A"), "<table:table-cell/>", cell("40%"), cell("white", 'table:style-name="Pale"'))
        + row(f"<table:table-cell>{comment}<text:p>B</text:p></table:table-cell>")
        + row("<table:table-cell/>", attributes='table:number-rows-repeated="1048000"')
    )
    body = f'<table:table table:name="Referrals">{shown}</table:table>'
    body += f'<table:table table:name="Deep" table:style-name="Off">{row(cell("buried"))}</table:table>'
    (page,) = read(odf("spreadsheet", body, STYLES)).pages
    assert page.text == "Referrals\nCase | 12/08/2010\nA | 40%\nB"
    assert page.hidden == (
        Hidden(Hiding.COMMENT, 6),
        Hidden(Hiding.GROUND_COLOUR, 5),
        Hidden(Hiding.HIDDEN_COLUMN, 4),
        Hidden(Hiding.HIDDEN_ROW, 6),
        Hidden(Hiding.HIDDEN_SHEET, 6),
    )


def test_a_hidden_column_among_repeated_cells_is_left_out() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>'
    repeated = row(cell("x", 'table:number-columns-repeated="3"'))
    body = f"<table:table>{columns}{repeated}</table:table>"
    assert read(odf("spreadsheet", body)).pages[0].text == "\nx | x"
