"""Who is told of an incident or decision, whether a report is published, and how a review is graded: `notices.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.records import Publication
from corpus.rule_files import load_rules
from models.ticks import has_boxes, ticked

_CELLS = " | "
_AROUND = 90  # characters before what tells of something, in which it is taken back or put in general
_AFTER = 60  # characters after it in which another matter is named
_LABEL = 70  # characters: a longer cell is a sentence, not the label of what stands in the next


@dataclass(frozen=True, slots=True)
class Notice:
    """Who was, is or will be told, by the name of the list in `notices.yaml`, and the characters that name them."""

    to: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PublicationStated:
    """What a sentence states of publishing a review's report, and the characters (half-open) that do."""

    publication: Publication
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Who evaluates a review and the grade, either empty where it is not told, and the characters that tell it."""

    body: str
    grade: str
    start: int
    end: int


def notified_in(sentence: str) -> Iterator[Notice]:
    """Yield whom a sentence, or a row of a form, states as told or to be told of an incident or a decision."""
    start, seen = 0, set()
    cells = sentence.split(_CELLS)
    for place, cell in enumerate(cells):
        answer = cells[place + 1] if place + 1 < len(cells) else ""
        for notice in _of_cell(cell, answer, is_row=len(cells) > 1):
            if notice.to not in seen:
                seen.add(notice.to)
                yield Notice(notice.to, start + notice.start, start + notice.end)
        start += len(cell) + len(_CELLS)


def notified_by_cell(heading: str, cell: str) -> tuple[str, ...]:
    """Return whom a register's cell states as told, under a heading like "Ofsted / DfE told"."""
    if not _rules()["answered"].search(cell):
        return ()
    return tuple(dict.fromkeys(to for to, pattern in _rules()["recipients"] if pattern.search(heading)))


def publication_in(sentence: str) -> PublicationStated | None:
    """Return what a sentence states of publishing the report of a review; None where it states nothing.

    A leaflet, minutes or guidance that is published is no report; a wish, a rule or a question states nothing.
    """
    rules = _rules()["publication"]
    if rules["not_a_report"].search(sentence):
        return None
    for kind, pattern in rules["patterns"]:
        for match in pattern.finditer(sentence):
            is_open = rules["hedged"].search(_before(sentence, match)) or rules["hedged_within"].search(match.group())
            if kind is Publication.PUBLISHED_FULL and rules["denied"].search(match.group()):
                continue
            if kind is Publication.TENDS_NOT or not is_open:
                return PublicationStated(kind, *match.span())
    return None


def evaluation_in(sentence: str, following: str = "") -> Evaluation | None:
    """Return who evaluates a review, and the grade, as a sentence states it; None where it does not.

    `following` is the sentence after it, which may be the grade and nothing else. The span is of the first sentence.
    """
    rules = _rules()["evaluations"]
    verb, about = rules["evaluates"].search(sentence), rules["of_a_review"].search(sentence)
    if not verb or not about or rules["not_a_review"].search(sentence):
        return None
    grade = rules["grade"].search(sentence)
    named = [(match, body) for body, pattern in rules["bodies"] if (match := pattern.search(sentence))]
    match, body = min(named, key=lambda held: held[0].start(), default=(None, ""))
    if not grade and not body:
        return None
    spans = [found.span() for found in (verb, match, grade) if found]
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    alone = rules["grade_alone"].fullmatch(following)
    told = grade or alone
    return Evaluation(body, told["grade"].lower() if told else "", start, end)


def _of_cell(cell: str, answer: str, *, is_row: bool) -> Iterator[Notice]:
    """Yield the notices of a cell: of its ticked options, or of a label or question whose answer says so."""
    rules = _rules()
    if has_boxes(cell):
        for option, start, _ in ticked(cell):
            for notice in _told(option):
                yield Notice(notice.to, start + notice.start, start + notice.end)
        return
    found = list(_told(cell))
    is_question = cell.rstrip().endswith("?")
    is_label = is_row and len(cell) <= _LABEL and rules["label"].search(cell)
    if found and (is_question or is_label) and not rules["answered"].search(answer):
        return
    yield from found


