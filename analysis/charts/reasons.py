"""The chart of reasons: for how many decisions the documents state each, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart
from analysis.charts.lettering import line_height, wrapped
from analysis.charts.marks import whisker
from analysis.charts.palette import BLUE, PAPER, SOFT
from analysis.charts.tally import Tally, tally_of
from analysis.charts.words import label_of, percent, percent_range, quoted, sentence, some
from analysis.shares.groups import ALL
from analysis.shares.stated_reasons import OUTCOMES, Version
from analysis.shares.tables import shares_figures

if TYPE_CHECKING:
    from analysis.shares.measure import Share, Shares

NAME = "reasons"
_LABELS, _NUMBERS, _ROW, _MOST = 2.0, 1.35, 0.27, 25
_AXIS = 0.3  # inches beneath the rows


def reasons_chart(found: Shares, source: str, version: Version = Version.STRICT) -> Chart:
    """Draw for how many decisions each reason at the top of the codebook is stated, the most stated first.

    `found` are shares without a grouping. Decisions without a reason have rows of their own, hatched.

    Raises:
        NoChart: no decision is counted, or all numbers are hidden.
    """
    tally = tally_of(found, version, None)
    codes = (*tally.codes[:_MOST], *tally.outcomes())
    title, note = _title(tally), _note(tally)
    told = f"Source: {tally.n} {source}"
    alt = f"Bar chart, from the most stated. {title}. {'; '.join(_said(tally.share(ALL, code)) for code in codes)}."
    lead = f"Share of {tally.what} for which the documents state a reason, with 95 % intervals (Wilson)."
    with sheet(title, [lead], [note, told], len(codes) * _ROW + _AXIS) as canvas:
        _draw(canvas, [tally.share(ALL, code) for code in codes])
        svg, png = pictures(canvas, NAME, title, alt)
    drawn = {f"shares.{version}.{code}" for code in codes}
    figures = tuple(
        figure
        for figure in shares_figures(found)
        if figure.name.removesuffix(".missing").removesuffix(".by_body") in drawn
    )
    return Chart(NAME, title, svg, png, alt, told, figures, note)


def _draw(canvas: Canvas, shares: list[Share]) -> None:
    height = len(shares) * _ROW
    axes = canvas.axes(_LABELS, 0, WIDTH - _LABELS - _NUMBERS, height)
    ends = [end for share in shares for end in (share.share.high, (share.bounds or (0, None))[1]) if end]
    axes.set(xlim=(0, min(1.0, max(ends, default=0.1) * 1.03)), ylim=(len(shares) - 0.5, -0.5), yticks=[])
    axes.xaxis.set_major_locator(_ticks())
    axes.xaxis.set_major_formatter(lambda value, _: percent(value))
    quiet_grid(axes, "x")
    for row, share in enumerate(shares):
        _bar(axes, row, share)
        middle = (row + 0.5) * _ROW
        lines = wrapped(label_of(share.code), _LABELS - 0.16, most=2)
        first = middle - (len(lines) - 1) / 2 * line_height()
        for number, line in enumerate(lines):
            canvas.text(_LABELS - 0.08, first + number * line_height(), line, ha="right", va="center")
        canvas.text(WIDTH - _NUMBERS + 0.1, middle, _number(share), va="center")


def _bar(axes: Any, row: int, share: Share) -> None:
    if share.share.value is None:
        return
    is_outcome = share.code in OUTCOMES
    style = {"facecolor": PAPER, "edgecolor": SOFT, "hatch": "////"} if is_outcome else {"facecolor": BLUE}
    axes.barh(row, share.share.value, height=0.62, linewidth=0.6, **style)
    if share.bounds:
        axes.plot(share.bounds, [row + 0.4] * 2, color=SOFT, linewidth=0.8, linestyle=(0, (1, 1)))
    if share.share.low is not None and share.share.high is not None:
        whisker(axes, (share.share.low, share.share.high), (row, row))


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10], min_n_ticks=2)


def _number(share: Share) -> str:
    if share.share.value is None:
        return "hidden"
    return f"{share.count:,} of {share.decisions:,} ({percent(share.share.value)})"


def _title(tally: Tally) -> str:
    top = next((share for code in tally.codes if (share := tally.share(ALL, code)).count), None)
    if top is None or top.share.value is None:
        return f"No reason is stated for the {tally.what} counted here"
    return f"{quoted(top.code)} is stated for {percent(top.share.value)} of {top.decisions:,} {tally.what}"


def _said(share: Share) -> str:
    low, high = share.share.low, share.share.high
    if share.share.value is None or low is None or high is None:
        return f"{label_of(share.code)}: hidden"
    return f"{label_of(share.code)}: {_number(share)}, interval {percent_range(low, high)}"


def _note(tally: Tally) -> str:
    shares = [tally.share(ALL, code) for code in tally.codes]
    more = len(tally.codes) - _MOST
    return sentence(
        "A decision may state several reasons. Hatched: decisions for which no reason is counted.",
        f"Dotted: the range if files that could not be read are counted. {tally.found.missing.says}"
        if any(share.bounds for share in shares)
        else "",
        f"Stated for none: {some((label_of(code) for code in tally.unstated), 6)}." if tally.unstated else "",
        f"Left out: {more} reasons that are stated less often." if more > 0 else "",
        tally.caution,
        "What a document states is not why it was done.",
    )
