"""`minuted charts`: every chart of a workspace as SVG and PNG, with the figures behind it as CSV."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.charts.chart import NoChart
from analysis.charts.every_chart import ChartName
from analysis.shares.stated_reasons import DEFAULT_STATUSES, Version
from corpus.errors import InvalidQuery, WorkspaceError
from flows.command_line import TROUBLE, WORKSPACE, JsonOption, WorkspaceOption, app, command, fail, say

if TYPE_CHECKING:
    from analysis.charts.chart import Chart
    from analysis.charts.every_chart import ChartSettings, Drawn, Tables
    from analysis.rates.comparison import Comparison
    from analysis.rates.policy_events import PolicyEvent
    from analysis.rates.series import Segmented
    from analysis.rates.windows import Window

_NO_WINDOWS = (
    "give two windows to compare, as --before-window 2009-04-01:2010-03-31 --after-window 2010-04-01:2011-01-31, "
    "or figures, as --before 136/12 --after 58/10."
)
_NO_EVENT = "a series needs the day of a change: give it as --event 2010-06-10."


@dataclass(frozen=True, slots=True)
class _Around:
    """What rates and a series are drawn around."""

    event: PolicyEvent | None
    before: str
    after: str
    windows: tuple[Window, Window] | None
    unit: str


@app.command("charts", epilog="Example: minuted charts --out charts --event 2010-06-10 --workspace results")
@command
def draw_charts(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to; charts of the same name are replaced.")],
    workspace: WorkspaceOption = WORKSPACE,
    only: Annotated[
        list[ChartName] | None, typer.Option("--only", help="Draw this chart; may be given again. All if not given.")
    ] = None,
    version: Annotated[
        Version, typer.Option("--version", help="What counts as stated, as in `shares`.")
    ] = Version.STRICT,
    status: Annotated[
        list[str] | None, typer.Option("--status", help="A status to count besides not_initiated; may be given again.")
    ] = None,
    event: Annotated[
        str, typer.Option("--event", help="A day (2010-06-10), or an event of the list: marked in rates and series.")
    ] = "",
    before: Annotated[str, typer.Option("--before", help="Rates: the earlier count, as 136/12.")] = "",
    after: Annotated[str, typer.Option("--after", help="Rates: the later count, as 58/10.")] = "",
    before_window: Annotated[
        str, typer.Option("--before-window", help="Rates: first and last day, as 2009-04-01:2010-03-31.")
    ] = "",
    after_window: Annotated[str, typer.Option("--after-window", help="Rates: the later window, likewise.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Rates: a number a month (months) or a day (days).")] = "months",
    suppress: Annotated[
        bool, typer.Option("--suppress", help="Hide small numbers, and what would give them back by subtraction.")
    ] = False,
    below: Annotated[
        int, typer.Option("--below", min=2, help="With --suppress: hide counts from 1 to below this.")
    ] = 5,
    resamples: Annotated[
        int, typer.Option("--resamples", min=100, help="Draws of bodies for intervals of lift.")
    ] = 2000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random draws: one seed, one picture.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Draw the charts of a workspace: coverage, reasons, by year, by body, together; rates and a monthly series.

    Each is written as SVG and PNG, with the figures behind it as CSV. What cannot be drawn is named, with the reason.
    Two windows draw a chart of rates (of the decisions in them, or of figures given); an event a monthly series.
    """
    from analysis.charts import every_chart
    from corpus import open_workspace

    around = _around(event, (before, after), (before_window, after_window), unit)
    held = open_workspace(workspace)
    tables = every_chart.Tables(held.analysis(), held.decisions(), held.documents(), held.ledger())
    asked = every_chart.ChartSettings(
        only=tuple(only or ChartName),
        version=version,
        statuses=tuple(dict.fromkeys((*DEFAULT_STATUSES, *(status or ())))),
        resamples=resamples,
        seed=seed,
        suppress=below if suppress else None,
    )
    drawn = every_chart.draw_charts(tables, _with_rates(asked, tables, around))
    written = _write(drawn.charts, out)
    _tell(drawn, written, as_json=as_json)
    if not drawn.charts:
        fail("no chart could be drawn.", TROUBLE)


