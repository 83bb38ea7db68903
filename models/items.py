"""The items of a document (a case, an agenda item, a row), as paragraph after paragraph fills them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.records import CaseFact, Evidence, Page, Polarity, Role, Scope, Status
from corpus.review_types import UNKNOWN, review_type_of
from models.asides import Asides
from models.cases import case_key
from models.coder import Finding, ReadStatus, Sentence
from models.evidence import evidence_of, ocr_confidence
from models.facts import StatedFact, answered_in, facts_in
from models.forms import agrees, form_status
from models.passages import Paragraph
from models.redactions import Veil, Withheld, announces_reasons, heads_reasons
from models.registers import Columns, Field, Stage
from models.spoken import Spoken, Told
from models.status import is_decision, scope_of, speaks_of_reviews, stated_status
from models.structure import opens_item
from models.ticks import has_boxes

_AGREED = {
    Status.RECOMMENDED_INITIATE: Status.INITIATED,
    Status.RECOMMENDED_NOT: Status.NOT_INITIATED,
}
_ENDING = 5  # sentences of an item that are read together
_TOP = re.compile(r"\s*\d+\.?\s")  # the number of an item, as against one within it: "6." and not "5.3"


@dataclass(frozen=True, slots=True)
class Statement:
    """A status as a document states it, with the words around it.

    `is_said` where the rules find it said outright; else the encoder reads it there, with that `score` in [0, 1].
    """

    status: Status
    evidence: tuple[Evidence, ...]
    near: str
    score: float = 1.0
    is_said: bool = True
    is_ending: bool = False  # read from the item's last sentences together
    decided_on: str = ""  # what a register's row says of the day
    told: Told | None = None  # what its row says in the columns that a person named
    by: str = ""  # the head of the column that states it ("Chair's decision")
    heading: str = ""  # the agenda item, heading or row that it stands under, verbatim


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding with its place, its paragraph's words, and what OCR and redactions make of it."""

    finding: Finding
    evidence: tuple[Evidence, ...]
    near: str
    ocr_confidence: float | None
    redaction_nearby: bool


@dataclass(frozen=True, slots=True)
class Key:
    """What sets items apart: the case, else the heading; reviews in general; what only repeats an earlier meeting."""

    case: str
    heading: str
    scope: Scope
    is_repeat: bool = False


@dataclass(slots=True)
class Item:
    """One case or agenda item of a document, with what was found under it."""

    key: Key
    statements: list[Statement] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    is_withheld: bool = False  # where the reasons would stand is a redaction
    facts: list[CaseFact] = field(default_factory=list)
    ends: deque[tuple[Paragraph, Sentence]] = field(default_factory=lambda: deque(maxlen=_ENDING))  # its last sentences

    asides: Asides = field(default_factory=Asides)

    @property
    def ending(self) -> str:
        """The last sentences of what is told of the case, as one text."""
        return " ".join(sentence.text for _, sentence in self.ends)


