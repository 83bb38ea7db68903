"""The furniture of a page: running heads and feet, page numbers, protective markings, watermarks and release stamps.

It stays in the page's text and is marked there, so that no passage holds it. A line is furniture only as a whole. Where
the page has geometry, a head or foot stands near the edge, apart from what follows it, and at the same place on several
pages; where it has none, first or last among the lines of several pages. Rows of tables, repeated or not, are content.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from statistics import median

from corpus.records import Method, Page
from extractors.layout import CELL_BREAK

_EDGE = 0.12  # of the page's height
_EDGE_PT = 80.0  # at least, for pages in landscape
_EDGE_LINES = 3  # where there is no geometry
_SAME_PLACE_PT = 12.0
_OUTERMOST = 2  # lines: a head or foot of two lines is usual
_ENOUGH = 3  # pages that repeat a line
_APART = 0.7  # line heights between a head and the body: lines of a text stand a third of one apart
_LARGE = 2.5  # times the page's usual height: the letters of a watermark
_ALIKE = 0.85  # two readings of one line by OCR

_NUMBER = r"(?:[0-9]{1,4}|[ivxlc]{1,7})"
_PAGE_SAID = re.compile(rf"[-–—\[(| ]*(?:page|pg\.?|p\.)\s*{_NUMBER}(?:\s*(?:of|/)\s*[0-9]{{1,4}})?[-–—\])| ]*$", re.I)
_PAGE_BARE = re.compile(rf"[-–—\[( ]*{_NUMBER}(?:\s*(?:of|/)\s*[0-9]{{1,4}})?[-–—\]) ]*$", re.I)
_MARKING = re.compile(
    r"\W*(?:(?:not )?protectively marked|unclassified|official|restricted|secret|protect|draft|copy"
    r"|(?:strictly |private and |in )?confiden(?:tial|ce))"
    r"(?:\W+(?:sensitive|personal|commercial|confidential|data|management|staff))*\W*$",
    re.I,
)
_WATERMARK = re.compile(
    r"\W*(?:(?:final |working )?draft|(?:uncontrolled |certified |file )?copy|specimen|sample|void|confidential|"
    r"restricted|redacted|not for (?:circulation|publication)|official(?:\W+sensitive)?)\W*$",
    re.I,
)
_STAMP = re.compile(
    r"\b(?:FOIA?|EIRs?|freedom of information|(?:released|disclosed|provided|redacted) (?:under|in response|by))\b",
    re.I,
)
_LONGEST_STAMP = 120  # characters
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page's text. `top` and `bottom` are in points, or count lines where there is no geometry."""

    page: int
    start: int
    end: int
    text: str
    top: float
    bottom: float
    size: float

    @property
    def is_row(self) -> bool:
        return CELL_BREAK in self.text


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's lines from top to bottom, those near its upper and its lower edge (outermost first), its usual size."""

    lines: list[_Line]
    head: list[_Line]
    foot: list[_Line]
    height: float
    size: float
    has_geometry: bool
    is_ocr: bool


