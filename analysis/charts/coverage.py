"""The chart of coverage: what became of every file of a release, and why some could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charts.canvas import WIDTH, Canvas, pictures, quiet_grid, sheet
from analysis.charts.chart import Chart, NoChart
from analysis.charts.lettering import plain, wrapped
from analysis.charts.marks import few_ticks
from analysis.charts.palette import BLUE, INK, ORANGE, PAPER, SOFT
from analysis.charts.words import number_of, percent, sentence, source_of
from analysis.figures import Figure
from corpus.records import Outcome

if TYPE_CHECKING:
    import pandas as pd

NAME = "coverage"
_LABELS, _NUMBERS, _ROW, _HEAD, _AXIS = 2.75, 1.15, 0.28, 0.24, 0.32
_MOST_REASONS = 10
# In the words of a reader; those that could not be read come last.
_SAID: dict[str, str] = {
    Outcome.CODED: "Read: states decisions or reasons",
    Outcome.NO_REASON: "Read: states neither",
    Outcome.NO_TEXT: "Opened: holds no text",
    Outcome.DUPLICATE: "Copy of another file, byte for byte",
    Outcome.CONTAINER: "Archive or message: its files count",
    Outcome.SYSTEM_FILE: "File of the system, without content",
    Outcome.NEEDS_OCR: "Scan that was not read",
    Outcome.ENCRYPTED: "Locked by a password",
    Outcome.CORRUPT: "Damaged",
    Outcome.TIMED_OUT: "Took too long to read",
    Outcome.FAILED: "Reading failed",
    Outcome.TOO_LARGE: "Too large to read",
    Outcome.UNSUPPORTED: "Kind of file that is not supported",
    Outcome.UNREADABLE: "Could not be read",
}
_READ = (Outcome.CODED, Outcome.NO_REASON, Outcome.NO_TEXT)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row: its name, how many files, and how it is filled."""

    name: str
    files: int
    style: dict[str, Any]


def coverage_chart(ledger: pd.DataFrame, documents: pd.DataFrame) -> Chart:
    """Draw how many files of the ledger have each outcome, and for what reasons some could not be read.

    Raises:
        NoChart: no file was received.
    """
    if ledger.empty:
        raise NoChart("no file is in the ledger: there is nothing to draw.")
    outcomes = Counter(str(outcome) for outcome in ledger["outcome"])
    bars = [_Bar(_SAID.get(outcome, outcome), outcomes[outcome], _style(outcome)) for outcome in _order(outcomes)]
    unread = ledger[ledger["outcome"].isin([str(outcome) for outcome in Outcome if outcome.is_failure])]
    reasons = _reasons(unread)
    title, note = _title(len(ledger), len(unread), outcomes), _note(unread, reasons)
    told = f"Source: n = {number_of(len(ledger), 'file')} received. {source_of(documents)}"
    alt = f"Bar chart of what became of the files. {title}. {_said(bars)}" + (
        f" Why not read: {_said(reasons)}" if reasons else ""
    )
    lead = "Every file received, those inside archives and messages too, has one outcome."
    height = len(bars) * _ROW + (len(reasons) * _ROW + _HEAD + 0.1 if reasons else 0) + _AXIS
    with sheet(title, [lead], [note, told], height) as canvas:
        _draw(canvas, bars, reasons, len(ledger))
        svg, png = pictures(canvas, NAME, title, alt)
    return Chart(NAME, title, svg, png, alt, told, _figures(ledger, unread), note)


def _order(outcomes: Counter[str]) -> list[str]:
    known = [str(outcome) for outcome in _SAID if outcomes[str(outcome)]]
    return known + sorted(outcome for outcome in outcomes if outcome not in known)


def _style(outcome: str) -> dict[str, Any]:
    if outcome in _READ:
        return {"facecolor": BLUE, "edgecolor": BLUE}
    if outcome in _SAID and not Outcome(outcome).is_failure:
        return {"facecolor": PAPER, "edgecolor": SOFT}
    return {"facecolor": ORANGE, "edgecolor": INK, "hatch": "////"}


