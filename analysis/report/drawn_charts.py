"""The charts of the report: which are drawn, in which order, and why one cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from analysis.report.contents import Compared, ReportSettings, Tables

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts.chart import Chart
    from analysis.share_groups import Grouping
    from analysis.shares import Shares


def report_charts(
    tables: Tables, documents: pd.DataFrame, settings: ReportSettings, compared: Compared | None = None
) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Return the charts that can be drawn from the tables, and for each other one a sentence that says why not."""
    from analysis.charts.chart import NoChart

    charts: list[Chart] = []
    whys: list[str] = []
    for make in _makers(tables, documents, settings, compared):
        try:
            charts.append(make())
        except NoChart as nothing:
            whys.append(f"{nothing.why[:1].upper()}{nothing.why[1:]}")
    return tuple(charts), tuple(dict.fromkeys(whys))


def _makers(
    tables: Tables, documents: pd.DataFrame, settings: ReportSettings, compared: Compared | None
) -> list[Callable[[], Chart]]:
    from analysis.charts.co_occurrence import co_occurrence_chart
    from analysis.charts.coverage import coverage_chart
    from analysis.charts.reasons import reasons_chart
    from analysis.charts.reasons_by_body import reasons_by_body
    from analysis.charts.reasons_by_year import reasons_by_year
    from analysis.charts.words import source_of
    from analysis.cooccurrence import PairSettings, cooccurrence
    from analysis.share_groups import Grouping

    source = source_of(documents)
    pairs = PairSettings(resamples=settings.resamples, seed=settings.seed)
    return [
        *_of_rates(compared),
        lambda: reasons_chart(_shares(tables, settings, None), source),
        lambda: reasons_by_year(_shares(tables, settings, Grouping.YEAR), source),
        lambda: reasons_by_body(_shares(tables, settings, Grouping.BODY), source),
        lambda: co_occurrence_chart(cooccurrence(tables.analysis, tables.decisions, pairs), source),
        lambda: coverage_chart(tables.ledger, documents),
    ]


def _of_rates(compared: Compared | None) -> list[Callable[[], Chart]]:
    return []


def _shares(tables: Tables, settings: ReportSettings, by: Grouping | None) -> Shares:
    from analysis.shares import ShareSettings, shares

    asked = ShareSettings(by=by, resamples=settings.resamples, seed=settings.seed)
    return shares(tables.analysis, tables.decisions, tables.ledger, asked)
