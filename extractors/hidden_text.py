"""Find the words of a PDF's text layer that its page does not show, so that they are never read.

Failed redactions leave live text under boxes and images, in white, or in invisible mode. The judge is the rendered
page: a word is shown if the page looks different without it. Objects say which words to ask about (`extractors.survey`)
and name the way of hiding. Only the part of the page where such words stand is rendered. (That pixels should judge is
x-ray's idea, Free Law Project; which words are asked about is told by objects first.)

For a reader: `seen = survey(page)`, then `judge(page, words, seen, is_picture=...)` on every page, whatever was seen;
it returns the indexes of the words to leave out, and the records for `Page.hidden`. The page can be drawn afterwards.
`hidden_words` and `as_hidden` are the same in two steps, without the names of the mechanisms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.records import Box, Hidden, Hiding
from extractors.layout import Word
from extractors.survey import Drawing, Kind, Survey, Text, survey
from extractors.visibility import unseen

if TYPE_CHECKING:
    import pypdfium2 as pdfium

__all__ = ["Judgement", "Survey", "as_hidden", "hidden_words", "judge", "survey"]

_CONTRAST = 80  # grey levels between text and a plain ground on which it can surely be read
_OPAQUE = 250
_SMALLEST_PT = 2.0
_MOST_PAIRS = 4_000_000  # of texts and drawings, before every text is asked about
# What redaction tools print on their bars, and filler: they say nothing of what was covered
_STAMP = re.compile(r"\W*(?:redact(?:ed|ion)|sealed|confidential|privileged?|exempt|withheld|(\w)\1+)\W*", re.I)
_OVER = {
    Kind.FILL: Hiding.UNDER_BOX,
    Kind.STROKE: Hiding.UNDER_BOX,
    Kind.SHADING: Hiding.UNDER_BOX,
    Kind.IMAGE: Hiding.UNDER_IMAGE,
    Kind.ANNOTATION: Hiding.UNDER_ANNOTATION,
    Kind.REDACTION: Hiding.UNAPPLIED_REDACTION,
}
# Where several would hide a word, the first is named
_NAMED_FIRST = (
    Hiding.UNAPPLIED_REDACTION,
    Hiding.UNDER_ANNOTATION,
    Hiding.INVISIBLE_MODE,
    Hiding.TRANSPARENT,
    Hiding.CLIPPED,
    Hiding.UNDER_IMAGE,
    Hiding.UNDER_BOX,
    Hiding.GROUND_COLOUR,
    Hiding.HIDDEN_LAYER,
)
_RANK = {hiding: rank for rank, hiding in enumerate(_NAMED_FIRST)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The indexes of the words to leave out, and one record for each way of hiding; stamps and filler do not count."""

    unseen: frozenset[int] = frozenset()
    hidden: tuple[Hidden, ...] = ()


class _Suspicion(NamedTuple):
    """A part of the page where words may be hidden, and how."""

    box: Box
    way: Hiding


def judge(page: pdfium.PdfPage, words: Sequence[Word], seen: Survey, *, is_picture: bool) -> Judgement:
    """Say which words the page does not show, and why.

    Where a picture makes up most of the page (`is_picture`), as in a scan with the text that OCR found, a word is also
    shown if the picture has ink in its place. Words without a letter or digit are never called hidden. What a Redact
    annotation marks counts as hidden although the page still shows it.
    """
    ways = _hidden_by_place(words, seen)
    suspects = _suspects(words, seen, ways, is_picture=is_picture)
    for i in [i for i, way in suspects.items() if way is Hiding.UNAPPLIED_REDACTION]:
        ways[i] = suspects.pop(i)
    if suspects:
        scanned = _over_pictures(words, seen, suspects, is_picture=is_picture)
        for i in unseen(page, words, seen.texts, suspects, scanned):
            ways[i] = suspects[i]
    return Judgement(frozenset(ways), _records(words, ways))


def hidden_words(page: pdfium.PdfPage, words: Sequence[Word], *, is_picture: bool) -> set[int]:
    """Return the indexes of the words that the page does not show."""
    return set(judge(page, words, survey(page), is_picture=is_picture).unseen)


def as_hidden(words: Sequence[Word]) -> tuple[Hidden, ...]:
    """Return the count and place of hidden words of which no more is known, without a character of them."""
    return _records(words, dict.fromkeys(range(len(words)), Hiding.NOT_VISIBLE))


def _records(words: Sequence[Word], ways: dict[int, Hiding]) -> tuple[Hidden, ...]:
    found: dict[Hiding, list[Word]] = defaultdict(list)
    for i, way in sorted(ways.items()):
        if not _STAMP.fullmatch(words[i].text):
            found[way].append(words[i])
    return tuple(
        Hidden(way, sum(len(word.text) for word in hidden), tuple(word.box for word in hidden))
        for way, hidden in sorted(found.items())
    )


def _hidden_by_place(words: Sequence[Word], seen: Survey) -> dict[int, Hiding]:
    """Return the words that lie off the page or are too small to read: no pixel need be asked."""
    ways = {}
    for i, word in enumerate(words):
        _, x0, top, x1, bottom, *_ = word
        if not (-1 < (x0 + x1) / 2 < seen.width + 1 and -1 < (top + bottom) / 2 < seen.height + 1):
            way = Hiding.OFF_PAGE
        elif (bottom - top < _SMALLEST_PT or x1 - x0 < _SMALLEST_PT) and _is_tiny(word):
            way = Hiding.TINY
        else:
            continue
        if _says_something(word):
            ways[i] = way
    return ways


