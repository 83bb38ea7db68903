"""`minuted rates`: compare rates before and after a date, or fit a monthly series around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import InvalidQuery
from flows.asked_rates import Asked, check
from flows.command_line import WORKSPACE, JsonOption, WorkspaceOption, app, command, say

if TYPE_CHECKING:
    from analysis.rates.counted import Counted, DecisionChoice
    from analysis.rates.monthly import MonthlyCount
    from analysis.rates.policy_events import PolicyEvent
    from analysis.rates.windows import Unit, Window


@app.command(
    epilog="Example: minuted rates --before 136/12 --after 58/10. Example: minuted rates --decisions "
    "--before-window 2009-04-01:2010-03-31 --after-window 2010-04-01:2011-01-31 --event 2010-06-10"
)
@command
def rates(
    before: Annotated[
        str | None, typer.Option("--before", help="Earlier count and its exposure (136/12) or window (136/START:END).")
    ] = None,
    after: Annotated[str | None, typer.Option("--after", help="Later count, likewise: 58/10.")] = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", help="In place of --before; several are pooled. May be given again."),
    ] = None,
    before_window: Annotated[
        str | None, typer.Option("--before-window", help="First and last day: 2009-04-01:2010-03-31.")
    ] = None,
    after_window: Annotated[str | None, typer.Option("--after-window", help="The later window, likewise.")] = None,
    unit: Annotated[str, typer.Option("--unit", help="What exposure is in: months or days.")] = "months",
    event: Annotated[
        str | None, typer.Option("--event", help="A day (2010-06-10) or an event of the list (full_publication).")
    ] = None,
    decisions: Annotated[bool, typer.Option("--decisions", help="Count the table's decisions, each once.")] = False,
    series: Annotated[bool, typer.Option("--series", help="Fit the decisions month by month around --event.")] = False,
    monthly: Annotated[
        Path | None, typer.Option("--monthly", help="Fit the months of a CSV file: month,count[,exposure_days].")
    ] = None,
    season: Annotated[
        bool, typer.Option("--season", help="Series: allow for a yearly wave (24 months or more).")
    ] = False,
    status: Annotated[
        str | None, typer.Option("--status", help="Decisions: their status; not_initiated if not given.")
    ] = None,
    review_type: Annotated[str | None, typer.Option("--review-type", help="Type of review, as SCR.")] = None,
    body: Annotated[str | None, typer.Option("--body", help="Decisions: the body, in full.")] = None,
    metric: Annotated[
        str | None, typer.Option("--metric", help="Counts: what is counted, as reviews_initiated.")
    ] = None,
    definition: Annotated[str | None, typer.Option("--definition", help="Counts: the source's definition.")] = None,
    area: Annotated[
        str | None, typer.Option("--area", help="Counts: the area, as England; none where no area is named.")
    ] = None,
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Compare two rates by exact methods: figures given, decisions, or figures that documents state.

    Figures are given with --before and --after. Without them, the two windows are looked up in the workspace: among
    the figures that documents state, or, with --decisions, by counting decisions. With --series or --monthly, a
    segmented regression of months around --event. What comes out is an association, never a cause.
    """
    asked = Asked(
        before, after, tuple(baseline or ()), before_window, after_window, unit, event, decisions, series, monthly,
        season, status, review_type, body, metric, definition, area, workspace,
    )  # fmt: skip
    check(asked)
    lines, data = _series(asked) if asked.is_series else _comparison(asked)
    say(json.dumps(data, ensure_ascii=False, default=str, allow_nan=False)) if as_json else say(*lines)


def _comparison(asked: Asked) -> tuple[list[str], dict[str, Any]]:
    from analysis.rates.comparison import compare_rates
    from analysis.rates.sensitivity import sensitivity
    from analysis.rates.windows import Unit
    from flows.print_rates import rates_data, rates_lines

    event, unit = _event(asked), Unit(asked.unit)
    counted = _given(asked, unit) if asked.has_figures else _looked_up(asked, unit)
    found = compare_rates(counted.before, counted.after, unit, event)
    hangs_on = sensitivity(found)
    notes = [*counted.notes, *_cautions(asked, event)]
    return rates_lines(found, hangs_on, counted.what, notes), rates_data(found, hangs_on, counted.what, notes)


