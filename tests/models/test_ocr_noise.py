from hypothesis import given
from hypothesis import strategies as st

from models.ocr_noise import noisy

TEXT = "The Panel considered that the overall bill could not be justified and no review was begun. " * 20


@given(st.text(), st.integers(0, 99))
def test_without_faults_a_text_stays_as_it_is(text: str, seed: int) -> None:
    assert noisy(text, seed, rate=0) == text


def test_the_same_seed_gives_the_same_faults_about_as_many_as_asked() -> None:
    assert noisy(TEXT, 1) == noisy(TEXT, 1) != noisy(TEXT, 2)
    kept = sum(a == b for a, b in zip(TEXT.split(), noisy(TEXT, 1, 0.02).split(), strict=False))
    assert kept < len(TEXT.split())
    assert 0.9 < len(noisy(TEXT, 1)) / len(TEXT) < 1.1
