"""Writes a paper as a PDF. The same paper gives the same bytes on any machine.

Streams are left uncompressed, since releases of zlib differ in what they make of the same bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape

from reportlab import platypus
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas

from corpus.make_sample_release.blocks import Block, Heading, Item, NewPage, Paper, Paragraph, Table, Title

_MARGIN_PT = 62.0
_PADDING_PT = 6.0  # what reportlab keeps free on either side of running text, though not beside a table
_WIDTH_PT = A4[0] - 2 * (_MARGIN_PT + _PADDING_PT)
_ITEM_SHARES = (0.08, 0.76, 0.16)  # number, discussion, action
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}


def pdf(paper: Paper, *, password: str = "", pages: int = 0) -> bytes:
    """Return the paper as A4 pages with its header, its footer and "Page x of y" on each, unless it has neither.

    Only what the standard PDF typefaces hold can be drawn (Windows-1252). A password locks the file. Where the number
    of `pages` is known beforehand, saying so spares a second typesetting.
    """
    pages = pages or _draw(paper, total=0, password=password)[1]
    return _draw(paper, total=pages, password=password)[0]


def _draw(paper: Paper, *, total: int, password: str) -> tuple[bytes, int]:
    target = io.BytesIO()
    document = platypus.SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=_MARGIN_PT,
        rightMargin=_MARGIN_PT,
        topMargin=_MARGIN_PT + 10,
        bottomMargin=_MARGIN_PT,
        invariant=1,
        pageCompression=0,
        encrypt=StandardEncryption(password, strength=128) if password else None,
    )
    furniture = partial(_draw_furniture, paper=paper, total=total)
    styles = _Styles.of(paper.typeface)
    flow = [flowable for block in paper.blocks for flowable in _flowables(block, styles)]
    document.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return target.getvalue(), document.page


def _draw_furniture(canvas: Canvas, document: platypus.BaseDocTemplate, *, paper: Paper, total: int) -> None:
    """Draw what stands on every page: the header with its rule, the footer with the page number."""
    if not (paper.header or paper.footer):
        return
    left, right, height = _MARGIN_PT + _PADDING_PT, A4[0] - _MARGIN_PT - _PADDING_PT, A4[1]
    canvas.saveState()
    canvas.setFont(paper.typeface, 8)
    canvas.drawString(left, height - 40, paper.header)
    canvas.setLineWidth(0.5)
    canvas.line(left, height - 46, right, height - 46)
    canvas.drawString(left, 34, paper.footer)
    canvas.drawRightString(right, 34, f"Page {document.page} of {total}")
    canvas.restoreState()


@dataclass(frozen=True, slots=True)
class _Styles:
    """How each kind of text is set."""

    title: ParagraphStyle
    below: ParagraphStyle
    heading: ParagraphStyle
    body: ParagraphStyle
    item: ParagraphStyle
    action: ParagraphStyle
    cell: ParagraphStyle
    column: ParagraphStyle

    @classmethod
    def of(cls, typeface: str) -> _Styles:
        bold = _BOLD[typeface]
        return cls(
            title=_style(bold, 14, alignment=1, spaceAfter=5),
            below=_style(typeface, 10.5, alignment=1, spaceAfter=5),
            heading=_style(bold, 11, spaceBefore=8, spaceAfter=5, keepWithNext=1),
            body=_style(typeface, 10.5, spaceAfter=5),
            item=_style(typeface, 10.5),
            action=_style(bold, 9),
            cell=_style(typeface, 9),
            column=_style(bold, 9),
        )


def _style(font: str, size_pt: float, **spacing: float) -> ParagraphStyle:
    return ParagraphStyle(font, fontName=font, fontSize=size_pt, leading=size_pt * 1.35, **spacing)


def _flowables(block: Block, styles: _Styles) -> list[platypus.Flowable]:
    match block:
        case Title(text, below):
            lines = [_text(text, styles.title), *(_text(line, styles.below) for line in below)]
            return [*lines, platypus.Spacer(0, 10)]
        case Heading(text):
            return [_text(text, styles.heading)]
        case Paragraph(text):
            return [_text(text, styles.body)]
        case Item():
            return [_item_row(block, styles)]
        case Table():
            return [platypus.Spacer(0, 4), _ruled_table(block, styles), platypus.Spacer(0, 8)]
        case NewPage():
            return [platypus.PageBreak()]


def _text(text: str, style: ParagraphStyle) -> platypus.Paragraph:
    return platypus.Paragraph(escape(text).replace("\n", "<br/>"), style)


def _item_row(item: Item, styles: _Styles) -> platypus.Table:
    cells = [_text(item.number, styles.item), _text(item.text, styles.item), _text(item.action, styles.action)]
    row = platypus.Table([cells], colWidths=[share * _WIDTH_PT for share in _ITEM_SHARES])
    row.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)])
    return row


def _ruled_table(table: Table, styles: _Styles) -> platypus.Table:
    header = int(table.header)
    row_styles = [styles.column] * header + [styles.cell] * (len(table.rows) - header)
    cells = [[_text(cell, style) for cell in row] for row, style in zip(table.rows, row_styles, strict=True)]
    grid = platypus.Table(cells, colWidths=[share * _WIDTH_PT for share in table.widths], repeatRows=header)
    grid.setStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return grid
