"""A workspace opened for analysis: the tables of its store as pandas frames, typed as the data dictionary says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CorpusError
from corpus.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd


def open_workspace(path: str | Path) -> OpenWorkspace:
    """Return a workspace whose tables can be read as frames; nothing is written.

    Raises:
        CorpusError: no run has been published there.
    """
    workspace = Workspace(Path(path))
    if not workspace.exists():
        raise CorpusError(f"there is no table in {path} yet: `minuted run PATH --workspace {path}` makes one")
    return OpenWorkspace(workspace.database)


@dataclass(frozen=True, slots=True)
class OpenWorkspace:
    """The tables of a workspace. Each call reads them anew, in one state of the store."""

    database: Path

    def analysis(self) -> pd.DataFrame:
        """Return one row per mention, and one per decision that states no reason."""
        return self._table("analysis")

    def mentions(self) -> pd.DataFrame:
        """Return one row per mention of a reason, with its decision and document: `analysis` without the sentinels."""
        rows = self._table("analysis")
        return rows[rows["mention_id"].notna()].reset_index(drop=True)

    def decisions(self) -> pd.DataFrame:
        """Return one row per decision, with release, source, body, type and dates of its document."""
        return self._table("decisions")

    def documents(self) -> pd.DataFrame:
        """Return one row per document: content read once, however many copies came in."""
        return self._table("documents")

    def ledger(self) -> pd.DataFrame:
        """Return one row per file received, and what became of it."""
        return self._table("ledger")

    def counts(self) -> pd.DataFrame:
        """Return one row per figure that a document states of how many reviews were held."""
        return self._table("counts")

    def _table(self, name: str) -> pd.DataFrame:
        from corpus.table import export_of, read_export

        return read_export(self.database, export_of(name))
