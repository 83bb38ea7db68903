"""The questions that a bundle answers unasked: counts, shares, pairs, and rates around the date of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from analysis.question_kinds import (
    DecisionsQuestion,
    LedgerQuestion,
    MentionsQuestion,
    SharesQuestion,
    Tables,
    TogetherQuestion,
)
from analysis.questions import Question
from analysis.rate_questions import RateSource, RatesQuestion
from analysis.rates.counted import NONE
from analysis.rates.windows import Window, days_meant
from analysis.shares.groups import Grouping
from analysis.shares.stated_reasons import Version
from corpus.schema import POLICY_DATE

if TYPE_CHECKING:
    import pandas as pd

_KIND = ["metric", "count_definition", "area", "review_type"]
_YEAR_BEFORE, _YEAR_AFTER = "2009-06-10:2010-06-09", "2010-06-10:2011-06-09"


def standard_questions(tables: Tables) -> tuple[Question, ...]:
    """Return the questions of the standard set that these tables may answer."""
    return (
        LedgerQuestion(name="ledger"),
        DecisionsQuestion(name="decisions"),
        MentionsQuestion(name="mentions"),
        SharesQuestion(name="shares"),
        SharesQuestion(name="shares-by-year", by=Grouping.YEAR),
        SharesQuestion(name="shares-by-body", by=Grouping.BODY),
        SharesQuestion(name="shares-by-policy", by=Grouping.POLICY_PERIOD),
        TogetherQuestion(name="together-strict", version=Version.STRICT),
        TogetherQuestion(name="together-broad", version=Version.BROAD),
        RatesQuestion(
            name="rates-decisions",
            of=RateSource.DECISIONS,
            before_window=_YEAR_BEFORE,
            after_window=_YEAR_AFTER,
            event=POLICY_DATE,
        ),
        *_stated_rates(tables.counts),
    )


def _stated_rates(counts: pd.DataFrame) -> Iterator[Question]:
    """Yield a comparison for each kind of figure that documents state for two periods around the policy date."""
    held = counts[counts["count"].notna()].dropna(subset=["period_start", "period_end"])
    named = held.assign(**{column: held[column].fillna(NONE) for column in _KIND})
    for number, (kind, rows) in enumerate(named.groupby(_KIND), start=1):
        windows = {_window(row) for row in rows[["period_start", "period_end"]].itertuples(index=False, name=None)}
        around = _around({window for window in windows if window}, date.fromisoformat(POLICY_DATE))
        if around is None:
            continue
        metric, definition, area, review_type = map(str, kind)
        yield RatesQuestion(
            name=f"rates-stated-{number}",
            of=RateSource.STATED,
            before_window=f"{around[0].start}:{around[0].end}",
            after_window=f"{around[1].start}:{around[1].end}",
            event=POLICY_DATE,
            metric=metric,
            definition=definition,
            area=area,
            review_type=review_type,
        )


def _window(period: tuple[str, str]) -> Window | None:
    start, end = days_meant(period[0]), days_meant(period[1])
    return Window(start[0], end[1]) if start and end and start[0] <= end[1] else None


def _around(windows: set[Window], day: date) -> tuple[Window, Window] | None:
    """The first window that reaches the day, and the last that ends before that one begins."""
    later = sorted((w for w in windows if w.end >= day), key=lambda w: (w.end, w.start))
    earlier = sorted((w for w in windows if later and w.end < later[0].start), key=lambda w: (w.end, w.start))
    return (earlier[-1], later[0]) if later and earlier else None
