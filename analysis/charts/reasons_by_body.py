"""The chart of reasons by body: a heat map with the number of decisions in every cell and of every body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts.canvas import WIDTH, Canvas, pictures, sheet
from analysis.charts.chart import Chart, NoChart
from analysis.charts.lettering import line_height, plain, text_width, wrapped
from analysis.charts.marks import few_digits
from analysis.charts.palette import PAPER, RULE, SOFT, ramp, text_on
from analysis.charts.tally import Tally, tally_of
from analysis.charts.words import FEW, label_of, number_of, percent, quoted, sentence, some
from analysis.figures import Figure
from analysis.shares.groups import ALL, UNKNOWN, Grouping
from analysis.shares.stated_reasons import Version
from analysis.shares.tables import shares_figures

if TYPE_CHECKING:
    from analysis.shares.measure import Shares

NAME = "reasons_by_body"
_MOST_BODIES, _MOST_REASONS = 25, 10
_LABELS, _N, _ROW = 2.1, 0.48, 0.25
_NAME_LINE = 0.113  # between the two lines of a name: less than between names
_WIDEST_CELL = 0.55
_HEAD_WIDTHS = (1.5, 1.15)  # of a reason's name, standing on its side, in one line and in two
_LEGEND = 0.42
_ENDS = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the shades: their quarters are whole per cents


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: what it is named, how many decisions it has, and how many state each reason. None where hidden."""

    name: str
    decisions: int | None
    counts: tuple[int | None, ...]

    def share(self, place: int) -> float | None:
        count = self.counts[place]
        return None if count is None or not self.decisions else count / self.decisions

    @property
    def is_few(self) -> bool:
        return self.decisions is None or self.decisions < FEW


def reasons_by_body(found: Shares, source: str, version: Version = Version.STRICT) -> Chart:
    """Draw how many decisions of each body state each reason: the number in the cell, its share as darkness.

    `found` are shares by body. The 25 bodies with most decisions have a row each, the others one together.

    Raises:
        NoChart: no decision is counted, no body is named, or all numbers are hidden.
    """
    tally = tally_of(found, version, Grouping.BODY)
    bodies = sorted(
        (group for group in tally.groups if group != UNKNOWN), key=lambda body: (-(tally.decisions(body) or 0), body)
    )
    if not bodies:
        raise NoChart(f"none of the {tally.what} names a body: there are no bodies to tell apart.")
    codes = (*tally.codes[:_MOST_REASONS], *tally.outcomes())
    rows = _rows(tally, bodies, codes)
    title, note = _title(tally, rows, bodies), _note(tally, bodies, codes)
    told = f"Source: {tally.n} {source}"
    alt = f"Table of bodies and reasons. {title}. " + " ".join(_said(row, codes) for row in rows)
    lead = "Number of decisions for which the reason is stated; the darker, the larger its share of n."
    height = _head(codes) + len(rows) * _ROW + (_LEGEND if _is_shaded(rows) else 0)
    with sheet(title, [lead], [note, told], height) as canvas:
        _draw(canvas, rows, codes)
        svg, png = pictures(canvas, NAME, title, alt)
    shown = {*bodies[:_MOST_BODIES], UNKNOWN}
    drawn = {f"shares.{version}.{code}[{body}]" for code in codes for body in shown}
    drawn |= {f"shares.{version}.{code}" for code in codes}
    figures = tuple(figure for figure in shares_figures(found) if figure.name in drawn)
    return Chart(NAME, title, svg, png, alt, told, figures + _of_others(tally, bodies, codes), note)


def _rows(tally: Tally, bodies: list[str], codes: tuple[str, ...]) -> list[_Row]:
    rows = [_row(tally, body, body, codes) for body in bodies[:_MOST_BODIES]]
    others = [_row(tally, body, body, codes) for body in bodies[_MOST_BODIES:]]
    if others:
        counts = tuple(_sum([row.counts[place] for row in others]) for place in range(len(codes)))
        rows.append(_Row(f"{len(others):,} other bodies together", _sum([row.decisions for row in others]), counts))
    if UNKNOWN in tally.groups:
        rows.append(_row(tally, UNKNOWN, "Body not known", codes))
    return [*rows, _row(tally, ALL, "All", codes)]


def _of_others(tally: Tally, bodies: list[str], codes: tuple[str, ...]) -> tuple[Figure, ...]:
    """Return the figures of the row that takes the other bodies together; without rows where anything is hidden."""
    others = bodies[_MOST_BODIES:]
    decisions = _sum([tally.decisions(body) for body in others])
    figures = []
    for code in codes if others else ():
        shares = [tally.share(body, code) for body in others]
        count = _sum([share.count for share in shares])
        name = f"shares.{tally.version}.{code}[others]"
        if count is None or not decisions:
            figures.append(Figure(name, None, "hidden: a number below the least that is shown is among them."))
            continue
        says = f"{count:,} of {decisions:,} decisions of {len(others):,} other bodies together: {label_of(code)}."
        figures.append(Figure(name, count / decisions, says, rows=tuple(row for share in shares for row in share.rows)))
    return tuple(figures)


def _row(tally: Tally, group: str, name: str, codes: tuple[str, ...]) -> _Row:
    return _Row(name, tally.decisions(group), tuple(tally.share(group, code).count for code in codes))


def _sum(counts: list[int | None]) -> int | None:
    """Return a sum; None where a part is hidden, or what is hidden would follow from it."""
    shown = [count for count in counts if count is not None]
    return sum(shown) if len(shown) == len(counts) else None


def _width(codes: tuple[str, ...]) -> float:
    return min(_WIDEST_CELL, (WIDTH - _LABELS - _N - 0.06) / len(codes))


