"""The charts of the report: those that can be drawn from its tables, and why others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.report.inputs import Compared, ReportSettings, Tables

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts.chart import Chart


def report_charts(
    tables: Tables, documents: pd.DataFrame, settings: ReportSettings, compared: Compared | None = None
) -> tuple[tuple[Chart, ...], tuple[str, ...]]:
    """Return the charts that can be drawn, and for each other one a sentence that says why not.

    Rates are drawn where they are compared.
    """
    from analysis.charts import every_chart
    from analysis.charts.every_chart import ChartName, ChartSettings, draw_charts

    left_out = {ChartName.SERIES} if compared else {ChartName.SERIES, ChartName.RATES}
    asked = ChartSettings(
        only=tuple(name for name in ChartName if name not in left_out),
        resamples=settings.resamples,
        seed=settings.seed,
        comparison=compared.found if compared else None,
        rates_of=compared.what if compared else every_chart.GIVEN,
        notes={"rates": compared.notes} if compared else {},
    )
    frames = every_chart.Tables(tables.analysis, tables.decisions, documents, tables.ledger)
    drawn = draw_charts(frames, asked)
    whys = (f"{why[:1].upper()}{why[1:]}" for why in drawn.not_drawn.values())
    return drawn.charts, tuple(dict.fromkeys(whys))
