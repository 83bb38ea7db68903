"""Counts by month: from a file, or from decisions."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from analysis.rates.counted import Dated
from analysis.rates.windows import Window, days_meant, months_between
from corpus.errors import InvalidQuery


@dataclass(frozen=True, slots=True)
class MonthlyCount:
    """What was counted in a calendar month, and the days in which it could have been; `rows` are ids behind it."""

    window: Window
    count: int
    exposure_days: float
    rows: tuple[str, ...] = ()

    @property
    def month(self) -> str:
        """The month, as `2010-06`."""
        return f"{self.window.start:%Y-%m}"


def monthly_from_csv(text: str) -> tuple[MonthlyCount, ...]:
    """Return the months of a CSV file with the columns `month` (2010-06), `count` and, if wanted, `exposure_days`.

    Raises:
        InvalidQuery: a column, a month or a number is missing or wrong, with its line; or the months have a gap.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    columns = [name.strip() for name in reader.fieldnames or ()]
    lacking = [name for name in ("month", "count") if name not in columns]
    if lacking:
        raise InvalidQuery(
            f"the file of months has no column {' and '.join(lacking)}: its first line is month,count or "
            f"month,count,exposure_days, and not {','.join(columns) or 'empty'}"
        )
    reader.fieldnames = columns
    months = sorted((_month(row, reader.line_num) for row in reader), key=lambda month: month.window.start)
    _check_gaps(months)
    return tuple(months)


def monthly_decisions(
    chosen: Iterable[Dated], period: Window | None
) -> tuple[tuple[MonthlyCount, ...], tuple[str, ...]]:
    """Return decisions by month over a period, and notes on those that could not be placed in a month.

    Without a period, from the first month that has a decision to the last. A month without a decision counts 0: whether
    the papers of that month were released is for the reader to check.

    Raises:
        InvalidQuery: no decision can be placed in a month.
    """
    held = tuple(chosen)
    by_month: dict[str, list[str]] = defaultdict(list)
    unplaced: Counter[str] = Counter()
    for decision in held:
        if decision.days is None:
            unplaced["have no date"] += 1
        elif period and not period.meets(*decision.days):
            continue
        elif f"{decision.days[0]:%Y-%m}" != f"{decision.days[1]:%Y-%m}" or (
            period and not period.holds(*decision.days)
        ):
            unplaced["are not dated finely enough to be placed in a month"] += 1
        else:
            by_month[f"{decision.days[0]:%Y-%m}"].append(decision.decision_id)
    span = period or _span(by_month)
    months = tuple(
        MonthlyCount(window, len(rows), float(window.days), tuple(sorted(rows)))
        for window in months_between(span.start, span.end)
        for rows in (by_month.get(f"{window.start:%Y-%m}", []),)
    )
    notes = [f"{count:,} decisions {why}, and are left out." for why, count in unplaced.items()]
    if period is None:
        notes.append(
            "The series runs from the first month with a decision to the last: give both windows to set its ends."
        )
    empty = sum(not month.count for month in months)
    if empty:
        notes.append(f"{empty} of {len(months)} months have no decision and count as 0: check that papers cover them.")
    return months, tuple(notes)


def _span(by_month: dict[str, list[str]]) -> Window:
    spans = [days for month in (min(by_month, default=""), max(by_month, default="")) if (days := days_meant(month))]
    if not spans:
        raise InvalidQuery("no decision of this kind can be placed in a month: there is no series")
    return Window(spans[0][0], spans[-1][1])


def _month(row: dict[str, str | None], line: int) -> MonthlyCount:
    stated, counted, days = (((row.get(name) or "").strip()) for name in ("month", "count", "exposure_days"))
    span = days_meant(stated) if len(stated) == len("2010-06") else None
    if span is None:
        raise InvalidQuery(f"line {line}: {stated!r} is no month: write it as 2010-06")
    if not counted.isascii() or not counted.isdigit():
        raise InvalidQuery(f"line {line}: {counted!r} is no count: write a whole number, 0 where nothing was counted")
    window = Window(*span)
    try:
        exposure = float(days) if days else float(window.days)
    except ValueError:
        exposure = math.nan
    if not 0 < exposure <= window.days:
        raise InvalidQuery(f"line {line}: {days!r} is no exposure: {stated} has days from above 0 to {window.days}")
    return MonthlyCount(window, int(counted), exposure)


def _check_gaps(months: list[MonthlyCount]) -> None:
    for one, other in pairwise(months):
        following = one.window.end + timedelta(days=1)
        if one.month == other.month:
            raise InvalidQuery(f"{one.month} stands twice in the file: one line a month")
        if other.window.start != following:
            raise InvalidQuery(f"{following:%Y-%m} is missing: every month has a line, 0 where nothing was counted")
