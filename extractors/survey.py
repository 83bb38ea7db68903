"""Look over the objects of a PDF page: what is ruled, what could hide text, what could be a redaction.

One walk, in the order of drawing, forms included; nothing is rendered. Boxes are in points as shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.records import Box, Hiding
from extractors.place import Place

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_RULES_NEEDED = 4  # with three, the rules of running heads and feet make tables
_FORM_DEPTH = 4
_LEAST_PT = 4.0  # what is smaller in either direction covers no word
_LIGHT = 200  # grey levels: text that is lighter may not show on paper
_FAINT_ALPHA = 60
_OC_BYTES = 6  # of `OC` in UTF-16, with the zero at its end
_MOST_SEGMENTS = 200  # of a path that is made of boxes


class Kind(Enum):
    """What sort of drawing lies over or under text."""

    FILL = auto()
    STROKE = auto()
    IMAGE = auto()
    SHADING = auto()
    ANNOTATION = auto()
    REDACTION = auto()  # an annotation that marks text for removal


@dataclass(slots=True)
class Drawing:
    """Something that takes up room on the page. `grey` is its level in [0, 255]; None where it has no single one.

    `order` is its place in the drawing order, that of annotations the last; `alpha` its opacity in [0, 255].
    """

    kind: Kind
    order: int
    box: Box
    handle: Any = None
    grey: float | None = None
    alpha: int = 255
    place: Place | None = None  # of the handle's points; None for annotations

    @property
    def is_rectangle(self) -> bool:
        """Whether it fills its box, so that it surely is the ground of what stands in it."""
        return self.kind is Kind.FILL and len(_rectangles(self)) == 1

    def rectangles(self) -> list[Box]:
        """Return the rectangles that it is made of; none where it has other outlines, as letters and logos have."""
        return [self.box] if self.kind is not Kind.FILL else _rectangles(self)


@dataclass(slots=True)
class Text:
    """A text object: its place in the drawing order, grey level (None: unknown), and why it may not be seen, if so.

    `clip` is all that may be seen of it where it is `CLIPPED`; `form` the place in the drawing order of the form that
    holds it, 0 where none does, or where it belongs to a layer by itself.
    """

    order: int
    handle: Any
    place: Place
    grey: float | None
    faint: Hiding | None
    clip: Box | None = None
    form: int = 0
    _box: Box | None = None

    @property
    def address(self) -> int:
        """What tells it from other objects of the page: the `Word.drawn` of its words."""
        return ctypes.cast(self.handle, ctypes.c_void_p).value or 0

    def box(self) -> Box:
        """Return where it stands; where pdfium cannot tell (it may be blanks), a stretch of a line from its start."""
        if self._box is None:
            self._box = self._find_box()
        return self._box

    def _find_box(self) -> Box:
        left, bottom, right, top = bounds(self.handle)
        if right > left and top > bottom:
            return shown_box(self.place, (left, bottom, right, top))
        from pypdfium2 import raw

        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(self.handle, matrix)
        x, y = self.place.point(matrix.e, matrix.f)
        return Box(x - 2, y - 14, x + 60, y + 6)


@dataclass(slots=True)
class Survey:
    """What a page's objects say before anything is rendered.

    `rules` are thin lines or boxes, as tables have; `picture_area` is that of the largest image, in square points.
    """

    width: float = 0.0
    height: float = 0.0
    rules: int = 0
    picture_area: float = 0.0
    texts: list[Text] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)

    @property
    def is_ruled(self) -> bool:
        """Whether the page has enough rules for a table."""
        return self.rules >= _RULES_NEEDED

    @property
    def may_hide(self) -> bool:
        """Whether there is text to judge: it may lie off the page, or be tiny, where no object says so."""
        return bool(self.texts)


def survey(page: pdfium.PdfPage, quarters: int = 0) -> Survey:
    """Look over a page's objects, the page turned clockwise by so many quarters from how it is shown.

    Its handles are good till the page is closed.
    """
    from pypdfium2 import raw

    width, height = page.get_size()
    place, handle = Place.of(page).turned(quarters, width, height), page.raw
    if quarters % 2:
        width, height = height, width
    walk = _Walk(raw, Survey(width, height))
    get = raw.FPDFPage_GetObject
    for i in range(raw.FPDFPage_CountObjects(handle)):
        walk.see(get(handle, i), place, _FORM_DEPTH)
    _see_annotations(page, place, walk.seen, walk.order)
    return walk.seen


def shown_box(place: Place, edges: tuple[float, float, float, float]) -> Box:
    """Return the box of an object's left, lower, right and upper edge as shown."""
    (x0, y0), (x1, y1) = place.point(edges[0], edges[1]), place.point(edges[2], edges[3])
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def overlap(a: Box, b: Box) -> Box:
    """Return what two boxes share; where it is nothing, one that ends before it begins."""
    return Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom))


