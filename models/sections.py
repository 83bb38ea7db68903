"""The sections of a document: its headings and the rows of minutes set in a table, and the cases that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.records import AgendaItem, DocumentKind
from models.cases import case_key, label_in_heading, labels_in_heading, lead_label
from models.naming import (
    calls_a_case,
    case_of_lead,
    case_of_title,
    described_in,
    entry_of_list,
    introduced,
    is_mere_person,
    is_part_of_a_case,
    opening_words,
    tells_of_a_case,
    titled,
)
from models.passages import Paragraph
from models.registers import columns_of
from models.status import speaks_of_reviews
from models.structure import Heading, heading_of
from models.turning import Turn, turn_of, turns_away

Place = tuple[int, int]  # page, and first character on it

_ENOUGH = 3  # numbered headings that make an agenda numbered: then the others head no item
_BENEATH = 900  # characters beneath a heading in which its case is told
_A_LIST = 3  # entries of a list of cases
_SEVERAL = 2  # paragraphs beneath one heading that open with cases of their own: then the heading names none
_LONGEST_TITLE, _STORY = 60, 240  # characters of a cell
_NUMBER = re.compile(
    r"[A-Z]{0,5}[ /.-]?\d{1,4}(?:[./-]\d{1,4})*(?:\([a-z]+\))?[.)]?|[A-Z][.)]?|\(?[a-z]\)|item \d+", re.IGNORECASE
)
_PLURAL = re.compile(r"^(?:children|adults|babies|infants|files|cases|young people)\s+", re.IGNORECASE)
_DISCUSSION = re.compile(  # the head of a column in which minutes stand
    r"(?:discussion|minutes?|notes?|record|business|what was said|(?:key )?points?|items?)\b.{0,30}"
    r"|(?:summary|note|record) of discussion.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """What opens at a place: number and title, the cases that it names, and whether an earlier case ends there."""

    heading: Heading
    cases: tuple[str, ...]
    opens: bool
    is_row: bool  # a row of a table in which minutes are set
    page: int
    start: int
    end: int


def sections_of(found: Sequence[Paragraph], kind: DocumentKind) -> dict[Place, Section]:
    """Return the sections of a document's paragraphs by page and first character, in their order.

    The headings of a form are its questions: only a case in a known form is named by them.
    """
    openers = list(_openers(found))
    is_numbered = sum(1 for _, heading, _ in openers if heading.number) >= _ENOUGH
    name = _case_by_form if kind is DocumentKind.DECISION_FORM else _cases
    return {
        (paragraph.page, paragraph.start): _section(paragraph, heading, name(heading.title, beneath), is_numbered)
        for paragraph, heading, beneath in openers
    }


def leads_of(found: Sequence[Paragraph]) -> dict[Place, tuple[str, ...]]:
    """Return the cases with which paragraphs open, by place; none where a paragraph leaves the cases.

    As with a heading, by bringing somebody in, by turning to a case, or in a list. In a list ("1. Ochre. Put forward by
    the Police...") all open with a case where one of them tells of a case or a decision on a review.
    """
    told = [(p, lead) for p in found if not p.is_heading and (lead := opens_with(p.text))]
    leads = {_place(p): _apart(lead, p.text[len(lead) :]) for p, lead in told}
    for entries in (*_lists(found), *_runs(found)):
        if len(entries) >= _A_LIST and any(speaks_of_reviews(p.text) or tells_of_a_case(p.text) for p, _ in entries):
            named = {_place(p): _apart(name, p.text[len(name) :]) for p, name in entries}
            leads = named | leads
    leads = {place: (case,) for place, case in _turns(found).items()} | leads
    away = {_place(p): () for p in found if leads and not p.is_heading and turns_away(p.text)}
    return _as_first_named(away | leads)


def _place(paragraph: Paragraph) -> Place:
    return paragraph.page, paragraph.start


def _turns(found: Sequence[Paragraph]) -> dict[Place, str]:
    """Return the cases to which paragraphs of prose turn; where a single one seems to, only what is sure of it."""
    turns: dict[Place, Turn] = {}
    for paragraph in found:
        if not (paragraph.is_heading or paragraph.is_row) and (turn := turn_of(paragraph.text)):
            turns[_place(paragraph)] = turn
    return {place: turn.case for place, turn in turns.items() if turn.is_sure or len(turns) >= _SEVERAL}


def _runs(found: Iterable[Paragraph]) -> Iterator[list[tuple[Paragraph, str]]]:
    """Yield the runs of paragraphs, one right after the other, that open with a title each."""
    entries: list[tuple[Paragraph, str]] = []
    for paragraph in found:
        name = "" if paragraph.is_heading or paragraph.is_row else titled(paragraph.text)
        if name:
            entries.append((paragraph, name))
        elif entries:
            yield entries
            entries = []
    yield entries


def _as_first_named(leads: dict[Place, tuple[str, ...]]) -> dict[Place, tuple[str, ...]]:
    """Return leads with a mere word for persons under the one name that ends with it: "Twins", "The Tuesday twins"."""
    keys = {case_key(case): case for cases in leads.values() for case in cases}

    def full(case: str) -> str:
        if not is_mere_person(case_key(case)):
            return case
        longer = [name for key, name in keys.items() if key.endswith(f" {case_key(case)}")]
        return longer[0] if len(longer) == 1 else case

    return {place: tuple(map(full, cases)) for place, cases in leads.items()}


def _lists(found: Iterable[Paragraph]) -> Iterator[list[tuple[Paragraph, str]]]:
    """Yield the runs of numbered paragraphs under one heading that open with a title each."""
    entries: list[tuple[Paragraph, str]] = []
    for paragraph in found:
        if paragraph.is_heading:
            yield entries
            entries = []
        elif name := entry_of_list(paragraph.text):
            entries.append((paragraph, name))
    yield entries


def agenda_items(sections: Iterable[Section]) -> tuple[AgendaItem, ...]:
    """Return the agenda items of a document, in its order.

    Where the agenda is numbered, its items are the numbered sections; else every one after the title lines.
    """
    every = list(sections)
    numbered = [section for section in every if section.heading.number]
    chosen = numbered if len(numbered) >= _ENOUGH else every[1:]
    return tuple(AgendaItem(s.heading.number, s.heading.title, s.page, s.start, s.end) for s in chosen)


def heads_minutes(row: str) -> bool:
    """Say whether a row heads a table in which minutes are set: "Item | Discussion | Action"."""
    heads = [cell.strip() for cell in row.split(" | ")]
    return any(map(_DISCUSSION.fullmatch, heads)) and all(len(head) < _LONGEST_TITLE for head in heads)


def tells_a_story(row: str) -> bool:
    """Say whether a cell of a row is as long as a paragraph."""
    return max(map(len, row.split(" | "))) > _STORY


def opens_with(text: str) -> str:
    """Return the case with which a paragraph opens: as with a heading of its own, or by bringing somebody in."""
    return described_in(text) or lead_label(text) or case_of_lead(text) or introduced(text)


def item_in_row(row: str) -> Heading | None:
    """Return the item that a row of minutes in a table opens: "4 | RW (4) | Admitted..."; None where it goes on.

    Its title is a short cell after the number, else the words with which its text opens: "27/08 | Last notes. Read."
    """
    held = [cell.strip() for cell in row.split(" | ")]
    own = heading_of(held[0])
    if own and own.number and len(held) > 1:
        return own
    is_numbered = _NUMBER.fullmatch(held[0]) is not None and any(map(str.isdigit, held[0]))
    rest = [cell for cell in held[1 if is_numbered else 0 :] if cell]
    if not rest:
        return None
    is_titled = len(rest[0]) <= _LONGEST_TITLE and any(map(str.isalpha, rest[0])) and not rest[0].endswith(".")
    if is_numbered:
        return Heading(held[0], rest[0] if is_titled else opening_words(rest[0]))
    goes_on = len(rest) > 1 and len(rest[1]) > max(len(rest[0]), _LONGEST_TITLE)
    return Heading("", rest[0]) if is_titled and held[0] and goes_on else None


def _openers(found: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Heading, str]]:
    """Yield the paragraphs that open a section, with their heading and the text beneath it."""
    opener: tuple[Paragraph, Heading] | None = None
    beneath: list[str] = []
    for paragraph, heading in _with_headings(found):
        if heading:
            if opener:
                yield *opener, _told(beneath)
            opener, beneath = (paragraph, heading), [paragraph.text] if paragraph.is_row else []
        else:
            beneath.append(paragraph.text)
    if opener:
        yield *opener, _told(beneath)


def _with_headings(found: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, Heading | None]]:
    """Yield each paragraph with its heading, where it is one: a line, or a row of minutes set in a table."""
    is_minuted = in_register = False
    for paragraph in found:
        if not paragraph.is_row:
            is_minuted = in_register = False
            own = heading_of(paragraph.text) or Heading("", paragraph.text.strip())
            yield paragraph, own if paragraph.is_heading else None
            continue
        in_register = in_register or columns_of(paragraph.text) is not None
        is_head = not in_register and heads_minutes(paragraph.text)
        is_minuted = is_minuted or is_head or (not in_register and tells_a_story(paragraph.text))
        yield paragraph, item_in_row(paragraph.text) if is_minuted and not is_head else None


def _told(beneath: Sequence[str]) -> str:
    """Return the text beneath a heading; none where several paragraphs in it open with cases of their own."""
    leads = {lead for text in beneath if (lead := opens_with(text))}
    return " ".join(beneath) if len(leads) < _SEVERAL else ""


def _section(paragraph: Paragraph, heading: Heading, cases: tuple[str, ...], is_numbered: bool) -> Section:
    opens = bool(cases or heading.number or not (is_numbered or is_part_of_a_case(heading.title)))
    first = paragraph.text.find(heading.number or heading.title)
    last = paragraph.text.find(heading.title) + len(heading.title)
    start = paragraph.start + max(first, 0)
    return Section(heading, cases, opens, paragraph.is_row, paragraph.page, start, paragraph.start + last)


def _case_by_form(title: str, _: str) -> tuple[str, ...]:
    return labels_in_heading(title)


def _cases(title: str, beneath: str) -> tuple[str, ...]:
    """Return the cases that a heading names: by their form, else by what is told beneath it."""
    named = label_in_heading(title)
    if named.is_name:
        return labels_in_heading(title)
    is_told = calls_a_case(title) or tells_of_a_case(f"{title} {beneath[:_BENEATH]}")
    if is_told and (case := case_of_title(title)):
        return _apart(case, beneath)
    return (named.text,) if named.text else ()


def _apart(case: str, beneath: str) -> tuple[str, ...]:
    """Return the cases that "German Bight and Humber" names: two where the text beneath speaks of each alone."""
    both = re.split(r" and | & ", _PLURAL.sub("", case))
    are_two = len(both) > 1 and all(re.search(rf"\b{re.escape(one)}\b", beneath) for one in both)
    return tuple(both) if are_two and case not in beneath else (case,)
