"""The figures of a comparison of rates, each with the sentence that may be printed with it."""

from __future__ import annotations

from dataclasses import replace

from analysis.figures import Figure
from analysis.rates.comparison import Comparison, Rate
from analysis.rates.poisson import ALPHA, Interval
from analysis.rates.rounded import p_value_text, range_text, rounded


def rates_figures(comparison: Comparison) -> tuple[Figure, ...]:
    """Return the figures of a comparison that may be printed, named `rates.*`, with the ids of the rows behind each."""
    found = comparison
    both = found.before.total.rows + found.after.total.rows
    rows = {"rates.before": found.before.total.rows, "rates.after": found.after.total.rows}
    fall = (
        Interval(_fall(found.ratio_interval.high), _fall(found.ratio_interval.low)) if found.ratio is not None else None
    )
    expected = Interval(*(_times(found.after.total.exposure, end) for end in _ends(found.before.interval)))
    figures = [
        _figure("rates.before", found.before.value, found.before.interval, _rate_says(found.before, "earlier", found)),
        _figure("rates.after", found.after.value, found.after.interval, _rate_says(found.after, "later", found)),
        _figure("rates.difference", found.difference, found.difference_interval, _difference_says(found)),
        _figure("rates.ratio", found.ratio, found.ratio_interval, _ratio_says(found)),
        _figure("rates.ratio_inverse", found.inverse, found.inverse_interval, _inverse_says(found)),
        _figure("rates.p_value", found.p_value, None, _p_says(found)),
        _figure("rates.fall_percent", found.fall_percent, fall, _fall_says(found)),
        _figure("rates.expected", found.expected, expected, _expected_says(found)),
        _figure("rates.shortfall", found.shortfall, None, _shortfall_says(found)),
    ]
    if found.homogeneity is not None:
        test = found.homogeneity
        rows["rates.homogeneity_p_value"] = found.before.total.rows
        figures.append(_figure("rates.homogeneity_p_value", test.p_value, None, _homogeneity_says(found)))
    return tuple(replace(figure, rows=rows.get(figure.name, both)) for figure in figures)


def _figure(name: str, value: float | None, interval: Interval | None, says: str) -> Figure:
    bounds = interval or Interval(None, None)
    return Figure(name, value, says, bounds.low, bounds.high)


def _fall(ratio: float | None) -> float | None:
    return None if ratio is None else 100 * (1 - ratio)


def _times(factor: float, value: float | None) -> float | None:
    return None if value is None else factor * value


def _ends(interval: Interval) -> tuple[float | None, float | None]:
    return interval.low, interval.high


def _digits(found: Comparison) -> int:
    """Return the decimals of a rate: one, as newspapers print it, or three where the rates are below 1."""
    return 1 if max(found.before.value, found.after.value) >= 1 else 3


def _span(interval: Interval | None, digits: int) -> str:
    return f"95 % interval {range_text(*_ends(interval or Interval(None, None)), digits)}"


def _rate_says(rate: Rate, which: str, found: Comparison) -> str:
    digits, total, unit = _digits(found), rate.total, found.unit.value
    return (
        f"{rounded(rate.value, digits)} a {unit[:-1]} in the {which} window ({total.count:,} in {total.exposure:g} "
        f"{unit}; exact {_span(rate.interval, digits)})."
    )


def _difference_says(found: Comparison) -> str:
    digits = _digits(found) + 1
    if not found.difference:
        return f"The rates are equal (later minus earlier: score {_span(found.difference_interval, digits)})."
    more = "fewer" if found.difference < 0 else "more"
    return (
        f"{rounded(abs(found.difference), digits)} {more} a {found.unit.value[:-1]} in the later window "
        f"(later minus earlier: score {_span(found.difference_interval, digits)})."
    )


def _ratio_says(found: Comparison) -> str:
    if found.ratio is None:
        bound = found.ratio_interval.low
        least = (
            "" if bound is None else f" Its exact 95 % interval begins at {rounded(bound, 3)}, without an upper end."
        )
        return " ".join(found.undefined) + least
    return (
        f"The later rate is {rounded(found.ratio, 3)} times the earlier one "
        f"(exact conditional {_span(found.ratio_interval, 3)})."
    )


def _inverse_says(found: Comparison) -> str:
    if found.inverse is None:
        return " ".join(found.undefined)
    return f"The earlier rate is {rounded(found.inverse, 3)} times the later one ({_span(found.inverse_interval, 3)})."


def _p_says(found: Comparison) -> str:
    if found.p_value is None or found.p_doubled is None:
        return " ".join(found.undefined)
    return (
        f"Were the rates equal and both counts Poisson counts, counts as unlikely as these would come up with "
        f"{p_value_text(found.p_value)} (exact; by twice the smaller tail, to which the interval belongs, "
        f"{p_value_text(found.p_doubled)})."
    )


def _fall_says(found: Comparison) -> str:
    if found.fall_percent is None:
        return " ".join(found.undefined)
    way = "lower" if found.fall_percent >= 0 else "higher"
    return f"The later rate is {rounded(abs(found.fall_percent))} % {way} than the earlier one."


def _expected_says(found: Comparison) -> str:
    return (
        f"At the earlier rate {rounded(found.expected)} would be expected in the later window "
        f"(interval: that of the earlier rate)."
    )


def _shortfall_says(found: Comparison) -> str:
    way = "fewer" if found.shortfall >= 0 else "more"
    return f"{rounded(abs(found.shortfall))} {way} were counted in the later window than at the earlier rate."


def _homogeneity_says(found: Comparison) -> str:
    test = found.homogeneity
    if test is None:
        return ""
    verdict = "do not differ more than chance allows" if test.p_value >= ALPHA else "differ more than chance allows"
    return (
        f"The pooled baselines {verdict} (chi-square {rounded(test.statistic, 4)}, {test.df} degrees of freedom, "
        f"{p_value_text(test.p_value)})."
    )
