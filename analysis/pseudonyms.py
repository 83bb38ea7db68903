"""Pseudonyms in the place of names and identifiers: stable within a workspace, keyed, and not to be undone without it.

A pseudonym is the HMAC-SHA-256 (RFC 2104) of what was found, under a key that the workspace keeps and no export holds:
the same name gives the same pseudonym in every export, and another workspace gives others. It is shown to 40 bits,
eight letters and digits: among 10,000 names two share one with probability 0.00005. Should two do so within one export,
the later one is shown to 80 bits, so that no two are alike there.

A pseudonym stands for a name: two people whom nothing but their lives tells apart share one. Pseudonyms protect from a
reader's glance, not from one who knows the case: they are no anonymity.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol

from analysis.replaced import Replaced, replace
from corpus.errors import InvalidQuery

_SHORT, _LONG = 8, 16  # characters of five bits
_LEAST_KEY = 16  # bytes
_KEYED = {
    "person": "Person",
    "initials": "Staff",
    "school": "School",
    "reference": "Reference",
    "address": "Address",
}
_FIXED = {
    "email": "[e-mail address]",
    "phone": "[telephone number]",
    "postcode": "[postcode]",
    "birth": "[date of birth]",
    "day": "[day]",
}


class Found(Protocol):
    """A name or an identifier that a finder found: half-open characters of the text, its kind, and whose it is."""

    @property
    def start(self) -> int:
        """The first character."""

    @property
    def end(self) -> int:
        """The character behind the last."""

    @property
    def kind(self) -> str:
        """A kind: person, initials, school, reference, address, email, phone, postcode, birth, day."""

    @property
    def who(self) -> str:
        """The same for everything that names the same."""


Find = Callable[[str], Sequence[Found]]


class Pseudonyms:
    """Puts pseudonyms in the place of what a finder finds in texts."""

    def __init__(self, key: bytes, find: Find) -> None:
        """Take the key of the workspace (`Workspace.pseudonym_key`) and the finder.

        Raises:
            InvalidQuery: the key has fewer than 16 bytes.
        """
        if len(key) < _LEAST_KEY:
            raise InvalidQuery(f"a key of pseudonyms has at least {_LEAST_KEY} bytes, not {len(key)}")
        self._key, self._find = key, find
        self._given: dict[str, str] = {}  # pseudonym -> whose it is
        self._of: dict[str, str] = {}  # whose -> pseudonym

    def hide(self, text: str) -> Replaced:
        """Return a text with pseudonyms in the place of names: "Mr Arkless" becomes "Mr Person-k7f3a2qd".

        Telephone numbers, e-mail addresses, postcodes and dates of birth become words in brackets, and the day of a
        death or an injury `[day]`, so that its month is left.
        """
        return replace(text, ((found.start, found.end, self._words(found)) for found in self._find(text)))

    def case(self, label: str, body: str = "") -> str:
        """Return a stable label for a case: "CASE-K7F3A2QD". `body` keeps the Child A of one body from another's.

        An empty label stays empty.
        """
        plain = " ".join(unicodedata.normalize("NFKC", label).casefold().split())
        return f"CASE-{self._code('case', f'{body.casefold().strip()}|{plain}').upper()}" if plain else ""

    def _words(self, found: Found) -> str:
        kind = str(found.kind)
        if kind in _FIXED:
            return _FIXED[kind]
        # Initials whose owner is known are his, and give his pseudonym under another word.
        space = "person" if kind == "initials" else kind
        return f"{_KEYED[kind]}-{self._code(space, found.who)}"

    def _code(self, space: str, who: str) -> str:
        """Return the letters and digits for somebody, no two alike among those given so far."""
        whose = f"{space}\0{who}"
        if whose not in self._of:
            digest = hmac.new(self._key, whose.encode(), hashlib.sha256).digest()
            letters = base64.b32encode(digest).decode().lower()
            code = next(c for c in (letters[:_SHORT], letters[:_LONG]) if self._given.setdefault(c, whose) == whose)
            self._of[whose] = code
        return self._of[whose]
