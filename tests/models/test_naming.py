"""What the layout of a paper calls its cases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.naming import (
    calls_a_case,
    case_of_lead,
    case_of_title,
    described_in,
    introduced,
    is_housekeeping,
    layout_rules,
    looks_at_reviews_held,
    tells_of_a_case,
)

DATA = layout_rules().data


@pytest.mark.parametrize(("title", "case"), DATA["titles"].items())
def test_a_heading_names_the_case_beneath_it(title: str, case: str) -> None:
    assert case_of_title(title) == case


@pytest.mark.parametrize("title", DATA["business_examples"])
def test_other_business_names_no_case(title: str) -> None:
    assert case_of_title(title) == ""


@pytest.mark.parametrize(("text", "case"), DATA["leads"].items())
def test_a_paragraph_may_open_with_its_case(text: str, case: str) -> None:
    assert case_of_lead(text) == case


@pytest.mark.parametrize("text", DATA["not_leads"])
def test_a_speaker_or_a_label_opens_no_case(text: str) -> None:
    assert case_of_lead(text) == ""


@pytest.mark.parametrize(
    ("text", "case"), [pair for rule in DATA["introductions"] for pair in rule["examples"].items()]
)
def test_running_text_brings_somebody_in_under_a_name(text: str, case: str) -> None:
    assert introduced(text) == case


@pytest.mark.parametrize("text", DATA["not_introductions"])
def test_who_is_no_subject_of_a_case_is_not_brought_in(text: str) -> None:
    assert introduced(text) == ""


@pytest.mark.parametrize(
    ("text", "tells"), [*((text, True) for text in DATA["examples"]), *((text, False) for text in DATA["near_misses"])]
)
def test_a_case_is_told_of_somebody_who_came_to_harm(text: str, tells: bool) -> None:
    assert tells_of_a_case(text) is tells


@pytest.mark.parametrize(("title", "is_so"), DATA["called"].items())
def test_a_heading_may_say_of_itself_that_it_names_a_case(title: str, is_so: bool) -> None:
    assert calls_a_case(title) is is_so


@pytest.mark.parametrize(("text", "case"), DATA["described_examples"].items())
def test_somebody_may_be_known_by_age_and_sex(text: str, case: str) -> None:
    assert described_in(text) == case


@pytest.mark.parametrize("text", DATA["not_described"])
def test_people_in_general_are_nobody(text: str) -> None:
    assert described_in(text) == ""


@pytest.mark.parametrize(
    ("title", "is_so"),
    [*((t, True) for t in DATA["housekeeping_examples"]), *((t, False) for t in DATA["not_housekeeping"])],
)
def test_the_meetings_own_business_is_known(title: str, is_so: bool) -> None:
    assert is_housekeeping(title) is is_so


@pytest.mark.parametrize(
    ("title", "is_so"), [*((t, True) for t in DATA["back_examples"]), *((t, False) for t in DATA["not_back"])]
)
def test_an_item_on_reviews_that_are_held_is_known(title: str, is_so: bool) -> None:
    assert looks_at_reviews_held(title) is is_so


@given(st.text(max_size=300))
def test_any_text_may_be_asked_for_its_case(text: str) -> None:
    found: list[Any] = [case_of_title(text), case_of_lead(text), introduced(text), described_in(text)]
    assert all(case in text for case in found)
