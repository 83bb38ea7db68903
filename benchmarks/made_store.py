"""A large store made up for measuring: the real schema, domain words, Zipf's law, and nobody's data.

Words come from the labelled passages in the order of their frequency, with made-up ones for the long tail; a word's
frequency falls with its rank as Zipf and Mandelbrot have it. One seed gives one store.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Table

from corpus import schema
from corpus.codebook import load_codebook
from corpus.labelled import read_labelled
from corpus.rows import stable_id
from corpus.store import open_store

PASSAGES_A_PAGE = 20
PAGES_A_DOCUMENT = 4
VOCABULARY = 40_000
WORDS_A_PASSAGE = (6, 21)  # least, and one over the most
BODIES, RELEASES = 150, 20
MENTIONS_A_DECISION = 4
ROWS_AT_ONCE = 500  # documents
PHRASED = 0.02  # of the passages end in one of the phrases
KINDS = ("minutes", "decision_form", "letter", "email")
STATUSES = ("not_initiated", "deferred", "initiated", "unknown")
POLARITIES = ("asserted", "asserted", "asserted", "negated", "questioned")
PHRASES = (
    "the criteria for a serious case review were not met",
    "in view of the cost of the review to the board",
    "the board agreed to hold a learning review instead",
    "no reason was given in the minutes of that meeting",
)
_LETTERS = re.compile(r"[a-z]+(?:-[a-z]+)*")

Rows = dict[Table, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much a made store holds."""

    passages: int = 1_000_000
    mentions: int = 1_000_000

    @property
    def pages(self) -> int:
        """How many pages hold the passages."""
        return -(-self.passages // PASSAGES_A_PAGE)


def make_store(database: Path, size: Size, seed: int = 1) -> None:
    """Write a store of that size into a new file: rows in bulk, then the full-text indexes in one go."""
    open_store(database, create=True).close()
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for setting in ("foreign_keys = OFF", "journal_mode = MEMORY", "synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        for rows in _batches(size, seed):
            for table, held in rows.items():
                _insert(connection, table, held)
        for name, number in (("passages", "passage_id"), ("pages", "page_id")):
            connection.execute(
                f"INSERT INTO {name}_fts (rowid, text) SELECT {number}, text FROM {name} ORDER BY {number}"
            )
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")


def _insert(connection: sqlite3.Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        connection.executemany(statement, (tuple(row.values()) for row in rows))


def _batches(size: Size, seed: int) -> Iterator[Rows]:
    """Yield the rows of some documents at a time, in the order that foreign keys ask for."""
    writer = _Writer(size, seed)
    yield writer.frame_rows()
    documents = iter(writer.documents())
    while some := list(itertools.islice(documents, ROWS_AT_ONCE)):
        gathered: Rows = {}
        for rows in some:
            for table, held in rows.items():
                gathered.setdefault(table, []).extend(held)
        yield gathered


def vocabulary(size: int = VOCABULARY, seed: int = 1) -> list[str]:
    """Return words, the most frequent first: those of the labelled passages, then made-up ones."""
    counted = Counter(word for passage in read_labelled() for word in _LETTERS.findall(passage.text.lower()))
    words = dict.fromkeys(word for word, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])))
    syllables = sorted({word[:3] for word in words if len(word) > 5})
    generator = np.random.default_rng(seed)
    while len(words) < size:
        parts = generator.integers(0, len(syllables), size=int(generator.integers(2, 5)))
        words.setdefault("".join(syllables[part] for part in parts))
    return list(words)[:size]