def _given(asked: Asked, unit: Unit) -> Counted:
    from analysis.rates.counted import Counted
    from analysis.rates.totals import pooled, total_given

    earlier = asked.baseline or (asked.before or "",)
    windows = _window(asked.before_window), _window(asked.after_window)
    before = pooled([total_given(text, unit, windows[0]) for text in earlier])
    return Counted(before, total_given(asked.after or "", unit, windows[1]), "figures as given")


def _looked_up(asked: Asked, unit: Unit) -> Counted:
    from analysis.rates.counted import CountChoice, decisions_counted, stated_counts
    from corpus import open_workspace

    before, after = _window(asked.before_window), _window(asked.after_window)
    if before is None or after is None:
        raise InvalidQuery(
            "give figures (--before 136/12 --after 58/10), or the two windows to look up in the workspace: "
            "--before-window 2009-04-01:2010-03-31 --after-window 2010-04-01:2011-01-31"
        )
    table = open_workspace(asked.workspace)
    if asked.decisions:
        return decisions_counted(table.decisions(), before, after, unit, _decision_choice(asked))
    choice = CountChoice(asked.metric, asked.definition, asked.area, asked.review_type)
    return stated_counts(table.counts(), before, after, unit, choice)


def _series(asked: Asked) -> tuple[list[str], dict[str, Any]]:
    from analysis.rates.monthly import monthly_from_csv
    from analysis.rates.series import segmented
    from flows.print_rates import series_data, series_lines

    event = _event(asked)
    if event is None or event.day is None:
        raise InvalidQuery("a series needs the day of the change: give it as --event 2010-06-10")
    notes: tuple[str, ...] = ()
    if asked.monthly is not None:
        months, what = monthly_from_csv(_text(asked.monthly)), f"months of {asked.monthly.name}"
    else:
        months, notes, what = _months_of_decisions(asked)
    found = segmented(months, event.day, season=asked.season)
    said = [*notes, *_cautions(asked, event)]
    return series_lines(found, event, what, said), series_data(found, event, what, said)


def _months_of_decisions(asked: Asked) -> tuple[tuple[MonthlyCount, ...], tuple[str, ...], str]:
    from analysis.rates.counted import chosen_decisions, decisions_said
    from analysis.rates.monthly import monthly_decisions
    from analysis.rates.windows import Window
    from corpus import open_workspace

    before, after = _window(asked.before_window), _window(asked.after_window)
    if (before is None) != (after is None):
        raise InvalidQuery("give both windows, and the months run from the first to the second; or neither")
    period = Window(before.start, after.end) if before and after else None
    choice = _decision_choice(asked)
    chosen = chosen_decisions(open_workspace(asked.workspace).decisions(), choice)
    return *monthly_decisions(chosen, period), decisions_said(choice)


def _decision_choice(asked: Asked) -> DecisionChoice:
    from analysis.rates.counted import DecisionChoice

    return DecisionChoice(asked.status or "not_initiated", asked.review_type, asked.body)


def _event(asked: Asked) -> PolicyEvent | None:
    from analysis.rates.policy_events import event_of

    return event_of(asked.event) if asked.event else None


def _cautions(asked: Asked, event: PolicyEvent | None) -> list[str]:
    from analysis.rates.policy_events import elsewhere

    caution = elsewhere(event, asked.review_type, asked.area)
    return [caution] if caution else []


def _window(text: str | None) -> Window | None:
    from analysis.rates.windows import window_of

    return window_of(text) if text else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"{path} is not UTF-8 text: save it as CSV in UTF-8") from error
    except OSError as error:
        raise InvalidQuery(f"{path} cannot be read: {error.strerror}") from error