def _told(text: str) -> Iterator[Notice]:
    """Yield the recipients in what a text tells of telling, unless it is denied, a rule or about another matter."""
    rules = _rules()
    for pattern in rules["notices"]:
        for match in pattern.finditer(text):
            before, after = _before(text, match), re.split(r"[;.]\s", text[match.end() : match.end() + _AFTER])[0]
            if rules["negated"].search(before) or rules["negated_within"].search(match.group()):
                continue
            if rules["other_subject"].search(before):
                continue
            if rules["general"].search(f"{before}{match.group()}") or rules["other_matter"].search(
                match.group() + after
            ):
                continue
            yield from _recipients(text, match)


def _recipients(text: str, match: re.Match[str]) -> Iterator[Notice]:
    """Yield the recipients within a match, and those that a comma or "and" joins to it on either side."""
    rules = _rules()
    found = [held for held in rules["to"].finditer(text, match.start()) if held.start() < match.end()]
    if not found:  # "notification (LA to Panel)"
        yield Notice("national panel", *match.span("panel"))
        return
    first, last = found[0].start(), found[-1].end()
    while joined := rules["and_to"].match(text, last):
        following = rules["to"].match(text, joined.end())
        if not following:
            break
        found.append(following)
        last = following.end()
    for earlier in reversed(list(rules["to"].finditer(text, 0, first))):
        joined = rules["and_to"].match(text, earlier.end())
        if not joined or joined.end() != first:
            break
        found.append(earlier)
        first = earlier.start()
    for held in sorted(found, key=lambda held: held.start()):
        name = next(to for to, pattern in rules["recipients"] if pattern.match(text, held.start()))
        yield Notice(name, *held.span())


def _before(text: str, match: re.Match[str]) -> str:
    """Return the words of the clause before a match."""
    return re.split(r"[;.]\s|\|", text[max(0, match.start() - _AROUND) : match.start()])[-1]


@cache
def _rules() -> dict[str, Any]:
    """Return the content of `notices.yaml` with its patterns compiled."""
    data = load_rules("models", "notices.yaml")
    notices, publication, evaluations = data["notices"], data["publication"], data["evaluations"]
    whole = "|".join(item["pattern"] for item in data["recipients"])
    words = {**data["words"], "to": rf"(?<![\w.])(?:{whole})(?!\w| (?:inspect|website|portal|guidance))"}

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, meaning in words.items():
            pattern = pattern.replace("{" + name + "}", meaning)
        return re.compile(pattern, re.IGNORECASE)

    return {
        "to": compiled("{to}"),
        "recipients": [(i["to"], compiled(rf"(?<![\w.])(?:{i['pattern']})(?!\w)")) for i in data["recipients"]],
        "notices": [compiled(pattern) for pattern in notices["patterns"]],
        "label": compiled(notices["label"]),
        **{name: compiled(notices[name]) for name in ("and_to", "negated", "negated_within", "general")},
        **{name: compiled(notices[name]) for name in ("other_matter", "other_subject", "answered")},
        "publication": {
            **{name: compiled(publication[name]) for name in ("not_a_report", "denied", "hedged", "hedged_within")},
            "patterns": [(Publication(i["publication"]), compiled(i["pattern"])) for i in publication["patterns"]],
        },
        "evaluations": {
            "bodies": [(item["body"], compiled(item["pattern"])) for item in evaluations["bodies"]],
            **{n: compiled(evaluations[n]) for n in ("evaluates", "grade", "of_a_review", "not_a_review")},
            "grade_alone": compiled(rf"\W*(?:(?:it|this|the review) )?(?:was )?{evaluations['grade']}\W*"),
        },
    }
