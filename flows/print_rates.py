"""Comparisons of rates and series, as lines for people and as data for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.figures import Figure
    from analysis.rates.comparison import Comparison, Rate
    from analysis.rates.poisson import Interval
    from analysis.rates.policy_events import PolicyEvent
    from analysis.rates.sensitivity import Sensitivity
    from analysis.rates.series import Segmented

READING = "This tells how far two rates differ and how surely. It is an association: the counts do not tell why."


def rates_lines(found: Comparison, hangs_on: Sensitivity, what: str, notes: Sequence[str]) -> list[str]:
    """Return a comparison in lines: rates, what differs, warnings, other methods, sensitivity, what to rule out."""
    from analysis.rates.comparison_figures import rates_figures
    from analysis.rates.sensitivity import sensitivity_figures

    figures = {figure.name: figure.says for figure in rates_figures(found)}
    return [
        f"Rates by {found.unit}: {what}",
        _rate_line("earlier", found.before),
        _rate_line("later", found.after),
        *(f"  {note}" for note in notes),
        "",
        *_unique(says for name, says in figures.items() if name not in ("rates.before", "rates.after")),
        *_warning_lines((warning.code, warning.says) for warning in found.warnings),
        "",
        "The ratio by other methods (what is reported is the exact one):",
        *_method_lines(found),
        "",
        "What it hangs on:",
        *(f"  {figure.says}" for figure in sensitivity_figures(found, hangs_on)),
        *(f"  {note}" for note in hangs_on.notes),
        *_closing_lines(found.event, [*found.before.total.windows, *found.after.total.windows]),
    ]


def rates_data(found: Comparison, hangs_on: Sensitivity, what: str, notes: Sequence[str]) -> dict[str, Any]:
    """Return a comparison as data in full precision; null is what is not defined."""
    from analysis.rates.comparison_figures import rates_figures
    from analysis.rates.sensitivity import sensitivity_figures

    windows = [*found.before.total.windows, *found.after.total.windows]
    return {
        "what": what,
        "unit": found.unit,
        "before": _rate_data(found.before),
        "after": _rate_data(found.after),
        "difference": _estimate(found.difference, found.difference_interval),
        "ratio": _estimate(found.ratio, found.ratio_interval),
        "ratio_inverse": _estimate(found.inverse, found.inverse_interval),
        "p_value": found.p_value,
        "p_value_doubled_tail": found.p_doubled,
        "fall_percent": found.fall_percent,
        "expected": found.expected,
        "shortfall": found.shortfall,
        "methods": [{"method": item.method, **_ends(item.interval), "p_value": item.p_value} for item in found.methods],
        "homogeneity": asdict(found.homogeneity) if found.homogeneity else None,
        "sensitivity": asdict(hangs_on),
        "warnings": [asdict(warning) for warning in found.warnings],
        "undefined": found.undefined,
        "notes": notes,
        **_context_data(found.event, windows),
        "figures": _figures_data([*rates_figures(found), *sensitivity_figures(found, hangs_on)]),
    }


def series_lines(found: Segmented, event: PolicyEvent, what: str, notes: Sequence[str]) -> list[str]:
    """Return a segmented regression in lines."""
    from analysis.rates.series_figures import series_figures

    first, last = found.months[0], found.months[-1]
    return [
        f"Segmented Poisson regression, {first.month} to {last.month}: {what}",
        f"  {found.months_before} whole months before {event.label}, {found.months_after} from it on",
        f"  HAC lags {found.hac_lags}, {'with' if found.has_season else 'without'} a yearly wave",
        *(f"  {note}" for note in notes),
        "",
        *(figure.says for figure in series_figures(found)),
        "No interval is chosen here: what holds in the widest one is what the months bear out.",
        *_closing_lines(event, [month.window for month in found.months]),
    ]


def series_data(found: Segmented, event: PolicyEvent, what: str, notes: Sequence[str]) -> dict[str, Any]:
    """Return a segmented regression as data: effects with every interval, and month by month what was fitted."""
    from analysis.rates.series_figures import series_figures

    effects = {"level": found.level, "slope": found.slope, "trend": found.trend}
    return {
        "what": what,
        "months_before": found.months_before,
        "months_after": found.months_after,
        **{
            name: {
                "ratio": effect.ratio,
                "intervals": [
                    {"kind": item.kind, **_ends(item.interval), "p_value": item.p_value} for item in effect.intervals
                ],
            }
            for name, effect in effects.items()
        },
        "phi": found.phi,
        "hac_lags": found.hac_lags,
        "has_season": found.has_season,
        "residuals": asdict(found.residuals),
        "months": [
            {
                "month": month.month,
                "count": month.count,
                "exposure_days": month.exposure_days,
                "fitted": fitted,
                "without_change": unchanged,
            }
            for month, fitted, unchanged in zip(found.months, found.fitted, found.without_change, strict=True)
        ],
        "notes": notes,
        **_context_data(event, [month.window for month in found.months]),
        "figures": _figures_data(series_figures(found)),
    }


def _rate_line(which: str, rate: Rate) -> str:
    from analysis.rates.rounded import range_text, rounded

    total = rate.total
    digits = 1 if rate.value >= 1 else 3
    dated = f"  {'; '.join(map(str, total.windows))}" if total.windows else ""
    interval = f"(95 % {range_text(rate.interval.low, rate.interval.high, digits)})"
    return f"  {which:<8}{total.count:>7,} in {total.exposure:g}: {rounded(rate.value, digits):>7} {interval}{dated}"


def _unique(lines: Iterable[str]) -> list[str]:
    """Return lines without those that say again what was said: one reason may leave several figures undefined."""
    return list(dict.fromkeys(lines))


def _warning_lines(warnings: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"Warning {code}: {says}." for code, says in warnings]
    return ["", *lines] if lines else []


def _method_lines(found: Comparison) -> list[str]:
    from analysis.rates.rounded import p_value_text, range_text

    return [
        f"  {item.method:<18} "
        + (range_text(item.interval.low, item.interval.high, 3) if item.interval else "no interval").ljust(18)
        + (f" {p_value_text(item.p_value)}" if item.p_value is not None else " no p-value")
        for item in found.methods
        if item.interval is not None or item.p_value is not None
    ]


def _closing_lines(event: PolicyEvent | None, windows: Sequence[Any]) -> list[str]:
    from analysis.rates.policy_events import alternative_explanations

    others = [
        f"another change in that time: {other.label}" + ("" if other.checked else "; its date is to be checked")
        for other in _others(event, windows)
    ]
    return ["", READING, "To be ruled out first:", *(f"  - {line}" for line in (*others, *alternative_explanations()))]


def _others(event: PolicyEvent | None, windows: Sequence[Any]) -> tuple[PolicyEvent, ...]:
    from analysis.rates.policy_events import other_events
    from analysis.rates.windows import Window

    if not windows:
        return ()
    span = Window(min(window.start for window in windows), max(window.end for window in windows))
    return other_events(event, [span])


def _context_data(event: PolicyEvent | None, windows: Sequence[Any]) -> dict[str, Any]:
    from analysis.rates.policy_events import alternative_explanations

    return {
        "event": _event_data(event) if event else None,
        "other_events": [_event_data(other) for other in _others(event, windows)],
        "reading": READING,
        "alternative_explanations": alternative_explanations(),
    }


def _event_data(event: PolicyEvent) -> dict[str, Any]:
    data = asdict(event)
    del data["examples"]
    return data


def _rate_data(rate: Rate) -> dict[str, Any]:
    total = rate.total
    return {
        "count": total.count,
        "exposure": total.exposure,
        "rate": rate.value,
        **_ends(rate.interval),
        "windows": [[str(window.start), str(window.end)] for window in total.windows],
        "parts": [{"count": part.count, "exposure": part.exposure} for part in total.parts],
        "rows": total.rows,
    }


def _estimate(value: float | None, interval: Interval | None) -> dict[str, float | None]:
    return {"value": value, **_ends(interval)}


def _ends(interval: Interval | None) -> dict[str, float | None]:
    return {"low": interval.low, "high": interval.high} if interval else {"low": None, "high": None}


def _figures_data(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    return [asdict(figure) for figure in figures]
