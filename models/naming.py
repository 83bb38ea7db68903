"""What the layout of a paper calls its cases: a heading, or a paragraph's first words, over text that tells of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.rule_files import load_rules
from models.cases import label_in_heading

_LABEL = 40  # characters after a lead in which a case in a known form is the lead's own name
_NEAR = 400  # characters after a lead in which the case is told
_LONGEST, _MOST_WORDS = 60, 9  # of a case's name
_ENUMERATED = re.compile(
    r"\s*(?:(?:minute|item|case|min\.?) [\w./-]+: |\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})[.)]\s+|\d{1,2}(?:\.\d{1,2})+\.?\s+"
    r"|[•·▪*–-]\s+)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"[“\"'‘]?(?P<name>[A-Z0-9].{1,58}?)[”\"'’]?(?P<end>\. (?=[A-Z0-9“\"'‘(])|: |\.? [–—-] | \((?=[^)]{1,40}\)))"
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|will|would|shall|should|said|says|reported|agreed|noted|asked|told|advised|be"
    r"|been|thought|felt|could|can|may(?! \d)|might|did|does|do|to|it|that|there|they|we|he|she|this|which|who|not|no"
    r"|nothing)\b|(?<!and )\b(?:his|her|their|my|our|your)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(  # what a paragraph may open with, and no name does
    r"(?:under|in|on|at|by|with|from|for|after|before|following|since|as|referred|received|aged|came|seen|known|died"
    r"|admitted|found|placed|separately|mr|mrs|ms|miss|dr)\b|\d+,|\d+ [a-z]|.* \|",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:an? |the )?(?:letter|e-?mail|note|request|complaint|question)s? (?:from .{2,40} )?"
    r"(?:about|concerning|regarding|on) ",
    re.IGNORECASE,
)
_AND_AN_EVENT = re.compile(r"(?P<name>(?:Mr|Mrs|Ms|Miss) [A-Z][\w’'-]+) and (?:the|his|her|its) [a-z]+ (?:of|at) ")
_SPEAKER = re.compile(  # "Mr Gow: ...", "HT: ...", "Pat – ..."
    r"(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Prof|Rev|Canon|Sir|Lady|Supt|D(?:et)?\.?/?(?:Insp|Supt|C|S|CI|I|Sgt)|DCI|DS|DI|PC|Chair\w*|Clerk)\b"
    r"|[A-Z]{2,3}$|[A-Z]\.[A-Z]\.?$|[A-Z][a-z]+$"
)
_SPOKEN_BY = re.compile(r"(?:[A-Z]{2,3}|[A-Z][a-z]+): ")  # "RF: Mr Tulloch-Baird, 71, house fire"
_BULLET = re.compile(r"\s*[•·▪*–-]\s")
_QUOTING = re.compile(r"(?:>+ ?)+")  # of an e-mail that is answered
_MOST_TITLE_WORDS = 5
_NUMBERING = re.compile(r"[A-Z]?\d{1,2}(?:\.\d{1,2})*")
_CODE_WORD = re.compile(r"[A-Z][A-Za-z’'-]+(?: and [A-Z][A-Za-z’'-]+)?")
_BREAK = re.compile(r"\s*(?:: | [–—-] |\()\s*")


@dataclass(frozen=True, slots=True)
class LayoutRules:
    """The patterns of `naming.yaml`, with the examples that they decide."""

    person: re.Pattern[str]
    harm: re.Pattern[str]
    business: re.Pattern[str]
    housekeeping: re.Pattern[str]
    back: re.Pattern[str]
    agency: re.Pattern[str]
    calls_a_case: re.Pattern[str]
    days: re.Pattern[str]
    described: re.Pattern[str]
    before: re.Pattern[str]
    part: re.Pattern[str]
    data: Mapping[str, Any]


@cache
def introductions() -> tuple[re.Pattern[str], ...]:
    """Return the patterns by which running text brings in somebody under a name."""
    data = layout_rules().data
    first = rf"(?!{data['no_names']}\b)[A-Z][a-z]*(?:-[A-Z][a-z]+)?[a-z]"
    name = rf"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Master) )?{first}(?: [A-Z][a-z]+)?)"
    patterns = (rule["pattern"].replace("{name}", name).replace("{age}", data["age"]) for rule in data["introductions"])
    return tuple(re.compile(pattern) for pattern in patterns)


def introduced(text: str) -> str:
    """Return the name under which a paragraph brings somebody in at its start or after "known as"; empty without."""
    number = _ENUMERATED.match(text)
    rest = _SPOKEN_BY.sub("", text[number.end() :] if number else text)
    *opening, known_as = introductions()
    found = next((match for pattern in opening if (match := pattern.match(rest))), None) or known_as.search(rest)
    return found["name"] if found else ""


@cache
def layout_rules() -> LayoutRules:
    """Return the rules of the file."""
    data = load_rules("models", "naming.yaml")

    def compiled(name: str) -> re.Pattern[str]:
        return re.compile(data[name], re.IGNORECASE)

    return LayoutRules(
        compiled("person"),
        compiled("harm"),
        compiled("business"),
        compiled("housekeeping"),
        compiled("back"),
        compiled("agency"),
        compiled("calls_a_case"),
        compiled("days"),
        re.compile(rf"(?=[A-Z])(?i:{data['described']})"),
        re.compile(rf"{data['before']}(?:\s*[:–—-]\s*|\s+(?=[A-Z‘“'\"]|\d+[/-]\w))", re.IGNORECASE),
        compiled("part"),
        data,
    )


def tells_of_a_case(text: str) -> bool:
    """Say whether a text speaks of somebody and of harm done to them."""
    rules = layout_rules()
    return rules.person.search(text) is not None and rules.harm.search(text) is not None


def case_of_title(title: str) -> str:
    """Return what a heading, without its number, calls the case beneath it; empty where it names other business."""
    rules = layout_rules()
    opening = rules.before.match(title) or _ABOUT.match(title)
    rest = title[opening.end() :] if opening else title
    if event := _AND_AN_EVENT.match(rest):
        return event["name"]
    parts = [part for part in _BREAK.split(rest) if part.strip()]
    name = parts[0].strip(" .,)’”'\"‘“") if parts else ""
    if (
        not name
        or name[0].islower()
        or rules.business.search(name)
        or len(name) > _LONGEST
        or len(name.split()) > _MOST_WORDS
    ):
        return ""
    return re.sub(r",.*$", "", name) if re.search(r"\d", name.partition(",")[2]) else name


def calls_a_case(title: str) -> bool:
    """Say whether a heading says of itself that it names a case: "File 2251/B", "Rapid review: Wharfe"."""
    return layout_rules().calls_a_case.match(title) is not None and case_of_title(title) not in ("", title)


def case_of_lead(text: str) -> str:
    """Return the case with which a paragraph opens as with a heading of its own; empty where it opens otherwise."""
    number = _ENUMERATED.match(text)
    rest = text[number.end() :] if number else text
    found = _LEAD.match(rest)
    if not found or len(found["name"].split()) > _MOST_WORDS:
        return ""
    name, end = found["name"].strip(), found["end"]
    is_numbered = number is not None and _BULLET.match(text) is None
    is_spoken = not end.startswith(".") and not is_numbered and _SPEAKER.match(name)
    if is_spoken or _NUMBERING.fullmatch(name) or not _may_name(name):
        return ""
    told = rest[found.end() :]
    label = label_in_heading(told[:_LABEL])
    if label.kind == "name" and told.startswith(label.text):
        return label.text  # "Ravensholt – Child T (aged 2)"
    return name if tells_of_a_case(told[:_NEAR]) else ""


def _may_name(words: str) -> bool:
    """Say whether words with which a text opens may be a case's name, by what they are not."""
    rules = layout_rules()
    is_other = _NOT_A_NAME.match(words) or rules.business.search(words) or rules.agency.fullmatch(words)
    return not (is_other or _FINITE.search(words))