def with_furniture(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Return the pages of one document with `furniture` filled: whole lines, in order. Nothing else is altered."""
    sheets = [_sheet(i, page) for i, page in enumerate(pages)]
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    heads, feet = [sheet.head for sheet in sheets], [sheet.foot for sheet in sheets]
    for sides, is_foot in ((heads, False), (feet, True)):
        repeated = _repeated(sides, sheets, is_foot=is_foot)
        for sheet, side in zip(sheets, sides, strict=True):
            for line in _apart(side, sheet, repeated):
                found[line.page].add((line.start, line.end))
    for line in (*_watermarks(sheets), *_stamps(sheets)):
        found[line.page].add((line.start, line.end))
    return tuple(replace(page, furniture=tuple(sorted(found[i]))) if found[i] else page for i, page in enumerate(pages))


def _sheet(number: int, page: Page) -> _Sheet:
    has_geometry = len(page.words) > 0 and page.height_pt > 0
    in_text = list(_placed_lines(number, page) if has_geometry else _bare_lines(number, page.text))
    lines = sorted(in_text, key=lambda line: line.top)
    size = median(line.size for line in lines) if lines else 0.0
    if has_geometry:
        edge = max(_EDGE * page.height_pt, _EDGE_PT)
        lines = [line for line in lines if line.size <= _LARGE * size] or lines
        head = [line for line in lines if line.bottom <= edge]
        foot = [line for line in reversed(lines) if line.top >= page.height_pt - edge]
    else:
        # a text of few lines is all edge: let no more than a third of it be head, and as much foot
        most = min(_EDGE_LINES, len(lines) // 3)
        head, foot = lines[:most], lines[::-1][:most]
    height = page.height_pt if has_geometry else float(len(lines))
    return _Sheet(in_text, head, foot, height, size, has_geometry, page.method is Method.OCR)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _bare_lines(number: int, text: str) -> Iterator[_Line]:
    for i, (start, end) in enumerate(_spans(text)):
        yield _Line(number, start, end, text[start:end], float(i), float(i + 1), 0.0)


def _placed_lines(number: int, page: Page) -> Iterator[_Line]:
    """Yield the lines that have words, with where they stand."""
    starts, boxes = page.words.spans[::2], page.words.boxes
    first = 0
    for start, end in _spans(page.text):
        after = first
        while after < len(starts) and starts[after] < end:
            after += 1
        if after > first:
            tops, bottoms = boxes[4 * first + 1 : 4 * after : 4], boxes[4 * first + 3 : 4 * after : 4]
            size = max(bottoms[0] - tops[0], 1.0)
            yield _Line(number, start, end, page.text[start:end], min(tops), max(bottoms), size)
        first = after


def _key(text: str) -> str:
    return " ".join(_DIGITS.sub("0", text).casefold().split())


def _repeated(sides: Sequence[Sequence[_Line]], sheets: Sequence[_Sheet], *, is_foot: bool) -> set[_Line]:
    """Return the lines that stand at the same place, the same up to digits, on enough pages."""
    groups: dict[str, list[_Line]] = defaultdict(list)
    for side, sheet in zip(sides, sheets, strict=True):
        for line in side:
            groups[_known(_key(line.text), groups) if sheet.is_ocr else _key(line.text)].append(line)

    def place(line: _Line) -> float:
        return sheets[line.page].height - line.bottom if is_foot else line.top

    found: set[_Line] = set()
    for group in groups.values():
        found.update(line for stack in _stacks(group, place) if _is_running(stack, sides) for line in stack)
    return found


def _known(key: str, groups: Iterable[str]) -> str:
    """Return the reading of the line that was met first, where OCR reads it a little otherwise on each page."""
    matcher = SequenceMatcher(b=key, autojunk=False)
    for other in groups:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE:
            return other
    return key


def _stacks(lines: Iterable[_Line], place: Callable[[_Line], float]) -> Iterator[list[_Line]]:
    """Yield lines that would lie on each other if their pages did."""
    stack: list[_Line] = []
    for line in sorted(lines, key=place):
        if stack and place(line) - place(stack[-1]) > _SAME_PLACE_PT:
            yield stack
            stack = []
        stack.append(line)
    if stack:
        yield stack


def _is_running(stack: Sequence[_Line], sides: Sequence[Sequence[_Line]]) -> bool:
    """On three pages or more; on two where these are all, all but the first, or all odd or even ones, and it stands
    at the very edge there. Digits may differ only as page numbers do, by one a page.
    """
    pages = sorted({line.page for line in stack})
    if len({line.text for line in stack}) > 1 and not _counts_pages(stack):
        return False
    if len(pages) >= _ENOUGH:
        return True
    count = len(sides)
    everywhere = (range(count), range(1, count), range(0, count, 2), range(1, count, 2))
    is_at_the_edge = all(line in sides[line.page][:_OUTERMOST] for line in stack)
    return len(pages) == 2 and is_at_the_edge and pages in map(list, everywhere)


def _counts_pages(stack: Sequence[_Line]) -> bool:
    """Say whether a number in the line goes up with the pages, on most of them; OCR may have misread the others."""
    if len({_key(line.text) for line in stack}) > 1:
        return True  # readings of OCR: they have been compared
    columns = zip(*(map(int, _DIGITS.findall(line.text)) for line in stack), strict=True)
    for numbers in columns:
        offsets = [number - line.page for number, line in zip(numbers, stack, strict=True)]
        if max(map(offsets.count, offsets)) > len(stack) / 2:
            return True
    return False


def _apart(side: Sequence[_Line], sheet: _Sheet, repeated: set[_Line]) -> list[_Line]:
    """Return the furniture of one edge: looked at from the body outwards, each line must stand apart from what is
    no furniture, and no row of a table may have its table left behind.
    """
    levels = _levels(side)
    inner, follows = _next_inwards(side, sheet), False
    found: list[_Line] = []
    for i, level in reversed(list(enumerate(levels))):
        taken = [
            line
            for line in level
            if (line in repeated or _is_marked(line, sheet, is_outermost=i == 0))
            and (follows or _stands_apart(line, inner, sheet))
        ]
        found += taken
        inner, follows = level[0], bool(taken)
    return found


def _levels(side: Sequence[_Line]) -> list[list[_Line]]:
    """Return the lines of an edge, those side by side together."""
    levels: list[list[_Line]] = []
    for line in side:
        other = levels[-1][0] if levels else None
        if other and min(line.bottom, other.bottom) - max(line.top, other.top) > 0.5 * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


def _next_inwards(side: Sequence[_Line], sheet: _Sheet) -> _Line | None:
    """Return the line of the body nearest to the edge."""
    if not side:
        return None
    inside = set(map(id, side))
    others = [line for line in sheet.lines if id(line) not in inside]
    middle = (side[0].top + side[0].bottom) / 2
    return min(others, key=lambda line: abs((line.top + line.bottom) / 2 - middle), default=None)


def _stands_apart(line: _Line, inner: _Line | None, sheet: _Sheet) -> bool:
    if inner is None:
        return True
    if line.is_row and (inner.is_row or not sheet.has_geometry):
        return False
    gap = max(inner.top - line.bottom, line.top - inner.bottom)
    return not sheet.has_geometry or gap >= _APART * min(line.size, inner.size)


def _is_marked(line: _Line, sheet: _Sheet, *, is_outermost: bool) -> bool:
    """Whether a line at the edge says by itself that it is no text: a page number or a protective marking."""
    text = line.text.strip()
    if _PAGE_SAID.match(text) or (text.isupper() and _MARKING.match(text)):
        return True
    return is_outermost and sheet.has_geometry and _PAGE_BARE.match(text) is not None


def _watermarks(sheets: Iterable[_Sheet]) -> Iterator[_Line]:
    """Yield large words across pages that say what a watermark says, or that stand on several pages."""
    large = [line for sheet in sheets if sheet.has_geometry for line in sheet.lines if line.size > _LARGE * sheet.size]
    pages: dict[str, set[int]] = defaultdict(set)
    for line in large:
        pages[_key(line.text)].add(line.page)
    for line in large:
        spaced_out = "".join(line.text.split()) if all(len(part) == 1 for part in line.text.split()) else line.text
        if _WATERMARK.match(spaced_out) or len(pages[_key(line.text)]) >= _ENOUGH:
            yield line


def _stamps(sheets: Sequence[_Sheet]) -> Iterator[_Line]:
    """Yield the lines by which an authority stamps what it releases, wherever they stand, if several pages have them
    at the same place.
    """
    groups: dict[str, list[_Line]] = defaultdict(list)
    for sheet in sheets:
        for line in sheet.lines if sheet.has_geometry else ():
            if len(line.text) <= _LONGEST_STAMP and _STAMP.search(line.text):
                groups[_key(line.text)].append(line)
    for group in groups.values():
        for stack in _stacks(group, lambda line: line.top):
            if len({line.page for line in stack}) >= min(_ENOUGH, max(len(sheets), 2)):
                yield from stack
