"""When a paper's meeting was, and of what day the paper itself is, with the words that say so: `dating.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from corpus.records import DatePrecision, DocumentKind, PartialDate
from corpus.rule_files import load_rules
from models.dates import Dated, dates_in
from models.lines import Line, Span

_TITLE_LINES = 12  # among these stands when a meeting was held
_SETTLED_LINES, _LAST_LINES = 7, 4  # the first and last lines that say when a paper was agreed
_FORM_END = 12  # the last lines of a form, where dates are of its handling
_NEAR = 70  # characters between the words that date a version and its date
_DAY_MONTH = re.compile(r"(?<![\w/.-])(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)(?![\w/.-]|\d)")
_WEEKDAY = re.compile(
    r"^(?:> ?)*(?:(?:date|on|held)\b:? )?(?:\| )?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? )?(?:the )?$",
    re.IGNORECASE,
)
_SENT = re.compile(r"^(?:> ?)*(?:date|sent)\b ?:", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:> ?)*subject\b ?:", re.IGNORECASE)
_OF_A_MEETING = re.compile(r"\b(?:sub-?group|group|panel|committee|board|meeting|conference)\b", re.IGNORECASE)
_SALUTATION = re.compile(r"^(?:dear|annwyl)\b", re.IGNORECASE)
_CLOSING = re.compile(r"\byours (?:sincerely|faithfully)\b|\bkind regards\b", re.IGNORECASE)
_THEIRS = re.compile(
    r"\b(?:your|his|her|their|last|previous) (?:letter|e-?mail|ref(?:erence)?|request)\b", re.IGNORECASE
)
_LETTERS = frozenset({DocumentKind.LETTER, DocumentKind.FOI_LETTER})


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A date that a document gives, and where."""

    partial: PartialDate
    first: date
    span: Span


@dataclass(frozen=True, slots=True)
class Sign:
    """What tells which date a line gives, with lines that show it and lines that do not."""

    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def dating_signs() -> dict[str, Sign]:
    """Return the signs by name."""
    return {
        name: Sign(re.compile(held["pattern"], re.IGNORECASE), tuple(held["examples"]), tuple(held["near_misses"]))
        for name, held in load_rules("models", "dating.yaml")["signs"].items()
    }


def _shows(sign: str, line: Line) -> re.Match[str] | None:
    return dating_signs()[sign].pattern.search(line.text)


def said_dates(lines: Iterable[Line], on: date | None = None) -> Iterator[SaidDate]:
    """Yield the days and months that lines give, in their order: a year alone dates no document."""
    for line in lines:
        for found in dates_in(line.text, on):
            if found.precision in (DatePrecision.DAY, DatePrecision.MONTH):
                yield _said(line, found)


def _said(line: Line, found: Dated) -> SaidDate:
    return SaidDate(found.partial, found.first, line.at(found.start, found.end))


def _days(lines: Iterable[Line]) -> Iterator[SaidDate]:
    return (held for held in said_dates(lines) if held.partial.precision is DatePrecision.DAY)


def meeting_said(kind: DocumentKind, head: Sequence[Line]) -> SaidDate | None:
    """Return the date of the meeting that a paper records, a form or report names, or an e-mail's subject tells."""
    if kind is DocumentKind.MINUTES:
        return meeting_of_minutes(head)
    if kind in (DocumentKind.DECISION_FORM, DocumentKind.REVIEW_REPORT):
        return next(_days(line for line in head if _shows("panel_met", line)), None)
    return _of_subject(head) if kind is DocumentKind.EMAIL else None


def meeting_of_minutes(head: Iterable[Line]) -> SaidDate | None:
    """Return the date of the meeting: the first in the title lines, else on a line that speaks of this meeting.

    "The minutes of 6 July were agreed" dates the meeting before, and what follows `agreed` the paper. A day goes before
    a month. A bundle of the minutes of several meetings has no date of its own.
    """
    head = tuple(head)
    if any(_shows("several", line) for line in head[:_TITLE_LINES]):
        return None
    own = [_unsettled(line) for line in head if not _shows("other_meeting", line)]
    titles = [line for line in own[:_TITLE_LINES] if _shows("meeting", line) or _opens_with_date(line)]
    spoken = [line for line in own if _shows("spoken", line)]
    of_title, of_text = list(said_dates(titles)), said_dates(spoken)
    return next((held for held in of_title if held.partial.precision is DatePrecision.DAY), None) or next(
        chain(of_title, of_text), None
    )


def _unsettled(line: Line) -> Line:
    """Return a line without what follows the words that say when the paper was agreed."""
    settled = _shows("settled", line)
    return line.until(settled.start()) if settled else line


def _opens_with_date(line: Line) -> bool:
    first = next(dates_in(line.text), None)
    return first is not None and _WEEKDAY.match(line.text[: first.start]) is not None


def _of_subject(head: Sequence[Line]) -> SaidDate | None:
    """Return the day that an e-mail's subject gives a meeting, its year told by the day of the e-mail."""
    sent = _sent(head)
    subjects = (line for line in head if _SUBJECT.match(line.text) and _OF_A_MEETING.search(line.text))
    for line in subjects:
        whole = next(said_dates([line], sent.first if sent else None), None)
        short = _DAY_MONTH.search(line.text)
        if whole or not (short and sent):
            return whole
        day = _nearest(int(short["day"]), int(short["month"]), sent.first)
        if day:
            return SaidDate(PartialDate(day.isoformat(), DatePrecision.DAY), day, line.at(*short.span()))
    return None


