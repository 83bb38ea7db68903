"""The words by which names are told: given names, surnames, titles, ordinary words (`person_names.yaml`)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from corpus.rule_files import load_rules


class Word:
    """What a word, its capitals set aside, may be: bits of a plain number, which is looked at for every word."""

    GIVEN = 1
    SURNAME = 2
    AMBIGUOUS = 4  # a name that is an ordinary word or a place as well
    ORDINARY = 8  # of the language or the field, and no name
    THING = 16  # makes what stands before it a body or a place
    TITLE = 32
    WEAK = 64  # a title that is also an ordinary word
    NEVER = 128


NAMED = Word.GIVEN | Word.SURNAME
TITLES = Word.TITLE | Word.WEAK


_ARTICLE = re.compile(r"(?:al|el|ul|Al|El|Ul|AL|EL)[-‑]|[OD]['’][A-Z]|Mc[A-Z]|Mac[A-Z]|Fitz[A-Z]")  # al-Hashimi, O'Dowd


@dataclass(frozen=True, slots=True)
class Traits:
    """A word's flags (bits of `Word`), its plain form, and what follows from them.

    `is_firm`: a name and hardly anything else. `is_open`: may be a name for all that is known, being in no list or a
    name that is a word as well. `is_unknown`: in no list.
    """

    flags: int
    plain: str
    is_letter: bool
    is_firm: bool
    is_open: bool
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class NameRules:
    """The patterns of `person_names.yaml`."""

    acts: re.Pattern[str]  # after a name: what persons do
    kin: re.Pattern[str]  # before a name: whose follows
    public_before: re.Pattern[str]
    public_after: re.Pattern[str]
    body_before: re.Pattern[str]
    body_after: re.Pattern[str]
    acronyms: frozenset[str]
    label: re.Pattern[str]  # before a word that a document gives as a pseudonym: "Child"
    age: re.Pattern[str]  # after a name
    of_kin: re.Pattern[str]  # after a name: "'s mother"
    place_end: re.Pattern[str]  # the end of a word that is rather a place
    addressed: re.Pattern[str]  # before a name: "Dear"
    header: re.Pattern[str]  # before a last name that stands first: "From:"
    doing: re.Pattern[str]  # after a name that is a word as well


def plain(word: str) -> str:
    """Return a word without capitals, accents and apostrophes, as names are compared."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in letters if char.isalnum()).replace("ł", "l")


@lru_cache(maxsize=65536)
def traits_of(word: str) -> Traits:
    """Return what a word may be."""
    flags, is_letter = _flags_of(word), len(word) == 1
    shut = Word.AMBIGUOUS | Word.NEVER | Word.THING | Word.ORDINARY
    is_open = not flags & Word.NEVER if flags & NAMED else not flags and not is_letter
    return Traits(
        flags, plain(word), is_letter, bool(flags & NAMED) and not flags & shut, is_open, not flags and not is_letter
    )


def _flags_of(word: str) -> int:
    """Return the flags of a word; a word with a hyphen may be what its parts are."""
    words = _words()
    bare = plain(word)
    found = words.get(bare)
    if found is None and _ARTICLE.match(word):
        return Word.SURNAME
    if found is None and ("-" in word or "‑" in word):
        parts = [words.get(plain(part), 0) for part in re.split("[-‑]", word) if part]
        if any(part & NAMED and not part & Word.AMBIGUOUS for part in parts):
            return Word.SURNAME | (parts[0] & Word.GIVEN)
        if any(part & (Word.ORDINARY | Word.NEVER | Word.THING | Word.AMBIGUOUS) for part in parts):
            return Word.ORDINARY
    if found is None and bare.endswith("s") and words.get(bare[:-1], 0) & (Word.ORDINARY | Word.THING):
        return Word.ORDINARY
    return 0 if found is None else found


@cache
def _words() -> dict[str, int]:
    data = load_rules("models", "person_names.yaml")
    held: dict[str, int] = {}

    def add(text: str, flag: int) -> None:
        for word in text.split():
            held[plain(word)] = held.get(plain(word), 0) | flag

    for group in data["given"].values():
        add(group, Word.GIVEN)
    for group in data["surnames"].values():
        add(group, Word.SURNAME)
    add(data["ambiguous"], Word.AMBIGUOUS)
    ordinary = (resources.files("models") / "ordinary_words.txt").read_text(encoding="utf-8").split()
    for word in ordinary:
        if not held.get(word, 0) & NAMED:
            held[word] = held.get(word, 0) | Word.ORDINARY
    add(data["things"], Word.THING)
    add(data["titles"]["strong"], Word.TITLE)
    add(data["titles"]["weak"], Word.WEAK)
    add(data["never"], Word.NEVER)
    return held


@cache
def name_rules() -> NameRules:
    """Return the patterns of the file."""
    data = load_rules("models", "person_names.yaml")
    acts, kin = ("".join(data[name].split("\n")).replace(" |", "|").strip() for name in ("acts", "kin"))
    public, bodies = (data["offices"][name].replace(" |", "|").strip() for name in ("public", "bodies"))
    before = r"(?i:(?<!\w)(?:{0})),?\s+(?:{1}\s+)?$"
    after = r"(?i:\s*(?:,|\(|[–—-])\s*(?:the |then |former )?(?:{0})(?!\w))|,? (?:MPs?|MSP|MLA)(?!\w)"
    title = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Prof|Professor|Rt Hon)\.?"
    return NameRules(
        re.compile(rf" (?:(?:then|also|later|again|himself|herself) )?(?:{acts})(?!\w)"),
        re.compile(rf"(?i:(?<!\w)(?:{kin}))(?:,| is| was| are| were|:|  \|)?\s*[(“\"‘']?\s*$"),
        re.compile(before.format(public, title)),
        re.compile(after.format(public)),
        re.compile(before.format(bodies, title)),
        re.compile(after.format(bodies)),
        frozenset(data["acronyms"].split()),
        **{name: re.compile(pattern) for name, pattern in data["beside"].items()},
    )
