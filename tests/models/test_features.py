from hypothesis import given
from hypothesis import strategies as st

from models.features import features, tokens


def test_numbers_keep_only_their_length_so_that_amounts_generalise() -> None:
    assert tokens("£18,400 in 2010") == ["£", "00", "000", "in", "0000"]


def test_typographic_apostrophes_make_no_difference() -> None:
    assert tokens("didn’t") == tokens("didn't")


def test_a_sentence_and_its_neighbours_are_told_apart() -> None:
    counts = features("No budget.", ["The panel met."], ["cue=cost"])
    assert counts["w:budget"] == 1
    assert "w:panel" not in counts
    assert counts["n:panel"] == 1
    assert counts["r:cue=cost"] == 1
    assert counts["b:no budget"] == 1


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_has_countable_features(sentence: str, context: list[str]) -> None:
    assert all(value >= 1 for value in features(sentence, context, []).values())
