"""The chart of reasons stated together: the lift of each pair with its interval, and the numbers behind it."""

from __future__ import annotations

from math import ceil, floor, log2
from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart, NoChart
from analysis.charts.lettering import line_height, wrapped
from analysis.charts.palette import BLUE, INK, PAPER, SOFT
from analysis.charts.words import decisions_of, label_of, number_of, quoted, sentence
from analysis.rates.rounded import p_value_text, rounded
from analysis.shares.cooccurrence_tables import cooccurrence_figures

if TYPE_CHECKING:
    from analysis.shares.cooccurrence import Cooccurrence, Pair

NAME = "co_occurrence"
_MOST, _ROW, _HEAD, _AXIS = 20, 0.29, 0.34, 0.45
_LABELS = 2.05
_COLUMNS = (("together\nof n", 0.66), ("if\nunrelated", 0.68), ("lift\n", 0.44), ("p\n(Holm)", 0.56))
_WIDEST = 5  # doublings drawn either side of 1; what lies beyond ends in an arrow
_ALPHA = 0.05


def co_occurrence_chart(found: Cooccurrence, source: str) -> Chart:
    """Draw how much more, or less, often two reasons are stated together than if they had nothing to do with another.

    At most the 20 pairs with the smallest p-values; pairs of which one brings the other by definition are left out.

    Raises:
        NoChart: no decision is counted, or no two reasons could be tested.
    """
    what = decisions_of(found.settings.statuses)
    if not found.decisions:
        raise NoChart(f"there are no {what} in the table: there is nothing to draw.")
    tested = [pair for pair in found.pairs if pair.lift is not None and pair.holm is not None]
    if not tested:
        is_hidden = any(pair.says.startswith("hidden") for pair in found.pairs)
        why = "their numbers are below the least that may be shown" if is_hidden else "too few reasons are stated"
        raise NoChart(f"no two reasons can be compared over {found.decisions:,} {what}: {why}.")
    pairs = tested[:_MOST]
    title, note = _title(pairs, len(tested), found.decisions, what), _note(found, pairs, len(tested))
    told = f"Source: n = {found.decisions:,} {what}, {found.settings.version} count. {source}"
    alt = f"Dot plot of pairs of reasons. {title}. " + " ".join(_said(pair) for pair in pairs)
    lead = (
        "Lift: how many times as often two reasons are stated together as if they were unrelated; 1 is unrelated. "
        f"Lines: 95 % intervals with whole bodies drawn anew ({found.settings.resamples:,} times)."
    )
    with sheet(title, [lead], [note, told], _HEAD + len(pairs) * _ROW + _AXIS) as canvas:
        _draw(canvas, pairs)
        svg, png = pictures(canvas, NAME, title, alt)
    drawn = {f"together.{found.settings.version}.{pair.first}+{pair.second}" for pair in pairs}
    figures = tuple(
        f for f in cooccurrence_figures(found) if f.name.removesuffix(".holm").removesuffix(".odds_ratio") in drawn
    )
    return Chart(NAME, title, svg, png, alt, told, figures, note)


def _draw(canvas: Canvas, pairs: list[Pair]) -> None:
    plot = WIDTH - _LABELS - sum(width for _, width in _COLUMNS) - 0.12
    axes = canvas.axes(_LABELS, _HEAD, plot, len(pairs) * _ROW)
    low, high = _ends(pairs)
    axes.set(ylim=(len(pairs) - 0.5, -0.5), xlim=(low - 0.6, high + 0.4), yticks=[])
    step = ceil((high - low + 1) / 6)
    places = [place for place in range(low, high + 1) if place % step == 0]
    axes.set_xticks(places, [f"{2.0**place:g}" if place >= 0 else f"1/{2**-place}" for place in places])
    axes.set_xlabel("lift (each step doubles)" if step == 1 else "lift", labelpad=2)
    quiet_grid(axes, "x")
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    for row, pair in enumerate(pairs):
        _dot(axes, row, pair, (low, high))
        middle = _HEAD + (row + 0.5) * _ROW
        lines = wrapped(f"{label_of(pair.first)} + {label_of(pair.second)}", _LABELS - 0.14, most=2)
        for number, line in enumerate(lines):
            top = middle + (number - (len(lines) - 1) / 2) * 0.125
            canvas.text(_LABELS - 0.06, top, line, ha="right", va="center")
        _numbers(canvas, middle, _numbers_of(pair))
    _numbers(canvas, _HEAD - line_height() - 0.05, [head for head, _ in _COLUMNS], color=SOFT)


