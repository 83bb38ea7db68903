"""Who speaks by a public role, for which organisation and in which class of holders: the rules of `public_roles.yaml`.

Public officials and those who speak for an organisation are public persons; the subjects of cases, their families and
the staff who worked with them are not, and are kept apart wherever names are made pseudonyms.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.records import Attribution
from corpus.rule_files import load_rules
from models import speakers
from models.cases import case_label

_ALWAYS, _IN_OFFICE = "always", "in_office"
_CLOSED = re.compile(r"[”\"][^”\"]*$")  # what follows the last quotation: `,” said Ann Lee, chief executive of...`


@dataclass(frozen=True, slots=True)
class PublicRole:
    """For which organisation somebody speaks (empty where none is named), whose view that is, and whether publicly."""

    organisation: str
    attribution: Attribution
    is_public: bool


@dataclass(frozen=True, slots=True)
class RoleRule:
    """How a role is told, and what follows from it."""

    attribution: Attribution
    organisation: str
    public: str
    pattern: re.Pattern[str]
    examples: Mapping[str, str]
    near_misses: tuple[str, ...]


NOBODY = PublicRole("", Attribution.UNATTRIBUTED, is_public=False)


def role_of(phrase: str) -> PublicRole:
    """Return the role that words about a speaker give them: "Colin Green, who chairs a committee of the ADCS"."""
    rule = next((rule for rule in role_rules() if rule.pattern.search(phrase)), None)
    if rule is None:
        return NOBODY
    is_private = rule.attribution is Attribution.FAMILY or bool(case_label(phrase))
    has_office = rule.public == _ALWAYS or (rule.public == _IN_OFFICE and _office().search(phrase) is not None)
    organisation = "" if is_private else rule.organisation or _organisation(phrase)
    return PublicRole(organisation, rule.attribution, has_office and not is_private)


class Heard:
    """Hears the sentences of a paper one after the other, and tells by which role each thing in them is said.

    Who is introduced by a role ("Colin Green, who chairs a committee of the ADCS, said...") has it wherever they speak
    again: "Green said...", "... he added".
    """

    def __init__(self) -> None:
        self._told: deque[str] = deque()
        self._voices = speakers.voices(iter(self._told.popleft, None))
        self._known: dict[str, PublicRole] = {}
        self._sentence = ""
        self._voice = speakers.Voices((), (), speakers.NOBODY)

    def hear(self, sentence: str) -> None:
        """Take in the next sentence."""
        self._told.append(sentence)
        self._sentence, self._voice = sentence, next(self._voices)
        start = 0
        for end, speaker in self._voice.heard:
            self._learn(speaker, sentence[start:end])
            start = end
        closed = _CLOSED.search(sentence)
        for speaker in self._voice.behind:
            self._learn(speaker, closed.group() if closed else sentence)

    def at(self, place: int) -> PublicRole:
        """Return the role by which somebody says what stands at a character of the sentence last heard."""
        speaker = self._voice.at(place)
        return self._known.get(speaker.name or speaker.organisation, NOBODY)

    def _learn(self, speaker: speakers.Speaker, phrase: str) -> None:
        """Keep the role that a speaker is introduced with, once one is told."""
        role = role_of(phrase)
        if role is not NOBODY and not self._known.get(speaker.name or speaker.organisation, NOBODY).is_public:
            self._known[speaker.name or speaker.organisation] = role


def _organisation(phrase: str) -> str:
    """Return the organisation named: by its short name, else as printed where its kind tells that it is one."""
    known = (name for name, pattern in _organisations() if pattern.search(phrase))
    printed = _bodies().search(phrase)
    return next(known, printed.group().strip() if printed else "")


@cache
def role_rules() -> tuple[RoleRule, ...]:
    """Return the rules, in the order in which they are tried."""
    return tuple(
        RoleRule(
            Attribution(item["attribution"]),
            item.get("organisation", ""),
            item["public"],
            re.compile(item["pattern"], re.IGNORECASE),
            dict(item["examples"]),
            tuple(item.get("near_misses", ())),
        )
        for item in _data()["roles"]
    )


@cache
def _organisations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    own = ((item["name"], re.compile(item["pattern"], re.IGNORECASE)) for item in _data()["organisations"])
    return (*own, *speakers.rules().organisations)


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(_data()["bodies"], re.IGNORECASE)


@cache
def _office() -> re.Pattern[str]:
    return re.compile(_data()["office"], re.IGNORECASE)


@cache
def _data() -> dict[str, Any]:
    return load_rules("models", "public_roles.yaml")
