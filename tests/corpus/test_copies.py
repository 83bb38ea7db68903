"""Copies are told apart from papers that only look alike, and each decision counts once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.copies import Told, are_versions, candidates, decision_groups, document_groups, shingles_of

DRAFT = (
    "Minutes of the Serious Case Review Panel held on Tuesday 14 September 2010 at County Hall. Members considered "
    "the case of Child C, who was brought to hospital in June with injuries for which nobody could account. The panel "
    "heard from health, from social care and from the police, and agreed to recommend that no review be held."
)
APPROVED = DRAFT.replace("heard", "had heard").replace("County Hall", "the County Hall, Northshire")
OTHER = (
    "Minutes of the Serious Case Review Panel held on Tuesday 9 November 2010 at County Hall. Members considered "
    "Child F and put the matter off until the trial is over; the training plan for the spring was agreed."
)
TEXTS = {"a": DRAFT, "b": APPROVED, "c": OTHER, "d": "Covering note. " + DRAFT + " Please see the attached. " * 30}


def told(name: str, **changes: object) -> Told:
    made = Told(name, name, "Northshire Board", "Child C", "SCR", "not_initiated", "2010-09-14", False, ord(name[0]))
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_draft_and_its_approved_copy_are_versions_and_another_meeting_is_not() -> None:
    assert are_versions(shingles_of(DRAFT), shingles_of(APPROVED))
    assert not are_versions(shingles_of(DRAFT), shingles_of(OTHER))


def test_a_forwarded_paper_is_a_version_of_what_it_holds() -> None:
    assert are_versions(shingles_of(DRAFT), shingles_of(TEXTS["d"]))


def test_short_texts_are_not_compared() -> None:
    assert not are_versions(shingles_of("No review was held."), shingles_of("No review was held."))


def test_documents_of_the_same_words_are_one_group_without_looking_at_their_text() -> None:
    def nobody_asks(document_id: str) -> str:
        raise AssertionError(document_id)

    assert document_groups({"a": "x", "b": "x", "c": "y"}, {}, nobody_asks) == {"a": "a", "b": "a", "c": "c"}


def test_near_copies_are_found_by_their_minhash_and_confirmed_by_their_text() -> None:
    same = "0" * 1024
    hashes = {"a": "1", "b": "2", "c": "3"}
    groups = document_groups(hashes, dict.fromkeys("abc", same), TEXTS.__getitem__)
    assert groups == {"a": "a", "b": "a", "c": "c"}


def test_the_same_decision_in_two_papers_counts_once_and_another_day_or_case_for_itself() -> None:
    held = [told("a"), told("b"), told("c", decided_on="2011-01-10"), told("d", case="Child D")]
    groups = decision_groups(held, {})
    assert groups["b"] == ("a", False)
    assert [name for name, (_, is_counted) in groups.items() if is_counted] == ["a", "c", "d"]


def test_a_repeat_belongs_to_the_one_decision_that_it_can_mean() -> None:
    repeat = told("r", is_repeat=True, decided_on="2010-11-18", position=1)
    assert decision_groups([told("a"), repeat], {})["r"] == ("a", False)
    two = [told("a"), told("b", decided_on="2010-10-01"), repeat]
    assert decision_groups(two, {})["r"] == ("r", True)


def test_two_looks_at_a_case_in_one_register_stay_two() -> None:
    first = told("a", document_id="x")
    again = told("b", document_id="x")
    assert decision_groups([first, again], {"x": "x"}) == {"a": ("a", True), "b": ("b", True)}


def test_versions_of_a_document_share_a_decision_whose_day_only_one_of_them_tells() -> None:
    groups = decision_groups([told("a"), told("b", decided_on="", body="")], {"a": "a", "b": "a"})
    assert groups["b"] == ("a", False)


ANY = st.builds(told, st.sampled_from("abcdef"), case=st.sampled_from(["Child C", "Child D", ""]))


@given(st.lists(ANY, max_size=6, unique_by=lambda item: item.decision_id))
def test_every_group_counts_exactly_one(held: list[Told]) -> None:
    groups = decision_groups(held, {})
    assert set(groups) == {item.decision_id for item in held}
    assert all(groups[name] == (name, True) for name, _ in groups.values())


def test_each_pair_is_a_candidate_once() -> None:
    assert list(candidates({"a": "0" * 64, "b": "0" * 64, "c": "1" * 64})) == [("a", "b")]