def _numbers(canvas: Canvas, middle: float, cells: list[str], **style: str) -> None:
    right = WIDTH - sum(width for _, width in _COLUMNS) - 0.04
    for cell, (_, width) in zip(cells, _COLUMNS, strict=True):
        right += width
        canvas.text(right, middle, cell, ha="right", va="center", **style)


def _numbers_of(pair: Pair) -> list[str]:
    return [f"{pair.both:,}", rounded(pair.expected or 0.0), rounded(pair.lift or 0.0), _p_of(pair)]


def _p_of(pair: Pair) -> str:
    return "< 0.001" if (pair.holm or 0.0) < 0.001 else rounded(pair.holm or 0.0, 3 if (pair.holm or 0) < 0.1 else 2)


def _ends(pairs: list[Pair]) -> tuple[int, int]:
    """Return the lowest and highest doubling drawn: enough for every dot, and for the intervals as far as allowed."""
    marks = [log2(end) for pair in pairs for end in (pair.lift, *(pair.lift_interval or ())) if end]
    low, high = floor(min([-1.0, *marks])), ceil(max([1.0, *marks]))
    dots = [log2(pair.lift) for pair in pairs if pair.lift]
    return max(low, min([-_WIDEST, *map(floor, dots)])), min(high, max([_WIDEST, *map(ceil, dots)]))


def _dot(axes: Any, row: int, pair: Pair, ends: tuple[int, int]) -> None:
    edges = ends[0] - 0.3, ends[1] + 0.3
    if pair.lift_interval:
        low, high = (_place(end, edges) for end in pair.lift_interval)
        axes.plot([low, high], [row, row], color=INK, linewidth=0.9, zorder=2)
        for end, edge, mark in ((low, edges[0], "<"), (high, edges[1], ">")):
            axes.plot(end, row, marker=mark if end == edge else "|", color=INK, markersize=4, zorder=3)
    is_sure = (pair.holm or 0.0) < _ALPHA
    axes.plot(
        _place(pair.lift or 0.0, edges), row, linestyle="none", zorder=4,
        marker="o" if pair.lift else "X", markersize=6.2, markerfacecolor=BLUE if is_sure else PAPER,
        markeredgecolor=BLUE, markeredgewidth=1.2,
    )  # fmt: skip


def _place(lift: float, edges: tuple[float, float]) -> float:
    return min(max(log2(lift), edges[0]), edges[1]) if lift > 0 else edges[0]


def _title(pairs: list[Pair], tested: int, decisions: int, what: str) -> str:
    pair = pairs[0]
    if (pair.holm or 0.0) >= _ALPHA:
        return (
            "No two reasons are stated together more or less often than chance allows "
            f"({number_of(decisions, 'decision')}, {number_of(tested, 'pair')} tested)"
        )
    both = f"{quoted(pair.first)} and {quoted(pair.second)} are stated together"
    if not pair.lift:
        return f"{both} for none of {decisions:,} {what}; {rounded(pair.expected or 0.0)} if unrelated"
    return f"{both} for {pair.both:,} of {decisions:,} {what}, {rounded(pair.lift)} times as often as if unrelated"


def _said(pair: Pair) -> str:
    interval = (
        f", interval {rounded(pair.lift_interval[0])} to {rounded(pair.lift_interval[1])}" if pair.lift_interval else ""
    )
    return (
        f"{label_of(pair.first)} with {label_of(pair.second)}: {pair.both:,} together, "
        f"{rounded(pair.expected or 0.0)} if unrelated, lift {rounded(pair.lift or 0.0)}{interval}, "
        f"{p_value_text(pair.holm or 0.0)}."
    )


def _note(found: Cooccurrence, pairs: list[Pair], tested: int) -> str:
    return sentence(
        f"Filled: sure after allowing for {number_of(tested, 'test')} (Fisher, Holm; p below {_ALPHA}).",
        "Open: not sure.",
        "Crosses at the edge: never stated together." if any(not pair.lift for pair in pairs) else "",
        "No line: no interval could be had." if any(not pair.lift_interval for pair in pairs if pair.lift) else "",
        "Arrows: the interval goes on." if _has_arrow(pairs) else "",
        f"Drawn are the {_MOST} pairs of {tested:,} with the smallest p-values." if tested > len(pairs) else "",
        *found.cautions,
    )


def _has_arrow(pairs: list[Pair]) -> bool:
    low, high = _ends(pairs)
    return any(
        not pair.lift_interval[0] or log2(pair.lift_interval[0]) < low - 0.3 or log2(pair.lift_interval[1]) > high + 0.3
        for pair in pairs
        if pair.lift_interval and pair.lift_interval[1]
    )
