"""What decisions are told apart by: body, year, type of review, policy period, or before and from a date."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
UNKNOWN, STRADDLES = "unknown", "straddles"  # as the table's column policy_period has them
_PERIODS = ("pre", "post", STRADDLES, UNKNOWN)


class Grouping(StrEnum):
    """What decisions are told apart by. `event` is before and from a date."""

    BODY = "body"
    YEAR = "year"
    REVIEW_TYPE = "review_type"
    POLICY_PERIOD = "policy_period"
    EVENT = "event"


def groups_of(decisions: pd.DataFrame, by: Grouping | None, event: str = "") -> dict[str, pd.Index]:
    """Return the ids of the decisions of each group, `all` first; together the other groups are all.

    `decisions` as `stated_reasons.Stated` has them. A decision whose date is too coarse to lie on one side is in
    `straddles`, and one that does not tell is in `unknown`.

    Raises:
        InvalidQuery: a grouping by event without a day, or a day that is none.
    """
    found = {ALL: decisions.index}
    if by is None:
        return found
    labels = _labels(decisions, by, event).fillna(UNKNOWN)
    order = _order(by, event)
    for label in sorted(labels.unique(), key=lambda name: (order.index(name) if name in order else 0, name)):
        found[str(label)] = decisions.index[labels.eq(label)]
    return found


def _labels(decisions: pd.DataFrame, by: Grouping, event: str) -> pd.Series:
    if by is Grouping.YEAR:
        return decisions["date"].str[:4]
    if by is Grouping.EVENT:
        return _sides(decisions["date"], event)
    return decisions[str(by)]


def _order(by: Grouping, event: str) -> tuple[str, ...]:
    if by is Grouping.POLICY_PERIOD:
        return _PERIODS
    if by is Grouping.EVENT:
        return (*_names(event), STRADDLES, UNKNOWN)
    return ("", STRADDLES, UNKNOWN)


def _names(event: str) -> tuple[str, str]:
    return f"before {event}", f"from {event}"


def _sides(dates: pd.Series, event: str) -> pd.Series:
    try:
        is_day = bool(re.fullmatch(r"\d{4}-\d\d-\d\d", event)) and bool(date.fromisoformat(event))
    except ValueError:
        is_day = False
    if not is_day:
        raise InvalidQuery(f"{event!r} is no day to tell before from after: give one, as --event 2010-06-10.")
    before, since = _names(event)
    return dates.map(lambda told: _side(str(told), event, before, since), na_action="ignore")


def _side(told: str, event: str, before: str, since: str) -> str:
    """A month or year lies on a side where all of its days do; `2010-06-~` sorts after them all."""
    is_partial = len(told) < len(event)
    first, last = (told + "-01-01"[len(told) - 10 :], told + "-~") if is_partial else (told, told)
    return since if first >= event else before if last < event else STRADDLES
