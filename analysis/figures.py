"""Figures: numbers that may be printed, each with its interval, its sentence and the rows that it resolves to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what may be said with it, and the rows of the table behind it.

    `name` is stable and unique within an answer: `rates.ratio`, `shares.strict.cost`. `value` is None where the number
    is not defined; `says` then tells why. `low` and `high` bound its 95 % interval, or the range of what is missing.
    """

    name: str
    value: float | None
    says: str
    low: float | None = None
    high: float | None = None
    rows: tuple[str, ...] = ()  # ids of decisions, mentions, counts or files (of the ledger)
