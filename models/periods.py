"""What period a paper, register or request covers, where its words say so: `periods` of `release_facts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from corpus.records import DatePrecision, DocumentKind
from corpus.rule_files import load_rules
from models.dates import dates_in
from models.lines import Line, Span

_TITLE_LINES = 6  # with words: where a register or report says what it covers
_REPORT_LINES = 12
_REQUEST_LINES = 6  # after the words that begin to give a request
_BETWEEN = re.compile(
    r"\s*(?:,? ?(?:up )?(?:to|until|till|and|through|[–—-]))\s*(?:the )?(?:end of |close of )?", re.IGNORECASE
)
_YEARS = re.compile(r"(?<![\w/.-])((?:19|20)\d\d) ?(?:to|and|[–—-]) ?((?:19|20)\d\d)(?![\w/-])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SHARED_YEAR = re.compile(
    rf"(?<![\w/.-])(?P<first>(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}) ?(?:to|and|until|[–—-]) ?"
    rf"(?P<second>(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH} (?P<year>(?:19|20)\d\d))\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"since\b", re.IGNORECASE)  # part of a year's own words
_SENTENCE = re.compile(r"[a-z\d]{3,}\.$")
_LONG = frozenset({DatePrecision.FINANCIAL_YEAR, DatePrecision.YEAR, DatePrecision.QUARTER})


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a line gives: first and last day (None where it is open), and its characters, half-open."""

    first: date | None
    last: date | None
    start: int
    end: int


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("models", "release_facts.yaml")["periods"][name], re.IGNORECASE)


def period_covered(head: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[str, str, Span]]:
    """Yield first and last day that a paper covers, or that the request asks about which a letter answers."""
    for line, period in _candidates(head, kind):
        span = line.at(period.start, period.end)
        if period.first:
            yield "period_start", period.first.isoformat(), span
        if period.last:
            yield "period_end", period.last.isoformat(), span
        return


def _candidates(head: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[Line, Period]]:
    """Yield the periods of the lines that tell what a paper of this kind covers, ranges before single years."""
    filled = [line for line in head if line.text.strip()]
    if kind is DocumentKind.FOI_LETTER:
        lines = _of_request(filled)
        yield from ((line, found) for line in lines for found in ranges_in(line.text))
        yield from _only(lines)
    elif kind in (DocumentKind.MINUTES, DocumentKind.DECISION_FORM, DocumentKind.EMAIL, DocumentKind.LETTER):
        return
    else:
        title = filled[:_TITLE_LINES]
        telling = [line for line in filled[:_REPORT_LINES] if line in title or _pattern("covers").search(line.text)]
        yield from ((line, found) for line in telling for found in ranges_in(line.text) if _covers(line, found, title))
        yield from ((line, found) for line in title for found in (*_years(line.text), *_open(line.text)))


def _only(lines: Sequence[Line]) -> Iterator[tuple[Line, Period]]:
    """Yield the only period of a request: of several questions, each with its own, none is the paper's."""
    told = [found for line in lines for found in dates_in(line.text) if found.precision is not DatePrecision.DAY]
    if len({(found.first, found.last) for found in told}) <= 1:
        yield from ((line, found) for line in lines for found in (*_years(line.text), *_open(line.text)))


def _covers(line: Line, period: Period, title: Sequence[Line]) -> bool:
    """Say whether a range is what the paper covers: it stands in a title, or right after words that say so."""
    before = line.text[: period.start]
    if line in title and " | " not in line.text and not _SENTENCE.search(line.text.strip()):
        return True
    return any(period.start - word.end() < 60 for word in _pattern("covers").finditer(before))


def _of_request(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that give the request: from the words that begin to, for a few lines."""
    asked = [number for number, line in enumerate(lines) if _pattern("asked").search(line.text)]
    return list(lines[asked[0] : asked[0] + _REQUEST_LINES]) if asked else []


def ranges_in(text: str) -> Iterator[Period]:
    """Yield the periods of a text that have a beginning and an end: "1 April 2010 to 31 January 2011"."""
    for match in _SHARED_YEAR.finditer(text):
        first = next(dates_in(f"{match['first']} {match['year']}"), None)
        second = next(dates_in(match["second"]), None)
        if first and second and first.first <= second.last:
            yield Period(first.first, second.last, *match.span())
    found = list(dates_in(text))
    for one, other in pairwise(found):
        if _BETWEEN.fullmatch(text[one.end : other.start]) and one.first < other.last:
            yield Period(one.first, other.last, one.start, other.end)
    for match in _YEARS.finditer(text):
        begin, end = int(match.group(1)), int(match.group(2))
        is_financial = end == begin + 1 and re.search(r"[–—-]", match.group())
        if begin <= end and not is_financial:
            yield Period(date(begin, 1, 1), date(end, 12, 31), *match.span())


def _years(text: str) -> Iterator[Period]:
    """Yield the years, financial years or quarters that a text says it is of, and the year to its last day."""
    for found in dates_in(text.replace("–", "-")):
        before = text[: found.start]
        if _pattern("ended").search(before) and found.precision in (DatePrecision.DAY, DatePrecision.MONTH):
            yield Period(_year_before(found.last), found.last, found.start, found.end)
        elif found.precision in _LONG and _pattern("year").search(before):
            yield Period(found.first, found.last, found.start, found.end)


def _year_before(last: date) -> date:
    """Return the first day of the year that ends on a day."""
    following = last + timedelta(days=1)
    return following.replace(
        year=following.year - 1, day=min(following.day, 28) if following.month == 2 else following.day
    )


def _open(text: str) -> Iterator[Period]:
    """Yield the periods that have a beginning alone: "since January 2006"."""
    for found in dates_in(text):
        before, after = text[: found.start], text[found.end :]
        says_since = _pattern("since").search(before) or _SINCE.match(text[found.start : found.end])
        if says_since and not _BETWEEN.match(after):
            yield Period(found.first, None, found.start, found.end)
