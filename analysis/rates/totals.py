"""Totals: a count and the time in which it was counted, as given or as pooled."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.rates.windows import Unit, Window, window_of
from corpus.errors import InvalidQuery

_TOTAL = re.compile(r"\s*(\d+)\s*(?:/\s*(.+?)\s*)?")
_SLACK = 0.005  # by which an exposure may differ from the length of its window: rounding


@dataclass(frozen=True, slots=True)
class Total:
    """What was counted in a stretch of time. `rows` are the ids of what was counted or of the figures that say so.

    `parts` are the totals that it pools; empty for one.
    """

    count: int
    exposure: float
    window: Window | None = None
    rows: tuple[str, ...] = ()
    parts: tuple[Total, ...] = ()

    @property
    def windows(self) -> tuple[Window, ...]:
        """Its windows, those of its parts where it pools; only what is dated."""
        return tuple(part.window for part in self.parts or (self,) if part.window)


def total_given(text: str, unit: Unit, window: Window | None = None) -> Total:
    """Return the total that `136/12`, `136/2009-04-01:2010-03-31`, or `136` with a window, gives.

    Raises:
        InvalidQuery: it is written otherwise, has no exposure, or one that is not the length of its window.
    """
    match = _TOTAL.fullmatch(text)
    if match is None:
        raise InvalidQuery(
            f"{text!r} is no total: write the count and its {unit}, as 136/12, or its window, "
            "as 136/2009-04-01:2010-03-31"
        )
    count, rest = int(match[1]), match[2]
    if rest and ":" in rest:
        if window is not None:
            raise InvalidQuery(f"{text!r} has a window already: leave the window option out, or write the count alone")
        window, rest = window_of(rest), None
    if rest is None and window is None:
        raise InvalidQuery(f"{text!r} has no exposure: write the {unit} too, as {count}/12, or give its window")
    if rest is None and window is not None:
        return Total(count, window.exposure(unit), window)
    exposure = _number(text, rest or "", unit)
    if window is not None and abs(window.exposure(unit) / exposure - 1) > _SLACK:
        raise InvalidQuery(
            f"{text!r} gives {exposure:g} {unit}, but the window {window} has {window.exposure(unit):g}: give one"
        )
    return Total(count, exposure, window)


def pooled(totals: Sequence[Total]) -> Total:
    """Return the sum of totals of separate stretches of time; one total is itself.

    Raises:
        InvalidQuery: there is none, or two of their windows overlap.
    """
    if not totals:
        raise InvalidQuery("there is no baseline to pool: give one as --baseline 136/12")
    if len(totals) == 1:
        return totals[0]
    dated = sorted((total.window for total in totals if total.window), key=lambda window: window.start)
    for one, other in pairwise(dated):
        if one.meets(other.start, other.end):
            raise InvalidQuery(f"the windows {one} and {other} overlap: what lies in both would count twice")
    return Total(
        sum(total.count for total in totals),
        sum(total.exposure for total in totals),
        rows=tuple(row for total in totals for row in total.rows),
        parts=tuple(totals),
    )


def _number(text: str, exposure: str, unit: Unit) -> float:
    try:
        number = float(exposure)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise InvalidQuery(f"{text!r} has no exposure above 0: write the count and its {unit}, as 136/12")
    return number
