"""Figures in prose: how many reviews or notifications, where, in which period. The metrics are data (`counts.yaml`).

A figure is kept as the document gives it, with its sentence; figures of different definitions are never added up. A
direction without a figure ("has also fallen") is kept as a direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from corpus.review_types import UNKNOWN, review_type_of
from corpus.rule_files import load_rules
from models.dates import Dated, dates_in

_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_FIGURE = re.compile(
    r"(?<![\w£$€./-])(?:(?P<figure>\d{1,3}(?:,\d{3})+|\d{1,5})(?!\d|[.,/]\d|\s?%|(?:st|nd|rd|th)\b|\s*per ?cent)"
    rf"|(?P<word>{'|'.join(_WORDS)})\b)",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(r"(?:months?|weeks?|days?|years?|hours?|pages?|pm|am|£|items?|years? old)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:part|chapter|section|paragraph|item|page|child|case|figure|table|version|no|appendix|stage)\.?\s*$",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?P<rate>\d+(?:\.\d+)?) (?:a|per|each) month", re.IGNORECASE)
_RANGE = re.compile(r"^[\s,]*(?:and|to|until|till|through|–|-|up to)[\s,]*$", re.IGNORECASE)
_BACKED = re.compile(r"\bnot\b|\bno\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """A figure (or a direction without one) and what it counts.

    `start` and `end` are the characters of its sentence; `first` and `last` the days of its period, None where none is
    told. `per_month` is the rate that the document itself gives.
    """

    metric: str
    definition: str
    review_type: str
    area: str
    count: int | None
    direction: str
    per_month: float | None
    first: date | None
    last: date | None
    start: int
    end: int

    @property
    def days(self) -> int | None:
        """Days of the period, both ends counted."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    @property
    def months(self) -> float | None:
        """Calendar months of the period: whole ones from the first of a month to the end of one, else by days."""
        if self.first is None or self.last is None:
            return None
        after = self.last + timedelta(days=1)
        if self.first.day == 1 and after.day == 1:
            return float(12 * (after.year - self.first.year) + after.month - self.first.month)
        return (after - self.first).days / (365.25 / 12)

    @property
    def rate(self) -> float | None:
        """Count for each month of the period."""
        return self.count / self.months if self.count is not None and self.months else None


@dataclass(frozen=True, slots=True)
class Metric:
    """What is counted, with the words that name it; `verb` is None where the noun says it all."""

    metric: str
    definition: str
    noun: re.Pattern[str]
    counted: re.Pattern[str]  # the noun as it stands after a figure
    verb: re.Pattern[str] | None
    examples: tuple[Mapping[str, object], ...]


@dataclass(slots=True)
class _Carried:
    """What a sentence leaves to the next: its metric, type of review and area."""

    metric: Metric | None = None
    review_type: str = UNKNOWN
    area: str = ""


def counts_in(sentences: Sequence[tuple[int, str]], on: date | None = None) -> list[Count]:
    """Return the figures of sentences that follow each other, given as (first character, text).

    `on` is the day of the document, from which "last year" is read.
    """
    carried = _Carried()
    return [count for start, text in sentences for count in _of_sentence(text, start, carried, on)]


def _of_sentence(text: str, start: int, carried: _Carried, on: date | None) -> Iterator[Count]:
    dated = list(dates_in(text, on))
    periods = _periods(text, dated)
    kind = review_type_of(text)
    carried.review_type = kind if kind != UNKNOWN else carried.review_type
    carried.area = next((area for area in areas() if re.search(rf"\b{area}\b", text)), carried.area)
    rate = _RATE.search(text)
    per_month = float(rate["rate"]) if rate else None

    def count(metric: Metric, figure: int | None, direction: str, period: tuple[date, date] | None) -> Count:
        first, last = period or (None, None)
        told = per_month if figure is not None else None
        kind = carried.review_type if metric.verb else UNKNOWN
        place = (start, start + len(text))
        return Count(metric.metric, metric.definition, kind, carried.area, figure, direction, told, first, last, *place)

    figures = [(match, metric) for match in _figures(text, dated) if (metric := _counted(match, text, carried.metric))]
    similar = re.search(directions()["similar"], text, re.IGNORECASE)
    for match, metric in figures:
        carried.metric = metric
        near = [held for held in periods if not (similar and held[0] > similar.start())]
        yield count(metric, _value(match), "", _nearest(match.start(), near))
    if similar and carried.metric:
        for at, first, last in periods:
            if at > similar.start():
                yield count(carried.metric, None, "similar", (first, last))
    if not figures and (told := _direction(text)):
        yield count(told[0], None, told[1], None)


