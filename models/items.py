"""The items of a document (a case, an agenda item, a row), as paragraph after paragraph fills them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.records import CaseFact, Evidence, Page, Polarity, Role, Scope, Status
from models.cases import case_in_row, case_key, case_label, describes, label_in_heading
from models.coder import Finding, ReadStatus, Sentence
from models.evidence import evidence_of, ocr_confidence
from models.facts import StatedFact, answered_in, facts_in
from models.passages import Paragraph
from models.redactions import Veil, Withheld, announces_reasons, heads_reasons
from models.registers import Columns, Field, Register, outcome_of
from models.sections import Place, Section, heads_minutes, opens_with, tells_a_story
from models.status import is_decision, row_status, scope_of, speaks_of_reviews, stated_status
from models.structure import looks_back, opens_item
from models.ticks import has_boxes, ticked

_LONGEST_LABEL = 40  # characters
_PLAIN_ANSWER = re.compile(
    r"(?:yes|no|n/a|not known)(?: ?[(–-].*)?", re.IGNORECASE
)  # answers the label, which decides nothing
_ASKS_ADVICE = re.compile(r"\b(?:recommend|advi[cs]e|view of)", re.IGNORECASE)
_ADVISED = {
    Status.INITIATED: Status.RECOMMENDED_INITIATE,
    Status.NOT_INITIATED: Status.RECOMMENDED_NOT,
}
_ENDING = 5  # sentences of an item that are read together
_LOOK = re.compile(r"\s*\(?(?:1st|2nd|3rd|first|second|third) look\)?$", re.IGNORECASE)
_TOP = re.compile(r"\s*\d+\.?\s")  # the number of an item, as against one within it: "6." and not "5.3"


@dataclass(frozen=True, slots=True)
class Told:
    """What cells of a register's row say, in columns that a person named; empty where none does."""

    review_type: str
    maker: str
    alternative: str


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

    @property
    def ending(self) -> str:
        """The last sentences of what is told of the case, as one text."""
        return " ".join(sentence.text for _, sentence in self.ends)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The case that a paragraph speaks of, and of its sentences (first character, case) where they differ."""

    case: str
    runs: tuple[tuple[int, str], ...] = ()
    is_repeat: bool = False
    columns: Columns | None = None  # of the register whose row the paragraph is
    is_head: bool = False  # whether it is the register's head, which states nothing
    is_prose: bool = False  # whether a row tells a story in one cell: minutes set in a table beside their actions
    row: int = 0  # of the register, from 1

    def status_of(self, row: str) -> Status:
        """Return the status that a row states: in its cell for decisions, else in any cell or ticked box."""
        stated = self.columns.status(row) if self.columns else None
        if stated is not None:
            return stated
        read = self.columns.read(row) if self.columns else row
        return _status_of_form(read) if has_boxes(read) else row_status(read)

    def day_of(self, row: str) -> str:
        """Return the cells of a register's row that say when it was decided, the later stage first.

        Where a person named the column of the day, that comes first.
        """
        if self.columns is None:
            return ""
        stages = (Field.MAKER, Field.DECIDED_ON)
        held = (self.columns.cell(row, stage) for stage in (reversed(stages) if self.columns.mapped else stages))
        return " | ".join(cell.text for cell in held if cell)

    def row_of(self, row: str) -> str:
        """Return the reference of a register's row, which is a decision of its own; empty without a register."""
        if self.columns is None:
            return ""
        if cell := self.columns.cell(row, Field.REFERENCE):
            return cell.text
        is_nameless = self.columns.mapped and not self.columns.cell(row, Field.CASE)
        return f"row {self.row}" if is_nameless else ""

    def told_in(self, row: str) -> Told | None:
        """Return what the row of a register says in the columns that a person named; None where nobody named them."""
        if self.columns is None or self.columns.mapped is None:
            return None
        named = (Field.REVIEW_TYPE, Field.MAKER, Field.ALTERNATIVE)
        return Told(*(cell.text if (cell := self.columns.cell(row, field_)) else "" for field_ in named))

    def case_at(self, start: int) -> str:
        """Return the case that the sentence from a character on speaks of."""
        return next((case for first, case in reversed(self.runs) if first <= start), self.case)


