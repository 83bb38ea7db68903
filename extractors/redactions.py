"""See which places a page shows as withheld: boxes drawn over text, pen on a scan, and what is written out.

A box is a redaction where a line of text runs into it, where it lies over hidden words, or where it carries a label
such as `s.40(2)`; table heads, shading, rules, bullets, charts and form fields are none. For a reader: `drawn_on_page`
before the page is closed, or `drawn_on_picture` for a scan, then `mark(page, drawn)` on the finished page. What is said
of lines holds for a page whose text stands upright: turn a page first that is read from the side.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.exemptions import Exemption, find_exemptions
from corpus.records import Box, Hidden, Hiding, Page, Redaction, RedactionKind
from extractors.layout import Word
from extractors.survey import Drawing, Kind, Survey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DARK, _WHITE = 90.0, 245.0  # grey levels of a bar, and of a box in the colour of paper
_OPAQUE = 200  # of 255: less lets through what is under it
_LEAST_WIDTH, _LEAST_HEIGHT = 9.0, 5.0  # points: less is a bullet, a dash or a rule
_LEAST_ON_SCAN = (14.0, 7.5)  # points across and down: less is a letter of a heading, or a sign
_HIGHEST_STROKE = 30.0  # points: a pen covers a line or two at a time
_PALE = 140.0  # grey level of paper, with the blur of a scan
_LINE_PT = 12.0
_MOST_PIXELS = 500_000  # of an image that is looked at
_MOST_OF_PAGE = 0.95
_COVERS = frozenset({Hiding.UNDER_BOX, Hiding.UNDER_IMAGE, Hiding.UNDER_ANNOTATION, Hiding.UNAPPLIED_REDACTION})

# What was taken out: `(child removed)` is about a child, `(name removed)` is not
_MATTER = (
    r"(?:names?|texts?|details?|information|data|address(?:es)?|dates? of birth|dob|paragraphs?|sentences?|sections?|"
    r"lines?|words?|content|images?|photos?|signatures?|initials|addressees?|telephone numbers?|emails?|pages?|"
    r"personal|sensitive|contact)"
)
_TAKEN = r"(?:redact(?:ed|ion)|with ?held|removed|deleted|omitted|blanked|obscured)"
_WITHIN = rf"(?:(?:[\w’'/-]+ ){{0,3}}{_MATTER}[\w ,/-]{{0,30}} {_TAKEN}|redact(?:ed|ion)|with ?held|{_TAKEN} {_MATTER})"
_WHY = r"(?:[ :,–-]+[^\[\](){}\n]{0,80}(?:\([\w ]{1,4}\)[^\[\](){}\n]{0,20}){0,4})?"
_CITATION = (
    r"(?:(?:exempt|exemption|under|foia?)[ :]*)*(?:ss?\.?|sections?|regs?\.?|regulation) ?\d{1,2}[^\[\]\n]{0,40}"
)
_MARKS = re.compile(
    rf"\[ ?(?:{_WITHIN}{_WHY}|removed|deleted|{_CITATION}) ?\]|\( ?{_WITHIN}{_WHY} ?\)|\{{ ?{_WITHIN}{_WHY} ?\}}|"
    rf"< ?{_WITHIN}{_WHY} ?>",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"\b(?:NAMES? |TEXT |DETAILS )?REDACTED\b(?! (?:VERSION|COPY|DOCUMENT|MINUTES|REPORT|FOR|PAPERS?))"
)
# `XXX` may be the numeral thirty, and `xxx` the end of a friendly letter
_CROSSES = re.compile(
    r"(?<![\w.@/-])(?:[A-Z]?x{4,}|[A-WYZ]x{3,}|X{3,}|X{2}(?=[/.-]X{2}[/.-]X{2}))(?:[ /.'’@-]?[Xx]{2,})*(?![\w]|-rated)"
)
_NUMERAL = re.compile(
    r"(?:\b(?:part|chapter|article|schedule|title|volume|vol\.?|book|section|appendix|annex|number|no\.?|item|louis|"
    r"paragraph|psalm|lines?) ?|(?:^|\n)\s*)$",
    re.IGNORECASE,
)
_BLOCKS = re.compile(r"(?:[█▇▉▓⬛](?: ?[█▇▉▓⬛])*|[■▬▮◼▆]{3,}(?: [■▬▮◼▆]{2,})*)")
_STARS = re.compile(r"(?<![\w*])\*{4,}(?: \*{4,})*(?![\w*])")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place that is drawn over, in points from the upper left corner as shown; `label` is what is printed on it."""

    kind: RedactionKind
    box: Box
    label: str = ""


