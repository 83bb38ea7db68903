"""What kind of document it is, whose, of when, what heads its parts and which case they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.bodies import bodies_in
from corpus.records import NO_DATE, DatePrecision, Document, DocumentKind, Page, PartialDate
from models.dates import dates_in

_HEAD = 3000  # characters in which a document says what it is

_KINDS: tuple[tuple[DocumentKind, re.Pattern[str], int], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), weight)
    for kind, pattern, weight in (
        (
            DocumentKind.MINUTES,
            r"\bminutes of (?:the|a)\b|^minutes\b|\bmeeting minutes\b|\bnotes? of (?:the|a) meeting\b",
            3,
        ),
        (DocumentKind.MINUTES, r"^(?:extraordinary|special|ordinary|emergency) meeting\b|^minutes:", 2),
        (
            DocumentKind.MINUTES,
            r"\bapologies\b|\bin attendance\b|\bmatters arising\b|^present\b|\bdate of next meeting\b",
            1,
        ),
        (
            DocumentKind.DECISION_FORM,
            r"\b(?:decision|consideration|referral|notification) (?:form|record|log)\b"
            r"|\brecord of (?:\w+ and )?decision\b",
            3,
        ),
        (
            DocumentKind.DECISION_FORM,
            r"[☐☒☑]|\brationale(?: for decision)?\b|\bpanel recommendation\b|\bchair['’]s decision\b",
            1,
        ),
        (DocumentKind.FOI_LETTER, r"\bfreedom of information act\b|\bfoi (?:ref|request)|\byour request\b", 2),
        (DocumentKind.FOI_LETTER, r"\binformation commissioner|\binternal review\b|\bexempt(?:ion)?\b|^dear\b", 1),
        (DocumentKind.LETTER, r"^dear\b", 2),
        (DocumentKind.LETTER, r"\byours (?:sincerely|faithfully)\b", 2),
        (
            DocumentKind.REVIEW_REPORT,
            r"^rapid review\b|^serious case review: child\b"
            r"|\boverview report\b|\bexecutive summary\b|\bterms of reference\b|\bannual report\b",
            2,
        ),
        (
            DocumentKind.REVIEW_REPORT,
            r"\bchronology\b|\blessons (?:learned|learnt)\b|\brecommendations\b|\bmethodology\b",
            1,
        ),
        (
            DocumentKind.ARTICLE,
            r"\b(?:told|said)\b.{0,40}[”\"]|[”\"],? (?:she|he|they|\w+) (?:said|told|added)\b"
            r"|\bspokes(?:woman|man|person)\b",
            2,
        ),
        (DocumentKind.ARTICLE, r"\bpress release\b|\bnotes to editors\b|\binvestigation by\b", 2),
    )
)
_BY_MEDIA_TYPE = {
    "message/rfc822": DocumentKind.EMAIL,
    "application/vnd.ms-outlook": DocumentKind.EMAIL,
    "text/csv": DocumentKind.SPREADSHEET,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": DocumentKind.SPREADSHEET,
    "application/vnd.ms-excel": DocumentKind.SPREADSHEET,
    "application/vnd.ms-excel.sheet.macroenabled.12": DocumentKind.SPREADSHEET,
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": DocumentKind.SPREADSHEET,
    "application/vnd.oasis.opendocument.spreadsheet": DocumentKind.SPREADSHEET,
}
_TITLE_LINES = 12  # among these stands when a meeting was held
_CELL = 20  # characters of a cell that names a case and no more
_CASE_LINES, _TITLE = 9, 100  # lines, and characters in a line, in which a document says which case it is about
_MEETING = re.compile(r"\bmeeting\b|\bminutes of\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri)day\b", re.IGNORECASE)
_OTHER_MEETING = re.compile(
    r"\b(?:last|previous|next) meeting\b|^\s*\d+(?:\.\d+)*\.?\s|\bapproved\b|\bpage \d", re.IGNORECASE
)
_SIGNED = re.compile(r"^\s*date\b|\bsigned\b|\bchair\b|\bdecision of\b", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?:item\s+)?\d{1,2}(?:\.\d{1,2}){0,2}\.?\s+\S|^[A-Z]{2,5}/\d{2}/\d+\b|^(?:case|item|agenda item)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?i:child|baby|young person|adult|family|infant|subject|mr|mrs|ms|sibling group|yp|case) "
    r"(?:[A-Z]{1,2}\d{0,3}|\d{1,4})\b(?!['’]s? (?:and|solicitor))"
)
_REFERENCE = re.compile(r"\b(?!FOI|RFI|EIR)[A-Z]{2,6}[/ -]\d{2,4}[/-]\d{1,4}\b")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; empty or `unknown` where it does not."""

    kind: DocumentKind
    title: str
    body: str
    meeting_date: PartialDate
    document_date: PartialDate


