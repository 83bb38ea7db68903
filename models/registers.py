"""Registers: tables with a row a case. Which column holds what, and what the cell of a decision states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest

from corpus import column_mapping
from corpus.column_mapping import NO_MAPPING, ColumnMapping, Table
from corpus.records import Status
from corpus.rule_files import load_rules

_LONGEST_HEAD = 60  # characters of a column's head
_FIELDS_OF_A_REGISTER = 2  # fields, besides a status, that make a row the head of a register
_SEPARATOR = " | "
_BETWEEN = r"(?:\s/\s|;|→|\bthen\b)"  # several times that a cell tells of
_PARTS = re.compile(rf"{_BETWEEN}*((?:(?!{_BETWEEN}).)+)", re.IGNORECASE)
_WHOLE = re.compile(r"(.+)")
_DATED = re.compile(r"\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b|\b(?:19|20)\d\d\b|\b[A-Z][a-z]{2,8}\.? \d{2,4}\b")
_FIRST = 4  # words of a part, among which a letter of the key is looked for
_POINTS = ",.:;()[]–-“”\"'"
_BUSINESS = re.compile(
    r"item|agenda|action|topic|issue|recommendation|^$|question|subject|requirement|meeting", re.IGNORECASE
)
_DISCUSSION = re.compile(
    r"(?:discussion|points made|what was said\b.*\?$|minutes?$)", re.IGNORECASE
)  # minutes in a table

Field = column_mapping.Field


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern and what it tells: a column's field, or the status that a cell states."""

    means: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: `start:end` are its characters in the row's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What a cell says was decided at one time (`H – 26.1.22`): `start:end` are its characters in the row's text."""

    status: Status
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Legend:
    """The letters or phrases for outcomes that a paper explains, each with the status that it stands for."""

    codes: Mapping[str, Status] = field(default_factory=dict)

    def status_of(self, text: str) -> Status | None:
        """Return the status that a text states in the paper's own letters; None where none is among its first words."""
        if not self.codes:
            return None
        tokens = (text.strip(), *(token.strip(_POINTS) for token in text.split()[:_FIRST]))
        phrases = (code for code in self.codes if " " in code and text.strip().startswith(code))
        return next((self.codes[code] for code in (*phrases, *tokens) if code in self.codes), None)


NO_LEGEND = Legend()


@dataclass(frozen=True, slots=True)
class Columns:
    """The head of a register: how many columns it has and which of them holds which field.

    `mapped` is the table as a person mapped it; None where the words of the heads tell. `legend` are the letters that
    the paper itself explains.
    """

    count: int
    places: dict[Field, int] = field(default_factory=dict)
    heads: tuple[str, ...] = ()
    mapped: Table | None = None
    legend: Legend = NO_LEGEND

    def cell(self, row: str, wanted: Field) -> Cell | None:
        """Return the cell of a row that holds a field; None where there is none or it is empty."""
        place = self.places.get(wanted)
        held = list(cells(row))
        if place is None or place >= len(held) or not held[place].text:
            return None
        return held[place]

    def head_of(self, wanted: Field) -> str:
        """Return the head of the column that holds a field; empty where there is none."""
        place = self.places.get(wanted)
        return "" if place is None else self.heads[place]

    def status(self, row: str) -> Status | None:
        """Return the status that a row states in its cell for it; None where the rest of the row is to tell.

        Where a person said which column states it, no other does.
        """
        cell = self.cell(row, Field.STATUS)
        if cell is None:
            return Status.NOT_STATED if self.mapped and Field.STATUS in self.places else None
        said = self.mapped.status_of(cell.text) if self.mapped else None
        return said or self._stage(cell).status

    def _stage(self, cell: Cell) -> Stage:
        """Return the last of the stages of a cell that states a status."""
        found = [stage for stage in self._parted(cell) if stage.status is not Status.NOT_STATED]
        return found[-1] if found else Stage(outcome_of(cell.text), cell.text, cell.start, cell.end)

    def stages(self, row: str) -> tuple[Stage, ...]:
        """Return what the row's cell for its status says was decided time after time; empty where it was once only."""
        cell = self.cell(row, Field.STATUS)
        if cell is None or self.mapped:
            return ()
        found = [stage for stage in self._parted(cell) if stage.status is not Status.NOT_STATED]
        runs = [stage for stage, after in zip_longest(found, found[1:]) if not after or after.status != stage.status]
        return tuple(runs) if len(runs) > 1 else ()

    def _parted(self, cell: Cell) -> Iterator[Stage]:
        """Yield the parts of a cell with their statuses: one, unless each part bears a date or a letter of the key."""
        parts = [part for part in _PARTS.finditer(cell.text) if part[1].strip()]
        if not all(_DATED.search(part[1]) or self.legend.status_of(part[1]) for part in parts):
            parts = list(_WHOLE.finditer(cell.text))
        for part in parts:
            text = part[1].strip()
            start = cell.start + part.start(1) + len(part[1]) - len(part[1].lstrip())
            yield Stage(self.legend.status_of(text) or outcome_of(text), text, start, start + len(text))

    def read(self, row: str) -> str:
        """Return a row without the cells that a person said are to be ignored."""
        return _SEPARATOR.join(cell.text for place, cell in enumerate(cells(row)) if not self._is_ignored(place))

    def ignores(self, row: str, start: int) -> bool:
        """Say whether the character at `start` of a row stands in a column that a person said is to be ignored."""
        return any(cell.start <= start < cell.end and self._is_ignored(i) for i, cell in enumerate(cells(row)))

    def _is_ignored(self, place: int) -> bool:
        held = self.mapped.columns if self.mapped else ()
        return place < len(held) and held[place].field is None


