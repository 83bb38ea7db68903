"""What tells copies of a text."""

from __future__ import annotations

from corpus.records import Fingerprint, Page
from models.fingerprint import PERMUTATIONS, fingerprint_of

TEXT = "The panel agreed that no serious case review would be held, and that each agency should look at its own part."


def test_layout_case_and_running_heads_do_not_count() -> None:
    headed = Page(1, "OFFICIAL\n" + TEXT.upper().replace(" ", "\n"), furniture=((0, 8),))
    assert fingerprint_of([headed]) == fingerprint_of([Page(1, TEXT)])


def test_other_words_give_another_hash_and_a_minhash_that_is_mostly_the_same() -> None:
    one, other = fingerprint_of([Page(1, TEXT)]), fingerprint_of([Page(1, TEXT + " It met in May.")])
    assert one.words_sha256 != other.words_sha256
    alike = sum(one.minhash[i : i + 8] == other.minhash[i : i + 8] for i in range(0, len(one.minhash), 8))
    assert PERMUTATIONS * 0.6 < alike < PERMUTATIONS


def test_without_words_there_is_nothing_to_tell_copies_by() -> None:
    assert fingerprint_of([Page(1, " — \n")]) == Fingerprint()
    assert fingerprint_of([]) == Fingerprint()
