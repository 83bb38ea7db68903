"""The report's words for people: codes read out, dates and shares written out, what is said of method and limits."""

from __future__ import annotations

from functools import cache
from typing import Any

from analysis.rates.rounded import rounded
from corpus.rule_files import load_rules

_PERCENT = "\N{NO-BREAK SPACE}%"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@cache
def words() -> dict[str, Any]:
    """Return `words.yaml`."""
    return load_rules("analysis.report", "words.yaml")


def read_out(kind: str, code: str | None) -> str:
    """Return the words for a code of a kind (`statuses`, `roles`, ...); a code without words is read as it stands."""
    named = code or "unknown"
    return str(words()[kind].get(named, named.replace("_", " ")))


def date_words(told: str) -> str:
    """Return a date as far as it is told: `14 September 2010`, `September 2010`, `2010`; ranges with `to`."""
    if "/" in told:
        return " to ".join(map(date_words, told.split("/")))
    parts = told.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return told
    year, month, day = (*map(int, parts), *(0,) * (3 - len(parts)))
    named = _MONTHS[month - 1] if 1 <= month <= 12 else ""
    return " ".join(str(part) for part in (day or "", named, year) if part)


def percent(share: float | None) -> str:
    """Return a share in [0, 1] as `40 %`, with two figures where it would round to 0; a dash where there is none."""
    if share is None:
        return "–"
    return f"{rounded(100 * share, 0)}{_PERCENT}"


def percent_range(low: float | None, high: float | None) -> str:
    """Return an interval of a share as `22 to 61 %`; a dash where there is none."""
    if low is None or high is None:
        return "–"
    return f"{rounded(100 * low, 0)} to {rounded(100 * high, 0)}{_PERCENT}"


def many(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 file`, `2,000 files`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def listed(items: list[str]) -> str:
    """Return items as a list in a sentence: `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
