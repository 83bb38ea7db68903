"""Totals from the store: figures that documents state (`counts`), and decisions counted once.

Figures of two definitions, areas or types of review are never merged, and decisions that are not dated finely enough to
be placed in a window are counted apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.rates.totals import Total
from analysis.rates.windows import Unit, Window, days_meant
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

NONE = "none"  # picks the rows that name no area or type
_SHOWN = 12
_PICKS = {"metric": "metric", "definition": "count_definition", "area": "area", "review_type": "review_type"}


@dataclass(frozen=True, slots=True)
class CountChoice:
    """Which figures of `counts` are meant; None leaves it open, `none` is a figure that names no area or type."""

    metric: str | None = None
    definition: str | None = None
    area: str | None = None
    review_type: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionChoice:
    """Which decisions are counted; None is any."""

    status: str = "not_initiated"
    review_type: str | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A decision with the days on which it may have been taken; None where the documents give no date."""

    decision_id: str
    document_id: str
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Two totals of one kind, what they count in words, and what could not be placed."""

    before: Total
    after: Total
    what: str
    notes: tuple[str, ...] = ()


def stated_counts(counts: pd.DataFrame, before: Window, after: Window, unit: Unit, choice: CountChoice) -> Counted:
    """Return the figures that documents state for exactly these two windows, by one metric, definition, area and type.

    A figure that several documents state alike counts once, with all its rows.

    Raises:
        InvalidQuery: no kind of figure, or more than one, is stated for both windows, or documents differ; the sentence
            lists what there is.
    """
    rows = _chosen(counts, choice)
    stated = rows[rows["count"].notna() & rows["period_start"].notna() & rows["period_end"].notna()]
    kinds: dict[str, dict[tuple[str, str], dict[int, list[str]]]] = {}
    for row in stated.to_dict("records"):
        kind = " | ".join(_named(row[column]) for column in _PICKS.values())
        period = (str(row["period_start"]), str(row["period_end"]))
        kinds.setdefault(kind, {}).setdefault(period, {}).setdefault(int(row["count"]), []).append(str(row["count_id"]))
    wanted = [(str(window.start), str(window.end)) for window in (before, after)]
    fitting = [kind for kind, periods in kinds.items() if all(period in periods for period in wanted)]
    if len(fitting) != 1:
        raise InvalidQuery(_no_one_kind(fitting, kinds, before, after, len(rows) - len(stated)))
    totals = [
        _one_figure(kinds[fitting[0]][period], window, unit)
        for period, window in zip(wanted, (before, after), strict=True)
    ]
    left_out = len(rows) - len(stated)
    notes = (f"{left_out:,} rows give a direction or no period, and are left out.",) if left_out else ()
    return Counted(totals[0], totals[1], f"figures stated by documents: {fitting[0]}", notes)


def decisions_counted(
    decisions: pd.DataFrame, before: Window, after: Window, unit: Unit, choice: DecisionChoice
) -> Counted:
    """Return how many decisions, each counted once, lie in two windows; ids of decisions are the rows.

    A decision lies in a window if all days that its date may mean do. The date is that of the decision, else of the
    meeting, else of the document.

    Raises:
        InvalidQuery: nothing of the kind is in the table; the sentence lists what there is.
    """
    chosen = chosen_decisions(decisions, choice)
    inside = {window: [d for d in chosen if d.days and window.holds(*d.days)] for window in (before, after)}
    totals = [
        Total(len(held), window.exposure(unit), window, tuple(sorted(d.decision_id for d in held)))
        for window, held in inside.items()
    ]
    notes = [
        f"{which} window: {len(held):,} decisions in {len({d.document_id for d in held}):,} documents."
        for which, held in zip(("Earlier", "Later"), inside.values(), strict=True)
    ]
    notes += _unplaced_notes(chosen, (before, after))
    return Counted(totals[0], totals[1], decisions_said(choice), tuple(notes))


def chosen_decisions(decisions: pd.DataFrame, choice: DecisionChoice) -> tuple[Dated, ...]:
    """Return the decisions of a status, type and body, each once (`is_counted`), with the days they may mean.

    Raises:
        InvalidQuery: the table holds none; the sentence lists what there is.
    """
    rows = decisions[decisions["is_counted"].fillna(False).astype(bool)]
    for column, wanted in (
        ("decision_status", choice.status),
        ("review_type", choice.review_type),
        ("body", choice.body),
    ):
        if wanted is not None:
            rows = _only(rows, column, wanted)
    return tuple(_dated(row) for row in rows.to_dict("records"))


def decisions_said(choice: DecisionChoice) -> str:
    """Return in words what is counted."""
    of = [part for part in (choice.review_type, choice.body) if part]
    return f"decisions that documents state as {choice.status}, each counted once" + "".join(f", {part}" for part in of)


def _unplaced_notes(chosen: Iterable[Dated], windows: tuple[Window, ...]) -> Iterator[str]:
    held = tuple(chosen)
    undated = sum(d.days is None for d in held)
    coarse = sum(
        d.days is not None and any(w.meets(*d.days) for w in windows) and not any(w.holds(*d.days) for w in windows)
        for d in held
    )
    if undated:
        yield f"{undated:,} decisions have no date and are in neither window."
    if coarse:
        yield f"{coarse:,} decisions are not dated finely enough to be placed, and are in neither window."


def _dated(row: dict[Hashable, Any]) -> Dated:
    stated = next((str(row[c]) for c in ("decision_date", "meeting_date", "document_date") if _is_given(row[c])), "")
    return Dated(str(row["decision_id"]), str(row["document_id"]), days_meant(stated))


def _one_figure(figures: dict[int, list[str]], window: Window, unit: Unit) -> Total:
    if len(figures) > 1:
        said = "; ".join(f"{count:,} (rows {', '.join(rows)})" for count, rows in sorted(figures.items()))
        raise InvalidQuery(
            f"documents differ on {window}: {said}. They are not merged: look at each with `minuted query` and give "
            "the figure that you take with --before or --after"
        )
    ((count, rows),) = figures.items()
    return Total(count, window.exposure(unit), window, tuple(sorted(rows)))


def _chosen(counts: pd.DataFrame, choice: CountChoice) -> pd.DataFrame:
    for option, column in _PICKS.items():
        wanted = getattr(choice, option)
        if wanted is not None:
            counts = _only(counts, column, wanted)
    return counts


def _only(rows: pd.DataFrame, column: str, wanted: str) -> pd.DataFrame:
    values = rows[column].astype("string").fillna(NONE)
    found = rows[values.str.casefold() == wanted.casefold()]
    if found.empty:
        there = sorted(set(values)) or ["nothing"]
        more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        raise InvalidQuery(f"no row has {column} {wanted!r}; there is {', '.join(there[:_SHOWN])}{more}")
    return found


def _no_one_kind(
    fitting: list[str],
    kinds: dict[str, dict[tuple[str, str], dict[int, list[str]]]],
    before: Window,
    after: Window,
    left_out: int,
) -> str:
    if fitting:
        kinds = {kind: kinds[kind] for kind in fitting}
        head = (
            f"{len(fitting)} kinds of figure are stated for both {before} and {after}, and figures of different "
            "definitions or areas are never merged: pick one with --metric, --definition, --area, --review-type"
        )
    else:
        head = f"no figure is stated for both {before} and {after} by one metric, definition, area and type of review"
    lines = [
        f"  {kind}: "
        + "; ".join(
            f"{start}:{end} = {'/'.join(map(str, sorted(counts)))}" for (start, end), counts in sorted(periods.items())
        )
        for kind, periods in sorted(kinds.items())
    ]
    if not lines:
        return f"{head}; no row has both a figure and a period ({left_out:,} lack one): give figures with --before"
    more = [f"  and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n".join([f"{head}. There is (metric | definition | area | type):", *lines[:_SHOWN], *more])


def _named(value: object) -> str:
    return str(value) if _is_given(value) else NONE


def _is_given(value: Any) -> bool:
    import pandas as pd

    return bool(pd.notna(value)) and str(value) != ""