def _nearest(day: int, month: int, on: date) -> date | None:
    """Return the day of that name nearest to another; None where there is no such day."""
    near = [found for year in (on.year - 1, on.year, on.year + 1) if (found := _day(year, month, day))]
    return min(near, key=lambda found: abs(found - on), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sent(head: Iterable[Line]) -> SaidDate | None:
    return next(_days(line for line in head if _SENT.match(line.text)), None)


def document_said(
    kind: DocumentKind, head: Sequence[Line], foot: Sequence[Line], lines: Sequence[Line], meeting: SaidDate | None
) -> SaidDate | None:
    """Return the date of the paper itself, as its kind gives it; else of its meeting, else of its first lines."""
    finders: dict[DocumentKind, Callable[[], SaidDate | None]] = {
        DocumentKind.EMAIL: lambda: _sent(head),
        DocumentKind.LETTER: lambda: _of_letter(head, foot),
        DocumentKind.FOI_LETTER: lambda: _of_letter(head, foot),
        DocumentKind.MINUTES: lambda: _settled(head, foot),
        DocumentKind.DECISION_FORM: lambda: signed_last(lines),
        DocumentKind.REVIEW_REPORT: lambda: _of_version(head),
    }
    own = finders[kind]() if kind in finders else None
    if kind is DocumentKind.DECISION_FORM and own is None:
        handled = sorted(_days(lines[-_FORM_END:]), key=lambda held: held.first)
        own = handled[-1] if handled else None
    return own or meeting or _as_at(head) or _first_date(kind, head)


def _first_date(kind: DocumentKind, head: Sequence[Line]) -> SaidDate | None:
    """Return the first date of a paper's title lines; a table's rows date its cases."""
    filled = [line for line in head if line.text.strip() and not _THEIRS.search(line.text)]
    if kind is DocumentKind.SPREADSHEET:
        filled = [line for line in filled[:_LAST_LINES] if " | " not in line.text]
    return next(said_dates(filled[:_TITLE_LINES]), None)


def _of_letter(head: Sequence[Line], foot: Sequence[Line]) -> SaidDate | None:
    """Return the date above a letter's salutation, else below its close."""
    greeted = next((number for number, line in enumerate(head) if _SALUTATION.match(line.text)), _TITLE_LINES)
    above = (line for line in head[:greeted] if not _THEIRS.search(line.text))
    closed = next((number for number, line in enumerate(foot) if _CLOSING.search(line.text)), len(foot))
    return next(chain(_days(above), _days(foot[closed:])), None)


def _settled(head: Sequence[Line], foot: Sequence[Line]) -> SaidDate | None:
    """Return when minutes were agreed, or initialled at their end: the date of that version of them."""
    filled = [line for line in foot if line.text.strip()][-_LAST_LINES:]
    for line in (*head[:_SETTLED_LINES], *filled):
        settled = _shows("settled", line)
        if settled and not dating_signs()["other_meeting"].pattern.search(line.text[: settled.start()]):
            after = (held for held in dates_in(line.text) if 0 <= held.start - settled.end() < _NEAR)
            found = next((held for held in after if held.precision is DatePrecision.DAY), None)
            if found:
                return _said(line, found)
    return next(_days(line for line in filled if _shows("initialled", line)), None)


def signed_last(lines: Iterable[Line]) -> SaidDate | None:
    """Return the last date on a line where somebody signs or decides, or in a table of signatures: that of a form."""
    held = list(lines)
    signing = [line for line in held if _shows("signed", line) and not _shows("not_signed", line)]
    signing += _in_signature_tables(held)
    found = sorted(_days(signing), key=lambda said: (said.span.page, said.span.start))
    return found[-1] if found else None


def _in_signature_tables(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the rows under a table's head that asks for names and dates."""
    within = False
    for line in lines:
        if " | " not in line.text:
            within = False
        elif re.search(r"\bname\b.*\| date\b|\bsigned\b.*\| date\b", line.text, re.IGNORECASE):
            within = True
        elif within:
            yield line


def _of_version(head: Sequence[Line]) -> SaidDate | None:
    """Return the date that a report's words give its version or its agreement."""
    for line in head:
        for word in dating_signs()["version"].pattern.finditer(line.text):
            near = (held for held in dates_in(line.text) if 0 <= held.start - word.end() < _NEAR)
            found = next((held for held in near if held.precision is DatePrecision.DAY), None)
            if found and not re.search(r"[.;|]\s", line.text[word.end() : found.start]):
                return _said(line, found)
    return None


def _as_at(head: Sequence[Line]) -> SaidDate | None:
    """Return the day that a list's words say it is of."""
    for line in head[:_TITLE_LINES]:
        word = _shows("as_at", line)
        near = (held for held in dates_in(line.text) if word and 0 <= held.start - word.end() < _NEAR)
        found = next((held for held in near if held.precision is DatePrecision.DAY), None)
        if found:
            return _said(line, found)
    return None
