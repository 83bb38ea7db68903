"""What the tables hold, counted: files received and what became of them, decisions by status, mentions by reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.figures import Figure
from corpus.records import Outcome

if TYPE_CHECKING:
    import pandas as pd


def ledger_figures(ledger: pd.DataFrame) -> tuple[Figure, ...]:
    """Return how many files were received, have each outcome, and could not be read; the rows are of the ledger."""
    ids = ledger["ledger_id"]
    figures = [_figure("ledger.received", ids, "files were received, those inside archives and messages too")]
    for outcome, rows in _each(ledger, "outcome"):
        figures.append(_figure(f"ledger.outcome.{outcome}", rows["ledger_id"], f"files have the outcome {outcome}"))
    missing = {str(outcome) for outcome in Outcome if outcome.is_failure}
    lacking = ids[ledger["outcome"].isin(missing)]
    return (*figures, _figure("ledger.missing", lacking, "files could not be read: what they say is not in the table"))


def decision_figures(decisions: pd.DataFrame) -> tuple[Figure, ...]:
    """Return how many decisions there are, each counted once, and how many of them have each status."""
    ids = decisions["decision_id"]
    counted = decisions[decisions["is_counted"].fillna(False).astype(bool)]
    figures = [
        _figure("decisions.told", ids, "times a document tells of a decision, copies and repeats too"),
        _figure("decisions.counted", counted["decision_id"], "decisions, each counted once"),
    ]
    for status, rows in _each(counted, "decision_status"):
        says = f"decisions, each counted once, that the documents state as {status}"
        figures.append(_figure(f"decisions.status.{status}", rows["decision_id"], says))
    return tuple(figures)


def mention_figures(analysis: pd.DataFrame) -> tuple[Figure, ...]:
    """Return how many mentions of reasons there are, by code and by polarity, and how many a person is to look at."""
    mentions = analysis[analysis["mention_id"].notna()]
    unsure = mentions[mentions["needs_review"].fillna(True).astype(bool)]
    figures = [
        _figure("mentions.total", mentions["mention_id"], "mentions of a reason, whatever is said of it"),
        _figure("mentions.needs_review", unsure["mention_id"], "mentions that a person is yet to look at"),
    ]
    for code, rows in _each(mentions, "reason_code"):
        figures.append(_figure(f"mentions.reason.{code}", rows["mention_id"], f"mentions of the reason {code}"))
    for polarity, rows in _each(mentions, "polarity"):
        figures.append(_figure(f"mentions.polarity.{polarity}", rows["mention_id"], f"mentions that are {polarity}"))
    return tuple(figures)


def _each(frame: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    for value in sorted(frame[column].dropna().unique()):
        yield str(value), frame[frame[column].eq(value)]


def _figure(name: str, ids: pd.Series, says: str) -> Figure:
    rows = tuple(sorted(map(str, ids)))
    return Figure(name, float(len(rows)), f"{len(rows):,} {says}.", rows=rows)
