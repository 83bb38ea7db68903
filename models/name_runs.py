"""Runs of words with capitals in a text, which a name may be part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.name_words import TITLES, Traits, traits_of

_UP = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŴŶŸŹŻŽ]"
_TOKEN = re.compile(
    rf"(?<![\w@]){_UP}(?:[^\W\d_]|['’‑-](?=[^\W\d_]))*(?![\w@])"
    rf"|(?<![\w@-])(?:al|el|ul|as|ad|d['’])[-‑]?{_UP}[^\W\d_]+"
)
_POSSESSIVE = re.compile(r"['’][sS]$")
PARTICLES = (
    r"(?:van der|van den|van de|van|von der|von|de la|de los|del|della|der|den|de|da|dos|di|du|la|le"
    r"|bin|bint|ibn|binti|ap|ab|ferch|y|ter|ten|abu)"
)
_GAP = re.compile(rf"[ \t\u00a0]+(?:{PARTICLES}[ \t\u00a0]+)?|\.[ \t\u00a0]*")
_AFTER_TITLE = re.compile(rf"\.?[ \t\u00a0]*(?:\n[ \t]*)?(?:\.?[ \t\u00a0]+)?(?:{PARTICLES}[ \t\u00a0]+)?")
_LONGEST_SHORT = 5  # letters of a title that takes a full stop


@dataclass(frozen=True, slots=True)
class Token:
    """A word with a capital, without a possessive ending."""

    text: str
    start: int
    end: int
    traits: Traits
    has_possessive: bool = False

    @property
    def flags(self) -> int:
        """What the word may be, as bits of `Word`."""
        return self.traits.flags


Run = list[Token]


def runs_in(text: str) -> Iterator[Run]:
    """Yield the runs of words with capitals that stand together: "Det. Supt. Colm O'Hanlon", "van" and "ap" between."""
    run: Run = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        ending = _POSSESSIVE.search(word)
        end = match.end() - (2 if ending and len(word) > 3 else 0)
        bare = text[match.start() : end]
        token = Token(bare, match.start(), end, traits_of(bare), end != match.end())
        if run and not _joins(text, run[-1], token):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _joins(text: str, one: Token, other: Token) -> bool:
    """Say whether a word goes on from the one before."""
    gap = text[one.end : other.start]
    if one.has_possessive or len(gap) > 12:
        return False
    if one.flags & TITLES and not (gap.startswith(".") and len(one.text) > _LONGEST_SHORT):
        return _AFTER_TITLE.fullmatch(gap) is not None
    if not _GAP.fullmatch(gap):
        return False
    return "." not in gap or one.traits.is_letter
