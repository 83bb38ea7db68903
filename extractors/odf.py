"""OpenDocument texts (ODT, OTT): what a word processor shows. The walk serves sheets and slides too.

Tracked deletions, comments, hidden, white and tiny text are counted and never read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Hiding, Outcome, Page
from extractors.archive import Archive
from extractors.format import DEFAULTS, Attachment, Reading, Settings, as_hidden, row_line
from extractors.package import parse_xml
from extractors.plain import normalise
from extractors.properties import xml_characters
from extractors.symbols import TICKED, UNTICKED

if TYPE_CHECKING:
    from lxml import etree

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE, FORM, META, MANIFEST = (
    f"{{{_OASIS}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style", "form", "meta", "manifest")
)
FO, SVG = (f"{{{_OASIS}{name}-compatible:1.0}}" for name in ("xsl-fo", "svg"))
PRESENTATION = f"{{{_OASIS}presentation:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

_TINY_PT = 1.0
_WHITE_FROM = 0xFA
_MOST_SPACES = 100  # that one element may stand for
_SPARE_CHARACTERS = 5_000_000  # for cells and rows that say the same as the one before
_SILENT = {  # nothing in them is part of the page's text
    OFFICE + "forms", TEXT + "note-citation", TEXT + "script", DRAW + "object", DRAW + "object-ole", DRAW + "image",
    SVG + "title", SVG + "desc", OFFICE + "event-listeners", TABLE + "named-expressions", PRESENTATION + "notes",
}  # fmt: skip
_PARAGRAPHS = {TEXT + "p", TEXT + "h"}
_ROW_GROUPS = {TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")}
_COLUMN_GROUPS = {TABLE + name for name in ("table-header-columns", "table-columns", "table-column-group")}
_CELLS = {TABLE + "table-cell", TABLE + "covered-table-cell"}


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a text as one page: headers, body, notes, footers; a paragraph or a table's row a line.

    Objects of other programs embedded in it are files inside. A text of pictures alone needs OCR.

    Raises:
        UnreadableFile: encrypted, damaged, or over the limits of an archive.
    """
    package = OpenDocument(content)
    story = package.story()
    headers, footers = (_margin_lines(package, story, kind) for kind in ("header", "footer"))
    body = story.blocks(package.body)
    head, main, foot = (normalise("\n".join(lines)) for lines in (headers, [*body, *story.notes], footers))
    text = "\n".join(part for part in (head, main, foot) if part)
    furniture = tuple(span for span in ((0, len(head)), (len(text) - len(foot), len(text))) if span[0] < span[1])
    story.hidden[Hiding.PROPERTIES] += package.property_characters()
    page = Page(1, text, hidden=as_hidden(story.hidden), furniture=furniture)
    return Reading((page,), package.embedded(), if_wordless=package.if_wordless())


