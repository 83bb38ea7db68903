"""The nation that a paper belongs to, by words that only its papers use: `nations.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules

_COUNTRIES = ("England", "Scotland", "Wales", "Northern Ireland")


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation of the United Kingdom, with the words that tell it."""

    name: str
    terms: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def nations() -> tuple[Nation, ...]:
    """Return the nations, in the order of the rule file."""
    return tuple(
        Nation(
            item["nation"],
            tuple(_term(term) for term in item["terms"]),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("corpus", "nations.yaml")["nations"]
    )


def _term(term: str) -> re.Pattern[str]:
    """Return the pattern of a term; a word in lower case is told in any case.

    A committee "for an area" was English and Welsh; that somebody lives "in Wales" tells nothing of the paper.
    """
    before = r"(?<!Area )(?<!AREA )" if term.startswith("Child Protection") else ""
    if term in _COUNTRIES:
        before = r"(?<!\bin )(?<!\bto )(?<!\bfrom )"
    return re.compile(rf"\b{before}(?:{term})\b", re.IGNORECASE if term.islower() else 0)


def nation_of(text: str) -> str:
    """Return the nation that a text's words tell; empty where none does, or two do alike."""
    counts = _counts(text)
    most = max(counts.values())
    leading = [name for name, count in counts.items() if count == most]
    return leading[0] if most and len(leading) == 1 else ""


def tells_a_nation(text: str) -> bool:
    """Say whether a text has any word that tells a nation."""
    return any(_counts(text).values())


def _counts(text: str) -> dict[str, int]:
    """Return how many of its terms a text has of each nation."""
    return {nation.name: sum(bool(term.search(text)) for term in nation.terms) for nation in nations()}


def telling_words(text: str, nation: str) -> tuple[int, int] | None:
    """Return the characters of the first words in a text that tell a nation; None where none does."""
    terms = (term for known in nations() if known.name == nation for term in known.terms)
    return min((match.span() for term in terms if (match := term.search(text))), default=None)
