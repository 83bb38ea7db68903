"""What a sentence states of the decision to hold a review: the rules of `status.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.records import Scope, Status
from corpus.rule_files import load_rules

_GENERAL = re.compile(
    r"\b(?:boards|lscbs|acpcs|councils|authorities|partnerships|local authority reluctance"
    r"|decisions to (?:initiate|hold|undertake)|serious case reviews|scrs|lcsprs|reviews|notifications"
    r"|elsewhere|nationally|across (?:the country|england|wales))\b",
    re.IGNORECASE,
)
# What boards do now and then, even where the sentence speaks of "a serious case review".
_HABIT = re.compile(
    r"\b(?:boards|lscbs|acpcs|councils|authorities|partnerships)\b[^.]{0,30}"
    r"\b(?:sometimes|occasionally|often|usually|tend|rarely|seldom)\b",
    re.IGNORECASE,
)
_ONE_CASE = re.compile(
    r"\b(?:child|baby|case|adult|young person|family|mr|mrs|ms|boy|girl|infant|twin|subject) [A-Z0-9]{1,3}\b"
    r"|\bthis case\b|\bthe (?:case|referral|notification|child|boy|girl|baby|death)\b"
    r"|\b(?:an|no|the|a) (?:\w+ )?(?:scr|serious case review|review|lcspr|sar|dhr|part 8)\b"
    r"|\b[A-Z]{2,5}/?\d{2,4}/\d+\b|\bher\b|\bhis\b",
    re.IGNORECASE,
)
# Guidance, questions, other services' thresholds and what a body does not "hold" under the Act decide no review.
_NORM = re.compile(
    r"\b(?:should (?:always|be considered|be carried out|undertake|consider)|guidance|must (?:always )?|if a child)\b"
    r"|\b(?:threshold|criteria) for (?:a )?(?:child (?:in need|protection)|(?:initial )?assessment|section)"
    r"|\bnot hold (?:the|any|this|that) (?:total |full )?(?:information|cost|data|records?|figures?)\b"
    r"|\?",
    re.IGNORECASE,
)
_REVIEW_CONTEXT = re.compile(
    r"\b(?:serious case reviews?|significant case reviews?|case management reviews?"
    r"|(?:child |local child safeguarding )?practice reviews?|part (?:8|viii|eight)|chapter (?:8|viii)"
    r"|safeguarding adults? reviews?|homicide reviews?|learning reviews?"
    r"|scrs?|lcsprs?|csprs?|cmrs?|sars?|dhrs?|dardrs?|susrs?"
    r"|public inquir(?:y|ies)|independent (?:inquiry|investigation)"
    r"|initiat\w+|commission(?:ed|ing)? (?:a|an|the|further)|review[a-z]*|inquiry|referral|refer|criteria)\b",
    re.IGNORECASE,
)

_CELL = 90  # characters: a longer cell tells a story and decides nothing


@dataclass(frozen=True, slots=True)
class StatusRule:
    """A pattern and the status it states, with the sentences that show it."""

    status: Status
    pattern: re.Pattern[str]
    decides: bool  # False where the sentence only tells of a review that is or was held
    examples: tuple[str, ...]


@cache
def rules() -> tuple[StatusRule, ...]:
    """Return the rules in the order in which they decide."""
    data = load_rules("models", "status.yaml")
    words = {"{" + name + "}": re.sub(r"\s*\|\s*", "|", " ".join(text.split())) for name, text in data["words"].items()}
    found = []
    for rule in data["rules"]:
        pattern = rule["pattern"]
        for name, text in words.items():
            pattern = pattern.replace(name, rf"\b{text}\b")
        found.append(
            StatusRule(
                Status(rule["status"]),
                re.compile(pattern, re.IGNORECASE),
                rule.get("decides", True),
                tuple(rule["examples"]),
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)  # a sentence is asked about for itself and for its neighbours
def stated_status(sentence: str) -> Status:
    """Return the status that the sentence itself states, `not_stated` where it states none."""
    for rule in rules():
        if rule.pattern.search(sentence):
            return rule.status
    return Status.NOT_STATED


def is_decision(sentence: str) -> bool:
    """Say whether the sentence records a decision (or a recommendation) on holding a review, as guidance does not."""
    if _NORM.search(sentence):
        return False
    return next((rule.decides for rule in rules() if rule.pattern.search(sentence)), False)


def row_status(row: str) -> Status:
    """Return the status that a row of a table states: in one cell, or as a question with its answer beside it.

    `Child D | No serious case review` -> not_initiated; `Serious case review to be initiated? | No` likewise.
    """
    cells = [cell.strip() for cell in row.split("|")]
    texts = (text for text in (*cells, row.strip()) if len(text) < _CELL and not text.endswith("?"))
    found = (stated_status(text) for text in texts)
    return next((status for status in found if status is not Status.NOT_STATED), Status.NOT_STATED)


def scope_of(sentence: str) -> Scope:
    """Say whether the sentence speaks of one case or of reviews in general ("decisions to initiate reviews")."""
    if _HABIT.search(sentence) or (_GENERAL.search(sentence) and not _ONE_CASE.search(sentence)):
        return Scope.GENERAL
    return Scope.CASE_SPECIFIC


def speaks_of_reviews(text: str) -> bool:
    """Say whether the text has any word of reviews and the decisions on them."""
    return _REVIEW_CONTEXT.search(text) is not None
