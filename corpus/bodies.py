"""Public bodies and the words that name them: `bodies.yaml`, and what a document says its own abbreviations mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules

# The words of a place: capitals, and the small words between them; a "Bwrdd" names the body in Welsh before it.
_PLACE = r"(?:[A-Z][\w’'.-]*|&)(?: (?:[A-Z][\w’'.-]*|and|of|upon|the|in|on|with|under|by|le|&|y|a’r|a'r)){0,7}?"
_CAPITALS = re.compile(r"\b[A-Z][A-Z’'&]+(?:[ -][A-Z&][A-Z’'&]*)+\b")
# Words that lead to a name and are no part of it.
_LEADING = re.compile(
    r"^(?:(?:the|of|and|in|upon|on|for|to|by|from|with|under|minutes?|meeting|notes?|record|agenda|report|dear|re|cc"
    r"|independent|chair|board|clerk|manager|officer|members?)\b[,:.]?\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body (`type`), the pattern of names of that kind, and its nation where there is only one."""

    type: str
    pattern: re.Pattern[str]
    nation: str
    abbreviations: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a text names it: name, type, nation (or empty), and the characters that name it, half-open."""

    name: str
    type: str
    nation: str
    start: int
    end: int


@cache
def body_kinds() -> tuple[BodyKind, ...]:
    """Return the kinds of body, those with names of their own first."""
    data = load_rules("corpus", "bodies.yaml")
    named = (
        BodyKind(
            item["type"],
            re.compile(rf"\b(?P<body>{re.escape(item['name'])})\b"),
            item.get("nation", ""),
            tuple(item["abbreviations"]),
            (item["name"],),
        )
        for item in data["named"]
    )
    built = (
        BodyKind(
            item["type"],
            re.compile(_named(item)),
            item.get("nation", ""),
            tuple(item.get("abbreviations", ())),
            tuple(item["examples"]),
        )
        for item in data["kinds"]
    )
    return (*named, *built)


def _named(item: Mapping[str, str]) -> str:
    """Return the pattern of the names of a kind: a place and the words of the kind, or those before the place."""
    whole = rf"(?P<place>{_PLACE}) (?:{item['name']})"
    if "leads" in item:
        whole += rf"|{item['leads']} {_PLACE} {item['ends']}"
    return rf"\b(?P<body>{whole})\b"


def bodies_in(text: str) -> Iterator[Body]:
    """Yield the bodies that a line or a sentence names, in their order, none within another.

    Capitals are let down: `EASTON SAFEGUARDING CHILDREN BOARD` is found, and named as it is printed.
    """
    plain = _let_down(text)
    found = sorted(
        (
            (_start(match), -match.end(), kind.type, kind.nation)
            for kind in body_kinds()
            for match in kind.pattern.finditer(plain)
            if not _is_placeless(match)
        ),
        key=lambda held: held[:2],
    )
    end = -1
    for start, minus_end, kind, nation in found:
        if start >= end:
            end = -minus_end
            yield Body(text[start:end], kind, nation, start, end)


def _let_down(text: str) -> str:
    """Return a text with runs of words in capitals written as names are; the same length as before."""

    def let_down(run: re.Match[str]) -> str:
        lowered = re.sub(r"[^\W\d_]+", lambda word: word.group()[0] + word.group()[1:].lower(), run.group())
        return re.sub(r"\b(?:And|Of|Upon|The|In|On|For|With)\b", lambda word: word.group().lower(), lowered)

    lowered = _CAPITALS.sub(let_down, text)
    return lowered if len(lowered) == len(text) else text


def _start(match: re.Match[str]) -> int:
    """Return where a body's name begins, without the words that only lead to it ("Minutes of the")."""
    lead = _LEADING.match(match["body"])
    return match.start("body") + (lead.end() if lead else 0)


def _is_placeless(match: re.Match[str]) -> bool:
    """Say whether nothing but leading words stands before the words of the kind: "The Chair of the Police"."""
    place = match.groupdict().get("place")
    return bool(place) and not _LEADING.sub("", f"{place} ").strip()


def abbreviations_in(text: str) -> dict[str, str]:
    """Return the abbreviations that a document explains: "Northshire Safeguarding Children Board (NSCB)"."""
    explained = re.finditer(r"\(\s*(?:the )?[“‘\"']?([A-Z][A-Za-z&]{1,8})[”’\"']?\s*\)", text)
    found: dict[str, str] = {}
    for match in explained:
        before = text[max(0, match.start() - 120) : match.start()].rstrip()
        body = max(bodies_in(before), key=lambda held: held.end, default=None)
        if body is not None and len(before) - body.end <= 1 and match.group(1)[0].upper() == body.name[0].upper():
            found.setdefault(match.group(1), body.name)
    return found
