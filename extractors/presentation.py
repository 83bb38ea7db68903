"""Slides (PPTX, ODP): what is projected, a page a slide. Hidden slides and the speaker's notes are only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.records import Hiding, Outcome, Page
from extractors.format import DEFAULTS, Reading, Settings, as_hidden, row_line
from extractors.odf import DRAW, FO, PRESENTATION, STYLE, SVG, OpenDocument, Story, points
from extractors.package import Package, R
from extractors.plain import normalise
from extractors.properties import package_characters

if TYPE_CHECKING:
    from lxml import etree

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_EMU_PER_PT = 12700.0
_SHAPES = {_P + "sp", _P + "graphicFrame", _P + "cxnSp", _P + "pic"}
_FURNITURE = {"dt", "ftr", "sldNum", "hdr"}  # placeholders for date, footer, slide number
_ODP_FURNITURE = {"date-time", "footer", "page-number", "header"}
_WHITE_FROM = 0xFA
_TINY_HUNDREDTHS_PT = 100
_ROW_PT = 10.0  # shapes whose tops differ by less stand side by side


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a page for each slide that is shown, its shapes from top to bottom; a table's row is a line.

    Hidden slides, speakers' notes, comments, shapes that lie off the slide and hidden text are counted and not read.

    Raises:
        UnreadableFile: encrypted, damaged, or over the limits of an archive.
    """
    if b"mimetypeapplication/vnd.oasis" in content[:200]:
        return _read_odp(content)
    return _read_pptx(content)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Lines of a shape and where it lies, in points."""

    top: float
    left: float
    lines: list[str]
    is_furniture: bool = False


@dataclass(slots=True)
class _Slide:
    """What a slide shows, shape by shape, and what it does not."""

    width_pt: float
    height_pt: float
    shapes: list[_Placed] = field(default_factory=list)
    hidden: Counter[Hiding] = field(default_factory=Counter)

    def is_off(self, left: float, top: float, width: float, height: float) -> bool:
        """Whether a rectangle lies wholly beside the slide."""
        is_beside = left + width <= 0 or left >= self.width_pt or top + height <= 0 or top >= self.height_pt
        return is_beside and self.width_pt > 0

    def page(self, number: int) -> Page:
        """Return the slide as a page; footers and slide numbers come last, as furniture."""
        ordered = sorted(self.shapes, key=lambda shape: (round(shape.top / _ROW_PT), shape.left))
        body, margin = (
            normalise("\n".join(line for shape in ordered if shape.is_furniture == wanted for line in shape.lines))
            for wanted in (False, True)
        )
        text = "\n".join(part for part in (body, margin) if part)
        furniture = ((len(text) - len(margin), len(text)),) if margin else ()
        return Page(number, text, width_pt=self.width_pt, height_pt=self.height_pt, hidden=as_hidden(self.hidden),
                    furniture=furniture)  # fmt: skip


def _numbered(slides: list[_Slide], unseen: Counter[Hiding]) -> tuple[Page, ...]:
    """Return the pages; what no slide shows is counted with the first."""
    slides = slides or [_Slide(0, 0)]
    slides[0].hidden.update(unseen)
    return tuple(slide.page(number) for number, slide in enumerate(slides, start=1))


def _read_pptx(content: bytes) -> Reading:
    package = Package(content)
    root = package.xml(package.main)
    relationships = package.relationships(package.main)
    size = None if root is None else root.find(_P + "sldSz")
    width, height = (_points(size, name) for name in ("cx", "cy"))
    unseen = Counter({Hiding.PROPERTIES: package_characters(package)})
    slides: list[_Slide] = []
    has_pictures = False
    for entry in () if root is None else root.iter(_P + "sldId"):
        target = relationships.get(entry.get(R + "id", ""))
        slide_root = None if target is None else package.xml(target.part)
        if target is None or slide_root is None:
            continue
        for related in package.relationships(target.part).values():
            if related.kind in ("notesSlide", "comments"):
                mechanism = Hiding.COMMENT if related.kind == "comments" else Hiding.SPEAKER_NOTES
                unseen[mechanism] += _characters(package.xml(related.part))
        if slide_root.get("show") in ("0", "false"):
            unseen[Hiding.HIDDEN_SLIDE] += _characters(slide_root)
            continue
        slide = _Slide(width, height)
        tree = slide_root.find(f"{_P}cSld/{_P}spTree")
        if tree is not None:
            _add_shapes(package, target.part, tree, slide, _IDENTITY)
        has_pictures = has_pictures or next(slide_root.iter(_P + "pic"), None) is not None
        slides.append(slide)
    if_wordless = Outcome.NEEDS_OCR if has_pictures else Outcome.NO_TEXT
    return Reading(_numbered(slides, unseen), package.embedded("ppt"), if_wordless=if_wordless)


_Scale = tuple[float, float, float, float]  # factors across and down, then shifts in points
_IDENTITY: _Scale = (1.0, 1.0, 0.0, 0.0)


def _add_shapes(package: Package, part: str, tree: etree._Element, slide: _Slide, scale: _Scale) -> None:
    for child in tree:
        if child.tag == _P + "grpSp":
            _add_shapes(package, part, child, slide, _inner_scale(child, scale))
        elif child.tag == _MC + "AlternateContent":
            variant = child.find(_MC + "Choice")
            variant = child.find(_MC + "Fallback") if variant is None else variant
            if variant is not None:
                _add_shapes(package, part, variant, slide, scale)
        elif child.tag in _SHAPES:
            _add_shape(package, part, child, slide, scale)


def _add_shape(package: Package, part: str, shape: etree._Element, slide: _Slide, scale: _Scale) -> None:
    placeholder = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    kind = "" if placeholder is None else placeholder.get("type", "body")
    place = _place(shape)
    if place is None and placeholder is not None:
        place = _inherited_place(package, part, placeholder)
    left, top, width, height = _scaled(place, scale) if place else (0.0, 0.0, 1.0, 1.0)
    if _is_set(shape.find("*/" + _P + "cNvPr"), "hidden"):
        slide.hidden[Hiding.HIDDEN_STYLE] += _characters(shape)
    elif slide.is_off(left, top, width, height):
        slide.hidden[Hiding.OFF_PAGE] += _characters(shape)
    else:
        lines = list(_lines(shape, slide.hidden))
        slide.shapes.append(_Placed(-1.0 if kind in ("title", "ctrTitle") else top, left, lines, kind in _FURNITURE))


def _lines(shape: etree._Element, hidden: Counter[Hiding]) -> Iterator[str]:
    properties = shape.find(_P + "spPr")
    on_shading = shape.find(_P + "style") is not None or _is_filled(properties)
    for body in shape.iterchildren(_P + "txBody"):
        yield from _paragraphs(body, on_shading, hidden)
    for row in shape.iter(_A + "tr"):
        cells = ([*cell.iterchildren(_A + "txBody")] for cell in row.iterchildren(_A + "tc"))
        # the ground of a cell comes from the table's style, which may be any colour
        yield row_line(
            "\n".join(line for body in bodies for line in _paragraphs(body, True, hidden)) for bodies in cells
        )


def _paragraphs(body: etree._Element, on_shading: bool, hidden: Counter[Hiding]) -> Iterator[str]:
    for paragraph in body.iterchildren(_A + "p"):
        words: list[str] = []
        for run in paragraph:
            if run.tag == _A + "br":
                words.append("\n")
            elif run.tag in (_A + "r", _A + "fld"):
                text = run.findtext(_A + "t") or ""
                mechanism = _hiding(run.find(_A + "rPr"), on_shading)
                if mechanism is None:
                    words.append(text)
                else:
                    hidden[mechanism] += len(text)
        line = "".join(words).strip()
        if line:
            yield line


def _hiding(properties: etree._Element | None, on_shading: bool) -> Hiding | None:
    """Return how a run is hidden. White is told only where the run says so itself, on a shape without a fill."""
    if properties is None:
        return None
    size = properties.get("sz", "")
    if size.isdigit() and int(size) <= _TINY_HUNDREDTHS_PT:
        return Hiding.TINY
    colour = properties.find(f"{_A}solidFill/{_A}srgbClr")
    if properties.find(_A + "noFill") is not None:
        return Hiding.TRANSPARENT
    if colour is None:
        return None
    if any(alpha.get("val") == "0" for alpha in colour.iterchildren(_A + "alpha")):
        return Hiding.TRANSPARENT
    is_white = _is_white(colour) and properties.find(_A + "highlight") is None
    return Hiding.GROUND_COLOUR if is_white and not on_shading else None


def _is_white(colour: etree._Element) -> bool:
    try:
        return min(bytes.fromhex(colour.get("val", "")), default=0) >= _WHITE_FROM
    except ValueError:
        return False


def _is_filled(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    for fill in properties:
        if str(fill.tag).endswith("Fill") and fill.tag != _A + "noFill":
            colour = fill.find(_A + "srgbClr")
            return colour is None or not _is_white(colour)
    return False


def _place(shape: etree._Element) -> tuple[float, float, float, float] | None:
    """Return where a shape says that it lies: left, top, width, height in points."""
    frame = shape.find(f"{_P}spPr/{_A}xfrm")
    frame = shape.find(_P + "xfrm") if frame is None else frame
    if frame is None:
        return None
    offset, extent = frame.find(_A + "off"), frame.find(_A + "ext")
    return *_pair(offset, "x", "y"), *_pair(extent, "cx", "cy")


def _inherited_place(
    package: Package, part: str, placeholder: etree._Element
) -> tuple[float, float, float, float] | None:
    """Return where the slide's layout, or the master behind that, puts a placeholder."""
    kind, index = placeholder.get("type", "body"), placeholder.get("idx")
    for layer in ("slideLayout", "slideMaster"):
        part = package.related(part, layer)
        root = package.xml(part) if part else None
        for shape in () if root is None else root.iter(_P + "sp"):
            other = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
            if other is None:
                continue
            is_same = (
                other.get("idx") == index if index and layer == "slideLayout" else other.get("type", "body") == kind
            )
            if is_same and (place := _place(shape)) is not None:
                return place
    return None


