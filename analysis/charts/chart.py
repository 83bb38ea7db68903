"""What a chart is: a picture that states its finding, with the numbers it shows and the words for who cannot see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.figures import Figure
from corpus.errors import CorpusError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, as SVG (text as text, no reference outside itself) and as PNG (200 dpi); the same bytes every time.

    `name` is stable and fit for a file: `reasons_by_year`. `title` states the finding in a sentence, of association
    only. `alt` is what a reader who cannot see it needs. `source` tells n, release, versions and dates, and stands in
    the picture too. `note` is what must be known before it is quoted: what is hidden, marked or left out. `figures`
    are the numbers drawn, with the rows behind each.
    """

    name: str
    title: str
    svg: str
    png: bytes
    alt: str
    source: str
    figures: tuple[Figure, ...]
    note: str


class NoChart(CorpusError):
    """There is nothing to draw; `why` says so in a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def figures_frame(chart: Chart) -> pd.DataFrame:
    """Return the figures behind a chart, one a row: name, value, low, high, says, rows (ids, a space between them)."""
    import pandas as pd

    columns = ["name", "value", "low", "high", "says", "rows"]
    told = [(f.name, f.value, f.low, f.high, f.says, " ".join(f.rows)) for f in chart.figures]
    types = dict.fromkeys(("name", "says", "rows"), "str") | dict.fromkeys(("value", "low", "high"), "float64")
    return pd.DataFrame(told, columns=columns).astype(types)
