"""The store: a workspace's one database, written by one run at a time and read by anybody at any time.

SQLAlchemy is imported by `open_store`, and Alembic only where the schema is not the newest; `read_only` needs neither.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from corpus.errors import WorkspaceError
from corpus.migrations import APPLICATION_ID, HEAD
from corpus.records import CodedDocument, Hiding, Outcome, Received

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Row

    from corpus.shown import ShownDecision, ShownMention
    from corpus.versions import Find, Furniture

BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 64 * 1024


@dataclass(frozen=True, slots=True)
class Unit:
    """A file on disk with everything inside it: what is published or left alone as a whole."""

    received_path: str  # absolute
    release_id: str
    key: str  # content key with the version of the coder: unchanged key, unchanged rows
    received: tuple[Received, ...]  # the file and everything inside it, parents first
    coded: tuple[CodedDocument, ...]  # one per readable document in `received`, matched by document_id


@dataclass(frozen=True, slots=True)
class Versions:
    """What the rows were made with; written beside them."""

    codebook: str
    model: str
    extractor: str


class KnownCode(Protocol):
    """What the store remembers of a reason code or sentinel; the codebook's own fit."""

    @property
    def code(self) -> str:
        """The code: a child carries its parent's name before a dot."""

    @property
    def label(self) -> str:
        """A short name for people."""

    @property
    def definition(self) -> str:
        """What it means."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the store holds. `received` is the sum of `outcomes`; the rest is counted once per content."""

    received: int
    outcomes: Mapping[Outcome, int]
    documents: int  # read and coded, whether a reason was found or not
    pages: int
    ocr_pages: int  # of those, read by OCR
    redactions: int  # places that those pages show as withheld
    mentions: int
    unsure: int  # of those, for a person to look at before they count
    decisions: int


