"""Documents -> a proposed mapping of their registers' columns, by the words of heads and, failing these, by values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from corpus.column_mapping import Column, ColumnMapping, Field, Table, Value, folded, heads_key
from corpus.records import Document, DocumentKind, Status
from corpus.review_types import UNKNOWN, review_types
from models.cases import label_in_heading
from models.dates import dates_in
from models.kinds import kind_of
from models.legends import legend_of
from models.passages import paragraphs
from models.registers import NO_LEGEND, Columns, Legend, cells, columns_of, field_of, outcome_of

_LONGEST_HEAD, _LONGEST_VALUE = 60, 60  # characters
_MOST_VALUES = 60  # of a status column that are listed
_ABOVE = 15  # rows among which the head is looked for
_BREADTH, _LEAST_BREADTH = 0.7, 0.5  # the share of columns of the rows below that a head names; if its words tell
_KNOWN = 2  # columns of a table in running text whose heads tell their field: a form or a list of names has fewer
_LEAST_COLUMNS = 3  # of such a table
_MOST = 0.5  # the share of a column's values that tell its field
_WIDE = 2 / 3  # the share of its head's columns that a row of a register reaches
_LONG = 40  # characters: from here a value tells reasons, and is no outcome
_KEPT = 2  # samples a column
_FIGURE = re.compile(r"[\d\s.,:;/£%()+-]+")
_CODE_NAME = re.compile(r"[“\"‘']?[A-Z][a-z’'-]{2,}[”\"’']?")
_DIFFERING = 0.6  # the share of a column's values that differ where they are names
_PLAIN_ANSWER = re.compile(r"y(?:es)?|no?|n/?a", re.IGNORECASE)  # answers any head
_CODE = re.compile(r"[A-Za-z]{1,3}\d{0,2}")  # a shorthand of the office's own, as "Z3"
_SEXES = frozenset("mf")
_FILE_NUMBER = re.compile(
    r"(?=.*\d)(?=.*[A-Za-z/-])[A-Za-z]{0,8}[ /.-]?[A-Za-z]{0,6}[ /.-]?\d{1,6}(?:[ /.-]\d{1,6}){0,2}[a-z]?"
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that stand together: those of a sheet, or of a table in running text, on pages counted from 1."""

    where: str
    rows: tuple[Row, ...]
    is_sheet: bool


def propose(documents: Iterable[tuple[str, Document]]) -> ColumnMapping:
    """Return what the tables of documents (each with a name, empty for the only one) may hold, for a person to review.

    Tables of the same heads are one entry. Tables without a head are left out.
    """
    held: dict[tuple[str, ...], list[tuple[str, Row, list[Row]]]] = {}
    codes: dict[str, Status] = {}
    for name, document in documents:
        codes |= legend_of(paragraph.text for paragraph in paragraphs(document)).codes
        for grid in grids(document):
            where = ", ".join(filter(None, (name, grid.where)))
            for head, rows in headed(grid):
                held.setdefault(heads_key(head), []).append((where, head, rows))
    return ColumnMapping(tuple(_proposed(tables, Legend(codes)) for tables in held.values()))


def guessed(document: Document) -> dict[tuple[str, ...], Columns]:
    """Return, by their heads, the registers of a workbook that nobody mapped and whose heads alone do not tell.

    A register names cases and says in a column what was decided of each, so far as its values tell.
    """
    if kind_of(document.media_type, "") is not DocumentKind.SPREADSHEET:
        return {}
    found = {}
    for table in propose([("", document)]).tables:
        places = {column.field: i for i, column in reversed(list(enumerate(table.columns))) if column.field}
        heads = tuple(column.head for column in table.columns)
        tells = Field.STATUS in places or Field.REASONS in places
        if tells and (Field.CASE in places or Field.REFERENCE in places):
            found[heads_key(heads)] = Columns(len(heads), places, heads)
    return found


def grids(document: Document) -> Iterator[Grid]:
    """Yield the grids of a document in their order, the lines of one cell between the rows of a sheet left out."""
    is_sheet = kind_of(document.media_type, "") is DocumentKind.SPREADSHEET
    names = {page.number: page.text.partition("\n")[0].strip() for page in document.pages}
    lines = [(p.page, p.is_row, p.text) for p in paragraphs(document)]
    if is_sheet:
        for page, run in groupby(lines, key=lambda line: line[0]):
            named = f"sheet “{names[page]}”" if " | " not in names[page] else f"page {page}"
            yield Grid(named, tuple(_row(text) for _, is_row, text in run if is_row), is_sheet=True)
        return
    for is_row, parted in groupby(lines, key=lambda line: line[1]):
        held = list(parted)
        if is_row:
            yield Grid(f"page {held[0][0]}", tuple(_row(text) for _, _, text in held), is_sheet=False)


def _row(text: str) -> Row:
    return tuple(cell.text for cell in cells(text))


def headed(grid: Grid) -> Iterator[tuple[Row, list[Row]]]:
    """Yield each head of a grid with the rows below it, up to the next: titles stand above the first."""
    place = head_place(grid)
    while place is not None:
        head, below = grid.rows[place], grid.rows[place + 1 :]
        following = (i for i, row in enumerate(below) if heads_key(row) != heads_key(head) and _is_register_head(row))
        end = next(following, None)
        yield head, [row for row in below[:end] if heads_key(row) != heads_key(head)]
        place = None if end is None else place + 1 + end


def _is_register_head(row: Row) -> bool:
    return columns_of(" | ".join(row)) is not None


