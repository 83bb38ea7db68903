"""Shares looked up by group and reason, as the charts of reasons need them: which to draw, and what is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts.chart import NoChart
from analysis.charts.words import FEW, decisions_of
from analysis.shares.groups import ALL, Grouping
from analysis.shares.stated_reasons import ANY_REASON, OUTCOMES, Version, parent_of

if TYPE_CHECKING:
    from analysis.shares.measure import Share, Shares

# Without a reason: what is told of the decision instead.
WITHOUT = tuple(outcome for outcome in OUTCOMES if outcome != ANY_REASON)


@dataclass(frozen=True, slots=True)
class Tally:
    """The shares of one version. `codes` are the reasons at the top of the codebook, the most stated first.

    Reasons that nothing states are in `unstated`. `groups` leaves out `all`.
    """

    found: Shares
    version: Version
    shares: dict[tuple[str, str], Share]
    groups: tuple[str, ...]
    codes: tuple[str, ...]
    unstated: tuple[str, ...]

    def share(self, group: str, code: str) -> Share:
        """Return the share of a reason, or outcome, in a group."""
        return self.shares[group, code]

    def decisions(self, group: str) -> int | None:
        """Return how many decisions a group has; None where that is hidden."""
        return self.shares[group, ANY_REASON].decisions

    def is_few(self, group: str) -> bool:
        """Whether a group has too few decisions for its shares to be compared, or hides their number."""
        number = self.decisions(group)
        return number is None or number < FEW

    @property
    def what(self) -> str:
        """What is counted, in words."""
        return decisions_of(self.found.settings.statuses)

    @property
    def n(self) -> str:
        """How many are counted, in words, for the source."""
        number = f"fewer than {self.found.settings.suppress}" if self.found.decisions is None else f"{self.total:,}"
        return f"n = {number} {self.what}, {self.version} count."

    @property
    def total(self) -> int:
        """How many are counted; 0 where that is hidden."""
        return self.found.decisions or 0

    @property
    def caution(self) -> str:
        """What is hidden, where anything is."""
        least = self.found.settings.suppress
        is_hidden = any(share.is_hidden for share in self.shares.values())
        return f"Hidden: numbers below {least}, and what would give them back." if is_hidden else ""

    def outcomes(self) -> tuple[str, ...]:
        """Return what is told of decisions without a reason, where any has it; `not_stated` always."""
        always = WITHOUT[0]
        return tuple(code for code in WITHOUT if code == always or not _is_none(self.share(ALL, code)))


def tally_of(found: Shares, version: Version, by: Grouping | None) -> Tally:
    """Return the shares of a version, to draw them by a grouping.

    Raises:
        NoChart: no decision is counted, shares were asked otherwise, or every number is hidden.
    """
    settings = found.settings
    if version not in settings.versions or settings.by is not by or settings.reasons:
        asked = f"by {by}" if by else "without a grouping"
        raise NoChart(f"the shares at hand are not those of all reasons, {asked}, {version} count: ask for these.")
    if found.decisions == 0:
        raise NoChart(f"there are no {decisions_of(settings.statuses)} in the table: there is nothing to draw.")
    shares = {(share.group, share.code): share for share in found.rows if share.version is version}
    if all(share.is_hidden for share in shares.values()):
        raise NoChart("every number is below the least that may be shown: there is nothing to draw.")
    groups = tuple(dict.fromkeys(group for group, _ in shares if group != ALL))
    tops = [code for group, code in shares if group == ALL and code not in OUTCOMES and parent_of(code) == code]
    stated = [code for code in tops if not _is_none(shares[ALL, code])]
    stated.sort(key=lambda code: (-(shares[ALL, code].count or 0), code))
    return Tally(found, version, shares, groups, tuple(stated), tuple(code for code in tops if code not in stated))


def _is_none(share: Share) -> bool:
    return share.count == 0 and not share.is_hidden
