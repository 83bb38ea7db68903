"""Time along the foot of a chart: where its ticks stand, and labels above it that keep out of each other's way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from analysis.charts.canvas import Canvas
from analysis.charts.lettering import line_height, text_width, wrapped
from analysis.charts.palette import INK, PAPER, SOFT

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)  # months
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_TICKS = 8
_FEW_DAYS = 75  # up to which days are marked, not months
_SPACE = 0.08  # inches between labels


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text over a place, in inches from the left of the body."""

    middle: float
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """Inches that its longest line takes."""
        return max(text_width(line) for line in self.lines)


def in_rows(labels: Sequence[Label], left: float, right: float) -> list[list[Label]]:
    """Return labels in rows, from the lowest, moved in from the edges; in no row do two touch."""
    rows: list[list[Label]] = []
    for label in sorted(labels, key=lambda label: label.middle):
        half = label.width / 2
        moved = Label(min(max(label.middle, left + half), max(right - half, left + half)), label.lines)
        for row in rows:
            if row[-1].middle + row[-1].width / 2 + _SPACE <= moved.middle - half:
                row.append(moved)
                break
        else:
            rows.append([moved])
    return rows


def rows_height(rows: Sequence[Sequence[Label]]) -> float:
    """Return the height of rows of labels, in inches."""
    return sum(_height(row) for row in rows)


def write_rows(canvas: Canvas, rows: Sequence[Sequence[Label]], bottom: float) -> None:
    """Write rows of labels upwards from a place of the body; their ground covers lines behind them."""
    for row in rows:
        for label in row:
            canvas.text(
                label.middle, bottom - 0.05, "\n".join(label.lines), ha="center", va="bottom", linespacing=1.15,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}, zorder=6,
            )  # fmt: skip
        bottom -= _height(row)


def event_lines(text: str, width: float) -> tuple[str, ...]:
    """Return the label of an event as lines that fit, three at most."""
    return tuple(wrapped(text, width, most=3))


def mark_event(canvas: Canvas, place: float, top: float, bottom: float) -> None:
    """Draw the line of an event down to the foot of the chart, behind labels and over bars."""
    canvas.line((place, top), (place, bottom), color=INK, linewidth=1.0, linestyle=(0, (4, 2)), zorder=5)


def tick_time(axes: Any, first: date, last: date, width: float) -> None:
    """Put ticks at the first of months, or at days where these are few, on an axis of ordinal days, `width` inches.

    At most eight; none whose label would pass the end of the axis.
    """
    inch = (last - first).days / width
    told = [
        (day, label) for day, label in _ticks(first, last) if (last - day).days >= (text_width(label) / 2 - 0.05) * inch
    ]
    axes.set_xticks([day.toordinal() for day, _ in told], [label for _, label in told])
    axes.tick_params(axis="x", color=SOFT)


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    days = (last - first).days + 1
    if days <= _FEW_DAYS:
        step = ceil(days / 5)
        shown = [first + timedelta(days=number) for number in range(step // 2, days, step)]
        return [(day, f"{day.day} {_month(day)}") for day in shown]
    span = 12 * (last.year - first.year) + last.month - first.month + 1
    step = next((step for step in _STEPS if span / step <= _MOST_TICKS - 1), _STEPS[-1])
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    starts = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    return [(day, f"{day:%Y}" if step >= 12 else _month(day)) for day in starts if first <= day]


def _month(day: date) -> str:
    # Not %b: that follows the language of the machine.
    return f"{_MONTHS[day.month - 1]} {day:%Y}"


def _height(row: Sequence[Label]) -> float:
    return max(len(label.lines) for label in row) * line_height() + 0.06
