"""Join lines that were wrapped at a column, so that a sentence stands on one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_NARROWEST, _WIDEST = 50, 100  # columns at which people and mail programs wrap
_LONG_ENOUGH = 40  # a shorter line was ended on purpose
_VOTES_NEEDED = 3
_SHARE_NEEDED = 0.4

_ITEM = re.compile(
    r"\s*(?:[-*+•·▪◦‣●○–—]\s|o\s{2,}|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|\d{1,3}(?:\.\d{1,3})+\.?\s|\d{1,2}\s{2,})"
)
_LABEL = re.compile(r"\s*[A-Z][\w /&'’().-]{0,30}:(?:\s|$)")
_QUOTED = re.compile(r"\s*[>|]")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+ *)\S|\S\s*\|\s*\S")
_RULE = re.compile(r"\s*[^\w\s]{3,}\s*$")
_OPEN_ENDING = re.compile(
    r"(?:,|\b(?:a|an|and|are|as|at|be|by|for|from|had|has|in|is|it|its|not|of|on|or|that|the|to|was|were|which|with))$",
    re.I,
)
_BROKEN_WORD = re.compile(r"\w-$")
_CLOSED_ENDING = re.compile(r"[.!?:;][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what decides whether another may join it."""

    text: str
    indent: int
    first_word: int  # characters
    begins: bool  # an item or a label: begins a line of its own
    stands_alone: bool

    @classmethod
    def of(cls, text: str) -> _Line:
        text = text.rstrip()
        words = text.split(maxsplit=1)
        return cls(
            text,
            len(text) - len(text.lstrip()),
            len(words[0]) if words else 0,
            bool(_ITEM.match(text) or _LABEL.match(text)),
            not words or _stands_alone(text),
        )


def reflow(text: str) -> str:
    """Return text with the lines of each wrapped paragraph joined by a space.

    Items, "Label:" lines, headings in capitals, tables in columns, rules and quoted lines (`>`) begin a line of their
    own; text that was never wrapped comes back as it is. Every character that is no space stays, in order.
    """
    lines = [_Line.of(line) for line in text.split("\n")]
    width = _wrap_width(lines)
    pieces = [lines[0].text]
    for line, following in pairwise(lines):
        if _continues(line, following, width):
            pieces += (_glue(line.text), following.text.lstrip())
        else:
            pieces += ("\n", following.text)
    return "".join(pieces)


def _wrap_width(lines: Sequence[_Line]) -> int:
    """Return the column at which most lines were wrapped; 0 where the text was not wrapped.

    A line and the first word of the next say between which columns the margin lay: each pair votes for those.
    """
    votes: Counter[int] = Counter()
    pairs = 0
    for line, following in pairwise(lines):
        length = len(line.text)
        if length >= _LONG_ENOUGH and _may_join(line, following):
            pairs += 1
            votes.update(range(max(length, _NARROWEST), min(length + following.first_word, _WIDEST) + 1))
    if not votes:
        return 0
    width, count = max(votes.items(), key=lambda vote: (vote[1], -vote[0]))
    return width if count >= max(_VOTES_NEEDED, _SHARE_NEEDED * pairs) else 0


def _continues(line: _Line, following: _Line, width: int) -> bool:
    """Whether `following` goes on with the sentence or paragraph of `line`.

    "...the decision of the Youth" + "Justice Board was" -> True, as "Justice" had no room.
    """
    length = len(line.text)
    if not _may_join(line, following):
        return False
    if length <= width < length + 1 + following.first_word:
        return True
    if not _LONG_ENOUGH <= length <= _WIDEST or _CLOSED_ENDING.search(line.text):
        return False
    return following.text[following.indent].islower() or bool(_OPEN_ENDING.search(line.text))


def _may_join(line: _Line, following: _Line) -> bool:
    if line.stands_alone or following.stands_alone or following.begins or line.text.endswith(":"):
        return False
    # a deeper indent begins a paragraph, unless it hangs below an item or a label
    return following.indent <= line.indent or line.begins


def _stands_alone(text: str) -> bool:
    if _QUOTED.match(text) or _RULE.match(text) or _COLUMNS.search(text):
        return True
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def _glue(text: str) -> str:
    """A word broken at its own hyphen (`multi-` + `agency`) takes no space."""
    return "" if _BROKEN_WORD.search(text) else " "