def _falling(count: int, shift: float = 2.7) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return chances that fall with the rank (Mandelbrot 1953), summed up for drawing by `searchsorted`."""
    chances = 1 / (np.arange(count) + shift)
    return np.cumsum(chances / chances.sum())


class _Writer:
    """Makes the documents of a store, one after another."""

    def __init__(self, size: Size, seed: int) -> None:
        self._size = size
        self._random = np.random.default_rng(seed)
        self._words = np.array(vocabulary(seed=seed), dtype=object)
        self._word_chances = _falling(len(self._words))
        self._codes = [code.code for code in load_codebook().codes]
        self._code_chances = _falling(len(self._codes))
        self._passages = self._mentions = self._decisions = 0

    def frame_rows(self) -> Rows:
        """Return what stands around the documents: the codebook's codes and the releases."""
        codes = [
            {"code": code.code, "parent": code.code.split(".")[0], "label": code.label, "definition": code.definition}
            for code in load_codebook()
        ]
        names = [f"release-{number:02}" for number in range(RELEASES)]
        return {
            schema.codes: codes,
            schema.releases: [{"release_id": name, "position": i} for i, name in enumerate(names, start=1)],
        }

    def documents(self) -> Iterator[Rows]:
        """Yield the rows of each document, until there are pages enough."""
        left = self._size.pages
        # In the order of their hashes, as rows are cheapest to write.
        ids = sorted(sha256(str(number).encode()).hexdigest() for number in range(left))
        for number, document_id in enumerate(ids):
            pages = min(left, int(self._random.integers(1, 2 * PAGES_A_DOCUMENT)))
            if not pages:
                return
            left -= pages
            yield self._document(number, document_id, pages)

    def _document(self, number: int, document_id: str, pages: int) -> Rows:
        release, name = f"release-{number % RELEASES:02}", f"minutes/{number:06}.pdf"
        path = f"/releases/{release}/{name}"
        rows: Rows = {
            schema.units: [{"received_path": path, "release_id": release, "unit_key": document_id}],
            schema.ledger: [_ledger_row(document_id, release, name, path)],
            schema.documents: [self._document_row(document_id, release, name)],
        }
        tables = (schema.pages, schema.passages, schema.decisions, schema.mentions, schema.evidence)
        rows |= {table: [] for table in tables}
        start = int(sha256(document_id.encode()).hexdigest()[:16], 16)
        for page in range(1, pages + 1):
            self._add_page(rows, document_id, page, start)
        return rows

    def _document_row(self, document_id: str, release: str, name: str) -> dict[str, Any]:
        body = int(self._random.integers(BODIES))
        year, month, day, kind, precision = (int(self._random.integers(*each)) for each in _RANGES)
        date = (f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", None)[max(0, precision - 18)]
        known = {10: "day", 7: "month"}.get(len(date or ""), "unknown")
        return {
            "document_id": document_id,
            "release_id": release,
            "source_name": name,
            "media_type": "application/pdf",
            "outcome": "coded",
            "document_type": KINDS[kind],
            "body": f"{self._words[2000 + body].title()} Safeguarding Children Board",
            "body_type": "LSCB",
            "nation": "england",
            "document_date_precision": "unknown",
            "meeting_date": date,
            "meeting_date_precision": known,
            "dup_count": 0,
            **{f"{maker}_version": "1" for maker in ("extractor", "codebook", "model")},
        }

    def _add_page(self, rows: Rows, document_id: str, page: int, start: int) -> None:
        text, at = [], 0
        for order in range(min(PASSAGES_A_PAGE, self._size.passages - self._passages)):
            passage = self._passage_text()
            place = {"page": page, "char_start": at, "char_end": at + len(passage)}
            number = (start + (page - 1) * PASSAGES_A_PAGE + order) % 2**63
            row = {"passage_id": number, "document_id": document_id, **place, "heading": None, "text": passage}
            rows[schema.passages].append(row)
            self._add_mentions(rows, document_id, place, passage)
            text.append(passage)
            at += len(passage) + 1
        rows[schema.pages].append(
            {
                "document_id": document_id,
                "page": page,
                "text": "\n".join(text),
                "extraction_method": "native",
                "width_pt": 595.0,
                "height_pt": 842.0,
                "hidden_characters": 0,
                "page_id": (start + page - 1) % 2**63,
            }
        )

    def _passage_text(self) -> str:
        length = int(self._random.integers(*WORDS_A_PASSAGE))
        ranks = np.searchsorted(self._word_chances, self._random.random(length))
        words = " ".join(self._words[np.minimum(ranks, len(self._words) - 1)])
        self._passages += 1
        chance = self._random.random() / PHRASED
        ending = f", {PHRASES[int(chance * len(PHRASES))]}" if chance < 1 else ""
        return f"{words.capitalize()}{ending}."

    def _add_mentions(self, rows: Rows, document_id: str, place: dict[str, int], passage: str) -> None:
        """Add this passage's part of the mentions, and a decision before every fourth."""
        due = self._passages * self._size.mentions // self._size.passages
        while self._mentions < due:
            if self._mentions % MENTIONS_A_DECISION == 0 or not rows[schema.decisions]:
                self._decisions += 1
                decision = _decision_row(self._decisions, document_id, place, passage)
                rows[schema.decisions].append(decision)
                rows[schema.evidence].append(_evidence_row(decision, "decision_id", place, passage))
            self._mentions += 1
            code = self._codes[
                min(int(np.searchsorted(self._code_chances, self._random.random())), len(self._codes) - 1)
            ]
            held_by = rows[schema.decisions][-1]["decision_id"]
            mention = _mention_row(self._mentions, document_id, held_by, code) | place | {"quote": passage}
            rows[schema.mentions].append(mention)
            rows[schema.evidence].append(_evidence_row(mention, "mention_id", place, passage))


_RANGES: Iterable[tuple[int, int]] = ((2000, 2020), (1, 13), (1, 29), (0, len(KINDS)), (0, 21))


def _ledger_row(document_id: str, release: str, name: str, path: str) -> dict[str, Any]:
    return {
        "ledger_id": stable_id(release, name),
        "release_id": release,
        "source_name": name,
        "received_path": path,
        "sha256": document_id,
        "size_bytes": 1000,
        "media_type": "application/pdf",
        "outcome": "coded",
        "document_id": document_id,
    }


def _decision_row(number: int, document_id: str, place: dict[str, int], quote: str) -> dict[str, Any]:
    return {
        "decision_id": f"d-{stable_id('decision', number)[:16]}",
        "document_id": document_id,
        "case_label": f"Case {number}",
        "review_type": "serious_case_review",
        "decision_status": STATUSES[number % len(STATUSES)],
        "status_basis": "explicit",
        "scope": "case_specific",
        **place,
        "quote": quote,
    }


def _mention_row(number: int, document_id: str, decision_id: str, code: str) -> dict[str, Any]:
    return {
        "mention_id": f"m-{stable_id('mention', number)[:16]}",
        "document_id": document_id,
        "decision_id": decision_id,
        "reason_code": code,
        "role": "reason_not_initiating",
        "polarity": POLARITIES[number % len(POLARITIES)],
        "attribution": "board_or_panel",
        "hedging": "actual",
        "decision_status": STATUSES[number // MENTIONS_A_DECISION % len(STATUSES)],
        "scope": "case_specific",
        "link_strength": "direct",
        "code_confidence": 0.5 + number % 50 / 100,
        "found_by": "cue",
        "needs_review": number % 7 == 0,
    }


def _evidence_row(row: dict[str, Any], owner: str, place: dict[str, int], quotation: str) -> dict[str, Any]:
    held = {"mention_id": None, "decision_id": None} | {owner: row[owner]}
    return {
        "evidence_id": stable_id(row[owner], 1),
        "document_id": row["document_id"],
        **held,
        "position": 1,
        **place,
        "quotation": quotation,
    }