@dataclass(slots=True)
class Cases:
    """Carries the case at hand through the lines of a document: of its title, its item's heading, a paragraph's lead.

    A paragraph that opens with a case as a heading of its own ("Baby L. Dr Noakes introduced...") begins that case.
    Where neither names one, the text does ("5.1 Child C, aged 14 weeks..."), until the next item begins. A heading may
    name several ("Child G and Child J"): then each sentence belongs to the one named last, by its letter too.
    """

    of_document: str
    carries: bool = True  # whether a case named in running text stays at hand: in an article it does not
    sections: Mapping[Place, Section] = field(default_factory=dict)
    leads: Mapping[Place, str] = field(default_factory=dict)  # the cases with which paragraphs open
    at_hand: str = ""
    headed: tuple[str, ...] = ()
    is_led: bool = False
    is_repeat: bool = False  # whether the item looks back: minutes of the last meeting, matters arising
    columns: Columns | None = None  # of the register that is being read
    is_head: bool = False  # whether the line at hand is that register's head
    is_minuted: bool = False  # whether the rows at hand are items of minutes that are set in a table
    register: Register = field(default_factory=Register)

    def of(self, paragraph: Paragraph) -> str:
        """Return the case that a paragraph speaks of; empty where none is at hand."""
        self.columns = self.register.read(paragraph.text, paragraph.page)
        self.is_head = self.register.is_head
        self.is_minuted = paragraph.is_row and (self.is_minuted or heads_minutes(paragraph.text))
        section = self.sections.get((paragraph.page, paragraph.start))
        if section and section.is_row and not self.columns:
            self._open_row(section, paragraph.text)
        elif section and section.opens:
            self._open(section)
        elif section:
            self.is_repeat = self.is_repeat or looks_back(section.heading.title)
        elif paragraph.is_row and not self._is_told(paragraph):
            return self._in_row(paragraph.text) or self.at_hand or self.of_document
        elif not self.headed and (lead := self.leads.get((paragraph.page, paragraph.start), "")):
            self.at_hand, self.is_led = lead, True
        elif self.carries and not (self.headed or self.is_led or self.of_document):
            self.at_hand = case_label(paragraph.text) or self.at_hand
        return self.at_hand or self.of_document

    def _in_row(self, row: str) -> str:
        """Return the case of a row: what its register's column of cases, or of references, holds; else a name in it."""
        if self.columns is None:
            return "" if self.of_document else case_in_row(row)
        case, reference = (self.columns.cell(row, wanted) for wanted in (Field.CASE, Field.REFERENCE))
        cell = reference if reference and (case is None or describes(case.text)) else case
        return _LOOK.sub("", cell.text)[:_LONGEST_LABEL] if cell else ""

    def _is_told(self, paragraph: Paragraph) -> bool:
        """Say whether a row holds minutes that are set in a table beside their actions."""
        return paragraph.is_row and self.columns is None and (self.is_minuted or tells_a_story(paragraph.text))

    def _open_row(self, section: Section, row: str) -> None:
        """Begin the item of a row: the case that a cell of it names, or that its text opens with."""
        story = max(row.split(" | "), key=len).strip()
        lead = opens_with(story)
        named = section.cases or ((lead,) if lead else ())
        self.headed, self.at_hand, self.is_led = named, (named or ("",))[0], False
        self.is_repeat = looks_back(section.heading.title)
        self.is_minuted = True

    def _open(self, section: Section) -> None:
        is_named = not self.of_document or label_in_heading(section.heading.title).is_name
        self.headed = section.cases if is_named else ()
        self.at_hand, self.is_led = (self.headed or ("",))[0], False
        self.is_repeat = looks_back(section.heading.title)

    def spoken(self, paragraph: Paragraph, sentences: Sequence[Sentence]) -> Spoken:
        """Return which case each sentence of a paragraph speaks of."""
        case = first = self.of(paragraph)
        runs: list[tuple[int, str]] = []
        for sentence in sentences:
            if len(self.headed) > 1:
                case = self._named(sentence.text) or case
                runs.append((sentence.start, case))
            elif not (self.headed or self.of_document):
                runs.append((sentence.start, case_label(sentence.text) or first))
        if len(self.headed) > 1:
            self.at_hand = case
        is_told, row = self._is_told(paragraph), self.register.row
        return Spoken(first, tuple(runs), self.is_repeat, self.columns, self.is_head, is_told, row)

    def _named(self, sentence: str) -> str:
        """Return which of several cases that the heading names a sentence names first; empty where none or one."""
        if len(self.headed) < 2:
            return ""
        places = {
            case: match.start()
            for case in self.headed
            if (match := re.search(rf"\b(?:{re.escape(case)}|{re.escape(case.split()[-1])})\b", sentence))
        }
        return min(places, key=lambda case: places[case]) if places else ""


