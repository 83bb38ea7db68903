"""One decision out of what an item of a document states: its status by vote, who, when, what instead, and criteria."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.codebook import NOT_STATED, REDACTED
from corpus.records import (
    NO_DATE,
    CaseFact,
    Criteria,
    DatePrecision,
    Decision,
    Document,
    DocumentKind,
    Evidence,
    Maker,
    Mention,
    PartialDate,
    Polarity,
    Role,
    Scope,
    Status,
    StatusBasis,
)
from corpus.review_types import UNKNOWN, resolved, review_type_of
from models.cases import case_key
from models.criteria import Assessment, criteria_assess, version_on
from models.dates import dates_in
from models.evidence import quoted
from models.items import Item, Statement
from models.makers import habit_of, maker_of, recommender_of
from models.retold import is_retold
from models.status import speaks_of_reviews
from models.structure import Facts, looks_back

_REASONLESS = frozenset({Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
_SECOND_HAND = frozenset({DocumentKind.FOI_LETTER, DocumentKind.ARTICLE})  # tell of decisions that were made elsewhere
_WEIGHT = {
    Status.NOT_INITIATED: 1.0,
    Status.INITIATED: 1.0,
    Status.REFERRED_ELSEWHERE: 1.0,
    Status.DEFERRED: 1.0,
    Status.RECOMMENDED_NOT: 0.8,
    Status.RECOMMENDED_INITIATE: 0.8,
    Status.UNDER_CONSIDERATION: 0.7,
}
_DECISIONS = frozenset({Status.NOT_INITIATED, Status.INITIATED, Status.DEFERRED, Status.REFERRED_ELSEWHERE})
_ADVICE = frozenset({Status.RECOMMENDED_NOT, Status.RECOMMENDED_INITIATE})  # counts where no decision is said outright
ALTERNATIVE, UNMET = "alternative_method", "criteria_not_met"
_NOT_HELD = frozenset({Status.NOT_INITIATED, Status.RECOMMENDED_NOT, Status.GENERAL_PATTERN})
_ON_A_DAY = re.compile(
    r"\b(?:decided|determined|agreed|resolved|accepted|wrote|ruled|confirmed)\b[^.;]{0,20}\bon\b[^.;]{4,40}"
)
_DATES_A_DECISION = frozenset({DatePrecision.DAY, DatePrecision.WEEK, DatePrecision.MONTH})
_NOTHING = re.compile(r"\W*(?:none|no|nil|n/?a|not applicable|nothing)?\W*", re.IGNORECASE)  # a cell that names nothing
_ENDING, _BEST = 1.0, 0.5  # how much counts an item read to its end, and the best reading of a status once more
_PAST = 0.2  # how much less counts what was decided before the meeting at hand
_TELLING_PAGES = 3  # of a paper, in which it says who decides in general
_LEAST = 0.3  # the weight of a status that decides nothing
_SAID, _LATER = 1.7, 0.2  # how much more counts what is said outright, and what comes last


def decision_of(document: Document, facts: Facts, item: Item, held: Sequence[Mention]) -> Decision | None:
    """Return the decision that an item states or that its mentions (`held`) speak of; None where it holds neither.

    One that has no reason says why: `redacted` where reasons would stand, else `not_stated`.
    """
    case, heading, scope = item.key.case, item.key.heading, item.key.scope
    reasons = [mention for mention in held if mention.role in (Role.REASON_NOT_INITIATING, Role.REASON_DELAY)]
    stated = _weightiest(item.statements)
    if stated is None and not (reasons and (case or scope is Scope.GENERAL)):
        return None
    if not reasons and stated is not None and not (stated.told or _stands_alone(facts, stated.status, case)):
        return None
    status = stated.status if stated else _inferred(reasons)
    is_said = stated is not None and (stated.is_said or speaks_of_reviews(quoted(stated.evidence)))
    basis = StatusBasis.EXPLICIT if is_said else StatusBasis.INFERRED
    if scope is Scope.GENERAL:
        status = Status.GENERAL_PATTERN
    named = _review_type(document, item, stated)
    kind = resolved(named, facts.body_type, facts.nation, (facts.meeting_date or facts.document_date).iso)
    evidence = stated.evidence if stated else reasons[0].evidence
    parts = [document.document_id, case, heading, scope, kind, *(["repeat"] if item.key.is_repeat else [])]
    name = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
    sentinel = (REDACTED if item.is_withheld else NOT_STATED) if not reasons and status in _REASONLESS else ""
    decided_on = _decided_on(facts, stated)
    facts_told = _told(item.facts)
    assessed = _assessed(facts_told, decided_on, facts.nation, kind)
    advised = (recommender_of(quoted(statement.evidence)) for statement in item.statements)
    return Decision(
        f"d-{name}",
        case,
        kind,
        status,
        basis,
        scope,
        stated.heading if stated else heading,
        evidence,
        sentinel,
        item.key.is_repeat or facts.kind in _SECOND_HAND or _only_retold(facts, case, item.statements),
        decided_on,
        _maker(document, facts, stated, evidence),
        next((who for who in advised if who is not Maker.UNKNOWN), Maker.UNKNOWN),
        _alternative(reasons) or _named_instead(stated),
        facts_told,
        assessed.criteria,
        assessed.version,
        status in _NOT_HELD and any((m.code, m.polarity) == (UNMET, Polarity.NEGATED) for m in held),
        tuple(item.asides.notified),
        item.asides.publication,
    )


def in_light_of(decision: Decision, mention: Mention) -> Mention:
    """Return a mention under its decision: what speaks against a review that is then held was an argument rejected.

    What speaks against one that is put off is a reason for the delay.
    """
    mention = replace(mention, decision_id=decision.decision_id)
    is_reason = (mention.role, mention.polarity) == (Role.REASON_NOT_INITIATING, Polarity.ASSERTED)
    if not (is_reason and decision.case_label):
        return mention
    if decision.status is Status.INITIATED:
        return replace(mention, polarity=Polarity.REJECTED_ARGUMENT)
    return replace(mention, role=Role.REASON_DELAY) if decision.status is Status.DEFERRED else mention


def _weightiest(statements: Sequence[Statement]) -> Statement | None:
    """Return the statement that decides: that of the status for which most is said.

    What the text says outright counts more than what is read from it, a decision more than a recommendation, and what
    comes last a little more than what came before.
    """
    if not statements:
        return None
    is_decided = any(s.is_said and s.status in _DECISIONS for s in statements)
    statements = [s for s in statements if not (is_decided and s.status in _ADVICE)]
    votes: dict[Status, float] = {}
    heard = [(_heard(statement), statement) for statement in statements]
    for place, (weight, statement) in enumerate(heard, start=1):
        late = 1 + _LATER * place / len(statements)
        votes[statement.status] = votes.get(statement.status, 0.0) + weight * late
    for status in votes:
        votes[status] += _BEST * max(s.score for s in statements if s.status is status)
    winner = max(votes, key=lambda status: votes[status])
    return max((held for held in heard if held[1].status is winner), key=lambda held: held[0])[1]


def _heard(statement: Statement) -> float:
    """Return how much a statement counts, before its place: least where it tells of what was decided before."""
    is_past = is_retold(quoted(statement.evidence))
    return (
        _WEIGHT.get(statement.status, _LEAST)
        * (statement.score * _ENDING if statement.is_ending else statement.score**2)
        * (_SAID if statement.is_said else 1.0)
        * (_PAST if is_past else 1.0)
    )


def _only_retold(facts: Facts, case: str, statements: Sequence[Statement]) -> bool:
    """Say whether all that minutes state of a case tells again an earlier decision, or how a running review gets on."""
    said = [statement for statement in statements if not statement.is_ending]
    is_minuted = facts.kind is DocumentKind.MINUTES and bool(said)
    return is_minuted and all(is_retold(quoted(s.evidence)) and not _heads(case, s.heading) for s in said)


def _heads(case: str, heading: str) -> bool:
    """Say whether a heading is that of an item on the case, which the meeting had before it."""
    return bool(case) and case_key(case) in case_key(heading) and not looks_back(heading)


def _stands_alone(facts: Facts, status: Status, case: str) -> bool:
    if facts.kind is DocumentKind.ARTICLE:
        return False
    return bool(case) or status in (Status.NOT_INITIATED, Status.DEFERRED, Status.RECOMMENDED_NOT)


def _inferred(reasons: Sequence[Mention]) -> Status:
    return next((m.status for m in reasons if m.status is not Status.NOT_STATED), Status.NOT_STATED)


def _review_type(document: Document, item: Item, stated: Statement | None) -> str:
    """Return the type of review named nearest the decision: in its statement, its item, the document's first page."""
    near = [
        stated.told.review_type if stated and stated.told else "",
        quoted(stated.evidence) if stated else "",
        stated.heading if stated else item.key.heading,
        *(statement.near for statement in item.statements),
    ]
    whole = [page.text[:3000] for page in document.pages[:1]]
    texts = (*near, *whole, *(reason.near for reason in item.reasons))
    return next((kind for text in texts if (kind := review_type_of(text)) != UNKNOWN), UNKNOWN)


