"""The list of events: its examples run, its codes are those of the codebook's rule files."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.rates.policy_events import (
    Example,
    PolicyEvent,
    alternative_explanations,
    elsewhere,
    event_of,
    other_events,
    policy_events,
)
from analysis.rates.windows import window_of
from corpus.errors import InvalidQuery
from corpus.review_types import review_types
from corpus.rule_files import load_rules

EXAMPLES = [(event, example) for event in policy_events() for example in event.examples]


@pytest.mark.parametrize(("event", "example"), EXAMPLES, ids=[f"{e.name}-{x.window.start}" for e, x in EXAMPLES])
def test_examples(event: PolicyEvent, example: Example) -> None:
    assert event.day is not None
    assert example.window.split(event.day) == (example.before, example.after)


def test_full_publication_stands_first() -> None:
    first = policy_events()[0]
    assert (first.name, first.day, first.nations, first.review_types) == (
        "full_publication",
        date(2010, 6, 10),
        ("England",),
        ("SCR",),
    )


@pytest.mark.parametrize("event", policy_events(), ids=lambda event: event.name)
def test_events_are_complete(event: PolicyEvent) -> None:
    codes = {kind.code for kind in review_types()}
    nations = {item["nation"] for item in load_rules("corpus", "nations.yaml")["nations"]}
    assert event.title
    assert event.changed
    assert event.source
    assert set(event.nations) <= nations
    assert set(event.review_types) <= codes
    assert event.span[0] <= event.span[1]
    assert bool(event.examples) == (event.day is not None)


def test_names_and_days_are_unique() -> None:
    assert len({event.name for event in policy_events()}) == len(policy_events())
    assert len({event.date for event in policy_events()}) == len(policy_events())


def test_an_event_is_found_by_name_and_by_day() -> None:
    assert event_of("full_publication") == event_of("2010-06-10")


def test_a_day_outside_the_list_is_an_event_without_a_name() -> None:
    event = event_of("2011-03-01")
    assert (event.name, event.day, event.label) == ("", date(2011, 3, 1), "2011-03-01")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("publication", "full_publication"),  # the list is shown
        ("2010-06", "no day"),
        ("2010-06-31", "neither a day"),
        ("national_panel", "no more than 2013-06 is known"),
        ("2021", "no more than 2021 is known"),
    ],
)
def test_what_is_no_day_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidQuery, match=sentence):
        event_of(text)


def test_other_changes_in_the_windows_are_told() -> None:
    window = window_of("2009-04-01:2011-01-31")
    assert [event.name for event in other_events(event_of("full_publication"), [window])] == ["working_together_2010"]
    wide = [event.name for event in other_events(None, [window_of("2010-01-01:2011-12-31")])]
    assert wide == ["working_together_2010", "full_publication", "domestic_homicide_reviews"]


def test_an_event_of_another_type_or_nation_is_pointed_out() -> None:
    event = event_of("full_publication")
    assert elsewhere(event, "SCR", "England") is None
    assert elsewhere(event, None, None) is None
    assert elsewhere(event, "scr", "Hackney") is None
    assert "concerns SCR in England" in (elsewhere(event, "DHR", None) or "")
    assert "concerns SCR in England" in (elsewhere(event, None, "Wales") or "")
    assert elsewhere(event_of("2011-03-01"), "DHR", "Wales") is None


def test_alternatives_name_notifications_and_definitions() -> None:
    said = " ".join(alternative_explanations())
    assert all(
        word in said for word in ("notifications", "counts as a review", "backlog", "election", "cuts", "released")
    )
