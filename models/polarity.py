"""Whether a reason is asserted, negated, rejected or questioned: ConText for review decisions.

References:
    Chapman et al. 2001 (NegEx); Harkema et al. 2009 (ConText): triggers, scopes, terminations, pseudo-triggers.
    Here a scope also ends at a causal word: in "not initiated because of the cost" the decision is negated, the cost
    is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from corpus.records import Polarity
from corpus.rule_files import load_rules

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

CONCESSIVE = "concessive"
TRIGGERS, PSEUDO = "triggers", "pseudo"  # where the pipeline keeps them
_CAUSES = frozenset({"because", "instead"})  # a view may be dismissed across a `;` or a `but`, not across these
_FLIP = {Polarity.ASSERTED: Polarity.NEGATED, Polarity.NEGATED: Polarity.ASSERTED}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A cue with what it does (`category`), to which side (`direction`) and how far (`scope`, in words)."""

    cue: str
    category: str
    direction: str
    scope: int
    example: str


@dataclass(frozen=True, slots=True)
class PolarityRules:
    """The content of `polarity.yaml`."""

    triggers: tuple[Trigger, ...]
    pseudo: tuple[tuple[str, str], ...]
    terminators: frozenset[str]


@cache
def rules() -> PolarityRules:
    """Return the rules as they stand in `polarity.yaml`."""
    data = load_rules("models", "polarity.yaml")
    return PolarityRules(
        tuple(Trigger(**item) for item in data["triggers"]),
        tuple((item["cue"], item["example"]) for item in data["pseudo"]),
        frozenset(data["terminators"]),
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a reason: its polarity, whether it is only conceded, and the trigger, if any."""

    polarity: Polarity
    is_conceded: bool = False
    trigger: str = ""


def reaching(doc: Doc) -> list[tuple[Span, Trigger]]:
    """Return the triggers that the pipeline marked, without those inside a pseudo-trigger."""
    triggers = rules().triggers
    pseudo = doc.spans[PSEUDO]
    return [
        (span, triggers[int(span.label_)])
        for span in doc.spans[TRIGGERS]
        if not any(p.start <= span.start and span.end <= p.end for p in pseudo)
    ]


def judge(doc: Doc, start: int, end: int, triggers: list[tuple[Span, Trigger]], *, inverse: bool = False) -> Judgement:
    """Return the polarity of the words `start:end` (tokens) of a paragraph.

    `inverse` marks a cue that states the opposite of its code ("the criteria were met"): its polarity is turned.
    "Cost was not a factor" -> negated; "not initiated because of cost" -> asserted.
    """
    reached = [trigger for span, trigger in triggers if _reaches(doc, span, trigger, start, end)]
    conceded = any(trigger.category == CONCESSIVE for trigger in reached)
    for wanted in (Polarity.REJECTED_ARGUMENT, Polarity.NEGATED, Polarity.QUESTIONED):
        for trigger in reached:
            if trigger.category == wanted:
                return Judgement(_FLIP.get(wanted, wanted) if inverse else wanted, conceded, trigger.cue)
    return Judgement(Polarity.NEGATED if inverse else Polarity.ASSERTED, conceded)


def _reaches(doc: Doc, span: Span, trigger: Trigger, start: int, end: int) -> bool:
    """A trigger acts within its sentence; only a dismissal also acts on the sentence before it.

    It may overlap a cue: "cost ... factor" spans the trigger of "cost was not a factor". A causal word that opens the
    cue ends a scope as any other: "not agreed because of cost" denies the agreement. What concedes may open the cue
    ("notwithstanding the cost"); what denies may not, since there it is part of the reason ("no budget").
    """
    first, last = doc[start].sent, doc[span.start].sent
    if first.start != last.start and not (trigger.category == Polarity.REJECTED_ARGUMENT and first.end == last.start):
        return False
    stops = _CAUSES if trigger.category == Polarity.REJECTED_ARGUMENT else rules().terminators
    if trigger.direction == "sentence":
        return span.start < end + trigger.scope and start < span.end + trigger.scope
    if trigger.direction == "forward":
        opens = span.start < start or (span.start == start and trigger.category == CONCESSIVE)
        before = opens and start <= span.end + trigger.scope and span.end < end
        return before and not _ended(doc, span.end, start + 1, stops)
    after = start < span.start <= end + trigger.scope and end <= span.end
    return after and not _ended(doc, end, span.start, stops)


def _ended(doc: Doc, start: int, end: int, stops: frozenset[str]) -> bool:
    return any(token.lower_ in stops for token in doc[start:end])