def _periods(text: str, dated: Sequence[Dated]) -> list[tuple[int, date, date]]:
    """Return the periods of a sentence: where each stands, first and last day. "A to B" is one."""
    found: list[tuple[int, date, date]] = []
    open_end = -1
    for held in dated:
        joins = open_end >= 0 and _RANGE.match(text[open_end : held.start])
        if joins and _begins_range(text, found[-1][0]) and held.last > found[-1][1]:
            found[-1] = (found[-1][0], found[-1][1], held.last)
            open_end = -1
            continue
        found.append((held.start, held.first, held.last))
        open_end = held.end
    return found


def _begins_range(text: str, at: int) -> bool:
    """Say whether a date opens a range: "between 1 April and", "from May to"; "2008/09 and 2007/08" are two."""
    return bool(re.search(r"\b(?:between|from|period)\s+(?:the )?$", text[:at], re.IGNORECASE)) or bool(
        re.match(r"[^.;]{4,40}?(?:\bto\b|\buntil\b|–)", text[at:])
    )


def _figures(text: str, dated: Sequence[Dated]) -> Iterator[re.Match[str]]:
    """Yield the numbers of a sentence that may count something: no dates, sums, rates, ages or item numbers."""
    for match in _FIGURE.finditer(text):
        if any(held.start <= match.start() < held.end for held in dated):
            continue
        if _LABEL.search(text[: match.start()]) or _NOT_COUNTED.match(text[match.end() :].lstrip()):
            continue
        yield match


def _counted(match: re.Match[str], text: str, carried: Metric | None) -> Metric | None:
    """Return what a figure counts: the noun after it, or, where a verb follows at once, that of before."""
    after = text[match.end() :]
    for metric in metrics():
        if metric.counted.match(after) and _fits(metric, text):
            return metric
    verb = carried and carried.verb
    if verb and not match["word"] and re.match(r"\s+(?:have|has|had|were|was)\b", after) and verb.search(after[:60]):
        return carried
    return None


def _direction(text: str) -> tuple[Metric, str] | None:
    """Return what a sentence without figures says has risen or fallen."""
    for name in ("down", "up"):
        turn = re.search(rf"\b(?:{directions()[name]})\b", text, re.IGNORECASE)
        if turn is None or _BACKED.search(text[max(0, turn.start() - 20) : turn.start()]):
            continue
        subject = text[: turn.start()]
        held = [(at.start(), metric) for metric in metrics() for at in metric.noun.finditer(subject)]
        spoken = re.search(r"\bnumbers? of\b|\bnotifications\b", subject, re.IGNORECASE)
        if held and spoken:
            first = min(at for at, _ in held)
            fits = [metric for at, metric in held if at == first and _fits(metric, text)]
            if fits:
                return fits[0], name
    return None


def _fits(metric: Metric, text: str) -> bool:
    """Say whether the verb of a metric, if it has one, stands in a sentence."""
    return metric.verb is None or bool(metric.verb.search(text))


def _nearest(at: int, periods: Sequence[tuple[int, date, date]]) -> tuple[date, date] | None:
    """Return the period that stands nearest to a figure, one after it before one as near in front."""
    best = min(periods, key=lambda held: (abs(held[0] - at), held[0] < at), default=None)
    return best[1:] if best else None


def _value(match: re.Match[str]) -> int:
    return _WORDS.index(match["word"].lower()) if match["word"] else int(match["figure"].replace(",", ""))


@cache
def metrics() -> tuple[Metric, ...]:
    """Return the metrics in the order in which they are tried."""
    return tuple(
        Metric(
            item["metric"],
            item["definition"],
            re.compile(rf"\b(?:{item['noun']})", re.IGNORECASE),
            re.compile(rf"(?:\s+[\w-]+){{0,3}}?\s+(?:{item['noun']})", re.IGNORECASE),
            re.compile(rf"\b(?:{item['verb']})\b", re.IGNORECASE) if "verb" in item else None,
            tuple(item["examples"]),
        )
        for item in load_rules("models", "counts.yaml")["metrics"]
    )


@cache
def directions() -> Mapping[str, str]:
    """Return the words of each direction, as regular expressions."""
    found: dict[str, str] = load_rules("models", "counts.yaml")["directions"]
    return found


@cache
def areas() -> tuple[str, ...]:
    """Return the areas that a sentence may name, the wider before its parts."""
    return tuple(load_rules("models", "counts.yaml")["areas"])
