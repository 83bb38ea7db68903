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
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.records import Box, Hidden, Hiding
from extractors.layout import Word
from extractors.survey import Drawing, Kind, Survey, Text, overlap, survey
from extractors.visibility import unseen

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray

__all__ = ["Judgement", "Survey", "as_hidden", "hidden_words", "judge", "survey"]

_CONTRAST = 80  # grey levels between text and a plain ground on which it can surely be read
_OPAQUE = 250
_SMALLEST_PT = 2.0
_AT_A_TIME = 500  # suspicions: as many times the words of a page are looked at in one step
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
    if not words:
        return Judgement()
    import numpy as np

    boxes = np.array([word[1:5] for word in words])
    ways = _hidden_by_place(words, boxes, seen)
    _clear_shown_forms(page, words, seen, ways)
    suspects = _suspects(words, boxes, seen, ways, is_picture=is_picture)
    for i in [i for i, way in suspects.items() if way is Hiding.UNAPPLIED_REDACTION]:
        ways[i] = suspects.pop(i)
    if suspects:
        scanned = _over_pictures(words, seen, suspects, is_picture=is_picture)
        for i in unseen(page, words, seen.texts, suspects, scanned):
            ways[i] = suspects[i]
    return Judgement(frozenset(ways), _records(words, ways))