def _inner_scale(group: etree._Element, scale: _Scale) -> _Scale:
    """Return how the shapes of a group are laid onto the slide."""
    frame = group.find(f"{_P}grpSpPr/{_A}xfrm")
    if frame is None:
        return scale
    offset, extent, inner_offset, inner_extent = (frame.find(_A + name) for name in ("off", "ext", "chOff", "chExt"))
    outer = [*_pair(offset, "x", "y"), *_pair(extent, "cx", "cy")]
    inner = [*_pair(inner_offset, "x", "y"), *_pair(inner_extent, "cx", "cy")]
    across = outer[2] / inner[2] if inner[2] else 1.0
    down = outer[3] / inner[3] if inner[3] else 1.0
    shift_x, shift_y = outer[0] - inner[0] * across, outer[1] - inner[1] * down
    return scale[0] * across, scale[1] * down, scale[0] * shift_x + scale[2], scale[1] * shift_y + scale[3]


def _scaled(place: tuple[float, float, float, float], scale: _Scale) -> tuple[float, float, float, float]:
    left, top, width, height = place
    return left * scale[0] + scale[2], top * scale[1] + scale[3], width * scale[0], height * scale[1]


def _pair(node: etree._Element | None, across: str, down: str) -> tuple[float, float]:
    return _points(node, across), _points(node, down)