class _Walk:
    """The walk over a page's objects. What pdfium answers into is kept: it is asked thousands of times."""

    def __init__(self, raw: Any, seen: Survey) -> None:
        self.raw, self.seen, self.order = raw, seen, 0
        self._rgba = tuple(ctypes.c_uint() for _ in range(4))
        self._fill, self._stroke, self._line = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._name, self._length = ctypes.create_string_buffer(8), ctypes.c_ulong()
        self._wide_name = ctypes.cast(self._name, ctypes.POINTER(raw.FPDF_WCHAR))

    def see(self, item: Any, place: Place, depth: int, form: int = 0) -> None:
        """Note what an object is; `form`: the place in the drawing order of the innermost form that holds it."""
        raw = self.raw
        self.order += 1
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._look_at_text(item, place, form)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._look_at_path(item, place)
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            self._look_at_picture(item, place, is_image=kind == raw.FPDF_PAGEOBJ_IMAGE)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, matrix)
            inner = place.after(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
            form = self.order
            for i in range(raw.FPDFFormObj_CountObjects(item)):
                self.see(raw.FPDFFormObj_GetObject(item, i), inner, depth - 1, form)

    def _look_at_text(self, item: Any, place: Place, form: int) -> None:
        raw = self.raw
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        grey, alpha = self._colour(item)
        clip: Box | None = None
        faint: Hiding | None = None
        if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
            grey, faint = None, Hiding.INVISIBLE_MODE
        elif alpha < _FAINT_ALPHA or raw.FPDFPageObj_HasTransparency(item):
            faint = Hiding.TRANSPARENT
        elif grey is None or grey > _LIGHT or mode == raw.FPDF_TEXTRENDERMODE_STROKE:
            faint = Hiding.GROUND_COLOUR
        elif self._is_in_layer(item):
            faint, form = Hiding.HIDDEN_LAYER, 0  # a layer of its own: the form's other texts say nothing of it
        elif clip := self._cutting_clip(item, place):
            faint = Hiding.CLIPPED
        elif form:
            faint = Hiding.HIDDEN_LAYER  # a form can belong to a layer without a mark that says so
        self.seen.texts.append(Text(self.order, item, place, grey, faint, clip, form))

    def _colour(self, item: Any) -> tuple[float | None, int]:
        """Return an object's grey level (None: a pattern) and opacity."""
        red, green, blue, alpha = self._rgba
        if not self.raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return None, 255
        return 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value, alpha.value

    def _is_in_layer(self, item: Any) -> bool:
        raw = self.raw
        for i in range(raw.FPDFPageObj_CountMarks(item)):
            mark = raw.FPDFPageObj_GetMark(item, i)
            # names that are longer (`Span`) do not fit, and say no
            fits = raw.FPDFPageObjMark_GetName(mark, self._wide_name, 8, self._length)
            if fits and self._length.value == _OC_BYTES and self._name.raw[:6] == b"O\0C\0\0\0":
                return True
        return False

    def _cutting_clip(self, item: Any, place: Place) -> Box | None:
        """Return what the clips leave of the page, if they cut off more than the rim of a text object."""
        raw = self.raw
        clip = raw.FPDFPageObj_GetClipPath(item)
        box = allowed = None
        for i in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
            part = self._clip_box(clip, i, place)
            if _holds_page(part, self.seen):
                continue
            box = box or shown_box(place, bounds(item))
            if box.x0 == box.x1:
                return None  # blanks
            allowed = overlap(allowed, part) if allowed else part
        if not box or not allowed:
            return None
        slack = 0.5 * (box.bottom - box.top)  # a word that loses less can be read
        is_cut = (
            allowed.x0 > box.x0 + slack
            or allowed.x1 < box.x1 - slack
            or allowed.top > box.top + slack
            or allowed.bottom < box.bottom - slack
        )
        return allowed if is_cut else None

    def _clip_box(self, clip: Any, index: int, place: Place) -> Box:
        raw = self.raw
        points: list[tuple[float, float]] = []
        for i in range(raw.FPDFClipPath_CountPathSegments(clip, index)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, index, i), self._x, self._y)
            points.append(place.point(self._x.value, self._y.value))
        if not points:
            return Box(0, 0, 0, 0)
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))

    def _look_at_path(self, item: Any, place: Place) -> None:
        raw, seen = self.raw, self.seen
        left, bottom, right, top = edges = bounds(item)
        width, height = right - left, top - bottom
        if not (width or height):
            return
        raw.FPDFPath_GetDrawMode(item, self._fill, self._stroke)
        has_outline = bool(self._stroke.value)
        if min(width, height) <= 3 or has_outline:
            seen.rules += 1
        if self._fill.value and width and height:
            box = shown_box(place, edges)
            if box.x1 - box.x0 > _LEAST_PT and box.bottom - box.top > _LEAST_PT:
                grey, alpha = self._colour(item)
                seen.drawings.append(Drawing(Kind.FILL, self.order, box, item, grey, alpha, place))
        elif has_outline:
            raw.FPDFPageObj_GetStrokeWidth(item, self._line)
            if self._line.value > _LEAST_PT:
                self._see_thick_line(item, place, edges)

    def _see_thick_line(self, item: Any, place: Place, edges: tuple[float, float, float, float]) -> None:
        red, green, blue, alpha = self._rgba
        known = self.raw.FPDFPageObj_GetStrokeColor(item, red, green, blue, alpha)
        grey = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value if known else None
        self.seen.drawings.append(Drawing(Kind.STROKE, self.order, shown_box(place, edges), item, grey))

    def _look_at_picture(self, item: Any, place: Place, *, is_image: bool) -> None:
        box = shown_box(place, bounds(item))
        if is_image:
            self.seen.picture_area = max(self.seen.picture_area, (box.x1 - box.x0) * (box.bottom - box.top))
        if box.x1 - box.x0 > _LEAST_PT and box.bottom - box.top > _LEAST_PT:
            kind = Kind.IMAGE if is_image else Kind.SHADING
            self.seen.drawings.append(Drawing(kind, self.order, box, item))


