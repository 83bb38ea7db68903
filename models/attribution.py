"""Who holds a view, how firmly, and how it is tied to the decision: the cues of `attribution.yaml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from corpus.records import Attribution, Hedging, Link
from corpus.rule_files import load_rules

HOLDERS, SAID, HEDGES, LINKS = "holders", "said", "hedges", "links"  # where the pipeline keeps them
if TYPE_CHECKING:
    from spacy.tokens import Doc, Span


@cache
def rules() -> dict[str, Any]:
    """Return the content of `attribution.yaml`."""
    data = load_rules("models", "attribution.yaml")
    return data


def holder(doc: Doc, start: int) -> Attribution:
    """Return who holds the view stated at token `start`: "Health argued cost" -> individual_agency.

    The holder named nearest before it in its sentence wins, then the nearest after it. Where none is named but
    something is said ("LB said that..."), a member holds it; else it is `unattributed`.
    """
    from spacy.util import filter_spans

    sentence = doc[start].sent
    named = filter_spans(_within(sentence, HOLDERS))  # "Department for Education" names no education service
    before = [span for span in named if span.start <= start]
    if before:
        return Attribution(max(before, key=lambda span: (span.start, span.end)).label_)
    if named:
        return Attribution(min(named, key=lambda span: span.start).label_)
    return Attribution.INDIVIDUAL_MEMBER if _within(sentence, SAID) else Attribution.UNATTRIBUTED


def hedging(sentence: Span) -> Hedging:
    """Return how firmly the sentence puts it: "may have been a reason" -> possible; `actual` without a hedge."""
    found = {span.label_ for span in _within(sentence, HEDGES)}
    order = (item["hedging"] for item in rules()["hedges"])
    return next((Hedging(label) for label in order if label in found), Hedging.ACTUAL)


def link(sentence: Span, *, has_status: bool) -> Link:
    """Return how the sentence ties the reason to the decision."""
    if _within(sentence, LINKS):
        return Link.DIRECT
    return Link.COORDINATED if has_status else Link.ADJACENT


def _within(sentence: Span, key: str) -> list[Span]:
    return [span for span in sentence.doc.spans[key] if sentence.start <= span.start < sentence.end]
