"""What a sentence says of learning in general, beside any reason: the flags of `context_flags.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.records import Page, StatedField
from corpus.rule_files import load_rules
from models.coder import Sentence
from models.evidence import evidence_of
from models.passages import Paragraph


@dataclass(frozen=True, slots=True)
class FlagRule:
    """A flag, the words that raise it, and those about them that do not (a post, a panel's name)."""

    flag: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContextFlag:
    """A flag that a sentence raises (`quality_assurance_mentioned`...), with the characters (half-open) that do."""

    flag: str
    start: int
    end: int


def flags_in(sentence: str) -> Iterator[ContextFlag]:
    """Yield the flags that a sentence raises, each once. They are context: no reason follows from them."""
    for rule in flag_rules():
        match = rule.pattern.search(sentence)
        if match and not (rule.unless and rule.unless.search(sentence)):
            yield ContextFlag(rule.flag, *match.span())


def flags_told(pages: Mapping[int, Page], paragraph: Paragraph, sentences: Iterable[Sentence]) -> Iterator[StatedField]:
    """Yield the flags that the sentences of a paragraph raise as fields of the document, each with its words."""
    for sentence in sentences:
        for flag in flags_in(sentence.text):
            start = sentence.start + flag.start
            yield StatedField(flag.flag, "true", evidence_of(pages, paragraph, start, sentence.start + flag.end))


@cache
def flag_rules() -> tuple[FlagRule, ...]:
    """Return the rules, in the order of the file."""
    return tuple(
        FlagRule(
            item["flag"],
            re.compile(item["pattern"], re.IGNORECASE),
            re.compile(item["unless"], re.IGNORECASE) if "unless" in item else None,
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("models", "context_flags.yaml")["flags"]
    )
