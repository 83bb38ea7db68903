"""Who made a decision and who recommended it, as the sentences say: the rules of `makers.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.records import Maker
from corpus.rule_files import load_rules

_OF_A_PANEL = re.compile(
    r"\b(?:panel|sub-?group|sub-?committee|(?:review|cases?|learning|incidents?) committee|group)\b", re.IGNORECASE
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
    """Return the rules for `makers`, `habits` or `recommenders`, in their order."""
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


def maker_of(sentence: str, meeting: str, habit: Maker = Maker.UNKNOWN) -> Maker:
    """Return who decides in a sentence: by its words, else by habit, else whoever's meeting it is.

    `habit` is who decides in general (`habit_of`); `meeting` is what heads the paper ("Serious Case Review Panel"),
    empty where it records no meeting.
    """
    for rule in maker_rules("makers"):
        if rule.pattern.search(sentence):
            return rule.who
    if habit is not Maker.UNKNOWN:
        return habit
    if _OF_A_PANEL.search(meeting):
        return Maker.PANEL
    return Maker.BOARD if _OF_A_BOARD.search(meeting) else Maker.UNKNOWN


@lru_cache(maxsize=64)  # a paper is asked about for each of its decisions
def habit_of(text: str) -> Maker:
    """Return who decides in general, as the text of a paper says; `unknown` where it does not."""
    return next((rule.who for rule in maker_rules("habits") if rule.pattern.search(text)), Maker.UNKNOWN)


def recommender_of(sentence: str) -> Maker:
    """Return who recommends in a sentence; `unknown` where nobody does."""
    return next((rule.who for rule in maker_rules("recommenders") if rule.pattern.search(sentence)), Maker.UNKNOWN)
