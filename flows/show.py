"""Open a mention or a decision by its id: what `minuted show` prints, and the words whose page it draws."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InvalidQuery
from corpus.records import Evidence
from corpus.shown import ShownFile
from corpus.store import open_store
from flows.show_decision import decision_lines, field_lines
from flows.show_mention import mention_lines
from flows.shown_data import decision_data, field_data, mention_data

_DECISION = "d-"  # how the ids of decisions begin


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: for people, as plain data, and where its words stand."""

    name: str
    lines: list[str]
    data: dict[str, Any]
    file: ShownFile
    evidence: tuple[Evidence, ...]

    def place(self) -> tuple[Evidence, ...]:
        """Return the evidence whose page is to be drawn.

        Raises:
            InvalidQuery: no words are recorded for it.
        """
        if not self.evidence:
            raise InvalidQuery(f"{self.name}: no words are recorded for it, so there is no page to draw.")
        return self.evidence


def open_shown(database: Path, given: str, field: str = "") -> Opened:
    """Return a mention or a decision, or one field of a decision; the start of an id is enough if unique.

    Raises:
        InvalidQuery: nothing has that id, several begin so, or a decision has no such field.
        WorkspaceError: the store cannot be read.
    """
    with open_store(database) as store:
        if given.startswith(_DECISION):
            decision = store.decision(given)
        elif field:
            raise InvalidQuery(f"--field is for a decision (an id that begins with {_DECISION}), not for {given!r}.")
        else:
            mention = store.mention(given)
            data, lines = mention_data(mention), mention_lines(mention)
            return Opened(mention.mention.mention_id, lines, data, mention.file, mention.mention.evidence)
    status = decision.field("decision_status")
    if not field:
        name, data, lines = decision.decision_id, decision_data(decision), decision_lines(decision)
        return Opened(name, lines, data, decision.file, status.evidence)
    held = decision.field(field)
    name = f"{field} of {decision.decision_id}"
    return Opened(name, field_lines(decision, held), field_data(decision, held), decision.file, held.evidence)
