"""How the words of a search are read: as SQLite's full-text language where they are that, else word by word.

The language: `"a phrase"`, `budg*` for beginnings, `NEAR(cost review, 8)`, `AND`, `OR`, `NOT`, parentheses.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator

from corpus.errors import InvalidQuery
from corpus.query import is_mistake

_TYPOGRAPHIC = str.maketrans("“”„‟«»", '""""""')
# Dashes and the like that stand alone, or alone in quotes: the language would look for a word that nothing matches.
_SILENT = re.compile(r'\0|"[^\w"]*"|(?<!\S)[^\w\s!-~]+(?!\S)')
_PIECE = re.compile(r'"[^"]*"\*?|\S+')
_PLAIN = re.compile(r"\w+\*?")
_JOINS = frozenset({"AND", "OR", "NOT"})


def read_words(connection: sqlite3.Connection, asked: str) -> str:
    """Return what is asked in the full-text language: as it was given where that is valid.

    Else each word with punctuation becomes a phrase: `s.40(2) refused` is read as `"s.40(2)" AND refused`. AND, OR, NOT
    and parentheses keep their meaning where that makes sense; where it does not, parentheses go, and then the others
    are words too.

    Raises:
        InvalidQuery: there is no word in it.
    """
    given = " ".join(_SILENT.sub(" ", unicodedata.normalize("NFC", asked).translate(_TYPOGRAPHIC)).split())
    if not any(character.isalnum() for character in given):
        raise InvalidQuery(
            f"{asked!r} holds no word to look for. Give words (cost review), a phrase in quotes "
            '("serious case review"), beginnings (budg*) or words near each other (NEAR(cost review, 8)).'
        )
    readings = (
        given,
        _with_joins(given),
        _with_joins(given.replace("(", " ").replace(")", " ")),
        " AND ".join(_quoted(piece) for piece in _pieces(given)),
    )
    for reading in readings:
        if _is_valid(connection, reading):
            return reading
    raise InvalidQuery(f"{asked!r} cannot be looked for: leave out the signs that are not letters or digits.")


def holds_order(expression: str) -> bool:
    """Say whether words must stand in an order or near each other: a phrase, NEAR or `+`."""
    return '"' in expression or "NEAR" in expression or "+" in expression


def _is_valid(connection: sqlite3.Connection, expression: str) -> bool:
    try:
        connection.execute("SELECT rowid FROM pages_fts WHERE pages_fts MATCH ? LIMIT 1", (expression,)).fetchone()
    except sqlite3.OperationalError as error:
        if not is_mistake(error):
            raise
        return False
    return True


def _pieces(text: str) -> Iterator[str]:
    """Yield phrases and words that hold a letter or digit."""
    return (piece for piece in _PIECE.findall(text) if any(character.isalnum() for character in piece))


def _quoted(piece: str) -> str:
    """Return a word or phrase as the language takes it: in quotes, unless it is plain."""
    if _PLAIN.fullmatch(piece) and piece not in _JOINS:
        return piece
    beginnings = "*" if piece.endswith("*") else ""
    return '"' + piece.replace('"', " ").strip("* ") + '"' + beginnings


def _with_joins(text: str) -> str:
    """Return the text with its words quoted and its joins kept; AND is put where the language wants one."""
    parts: list[str] = []
    for part in _parts(text):
        if parts and parts[-1] not in (*_JOINS, "(") and part not in (*_JOINS, ")"):
            parts.append("AND")
        parts.append(part)
    return " ".join(parts)


def _parts(text: str) -> Iterator[str]:
    """Yield joins, parentheses that stand around words, and the words themselves, quoted."""
    for piece in _PIECE.findall(text):
        if piece in _JOINS or piece.startswith('"'):
            yield piece
            continue
        word = piece.lstrip("(")
        yield from "(" * (len(piece) - len(word))
        closing = 0
        while word.endswith(")") and word.count(")") > word.count("("):
            word, closing = word[:-1], closing + 1
        if any(character.isalnum() for character in word):
            yield _quoted(word)
        yield from ")" * closing
