"""Which documents are versions of each other: drafts, approved copies, forwarded and bundled papers.

Pure: `publish.py` feeds it rows and stores what it finds. Near copies are found by locality-sensitive hashing of
MinHashes (Broder 1997; Leskovec, Rajaraman & Ullman 2014, ch. 3) and confirmed by the exact Jaccard of their shingles.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

ALIKE = 0.5  # exact Jaccard of shingles from which two documents are versions of one
HELD = 0.85  # share of the shorter document's shingles that the longer must hold to contain it
_LEAST = 20  # shingles below which likeness tells nothing
_ROWS = 4  # of a band: 32 bands of 4 find a pair of Jaccard 0.5 in 87 of 100 cases, of 0.7 in all but one in 10,000
_DIGITS = 8  # hexadecimal digits of one number of a MinHash
_SHINGLE = 4  # words
_WORD = re.compile(r"\w+")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


class Groups:
    """Sets that grow together (union-find); the least member names its set."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, member: str) -> str:
        """Return the name of the member's set."""
        while self._parent.setdefault(member, member) != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def join(self, one: str, other: str) -> None:
        """Make the sets of two members one."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first


def candidates(minhashes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of documents whose MinHashes share a band, once."""
    seen: set[tuple[str, str]] = set()
    width = _ROWS * _DIGITS
    bands: dict[tuple[int, str], list[str]] = defaultdict(list)
    for document_id, held in sorted(minhashes.items()):
        for place in range(0, len(held), width):
            bands[place, held[place : place + width]].append(document_id)
    for members in bands.values():
        for pair in combinations(members, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def shingles_of(text: str) -> frozenset[str]:
    """Return the runs of four words of a text, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def are_versions(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two texts are versions of one, or one holds the other (a forwarded mail, minutes in a bundle)."""
    shorter = min(len(one), len(other))
    if shorter < _LEAST:
        return False
    shared = len(one & other)
    return shared / len(one | other) >= ALIKE or shared / shorter >= HELD


def document_groups(
    hashes: Mapping[str, str], minhashes: Mapping[str, str], text_of: Callable[[str], str]
) -> dict[str, str]:
    """Return, a document, the name of its group of versions: the least id of the group.

    `hashes` are of the whole normalised text; `text_of` is asked only for documents that may be near copies.
    """
    groups = Groups()
    by_hash: dict[str, str] = {}
    for document_id, held in sorted(hashes.items()):
        groups.find(document_id)
        if held:
            groups.join(by_hash.setdefault(held, document_id), document_id)
    for one, other in candidates(minhashes):
        if groups.find(one) != groups.find(other) and are_versions(
            shingles_of(text_of(one)), shingles_of(text_of(other))
        ):
            groups.join(one, other)
    return {document_id: groups.find(document_id) for document_id in hashes}


def plain(name: str) -> str:
    """Return a name without case, articles and punctuation: "The W. children" and "the W children" are one."""
    return _NOT_A_LETTER.sub(" ", re.sub(r"^the (?=\S)", "", name.casefold())).strip()
