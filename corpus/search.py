"""Search: the pages that hold some words, the best first, each with the words in place and the id that opens them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.asked_words import holds_order, read_words
from corpus.conditions import between, body_holds, joined, let_casefold, limit_of, of_release, one_of, reason_in
from corpus.query import DATE
from corpus.records import DocumentKind
from corpus.snippets import Span, marked, spans_of, window
from corpus.store import read_only

if TYPE_CHECKING:
    import pandas as pd

RANKED = 15_000  # pages: bm25 takes 2 µs for each, so that more would be felt
_FEW = 1_000  # pages: with fewer, sentences that run over the end of a page are looked through too
_MARKS = range(0xFDD0, 0xFDF0)  # characters that Unicode keeps out of texts


@dataclass(frozen=True, slots=True)
class PageFilters:
    """Which pages are looked through: those that every filter given lets through; several values are alternatives."""

    body: str = ""  # part of the body's name, whatever the case of its letters
    since: str = ""  # a day, month or year: 2010-06-10, 2010-06 or 2010
    until: str = ""  # likewise, its whole month or year included
    kinds: tuple[str, ...] = ()  # of document, as `minutes`
    reasons: tuple[str, ...] = ()  # pages on which a mention of the code, or of one beneath it, begins
    release: str = ""
    limit: int | None = 20  # most pages to return


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that holds the words. Places are characters of the page's text, from 0, the end not included."""

    document_id: str
    page: int
    release_id: str
    source_name: str
    body: str
    document_type: str
    date: str  # of the meeting, else of the document
    score: float  # bm25, higher is better (Robertson and Zaragoza 2009); 0 for words cut by the end of the page
    matches: tuple[Span, ...]
    char_start: int
    char_end: int
    snippet: str  # exactly `pages.text[char_start:char_end]`
    page_length: int  # characters
    runs_on: bool  # whether the words run over the end of the page
    opens: str  # id of a mention or decision quoted from this page, for `minuted show`; empty where there is none
    is_quoted: bool  # whether that quotation holds the words, or stands elsewhere on the page

    def marked(self, marks: tuple[str, str] = ("[", "]")) -> str:
        """Return the snippet on one line, with marks around the matches in it and dots where the page goes on."""
        spans = [(start - self.char_start, end - self.char_start) for start, end in self.matches]
        before, after = "… " if self.char_start else "", " …" if self.char_end < self.page_length else ""
        return before + marked(self.snippet, spans, marks) + after


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    asked: str
    read_as: str  # in SQLite's full-text language
    total: int  # pages that hold the words
    ranked: int  # of these, about how many the best were chosen among
    hits: tuple[Hit, ...]


def search(database: Path, asked: str, filters: PageFilters | None = None) -> Found:
    """Return the pages that hold the words, the best first.

    `asked` is in SQLite's full-text language: `"a phrase"`, `budg*`, `NEAR(cost review, 8)`, AND, OR, NOT. Words that
    are not that, such as `s.40(2)`, are looked for as they stand; `read_as` tells. Capitals and accents do not matter.
    Pages are ranked by bm25; of more than 15,000 the best are chosen among 15,000 that chance picks, the same every
    time. A phrase that the end of a page cuts is found too, after the others.

    Raises:
        InvalidQuery: no word, an unknown code, kind or release, or no date.
        WorkspaceError: there is no table in the file, or it cannot be read.
    """
    with read_only(database) as connection:
        return search_in(connection, asked, filters or PageFilters())


def search_in(connection: sqlite3.Connection, asked: str, filters: PageFilters) -> Found:
    """Return as `search` what is found in the store that a connection reads."""
    if not connection.in_transaction:
        connection.execute("BEGIN")  # one state of the store for all that follows
    expression = read_words(connection, asked)
    limit = limit_of(filters.limit)
    total, taken, values = _met(connection, expression, filters)
    best = connection.execute(
        f"SELECT rowid, -bm25(pages_fts) {_MET}{taken} ORDER BY bm25(pages_fts), rowid LIMIT ?",
        (expression, *values, limit),
    )
    hits = _hits(connection, expression, dict(best.fetchall()))
    cut: list[Hit] = []
    if total <= _FEW and holds_order(expression) and "NOT" not in expression:
        cut = _cut_by_page_ends(connection, expression, filters)
    room = len(cut) if limit < 0 else max(0, limit - len(hits))
    return Found(asked, expression, total + len(cut), min(total, RANKED) + len(cut), (*hits, *cut[:room]))