def facts_of(document: Document) -> Facts:
    """Return the facts that a document's own words give."""
    head = "\n".join(page.text for page in document.pages[:2])[:_HEAD]
    kind = kind_of(document.media_type, head)
    meeting = meeting_date(head) if kind in (DocumentKind.MINUTES, DocumentKind.REVIEW_REPORT) else NO_DATE
    own = meeting or signed_date(document) if kind is DocumentKind.DECISION_FORM else meeting
    return Facts(kind, _title(document), body_of(head), meeting, own or next(_dates(head), NO_DATE))


def kind_of(media_type: str, head: str) -> DocumentKind:
    """Return the kind of a document from its media type and its first words; `other` where nothing tells."""
    if media_type in _BY_MEDIA_TYPE:
        return _BY_MEDIA_TYPE[media_type]
    points: dict[DocumentKind, int] = {}
    for kind, pattern, weight in _KINDS:
        if any(pattern.search(line) for line in head.split("\n")):
            points[kind] = points.get(kind, 0) + weight
    likeliest = max(points, key=lambda kind: points[kind], default=DocumentKind.OTHER)
    return likeliest if points.get(likeliest, 0) >= 2 else DocumentKind.OTHER


def body_of(head: str) -> str:
    """Return the first public body named, as it is printed; empty where none is. Capitals are let down."""
    return next((_as_a_name(body.name) for line in head.split("\n") for body in bodies_in(line)), "")


def _as_a_name(name: str) -> str:
    return name.title() if name.isupper() else name


def _dates(text: str) -> Iterator[PartialDate]:
    """Yield the days and months of a text: a year alone dates no document."""
    for found in dates_in(text):
        if found.precision in (DatePrecision.DAY, DatePrecision.MONTH):
            yield found.partial


def meeting_date(head: str) -> PartialDate:
    """Return the date of the meeting: the first in the title lines, else on a line that speaks of this meeting.

    "The minutes of 6 July were agreed" dates the meeting before.
    """
    lines = [line for line in head.split("\n") if not _OTHER_MEETING.search(line)]
    spoken = [line for line in lines if re.search(r"\b(?:held|meeting|met|minutes)\b", line, re.IGNORECASE)]
    titles = [line for line in lines[:_TITLE_LINES] if _WEEKDAY.search(line) or _MEETING.search(line)]
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


def is_heading(line: str) -> bool:
    """Say whether a line heads what follows: short, numbered, in capitals or a case's name, and no sentence."""
    text = line.strip()
    if not 2 < len(text) <= 110 or text[-1] in ".;,?!”" or " | " in text:
        return False
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 3:
        return False
    if _NUMBERED.match(text):
        return True
    return text.isupper() or (bool(case_label(text)) and len(text) < 60) or text.endswith(":") or text.istitle()


def case_label(text: str) -> str:
    """Return the case that a text names first, as printed; a name (`Child C`) before a reference (`SCR/10/17`)."""
    match = _NAMED.search(text) or _REFERENCE.search(text)
    return match.group() if match else ""


def is_name(label: str) -> bool:
    """Say whether a case's label is a name (`Child C`), not a reference (`SCR/10/17`)."""
    return _NAMED.fullmatch(label) is not None


def case_of(document: Document) -> str:
    """Return the case that the document as a whole is about: the only one named among its first lines, or empty."""
    lines = (
        [line for line in document.pages[0].text.split("\n") if line.strip()][:_CASE_LINES] if document.pages else []
    )
    short = (cell for line in lines for cell in line.split(" | ") if len(cell) <= (_CELL if " | " in line else _TITLE))
    named = {match.group() for text in short for match in _NAMED.finditer(text)}
    return named.pop() if len(named) == 1 else ""


def case_in_row(row: str) -> str:
    """Return the case that a row of a table is about: a short cell names it; empty without one."""
    return case_label(" | ".join(cell for cell in row.split("|") if len(cell.strip()) <= _CELL))


def opens_item(heading: str) -> bool:
    """Say whether a heading begins another agenda item or part: it is numbered, or names a case."""
    return bool(_NUMBERED.match(heading.strip()) or case_label(heading))
