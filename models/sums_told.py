"""The sums of money that a document gives, each under the decision in whose item it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Amount, Decision, Page
from models.amounts import amounts_through, is_review_cost
from models.cases import case_key
from models.evidence import evidence_of
from models.passages import Paragraph


@dataclass(frozen=True, slots=True)
class ToldSentence:
    """A sentence (or row) of a paragraph, from the character `start`, and the case that it speaks of."""

    paragraph: Paragraph
    start: int
    text: str
    case: str


def sums_told(
    pages: Mapping[int, Page], told: Sequence[ToldSentence], decisions: Sequence[Decision]
) -> tuple[Amount, ...]:
    """Return the sums of sentences that follow each other, with the sentence that gives each as evidence."""
    by_case = {case_key(d.case_label): d.decision_id for d in reversed(decisions) if d.case_label}
    found = []
    for place, amount in amounts_through([sentence.text for sentence in told]):
        said = told[place]
        near = " ".join([said.paragraph.heading, *(before.text for before in told[max(0, place - 2) : place])])
        found.append(
            Amount(
                amount.lowest,
                amount.highest,
                amount.currency,
                amount.bound,
                amount.qualifier,
                amount.basis,
                amount.speaker,
                amount.organisation,
                evidence_of(pages, said.paragraph, said.start, said.start + len(said.text), said.text[amount.start :]),
                is_review_cost(said.text, amount, near),
                by_case.get(case_key(said.case), "") if said.case else "",
            )
        )
    return tuple(found)