def _heading(code: str, width: float) -> list[str]:
    lines = 2 if width > 2 * line_height() + 0.04 else 1
    return wrapped(label_of(code), _HEAD_WIDTHS[lines - 1], most=lines)


def _head(codes: tuple[str, ...]) -> float:
    return max(text_width(line) for code in codes for line in _heading(code, _width(codes))) + 0.08


def _draw(canvas: Canvas, rows: list[_Row], codes: tuple[str, ...]) -> None:
    head, width = _head(codes), _width(codes)
    end = _LABELS + _N + width * len(codes)
    for place, code in enumerate(codes):
        lines = _heading(code, width)
        middle = _LABELS + _N + (place + 0.5) * width
        for number, line in enumerate(lines):
            left = middle + (number - (len(lines) - 1) / 2) * line_height()
            canvas.text(left, head - 0.04, line, rotation=90, rotation_mode="anchor", ha="left", va="center")
    canvas.text(_LABELS + _N - 0.08, head - 0.04, "n", ha="right", va="bottom")
    most = _most(rows)
    for number, row in enumerate(rows):
        top = head + number * _ROW
        _label(canvas, row, top)
        for place in range(len(codes)):
            _cell(canvas, row, place, (_LABELS + _N + place * width, top, width), most)
    total = head + (len(rows) - 1) * _ROW
    canvas.line((0.06, total), (end, total), color=SOFT, linewidth=0.8, zorder=5)
    if _is_shaded(rows):
        _legend(canvas, head + len(rows) * _ROW + 0.14, most)


def _label(canvas: Canvas, row: _Row, top: float) -> None:
    lines = wrapped(row.name, _LABELS - 0.12, most=2)
    first = top + _ROW / 2 - (len(lines) - 1) / 2 * _NAME_LINE
    for number, line in enumerate(lines):
        canvas.text(_LABELS - 0.04, first + number * _NAME_LINE, line, ha="right", va="center")
    counted = "×" if row.decisions is None else f"{row.decisions:,}"
    canvas.text(_LABELS + _N - 0.08, top + _ROW / 2, counted, ha="right", va="center")


def _cell(canvas: Canvas, row: _Row, place: int, where: tuple[float, float, float], most: float) -> None:
    left, top, width = where
    count, share = row.counts[place], row.share(place)
    colour = PAPER if share is None or row.is_few else ramp(share / most)
    style = {"hatch": "////"} if row.is_few and row.decisions else {}
    canvas.box(left, top, width, _ROW, facecolor=colour, edgecolor=RULE, linewidth=0.5, **style)
    said = few_digits(count)
    ink = text_on(colour) if count else SOFT
    ground = {"bbox": {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}} if style else {}
    canvas.text(left + width / 2, top + _ROW / 2, said, ha="center", va="center", color=ink, **ground)


def _legend(canvas: Canvas, top: float, most: float) -> None:
    canvas.text(_LABELS + _N - 0.08, top + 0.08, "share of n:", ha="right", va="center")
    left = _LABELS + _N
    for step in range(5):
        share, colour = most * step / 4, ramp(step / 4)
        canvas.box(left, top, 0.5, 0.16, facecolor=colour, edgecolor=RULE, linewidth=0.5)
        canvas.text(left + 0.25, top + 0.08, percent(share), ha="center", va="center", color=text_on(colour))
        left += 0.5


def _is_shaded(rows: list[_Row]) -> bool:
    return any(row.share(place) for row in rows if not row.is_few for place in range(len(row.counts)))


def _most(rows: list[_Row]) -> float:
    """Return the share that is drawn darkest: at or above the largest of the rows that are shaded."""
    shares = [
        share for row in rows if not row.is_few for place in range(len(row.counts)) if (share := row.share(place))
    ]
    return next(end for end in _ENDS if end >= max(shares, default=1.0))


def _title(tally: Tally, rows: list[_Row], bodies: list[str]) -> str:
    code = next((code for code in tally.codes if tally.share(ALL, code).count), None)
    if code is None:
        return f"No reason is stated for the {tally.what} of any body"
    shares = [
        share.share.value
        for body in bodies
        if not tally.is_few(body) and (share := tally.share(body, code)).share.value is not None
    ]
    held = [value for value in shares if value is not None]
    if len(held) < 2:
        return f"Fewer than two bodies have at least {FEW} {tally.what}: their shares are not to be compared"
    return (
        f"{quoted(code)} is stated for {percent(min(held))} to {percent(max(held))} of decisions, body by body, among "
        f"the {len(held):,} with at least {FEW}"
    )


def _said(row: _Row, codes: tuple[str, ...]) -> str:
    told = [
        f"{label_of(code)} {'hidden' if count is None else f'{count:,}'}"
        for code, count in zip(codes, row.counts, strict=True)
        if count != 0
    ]
    return f"{plain(row.name)}, {number_of(row.decisions, 'decision')}: {', '.join(told) or 'no reason'}."


def _note(tally: Tally, bodies: list[str], codes: tuple[str, ...]) -> str:
    more = bodies[_MOST_BODIES:]
    few = any(tally.is_few(body) for body in bodies[:_MOST_BODIES])
    left_out = [label_of(code) for code in tally.codes if code not in codes]
    return sentence(
        f"Hatched, without shade: bodies with fewer than {FEW} decisions, of which a share says little." if few else "",
        f"Of {len(bodies):,} bodies, the {_MOST_BODIES} with most decisions have a row each." if more else "",
        f"{tally.caution} Marked ×." if tally.caution else "",
        f"Stated less often, and not drawn: {some(left_out, 6)}." if left_out else "",
        f"Stated for none: {some((label_of(code) for code in tally.unstated), 6)}." if tally.unstated else "",
        "A decision may state several reasons. Bodies differ in the papers that they released.",
    )
