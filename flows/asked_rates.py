"""What `minuted rates` was asked, and the questions that contradict themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InvalidQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say, before it is checked."""

    before: str | None
    after: str | None
    baseline: tuple[str, ...]
    before_window: str | None
    after_window: str | None
    unit: str
    event: str | None
    decisions: bool
    series: bool
    monthly: Path | None
    season: bool
    status: str | None
    review_type: str | None
    body: str | None
    metric: str | None
    definition: str | None
    area: str | None
    workspace: Path

    @property
    def is_series(self) -> bool:
        """Whether months are asked for, and not two totals."""
        return self.series or self.monthly is not None

    @property
    def has_figures(self) -> bool:
        """Whether the counts are given on the command line."""
        return bool(self.before or self.after or self.baseline)


def check(asked: Asked) -> None:
    """Refuse options that contradict each other, or that would be silently ignored.

    Raises:
        InvalidQuery: they do.
    """
    stated = asked.metric or asked.definition or asked.area
    of_decisions = asked.status or asked.body
    counts_decisions = asked.decisions or asked.series
    rules = (
        (asked.unit not in ("months", "days"), f"--unit is months or days, not {asked.unit!r}"),
        (asked.has_figures and asked.is_series, "two totals are no series: the trend before and after cannot be told "
         "from them. Give months with --monthly FILE.csv, or leave out --series to compare the totals"),
        (asked.monthly and counts_decisions, "--monthly brings its own counts: leave out --decisions and --series"),
        (asked.has_figures and asked.decisions, "give figures, or count with --decisions, not both"),
        (asked.before and asked.baseline, "--before and --baseline both name the earlier count: give one"),
        (asked.has_figures and not asked.after, "the later count is missing: give it as --after 58/10"),
        (asked.after and not (asked.before or asked.baseline), "the earlier count is missing: give --before 136/12"),
        (asked.baseline and asked.before_window, "give the window of a baseline with it: --baseline 136/START:END"),
        (asked.is_series and not asked.event, "a series needs the day of the change: give it as --event 2010-06-10"),
        (asked.season and not asked.is_series, "--season is for --series and --monthly"),
        (stated and (counts_decisions or asked.monthly or asked.has_figures),
         "--metric, --definition and --area pick among figures that documents state, and none are asked for here"),
        (of_decisions and not counts_decisions, "--status and --body pick decisions: add --decisions or --series"),
        (asked.monthly and (asked.before_window or asked.after_window), "the months of --monthly are its windows"),
    )  # fmt: skip
    for is_wrong, sentence in rules:
        if is_wrong:
            raise InvalidQuery(sentence)