class OpenDocument:
    """The parts of an OpenDocument file, read within the limits of `extractors.archive`.

    Raises:
        UnreadableFile: the ZIP is damaged or over its limits, its content is encrypted or missing.
    """

    def __init__(self, content: bytes) -> None:
        self._archive = Archive(BytesIO(content))
        self._indexes = {member.name: member.index for member in self._archive.members}
        manifest = self.xml("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
            raise UnreadableFile(Outcome.ENCRYPTED, "locked with a password: give it with --password")
        root = self.xml("content.xml")
        body = None if root is None else root.find(OFFICE + "body")
        if root is None or body is None or not len(body):
            raise UnreadableFile(Outcome.CORRUPT, "its content is missing: ask for a fresh copy")
        self.content = root
        self.body: etree._Element = body[0]
        self.styles_root = self.xml("styles.xml")

    def xml(self, name: str) -> etree._Element | None:
        """Return a part's root element; None where there is no such part."""
        index = self._indexes.get(name)
        return None if index is None else parse_xml(self._archive.read(index), name)

    def story(self) -> Story:
        """Return a walk that knows this file's styles and the controls of its forms."""
        return Story(Looks.of(self.content, self.styles_root), _controls(self.body))

    def embedded(self) -> tuple[Attachment, ...]:
        """Return the objects of other programs that the content shows."""
        names = (node.get(_XLINK_HREF, "").removeprefix("./") for node in self.content.iter(DRAW + "object-ole"))
        indexes = {name: self._indexes[name] for name in names if name in self._indexes}
        return tuple(Attachment(name, self._archive.read(index)) for name, index in indexes.items())

    def property_characters(self) -> int:
        """Return how many characters the properties hold."""
        root = self.xml("meta.xml")
        return xml_characters(None if root is None else root.find(OFFICE + "meta"))

    def if_wordless(self) -> Outcome:
        """Return what a file without words is: one of pictures needs OCR."""
        has_pictures = next(self.content.iter(DRAW + "image"), None) is not None
        return Outcome.NEEDS_OCR if has_pictures else Outcome.NO_TEXT


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks where its style says nothing else."""

    vanishes: bool = False
    is_white: bool = False
    is_shaded: bool = False
    is_tiny: bool = False

    @property
    def hiding(self) -> Hiding | None:
        """How such text is hidden; None where it shows."""
        if self.vanishes:
            return Hiding.HIDDEN_STYLE
        if self.is_tiny:
            return Hiding.TINY
        return Hiding.GROUND_COLOUR if self.is_white and not self.is_shaded else None


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a file by family and name."""

    styles: dict[tuple[str, str], etree._Element]

    @classmethod
    def of(cls, *roots: etree._Element | None) -> Looks:
        """Return the styles of parts; what an earlier part says goes before a later one."""
        styles: dict[tuple[str, str], etree._Element] = {}
        for root in roots:
            for node in () if root is None else root.iter(STYLE + "style", STYLE + "default-style"):
                styles.setdefault((node.get(STYLE + "family", ""), node.get(STYLE + "name", "")), node)
        return cls(styles)

    def over(self, look: Look, family: str, name: str | None) -> Look:
        """Return a look with a style laid over it, what the style is based on first."""
        for style in self._chain(family, name):
            for properties in style:
                look = _laid_over(look, properties)
        return look

    def attribute(self, family: str, name: str | None, attribute: str) -> str:
        """Return what a style says of an attribute of its properties; empty where it says nothing."""
        found = ""
        for style in self._chain(family, name):
            for properties in style:
                found = properties.get(attribute, found)
        return found

    def _chain(self, family: str, name: str | None) -> list[etree._Element]:
        chain: list[etree._Element] = []
        seen: set[str] = set()
        while name and name not in seen and (style := self.styles.get((family, name))) is not None:
            seen.add(name)
            chain.append(style)
            name = style.get(STYLE + "parent-style-name")
        default = self.styles.get((family, ""))
        return [*([] if default is None else [default]), *reversed(chain)]


def _laid_over(look: Look, properties: etree._Element) -> Look:
    if (ground := properties.get(FO + "background-color") or _fill(properties)) is not None:
        # transparent over a coloured paragraph or cell leaves it coloured
        look = replace(look, is_shaded=look.is_shaded if ground == "transparent" else not _is_white(ground))
    if properties.tag != STYLE + "text-properties":
        return look
    if (display := properties.get(TEXT + "display")) is not None:
        look = replace(look, vanishes=display == "none")
    if (colour := properties.get(FO + "color")) is not None:
        look = replace(look, is_white=_is_white(colour))
    if properties.get(STYLE + "use-window-font-color") == "true":
        look = replace(look, is_white=False)
    if (size := points(properties.get(FO + "font-size"))) is not None:
        look = replace(look, is_tiny=size <= _TINY_PT)
    return look


def _fill(properties: etree._Element) -> str | None:
    kind = properties.get(DRAW + "fill")
    if kind in (None, "none"):
        return None
    return properties.get(DRAW + "fill-color", "#ffffff") if kind == "solid" else "#808080"


def _is_white(colour: str) -> bool:
    try:
        return len(colour) == 7 and min(bytes.fromhex(colour[1:])) >= _WHITE_FROM
    except ValueError:
        return False


def points(length: str | None) -> float | None:
    """Return a length in points; None where there is none or it is a share of another."""
    units = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75}
    if not length or length[-2:] not in units:
        return None
    try:
        return float(length[:-2]) * units[length[-2:]]
    except ValueError:
        return None


