"""A workspace opened for analysis: the tables of its store as pandas frames, typed as the data dictionary says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from corpus.errors import CorpusError
from corpus.opened_tables import DocumentFilters, RowFilters, Tables
from corpus.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from corpus.table import Export


class SearchFilters(DocumentFilters, total=False):
    """Which pages to look through and how many to return: the fields of `search.PageFilters`."""

    reasons: tuple[str, ...]
    limit: int | None


def open_workspace(path: str | Path) -> OpenWorkspace:
    """Return a workspace whose tables can be read as frames.

    Each call reads one state of the store. In a `with` statement all calls read the same, even while a run publishes:

        with open_workspace("workspace") as opened:
            decisions, mentions = opened.decisions(since="2010"), opened.mentions(since="2010")

    Raises:
        CorpusError: no run has been published there.
    """
    workspace = Workspace(Path(path))
    if not workspace.exists():
        raise CorpusError(f"there is no table in {path} yet: `minuted run PATH --workspace {path}` makes one")
    return OpenWorkspace(workspace.database)


class OpenWorkspace(Tables):
    """The tables of a workspace, and search in its pages."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._held: sqlite3.Connection | None = None
        self._closing = ExitStack()

    def __repr__(self) -> str:
        return f"OpenWorkspace({str(self.database)!r})"

    def __enter__(self) -> Self:
        from corpus.store import read_only

        self._held = self._closing.enter_context(read_only(self.database))
        self._held.execute("BEGIN")
        self._held.execute("SELECT 1 FROM meta").fetchone()  # the state of the store is that of the first reading
        return self

    def __exit__(self, *_error: object) -> None:
        self._held = None
        self._closing.close()

    def search(self, asked: str, **filters: Unpack[SearchFilters]) -> pd.DataFrame:
        """Return the pages that hold the words, the best first: one row each.

        `asked` is in SQLite's full-text language: `"a phrase"`, `budg*`, `NEAR(cost review, 8)`, AND, OR, NOT; what is
        not that is looked for word by word. Filters: body, since, until, kinds, reasons, release, limit (20).
        `attrs` of the frame: `total` (pages that hold the words), `ranked`, `read_as`. See `corpus.search.search`.

        Columns:
            document_id, page: The page.
            release_id, source_name, body, document_type: Of its document.
            date: Of the meeting, else of the document.
            score: bm25, higher is better.
            matches: List of (start, end): characters of the page's text, from 0, the end not included.
            char_start, char_end: Where the snippet stands in the page's text.
            snippet: Exactly those characters.
            page_length: Characters of the page's text.
            runs_on: Whether the words run over the end of the page.
            opens: Id of a mention or decision quoted from this page, for `minuted show`; NA where there is none.
            is_quoted: Whether that quotation holds the words.
            line: The snippet on one line, each match in [brackets].

        Raises:
            InvalidQuery: no word, an unknown code, kind or release, or no date.
            WorkspaceError: the store cannot be read.
        """
        from corpus.search import PageFilters, hits_frame, search_in

        with self._reading() as connection:
            return hits_frame(search_in(connection, asked, PageFilters(**filters)))

    def columns(self, table: str) -> pd.DataFrame:
        """Return the columns of a table with type, allowed values and meaning, as the data dictionary has them.

        Raises:
            InvalidQuery: there is no such table.
        """
        from corpus.data_dictionary import columns_frame

        return columns_frame(table)

    def _of_rows(self, name: str, filters: RowFilters) -> pd.DataFrame:
        from corpus.query import Filters, condition
        from corpus.table import export_of

        export = export_of("analysis" if name == "mentions" else name)
        with self._reading() as connection:
            where, values = condition(connection, Filters(**filters))
            if name == "mentions":
                where += " AND mention_id IS NOT NULL"
            if name == "decisions":
                where = f"decision_id IN (SELECT decision_id FROM analysis WHERE {where})" if filters else "1"  # noqa: S608
            return _read(connection, export, where, values)

    def _of_documents(self, name: str, filters: DocumentFilters) -> pd.DataFrame:
        from corpus.search import PageFilters, document_condition
        from corpus.table import export_of

        with self._reading() as connection:
            where, values = document_condition(connection, PageFilters(**filters))
            among = f"document_id IN (SELECT document_id FROM documents WHERE {where})" if filters else "1"  # noqa: S608
            return _read(connection, export_of(name), among, values)

    def _whole(self, name: str, release: str = "") -> pd.DataFrame:
        from corpus.conditions import joined, of_release
        from corpus.table import export_of

        with self._reading() as connection:
            return _read(connection, export_of(name), *joined(of_release(connection, release)))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        from corpus.store import read_only

        if self._held is not None:
            yield self._held
            return
        with read_only(self.database) as connection:
            yield connection


def _read(connection: sqlite3.Connection, export: Export, where: str, values: list[str]) -> pd.DataFrame:
    from corpus.table import typed_frame

    chosen = replace(export, source=f"{export.source} WHERE {where}")
    return typed_frame(connection.execute(chosen.statement, values).fetchall(), chosen.columns)
