"""All charts of a workspace at once: those that can be drawn, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from analysis.charts.chart import Chart, NoChart
from analysis.shares.groups import Grouping
from analysis.shares.stated_reasons import DEFAULT_STATUSES, Version

if TYPE_CHECKING:
    import pandas as pd

    from analysis.rates.comparison import Comparison
    from analysis.rates.series import Segmented
    from analysis.shares.measure import Shares


GIVEN = "figures as given"  # not from the table: no release stands behind them


class ChartName(StrEnum):
    """The charts there are, in the order in which they are drawn."""

    COVERAGE = "coverage"
    REASONS = "reasons"
    REASONS_BY_YEAR = "reasons_by_year"
    REASONS_BY_BODY = "reasons_by_body"
    CO_OCCURRENCE = "co_occurrence"
    RATES = "rates"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Tables:
    """The frames of a workspace that charts are drawn from."""

    analysis: pd.DataFrame
    decisions: pd.DataFrame
    documents: pd.DataFrame
    ledger: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ChartSettings:
    """What is asked. `comparison` and `series` are drawn where given, with what they count in words.

    `refused` tells, by chart, why what it needs could not be made: `{"series": "the series has 3 whole months ..."}`.
    `notes` are further sentences to print beneath a chart: `{"rates": ("3 decisions have no date ...",)}`.
    """

    only: tuple[ChartName, ...] = tuple(ChartName)
    version: Version = Version.STRICT
    statuses: tuple[str, ...] = DEFAULT_STATUSES
    resamples: int = 2000
    seed: int = 1
    suppress: int | None = None
    comparison: Comparison | None = None
    series: Segmented | None = None
    rates_of: str = GIVEN
    series_of: str = GIVEN
    event: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The charts drawn, and by name why others could not be."""

    charts: tuple[Chart, ...]
    not_drawn: Mapping[str, str]


def draw_charts(tables: Tables, asked: ChartSettings) -> Drawn:
    """Draw every chart asked for.

    Raises:
        InvalidQuery: an unknown status, or settings out of range.
    """
    charts, not_drawn = [], {}
    for name in ChartName:
        if name not in asked.only:
            continue
        try:
            charts.append(_DRAWN_BY[name](tables, asked))
        except NoChart as error:
            not_drawn[str(name)] = error.why
    return Drawn(tuple(charts), not_drawn)


def _coverage(tables: Tables, _: ChartSettings) -> Chart:
    from analysis.charts.coverage import coverage_chart

    return coverage_chart(tables.ledger, tables.documents)


def _reasons(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.reasons import reasons_chart

    return reasons_chart(_shares(tables, asked, None), _source(tables), asked.version)


def _by_year(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.reasons_by_year import reasons_by_year

    return reasons_by_year(_shares(tables, asked, Grouping.YEAR), _source(tables), asked.version)


def _by_body(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.reasons_by_body import reasons_by_body

    return reasons_by_body(_shares(tables, asked, Grouping.BODY), _source(tables), asked.version)


def _co_occurrence(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.co_occurrence import co_occurrence_chart
    from analysis.shares.cooccurrence import PairSettings, cooccurrence

    settings = PairSettings(
        asked.statuses, asked.version, resamples=asked.resamples, seed=asked.seed, suppress=asked.suppress
    )
    return co_occurrence_chart(cooccurrence(tables.analysis, tables.decisions, settings), _source(tables))


def _rates(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.rates_chart import rates_chart

    if asked.comparison is None:
        raise NoChart(asked.refused.get("rates", "no two windows were given to compare."))
    totals = (asked.comparison.before.total, asked.comparison.after.total)
    _refuse_small([part.count for total in totals for part in total.parts or (total,)], asked)
    return rates_chart(
        asked.comparison, asked.rates_of, _source_of_counts(tables, asked.rates_of), asked.notes.get("rates", ())
    )


def _series(tables: Tables, asked: ChartSettings) -> Chart:
    from analysis.charts.series_chart import series_chart

    if asked.series is None:
        raise NoChart(asked.refused.get("series", "no months were given to draw."))
    _refuse_small([month.count for month in asked.series.months], asked)
    source = _source_of_counts(tables, asked.series_of)
    return series_chart(asked.series, asked.series_of, source, asked.event, asked.notes.get("series", ()))


def _refuse_small(counts: Sequence[int], asked: ChartSettings) -> None:
    least = asked.suppress
    if least is not None and any(0 < count < least for count in counts):
        raise NoChart(f"a window or month has fewer than {least}, and small numbers are hidden.")


_DRAWN_BY: dict[ChartName, Callable[[Tables, ChartSettings], Chart]] = {
    ChartName.COVERAGE: _coverage,
    ChartName.REASONS: _reasons,
    ChartName.REASONS_BY_YEAR: _by_year,
    ChartName.REASONS_BY_BODY: _by_body,
    ChartName.CO_OCCURRENCE: _co_occurrence,
    ChartName.RATES: _rates,
    ChartName.SERIES: _series,
}


def _shares(tables: Tables, asked: ChartSettings, by: Grouping | None) -> Shares:
    from analysis.shares.measure import ShareSettings, shares

    settings = ShareSettings(
        asked.statuses, (asked.version,), by=by, resamples=asked.resamples, seed=asked.seed, suppress=asked.suppress
    )
    return shares(tables.analysis, tables.decisions, tables.ledger, settings)


def _source(tables: Tables) -> str:
    from analysis.charts.words import source_of

    return source_of(tables.documents)


def _source_of_counts(tables: Tables, what: str) -> str:
    return "" if what == GIVEN else _source(tables)
