"""Copies are told apart from papers that only look alike."""

from __future__ import annotations

from corpus.copies import are_versions, candidates, document_groups, shingles_of

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


def test_each_pair_is_a_candidate_once() -> None:
    assert list(candidates({"a": "0" * 64, "b": "0" * 64, "c": "1" * 64})) == [("a", "b")]
