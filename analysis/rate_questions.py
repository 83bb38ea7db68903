"""Questions of rates: two counts compared, or a monthly series around a day."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import model_validator

from analysis.question_kinds import AnyQuestion, Tables, Text, Texts, input_named
from analysis.rates.windows import Unit
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    from analysis.figures import Figure
    from analysis.rates.counted import Counted, DecisionChoice
    from analysis.rates.monthly import MonthlyCount
    from analysis.rates.windows import Window


class RateSource(StrEnum):
    """Where the two counts come from."""

    GIVEN = "given"  # figures in the question: 136/12
    DECISIONS = "decisions"  # decisions of the table, each once
    STATED = "stated"  # figures that documents state


_ALWAYS = frozenset({"kind", "name", "of", "before_window", "after_window", "unit", "event"})
_OWN = {
    RateSource.GIVEN: frozenset({"before", "after", "baseline"}),
    RateSource.DECISIONS: frozenset({"status", "review_type", "body"}),
    RateSource.STATED: frozenset({"metric", "definition", "area", "review_type"}),
}


class RatesQuestion(AnyQuestion):
    """Two rates compared, as `minuted rates`: of figures given, of decisions, or of figures that documents state."""

    kind: Literal["rates"] = "rates"
    of: RateSource
    before: Text = ""
    after: Text = ""
    baseline: Texts = ()
    before_window: Text = ""
    after_window: Text = ""
    unit: Unit = Unit.MONTHS
    event: Text = ""
    status: Text = "not_initiated"
    review_type: Text | None = None
    body: Text | None = None
    metric: Text | None = None
    definition: Text | None = None
    area: Text | None = None

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        stray = sorted(self.model_fields_set - _ALWAYS - _OWN[self.of])
        if stray:
            raise ValueError(f"{', '.join(stray)} does not go with `of: {self.of}`")
        if self.of is RateSource.GIVEN and (not self.after or bool(self.before) == bool(self.baseline)):
            raise ValueError("figures given are `after` and either `before` or `baseline`, as 58/10 and 136/12")
        if self.of is not RateSource.GIVEN and not (self.before_window and self.after_window):
            raise ValueError("give `before_window` and `after_window`, as 2009-04-01:2010-03-31")
        return self

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON, without the settings of other ways of asking."""
        return {name: value for name, value in super().data().items() if name in _ALWAYS | _OWN[self.of]}

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return rates, ratio, fall, shortfall and what they hang on."""
        from analysis.rates.comparison import compare_rates
        from analysis.rates.comparison_figures import rates_figures
        from analysis.rates.policy_events import event_of
        from analysis.rates.sensitivity import sensitivity, sensitivity_figures

        counted = self._counted(tables)
        event = event_of(self.event) if self.event else None
        found = compare_rates(counted.before, counted.after, self.unit, event)
        return (*rates_figures(found), *sensitivity_figures(found, sensitivity(found)))

    def _counted(self, tables: Tables) -> Counted:
        from analysis.rates.counted import CountChoice, Counted, decisions_counted, stated_counts
        from analysis.rates.totals import pooled, total_given

        before, after = _window(self.before_window), _window(self.after_window)
        if self.of is RateSource.GIVEN or before is None or after is None:
            earlier = pooled([total_given(text, self.unit, before) for text in self.baseline or (self.before,)])
            return Counted(earlier, total_given(self.after, self.unit, after), "figures as given")
        if self.of is RateSource.DECISIONS:
            choice = _choice(self.status, self.review_type, self.body)
            return decisions_counted(tables.decisions, before, after, self.unit, choice)
        stated = CountChoice(self.metric, self.definition, self.area, self.review_type)
        return stated_counts(tables.counts, before, after, self.unit, stated)


class SeriesQuestion(AnyQuestion):
    """A monthly series around a day, as `minuted rates --series`: of decisions, or of months counted elsewhere."""

    kind: Literal["series"] = "series"
    event: Text
    months: Text = ""
    first_day: Text = ""
    last_day: Text = ""
    season: bool = False
    status: Text = "not_initiated"
    review_type: Text | None = None
    body: Text | None = None

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return change of level, change of slope, trend, and how the months scatter."""
        from analysis.rates.policy_events import event_of
        from analysis.rates.series import segmented
        from analysis.rates.series_figures import series_figures

        day = event_of(self.event).day
        if day is None:
            raise InvalidQuery(f"of {self.event} no day is known: give one, as 2010-06-10")
        return series_figures(segmented(self._months(tables), day, season=self.season))

    def _months(self, tables: Tables) -> tuple[MonthlyCount, ...]:
        from analysis.rates.counted import chosen_decisions
        from analysis.rates.monthly import monthly_decisions

        if self.months:
            held: tuple[MonthlyCount, ...] = input_named(tables.inputs.months, self.months, "months")
            return held
        if bool(self.first_day) != bool(self.last_day):
            raise InvalidQuery("a series has both a first_day and a last_day, or neither")
        period = _window(f"{self.first_day}:{self.last_day}") if self.first_day else None
        chosen = chosen_decisions(tables.decisions, _choice(self.status, self.review_type, self.body))
        return monthly_decisions(chosen, period)[0]


def _window(given: str) -> Window | None:
    from analysis.rates.windows import window_of

    return window_of(given) if given else None


def _choice(status: str, review_type: str | None, body: str | None) -> DecisionChoice:
    from analysis.rates.counted import DecisionChoice

    return DecisionChoice(status, review_type, body)
