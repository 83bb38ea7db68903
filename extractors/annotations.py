"""What lies on a PDF page without being part of it: filled forms and typed notes are shown, comments are not."""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from corpus.records import Box, Hidden, Hiding
from extractors.hidden_text import judge, survey
from extractors.layout import Line, Word
from extractors.place import Place
from extractors.text_layer import read_layer

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_TICKED, _OPEN = "☒", "☐"
_HIDDEN_FLAGS = 0x01 | 0x02 | 0x20  # invisible, hidden, no view


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form as shown. `value` is what it says; a box to tick says ☒ or ☐."""

    box: Box
    value: str
    is_tick: bool = False


@dataclass(slots=True)
class Annotations:
    """What a page's annotations are: fields, whether there is text to be had of their pictures, and what is hidden."""

    fields: list[Field] = field(default_factory=list)
    may_show_text: bool = False
    comments: list[tuple[int, Box]] = field(default_factory=list)
    unseen: list[tuple[int, Box]] = field(default_factory=list)  # fields that are filled and not shown

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """Comments and hidden fields, counted."""
        kinds = ((Hiding.COMMENT, self.comments), (Hiding.OTHER, self.unseen))
        return tuple(
            Hidden(kind, sum(length for length, _ in found), tuple(box for _, box in found))
            for kind, found in kinds
            if found
        )


