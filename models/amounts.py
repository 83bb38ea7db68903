"""Sums of money that a text gives: bound, qualifier, what they rest on, who gives them: the rules of `amounts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.records import AmountBasis, Bound
from corpus.rule_files import load_rules
from models.speakers import Voices, voices
from models.sums import Sum, sums_in

_BEFORE, _AFTER = 90, 60  # characters in which what bounds a sum, or tells of it, stands
_TIGHT_BEFORE, _TIGHT_AFTER = 45, 22  # and those of a limit
_REACH = 400  # characters before a sum that a sentence's words about it go back
_BESIDE = 12  # between two sums of which the same is told: "£450 (£600)", "£450 or £600"
_CLAUSE_END = re.compile(r"[;!?]|(?<!\bapprox)(?<!\bc)(?<!\bca)\.(?:\s|$)")
_ROW = " | "  # between the cells of a row: the cell before a sum tells of it, as a form's question of its answer
_LAST_CLAUSE = re.compile(r"[^,;:.|]*$")


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """A sum as a sentence gives it; `start:end` are its figures (characters, half-open).

    Of "more than £10,000" `highest` is None; of "about £20,000" both are 20000 and `qualifier` says `about`.
    """

    lowest: float | None
    highest: float | None
    currency: str
    bound: Bound
    qualifier: str
    basis: AmountBasis
    speaker: str
    organisation: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BeforeRule:
    """Words at once before a sum that bound it (`bound`), soften it (`softens`), or have no weight."""

    bound: Bound | None
    softens: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class BasisRule:
    """Words about a sum that tell what it rests on; `@` in the pattern is the sum."""

    basis: AmountBasis
    where: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CostRules:
    """What makes a sum the cost of a review, and what tells against it."""

    review: re.Pattern[str]
    cost: re.Pattern[str]
    rate: re.Pattern[str]
    other: re.Pattern[str]
    other_after: re.Pattern[str]


def amounts_in(sentence: str) -> Iterator[StatedAmount]:
    """Yield every sum of money of a sentence, with who gives it where the sentence itself says so."""
    for _, amount in amounts_through([sentence]):
        yield amount


def amounts_through(sentences: Iterable[str]) -> Iterator[tuple[int, StatedAmount]]:
    """Yield the sums of sentences that follow each other, each with the place of its sentence, from 0.

    "Green" is then the Colin Green named before; "she said" and a quotation left open carry on the last speaker.
    """
    texts = list(sentences)
    if not any(sums_in(text) for text in texts):
        return
    for place, (text, heard) in enumerate(zip(texts, voices(texts), strict=True)):
        found = sums_in(text)
        for number in range(len(found)):
            yield place, _stated(text, found, number, heard)


def is_review_cost(sentence: str, amount: StatedAmount | None = None, near: str = "") -> bool:
    """Say whether a sum of a sentence (any, without `amount`) is what a review or part of it costs, or what one saves.

    `near` are words that it stands under (a heading, the sentence before), where the review may be named. What an hour
    or a day costs is not the cost of a review; nor is a limit, a budget, a fine.
    """
    found = sums_in(sentence)
    rules = cost_rules()
    for number, held in enumerate(found):
        if amount and amount.start != held.start:
            continue
        before, after = _about(sentence, found, number)
        against = rules.rate.search(after) or rules.other.search(before) or rules.other_after.search(after)
        if against or _basis(sentence, found, number) is AmountBasis.LIMIT:
            continue
        told = f"{sentence[max(0, held.start - _REACH) : held.start]}@{after}"
        if rules.review.search(f"{near} {told}") and rules.cost.search(told):
            return True
    return False


def _stated(sentence: str, found: Sequence[Sum], number: int, heard: Voices) -> StatedAmount:
    held = found[number]
    bound, qualifier, end = _bounded(sentence, held)
    who = heard.at(held.start)
    return StatedAmount(
        None if bound in (Bound.LESS_THAN, Bound.AT_MOST) else held.low,
        None if bound in (Bound.MORE_THAN, Bound.AT_LEAST) else held.high,
        held.currency,
        bound,
        qualifier,
        _basis(sentence, found, number),
        who.name,
        who.organisation,
        held.start,
        end,
    )


def _bounded(sentence: str, held: Sum) -> tuple[Bound, str, int]:
    """Return how a sum is bounded, its qualifiers as printed, and where it ends, a "+" included."""
    bound, told = _told_before(sentence[max(0, held.start - _BEFORE) : held.start])
    after, end = sentence[held.end : held.end + _AFTER], held.end
    inside = qualifier_within().search(sentence[held.start : held.end])
    told += [inside.group()] if inside else []
    for kind, pattern in after_rules():
        if match := pattern.match(after):
            is_plus = match[1] == "+"
            told += ["+"] if is_plus and held.high > held.low else []
            bound, end = bound or kind, end + (match.end() if is_plus else 0)
            break
    soft = qualifier_after().match(after)
    told += [soft[1]] if soft else []
    bound = Bound.BETWEEN if held.high > held.low else bound or Bound.EXACT
    return bound, ", ".join(told), end


def _told_before(before: str) -> tuple[Bound | None, list[str]]:
    """Return what the words before a sum make of it, read backwards from it: "usually costs just over"."""
    bound: Bound | None = None
    told: list[str] = []
    while held := next(((rule, match) for rule in before_rules() if (match := rule.pattern.search(before))), None):
        rule, match = held
        bound = bound or rule.bound
        told[:0] = [match[1]] if rule.softens else []
        before = before[: match.start()]
    clause = _LAST_CLAUSE.search(before)
    manner = qualifier_of_manner().findall(clause.group() if clause else "")
    return bound, [*manner[-1:], *told]


def _about(sentence: str, found: Sequence[Sum], number: int) -> tuple[str, str]:
    """Return the words before and after a sum, up to the sums beside it and the ends of its clause."""
    first = max(found[number - 1].end if number else 0, found[number].start - _REACH)
    last = found[number + 1].start if number + 1 < len(found) else len(sentence)
    held = found[number]
    before, after = sentence[first : held.start], sentence[held.end : min(last, held.end + _AFTER)]
    before = _ROW.join(before.split(_ROW)[-2:])
    return _CLAUSE_END.split(before)[-1], _CLAUSE_END.split(after.split(_ROW)[0])[0]


def _basis(sentence: str, found: Sequence[Sum], number: int) -> AmountBasis:
    """Return what a sum rests on: by the words about it, by those about the sum beside it, or by what comes before."""
    told = _told_basis(sentence, found, number)
    if told is None and number and found[number].start - found[number - 1].end <= _BESIDE:
        told = _told_basis(sentence, found, number - 1)
    if told is None:
        start = found[number].start
        clause = _CLAUSE_END.split(sentence[max(0, start - _REACH) : start])[-1]
        loose = (rule.basis for rule in basis_rules() if rule.where == "clause" and rule.pattern.search(f"{clause}@"))
        told = next(loose, AmountBasis.UNKNOWN)
    return told


def _told_basis(sentence: str, found: Sequence[Sum], number: int) -> AmountBasis | None:
    """Return what the words about a sum say that it rests on; None where they say nothing."""
    before, after = _about(sentence, found, number)
    held = found[number]
    whole = sentence[max(0, held.start - _REACH) : held.end + _REACH]
    texts = {
        "tight": f"{before[-_TIGHT_BEFORE:]}@{after[:_TIGHT_AFTER]}",
        "clause": f"{before}@{after}",
        "sentence": f"{whole}@{sentence[held.start : held.end]}",
    }
    return next((rule.basis for rule in basis_rules() if rule.pattern.search(texts[rule.where])), None)


def _compiled(pattern: str) -> re.Pattern[str]:
    words = load_rules("models", "amounts.yaml")["words"]
    for name, meaning in words.items():
        pattern = pattern.replace("{" + name + "}", meaning)
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


@cache
def before_rules() -> tuple[BeforeRule, ...]:
    """Return the rules for the words before a sum, in the order in which they are tried."""
    data = load_rules("models", "amounts.yaml")
    bounds = [(Bound(item["bound"]), item.get("softens", False), item["pattern"]) for item in data["bounds"]["before"]]
    rest = [(None, True, data["qualifiers"]["near"]), (None, False, data["fillers"])]
    return tuple(
        BeforeRule(bound, soft, _compiled(rf"(?<!\w)({words})\s*$")) for bound, soft, words in (*bounds, *rest)
    )


@cache
def after_rules() -> tuple[tuple[Bound, re.Pattern[str]], ...]:
    """Return the rules for the words after a sum that bound it."""
    found = load_rules("models", "amounts.yaml")["bounds"]["after"]
    return tuple((Bound(item["bound"]), _compiled(rf"\s*({item['pattern']})")) for item in found)


@cache
def qualifier_of_manner() -> re.Pattern[str]:
    """Return the pattern of "usually", "on average"."""
    return _compiled(rf"\b({load_rules('models', 'amounts.yaml')['qualifiers']['manner']})\b")


@cache
def qualifier_after() -> re.Pattern[str]:
    """Return the pattern of "or so" behind a sum."""
    return _compiled(rf"\s*,?\s*({load_rules('models', 'amounts.yaml')['qualifiers']['after']})(?!\w)")


@cache
def qualifier_within() -> re.Pattern[str]:
    """Return the pattern of the "around" in a range."""
    return _compiled(r"\b(?:about|around|approximately|perhaps|roughly|over|nearly)\b")


@cache
def basis_rules() -> tuple[BasisRule, ...]:
    """Return the rules for what a sum rests on, in their order."""
    return tuple(
        BasisRule(AmountBasis(item["basis"]), item["where"], _compiled(item["pattern"]))
        for item in load_rules("models", "amounts.yaml")["bases"]
    )


@cache
def cost_rules() -> CostRules:
    """Return the rules for what a review costs."""
    found = load_rules("models", "amounts.yaml")["review_costs"]
    return CostRules(*(_compiled(found[name]) for name in ("review", "cost", "rate", "other", "other_after")))
