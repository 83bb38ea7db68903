"""What is withheld near a quotation, and whether it is the reasons that are withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from corpus.exemptions import find_exemptions
from corpus.records import Box, Evidence, Page, Redaction
from models.passages import Paragraph

_NEAR_LINES = 2  # line heights between a box and a quotation that it is near to
_PROSE_SHARE, _PROSE_LINES = 0.35, 2.2  # of the page's width, or in lines: what is larger covers no mere name
_PROSE_CHARACTERS = 60  # likewise of a redaction that is written out
_WORDS_BEFORE = 2  # words between `because` and a redaction that stands for the reason: "because it was ████"
_LONGEST_CITATION = 80  # characters of a paragraph that may be nothing but the citation of an exemption
_VEIL = "\0"  # stands for each character of a redaction, so that nothing in it is read as a word or as an end
_OF_THE_ACT = re.compile(
    r"(?: of)?(?: the)? (?:FOIA?|FOISA|EIR|(?:Freedom of Information )?(?:\(Scotland\) )?Act)\b(?: \d{4})?",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_STOP = re.compile(r"[.;!?](?=\s|$)| \| ")
_ITEM = re.compile(r"\s*\d+(?:\.\d+)*\.?(?=\s|\0|$)")
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|given that|in view of|in light of|as a result of"
    r"|(?:on|upon) (?:the )?(?:grounds?|basis) (?:that|of)|for the (?:following )?reasons?"
    r"|reasons? (?:given )?(?:is|are|was|were|being))\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|\| )\s*(?:\d[\d.]*\s+)?(?:(?:the )?reasons?(?: given)?|rationale|grounds)(?: for [\w ]{1,40}?)?"
    r"\s*(?:[:|–-]|$|(?=\0))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"\b(?:reasons?|rationale|grounds)(?: for [\w ]{1,40}?)?\s*[:–-]?\s*$", re.IGNORECASE)
_WITHHELD_REASONS = re.compile(
    r"\breasons?\b[^.;\0]{0,60}\b(?:withheld|redacted|exempt(?:ed)?|removed)\b[^.;\0]{0,20}"
    r"(?:\b(?:under|by virtue of|pursuant to|in line with)\b|\0)"
    r"|\breasons?(?: for [\w ]{1,60}?)? (?:(?:is|are|was|were|has been|have been) )?(?:withheld|redacted)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A redaction in a paragraph's text; one that is drawn has no characters there (`start == end`).

    `is_prose` where it is larger than a name would be.
    """

    start: int
    end: int
    is_prose: bool = False


@dataclass(frozen=True)
class Veil:
    """A paragraph's text with what is withheld in it."""

    text: str
    marks: tuple[Mark, ...] = ()

    @cached_property
    def shown(self) -> str:
        """The text, as long as it was, with a zero character for each one of a redaction or an exemption's citation."""
        shown = self.text
        for mark in self._all:
            shown = shown[: mark.start] + _VEIL * (mark.end - mark.start) + shown[mark.end :]
        return shown

    @cached_property
    def _all(self) -> tuple[Mark, ...]:
        """The redactions, and the citations of exemptions that may stand in their place."""
        cited = (Mark(found.start, self._end_of_citation(found.end)) for found in find_exemptions(self.text))
        return tuple(sorted((*self.marks, *cited), key=lambda mark: mark.start))

    def hides_cause(self, start: int) -> bool:
        """Say whether the sentence that begins at `start` has a redaction for its reason, not a name within one.

        "not to hold a review because [redacted]." does; "because [redacted] had moved away." does not.
        """
        end = self._end_of_sentence(start)
        if any(self._is_filled(cause.end()) for cause in _CAUSE.finditer(self.shown, start, end)):
            return True
        return any(mark.is_prose and mark.start >= end for mark in self.marks)

    def hides_labelled_reasons(self) -> bool:
        """Say whether reasons are announced and withheld: "Rationale: [redacted]", "reasons withheld under s.36"."""
        if not re.search(r"reason|rationale|grounds", self.text, re.IGNORECASE):
            return False
        filled = any(self._is_filled(label.end()) for label in _LABEL.finditer(self.shown))
        return filled or _WITHHELD_REASONS.search(self.shown) is not None

    def hides_cell(self, start: int) -> bool:
        """Say whether a cell of a row, from `start` on, holds a redaction and no word."""
        ends = [match.start() for match in re.finditer(r" \| ", self.shown[start:] + " | ")]
        cells = zip([0, *(end + 3 for end in ends)], ends, strict=False)
        return start > 0 and any(self._is_covered(start + first, start + last) for first, last in cells)

    def hides_all(self) -> bool:
        """Say whether nothing but redactions is left of the paragraph, its number apart."""
        if not self.marks and len(self.text) > _LONGEST_CITATION:
            return False
        number = _ITEM.match(self.shown)
        return self._is_covered(number.end() if number else 0, len(self.text))

    def begins_hidden(self) -> bool:
        """Say whether the paragraph begins with a redaction, as where the line before ends in "Reason:"."""
        first = len(self.text) - len(self.text.lstrip())
        return any(mark.start <= first for mark in self.marks)

    def _end_of_citation(self, end: int) -> int:
        act = _OF_THE_ACT.match(self.text, end)
        return act.end() if act else end

    def _end_of_sentence(self, start: int) -> int:
        stop = _STOP.search(self.shown, start)
        return stop.start() if stop else len(self.text)

    def _is_covered(self, start: int, end: int) -> bool:
        held = any(start <= mark.start <= end for mark in self._all)
        return held and not _WORD.search(self.shown, start, end)

    def _is_filled(self, start: int) -> bool:
        """Say whether a redaction takes up what follows `start`: to the sentence's end, or more than a name."""
        end = self._end_of_sentence(start)
        inside = [mark for mark in self._all if start <= mark.start <= end]
        if not inside or len(_WORD.findall(self.shown, start, inside[0].start)) > _WORDS_BEFORE:
            return False
        return inside[0].is_prose or not _WORD.search(self.shown, inside[-1].end, end)


