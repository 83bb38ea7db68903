"""Dates and periods as papers write them, each with the characters that give it: the forms of `dates.yaml`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from corpus.records import DatePrecision, PartialDate
from corpus.rule_files import load_rules

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WELSH = (
    *("ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin"),
    *("gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"),
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_UNITS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth"),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)
_NUMBER = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[:9])}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))}"
_QUARTERS = ("first", "second", "third", "fourth")
_WORDS = {
    "day": rf"(?P<day>[0-3]?\d(?:st|nd|rd|th)?|{'|'.join(o.replace('-', '[ -]') for o in reversed(_ORDINALS))})",
    "month": "(?P<month>" + "|".join(f"{m[:3]}(?:{m[3:]})?" if m != "may" else m for m in _MONTHS) + r"|sept)\.?",
    "cymraeg": f"(?P<month>{'|'.join(_WELSH)})",
    "roman": f"(?P<roman>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})",
    "number": r"(?P<number>[01]?\d)",
    "year": rf"(?P<year>(?:19|20)\d\d|two thousand(?: and)?(?: (?:{_NUMBER}))?|(?:nineteen|twenty) (?:{_NUMBER}))",
    "short": r"['’]?(?P<short>\d\d)(?![\d:]|\.\d)",
    "weekday": r"(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?",
    "fy": r"(?P<fy>(?:19|20)\d\d ?[/–-] ?(?:(?:19|20)\d\d|\d\d))(?![\d/–-])",
    "quarter": rf"(?:q|quarter )(?P<quarter>[1-4])|(?P<ordinal>{'|'.join(_QUARTERS)}) quarter",
    "last": "(?P<last>last|this|next)",
}
_HINT = re.compile(r"\d\d|" + "|".join(m[:3] for m in (*_MONTHS, *_WELSH)) + r"|\b(?:last|this|next) ", re.IGNORECASE)
_AHEAD = timedelta(days=182)  # a day and month without a year is the one nearest to the document's


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or period in a text: where it stands (characters, half-open), its first and last day, how precise."""

    start: int
    end: int
    first: date
    last: date
    precision: DatePrecision

    @property
    def partial(self) -> PartialDate:
        """The date as the table holds it: `2010-08-12`, `2010-08`, `2010`, or first and last day with a stroke."""
        iso = {
            DatePrecision.DAY: self.first.isoformat(),
            DatePrecision.MONTH: self.first.isoformat()[:7],
            DatePrecision.YEAR: self.first.isoformat()[:4],
        }
        return PartialDate(iso.get(self.precision, f"{self.first}/{self.last}"), self.precision)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a date; `from_day` tells whether it is read from the day of the document."""

    name: str
    pattern: re.Pattern[str]
    from_day: bool
    is_week: bool
    examples: tuple[Mapping[str, str], ...]


def dates_in(text: str, on: date | None = None) -> Iterator[Dated]:
    """Yield the dates and periods of a text in their order, none within another.

    `on` is the day of the document, from which "last October" and "14 March" are read; without it they are not.
    """
    if not _HINT.search(text):
        return
    found = [
        (match.start(), -match.end(), order, dated)
        for order, form in enumerate(forms())
        if on or not form.from_day
        for match in form.pattern.finditer(text)
        if (dated := _read(form, match, on))
    ]
    end = 0
    for start, _, _, dated in sorted(found, key=lambda held: held[:3]):
        if start >= end:
            end = dated.end
            yield dated


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms in the order of the file."""
    return tuple(
        Form(
            item["name"],
            re.compile(rf"(?<![\w/.-]){_spelt(item['pattern'])}(?!\w|[/-]\d)", re.IGNORECASE),
            item.get("from", False),
            item.get("week", False),
            tuple(item["examples"]),
        )
        for item in load_rules("models", "dates.yaml")["forms"]
    )


def _spelt(pattern: str) -> str:
    """Return a form's pattern with the words in braces spelt out; a name that stands twice gets a number."""
    for word, meaning in _WORDS.items():
        pattern = pattern.replace("{" + word + "}", f"(?:{meaning})")
    seen: dict[str, int] = {}

    def once(match: re.Match[str]) -> str:
        name = match.group(1)
        seen[name] = seen.get(name, 0) + 1
        return match.group() if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    return "(?:" + re.sub(r"\(\?P<(\w+)>", once, pattern) + ")"


def _read(form: Form, match: re.Match[str], on: date | None) -> Dated | None:
    """Return the date that a match gives; None where there is no such day."""
    told = {name.split("_")[0]: value.lower() for name, value in match.groupdict().items() if value}
    try:
        first, last, precision = _period(told, on)
        if form.is_week:
            last, precision = first + timedelta(days=6), DatePrecision.WEEK
    except ValueError:
        return None
    return Dated(match.start(), match.end(), first, last, precision)


