"""Windows of time: their length in months and days, and where an event cuts them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corpus.errors import InvalidQuery

_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MEAN_MONTH = 365.25 / 12  # days


class Unit(StrEnum):
    """What exposure is counted in."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days; both ends count."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"

    @property
    def days(self) -> int:
        """Days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> float:
        """Calendar months: a whole number from the first of a month to the end of one, else days / 30.4375.

        The same reckoning as `exposure_months` of the `counts` table.
        """
        after = self.end + timedelta(days=1)
        if self.start.day == 1 and after.day == 1:
            return float(12 * (after.year - self.start.year) + after.month - self.start.month)
        return self.days / _MEAN_MONTH

    def exposure(self, unit: Unit) -> float:
        """Return its length in a unit."""
        return self.months if unit is Unit.MONTHS else float(self.days)

    def split(self, day: date) -> tuple[int, int]:
        """Return the days before a day, and the days on or after it."""
        before = min(max((day - self.start).days, 0), self.days)
        return before, self.days - before

    def holds(self, first: date, last: date) -> bool:
        """Say whether all days from `first` to `last` lie in it."""
        return self.start <= first and last <= self.end

    def meets(self, first: date, last: date) -> bool:
        """Say whether any day from `first` to `last` lies in it."""
        return self.start <= last and first <= self.end


def window_of(text: str) -> Window:
    """Return the window that `2009-04-01:2010-03-31` or `2009-04:2010-03` names; a month stands for all its days.

    Raises:
        InvalidQuery: it is written otherwise, holds an impossible date, or ends before it begins.
    """
    first, _, last = text.partition(":")
    start, end = days_meant(first), days_meant(last)
    if "/" in text or start is None or end is None:
        raise InvalidQuery(
            f"{text!r} is no window of dates: write its first and last day, as 2009-04-01:2010-03-31 (both count)"
        )
    if end[1] < start[0]:
        raise InvalidQuery(f"the window {text} ends before it begins: write the earlier day first")
    return Window(start[0], end[1])


def days_meant(stated: str) -> tuple[date, date] | None:
    """Return the first and last day that a date may mean: `2010`, `2010-08`, `2010-08-12`, `2010-04-01/2010-06-30`.

    None where it is no date.
    """
    first, _, last = stated.strip().partition("/")
    start, end = _days_of(first), _days_of(last or first)
    return (start[0], end[1]) if start and end and start[0] <= end[1] else None


def day_of(text: str) -> date:
    """Return the day that an ISO date names.

    Raises:
        InvalidQuery: it is not a full date.
    """
    days = days_meant(text)
    if days is None or days[0] != days[1]:
        raise InvalidQuery(f"{text!r} is no day: write it as 2010-06-10")
    return days[0]


def months_between(start: date, end: date) -> tuple[Window, ...]:
    """Return the calendar months from `start` to `end`, the first and last cut to those days."""
    months: list[Window] = []
    first = start
    while first <= end:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        months.append(Window(first, min(last, end)))
        first = last + timedelta(days=1)
    return tuple(months)


def _days_of(stated: str) -> tuple[date, date] | None:
    match = _DAY.fullmatch(stated.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        last_month = month or 12
        return first, date(first.year, last_month, monthrange(first.year, last_month)[1])
    except ValueError:
        return None
