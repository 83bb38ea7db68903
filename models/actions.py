"""Actions that minutes give to somebody: labelled lines, owners in brackets, columns of tables (`actions.yaml`).

The owner of an action is a role or an agency, or the initials as printed, never a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.records import Action, DatePrecision, Document, DocumentKind, Evidence, Page, PartialDate
from models.action_terms import (
    Owners,
    are_owners,
    due_of,
    leading_owner,
    only_owners,
    owner_of,
    owners_of,
    parts_of,
    rules,
    stands_for,
    wording,
)
from models.attendance import Initials, plain_initials
from models.attendance_lists import running_lines
from models.evidence import boxes_of
from models.lines import Line
from models.people import sentences
from models.registers import Cell, cells
from models.structure import heading_of

_KINDS = frozenset({DocumentKind.MINUTES, DocumentKind.REVIEW_REPORT, DocumentKind.EMAIL})
_LONGEST = 600  # characters of an action


@dataclass(frozen=True, slots=True)
class Found:
    """An action where it stands on its page: the characters of its text, and its owner and due time as printed."""

    line: Line
    start: int
    end: int
    owner: str
    due: str = ""


def actions_of(document: Document, kind: DocumentKind, meeting: PartialDate, initials: Initials) -> tuple[Action, ...]:
    """Return the actions that minutes give, in their order; of other papers none.

    `text` is verbatim, without the label. `owner` is the role (else the agency) that the initials or the name stand
    for, else the initials or the post as printed, else empty; several are joined by " / ". `due` is read from the day
    of the meeting.
    """
    if kind not in _KINDS:
        return ()
    owners = owners_of(document, kind, initials)
    on = date.fromisoformat(meeting.iso) if meeting.precision is DatePrecision.DAY else None
    pages = {page.number: page for page in document.pages}
    lines = [line for page in document.pages for line in running_lines(page)]
    found = [
        *_labelled(lines),
        *_in_tables(lines, owners),
        *_in_brackets(lines, owners),
        *_under_heading(lines, owners),
    ]
    if not found and kind is DocumentKind.MINUTES:
        found = list(_tasks(lines, owners))
    once = {(held.line.page, held.start, held.end): held for held in reversed(found)}
    return tuple(_action(pages[once[key].line.page], once[key], owners, on) for key in sorted(once))


def _action(page: Page, found: Found, owners: Owners, on: date | None) -> Action:
    start, end = found.start, min(found.end, found.start + _LONGEST)
    text = page.text[start:end]
    owner = owner_of(found.owner or leading_owner(text, owners), owners)
    due = due_of(found.due, on) or due_of(text, on, within=True)
    return Action(text, owner, due, (Evidence(page.number, start, end, text, boxes_of(page, start, end)),))


def _labelled(lines: Sequence[Line]) -> Iterator[Found]:
    """Yield the actions that a label begins, with the owner and the due time that the lines after them give."""
    for place, line in enumerate(lines):
        if " | " in line.text:
            continue
        marks = [match for rule in rules("labels") if (match := rule.pattern.search(line.text))]
        begins = sorted({match.end(): match for match in marks}.items())
        ends = [*(match.start() for _, match in begins[1:]), len(line.text)] if begins else []
        following = [held.text for held in lines[place + 1 : place + 3]]
        owner = next((m["owner"] for text in following if (m := wording("owner_line").match(text))), "")
        due = next((m["due"] for text in following if (m := wording("due_line").match(text))), "")
        for (start, match), end in zip(begins, ends, strict=True):
            text = line.text[start:end].rstrip()
            if match.start() > 0 and match.group()[0] not in "•*- ":
                text = sentences(text)[0] if sentences(text) else ""
            if text and not wording("told").match(text) and not wording("empty").fullmatch(text):
                yield Found(line, line.start + start, line.start + start + len(text), owner, due)


def _in_brackets(lines: Sequence[Line], owners: Owners) -> Iterator[Found]:
    """Yield the sentences after which somebody's initials stand in brackets: "(Action: HT)", or known ones alone."""
    for line in lines:
        for match in (m for rule in rules("brackets") for m in rule.pattern.finditer(line.text)):
            if all(stands_for(part, owners) is not None for part in parts_of(match["owner"])):
                yield from _before(line, match.start(), match["owner"])
        last = re.search(r"\s[(\[]([A-Z][A-Za-z/&, ]{0,20})[)\]]\.?\s*$", line.text)
        known = last and all(plain_initials(part) in owners.initials for part in parts_of(last[1]))
        if last and known and re.search(r"\b(?:to|will|should|must)\b", line.text[: last.start()]):
            yield from _before(line, last.start(), last[1])


