"""Facts of a case that criteria speak of, as a paper states, denies or ticks them: the rules of `facts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules
from models.ticks import has_boxes, ticked

_YES, _NO = re.compile(r"(?:yes|y)\b", re.IGNORECASE), re.compile(r"(?:no|n)\b(?! ?(?:t|r)\b)", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*(?:[A-Z]?\d+[a-z]?[.)]?\s+)?")


@dataclass(frozen=True, slots=True)
class FactRule:
    """A fact, how it is stated, denied, and asked for on a form, with example sentences."""

    fact: str
    stated: re.Pattern[str]
    denied: re.Pattern[str]
    asked: re.Pattern[str]
    examples: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact as a text states it (`holds`) or denies it, with the words (characters, half-open) that do."""

    fact: str
    holds: bool
    start: int
    end: int


@cache
def fact_rules() -> tuple[FactRule, ...]:
    """Return the rules, in the order of the file."""
    return tuple(
        FactRule(
            item["fact"],
            re.compile(item["stated"], re.IGNORECASE),
            re.compile(item["denied"], re.IGNORECASE),
            re.compile(item["asked"], re.IGNORECASE),
            dict(item["examples"]),
        )
        for item in load_rules("models", "facts.yaml")["facts"]
    )


def facts_in(sentence: str) -> Iterator[StatedFact]:
    """Yield the facts that a sentence of running text states or denies; in one sentence a denial wins."""
    for rule in fact_rules():
        denied = rule.denied.search(sentence)
        match = denied or rule.stated.search(sentence)
        if match:
            yield StatedFact(rule.fact, denied is None, *match.span())


def answered_in(row: str) -> Iterator[StatedFact]:
    """Yield the facts that the row of a form answers: `Child has died | ☐ | ☒` with the columns Yes and No."""
    question, _, answers = row.partition(" | ")
    answer = _answer(answers) if has_boxes(answers) else None
    if answer is None:
        return
    for rule in fact_rules():
        if rule.asked.match(_NUMBER.sub("", question)):
            yield StatedFact(rule.fact, answer, 0, len(row.rstrip()))


def _answer(answers: str) -> bool | None:
    """Return what the boxes after a question say: by the words beside them, else by their place, yes before no."""
    options = [option for option, _, _ in ticked(answers)]
    if any(_YES.match(option) for option in options):
        return True
    if any(_NO.match(option) for option in options):
        return False
    marks = [is_on for cell in answers.split(" | ") for is_on in _marks(cell)]
    return {0: True, 1: False}.get(marks.index(True)) if marks.count(True) == 1 else None


def _marks(cell: str) -> list[bool]:
    return [mark in "☒☑✓✔⊠" for mark in cell if mark in "☒☑✓✔⊠☐□"]
