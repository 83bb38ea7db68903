"""OpenDocument sheets (ODS, OTS): the cells that are shown, as they are shown, a row a line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corpus.records import Hiding, Page
from extractors.format import DEFAULTS, Reading, Settings, as_hidden
from extractors.odf import TABLE, Look, OpenDocument, Story, joined

if TYPE_CHECKING:
    from lxml import etree


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a page for each sheet that is shown, its name first. Numbers and dates are as their cells show them.

    Cells of hidden sheets, rows and columns, white text, comments and deletions are counted and not read.

    Raises:
        UnreadableFile: encrypted, damaged, or over the limits of an archive.
    """
    package = OpenDocument(content)
    unseen = package.story()  # what no page shows
    unseen.hidden[Hiding.PROPERTIES] += package.property_characters()
    texts: list[tuple[str, Counter[Hiding]]] = []
    for child in package.body:
        if child.tag == TABLE + "tracked-changes":
            unseen.hide(Hiding.TRACKED_DELETION, child)
        elif child.tag == TABLE + "table" and _is_hidden(unseen, child):
            unseen.hide(Hiding.HIDDEN_SHEET, child)
        elif child.tag == TABLE + "table":
            story = package.story()
            texts.append((_sheet(story, child), story.hidden))
    if texts:
        texts[0][1].update(unseen.hidden)
    else:
        texts.append(("", unseen.hidden))
    pages = (Page(number, text, hidden=as_hidden(hidden)) for number, (text, hidden) in enumerate(texts, start=1))
    return Reading(tuple(pages), package.embedded(), if_wordless=package.if_wordless())


def _is_hidden(story: Story, sheet: etree._Element) -> bool:
    return story.looks.attribute("table", sheet.get(TABLE + "style-name"), TABLE + "display") == "false"


def _sheet(story: Story, sheet: etree._Element) -> str:
    shapes = [line for part in sheet.iterchildren(TABLE + "shapes") for line in story.blocks(part)]
    return joined([sheet.get(TABLE + "name", ""), *story.table(sheet, Look()), *shapes])