def look_over(page: pdfium.PdfPage, place: Place) -> Annotations:
    """Return what the annotations of a page hold. Of comments and of what is not shown, only the length is asked."""
    from pypdfium2 import raw

    seen = Annotations()
    for annotation, kind in _each(page):
        box = _box(annotation, place)
        is_shown = not raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS
        if kind == raw.FPDF_ANNOT_WIDGET and page.formenv:
            _look_at_field(annotation, page.formenv, box, is_shown, seen)
        elif kind in (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP) and is_shown:
            seen.may_show_text = True
        if kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_LINK) and not (
            kind == raw.FPDF_ANNOT_FREETEXT and is_shown
        ):
            length = _length(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
            seen.comments += [(length, box)] if length else []
    return seen


def _look_at_field(annotation: Any, formenv: Any, box: Box, is_shown: bool, seen: Annotations) -> None:
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetFormFieldType(formenv, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        if is_shown:
            is_ticked = raw.FPDFAnnot_IsChecked(formenv, annotation)
            seen.fields.append(Field(box, _TICKED if is_ticked else _OPEN, is_tick=True))
    elif is_shown:
        seen.may_show_text = True
        value = _string(raw.FPDFAnnot_GetFormFieldValue, formenv, annotation)
        seen.fields.append(Field(box, value))
    elif length := _length(raw.FPDFAnnot_GetFormFieldValue, formenv, annotation):
        seen.unseen.append((length, box))


def shown_words(
    page: pdfium.PdfPage, number: int, place: Place, seen: Annotations
) -> tuple[list[Line], tuple[Hidden, ...]]:
    """Return the lines that the page's annotations show (one for each row of a field), and what these hide.

    The annotations become part of the page in the open document (not in the file): `page` is not to be used after.
    """
    ticks = [[Word(each.value, *_edges(each.box))] for each in seen.fields if each.is_tick]
    if not seen.may_show_text:
        return ticks, ()
    lines = _drawn_lines(page, number, place)
    tick_boxes = [each.box for each in seen.fields if each.is_tick]  # what draws the tick is no word
    lines = [[word for word in line if not any(word.is_inside(box) for box in tick_boxes)] for line in lines]
    words = [word for line in lines for word in line]
    with _opened(page, number) as drawn:
        judgement = judge(drawn, words, survey(drawn), is_picture=False)
    return [*ticks, *_by_field(without(lines, judgement.unseen), seen.fields)], judgement.hidden


def without(lines: Sequence[Line], unseen: Collection[int]) -> list[Line]:
    """Return the lines without the words of those indexes, counted over all lines."""
    if not unseen:
        return [line for line in lines if line]
    index = count()
    kept = [[word for word in line if next(index) not in unseen] for line in lines]
    return [line for line in kept if line]


def _drawn_lines(page: pdfium.PdfPage, number: int, place: Place) -> list[Line]:
    """Return the lines that annotations draw, without those of the page itself."""
    from pypdfium2 import raw

    own = raw.FPDFPage_CountObjects(page)
    _remove_unseen(page)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    with _opened(page, number) as flat:
        for _ in range(own):  # from this view of the page alone: the document keeps them
            item = raw.FPDFPage_GetObject(flat, 0)
            raw.FPDFPage_RemoveObject(flat, item)
            raw.FPDFPageObj_Destroy(item)
        return read_layer(flat, place).lines


def _remove_unseen(page: pdfium.PdfPage) -> None:
    """Take away annotations that are not for the screen: pdfium would draw them into the page."""
    from pypdfium2 import raw

    flags = [raw.FPDFAnnot_GetFlags(annotation) for annotation, _ in _each(page)]
    for i in reversed(range(len(flags))):
        if flags[i] & _HIDDEN_FLAGS:
            raw.FPDFPage_RemoveAnnot(page, i)


def _by_field(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    """Return the lines parted where one field ends and another begins; cells of one letter each are joined."""
    parts: list[Line] = []
    for line in lines:
        home: Field | None = None
        for i, word in enumerate(line):
            holder = next((each for each in fields if word.is_inside(each.box)), None)
            if i == 0 or holder is not home:
                parts.append([])
            parts[-1].append(word)
            home = holder
    return [_in_words(part, fields) for part in parts]


def _in_words(line: Line, fields: Sequence[Field]) -> Line:
    """Return a line as the words of its field's value, where the same letters are set in cells of their own."""
    value = next((each.value for each in fields if line[0].is_inside(each.box)), "").split()
    drawn = [word.text for word in line]
    if drawn == value or "".join(drawn) != "".join(value):
        return line
    words: Line = []
    letters = [word for word in line for _ in word.text]
    at = 0
    for text in value:
        first, last = letters[at], letters[at + len(text) - 1]
        words.append(Word(text, first.x0, first.top, last.x1, last.bottom, False, first.font))
        at += len(text)
    return words


def placed(lines: Sequence[Line], shown: Sequence[Line]) -> list[Line]:
    """Return the page's lines with what annotations show at its place: in the row of its label, else on its own."""
    whole = [list(line) for line in lines]
    for each in sorted(shown, key=lambda line: (line[0].top, line[0].x0)):
        row = min(
            (line for line in whole if _is_beside(line, each)), key=lambda line: _distance(line, each), default=None
        )
        if row is not None:
            at = bisect([word.x0 for word in row], each[0].x0)
            row[at:at] = each
        else:
            above = [i for i, line in enumerate(whole) if line[0].bottom <= each[0].top + 2]
            nearest = max(above, key=lambda i: (whole[i][0].bottom, i), default=-1)
            whole.insert(nearest + 1, list(each))
    return whole


def _is_beside(line: Line, other: Line) -> bool:
    overlap = min(line[0].bottom, other[0].bottom) - max(line[0].top, other[0].top)
    return overlap > 0.4 * min(line[0].bottom - line[0].top, other[0].bottom - other[0].top)


def _distance(line: Line, other: Line) -> float:
    """Return the points between two lines of a row, along it."""
    return min(max(word.x0 - other[-1].x1, other[0].x0 - word.x1, 0.0) for word in line)


def attached_to(page: pdfium.PdfPage) -> Iterator[pdfium.PdfAttachment]:
    """Yield the files that are pinned onto a page."""
    from pypdfium2 import PdfAttachment, raw

    for annotation, kind in _each(page):
        if kind == raw.FPDF_ANNOT_FILEATTACHMENT:
            file = raw.FPDFAnnot_GetFileAttachment(annotation)
            if file:
                yield PdfAttachment(file, page.pdf)


def _each(page: pdfium.PdfPage) -> Iterator[tuple[Any, int]]:
    """Yield each annotation of a page, for as long as the loop holds it, and its kind."""
    from pypdfium2 import raw

    for i in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        if annotation:
            try:
                yield annotation, raw.FPDFAnnot_GetSubtype(annotation)
            finally:
                raw.FPDFPage_CloseAnnot(annotation)


@contextmanager
def _opened(page: pdfium.PdfPage, number: int) -> Iterator[pdfium.PdfPage]:
    """Give another view of the same page of the document, closed again."""
    view = page.pdf[number - 1]
    try:
        yield view
    finally:
        view.close()


def _box(annotation: Any, place: Place) -> Box:
    from pypdfium2 import raw

    edges = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, edges)
    (x0, y0), (x1, y1) = place.point(edges.left, edges.bottom), place.point(edges.right, edges.top)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


def _length(ask: Any, *subject: Any) -> int:
    """Return how many UTF-16 units a string has, without having it."""
    return max(int(ask(*subject, None, 0)) // 2 - 1, 0)


def _string(ask: Any, *subject: Any) -> str:
    from pypdfium2 import raw

    size = ask(*subject, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(*subject, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