def _clear_shown_forms(page: pdfium.PdfPage, words: Sequence[Word], seen: Survey, known: Container[int]) -> None:
    """Clear the text in forms of suspicion where some words of a form are seen: a layer shows it whole or not at all.

    Only words that are known to be drawn by a text of that very form are asked: others may stand at the same place.
    """
    form_of = {text.address: text.form for text in seen.texts if text.form and text.faint is Hiding.HIDDEN_LAYER}
    if not form_of:
        return
    held: dict[int, list[int]] = defaultdict(list)
    for i, word in enumerate(words):
        if word.drawn in form_of and i not in known and _says_something(word):
            held[form_of[word.drawn]].append(i)
    samples = {form: {found[0], found[len(found) // 2], found[-1]} for form, found in held.items()}
    asked = {i for sample in samples.values() for i in sample}
    hidden = unseen(page, words, seen.texts, asked, frozenset())
    for text in seen.texts:
        if text.faint is Hiding.HIDDEN_LAYER and text.form in samples and not samples[text.form] & hidden:
            text.faint = None


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


def _hidden_by_place(words: Sequence[Word], boxes: NDArray[np.float64], seen: Survey) -> dict[int, Hiding]:
    """Return the words that lie off the page or are too small to read: no pixel need be asked."""
    x0, top, x1, bottom = boxes.T
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    on_page = (x > -1) & (x < seen.width + 1) & (y > -1) & (y < seen.height + 1)
    is_small = (bottom - top < _SMALLEST_PT) | (x1 - x0 < _SMALLEST_PT)
    ways = dict.fromkeys((~on_page).nonzero()[0].tolist(), Hiding.OFF_PAGE)
    ways |= {i: Hiding.TINY for i in (on_page & is_small).nonzero()[0].tolist() if _is_tiny(words[i])}
    return {i: way for i, way in ways.items() if _says_something(words[i])}


def _says_something(word: Word) -> bool:
    return any(map(str.isalnum, word.text))


def _is_tiny(word: Word) -> bool:
    small, large = sorted((word.bottom - word.top, word.x1 - word.x0))
    return small < _SMALLEST_PT and large < _SMALLEST_PT * len(word.text)  # the figure 1 is narrow at any size


def _suspects(
    words: Sequence[Word], boxes: NDArray[np.float64], seen: Survey, known: dict[int, Hiding], *, is_picture: bool
) -> dict[int, Hiding]:
    """Return the words that may be hidden, each with the likeliest way."""
    suspicions = sorted(_suspicions(seen), key=lambda suspicion: -_RANK[suspicion.way])
    ways = dict.fromkeys(range(len(words)), Hiding.NOT_VISIBLE) if is_picture else {}
    for start in range(0, len(suspicions), _AT_A_TIME):
        some = suspicions[start : start + _AT_A_TIME]
        for k, i in _touches(some, boxes):
            ways[i] = some[k].way
    return {i: way for i, way in ways.items() if i not in known and _says_something(words[i])}


_BY_AREA = frozenset({Hiding.UNAPPLIED_REDACTION})  # no pixel judges it: a mark that only touches a word is not for it


def _touches(suspicions: Sequence[_Suspicion], boxes: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the pairs of a suspicion and a word in its reach, by their indexes, in the order of the suspicions."""
    import numpy as np

    x0, top, x1, bottom = boxes.T[:, None]
    left, upper, right, lower = np.array([_edges(suspicion.box) for suspicion in suspicions]).T[..., None]
    by_area = np.array([suspicion.way in _BY_AREA for suspicion in suspicions])[:, None]
    least = np.where(by_area, 0.2 * np.minimum(bottom - top, 20), 0.5)
    across = np.minimum(x1, right) - np.maximum(x0, left)
    down = np.minimum(bottom, lower) - np.maximum(top, upper)
    return [(k, i) for k, i in np.argwhere((across > least) & (down > least)).tolist()]


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


def _suspicions(seen: Survey) -> list[_Suspicion]:
    """Return where text may be hidden, from which objects lie over or under which."""
    over = [drawing for drawing in seen.drawings if drawing.kind in (Kind.REDACTION, Kind.ANNOTATION)]
    drawings = [drawing for drawing in seen.drawings if drawing.kind not in (Kind.REDACTION, Kind.ANNOTATION)]
    found = [_Suspicion(drawing.box, _OVER[drawing.kind]) for drawing in over]
    if len(seen.texts) * len(drawings) > _MOST_PAIRS:
        return [*found, *(_Suspicion(text.box(), Hiding.UNDER_BOX) for text in seen.texts)]
    texts = _doubtful(seen.texts, drawings)
    boxes = [text.box() for text in texts]
    meetings = _meetings(boxes, [drawing.box for drawing in drawings])
    for i, (text, box) in enumerate(zip(texts, boxes, strict=True)):
        met = [drawings[k] for k in meetings.get(i, ())]
        if text.faint and not _is_on_dark_ground(text, box, met):
            found += _faint_parts(text, box)
        for drawing in met:
            if drawing.order > text.order:
                found.append(_Suspicion(overlap(box, drawing.box), _OVER[drawing.kind]))
            elif drawing.grey is None or text.grey is None or abs(drawing.grey - text.grey) < _CONTRAST:
                found.append(_Suspicion(overlap(box, drawing.box), Hiding.GROUND_COLOUR))
    return found


def _faint_parts(text: Text, box: Box) -> Iterator[_Suspicion]:
    """Yield where a text that may not show has its words; of one that is cut off, only what is."""
    if text.faint is Hiding.CLIPPED and text.clip:
        seen = text.clip
        yield _Suspicion(Box(box.x0, box.top, min(seen.x0, box.x1), box.bottom), Hiding.CLIPPED)
        yield _Suspicion(Box(max(seen.x1, box.x0), box.top, box.x1, box.bottom), Hiding.CLIPPED)
        yield _Suspicion(Box(box.x0, box.top, box.x1, min(seen.top, box.bottom)), Hiding.CLIPPED)
        yield _Suspicion(Box(box.x0, max(seen.bottom, box.top), box.x1, box.bottom), Hiding.CLIPPED)
    elif text.faint:
        yield _Suspicion(box, text.faint)


def _doubtful(texts: Sequence[Text], drawings: Sequence[Drawing]) -> list[Text]:
    """Return the texts that are faint, or that some drawing could hide if it met them; of most pages, none are."""
    import numpy as np

    if not drawings:
        return [text for text in texts if text.faint]
    drawn, order = (np.array([each.order for each in some])[:, None] for some in (drawings, texts))
    # a grey level that is not known is no number: every comparison with it is false
    ground, grey = (np.array([each.grey for each in some], dtype=float)[:, None] for some in (drawings, texts))
    is_safe = (order > drawn.T) & (np.abs(ground.T - grey) >= _CONTRAST)
    may_hide = (~is_safe).any(axis=1).tolist()
    return [text for text, is_doubtful in zip(texts, may_hide, strict=True) if is_doubtful or text.faint]


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


def _over_pictures(
    words: Sequence[Word], seen: Survey, suspects: dict[int, Hiding], *, is_picture: bool
) -> frozenset[int]:
    """Return the suspects that may be what OCR found in a picture: the picture shows them."""
    if is_picture:
        return frozenset(suspects)
    images = [drawing.box for drawing in seen.drawings if drawing.kind is Kind.IMAGE]
    laid = [i for i, way in suspects.items() if way is Hiding.INVISIBLE_MODE]
    return frozenset(i for i in laid if any(map(words[i].is_inside, images)))