@cache
def columns() -> tuple[Sign, ...]:
    """Return the signs of columns, in the order in which they are tried."""
    return _signs("columns", "field")


@cache
def outcomes() -> tuple[Sign, ...]:
    """Return the signs of outcomes, in the order in which they are tried."""
    return _signs("outcomes", "status")


def _signs(part: str, means: str) -> tuple[Sign, ...]:
    rules = load_rules("models", "registers.yaml")
    review = rules["words"]["review"]
    return tuple(
        Sign(
            item[means],
            re.compile(item["pattern"].replace("{review}", review), re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in rules[part]
    )


def cells(row: str) -> Iterator[Cell]:
    """Yield the cells of a row of a table, empty ones too."""
    start = 0
    for text in row.split(_SEPARATOR):
        lead = len(text) - len(text.lstrip())
        yield Cell(text.strip(), start + lead, start + lead + len(text.strip()))
        start += len(text) + len(_SEPARATOR)


def field_of(head: str) -> Field | None:
    """Return what a column of this head holds; None where its words do not tell."""
    if len(head) > _LONGEST_HEAD:
        return None
    return next((Field(sign.means) for sign in columns() if sign.pattern.search(head)), None)


def columns_of(row: str, mapping: ColumnMapping = NO_MAPPING, *, in_text: bool = False) -> Columns | None:
    """Return the columns that a row heads, as a person mapped them or as its words tell; None where it heads nothing.

    A register that nobody mapped has a column for the case (by name or reference) and one for what was decided. In
    running text (`in_text`) the first column may name the case whatever its head.
    """
    heads = tuple(cell.text for cell in cells(row))
    places: dict[Field, int] = {}
    table = mapping.table_of(heads)
    told = (column.field for column in table.columns) if table else map(field_of, heads)
    for place, found in enumerate(told):
        if found is not None:
            places.setdefault(found, place)
    if in_text and _tells_of_decisions(places) and not _BUSINESS.search(heads[0]):
        places[Field.CASE] = 0
    names_cases = Field.CASE in places or Field.REFERENCE in places
    is_minuted = any(map(_DISCUSSION.match, heads))
    is_register = Field.STATUS in places and names_cases and len(places) > _FIELDS_OF_A_REGISTER and not is_minuted
    return Columns(len(heads), places, heads, table) if table or is_register else None


def _tells_of_decisions(places: Mapping[Field, int]) -> bool:
    """Say whether columns tell what was decided, with a reason or a day, of what stands in a first column of any name.

    So it is in tables by the month of a death, or of "the first notification".
    """
    is_told = Field.STATUS in places and (Field.REASONS in places or Field.DECIDED_ON in places)
    return is_told and not {Field.CASE, Field.REFERENCE} & places.keys() and 0 not in places.values()


def outcome_of(cell: str) -> Status:
    """Return the status that the cell of a decision states; `not_stated` where it states none."""
    return next((Status(sign.means) for sign in outcomes() if sign.pattern.search(cell)), Status.NOT_STATED)


@dataclass(slots=True)
class Register:
    """The register that is being read, line after line of a document.

    A line without cells ends it; in a sheet (`is_sheet`) that a person mapped it does not ("2010/11" over the rows of
    that year), but the next sheet does.
    """

    mapping: ColumnMapping = NO_MAPPING
    is_sheet: bool = False
    guessed: Mapping[tuple[str, ...], Columns] = field(default_factory=dict)  # by heads, where these alone do not tell
    legend: Legend = NO_LEGEND  # the letters that the paper explains
    columns: Columns | None = None
    is_head: bool = False  # whether the line at hand is the head, which states nothing
    row: int = 0  # of the register, from 1, that the line at hand is
    _page: int = 0

    def read(self, line: str, page: int) -> Columns | None:
        """Take in the next line and return the columns of the register in which it is a row, or which it heads."""
        is_row = _SEPARATOR in line
        head = columns_of(line, self.mapping, in_text=not self.is_sheet) or self._guess(line) if is_row else None
        self.is_head = head is not None
        if head is not None:
            self.columns, self.row, self._page = replace(head, legend=self.legend), 0, page
        elif not self._goes_on(is_row, page):
            self.columns = None
        self.row += is_row and head is None
        return self.columns if is_row else None

    def _guess(self, line: str) -> Columns | None:
        return self.guessed.get(column_mapping.heads_key(cell.text for cell in cells(line))) if self.guessed else None

    def _goes_on(self, is_row: bool, page: int) -> bool:
        if self.is_sheet and self.columns is not None and self.columns.mapped is not None:
            return page == self._page
        return is_row
