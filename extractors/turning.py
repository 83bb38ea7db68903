"""Turn what stands on a page, so that text which is drawn from the side is read upright, and back to as it is shown."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Box, Hidden, Page
from extractors.layout import Line, Word


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn clockwise by so many quarters of a page that is that large before it, in points. False if it is none."""

    quarters: int
    width: float
    height: float

    def __bool__(self) -> bool:
        return self.quarters % 4 != 0

    @property
    def back(self) -> Turn:
        """The turn that takes this one back."""
        width, height = (self.height, self.width) if self.quarters % 2 else (self.width, self.height)
        return Turn(-self.quarters % 4, width, height)

    def box(self, box: Box) -> Box:
        """Return a box where it stands after the turn."""
        width, height = self.width, self.height
        for _ in range(self.quarters % 4):
            box = Box(height - box.bottom, box.x0, height - box.top, box.x1)
            width, height = height, width
        return box

    def boxes(self, boxes: Sequence[Box]) -> tuple[Box, ...]:
        """Return boxes where they stand after the turn."""
        return tuple(map(self.box, boxes))

    def lines(self, lines: list[Line]) -> list[Line]:
        """Return lines with their words where they stand after the turn."""
        return [[self._word(word) for word in line] for line in lines] if self else lines

    def hidden(self, hidden: Sequence[Hidden]) -> tuple[Hidden, ...]:
        """Return what is hidden with its boxes where they stand after the turn."""
        return tuple(replace(each, boxes=self.boxes(each.boxes)) for each in hidden) if self else tuple(hidden)

    def page(self, page: Page) -> Page:
        """Return a page with its words and redactions where they stand after the turn."""
        if not self:
            return page
        edges = (edge for _, _, box in page.words for edge in self._edges(box))
        words = replace(page.words, boxes=array("f", edges))
        return replace(
            page,
            words=words,
            redactions=tuple(replace(each, boxes=self.boxes(each.boxes)) for each in page.redactions),
        )

    def _word(self, word: Word) -> Word:
        x0, top, x1, bottom = self._edges(word.box)
        return word._replace(x0=x0, top=top, x1=x1, bottom=bottom)

    def _edges(self, box: Box) -> tuple[float, float, float, float]:
        turned = self.box(box)
        return turned.x0, turned.top, turned.x1, turned.bottom
