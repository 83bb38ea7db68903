"""Word documents (DOCX): what Word shows, part by part.

Tracked deletions, comments, hidden, white and tiny text are counted and never read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.records import Hiding, Outcome, Page
from extractors.docx_styles import Styles, W, is_filled, is_on, is_shaded
from extractors.format import DEFAULTS, Attachment, Reading, Settings, as_hidden, row_line
from extractors.numbering import Numbering
from extractors.package import Package, R
from extractors.plain import normalise
from extractors.properties import package_characters
from extractors.symbols import TICKED, UNTICKED, sign

if TYPE_CHECKING:
    from lxml import etree

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURES = "word/media/"
_LEAST_PAGE = 600  # pixels along the shorter side of a picture that may be a scanned page

_UNWRAPPED = {  # elements that only wrap what they hold
    W + "ins", W + "moveTo", W + "hyperlink", W + "smartTag", W + "customXml", W + "fldSimple", W + "dir", W + "bdo",
    W + "sdtContent", _MC + "Choice", _M + "oMath", _M + "oMathPara",
}  # fmt: skip
_DELETED = {W + "del", W + "moveFrom"}
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a Word document as one page: header, body, footnotes, endnotes, footer; a paragraph a line.

    The numbers and bullets that Word writes by itself stand before their paragraphs; headers and footers are furniture.

    Files embedded in it, documents that it includes, and pictures as large as a scanned page are files inside. A
    document of other pictures alone needs OCR.

    Raises:
        UnreadableFile: damaged, or over the limits of an archive.
    """
    package = Package(content)
    styles = Styles.of(package.xml(package.related(package.main, "styles")))
    story = _Story(styles, Numbering(package.xml(package.related(package.main, "numbering")), styles))
    document = package.xml(package.main)
    body = [] if document is None else list(document.iterchildren(W + "body"))
    story.has_page_colour = document is not None and document.find(W + "background") is not None
    main = [line for element in body for line in story.blocks(element)]
    headers, footers = (_margin_lines(package, story, body, kind) for kind in ("header", "footer"))
    notes = [line for kind in ("footnote", "endnote") for line in _notes(package, story, kind)]
    comments = package.xml(package.related(package.main, "comments"))
    if comments is not None:
        story.hidden[Hiding.COMMENT] += len(_all_text(comments))
    story.hidden[Hiding.PROPERTIES] += package_characters(package)
    head, body_text, foot = (normalise("\n".join(lines)) for lines in (headers, [*main, *notes], footers))
    text = "\n".join(part for part in (head, body_text, foot) if part)
    furniture = ((0, len(head)), (len(text) - len(foot), len(text)))
    scans = tuple(_scans(package, document))
    has_pictures = not scans and any(name.lower().startswith(_PICTURES) for name in package.names)
    return Reading(
        (
            Page(
                1,
                text,
                hidden=as_hidden(story.hidden),
                furniture=tuple(span for span in furniture if span[0] < span[1]),
            ),
        ),
        (*package.embedded("word"), *_included(package), *scans),
        note="pictures, none of them a whole page: they are not read" if has_pictures and not text.strip() else "",
        if_wordless=Outcome.NEEDS_OCR if has_pictures else Outcome.NO_TEXT,
    )


def _margin_lines(package: Package, story: _Story, body: list[etree._Element], kind: str) -> list[str]:
    """Return the headers or footers that some page shows, each once."""
    relationships = package.relationships(package.main)
    settings = package.xml(package.related(package.main, "settings"))
    has_even = settings is not None and is_on(settings.find(W + "evenAndOddHeaders"))
    shown: dict[str, None] = {}
    for section in (section for element in body for section in element.iter(W + "sectPr")):
        has_first = is_on(section.find(W + "titlePg"))
        for reference in section.iterchildren(W + f"{kind}Reference"):
            page_type = reference.get(W + "type", "default")
            if (page_type == "first" and not has_first) or (page_type == "even" and not has_even):
                continue
            target = relationships.get(reference.get(R + "id", ""))
            if target is not None:
                shown[target.part] = None
    roots = (package.xml(part) for part in shown)
    texts = ("\n".join(story.blocks(root)) for root in roots if root is not None)
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _notes(package: Package, story: _Story, kind: str) -> Iterator[str]:
    """Yield the notes that the text refers to, in the order of the file."""
    root = package.xml(package.related(package.main, f"{kind}s"))
    if root is None:
        return
    for note in root.iterchildren(W + kind):
        if (kind, note.get(W + "id", "")) in story.notes:
            yield from story.blocks(note)


