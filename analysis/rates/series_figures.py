"""The figures of a segmented regression, each with its sentence and all its intervals."""

from __future__ import annotations

from analysis.figures import Figure
from analysis.rates.rounded import p_value_text, range_text, rounded
from analysis.rates.series import Effect, Segmented


def series_figures(found: Segmented) -> tuple[Figure, ...]:
    """Return the figures of a segmented series, named `series.*`, with the rows of its months.

    `low` and `high` are those of the widest interval: the sentence tells all of them.
    """
    rows = tuple(row for month in found.months for row in month.rows)
    told = (
        ("series.level", found.level, f"At {found.event} the level is {{}} times that of the earlier trend carried on"),
        ("series.slope", found.slope, "From then on the monthly trend is {} times the earlier one"),
        ("series.trend", found.trend, "Before, each month is {} times the month before it"),
    )
    effects = tuple(_effect_figure(name, effect, says, rows) for name, effect, says in told)
    phi = f"The variance of the months is {rounded(found.phi, 2)} times that of Poisson counts round the fitted lines."
    return (*effects, Figure("series.phi", found.phi, phi, rows=rows), _durbin_watson_figure(found, rows))


def _effect_figure(name: str, effect: Effect, says: str, rows: tuple[str, ...]) -> Figure:
    intervals = "; ".join(
        f"{item.kind} {range_text(item.interval.low, item.interval.high, 3)}, {p_value_text(item.p_value)}"
        for item in effect.intervals
    )
    widest = effect.widest.interval
    sentence = f"{says.format(rounded(effect.ratio, 3))} (95 % intervals: {intervals})."
    return Figure(name, effect.ratio, sentence, widest.low, widest.high, rows)


def _durbin_watson_figure(found: Segmented, rows: tuple[str, ...]) -> Figure:
    checks = found.residuals
    if checks.durbin_watson is None or checks.acf is None:
        return Figure(
            "series.durbin_watson", None, "The months lie on the fitted lines: nothing is left to check.", rows=rows
        )
    unusual = [f"{lag}" for lag, value in enumerate(checks.acf, 1) if abs(value) > checks.acf_bound]
    tied = f"at lag {', '.join(unusual)} months hang together" if unusual else "no lag up to 6 months stands out"
    says = f"Durbin-Watson of the residuals is {rounded(checks.durbin_watson, 2)} (2 is none left over); {tied}."
    return Figure("series.durbin_watson", checks.durbin_watson, says, rows=rows)