@dataclass(frozen=True, slots=True)
class DoubtfulPage:
    """A page whose text a person should compare with what it shows."""

    source_name: str
    page: int
    quality: float


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text that a page carries and does not show: where, how and how much, never the words."""

    source_name: str
    page: int
    mechanism: Hiding
    characters: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A file received and what became of it."""

    ledger_id: str
    release_id: str
    source_name: str
    parent_name: str
    received_path: str
    sha256: str
    size_bytes: int
    media_type: str
    outcome: Outcome
    reason: str
    document_id: str
    duplicate_of: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the store that does not hold, and where."""

    where: str
    what: str


def open_store(database: Path, *, create: bool = False) -> Store:
    """Return the store in the file, its schema brought up to date; `create` makes one where there is none.

    Raises:
        WorkspaceError: there is none; the file is something else, or from a newer minuted; it cannot be written.
    """
    with _in_plain_words(database):
        revision = _revision(database)
        if not revision and not create:
            raise WorkspaceError(f"{database} holds no table yet: `minuted run PATH --workspace DIR` makes one.")
        _make_folder(database.parent)
        engine = _engine(database)
        if revision != HEAD:
            _upgrade(engine, database)
    return Store(database, engine)


@contextmanager
def read_only(database: Path) -> Iterator[sqlite3.Connection]:
    """Open the store's file for reading alone, also while a run writes; errors of SQLite come in plain words.

    Raises:
        WorkspaceError: as `open_store`.
    """
    with _in_plain_words(database):
        if _revision(database) != HEAD:
            open_store(database).close()
        with closing(_connect_read_only(database)) as connection:
            yield connection


class Store:
    """A workspace's database. A context manager; `open_store` makes it."""

    def __init__(self, database: Path, engine: Engine) -> None:
        self.database = database
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def published(self) -> dict[str, str]:
        """Return the key of every unit in the store by its received path (`rows.legible` of the path given).

        A unit that was a copy of a file that has gone since has the key "", so that it is read again.
        """
        with self._reading() as connection:
            rows = connection.exec_driver_sql("SELECT received_path, unit_key FROM units ORDER BY received_path")
            return {row.received_path: row.unit_key for row in rows}

    def publish(
        self,
        units: Iterable[Unit],
        *,
        under: Sequence[str],
        keep: Collection[str],
        versions: Versions,
        codebook: Iterable[KnownCode],
        on_unit: Callable[[Unit], None] | None = None,
    ) -> None:
        """Replace what is recorded under the paths in one transaction; whatever stops it leaves the old state.

        Args:
            units: the new and changed ones, as a stream: one at a time is held in memory.
            under: absolute paths; units at or beneath them that are neither in `units` nor in `keep` are removed.
            keep: received paths that are unchanged; they are not touched.
            versions: what the units were made with.
            codebook: its codes and sentinels.
            on_unit: called after each unit, for progress.

        Raises:
            WorkspaceError: the disk is full, another run is writing, or two files claim one name in one release.
            ValueError: a unit lies outside `under`, or a file was read but not coded.
        """
        from corpus.publish import publish

        with self._writing() as connection:
            publish(connection, units, under, keep, versions, codebook, on_unit)

    def compare_versions(self, find: Find, furniture: Furniture) -> int:
        """Keep what one version of a paper shows and another hides, as `find` tells; return the number of passages.

        Args:
            find: lays two documents beside each other.
            furniture: the running heads of a document, by page, from the key of its unit and its id.

        Raises:
            WorkspaceError: the disk is full, or another run is writing.
        """
        from corpus.versions import compare

        with self._writing() as connection:
            return compare(connection, find, furniture)

    def summary(self, under: Sequence[str] | None = None) -> Summary:
        """Return counts for the whole store, or for what was received at or beneath the paths given."""
        within, paths = _within(under)
        counts = f"""
            WITH held AS (SELECT document_id FROM ledger WHERE outcome IN ('coded', 'no_reason') AND {within})
            SELECT (SELECT count(*) FROM held),
              (SELECT count(*) FROM pages WHERE document_id IN held),
              (SELECT count(*) FROM pages WHERE extraction_method = 'ocr' AND document_id IN held),
              (SELECT count(*) FROM redactions WHERE document_id IN held),
              (SELECT count(*) FROM mentions WHERE document_id IN held),
              (SELECT count(*) FROM mentions WHERE needs_review AND document_id IN held),
              (SELECT count(*) FROM decisions WHERE document_id IN held)"""  # noqa: S608  (placeholders alone)
        tally = f"SELECT outcome, count(*) FROM ledger WHERE {within} GROUP BY outcome ORDER BY outcome"  # noqa: S608
        with self._reading() as connection:
            outcomes = {Outcome(outcome): count for outcome, count in connection.exec_driver_sql(tally, paths)}
            figures = connection.exec_driver_sql(counts, paths).one()
        return Summary(sum(outcomes.values()), outcomes, *figures)

    def ledger(
        self, under: Sequence[str] | None = None, outcomes: Collection[Outcome] | None = None
    ) -> list[LedgerLine]:
        """Return the ledger in order of release and source name, or its lines under some paths or outcomes."""
        within, paths = _within(under)
        statement = f"""
            SELECT l.* FROM ledger AS l JOIN releases AS r USING (release_id) WHERE {within}
            ORDER BY r.position, l.source_name, l.ledger_id"""  # noqa: S608
        with self._reading() as connection:
            lines = [_ledger_line(row) for row in connection.exec_driver_sql(statement, paths)]
        return [line for line in lines if outcomes is None or line.outcome in outcomes]

    def release_homes(self) -> dict[str, str]:
        """Return the folder from which each release was received, by release."""
        statement = """
            SELECT u.release_id, u.received_path, l.source_name FROM units AS u
            JOIN ledger AS l ON l.received_path = u.received_path AND l.parent_name IS NULL
            GROUP BY u.release_id"""
        with self._reading() as connection:
            rows = connection.exec_driver_sql(statement)
            return {row.release_id: row.received_path.removesuffix(os.sep + row.source_name) for row in rows}

    def hidden(self, under: Sequence[str] | None = None) -> list[HiddenText]:
        """Return what pages carry and do not show, in order of source name and page."""
        found = self._on_pages("h.mechanism, h.characters", "hidden_text AS h", "1", "h.mechanism", under)
        return [HiddenText(name, page, Hiding(mechanism), count) for name, page, mechanism, count in found]

    def doubtful_pages(self, under: Sequence[str] | None = None) -> list[DoubtfulPage]:
        """Return the pages whose text a person should look at, in order of source name and page."""
        found = self._on_pages("h.quality", "pages AS h", "h.low_quality", "1", under)
        return [DoubtfulPage(*row) for row in found]

    def _on_pages(
        self, columns: str, table: str, condition: str, order: str, under: Sequence[str] | None
    ) -> list[tuple[Any, ...]]:
        """Return source name, page and some columns of a table of pages, each document under its first name."""
        within, paths = _within(under)
        statement = f"""
            SELECT l.source_name, h.page, {columns} FROM {table} JOIN ledger AS l USING (document_id)
            WHERE {condition} AND l.duplicate_of IS NULL AND {within}
            ORDER BY l.source_name, h.page, {order}"""  # noqa: S608
        with self._reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement, paths)]

    def mention(self, mention_id: str) -> ShownMention:
        """Return a mention with its evidence, decision, file and page text; the start of an id is enough if unique.

        Raises:
            InvalidQuery: no mention has that id, or more than one begins so.
        """
        from corpus.shown import shown_mention, whole_id

        with self._reading() as connection:
            return shown_mention(connection, whole_id(connection, "mention", mention_id))

    def decision(self, decision_id: str) -> ShownDecision:
        """Return a decision with the words behind each of its fields; the start of an id is enough if unique.

        Raises:
            InvalidQuery: no decision has that id, or more than one begins so.
        """
        from corpus.shown import whole_id
        from corpus.shown_decisions import shown_decision

        with self._reading() as connection:
            return shown_decision(connection, whole_id(connection, "decision", decision_id))

    def verify(self) -> list[Problem]:
        """Return what does not hold: quotations that are not on their page, references, the ledger's sums."""
        from corpus.verify import problems

        with self._reading() as connection:
            return list(problems(connection))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _in_plain_words(self.database), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with (
            _in_plain_words(self.database),
            self._engine.connect() as connection,
            connection.execution_options(begin="IMMEDIATE").begin(),
        ):
            yield connection


