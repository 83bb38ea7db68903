"""Of a Word document, what Word shows is read."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Outcome
from extractors.docx import read
from extractors.reading import read_bytes
from tests.made_files import PNG, docx, paragraph, run, table, zip_of


def text_of(body: str, **parts: str) -> str:
    return read(docx(body, parts)).pages[0].text


def test_paragraphs_stand_on_lines_however_they_are_cut_into_runs() -> None:
    body = paragraph("No re", "view was ", "<w:hyperlink><w:r><w:t>held</w:t></w:r></w:hyperlink>", ".") + paragraph(
        "B"
    )
    assert text_of(body) == "No review was held.\nB"


def test_a_row_is_a_line_and_a_table_in_a_cell_is_read() -> None:
    inner = table(["x", "y"])
    body = table(
        ["Case", "Decision"], ["A", ""], ["B", inner + paragraph("z")], [paragraph("one") + paragraph("two"), "c"]
    )
    assert text_of(body) == "Case | Decision\nA\nB | x | y\nz\none\ntwo | c"


def test_header_comes_first_notes_and_footer_last_each_once() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rheader"/>'
        '<w:footerReference w:type="default" r:id="rfooter"/>'
        '<w:headerReference w:type="first" r:id="rheader"/></w:sectPr>'
    )
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        f'<w:footnote w:id="2">{paragraph("note")}</w:footnote><w:footnote w:id="3">{paragraph("orphan")}</w:footnote>'
    )
    body = paragraph("body", note) + f"<w:p><w:pPr>{section}</w:pPr></w:p>" + section
    parts = {"header": paragraph("header"), "footer": paragraph("footer"), "footnotes": notes}
    assert text_of(body, **parts) == "header\nbody\nnote\nfooter"


def test_a_first_page_header_that_is_switched_off_is_not_read() -> None:
    section = '<w:sectPr><w:headerReference w:type="first" r:id="rheader"/>{}</w:sectPr>'
    body = paragraph("body") + section
    assert text_of(body.format(""), header=paragraph("header")) == "body"
    assert text_of(body.format("<w:titlePg/>"), header=paragraph("header")) == "header\nbody"


def text_box(fill: str, inner: str) -> str:
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    shape = f"<wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx>{box}</wps:txbx></wps:wsp>"
    new = f"<mc:Choice><w:drawing>{shape}</w:drawing></mc:Choice>"
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"


def test_a_text_box_is_read_once() -> None:
    assert text_of(paragraph("before", text_box("", paragraph("boxed")))) == "before\nboxed"


def test_forms_say_what_is_ticked() -> None:
    control = (
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>?</w:t></w:r></w:sdtContent></w:sdt>"
    )
    field = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>'
    old = field.format('<w:checkBox><w:default w:val="0"/>{}</w:checkBox>')
    entries = '<w:listEntry w:val="yes"/><w:listEntry w:val="no"/>'
    choice = field.format(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>')
    choice += "<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>"
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    body = (
        paragraph(control.format(1), " held") + paragraph(control.format(0), " not held")
        + paragraph(old.format("<w:checked/>"), " a") + paragraph(old.format(""), " b")
        + paragraph(choice) + paragraph(sign, " c")
    )  # fmt: skip
    assert text_of(body) == "☒ held\n☐ not held\n☒ a\n☐ b\nno\n☒ c"


def test_tabs_breaks_and_hyphens_are_kept() -> None:
    special = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>multi</w:t><w:noBreakHyphen/><w:t>agency</w:t></w:r>"
    assert text_of(paragraph(special)) == "a\tb\nmulti-agency"


def test_content_controls_and_tracked_insertions_are_read() -> None:
    body = f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
    body += paragraph(f"<w:ins>{run('inserted')}</w:ins>", f"<w:moveTo>{run(' moved')}</w:moveTo>")
    assert text_of(body) == "in a control\ninserted moved"


WHITE = '<w:color w:val="FFFFFF"/>'
STYLES = (
    '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Unseen"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="White"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="Dark"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:style>'
)


@pytest.mark.parametrize(
    ("xml", "mechanism"),
    [
        (paragraph("<w:del><w:r><w:delText>secret</w:delText></w:r></w:del>"), Hiding.TRACKED_DELETION),
        (paragraph(f"<w:moveFrom>{run('secret')}</w:moveFrom>"), Hiding.TRACKED_DELETION),
        (f"<w:del>{paragraph('secret')}</w:del>", Hiding.TRACKED_DELETION),
        (table(["secret"]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>"), Hiding.TRACKED_DELETION),
        (paragraph(run("secret", "<w:vanish/>")), Hiding.HIDDEN_STYLE),
        (paragraph(run("secret", '<w:rStyle w:val="Unseen"/>')), Hiding.HIDDEN_STYLE),
        (paragraph(run("secret", WHITE)), Hiding.GROUND_COLOUR),
        (paragraph("secret", properties='<w:pStyle w:val="White"/>'), Hiding.GROUND_COLOUR),
        (paragraph(run("secret", WHITE + '<w:shd w:val="clear" w:fill="FFFFFF"/>')), Hiding.GROUND_COLOUR),
        (paragraph(text_box("<a:noFill/>", paragraph(run("secret", WHITE)))), Hiding.GROUND_COLOUR),
        (paragraph(run("secret", '<w:sz w:val="2"/>')), Hiding.TINY),
    ],
)  # fmt: skip
def test_what_word_does_not_show_is_counted_not_read(xml: str, mechanism: Hiding) -> None:
    page = read(docx(paragraph("shown") + xml, {"styles": STYLES})).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(mechanism, 6),))


@pytest.mark.parametrize(
    "xml",
    [
        paragraph(run("seen", '<w:vanish w:val="0"/>')),
        paragraph(run("seen", WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>')),
        paragraph(run("seen", WHITE + '<w:highlight w:val="black"/>')),
        paragraph(run("seen", WHITE), properties='<w:shd w:val="clear" w:fill="000000"/>'),
        table([f'<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>{paragraph(run("seen", WHITE))}']),
        table([paragraph(run("seen", WHITE))]).replace(
            "<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>'
        ),
        paragraph(text_box('<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>', paragraph(run("seen", WHITE)))),
        paragraph(run("seen", '<w:sz w:val="16"/>')),
    ],
)
def test_white_on_a_coloured_ground_and_small_print_are_read(xml: str) -> None:
    assert text_of(xml, styles=STYLES) == "seen"


def test_headers_and_footers_are_furniture_and_properties_counted() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rheader"/></w:sectPr>'
    core = b"<p><title>secret</title><created>2010-08-12</created></p>"
    made = docx(paragraph("body") + section, {"header": paragraph("top")}, {"docProps/core.xml": core})
    page = read(made).pages[0]
    assert (page.text, page.furniture, page.hidden) == ("top\nbody", ((0, 3),), (Hidden(Hiding.PROPERTIES, 6),))


def test_comments_are_counted_not_read() -> None:
    page = read(docx(paragraph("shown"), {"comments": f"<w:comment>{paragraph('secret')}</w:comment>"})).pages[0]
    assert (page.text, page.hidden) == ("shown", (Hidden(Hiding.COMMENT, 6),))


def test_files_inside_are_had_out() -> None:
    files = {"word/embeddings/sheet.xlsx": b"PK", "word/afchunk1.html": b"<p>included</p>"}
    attachments = read(docx(paragraph("a"), files=files)).attachments
    assert {file.name: file.content for file in attachments} == {
        "sheet.xlsx": b"PK",
        "afchunk1.html": b"<p>included</p>",
    }


def scan_in_word(inside: str = "", wrap: str = "{}") -> bytes:
    picture = BytesIO()
    Image.new("L", (900, 1200), 255).save(picture, "PNG")
    drawing = f'<w:r><w:drawing><pic><a:blip r:embed="rpicture"/>{inside}</pic></w:drawing></w:r>'
    return docx(f"<w:p>{wrap.format(drawing)}</w:p>", files={"word/media/image1.png": picture.getvalue()})


def test_a_picture_as_large_as_a_page_is_a_file_inside() -> None:
    assert [attachment.name for attachment in read(scan_in_word()).attachments] == ["image1.png"]


@pytest.mark.parametrize(
    ("inside", "wrap"), [('<a:srcRect b="40000"/>', "{}"), ("", "<w:del>{}</w:del>")], ids=["cropped", "deleted"]
)
def test_a_picture_that_is_not_shown_whole_is_not_read(inside: str, wrap: str) -> None:
    reading = read(scan_in_word(inside, wrap))
    assert (reading.attachments, reading.if_wordless) == ((), Outcome.NEEDS_OCR)
    assert "not read" in reading.note


def test_a_document_of_pictures_alone_needs_ocr() -> None:
    (line,) = read_bytes(docx(paragraph(""), files={"word/media/image1.png": PNG}), "scan.docx")
    assert line.outcome is Outcome.NEEDS_OCR


def test_the_strict_variant_is_read() -> None:
    assert read(docx(paragraph("words") + table(["a", "b"]), strict=True)).pages[0].text == "words\na | b"


@pytest.mark.parametrize(
    "content",
    [
        docx("<w:p>"),  # not well-formed
        zip_of({"[Content_Types].xml": b"", "word/document.xml": b"<a/>"}),  # nothing points at the document
        docx(paragraph("words"))[:-30],
    ],
)
def test_a_damaged_document_says_so(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(content)
    assert refusal.value.outcome == Outcome.CORRUPT


def test_a_document_type_with_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><document>&b;</document>'
    with ZipFile(BytesIO(docx(paragraph("words")))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with pytest.raises(UnreadableFile, match="document type"):
        read(zip_of(members | {"word/document.xml": bomb}))