def _before(line: Line, end: int, owner: str) -> Iterator[Found]:
    """Yield the sentence that ends at a place of a line."""
    told = sentences(line.text[:end].rstrip())
    if told:
        text = re.sub(r"^.* \| ", "", told[-1])
        start = line.text[:end].rindex(text)
        yield Found(line, line.start + start, line.start + start + len(text), owner)


def _under_heading(lines: Sequence[Line], owners: Owners) -> Iterator[Found]:
    """Yield the lines under a heading "Actions" that somebody begins ("FO to write") or a bullet does."""
    for head, line in pairwise(lines):
        if not wording("heading").match(head.text):
            continue
        for held in lines[lines.index(line) :]:
            mark = re.match(r"\s*(?:[•*·▪–—-]|\(?\d{1,2}[.)])\s+", held.text)
            start = mark.end() if mark else 0
            text = held.text[start:].rstrip()
            heading = heading_of(held.text)
            if " | " in text or not text or (not mark and not leading_owner(text, owners)):
                break
            if heading and heading.number and not leading_owner(text, owners):
                break
            yield Found(held, held.start + start, held.start + start + len(text), "")


def _tasks(lines: Sequence[Line], owners: Owners) -> Iterator[Found]:
    """Yield the sentences that say who of the meeting is to do what: "Mrs Begg to speak to Facilities."."""
    for line in lines:
        at = 0
        for told in sentences(line.text):
            sentence = re.sub(r"^(?:[■█\s]+|[•*·▪–—-]\s+|\(?[a-z\d]{1,3}[.)]\s+)+", "", told)
            start = line.text.find(sentence, at)
            match = rules("leads")[0].pattern.match(sentence)
            if start >= 0 and match and are_owners(match["owner"], owners):
                yield Found(line, line.start + start, line.start + start + len(sentence), match["owner"])
            at = max(start, at)


def columns_in(row: Sequence[str]) -> tuple[str, ...] | None:
    """Return what the columns of a table of actions hold; None where a row heads none.

    "By" is the owner, or the due time beside an owner's column.
    """
    means = [
        next((r.means for r in rules("columns") if cell and r.pattern.fullmatch(cell)), "") for cell in _halves(row)
    ]
    if len(row) < 2 or max(map(len, row)) > 60:
        return None
    means = [("due" if "owner" in means else "owner") if column == "by" else column for column in means]
    return tuple(means) if "action" in means or "both" in means else None


def _halves(row: Sequence[str]) -> list[str]:
    """Return the heads, of two languages the second: "Gweithredu / Action"."""
    return [cell if not re.match(r"[^/]+ / Action", cell) else "Action" for cell in row]


def _in_tables(lines: Sequence[Line], owners: Owners) -> Iterator[Found]:
    """Yield the actions of tables with a column of actions; a line without cells is a row with only one filled."""
    columns: tuple[str, ...] | None = None
    for line in lines:
        row = list(cells(line.text))
        heading = heading_of(line.text) if len(row) == 1 else None
        head = columns_in([cell.text for cell in row])
        if head is not None or (heading and heading.number):
            columns = head
        elif columns is not None and 1 < len(row) <= len(columns):
            yield from _of_row(line, columns, row, owners)


def _of_row(line: Line, columns: Sequence[str], row: Sequence[Cell], owners: Owners) -> Iterator[Found]:
    """Yield the actions of a row; where its cell holds only owners, the sentence before it that gives them a task."""
    held = {column: cell for column, cell in zip(columns, row, strict=False) if column}
    cell = held.get("action") or held.get("both")
    closed = [held[name].text for name in ("action", "both", "status") if name in held]
    if cell is None or wording("empty").fullmatch(cell.text) or any(map(wording("closed").fullmatch, closed)):
        return
    owner, due = (held[name].text if name in held else "" for name in ("owner", "due"))
    if owner or not only_owners(cell.text):
        for start, end in [(0, len(cell.text))] if owner else _tasks_of(cell.text, owners):
            yield Found(line, line.start + cell.start + start, line.start + cell.start + end, owner, due)
        return
    before = next((other for other in reversed(row[: row.index(cell)]) if other.text), None)
    told = sentences(before.text) if before else []
    if before and told:
        text = next((sentence for sentence in reversed(told) if leading_owner(sentence, owners)), told[-1])
        start = line.start + before.start + before.text.rindex(text)
        yield Found(line, start, start + len(text), cell.text, due)


def _tasks_of(cell: str, owners: Owners) -> list[tuple[int, int]]:
    """Return the characters of each action of a cell: another begins where somebody else is to act."""
    begins = [0]
    for match in re.finditer(r"(?:;|(?<=[.\w)])\.)\s+(?=\S)", cell):
        if leading_owner(cell[match.end() :], owners):
            begins.append(match.end())
    ends = [*begins[1:], len(cell)]
    return [(begin, begin + len(cell[begin:end].rstrip(" ;"))) for begin, end in zip(begins, ends, strict=True)]
