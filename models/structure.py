"""What kind of document it is, whose, of when, what heads its parts and which case they are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.bodies import as_a_name
from corpus.nations import nation_of, telling_words, tells_a_nation
from corpus.records import NO_DATE, Document, DocumentKind, Page, PartialDate
from models.cases import label_in_heading
from models.dating import SaidDate, document_said, meeting_said
from models.issuer import Named, issuer_of, type_in
from models.kinds import kind_of, signs
from models.lines import Line, Span, foot_of, head_of, lines_of

# The number of an agenda item: "5.", "4(ii)", "SCRP/10/31", "SSC 02/31", "OG 06.14/1", "05/07", "Item 3", "D(i)", "b)".
_NUMBER = re.compile(
    r"(?:agenda )?item \d{1,2}(?:\.\d{1,2})*[.:)]?(?=\s|$)"
    r"|(?:\d{1,3}(?:\.\d{1,2}){0,2}(?:\([ivxa-h]+\))?[.)]?|[A-Z]\([ivx]+\)|[A-H][.)]?|[a-h](?:\)|(?= [A-Z]))"
    r"|\([a-zivx]+\))(?=\s)"
    r"|(?:[A-Z]{1,6}[ /-]?)?\d{2,4}[./]\d{1,3}(?:/\d{1,3})?\.?(?=\s)|\d{1,3}/\d{2}\.?(?=\s)|[A-H]\d{1,2}[.)]?(?=\s)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:case|item|agenda item)\b", re.IGNORECASE)
_NOT_A_TITLE = re.compile(  # what makes a number before it a date, an hour or a sum
    r"(?:st|nd|rd|th)?\s*(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|[ap]\.?m\b|hrs\b|\d",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[a-z]{3,}\. [A-Z]")  # a sentence that ends within the line
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.)+$")
_BACK = re.compile(
    r"\b(?:minutes?|notes|record) of\b(?!.{0,40}\bdecision)|\bmatters arising\b"
    r"|(?<!since )(?<!since the )(?<!since our )\b(?:last|previous) (?:meeting|time|minutes?|notes|record)\b"
    r"|^(?:arising|(?:the )?minutes?)\b|\baction (?:log|tracker|plan)|\bminutes of \d|\bpublication\b"
    r"|\bquality assurance\b|\b(?:in progress|progress (?:on|of|report)|current reviews|under way|evaluation)\b",
    re.IGNORECASE,
)
_MEETING_LINES = 4  # that head the minutes of a meeting
_OF_MEETINGS = frozenset({DocumentKind.MINUTES, DocumentKind.SPREADSHEET})
_TELLING_PAGES = 5  # of a document, whose words tell its nation
_LONGEST_HEADING, _LONGEST_TITLE, _SHORT = 110, 200, 60  # characters
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


@dataclass(frozen=True, slots=True)
class Findings:
    """What a document says of itself and where: `nation_span` are the words that tell the nation."""

    kind: DocumentKind
    kind_spans: tuple[Span, ...]
    title: Line | None
    issuer: Named | None
    nation: str
    nation_span: Span | None
    meeting: SaidDate | None
    dated: SaidDate | None


def facts_of(document: Document) -> Facts:
    """Return the facts that a document's own words give."""
    found = findings_of(document)
    body = found.issuer.body if found.issuer else None
    return Facts(
        found.kind,
        _shown_title(found.title),
        as_a_name(body.name) if body else "",
        type_in(body, found.nation) if body else "",
        found.nation,
        "\n".join(line.text for line in head_of(document)[:_MEETING_LINES]) if found.kind in _OF_MEETINGS else "",
        found.meeting.partial if found.meeting else NO_DATE,
        found.dated.partial if found.dated else NO_DATE,
    )


def findings_of(document: Document) -> Findings:
    """Return what a document says of itself, each with its place on a page."""
    head, foot = head_of(document), foot_of(document)
    kind = kind_of(document.media_type, "\n".join(line.text for line in (*head, *foot)))
    meeting = meeting_said(kind, head)
    lines = tuple(line for page in document.pages for line in lines_of(page))
    issuer = issuer_of(head, foot, kind)
    nation, nation_span = _nation_of(document, issuer)
    return Findings(
        kind,
        _kind_spans(kind, document, (*head, *foot)),
        _title(document),
        issuer,
        nation,
        nation_span,
        meeting,
        document_said(kind, head, foot, lines, meeting),
    )


def _nation_of(document: Document, issuer: Named | None) -> tuple[str, Span | None]:
    """Return the nation that the body's kind or the paper's words tell, and the first words that do."""
    if issuer and issuer.body.nation:
        return issuer.body.nation, issuer.span
    pages = document.pages[:_TELLING_PAGES]
    text = "\n".join(page.text for page in pages)
    nation = nation_of(text)
    if nation:
        words = ((page, words) for page in pages if (words := telling_words(page.text, nation)))
        page, words_at = next(words, (None, None))
        return nation, Span(page.number, *words_at) if page and words_at else None
    if issuer and issuer.body.mostly and not tells_a_nation(text):
        return issuer.body.mostly, issuer.span
    return "", None


def _kind_spans(kind: DocumentKind, document: Document, lines: Sequence[Line]) -> tuple[Span, ...]:
    """Return the words that show the kind, the first of each sign."""
    if kind_of(document.media_type, "") is not DocumentKind.OTHER:
        return ()
    told = (
        next((line.at(*match.span()) for line in lines if (match := sign.pattern.search(line.text))), None)
        for sign in signs()
        if sign.kind is kind
    )
    return tuple(span for span in told if span and span.start < span.end)


def _shown_title(line: Line | None) -> str:
    return line.text.strip()[:_LONGEST_TITLE] if line else ""


def _title(document: Document) -> Line | None:
    """Return the first line with words that is no running head; None where there is none."""
    for page in document.pages[:2]:
        shown = _without_furniture(page)
        for line in lines_of(page):
            words = shown[line.start : line.start + len(line.text)]
            if sum(c.isalpha() for c in words) > _LETTERS + 1:
                begin = len(words) - len(words.lstrip())
                return Line(page.number, line.start + begin, line.text.strip()[:_LONGEST_TITLE])
    return None


def _without_furniture(page: Page) -> str:
    """Return a page's text with its running heads blanked out, of the same length."""
    text = page.text
    for start, end in page.furniture:
        text = text[:start] + " " * (end - start) + text[end:]
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
