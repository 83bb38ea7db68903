"""A decision as `minuted show` gives it: in plain words, each field above the words of the document that give it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from corpus.records import Amount, AmountBasis, Bound, Criteria, Evidence, Publication, Scope, Status, StatusBasis
from corpus.shown_decisions import DOCUMENT_FIELDS

if TYPE_CHECKING:
    from corpus.shown import ShownDecision, ShownField

_NAMES = {
    "case_label": "case",
    "review_type": "type of review",
    "decision_status": "status",
    "status_basis": "how the status is said",
    "scope": "scope",
    "agenda_item": "agenda item",
    "decision_date": "date of the decision",
    "decision_maker": "decided by",
    "recommender": "recommended by",
    "alternative_type": "instead of a review",
    "notified_to": "told to",
    "publication_status": "publication",
    "criteria_assessment": "criteria",
    "criteria_version": "guidance in force",
    "criteria_stated_met": "criteria as the document puts them",
    "criteria_facts": "facts of the case",
    "reason_code": "reasons",
    "document_type": "kind of paper",
    "title": "title",
    "body": "body",
    "body_type": "kind of body",
    "nation": "nation",
    "meeting_date": "meeting of",
    "document_date": "dated",
    "foi_reference": "request",
    "authority": "authority that answers",
    "regime": "released under",
    "release_date": "released on",
    "period_start": "period from",
    "period_end": "period to",
}
_STATUS = {
    Status.NOT_INITIATED: "no review is initiated",
    Status.INITIATED: "a review is initiated",
    Status.DEFERRED: "the decision is put off",
    Status.UNDER_CONSIDERATION: "a review is under consideration",
    Status.RECOMMENDED_INITIATE: "a review is recommended",
    Status.RECOMMENDED_NOT: "it is recommended that no review be held",
    Status.REFERRED_ELSEWHERE: "the case is referred elsewhere",
    Status.GENERAL_PATTERN: "how it generally goes",
    Status.NOT_STATED: "no decision is stated",
    Status.UNKNOWN: "not told",
}
_CRITERIA = {
    Criteria.MANDATORY: "on the facts that the document states, the guidance asked for a review",
    Criteria.DISCRETIONARY: "on the facts that the document states, the guidance allowed a review",
    Criteria.JUDGEMENT: "on the facts that the document states, the guidance left a review to judgement",
    Criteria.NOT_COVERED: "on the facts that the document states, the guidance asked for no review",
    Criteria.INSUFFICIENT_FACTS: "the document does not state facts enough to tell",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "decision_status": {str(status): words for status, words in _STATUS.items()},
    "status_basis": {StatusBasis.EXPLICIT: "in so many words", StatusBasis.INFERRED: "it follows from what is said"},
    "scope": {Scope.CASE_SPECIFIC: "one case", Scope.GENERAL: "how reviews generally go"},
    "criteria_assessment": {str(criteria): words for criteria, words in _CRITERIA.items()},
    "criteria_stated_met": {"yes": "the document states the criteria as met, and no review as initiated"},
    "publication_status": {
        Publication.PUBLISHED_FULL: "the report is published in full",
        Publication.SUMMARY_ONLY: "a summary alone is published",
        Publication.UNPUBLISHED: "the report is not published",
        Publication.TENDS_NOT: "reports tend not to be published",
    },
}
_BOUNDS = {
    Bound.EXACT: "",
    Bound.MORE_THAN: "more than ",
    Bound.LESS_THAN: "less than ",
    Bound.AT_LEAST: "at least ",
    Bound.AT_MOST: "at most ",
    Bound.BETWEEN: "between ",
}
_CRITERIA_FIELDS = ("criteria_assessment", "criteria_version", "criteria_stated_met")
_LISTED = ("criteria_facts", "reason_code")  # fields that are gathered of several places: listed one by one
_STATES = "The document states:"
_FLAG = "How the facts as stated stand to the criteria in force (a flag for research, never a finding):"
_FACT = "fact: "  # how the fields of single facts begin: listed with the facts
_WITHOUT = "no words of its own are recorded"
_NO_FACTS = "no facts are told that it could rest on"


def decision_lines(shown: ShownDecision) -> list[str]:
    """Return a decision for people: what the document states, and the words that it states it with."""
    apart = (*_CRITERIA_FIELDS, *_LISTED, *DOCUMENT_FIELDS)
    own = [name for name in shown.fields if name not in apart and not name.startswith(_FACT)]
    return [
        *_head(shown),
        *("", _STATES, *_fields(shown, own)),
        *_facts(shown),
        *("", _FLAG, *_fields(shown, _CRITERIA_FIELDS)),
        *_sums(shown.amounts),
        *_reasons(shown),
        *("", "The document states of itself:", *_fields(shown, DOCUMENT_FIELDS)),
        *_counting(shown),
    ]


def field_lines(shown: ShownDecision, field: ShownField) -> list[str]:
    """Return one field of a decision for people."""
    return [*_head(shown), "", _FLAG if field.name in _CRITERIA_FIELDS else _STATES, *_field(field)]


def _fields(shown: ShownDecision, names: Iterable[str]) -> list[str]:
    """Return some fields; the words of those that follow from others stand with the others."""
    return [line for name in names for line in _field(shown.field(name), not shown.field(name).rests_on)]


def _head(shown: ShownDecision) -> list[str]:
    what = shown.field("case_label").value or shown.field("agenda_item").value or "in general"
    file = shown.file
    return [
        f"{shown.decision_id}  {what}: {_STATUS[shown.status]}",
        f"  {file.source_name}, {file.kind}, {file.body or 'body unknown'}",
    ]


def _field(field: ShownField, with_words: bool = True) -> list[str]:
    """Return a field with its name in the table, above its words or the names of the fields whose words give it."""
    line = f"  {_name(field.name)}: "
    if not field.value:
        return [f"{line}not told  [{field.name}]"]
    rests_on = " and ".join(map(_name, field.rests_on))
    lines = [f"{line}{_in_words(field)}  [{field.name}]"]
    if rests_on:
        lines.append(f"    as follows from {rests_on}")
    elif not field.evidence:
        lines.append(f"    {_NO_FACTS if field.name == 'criteria_assessment' else _WITHOUT}")
    return lines + (_quoted(field.evidence) if with_words else [])


def _name(field: str) -> str:
    return _NAMES.get(field, field.replace("_", " "))


def _in_words(field: ShownField) -> str:
    """Return what a field holds, with the code of the table where that is another word."""
    if field.name == "review_type":
        from corpus.review_types import review_types

        names = {each.code: each.name for each in review_types()}
        return f"{names[field.value]} ({field.value})" if field.value in names else field.value
    if field.name == "criteria_version":
        from models.criteria import versions

        return next(
            (f"{each.name} ({each.version})" for each in versions() if each.version == field.value), field.value
        )
    words = _WORDS.get(field.name, {}).get(field.value)
    if field.name == "criteria_stated_met" and words:
        return words
    return f"{words} ({field.value})" if words else field.value


def _facts(shown: ShownDecision) -> list[str]:
    from models.criteria import known_facts

    if not shown.facts:
        return ["", "Facts of the case: none told  [criteria_facts]"]
    lines = ["", "Facts of the case, as the document states them:  [criteria_facts]"]
    for fact in shown.facts:
        said = "states" if fact.holds else "denies"
        name = f"  [{_FACT}{fact.fact}]" if f"{_FACT}{fact.fact}" in shown.fields else f"  ({fact.fact})"
        lines += [f"  {said}: {known_facts().get(fact.fact, fact.fact)}{name}", *_quoted(fact.evidence)]
    return lines


def _sums(amounts: Iterable[Amount]) -> list[str]:
    lines = [line for amount in amounts for line in (f"  {_sum(amount)}", *_quoted(amount.evidence))]
    return ["", "Sums that the document gives:", *lines] if lines else ["", "Sums: none told"]


def _sum(amount: Amount) -> str:
    """Return a sum with its bounds and who gives it: `about GBP 20,000 (estimate), given by the treasurer`."""
    ends = dict.fromkeys(
        f"{end:,.2f}".removesuffix(".00") for end in (amount.lowest, amount.highest) if end is not None
    )
    basis = "" if amount.basis is AmountBasis.UNKNOWN else f" ({amount.basis})"
    qualified = f"{amount.qualifier} {_BOUNDS[amount.bound]}{amount.currency} {' and '.join(ends)}{basis}".strip()
    givers = " of ".join(giver for giver in (amount.speaker, amount.organisation) if giver)
    cost = ", as what a review costs or would save" if amount.is_review_cost else ""
    return qualified + cost + (f", given by {givers}" if givers else "")


def _reasons(shown: ShownDecision) -> list[str]:
    if not shown.reasons:
        sentinel = f" ({shown.reason_code})" if shown.reason_code else ""
        return ["", f"Reasons: none told{sentinel}  [reason_code]"]
    lines = ["", "Reasons that the document gives or speaks of:  [reason_code]"]
    for reason in shown.reasons:
        mention = reason.mention
        unsure = ", to be reviewed by a person before it counts" if mention.needs_review else ""
        lines.append(f"  {mention.mention_id}  {mention.code} ({reason.label}), {mention.polarity}{unsure}")
        lines += _quoted(mention.evidence)
    return lines


def _counting(shown: ShownDecision) -> list[str]:
    """Return whether a decision counts, which one counts for it, and its place among those of its case."""
    if shown.is_counted:
        told = ["It counts as a decision."]
        if shown.copies:
            told.append(f"It counts for these too: {', '.join(shown.copies)}.")
    else:
        counted = f"{shown.counted_as} ({shown.counted_in})" if shown.counted_as else "another"
        told = [f"It does not count by itself: {counted} counts for it."]
    if shown.is_repeat:
        told.append("It only tells again what an earlier meeting decided.")
    if shown.sequence is not None:
        told.append(f"Its place among the counted decisions of its body, case and type: {shown.sequence}.")
    return ["", *told]


def _quoted(evidence: Iterable[Evidence]) -> list[str]:
    return [
        textwrap.fill(f"p. {each.page}: “{each.quotation}”", 100, initial_indent="    ", subsequent_indent="      ")
        for each in evidence
    ]
