"""What a report is made from: frames, the words of pages, what was asked, and what is shown besides the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts.chart import Chart
    from analysis.rates.comparison import Comparison
    from analysis.rates.sensitivity import Sensitivity


@dataclass(frozen=True, slots=True)
class Tables:
    """The frames that a report is made from, as the store's tables of the same names, names replaced or kept."""

    analysis: pd.DataFrame
    decisions: pd.DataFrame
    ledger: pd.DataFrame
    counts: pd.DataFrame
    evidence: pd.DataFrame
    codes: pd.DataFrame


# document, page, first character, character after the last -> what stands before it, itself, and what follows
Around = Callable[[str, int, int, int], tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of the coder's accuracy, in [0, 1], with its 95 % interval, of so many passages."""

    what: str
    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What the coder was measured at: by which model, on how many passages of which kind."""

    model: str
    says: str
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of rates with what it hangs on, what was counted, and what is to be told beside it."""

    found: Comparison
    hangs_on: Sensitivity
    what: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extras:
    """What a report shows besides its tables. `why_no_rates` and `why_no_charts` say why there are none."""

    rates: Compared | None = None
    why_no_rates: str = ""
    charts: tuple[Chart, ...] = ()
    why_no_charts: tuple[str, ...] = ()
    accuracy: Accuracy | None = None
    method: tuple[tuple[str, str], ...] = ()  # what was done, by its name: versions and what was done to names
    names_kept: bool = False


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What is asked of a report. `dated` is printed as the day of making; nothing else tells the time."""

    title: str = "Reviews that were not held: what the documents state"
    dated: str = ""
    resamples: int = 2000
    seed: int = 1