@dataclass(slots=True)
class Story:
    """A walk over running text. It counts what is hidden and keeps the notes for the end."""

    looks: Looks
    controls: dict[str, str] = field(default_factory=dict)
    hidden: Counter[Hiding] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    spare_characters: int = _SPARE_CHARACTERS

    def blocks(self, element: etree._Element, look: Look | None = None) -> list[str]:
        """Return the paragraphs and table rows below an element, a line each."""
        return [line for child in element for line in self.block(child, look)]

    def block(self, element: etree._Element, look: Look | None = None) -> list[str]:
        """Return the lines of one element."""
        look = look or Look()
        lines: list[str] = []
        if element.tag in _PARAGRAPHS:
            lines = self._paragraph(element, look)
        elif element.tag == TABLE + "table":
            lines = list(self.table(element, look))
        elif element.tag == DRAW + "control":
            lines = [self.controls.get(element.get(DRAW + "control", ""), "")]
        elif (mechanism := _hidden_block(element)) is not None:
            self.hide(mechanism, element)
        elif element.tag not in _SILENT:
            lines = self.blocks(element, self._shape(element, look))
        return [line for line in lines if line.strip()]

    def table(self, table: etree._Element, look: Look) -> Iterator[str]:
        """Yield a table's rows; hidden rows and columns are counted."""
        hidden_columns = _hidden_columns(table)
        for row, is_hidden in rows(table):
            cells: list[str] = []
            column = 0
            for cell in row.iterchildren(*_CELLS):
                start, column = column, column + count(cell, "number-columns-repeated")
                shown = _shown_columns(range(start, column), hidden_columns)
                if is_hidden or not shown:
                    self.hide(Hiding.HIDDEN_ROW if is_hidden else Hiding.HIDDEN_COLUMN, cell)
                else:
                    cells += self._repeated(self._cell(cell, look), shown)
            line = row_line(cells)
            yield from self._repeated(line, count(row, "number-rows-repeated")) if line else ()

    def _repeated(self, text: str, times: int) -> list[str]:
        """Return a cell or row as often as it stands, within what a page may spend on repeating."""
        times = max(min(times, self.spare_characters // (len(text) + 3)), 1)
        self.spare_characters -= (times - 1) * (len(text) + 3)
        return [text] * times

    def _cell(self, cell: etree._Element, look: Look) -> str:
        look = self.looks.over(look, "table-cell", cell.get(TABLE + "style-name"))
        return "\n".join(self.blocks(cell, look))

    def _shape(self, element: etree._Element, look: Look) -> Look:
        name = element.get(DRAW + "style-name") or element.get(PRESENTATION + "style-name")
        family = "graphic" if element.get(DRAW + "style-name") else "presentation"
        return self.looks.over(look, family, name) if name else look

    def _paragraph(self, paragraph: etree._Element, look: Look) -> list[str]:
        look = self.looks.over(look, "paragraph", paragraph.get(TEXT + "style-name"))
        if any(_is_true(mark, "is-hidden") for mark in paragraph.iter(TEXT + "hidden-paragraph")):
            self.hide(Hiding.HIDDEN_STYLE, paragraph)
            return []
        boxes: list[str] = []
        text = "".join(self._inline(paragraph, look, boxes))
        return [text.strip(), *boxes]

    def _inline(self, element: etree._Element, look: Look, boxes: list[str]) -> Iterator[str]:
        yield from self._words(element.text, look)
        for child in element:
            yield from self._inline_child(child, look, boxes)
            yield from self._words(child.tail, look)

    def _inline_child(self, child: etree._Element, look: Look, boxes: list[str]) -> Iterator[str]:
        if child.tag == TEXT + "s":
            yield " " * min(count(child, "c", TEXT), _MOST_SPACES)
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            yield "\t" if child.tag == TEXT + "tab" else "\n"
        elif child.tag == TEXT + "note":
            body = child.find(TEXT + "note-body")
            if body is not None and look.hiding is None:
                self.notes += self.blocks(body)
            elif body is not None and look.hiding is not None:
                self.hide(look.hiding, body)
        elif child.tag == DRAW + "control":
            yield self.controls.get(child.get(DRAW + "control", ""), "") + " "
        elif (mechanism := _hidden_block(child)) is not None:
            self.hide(mechanism, child)
        elif child.tag.startswith(DRAW) and child.tag not in _SILENT and child.tag != DRAW + "a":
            boxes += self.blocks(child, self._shape(child, replace(look, is_shaded=False)))
        elif child.tag not in _SILENT:
            yield from self._inline(child, self._span(child, look), boxes)

    def _span(self, element: etree._Element, look: Look) -> Look:
        name = element.get(TEXT + "style-name")
        return self.looks.over(look, "text", name) if name else look

    def _words(self, text: str | None, look: Look) -> Iterator[str]:
        if not text:
            return
        words = " ".join(text.split()) if text.strip() else ""
        words = f"{' ' * text[0].isspace()}{words}{' ' * text[-1].isspace()}" if words else " "
        if look.hiding is None:
            yield words
        else:
            self.hidden[look.hiding] += len(words)

    def hide(self, mechanism: Hiding, element: etree._Element) -> None:
        """Count the characters below an element as hidden."""
        said = element.get(TEXT + "string-value", "") if element.tag == TEXT + "hidden-text" else ""
        self.hidden[mechanism] += len(said) + sum(
            len((node.text or "").strip()) + (len((node.tail or "").strip()) if node is not element else 0)
            for node in element.iter()
            if node.tag not in (_DC + "date", _DC + "creator", META + "date-string")
        )


def _hidden_block(element: etree._Element) -> Hiding | None:
    """Return how an element with all in it is kept off the page; None where it is not."""
    if element.tag in (TEXT + "tracked-changes", TABLE + "tracked-changes"):
        return Hiding.TRACKED_DELETION
    if element.tag in (OFFICE + "annotation", OFFICE + "annotation-end"):
        return Hiding.COMMENT
    if element.tag == TEXT + "section":
        display = element.get(TEXT + "display")
        is_hidden = display == "none" or (display == "condition" and _is_true(element, "is-hidden"))
        return Hiding.HIDDEN_STYLE if is_hidden else None
    return Hiding.HIDDEN_STYLE if element.tag == TEXT + "hidden-text" and _is_true(element, "is-hidden") else None


def _is_true(element: etree._Element, name: str) -> bool:
    return element.get(TEXT + name) == "true"


def rows(table: etree._Element, is_hidden: bool = False) -> Iterator[tuple[etree._Element, bool]]:
    """Yield a table's rows and whether each is hidden, also from within groups of rows."""
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child, is_hidden or child.get(TABLE + "visibility", "visible") != "visible"
        elif child.tag in _ROW_GROUPS:
            yield from rows(child, is_hidden or child.get(TABLE + "display") == "false")


def _hidden_columns(table: etree._Element) -> list[range]:
    return [columns for columns, is_hidden in _columns(table, [0]) if is_hidden]


def _shown_columns(columns: range, hidden: list[range]) -> int:
    """Return how many columns of a range are not hidden; the hidden ranges don't overlap."""
    unseen = sum(max(min(columns.stop, each.stop) - max(columns.start, each.start), 0) for each in hidden)
    return len(columns) - unseen


def _columns(table: etree._Element, so_far: list[int], is_hidden: bool = False) -> Iterator[tuple[range, bool]]:
    for child in table:
        if child.tag == TABLE + "table-column":
            start = so_far[0]
            so_far[0] += count(child, "number-columns-repeated")
            is_collapsed = child.get(TABLE + "visibility", "visible") != "visible"
            yield range(start, so_far[0]), is_hidden or is_collapsed
        elif child.tag in _COLUMN_GROUPS:
            yield from _columns(child, so_far, is_hidden or child.get(TABLE + "display") == "false")


def count(element: etree._Element, name: str, namespace: str = TABLE) -> int:
    """Return how often an element stands, once if it does not say."""
    said = element.get(namespace + name, "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 1


def _margin_lines(package: OpenDocument, story: Story, kind: str) -> list[str]:
    """Return the headers or footers of the kinds of page that are used, each once."""
    root = package.styles_root
    pages = [] if root is None else list(root.iter(STYLE + "master-page"))
    used = {node.get(STYLE + "master-page-name", "") for node in package.content.iter(STYLE + "style")}
    used |= {pages[0].get(STYLE + "name", "")} if pages else set()
    used |= {page.get(STYLE + "next-style-name", "") for page in pages if page.get(STYLE + "name") in used}
    shown: dict[str, None] = {}
    for page in pages:
        for ending in ("-first", "", "-left") if page.get(STYLE + "name") in used else ():
            margin = page.find(f"{STYLE}{kind}{ending}")
            if margin is not None and margin.get(STYLE + "display") != "false":
                shown["\n".join(story.blocks(margin))] = None
    return [text for text in shown if text.strip()]


def _controls(body: etree._Element) -> dict[str, str]:
    """Return what the controls of forms show, by their identifiers."""
    nodes = (node for forms in body.iter(OFFICE + "forms") for node in forms.iter())
    return {
        name: _control_text(node) for node in nodes if (name := node.get(_XML_ID) or node.get(FORM + "id")) is not None
    }


def _control_text(control: etree._Element) -> str:
    kind = control.tag.removeprefix(FORM)
    label = control.get(FORM + "label", "")
    if kind in ("checkbox", "radio"):
        state = control.get(FORM + "current-state") or control.get(FORM + "state", "unchecked")
        ticked = state == "checked" or control.get(FORM + "current-selected", control.get(FORM + "selected")) == "true"
        return f"{TICKED if ticked else UNTICKED} {label}".strip()
    if kind in ("fixed-text", "button", "frame"):
        return label
    if kind in ("hidden", "password", "file"):
        return ""
    if kind == "listbox":
        options = control.iterchildren(FORM + "option")
        chosen = (
            each for each in options if each.get(FORM + "current-selected", each.get(FORM + "selected")) == "true"
        )
        return ", ".join(each.get(FORM + "label", "") for each in chosen)
    said = "\n".join("".join(map(str, paragraph.itertext())) for paragraph in control.iterchildren(TEXT + "p"))
    return control.get(FORM + "current-value", "") or said or control.get(FORM + "value", "")


def joined(lines: Iterable[str]) -> str:
    """Return lines as the text of a page."""
    return normalise("\n".join(lines))
