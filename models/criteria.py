"""What statutory guidance asked for on a day, in a nation, given the facts that a document states: `criteria.yaml`.

A research flag and nothing more: it says how the facts *as stated* stand to the criteria, not what a body ought to have
done. Facts are true, false, or not told; logic is that of three values (Kleene 1952), so what is not told never
counts against a review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from corpus.records import Criteria
from corpus.rule_files import load_rules

Facts = Mapping[str, bool | None]
Clause = tuple[tuple[str, bool], ...]  # fact, and whether only a denial fails it


@dataclass(frozen=True, slots=True)
class Version:
    """Criteria as one version of the guidance put them; `end` is the last day in force, None while it lasts."""

    version: str
    name: str
    nation: str
    review_type: str
    begin: date
    end: date | None
    clauses: Mapping[Criteria, tuple[Clause, ...]]
    duties: tuple[str, ...]
    examples: tuple[tuple[Facts, Criteria], ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome, by which version (empty where none is held), and what else that version then demanded."""

    criteria: Criteria
    version: str = ""
    duties: tuple[str, ...] = ()


def criteria_assess(facts: Facts, on: date, nation: str, review_type: str = "") -> Assessment:
    """Return how facts stand to the criteria in force on a day in a nation.

    `review_type` chooses between criteria for children and for adults; empty means those for children.
    A fact that is missing or None is not told. Where no version is held, facts cannot suffice.

    Raises:
        KeyError: a fact that `criteria.yaml` does not know.
    """
    unknown = facts.keys() - known_facts().keys()
    if unknown:
        raise KeyError(f"no such fact: {', '.join(sorted(unknown))}; known are {', '.join(known_facts())}")
    version = version_on(on, nation, review_type)
    if version is None:
        return Assessment(Criteria.INSUFFICIENT_FACTS)
    held = {outcome: _any(clauses, facts) for outcome, clauses in version.clauses.items()}
    outcome = next((outcome for outcome, is_met in held.items() if is_met), None)
    if outcome:
        return Assessment(outcome, version.version, version.duties)
    is_open = any(is_met is None for is_met in held.values())
    return Assessment(Criteria.INSUFFICIENT_FACTS if is_open else Criteria.NOT_COVERED, version.version)


def version_on(on: date, nation: str, review_type: str = "") -> Version | None:
    """Return the version in force on a day, the first in the file where two concern the same review."""
    return next(
        (
            version
            for version in versions()
            if version.nation == nation
            and version.begin <= on
            and (version.end is None or on <= version.end)
            and review_type in ("", version.review_type)
        ),
        None,
    )


def _any(clauses: Sequence[Clause], facts: Facts) -> bool | None:
    met = [_all(clause, facts) for clause in clauses]
    return True if True in met else None if None in met else False


def _all(clause: Clause, facts: Facts) -> bool | None:
    told = [facts.get(fact) is not False if is_lenient else facts.get(fact) for fact, is_lenient in clause]
    return False if False in told else None if None in told else True


@cache
def known_facts() -> Mapping[str, str]:
    """Return the facts that criteria speak of, each with its meaning."""
    facts: dict[str, str] = load_rules("models", "criteria.yaml")["facts"]
    return facts


@cache
def versions() -> tuple[Version, ...]:
    """Return the versions of the file, in its order."""
    return tuple(
        Version(
            item["version"],
            item["name"],
            item["nation"],
            item["review_type"],
            item["from"],
            item.get("to"),
            {outcome: tuple(map(_clause, item[outcome])) for outcome in Criteria if outcome in item},
            tuple(item.get("duties", ())),
            tuple((example["facts"], Criteria(example["is"])) for example in item["examples"]),
        )
        for item in load_rules("models", "criteria.yaml")["versions"]
    )


def _clause(text: str) -> Clause:
    return tuple((fact.rstrip("?"), fact.endswith("?")) for fact in map(str.strip, text.split("&")))
