"""Units made up for the tests of the store: documents of a few sentences, no real person's."""

from __future__ import annotations

import sqlite3
import tempfile
from array import array
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path

from corpus.codebook import Sentinel
from corpus.records import (
    NO_DATE,
    Attribution,
    Box,
    CodedDocument,
    DatePrecision,
    Decision,
    Document,
    DocumentKind,
    Evidence,
    Finder,
    Hedging,
    Hidden,
    Link,
    Mention,
    Outcome,
    Page,
    PartialDate,
    Passage,
    Polarity,
    Received,
    Role,
    Scope,
    SourceFile,
    Status,
    StatusBasis,
    Words,
)
from corpus.store import Store, Unit, Versions, open_store

VERSIONS = Versions(codebook="1.0.0", model="m1", extractor="x1")
CODEBOOK = tuple(
    Sentinel(code, code.replace("_", " ").title(), f"About {code}.")
    for code in ("cost", "cost.budget_cuts", "publicity", "publicity.dirty_linen", "criteria_not_met", "not_stated")
)

REASONS = {"budget": "cost.budget_cuts", "money": "cost", "press": "publicity", "threshold": "criteria_not_met"}


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def date(iso: str) -> PartialDate:
    precision = {0: DatePrecision.UNKNOWN, 4: DatePrecision.YEAR, 7: DatePrecision.MONTH, 10: DatePrecision.DAY}
    return PartialDate(iso, precision[len(iso)]) if iso else NO_DATE


def source(name: str, content: str, *, parent: str = "", media_type: str = "text/plain") -> SourceFile:
    return SourceFile(name, digest(content), len(content.encode()), media_type, parent)


def document(*texts: str, hidden: tuple[Hidden, ...] = ()) -> Document:
    pages = tuple(
        Page(number, text, width_pt=595.0, height_pt=842.0, words=Words(array("i", [0, 1]), array("f", [1, 2, 3, 4])))
        for number, text in enumerate(texts, start=1)
    )
    if hidden:
        pages = (Page(1, texts[0], hidden=hidden), *pages[1:])
    return Document(digest("\f".join(texts)), "text/plain", pages)


def sentences(page: Page) -> list[tuple[int, int]]:
    """Where the sentences of a page are; each ends in a full stop."""
    places, start = [], 0
    while (stop := page.text.find(".", start)) >= 0:
        places.append((start, stop + 1))
        start = stop + 2
    return places


def mention(document_id: str, page: Page, start: int, end: int, code: str, **changed: object) -> Mention:
    found = {
        "mention_id": digest(f"{document_id} {page.number} {start} {code}")[:32],
        "code": code,
        "role": Role.REASON_NOT_INITIATING,
        "polarity": Polarity.ASSERTED,
        "attribution": Attribution.BOARD_OR_PANEL,
        "hedging": Hedging.ACTUAL,
        "status": Status.NOT_INITIATED,
        "scope": Scope.CASE_SPECIFIC,
        "link": Link.DIRECT,
        "evidence": (Evidence(page.number, start, end, page.text[start:end], (Box(1.0, 2.0, 3.5, 4.0),)),),
        "score": 0.75,
        "finder": Finder.CUE,
        "cue": "",
        **changed,
    }
    return Mention(**found)  # type: ignore[arg-type]


def coded(
    read: Document, *, body: str = "Northmoor Safeguarding Board", meeting: str = "2010-08-12", written: str = ""
) -> CodedDocument:
    """Code a document: a sentence with a word of `REASONS` is a mention, one with "No review" a decision."""
    passages, decisions, mentions = [], [], []
    decision_id = ""
    for page in read.pages:
        for start, end in sentences(page):
            text = page.text[start:end]
            passages.append(Passage(page.number, start, end, text, f"Item {page.number}"))
            reasons = [code for word, code in REASONS.items() if word in text]
            if "No review" in text:
                decision_id = digest(f"{read.document_id} {page.number} {start} decision")[:32]
                decisions.append(
                    Decision(
                        decision_id,
                        f"Case {page.number}",
                        "serious_case_review",
                        Status.NOT_INITIATED,
                        StatusBasis.EXPLICIT,
                        Scope.CASE_SPECIFIC,
                        f"Item {page.number}",
                        (Evidence(page.number, start, end, text),),
                        "" if reasons else "not_stated",
                    )
                )
            for code in reasons:
                polarity = Polarity.NEGATED if "not a factor" in text else Polarity.ASSERTED
                linked = decision_id if "No review" in text else ""
                mentions.append(
                    mention(read.document_id, page, start, end, code, decision_id=linked, polarity=polarity)
                )
    return CodedDocument(
        read.document_id,
        DocumentKind.MINUTES,
        "Minutes",
        body,
        date(meeting),
        date(written),
        tuple(passages),
        tuple(decisions),
        tuple(mentions),
    )


def received(name: str, read: Document, *, parent: str = "") -> Received:
    file = SourceFile(name, read.document_id, sum(len(page.text) for page in read.pages), read.media_type, parent)
    return Received(file, Outcome.READ, "", read)


def failed(name: str, outcome: Outcome, reason: str = "It cannot be read.") -> Received:
    return Received(source(name, name), outcome, reason)


def unit(path: str, *texts: str, release: str = "", key: str = "", **facts: str) -> Unit:
    """A text file on disk at `/foi/RELEASE/name`, with these pages."""
    read = document(*texts)
    folder, name = path.strip("/").split("/")[-2:]
    given = coded(read, **facts)
    return Unit(path, release or folder, key or digest("\f".join(texts)), (received(name, read),), (given,))


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "empty.sqlite"
        open_store(database, create=True).close()
        return database.read_bytes()


def new_store(database: Path) -> Store:
    """Open an empty store there; the migrations run once for all tests."""
    database.write_bytes(_empty())
    return open_store(database)


def publish(store: Store, *units: Unit, under: Iterable[str] = ("/foi",), keep: Iterable[str] = ()) -> None:
    """Publish the units under /foi, or under the paths given."""
    store.publish(units, under=list(under), keep=set(keep), versions=VERSIONS, codebook=CODEBOOK)


def contents(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, and what each word of the full-text index finds: equal for equal stores."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr)
            for table in tables
            if not table.startswith(("passages_fts", "pages_fts"))
        }
        for index in ("passages_fts", "pages_fts"):
            connection.execute(f"CREATE VIRTUAL TABLE temp.of_{index} USING fts5vocab(main, {index}, instance)")
            rows[index] = sorted(connection.execute(f"SELECT * FROM temp.of_{index}"))
        return rows
