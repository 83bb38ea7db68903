"""How far a text reads as language."""

from __future__ import annotations

import pytest

from extractors.legibility import legibility

ENGLISH = (
    "The sub-group concluded that the criteria in chapter eight were not met. The board's chair, Mrs Penhale, will "
    "write to the CDOP by 14 March 2011; the LSCB's budget of £11,450 can't bear another review."
)
FRENCH = (
    "Le conseil a décidé de ne pas ouvrir une enquête, car les ressources disponibles étaient insuffisantes et le "
    "ministère avait déjà été saisi de l'affaire."
)
GERMAN = (
    "Der Ausschuss beschloss, keine Überprüfung einzuleiten, weil die verfügbaren Mittel nicht ausreichten und die "
    "Polizei bereits ermittelte; die Sitzung wurde um 17 Uhr geschlossen."
)


def shifted(text: str, by: int) -> str:
    """Return text as a font with a wrong map gives it."""
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text)


def test_english_with_names_numbers_and_abbreviations_reads_as_language() -> None:
    assert legibility(ENGLISH) > 0.9


@pytest.mark.parametrize("text", [FRENCH, GERMAN])
def test_other_languages_read_better_than_any_garbage(text: str) -> None:
    assert legibility(text) > 0.5


def test_other_scripts_are_language() -> None:
    assert legibility("Совет решил не начинать проверку") == 1.0


@pytest.mark.parametrize(
    "garbage",
    [
        shifted(ENGLISH, 1),
        shifted(ENGLISH, 13),
        " ".join(ENGLISH),
        "".join(chr(0xF000 + ord(c)) if c.isalpha() else c for c in ENGLISH),
        "".join(chr(ord(c) - 29) if ord(c) > 64 else c for c in ENGLISH),
        " ".join(word[::-1] for word in ENGLISH.split()),
        "\ufffd\ufffd\ufffd \ufffd\ufffd",
    ],
    ids=["shifted by 1", "shifted by 13", "letter-spaced", "private use", "control", "backwards", "replacement"],
)
def test_garbage_text_layers_do_not_read_as_language(garbage: str) -> None:
    assert legibility(garbage) < 0.45


def test_a_text_without_words_is_not_held_against_a_page() -> None:
    assert legibility("") == legibility("12.4 £300 17/3/2011 — 45%") == 1.0


def test_wrong_letters_lower_it_step_by_step() -> None:
    words = ENGLISH.split()
    spoilt = [" ".join("q" + w[1:] if i % every == 0 else w for i, w in enumerate(words)) for every in (8, 4, 2)]
    marks = [legibility(text) for text in (ENGLISH, *spoilt)]
    assert marks == sorted(marks, reverse=True)
    assert marks[-1] < marks[0] - 0.25
