"""How far two texts have the same words: the measure of every figure on reading."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

_MARKUP = re.compile(r"<!--.*?-->|\\(?=[^\sA-Za-z0-9])", re.S)


def words_of(text: str) -> Counter[str]:
    """Return the words of a text, each with how often it occurs; case and punctuation count for nothing."""
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    """Return twice the words in common over the words of both, each counted as often as it occurs; in [0, 1]."""
    both = found.total() + wanted.total()
    return 2 * (found & wanted).total() / both if both else 1.0


def word_f1(found: str, wanted: str) -> float:
    """Return the F1 of the words of two texts."""
    return f1(words_of(found), words_of(wanted))


def truth_of(file: Path) -> str:
    """Return the words that a file of ground truth (`.gt.txt`, `.gt.md`) gives.

    Of Markdown, what a page does not show is left out: comments such as `<!-- image -->`, backslashes, entities.
    """
    text = file.read_text(encoding="utf-8")
    return html.unescape(_MARKUP.sub("", text)) if file.suffix == ".md" else text