def _period(told: Mapping[str, str], on: date | None) -> tuple[date, date, DatePrecision]:
    """Return first day, last day and precision of what a form tells.

    Raises:
        ValueError: there is no such day.
    """
    if "fy" in told:
        begin = int(told["fy"][:4])
        if int(told["fy"][-2:]) != (begin + 1) % 100:
            raise ValueError("not a financial year")
        return _financial(begin, _quarter(told))
    year = _year(told)
    if quarter := _quarter(told):
        return _months(_known(year), 3 * quarter - 2, 3, DatePrecision.QUARTER)
    month = _month(told)
    if "unit" in told and on:
        return _near(told["last"], told["unit"], on)
    if month and "last" in told and on and "day" not in told:
        year = _year_of_month(told["last"], month, on)
    if month and "day" in told:
        day = _day(told["day"])
        whole = date(year, month, day) if year else _nearest(month, day, told.get("last", ""), on)
        return whole, whole, DatePrecision.DAY
    if month:
        return _months(_known(year), month, 1, DatePrecision.MONTH)
    return _months(_known(year), 1, 12, DatePrecision.YEAR)


def _known(year: int | None) -> int:
    if year is None:
        raise ValueError("no year")
    return year


def _months(year: int, month: int, count: int, precision: DatePrecision) -> tuple[date, date, DatePrecision]:
    end = month + count - 1
    return date(year, month, 1), date(year, end, monthrange(year, end)[1]), precision


def _financial(begin: int, quarter: int) -> tuple[date, date, DatePrecision]:
    if quarter == 4:
        return _months(begin + 1, 1, 3, DatePrecision.QUARTER)
    if quarter:
        return _months(begin, 3 * quarter + 1, 3, DatePrecision.QUARTER)
    return date(begin, 4, 1), date(begin + 1, 3, 31), DatePrecision.FINANCIAL_YEAR


def _quarter(told: Mapping[str, str]) -> int:
    if "ordinal" in told:
        return _QUARTERS.index(told["ordinal"]) + 1
    return int(told.get("quarter", 0))


def _year(told: Mapping[str, str]) -> int | None:
    """Return the year, in figures or words; two figures are of 1950 to 2049."""
    if "short" in told:
        return (2000 if int(told["short"]) < 50 else 1900) + int(told["short"])
    text = told.get("year")
    if text is None or text.isdigit():
        return int(text) if text else None
    hundreds, _, rest = text.replace(" and", "").partition(" ")
    if hundreds == "two":
        return 2000 + _count(rest.partition(" ")[2])
    return (1900 if hundreds == "nineteen" else 2000) + _count(rest)


def _count(words: str) -> int:
    """Return the number that words give, from one to ninety-nine; 0 for none."""
    return sum(_TENS.get(word) or _UNITS.index(word) + 1 for word in words.replace("-", " ").split())


def _month(told: Mapping[str, str]) -> int:
    if "number" in told:
        return int(told["number"])
    if "roman" in told:
        return _ROMAN.index(told["roman"]) + 1
    named = told.get("month", "")
    if named in _WELSH:
        return _WELSH.index(named) + 1
    return next((i for i, name in enumerate(_MONTHS, start=1) if named and name.startswith(named[:3])), 0)


def _day(text: str) -> int:
    text = text.replace(" ", "-")
    return _ORDINALS.index(text) + 1 if text in _ORDINALS else int(re.sub(r"\D", "", text))


def _nearest(month: int, day: int, word: str, on: date | None) -> date:
    """Return the day of that name nearest to the document's, or in the year that a word names."""
    if on is None:
        raise ValueError("no year")
    if word:
        return date(on.year + {"last": -1, "this": 0, "next": 1}[word], month, day)
    years = (year for year in (on.year - 1, on.year, on.year + 1) if day <= monthrange(year, month)[1])
    return min((date(year, month, day) for year in years), key=lambda found: abs(found - on))


def _year_of_month(word: str, month: int, on: date) -> int:
    """Return the year of "last October", "next May" or "this March"."""
    if word == "this":
        return on.year
    return on.year - (month >= on.month) if word == "last" else on.year + (month <= on.month)


def _near(word: str, unit: str, on: date) -> tuple[date, date, DatePrecision]:
    step = {"last": -1, "this": 0, "next": 1}[word]
    if unit == "year":
        return _months(on.year + step, 1, 12, DatePrecision.YEAR)
    if unit == "financial year":
        return _financial(on.year - (on.month < 4) + step, 0)
    months = 12 * on.year + on.month - 1 + step
    return _months(months // 12, months % 12 + 1, 1, DatePrecision.MONTH)
