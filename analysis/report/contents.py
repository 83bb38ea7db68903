"""What the report says, as records: sentences, tables, decisions with their words, and the rows behind each figure.

Texts are plain; `page.py` escapes them. A figure in a sentence is a `Part` with its name: it leads to its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.figures import Figure
from analysis.report.inputs import Extras, ReportSettings


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a sentence; with the name of a figure, they lead to the list of its rows (`rows`, from 1; 0: none)."""

    text: str
    figure: str = ""
    rows: int = 0


Sentence = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quotation's words on one page, with what stands around them. `anchor` is that of its box on a page picture."""

    document_id: str
    page: int
    before: str
    words: str
    after: str
    anchor: str = ""
    boxes: tuple[tuple[float, float, float, float], ...] = ()  # x0, top, x1, bottom in points


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a document: its file and the stretches, one a page; none where no words are recorded."""

    source_name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class MentionEntry:
    """A reason as a document speaks of it. `counts` is `strict`, `broad` or nothing; `label` its place: `12.3`."""

    mention_id: str
    label: str
    code: str
    reason: str
    counts: str
    said: str
    score: str
    quotation: Quotation
    is_verified: bool
    needs_review: bool
    told_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ReasonTag:
    """A reason in the table of decisions; `strict` or not."""

    code: str
    reason: str
    is_strict: bool


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """A decision, counted once, with everything that documents state of its reasons. Numbered from 1, by date."""

    number: int
    decision_id: str
    case: str
    body: str
    date: str
    dated_by: str  # "decision", "meeting", "document" or nothing
    review_type: str
    status: str
    item: str
    source_name: str
    quotation: Quotation
    reasons: tuple[ReasonTag, ...]
    outcome: str  # `any_reason`, or why there is none
    mentions: tuple[MentionEntry, ...]
    tellings: int  # further tellings of it in other places


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """Files with one outcome."""

    outcome: str
    meaning: str
    files: Part
    is_missing: bool


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file received."""

    ledger_id: str
    label: str
    source_name: str
    outcome: str
    why: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was received and what became of it; `missing` could not be read, `partly` in part."""

    outcomes: tuple[OutcomeLine, ...]
    total: Part
    files: tuple[FileLine, ...]
    missing: tuple[FileLine, ...]
    partly: tuple[FileLine, ...]
    bounds: str


@dataclass(frozen=True, slots=True)
class ShareCell:
    """A share with its intervals, ready to print. `value`, `low` and `high` are for the little picture, in [0, 1]."""

    count: Part
    share: str
    interval: str
    by_body: str
    bounds: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason with its shares; an outcome such as `not_stated` is a line too."""

    code: str
    reason: str
    is_child: bool
    is_outcome: bool
    strict: ShareCell
    broad: ShareCell


@dataclass(frozen=True, slots=True)
class ReasonSection:
    """Shares of reasons, of `decisions` decisions."""

    decisions: Part
    lines: tuple[ReasonLine, ...]
    has_bounds: bool
    has_by_body: bool
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two reasons stated together."""

    first: str
    second: str
    both: Part
    expected: str
    lift: str
    interval: str
    p_value: str
    note: str


@dataclass(frozen=True, slots=True)
class PairSection:
    """Pairs of reasons, the surest association first."""

    lines: tuple[PairLine, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountLine:
    """A figure that a document itself states."""

    count_id: str
    label: str
    what: str
    stated: str
    period: str
    area: str
    quotation: Quotation


@dataclass(frozen=True, slots=True)
class RateSection:
    """A comparison of rates as sentences, or why there is none; and the figures that documents state."""

    what: str
    sentences: tuple[Sentence, ...]
    warnings: tuple[str, ...]
    hangs_on: tuple[Sentence, ...]
    to_rule_out: tuple[str, ...]
    why_none: str
    stated: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """A chart with its picture, and its figures as links."""

    name: str
    title: str
    svg: str
    alt: str
    source: str
    note: str
    figures: tuple[tuple[Part, str], ...]  # the figure's value, and what it says


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row behind a figure: where it is on the page (nothing: not on it), its label, and what it is."""

    anchor: str
    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RowList:
    """The rows behind one figure or several that share them. Numbered from 1."""

    number: int
    figures: tuple[Figure, ...]
    kinds: tuple[tuple[str, tuple[RowLink, ...]], ...]  # "decisions" and the like, and the rows of that kind
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the page says."""

    settings: ReportSettings
    received: str  # a line on releases, bodies and the time that the decisions span
    summary: tuple[Sentence, ...]
    coverage: Coverage
    statuses: tuple[tuple[str, Part], ...]
    decisions: tuple[DecisionEntry, ...]
    outside: tuple[MentionEntry, ...]
    reasons: ReasonSection
    pairs: PairSection
    rates: RateSection
    charts: tuple[ChartEntry, ...]
    extras: Extras
    lists: tuple[RowList, ...]
    rowless: tuple[Figure, ...] = ()  # figures without rows: given on the command line, or of nothing
    figures: tuple[Figure, ...] = field(default=(), repr=False)
