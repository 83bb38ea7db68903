"""What a reader must know of the windows of a comparison before quoting it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.rates.policy_events import PolicyEvent
from analysis.rates.rounded import rounded
from analysis.rates.windows import Window
from corpus.errors import InvalidQuery


class WarningCode(StrEnum):
    """What is the matter."""

    STRADDLES_EVENT = "window_straddles_event"
    EVENT_OUTSIDE = "event_not_between_windows"
    EVENT_UNCHECKED = "event_date_unchecked"
    NOT_DATED = "windows_not_dated"
    UNEQUAL_SEASONS = "windows_differ_in_season"


@dataclass(frozen=True, slots=True)
class RateWarning:
    """A warning, in words; where a window straddles the event, the days on its wrong side and all its days."""

    code: WarningCode
    says: str
    days: int | None = None
    window_days: int | None = None


def window_warnings(
    before: Sequence[Window], after: Sequence[Window], event: PolicyEvent | None
) -> tuple[RateWarning, ...]:
    """Return what the windows of two totals, and an event between them, give cause to warn of."""
    if event is None:
        return tuple(_season(before, after))
    if not event.checked:
        unchecked = f"the date of {event.label} is from general knowledge: check it in the source before printing"
        first = [RateWarning(WarningCode.EVENT_UNCHECKED, unchecked)]
    else:
        first = []
    return (*first, *_straddling(before, after, event), *_season(before, after))


def check_order(before: Sequence[Window], after: Sequence[Window]) -> None:
    """Check that the windows of the earlier total end before those of the later one begin.

    Raises:
        InvalidQuery: they overlap, or stand the other way round.
    """
    for earlier in before:
        for later in after:
            if earlier.meets(later.start, later.end):
                raise InvalidQuery(f"the windows {earlier} and {later} overlap: what lies in both would count twice")
            if later.end < earlier.start:
                raise InvalidQuery(
                    f"the later window {later} lies before the earlier one, {earlier}: change them round"
                )


def _straddling(before: Sequence[Window], after: Sequence[Window], event: PolicyEvent) -> Iterator[RateWarning]:
    day = event.day
    if day is None:
        raise InvalidQuery(f"of {event.name} no more than {event.date} is known: windows cannot be cut at it")
    if not before or not after:
        says = f"whether a window crosses {day} cannot be told: give the windows as dates"
        yield RateWarning(WarningCode.NOT_DATED, says)
    early_days = sum(window.split(day)[0] for window in before)
    late_days = sum(window.split(day)[1] for window in after)
    all_early, all_late = sum(window.days for window in before), sum(window.days for window in after)
    if (before and not early_days) or (after and not late_days):
        says = f"{day} does not lie between the windows: their rates tell nothing of a change then"
        yield RateWarning(WarningCode.EVENT_OUTSIDE, says)
        return
    if late_days < all_late:
        yield _straddle(all_late - late_days, all_late, f"later window lie before {day}")
    if early_days < all_early:
        yield _straddle(all_early - early_days, all_early, f"earlier window lie on or after {day}")


def _straddle(days: int, window_days: int, where: str) -> RateWarning:
    share = rounded(100 * days / window_days)
    says = f"{days} of {window_days} days of the {where} ({share} %)"
    return RateWarning(WarningCode.STRADDLES_EVENT, says, days, window_days)


def _season(before: Sequence[Window], after: Sequence[Window]) -> Iterator[RateWarning]:
    """Warn where one window is of whole years and the other is not, or both cover other months of the year."""
    if not before or not after or _months(before) == _months(after):
        return
    says = "the windows cover different months of the year: a difference may be one of season"
    yield RateWarning(WarningCode.UNEQUAL_SEASONS, says)


def _months(windows: Sequence[Window]) -> frozenset[int]:
    """Return the months of the year, 1 to 12, that windows touch."""
    return frozenset(
        (window.start.month - 1 + step) % 12 + 1
        for window in windows
        for step in range(12 * (window.end.year - window.start.year) + window.end.month - window.start.month + 1)
    )
