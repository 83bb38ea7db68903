"""What `minuted report` adds to its tables: rates that were asked for, and how accurate the model was measured."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import InvalidQuery
from flows.asked_rates import Asked, check

if TYPE_CHECKING:
    from analysis.rates.counted import Counted
    from analysis.rates.windows import Window
    from analysis.report.inputs import Accuracy, Compared, Tables

MEASURED = "accuracy.json"  # beside the model it measures
NO_RATES = (
    "No rates were asked for. Give the counts of two periods (--before 136/12 --after 58/10), or two windows to look "
    "up in the table (--before-window, --after-window; --decisions counts decisions), when the report is made."
)

_STRAY = "--event, --metric, --definition, --area and --review-type say which rates are to be compared"


def compared_rates(asked: Asked, tables: Tables) -> Compared | None:
    """Return the comparison that was asked for; None where none was.

    Raises:
        InvalidQuery: options that contradict each other, or windows for which nothing is stated or counted.
    """
    from analysis.rates.comparison import compare_rates
    from analysis.rates.policy_events import elsewhere, event_of
    from analysis.rates.sensitivity import sensitivity
    from analysis.rates.windows import Unit
    from analysis.report.inputs import Compared

    check(asked)
    if not (asked.has_figures or asked.decisions or asked.before_window or asked.after_window):
        if asked.event or asked.metric or asked.definition or asked.area or asked.review_type:
            raise InvalidQuery(f"{_STRAY}: give --before and --after, or --before-window and --after-window")
        return None
    event = event_of(asked.event) if asked.event else None
    counted = _counted(asked, tables)
    found = compare_rates(counted.before, counted.after, Unit(asked.unit), event)
    caution = elsewhere(event, asked.review_type, asked.area)
    return Compared(found, sensitivity(found), counted.what, (*counted.notes, *((caution,) if caution else ())))


def _counted(asked: Asked, tables: Tables) -> Counted:
    from analysis.rates.counted import CountChoice, Counted, DecisionChoice, decisions_counted, stated_counts
    from analysis.rates.totals import pooled, total_given
    from analysis.rates.windows import Unit

    unit, before, after = Unit(asked.unit), _window(asked.before_window), _window(asked.after_window)
    if asked.has_figures:
        earlier = pooled([total_given(text, unit, before) for text in asked.baseline or (asked.before or "",)])
        return Counted(earlier, total_given(asked.after or "", unit, after), "figures as given")
    if before is None or after is None:
        raise InvalidQuery("give both windows: --before-window 2009-04-01:2010-03-31 --after-window 2010-04-01:...")
    if asked.decisions:
        choice = DecisionChoice(asked.status or "not_initiated", asked.review_type, asked.body)
        return decisions_counted(tables.decisions, before, after, unit, choice)
    stated = CountChoice(asked.metric, asked.definition, asked.area, asked.review_type)
    return stated_counts(tables.counts, before, after, unit, stated)


def _window(given: str | None) -> Window | None:
    from analysis.rates.windows import window_of

    return window_of(given) if given else None


def shipped_accuracy(model_version: str) -> Accuracy | None:
    """Return what the shipped model was measured at; None where it was not, or the table was made with another."""
    place = resources.files("models") / "trained" / MEASURED
    if not place.is_file():
        return None
    found = _accuracy(json.loads(place.read_text(encoding="utf-8")))
    return found if found.model == model_version else None


def accuracy_in(path: Path) -> Accuracy:
    """Return the accuracy that a file tells of.

    Raises:
        InvalidQuery: it cannot be read, or is none.
    """
    try:
        return _accuracy(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidQuery(
            f"{path} does not tell how accurate a model is ({type(error).__name__}). It is JSON with `model`, `says`, "
            'and `measured`: a list of {"what", "value", "low", "high", "of"}.'
        ) from error


def _accuracy(data: dict[str, Any]) -> Accuracy:
    from analysis.report.inputs import Accuracy, Measured

    measured = tuple(
        Measured(str(each["what"]), float(each["value"]), float(each["low"]), float(each["high"]), int(each["of"]))
        for each in data["measured"]
    )
    return Accuracy(str(data["model"]), str(data["says"]), measured)
