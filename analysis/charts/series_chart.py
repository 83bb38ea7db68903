"""The chart of a monthly series: what was counted, the fitted lines, and the earlier trend carried on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart
from analysis.charts.lettering import line_height, plain
from analysis.charts.palette import INK, PALE, PAPER, VERMILION
from analysis.charts.timeline import Label, event_lines, in_rows, mark_event, rows_height, tick_time, write_rows
from analysis.charts.words import sentence
from analysis.rates.rounded import range_text, rounded
from analysis.rates.series_figures import series_figures

if TYPE_CHECKING:
    from analysis.rates.series import Effect, Segmented

NAME = "series"
_LEFT, _RIGHT, _PLOT, _AXIS = 0.45, 1.0, 2.3, 0.3
_HEADROOM = 1.5  # times the highest month: a trend carried on may climb far beyond it


def series_chart(
    found: Segmented,
    what: str = "figures as given",
    source: str = "",
    event: str = "",
    notes: tuple[str, ...] = (),
) -> Chart:
    """Draw the months of a fitted series around its event.

    `what` says in words what is counted, `event` names the event (its day by default), and `notes` are further
    sentences for the foot.
    """
    title, note = _title(found), sentence(_note(found), *notes)
    counted = sum(month.count for month in found.months)
    told = f"Source: n = {counted:,} in {len(found.months)} months, {plain(what)}. {source}"
    alt = f"Bars of {len(found.months)} months with fitted lines. {title}. {note} Months: {_said(found)}."
    first, last = found.months[0].window.start.toordinal(), found.months[-1].window.end.toordinal() + 1
    plot = WIDTH - _LEFT - _RIGHT
    place = _LEFT + (found.event.toordinal() - first) / (last - first) * plot
    head = in_rows([Label(place, event_lines(event or str(found.event), 3.2))], _LEFT, WIDTH - 0.06)
    top = rows_height(head)
    lead = "Bars: number counted in each month. Lines: segmented Poisson regression, by the days of each month."
    with sheet(title, [lead], [note, told.strip()], top + _PLOT + _AXIS) as canvas:
        _draw(canvas, found, top)
        write_rows(canvas, head, top)
        mark_event(canvas, place, top - 0.04, top + _PLOT)
        svg, png = pictures(canvas, NAME, title, alt)
    return Chart(NAME, title, svg, png, alt, told.strip(), series_figures(found), note)


def _draw(canvas: Canvas, found: Segmented, top: float) -> None:
    from matplotlib.ticker import MaxNLocator

    axes = canvas.axes(_LEFT, top, WIDTH - _LEFT - _RIGHT, _PLOT)
    windows = [month.window for month in found.months]
    highest = max(*(month.count for month in found.months), *found.fitted)
    carried = [value for value, window in zip(found.without_change, windows, strict=True) if window.end >= found.event]
    ceiling = min(max([highest, *carried]), _HEADROOM * highest) * 1.05
    axes.set(xlim=(windows[0].start.toordinal(), windows[-1].end.toordinal() + 1), ylim=(0, ceiling))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))
    quiet_grid(axes, "y")
    for month in found.months:
        start, days = month.window.start.toordinal(), month.window.days
        axes.bar(start + days / 2, month.count, width=days * 0.86, facecolor=PALE, linewidth=0)
    middles = [window.start.toordinal() + window.days / 2 for window in windows]
    before = [number for number, window in enumerate(windows) if window.end < found.event]
    after = [number for number, window in enumerate(windows) if window.start >= found.event]
    for side in (before, after):
        _line(axes, [middles[n] for n in side], [found.fitted[n] for n in side], color=INK, linewidth=1.5)
    from_event = [before[-1], *(n for n in range(len(windows)) if windows[n].end >= found.event)]
    xs, ys = [middles[n] for n in from_event], [found.without_change[n] for n in from_event]
    _line(axes, xs, ys, color=VERMILION, linewidth=1.3, linestyle=(0, (3, 1.5)))
    tick_time(axes, windows[0].start, windows[-1].end, WIDTH - _LEFT - _RIGHT)
    _name_lines(canvas, top, (found.fitted[-1] / ceiling, ys[-1] / ceiling))


def _line(axes: Any, xs: list[float], ys: list[float], **style: Any) -> None:
    axes.plot(xs, ys, color=PAPER, linewidth=3.0, zorder=3)
    axes.plot(xs, ys, zorder=4, **style)


def _name_lines(canvas: Canvas, top: float, heights: tuple[float, float]) -> None:
    """Write the names of the lines where they end, kept apart where these ends are close."""
    names = (("fitted",), ("earlier trend", "carried on", *(["(off the scale)"] if heights[1] > 1 else [])))
    places = [top + _PLOT * (1 - min(height, 0.94)) for height in heights]
    tall = [len(lines) * line_height() for lines in names]
    upper, lower = sorted((0, 1), key=lambda which: -heights[which])
    least = (tall[0] + tall[1]) / 2 + 0.03
    lack = least - (places[lower] - places[upper])
    if lack > 0:
        places[upper] -= lack / 2
        places[lower] += lack / 2
    over = places[lower] + tall[lower] / 2 - (top + _PLOT)
    if over > 0:
        places[lower] -= over
        places[upper] = min(places[upper], places[lower] - least)
    for lines, middle in zip(names, places, strict=True):
        first = middle - (len(lines) - 1) / 2 * line_height()
        for number, line in enumerate(lines):
            canvas.text(WIDTH - _RIGHT + 0.06, first + number * line_height(), line, va="center")


def _title(found: Segmented) -> str:
    interval = found.level.widest.interval
    ratio = rounded(found.level.ratio, 2)
    said = f"(95 % interval {range_text(interval.low, interval.high, 2)}, the widest of three)"
    if (interval.low or 0.0) <= 1 <= (interval.high or 1.0):
        return f"No change of level at {found.event} beyond what chance allows: {ratio} times {said}"
    return f"At {found.event} the monthly number lies at {ratio} times the earlier trend carried on {said}"


def _note(found: Segmented) -> str:
    return sentence(
        f"From then on the monthly trend is {_effect(found.slope)} times the earlier one; before, each month is "
        f"{_effect(found.trend)} times the month before it.",
        "A yearly wave is allowed for." if found.has_season else "",
        "The month of the event is part before and part after. A difference in time does not say why.",
    )


def _effect(effect: Effect) -> str:
    interval = effect.widest.interval
    return f"{rounded(effect.ratio, 2)} ({range_text(interval.low, interval.high, 2)})"


def _said(found: Segmented) -> str:
    return ", ".join(f"{month.month} {month.count:,}" for month in found.months)
