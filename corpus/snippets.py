"""The piece of a page that is printed for a match: where it begins and ends, and how the matches are marked in it."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]

WIDTH, BEFORE = 220, 60  # characters shown in all, and before the first match


def spans_of(highlighted: str, opening: str, closing: str) -> tuple[Span, ...]:
    """Return where matches stand in a text, from the text with marks around each."""
    spans, at, start = [], 0, 0
    for i, piece in enumerate(highlighted.replace(closing, opening).split(opening)):
        start, at = at, at + len(piece)
        if i % 2:
            spans.append((start, at))
    return tuple(spans)


def window(text: str, spans: Sequence[Span], width: int = WIDTH) -> Span:
    """Return where the piece begins and ends that holds most of the different words matched, the first of such.

    It ends between words where it can and cuts no match.
    """
    if not spans:
        return _between_words(text, 0, min(width, len(text)), (0, 0))
    best, most = spans[0], (-1, -1)
    for start, end in spans:
        last = max(end, start - BEFORE + width)
        held = [(s, e) for s, e in spans if start <= s and e <= last]
        worth = len({text[s:e].casefold() for s, e in held}), len(held)
        if worth > most:
            best, most = (start, max(e for _, e in held)), worth
    begin = max(0, min(best[0] - BEFORE, len(text) - width))
    return _between_words(text, begin, min(len(text), max(best[1], begin + width)), best)


def _between_words(text: str, begin: int, end: int, kept: Span) -> Span:
    """Return a piece drawn in to the nearest spaces, no further than what is kept."""
    while 0 < begin < kept[0] and not text[begin - 1].isspace():
        begin += 1
    while kept[1] < end < len(text) and not text[end].isspace():
        end -= 1
    return begin, end


def marked(text: str, spans: Sequence[Span], marks: tuple[str, str]) -> str:
    """Return a text on one line, with marks around the matches that lie in it; `spans` are in their order.

    Signs that a terminal would obey rather than print are left out.
    """
    pieces, at = [], 0
    for start, end in spans:
        if at <= start and end <= len(text):
            pieces += [_printed(text[at:start]), marks[0], _printed(text[start:end]), marks[1]]
            at = end
    return " ".join("".join([*pieces, _printed(text[at:])]).split())


def _printed(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())
