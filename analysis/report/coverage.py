"""What was received and what became of it, as the report tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.figures import Figure
from analysis.report.contents import Coverage, FileLine, OutcomeLine, Part, RowLink, Sentence
from analysis.report.quotations import rows_of
from analysis.report.wording import many, read_out, words
from analysis.shares.missing_documents import Missing
from corpus.records import Outcome

if TYPE_CHECKING:
    import pandas as pd

    from analysis.report.figure_book import FigureBook, Rows

_READ = (Outcome.CODED, Outcome.NO_REASON, Outcome.NO_TEXT)


def file_lines(ledger: pd.DataFrame) -> tuple[FileLine, ...]:
    """Return the files received, in the order of the ledger."""
    return tuple(
        FileLine(
            str(row["ledger_id"]),
            f"F{number}",
            str(row["source_name"]),
            str(row["outcome"]),
            str(row["reason"] or ""),
            int(row["size_bytes"] or 0),
        )
        for number, row in enumerate(rows_of(ledger), start=1)
    )


def file_rows(files: Iterable[FileLine]) -> Rows:
    """Return where each file is on the page, by its id in the ledger."""
    return {each.ledger_id: ("files", RowLink(f"f-{each.ledger_id}", each.label, each.source_name)) for each in files}


def coverage(files: tuple[FileLine, ...], missing: Missing, book: FigureBook) -> Coverage:
    """Return the coverage of the release, with the files behind each number."""
    order = list(words()["outcomes"])
    found = sorted({each.outcome for each in files}, key=lambda each: order.index(each) if each in order else 99)
    lines = tuple(
        OutcomeLine(
            outcome,
            read_out("outcomes", outcome),
            book.count(f"report.files.{outcome}", f"Files with the outcome {outcome}.", _ids(files, (outcome,))),
            _is_missing(outcome),
        )
        for outcome in found
    )
    total = book.count("report.files", "Files received, those inside archives and messages too.", _ids(files, found))
    return Coverage(
        lines,
        total,
        files,
        tuple(each for each in files if _is_missing(each.outcome)),
        tuple(each for each in files if each.why and each.outcome in _READ),
        missing.says,
    )


def coverage_sentences(files: tuple[FileLine, ...], releases: int, book: FigureBook) -> list[Sentence]:
    """Return in sentences how many files came, were read and could not be read."""
    if not files:
        return [(Part("No file has been received yet."),)]
    read = book.count("report.files.read", "Files read.", _ids(files, _READ))
    gone = _ids(files, [each.outcome for each in files if _is_missing(each.outcome)])
    total = book.linked(f"{len(files):,}", "report.files")
    one = len(files) == 1
    head: Sentence = (
        total,
        Part(f" {'file was' if one else 'files were'} received in {many(releases, 'release')}; "),
        read,
        Part(f" {'was' if read.text == '1' else 'were'} read. "),
    )
    if not gone:
        return [(*head, Part("None is missing from the table because it could not be read."))]
    says = "Files that could not be read: their content is missing from the table."
    lost = book.count("report.files.missing", says, gone)
    return [(*head, lost, Part(" could not be read and may hold further decisions."))]


def missing_figures(missing: Missing) -> tuple[Figure, ...]:
    """Return how many decisions the unread files are taken to hold, as a figure without rows of its own."""
    if not missing.documents or missing.decisions is None:
        return ()
    return (Figure("report.decisions_missing", missing.decisions, missing.says),)


def _is_missing(outcome: str) -> bool:
    return Outcome(outcome).is_failure


def _ids(files: Iterable[FileLine], outcomes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(map(str, outcomes))
    return tuple(each.ledger_id for each in files if each.outcome in wanted)