def written(text: str) -> tuple[Redaction, ...]:
    """Return the redactions that are written out: `[redacted]`, `(name removed)`, `XXXX`, `████`, `*****`."""
    spans = [match.span() for match in _MARKS.finditer(text)]
    # to look for a few letters first is ten times faster, and hardly a page has them
    if "REDACTED" in text:
        spans += (match.span() for match in _CAPITALS.finditer(text))
    if not text.isascii():
        spans += (match.span() for match in _BLOCKS.finditer(text))
    if "xx" in text.casefold():
        spans += (match.span() for match in _CROSSES.finditer(text) if not _is_numeral(match, text))
    if "****" in text:
        spans += (match.span() for match in _STARS.finditer(text) if not _is_rule(match, text))
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return tuple(Redaction(RedactionKind.WRITTEN, start, end) for start, end in apart)


def _is_numeral(match: re.Match[str], text: str) -> bool:
    if match.group() != "XXX" or not _NUMERAL.search(text, max(match.start() - 20, 0), match.start()):
        return False
    at_line_start = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
    return not at_line_start or text[match.end() : match.end() + 1] in (".", ")", ":")


def _is_rule(match: re.Match[str], text: str) -> bool:
    """Say whether stars make a line of their own, as between parts of a text."""
    start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return not line.replace("*", "").strip()


