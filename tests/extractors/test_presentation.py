"""Of slides, what is projected is read."""

from __future__ import annotations

import pytest

from corpus.records import Hidden, Hiding
from extractors.presentation import read
from tests.made_files import zip_of
from tests.made_odf import odf, style

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:r="{_R}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def relations(*pairs: tuple[str, str]) -> bytes:
    rows = "".join(f'<Relationship Id="r{i}" Type="{_R}/{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(pairs))
    return f"<Relationships>{rows}</Relationships>".encode()


def part(root: str, inner: str, attributes: str = "") -> bytes:
    return f"<p:{root} {_NAMESPACES} {attributes}>{inner}</p:{root}>".encode()


def shape(words: str, top: int = 0, left: int = 0, run: str = "", kind: str = "") -> str:
    holder = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else "<p:nvPr/>"
    place = f'<a:xfrm><a:off x="{left * 12700}" y="{top * 12700}"/><a:ext cx="127000" cy="127000"/></a:xfrm>'
    paragraphs = "".join(f"<a:p><a:r>{run}<a:t>{line}</a:t></a:r></a:p>" for line in words.split("\n"))
    head = f'<p:nvSpPr><p:cNvPr id="1"/>{holder}</p:nvSpPr><p:spPr>{place}</p:spPr>'
    return f"<p:sp>{head}<p:txBody>{paragraphs}</p:txBody></p:sp>"


def pptx(*slides: str, hidden: str = "", notes: str = "") -> bytes:
    entries = {"[Content_Types].xml": b"<Types/>", "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml"))}
    size = '<p:sldSz cx="9144000" cy="6858000"/>'
    every = [(slide, "") for slide in slides] + ([(hidden, 'show="0"')] if hidden else [])
    listed = "".join(f'<p:sldId r:id="r{number}"/>' for number in range(len(every)))
    entries["ppt/presentation.xml"] = part("presentation", f"<p:sldIdLst>{listed}</p:sldIdLst>{size}")
    names = [("slide", f"slides/slide{number}.xml") for number in range(len(every))]
    entries["ppt/_rels/presentation.xml.rels"] = relations(*names)
    for number, (inner, attributes) in enumerate(every):
        tree = f"<p:cSld><p:spTree>{inner}</p:spTree></p:cSld>"
        entries[f"ppt/slides/slide{number}.xml"] = part("sld", tree, attributes)
    if notes:
        entries["ppt/slides/_rels/slide0.xml.rels"] = relations(("notesSlide", "../notesSlides/notes.xml"))
        entries["ppt/notesSlides/notes.xml"] = part("notes", f"<p:cSld><p:spTree>{shape(notes)}</p:spTree></p:cSld>")
    return zip_of(entries)


def test_a_slide_is_a_page_read_from_top_to_bottom() -> None:
    first = shape("below", 300) + shape("right", 200, 400) + shape("left", 201, 10) + shape("Title", 500, kind="title")
    pages = read(pptx(first + shape("7", 50, kind="sldNum"), shape("two\nlines"))).pages
    assert [page.text for page in pages] == ["Title\nleft\nright\nbelow\n7", "two\nlines"]
    assert [pages[0].text[start:end] for start, end in pages[0].furniture] == ["7"]


def test_a_row_of_a_table_is_a_line() -> None:
    cells = "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>" for words in "AB")
    table = f"<a:graphic><a:graphicData><a:tbl><a:tr>{cells}</a:tr></a:tbl></a:graphicData></a:graphic>"
    frame = f"<p:graphicFrame>{table}</p:graphicFrame>"
    assert read(pptx(frame)).pages[0].text == "A | B"


def test_shapes_of_a_group_are_read_where_the_group_lies() -> None:
    frame = (
        '<p:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1270000" cy="1270000"/>'
        '<a:chOff x="127000000" y="0"/><a:chExt cx="1270000" cy="1270000"/></a:xfrm></p:grpSpPr>'
    )
    assert read(pptx(f"<p:grpSp>{frame}{shape('inside', 0, 10_000)}</p:grpSp>")).pages[0].text == "inside"


WHITE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'


@pytest.mark.parametrize(
    ("made", "mechanism"),
    [
        (pptx(shape("shown"), hidden=shape("secret")), Hiding.HIDDEN_SLIDE),
        (pptx(shape("shown"), notes="secret"), Hiding.SPEAKER_NOTES),
        (pptx(shape("shown") + shape("secret", 0, -50)), Hiding.OFF_PAGE),
        (pptx(shape("shown") + shape("secret", 0, run=WHITE)), Hiding.GROUND_COLOUR),
        (pptx(shape("shown") + shape("secret", 0, run='<a:rPr sz="100"/>')), Hiding.TINY),
    ],
)
def test_what_is_not_projected_is_counted_not_read(made: bytes, mechanism: Hiding) -> None:
    page = read(made).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(mechanism, 6),))


def test_open_document_slides_are_read_alike() -> None:
    frame = '<draw:frame svg:x="{}cm" svg:y="{}cm" svg:width="1cm" svg:height="1cm">'
    frame += "<draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{frame.format(0, 0, 'spoken')}</presentation:notes>"
    styles = style("Off", '<style:drawing-page-properties presentation:visibility="hidden"/>', "drawing-page")
    size = '<style:page-layout-properties fo:page-width="28cm" fo:page-height="21cm"/>'
    layout = f"<style:page-layout>{size}</style:page-layout>"
    shown = frame.format(1, 9, "below") + frame.format(1, 2, "above") + frame.format(40, 2, "beside")
    body = f"<draw:page>{shown}{notes}</draw:page>"
    body += f'<draw:page draw:style-name="Off">{frame.format(1, 1, "secret")}</draw:page>'
    (page,) = read(odf("presentation", body, styles, {"styles": layout})).pages
    assert page.text == "above\nbelow"
    assert page.hidden == (
        Hidden(Hiding.HIDDEN_SLIDE, 6),
        Hidden(Hiding.OFF_PAGE, 6),
        Hidden(Hiding.SPEAKER_NOTES, 6),
    )
