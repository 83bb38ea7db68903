"""Where running text turns from case to case: the words with which a paragraph of a letter takes up another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.rule_files import load_rules
from models.cases import case_label
from models.naming import layout_rules
from models.status import speaks_of_reviews

_SUBJECT = 90  # characters after an opener in which its subject stands
_REVIEW_OF = re.compile(r"[’']?s? (?:\w+ )?(?:reviews?|reports?|inquiry|SCR|DHR|SAR|LCSPR|CPR|APR|court|trial)\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """The case that a paragraph takes up; `is_sure` where its words alone say that it does."""

    case: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class TurningRules:
    """The patterns of `turning.yaml`, with the examples that they decide."""

    sure: re.Pattern[str]
    likely: re.Pattern[str]
    subjects: tuple[re.Pattern[str], ...]
    ranked: re.Pattern[str]
    one_more: re.Pattern[str]
    away: re.Pattern[str]
    taken_up: str
    data: Mapping[str, Any]


@cache
def turning_rules() -> TurningRules:
    """Return the rules of the file."""
    data = load_rules("models", "turning.yaml")
    words = dict(data["words"])
    none = f"(?:{words['no_subjects']}|{layout_rules().data['no_names']})"
    words["name"] = words["name"].replace("{no_names}", none)

    def filled(pattern: str) -> str:
        for word, text in words.items():
            pattern = pattern.replace("{" + word + "}", text)
        return pattern

    openers = {kind: rf"(?:{'|'.join(held)})\s+" for kind, held in data["openers"].items()}
    return TurningRules(
        re.compile(openers["sure"], re.IGNORECASE),
        re.compile(openers["likely"], re.IGNORECASE),
        tuple(re.compile(filled(pattern)) for pattern in data["subjects"]),
        re.compile(filled(data["ranked"])),
        re.compile(data["one_more"], re.IGNORECASE),
        re.compile(data["away"], re.IGNORECASE),
        data["taken_up"],
        data,
    )


def turn_of(text: str) -> Turn | None:
    """Return the case that a paragraph turns to with its first words; None where it turns to none."""
    rules = turning_rules()
    speaks = layout_rules().person.search(text) or layout_rules().harm.search(text) or speaks_of_reviews(text)
    if not speaks:
        return None
    if ranked := rules.ranked.match(text):
        return Turn(ranked["name"], is_sure=True)
    if (shift := rules.one_more.match(text)) and (named := _named_at(text[shift.end() :])):
        return Turn(named, is_sure=True)
    for opener, is_sure in ((rules.sure, True), (rules.likely, False)):
        if (opened := opener.match(text)) and (case := _subject(text[opened.end() :])):
            return Turn(case, is_sure)
    return None


def turns_away(text: str) -> bool:
    """Say whether a paragraph leaves the cases: it closes a letter, or takes up what is no case."""
    return turning_rules().away.match(text) is not None


def takes_up(sentence: str, case: str) -> bool:
    """Say whether a sentence takes up a case ("no review of Child B"), and does not name it to compare with."""
    return re.search(rf"\b(?i:{turning_rules().taken_up}) {re.escape(case)}\b", sentence) is not None


def _subject(rest: str) -> str:
    """Return the case that stands right after an opener; empty where something else does."""
    if named := _named_at(rest):
        return named
    found = next((m for pattern in turning_rules().subjects if (m := pattern.match(rest[:_SUBJECT]))), None)
    if found is None or _REVIEW_OF.match(rest, found.end("name")) or layout_rules().business.search(found["name"]):
        return ""
    return found["name"]


def _named_at(rest: str) -> str:
    """Return the case in a known form with which a text begins; empty where it begins otherwise."""
    label = case_label(rest[:_SUBJECT])
    return label if label and rest.startswith(label) and not _REVIEW_OF.match(rest, len(label)) else ""
