"""Public bodies and the words that name them: `bodies.yaml`, and what a document says its own abbreviations mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.rule_files import load_rules

# The words of a place: capitals, and the small words between them; a "Bwrdd" names the body in Welsh before it.
_SMALL = r"and|of|upon|the|in|on|with|under|by|le|&|y|a’r|a'r"
_PLACE = rf"(?:[A-ZÀ-Þ][\w’'.-]*|&)(?: (?:[A-ZÀ-Þ][\w’'.-]*|{_SMALL})){{0,7}}?"
# A place that ends a name: as many capitals as there are, joined by small words.
_TAIL = r"[A-ZÀ-Þ][\w’'-]+(?:(?: (?:and|&|upon|of|the)){0,2} [A-ZÀ-Þ][a-zà-þ][\w’'-]*){0,4}"
_CAPITALS = re.compile(
    r"\b[A-ZÀ-ÞŴŶ][A-ZÀ-ÞŴŶ’'&]+(?:[ -](?:[A-ZÀ-ÞŴŶ](?:\.[A-Z])+\.?|[A-ZÀ-ÞŴŶ&][A-ZÀ-ÞŴŶ’'&]*))+(?!\w)"
)
# Words that lead to a name and are no part of it, and the group or officer of a body: "Sub-Group of the Easton Board".
_LEADING = (
    r"the|of|and|in|upon|on|for|to|by|from|with|under|minutes?|meeting|notes?|record|agenda|report|dear|re|cc"
    r"|chair|board|clerk|manager|officer|members?"
)
_PART_OF = re.compile(
    r"^.*\b(?:sub-?committee|sub-?group|committee|group|panel|executive|chair(?:man|person|woman)?|manager|officer"
    r"|member|office|unit|team|secretary|clerk|behalf|meeting|minutes?) (?:of|for|to) (?:the )?(?=\S)",
    re.IGNORECASE,
)
_ENDS_SMALL = re.compile(rf"(?:^|\s)(?:{_SMALL})\s*$")


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body (`type`), the pattern of names of that kind, and its nation where there is only one.

    `mostly` is the nation of most bodies of the kind, for a paper that tells none.
    `is_national` tells a body of its own name (Ofsted) from one of the many of its kind (a council).
    """

    type: str
    pattern: re.Pattern[str]
    nation: str
    abbreviations: tuple[str, ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]
    called: re.Pattern[str]  # the kind's words without a place, capitals alike, one or many
    hint: re.Pattern[str]  # a part of every name of the kind, quick to look for
    is_national: bool = False
    mostly: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a text names it: name, type, nation (or empty), and the characters that name it, half-open."""

    name: str
    type: str
    nation: str
    start: int
    end: int
    is_national: bool = False
    mostly: str = ""


@cache
def body_kinds() -> tuple[BodyKind, ...]:
    """Return the kinds of body, those with names of their own first."""
    data = load_rules("corpus", "bodies.yaml")
    return (*map(_with_a_name, data["named"]), *map(_of_a_place, data["kinds"]))


def _with_a_name(item: Mapping[str, Any]) -> BodyKind:
    """Return the kind of a body that has a name of its own."""
    name = re.escape(item["name"]).replace("’", "['’]")
    either = "|".join((name, *item["abbreviations"]))
    return BodyKind(
        item["type"],
        re.compile(rf"\b(?P<body>{name})(?!\w)"),
        item.get("nation", ""),
        tuple(item["abbreviations"]),
        (item["name"],),
        (),
        re.compile(rf"(?:the )?(?:{either})", re.IGNORECASE),
        re.compile(name),
        is_national=True,
    )


def _of_a_place(item: Mapping[str, Any]) -> BodyKind:
    """Return a kind whose bodies are told apart by their place."""
    abbreviations = tuple(item.get("abbreviations", ()))
    either = "|".join((f"(?:{item['name']})", *map(_dotted, abbreviations)))
    return BodyKind(
        item["type"],
        re.compile(_named(item)),
        item.get("nation", ""),
        abbreviations,
        tuple(item["examples"]),
        tuple(item.get("near_misses", ())),
        re.compile(rf"(?:the |an? )?(?:local )?(?:{either})(?:['’]?s)?", re.IGNORECASE),
        re.compile("|".join((either, *(item[key].split("{tail}")[0] for key in ("leads", "whole") if key in item)))),
        mostly=item.get("mostly", ""),
    )


def _named(item: Mapping[str, Any]) -> str:
    """Return the pattern of the names of a kind: a place and the words of the kind, or those before the place."""
    words = "|".join((item["name"], *map(_dotted, item.get("abbreviations", ()))))
    whole = rf"(?P<place>{_PLACE}) (?:{words})"
    if "leads" in item:
        whole += rf"|{item['leads']} {_PLACE} {item['ends']}"
    if "whole" in item:
        whole += "|" + item["whole"].replace("{tail}", _TAIL)
    return rf"\b(?P<body>{whole})(?!\w)"


def _dotted(abbreviation: str) -> str:
    """Return the pattern of an abbreviation, with or without full stops: SCB, S.C.B., S.C.B"""
    return r"\.?".join(abbreviation) + r"(?:(?<=\.\w)\.)?"


def bodies_in(text: str) -> Iterator[Body]:
    """Yield the bodies that a line or a sentence names, in their order, none within another.

    Capitals are let down: `EASTON SAFEGUARDING CHILDREN BOARD` is found, and named as it is printed.
    """
    plain = _let_down(text)
    found = sorted(
        (
            (_start(match), -match.end("body"), order, kind)
            for order, kind in enumerate(body_kinds())
            if kind.hint.search(plain)
            for match in kind.pattern.finditer(plain)
            if not _is_placeless(match)
        ),
        key=lambda held: held[:3],
    )
    end = -1
    for start, minus_end, _, kind in found:
        if start >= end:
            end = -minus_end
            yield Body(text[start:end], kind.type, kind.nation, start, end, kind.is_national, kind.mostly)


def as_a_name(name: str) -> str:
    """Return a body's name, on one line and not all in capitals: "NORTHSHIRE COUNTY COUNCIL", "Stourley\\nSCB"."""
    line = " ".join(name.split())
    return _let_down(line) if line.isupper() else line