def drawn_on_page(seen: Survey, words: Sequence[Word], hidden: Sequence[Hidden] = ()) -> list[Drawn]:
    """Return the boxes that a native PDF page, still open, shows as withheld. `words` are the shown ones.

    `hidden` (what `hidden_text.judge` found) tells boxes that cover live text.
    """
    drawings = [each for each in seen.drawings if each.kind is Kind.REDACTION or _is_bar_sized(each.box, seen)]
    if not drawings:
        return []
    shown = _Shown.of(words)
    covered = [box for found in hidden if found.mechanism in _COVERS for box in found.boxes]
    found: list[Drawn] = []
    for drawing in drawings:
        if drawing.kind is Kind.REDACTION:
            found.append(Drawn(RedactionKind.BLACK_BOX, drawing.box, shown.printed_on(drawing.box)))
            continue
        if not _may_withhold(drawing, shown, covered):
            continue
        for box in drawing.rectangles():
            if _is_bar_sized(box, seen):
                label = shown.printed_on(box)
                kind = _kind_of(drawing, label)
                if kind and _is_withholding(box, kind, label, shown, covered):
                    found.append(Drawn(kind, box, label))
    return [one for i, one in enumerate(found) if not any(_lies_in(one.box, other.box) for other in found[:i])]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The words of a page with their edges in points, a row each: boxes are looked at against all of them at once."""

    words: Sequence[Word]
    edges: NDArray[np.float64]
    middles: tuple[NDArray[np.float64], NDArray[np.float64]]

    @classmethod
    def of(cls, words: Sequence[Word]) -> _Shown:
        import numpy as np

        edges = np.array([word[1:5] for word in words], dtype=np.float64).reshape(-1, 4)
        x0, top, x1, bottom = edges.T
        return cls(words, edges, ((x0 + x1) / 2, (top + bottom) / 2))

    def printed_on(self, box: Box) -> str:
        """Return the words whose middles lie in a box."""
        return " ".join(self.words[i].text for i in self._inside(box).nonzero()[0].tolist())

    def is_printed_on(self, box: Box) -> bool:
        """Say whether the middle of a word lies in a box."""
        return bool(self._inside(box).any())

    def _inside(self, box: Box) -> NDArray[np.bool_]:
        x, y = self.middles
        return (box.x0 <= x) & (x <= box.x1) & (box.top <= y) & (y <= box.bottom)

    def run_into(self, box: Box) -> bool:
        """Say whether a line of text runs into a box, or lines stand close above and below it."""
        import numpy as np

        x0, top, x1, bottom = self.edges.T
        width, height, size = box.x1 - box.x0, box.bottom - box.top, bottom - top
        is_beside = np.minimum(bottom, box.bottom) - np.maximum(top, box.top) > 0.5 * np.minimum(size, height)
        gap = np.maximum(x0 - box.x1, box.x0 - x1)
        # one that is far taller than the line is a picture or a chart, unless it is as wide as a paragraph
        fits = (height < 2.2 * size) | (width > 4 * height)
        if (is_beside & (gap > -2) & (gap < 3 * size) & fits).any():
            return True
        is_under_or_over = ~is_beside & (x0 < box.x1) & (x1 > box.x0)
        room_above, room_below = box.top - bottom + 3, top - box.bottom + 3
        above = (is_under_or_over & (room_above >= 0) & (room_above < 2.5 * size)).any()
        below = (is_under_or_over & (room_below >= 0) & (room_below < 2.5 * size)).any()
        return bool(above and below and width > 2 * _LINE_PT)


def _is_bar_sized(box: Box, seen: Survey) -> bool:
    width, height = box.x1 - box.x0, box.bottom - box.top
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        return False
    return width < _MOST_OF_PAGE * seen.width and height < _MOST_OF_PAGE * seen.height


def _kind_of(drawing: Drawing, label: str) -> RedactionKind | None:
    """Return black or white for a box of one plain colour that carries no more than a label; None for others."""
    if label and not _is_label(label):
        return None
    grey = _image_grey(drawing) if drawing.kind is Kind.IMAGE else drawing.grey
    if grey is None or drawing.alpha < _OPAQUE:
        return None
    if grey <= _DARK:
        return RedactionKind.BLACK_BOX
    return RedactionKind.WHITE_BOX if grey >= _WHITE or label else None


def _is_label(text: str) -> bool:
    """Say whether what is printed on a box says why something was withheld, and no more."""
    if len(text) > 80:
        return False
    return bool(find_exemptions(text, on_redaction=True) or re.search(r"\b(?:redact|with ?held|exempt)", text, re.I))


def _image_grey(drawing: Drawing) -> float | None:
    """Return the grey level of a small image that has only one."""
    import numpy as np
    from pypdfium2 import PdfBitmap, raw

    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(drawing.handle, width, height)
    if width.value * height.value > _MOST_PIXELS:
        return None
    bitmap = raw.FPDFImageObj_GetBitmap(drawing.handle)
    if not bitmap:
        return None
    pixels = PdfBitmap.from_raw(bitmap).to_numpy()[::4, ::4]
    if pixels.size == 0 or int(pixels.max()) - int(pixels.min()) > 20:
        return None
    return float(np.mean(pixels))


def _is_withholding(box: Box, kind: RedactionKind, label: str, shown: _Shown, covered: Sequence[Box]) -> bool:
    if label or _covers(box, covered):
        return True
    return kind is RedactionKind.BLACK_BOX and shown.run_into(box)


def _may_withhold(drawing: Drawing, shown: _Shown, covered: Sequence[Box]) -> bool:
    """Say whether a drawing could be a redaction at all: its outlines, and the pixels of an image, cost more to ask."""
    is_image = drawing.kind is Kind.IMAGE
    if not is_image and (drawing.grey is None or drawing.alpha < _OPAQUE):
        return False
    if shown.is_printed_on(drawing.box) or _covers(drawing.box, covered):
        return True
    is_light = drawing.grey is not None and drawing.grey > _DARK
    return not is_light and (not is_image or shown.run_into(drawing.box))


def _covers(box: Box, covered: Sequence[Box]) -> bool:
    return any(_lies_in(one, box, least=0.5) for one in covered)


def _lies_in(inner: Box, outer: Box, least: float = 0.9) -> bool:
    """Say whether a share of a box lies in another."""
    across = min(inner.x1, outer.x1) - max(inner.x0, outer.x0)
    down = min(inner.bottom, outer.bottom) - max(inner.top, outer.top)
    area = (inner.x1 - inner.x0) * (inner.bottom - inner.top)
    return across > 0 and down > 0 and across * down >= least * area


def drawn_on_picture(grey: NDArray[np.uint8], dpi: float) -> list[Drawn]:
    """Return the boxes and pen strokes of a scan, rows from the top, 0 black; boxes in points of the picture.

    Solid dark areas as high as a line of text or higher, and far from the picture's edges. Photographs, the scanner's
    black margins, punched holes, table rules, bar codes and large letters are none of them.
    """
    import numpy as np
    from scipy import ndimage

    step = max(round(dpi / 75), 1)  # about 75 dots an inch are enough
    rows, columns = grey.shape[0] // step, grey.shape[1] // step
    if rows < 2 or columns < 2:
        return []
    blocks = grey[: rows * step, : columns * step].reshape(rows, step, columns, step)
    small = blocks.mean(axis=(1, 3), dtype=np.float32)
    scale = 72 * step / dpi  # points a cell
    high, wide = 2 * round(_LEAST_ON_SCAN[1] / 3 / scale) + 1, 2 * round(_LEAST_ON_SCAN[0] / 3 / scale) + 1
    dark = (small < _DARK).view(np.uint8)
    solid = ndimage.minimum_filter1d(ndimage.minimum_filter1d(dark, high, axis=0), wide, axis=1)
    if not solid.any():
        return []
    core = ndimage.maximum_filter1d(ndimage.maximum_filter1d(solid, high, axis=0), wide, axis=1)
    labelled, count = ndimage.label(core)
    whole, _ = ndimage.label(dark)
    area_of = np.bincount(whole.ravel())
    found = []
    for i, (down, across) in enumerate(ndimage.find_objects(labelled, count), start=1):
        if _touches_edge(down, across, (rows, columns)):
            continue
        around = (slice(max(down.start - 4, 0), down.stop + 4), slice(max(across.start - 4, 0), across.stop + 4))
        box = Box(across.start * scale, down.start * scale, across.stop * scale, down.stop * scale)
        patch = labelled[down, across] == i
        if np.sum(patch) < 0.6 * area_of[np.max(whole[down, across][patch])]:
            continue  # a stroke of a large letter, or the thick part of a drawing
        fine = grey[down.start * step : down.stop * step, across.start * step : across.stop * step]
        kind = None if _is_written_on(fine) else _kind_of_patch(labelled[around] == i, small[around], box)
        if kind is not None:
            found.append(Drawn(kind, box))
    return found


def _touches_edge(down: slice, across: slice, shape: tuple[int, int]) -> bool:
    rows, columns = shape
    return bool(down.start <= 2 or across.start <= 2 or down.stop >= rows - 2 or across.stop >= columns - 2)


def _is_written_on(grey: NDArray[np.uint8]) -> bool:
    """Say whether there is white writing on a dark patch, as in a heading: light specks with dark all around them."""
    import numpy as np
    from scipy import ndimage

    light = ndimage.uniform_filter(grey, 2) > 128
    inside = ndimage.binary_fill_holes(~light) & light
    return bool(np.mean(inside) > 0.02)


def _kind_of_patch(patch: NDArray[np.bool_], small: NDArray[np.float64], box: Box) -> RedactionKind | None:
    """Return what a solid dark patch of a scan is: a box has straight edges, pen has ragged ones; None for others.

    `patch` and `small` (its greys) reach four cells further than the box.
    """
    import numpy as np
    from scipy import ndimage

    width, height = box.x1 - box.x0, box.bottom - box.top
    if width < _LEAST_ON_SCAN[0] or height < _LEAST_ON_SCAN[1] or (0.8 < width / height < 1.3 and width < 30):
        return None  # a letter, a sign or a punched hole
    rim = ndimage.binary_dilation(patch, iterations=4) & ~ndimage.binary_dilation(patch, iterations=2)
    if np.mean(small[rim] > _PALE) < 0.6:
        return None  # no paper around it: part of a photograph
    if np.std(small[patch]) > 22:
        return None  # shades, as in a picture
    cells = int(np.sum(np.any(patch, axis=1))) * int(np.sum(np.any(patch, axis=0)))
    fill = int(np.sum(patch)) / cells  # of its bounding box
    if fill < 0.55 or (height > 20 and width < 0.8 * height):
        return None
    if fill > 0.93:
        return RedactionKind.BLACK_BOX
    return RedactionKind.MARKER if width > 1.5 * height and height < _HIGHEST_STROKE else None


def mark(page: Page, drawn: Sequence[Drawn] = ()) -> Page:
    """Return the page with its redactions, written and drawn, in the order of the text.

    Boxes of one place (side by side in a line, or line after line with no word between) are one redaction; so are a box
    and the `[redacted]` printed on it. Each gets the exemption printed on it, beside it in its line, or else nearest to
    it in its paragraph.
    """
    noted = [replace(one, boxes=_boxes_of(page, one)) for one in written(page.text)]
    if not noted and not drawn:
        return page
    cited = find_exemptions(page.text)
    places: dict[tuple[RedactionKind, int], list[Drawn]] = {}
    words = list(page.words) if drawn else []
    for one in _merged(drawn):
        places.setdefault((one.kind, _place_in_text(words, one.box)), []).append(one)
    marks = []
    for (kind, start), group in places.items():
        on_it = [note for note in noted if note.boxes and any(_lies_in(note.boxes[0], one.box, 0.5) for one in group)]
        noted = [note for note in noted if note not in on_it]
        span = (on_it[0].start, on_it[-1].end) if on_it else (start, start)
        place = Redaction(kind, *span, tuple(one.box for one in group))
        labels = (one.label or _text_on(page, one.box) for one in group)
        printed = [found.label for label in labels for found in find_exemptions(label, on_redaction=True)]
        marks.append(replace(place, exemption=printed[0] if printed else _cited(page, place, cited)))
    marks += (replace(note, exemption=_cited(page, note, cited)) for note in noted)
    return replace(page, redactions=tuple(sorted(marks, key=lambda one: (one.start, one.end))))


def _text_on(page: Page, box: Box) -> str:
    import numpy as np

    spans = np.frombuffer(page.words.spans, dtype=np.int32).reshape(-1, 2)
    x0, top, x1, bottom = np.frombuffer(page.words.boxes, dtype=np.float32).reshape(-1, 4).T
    across = np.minimum(x1, box.x1) - np.maximum(x0, box.x0)
    down = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
    is_on_it = (across > 0) & (down > 0) & (across * down >= 0.5 * (x1 - x0) * (bottom - top))
    return " ".join(page.text[start:end] for start, end in spans[is_on_it].tolist())


def _boxes_of(page: Page, one: Redaction) -> tuple[Box, ...]:
    return tuple(box for start, end, box in page.words if start < one.end and end > one.start)


def _merged(drawn: Iterable[Drawn]) -> list[Drawn]:
    """Join boxes that stand side by side in one line."""
    merged: list[Drawn] = []
    for one in sorted(drawn, key=lambda one: (one.box.top, one.box.x0)):
        for i, other in enumerate(merged):
            a, b = one.box, other.box
            height = min(a.bottom - a.top, b.bottom - b.top)
            is_same_line = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.6 * max(a.bottom - a.top, b.bottom - b.top)
            if one.kind is other.kind and is_same_line and max(a.x0 - b.x1, b.x0 - a.x1) < min(0.3 * height, 4):
                box = Box(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))
                merged[i] = Drawn(one.kind, box, f"{other.label} {one.label}".strip())
                break
        else:
            merged.append(one)
    return merged


def _place_in_text(words: Sequence[tuple[int, int, Box]], box: Box) -> int:
    """Return the place in the text of what was under a box: after the last word before it in its first line."""
    first_line = Box(box.x0, box.top, box.x1, min(box.bottom, box.top + 1.5 * _LINE_PT))
    nearest, at = float("inf"), -1
    above, above_end, below, below_start = float("-inf"), -1, float("inf"), 0
    for start, end, word in words:
        middle = (word.top + word.bottom) / 2
        if first_line.top - 1 <= middle <= first_line.bottom + 1:
            is_left = word.x0 + word.x1 < box.x0 + box.x1
            gap = box.x0 - word.x1 if is_left else word.x0 - box.x1
            if gap < nearest:
                nearest, at = gap, end if is_left else start
        elif word.x0 < box.x1 and word.x1 > box.x0 - 40:
            if middle < first_line.top and word.bottom >= above - 3:
                above, above_end = max(above, word.bottom), max(above_end, end) if word.bottom < above + 3 else end
            elif middle > first_line.bottom and word.top < below - 3:
                below, below_start = word.top, start
    if at >= 0:
        return at
    return above_end if above_end >= 0 else below_start


def _cited(page: Page, one: Redaction, cited: Sequence[Exemption]) -> str:
    """Return the exemption inside a redaction, beside it on the page, or nearest to it in its paragraph."""
    for exemption in cited:
        if one.start <= exemption.start and exemption.end <= one.end:
            return exemption.label
    beside = [(_distance(page, exemption, one.boxes), exemption.label) for exemption in cited] if one.boxes else []
    nearest = min(beside, default=(float("inf"), ""))
    if nearest[0] < float("inf"):
        return nearest[1]
    begin, end = page.text.rfind("\n", 0, one.start) + 1, page.text.find("\n", one.end)
    end = end if end >= 0 else len(page.text)
    near = [
        (max(exemption.start - one.end, one.start - exemption.end), exemption.label)
        for exemption in cited
        if begin <= exemption.start < end
    ]
    return min(near, default=(0, ""))[1]


def _distance(page: Page, exemption: Exemption, boxes: Sequence[Box]) -> float:
    """Return the room in points between a citation and the nearest box in its line; infinite in other lines."""
    distance = float("inf")
    for start, end, word in page.words:
        if start < exemption.end and end > exemption.start:
            middle = (word.top + word.bottom) / 2
            for box in boxes:
                if box.top - 2 <= middle <= box.bottom + 2:
                    distance = min(distance, max(word.x0 - box.x1, box.x0 - word.x1, 0))
    return distance
