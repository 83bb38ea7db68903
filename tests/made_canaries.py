"""Files that carry a word which they do not show, one way each: what a failed redaction looks like.

Every file shows `SHOWN`, and hides its own canary: a word that occurs nowhere else. `WAYS` maps a file's name to what
makes it.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from tests.made_files import docx, mail, paragraph, run, zip_of
from tests.made_odf import odf, style
from tests.made_word97 import DELETED, VANISHES, Run, doc, ole

SHOWN = "The panel decided that no serious case review would be initiated."

# --- PDF: written object by object, so that each trick is plain to see ---

_TEXT = "BT /F1 11 Tf 72 740 Td ({shown}) Tj ET"
_SECRET = "BT /F1 11 Tf 72 700 Td ({canary}) Tj ET"


def _pdf(
    content: str,
    *,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    trailer: str = "",
    extra: Mapping[int, str | bytes] | None = None,
) -> bytes:
    """Return a PDF of one A4 page; `extra` objects count from 10."""
    stream = content.encode("latin-1")
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R >> {resources} >> {page} >>"
        ).encode(),
        4: f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for number, written in (extra or {}).items():
        objects[number] = written.encode("latin-1") if isinstance(written, str) else written
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n".encode()
    for number in range(size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _stream(dictionary: str, content: str) -> str:
    return f"<< {dictionary} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _drawn(
    *after: str, before: str = "", resources: str = "", extra: Mapping[int, str | bytes] | None = None
) -> _Maker:
    """Return a maker of pages where something is drawn before or after the canary."""

    def make(canary: str) -> bytes:
        content = "\n".join([_TEXT.format(shown=SHOWN), before, _SECRET.format(canary=canary), *after])
        return _pdf(content, resources=resources, extra=extra)

    return make


def _scan(canary: str) -> bytes:
    """Return a page that is a picture, with a part marked for redaction that was never redacted."""
    import zlib

    from PIL import Image, ImageDraw, ImageFont

    picture, font = Image.new("L", (1240, 1754), 255), ImageFont.load_default(26)  # A4 at 150 dots an inch
    ImageDraw.Draw(picture).text((150, 190), SHOWN, 0, font)
    ImageDraw.Draw(picture).text((150, 280), f"The child was {canary}", 0, font)
    packed = zlib.compress(picture.tobytes())
    image = "<< /Type /XObject /Subtype /Image /Width 1240 /Height 1754 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    image += f"/Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    annotation = "<< /Type /Annot /Subtype /Redact /Rect [70 685 400 715] /IC [0 0 0] /F 4 >>"
    return _pdf(
        "q 595 0 0 842 0 0 cm /I Do Q",
        page="/Annots [11 0 R]",
        resources="/XObject << /I 10 0 R >>",
        extra={10: image.encode() + packed + b"\nendstream", 11: annotation},
    )


def _instead(
    secret: str, *, page: str = "", resources: str = "", catalog: str = "", extra: Mapping[int, str] | None = None
) -> _Maker:
    """Return a maker of pages with the canary written in a way of its own."""

    def make(canary: str) -> bytes:
        content = _TEXT.format(shown=SHOWN) + "\n" + secret.format(canary=canary)
        filled = {number: written.replace("{canary}", canary) for number, written in (extra or {}).items()}
        return _pdf(content, page=page, resources=resources, catalog=catalog, extra=filled)

    return make


def _annotated(annotation: str, extra: Mapping[int, str] | None = None, catalog: str = "") -> _Maker:
    """Return a maker of pages with the canary in plain text and an annotation; `{canary}` may stand in it too."""

    def make(canary: str) -> bytes:
        content = (
            _TEXT.format(shown=SHOWN) + "\n" + (_SECRET.format(canary=canary) if "{canary}" not in annotation else "")
        )
        others = {number: written.replace("{canary}", canary) for number, written in (extra or {}).items()}
        filled = annotation.replace("{canary}", canary)
        return _pdf(content, page="/Annots [10 0 R]", catalog=catalog, extra={10: filled, **others})

    return make


_Maker = Callable[[str], bytes]
_OVER = "68 696 160 16"
_RECT = "[68 694 232 714]"
_SQUARE = (
    f"<< /Type /Annot /Subtype /Square /Rect {_RECT} /C [0 0 0] /IC [0 0 0] /F 4 "
    "/AP << /N 11 0 R >> >>"
)  # fmt: skip
_BLACK_FORM = _stream("/Type /XObject /Subtype /Form /BBox [0 0 164 20]", "0 g 0 0 164 20 re f")
_GREY_IMAGE = _stream(
    "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    "/Filter /ASCIIHexDecode",
    "60>",
)
_SHADING = (
    "<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 595 0] /Extend [true true] "
    "/Function << /FunctionType 2 /Domain [0 1] /C0 [0.2] /C1 [0.25] /N 1 >> >>"
)

_PDF_WAYS: dict[str, _Maker] = {
    "black-box.pdf": _drawn(f"0 g {_OVER} re f"),
    "white-box.pdf": _drawn(f"1 g {_OVER} re f"),
    "grey-box.pdf": _drawn(f"0.6 g {_OVER} re f"),
    "thick-line.pdf": _drawn("16 w 68 704 m 228 704 l S"),
    "hatched-box.pdf": _drawn(f"0 g {_OVER} re f", "0.5 G 1 w 70 698 m 80 710 l 90 698 m 100 710 l S"),
    "image-over.pdf": _drawn(
        "q 160 0 0 16 68 696 cm /I Do Q", resources="/XObject << /I 10 0 R >>", extra={10: _GREY_IMAGE}
    ),
    "form-over.pdf": _drawn(
        "q 1 0 0 1 68 694 cm /B Do Q", resources="/XObject << /B 10 0 R >>", extra={10: _BLACK_FORM}
    ),
    "shading-over.pdf": _drawn(f"q {_OVER} re W n /S sh Q", resources="/Shading << /S 10 0 R >>", extra={10: _SHADING}),
    "white-text.pdf": _instead("1 g BT /F1 11 Tf 72 700 Td ({canary}) Tj ET"),
    "nearly-white-text.pdf": _instead("0.98 g BT /F1 11 Tf 72 700 Td ({canary}) Tj ET"),
    "black-on-black.pdf": _instead(f"0 g {_OVER} re f BT /F1 11 Tf 72 700 Td ({{canary}}) Tj ET"),
    "tiny-text.pdf": _instead("BT /F1 0.8 Tf 72 700 Td ({canary}) Tj ET"),
    "invisible-mode.pdf": _instead("BT 3 Tr /F1 11 Tf 72 700 Td ({canary}) Tj ET"),
    "clip-mode.pdf": _instead("q BT 7 Tr /F1 11 Tf 72 700 Td ({canary}) Tj ET Q"),
    "clip-path.pdf": _instead("q 400 100 10 10 re W n BT /F1 11 Tf 72 700 Td ({canary}) Tj ET Q"),
    "see-through.pdf": _instead(
        "/G gs BT /F1 11 Tf 72 700 Td ({canary}) Tj ET", resources="/ExtGState << /G << /ca 0.01 /CA 0.01 >> >>"
    ),
    "off-page.pdf": _instead("BT /F1 11 Tf 700 700 Td ({canary}) Tj ET"),
    "cropped.pdf": _instead("BT /F1 11 Tf 72 60 Td ({canary}) Tj ET", page="/CropBox [0 200 595 842]"),
    "layer-off.pdf": _instead(
        "/OC /L BDC BT /F1 11 Tf 72 700 Td ({canary}) Tj ET EMC",
        resources="/Properties << /L 10 0 R >>",
        catalog="/OCProperties << /OCGs [10 0 R] /D << /OFF [10 0 R] /Order [10 0 R] >> >>",
        extra={10: "<< /Type /OCG /Name (Draft) >>"},
    ),
    "square-over.pdf": _annotated(_SQUARE, {11: _BLACK_FORM}),
    "note-box-over.pdf": _annotated(
        f"<< /Type /Annot /Subtype /FreeText /Rect {_RECT} /DA (0 g /F1 8 Tf) /Contents () /F 4 /AP << /N 11 0 R >> >>",
        {11: _BLACK_FORM},
    ),
    "unapplied-redaction.pdf": _annotated(
        f"<< /Type /Annot /Subtype /Redact /Rect {_RECT} "
        "/QuadPoints [68 714 232 714 68 694 232 694] /IC [0 0 0] /F 4 >>"
    ),
    "comment.pdf": _annotated(
        "<< /Type /Annot /Subtype /Text /Rect [500 700 520 720] /Contents ({canary}) /T (Reviewer) /F 4 >>"
    ),
    "popup-on-highlight.pdf": _annotated(
        "<< /Type /Annot /Subtype /Highlight /Rect [72 738 200 752] /QuadPoints [72 752 200 752 72 738 200 738] "
        "/C [1 1 0] /CA 0.4 /Contents ({canary}) /F 4 >>"
    ),
    "hidden-field.pdf": _annotated(
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V ({canary}) "
        "/DA (/F1 11 Tf 0 g) /Rect [72 650 300 670] /F 2 >>",
        catalog="/AcroForm << /Fields [10 0 R] /DR << /Font << /F1 5 0 R >> >> /DA (/F1 11 Tf 0 g) >>",
    ),
    "properties.pdf": lambda canary: _pdf(
        _TEXT.format(shown=SHOWN),
        trailer="/Info 10 0 R",
        extra={10: f"<< /Title (Minutes of {canary}) /Author ({canary}) /Keywords ({canary}) >>"},
    ),
}  # fmt: skip


# --- Word, spreadsheets, slides, web pages, mail ---

_WHITE = '<w:color w:val="FFFFFF"/>'
_STYLE = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
    '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style>'
)


def _word(xml: str, parts: Mapping[str, str] | None = None) -> _Maker:
    def make(canary: str) -> bytes:
        filled = {name: part.replace("CANARY", canary) for name, part in (parts or {}).items()}
        return docx(paragraph(SHOWN) + xml.replace("CANARY", canary), filled)

    return make


def _word_properties(canary: str) -> bytes:
    import zipfile

    shown = io.BytesIO(docx(paragraph(SHOWN)))
    with zipfile.ZipFile(shown) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{canary}</dc:title></cp:coreProperties>'
    )
    return zip_of([*members, ("docProps/core.xml", core.encode())])


def _sheet(hide: Callable[[object, str], None]) -> _Maker:
    def make(canary: str) -> bytes:
        from openpyxl import Workbook

        book = Workbook()
        book.active.append([SHOWN, "cell"])
        hide(book, canary)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def _hidden_row(book: object, canary: str) -> None:
    sheet = book.active  # type: ignore[attr-defined]
    sheet.append([canary])
    sheet.row_dimensions[2].hidden = True


def _hidden_column(book: object, canary: str) -> None:
    sheet = book.active  # type: ignore[attr-defined]
    sheet["D1"] = canary
    sheet.column_dimensions["D"].hidden = True


def _hidden_sheet(state: str) -> Callable[[object, str], None]:
    def hide(book: object, canary: str) -> None:
        sheet = book.create_sheet("Working")  # type: ignore[attr-defined]
        sheet["A1"] = canary
        sheet.sheet_state = state

    return hide


def _blank_format(book: object, canary: str) -> None:
    cell = book.active["A3"]  # type: ignore[attr-defined]
    cell.value, cell.number_format = canary, ";;;"


def _white_cell(book: object, canary: str) -> None:
    from openpyxl.styles import Font

    cell = book.active["A3"]  # type: ignore[attr-defined]
    cell.value, cell.font = canary, Font(color="FFFFFFFF")


def _sheet_comment(book: object, canary: str) -> None:
    from openpyxl.comments import Comment

    book.active["A1"].comment = Comment(canary, "Reviewer")  # type: ignore[attr-defined]


def _page(markup: str) -> _Maker:
    return lambda canary: f"<html><body><p>{SHOWN}</p>{markup.replace('CANARY', canary)}</body></html>".encode()


def _html_mail(canary: str) -> bytes:
    body = f"<html><body><p>{SHOWN}</p><div style='display:none'>{canary}</div></body></html>"
    return mail(body, "Content-Type: text/html\n")


def _mail_header(canary: str) -> bytes:
    return mail(SHOWN, f"X-Case-Name: {canary}\n")


def _odt(canary: str) -> bytes:
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    names += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = (
        f"<office:document-content {names}><office:body><office:text><text:tracked-changes>"
        '<text:changed-region text:id="c1"><text:deletion>'
        f"<text:p>{canary}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        f'<text:p>{escape(SHOWN)}<text:change text:change-id="c1"/></text:p>'
        "</office:text></office:body></office:document-content>"
    )
    return zip_of([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.encode())])


def _ods(row: str = "", columns: str = "", sheets: str = "") -> _Maker:
    """Return a maker of spreadsheets; CANARY stands in a row, a cell of the first row, or a sheet of its own."""
    first = f"<table:table-row>{_cell(SHOWN)}{_cell('CANARY') if columns else ''}</table:table-row>"
    body = f"<table:table>{columns}{first}{row}</table:table>{sheets}"
    off = style("Off", '<style:table-properties table:display="false"/>', "table")
    return lambda canary: odf("spreadsheet", body.replace("CANARY", canary), off)


def _cell(words: str) -> str:
    return f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"


def _slides(shown: str = "", notes: str = "", hidden: str = "") -> _Maker:
    """Return a maker of slides: more on the one that is shown, the speaker's notes, and a slide that is hidden."""

    def make(canary: str) -> bytes:
        slides = {1: (_slide_shape(SHOWN) + shown, "")} | ({2: (hidden, 'show="0"')} if hidden else {})
        listed = "".join(f'<p:sldId r:id="r{number}"/>' for number in slides)
        links = "".join(_slide_link(f"r{number}", "slide", f"slides/slide{number}.xml") for number in slides)
        parts = {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _slide_links(_slide_link("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": _slide_part(
                "presentation", f'<p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
            ),
            "ppt/_rels/presentation.xml.rels": _slide_links(links),
        }
        for number, (shapes, attributes) in slides.items():
            parts[f"ppt/slides/slide{number}.xml"] = _slide_part("sld", _slide_tree(shapes), attributes)
        if notes:
            link = _slide_link("r1", "notesSlide", "../notesSlides/notes1.xml")
            parts["ppt/slides/_rels/slide1.xml.rels"] = _slide_links(link)
            parts["ppt/notesSlides/notes1.xml"] = _slide_part("notes", _slide_tree(notes))
        return zip_of({name: xml.replace("CANARY", canary).encode() for name, xml in parts.items()})

    return make


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _slide_link(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'


def _slide_links(links: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{links}</Relationships>'


def _slide_part(root: str, inner: str, attributes: str = "") -> str:
    names = f'xmlns:r="{_RELATIONS}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    names += 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return f"<p:{root} {names} {attributes}>{inner}</p:{root}>"


def _slide_tree(shapes: str) -> str:
    return f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"


def _slide_shape(words: str, left_emu: int = 127000) -> str:
    place = f'<a:xfrm><a:off x="{left_emu}" y="127000"/><a:ext cx="1270000" cy="127000"/></a:xfrm>'
    body = f"<p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody>"
    return f"<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:spPr>{place}</p:spPr>{body}</p:sp>"


_HTML_BODY, _BINARY = 0x1013, 0x102


def _outlook(canary: str) -> bytes:
    """Return an Outlook message whose body, in HTML, hides a part."""
    html = _page("<p style='display:none'>CANARY</p>")(canary)
    table = bytes(32) + struct.pack("<HHIQ", _BINARY, _HTML_BODY, 6, len(html))
    subject = "Panel".encode("utf-16-le")
    return ole({
        "__nameid_version1.0": b"",
        "__properties_version1.0": table,
        "__substg1.0_0037001F": subject,
        f"__substg1.0_{_HTML_BODY:04X}{_BINARY:04X}": html,
    })  # fmt: skip


def _winmail(canary: str) -> bytes:
    """Return the same as Outlook wraps it for other programs (`winmail.dat`)."""
    html = _page("<p style='display:none'>CANARY</p>")(canary)
    block = struct.pack("<IHHII", 1, _BINARY, _HTML_BODY, 1, len(html)) + html + bytes(-len(html) % 4)
    message = struct.pack("<BII", 1, 0x00069003, len(block)) + block + struct.pack("<H", sum(block) & 0xFFFF)
    return b"\x78\x9f\x3e\x22\x01\x00" + message


_OTHER_WAYS: dict[str, _Maker] = {
    "hidden-font.docx": _word(paragraph(run("CANARY", "<w:vanish/>"))),
    "hidden-style.docx": _word(paragraph(run("CANARY", '<w:rStyle w:val="Unseen"/>')), {"styles": _STYLE}),
    "white-text.docx": _word(paragraph(run("CANARY", _WHITE))),
    "tiny-text.docx": _word(paragraph(run("CANARY", '<w:sz w:val="2"/>'))),
    "deletion.docx": _word(paragraph("<w:del><w:r><w:delText>CANARY</w:delText></w:r></w:del>")),
    "comment.docx": _word(
        paragraph("noted", '<w:r><w:commentReference w:id="0"/></w:r>'),
        {"comments": '<w:comment w:id="0">' + paragraph("CANARY") + "</w:comment>"},
    ),
    "properties.docx": _word_properties,
    "hidden-row.xlsx": _sheet(_hidden_row),
    "hidden-column.xlsx": _sheet(_hidden_column),
    "hidden-sheet.xlsx": _sheet(_hidden_sheet("hidden")),
    "very-hidden-sheet.xlsx": _sheet(_hidden_sheet("veryHidden")),
    "blank-format.xlsx": _sheet(_blank_format),
    "white-cell.xlsx": _sheet(_white_cell),
    "comment.xlsx": _sheet(_sheet_comment),
    "comment.html": _page("<!-- CANARY -->"),
    "display-none.html": _page("<p style='display:none'>CANARY</p>"),
    "hidden-attribute.html": _page("<p hidden>CANARY</p>"),
    "hidden-part.eml": _html_mail,
    "hidden-font.rtf": lambda canary: rf"{{\rtf1\ansi {SHOWN}\par {{\v {canary}}}\par noted}}".encode(),
    "deletion.rtf": lambda canary: rf"{{\rtf1\ansi {SHOWN}\par {{\deleted {canary}}}\par noted}}".encode(),
    "deletion.odt": _odt,
    "hidden-row.ods": _ods(f'<table:table-row table:visibility="collapse">{_cell("CANARY")}</table:table-row>'),
    "hidden-column.ods": _ods(columns='<table:table-column/><table:table-column table:visibility="collapse"/>'),
    "hidden-sheet.ods": _ods(
        sheets=f'<table:table table:style-name="Off"><table:table-row>{_cell("CANARY")}</table:table-row></table:table>'
    ),
    "speaker-notes.pptx": _slides(notes=_slide_shape("CANARY")),
    "hidden-slide.pptx": _slides(hidden=_slide_shape("CANARY")),
    "off-slide.pptx": _slides(_slide_shape("CANARY", -2540000)),
    "hidden-font.doc": lambda canary: doc([f"{SHOWN} ", Run(canary, VANISHES), "\r"]),
    "deletion.doc": lambda canary: doc([f"{SHOWN} ", Run(canary, DELETED), "\r"]),
    "comment.doc": lambda canary: doc([f"{SHOWN}\r"], {"comments": f"{canary}\r"}),
    "hidden-part.msg": _outlook,
    "hidden-part.dat": _winmail,
}
# Shown by the page, though someone marked it to go: not read, and where nothing is read there is nothing to count.
_MARKED_WAYS: dict[str, _Maker] = {"unapplied-redaction-on-scan.pdf": _scan}
# Carried by the file, and no part of what it says to a reader: left out, and not counted as hidden text.
_MACHINERY_WAYS: dict[str, _Maker] = {
    "script.html": _page("<script>var name = 'CANARY';</script>"),
    "header.eml": _mail_header,
}

COUNTED: dict[str, _Maker] = {**_PDF_WAYS, **_OTHER_WAYS}
WAYS: dict[str, _Maker] = {**COUNTED, **_MARKED_WAYS, **_MACHINERY_WAYS}


def canary_of(name: str) -> str:
    """Return the word that a file hides."""
    return "zq" + "".join(chr(ord("a") + (ord(c) * 7 + i) % 26) for i, c in enumerate(name) if c.isalnum())[:14] + "xk"
