"""Who says something in sentences that follow each other, and for which organisation: the rules of `speakers.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus.rule_files import load_rules

_OTHER_TITLE = {  # by the first letter of "he" and "she": titles of whom it does not mean
    "h": re.compile(r"(?:Mrs|Ms|Miss|Dame|Lady|Baroness)\b"),
    "s": re.compile(r"(?:Mr|Sir|Lord)\b"),
}
_LAST_NAMED = re.compile(
    r"(?:^|\b(?:of|for|at|from|with|to)\s)(?:the )?([A-Z][\w’'&-]+(?: (?:(?:of|and|for|the|&) )*[A-Z][\w’'&-]+)*)"
)
_BEHIND = re.compile(r"[”\"’',\s]|(?:estimated|calculated|quoted|given) by|[Aa]ccording")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, as printed, and their organisation; both empty where nobody is named."""

    name: str = ""
    organisation: str = ""


NOBODY = Speaker()


@dataclass(frozen=True, slots=True)
class Rules:
    """The content of `speakers.yaml`: how speech is told, who is meant by a pronoun, who is introduced."""

    patterns: tuple[re.Pattern[str], ...]
    pronoun: re.Pattern[str]
    introduced: re.Pattern[str]
    title: re.Pattern[str]
    office: re.Pattern[str]
    bodies: re.Pattern[str]
    not_names: frozenset[str]
    organisations: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """The speakers of one sentence: from which character each is heard, and who still speaks at its beginning."""

    heard: tuple[tuple[int, Speaker], ...]
    behind: tuple[Speaker, ...]  # named after what they say: `..., said Ann Lee`
    carried: Speaker

    def at(self, place: int) -> Speaker:
        """Return who says what stands at a character of the sentence."""
        before = [speaker for start, speaker in self.heard if start <= place]
        return before[-1] if before else self.behind[0] if self.behind else self.carried


def voices(sentences: Iterable[str]) -> Iterator[Voices]:
    """Yield who speaks in each of some sentences that follow each other.

    "Green" is then the Colin Green named before; "she said" and a quotation left open carry on the last speaker.
    """
    known: dict[str, Speaker] = {}
    last = NOBODY
    is_open = False
    for sentence in sentences:
        told = _told(sentence, known, last)
        heard = tuple((end, who) for start, end, who in told if not _BEHIND.match(sentence, start) or start == 0)
        behind = tuple(who for start, _, who in told if start and _BEHIND.match(sentence, start))
        yield Voices(heard, behind, last if is_open else NOBODY)
        last = told[-1][2] if told else last
        marks = re.findall("[“”]", sentence)
        is_open = marks[-1] == "“" if marks else is_open


def _told(sentence: str, known: dict[str, Speaker], last: Speaker) -> list[tuple[int, int, Speaker]]:
    """Return the characters that tell of a speaker, with the speaker; whoever is introduced goes into `known`."""
    found: dict[int, tuple[int, int, Speaker]] = {}
    for pattern in rules().patterns:
        for match in pattern.finditer(sentence):
            speaker = _named(match, known)
            _learn(speaker, known)
            if speaker != NOBODY:
                found.setdefault(match.end(), (*match.span(), speaker))
    for match in rules().introduced.finditer(sentence):
        _learn(_named(match, known), known)
    for match in rules().pronoun.finditer(sentence):
        if _OTHER_TITLE[match.group()[0].lower()].match(last.name):
            continue
        found.setdefault(match.end(), (*match.span(), last))
    return sorted(found.values(), key=lambda held: held[1])


def _learn(speaker: Speaker, known: dict[str, Speaker]) -> None:
    """Keep somebody with a full name, by the last word of it, and their organisation once it is told."""
    surname = speaker.name.split()[-1] if " " in speaker.name else ""
    if surname and not known.get(surname, NOBODY).organisation:
        known[surname] = speaker


def _named(match: re.Match[str], known: Mapping[str, Speaker]) -> Speaker:
    """Return the speaker that a match names: nobody where it names neither a person nor an organisation."""
    role, printed = (match.groupdict().get("role") or "").strip(), match["speaker"]
    has_office = rules().office.fullmatch(printed) is not None
    name = printed if has_office else _name(printed)
    own = _organisation(name)
    if not name or has_office:
        return Speaker(name, _organisation(role) or own or _last_named(role))
    if own or rules().bodies.search(name):
        return Speaker("", own or name)
    before = known.get(name.split()[-1])
    return before if before and not role else Speaker(name, _organisation(role) or _last_named(role))


def _name(printed: str) -> str:
    """Return a name without what only begins the sentence: from its title on, else without words that name nobody."""
    title = rules().title.search(printed)
    words = (printed[title.start() :] if title else printed).split()
    while words and words[0] in rules().not_names:
        words = words[1:]
    return " ".join(words)


def _last_named(role: str) -> str:
    return next(reversed(_LAST_NAMED.findall(role)), "")


def _organisation(text: str) -> str:
    return next((name for name, pattern in rules().organisations if pattern.search(text)), "")


@cache
def rules() -> Rules:
    """Return the content of `speakers.yaml`, its patterns compiled."""
    data = load_rules("models", "speakers.yaml")

    def compiled(pattern: str) -> re.Pattern[str]:
        for _ in range(2):  # `{name}` itself holds `{title}`
            for name, meaning in data["words"].items():
                pattern = pattern.replace("{" + name + "}", meaning)
        return re.compile(pattern)

    return Rules(
        tuple(compiled(rf"(?<!\w)(?:{pattern})") for pattern in data["patterns"]),
        compiled(data["pronoun"]),
        compiled(rf"(?<!\w)(?:{data['introduced']})"),
        compiled(r"\b(?:{title})(?=[. ])"),
        compiled(r"(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts) (?:[\w’'-]+ )*(?i:{office})"),
        compiled(rf"\b(?:{data['bodies']})$"),
        frozenset(data["not_names"]),
        tuple((item["name"], compiled(item["pattern"])) for item in data["organisations"]),
    )


def examples() -> list[tuple[str, str, str]]:
    """Return the examples of the rule file: a sentence, its speaker and their organisation."""
    found = load_rules("models", "speakers.yaml")["examples"]
    return [(item["text"], item["speaker"], item["organisation"]) for item in found]
