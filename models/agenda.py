"""The agenda of a meeting: its items in order, with number and title as printed."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import AgendaItem
from models.passages import Paragraph
from models.structure import heading_of

_ENOUGH = 3  # numbered headings that make an agenda numbered: then the others head no item


def agenda_items(headings: Sequence[Paragraph]) -> tuple[AgendaItem, ...]:
    """Return the agenda items among the headings of a document, in its order.

    Where the agenda is numbered, its items are the numbered headings; else every heading after the title lines.
    """
    found = [(paragraph, heading) for paragraph in headings if (heading := heading_of(paragraph.text))]
    numbered = [(paragraph, heading) for paragraph, heading in found if heading.number]
    chosen = numbered if len(numbered) >= _ENOUGH else found[1:]
    items = []
    for paragraph, heading in chosen:
        start = paragraph.start + paragraph.text.index(heading.title)
        first = start if not heading.number else paragraph.start + paragraph.text.index(heading.number)
        items.append(AgendaItem(heading.number, heading.title, paragraph.page, first, start + len(heading.title)))
    return tuple(items)
