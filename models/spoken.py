"""The case that each line of a document speaks of, carried from heading to heading, and what a register's row says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from corpus.context_entities import without_context
from corpus.records import Status
from models.cases import case_in_row, case_key, case_label, describes, label_in_heading
from models.coder import Sentence
from models.forms import form_status
from models.naming import is_housekeeping, looks_at_reviews_held
from models.passages import Paragraph
from models.registers import Columns, Field, Register
from models.sections import Place, Section, heads_minutes, opens_with, tells_a_story
from models.status import row_status
from models.structure import looks_back
from models.ticks import has_boxes
from models.turning import takes_up

_LONGEST_LABEL = 40  # characters
_OPENING = 40  # characters of a sentence in which it says that it is about another case
_MAPPED_STAGES = (Field.DECIDED_ON, Field.MAKER, Field.STATUS)  # where a person named the columns
_LOOK = re.compile(r"\s*\(?(?:1st|2nd|3rd|first|second|third) look\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What cells of a register's row say, in columns that a person named; empty where none does."""

    review_type: str
    maker: str
    alternative: str


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
    is_again: bool = False  # whether an earlier row of the register is of the same case

    def status_of(self, row: str) -> Status:
        """Return the status that a row states: in its cell for decisions, else in any cell or ticked box."""
        stated = self.columns.status(row) if self.columns else None
        if stated is not None:
            return stated
        read = self.columns.read(row) if self.columns else row
        return form_status(read) if has_boxes(read) else row_status(read)

    def day_of(self, row: str) -> str:
        """Return the cells of a register's row that say when it was decided, the later stage first.

        Where a person named the column of the day, that comes first.
        """
        if self.columns is None:
            return ""
        stages = (Field.MAKER, Field.DECIDED_ON, Field.STATUS)
        held = (self.columns.cell(row, stage) for stage in (_MAPPED_STAGES if self.columns.mapped else stages))
        return " | ".join(cell.text for cell in held if cell)

    @property
    def head_of_status(self) -> str:
        """The head of the column that states what was decided; empty without a register."""
        return self.columns.head_of(Field.STATUS) if self.columns else ""

    def row_of(self, row: str) -> str:
        """Return the reference of a register's row, which is a decision of its own; empty without a register."""
        if self.columns is None:
            return ""
        if cell := self.columns.cell(row, Field.REFERENCE):
            return cell.text
        is_nameless = self.columns.mapped and not self.columns.cell(row, Field.CASE)
        return f"row {self.row}" if is_nameless or self.is_again else ""

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
    body: str = ""  # whose paper it is
    leads: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)  # the cases with which paragraphs open
    known: frozenset[str] | None = None  # the keys of what heads any part of the paper, once asked for
    at_hand: str = ""
    headed: tuple[str, ...] = ()
    is_led: bool = False
    is_repeat: bool = False  # whether the item looks back: minutes of the last meeting, matters arising
    is_own_business: bool = False  # whether the item is the meeting's own: its budget, its training
    columns: Columns | None = None  # of the register that is being read
    is_head: bool = False  # whether the line at hand is that register's head
    is_minuted: bool = False  # whether the rows at hand are items of minutes that are set in a table
    register: Register = field(default_factory=Register)
    listed: set[str] = field(default_factory=set)  # the keys of the cases of the register's rows so far

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
            title = section.heading.title
            self.is_repeat = self.is_repeat or looks_back(title) or looks_at_reviews_held(title)
        elif paragraph.is_row and not self._is_told(paragraph):
            return self._in_row(paragraph.text) or self.at_hand or self.of_document
        elif (led := self.leads.get((paragraph.page, paragraph.start))) is not None:
            self._lead(led)
        elif self.carries and not (self.headed or self.is_led or self.of_document or self.is_own_business):
            self.at_hand = case_label(without_context(paragraph.text, self.body)) or self.at_hand
        return self.at_hand or self.of_document

    def _lead(self, led: tuple[str, ...]) -> None:
        """Begin the case with which a paragraph opens, but under the heading of one; without any, leave the case."""
        if not led:
            self.headed, self.at_hand, self.is_led = (), "", False
        elif self.is_led or not self.headed:
            self.headed, self.at_hand, self.is_led = led if len(led) > 1 else (), led[0], True

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
        self._take_up(section.heading.title)
        self.is_minuted = True

    def _open(self, section: Section) -> None:
        is_named = not self.of_document or label_in_heading(section.heading.title).is_name
        self.headed = section.cases if is_named else ()
        self.at_hand, self.is_led = (self.headed or ("",))[0], False
        self._take_up(section.heading.title)

    def _take_up(self, title: str) -> None:
        self.is_repeat = looks_back(title) or looks_at_reviews_held(title)
        self.is_own_business = not self.headed and is_housekeeping(title)

    def spoken(self, paragraph: Paragraph, sentences: Sequence[Sentence]) -> Spoken:
        """Return which case each sentence of a paragraph speaks of."""
        case = first = self.of(paragraph)
        runs: list[tuple[int, str]] = []
        for sentence in sentences:
            if len(self.headed) > 1:
                case = self._named(sentence.text) or case
                runs.append((sentence.start, case))
            else:
                runs.append((sentence.start, self._meant(without_context(sentence.text, self.body)) or first))
        if len(self.headed) > 1:
            self.at_hand = case
        is_told, row = self._is_told(paragraph), self.register.row
        is_again = self._is_listed(case_key(first))
        return Spoken(first, tuple(runs), self.is_repeat, self.columns, self.is_head, is_told, row, is_again)

    def _is_listed(self, key: str) -> bool:
        """Say whether an earlier row of the register at hand is of the case, and list it."""
        if not self.columns or self.is_head:
            self.listed.clear()
            return False
        is_again = key in self.listed
        self.listed.add(key)
        return is_again

    def _meant(self, sentence: str) -> str:
        """Return the case that a sentence names; empty where that is but another name of the one at hand, or a mention.

        Under a heading or a lead of its own a case may be called otherwise too ("the death at Sykes Fold"): there only
        what heads another part of the paper and stands early in the sentence is another case, or what is named in its
        way and opens it or is taken up in it ("no review of Child Q", but not "as we had been told with Child Q").
        """
        label = case_label(sentence)
        is_fixed = self.headed or self.is_led or self.of_document
        is_like = label.split()[:1] == (self.at_hand or self.of_document).split()[:1]
        is_fellow = is_like and (sentence.startswith(label) or takes_up(sentence, label))
        is_headed = case_key(label) in self._known() and sentence.find(label) < _OPENING
        is_another = not (is_fixed or self.is_own_business) or is_fellow or is_headed
        return label if is_another else ""

    def _known(self) -> frozenset[str]:
        if self.known is None:
            named = (case for section in self.sections.values() for case in section.cases)
            self.known = frozenset(map(case_key, (*named, *chain.from_iterable(self.leads.values()))))
        return self.known

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
