"""The records that pass between folders, in the words of the field. All frozen.

Characters are counted in Unicode code points, half-open; pages from 1; boxes in PDF points (1/72 inch) from the
upper left corner of the page as shown; scores in [0, 1].
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a received file. Every file received has exactly one."""

    READ = "read"  # text at hand, not yet coded: never in a finished ledger
    CODED = "coded"
    NO_REASON = "no_reason"
    DUPLICATE = "duplicate"
    CONTAINER = "container"
    SYSTEM_FILE = "system_file"
    NO_TEXT = "no_text"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TIMED_OUT = "timed_out"
    FAILED = "failed"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"

    @property
    def is_failure(self) -> bool:
        """Whether the content of the file is missing from the table (exit code 3)."""
        return self in _FAILURES


_FAILURES = frozenset(
    {
        Outcome.NEEDS_OCR,
        Outcome.ENCRYPTED,
        Outcome.CORRUPT,
        Outcome.TIMED_OUT,
        Outcome.FAILED,
        Outcome.TOO_LARGE,
        Outcome.UNSUPPORTED,
        Outcome.UNREADABLE,
    }
)


class DocumentKind(StrEnum):
    """What sort of paper a document is."""

    MINUTES = "minutes"
    REVIEW_REPORT = "review_report"
    DECISION_FORM = "decision_form"
    FOI_LETTER = "foi_letter"
    LETTER = "letter"
    EMAIL = "email"
    SPREADSHEET = "spreadsheet"
    ARTICLE = "article"
    OTHER = "other"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How a page's text was had."""

    NATIVE = "native"
    OCR = "ocr"


class Hiding(StrEnum):
    """How a file carries text that it does not show. Such text is counted and located, never read."""

    UNDER_BOX = "under_box"
    UNDER_IMAGE = "under_image"
    UNDER_ANNOTATION = "under_annotation"
    UNAPPLIED_REDACTION = "unapplied_redaction"  # marked for redaction, and still there
    GROUND_COLOUR = "ground_colour"  # white on white, black on black
    TRANSPARENT = "transparent"
    INVISIBLE_MODE = "invisible_mode"
    TINY = "tiny"
    CLIPPED = "clipped"
    OFF_PAGE = "off_page"
    HIDDEN_LAYER = "hidden_layer"
    NOT_VISIBLE = "not_visible"  # the rendered page does not show it; no object tells why
    HIDDEN_STYLE = "hidden_style"  # Word's hidden font, HTML's display: none
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_SLIDE = "hidden_slide"
    TRACKED_DELETION = "tracked_deletion"
    COMMENT = "comment"
    SPEAKER_NOTES = "speaker_notes"
    PROPERTIES = "properties"  # title, author, keywords, custom fields, metadata streams
    OTHER = "other"


class RedactionKind(StrEnum):
    """How a page shows that something was withheld."""

    BLACK_BOX = "black_box"
    WHITE_BOX = "white_box"
    MARKER = "marker"  # pen or tape on a scan
    WRITTEN = "written"  # `[redacted]`, XXXX, a run of block characters