def _within(under: Sequence[str] | None) -> tuple[str, tuple[str, ...]]:
    """Return a condition on `received_path` and its values: at or beneath one of the paths."""
    from corpus.rows import legible

    if under is None:
        return "1", ()
    # Between `path/` and the character after `/`: a range that the index on the column answers.
    beneath = "received_path = ? OR (received_path > ? AND received_path < ?)"
    places = [legible(path).rstrip(os.sep) for path in under]
    values = tuple(value for p in places for value in (p, p + os.sep, p + chr(ord(os.sep) + 1)))
    return f"({' OR '.join([beneath] * len(places)) or '0'})", values


def _ledger_line(row: Row[Any]) -> LedgerLine:
    return LedgerLine(
        ledger_id=row.ledger_id,
        release_id=row.release_id,
        source_name=row.source_name,
        parent_name=row.parent_name or "",
        received_path=row.received_path,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        media_type=row.media_type,
        outcome=Outcome(row.outcome),
        reason=row.reason or "",
        document_id=row.document_id or "",
        duplicate_of=row.duplicate_of or "",
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{folder}: the folder cannot be made ({error.strerror}).") from error


def _revision(database: Path) -> str:
    """Return the step of `migrations` that the file stands at; "" where there is no file, or nothing in it yet."""
    if not database.exists():
        return ""
    with closing(_connect_read_only(database)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return ""
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise WorkspaceError(f"{database} is a database, but not one that minuted made; it is left alone.")
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _connect_read_only(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")  # SQLite's own 2 MB is read over and over in a large store
    return connection


def _engine(database: Path) -> Engine:
    from sqlalchemy import URL, NullPool, create_engine, event

    engine = create_engine(URL.create("sqlite", database=str(database.absolute())), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin transactions late and end them early
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine


def _upgrade(engine: Engine, database: Path) -> None:
    from corpus.migrations import upgrade

    try:
        with engine.connect() as connection:
            # A step may make a table anew: the rows that refer to it must outlive the old one. No use in a transaction.
            connection.connection.execute("PRAGMA foreign_keys = OFF")
            with connection.execution_options(begin="IMMEDIATE").begin():
                upgrade(connection)
    except LookupError as error:
        raise WorkspaceError(
            f"{database} was written by a newer minuted than this one: install that version, or use another workspace."
        ) from error


# What SQLite's result codes mean to the person at the keyboard.
_PLAIN_WORDS = {
    "SQLITE_FULL": "the disk is full. What was published before is intact: free some space and run again.",
    "SQLITE_IOERR": "the disk is full or failing. What was published before is intact: see to it and run again.",
    "SQLITE_BUSY": "another run is writing to it: wait for that to end and run again.",
    "SQLITE_LOCKED": "another run is writing to it: wait for that to end and run again.",
    "SQLITE_READONLY": "it may not be written: check the permissions of the file and its folder.",
    "SQLITE_CANTOPEN": "it cannot be opened: check that the folder is there and may be read and written.",
    "SQLITE_NOTADB": "it is not a database, so not a minuted workspace; it is left alone.",
    "SQLITE_CORRUPT": "it is damaged. Move it away and run again: it is made anew from the parts beside it.",
}


@contextmanager
def _in_plain_words(database: Path) -> Iterator[None]:
    """Turn SQLite's errors that a person can do something about into `WorkspaceError`; others pass."""
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", error)  # SQLAlchemy wraps what SQLite raised
        name = getattr(cause, "sqlite_errorname", "") or ""
        words = _PLAIN_WORDS.get("_".join(name.split("_")[:2]))
        if words is None:
            raise
        raise WorkspaceError(f"{database}: {words}") from error