def _decided_on(facts: Facts, stated: Statement | None) -> PartialDate:
    """Return when it was decided: as a register or the sentence says, else on the meeting's or the paper's day."""
    is_signed = facts.kind is DocumentKind.DECISION_FORM
    own = (facts.document_date if is_signed else facts.meeting_date) or facts.document_date
    said = [stated.decided_on, *_ON_A_DAY.findall(quoted(stated.evidence))] if stated else []
    on = date.fromisoformat(own.iso) if own.precision is DatePrecision.DAY else None
    found = (dated.partial for text in said for dated in dates_in(text, on) if dated.precision in _DATES_A_DECISION)
    return next(found, NO_DATE if facts.kind in _SECOND_HAND else own)


def _alternative(reasons: Sequence[Mention]) -> str:
    """Return the code of what is done instead of a review: the surest that is asserted."""
    held = [m for m in reasons if m.code.startswith(ALTERNATIVE) and m.polarity is Polarity.ASSERTED]
    return max(held, key=lambda mention: mention.score).code if held else ""


def _maker(document: Document, facts: Facts, stated: Statement | None, evidence: Sequence[Evidence]) -> Maker:
    """Return who decided: as the cell or the head of its column says, else as row, sentence or paper do.

    Who decides in general does not tell who only recommends.
    """
    told = stated.told.maker if stated and stated.told else ""
    by_cell = maker_of(f"{told} decided", "") if told else Maker.UNKNOWN
    if by_cell is not Maker.UNKNOWN:
        return by_cell
    said = f"{f'{stated.by}: ' if stated and stated.by else ''}{stated.decided_on if stated else ''} {quoted(evidence)}"
    is_advice = stated is not None and stated.status in _ADVICE
    whole = "" if is_advice else "\n".join(page.text for page in document.pages[:_TELLING_PAGES])
    by_type = Maker.PARTNERS if facts.body_type == "LSCP" and not is_advice else Maker.UNKNOWN
    habit = habit_of(whole)
    return maker_of(said, facts.meeting, by_type if habit is Maker.UNKNOWN else habit)


def _named_instead(stated: Statement | None) -> str:
    """Return the code of what a row names, in the column for it, as done instead of a review that is not held."""
    told = stated.told.alternative if stated and stated.told and stated.status in _NOT_HELD else ""
    return ALTERNATIVE if told and not _NOTHING.fullmatch(told) else ""


def _told(found: Sequence[CaseFact]) -> tuple[CaseFact, ...]:
    """Return each fact once, as first told; one that the text both states and denies is not told."""
    first: dict[str, CaseFact] = {}
    for fact in found:
        first.setdefault(fact.fact, fact)
    both = {fact.fact for fact in found if fact.holds is not first[fact.fact].holds}
    return tuple(fact for name, fact in first.items() if name not in both)


def _assessed(told: Sequence[CaseFact], on: PartialDate, nation: str, review_type: str) -> Assessment:
    """Return how the facts told stand to the criteria in force; without a day or a nation they cannot suffice."""
    if on.precision is not DatePrecision.DAY or not nation:
        return Assessment(Criteria.INSUFFICIENT_FACTS)
    day = date.fromisoformat(on.iso)
    known = review_type if version_on(day, nation, review_type) else ""
    return criteria_assess({fact.fact: fact.holds for fact in told}, day, nation, known)
