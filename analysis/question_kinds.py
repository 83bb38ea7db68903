"""The kinds of question that can be put to the tables: for each its settings, as plain JSON, and how it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis.shares.groups import Grouping
from analysis.shares.prevalence import Ratio
from analysis.shares.stated_reasons import DEFAULT_STATUSES, Version
from corpus.codings import CoderFile, Level
from corpus.errors import InvalidQuery

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures import Figure
    from analysis.rates.monthly import MonthlyCount

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

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON, every setting spelt out, so that a later change of a default changes no answer."""
        dumped = self.model_dump(mode="json")
        return {"name": self.name, "kind": dumped.get("kind")} | dumped

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
        from analysis.shares.measure import ShareSettings, shares
        from analysis.shares.tables import shares_figures

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
        checked = input_named(tables.inputs.checked, self.checked, "rows checked") if self.checked else None
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
        from analysis.shares.cooccurrence import PairSettings, cooccurrence
        from analysis.shares.cooccurrence_tables import cooccurrence_figures

        settings = PairSettings(self.statuses, self.version, self.fine, self.resamples, self.seed, self.suppress)
        return cooccurrence_figures(cooccurrence(tables.analysis, tables.decisions, settings))


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

        files = [input_named(tables.inputs.coders, name, "codings") for name in self.files]
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


def input_named(held: Mapping[str, Any], name: str, what: str) -> Any:
    """Return a file that people gave, by its name.

    Raises:
        InvalidQuery: there is none of that name; the sentence lists what there is.
    """
    if name not in held:
        raise InvalidQuery(f"there is no file {name!r} with {what}. There is: {', '.join(sorted(held)) or 'none'}")
    return held[name]