def described_in(text: str) -> str:
    """Return who is known by age and sex where a paragraph opens: "Boy, 7 months. Died..."; empty where nobody is."""
    number = _ENUMERATED.match(text)
    rest = _SPOKEN_BY.sub("", text[number.end() :] if number else text)
    found = layout_rules().described.match(rest)
    return found.group() if found else ""


def is_housekeeping(title: str) -> bool:
    """Say whether an item is the meeting's own business, in which a case that is mentioned is not decided upon."""
    return layout_rules().housekeeping.search(title) is not None


def looks_at_reviews_held(title: str) -> bool:
    """Say whether an item tells how reviews that are held get on, or what became of earlier cases."""
    return layout_rules().back.search(title) is not None


def opening_words(text: str) -> str:
    """Return the words with which a text opens as with a heading of its own: "Last notes. Read."; empty without."""
    found = _LEAD.match(text)
    is_title = found and len(found["name"].split()) <= _MOST_WORDS and not _FINITE.search(found["name"])
    return found["name"].strip() if found and is_title else ""


def entry_of_list(text: str) -> str:
    """Return the title of a list's entry: "2. Indigo. Put forward by...", "Quince. Born at 27 weeks..."; or empty."""
    number = _ENUMERATED.match(text)
    name = opening_words(text[number.end() :] if number else text)
    is_entry = number is not None or (_CODE_WORD.fullmatch(name) and text.startswith(f"{name}. "))
    is_spoken = _BULLET.match(text) and number and text[number.end() :].startswith(f"{name}: ") and _SPEAKER.match(name)
    is_other = is_spoken or not _may_name(name) or _NUMBERING.fullmatch(name)
    return name if is_entry and not is_other else ""


def titled(text: str) -> str:
    """Return the name with which one of several paragraphs opens: "Skate park – no change...", "> Kasper. No need...".

    No speaker, no agency, nothing that the meeting does.
    """
    quoted = _QUOTING.match(text)
    rest = text[quoted.end() :] if quoted else text
    found = _LEAD.match(rest)
    if not found or len(found["name"].split()) > _MOST_TITLE_WORDS:
        return ""
    name = found["name"].strip()
    if found["end"] == ": " and not layout_rules().person.search(name):
        return ""  # whoever speaks
    is_speaker = not found["end"].startswith(".") and _SPEAKER.match(name)
    is_day = layout_rules().days.fullmatch(name) is not None
    is_free = _may_name(name) and not (_NUMBERING.fullmatch(name) or is_day)
    return name if is_free and not is_speaker else ""


def is_mere_person(words: str) -> bool:
    """Say whether words are a common name of persons and no more: "twins"."""
    return layout_rules().person.fullmatch(words) is not None


def is_part_of_a_case(title: str) -> bool:
    """Say whether a heading without a number parts what is told of one case: "Decision", "Rationale"."""
    return layout_rules().part.match(title) is not None