class Items:
    """The cases and agenda items of a document, as paragraph after paragraph fills them."""

    def __init__(self, pages: Mapping[int, Page], form_type: str = "", *, parts_rows: bool = True) -> None:
        """Take the pages, of a form the type of review that it is about, and whether rows are matters of their own.

        In minutes and letters a table sets out what the text tells: there a case is one item, whatever its rows.
        """
        self._pages = pages
        self._form_type = form_type
        self._parts_rows = parts_rows
        self._withheld = Withheld(pages)
        self._held: dict[Key, Item] = {}
        self._decided: Item | None = None  # where the decision last read stands, within its agenda item
        self._is_next = False  # whether nothing but headings and redactions came after that decision
        self._is_announced = False  # whether the paragraph before ends by announcing reasons

    def __iter__(self) -> Iterator[Item]:
        return iter(self._held.values())

    def gather(
        self,
        paragraph: Paragraph,
        spoken: Spoken,
        sentences: Sequence[Sentence],
        found: Sequence[Finding],
        read: Sequence[ReadStatus] = (),
    ) -> None:
        """File what a paragraph states, the reasons found in it and those that are withheld under its case or item."""
        veil = self._withheld.veil(paragraph)
        decided = None
        if spoken.is_head:
            return
        if paragraph.is_heading or (_TOP.match(paragraph.text) and veil.hides_all()):
            if opens_item(paragraph.text):
                self._decided = None
        elif paragraph.is_row and not spoken.is_prose:
            decided = self._gather_row(paragraph, spoken, veil, found, read)
        else:
            decided = self._gather_prose(paragraph, spoken, veil, sentences, found, read)
        if decided:
            self._decided, self._is_next = decided, True
        self._gather_withheld(paragraph, spoken, veil)
        if not (decided or veil.hides_all()):
            self._is_next = self._is_next and paragraph.is_heading and heads_reasons(paragraph.text)

    def _gather_prose(
        self,
        paragraph: Paragraph,
        spoken: Spoken,
        veil: Veil,
        sentences: Sequence[Sentence],
        found: Sequence[Finding],
        read: Sequence[ReadStatus],
    ) -> Item | None:
        """File the statements and findings of sentences, and return the item last decided."""
        item = None
        near = paragraph.heading + " " + paragraph.text
        for sentence in sentences:
            if is_decision(sentence.text) and speaks_of_reviews(sentence.near):
                item = self._item(paragraph, spoken, spoken.case_at(sentence.start), scope_of(sentence.text))
                evidence = evidence_of(self._pages, paragraph, sentence.start, sentence.end)
                item.statements.append(Statement(sentence.status, evidence, sentence.near, heading=paragraph.heading))
                item.is_withheld |= veil.hides_cause(sentence.start)
        for status in read:
            if status.status is Status.GENERAL_PATTERN:
                continue  # it tells of no case
            evidence = evidence_of(self._pages, paragraph, status.start, status.end)
            held = self._item(paragraph, spoken, spoken.case_at(status.start), Scope.CASE_SPECIFIC)
            held.statements.append(
                Statement(status.status, evidence, near, status.score, is_said=False, heading=paragraph.heading)
            )
        for sentence in sentences:
            case = spoken.case_at(sentence.start)
            if case:
                told = self._item(paragraph, spoken, case, Scope.CASE_SPECIFIC)
                told.ends.append((paragraph, sentence))
                told.asides.add(self._pages, paragraph, sentence.text, sentence.start)
            self._add_facts(paragraph, spoken, spoken.case_at(sentence.start), sentence.start, facts_in(sentence.text))
        for finding in found:
            item_of = self._item(paragraph, spoken, spoken.case_at(finding.start), finding.scope)
            self._add(item_of, paragraph, finding, near)
        return item

    def add_ending(self, item: Item, status: ReadStatus) -> None:
        """File the status that the last sentences of an item state when read together (characters of `item.ending`)."""
        end = 0
        for paragraph, sentence in item.ends:
            end += len(sentence.text) + 1
            if status.start < end:
                evidence = evidence_of(self._pages, paragraph, sentence.start, sentence.end)
                item.statements.append(
                    Statement(
                        status.status,
                        evidence,
                        item.ending,
                        status.score,
                        is_said=False,
                        is_ending=True,
                        heading=paragraph.heading,
                    )
                )
                return

    def _gather_row(
        self,
        paragraph: Paragraph,
        spoken: Spoken,
        veil: Veil,
        found: Sequence[Finding],
        read: Sequence[ReadStatus],
    ) -> Item | None:
        """File a row: all its cells speak of one decision, whose status a cell of its own may state.

        Where no cell of a register that nobody mapped does, what is read in the row counts.
        """
        item = self._item(paragraph, spoken, spoken.case, Scope.CASE_SPECIFIC)
        stated = spoken.status_of(paragraph.text)
        if stated is not Status.NOT_STATED:
            evidence = evidence_of(self._pages, paragraph, 0, len(paragraph.text.rstrip()))
            stages = spoken.columns.stages(paragraph.text) if spoken.columns else ()
            day, told = spoken.day_of(paragraph.text), spoken.told_in(paragraph.text)
            day = " | ".join(filter(None, [*(stage.text for stage in stages[-1:]), day]))
            item.statements.append(
                Statement(
                    stated,
                    evidence,
                    paragraph.text,
                    decided_on=day,
                    told=told,
                    by=spoken.head_of_status,
                    heading=_over(paragraph, spoken),
                )
            )
            for stage in stages[:-1]:
                self._add_stage(paragraph, spoken, item, stage)
            item.is_withheld |= veil.hides_cell(_end_of_status(paragraph.text, spoken.columns))
        elif spoken.columns and not spoken.columns.mapped:
            self._add_read(paragraph, item, read, spoken)
        elif agrees(paragraph.text):
            self._decide_as_advised(paragraph, spoken)
        self._add_facts(paragraph, spoken, spoken.case, 0, answered_in(paragraph.text))
        if spoken.columns and (told_to := spoken.columns.cell(paragraph.text, Field.NOTIFIED)):
            item.asides.add_cell(self._pages, paragraph, spoken.columns.head_of(Field.NOTIFIED), told_to)
        if spoken.case:
            item.asides.add(self._pages, paragraph, paragraph.text.rstrip(), 0)
        for finding in found:
            if not (spoken.columns and spoken.columns.ignores(paragraph.text, finding.start)):
                self._add(item, paragraph, _under(finding, stated), paragraph.text)
        return None if stated is Status.NOT_STATED else item

    def _other_review(self, paragraph: Paragraph) -> str:
        """Return the label of a form's row with boxes that asks after a review of another type; empty for all else."""
        is_asked = self._form_type and paragraph.is_row and has_boxes(paragraph.text)
        if not is_asked or form_status(paragraph.text) is Status.NOT_STATED:
            return ""
        label = paragraph.text.partition(" | ")[0]
        return label if review_type_of(label) not in (UNKNOWN, self._form_type) else ""

    def _decide_as_advised(self, paragraph: Paragraph, spoken: Spoken) -> None:
        """File as decided, for each item of the case, what was advised: the form's row says that it is agreed to."""
        for item in [held for held in self if held.key.case == spoken.case]:
            advised = [_AGREED[s.status] for s in item.statements if s.is_said and s.status in _AGREED]
            if advised:
                evidence = evidence_of(self._pages, paragraph, 0, len(paragraph.text.rstrip()))
                item.statements.append(
                    Statement(advised[-1], evidence, paragraph.text, heading=_over(paragraph, spoken))
                )

    def _add_stage(self, paragraph: Paragraph, spoken: Spoken, item: Item, stage: Stage) -> None:
        """File what a row says was decided of a case before its last word: a decision of its own."""
        key = replace(item.key, heading=f"{item.key.heading} {stage.text}".strip())
        evidence = evidence_of(self._pages, paragraph, stage.start, stage.end)
        held = self._held.setdefault(replace(key, case=case_key(key.case)), Item(key))
        over = _over(paragraph, spoken)
        held.statements.append(Statement(stage.status, evidence, paragraph.text, decided_on=stage.text, heading=over))

    def _add_read(self, paragraph: Paragraph, item: Item, read: Sequence[ReadStatus], spoken: Spoken) -> None:
        """File what the encoder reads in a register's row, with what its columns say of the day."""
        day, told = spoken.day_of(paragraph.text), spoken.told_in(paragraph.text)
        for status in (held for held in read if held.status is not Status.GENERAL_PATTERN):
            evidence = evidence_of(self._pages, paragraph, status.start, status.end)
            item.statements.append(
                Statement(
                    status.status,
                    evidence,
                    paragraph.text,
                    status.score,
                    is_said=False,
                    decided_on=day,
                    told=told,
                    heading=_over(paragraph, spoken),
                )
            )

    def _add_facts(
        self, paragraph: Paragraph, spoken: Spoken, case: str, shift: int, found: Iterable[StatedFact]
    ) -> None:
        """File the facts that a sentence, or a form's row, states of a case."""
        for fact in found if case else ():
            evidence = evidence_of(self._pages, paragraph, shift + fact.start, shift + fact.end)
            item = self._item(paragraph, spoken, case, Scope.CASE_SPECIFIC)
            item.facts.append(CaseFact(fact.fact, fact.holds, evidence))

    def _gather_withheld(self, paragraph: Paragraph, spoken: Spoken, veil: Veil) -> None:
        """Mark the item whose reasons are announced and withheld, or whose decision a redacted paragraph follows."""
        decided = self._decided if self._decided and self._decided.key.case == spoken.case else None
        if veil.hides_labelled_reasons():
            (decided or self._item(paragraph, spoken, spoken.case, Scope.CASE_SPECIFIC)).is_withheld = True
        elif decided and ((self._is_next and veil.hides_all()) or (self._is_announced and veil.begins_hidden())):
            decided.is_withheld = True
        self._is_announced = announces_reasons(paragraph.text)

    def _add(self, item: Item, paragraph: Paragraph, finding: Finding, near: str) -> None:
        evidence = evidence_of(self._pages, paragraph, finding.start, finding.end, finding.cue)
        confidence = ocr_confidence(self._pages, evidence)
        item.reasons.append(Reason(finding, evidence, near, confidence, self._withheld.is_near(paragraph, evidence)))

    def _item(self, paragraph: Paragraph, spoken: Spoken, case: str, scope: Scope) -> Item:
        row = spoken.row_of(paragraph.text) if self._parts_rows or not case else ""
        heading = row or ("" if case else paragraph.heading)
        heading = heading or self._other_review(paragraph)
        key = Key("", "", scope) if scope is Scope.GENERAL else Key(case, heading, scope, spoken.is_repeat)
        return self._held.setdefault(replace(key, case=case_key(key.case)), Item(key))


def _over(paragraph: Paragraph, spoken: Spoken) -> str:
    """Return what a row stands under: its own reference in a register, else the heading."""
    return spoken.row_of(paragraph.text) or paragraph.heading


def _end_of_status(row: str, columns: Columns | None) -> int:
    """Return where the cell that states the row's status ends; 0 where no cell does."""
    if columns and columns.mapped and (cell := columns.cell(row, Field.STATUS)):
        return cell.end
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
