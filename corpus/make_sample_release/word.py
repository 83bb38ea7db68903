"""Writes a paper as a Word document (.docx): plain WordprocessingML, the same bytes every time."""

from __future__ import annotations

from xml.sax.saxutils import escape

from corpus.make_sample_release.blocks import Block, Heading, Item, NewPage, Paper, Paragraph, Table, Title
from corpus.make_sample_release.packing import zip_of

_LINE_TWIPS = 9000  # the width of the text on A4, in twentieths of a point
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx(paper: Paper, *, compressed: bool = False) -> bytes:
    """Return the paper as a Word document. Each tick box (☒ or ☐) becomes a check box control, as in a form."""
    body = "".join(_block(block) for block in paper.blocks)
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" '
        'w:header="700" w:footer="700" w:gutter="0"/></w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")
        ),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": _styles(paper.typeface),
        "word/header1.xml": f"<w:hdr {_NAMESPACES}>{_paragraph(paper.header)}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {_NAMESPACES}>{_paragraph(paper.footer)}</w:ftr>",
    }
    return zip_of({name: (_DECLARATION + xml).encode() for name, xml in parts.items()}, compressed=compressed)


def _block(block: Block) -> str:
    match block:
        case Title(text, below):
            return _paragraph(text, style="Title") + "".join(_paragraph(line, style="Subtitle") for line in below)
        case Heading(text):
            return _paragraph(text, style="Heading1")
        case Paragraph(text):
            return _paragraph(text)
        case Item(number, text, action):
            return _paragraph(f"{number}\t{text}") + (_paragraph(f"Action: {action}") if action else "")
        case Table():
            return _table(block)
        case NewPage():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _paragraph(text: str, style: str = "Normal") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_runs(text)}</w:p>'


def _runs(text: str) -> str:
    """Return the text as runs: tick boxes as controls, line breaks and tabs as Word's own."""
    runs, plain = [], ""
    for character in text:
        if character in "☒☐":
            runs += [_run(plain), _tick_box(ticked=character == "☒")]
            plain = ""
        else:
            plain += character
    return "".join([*runs, _run(plain)])


def _run(text: str) -> str:
    if not text:
        return ""
    lines = escape(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    lines = lines.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:t xml:space="preserve">{lines}</w:t></w:r>'


def _tick_box(*, ticked: bool) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{_run('☒' if ticked else '☐')}</w:sdtContent></w:sdt>"


def _table(table: Table) -> str:
    widths = [round(share * _LINE_TWIPS) for share in table.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(
        "<w:tr>" + "".join(_cell(cell, width) for cell, width in zip(row, widths, strict=True)) + "</w:tr>"
        for row in table.rows
    )
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    layout = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{layout}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _paragraph("")


def _cell(text: str, width_twips: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width_twips}" w:type="dxa"/></w:tcPr>{_paragraph(text)}</w:tc>'


def _styles(typeface: str) -> str:
    font = {"Helvetica": "Arial", "Times-Roman": "Times New Roman"}.get(typeface, typeface)
    return (
        f"<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/><w:sz w:val="21"/><w:lang w:val="en-GB"/>'
        "</w:rPr></w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>'
        + _heading_style("Title", "Title", size=30, centred=True)
        + _heading_style("Subtitle", "Subtitle", size=22, centred=True)
        + _heading_style("Heading1", "heading 1", size=24, centred=False)
        + "</w:styles>"
    )


def _heading_style(identifier: str, name: str, *, size: int, centred: bool) -> str:
    """Return a bold paragraph style; `size` is in half points, as Word counts."""
    alignment = '<w:jc w:val="center"/>' if centred else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:keepNext/><w:spacing w:before="120" w:after="80"/>{alignment}</w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _content_types() -> str:
    kinds = {"document": "document.main", "styles": "styles", "header1": "header", "footer1": "footer"}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