class Role(StrEnum):
    """What a reason is a reason for; only the first enters prevalence tables by default."""

    REASON_NOT_INITIATING = "reason_not_initiating"
    REASON_NOT_PUBLISHING = "reason_not_publishing"
    REASON_INITIATING = "reason_initiating"
    REASON_DELAY = "reason_delay"
    CONTEXT_ONLY = "context_only"
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    """Whether the text says that it is a reason."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    REJECTED_ARGUMENT = "rejected_argument"
    QUESTIONED = "questioned"
    UNKNOWN = "unknown"


class Attribution(StrEnum):
    """Who holds the view, not who minutes it."""

    BOARD_OR_PANEL = "board_or_panel"
    CHAIR = "chair"
    INDIVIDUAL_MEMBER = "individual_member"
    INDIVIDUAL_AGENCY = "individual_agency"
    LOCAL_AUTHORITY = "local_authority"
    GOVERNMENT = "government"
    INSPECTORATE_OR_NATIONAL_PANEL = "inspectorate_or_national_panel"
    THIRD_PARTY_ORG = "third_party_org"
    FAMILY = "family"
    JOURNALIST = "journalist"
    RESEARCHER = "researcher"
    UNATTRIBUTED = "unattributed"
    UNKNOWN = "unknown"


class Hedging(StrEnum):
    """How firmly the view is held; only `actual` counts in strict prevalence."""

    ACTUAL = "actual"
    LIKELY = "likely"
    POSSIBLE = "possible"
    EXPECTED = "expected"
    ALLEGED = "alleged"
    HEDGED = "hedged"
    NORMATIVE = "normative"
    HYPOTHETICAL = "hypothetical"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """What the document states of the decision to hold a review."""

    NOT_INITIATED = "not_initiated"
    INITIATED = "initiated"
    DEFERRED = "deferred"
    UNDER_CONSIDERATION = "under_consideration"
    RECOMMENDED_INITIATE = "recommended_initiate"
    RECOMMENDED_NOT = "recommended_not"
    REFERRED_ELSEWHERE = "referred_elsewhere"
    GENERAL_PATTERN = "general_pattern"
    NOT_STATED = "not_stated"
    UNKNOWN = "unknown"


class StatusBasis(StrEnum):
    """Whether a status is said or follows from what is said."""

    EXPLICIT = "explicit"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Maker(StrEnum):
    """Who makes or recommends a decision, as the document states it."""

    CHAIR = "chair"
    PANEL = "panel"
    BOARD = "board"
    PARTNERS = "partners"
    OTHER = "other"
    UNKNOWN = "unknown"


class Criteria(StrEnum):
    """How the facts that a document states stand to the criteria in force: a research flag, never a finding."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"
    JUDGEMENT = "judgement"
    NOT_COVERED = "not_covered"
    INSUFFICIENT_FACTS = "insufficient_facts"


class Bound(StrEnum):
    """How a sum bounds the cost: it, more than it, less than it, or between two."""

    EXACT = "exact"
    MORE_THAN = "gt"
    LESS_THAN = "lt"
    AT_LEAST = "ge"
    AT_MOST = "le"
    BETWEEN = "between"


class AmountBasis(StrEnum):
    """What a sum rests on."""

    ESTIMATE = "estimate"
    ACTUAL = "actual"
    LIMIT = "limit"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """How somebody was at a meeting."""

    PRESENT = "present"
    IN_ATTENDANCE = "in_attendance"
    APOLOGIES = "apologies"
    UNKNOWN = "unknown"


class Regime(StrEnum):
    """Under what a document came out."""

    FOIA = "FOIA"
    FOISA = "FOISA"
    EIR = "EIR"
    PUBLISHED = "published"
    UNKNOWN = "unknown"


class Publication(StrEnum):
    """What a document states of publishing a review's report, or of what is held instead."""

    PUBLISHED_FULL = "published_full"
    SUMMARY_ONLY = "summary_only"
    UNPUBLISHED = "unpublished"
    TENDS_NOT = "tends_not"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """One case, or reviews in general."""

    CASE_SPECIFIC = "case_specific"
    GENERAL = "general"
    UNKNOWN = "unknown"


class Link(StrEnum):
    """How firmly the text ties the reason to the decision."""

    DIRECT = "direct"  # because, due to, on the grounds of
    COORDINATED = "coordinated"
    ADJACENT = "adjacent"
    ITEM_LEVEL = "item_level"
    UNKNOWN = "unknown"


class Finder(StrEnum):
    """Which method found a mention."""

    CUE = "cue"
    CLASSIFIER = "classifier"
    BOTH = "cue+classifier"


class DatePrecision(StrEnum):
    """How much of a date the document gives."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FINANCIAL_YEAR = "financial_year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as the document gives it: `2010-08-12`, `2010-08`, `2010`; else `first day/last day`."""

    iso: str = ""
    precision: DatePrecision = DatePrecision.UNKNOWN

    def __bool__(self) -> bool:
        return bool(self.iso)


