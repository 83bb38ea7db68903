"""What a paper says of its release: request, authority, Act, day, period covered; the rules of `release_facts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.bodies import as_a_name
from corpus.records import DatePrecision, Document, DocumentKind, Regime, StatedField
from corpus.rule_files import load_rules
from models.dates import dates_in
from models.dating import document_said
from models.issuer import bodies_named
from models.lines import Line, Span, foot_of, head_of
from models.periods import period_covered
from models.stated_fields import evidence_at

_ANSWERS = frozenset({DocumentKind.FOI_LETTER})
_TITLE_LINES, _LAST_LINES = 8, 3  # with words: where a paper that is no letter says under what it came out
_SIGNATURE = 6  # last lines of a letter without a close
_WRITTEN_TO = re.compile(r"^(?:> ?)*(?:to|cc|bcc)\b ?:|^(?:by|sent by) (?:e-?mail|post)", re.IGNORECASE)
_SALUTATION = re.compile(r"^(?:dear|annwyl)\b", re.IGNORECASE)
_CLOSING = re.compile(r"\byours (?:sincerely|faithfully)\b|\bregards\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """How a request's reference is written, and whether only a letter that answers may say it so."""

    of_answers: bool
    pattern: re.Pattern[str]
    examples: dict[str, str]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegimeRule:
    """Words that name a regime, and whether they do so in a letter that answers only."""

    regime: Regime
    of_answers: bool
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def _rules() -> dict[str, Any]:
    return load_rules("models", "release_facts.yaml")


@cache
def reference_rules() -> tuple[ReferenceRule, ...]:
    """Return the ways to write a reference, in the order of the file."""
    return tuple(
        ReferenceRule(
            item["in"] == "answer",
            re.compile(item["pattern"], re.IGNORECASE),
            dict(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in _rules()["references"]
    )


@cache
def regime_rules() -> tuple[RegimeRule, ...]:
    """Return the regimes' rules, in the order of the file."""
    return tuple(
        RegimeRule(
            Regime(item["regime"]),
            item["says"] == "answer",
            re.compile(item["pattern"], re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in _rules()["regimes"]
    )


@cache
def pattern_of(name: str) -> re.Pattern[str]:
    """Return one of the file's single patterns: `released`, `releasing`, `dates`."""
    held = _rules()[name]
    return re.compile(held["pattern"] if isinstance(held, dict) else held, re.IGNORECASE)


def release_facts(document: Document, kind: DocumentKind) -> tuple[StatedField, ...]:
    """Return what a document says of its release, each at most once with the words that say it; none that is untold.

    `foi_reference`, `authority` (who answers the request), `regime` (a value of `Regime`), `release_date`,
    `period_start` and `period_end` (days, ISO).
    """
    head, foot = head_of(document), foot_of(document)
    found: list[tuple[str, str, Span]] = [
        *_reference(head, foot, kind),
        *_authority(head, foot, kind),
        *_regime(head, foot, kind),
        *_release_date(head, foot, kind),
        *period_covered(head, DocumentKind.FOI_LETTER if _releases(head, kind) else kind),
    ]
    return tuple(StatedField(name, value, evidence_at(document.pages, (span,))) for name, value, span in found)


def _reference(head: Sequence[Line], foot: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[str, str, Span]]:
    """Yield the reference of the request that a letter answers, or under which another paper says it was given out."""
    answers = kind in _ANSWERS or _releases(head, kind)
    lines = [line for line in head if not _WRITTEN_TO.match(line.text)] if answers else _framing(head, foot)
    rules = [rule for rule in reference_rules() if answers or not rule.of_answers]
    # What a letter labels as its own reference goes before a reference in its text.
    for rule in sorted(rules, key=lambda rule: not rule.of_answers):
        for line in lines:
            match = rule.pattern.search(line.text)
            if match and (answers or pattern_of("released").search(line.text)):
                yield "foi_reference", _whole(match, line), line.at(*match.span("ref"))
                return


def _whole(match: re.Match[str], line: Line) -> str:
    return line.text[match.start("ref") : match.end("ref")].rstrip(".")


def _framing(head: Sequence[Line], foot: Sequence[Line]) -> list[Line]:
    """Return the first and last lines with words, in which a paper bears a note of its release."""
    first = [line for line in head if line.text.strip()][:_TITLE_LINES]
    return [*first, *[line for line in foot if line.text.strip()][-_LAST_LINES:]]


def _releases(head: Iterable[Line], kind: DocumentKind) -> bool:
    """Say whether an e-mail answers a request for information."""
    return kind is DocumentKind.EMAIL and any(pattern_of("releasing").search(line.text) for line in head)


def _authority(head: Sequence[Line], foot: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[str, str, Span]]:
    """Yield the body that answers the request: of the letterhead, else of the signature."""
    if kind not in _ANSWERS and not _releases(head, kind):
        return
    greeted = next((number for number, line in enumerate(head) if _SALUTATION.match(line.text)), _TITLE_LINES)
    above = [line for line in head[:greeted] if not _WRITTEN_TO.match(line.text)]
    closed = next((number for number, line in enumerate(foot) if _CLOSING.search(line.text)), len(foot) - _SIGNATURE)
    for named in (*bodies_named(above), *bodies_named(foot[max(0, closed) :])):
        yield "authority", as_a_name(named.body.name), named.span
        return


def _regime(head: Sequence[Line], foot: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[str, str, Span]]:
    """Yield the regime by the Act that a letter names first, or by the words of a note of release."""
    answers = kind in _ANSWERS or _releases(head, kind)
    named = [
        (number, rule.regime, line.at(*match.span()))
        for number, line in enumerate((*head, *foot))
        for rule in regime_rules()
        if (answers or not rule.of_answers) and (match := rule.pattern.search(line.text)) and match.group()
    ]
    first = min((number for number, _, _ in named), default=None)
    for number, regime, span in named:
        if number == first:
            yield "regime", regime.value, span
            return


def _release_date(head: Sequence[Line], foot: Sequence[Line], kind: DocumentKind) -> Iterator[tuple[str, str, Span]]:
    """Yield the day of a letter or e-mail that answers, or the day on which a paper says that it was given out."""
    if kind in _ANSWERS or _releases(head, kind):
        said = document_said(kind, head, foot, (), None)
        if said and said.partial.precision is DatePrecision.DAY:
            yield "release_date", said.partial.iso, said.span
        return
    for line in _framing(head, foot):
        for found in dates_in(line.text):
            if found.precision is DatePrecision.DAY and pattern_of("dates").search(line.text[: found.start]):
                yield "release_date", found.first.isoformat(), line.at(found.start, found.end)
                return
