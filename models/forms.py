"""Forms: what the ticked options of a row state of a decision, in the light of what its label asks (`forms.yaml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.records import Status
from corpus.rule_files import load_rules
from models.registers import outcome_of
from models.status import speaks_of_reviews
from models.ticks import ticked

_PLAIN = re.compile(r"(?:(?P<yes>yes)|(?P<no>no)|n/a|not known)(?: ?[(–-].*)?", re.IGNORECASE)
_ADVICE = {Status.INITIATED: Status.RECOMMENDED_INITIATE, Status.NOT_INITIATED: Status.RECOMMENDED_NOT}


@dataclass(frozen=True, slots=True)
class FormSign:
    """A pattern of a form's label or option, and what it means."""

    means: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@cache
def labels() -> tuple[FormSign, ...]:
    """Return the signs of what a label asks for."""
    return _signs("labels")


@cache
def options() -> tuple[FormSign, ...]:
    """Return the signs of what an option says."""
    return _signs("options")


def _signs(part: str) -> tuple[FormSign, ...]:
    review = load_rules("models", "registers.yaml")["words"]["review"]
    return tuple(
        FormSign(
            item["means"],
            re.compile(item["pattern"].replace("{review}", review), re.IGNORECASE),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("models", "forms.yaml")[part]
    )


def form_status(row: str) -> Status:
    """Return the status that a form's ticked options state: that of an advice where the label asks for one.

    A plain yes or no states one only where the label asks whether a review is to be held.
    """
    label = row.partition(" | ")[0]
    chosen = [option for option, _, _ in ticked(row)]
    if not speaks_of_reviews(row) and not _asks(label, "decision"):
        return Status.NOT_STATED
    stated = next((status for option in chosen if (status := _said(option, label)) is not Status.NOT_STATED), None)
    if stated is None:
        return Status.NOT_STATED
    return _ADVICE.get(stated, stated) if _asks(label, "advice") else stated


def agrees(row: str) -> bool:
    """Say whether a ticked option of a form agrees to what was advised before."""
    return any(_option(option) == "agree" for option, _, _ in ticked(row))


def _said(option: str, label: str) -> Status:
    if plain := _PLAIN.fullmatch(option):
        if not (_asks(label, "decision") or _asks(label, "advice")):
            return Status.NOT_STATED
        return Status.INITIATED if plain["yes"] else Status.NOT_INITIATED if plain["no"] else Status.NOT_STATED
    means = _option(option)
    return Status(means) if means and means != "agree" else outcome_of(option)


def _asks(label: str, means: str) -> bool:
    return any(sign.means == means and sign.pattern.search(label) for sign in labels())


def _option(option: str) -> str:
    return next((sign.means for sign in options() if sign.pattern.search(option)), "")