def _included(package: Package) -> Iterator[Attachment]:
    for target in package.relationships(package.main).values():
        content = package.read(target.part) if target.kind == "aFChunk" else None
        if content is not None:
            yield Attachment(target.part.rsplit("/", 1)[-1], content)


def _scans(package: Package, document: etree._Element | None) -> Iterator[Attachment]:
    """Yield the pictures that may be scanned pages, as shown: one that is cropped holds more than it shows."""
    relationships = package.relationships(package.main)
    given: set[str] = set()
    for blip in [] if document is None else document.iter(_A + "blip"):
        target = relationships.get(blip.get(R + "embed", ""))
        if target is None or target.part in given or not _is_shown_whole(blip):
            continue
        given.add(target.part)
        content = package.read(target.part)
        if content is not None and _may_be_a_page(content):
            yield Attachment(target.part.rsplit("/", 1)[-1], content)


def _is_shown_whole(blip: etree._Element) -> bool:
    crop = next(blip.itersiblings(_A + "srcRect"), None)
    if crop is not None and any(value.lstrip("-0") for value in map(str, crop.attrib.values())):
        return False
    properties = (found for drawing in blip.iterancestors(W + "drawing") for found in drawing.iter(_DRAWN + "docPr"))
    if any(each.get("hidden") in ("1", "true") for each in properties):
        return False
    return next(blip.iterancestors(*_DELETED), None) is None


def _may_be_a_page(content: bytes) -> bool:
    from PIL import Image

    try:
        with Image.open(BytesIO(content)) as picture:
            return min(picture.size) >= _LEAST_PAGE
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False


def _all_text(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(W + "t", W + "delText"))


