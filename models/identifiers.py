"""Identifiers of private people other than their names: numbers, addresses, schools, births (`identifiers.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.rule_files import load_rules


class Kind(StrEnum):
    """What was found."""

    PERSON = "person"
    INITIALS = "initials"
    SCHOOL = "school"
    REFERENCE = "reference"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    BIRTH = "birth"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Found:
    """A name or an identifier: characters of the text from `start` to `end` (not included), its kind, and whose it is.

    `who` is the same for everything that names the same: a last name without titles, a number without spaces.
    """

    start: int
    end: int
    kind: Kind
    who: str


@dataclass(frozen=True, slots=True)
class IdentifierRule:
    """How an identifier is written; what is hidden is the group `it` of the pattern, or the whole."""

    kind: Kind
    pattern: re.Pattern[str]
    examples: Mapping[str, str]
    near_misses: tuple[str, ...]


_CAP = r"[A-ZÀ-Þ][\w’'-]*"
_FIRST_WORD = re.compile(r"(?:\w|[’'-](?=\w))+")
_HIDDEN = re.compile(r"[A-Z][a-z]+-[a-z2-7]{8,16}(?![a-z0-9])")


def identifiers_in(text: str) -> Iterator[Found]:
    """Yield the identifiers of a text, as its rules find them; two may overlap."""
    for rule in identifier_rules():
        for match in rule.pattern.finditer(text):
            start, end = match.span("it" if "it" in rule.pattern.groupindex else 0)
            if rule.kind in (Kind.SCHOOL, Kind.ADDRESS):
                start = _without_lead(text, start, end)
            if start < end:
                yield Found(start, end, rule.kind, re.sub(r"[\W_]+", "", text[start:end]).casefold())


def _without_lead(text: str, start: int, end: int) -> int:
    """Return where a named school or road begins, without words that name none; its end where nothing is left."""
    words = list(_FIRST_WORD.finditer(text, start, end))
    if _HIDDEN.search(text, start, end):
        return end
    while len(words) > 1 and words[0].group() in _not_named():
        words = words[1:]
    return words[0].start() if len(words) > 1 else end


@cache
def _not_named() -> frozenset[str]:
    return frozenset(load_rules("models", "identifiers.yaml")["not_named"])


@cache
def identifier_rules() -> tuple[IdentifierRule, ...]:
    """Return the rules of the file."""
    data = load_rules("models", "identifiers.yaml")
    month = data["month"]
    date = (
        r"(?:\d{4}-\d\d-\d\d|\d{1,2}(?:[/.-]\d{1,2})?[/.-]\d{2,4}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{month}),? \d{{4}})"
    )
    return tuple(
        IdentifierRule(
            Kind(item["kind"]),
            re.compile(item["pattern"].replace("{date}", date).replace("{month}", month).replace("{cap}", _CAP)),
            item["examples"],
            tuple(item.get("near_misses", ())),
        )
        for item in data["identifiers"]
    )
