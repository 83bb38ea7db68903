"""Sentences in which a code's words are about something else: the patterns of `traps.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules


@dataclass(frozen=True, slots=True)
class Trap:
    """A pattern, the codes whose cues it silences (children too), and a sentence that it must catch."""

    codes: tuple[str, ...]
    pattern: re.Pattern[str]
    example: str

    def silences(self, code: str) -> bool:
        """Whether cues of this code do not count in a sentence that the pattern fits."""
        return any(code == held or code.startswith(held + ".") for held in self.codes)


@cache
def traps() -> tuple[Trap, ...]:
    """Return the traps as they stand in `traps.yaml`."""
    data = load_rules("models", "traps.yaml")
    return tuple(
        Trap(tuple(item["codes"]), re.compile(item["pattern"], re.IGNORECASE), item["example"])
        for item in data["traps"]
    )


def is_trapped(code: str, sentence: str) -> bool:
    """Say whether a cue of this code is a false friend here: "the appropriate limit" is no cost reason."""
    return any(trap.silences(code) and trap.pattern.search(sentence) for trap in traps())
