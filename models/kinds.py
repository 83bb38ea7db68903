"""What kind of document it is, by signs in its lines: the rules of `kinds.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.records import DocumentKind
from corpus.rule_files import load_rules

_ENOUGH = 2  # points that make a kind


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a kind in a line, with its weight and the lines that show it and do not."""

    kind: DocumentKind
    weight: int
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """Return the signs in the order of the rule file."""
    return tuple(
        Sign(
            DocumentKind(item["kind"]),
            item["weight"],
            re.compile(item["pattern"], re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("models", "kinds.yaml")["signs"]
    )


@cache
def _by_media_type() -> dict[str, DocumentKind]:
    held = load_rules("models", "kinds.yaml")["media_types"]
    return {media_type: DocumentKind(kind) for media_type, kind in held.items()}


def kind_of(media_type: str, lines: str) -> DocumentKind:
    """Return the kind of a document from its media type and its first and last lines; `other` where nothing tells."""
    known = _by_media_type().get(media_type)
    if known:
        return known
    points: dict[DocumentKind, int] = {}
    for sign in signs():
        if any(sign.pattern.search(line) for line in lines.split("\n")):
            points[sign.kind] = points.get(sign.kind, 0) + sign.weight
    likeliest = max(points, key=lambda kind: points[kind], default=DocumentKind.OTHER)
    return likeliest if points.get(likeliest, 0) >= _ENOUGH else DocumentKind.OTHER