def _reasons(unread: pd.DataFrame) -> list[_Bar]:
    """Return why files were not read, the most frequent first; those beyond the tenth together."""
    if unread.empty or "reason" not in unread:
        return []
    told = Counter(plain(reason) for reason in unread["reason"].fillna("no reason is noted"))
    order = sorted(told.items(), key=lambda item: (-item[1], item[0]))
    bars = [_Bar(reason, files, _style(Outcome.FAILED)) for reason, files in order[:_MOST_REASONS]]
    others = order[_MOST_REASONS:]
    if others:
        name = f"{len(others):,} other reasons together"
        bars.append(_Bar(name, sum(files for _, files in others), _style(Outcome.FAILED)))
    return bars


def _draw(canvas: Canvas, bars: list[_Bar], reasons: list[_Bar], files: int) -> None:
    most = max(bar.files for bar in bars)
    _block(canvas, bars, 0, (most, files), has_scale=not reasons)
    if reasons:
        top = len(bars) * _ROW + 0.1
        canvas.text(0.06, top, "Why files could not be read", fontweight="bold")
        _block(canvas, reasons, top + _HEAD, (most, files))


def _block(canvas: Canvas, bars: list[_Bar], top: float, files: tuple[int, int], *, has_scale: bool = True) -> None:
    most, received = files
    axes = canvas.axes(_LABELS, top, WIDTH - _LABELS - _NUMBERS, len(bars) * _ROW)
    axes.set(xlim=(0, most * 1.03), ylim=(len(bars) - 0.5, -0.5), yticks=[])
    few_ticks(axes)
    quiet_grid(axes, "x")
    if not has_scale:
        axes.tick_params(labelbottom=False)
    for row, bar in enumerate(bars):
        axes.barh(row, bar.files, height=0.66, linewidth=0.6, **bar.style)
        middle = top + (row + 0.5) * _ROW
        lines = wrapped(bar.name, _LABELS - 0.14, most=2)
        for number, line in enumerate(lines):
            canvas.text(_LABELS - 0.06, middle + (number - (len(lines) - 1) / 2) * 0.125, line, ha="right", va="center")
        canvas.text(WIDTH - _NUMBERS + 0.06, middle, f"{bar.files:,} ({percent(bar.files / received)})", va="center")


def _title(files: int, unread: int, outcomes: Counter[str]) -> str:
    read = sum(outcomes[str(outcome)] for outcome in _READ)
    if not unread and not read:
        return f"None of {number_of(files, 'file')} received holds content of its own"
    if not unread:
        return f"Every file with content of its own could be read: {read:,} of {number_of(files, 'file')} received"
    also = f"{read:,} {'was' if read == 1 else 'were'}"
    return f"{unread:,} of {number_of(files, 'file')} received could not be read ({percent(unread / files)}); {also}"


def _said(bars: list[_Bar]) -> str:
    return "; ".join(f"{bar.name}: {bar.files:,}" for bar in bars) + "."


def _note(unread: pd.DataFrame, reasons: list[_Bar]) -> str:
    if unread.empty:
        return "What was never released is in no ledger."
    return sentence(
        "Orange and hatched: content that is missing from the table. White: counted elsewhere, or nothing to read.",
        "Only a person can tell what the files that were not read would change." if reasons else "",
        "What was never released is in no ledger.",
    )


def _figures(ledger: pd.DataFrame, unread: pd.DataFrame) -> tuple[Figure, ...]:
    ids = ledger["ledger_id"] if "ledger_id" in ledger else ledger.index.to_series()
    figures = [Figure("coverage.files", len(ledger), "Files received.", rows=tuple(map(str, ids)))]
    for outcome in _order(Counter(str(outcome) for outcome in ledger["outcome"])):
        rows = tuple(map(str, ids[ledger["outcome"].eq(outcome)]))
        figures.append(Figure(f"coverage.{outcome}", len(rows), f"{_SAID.get(outcome, outcome)}.", rows=rows))
    not_read = tuple(map(str, ids.loc[unread.index]))
    return (*figures, Figure("coverage.not_read", len(not_read), "Files that could not be read.", rows=not_read))
