"""Each decision counts once, with the recommendation before it; what is decided later comes in sequence."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.counting import Told, decision_groups, sequences
from corpus.records import Status


def told(name: str, **changes: object) -> Told:
    made = Told(name, name, "Northshire Board", "Child C", "SCR", "not_initiated", "2010-09-14", False, ord(name[0]))
    return replace(made, **changes)  # type: ignore[arg-type]


def advice(name: str, **changes: object) -> Told:
    return told(name, status="recommended_not", **changes)


def counted(*held: Told) -> list[str]:
    return sorted(name for name, (_, is_counted) in decision_groups(held, {}).items() if is_counted)


def places(*held: Told) -> dict[str, int]:
    return sequences(held, decision_groups(held, {}))


def test_the_same_decision_in_two_papers_counts_once_and_another_day_or_case_for_itself() -> None:
    held = [told("a"), told("b"), told("c", decided_on="2011-01-10"), told("d", case="Child D")]
    assert decision_groups(held, {})["b"] == ("a", False)
    assert counted(*held) == ["a", "c", "d"]
    assert places(*held) == {"a": 1, "c": 2, "d": 1}


def test_a_repeat_belongs_to_the_one_decision_that_it_can_mean() -> None:
    repeat = told("r", is_repeat=True, decided_on="2010-11-18", position=1)
    assert decision_groups([told("a"), repeat], {})["r"] == ("a", False)
    two = [told("a"), told("b", decided_on="2010-10-01"), repeat]
    assert decision_groups(two, {})["r"] == ("r", True)


def test_a_repeat_years_later_is_of_another_case_of_the_same_name() -> None:
    repeat = told("r", is_repeat=True, decided_on="2016-11-18")
    assert decision_groups([told("a"), repeat], {})["r"] == ("r", True)


def test_two_looks_at_a_case_in_one_register_stay_two() -> None:
    first = told("a", document_id="x")
    again = told("b", document_id="x")
    assert decision_groups([first, again], {"x": "x"}) == {"a": ("a", True), "b": ("b", True)}
    copy = [told("m", document_id="y"), told("n", document_id="y")]
    assert decision_groups([first, again, *copy], {"x": "x", "y": "x"}) == {
        "a": ("a", True),
        "b": ("b", True),
        "m": ("a", False),
        "n": ("b", False),
    }


def test_versions_of_a_document_share_a_decision_whose_day_only_one_of_them_tells() -> None:
    groups = decision_groups([told("a", decided_on=""), told("b", body="")], {"a": "a", "b": "a"})
    assert groups["b"] == ("a", False)
    assert sequences([told("a", decided_on="")], groups) == {"a": 1}


def test_two_meetings_in_one_bundle_are_not_one_decision() -> None:
    bundle = [told("m", document_id="x"), told("n", document_id="x", decided_on="2011-03-01")]
    held = [told("a"), told("b", decided_on="2011-03-01"), *bundle]
    groups = decision_groups(held, {"x": "a", "a": "a", "b": "a"})
    assert {name: whole for name, (whole, _) in groups.items()} == {"a": "a", "b": "b", "m": "a", "n": "b"}


def test_the_day_of_a_decision_is_that_of_the_copy_that_tells_it() -> None:
    held = [told("a", decided_on=""), told("b"), told("c", status="deferred", decided_on="2010-03-01")]
    groups = decision_groups(held, {"a": "a", "b": "a"})
    assert sequences(held, groups) == {"c": 1, "a": 2}


@pytest.mark.parametrize("decided", ["2010-09-14", "2010-09-30", "2010-12-15", "2010-10"])
@pytest.mark.parametrize("status", ["not_initiated", "initiated", "deferred", "referred_elsewhere"])
def test_a_recommendation_is_a_step_of_the_decision_that_follows_it(decided: str, status: str) -> None:
    held = [advice("a"), told("b", decided_on=decided, status=status)]
    assert decision_groups(held, {}) == {"a": ("b", False), "b": ("b", True)}
    assert places(*held) == {"b": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"decided_on": "2010-09-13"},
        {"decided_on": "2010-12-16"},
        {"decided_on": "2010"},
        {"decided_on": ""},
        {"body": "Calder Vale Board"},
        {"case": "Child D"},
        {"review_type": "SAR"},
        {"status": "under_consideration"},
    ],
)
def test_a_recommendation_on_which_no_decision_is_known_goes_on_counting(change: dict[str, str]) -> None:
    assert counted(advice("a"), told("b", **change)) == ["a", "b"]


def test_a_recommendation_belongs_to_the_first_decision_after_it() -> None:
    later = told("c", decided_on="2010-11-18")
    held = [advice("a"), told("b", status="deferred", decided_on="2010-09-20"), later]
    assert decision_groups(held, {})["a"] == ("b", False)
    assert places(*held) == {"b": 1, "c": 2}


def test_a_recommendation_overruled_is_one_event() -> None:
    assert counted(told("a", status="recommended_initiate"), told("b", decided_on="2010-09-30")) == ["b"]


def test_a_recommendation_told_in_two_papers_joins_no_two_decisions() -> None:
    steps = [advice("a"), advice("b", decided_on="2010-09-20")]
    held = [*steps, told("c", decided_on="2010-09-16"), told("d", decided_on="2010-12-01", status="initiated")]
    groups = decision_groups(held, {"a": "a", "b": "a"})
    assert (groups["a"], groups["b"]) == (("c", False), ("c", False))
    assert groups["d"] == ("d", True)


def test_a_register_that_dates_the_decision_by_the_recommendation_tells_the_same_one() -> None:
    held = [advice("a"), told("b", decided_on="2010-11-18"), told("r")]
    assert decision_groups(held, {}) == {"a": ("b", False), "b": ("b", True), "r": ("b", False)}
    assert counted(told("b", decided_on="2010-11-18"), told("r")) == ["b", "r"]
    deferred = told("d", status="deferred", decided_on="2010-10-01")
    assert counted(*held, deferred) == ["b", "d", "r"]
    in_one = [advice("a"), told("b", decided_on="2010-11-18", document_id="x"), told("r", document_id="x")]
    assert counted(*in_one) == ["b", "r"]


def test_what_is_decided_anew_comes_in_sequence_undated_last() -> None:
    held = [told("a", decided_on=""), told("b", decided_on="2011-02"), told("c", status="deferred")]
    assert places(*held) == {"c": 1, "b": 2, "a": 3}


@pytest.mark.parametrize(("later", "place"), [("2013-09-14", 2), ("2013-09-15", 1), ("2016", 1)])
def test_after_three_years_a_case_of_the_same_name_is_another(later: str, place: int) -> None:
    assert places(told("a"), told("b", decided_on=later)) == {"a": 1, "b": place}


def test_a_decision_without_a_case_stands_alone() -> None:
    assert places(told("a", case=""), told("b", case="", decided_on="2011-01-01")) == {"a": 1, "b": 1}


REGISTER = {"document_id": "x", "body": "", "release": "r"}


def test_a_register_without_a_body_speaks_for_the_one_whose_decisions_it_shares() -> None:
    minutes = [advice("a", release="r"), told("b", case="Child D", release="r")]
    rows = [told("m", **REGISTER), told("n", case="Child D", **REGISTER), told("o", case="Child E", **REGISTER)]
    groups = decision_groups([*minutes, *rows], {})
    assert groups == {"a": ("m", False), "m": ("m", True), "b": ("b", True), "n": ("b", False), "o": ("o", True)}
    other = told("c", body="Calder Vale Board", release="r")
    assert counted(*minutes, *rows, other) == ["a", "b", "c", "m", "n", "o"]


def test_one_shared_decision_of_many_or_another_release_tells_no_body() -> None:
    rows = [told("m", **REGISTER), told("o", case="Child E", **REGISTER)]
    assert counted(told("a", release="r"), *rows) == ["a", "m", "o"]
    assert counted(told("a", release="s"), rows[0]) == ["a", "m"]


DAYS = ["", "2008", "2010-09", "2010-09-14", "2010-09-30", "2010-11-18", "2016-02-29", "2010-04-01/2010-06-30", "soon"]
ANY = st.builds(
    told,
    st.sampled_from("abcdefgh"),
    document_id=st.sampled_from("uvwxyz"),
    body=st.sampled_from(["Northshire Board", "the Northshire board", ""]),
    case=st.sampled_from(["Child C", "Child D", ""]),
    status=st.sampled_from([str(status) for status in Status]),
    decided_on=st.sampled_from(DAYS),
    is_repeat=st.booleans(),
)
SEVERAL = st.lists(ANY, max_size=8, unique_by=lambda item: item.decision_id)
VERSIONS = st.dictionaries(st.sampled_from("uvwxyz"), st.sampled_from("uv"))


@given(SEVERAL, VERSIONS)
def test_every_decision_is_counted_as_one_that_counts(held: list[Told], versions: dict[str, str]) -> None:
    groups = decision_groups(held, versions)
    assert set(groups) == {item.decision_id for item in held}
    assert all(groups[name] == (name, True) for name, _ in groups.values())
    assert all(is_counted == (name == whole) for name, (whole, is_counted) in groups.items())


@given(SEVERAL, VERSIONS)
def test_who_counts_has_a_place_and_the_places_of_a_case_begin_at_one(
    held: list[Told], versions: dict[str, str]
) -> None:
    groups = decision_groups(held, versions)
    found = sequences(held, groups)
    assert set(found) == {name for name, (_, is_counted) in groups.items() if is_counted}
    assert not found or min(found.values()) == 1
    assert all(place == 1 or place - 1 in found.values() for place in found.values())


@given(SEVERAL, VERSIONS, st.randoms())
def test_the_order_in_which_decisions_come_tells_nothing(
    held: list[Told], versions: dict[str, str], chance: random.Random
) -> None:
    mixed = [*held]
    chance.shuffle(mixed)
    groups = decision_groups(held, versions)
    assert groups == decision_groups(mixed, versions)
    assert sequences(held, groups) == sequences(mixed, groups)
