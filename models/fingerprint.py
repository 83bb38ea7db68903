"""What tells copies of a text: its words hashed whole, and a MinHash of its shingles (Broder 1997) for near copies."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from corpus.records import Fingerprint, Page

PERMUTATIONS, SEED = 128, 20101
SHINGLE = 4  # words
_WORD = re.compile(r"\w+")


def fingerprint_of(pages: Iterable[Page]) -> Fingerprint:
    """Return the fingerprint of a document's running text; furniture, case, punctuation and spacing do not count.

    `minhash` holds `PERMUTATIONS` numbers of 32 bits in hexadecimal; empty where the text is shorter than a shingle.
    """
    words = [word for page in pages for word in _WORD.findall(unicodedata.normalize("NFKC", _running(page)).casefold())]
    whole = hashlib.sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest() if words else ""
    return Fingerprint(whole, _minhash(shingles(words)))


def shingles(words: list[str]) -> set[str]:
    """Return the runs of `SHINGLE` words."""
    return {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def _running(page: Page) -> str:
    text = page.text
    for start, end in reversed(page.furniture):
        text = text[:start] + " " + text[end:]
    return text


def _minhash(held: set[str]) -> str:
    if not held:
        return ""
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    made.update(sorted(held))
    return "".join(f"{value:08x}" for value in made.digest())
