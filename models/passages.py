"""Pages -> passages: the running text of a document, read on over furniture and the ends of pages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

from corpus.records import Document, DocumentKind, Page, Passage
from models.kinds import kind_of
from models.registers import columns_of
from models.status import speaks_of_reviews
from models.structure import is_heading

_LONGEST = 20_000  # characters: a paragraph that has run so far is not joined with more
_FULL_LINE = 30  # characters: a shorter line at a page's end was ended on purpose
_ITEM_LINE = 60  # characters: a longer line that begins with a number is an item's text, not its heading
_CLOSED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_OPEN = re.compile(
    r"(?:,|\b(?:a|an|and|any|are|as|at|be|because|been|but|by|for|from|had|has|have|her|his|if|in|into|is|it|its|no|not"
    r"|of|on|or|our|that|the|their|there|these|this|to|under|was|were|when|which|who|will|with|would"
    r"|(?:Mr|Mrs|Ms|Dr|Cllr)\.?))$"
)
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_WITH_HYPHEN = re.compile(
    r"\b(?:all|anti|co|cross|ex|face|full|half|high|inter|intra|joint|long|low|multi|non|part|post|pre|self|semi|short"
    r"|single|sub|well)-$",
    re.IGNORECASE,
)
_APART = re.compile(  # what begins a line of its own: an item, a label, an address
    r"[-*+•·▪◦‣●○–—]\s|o\s{2,}|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|\d{1,3}(?:\.\d{1,3})+\.?\s|\d{1,2}\s{2,}"
    r"|[A-Z][\w /&'’().-]{0,30}:(?:\s|$)|www\.|https?:|\S+@\S"
)
_DATE = re.compile(r"\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? (?:19|20)\d\d\b")  # "on the" / "14 March 2010" heads nothing
# A line that heads what is below it by its shape alone, where no sentence is in it.
_SHORT_LINE, _FEW_WORDS, _LONG_LINE = 60, 8, 70  # characters, words, characters
_TITLE = re.compile(r"[A-Z0-9“‘\"'(].*[\w)”’\"']")
_SENTENCE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|will|would|said|reported|agreed|noted|asked|be|been|they|we|he|she|you|i"
    r"|dear|regards|sincerely|faithfully|thanks|thank|tel|telephone|fax|e-?mail|page|to|from|cc|subject|sent|ref)\b"
    r"|@|[.:;] ",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(r"\b(?:19|20)\d\d\b|\d[/.]\d|\d[.:]\d\d")
_BEFORE_WORD = "“‘\"'([…"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a paragraph: its characters from `at` onwards are those at `start:end` of a page's text."""

    at: int
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a page's text, read on where it runs over the end of the page or over furniture.

    `page` and `start` are where it begins, `heading` is what it stands under. `joined` are its stretches where there
    are several: a space joins them in `text`, or nothing where the page breaks a word, whose hyphen no stretch holds.
    """

    page: int
    start: int
    text: str
    heading: str
    is_heading: bool
    joined: tuple[Stretch, ...] = ()

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table: the readers put ` | ` between its cells."""
        return " | " in self.text

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Every stretch, in the order of the text."""
        return self.joined or (Stretch(0, self.page, self.start, self.start + len(self.text)),)

    def places(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield page, start and end of the characters `start:end` of the text, once a stretch."""
        for stretch in self.stretches:
            shift = stretch.start - stretch.at
            first, last = max(start + shift, stretch.start), min(end + shift, stretch.end)
            if first < last:
                yield stretch.page, first, last


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Yield the running text of a document by paragraph, each under the heading last seen; furniture is left out.

    One that runs over the end of a page is joined with its rest; the sheets of a workbook never are.
    """
    heading = ""
    may_join = kind_of(document.media_type, "") is not DocumentKind.SPREADSHEET
    for paragraph in _running(document.pages, may_join=may_join):
        yield replace(paragraph, heading=heading)
        heading = paragraph.text.strip() if paragraph.is_heading else heading


def in_sight(found: Iterable[Paragraph], title: str, reach: int) -> Iterator[tuple[Paragraph, bool]]:
    """Yield the paragraphs, each with whether a review is spoken of in the title, its heading or within `reach` lines.

    A reason is a reason only where a decision on a review is at hand (the codebook's first rule of precedence).
    """
    everywhere = speaks_of_reviews(title)
    waiting: deque[Paragraph] = deque()
    in_register = False  # whether the lines are rows of a register of cases
    since = reach + 1  # lines since a review was last spoken of
    for paragraph in found:
        waiting.append(paragraph)
        in_register = paragraph.is_row and (in_register or columns_of(paragraph.text) is not None)
        speaks = everywhere or in_register or speaks_of_reviews(paragraph.text) or speaks_of_reviews(paragraph.heading)
        if speaks:
            while waiting:
                yield waiting.popleft(), True
            since = 0
        else:
            since += 1
            if since <= reach:
                yield waiting.pop(), True
            elif len(waiting) > reach:
                yield waiting.popleft(), False
    for paragraph in waiting:
        yield paragraph, False


def passage(paragraph: Paragraph, start: int, end: int) -> Passage:
    """Return the characters `start:end` of a paragraph as a passage under its heading."""
    (page, first, last), *continued = paragraph.places(start, end)
    return Passage(page, first, last, paragraph.text[start:end], paragraph.heading, tuple(continued))


def _running(pages: Iterable[Page], *, may_join: bool) -> Iterator[Paragraph]:
    """Yield the paragraphs, none under a heading yet. Only the last is held, until it is known not to read on."""
    held: Paragraph | None = None
    for line, is_parted in _headed(_lines(pages)):
        if held and is_parted and may_join and _reads_on(held, line):
            held = _join(held, line)
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def _headed(lines: Iterator[tuple[Paragraph, bool]]) -> Iterator[tuple[Paragraph, bool]]:
    """Yield the lines, those marked as headings too that are so by their shape: short, unended, above a long one."""
    above: Paragraph | None = None
    held = next(lines, None)
    while held:
        line, is_parted = held
        held = next(lines, None)
        if held and not line.is_heading and _heads_by_shape(above, line, held[0]):
            line = replace(line, is_heading=True)
        yield line, is_parted
        above = line


def _heads_by_shape(above: Paragraph | None, line: Paragraph, below: Paragraph) -> bool:
    text, following = line.text.strip(), below.text.strip()
    is_short = 2 < len(text) <= _SHORT_LINE and len(text.split()) <= _FEW_WORDS and not line.is_row
    if not is_short or not _TITLE.fullmatch(text) or _SENTENCE.search(text) or _DATE_LINE.search(text):
        return False
    is_free = above is None or above.is_heading or above.is_row or _CLOSED.search(above.text.rstrip()) is not None
    return is_free and len(following) >= _LONG_LINE and not following[0].islower()


def _lines(pages: Iterable[Page]) -> Iterator[tuple[Paragraph, bool]]:
    """Yield every line with words, and whether furniture or the end of a page parts it from the one before."""
    for page in pages:
        is_parted = True
        start = 0
        for line in page.text.split("\n"):
            pieces = list(_without_furniture(page, start, start + len(line)))
            if pieces:
                joined = reduce(_join, pieces)
                heads = not joined.is_row and is_heading(_unredacted(page, joined))
                yield replace(joined, is_heading=heads), is_parted
                is_parted = False
            elif line.strip():
                is_parted = True
            start += len(line) + 1


def _without_furniture(page: Page, start: int, end: int) -> Iterator[Paragraph]:
    """Yield what of the line `start:end` of a page has words and is no furniture."""
    cuts = [span for span in page.furniture if span[0] < end and span[1] > start]
    for first, last in zip([start, *(cut for _, cut in cuts)], [*(cut for cut, _ in cuts), end], strict=True):
        text = page.text[first : max(first, last)]
        if text.strip():
            yield Paragraph(page.number, first, text, "", is_heading=False)


def _unredacted(page: Page, line: Paragraph) -> str:
    """Return a line without what is written in place of something withheld: "5.3 [redacted]" heads nothing."""
    text = line.text
    for redaction in reversed(page.redactions):
        for stretch in line.stretches:
            shift = stretch.at - stretch.start
            first, last = max(redaction.start, stretch.start), min(redaction.end, stretch.end)
            if first < last:
                text = text[: first + shift] + text[last + shift :]
    return text


def _reads_on(above: Paragraph, below: Paragraph) -> bool:
    """Say whether a paragraph goes on below what parts the two: it has no end, and nothing begins there."""
    text, following = above.text.rstrip(), below.text.lstrip()
    if above.is_row or below.is_row or below.page - above.stretches[-1].page > 1 or len(text) > _LONGEST:
        return False
    is_open, in_lower_case = _OPEN.search(text) is not None, following.lstrip(_BEFORE_WORD)[:1].islower()
    if _APART.match(following) or (below.is_heading and not in_lower_case and not _DATE.match(following)):
        return False
    if _BROKEN_WORD.search(text):
        return True
    if (_CLOSED.search(text) and not is_open) or len(text) < _FULL_LINE:
        return False
    if above.is_heading and not is_open and len(text) <= _ITEM_LINE:
        return False
    return is_open or (in_lower_case and not text.isupper())


def _join(above: Paragraph, below: Paragraph) -> Paragraph:
    left, right = above.text.rstrip(), below.text.lstrip()
    is_broken = _BROKEN_WORD.search(left) is not None and right[0].isalpha()
    if is_broken and right[0].islower() and not _WITH_HYPHEN.search(left):
        left = left[:-1]
    joined = left + ("" if is_broken else " ")
    last, first = above.stretches[-1], below.stretches[0]
    skipped = len(below.text) - len(right)
    stretches = (
        *above.stretches[:-1],
        replace(last, end=last.end - len(above.text) + len(left)),
        Stretch(len(joined), first.page, first.start + skipped, first.end),
        *(replace(stretch, at=stretch.at + len(joined) - skipped) for stretch in below.stretches[1:]),
    )
    return Paragraph(above.page, above.start, joined + right, "", is_heading=False, joined=stretches)
