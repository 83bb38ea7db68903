"""Made-up releases to draw, names that are hard to write, and what a chart wrote where."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree

import pandas as pd
from matplotlib.text import Text

from tests.analysis.made_shares import analysis_frame, decision, decisions_frame, ledger_frame, mention, sentinel

AWKWARD = (
    "Børd & <Council> of “Ævum” 🚨 Safeguarding",
    "مجلس حماية الأطفال في الشمال",
    "The Very Long Name of a Joint Safeguarding Partnership of Northern Shires, Vales and Boroughs Acting Together",
    "$x^2$ Board_{sub} url(#a) id=\"b\" 'DejaVu Sans'",
    "A" * 90,
    "line\nbreak\x00\x0b\u202e Board",
)
CODES = (
    *("cost", "publicity", "alternative_method", "criteria_not_met", "criteria_dispute", "parallel_process"),
    *("capacity", "little_new_learning", "legal_or_privacy", "family_wishes", "political_uncertainty", "other"),
)
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, eq=False)
class Release:
    analysis: pd.DataFrame
    decisions: pd.DataFrame
    ledger: pd.DataFrame


@cache
def release(bodies: int, decisions: int, years: tuple[int, int] = (2006, 2014), seed: int = 1) -> Release:
    """Decisions by chance: early codes and bodies are frequent, and cost and publicity go together."""
    chance = random.Random(seed)
    names = [*AWKWARD, *(f"Local Safeguarding Children Board of District {n}" for n in range(bodies))][:bodies]
    told, stated = [], []
    for number in range(decisions):
        day = f"{chance.randint(*years)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        body = names[int(len(names) * chance.random() ** 2)]
        told.append(decision(number, body=body, decision_date=day))
        codes = {min(len(CODES) - 1, int(chance.expovariate(0.4))) for _ in range(chance.choice((0, 1, 1, 2, 3)))}
        codes |= {1} if 0 in codes and chance.random() < 0.5 else set()
        if not codes:
            stated.append(sentinel(number, chance.choice(("not_stated", "not_stated", "redacted", "illegible"))))
        stated += [mention(number, CODES[code], needs_review=chance.random() < 0.1) for code in sorted(codes)]
    return Release(analysis_frame(stated), decisions_frame(told), ledger_frame(*["coded"] * decisions, "encrypted"))


def documents_frame(*dates: str) -> pd.DataFrame:
    rows = [
        {"document_id": f"doc-{n}", "release_id": "release 1", "document_date": day, "meeting_date": None}
        | {"codebook_version": "1.0.0", "model_version": "abc", "extractor_version": "def"}
        for n, day in enumerate(dates)
    ]
    columns = ["document_id", "release_id", "document_date", "meeting_date"]
    columns += ["codebook_version", "model_version", "extractor_version"]
    return pd.DataFrame(rows, columns=columns).astype("str")


def texts(svg: str) -> list[str]:
    """What the picture says, in its order; it must be valid XML."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def said(svg: str) -> str:
    return " ".join(texts(svg))


@contextmanager
def written() -> Iterator[list[tuple[str, Any]]]:
    """Give what is written while charts are drawn as PNG: each text with its box, in points of the picture."""
    boxes: list[tuple[str, Any]] = []
    draw = Text.draw

    def noted(text: Text, renderer: Any) -> None:
        draw(text, renderer)
        if text.get_visible() and text.get_text() and type(renderer).__name__ == "RendererAgg":
            boxes.append((text.get_text(), Text.get_window_extent(text, renderer)))

    with patch.object(Text, "draw", noted):
        yield boxes


def overlapping(boxes: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts of which one covers the other by more than a sliver."""
    sliver = 1.5
    return [
        (one, other)
        for place, (one, first) in enumerate(boxes)
        for other, second in boxes[:place]
        if min(first.x1, second.x1) - max(first.x0, second.x0) > sliver
        and min(first.y1, second.y1) - max(first.y0, second.y0) > sliver
    ]


def cut_off(boxes: list[tuple[str, Any]], png: bytes) -> list[str]:
    """Texts that are not wholly in the picture."""
    wide, high = size_of(png)
    return [said for said, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > wide or box.y1 > high]


def size_of(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def foreign(svg: str) -> list[str]:
    """What an SVG names outside itself: there must be nothing but the names of its own language."""
    named = re.findall(r'(?:href|src|url)\s*(?:=\s*"|\()([^")]*)', " ".join(re.findall(r"<[^>]*>", svg)))
    addresses = set(re.findall(r"https?://[^\s\"']+", svg)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    return [name for name in named if not name.startswith("#")] + sorted(addresses)
