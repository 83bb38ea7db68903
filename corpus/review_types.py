"""Types of review and the words that name them: `review_types.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReviewType:
    """A type of review, by code, with the pattern of the words that name it."""

    code: str
    name: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def review_types() -> tuple[ReviewType, ...]:
    """Return the types in the order in which they are tried."""
    data = load_rules("corpus", "review_types.yaml")
    return tuple(
        ReviewType(
            item["code"],
            item["name"],
            re.compile(r"\b(?:" + "|".join(map(re.escape, item["terms"])) + r")s?\b", re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in data["review_types"]
    )


def review_type_of(text: str) -> str:
    """Return the code of the type of review that a text names first, `unknown` where it names none.

    Of two names that begin together the longer counts: a "MAPPA serious case review" is no ordinary one.
    """
    found = (
        (match.start(), -match.end(), kind.code) for kind in review_types() if (match := kind.pattern.search(text))
    )
    return min(found, default=(0, 0, UNKNOWN))[2]


@cache
def _rules() -> tuple[dict[str, str], ...]:
    return tuple(load_rules("corpus", "review_types.yaml")["resolve"])


def resolved(named: str, body_type: str, nation: str, on: str) -> str:
    """Return what a named type of review means for a kind of body, in a nation, on a date (ISO, or empty).

    "SCR" is a significant case review in Scotland, and one of MAPPA's in a MAPPA paper.
    """
    for rule in _rules():
        fits = (
            rule["named"] == named
            and rule.get("body", body_type) == body_type
            and rule.get("nation", nation) == nation
            and (not rule.get("before") or (on and on < rule["before"]))
        )
        if fits:
            return str(rule["means"])
    return named
