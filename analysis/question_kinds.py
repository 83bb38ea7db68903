"""The kinds of question that can be put to the tables: for each its settings, as plain JSON, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.prevalence import Ratio
from analysis.rates.windows import Unit
from analysis.share_groups import Grouping
from analysis.stated_reasons import DEFAULT_STATUSES, Version
from corpus.codings import CoderFile, Level
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures import Figure
    from analysis.rates.counted import Counted, DecisionChoice
    from analysis.rates.monthly import MonthlyCount
    from analysis.rates.windows import Window

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"

Text = Annotated[str, Field(max_length=1000)]
Texts = Annotated[tuple[Text, ...], Field(max_length=1000)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Draws = Annotated[int, Field(ge=100, le=20_000)]
Least = Annotated[int, Field(ge=2, le=1000)]
Share = Annotated[str, Field(pattern=r"^\d{1,9}/\d{1,9}$")]  # 80/100


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What people gave beside the table, by the names that questions call it: codings, rows checked, months counted."""

    coders: Mapping[str, CoderFile] = field(default_factory=dict)
    checked: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    months: Mapping[str, tuple[MonthlyCount, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What questions are put to: frames as `corpus.open_workspace` returns them, the codes' names, and inputs.

    Of `passages` the places are used, and only where coders marked stretches of text.
    """

    analysis: pd.DataFrame
    decisions: pd.DataFrame
    ledger: pd.DataFrame
    counts: pd.DataFrame
    passages: pd.DataFrame | None = None
    codes: frozenset[str] = frozenset()
    inputs: Inputs = field(default_factory=Inputs)


class AnyQuestion(BaseModel):
    """A question of some kind. `name` tells it from others; `is_count` says that its figures are whole numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    is_count: ClassVar[bool] = False

    name: str = Field(pattern=NAME, max_length=80)

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return its answer; the same for the same tables, always.

        Raises:
            InvalidQuery: the tables cannot answer it; the sentence says why.
        """
        raise NotImplementedError


class LedgerQuestion(AnyQuestion):
    """How many files were received, and what became of them."""

    kind: Literal["ledger"] = "ledger"
    is_count: ClassVar[bool] = True

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return the counts of the ledger."""
        from analysis.table_counts import ledger_figures

        return ledger_figures(tables.ledger)


class DecisionsQuestion(AnyQuestion):
    """How many decisions there are, by status."""

    kind: Literal["decisions"] = "decisions"
    is_count: ClassVar[bool] = True

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return the counts of decisions."""
        from analysis.table_counts import decision_figures

        return decision_figures(tables.decisions)


class MentionsQuestion(AnyQuestion):
    """How many mentions of reasons there are, by code and polarity."""

    kind: Literal["mentions"] = "mentions"
    is_count: ClassVar[bool] = True

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return the counts of mentions."""
        from analysis.table_counts import mention_figures

        return mention_figures(tables.analysis)


class SharesQuestion(AnyQuestion):
    """Shares of reasons, as `minuted shares`. `checked` names rows that a person checked."""

    kind: Literal["shares"] = "shares"
    statuses: Texts = DEFAULT_STATUSES
    versions: tuple[Version, ...] = tuple(Version)
    reasons: Texts = ()
    by: Grouping | None = None
    event: Text = ""
    per_missing: float | None = None
    resamples: Draws = 2000
    seed: Seed = 1
    suppress: Least | None = None
    sensitivity: Share | None = None
    specificity: Share | None = None
    checked: Text = ""

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return the shares."""
        from analysis.share_tables import shares_figures
        from analysis.shares import ShareSettings, shares

        settings = ShareSettings(
            self.statuses,
            self.versions,
            self.reasons,
            self.by,
            self.event,
            self.per_missing,
            self.resamples,
            self.seed,
            self.suppress,
            _ratio(self.sensitivity),
            _ratio(self.specificity),
        )
        checked = _input(tables.inputs.checked, self.checked, "rows checked") if self.checked else None
        return shares_figures(shares(tables.analysis, tables.decisions, tables.ledger, settings, checked))


class TogetherQuestion(AnyQuestion):
    """Reasons stated together, as `minuted together`."""

    kind: Literal["together"] = "together"
    statuses: Texts = DEFAULT_STATUSES
    version: Version = Version.STRICT
    fine: bool = False
    resamples: Draws = 2000
    seed: Seed = 1
    suppress: Least | None = None

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return lift, odds ratio and adjusted p-value of each pair."""
        from analysis.cooccurrence import PairSettings, cooccurrence
        from analysis.cooccurrence_tables import cooccurrence_figures

        settings = PairSettings(self.statuses, self.version, self.fine, self.resamples, self.seed, self.suppress)
        return cooccurrence_figures(cooccurrence(tables.analysis, tables.decisions, settings))


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
            return _input(tables.inputs.months, self.months, "months")
        if bool(self.first_day) != bool(self.last_day):
            raise InvalidQuery("a series has both a first_day and a last_day, or neither")
        period = _window(f"{self.first_day}:{self.last_day}") if self.first_day else None
        chosen = chosen_decisions(tables.decisions, _choice(self.status, self.review_type, self.body))
        return monthly_decisions(chosen, period)[0]


class AgreementQuestion(AnyQuestion):
    """How far coders agree, as `minuted agreement`, the machine as one of them. `files` name coders' files."""

    kind: Literal["agreement"] = "agreement"
    files: Annotated[Texts, Field(min_length=1)]
    level: Level | None = None
    coders: Texts = ()
    machine: bool = True
    strict: bool = False
    parents: bool = False
    draws: Annotated[int, Field(ge=0, le=20_000)] = 1000
    seed: Seed = 0

    def figures(self, tables: Tables) -> tuple[Figure, ...]:
        """Return the coefficients."""
        from analysis.agreement.coder_agreement import AgreementSettings, coder_agreement
        from analysis.agreement.coder_agreement import Tables as Coded
        from analysis.agreement.measure_figures import agreement_figures

        files = [_input(tables.inputs.coders, name, "codings") for name in self.files]
        if tables.passages is None:
            raise InvalidQuery("agreement needs the places of passages, and these tables are without them")
        mentions = tables.analysis[tables.analysis["mention_id"].notna()].reset_index(drop=True)
        held = Coded(mentions, tables.decisions, tables.passages, tables.codes)
        settings = AgreementSettings(
            self.level, self.coders, self.machine, self.strict, self.parents, self.draws, self.seed
        )
        found = coder_agreement(files, held, settings)
        return agreement_figures(found.units, found.spans)


def _ratio(given: str | None) -> Ratio | None:
    return None if given is None else Ratio(*map(int, given.split("/")))


def _window(given: str) -> Window | None:
    from analysis.rates.windows import window_of

    return window_of(given) if given else None


def _choice(status: str, review_type: str | None, body: str | None) -> DecisionChoice:
    from analysis.rates.counted import DecisionChoice

    return DecisionChoice(status, review_type, body)


def _input(held: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in held:
        raise InvalidQuery(f"there is no file {name!r} with {what}. There is: {', '.join(sorted(held)) or 'none'}")
    return held[name]
