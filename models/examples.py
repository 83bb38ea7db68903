"""What the encoder learns from: labelled passages and the codebook's own sentences, as tokens and targets.

A share of the passages is read beside other business, as a reason stands in real minutes among items that have nothing
to do with it. Nothing here needs PyTorch (`models.network` does).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.codebook import Codebook
from corpus.labelled import LabelledPassage
from corpus.records import Attribution, Hedging, Polarity, Role, Status
from models.calibration import REASON_ROLES
from models.encoder import FACETS, LONGEST

LABELS: dict[str, tuple[str, ...]] = {
    "polarity": tuple(Polarity),
    "role": tuple(Role),
    "attribution": tuple(Attribution),
    "hedging": tuple(Hedging),
    "status": tuple(Status),
}
_NOT_STATED = LABELS["status"].index(Status.NOT_STATED)
NOTHING, ASSERTED, OTHER = range(3)
UNKNOWN = -100  # a target that nobody gave: it teaches nothing
JOINED = 0.3  # share of the passages that are read beside one of other business, as in real minutes
JOINED_LENGTH = 70  # tokens of the longest passage so joined


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as the network learns from it: tokens, a target a unit, where mentions stand, and how they are made."""

    tokens: list[int]
    targets: list[int]
    places: list[tuple[int, int, int]]  # unit, first token, token after the last
    manners: list[tuple[int, list[int]]]  # unit, a label for each facet
    status: int


def units_of(codebook: Codebook) -> list[tuple[str, frozenset[str]]]:
    """Return what the network has queries for: each code, then each parent together with its children (`cost*`)."""
    units = [(code, frozenset({code})) for code in codebook.names]
    for parent in codebook.names:
        family = frozenset(code for code in codebook.names if code == parent or code.startswith(parent + "."))
        if len(family) > 1:
            units.append((parent + "*", family))
    return units


def examples_of(passages: Sequence[LabelledPassage], codebook: Codebook, tokenizer: Any) -> list[Example]:
    """Return the passages as the network learns from them."""
    units = units_of(codebook)
    return [
        _example(passage, cut, units)
        for passage, cut in zip(passages, tokenizer.encode_batch([p.text for p in passages]), strict=True)
    ]


def codebook_examples(codebook: Codebook, tokenizer: Any) -> list[Example]:
    """Return the codebook's own sentences: of each, only what it says of its own code is known."""
    units = units_of(codebook)
    told = [(code.code, example.text, ASSERTED) for code in codebook for example in code.examples]
    told += [(code.code, miss.text, NOTHING) for code in codebook for miss in code.near_misses]
    told += [(code.code, denial, OTHER) for code in codebook for denial in code.denials]
    found = []
    for code, text, target in told:
        known = (code in codes if target is ASSERTED else code == name for name, codes in units)
        targets = [target if is_known else UNKNOWN for is_known in known]
        found.append(Example(tokenizer.encode(text).ids, targets, [], [], UNKNOWN))
    return found


def _example(passage: LabelledPassage, cut: Any, units: Sequence[tuple[str, frozenset[str]]]) -> Example:
    example = Example(cut.ids, [NOTHING] * len(units), [], [], LABELS["status"].index(passage.status))
    for unit, (name, codes) in enumerate(units):
        spoken = [label for label in passage.labels if label.code in codes]
        if not spoken:
            continue
        asserted = [x for x in spoken if x.role in REASON_ROLES and x.polarity is Polarity.ASSERTED]
        example.targets[unit] = ASSERTED if asserted else OTHER
        label = (asserted or spoken)[0]
        within = [i for i, (a, b) in enumerate(cut.offsets) if a < b and a < label.end and b > label.start]
        if within:
            example.places.append((unit, within[0], within[-1] + 1))
        if not name.endswith("*"):
            example.manners.append((unit, [LABELS[facet].index(getattr(label, facet)) for facet in FACETS]))
    return example


def is_of_other_business(example: Example) -> bool:
    """Say whether a passage is short, mentions no code and speaks of no decision."""
    is_silent = all(target == NOTHING for target in example.targets) and not example.manners
    return is_silent and example.status == _NOT_STATED and len(example.tokens) <= JOINED_LENGTH


def joined(example: Example, other: Example, first: bool) -> Example:
    """Return a passage read together with one of other business, which stands before it (`first`) or after it."""
    between = len(other.tokens) - 2  # without the marks of start and end
    if len(example.tokens) + between > LONGEST:
        return example
    if not first:
        return replace(example, tokens=example.tokens[:-1] + other.tokens[1:])
    places = [(unit, start + between, end + between) for unit, start, end in example.places]
    return replace(example, tokens=other.tokens[:-1] + example.tokens[1:], places=places)


def beside_other_business(examples: Sequence[Example]) -> list[Example]:
    """Join a share of the passages, at random, with other business; the codebook's sentences stay alone."""
    business = [example for example in examples if is_of_other_business(example)]
    return [
        joined(example, random.choice(business), random.random() < 0.5)  # noqa: S311 - not for secrets
        if business and example.status != UNKNOWN and random.random() < JOINED  # noqa: S311
        else example
        for example in examples
    ]


def batches(examples: Sequence[Example], size: int) -> list[list[Example]]:
    """Return the examples once, shuffled, those of like length together: little is spent on padding."""
    order = random.sample(list(examples), len(examples))
    found = []
    for first in range(0, len(order), 20 * size):
        near = sorted(order[first : first + 20 * size], key=lambda example: len(example.tokens))
        found += [near[i : i + size] for i in range(0, len(near), size)]
    random.shuffle(found)
    return found
