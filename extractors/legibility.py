"""How far a text reads as language: told of pages whose letters came out wrong, by a bad text layer or by OCR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

_CLITIC = re.compile(r"[’'](?:\w|ll|re|ve)\b|\b(?:\w|qu)[’']", re.I)  # board's, we'll; l'enquête
_APART = re.compile(r"[-–—/’'_]")  # "multi-agency": judged part by part
_ALONE = frozenset("aiàoyeuw")  # words of one letter, in the languages of `words.txt`
_LONGEST_ABBREVIATION = 6
_RARE = 4  # a run of three letters that fewer words have is no argument for a word
_UNKNOWN = 0.5  # of a word that no list has but that could be one
_SCRIPTS = frozenset(
    (
        *("ARABIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "GEORGIAN", "GREEK", "GUJARATI"),
        *("GURMUKHI", "HANGUL", "HEBREW", "HIRAGANA", "KATAKANA", "TAMIL", "TELUGU", "THAI"),
    )
)


def legibility(text: str) -> float:
    """Return how far the words are plausible language, in [0, 1]; 1 where there is none to judge.

    English words count in full, and so do names, words in other scripts and the small words of French, German,
    Spanish and Welsh; words that no list has count by half if their letters follow one another as in words. Numbers
    and abbreviations are not counted. Good pages have 0.85 and more, French or German ones 0.7, noise below 0.4.
    """
    marks = [mark for word in text.split() for mark in _marks(word)]
    return sum(marks) / len(marks) if marks else 1.0


@lru_cache(maxsize=50_000)
def _marks(word: str) -> tuple[float, ...]:
    """Return a mark for each part of a word that can be judged."""
    return tuple(_marks_of_parts(word))


def _marks_of_parts(word: str) -> Iterator[float]:
    for part in _APART.split(_CLITIC.sub("", word)):
        letters = "".join(filter(str.isalpha, part))
        if "\ufffd" in part or any(unicodedata.category(c) in ("Co", "Cn") for c in part):
            yield 0.0
        elif letters and not _is_abbreviation(part, letters):
            yield _mark(part.strip('.,;:!?()[]{}"“”‘„«»*•'), letters)


def _is_abbreviation(part: str, letters: str) -> bool:
    return 1 < len(letters) <= _LONGEST_ABBREVIATION and letters.isupper() and not _is_word(letters.casefold())


def _mark(part: str, letters: str) -> float:
    if not letters.isascii() and _script(letters) in _SCRIPTS:
        return 1.0
    if _is_word(letters.casefold()):
        return 1.0 if part.isalpha() else _UNKNOWN
    if len(letters) == 1 or not part.isalpha():
        return 0.0
    if not _is_speakable(letters):
        return 0.0
    return 1.0 if letters.istitle() else _UNKNOWN


def _script(letters: str) -> str:
    """Return the script that all the letters belong to, as Unicode names it; empty where they are of several."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    return scripts.pop() if len(scripts) == 1 else ""


def _is_word(letters: str) -> bool:
    return letters in _words() or letters in _ALONE


def _is_speakable(letters: str) -> bool:
    """Whether each three letters on end are found in words, as far as accents are left aside."""
    plain = unicodedata.normalize("NFD", letters.casefold().replace("ß", "ss"))
    edged = f"^{''.join(c for c in plain if not unicodedata.combining(c))}$"
    return all(edged[i : i + 3] in _runs() for i in range(len(edged) - 2))


@cache
def _words() -> frozenset[str]:
    return frozenset(resources.files("extractors").joinpath("words.txt").read_text("utf-8").split())


@cache
def _runs() -> frozenset[str]:
    """Return the runs of three characters that enough words have, `^` and `$` being where a word begins and ends."""
    import numpy as np

    joined = "^" + "$^".join(word for word in _words() if len(word) > 3) + "$"
    letters = np.array([joined]).view(np.uint32).astype(np.uint64)  # Unicode has 21 bits
    found, counts = np.unique(letters[:-2] << 42 | letters[1:-1] << 21 | letters[2:], return_counts=True)
    return frozenset(
        chr(run >> 42) + chr(run >> 21 & 0x1FFFFF) + chr(run & 0x1FFFFF) for run in found[counts >= _RARE].tolist()
    )
