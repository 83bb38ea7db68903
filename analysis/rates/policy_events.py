"""Changes of policy around which rates may be compared: `policy_events.yaml`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.rates.windows import Window, day_of, days_meant, window_of
from corpus.errors import InvalidQuery
from corpus.rule_files import load_rules

_NATIONS = frozenset({"England", "Wales", "Scotland", "Northern Ireland"})


@dataclass(frozen=True, slots=True)
class Example:
    """A window, with its days before an event and its days on or after it."""

    window: Window
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PolicyEvent:
    """A change of policy. `date` is as fine as it is known: `2010-06-10`, `2013-06`, `2021`.

    `checked` is false where the date is from general knowledge. `name` is empty for a day that a user gave and that
    the list does not hold.
    """

    name: str
    date: str
    title: str
    nations: tuple[str, ...] = ()
    review_types: tuple[str, ...] = ()
    changed: str = ""
    source: str = ""
    checked: bool = True
    examples: tuple[Example, ...] = ()

    @property
    def day(self) -> datetime.date | None:
        """The day of the event; None where only its month or year is known."""
        first, last = self.span
        return first if first == last else None

    @property
    def span(self) -> tuple[datetime.date, datetime.date]:
        """The first and last day that it may have been."""
        days = days_meant(self.date)
        if days is None:
            raise InvalidQuery(f"the event {self.name} has no date: {self.date!r}")
        return days

    @property
    def label(self) -> str:
        """The date, with the title where there is one."""
        return f"{self.date} ({self.title})" if self.title else self.date


@cache
def policy_events() -> tuple[PolicyEvent, ...]:
    """Return the events of `policy_events.yaml`, in its order."""
    return tuple(_event(item) for item in load_rules("analysis.rates", "policy_events.yaml")["events"])


@cache
def alternative_explanations() -> tuple[str, ...]:
    """Return what else may stand behind a difference between two windows."""
    return tuple(load_rules("analysis.rates", "policy_events.yaml")["alternatives"])


def event_of(text: str) -> PolicyEvent:
    """Return the event that a name or a day means; a day that the list does not hold is an event without a title.

    Raises:
        InvalidQuery: the name is not in the list, the text is no day, or the event's day is not known.
    """
    for event in policy_events():
        if text in (event.name, event.date):
            if event.day is None:
                raise InvalidQuery(
                    f"of {event.name} no more than {event.date} is known: give a day, as --event {event.span[0]}"
                )
            return event
    if days_meant(text) is None:
        names = ", ".join(f"{event.name} ({event.date})" for event in policy_events())
        raise InvalidQuery(f"{text!r} is neither a day, as 2010-06-10, nor an event of the list: {names}")
    return PolicyEvent("", str(day_of(text)), "")


def other_events(event: PolicyEvent | None, windows: Iterable[Window]) -> tuple[PolicyEvent, ...]:
    """Return the other events of the list that may lie in windows, by date.

    Beside a named event: those that share a nation and a type of review with it.
    """
    held = tuple(windows)
    found = (
        other
        for other in policy_events()
        if other != event and _shares(event, other) and any(window.meets(*other.span) for window in held)
    )
    return tuple(sorted(found, key=lambda other: other.span))


def elsewhere(event: PolicyEvent | None, review_type: str | None, area: str | None) -> str | None:
    """Return a caution where an event concerns other types of review, or another nation, than what is counted."""
    if event is None or not event.name:
        return None
    other_type = review_type is not None and review_type.upper() not in event.review_types
    other_area = area is not None and area.title() in _NATIONS and area.title() not in event.nations
    if not (other_type or other_area):
        return None
    of, where = ", ".join(event.review_types), " and ".join(event.nations)
    return f"{event.label} concerns {of} in {where}, and not what is counted here."


def _shares(event: PolicyEvent | None, other: PolicyEvent) -> bool:
    if event is None or not event.name:
        return True
    return not (set(event.nations).isdisjoint(other.nations) or set(event.review_types).isdisjoint(other.review_types))


def _event(item: dict[str, Any]) -> PolicyEvent:
    return PolicyEvent(
        name=item["name"],
        date=str(item["date"]),
        title=item["title"],
        nations=tuple(item["nations"]),
        review_types=tuple(item["review_types"]),
        changed=item["changed"],
        source=item["source"],
        checked=item["checked"],
        examples=tuple(
            Example(window_of(example["window"]), example["before"], example["after"])
            for example in item.get("examples", ())
        ),
    )
