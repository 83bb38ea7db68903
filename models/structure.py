"""What kind of document it is, whose, of when, what heads its parts and which case they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.bodies import Body, bodies_in
from corpus.nations import nation_of
from corpus.records import NO_DATE, DatePrecision, Document, DocumentKind, Page, PartialDate
from models.cases import label_in_heading
from models.dates import dates_in
from models.kinds import kind_of

_HEAD, _FOOT = 3000, 600  # first and last characters in which a document says what it is

_TITLE_LINES = 12  # among these stands when a meeting was held
# A line that dates a meeting: it says so, or gives the day of the week or the hour beside the date.
_MEETING = re.compile(
    r"\bmeeting\b|\bminutes of\b|^date\b|\b(?:mon|tues?|wed(?:nes|s)?|thur?s?|fri)(?:day)?\b"
    r"|\b\d{1,2}[.:]\d\d\b ?(?:[ap]\.?m|hrs|[–-])|\b\d{4} ?hrs\b",
    re.IGNORECASE,
)
_PANEL_MET = re.compile(
    r"\b(?:panel|group|committee|board|partners)\b.{0,30}\b(?:met|sat|meeting)\b|\bmeeting (?:held|date)\b"
    r"|\bdate of\b.{0,40}\b(?:panel|meeting)\b|\bconsidered on\b",
    re.IGNORECASE,
)
_OTHER_MEETING = re.compile(
    r"\b(?:last|previous|next) meeting\b|^\s*\d+(?:\.\d+)*\.?\s|\bapproved\b|\bpage \d", re.IGNORECASE
)
_SIGNED = re.compile(r"^\s*date\b|\bsigned\b|\bchair\b|\bdecision of\b", re.IGNORECASE)
# The number of an agenda item: "5.", "4(ii)", "SCRP/10/31", "SSC 02/31", "OG 06.14/1", "05/07", "Item 3", "D(i)", "b)".
_NUMBER = re.compile(
    r"(?:agenda )?item \d{1,2}(?:\.\d{1,2})*[.:)]?(?=\s|$)"
    r"|(?:\d{1,3}(?:\.\d{1,2}){0,2}(?:\([ivxa-h]+\))?[.)]?|[A-Z]\([ivx]+\)|[A-H][.)]?|[a-h](?:\)|(?= [A-Z]))"
    r"|\([a-zivx]+\))(?=\s)"
    r"|(?:[A-Z]{1,6}[ /-]?)?\d{2,4}[./]\d{1,3}(?:/\d{1,3})?\.?(?=\s)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:case|item|agenda item)\b", re.IGNORECASE)
_NOT_A_TITLE = re.compile(  # what makes a number before it a date, an hour or a sum
    r"(?:st|nd|rd|th)?\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|[ap]\.?m\b|hrs\b|\d", re.IGNORECASE
)
_SENTENCES = re.compile(r"[a-z]{3,}\. [A-Z]")  # a sentence that ends within the line
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.)+$")
_BACK = re.compile(
    r"\b(?:minutes?|notes) of\b|^(?:last|previous) (?:meeting|time|minutes?|notes)\b|\bmatters arising\b"
    r"|\baction (?:log|tracker|plan)|^last time\b|\bminutes of \d|\bpublication\b|\bquality assurance\b"
    r"|\b(?:in progress|progress (?:on|of|report)|current reviews|under way|evaluation)\b",
    re.IGNORECASE,
)
_LETTERHEAD, _MEETING_LINES = 8, 4  # lines
_OF_MEETINGS = frozenset({DocumentKind.MINUTES, DocumentKind.SPREADSHEET})
_TELLING_PAGES = 5  # of a document, whose words tell its nation
# Kinds of body that decide on reviews.
_BOARDS = frozenset({"ACPC", "CPC", "RSB", "LSCB", "LSCP", "SAB", "safeguarding_board", "CSP", "MAPPA", "YJB"})
_LONGEST_HEADING, _SHORT = 110, 60  # characters
_LETTERS = 2  # that a heading has at least


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; empty or `unknown` where it does not."""

    kind: DocumentKind
    title: str
    body: str
    body_type: str
    nation: str
    meeting: str  # the lines that head the minutes of a meeting; empty for other papers
    meeting_date: PartialDate
    document_date: PartialDate


def facts_of(document: Document) -> Facts:
    """Return the facts that a document's own words give."""
    head = "\n".join(page.text for page in document.pages[:2])[:_HEAD]
    foot = document.pages[-1].text[-_FOOT:] if document.pages else ""
    kind = kind_of(document.media_type, f"{head}\n{foot}")
    meeting = _meeting_of(kind, head)
    own = signed_date(document) or meeting if kind is DocumentKind.DECISION_FORM else meeting
    body = body_of(head) or body_of(foot)
    return Facts(
        kind,
        _title(document),
        _as_a_name(body.name) if body else "",
        body.type if body else "",
        (body.nation if body else "") or nation_of("\n".join(page.text for page in document.pages[:_TELLING_PAGES])),
        "\n".join(head.split("\n")[:_MEETING_LINES]) if kind in _OF_MEETINGS else "",
        meeting,
        own or next(_dates(head), NO_DATE),
    )