def announces_reasons(text: str) -> bool:
    """Say whether a paragraph ends by announcing reasons: "It will not go to a review. Reason:"."""
    return _ANNOUNCED.search(text) is not None


def heads_reasons(heading: str) -> bool:
    """Say whether a heading announces reasons: `Rationale`, `6.2 Reasons for the decision:`."""
    return _LABEL.match(heading) is not None


class Withheld:
    """The redactions of a document's pages, as its paragraphs ask for them."""

    def __init__(self, pages: Mapping[int, Page]) -> None:
        self._pages = pages
        self._of_page: dict[int, list[Mark]] = {}

    def veil(self, paragraph: Paragraph) -> Veil:
        """Return the paragraph's text with its redactions."""
        return Veil(paragraph.text, tuple(self._marks(paragraph)))

    def is_near(self, paragraph: Paragraph, evidence: Sequence[Evidence]) -> bool:
        """Say whether something is withheld in the paragraph or within two lines of the quotation."""
        if any(True for _ in self._marks(paragraph)):
            return True
        return any(self._is_beside(piece) for piece in evidence)

    def _is_beside(self, piece: Evidence) -> bool:
        drawn = [box for redaction in self._pages[piece.page].redactions for box in redaction.boxes]
        if not drawn or not piece.boxes:
            return False
        reach = _NEAR_LINES * median(box.bottom - box.top for box in piece.boxes)
        return any(_gap(box, line) <= reach for box in drawn for line in piece.boxes)

    def _marks(self, paragraph: Paragraph) -> Iterator[Mark]:
        for stretch in paragraph.stretches:
            for mark in self._on_page(stretch.page):
                if mark.start <= stretch.end and (mark.end > stretch.start or mark.start == mark.end >= stretch.start):
                    first, last = max(mark.start, stretch.start), min(mark.end, stretch.end)
                    shift = stretch.at - stretch.start
                    yield Mark(first + shift, last + shift, mark.is_prose)

    def _on_page(self, number: int) -> list[Mark]:
        if number not in self._of_page:
            page = self._pages[number]
            self._of_page[number] = [_mark(page, redaction) for redaction in page.redactions]
        return self._of_page[number]


def _mark(page: Page, redaction: Redaction) -> Mark:
    """Return where a redaction stands: a drawn one that opens a line before the words of that line, not after the last.

    The readers place what is drawn behind the last word before it, which may end the paragraph above.
    """
    if redaction.end > redaction.start or not redaction.boxes:
        is_prose = redaction.end - redaction.start >= _PROSE_CHARACTERS
        return Mark(redaction.start, redaction.end, is_prose)
    heights = [box.bottom - box.top for _, _, box in page.words]
    line = median(heights) if heights else 0.0
    width = sum(box.x1 - box.x0 for box in redaction.boxes)
    tall = any(box.bottom - box.top > _PROSE_LINES * line for box in redaction.boxes) if line else False
    is_prose = tall or (page.width_pt > 0 and width > _PROSE_SHARE * page.width_pt)
    following = next(((start, box) for start, _, box in page.words if start >= redaction.start), None)
    if following and not tall and _opens_line(redaction.boxes[-1], following[1]):
        return Mark(following[0], following[0], is_prose)
    return Mark(redaction.start, redaction.start, is_prose)


def _opens_line(drawn: Box, word: Box) -> bool:
    middle = (word.top + word.bottom) / 2
    return drawn.top <= middle <= drawn.bottom and drawn.x0 < word.x0


def _gap(one: Box, other: Box) -> float:
    """Return the distance in points between two boxes, the larger of across and down; 0 where they touch."""
    across = max(one.x0 - other.x1, other.x0 - one.x1, 0.0)
    return max(across, one.top - other.bottom, other.top - one.bottom)
