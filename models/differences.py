"""What one copy of a paper shows and another hides: two documents laid beside each other, paragraph by paragraph.

Only what a copy shows is quoted; what lies under a redaction is read nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from corpus.records import Document, Page, Redaction
from models.passages import Paragraph, paragraphs

_WORD = re.compile(r"\S+")
_MARK = re.compile(r"[█■▇▓]+|X{4,}|_{4,}|\[\s*(?:redacted|withheld|removed)[^\]]*\]", re.IGNORECASE)
_ALIKE = 0.3  # share of words from which two paragraphs are taken for one
_LEAST = 2  # words that tell something: a shorter difference is a slip of the pen or of OCR


class Manner(StrEnum):
    """How the other copy lacks a passage."""

    REDACTED = "redacted"  # it shows a redaction in its place
    LEFT_OUT = "left_out"  # it shows nothing there


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that one copy shows (`shown_in`, 0 for the first) and the other hides.

    `page.text[start:end] == text` in the copy that shows it; `hidden_page` is where the other copy would have it, and
    `exemption` what it cites there (empty where it cites none).
    """

    shown_in: int
    page: int
    start: int
    end: int
    text: str
    manner: Manner
    hidden_page: int
    exemption: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a paragraph: its characters there, and its letters alone; a redaction has none."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    paragraph: Paragraph
    words: tuple[_Word, ...]
    redactions: tuple[Redaction, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.words)


def differences(first: Document, second: Document) -> list[Difference]:
    """Return the passages that one of two copies shows and the other hides, in the order of the first."""
    one, other = _lines(first), _lines(second)
    found: list[Difference] = []
    for left, right in _aligned(one, other):
        found += _between(left, right, other, shown_in=0)
        found += _between(right, left, one, shown_in=1)
    return found


def _lines(document: Document) -> list[_Line]:
    pages = {page.number: page for page in document.pages}
    return [_line(pages, paragraph) for paragraph in paragraphs(document)]


def _line(pages: Mapping[int, Page], paragraph: Paragraph) -> _Line:
    """Cut a paragraph into words; a redaction, written or drawn, stands among them as a word without letters."""
    held = [
        (redaction, stretch)
        for stretch in paragraph.stretches
        for redaction in pages[stretch.page].redactions
        if stretch.start <= redaction.start <= stretch.end
    ]
    spans = [(m.start(), m.end()) for m in _MARK.finditer(paragraph.text)]
    spans += [(r.start - s.start + s.at, min(r.end, s.end) - s.start + s.at) for r, s in held]
    words = [
        _Word(re.sub(r"\W", "", m.group()).casefold() or m.group(), m.start(), m.end())
        for m in _WORD.finditer(paragraph.text)
        if not any(start < m.end() and end_ > m.start() for start, end_ in spans)
    ]
    marks = [_Word("", start, end_) for start, end_ in spans]
    return _Line(
        paragraph, tuple(sorted((*words, *marks), key=lambda word: (word.start, word.end))), tuple(r for r, _ in held)
    )


def _aligned(one: Sequence[_Line], other: Sequence[_Line]) -> Iterator[tuple[_Line | None, _Line | None]]:
    """Yield the paragraphs of two copies in pairs; None stands where a copy has no such paragraph."""
    matcher = SequenceMatcher(None, [line.letters for line in one], [line.letters for line in other], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(one[i:i_end], other[j:j_end])


def _paired(one: Sequence[_Line], other: Sequence[_Line]) -> Iterator[tuple[_Line | None, _Line | None]]:
    """Pair changed paragraphs in their order, each with the next that shares enough of its words."""
    rest = list(other)
    for left in one:
        likeness = [_likeness(left, right) for right in rest]
        best = max(range(len(rest)), key=lambda i: likeness[i], default=None)
        if best is None or likeness[best] < _ALIKE:
            yield left, _wholly_hidden(rest)
            continue
        for skipped in rest[:best]:
            yield None, skipped
        yield left, rest[best]
        rest = rest[best + 1 :]
    for right in rest:
        yield None, right


def _wholly_hidden(rest: Sequence[_Line]) -> _Line | None:
    """Return the next paragraph of a copy if nothing of it is shown."""
    return rest[0] if rest and not any(rest[0].letters) else None


def _likeness(one: _Line, other: _Line) -> float:
    left, right = set(one.letters) - {""}, set(other.letters) - {""}
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def _between(
    shown: _Line | None, hiding: _Line | None, whole: Sequence[_Line], *, shown_in: int
) -> Iterator[Difference]:
    """Yield what a paragraph shows where its counterpart has a redaction, or has nothing."""
    if shown is None:
        return
    if hiding is None:
        if sum(bool(letters) for letters in shown.letters) >= _LEAST:
            yield from _differences(shown, shown.words, shown_in, Manner.LEFT_OUT, _page_near(whole, shown), ())
        return
    matcher = SequenceMatcher(None, shown.letters, hiding.letters, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        words = [word for word in shown.words[i:i_end] if word.text]
        hidden = "" in hiding.letters[j:j_end]
        if tag == "equal" or len(words) < (1 if hidden else _LEAST):
            continue
        if hidden or tag == "delete":
            manner = Manner.REDACTED if hidden else Manner.LEFT_OUT
            yield from _differences(shown, words, shown_in, manner, hiding.paragraph.page, hiding.redactions)


def _differences(
    line: _Line, words: Sequence[_Word], shown_in: int, manner: Manner, page: int, redactions: Iterable[Redaction]
) -> Iterator[Difference]:
    """Yield the passage that the words span: one difference a page, where it runs over the end of one."""
    exemption = next((r.exemption for r in redactions if r.exemption), "") if manner is Manner.REDACTED else ""
    for stretch in line.paragraph.stretches:
        first, last = max(words[0].start, stretch.at), min(words[-1].end, stretch.at + stretch.end - stretch.start)
        text = line.paragraph.text[first:last]
        if text.strip():
            shift = stretch.start - stretch.at
            yield Difference(shown_in, stretch.page, first + shift, last + shift, text, manner, page, exemption)


def _page_near(whole: Sequence[_Line], shown: _Line) -> int:
    """Return the page on which the other copy would have a paragraph that it lacks: at most its last."""
    return min(shown.paragraph.page, max((line.paragraph.page for line in whole), default=1))
