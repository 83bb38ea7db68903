"""What documents that could not be read might change: bounds that assume nothing of what they say (Manski 1989)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import InvalidQuery
from corpus.records import Outcome

if TYPE_CHECKING:
    import pandas as pd

_READ = frozenset({str(Outcome.CODED), str(Outcome.NO_REASON), str(Outcome.NO_TEXT)})
_MISSING = frozenset(str(outcome) for outcome in Outcome if outcome.is_failure)


@dataclass(frozen=True, slots=True)
class Missing:
    """Documents whose content is not in the table, and how many decisions each is taken to hold.

    `outcomes` says how many files have each outcome; `per_document` is None where nothing was read to take it from.
    """

    documents: int
    read: int
    per_document: float | None
    is_assumed: bool  # given by the user, not the mean of what was read
    outcomes: tuple[tuple[str, int], ...] = ()

    @property
    def decisions(self) -> float | None:
        """How many decisions the missing documents are taken to hold."""
        return 0.0 if self.documents == 0 else None if self.per_document is None else self.documents * self.per_document

    def bounds(self, count: int, decisions: int) -> tuple[float, float] | None:
        """Return the lowest and highest share: if none of what is missing has the reason, and if all of it has."""
        missing = self.decisions
        if missing is None or decisions + missing <= 0:
            return None
        return count / (decisions + missing), (count + missing) / (decisions + missing)

    @property
    def says(self) -> str:
        """What is missing and what was assumed of it, in a sentence or two."""
        if self.documents == 0:
            return "Every file received was read: no bounds for missing documents are needed."
        which = ", ".join(f"{count:,} {outcome}" for outcome, count in self.outcomes)
        head = f"{self.documents:,} file{'' if self.documents == 1 else 's'} could not be read ({which})."
        if self.per_document is None:
            return f"{head} None was read to tell how many decisions each may hold: give it with --per-missing."
        source = "as given" if self.is_assumed else f"the mean of the {self.read:,} documents read"
        return (
            f"{head} Each is taken to hold {self.per_document:.3g} decisions ({source}); the lowest share is if none "
            "of them states the reason, the highest if all do."
        )


def missing_documents(ledger: pd.DataFrame, decisions: int, per_document: float | None = None) -> Missing:
    """Return what is missing, given the ledger and how many decisions the documents read hold.

    A file that could not be opened counts as one document, though it may be an archive of many: then give more
    decisions a document.

    Raises:
        InvalidQuery: decisions per document below 0.
    """
    if per_document is not None and not per_document >= 0:
        raise InvalidQuery(f"{per_document} decisions a missing document: give 0 or more.")
    found = ledger["outcome"].value_counts()
    outcomes = tuple((str(name), int(count)) for name, count in found.sort_index().items() if name in _MISSING)
    read = sum(int(count) for name, count in found.items() if name in _READ)
    mean = decisions / read if read else None
    held = mean if per_document is None else per_document
    return Missing(sum(count for _, count in outcomes), read, held, per_document is not None, outcomes)
