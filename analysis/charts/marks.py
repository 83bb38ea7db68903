"""Marks that charts share."""

from __future__ import annotations

from typing import Any

from analysis.charts.palette import INK, PAPER


def whisker(axes: Any, xs: tuple[float, float], ys: tuple[float, float]) -> None:
    """Draw an interval as a dark line with ends, and a pale edge so that it shows on a bar and beside it."""
    ends = "_" if xs[0] == xs[1] else "|"
    axes.plot(xs, ys, color=PAPER, linewidth=1.9, solid_capstyle="butt", zorder=3)
    axes.plot(
        xs,
        ys,
        color=INK,
        linewidth=0.9,
        solid_capstyle="butt",
        zorder=4,
        marker=ends,
        markersize=4,
        markeredgewidth=0.9,
    )


def few_digits(number: int | None) -> str:
    """Return a count in four characters at most: `999`, `1.2k`, `35k`; × where it is hidden."""
    if number is None:
        return "×"
    if number < 1_000:
        return f"{number}"
    return f"{number / 1_000:.1f}k" if number < 9_950 else f"{number / 1_000:.0f}k"


def few_ticks(axes: Any) -> None:
    """Put at most five round ticks on the axis across, whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