def _let_down(text: str) -> str:
    """Return a text with runs of words in capitals written as names are; the same length as before.

    An abbreviation stays as it is: `STOURLEY SCB`, `KINGSHOLT A.C.P.C.`
    """

    def let_down(run: re.Match[str]) -> str:
        lowered = re.sub(r"[^\W\d_]+", lambda word: _written(word.group()), run.group())
        return re.sub(r"\b(?:And|Of|Upon|The|In|On|For|With)\b", lambda word: word.group().lower(), lowered)

    lowered = _CAPITALS.sub(let_down, text)
    return lowered if len(lowered) == len(text) else text


def _written(word: str) -> str:
    return word if word in _abbreviations() else word[0] + word[1:].lower()


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset({"NHS", "MAPPA"}.union(*(kind.abbreviations for kind in body_kinds() if not kind.is_national)))


@cache
def _leading() -> re.Pattern[str]:
    words = "|".join((_LEADING, *map(re.escape, load_rules("corpus", "bodies.yaml")["not_a_place"])))
    return re.compile(rf"^(?:(?:{words})\b[,:.]?\s+)+", re.IGNORECASE)


def _start(match: re.Match[str]) -> int:
    """Return where a body's name begins, without the words that only lead to it ("Minutes of the")."""
    if not match.groupdict().get("place"):
        return match.start("body")
    part = _PART_OF.match(match["body"])
    begin = part.end() if part else 0
    lead = _leading().match(match["body"][begin:])
    return match.start("body") + begin + (lead.end() if lead else 0)


def _is_placeless(match: re.Match[str]) -> bool:
    """Say whether nothing that names a place stands before the words of the kind: "The Chair of the Police"."""
    place = match.groupdict().get("place")
    if not place:
        return False
    part = _PART_OF.match(f"{place} ")
    left = _leading().sub("", f"{place} "[part.end() if part else 0 :]).strip()
    return not left or _ENDS_SMALL.search(left) is not None


def type_of(words: str, learnt: Mapping[str, str] | None = None) -> str:
    """Return the type of the body or bodies that words call: "Ofsted", "LSCBs", "local safeguarding children boards".

    `learnt` are the abbreviations that the document itself explains (`abbreviations_in`); empty where none is known.
    """
    called = (learnt or {}).get(_singular(words.strip()), words.strip())
    named = next(bodies_in(called), None)
    if named is not None and named.end - named.start == len(called):
        return named.type
    return next((kind.type for kind in body_kinds() if kind.called.fullmatch(_singular(called))), "")


def _singular(words: str) -> str:
    """Return words without the s of many: "LSCBs", "safeguarding children boards", "partnerships"."""
    return re.sub(r"(?<=[A-Zdpyt])s$", "", words)


def abbreviations_in(text: str) -> dict[str, str]:
    """Return the abbreviations that a document explains, each with what it stands for.

    Both ways round: "Northshire Safeguarding Children Board (NSCB)" and "LSCBs (local safeguarding children boards)".
    """
    found: dict[str, str] = {}
    for match in re.finditer(r"\(\s*(?:the )?[“‘\"']?([A-Z][A-Za-z&]{1,8}?)s?[”’\"']?\s*\)", text):
        name = _name_before(text, match.start(), match.group(1))
        if name:
            found.setdefault(match.group(1), name)
    for match in re.finditer(r"\b([A-Z][A-Z&]{1,8})s?\s*\(\s*(?:the )?([^\W\d_][^()|]{4,80}?)\s*\)", text):
        if _spells(match.group(1), match.group(2)) and type_of(match.group(2)):
            found.setdefault(match.group(1), _singular(match.group(2)))
    return found


def _name_before(text: str, at: int, abbreviation: str) -> str:
    """Return the body named, or the kind of body called, right before a place in a text; empty where there is none."""
    before = text[max(0, at - 120) : at].rstrip()
    body = max(bodies_in(before), key=lambda held: held.end, default=None)
    if body is not None and len(before) - body.end <= 1 and abbreviation[0].upper() == body.name[0].upper():
        return body.name
    words = before.split()
    for count in range(2, 9):
        called = " ".join(words[-count:])
        if len(words) >= count and _spells(abbreviation, called) and type_of(called):
            return _singular(called)
    return ""


def _spells(abbreviation: str, words: str) -> bool:
    """Say whether an abbreviation is the first letters of words, small words left out or not."""
    all_words = re.findall(r"[^\W\d_][\w’']*", words)
    letters = "".join(word[0] for word in all_words).upper()
    without = "".join(word[0] for word in all_words if not re.fullmatch(_SMALL + "|for", word)).upper()
    return abbreviation.upper().replace("&", "") in (letters, without)
