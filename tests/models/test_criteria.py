"""Criteria by date and nation: the rules' own examples, and what facts not told may never do."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Criteria
from models.criteria import Facts, Version, criteria_assess, known_facts, version_on, versions

EXAMPLES = [(version, facts, outcome) for version in versions() for facts, outcome in version.examples]
AUGUST_2010 = date(2010, 8, 1)


@pytest.mark.parametrize(("version", "facts", "outcome"), EXAMPLES, ids=lambda x: getattr(x, "version", None))
def test_the_examples_of_a_version_come_out_as_they_say(version: Version, facts: Facts, outcome: Criteria) -> None:
    found = criteria_assess(facts, version.begin, version.nation, version.review_type)
    assert (found.criteria, found.version) == (outcome, version.version)


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"died": True, "abuse_suspected": True}, Criteria.MANDATORY),
        ({"died": True, "in_custody": True, "abuse_suspected": False}, Criteria.MANDATORY),
        ({"died": True, "mha_detained": True}, Criteria.MANDATORY),
        ({"died": False, "life_threatening_injury": True, "abuse_suspected": True}, Criteria.DISCRETIONARY),
        ({"parent_murdered": True, "dhr": True}, Criteria.DISCRETIONARY),
        (dict.fromkeys(known_facts(), False), Criteria.NOT_COVERED),
        ({}, Criteria.INSUFFICIENT_FACTS),
    ],
)
def test_the_criteria_of_2010(facts: Facts, outcome: Criteria) -> None:
    assert criteria_assess(facts, AUGUST_2010, "England").criteria is outcome


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (date(2012, 1, 1), Criteria.DISCRETIONARY),
        (date(2014, 1, 1), Criteria.MANDATORY),
        (date(2020, 1, 1), Criteria.JUDGEMENT),
    ],
)
def test_the_same_facts_stand_otherwise_in_other_years(on: date, outcome: Criteria) -> None:
    facts = {"abuse_suspected": True, "seriously_harmed": True, "interagency_concern": True}
    assert criteria_assess(facts, on, "England").criteria is outcome


def test_from_2018_a_rapid_review_is_a_duty_and_a_review_a_judgement() -> None:
    found = criteria_assess({"abuse_suspected": True, "died": True}, date(2020, 1, 1), "England")
    assert found.duties == ("notification", "rapid_review")


def test_a_nation_or_a_day_without_rules_is_said_to_lack_facts() -> None:
    for on, nation in ((date(1999, 1, 1), "England"), (AUGUST_2010, "Scotland")):
        found = criteria_assess({"died": True, "abuse_suspected": True}, on, nation)
        assert (found.criteria, found.version) == (Criteria.INSUFFICIENT_FACTS, "")


def test_a_fact_that_no_rule_knows_is_refused() -> None:
    with pytest.raises(KeyError, match="no such fact: dead"):
        criteria_assess({"dead": True}, AUGUST_2010, "England")


def test_versions_of_one_review_follow_each_other_without_gap_or_overlap() -> None:
    for nation, of_adults in {(version.nation, version.review_type == "SAR") for version in versions()}:
        held = [v for v in versions() if v.nation == nation and (v.review_type == "SAR") is of_adults]
        for before, after in pairwise(held):
            assert before.end is not None and after.begin == before.end + timedelta(days=1)
        assert held[-1].end is None


def test_every_clause_speaks_of_known_facts() -> None:
    told = {fact for v in versions() for clauses in v.clauses.values() for clause in clauses for fact, _ in clause}
    assert told <= known_facts().keys()


FACTS = st.dictionaries(st.sampled_from(sorted(known_facts())), st.sampled_from([True, False, None]))
DAYS = st.dates(date(2004, 1, 1), date(2026, 1, 1))


@given(FACTS, DAYS, st.sampled_from(["England", "Wales"]))
def test_what_is_not_told_is_never_not_covered(facts: dict[str, bool | None], on: date, nation: str) -> None:
    """Not covered means not covered whatever the facts that are not told turn out to be."""
    if criteria_assess(facts, on, nation).criteria is Criteria.NOT_COVERED:
        open_facts = [fact for fact in known_facts() if facts.get(fact) is None]
        for value in (True, False):
            told = {**facts, **dict.fromkeys(open_facts, value)}
            assert criteria_assess(told, on, nation).criteria is Criteria.NOT_COVERED


@given(FACTS, DAYS)
def test_the_version_is_that_of_the_day(facts: dict[str, bool | None], on: date) -> None:
    version = version_on(on, "England")
    assert criteria_assess(facts, on, "England").version == (version.version if version else "")