def _holds_page(box: Box, seen: Survey) -> bool:
    return box.x0 <= 1 and box.top <= 1 and box.x1 >= seen.width - 1 and box.bottom >= seen.height - 1


def _see_annotations(page: pdfium.PdfPage, place: Place, seen: Survey, last: int) -> None:
    from pypdfium2 import raw

    for i in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            is_redaction = kind == raw.FPDF_ANNOT_REDACT
            for box in _annotation_boxes(annotation, place, quads=is_redaction):
                seen.drawings.append(Drawing(Kind.REDACTION if is_redaction else Kind.ANNOTATION, last + 1 + i, box))
        raw.FPDFPage_CloseAnnot(annotation)


def _annotation_boxes(annotation: Any, place: Place, *, quads: bool) -> list[Box]:
    """Return the rectangle of an annotation, or those of the stretches of text that it marks."""
    from pypdfium2 import raw

    corners = raw.FS_QUADPOINTSF()
    marked = []
    for i in range(raw.FPDFAnnot_CountAttachmentPoints(annotation) if quads else 0):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, i, corners):
            xs, ys = (corners.x1, corners.x2, corners.x3, corners.x4), (corners.y1, corners.y2, corners.y3, corners.y4)
            marked.append(shown_box(place, (min(xs), min(ys), max(xs), max(ys))))
    rect = raw.FS_RECTF()
    if not marked and raw.FPDFAnnot_GetRect(annotation, rect):
        marked.append(shown_box(place, (rect.left, rect.bottom, rect.right, rect.top)))
    return marked


_EDGES = tuple(ctypes.c_float() for _ in range(4))  # kept: making them takes longer than asking


@cache
def _ask_bounds() -> Callable[..., int]:
    from pypdfium2 import raw  # not in `bounds`: to import takes longer than to ask

    ask: Callable[..., int] = raw.FPDFPageObj_GetBounds
    return ask


def bounds(item: Any) -> tuple[float, float, float, float]:
    """Return an object's left, lower, right and upper edge in its own points; zeros where pdfium cannot tell."""
    x0, y0, x1, y1 = _EDGES
    if not _ask_bounds()(item, x0, y0, x1, y1):
        return 0.0, 0.0, 0.0, 0.0
    return x0.value, y0.value, x1.value, y1.value


def _rectangles(drawing: Drawing) -> list[Box]:
    """Return the parts of a path, each of which has straight sides along the axes; none if one has not."""
    from pypdfium2 import raw

    count = raw.FPDFPath_CountSegments(drawing.handle)
    if count > _MOST_SEGMENTS or drawing.place is None:
        return []
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(drawing.handle, matrix)
    place = drawing.place.after(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    parts: list[list[tuple[float, float]]] = []
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawing.handle, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        if kind == raw.FPDF_SEGMENT_MOVETO:
            parts.append([])
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = place.point(x.value, y.value)
        if parts and parts[-1] and min(abs(point[0] - parts[-1][-1][0]), abs(point[1] - parts[-1][-1][1])) > 0.5:
            return []  # a slanting side
        if parts:
            parts[-1].append(point)
    corners = [(sorted(x for x, _ in part), sorted(y for _, y in part)) for part in parts if len(part) > 2]
    return [Box(xs[0], ys[0], xs[-1], ys[-1]) for xs, ys in corners]