def _says_something(word: Word) -> bool:
    return any(map(str.isalnum, word.text))


def _is_tiny(word: Word) -> bool:
    small, large = sorted((word.bottom - word.top, word.x1 - word.x0))
    return small < _SMALLEST_PT and large < _SMALLEST_PT * len(word.text)  # the figure 1 is narrow at any size


def _suspects(words: Sequence[Word], seen: Survey, known: dict[int, Hiding], *, is_picture: bool) -> dict[int, Hiding]:
    """Return the words that may be hidden, each with the likeliest way."""
    if not words:
        return {}
    import numpy as np

    suspicions = _suspicions(seen)
    ways: dict[int, Hiding] = {}
    if suspicions:
        suspicions.sort(key=lambda suspicion: -_RANK[suspicion.way])
        word_boxes = np.array([word[1:5] for word in words])
        for box, way in suspicions:
            least = 0.2 * np.minimum(word_boxes[:, 3] - word_boxes[:, 1], 20) if way in _BY_AREA else 0.5
            across = np.minimum(word_boxes[:, 2], box.x1) - np.maximum(word_boxes[:, 0], box.x0)
            down = np.minimum(word_boxes[:, 3], box.bottom) - np.maximum(word_boxes[:, 1], box.top)
            for i in ((across > least) & (down > least)).nonzero()[0].tolist():
                ways[i] = way
    if is_picture:
        ways = dict.fromkeys(range(len(words)), Hiding.NOT_VISIBLE) | ways
    return {i: way for i, way in ways.items() if i not in known and _says_something(words[i])}


_BY_AREA = frozenset({Hiding.UNAPPLIED_REDACTION})  # no pixel judges it: a mark that only touches a word is not for it


def _suspicions(seen: Survey) -> list[_Suspicion]:
    """Return where text may be hidden, from which objects lie over or under which."""
    boxes = [text.box() for text in seen.texts]
    found = [
        _Suspicion(drawing.box, _OVER[drawing.kind])
        for drawing in seen.drawings
        if drawing.kind in (Kind.REDACTION, Kind.ANNOTATION)
    ]
    drawings = [drawing for drawing in seen.drawings if drawing.kind not in (Kind.REDACTION, Kind.ANNOTATION)]
    if len(boxes) * len(drawings) > _MOST_PAIRS:
        return [*found, *(_Suspicion(box, Hiding.UNDER_BOX) for box in boxes)]
    meetings = _meetings(boxes, [drawing.box for drawing in drawings])
    for i, (text, box) in enumerate(zip(seen.texts, boxes, strict=True)):
        met = [drawings[k] for k in meetings.get(i, ())]
        if text.faint and not _is_on_dark_ground(text, box, met):
            found.append(_Suspicion(box, text.faint))
        for drawing in met:
            if drawing.order > text.order:
                found.append(_Suspicion(_overlap(box, drawing.box), _OVER[drawing.kind]))
            elif drawing.grey is None or text.grey is None or abs(drawing.grey - text.grey) < _CONTRAST:
                found.append(_Suspicion(_overlap(box, drawing.box), Hiding.GROUND_COLOUR))
    return found


def _meetings(texts: Sequence[Box], drawings: Sequence[Box]) -> dict[int, list[int]]:
    """Return, by the index of a text, the indexes of the drawings that share room with it."""
    import numpy as np

    if not texts or not drawings:
        return {}
    a = np.array([(box.x0, box.top, box.x1, box.bottom) for box in texts])[:, None]
    b = np.array([(box.x0, box.top, box.x1, box.bottom) for box in drawings])[None]
    meet = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    found: dict[int, list[int]] = defaultdict(list)
    for i, k in np.argwhere(meet).tolist():
        found[i].append(k)
    return found


def _is_on_dark_ground(text: Text, box: Box, met: Iterable[Drawing]) -> bool:
    """Say whether light text stands on a plain dark ground that was drawn before it, as in a table's head."""
    if text.faint is not Hiding.GROUND_COLOUR or text.grey is None:
        return False
    grounds = [drawing for drawing in met if drawing.order < text.order and _holds(drawing.box, box)]
    if not grounds or grounds[-1].kind is not Kind.FILL or grounds[-1].alpha < _OPAQUE:
        return False
    return grounds[-1].grey is not None and text.grey - grounds[-1].grey > _CONTRAST and grounds[-1].is_rectangle


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x0 <= inner.x0 + 1
        and outer.x1 >= inner.x1 - 1
        and outer.top <= inner.top + 1
        and outer.bottom >= inner.bottom - 1
    )


def _overlap(a: Box, b: Box) -> Box:
    return Box(max(a.x0, b.x0), max(a.top, b.top), min(a.x1, b.x1), min(a.bottom, b.bottom))


def _over_pictures(
    words: Sequence[Word], seen: Survey, suspects: dict[int, Hiding], *, is_picture: bool
) -> frozenset[int]:
    """Return the suspects that may be what OCR found in a picture: the picture shows them."""
    if is_picture:
        return frozenset(suspects)
    images = [drawing.box for drawing in seen.drawings if drawing.kind is Kind.IMAGE]
    laid = [i for i, way in suspects.items() if way is Hiding.INVISIBLE_MODE]
    return frozenset(i for i in laid if any(map(words[i].is_inside, images)))