class Items:
    """The cases and agenda items of a document, as paragraph after paragraph fills them."""

    def __init__(self, pages: Mapping[int, Page]) -> None:
        self._pages = pages
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
            decided = self._gather_row(paragraph, spoken, veil, found)
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
                case = case_label(sentence.text) or spoken.case_at(sentence.start)
                item = self._item(paragraph, spoken, case, scope_of(sentence.text))
                evidence = evidence_of(self._pages, paragraph, sentence.start, sentence.end)
                item.statements.append(Statement(sentence.status, evidence, sentence.near))
                item.is_withheld |= veil.hides_cause(sentence.start)
        for status in read:
            if status.status is Status.GENERAL_PATTERN:
                continue  # it tells of no case
            evidence = evidence_of(self._pages, paragraph, status.start, status.end)
            held = self._item(paragraph, spoken, spoken.case_at(status.start), Scope.CASE_SPECIFIC)
            held.statements.append(Statement(status.status, evidence, near, status.score, is_said=False))
        for sentence in sentences:
            case = spoken.case_at(sentence.start)
            if case:
                self._item(paragraph, spoken, case, Scope.CASE_SPECIFIC).ends.append((paragraph, sentence))
            self._add_facts(paragraph, spoken, spoken.case_at(sentence.start), sentence.start, facts_in(sentence.text))
        for finding in found:
            said = paragraph.text[finding.start : finding.end]
            case = (case_label(said) if is_decision(said) else "") or spoken.case_at(finding.start)
            self._add(self._item(paragraph, spoken, case, finding.scope), paragraph, finding, near)
        return item

    def add_ending(self, item: Item, status: ReadStatus) -> None:
        """File the status that the last sentences of an item state when read together (characters of `item.ending`)."""
        end = 0
        for paragraph, sentence in item.ends:
            end += len(sentence.text) + 1
            if status.start < end:
                evidence = evidence_of(self._pages, paragraph, sentence.start, sentence.end)
                item.statements.append(Statement(status.status, evidence, item.ending, status.score, is_said=False, is_ending=True))
                return

    def _gather_row(self, paragraph: Paragraph, spoken: Spoken, veil: Veil, found: Sequence[Finding]) -> Item | None:
        """File a row: all its cells speak of one decision, whose status a cell of its own may state."""
        item = self._item(paragraph, spoken, spoken.case, Scope.CASE_SPECIFIC)
        stated = spoken.status_of(paragraph.text)
        if stated is not Status.NOT_STATED:
            evidence = evidence_of(self._pages, paragraph, 0, len(paragraph.text.rstrip()))
            day, told = spoken.day_of(paragraph.text), spoken.told_in(paragraph.text)
            item.statements.append(Statement(stated, evidence, paragraph.text, decided_on=day, told=told))
            item.is_withheld |= veil.hides_cell(_end_of_status(paragraph.text, spoken.columns))
        self._add_facts(paragraph, spoken, spoken.case, 0, answered_in(paragraph.text))
        for finding in found:
            if not (spoken.columns and spoken.columns.ignores(paragraph.text, finding.start)):
                self._add(item, paragraph, _under(finding, stated), paragraph.text)
        return None if stated is Status.NOT_STATED else item

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
        heading = spoken.row_of(paragraph.text) or ("" if case else paragraph.heading)
        key = Key("", "", scope) if scope is Scope.GENERAL else Key(case, heading, scope, spoken.is_repeat)
        return self._held.setdefault(replace(key, case=case_key(key.case)), Item(key))


def _status_of_form(row: str) -> Status:
    """Return the status that a form's ticked options state: that of an advice where its label asks for one."""
    options = [option for option, _, _ in ticked(row)]
    stated = next((status for option in options if (status := outcome_of(option)) is not Status.NOT_STATED), None)
    if stated is None or not speaks_of_reviews(row) or all(_PLAIN_ANSWER.fullmatch(option) for option in options):
        return Status.NOT_STATED
    return _ADVISED.get(stated, stated) if _ASKS_ADVICE.search(row.partition(" | ")[0]) else stated


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