def _points(node: etree._Element | None, name: str) -> float:
    said = "" if node is None else node.get(name, "")
    return int(said) / _EMU_PER_PT if said.lstrip("-").isdigit() and len(said) < 15 else 0.0


def _is_set(node: etree._Element | None, name: str) -> bool:
    return node is not None and node.get(name) in ("1", "true")


def _characters(root: etree._Element | None) -> int:
    """Return how many characters of text lie below an element."""
    if root is None:
        return 0
    return sum(len((node.text or "").strip()) for node in root.iter(_A + "t", _P + "text", "{*}t"))


def _read_odp(content: bytes) -> Reading:
    package = OpenDocument(content)
    layouts = [] if package.styles_root is None else package.styles_root.iter(STYLE + "page-layout-properties")
    sizes = ((points(node.get(FO + "page-width")), points(node.get(FO + "page-height"))) for node in layouts)
    width, height = next(((wide, high) for wide, high in sizes if wide and high), (0.0, 0.0))
    unseen = package.story()
    unseen.hidden[Hiding.PROPERTIES] += package.property_characters()
    slides: list[_Slide] = []
    for page in package.body.iterchildren(DRAW + "page"):
        for notes in page.iterchildren(PRESENTATION + "notes"):
            unseen.hide(Hiding.SPEAKER_NOTES, notes)
            page.remove(notes)
        name = page.get(DRAW + "style-name")
        if unseen.looks.attribute("drawing-page", name, PRESENTATION + "visibility") == "hidden":
            unseen.hide(Hiding.HIDDEN_SLIDE, page)
        else:
            slides.append(_odp_slide(package.story(), page, _Slide(width or 0.0, height or 0.0)))
    return Reading(_numbered(slides, unseen.hidden), package.embedded(), if_wordless=package.if_wordless())


def _odp_slide(story: Story, page: etree._Element, slide: _Slide) -> _Slide:
    for shape in list(page):
        kind = shape.get(PRESENTATION + "class", "")
        if shape.get(PRESENTATION + "placeholder") == "true":
            continue
        left, top, width, height = (points(shape.get(SVG + name)) or 0.0 for name in ("x", "y", "width", "height"))
        has_place = shape.get(SVG + "x") is not None
        if has_place and slide.is_off(left, top, width, height):
            story.hide(Hiding.OFF_PAGE, shape)
            continue
        top = -1.0 if kind == "title" else top
        slide.shapes.append(_Placed(top, left, story.block(shape), kind in _ODP_FURNITURE))
    slide.hidden.update(story.hidden)
    return slide
