"""What a paper says again word for word: a headline that a copied page has three times is one piece of evidence."""

from __future__ import annotations

import re
from collections.abc import Hashable

from models.passages import Paragraph

_WORD = re.compile(r"\w+")
_WITHHELD = re.compile(r"redacted|withheld|removed|[█■▇▓]|X{4,}", re.IGNORECASE)  # what it hides may differ
_LEAST = 8  # words: shorter lines (labels, "Agreed.") recur without being copies


class Seen:
    """The paragraphs of one document that were met so far, by their words alone."""

    def __init__(self) -> None:
        self._met: set[tuple[Hashable, ...]] = set()

    def again(self, paragraph: Paragraph, *about: Hashable) -> bool:
        """Say whether the paragraph was met before, and take note of it.

        `about` is what its words depend on, as the case at hand: "It was agreed not to hold a review" of another case
        is no repeat. Headings, rows of tables, short lines and what is redacted never are.
        """
        if paragraph.is_heading or paragraph.is_row or _WITHHELD.search(paragraph.text):
            return False
        words = tuple(_WORD.findall(paragraph.text.casefold()))
        if len(words) < _LEAST:
            return False
        told = (words, *about)
        is_again = told in self._met
        self._met.add(told)
        return is_again