def body_of(head: str) -> Body | None:
    """Return the public body that a document speaks for: the first board named that decides on reviews, else the first.

    A council, a trust or a police force may lend the letterhead on which a board writes.
    """
    lines = head.split("\n")
    named = [(place, body) for place, line in enumerate(lines) for body in bodies_in(line)]
    boards = (body for place, body in named if body.type in _BOARDS and place < _LETTERHEAD)
    return next(boards, named[0][1] if named else None)


def _as_a_name(name: str) -> str:
    return name.title() if name.isupper() else name


def _dates(text: str) -> Iterator[PartialDate]:
    """Yield the days and months of a text: a year alone dates no document."""
    for found in dates_in(text):
        if found.precision in (DatePrecision.DAY, DatePrecision.MONTH):
            yield found.partial


def _meeting_of(kind: DocumentKind, head: str) -> PartialDate:
    """Return the date of the meeting that a document records or a form names."""
    if kind in (DocumentKind.MINUTES, DocumentKind.REVIEW_REPORT):
        return meeting_date(head)
    if kind is DocumentKind.DECISION_FORM:
        return next((found for line in head.split("\n") if _PANEL_MET.search(line) for found in _dates(line)), NO_DATE)
    return NO_DATE


def meeting_date(head: str) -> PartialDate:
    """Return the date of the meeting: the first in the title lines, else on a line that speaks of this meeting.

    "The minutes of 6 July were agreed" dates the meeting before.
    """
    lines = [line for line in head.split("\n") if not _OTHER_MEETING.search(line)]
    spoken = [line for line in lines if re.search(r"\b(?:held|meeting|met|minutes)\b", line, re.IGNORECASE)]
    titles = [line for line in lines[:_TITLE_LINES] if _MEETING.search(line)]
    return next((found for line in [*titles, *spoken] for found in _dates(line)), NO_DATE)


def signed_date(document: Document) -> PartialDate:
    """Return the last date on a line where somebody signs or decides: that of a form."""
    lines = (line for page in document.pages for line in page.text.split("\n") if _SIGNED.search(line))
    found = [date for line in lines for date in _dates(line)]
    return found[-1] if found else NO_DATE


def _title(document: Document) -> str:
    """Return the first line with words that is no running head; empty where there is none."""
    lines = (line.strip() for page in document.pages[:2] for line in _without_furniture(page).split("\n"))
    return next((line[:200] for line in lines if sum(c.isalpha() for c in line) > 3), "")


def _without_furniture(page: Page) -> str:
    text = page.text
    for start, end in reversed(page.furniture):
        text = text[:start] + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Heading:
    """What heads a part of a document: its number as printed (empty without one) and its title, verbatim."""

    number: str
    title: str


def heading_of(line: str) -> Heading | None:
    """Return a line as a heading, None where it is none: short, numbered, in capitals or a case's name, no sentence."""
    text = line.strip()
    if not 2 < len(text) <= _LONGEST_HEADING or " | " in text or sum(c.isalpha() for c in text) < _LETTERS:
        return None
    numbered = _NUMBER.match(text)
    number = numbered.group().strip() if numbered else ""
    title = text[numbered.end() :].strip() if numbered else text
    if not title or (number and _NOT_A_TITLE.match(title)):
        number, title = "", text
    if (title[-1] in ".;,?!”" and not _ends_in_a_name(title)) or _SENTENCES.search(title):
        return None
    if number and (title[0].isupper() or not title[0].isalpha()):
        return Heading(number, title)
    named = label_in_heading(title).text if len(title) < _SHORT else ""
    if (
        title.isupper()
        or named
        or (title.endswith(":") and ". " not in title)
        or title.istitle()
        or _NUMBERED.match(text)
    ):
        return Heading(number, title)
    return None


def looks_back(title: str) -> bool:
    """Say whether an agenda item goes over what an earlier meeting decided."""
    return _BACK.search(title) is not None


def _ends_in_a_name(title: str) -> bool:
    """Say whether the full stop at a title's end belongs to its last word: "Baby M.", "A.O.B."."""
    return bool(_ABBREVIATED_END.search(title)) and len(title) < _SHORT


def is_heading(line: str) -> bool:
    """Say whether a line heads what follows."""
    return heading_of(line) is not None


def opens_item(heading: str) -> bool:
    """Say whether a heading begins another agenda item or part: it is numbered, or names a case."""
    found = heading_of(heading)
    return found is not None and bool(found.number or label_in_heading(found.title).text)