NO_DATE = PartialDate()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the upper left corner as shown."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page: where each stands in `Page.text` and on the page. Compact, since pages hold hundreds.

    `spans` holds start, end, start, end... (characters, half-open); `boxes` x0, top, x1, bottom... (points);
    `confidences` the engine's for each word, in [0, 1], empty where no OCR was needed.
    """

    spans: array[int] = field(default_factory=lambda: array("i"))
    boxes: array[float] = field(default_factory=lambda: array("f"))
    confidences: array[float] = field(default_factory=lambda: array("f"))

    def __len__(self) -> int:
        return len(self.spans) // 2

    def __iter__(self) -> Iterator[tuple[int, int, Box]]:
        for i in range(len(self)):
            yield self.spans[2 * i], self.spans[2 * i + 1], Box(*self.boxes[4 * i : 4 * i + 4])

    def confidence(self, start: int, end: int) -> float | None:
        """Return the mean confidence of the words within those characters; None where there is none to give."""
        inside = [
            confidence
            for first, last, confidence in zip(self.spans[::2], self.spans[1::2], self.confidences, strict=False)
            if first < end and last > start
        ]
        return sum(inside) / len(inside) if inside else None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Characters of a page that its rendering does not show. Counted and located, never read out."""

    mechanism: Hiding
    characters: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """A place that the page shows as withheld.

    `start:end` are the characters of a redaction that is written out; of one that is drawn, the place in the text
    where it stands (`start == end`). `exemption` is the citation beside it, as `FOIA s.40(2)`; empty where none is.
    """

    kind: RedactionKind
    start: int
    end: int
    boxes: tuple[Box, ...] = ()
    exemption: str = ""


LOW_QUALITY = 0.5  # below it a person should look at the page


