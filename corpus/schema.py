"""The tables of a workspace's database, each column with its meaning: the contract that the data dictionary prints.

One rule for what is absent: NULL says "not stated or not applicable"; a closed set says `unknown` where nobody can
tell. Nothing here holds a time of running, so two runs over the same input leave the same rows. Ids are stable hashes.

A change of schema is a change here and a new file in `corpus/migrations/versions/`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)
from sqlalchemy.types import TypeEngine

from corpus.records import (
    AmountBasis,
    Attribution,
    Bound,
    Criteria,
    DatePrecision,
    DocumentKind,
    Finder,
    Hedging,
    Hiding,
    Link,
    Maker,
    Method,
    Outcome,
    Polarity,
    Presence,
    Publication,
    RedactionKind,
    Regime,
    Role,
    Scope,
    Status,
    StatusBasis,
)

POLICY_DATE = "2010-06-10"  # from this day overview reports of serious case reviews were to be published in full


class PolicyPeriod(StrEnum):
    """Whether a date lies before or after the duty to publish came in; a year or month may hold both."""

    PRE = "pre"
    POST = "post"
    STRADDLES = "straddles"
    UNKNOWN = "unknown"


metadata = MetaData()

_OUTCOMES = [outcome for outcome in Outcome if outcome is not Outcome.READ]  # a finished ledger has none unsettled
_ROW_NUMBER = BigInteger().with_variant(Integer, "sqlite")  # the full-text index points at rows by number


def _column(
    name: str,
    kind: TypeEngine[Any] | type[TypeEngine[Any]],
    comment: str,
    *keys: ForeignKey,
    values: Iterable[StrEnum] = (),
    key: bool = False,
    null: bool = False,
    default: str | None = None,
) -> Column[Any]:
    """A column with its meaning. `default` is what rows of before the column hold."""
    return Column(
        name,
        kind,
        *keys,
        comment=comment,
        info={"values": tuple(values)},
        primary_key=key,
        nullable=null and not key,
        server_default=default,
    )


def _document_id(*keys: ForeignKey, key: bool = False) -> Column[Any]:
    return _column("document_id", String, "The document: SHA-256 of its bytes, in hexadecimal.", *keys, key=key)


def _of_document() -> ForeignKey:
    return ForeignKey("documents.document_id", ondelete="CASCADE")


def _place(quoted: str, *, null: bool) -> list[Column[Any]]:
    """The columns that say where something stands: page, characters and the words themselves."""
    return [
        _column("page", Integer, f"Page of the {quoted}, from 1.", null=null),
        _column("char_start", Integer, "Its first character in `pages.text`, in code points from 0.", null=null),
        _column("char_end", Integer, "The character after its last: `text[char_start:char_end]` is it.", null=null),
    ]


def _on_page() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["document_id", "page"], ["pages.document_id", "pages.page"], ondelete="CASCADE")


meta = Table(
    "meta",
    metadata,
    _column("name", String, "What is recorded: a version of the latest publishing.", key=True),
    _column("value", String, "Its value."),
    comment="Versions of codebook, model and extractor at the latest publishing; which papers' versions were compared.",
)

codes = Table(
    "codes",
    metadata,
    _column("code", String, "The reason code, or a sentinel such as `not_stated`.", key=True),
    _column("parent", String, "The code it belongs under: what stands before the first dot, or itself."),
    _column("label", String, "A short name for people."),
    _column("definition", String, "What the code means, as the codebook says."),
    comment="The codebook's reason codes and sentinels.",
)

releases = Table(
    "releases",
    metadata,
    _column("release_id", String, "The release (a folder, file or archive as it was given).", key=True),
    _column("position", Integer, "Order of first publication, from 1; the first copy of a document counts."),
    comment="What was received together.",
)

units = Table(
    "units",
    metadata,
    _column("received_path", String, "The file on disk, absolute.", key=True),
    _column("release_id", String, "Its release.", ForeignKey("releases.release_id")),
    _column("unit_key", String, "Content key: unchanged key, unchanged rows. Empty: to be read again."),
    comment="Files on disk that were read, each with everything inside it: the unit of publishing.",
)

ledger = Table(
    "ledger",
    metadata,
    _column("ledger_id", String, "Stable hash of release and source name.", key=True),
    _column("release_id", String, "The release it came in.", ForeignKey("releases.release_id")),
    _column("source_name", String, "Path inside the release, through archives and messages: `a.zip/b.eml/c.pdf`."),
    _column("parent_name", String, "`source_name` of the container it was in; NULL at the top.", null=True),
    _column(
        "received_path",
        String,
        "The file on disk that it came in, absolute.",
        ForeignKey("units.received_path", ondelete="CASCADE"),
    ),
    _column("sha256", String, "SHA-256 of its bytes, in hexadecimal."),
    _column("size_bytes", BigInteger, "Size in bytes."),
    _column("media_type", String, "Media type, told by content."),
    _column("outcome", String, "What became of it.", values=_OUTCOMES),
    _column("reason", String, "Why, in plain words; NULL where the outcome says it all.", null=True),
    _column(
        "document_id",
        String,
        "The document it holds; NULL where there is none.",
        # Deferred: a document is replaced (deleted, inserted) while rows of unchanged files hold it.
        ForeignKey("documents.document_id", deferrable=True, initially="DEFERRED"),
        null=True,
    ),
    _column(
        "duplicate_of",
        String,
        "`ledger_id` of the first file with the same bytes, where the outcome is `duplicate`.",
        ForeignKey("ledger.ledger_id", deferrable=True, initially="DEFERRED"),
        null=True,
    ),
    Index("ledger_by_path", "received_path"),
    Index("ledger_by_release", "release_id", "source_name"),
    Index("ledger_by_document", "document_id"),
    Index("ledger_by_hash", "sha256"),
    Index("ledger_by_original", "duplicate_of"),
    comment="Every file received, those inside archives and messages too, and what became of it.",
)

documents = Table(
    "documents",
    metadata,
    _column("document_id", String, "The document: SHA-256 of its bytes, in hexadecimal.", key=True),
    _column("release_id", String, "Release of the first file that holds the document."),
    _column("source_name", String, "Path inside its release of the first file that holds the document."),
    _column("media_type", String, "Media type, told by content."),
    _column("outcome", String, "What became of it; its copies in the ledger are `duplicate`.", values=_OUTCOMES),
    _column("document_type", String, "Kind of document.", values=DocumentKind),
    _column("title", String, "Its title, as printed.", null=True),
    _column("body", String, "The board, panel or agency that the document speaks for.", null=True),
    _column("document_date", String, "Date the document bears: `2010-08-12`, `2010-08` or `2010`.", null=True),
    _column("document_date_precision", String, "How precise that date is.", values=DatePrecision),
    _column(
        "meeting_date",
        String,
        "Date of the meeting it records: `2010-08-12`, `2010-08` or `2010`.",
        null=True,
    ),
    _column("meeting_date_precision", String, "How precise that date is.", values=DatePrecision),
    _column("dup_count", Integer, "How many further files in the ledger hold the same document, byte for byte."),
    _column("extractor_version", String, "Version of the reader that took its text."),
    _column("codebook_version", String, "Version of the codebook that the document was coded with."),
    _column("model_version", String, "Version of the model that the document was coded with."),
    _column("body_type", String, "Its kind, as `LSCB`, `SAB`, `council`: a type of `bodies.yaml`.", null=True),
    _column("nation", String, "Nation of the United Kingdom whose rules it follows.", null=True),
    _column("words_sha256", String, "SHA-256 of its words alone: equal words, equal hash; NULL without.", null=True),
    _column("minhash", String, "MinHash of its runs of four words, hexadecimal; NULL where it is shorter.", null=True),
    _column(
        "version_of", String, "The document that its versions (drafts, copies) go by; NULL without words.", null=True
    ),
    _column("foi_reference", String, "Reference of the request that it answers, as printed.", null=True),
    _column("authority", String, "The authority that answers the request, as it names itself.", null=True),
    _column("regime", String, "Under what it came out.", values=Regime, default="unknown"),
    _column("release_date", String, "Day of the answer that released it (ISO).", null=True),
    _column("period_start", String, "First day of the period that it says it covers (ISO).", null=True),
    _column("period_end", String, "Last day of that period (ISO).", null=True),
    comment="What the files say: one row per content, however many copies came in.",
)

pages = Table(
    "pages",
    metadata,
    _document_id(_of_document(), key=True),
    _column("page", Integer, "Page, sheet or the whole of an unpaged document, from 1.", key=True),
    _column("text", String, "What the page shows, in Unicode NFC. Quotations are places in it."),
    _column("extraction_method", String, "How the text was had.", values=Method),
    _column("width_pt", Float, "Width in points (1/72 inch); 0 where the page has no geometry."),
    _column("height_pt", Float, "Height in points (1/72 inch); 0 where the page has no geometry."),
    _column("hidden_characters", Integer, "Characters the file carries here and the page does not show; only counted."),
    _column("quality", Float, "How far the text can be trusted to be what the page shows, in [0, 1].", default="1"),
    _column("low_quality", Boolean, "Whether a person should compare the text with the page.", default="0"),
    _column("ocr_confidence", Float, "Mean of the OCR engine's for its words, in [0, 1]; NULL without OCR.", null=True),
    _column("redaction_count", Integer, "How many places the page shows as withheld.", default="0"),
    _column("redacted_share", Float, "Share of the page that is drawn over, in [0, 1].", default="0"),
    _column("page_id", _ROW_NUMBER, "Stable number made from document and page; searched by `pages_fts`.", default="0"),
    Index("pages_by_number", "page_id", "document_id", "page"),
    Index("pages_by_document", "document_id", "page_id"),
    comment="The text of each page as shown.",
)

hidden_text = Table(
    "hidden_text",
    metadata,
    _document_id(key=True),
    _column("page", Integer, "The page that carries it, from 1.", key=True),
    _column("mechanism", String, "How it is hidden.", key=True, values=Hiding),
    _column("characters", Integer, "How many characters; they themselves are kept nowhere."),
    _column("boxes", String, "Where they are: JSON list of [x0, top, x1, bottom] in points.", null=True),
    _on_page(),
    comment="Text that files carry and pages do not show: number, place and manner, never the words.",
)

redactions = Table(
    "redactions",
    metadata,
    _column("redaction_id", String, "Stable hash of the page and its order there.", key=True),
    _document_id(),
    _column("page", Integer, "The page that shows it, from 1."),
    _column("kind", String, "How the page shows that something was withheld.", values=RedactionKind),
    _column("char_start", Integer, "Where it stands in `pages.text`, in code points from 0."),
    _column("char_end", Integer, "The character after a mark that is written out; of one that is drawn, its start."),
    _column("boxes", String, "Where it is drawn: JSON list of [x0, top, x1, bottom] in points.", null=True),
    _column("page_share", Float, "Share of the page that it covers, in [0, 1]; NULL without boxes.", null=True),
    _column("exemption", String, "The exemption cited beside it, as `FOIA s.40(2)`; NULL where none is.", null=True),
    _on_page(),
    Index("redactions_by_page", "document_id", "page"),
    comment="Places that pages show as withheld.",
)

exemptions = Table(
    "exemptions",
    metadata,
    _column("exemption_id", String, "Stable hash of the page and its order there.", key=True),
    _document_id(),
    *_place("citation", null=False),
    _column("act", String, "The act or regulations, as `FOIA`."),
    _column("section", String, "Section or regulation, as `40`."),
    _column("subsection", String, "What follows it, as `(2)` or `(3A)(a)`; NULL where nothing does.", null=True),
    _column("label", String, "The citation in one form: `FOIA s.40(2)`."),
    _on_page(),
    Index("exemptions_by_page", "document_id", "page"),
    comment="Exemptions from disclosure that the documents cite.",
)

passages = Table(
    "passages",
    metadata,
    _column("passage_id", _ROW_NUMBER, "Stable number made from the document and the passage's place in it.", key=True),
    _document_id(),
    *_place("passage", null=False),
    _column("heading", String, "Heading or agenda item that it stands under.", null=True),
    _column("text", String, "The passage as read (a sentence); searched in full by `passages_fts`."),
    _column(
        "continued_on",
        String,
        "Where it runs on over the end of its page: JSON list of [page, char_start, char_end]; else NULL.",
        null=True,
    ),
    _on_page(),
    Index("passages_by_page", "document_id", "page"),
    comment="Stretches of text that a code can apply to.",
)

decisions = Table(
    "decisions",
    metadata,
    _column("decision_id", String, "Stable hash.", key=True),
    _document_id(_of_document()),
    _column("case_label", String, "The case, as printed.", null=True),
    _column("review_type", String, "Type of review under consideration.", null=True),
    _column("decision_status", String, "What the document states of the decision.", values=Status),
    _column("status_basis", String, "Whether the status is stated or inferred.", values=StatusBasis),
    _column("scope", String, "One case, or how it generally goes.", values=Scope),
    _column("agenda_item", String, "Heading or agenda item that it stands under.", null=True),
    _column("reason_code", String, "Sentinel where no mention gives a reason (`not_stated`), else NULL.", null=True),
    *_place("words that carry the status", null=True),
    _column("quote", String, "Those words.", null=True),
    _column(
        "is_repeat", Boolean, "Whether it only tells again what an earlier meeting decided: not counted.", default="0"
    ),
    _column("decision_date", String, "Day it was decided, as far as told: `2010-08-12`, `2010-08`.", null=True),
    _column("decision_date_precision", String, "How precise that date is.", values=DatePrecision, default="unknown"),
    _column("decision_maker", String, "Who decides, as the sentence says.", values=Maker, default="unknown"),
    _column("recommender", String, "Who recommends, as the sentences say.", values=Maker, default="unknown"),
    _column("alternative_type", String, "Code of what is done instead of a review; NULL where none.", null=True),
    _column(
        "criteria_assessment",
        String,
        "How its facts stand to the criteria in force: a flag, never a finding.",
        values=Criteria,
        default="insufficient_facts",
    ),
    _column("criteria_version", String, "The guidance whose criteria those are; NULL where none is held.", null=True),
    _column(
        "criteria_stated_met",
        Boolean,
        "Whether the document states the criteria as met, and no review was initiated.",
        default="0",
    ),
    _column("criteria_facts", String, "Facts told: JSON list of {fact, holds, page, char_start, char_end}.", null=True),
    _column("counted_as", String, "The decision that counts for it and all its copies; NULL: not compared.", null=True),
    _column("is_counted", Boolean, "Whether it is the one of its copies that counts.", default="1"),
    _column("notified_to", String, "Who was or will be told, as `Ofsted; DfE`; NULL where none is said.", null=True),
    _column(
        "publication_status",
        String,
        "What is said of publishing the report, or that of what is held instead.",
        values=Publication,
        default="unknown",
    ),
    _column(
        "sequence",
        Integer,
        "Its place, from 1, among the counted decisions of its body, case and type; NULL where it does not count.",
        null=True,
    ),
    Index("decisions_by_document", "document_id"),
    comment="One case, one review type, one body, one date, as a document states it.",
)

items = Table(
    "items",
    metadata,
    _column("item_id", String, "Stable hash of the document and the item's order there.", key=True),
    _document_id(_of_document()),
    _column("position", Integer, "Its order in the document, from 1."),
    _column("number", String, "Its number, as printed (`5.2`, `SCR/10/17`); NULL without one.", null=True),
    _column("title", String, "Its title, verbatim."),
    *_place("heading", null=False),
    _on_page(),
    Index("items_by_page", "document_id", "page"),
    comment="The items of agendas, in their order.",
)

counts = Table(
    "counts",
    metadata,
    _column("count_id", String, "Stable hash of document, place and figure.", key=True),
    _document_id(_of_document()),
    _column("metric", String, "What is counted, as `reviews_initiated`: a metric of `counts.yaml`."),
    _column("count_definition", String, "What the source counts by it; figures of two definitions are never merged."),
    _column("review_type", String, "Type of review counted; NULL where none is named.", null=True),
    _column("area", String, "Area counted, as named; NULL where none is.", null=True),
    _column("count", Integer, "The figure; NULL where the text gives a direction alone.", null=True),
    _column("direction", String, "`up`, `down` or `similar` where that is all the text gives; else NULL.", null=True),
    _column("period_start", String, "First day of the period counted; NULL where none is told.", null=True),
    _column("period_end", String, "Last day of the period counted; NULL where none is told.", null=True),
    _column("exposure_months", Float, "Length of the period in calendar months.", null=True),
    _column("exposure_days", Integer, "Length of the period in days, both ends counted.", null=True),
    *_place("sentence that gives it", null=False),
    _column("quote", String, "That sentence."),
    _on_page(),
    Index("counts_by_page", "document_id", "page"),
    comment="Figures of reviews and notifications that documents give, each with its own definition and period.",
)

attendance = Table(
    "attendance",
    metadata,
    _column("seat_id", String, "Stable hash of the document and the order in its list.", key=True),
    _document_id(_of_document()),
    _column("position", Integer, "Order in the document's list, from 1."),
    _column("role", String, "The office held, as printed; no name. NULL where a name alone stands.", null=True),
    _column("agency", String, "The agency represented, as printed.", null=True),
    _column("presence", String, "Whether present, in attendance, or with apologies.", values=Presence),
    *_place("line that says so", null=False),
    _on_page(),
    Index("attendance_by_page", "document_id", "page"),
    comment="Who sat at a meeting, by role and agency: names are not kept.",
)

actions = Table(
    "actions",
    metadata,
    _column("action_id", String, "Stable hash of the document and the order in it.", key=True),
    _document_id(_of_document()),
    _column("position", Integer, "Order in the document, from 1."),
    _column("action", String, "What is to be done, as printed."),
    _column("owner", String, "Whose it is: role or agency, else initials as printed.", null=True),
    _column("due", String, "When it is due, resolved against the meeting's date.", null=True),
    _column("due_precision", String, "How precise that date is.", values=DatePrecision),
    *_place("action", null=False),
    _on_page(),
    Index("actions_by_page", "document_id", "page"),
    comment="Actions that minutes give to somebody.",
)

amounts = Table(
    "amounts",
    metadata,
    _column("amount_id", String, "Stable hash of document, place and sum.", key=True),
    _document_id(_of_document()),
    _column(
        "decision_id",
        String,
        "The decision in whose item it stands; NULL where none.",
        ForeignKey("decisions.decision_id", ondelete="CASCADE"),
        null=True,
    ),
    _column("amount_min", Float, "Least that is said, in pounds as then spent; NULL where only a most is.", null=True),
    _column("amount_max", Float, "Most that is said; NULL where only a least is.", null=True),
    _column("currency", String, "ISO code, as `GBP`."),
    _column("bound", String, "How the sum bounds what it speaks of.", values=Bound),
    _column("qualifier", String, "As printed: `usually`, `about`.", null=True),
    _column("amount_basis", String, "What it rests on.", values=AmountBasis),
    _column("speaker", String, "Who gives it, as printed; NULL where the document itself does.", null=True),
    _column("organisation", String, "For whom they speak.", null=True),
    _column("is_review_cost", Boolean, "Whether it is what a review costs or would save.", default="0"),
    *_place("sentence that gives it", null=False),
    _column("quote", String, "That sentence."),
    _on_page(),
    Index("amounts_by_page", "document_id", "page"),
    Index("amounts_by_decision", "decision_id"),
    comment="Sums of money near decisions, each from its own source: never averaged.",
)

field_evidence = Table(
    "field_evidence",
    metadata,
    _column("field_id", String, "Stable hash of what it supports, the field and its position.", key=True),
    _document_id(_of_document()),
    _column(
        "decision_id",
        String,
        "The decision whose field it is; NULL for a field of the document.",
        ForeignKey("decisions.decision_id", ondelete="CASCADE"),
        null=True,
    ),
    _column("field", String, "The field: a column of `decisions` or `documents`."),
    _column("value", String, "What it holds."),
    _column("position", Integer, "Order among its fellows, from 1."),
    *_place("words that give it", null=False),
    _column("quotation", String, "Those words: exactly `pages.text[char_start:char_end]`."),
    _column("boxes", String, "Where they are on the page: JSON list of [x0, top, x1, bottom] in points.", null=True),
    _on_page(),
    Index("field_evidence_by_page", "document_id", "page"),
    Index("field_evidence_by_decision", "decision_id"),
    comment="Where the documents say what the fields of decisions and documents hold.",
)

redaction_differences = Table(
    "redaction_differences",
    metadata,
    _column("difference_id", String, "Stable hash of the two documents and the place.", key=True),
    _document_id(_of_document()),
    *_place("passage, in the copy that shows it", null=False),
    _column("quote", String, "The passage as that copy shows it."),
    _column("hidden_in", String, "The version of the paper that lacks it.", _of_document()),
    _column("hidden_page", Integer, "Where that version would have it, from 1."),
    _column("manner", String, "`redacted` where a mark stands in its place, `left_out` where nothing does."),
    _column("exemption", String, "What is cited there, as `FOIA s.40(2)`.", null=True),
    _on_page(),
    Index("redaction_differences_by_page", "document_id", "page"),
    Index("redaction_differences_by_hiding", "hidden_in"),
    comment="Passages that one version of a paper shows and another hides.",
)

mentions = Table(
    "mentions",
    metadata,
    _column("mention_id", String, "Stable hash of document, place and code.", key=True),
    _document_id(_of_document()),
    _column("decision_id", String, "The decision it bears on.", ForeignKey("decisions.decision_id"), null=True),
    _column("reason_code", String, "The reason, as a code of the codebook."),
    _column("role", String, "What the reason is a reason for.", values=Role),
    _column("polarity", String, "Whether the text asserts, negates, rejects or questions it.", values=Polarity),
    _column("attribution", String, "Who holds the view, not who minutes it.", values=Attribution),
    _column("hedging", String, "How firmly it is put.", values=Hedging),
    _column("decision_status", String, "What the text states of the decision here.", values=Status),
    _column("scope", String, "One case, or how it generally goes.", values=Scope),
    _column("link_strength", String, "How firmly the text ties the reason to the decision.", values=Link),
    _column("agenda_item", String, "Heading or agenda item that it stands under.", null=True),
    *_place("quotation (the first, where there are several)", null=True),
    _column("quote", String, "The quotation.", null=True),
    _column("code_confidence", Float, "Score in [0, 1]."),
    _column("found_by", String, "Which method found it.", values=Finder),
    _column("cue", String, "The codebook cue that found it.", null=True),
    _column("ocr_confidence", Float, "Mean of the OCR engine's for its words, in [0, 1]; NULL without OCR.", null=True),
    _column("redaction_nearby", Boolean, "Whether a redaction stands near the quotation.", default="0"),
    _column(
        "needs_review", Boolean, "Whether it is too unsure to be counted before a person has seen it.", default="0"
    ),
    Index("mentions_by_document", "document_id", "page", "reason_code"),
    Index("mentions_by_decision", "decision_id"),
    Index("mentions_by_code", "reason_code"),
    comment="Reasons stated or reported. None is deleted: a negated reason is a row with its polarity.",
)

evidence = Table(
    "evidence",
    metadata,
    _column("evidence_id", String, "Stable hash of what it supports and its position.", key=True),
    _document_id(),
    _column(
        "mention_id",
        String,
        "The mention it supports; else NULL.",
        ForeignKey("mentions.mention_id", ondelete="CASCADE"),
        null=True,
    ),
    _column(
        "decision_id",
        String,
        "The decision whose status it supports; else NULL.",
        ForeignKey("decisions.decision_id", ondelete="CASCADE"),
        null=True,
    ),
    _column("position", Integer, "Order among its fellows, from 1: a quotation over two pages has two rows."),
    *_place("quotation", null=False),
    _column("quotation", String, "The words: exactly `pages.text[char_start:char_end]`."),
    _column("boxes", String, "Where they are on the page: JSON list of [x0, top, x1, bottom] in points.", null=True),
    _on_page(),
    Index("evidence_by_page", "document_id", "page"),
    Index("evidence_by_mention", "mention_id"),
    Index("evidence_by_decision", "decision_id"),
    comment="Where the documents say it.",
)


def _same(column: Column[Any], name: str | None = None, comment: str | None = None) -> Column[Any]:
    """A column of the view that repeats one of a table: same thing, same name, same meaning."""
    return Column(name or column.name, column.type, comment=comment or column.comment, info=column.info)


analysis = Table(
    "analysis",
    MetaData(),  # a view: kept apart, so that `metadata` holds tables only
    _same(mentions.c.mention_id, comment="The mention; NULL in the row of a decision that states no reason."),
    _same(mentions.c.decision_id),
    _same(documents.c.document_id),
    _same(documents.c.release_id),
    _same(documents.c.source_name),
    _same(documents.c.body),
    _same(documents.c.body_type),
    _same(documents.c.nation),
    _same(documents.c.foi_reference),
    _same(documents.c.authority),
    _same(documents.c.regime),
    _same(documents.c.release_date),
    _same(documents.c.period_start),
    _same(documents.c.period_end),
    _same(documents.c.document_type),
    _same(documents.c.document_date),
    _same(documents.c.document_date_precision),
    _same(documents.c.meeting_date),
    _same(documents.c.meeting_date_precision),
    _same(mentions.c.agenda_item),
    _same(mentions.c.page),
    _same(mentions.c.char_start),
    _same(mentions.c.char_end),
    _same(decisions.c.case_label),
    _same(decisions.c.review_type),
    _same(mentions.c.decision_status),
    _same(decisions.c.status_basis),
    _same(decisions.c.decision_date),
    _same(decisions.c.decision_date_precision),
    _same(decisions.c.decision_maker),
    _same(decisions.c.recommender),
    _same(decisions.c.alternative_type),
    _same(decisions.c.is_repeat),
    _same(decisions.c.criteria_assessment),
    _same(decisions.c.criteria_version),
    _same(decisions.c.criteria_stated_met),
    _same(decisions.c.notified_to),
    _same(decisions.c.publication_status),
    _same(decisions.c.sequence),
    _same(decisions.c.counted_as),
    _same(decisions.c.is_counted),
    _same(mentions.c.reason_code, comment="The reason, or a sentinel (`not_stated`) where the decision gives none."),
    _same(codes.c.parent, "reason_parent"),
    _same(mentions.c.role),
    _same(mentions.c.polarity),
    _same(mentions.c.attribution),
    _same(mentions.c.hedging),
    _same(mentions.c.scope),
    _same(mentions.c.link_strength),
    _column(
        "policy_period",
        String,
        f"Decision date (else the paper's) before or from {POLICY_DATE}, when full publication became a duty.",
        values=PolicyPeriod,
    ),
    _same(
        mentions.c.quote,
        comment="The quotation, whole where it runs over the end of a page; without a reason, the words that decide.",
    ),
    _column(
        "hidden_text_detected", Boolean, "Whether that page carries text it does not show; properties do not count."
    ),
    _same(pages.c.extraction_method, comment="How that page's text was had."),
    _same(pages.c.quality, "page_quality", comment="How far that page's text can be trusted, in [0, 1]."),
    _same(mentions.c.ocr_confidence),
    _same(mentions.c.redaction_nearby, comment="Whether a redaction stands near; without a mention: over the reason."),
    _same(mentions.c.code_confidence),
    _same(mentions.c.needs_review),
    _same(mentions.c.found_by),
    _same(mentions.c.cue),
    _same(documents.c.model_version),
    _same(documents.c.codebook_version),
    _column("human_verified", Boolean, "Whether a person has confirmed the row."),
    _same(documents.c.dup_count),
    comment="One row per mention, and one per decision that states no reason: the table that questions are put to.",
)

# `found` is made whole whatever is asked of the view; quotations are gathered outside it, where they are asked for.
ANALYSIS_VIEW = """\
CREATE VIEW analysis AS
WITH found AS (
  SELECT m.mention_id, m.decision_id, m.document_id, coalesce(m.agenda_item, c.agenda_item) AS agenda_item,
    m.page, m.char_start, m.char_end, c.case_label, c.review_type, m.decision_status, c.status_basis, m.reason_code,
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.notified_to, c.publication_status, c.sequence,
    c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    m.role, m.polarity, m.attribution, m.hedging, m.scope, m.link_strength,
    m.ocr_confidence, m.redaction_nearby, m.code_confidence, m.needs_review, m.found_by, m.cue
  FROM mentions AS m LEFT JOIN decisions AS c ON c.decision_id = m.decision_id
  UNION ALL
  SELECT NULL, c.decision_id, c.document_id, c.agenda_item,
    c.page, c.char_start, c.char_end, c.case_label, c.review_type, c.decision_status, c.status_basis,
    coalesce(c.reason_code, 'not_stated'),
    c.decision_date, c.decision_date_precision, c.decision_maker, c.recommender, c.alternative_type, c.is_repeat,
    c.counted_as, c.is_counted, c.notified_to, c.publication_status, c.sequence,
    c.criteria_assessment, c.criteria_version, c.criteria_stated_met,
    NULL, NULL, NULL, NULL, c.scope, NULL,
    NULL, coalesce(c.reason_code = 'redacted', 0), NULL, 0, NULL, NULL
  FROM decisions AS c
  WHERE c.reason_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.decision_id = c.decision_id)
)
SELECT f.mention_id, f.decision_id, f.document_id, d.release_id, d.source_name, d.body, d.body_type, d.nation,
  d.foi_reference, d.authority, d.regime, d.release_date, d.period_start, d.period_end, d.document_type,
  d.document_date, d.document_date_precision, d.meeting_date, d.meeting_date_precision,
  f.agenda_item, f.page, f.char_start, f.char_end, f.case_label, f.review_type, f.decision_status, f.status_basis,
  f.decision_date, f.decision_date_precision, f.decision_maker, f.recommender, f.alternative_type,
  coalesce(f.is_repeat, 0) AS is_repeat, f.criteria_assessment, f.criteria_version,
  coalesce(f.criteria_stated_met, 0) AS criteria_stated_met,
  f.notified_to, f.publication_status, f.sequence, f.counted_as, coalesce(f.is_counted, 1) AS is_counted,
  f.reason_code, substr(f.reason_code, 1, instr(f.reason_code || '.', '.') - 1) AS reason_parent,
  f.role, f.polarity, f.attribution, f.hedging, f.scope, f.link_strength,
  CASE
    WHEN coalesce(f.decision_date, d.meeting_date, d.document_date) IS NULL THEN 'unknown'
    WHEN length(coalesce(f.decision_date, d.meeting_date, d.document_date)) < 10
      AND coalesce(f.decision_date, d.meeting_date, d.document_date)
        = substr('2010-06-10', 1, length(coalesce(f.decision_date, d.meeting_date, d.document_date))) THEN 'straddles'
    WHEN coalesce(f.decision_date, d.meeting_date, d.document_date) < '2010-06-10' THEN 'pre'
    ELSE 'post'
  END AS policy_period,
  coalesce(
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE mention_id = f.mention_id ORDER BY position)),
    (SELECT group_concat(quotation, ' ') FROM (
      SELECT quotation FROM evidence WHERE f.mention_id IS NULL AND decision_id = f.decision_id ORDER BY position))
  ) AS quote,
  EXISTS (
    SELECT 1 FROM hidden_text AS h
    WHERE h.document_id = f.document_id AND h.page = f.page AND h.mechanism <> 'properties'
  ) AS hidden_text_detected,
  p.extraction_method,
  p.quality AS page_quality, f.ocr_confidence, f.redaction_nearby,
  f.code_confidence, f.needs_review, f.found_by, f.cue,
  d.model_version, d.codebook_version, 0 AS human_verified, d.dup_count
FROM found AS f
JOIN documents AS d ON d.document_id = f.document_id
LEFT JOIN pages AS p ON p.document_id = f.document_id AND p.page = f.page"""

# The indexes keep no text of their own: `publish.py` tells them of every passage and page that comes or goes. Triggers
# would do so by themselves, but each row would then be flushed to disk: 100,000 passages took 8 s with them, 0.4 s in
# one statement. `query` looks for words in a mention's passage. `search` looks in pages: a phrase may run over the end
# of a sentence, words may stand in neighbouring ones, and ranking 50,000 pages takes a twentieth of 1,000,000 passages.
FULL_TEXT = "CREATE VIRTUAL TABLE passages_fts USING fts5(text, content='passages', content_rowid='passage_id')"
FULL_TEXT_OF_PAGES = (
    "CREATE VIRTUAL TABLE pages_fts USING fts5(text, content='pages', content_rowid='page_id', "
    "tokenize='unicode61 remove_diacritics 2')"
)


@event.listens_for(metadata, "after_create")
def _create_view_and_index(_target: MetaData, connection: Connection, **_options: object) -> None:
    for statement in (ANALYSIS_VIEW, FULL_TEXT, FULL_TEXT_OF_PAGES):
        connection.exec_driver_sql(statement)
