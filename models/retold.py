"""Whether a sentence tells again what was decided before, or how a running review gets on (`retold.yaml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.rule_files import load_rules


@dataclass(frozen=True, slots=True)
class RetoldRule:
    """A pattern of sentences that decide nothing at the meeting at hand, with examples and near misses."""

    what: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def retold_rules() -> tuple[RetoldRule, ...]:
    """Return the rules, in the order of the file."""
    data = load_rules("models", "retold.yaml")

    def pattern(text: str) -> re.Pattern[str]:
        for name, words in data["words"].items():
            text = text.replace("{" + name + "}", words)
        return re.compile(text, re.IGNORECASE)

    return tuple(
        RetoldRule(rule["what"], pattern(rule["pattern"]), tuple(rule["examples"]), tuple(rule["near_misses"]))
        for rule in data["rules"]
    )


@lru_cache(maxsize=4096)  # a sentence is asked about for its weight and for the whole item
def is_retold(sentence: str) -> bool:
    """Say whether a sentence tells again an earlier decision, or how a review that is held gets on."""
    return any(rule.pattern.search(sentence) for rule in retold_rules())
