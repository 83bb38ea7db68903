"""Propose what the columns of a file's tables hold, and write the proposal where it takes nothing from a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.column_files import dump_columns, is_as_proposed
from corpus.column_mapping import IGNORE, ColumnMapping
from corpus.errors import CorpusError, WorkspaceError
from corpus.records import Received
from extractors.format import DEFAULTS, Settings
from extractors.isolation import IsolatedReader, Job
from extractors.sandbox import ProcessLimits
from models.column_proposals import propose


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the columns of a file's tables may hold, and the lines of what in the file could not be read."""

    file: str
    mapping: ColumnMapping
    unread: tuple[Received, ...] = ()


def propose_columns(path: Path, *, timeout_s: float = 120.0, settings: Settings = DEFAULTS) -> Proposal:
    """Return the proposed mapping of a file's tables, of those in files inside it too.

    The file is read in a process of its own, as a run reads it: what it does not show is in no sample.

    Raises:
        CorpusError: there is no such file, or it was read and holds no table with a head.
    """
    if not path.is_file():
        raise CorpusError(f"{path}: there is no such file; `minuted columns` takes one file, not a folder")
    with IsolatedReader(ProcessLimits(timeout_s=timeout_s), settings=settings) as reader:
        received = list(reader.read(Job(path.absolute(), path.name)))
    documents = {line.source.source_name: line.document for line in received if line.document}
    mapping = propose((name if len(documents) > 1 else "", document) for name, document in documents.items())
    unread = tuple(line for line in received if line.outcome.is_failure)
    if not mapping and not unread:
        raise CorpusError(_nothing_found(path))
    return Proposal(path.name, mapping, unread)


def _nothing_found(path: Path) -> str:
    return (
        f"{path}: no table with a head was found.\n"
        "  Expected: rows of cells under a row of short words, one a column, such as `Case | Date | Outcome`.\n"
        "  If the table has no such row, save a copy with one above its first row. If it is a picture, or its lines "
        "are lost in a PDF, save it as a workbook or as CSV. Then propose from that copy.\n"
        "  Minutes, letters and forms need no mapping: `minuted run` reads them as they are."
    )


def proposal_text(proposal: Proposal) -> str:
    """Return a proposal as commented YAML, for a person to review."""
    return dump_columns(proposal.mapping, proposal.file)


def proposal_data(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as plain data."""
    return {
        "file": proposal.file,
        "tables": [
            {
                "where": table.where,
                "columns": [
                    {
                        "head": column.head,
                        "field": str(column.field or IGNORE),
                        "told_by": ("values" if column.is_guess else "head") if column.field else "",
                        "samples": list(column.samples),
                    }
                    for column in table.columns
                ],
                "statuses": [
                    {"value": value.text, "status": str(value.status), "rows": value.rows} for value in table.values
                ],
            }
            for table in proposal.mapping
        ],
        "unread": [
            {"source_name": line.source.source_name, "outcome": str(line.outcome), "reason": line.reason}
            for line in proposal.unread
        ],
    }


def write_proposal(proposal: Proposal, out: Path) -> None:
    """Write a proposal to a file: a new one, or one that holds a proposal which nobody has changed.

    Raises:
        CorpusError: the file holds something else.
        WorkspaceError: it cannot be written.
    """
    try:
        if out.exists() and not is_as_proposed(out.read_text(encoding="utf-8", errors="replace")):
            raise CorpusError(f"{out} has been changed since it was proposed, or is no proposal: name another file")
        out.write_text(proposal_text(proposal), encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written: {error.strerror}; name another place with --out") from error