def head_place(grid: Grid) -> int | None:
    """Return which row of a grid is its head: the first of those that name most fields and all columns below.

    None where there is none; in running text, where most tables are no registers, heads must tell by their words.
    """
    known: dict[int, int] = {}
    for place, row in enumerate(grid.rows[:_ABOVE]):
        below = grid.rows[place + 1 :]
        told = len({found for cell in row if (found := field_of(cell))})
        breadth = _LEAST_BREADTH if told >= _KNOWN else _BREADTH
        if below and _is_headlike(row) and sum(map(bool, row)) >= breadth * median(map(len, below)):
            known[place] = told
    best = max(known, key=lambda place: (known[place], -place), default=None)
    if best is None or (not grid.is_sheet and (known[best] < _KNOWN or len(grid.rows[best]) < _LEAST_COLUMNS)):
        return None
    return best


def _is_headlike(row: Row) -> bool:
    """Say whether a row may be a head: short words, no figures and no dates."""
    held = [cell for cell in row if cell]
    is_plain = all(len(cell) <= _LONGEST_HEAD and not _FIGURE.fullmatch(cell) and not _is_date(cell) for cell in held)
    return len(held) > 1 and is_plain and len(set(held)) > len(held) / 2 and not any(map(_FILE_NUMBER.fullmatch, held))


def _is_date(cell: str) -> bool:
    return any(dated.start == 0 and dated.end >= len(cell) - 1 for dated in dates_in(cell))


def _proposed(tables: Sequence[tuple[str, Row, list[Row]]], legend: Legend) -> Table:
    """Return the entry of the tables of one head: where they are, their columns, the values of their status column."""
    head, rows = tables[0][1], [row for _, _, rows in tables for row in rows]
    heads = (*head, *[""] * (max(map(len, rows), default=0) - len(head)))
    values = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(len(heads))]
    columns = [Column(text, None, _samples(held)) for text, held in zip(heads, values, strict=True)]
    wide = sum(len(row) >= _WIDE * len(head) for row in rows)  # narrower rows are of other tables, further down
    taken: set[Field] = set()
    for place, text in enumerate(heads):
        columns[place] = _filled(columns[place], field_of(text), taken, is_guess=False)
    for place, held in enumerate(values):
        found = field_of_values(held, legend) if columns[place].field is None and held else None
        if found is Field.REASONS or len(held) > _MOST * wide:  # a column that is mostly empty tells little
            columns[place] = _filled(columns[place], found, taken, is_guess=True)
    if Field.STATUS not in taken and (coded := _place_of_codes(columns, values)) is not None:
        columns[coded] = _filled(columns[coded], Field.STATUS, taken, is_guess=True)
    stated = next((held for column, held in zip(columns, values, strict=True) if column.field is Field.STATUS), [])
    where = "; ".join(dict.fromkeys(place for place, _, _ in tables))
    return Table(tuple(columns), _stated(stated, legend), where)


def _place_of_codes(columns: Sequence[Column], values: Sequence[Sequence[str]]) -> int | None:
    """Return the one column that nothing else is known of and that holds a few codes again and again."""
    found = [
        place
        for place, held in enumerate(values)
        if columns[place].field is None
        and 1 < len(kinds := set(map(folded, held))) < len(held)
        and not kinds <= _SEXES
        and all(_CODE.fullmatch(v) or _PLAIN_ANSWER.fullmatch(v) or _states_an_outcome(v) for v in held)
    ]
    return found[0] if len(found) == 1 else None


def _filled(column: Column, found: Field | None, taken: set[Field], *, is_guess: bool) -> Column:
    """Return a column with its field, unless another column holds that; reasons may stand in several."""
    if found is None or (found in taken and found is not Field.REASONS):
        return column
    taken.add(found)
    return replace(column, field=found, is_guess=is_guess)


def _samples(values: Iterable[str]) -> Row:
    return tuple(dict.fromkeys(values))[:_KEPT]


def _stated(values: Iterable[str], legend: Legend) -> tuple[Value, ...]:
    """Return the short values of a status column, the most frequent first, with the status that key or words tell."""
    first: dict[str, str] = {}
    for value in values:
        first.setdefault(folded(value), value)
    counts = Counter(folded(value) for value in values)
    short = [(first[key], rows) for key, rows in counts.most_common() if key and len(key) <= _LONGEST_VALUE]
    return tuple(Value(text, legend.status_of(text) or outcome_of(text), rows) for text, rows in short[:_MOST_VALUES])


def field_of_values(values: Sequence[str], legend: Legend = NO_LEGEND) -> Field | None:
    """Return what a column holds as its values tell it; None where they do not. A date does not tell of what it is."""
    told = {
        Field.REVIEW_TYPE: (_is_review_type(value) for value in values),
        Field.STATUS: (legend.status_of(value) is not None or _states_an_outcome(value) for value in values),
        Field.CASE: (label_in_heading(value).is_name or _is_code_name(value, values) for value in values),
        Field.REFERENCE: (_FILE_NUMBER.fullmatch(value) is not None and not _is_date(value) for value in values),
        Field.REASONS: (len(value) >= _LONG for value in values),
    }
    found = next((field for field, seen in told.items() if sum(seen) > _MOST * len(values)), None)
    if found is Field.REFERENCE and len(set(values)) < len(values):
        return None
    return found


def _is_code_name(value: str, values: Sequence[str]) -> bool:
    """Say whether a value is one capitalised word of many that differ: made-up names of cases."""
    return _CODE_NAME.fullmatch(value) is not None and len(set(values)) > _DIFFERING * len(values)


def _is_review_type(value: str) -> bool:
    named = (kind for kind in review_types() if kind.code != UNKNOWN)
    return any(kind.pattern.fullmatch(value.strip(" .?")) for kind in named)


def _states_an_outcome(value: str) -> bool:
    is_short = len(value) < _LONG and not _PLAIN_ANSWER.fullmatch(value)
    return is_short and outcome_of(value) is not Status.NOT_STATED
