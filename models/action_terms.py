"""What an action's words tell: whose it is, as a role or initials and never as a name, and when it is due."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from corpus.records import NO_DATE, DatePrecision, Document, DocumentKind, PartialDate
from corpus.rule_files import load_rules
from models.attendance import Holder, Initials, forms_of, plain_initials
from models.attendance_lists import seated
from models.dates import dates_in
from models.seats import is_name

_LONGEST_OWNER = 6  # words of a cell that holds nothing but owners
_SEVERAL = re.compile(r"\s*(?:/|,|&|\+|;)\s*|\s+(?:and|with|plus)\s+")
_INITIALS = re.compile(r"[A-Z](?:Mc|Mac|O)?[A-Za-z]?[A-Z]{1,2}[a-z]?")
_SHORT_DAY = re.compile(
    r"(?<![\d/.])(?:(?P<day>[0-3]?\d)[/.](?P<month>[01]?\d)(?![\d/]|\.\d)|(?P<ordinal>\d{1,2})(?:st|nd|rd|th)\b)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b(?! \d)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with the texts that it is for and those that it is not for."""

    pattern: re.Pattern[str]
    means: str
    examples: tuple[str, ...]
    near_misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom the words for owners stand for: initials, and the forms of names, which are never stored."""

    initials: Initials
    names: Mapping[str, str]


@cache
def rules(part: str) -> tuple[Rule, ...]:
    """Return the rules of a part of the file, in their order."""
    return tuple(
        Rule(
            re.compile(item["pattern"], re.IGNORECASE),
            item.get("means", item.get("name", "")),
            tuple(item["examples"]),
            tuple(item["near_misses"]),
        )
        for item in load_rules("models", "actions.yaml")[part]
    )


@cache
def wording(name: str) -> re.Pattern[str]:
    """Return a pattern of the rule file by its name."""
    return re.compile(load_rules("models", "actions.yaml")[name], re.IGNORECASE)


def owners_of(document: Document, kind: DocumentKind, initials: Initials) -> Owners:
    """Return whom the words for owners stand for: for the process that reads the document, never stored."""
    people = seated(document, kind)
    names: dict[str, str] = {}
    shared: set[str] = set()
    for held in people:
        told = Holder(held.seat.role, held.seat.agency, held.seat.is_chair).told
        for form in forms_of(held.seat, people):
            if names.get(form) and told and names[form] != told and " " not in form:
                shared.add(form)
            names[form] = names.get(form) or told
    return Owners(initials, {form: told for form, told in names.items() if form not in shared})


def leading_owner(text: str, owners: Owners) -> str:
    """Return who is to act by the first words of an action: "VT and SG to produce one form"; empty where none does."""
    led = [match["owner"] for rule in rules("leads") if (match := rule.pattern.match(text))]
    whole = [text] if len(text.split()) <= _LONGEST_OWNER else []
    return next((told for told in (*led, *whole) if are_owners(told, owners)), "")


def are_owners(told: str, owners: Owners) -> bool:
    """Say whether a text names owners of whom the first is known."""
    parts = parts_of(told)
    known = [stands_for(part, owners) is not None for part in parts]
    return any(known[:1]) and all(told or is_name(part) for told, part in zip(known, parts, strict=True))


def owner_of(told: str, owners: Owners) -> str:
    """Return the owners as the table holds them: roles, initials, posts; a name that nothing tells of is left out."""
    found = [stands_for(part, owners) or "" for part in parts_of(told)]
    return " / ".join(dict.fromkeys(filter(None, found)))


def parts_of(told: str) -> list[str]:
    """Return the words for several owners, one by one."""
    return [part for part in _SEVERAL.split(told.strip(" .:–—-")) if part]


def stands_for(part: str, owners: Owners) -> str | None:
    """Return what a word for an owner stands for: a role, initials, a post; empty for a name, None for others."""
    plain = re.sub(r"^the ", "", part.strip(" ."), flags=re.IGNORECASE)
    holder = owners.initials.get(plain_initials(plain)) if _INITIALS.fullmatch(plain_initials(plain)) else None
    if holder is not None:
        return holder.told or plain_initials(plain)
    if plain in owners.names:
        return owners.names[plain]
    if _INITIALS.fullmatch(plain_initials(plain)) or wording("posts").fullmatch(plain):
        return plain
    if re.fullmatch(r"[A-Z]{3,8}", plain):
        return plain
    return "" if (is_name(plain) and len(plain.split()) > 1) or plain.startswith(("[", "■")) else None


def due_of(text: str, on: date | None, *, within: bool = False) -> PartialDate:
    """Return when an action is due: the first date from the meeting on.

    `within` a sentence it is one that "by" leads, or that ends the sentence.
    """
    text = text.rstrip(" .)")
    for found in dates_in(text, on):
        if (not on or found.last >= on) and _is_due(text, found.start, found.end, within=within):
            return found.partial
    if on is None:
        return NO_DATE
    if wording("today").search(text):
        return PartialDate(on.isoformat(), DatePrecision.DAY)
    return _next_named(text, on, within=within)


def _is_due(text: str, start: int, end: int, *, within: bool) -> bool:
    return not within or end == len(text) or wording("due_words").search(text[max(0, start - 24) : end]) is not None


def _next_named(text: str, on: date, *, within: bool) -> PartialDate:
    """Return the next day or month that is named without its year: "22/3", "Fri 27th", "June mtg"."""
    for match in _SHORT_DAY.finditer(text):
        led = wording("due_words").search(text[max(0, match.start() - 24) : match.start()])
        if not within or (led and "." not in match.group()):
            day, month = int(match["day"] or match["ordinal"]), int(match["month"] or 0)
            days = (on + timedelta(days=ahead) for ahead in range(366 if month else 62))
            found = next((each for each in days if each.day == day and month in (0, each.month)), None)
            return PartialDate(found.isoformat(), DatePrecision.DAY) if found else NO_DATE
    for match in _MONTH.finditer(text):
        if _is_due(text, *match.span(), within=within):
            month = _MONTHS.index(match[1][:3].lower()) + 1
            return PartialDate(f"{on.year + (month < on.month)}-{month:02}", DatePrecision.MONTH)
    return NO_DATE


def only_owners(text: str) -> bool:
    """Say whether a cell holds nothing but owners: initials, posts or names."""
    parts = parts_of(text)
    return len(text.split()) <= _LONGEST_OWNER and all(
        _INITIALS.fullmatch(plain_initials(part)) or wording("posts").fullmatch(part) or is_name(part) for part in parts
    )