@dataclass(frozen=True, slots=True)
class Page:
    """One page (a sheet, or the whole of an unpaged document). `text` is NFC and never altered afterwards.

    `furniture` are the characters (start, end; half-open, in order) of running heads, page numbers and watermarks,
    which belong to no passage. `quality` says how far the text can be trusted to be what the page shows, in [0, 1].
    """

    number: int
    text: str
    method: Method = Method.NATIVE
    width_pt: float = 0.0
    height_pt: float = 0.0
    words: Words = field(default_factory=Words)
    hidden: tuple[Hidden, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()
    redactions: tuple[Redaction, ...] = ()
    quality: float = 1.0

    @property
    def is_low_quality(self) -> bool:
        """Whether a person should check what was read."""
        return self.quality < LOW_QUALITY

    @property
    def redacted_share(self) -> float:
        """The share of the page that is drawn over, in [0, 1]; 0 where the page has no geometry."""
        area = sum((box.x1 - box.x0) * (box.bottom - box.top) for mark in self.redactions for box in mark.boxes)
        return min(area / (self.width_pt * self.height_pt), 1.0) if self.width_pt and self.height_pt else 0.0


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Bytes received.

    `source_name` is the path inside the release through archives and messages, as `a.zip/b.eml/c.pdf`;
    `parent_name` the `source_name` of the container, empty at the top.
    """

    source_name: str
    sha256: str
    size_bytes: int
    media_type: str
    parent_name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says. `document_id` is the SHA-256 of its bytes: the same bytes are the same document."""

    document_id: str
    media_type: str
    pages: tuple[Page, ...]

    @property
    def hidden_characters(self) -> int:
        """How many characters the pages carry but do not show."""
        return sum(hidden.characters for page in self.pages for hidden in page.hidden)


@dataclass(frozen=True, slots=True)
class Received:
    """A line of the ledger: one file received, what became of it, and its document where it could be read."""

    source: SourceFile
    outcome: Outcome
    reason: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document says it: `page.text[start:end] == quotation`, with boxes where the page has geometry."""

    page: int
    start: int
    end: int
    quotation: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that a code can apply to (a sentence), under its heading or agenda item.

    Where it runs over the end of a page, `page`, `start` and `end` are its first stretch and `continued` the others
    (page, start, end of each), and `text` joins them.
    """

    page: int
    start: int
    end: int
    text: str
    heading: str = ""
    continued: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A reason stated or reported. Nothing is deleted: a negated reason is a mention with its polarity."""

    mention_id: str
    code: str
    role: Role
    polarity: Polarity
    attribution: Attribution
    hedging: Hedging
    status: Status
    scope: Scope
    link: Link
    evidence: tuple[Evidence, ...]
    score: float
    finder: Finder
    cue: str = ""
    decision_id: str = ""
    ocr_confidence: float | None = None  # mean of the quotation's words, in [0, 1]; None where no OCR was needed
    redaction_nearby: bool = False
    needs_review: bool = False  # too unsure to be counted before a person has looked at it


@dataclass(frozen=True, slots=True)
class StatedField:
    """A field of a document or decision (`meeting_date`, `decision_maker`...), its value, and where that is said."""

    name: str
    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money that a document gives for a review: pounds as then spent, with its bounds and what it rests on.

    Of "more than £10,000" `lowest` is 10000 and `highest` None; of "about £20,000" both are 20000 and `qualifier` says
    `about`. Sums of different sources are never averaged.
    """

    lowest: float | None
    highest: float | None
    currency: str
    bound: Bound
    qualifier: str  # as printed: `usually`, `about`; empty without one
    basis: AmountBasis
    speaker: str  # who gives it, as printed; empty where the document itself does
    organisation: str
    evidence: tuple[Evidence, ...]
    is_review_cost: bool = False  # whether it is what a review costs or would save
    decision_id: str = ""  # the decision in whose item it stands


@dataclass(frozen=True, slots=True)
class Attendee:
    """A seat at a meeting by role and agency: the person's name is not kept."""

    role: str
    agency: str
    presence: Presence
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Action:
    """An action that minutes give to somebody: its words, the owner's role (or initials as printed), its date."""

    text: str
    owner: str
    due: PartialDate
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact of a case that criteria speak of: whether the document states it or denies it, and where."""

    fact: str
    holds: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One case, one review type, one body, one date, as a document states it; `evidence` carries the status."""

    decision_id: str
    case_label: str
    review_type: str
    status: Status
    status_basis: StatusBasis
    scope: Scope
    heading: str
    evidence: tuple[Evidence, ...]
    reason_code: str = ""  # a sentinel (`not_stated`, `redacted`) where no mention gives a reason
    is_repeat: bool = False  # whether it only tells again what an earlier meeting decided
    decided_on: PartialDate = NO_DATE
    maker: Maker = Maker.UNKNOWN
    recommender: Maker = Maker.UNKNOWN
    alternative: str = ""  # the code of what is done instead; empty where nothing is
    facts: tuple[CaseFact, ...] = ()
    criteria: Criteria = Criteria.INSUFFICIENT_FACTS
    criteria_version: str = ""
    criteria_stated_met: bool = False  # the document states the criteria as met, and no review was initiated
    notified_to: tuple[str, ...] = ()  # who was or will be told, as `Ofsted`
    publication: Publication = Publication.UNKNOWN
    fields: tuple[StatedField, ...] = ()  # where each of the above is said


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of an agenda: its number as printed (empty without one), its title verbatim, and where it stands."""

    number: str
    title: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a document gives of reviews or notifications, or a direction without one, with its sentence.

    Figures of different definitions are never added up. `first_day` and `last_day` bound the period (ISO, or empty).
    """

    metric: str
    definition: str
    review_type: str
    area: str
    count: int | None
    direction: str
    first_day: str
    last_day: str
    months: float | None
    days: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells copies of a text: SHA-256 of its words, and a MinHash of its shingles, both in hexadecimal."""

    words_sha256: str = ""
    minhash: str = ""


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """A document with its facts, passages, decisions and mentions."""

    document_id: str
    kind: DocumentKind
    title: str
    body: str
    meeting_date: PartialDate
    document_date: PartialDate
    passages: tuple[Passage, ...]
    decisions: tuple[Decision, ...]
    mentions: tuple[Mention, ...]
    body_type: str = ""
    nation: str = ""
    fingerprint: Fingerprint = Fingerprint()
    items: tuple[AgendaItem, ...] = ()
    figures: tuple[Figure, ...] = ()
    fields: tuple[StatedField, ...] = ()  # what the document says of itself and its release, each with its place
    attendance: tuple[Attendee, ...] = ()
    actions: tuple[Action, ...] = ()
    amounts: tuple[Amount, ...] = ()
