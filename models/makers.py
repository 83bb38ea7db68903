"""Who made a decision and who recommended it, as the sentences say: the rules of `makers.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.records import Maker
from corpus.rule_files import load_rules

_OF_A_PANEL = re.compile(
    r"\b(?:panel|sub-?group|sub-?committee|standing group|working group|review group)\b", re.IGNORECASE
)
_OF_A_BOARD = re.compile(r"\b(?:board|partnership|committee|council)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MakerRule:
    """A pattern of a sentence and who decides or recommends in it."""

    who: Maker
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def maker_rules(part: str) -> tuple[MakerRule, ...]:
    """Return the rules for `makers` or `recommenders`, in their order."""
    data = load_rules("models", "makers.yaml")
    words = {"{" + name + "}": text for name, text in data["words"].items()}
    found = []
    for rule in data[part]:
        pattern = rule["pattern"]
        for name, text in words.items():
            pattern = pattern.replace(name, text)
        compiled = re.compile(pattern, re.IGNORECASE)
        found.append(MakerRule(Maker(rule["who"]), compiled, tuple(rule["examples"]), tuple(rule["near_misses"])))
    return tuple(found)


def maker_of(sentence: str, meeting: str) -> Maker:
    """Return who decides in a sentence: by its words, else whoever's meeting it is that the paper records.

    `meeting` is what heads the paper ("Serious Case Review Panel"); empty where it records no meeting.
    """
    for rule in maker_rules("makers"):
        if rule.pattern.search(sentence):
            return rule.who
    if _OF_A_PANEL.search(meeting):
        return Maker.PANEL
    return Maker.BOARD if _OF_A_BOARD.search(meeting) else Maker.UNKNOWN


def recommender_of(sentence: str) -> Maker:
    """Return who recommends in a sentence; `unknown` where nobody does."""
    return next((rule.who for rule in maker_rules("recommenders") if rule.pattern.search(sentence)), Maker.UNKNOWN)
