"""The nation that a paper belongs to, by words that only its papers use: `nations.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules


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
    """A committee "for an area" was English and Welsh; a word in lower case is told in any case."""
    before = r"(?<!Area )(?<!AREA )" if term.startswith("Child Protection") else ""
    return re.compile(rf"\b{before}(?:{term})\b", re.IGNORECASE if term.islower() else 0)


def nation_of(text: str) -> str:
    """Return the nation that a text's words tell; empty where none does, or two do alike."""
    counts = {nation.name: sum(bool(term.search(text)) for term in nation.terms) for nation in nations()}
    most = max(counts.values())
    leading = [name for name, count in counts.items() if count == most]
    return leading[0] if most and len(leading) == 1 else ""
