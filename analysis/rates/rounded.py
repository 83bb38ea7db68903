"""Numbers rounded for people: half up, as newspapers do, and never a bare `nan` or `inf`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_LEAST_P = 1e-15


def rounded(value: float, digits: int = 1) -> str:
    """Return a number with so many decimals (5.85 with one is 5.9), thousands marked.

    A number that would show as 0 keeps two figures instead: 0.0042 with one decimal is 0.0042.
    """
    exact = Decimal(repr(float(value)))
    short = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    if short == 0:
        return "0" if exact == 0 else f"{float(exact):.2g}"
    return f"{short:,}"


def range_text(low: float | None, high: float | None, digits: int = 1) -> str:
    """Return an interval in words: `0.370 to 0.701`, `1.1 or more`, `3.0 or less`, `not defined`."""
    if low is None and high is None:
        return "not defined"
    if high is None:
        return f"{rounded(low or 0.0, digits)} or more"
    if low is None:
        return f"{rounded(high, digits)} or less"
    return f"{rounded(low, digits)} to {rounded(high, digits)}"


def p_value_text(p_value: float) -> str:
    """Return a p-value with two significant figures: `p = 0.000013`, `p = 0.75`, `p below 1e-15`."""
    if p_value < _LEAST_P:
        return "p below 1e-15"
    if p_value < 1e-6:
        return f"p = {p_value:.1e}"
    return f"p = {Decimal(f'{p_value:.2g}'):f}"
