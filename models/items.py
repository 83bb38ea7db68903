"""The items of a document (a case, an agenda item, a row), as paragraph after paragraph fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.records import Evidence, Page, Polarity, Role, Scope, Status
from models.coder import Finding, Sentence
from models.evidence import evidence_of, ocr_confidence
from models.passages import Paragraph
from models.redactions import Veil, Withheld, heads_reasons
from models.status import is_decision, row_status, scope_of, speaks_of_reviews, stated_status
from models.structure import case_in_row, case_label, is_name, opens_item

_TOP = re.compile(r"\s*\d+\.?\s")  # the number of an item, as against one within it: "6." and not "5.3"


@dataclass(frozen=True, slots=True)
class Statement:
    """A status as a document states it, with the words around it."""

    status: Status
    evidence: tuple[Evidence, ...]
    near: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding with its place, its paragraph's words, and what OCR and redactions make of it."""

    finding: Finding
    evidence: tuple[Evidence, ...]
    near: str
    ocr_confidence: float | None
    redaction_nearby: bool


@dataclass(slots=True)
class Item:
    """One case or agenda item of a document, with what was found under it."""

    key: tuple[str, str, Scope]
    statements: list[Statement] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    is_withheld: bool = False  # where the reasons would stand is a redaction


@dataclass(slots=True)
class Cases:
    """Carries the case at hand through the lines of a document: that of its title, of the item's heading, of a row.

    Where no heading names a case, the text does ("5.1 Child C, aged 14 weeks..."), until the next item begins.
    """

    of_document: str
    at_hand: str = ""
    is_headed: bool = False

    def of(self, paragraph: Paragraph) -> str:
        """Return the case that a paragraph speaks of; empty where none is at hand."""
        named = case_label(paragraph.text)
        if self.of_document and named and not is_name(named):
            named = ""  # "Reference CV/15/04" under the title "Child M"
        if paragraph.is_heading and opens_item(paragraph.text):
            self.at_hand, self.is_headed = named, bool(named)
        elif paragraph.is_row:
            return case_in_row(paragraph.text) or self.at_hand or self.of_document
        elif not (self.is_headed or self.of_document):
            self.at_hand = named or self.at_hand
        return self.at_hand or self.of_document


class Items:
    """The cases and agenda items of a document, as paragraph after paragraph fills them."""

    def __init__(self, pages: Mapping[int, Page]) -> None:
        self._pages = pages
        self._withheld = Withheld(pages)
        self._held: dict[tuple[str, str, Scope], Item] = {}
        self._decided: Item | None = None  # where the decision last read stands, within its agenda item
        self._is_next = False  # whether nothing but headings and redactions came after that decision

    def __iter__(self) -> Iterator[Item]:
        return iter(self._held.values())

    def gather(self, paragraph: Paragraph, case: str, sentences: Sequence[Sentence], found: Sequence[Finding]) -> None:
        """File what a paragraph states, the reasons found in it and those that are withheld under its case or item."""
        veil = self._withheld.veil(paragraph)
        decided = None
        if paragraph.is_heading or (_TOP.match(paragraph.text) and veil.hides_all()):
            if opens_item(paragraph.text):
                self._decided = None
        elif paragraph.is_row:
            decided = self._gather_row(paragraph, case, veil, found)
        else:
            decided = self._gather_prose(paragraph, case, veil, sentences, found)
        if decided:
            self._decided, self._is_next = decided, True
        self._gather_withheld(paragraph, case, veil)
        if not (decided or veil.hides_all()):
            self._is_next = self._is_next and paragraph.is_heading and heads_reasons(paragraph.text)

    def _gather_prose(
        self, paragraph: Paragraph, case: str, veil: Veil, sentences: Sequence[Sentence], found: Sequence[Finding]
    ) -> Item | None:
        """File the statements and findings of sentences, and return the item last decided.

        The case that a sentence names comes first.
        """
        item = None
        for sentence in sentences:
            if is_decision(sentence.text) and speaks_of_reviews(sentence.near):
                item = self._item(paragraph, case_label(sentence.text) or case, scope_of(sentence.text))
                evidence = evidence_of(self._pages, paragraph, sentence.start, sentence.end)
                item.statements.append(Statement(sentence.status, evidence, sentence.near))
                item.is_withheld |= veil.hides_cause(sentence.start)
        for finding in found:
            named = case_label(paragraph.text[finding.start : finding.end])
            near = paragraph.heading + " " + paragraph.text
            self._add(self._item(paragraph, named or case, finding.scope), paragraph, finding, near)
        return item

    def _gather_row(self, paragraph: Paragraph, case: str, veil: Veil, found: Sequence[Finding]) -> Item | None:
        """File a row: all its cells speak of one decision, whose status a cell of its own may state."""
        item = self._item(paragraph, case, Scope.CASE_SPECIFIC)
        stated = row_status(paragraph.text)
        if stated is not Status.NOT_STATED:
            evidence = evidence_of(self._pages, paragraph, 0, len(paragraph.text.rstrip()))
            item.statements.append(Statement(stated, evidence, paragraph.text))
            item.is_withheld |= veil.hides_cell(_end_of_status(paragraph.text))
        for finding in found:
            self._add(item, paragraph, _under(finding, stated), paragraph.text)
        return None if stated is Status.NOT_STATED else item

    def _gather_withheld(self, paragraph: Paragraph, case: str, veil: Veil) -> None:
        """Mark the item whose reasons are announced and withheld, or whose decision a redacted paragraph follows."""
        decided = self._decided if self._decided and self._decided.key[0] == case else None
        if veil.hides_labelled_reasons():
            (decided or self._item(paragraph, case, Scope.CASE_SPECIFIC)).is_withheld = True
        elif decided and self._is_next and veil.hides_all():
            decided.is_withheld = True

    def _add(self, item: Item, paragraph: Paragraph, finding: Finding, near: str) -> None:
        evidence = evidence_of(self._pages, paragraph, finding.start, finding.end, finding.cue)
        confidence = ocr_confidence(self._pages, evidence)
        item.reasons.append(Reason(finding, evidence, near, confidence, self._withheld.is_near(paragraph, evidence)))

    def _item(self, paragraph: Paragraph, case: str, scope: Scope) -> Item:
        key = ("", "", scope) if scope is Scope.GENERAL else (case, "" if case else paragraph.heading, scope)
        return self._held.setdefault(key, Item(key))


def _end_of_status(row: str) -> int:
    """Return where the cell that states the row's status ends; 0 where no cell does."""
    cells = re.finditer(r"(?:(?! \| ).)+", row)
    return next((cell.end() for cell in cells if stated_status(cell.group()) is not Status.NOT_STATED), 0)


def _under(finding: Finding, stated: Status) -> Finding:
    """Return a finding with the status of its row: a reason beside `Deferred` is a reason for delay."""
    if stated is Status.NOT_STATED:
        return finding
    role = Role.REASON_DELAY if stated is Status.DEFERRED else Role.REASON_NOT_INITIATING
    if stated is Status.INITIATED and finding.polarity is Polarity.ASSERTED:
        role = Role.CONTEXT_ONLY
    return replace(finding, status=stated, role=role, scope=Scope.CASE_SPECIFIC)
