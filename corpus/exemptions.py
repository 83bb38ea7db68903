"""Find the exemptions that a text cites: the sections of law under which a public body withholds.

What is known of the laws, and of the sections of children's law that look alike, is in `exemptions.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.rule_files import load_rules

_LIMB = r"(?: ?\( ?(?:\d{1,2}[A-Z]{0,2}|[a-z]|[ivx]{1,4}) ?\))"
_JOIN = r"(?: ?(?:,|;|&|/|\+|and|or|to)){1,2} ?"
_NUMBER = rf"\d{{1,2}}[A-Z]?(?![\d/.:]\d|\d|[a-z%]){_LIMB}{{0,4}}"
_LIST = rf"(?P<list>{_NUMBER}(?:{_JOIN}(?:{_NUMBER}|{_LIMB}+))*)"
_SECTION = r"(?:sections?|sects?\.?|secs?\.?|ss?\.?)"
_REGULATION = r"(?:regulations?|regs?\.?)"
_CITATION = re.compile(
    rf"(?<![\w.])(?:(?P<section>{_SECTION})|(?P<regulation>{_REGULATION})|(?P<exemption>"
    rf"(?:exempt(?:ions?)?(?: under)?|FOIA?(?: exemptions?)?):?)) ?{_LIST}",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.])\d{{1,2}}[A-Z]?{_LIMB}{{1,4}}(?!\w)")
_PART = re.compile(rf"(?P<number>\d{{1,2}}[A-Z]?)(?P<limbs>{_LIMB}*)|(?P<more>{_LIMB}+)")
_ONE_LIMB = re.compile(r"\( ?(\w+) ?\)")
_PLURAL = re.compile(r"sections|ss|secs|sects|regulations|regs|exempt|foi", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?]\s+(?=[A-Z])|\n")
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
_OF_WHAT = re.compile(
    r"\s*(?:\([^()\n]{0,60}\)\s*)?(?:,\s*)?(?:of|in|to|under)\s+(?:the|this|that|our|your|its|my)\s+(\w+)", re.I
)
_NEAR = 60  # characters between a citation and the law's name that belongs to it
_SENTENCE = 400  # characters of a long one that are looked at on either side
_FAR = 2000  # characters back within which a law named once still holds


@dataclass(frozen=True, slots=True)
class Exemption:
    """A citation: `act` as in `exemptions.yaml`, `section` as `40`, `subsection` as `(2)(a)`; characters half-open."""

    act: str
    section: str
    subsection: str
    start: int
    end: int

    @property
    def label(self) -> str:
        """The citation in one form, as `FOIA s.40(2)` or `EIR reg.12(4)(e)`."""
        return f"{self.act} {_rules().units[self.act]}.{self.section}{self.subsection}"


@dataclass(frozen=True, slots=True)
class _Rules:
    names: re.Pattern[str]
    acts: tuple[str, ...]  # in the order of the groups of `names`
    units: dict[str, str]
    sections: dict[str, dict[str, str]]
    context: re.Pattern[str]
    alone: tuple[str, ...]
    matters: re.Pattern[str]
    examples: tuple[dict[str, Any], ...]


@cache
def _rules() -> _Rules:
    data = load_rules("corpus", "exemptions.yaml")
    acts = data["acts"]
    names = "|".join(f"(?P<a{i}>{act['names']})" for i, act in enumerate(acts)) + f"|(?P<other>{data['others']})"
    return _Rules(
        names=re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE),
        acts=tuple(act["act"] for act in acts),
        units={act["act"]: act["unit"] for act in acts},
        sections={act["act"]: {str(k): v for k, v in act["sections"].items()} for act in acts},
        context=re.compile(data["context"], re.IGNORECASE),
        alone=tuple(data["alone"]),
        matters=re.compile(rf"\s+(?:{data['matters']})\b", re.IGNORECASE),
        examples=tuple(data["examples"]),
    )


def subject(exemption: Exemption) -> str:
    """Return what the cited section is about, as `personal information`."""
    return _rules().sections[exemption.act][exemption.section]


def find_exemptions(text: str, *, on_redaction: bool = False) -> tuple[Exemption, ...]:
    """Return the exemptions that a text cites, in its order.

    The law is the one that the text names nearest, by default the Freedom of Information Act where the passage is about
    withholding. `on_redaction`: the text is printed on or beside a redaction, so that it is, and a bare `40(2)` counts.
    """
    named = [(match.start(), match.end(), _act_of(match)) for match in _rules().names.finditer(text)]
    found = [
        exemption
        for match in _CITATION.finditer(text)
        for exemption in _exemptions(match, text, named, on_redaction=on_redaction)
    ]
    if on_redaction and not found:
        for match in _BARE.finditer(text):
            found += _exemptions(match, text, named, on_redaction=True)
    return tuple(found)


def _act_of(match: re.Match[str]) -> str:
    """Return the name of the act that a match of its names is of; empty where it is none of ours."""
    group = match.lastgroup or "other"
    return "" if group == "other" else _rules().acts[int(group[1:])]


def _exemptions(
    match: re.Match[str], text: str, named: Sequence[tuple[int, int, str]], *, on_redaction: bool
) -> Iterator[Exemption]:
    groups = match.groupdict()
    start, end = match.span("list") if "list" in groups else match.span()
    unit = "reg" if groups.get("regulation") else "s"
    parts = list(_parts(text, start, end, is_list=bool(_PLURAL.match(match.group()))))
    act = _law(text, match.start(), parts[-1][3], unit, named)
    if act is None:
        return
    is_sure = bool(act or on_redaction or groups.get("exemption"))
    act = act or _nearest(match.start(), unit, named) or ("FOIA" if unit == "s" else "EIR")
    follows = text[parts[-1][3] :]
    if not is_sure and (_rules().matters.match(follows) or not _is_about_withholding(text, match.start(), parts)):
        return
    for i, (section, limbs, first, last) in enumerate(parts):
        if section in _rules().sections[act]:
            yield Exemption(act, section, limbs, match.start() if i == 0 else first, last)


def _parts(text: str, start: int, end: int, *, is_list: bool) -> Iterator[tuple[str, str, int, int]]:
    """Yield section, subsection, start and end of each part of `36(2)(b)(ii) and (c), 40`.

    After a singular `section`, only subsections can follow, or a number with subsections: `section 12 and 3 others`.
    """
    section, limbs = "", ""
    for part in _PART.finditer(text, start, end):
        if part["number"]:
            if section and not is_list and not part["limbs"]:
                return
            section, limbs = part["number"], "".join(f"({limb})" for limb in _ONE_LIMB.findall(part["limbs"]))
        else:
            limbs = _next_limbs(limbs, _ONE_LIMB.findall(part["more"]))
        yield section, limbs, part.start(), part.end()


def _next_limbs(before: str, more: Sequence[str]) -> str:
    """Return the subsection that `and (c)` means after `(2)(b)(ii)`: `(2)(c)`."""
    limbs = _ONE_LIMB.findall(before)
    level = _level(more[0], limbs)
    kept = [limb for i, limb in enumerate(limbs) if _level(limb, limbs[:i]) < level]
    return "".join(f"({limb})" for limb in (*kept, *more))


def _level(limb: str, before: Sequence[str]) -> int:
    if limb[0].isdigit():
        return 0
    return 2 if limb in _ROMAN and any(other.isalpha() for other in before) else 1


def _law(text: str, start: int, end: int, unit: str, named: Sequence[tuple[int, int, str]]) -> str | None:
    """Return the act that the words around a citation tie to it; empty where none is, None where it is another's."""
    for first, last, act in named:
        after, before = text[end:first], text[last:start]
        if 0 <= first - end <= _NEAR and not _SENTENCE_END.search(after):
            if re.fullmatch(r"\s*(?:\([^()]*\)\s*)?[,(]?\s*(?:(?:of|under|in) )?(?:the )?", after, re.IGNORECASE):
                return act or None
        elif (
            0 <= start - last <= 12 and re.fullmatch(r"[\s,:;(–-]*(?:exemptions?:?\s*)?", before, re.IGNORECASE) and act
        ):
            return act if _rules().units[act] == unit else ""
    of_what = _OF_WHAT.match(text, end)
    if of_what and of_what[1].casefold() not in ("act", "acts", "regulations"):
        return None
    return ""


def _nearest(start: int, unit: str, named: Sequence[tuple[int, int, str]]) -> str:
    """Return the act of that unit that was named last before a place; else the first after it."""
    fitting = [(first, act) for first, _, act in named if act and _rules().units[act] == unit]
    before = [act for first, act in fitting if 0 <= start - first <= _FAR]
    return before[-1] if before else next((act for first, act in fitting if first > start), "")


def _is_about_withholding(text: str, start: int, parts: Sequence[tuple[str, str, int, int]]) -> bool:
    """Say whether the sentence speaks of withholding, or the citation can be nothing else."""
    cited = [section + limbs for section, limbs, _, _ in parts]
    if any(citation == alone or citation.startswith(alone + "(") for citation in cited for alone in _rules().alone):
        return True
    first, last = max(start - _SENTENCE, 0), min(parts[-1][3] + _SENTENCE, len(text))
    begin = max((match.end() for match in _SENTENCE_END.finditer(text, first, start)), default=first)
    end = _SENTENCE_END.search(text, parts[-1][3], last)
    return bool(_rules().context.search(text, begin, end.start() if end else last))