def _around(event: str, figures: tuple[str, str], windows: tuple[str, str], unit: str) -> _Around:
    from analysis.rates.policy_events import event_of
    from analysis.rates.windows import window_of

    if unit not in ("months", "days"):
        raise InvalidQuery(f"--unit is months or days, not {unit!r}")
    for pair, names in ((figures, "--before and --after"), (windows, "--before-window and --after-window")):
        if bool(pair[0]) != bool(pair[1]):
            raise InvalidQuery(f"{names} go together: give both, or neither")
    held = (window_of(windows[0]), window_of(windows[1])) if windows[0] else None
    return _Around(event_of(event) if event else None, *figures, held, unit)


def _with_rates(asked: ChartSettings, tables: Tables, around: _Around) -> ChartSettings:
    """Add the comparison and the series, or why there is none."""
    from dataclasses import replace

    found: dict[str, Any] = {"refused": {}, "notes": {}, "event": around.event.label if around.event else ""}
    for name, make in ((ChartName.RATES, _comparison), (ChartName.SERIES, _series)):
        if name not in asked.only:
            continue
        try:
            made, found[f"{name}_of"], found["notes"][str(name)] = make(asked.statuses[0], tables, around)
            found["comparison" if name is ChartName.RATES else "series"] = made
        except NoChart as error:
            found["refused"][str(name)] = error.why
    return replace(asked, **found)


def _comparison(status: str, tables: Tables, around: _Around) -> tuple[Comparison, str, tuple[str, ...]]:
    from analysis.charts.every_chart import GIVEN
    from analysis.rates.comparison import compare_rates
    from analysis.rates.counted import Counted, DecisionChoice, decisions_counted
    from analysis.rates.totals import total_given
    from analysis.rates.windows import Unit

    unit = Unit(around.unit)
    first, last = around.windows or (None, None)
    if around.before:
        counted = Counted(total_given(around.before, unit, first), total_given(around.after, unit, last), GIVEN)
    elif first is None or last is None:
        raise NoChart(_NO_WINDOWS)
    else:
        try:
            counted = decisions_counted(tables.decisions, first, last, unit, DecisionChoice(status))
        except InvalidQuery as error:
            raise NoChart(f"{error}.") from error
    return compare_rates(counted.before, counted.after, unit, around.event), counted.what, counted.notes


def _series(status: str, tables: Tables, around: _Around) -> tuple[Segmented, str, tuple[str, ...]]:
    from analysis.rates.counted import DecisionChoice, chosen_decisions, decisions_said
    from analysis.rates.monthly import monthly_decisions
    from analysis.rates.series import segmented
    from analysis.rates.windows import Window

    if around.event is None or around.event.day is None:
        raise NoChart(_NO_EVENT)
    choice = DecisionChoice(status)
    period = Window(around.windows[0].start, around.windows[1].end) if around.windows else None
    try:
        months, notes = monthly_decisions(chosen_decisions(tables.decisions, choice), period)
        return segmented(months, around.event.day), decisions_said(choice), notes
    except InvalidQuery as error:
        raise NoChart(f"{error}.") from error


def _write(charts: tuple[Chart, ...], out: Path) -> dict[str, list[str]]:
    """Write charts into a folder and return the files of each."""
    from analysis.charts.chart import figures_frame
    from corpus.table import frame_bytes

    written: dict[str, list[str]] = {}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for chart in charts:
            files = {"svg": chart.svg.encode(), "png": chart.png, "csv": frame_bytes(figures_frame(chart), "csv")}
            for ending, content in files.items():
                (out / f"{chart.name}.{ending}").write_bytes(content)
            written[chart.name] = [str(out / f"{chart.name}.{ending}") for ending in files]
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written: {error.strerror}") from error
    return written


def _tell(drawn: Drawn, written: dict[str, list[str]], *, as_json: bool) -> None:
    if as_json:
        say(json.dumps(_data(drawn, written), ensure_ascii=False, allow_nan=False))
        return
    lines = []
    for chart in drawn.charts:
        lines += [chart.title, f"  {', '.join(written[chart.name])}"]
    lines += [f"Not drawn, {name}: {why}" for name, why in drawn.not_drawn.items()]
    if lines:
        say(*lines)


def _data(drawn: Drawn, written: dict[str, list[str]]) -> dict[str, Any]:
    charts = [
        {
            "name": chart.name,
            "title": chart.title,
            "alt": chart.alt,
            "source": chart.source,
            "note": chart.note,
            "files": written[chart.name],
            "figures": [asdict(figure) for figure in chart.figures],
        }
        for chart in drawn.charts
    ]
    return {"charts": charts, "not_drawn": dict(drawn.not_drawn)}
