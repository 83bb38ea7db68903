"""The chart of reasons by year: a panel a reason, bars with intervals, and years with few decisions hatched."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart, NoChart
from analysis.charts.lettering import SIZE, shortened
from analysis.charts.marks import few_digits, whisker
from analysis.charts.palette import BLUE, INK, PAPER, SOFT
from analysis.charts.tally import Tally, tally_of
from analysis.charts.words import FEW, label_of, number_of, percent, quoted, sentence, some
from analysis.shares.groups import ALL, UNKNOWN, Grouping
from analysis.shares.stated_reasons import Version
from analysis.shares.tables import shares_figures
from corpus.codebook import NOT_STATED

if TYPE_CHECKING:
    from analysis.shares.measure import Share, Shares

NAME = "reasons_by_year"
_MOST_YEARS, _MOST_PANELS = 20, 7
_TWO_COLUMNS = 7  # years up to which two panels fit side by side
_LEFT, _GUTTER = 0.42, 0.25
_HEAD, _PANEL, _GAP, _YEARS = 0.13, 0.85, 0.17, 0.38  # inches: a panel's name, its bars, what follows; the years below


@dataclass(frozen=True, slots=True)
class _Years:
    """The years drawn, without gaps where they are few, and how their axis ends."""

    drawn: tuple[str, ...]
    left_out: tuple[str, ...]
    top: float

    @property
    def columns(self) -> int:
        return 2 if len(self.drawn) <= _TWO_COLUMNS else 1


def reasons_by_year(found: Shares, source: str, version: Version = Version.STRICT) -> Chart:
    """Draw the share of decisions a year for which each of the most stated reasons is stated.

    `found` are shares by year. Years with fewer than five decisions are hatched; what is hidden is marked.

    Raises:
        NoChart: no decision is counted or dated, or all numbers are hidden.
    """
    tally = tally_of(found, version, Grouping.YEAR)
    codes = (*tally.codes[: _MOST_PANELS - 1], NOT_STATED)
    years = _years(tally, codes)
    title, note = _title(tally, years), _note(tally, years, codes)
    told = f"Source: {tally.n} {source}"
    alt = f"Bar charts by year, one a reason. {title}. " + " ".join(_said(tally, years, code) for code in codes)
    lead = (
        f"Share of the {tally.what} of a year, in %, for which the documents state the reason; 95 % intervals "
        "(Wilson). Below the years: their decisions."
    )
    rows = ceil(len(codes) / years.columns)
    with sheet(title, [lead], [note, told], rows * (_HEAD + _PANEL + _GAP) - _GAP + _YEARS) as canvas:
        _draw(canvas, tally, years, codes)
        svg, png = pictures(canvas, NAME, title, alt)
    drawn = {f"shares.{version}.{code}[{year}]" for code in codes for year in years.drawn}
    figures = tuple(figure for figure in shares_figures(found) if figure.name in drawn)
    return Chart(NAME, title, svg, png, alt, told, figures, note)


def _years(tally: Tally, codes: tuple[str, ...]) -> _Years:
    dated = [group for group in tally.groups if group != UNKNOWN]
    if not dated:
        raise NoChart(f"none of the {tally.what} has a date: there are no years to draw.")
    kept = dated[-_MOST_YEARS:]
    first, last = int(kept[0]), int(kept[-1])
    if last - first < _MOST_YEARS:  # a year without a decision has its place too
        kept = [f"{year:04}" for year in range(first, last + 1)]
    ends = [
        share.share.high for year in kept if year in dated for code in codes for share in (tally.share(year, code),)
    ]
    top = max((end for end in ends if end is not None), default=1.0)
    return _Years(tuple(kept), tuple(dated[:-_MOST_YEARS]), min(1.0, ceil(5 * top) / 5))


def _draw(canvas: Canvas, tally: Tally, years: _Years, codes: tuple[str, ...]) -> None:
    width = (WIDTH - 0.06 - (years.columns - 1) * _GUTTER) / years.columns
    for place, code in enumerate(codes):
        row, column = divmod(place, years.columns)
        left, top = column * (width + _GUTTER), row * (_HEAD + _PANEL + _GAP)
        name = shortened(label_of(code), width - 0.2)
        canvas.text(left + _LEFT, top, name, fontweight="bold", color=INK)
        axes = canvas.axes(left + _LEFT, top + _HEAD, width - _LEFT, _PANEL)
        # The room above the highest interval is for its number.
        axes.set(xlim=(-0.6, len(years.drawn) - 0.4), ylim=(0, 122 * years.top))
        axes.set_yticks(
            [0, 50 * years.top, 100 * years.top], [_plain(0), _plain(50 * years.top), _plain(100 * years.top)]
        )
        is_last = place + years.columns >= len(codes)
        beneath = [_beneath(tally, year, len(years.drawn)) if is_last else "" for year in years.drawn]
        axes.set_xticks(range(len(years.drawn)), beneath)
        axes.spines["left"].set_bounds(0, 100 * years.top)
        quiet_grid(axes, "y")
        for number, year in enumerate(years.drawn):
            if year in tally.groups:
                _bar(axes, number, tally.share(year, code), is_few=tally.is_few(year))


def _bar(axes: Any, place: int, share: Share, *, is_few: bool) -> None:
    value, low, high = share.share.value, share.share.low, share.share.high
    if value is None or low is None or high is None:
        axes.text(place, 0, "×", ha="center", va="bottom", fontsize=SIZE, color=SOFT)
        return
    style = (
        {"facecolor": PAPER, "edgecolor": BLUE, "hatch": "/////"} if is_few else {"facecolor": BLUE, "edgecolor": BLUE}
    )
    axes.bar(place, 100 * value, width=0.7, linewidth=0.6, **style)
    whisker(axes, (place, place), (100 * low, 100 * high))
    axes.annotate(
        _plain(100 * value), (place, 100 * high), xytext=(0, 1.5), textcoords="offset points", ha="center", va="bottom",
        fontsize=SIZE,
    )  # fmt: skip


def _beneath(tally: Tally, year: str, number: int) -> str:
    counted = tally.decisions(year) if year in tally.groups else 0
    short = f"’{year[2:]}" if number > _TWO_COLUMNS * 2 else year
    is_few = year in tally.groups and tally.is_few(year)
    return f"{short}\n({few_digits(counted)})" if is_few else f"{short}\n{few_digits(counted)}"


def _plain(value: float) -> str:
    return percent(value / 100).removesuffix(" %")


def _title(tally: Tally, years: _Years) -> str:
    enough = [year for year in years.drawn if year in tally.groups and not tally.is_few(year)]
    code = next((code for code in tally.codes if tally.share(ALL, code).count), None)
    if code is None:
        return f"No reason is stated for the {tally.what} counted here, in any year"
    shown = [share for year in enough if (share := tally.share(year, code)).share.value is not None]
    if not shown:
        return f"No year has {FEW} {tally.what}: shares of reasons by year are not to be compared"
    first, last = shown[0], shown[-1]
    start = f"{quoted(code)} is stated for {_of(first)}"
    if first is last:
        return f"{start}; no other year has {FEW}"
    return f"{start} and {_of(last)}: the intervals {'overlap' if _overlap(first, last) else 'lie apart'}"


def _of(share: Share) -> str:
    return f"{percent(share.share.value or 0.0)} of {number_of(share.decisions, 'decision')} in {share.group}"


def _overlap(one: Share, other: Share) -> bool:
    first, last = one.share, other.share
    return (first.low or 0.0) <= (last.high or 0.0) and (last.low or 0.0) <= (first.high or 0.0)


def _said(tally: Tally, years: _Years, code: str) -> str:
    told = []
    for year in years.drawn:
        share = tally.share(year, code) if year in tally.groups else None
        if share is None:
            continue
        number = "hidden" if share.share.value is None else f"{share.count:,} of {share.decisions:,}"
        told.append(f"{year}: {number}")
    return f"{label_of(code)}: {', '.join(told)}."


def _note(tally: Tally, years: _Years, codes: tuple[str, ...]) -> str:
    undated = tally.decisions(UNKNOWN) if UNKNOWN in tally.groups else 0
    more = [label_of(code) for code in tally.codes if code not in codes]
    is_few = any(year in tally.groups and tally.is_few(year) for year in years.drawn)
    hatched = f"Hatched, their number in brackets: years with fewer than {FEW} decisions, of which a share says little."
    undated_said = f"Not drawn: {number_of(undated, 'decision')} without a date."
    return sentence(
        hatched if is_few else "",
        f"{tally.caution} Marked ×." if tally.caution else "",
        undated_said if undated != 0 else "",
        f"Stated less often, and not drawn: {some(more, 6)}." if more else "",
        f"Not drawn: the years {some(years.left_out, 6)}." if years.left_out else "",
        "The year is that of the decision, else of the meeting, else of the document.",
    )
