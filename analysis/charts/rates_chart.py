"""The chart of two rates: every window to its scale in time, exact intervals, and the day of a change of policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart, NoChart
from analysis.charts.lettering import plain
from analysis.charts.marks import whisker
from analysis.charts.palette import BLUE, INK, ORANGE, PAPER
from analysis.charts.timeline import Label, event_lines, in_rows, mark_event, rows_height, tick_time, write_rows
from analysis.charts.words import sentence
from analysis.rates.comparison_figures import rates_figures
from analysis.rates.poisson import rate_interval
from analysis.rates.rounded import range_text, rounded

if TYPE_CHECKING:
    from analysis.rates.comparison import Comparison
    from analysis.rates.totals import Total

NAME = "rates"
_LEFT, _RIGHT, _PLOT, _AXIS = 0.45, 0.1, 2.1, 0.3
_MOST_ROWS = 2  # of labels in full
_WORD = {"months": "a month", "days": "a day"}


@dataclass(frozen=True, slots=True)
class _Block:
    """A window as drawn: from where to where along the foot, its total, and whether it is of the later rate."""

    start: float
    end: float
    total: Total
    is_later: bool

    @property
    def rate(self) -> float:
        return self.total.count / self.total.exposure

    @property
    def interval(self) -> tuple[float, float]:
        found = rate_interval(self.total.count, self.total.exposure)
        return found.low or 0.0, found.high or 0.0


def rates_chart(
    comparison: Comparison, what: str = "figures as given", source: str = "", notes: tuple[str, ...] = ()
) -> Chart:
    """Draw the rates of two windows, or of several pooled baselines, with the event of the comparison.

    `what` says in words what is counted; `notes` are further sentences for its foot. Windows without dates stand side
    by side, as wide as they are long.

    Raises:
        NoChart: nothing was counted in either window.
    """
    found = comparison
    if not found.before.total.count and not found.after.total.count:
        raise NoChart("nothing was counted in either window: there is no rate to draw.")
    blocks = _blocks(found)
    is_dated = all(block.total.window for block in blocks)
    title, note = _title(found), sentence(_note(found, is_dated=is_dated), *notes)
    told = f"Source: n = {found.pair.total:,} counted, {plain(what)}. {source}".strip()
    scale = "windows to scale in time" if is_dated else "windows"
    alt = f"Bars of {scale}. {title}. {sentence(*(_said(block, found) for block in blocks))}"
    lead = f"Number {_unit(found)} in each window, with exact 95 % intervals (Garwood). Areas are numbers counted."
    day = found.event.day if found.event and is_dated else None
    ends = _ends(blocks, day)
    rows = _labels(blocks, found, ends)
    event = _event_label(found, day, ends)
    head = rows_height(rows) + rows_height(event)
    with sheet(title, [lead], [note, told], head + _PLOT + _AXIS) as canvas:
        _draw(canvas, blocks, found, ends, head)
        write_rows(canvas, rows, head)
        if day is not None:
            write_rows(canvas, event, rows_height(event))
            mark_event(canvas, _across(day.toordinal(), ends), rows_height(event) - 0.04, head + _PLOT)
        svg, png = pictures(canvas, NAME, title, alt)
    return Chart(NAME, title, svg, png, alt, told, rates_figures(found), note)


def _blocks(found: Comparison) -> tuple[_Block, ...]:
    totals = [
        (total, is_later)
        for side, is_later in ((found.before, False), (found.after, True))
        for total in side.total.parts or (side.total,)
    ]
    if all(total.window for total, _ in totals):
        return tuple(
            _Block(total.window.start.toordinal(), total.window.end.toordinal() + 1, total, is_later)
            for total, is_later in totals
            if total.window
        )
    return tuple(_side_by_side(totals))


def _side_by_side(totals: list[tuple[Total, bool]]) -> Iterator[_Block]:
    gap, place = sum(total.exposure for total, _ in totals) / 12, 0.0
    for total, is_later in totals:
        yield _Block(place, place + total.exposure, total, is_later)
        place += total.exposure + gap


def _ends(blocks: tuple[_Block, ...], day: date | None) -> tuple[float, float]:
    places = [place for block in blocks for place in (block.start, block.end)] + ([day.toordinal()] if day else [])
    margin = (max(places) - min(places)) * 0.03
    return min(places) - margin, max(places) + margin


def _across(place: float, ends: tuple[float, float]) -> float:
    """Return where a place of the axis lies, in inches from the left."""
    return _LEFT + (place - ends[0]) / (ends[1] - ends[0]) * (WIDTH - _LEFT - _RIGHT)


def _labels(blocks: tuple[_Block, ...], found: Comparison, ends: tuple[float, float]) -> list[list[Label]]:
    """Return the labels of windows in rows; where they are many and close, no more than the rate of each."""
    places = [_across((block.start + block.end) / 2, ends) for block in blocks]
    full = [Label(place, _lines(block, found)) for place, block in zip(places, blocks, strict=True)]
    rows = in_rows(full, _LEFT, WIDTH - 0.06)
    if len(rows) <= _MOST_ROWS:
        return rows
    short = [Label(place, (rounded(b.rate, _digits(found)),)) for place, b in zip(places, blocks, strict=True)]
    return in_rows(short, _LEFT, WIDTH - 0.06)


def _event_label(found: Comparison, day: date | None, ends: tuple[float, float]) -> list[list[Label]]:
    if day is None or found.event is None:
        return []
    label = Label(_across(day.toordinal(), ends), event_lines(found.event.label, 3.2))
    return in_rows([label], _LEFT, WIDTH - 0.06)


def _draw(canvas: Canvas, blocks: tuple[_Block, ...], found: Comparison, ends: tuple[float, float], top: float) -> None:
    axes = canvas.axes(_LEFT, top, WIDTH - _LEFT - _RIGHT, _PLOT)
    axes.set(xlim=ends, ylim=(0, max(block.interval[1] for block in blocks) * 1.04))
    quiet_grid(axes, "y")
    for block in blocks:
        _bar(axes, block, found)
    later = [block for block in blocks if block.is_later]
    start = max(block.end for block in blocks if not block.is_later)
    axes.plot(
        [start, max(block.end for block in later)], [found.before.value] * 2, color=INK, linewidth=0.9, linestyle=":"
    )
    if blocks[0].total.window:
        first, last = (date.fromordinal(max(1, round(end))) for end in ends)
        tick_time(axes, first, last, WIDTH - _LEFT - _RIGHT)
    else:
        axes.set_xticks(
            [(block.start + block.end) / 2 for block in blocks], ["later" if b.is_later else "earlier" for b in blocks]
        )


def _bar(axes: Any, block: _Block, found: Comparison) -> None:
    colour = ORANGE if block.is_later else BLUE
    middle, width = (block.start + block.end) / 2, block.end - block.start
    axes.bar(middle, block.rate, width=width, facecolor=colour, edgecolor=INK, linewidth=0.7)
    wrong = _wrong_side(block, found)
    if wrong:
        axes.bar(
            sum(wrong) / 2, block.rate, width=wrong[1] - wrong[0], facecolor=PAPER, edgecolor=colour, hatch="////",
            linewidth=0,
        )  # fmt: skip
        axes.bar(middle, block.rate, width=width, fill=False, edgecolor=INK, linewidth=0.7)
    whisker(axes, (middle, middle), block.interval)


def _wrong_side(block: _Block, found: Comparison) -> tuple[float, float] | None:
    """Return the part of a dated window that lies on the other side of the event."""
    day = found.event.day if found.event else None
    if day is None or block.total.window is None:
        return None
    cut = min(max(float(day.toordinal()), block.start), block.end)
    start, end = (block.start, cut) if block.is_later else (cut, block.end)
    return (start, end) if end > start else None


def _unit(found: Comparison) -> str:
    return _WORD[found.unit.value]


def _digits(found: Comparison) -> int:
    return 1 if max(found.before.value, found.after.value) >= 1 else 3


def _lines(block: _Block, found: Comparison) -> tuple[str, str]:
    digits, (low, high) = _digits(found), block.interval
    return (
        f"{rounded(block.rate, digits)} {_unit(found)}",
        f"({range_text(low, high, digits)}; {block.total.count:,} in {_length(block)} {found.unit.value})",
    )


def _length(block: _Block) -> str:
    exposure = block.total.exposure
    return f"{exposure:,.0f}" if exposure == round(exposure) else rounded(exposure)


def _said(block: _Block, found: Comparison) -> str:
    window = f", {block.total.window}" if block.total.window else ""
    return f"{'Later' if block.is_later else 'Earlier'} window{window}: {' '.join(_lines(block, found))}."


def _title(found: Comparison) -> str:
    digits, unit = _digits(found), _unit(found)
    both = f"{rounded(found.after.value, digits)} against {rounded(found.before.value, digits)} {unit}"
    if found.ratio is None or found.fall_percent is None:
        total = found.after.total
        return f"Nothing was counted in the earlier window, and {total.count:,} in the later one: {both}"
    low, high = found.ratio_interval.low, found.ratio_interval.high
    sure = f"(ratio {rounded(found.ratio, 2)}, 95 % interval {range_text(low, high, 2)})"
    if (low is None or low <= 1) and (high is None or high >= 1):
        return f"The later rate does not differ from the earlier one by more than chance allows: {both} {sure}"
    way = "lower" if found.fall_percent > 0 else "higher"
    return f"The later rate is {rounded(abs(found.fall_percent))} % {way} than the earlier one: {both} {sure}"


def _note(found: Comparison, *, is_dated: bool) -> str:
    is_cut = is_dated and any(_wrong_side(block, found) for block in _blocks(found))
    pooled = f"Pooled, the earlier rate is {rounded(found.before.value, _digits(found))} {_unit(found)}."
    return sentence(
        f"Dotted: the earlier rate carried on, {rounded(found.expected)} in the later window.",
        pooled if found.before.total.parts else "",
        "" if is_dated else "The windows are not dated: they are not drawn where they lie in time.",
        f"Dashed: {found.event.label}." if found.event and is_dated else "",
        "Hatched: days of a window on the other side of it." if is_cut else "",
        *(f"{warning.says[0].upper()}{warning.says[1:]}." for warning in found.warnings),
        "A difference of rates does not say why.",
    )
