"""Labelled examples: passages that people wrote and coded, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, InvalidLabels
from corpus.records import Attribution, Hedging, Polarity, Role, Status


@dataclass(frozen=True, slots=True)
class Label:
    """One reason in a passage; `start:end` are the characters of its quotation in the passage."""

    code: str
    role: Role
    polarity: Polarity
    attribution: Attribution
    hedging: Hedging
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage of 1 to 6 sentences with the reasons that its author sees in it and the status of the decision."""

    id: str
    author: str
    register: str
    directness: str  # direct, oblique, trap, none
    text: str
    status: Status
    labels: tuple[Label, ...]


def default_folder() -> Path:
    """Return where minuted's own labelled examples lie."""
    return Path(str(resources.files("corpus") / "labelled"))


def calibration_folder() -> Path:
    """Return where the labelled examples lie that nothing is trained on, only probabilities and thresholds set."""
    return default_folder() / "calibration"


def held_out_folder() -> Path:
    """Return where the labelled examples lie that nothing is trained or chosen on."""
    return default_folder() / "held_out"


def read_labelled(folder: Path | None = None) -> list[LabelledPassage]:
    """Return the labelled passages of every .jsonl file of a folder (minuted's own by default), in the order of names.

    Raises:
        CorpusError: the folder holds none.
        InvalidLabels: a line that does not follow the form; names file and line.
    """
    home = folder or default_folder()
    passages = [passage for path in sorted(home.glob("*.jsonl")) for passage in _read(path)]
    if not passages:
        raise CorpusError(f"no labelled examples (*.jsonl) in {home}")
    return passages


def _read(path: Path) -> Iterator[LabelledPassage]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            yield _passage(item)
        except (KeyError, ValueError, TypeError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise InvalidLabels(path, number, what) from error


def _passage(item: dict[str, Any]) -> LabelledPassage:
    text = item["text"]
    return LabelledPassage(
        id=item["id"],
        author=item["author"],
        register=item["register"],
        directness=item["directness"],
        text=text,
        status=Status(item["status"]),
        labels=tuple(_label(mention, text) for mention in item["mentions"]),
    )


def _label(mention: dict[str, Any], text: str) -> Label:
    start = text.find(mention["quote"])
    if start < 0:
        raise ValueError(f"the quote {mention['quote']!r} does not stand in the text")
    return Label(
        code=mention["code"],
        role=Role(mention["role"]),
        polarity=Polarity(mention["polarity"]),
        attribution=Attribution(mention["attribution"]),
        hedging=Hedging(mention["hedging"]),
        start=start,
        end=start + len(mention["quote"]),
    )
