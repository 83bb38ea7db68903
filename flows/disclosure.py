"""Text that pages carry and do not show: what of it may be a failed redaction, and a letter that tells the authority.

Number, place and manner are all that is known here. The words themselves were never read.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from corpus.records import Hiding
from corpus.store import HiddenText

WORDS = {
    Hiding.UNDER_BOX: "under a box drawn over it",
    Hiding.UNDER_IMAGE: "under a picture",
    Hiding.UNDER_ANNOTATION: "under an annotation",
    Hiding.UNAPPLIED_REDACTION: "marked for redaction, but not removed",
    Hiding.GROUND_COLOUR: "in the colour of its ground",
    Hiding.TRANSPARENT: "transparent",
    Hiding.INVISIBLE_MODE: "drawn as invisible",
    Hiding.TINY: "too small to be seen",
    Hiding.CLIPPED: "clipped away",
    Hiding.OFF_PAGE: "beyond the edge of the page",
    Hiding.HIDDEN_LAYER: "on a layer that is switched off",
    Hiding.NOT_VISIBLE: "not visible on the page",
    Hiding.HIDDEN_STYLE: "formatted as hidden",
    Hiding.HIDDEN_SHEET: "on a hidden sheet",
    Hiding.HIDDEN_ROW: "in hidden rows",
    Hiding.HIDDEN_COLUMN: "in hidden columns",
    Hiding.HIDDEN_SLIDE: "on a hidden slide",
    Hiding.TRACKED_DELETION: "deleted, but kept as a tracked change",
    Hiding.COMMENT: "in comments",
    Hiding.SPEAKER_NOTES: "in the speaker's notes",
    Hiding.PROPERTIES: "in the file's properties",
    Hiding.OTHER: "not shown",
}
_ON_THE_PAGE = frozenset(
    {
        Hiding.UNDER_BOX,
        Hiding.UNDER_IMAGE,
        Hiding.UNDER_ANNOTATION,
        Hiding.UNAPPLIED_REDACTION,
        Hiding.GROUND_COLOUR,
        Hiding.TRANSPARENT,
        Hiding.INVISIBLE_MODE,
        Hiding.TINY,
        Hiding.CLIPPED,
        Hiding.OFF_PAGE,
        Hiding.HIDDEN_LAYER,
        Hiding.NOT_VISIBLE,
    }
)
_WIDTH = 100


def failed_redactions(hidden: Iterable[HiddenText]) -> list[HiddenText]:
    """Return what lies on a page and is not seen there: somebody may have meant to take it out."""
    return [found for found in hidden if found.mechanism in _ON_THE_PAGE]


def not_shown(hidden: Iterable[HiddenText]) -> list[HiddenText]:
    """Return what a file carries beside its pages as shown, such as comments and hidden columns."""
    return [found for found in hidden if found.mechanism not in _ON_THE_PAGE]


def worth_telling(hidden: Iterable[HiddenText]) -> list[HiddenText]:
    """Leave out titles, authors and the like: nearly every file has them, and nobody tried to hide them."""
    return [found for found in hidden if found.mechanism is not Hiding.PROPERTIES]


def place_line(found: HiddenText) -> str:
    """Return where text is hidden, how much and how, for people."""
    noun = "character" if found.characters == 1 else "characters"
    return f"{found.source_name}, page {found.page}: {found.characters:,} {noun} {WORDS[found.mechanism]}"


def letter(hidden: Sequence[HiddenText]) -> list[str]:
    """Return a letter to the authority that released the files; empty where there is nothing to tell it."""
    failed, others = failed_redactions(hidden), worth_telling(not_shown(hidden))
    if not failed and not others:
        return []
    lines = ["Dear Sir or Madam,", "", "Your reference: [reference]. Your response of [date].", ""]
    lines += _paragraph(
        "The files that you released carry text that they do not show to a reader, and that a computer may still be "
        "able to copy out. We write so that you can check whether it was meant to be released."
    )
    if failed:
        lines += _list("On these pages words lie where nothing can be seen, as after a redaction that failed:", failed)
    if others:
        lines += _list("These files carry text beside what they show:", others)
    lines += _paragraph(
        "We have not read this text: the program that found it counts the characters and keeps none of them. We have "
        "not passed the files on, and suggest that nobody circulate or publish them, and that copies already published "
        "be taken down until you have looked at them."
    )
    lines += _paragraph(
        "Please tell us whether you will send corrected files, and whether you wish us to delete the ones that we hold."
    )
    return [*lines, "Yours faithfully,", "[name]"]


def _paragraph(text: str) -> list[str]:
    return [*textwrap.wrap(text, _WIDTH), ""]


def _list(head: str, found: Sequence[HiddenText]) -> list[str]:
    return [head, "", *(f"  - {place_line(each)}" for each in found), ""]
