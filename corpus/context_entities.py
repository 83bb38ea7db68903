"""Cases, inquiries and policies that everybody knows of, which a paper mentions and decides nothing about.

The list is `context_entities.yaml`. "Baby Peter" in the minutes of any board but its own is background.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules


@dataclass(frozen=True, slots=True)
class ContextEntity:
    """A publicly known case, inquiry or policy: its year, and the areas whose own boards decided on it."""

    name: str
    kind: str
    year: int
    home: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]

    def is_of(self, body: str) -> bool:
        """Say whether a body (as printed) is that of one of the entity's own areas."""
        return any(re.search(rf"\b{re.escape(area)}\b", body, re.IGNORECASE) for area in self.home)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A context entity as a text mentions it (characters, half-open)."""

    entity: ContextEntity
    start: int
    end: int


def context_entities_in(text: str, body: str = "") -> Iterator[Mentioned]:
    """Yield the publicly known entities that a text of a body mentions, but none of that body's own."""
    for entity in context_entities():
        if not entity.is_of(body):
            for pattern in entity.patterns:
                yield from (Mentioned(entity, *match.span("name")) for match in pattern.finditer(text))


def is_context(label: str, body: str = "") -> bool:
    """Say whether what a paper of a body calls a case is publicly known elsewhere, and so no case of the paper."""
    return any(True for _ in context_entities_in(label, body))


def without_context(text: str, body: str = "") -> str:
    """Return a text with the names of publicly known entities struck out, every other character in its place."""
    for found in context_entities_in(text, body):
        text = text[: found.start] + "·" * (found.end - found.start) + text[found.end :]
    return text


@cache
def context_entities() -> tuple[ContextEntity, ...]:
    """Return the entities, in the order of the file."""
    data = load_rules("corpus", "context_entities.yaml")
    return tuple(
        ContextEntity(
            item["entity"],
            item["kind"],
            item["year"],
            tuple(item.get("home", ())),
            (
                *(re.compile(f"(?P<name>{name})") for name in item["names"]),
                *(
                    re.compile(about.replace("{name}", f"(?P<name>{name})"))
                    for name in item.get("in_phrases", ())
                    for about in data["about"]
                ),
            ),
            tuple(item["examples"]),
            tuple(item.get("near_misses", ())),
        )
        for item in data["entities"]
    )
