"""The tables of a workspace as frames: a method for each, its columns in the docstring as the data dictionary has them.

The columns in the docstrings are written by `python -m corpus.data_dictionary`; a test holds the two together.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypedDict, Unpack

if TYPE_CHECKING:
    import pandas as pd


class RowFilters(TypedDict, total=False):
    """Which rows of `analysis` to take: the fields of `query.Filters`, by the same names and with the same meaning."""

    reasons: tuple[str, ...]
    body: str
    statuses: tuple[str, ...]
    roles: tuple[str, ...]
    polarities: tuple[str, ...]
    since: str
    until: str
    text: str
    release: str
    least_quality: float
    strict: bool


class DocumentFilters(TypedDict, total=False):
    """Whose documents' rows to take: body (part of its name), dates, kinds and release, as in `search.PageFilters`."""

    body: str
    since: str
    until: str
    kinds: tuple[str, ...]
    release: str


class Tables(ABC):
    """The tables, each read anew at each call.

    Text columns are `str`, whole numbers `Int64`, other numbers `float64`, truth values `boolean`; what is absent is
    NA. Filters are keyword arguments: `decisions(body="Northmoor", since="2010-06")` are those with a row of `analysis`
    that these filters let through. All raise `InvalidQuery` where a filter names what there is not, and
    `WorkspaceError` where the store cannot be read.
    """

    @abstractmethod
    def _of_rows(self, name: str, filters: RowFilters) -> pd.DataFrame: ...

    @abstractmethod
    def _of_documents(self, name: str, filters: DocumentFilters) -> pd.DataFrame: ...

    @abstractmethod
    def _whole(self, name: str, release: str = "") -> pd.DataFrame: ...

    def analysis(self, **filters: Unpack[RowFilters]) -> pd.DataFrame:
        """Return one row per mention, and one per decision that states no reason: the table to put questions to.

        Columns:
            mention_id: The mention; NULL in the row of a decision that states no reason.
            decision_id: The decision it bears on.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            release_id: Release of the first file that holds the document.
            source_name: Path inside its release of the first file that holds the document.
            body: The board, panel or agency that the document speaks for.
            body_type: Its kind, as `LSCB`, `SAB`, `council`: a type of `bodies.yaml`.
            nation: Nation of the United Kingdom whose rules it follows.
            foi_reference: Reference of the request that it answers, as printed.
            authority: The authority that answers the request, as it names itself.
            regime: Under what it came out.
            release_date: Day of the answer that released it (ISO).
            period_start: First day of the period that it says it covers (ISO).
            period_end: Last day of that period (ISO).
            document_type: Kind of document.
            document_date: Date the document bears: `2010-08-12`, `2010-08` or `2010`.
            document_date_precision: How precise that date is.
            meeting_date: Date of the meeting it records: `2010-08-12`, `2010-08` or `2010`.
            meeting_date_precision: How precise that date is.
            agenda_item: Heading or agenda item that it stands under.
            page: Page of the quotation (the first, where there are several), from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            case_label: The case, as printed.
            review_type: Type of review under consideration.
            decision_status: What the text states of the decision here.
            status_basis: Whether the status is stated or inferred.
            decision_date: Day it was decided, as far as told: `2010-08-12`, `2010-08`.
            decision_date_precision: How precise that date is.
            decision_maker: Who decides, as the sentence says.
            recommender: Who recommends, as the sentences say.
            alternative_type: Code of what is done instead of a review; NULL where none.
            is_repeat: Whether it only tells again what an earlier meeting decided: not counted.
            criteria_assessment: How its facts stand to the criteria in force: a flag, never a finding.
            criteria_version: The guidance whose criteria those are; NULL where none is held.
            criteria_stated_met: Whether the document states the criteria as met, and no review was initiated.
            notified_to: Who was or will be told, as `Ofsted; DfE`; NULL where none is said.
            publication_status: What is said of publishing the report, or that of what is held instead.
            sequence: Its place, from 1, among the counted decisions of its body, case and type; NULL where it does not
                count.
            counted_as: The decision that counts for it and all its copies; NULL: not compared.
            is_counted: Whether it is the one of its copies that counts.
            reason_code: The reason, or a sentinel (`not_stated`) where the decision gives none.
            reason_parent: The code it belongs under: what stands before the first dot, or itself.
            role: What the reason is a reason for.
            polarity: Whether the text asserts, negates, rejects or questions it.
            attribution: Who holds the view, not who minutes it.
            hedging: How firmly it is put.
            scope: One case, or how it generally goes.
            link_strength: How firmly the text ties the reason to the decision.
            policy_period: Decision date (else the paper's) before or from 2010-06-10, when full publication became a
                duty.
            quote: The quotation, whole where it runs over the end of a page; without a reason, the words that decide.
            hidden_text_detected: Whether that page carries text it does not show; properties do not count.
            extraction_method: How that page's text was had.
            page_quality: How far that page's text can be trusted, in [0, 1].
            ocr_confidence: Mean of the OCR engine's for its words, in [0, 1]; NULL without OCR.
            redaction_nearby: Whether a redaction stands near; without a mention: over the reason.
            code_confidence: Score in [0, 1].
            needs_review: Whether it is too unsure to be counted before a person has seen it.
            found_by: Which method found it.
            cue: The codebook cue that found it.
            model_version: Version of the model that the document was coded with.
            codebook_version: Version of the codebook that the document was coded with.
            human_verified: Whether a person has confirmed the row.
            dup_count: How many further files in the ledger hold the same document, byte for byte.
        """
        return self._of_rows("analysis", filters)

    def mentions(self, **filters: Unpack[RowFilters]) -> pd.DataFrame:
        """Return one row per mention of a reason, with its decision and document: `analysis` without the sentinels.

        Columns:
            Those of `analysis`.
        """
        return self._of_rows("mentions", filters)

    def decisions(self, **filters: Unpack[RowFilters]) -> pd.DataFrame:
        """Return one row per decision, with release, source, body, type and dates of its document.

        Columns:
            release_id: Release of the first file that holds the document.
            source_name: Path inside its release of the first file that holds the document.
            body: The board, panel or agency that the document speaks for.
            body_type: Its kind, as `LSCB`, `SAB`, `council`: a type of `bodies.yaml`.
            nation: Nation of the United Kingdom whose rules it follows.
            document_type: Kind of document.
            document_date: Date the document bears: `2010-08-12`, `2010-08` or `2010`.
            meeting_date: Date of the meeting it records: `2010-08-12`, `2010-08` or `2010`.
            decision_id: Stable hash.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            case_label: The case, as printed.
            review_type: Type of review under consideration.
            decision_status: What the document states of the decision.
            status_basis: Whether the status is stated or inferred.
            scope: One case, or how it generally goes.
            agenda_item: Heading or agenda item that it stands under.
            reason_code: Sentinel where no mention gives a reason (`not_stated`), else NULL.
            page: Page of the words that carry the status, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quote: Those words.
            is_repeat: Whether it only tells again what an earlier meeting decided: not counted.
            decision_date: Day it was decided, as far as told: `2010-08-12`, `2010-08`.
            decision_date_precision: How precise that date is.
            decision_maker: Who decides, as the sentence says.
            recommender: Who recommends, as the sentences say.
            alternative_type: Code of what is done instead of a review; NULL where none.
            criteria_assessment: How its facts stand to the criteria in force: a flag, never a finding.
            criteria_version: The guidance whose criteria those are; NULL where none is held.
            criteria_stated_met: Whether the document states the criteria as met, and no review was initiated.
            criteria_facts: Facts told: JSON list of {fact, holds, page, char_start, char_end}.
            counted_as: The decision that counts for it and all its copies; NULL: not compared.
            is_counted: Whether it is the one of its copies that counts.
            notified_to: Who was or will be told, as `Ofsted; DfE`; NULL where none is said.
            publication_status: What is said of publishing the report, or that of what is held instead.
            sequence: Its place, from 1, among the counted decisions of its body, case and type; NULL where it does not
                count.
        """
        return self._of_rows("decisions", filters)

    def documents(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per document: content read once, however many copies came in.

        Columns:
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            release_id: Release of the first file that holds the document.
            source_name: Path inside its release of the first file that holds the document.
            media_type: Media type, told by content.
            outcome: What became of it; its copies in the ledger are `duplicate`.
            document_type: Kind of document.
            title: Its title, as printed.
            body: The board, panel or agency that the document speaks for.
            document_date: Date the document bears: `2010-08-12`, `2010-08` or `2010`.
            document_date_precision: How precise that date is.
            meeting_date: Date of the meeting it records: `2010-08-12`, `2010-08` or `2010`.
            meeting_date_precision: How precise that date is.
            dup_count: How many further files in the ledger hold the same document, byte for byte.
            extractor_version: Version of the reader that took its text.
            codebook_version: Version of the codebook that the document was coded with.
            model_version: Version of the model that the document was coded with.
            body_type: Its kind, as `LSCB`, `SAB`, `council`: a type of `bodies.yaml`.
            nation: Nation of the United Kingdom whose rules it follows.
            words_sha256: SHA-256 of its words alone: equal words, equal hash; NULL without.
            minhash: MinHash of its runs of four words, hexadecimal; NULL where it is shorter.
            version_of: The document that its versions (drafts, copies) go by; NULL without words.
            foi_reference: Reference of the request that it answers, as printed.
            authority: The authority that answers the request, as it names itself.
            regime: Under what it came out.
            release_date: Day of the answer that released it (ISO).
            period_start: First day of the period that it says it covers (ISO).
            period_end: Last day of that period (ISO).
        """
        return self._of_documents("documents", filters)

    def ledger(self, release: str = "") -> pd.DataFrame:
        """Return one row per file received, and what became of it.

        Columns:
            ledger_id: Stable hash of release and source name.
            release_id: The release it came in.
            source_name: Path inside the release, through archives and messages: `a.zip/b.eml/c.pdf`.
            parent_name: `source_name` of the container it was in; NULL at the top.
            sha256: SHA-256 of its bytes, in hexadecimal.
            size_bytes: Size in bytes.
            media_type: Media type, told by content.
            outcome: What became of it.
            reason: Why, in plain words; NULL where the outcome says it all.
            document_id: The document it holds; NULL where there is none.
            duplicate_of: `ledger_id` of the first file with the same bytes, where the outcome is `duplicate`.
        """
        return self._whole("ledger", release)

    def counts(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per figure that a document states of how many reviews were held.

        Columns:
            count_id: Stable hash of document, place and figure.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            metric: What is counted, as `reviews_initiated`: a metric of `counts.yaml`.
            count_definition: What the source counts by it; figures of two definitions are never merged.
            review_type: Type of review counted; NULL where none is named.
            area: Area counted, as named; NULL where none is.
            count: The figure; NULL where the text gives a direction alone.
            direction: `up`, `down` or `similar` where that is all the text gives; else NULL.
            period_start: First day of the period counted; NULL where none is told.
            period_end: Last day of the period counted; NULL where none is told.
            exposure_months: Length of the period in calendar months.
            exposure_days: Length of the period in days, both ends counted.
            page: Page of the sentence that gives it, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quote: That sentence.
        """
        return self._of_documents("counts", filters)

    def pages(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per page, with its text.

        Columns:
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: Page, sheet or the whole of an unpaged document, from 1.
            text: What the page shows, in Unicode NFC. Quotations are places in it.
            extraction_method: How the text was had.
            width_pt: Width in points (1/72 inch); 0 where the page has no geometry.
            height_pt: Height in points (1/72 inch); 0 where the page has no geometry.
            hidden_characters: Characters the file carries here and the page does not show; only counted.
            quality: How far the text can be trusted to be what the page shows, in [0, 1].
            low_quality: Whether a person should compare the text with the page.
            ocr_confidence: Mean of the OCR engine's for its words, in [0, 1]; NULL without OCR.
            redaction_count: How many places the page shows as withheld.
            redacted_share: Share of the page that is drawn over, in [0, 1].
            page_id: Stable number made from document and page; searched by `pages_fts`.
        """
        return self._of_documents("pages", filters)

    def passages(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per stretch of text that a code can apply to: a sentence, as a rule.

        Columns:
            passage_id: Stable number made from the document and the passage's place in it.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: Page of the passage, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            heading: Heading or agenda item that it stands under.
            text: The passage as read (a sentence); searched in full by `passages_fts`.
            continued_on: Where it runs on over the end of its page: JSON list of [page, char_start, char_end]; else
                NULL.
        """
        return self._of_documents("passages", filters)

    def evidence(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per quotation behind a mention or a decision's status.

        Columns:
            evidence_id: Stable hash of what it supports and its position.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            mention_id: The mention it supports; else NULL.
            decision_id: The decision whose status it supports; else NULL.
            position: Order among its fellows, from 1: a quotation over two pages has two rows.
            page: Page of the quotation, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quotation: The words: exactly `pages.text[char_start:char_end]`.
            boxes: Where they are on the page: JSON list of [x0, top, x1, bottom] in points.
        """
        return self._of_documents("evidence", filters)

    def field_evidence(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per quotation behind another field of a decision or document.

        Columns:
            field_id: Stable hash of what it supports, the field and its position.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            decision_id: The decision whose field it is; NULL for a field of the document.
            field: The field: a column of `decisions` or `documents`.
            value: What it holds.
            position: Order among its fellows, from 1.
            page: Page of the words that give it, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quotation: Those words: exactly `pages.text[char_start:char_end]`.
            boxes: Where they are on the page: JSON list of [x0, top, x1, bottom] in points.
        """
        return self._of_documents("field_evidence", filters)

    def items(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per item of an agenda.

        Columns:
            item_id: Stable hash of the document and the item's order there.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            position: Its order in the document, from 1.
            number: Its number, as printed (`5.2`, `SCR/10/17`); NULL without one.
            title: Its title, verbatim.
            page: Page of the heading, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
        """
        return self._of_documents("items", filters)

    def attendance(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per seat at a meeting: role and agency, no names.

        Columns:
            seat_id: Stable hash of the document and the order in its list.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            position: Order in the document's list, from 1.
            role: The office held, as printed; no name. NULL where a name alone stands.
            agency: The agency represented, as printed.
            presence: Whether present, in attendance, or with apologies.
            page: Page of the line that says so, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
        """
        return self._of_documents("attendance", filters)

    def actions(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per action that minutes give to somebody.

        Columns:
            action_id: Stable hash of the document and the order in it.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            position: Order in the document, from 1.
            action: What is to be done, as printed.
            owner: Whose it is: role or agency, else initials as printed.
            due: When it is due, resolved against the meeting's date.
            due_precision: How precise that date is.
            page: Page of the action, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
        """
        return self._of_documents("actions", filters)

    def amounts(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per sum of money near a decision.

        Columns:
            amount_id: Stable hash of document, place and sum.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            decision_id: The decision in whose item it stands; NULL where none.
            amount_min: Least that is said, in pounds as then spent; NULL where only a most is.
            amount_max: Most that is said; NULL where only a least is.
            currency: ISO code, as `GBP`.
            bound: How the sum bounds what it speaks of.
            qualifier: As printed: `usually`, `about`.
            amount_basis: What it rests on.
            speaker: Who gives it, as printed; NULL where the document itself does.
            organisation: For whom they speak.
            is_review_cost: Whether it is what a review costs or would save.
            page: Page of the sentence that gives it, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quote: That sentence.
        """
        return self._of_documents("amounts", filters)

    def redactions(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per place that a page shows as withheld.

        Columns:
            redaction_id: Stable hash of the page and its order there.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: The page that shows it, from 1.
            kind: How the page shows that something was withheld.
            char_start: Where it stands in `pages.text`, in code points from 0.
            char_end: The character after a mark that is written out; of one that is drawn, its start.
            boxes: Where it is drawn: JSON list of [x0, top, x1, bottom] in points.
            page_share: Share of the page that it covers, in [0, 1]; NULL without boxes.
            exemption: The exemption cited beside it, as `FOIA s.40(2)`; NULL where none is.
        """
        return self._of_documents("redactions", filters)

    def exemptions(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per exemption from disclosure that a page cites.

        Columns:
            exemption_id: Stable hash of the page and its order there.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: Page of the citation, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            act: The act or regulations, as `FOIA`.
            section: Section or regulation, as `40`.
            subsection: What follows it, as `(2)` or `(3A)(a)`; NULL where nothing does.
            label: The citation in one form: `FOIA s.40(2)`.
        """
        return self._of_documents("exemptions", filters)

    def redaction_differences(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per passage that one version of a paper shows and another hides.

        Columns:
            release_id: Release of the first file that holds the document.
            source_name: Path inside its release of the first file that holds the document.
            body: The board, panel or agency that the document speaks for.
            body_type: Its kind, as `LSCB`, `SAB`, `council`: a type of `bodies.yaml`.
            nation: Nation of the United Kingdom whose rules it follows.
            document_type: Kind of document.
            document_date: Date the document bears: `2010-08-12`, `2010-08` or `2010`.
            meeting_date: Date of the meeting it records: `2010-08-12`, `2010-08` or `2010`.
            difference_id: Stable hash of the two documents and the place.
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: Page of the passage, in the copy that shows it, from 1.
            char_start: Its first character in `pages.text`, in code points from 0.
            char_end: The character after its last: `text[char_start:char_end]` is it.
            quote: The passage as that copy shows it.
            hidden_in: The version of the paper that lacks it.
            hidden_page: Where that version would have it, from 1.
            manner: `redacted` where a mark stands in its place, `left_out` where nothing does.
            exemption: What is cited there, as `FOIA s.40(2)`.
        """
        return self._of_documents("redaction_differences", filters)

    def hidden_text(self, **filters: Unpack[DocumentFilters]) -> pd.DataFrame:
        """Return one row per page and manner of text that is carried and not shown: how much, never the words.

        Columns:
            document_id: The document: SHA-256 of its bytes, in hexadecimal.
            page: The page that carries it, from 1.
            mechanism: How it is hidden.
            characters: How many characters; they themselves are kept nowhere.
            boxes: Where they are: JSON list of [x0, top, x1, bottom] in points.
        """
        return self._of_documents("hidden_text", filters)

    def releases(self) -> pd.DataFrame:
        """Return one row per release.

        Columns:
            release_id: The release (a folder, file or archive as it was given).
            position: Order of first publication, from 1; the first copy of a document counts.
        """
        return self._whole("releases")

    def codes(self) -> pd.DataFrame:
        """Return one row per reason code and sentinel of the codebook.

        Columns:
            code: The reason code, or a sentinel such as `not_stated`.
            parent: The code it belongs under: what stands before the first dot, or itself.
            label: A short name for people.
            definition: What the code means, as the codebook says.
        """
        return self._whole("codes")

    def meta(self) -> pd.DataFrame:
        """Return one row per version that the store was made with.

        Columns:
            name: What is recorded: a version of the latest publishing.
            value: Its value.
        """
        return self._whole("meta")