@dataclass(slots=True)
class _Story:
    """A walk over running text. It counts what is hidden and remembers the notes that are referred to."""

    styles: Styles
    numbering: Numbering
    hidden: Counter[Hiding] = field(default_factory=Counter)
    notes: set[tuple[str, str]] = field(default_factory=set)
    has_page_colour: bool = False

    def blocks(self, element: etree._Element, shaded: bool = False) -> list[str]:
        """Return the paragraphs and table rows below an element, a line each. `shaded`: on a coloured ground."""
        shaded = shaded or self.has_page_colour
        lines: list[str] = []
        for child in element:
            if child.tag == W + "p":
                lines += self._paragraph(child, shaded)
            elif child.tag == W + "tbl":
                lines += self._table(child, shaded)
            elif child.tag in _DELETED:
                self._hide(Hiding.TRACKED_DELETION, child)
            elif child.tag in _UNWRAPPED or child.tag in (_MC + "AlternateContent", W + "sdt"):
                lines += self.blocks(_shown_part(child), shaded)
        return [line for line in lines if line.strip()]

    def _table(self, table: etree._Element, shaded: bool) -> Iterator[str]:
        style = table.find(f"{W}tblPr/{W}tblStyle")
        shaded = shaded or is_shaded(table.find(f"{W}tblPr")) or self.styles.has_shading(style)
        for row in _rows_or_cells(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._hide(Hiding.TRACKED_DELETION, row)
            else:
                yield row_line(self._cell(cell, shaded) for cell in _rows_or_cells(row, W + "tc"))

    def _cell(self, cell: etree._Element, shaded: bool) -> str:
        return "\n".join(self.blocks(cell, shaded or is_shaded(cell.find(W + "tcPr"))))

    def _paragraph(self, paragraph: etree._Element, shaded: bool) -> list[str]:
        properties = paragraph.find(W + "pPr")
        style = "" if properties is None else _value(properties.find(W + "pStyle"))
        boxes: list[str] = []
        shaded = shaded or is_shaded(properties) or self.styles.shades(style)
        text = "".join(self._inline(paragraph, style, shaded, boxes)).strip()
        mark = None if properties is None else properties.find(W + "rPr")
        if mark is not None and mark.find(W + "del") is not None:
            return [text, *boxes]  # it runs on into the next one, whose number counts
        label = self.numbering.label(properties, style)
        is_unnumbered = not text or self.styles.hiding(mark, style, shaded) is not None
        return [text if is_unnumbered else label + text, *boxes]

    def _inline(self, element: etree._Element, style: str, shaded: bool, boxes: list[str]) -> Iterator[str]:
        for child in element:
            if child.tag == W + "r":
                yield from self._run(child, style, shaded, boxes)
            elif child.tag in _DELETED:
                self._hide(Hiding.TRACKED_DELETION, child)
            elif child.tag == W + "sdt" and (box := child.find(f"{W}sdtPr/{_W14}checkbox")) is not None:
                yield TICKED if is_on(box.find(_W14 + "checked")) else UNTICKED
            elif child.tag in _UNWRAPPED or child.tag in (_MC + "AlternateContent", W + "sdt"):
                yield from self._inline(_shown_part(child), style, shaded, boxes)
            elif child.tag.startswith(_M):
                yield "".join(node.text or "" for node in child.iter(_M + "t"))

    def _run(self, run: etree._Element, style: str, shaded: bool, boxes: list[str]) -> Iterator[str]:
        mechanism = self.styles.hiding(run.find(W + "rPr"), style, shaded)
        if mechanism:
            self._hide(mechanism, run)
            return
        yield from self._run_content(run, boxes)

    def _run_content(self, run: etree._Element, boxes: list[str]) -> Iterator[str]:
        for child in run:
            if child.tag == W + "t":
                yield child.text or ""
            elif child.tag in _CHARACTERS:
                yield _CHARACTERS[child.tag]
            elif child.tag == W + "sym":
                yield sign(child.get(W + "char", ""))
            elif child.tag == W + "fldChar":
                yield _form_field(child)
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                self.notes.add((child.tag.removeprefix(W).removesuffix("Reference"), child.get(W + "id", "")))
            elif child.tag == _MC + "AlternateContent":
                yield from self._run_content(_shown_part(child), boxes)
            elif child.tag in (W + "drawing", W + "pict", W + "object"):
                boxes += self._text_boxes(child)

    def _text_boxes(self, drawing: etree._Element) -> Iterator[str]:
        """Yield the paragraphs of text boxes; of two variants of a box the first, not those in a box within a box."""
        for box in drawing.iter(W + "txbxContent"):
            outer = next(
                box.iterancestors(W + "txbxContent", _MC + "Fallback", W + "drawing", W + "pict", W + "object")
            )
            if outer is drawing:
                yield from self.blocks(box, is_filled(drawing))

    def _hide(self, mechanism: Hiding, element: etree._Element) -> None:
        self.hidden[mechanism] += len(_all_text(element))


def _shown_part(element: etree._Element) -> etree._Element:
    """Return what holds the content of a wrapper: one variant of several, or the content of a content control."""
    for tag in (_MC + "Choice", _MC + "Fallback", W + "sdtContent"):
        if (part := element.find(tag)) is not None:
            return part
    return element


def _rows_or_cells(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield a table's rows or a row's cells, also from within content controls and tracked insertions."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _UNWRAPPED or child.tag == W + "sdt":
            yield from _rows_or_cells(_shown_part(child), tag)


def _form_field(mark: etree._Element) -> str:
    """Return what an old form field shows beside its text: a box, ticked or not, or the entry chosen from a list."""
    box = mark.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return TICKED if is_on(box.find(W + "default") if checked is None else checked) else UNTICKED
    choices = mark.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [_value(entry) for entry in choices.iterchildren(W + "listEntry")]
    chosen = _value(choices.find(W + "result")) or _value(choices.find(W + "default")) or "0"
    return entries[int(chosen)] if chosen.isdigit() and int(chosen) < len(entries) else ""


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")