def _met(connection: sqlite3.Connection, expression: str, filters: PageFilters) -> tuple[int, str, list[object]]:
    """Return how many pages hold the words and are let through; and a condition, with its values, on those to rank.

    Numbers of pages are evenly spread, since they are made from hashes: the lowest are a fair sample.
    """
    where, values = _let_through(connection, filters, "pages_fts.rowid")
    if not where:
        (total,) = connection.execute(f"SELECT count(*) {_MET}", (expression,)).fetchone()
        return total, " AND rowid <= ?", [_LARGEST * RANKED // total if total > RANKED else _LARGEST]
    found = connection.execute(f"SELECT rowid {_MET}{where}", (expression, *values))
    numbers = sorted(number for (number,) in found)
    taken = numbers[:RANKED]
    return len(numbers), f" AND rowid <= ? AND +rowid IN {_LISTED}", [max(taken, default=0), json.dumps(taken)]


_MET = "FROM pages_fts WHERE pages_fts MATCH ?"
_LISTED = "(SELECT value FROM json_each(?))"
_LARGEST = 2**63 - 1  # number of a page


def document_condition(connection: sqlite3.Connection, filters: PageFilters) -> tuple[str, list[str]]:
    """Return body, dates, kinds and release as a condition on `documents`, with the values it asks for.

    Raises:
        InvalidQuery: as `search`.
    """
    let_casefold(connection)
    conditions = [
        *body_holds(filters.body),
        *between(filters.since, filters.until),
        *of_release(connection, filters.release),
        *one_of("document_type", "kind", filters.kinds, DocumentKind),
    ]
    return joined(conditions, date=DATE)


def _let_through(connection: sqlite3.Connection, filters: PageFilters, number: str) -> tuple[str, list[str]]:
    """Return what keeps a statement to the pages that the filters let through, and its values.

    `number` is a page's number there. The `+` keeps SQLite from looking for the words anew on each page.
    """
    where, values = document_condition(connection, filters)
    coded, codes = joined(reason_in(connection, filters.reasons), reason_code="m.reason_code")
    kept = ""
    if values:
        among = "SELECT page_id FROM documents CROSS JOIN pages USING (document_id)"
        kept += f" AND +{number} IN ({among} WHERE {where})"
    if codes:
        carried = "SELECT 1 FROM pages AS c CROSS JOIN mentions AS m USING (document_id, page)"
        kept += f" AND EXISTS ({carried} WHERE c.page_id = +{number} AND {coded})"
    return kept, values + codes


_COLUMNS = """p.page_id, p.document_id, p.page, p.text, d.release_id, d.source_name, coalesce(d.body, '') AS body,
      d.document_type, coalesce(d.meeting_date, d.document_date, '') AS date"""
_PAGE = f"SELECT {_COLUMNS} FROM pages AS p JOIN documents AS d USING (document_id)"  # noqa: S608
# Sentences that hold the words and run over the end of their page, where none of their pages holds them.
_CUT = f"""
    SELECT s.char_start AS cut_start, s.char_end AS cut_end, {_COLUMNS}
    FROM passages_fts CROSS JOIN passages AS s ON s.passage_id = passages_fts.rowid
    JOIN pages AS p ON p.document_id = s.document_id AND p.page = s.page
    JOIN documents AS d ON d.document_id = s.document_id
    WHERE passages_fts MATCH ? AND s.continued_on IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM pages AS held JOIN pages_fts ON pages_fts.rowid = held.page_id
      WHERE pages_fts MATCH ? AND held.document_id = s.document_id AND held.page BETWEEN s.page AND (
        SELECT max(json_extract(value, '$[0]')) FROM json_each(s.continued_on)))"""  # noqa: S608


def _hits(connection: sqlite3.Connection, expression: str, scores: dict[int, float]) -> list[Hit]:
    """Return the pages, by their numbers, with the words found in place, in the order of the scores."""
    numbers = json.dumps(list(scores))
    rows = _rows(connection, f"{_PAGE} WHERE p.page_id IN {_LISTED}", numbers)
    pages = {row["page_id"]: row for row in rows}
    unused = (chr(mark) for mark in _MARKS if not any(chr(mark) in page["text"] for page in pages.values()))
    opening, closing = next(unused, "\ufdd0"), next(unused, "\ufdd1")
    highlighted = connection.execute(
        f"SELECT rowid, highlight(pages_fts, 0, ?, ?) {_MET} AND +rowid IN {_LISTED}",
        (opening, closing, expression, numbers),
    )
    spans = {number: spans_of(text, opening, closing) for number, text in highlighted}
    return [_hit(connection, pages[number], spans[number], score) for number, score in scores.items()]


def _hit(
    connection: sqlite3.Connection, page: dict[str, Any], matches: Sequence[Span], score: float, runs_on: bool = False
) -> Hit:
    text = page["text"]
    begin, end = window(text, matches)
    opens, is_quoted = _quoted_from(connection, page, matches)
    return Hit(
        document_id=page["document_id"],
        page=page["page"],
        release_id=page["release_id"],
        source_name=page["source_name"],
        body=page["body"],
        document_type=page["document_type"],
        date=page["date"],
        score=score,
        matches=tuple(matches),
        char_start=begin,
        char_end=end,
        snippet=text[begin:end],
        page_length=len(text),
        runs_on=runs_on,
        opens=opens,
        is_quoted=is_quoted,
    )


def _quoted_from(connection: sqlite3.Connection, page: dict[str, Any], matches: Sequence[Span]) -> tuple[str, bool]:
    """Return a mention, else a decision, that is quoted from the page, best from the words found; and whether it is."""
    found = connection.execute(
        "SELECT coalesce(mention_id, decision_id), mention_id IS NULL, char_start, char_end FROM evidence "
        "WHERE document_id = ? AND page = ? ORDER BY 2, 3, 4, 1",
        (page["document_id"], page["page"]),
    ).fetchall()
    for name, _, start, end in found:
        if any(start < stop and begin < end for begin, stop in matches):
            return name, True
    return (found[0][0], False) if found else ("", False)


def _cut_by_page_ends(connection: sqlite3.Connection, expression: str, filters: PageFilters) -> list[Hit]:
    """Return the pages at whose end a sentence runs on that holds the words where neither page alone does.

    The match is the part of the sentence on the first page.
    """
    where, values = _let_through(connection, filters, "p.page_id")
    statement = f"{_CUT}{where} ORDER BY d.release_id, d.source_name, p.page, s.char_start"
    rows = _rows(connection, statement, expression, expression, *values)
    return [_hit(connection, row, [(row["cut_start"], row["cut_end"])], 0.0, runs_on=True) for row in rows]


def _rows(connection: sqlite3.Connection, statement: str, *values: object) -> list[dict[str, Any]]:
    found = connection.execute(statement, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def hits_frame(found: Found) -> pd.DataFrame:
    """Return the pages found as a frame, one row each; `attrs` holds `total`, `ranked` and `read_as`."""
    import pandas as pd

    kinds = {"int": "Int64", "float": "float64", "bool": "boolean", "str": "str"}
    types = {field.name: kinds.get(str(field.type), "object") for field in fields(Hit)}
    rows = [[getattr(hit, name) for name in types] for hit in found.hits]
    frame = pd.DataFrame(rows, columns=list(types)).astype(types)
    for name in ("body", "date", "opens"):
        frame[name] = frame[name].mask(frame[name] == "")
    frame["line"] = pd.array([hit.marked() for hit in found.hits], dtype="str")
    frame.attrs |= {"total": found.total, "ranked": found.ranked, "read_as": found.read_as}
    return frame
