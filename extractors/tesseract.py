"""Tesseract: a picture of a page in, lines of words with boxes and confidence out. One engine a thread, kept."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from extractors.layout import Line, Word, clean, keeps_hyphen

if TYPE_CHECKING:
    from PIL.Image import Image

AUTO, SPARSE, ONE_BLOCK = "AUTO", "SPARSE_TEXT", "SINGLE_BLOCK"  # how the engine looks for lines
_TIME_LIMIT_MS = 40_000  # a page of noise can take minutes: what was read till then is taken
_BROKEN = re.compile(r"[^\W\d_]{2,}-$")
_SURE_OF_A_SIGN = 0.75  # a sign without letter or digit is more often a speck than a dash
_SURE_WITHIN = 0.5  # of a dash or stroke between two words of a line
_JOINS = frozenset("-–—/&")
_PRONOUN = re.compile(r"\|(?=$|[’'](?:m|d|ve|ll)\b)")
_BEFORE_I = re.compile(
    r"(?:and|as|because|but|how|if|since|so|than|that|what|when|where|whether|which|while|why)$", re.I
)
_kept = threading.local()


def recognise(picture: Image, mode: str = AUTO, dpi: int = 300) -> list[Line]:
    """Return the lines of a grey picture in the order of the engine, boxes in pixels, words as high as their line."""
    engine = _engine()
    engine.SetPageSegMode(getattr(_library().PSM, mode))
    # as bytes: a picture would be written to a file in memory and read again
    engine.SetImageBytes(picture.tobytes(), *picture.size, 1, picture.width)
    engine.SetSourceResolution(dpi)
    try:
        engine.Recognize(_TIME_LIMIT_MS)
        return _without_breaking_hyphens(_with_pronouns([_without_specks(line) for line in _lines(engine)]))
    finally:
        engine.Clear()


def version() -> str:
    """Return the engine's version, such as `5.5.4`.

    Raises:
        ImportError: the library is not there, or cannot be loaded here.
    """
    first, _, _ = str(_library().tesseract_version()).partition("\n")
    return first.removeprefix("tesseract ")


def _library() -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # we spread pages over threads: threads within a page only get in the way
    import tesserocr

    return tesserocr


def _engine() -> Any:
    if not hasattr(_kept, "engine"):
        data = str(resources.files("extractors").joinpath("tessdata")) + os.sep
        _kept.engine = _library().PyTessBaseAPI(path=data, lang="eng")
        _kept.engine.SetVariable("debug_file", os.devnull)
    return _kept.engine


def _lines(engine: Any) -> Iterator[Line]:
    level = _library().RIL
    found = engine.GetIterator()
    if found is None:
        return
    line: Line = []
    for each in _library().iterate_level(found, level.WORD):
        if each.IsAtBeginningOf(level.TEXTLINE) and line:
            yield line
            line = []
        if each.Empty(level.WORD):
            continue
        text = clean(each.GetUTF8Text(level.WORD)).strip()
        confidence = each.Confidence(level.WORD) / 100
        if text and (any(map(str.isalnum, text)) or confidence >= _SURE_WITHIN):
            x0, top, x1, bottom = each.BoundingBox(level.WORD)
            upper, lower = _extent(each, level, (x0 + x1) / 2)
            line.append(Word(text, x0, min(top, upper), x1, max(bottom, lower), confidence=confidence))
    if line:
        yield line


def _without_specks(line: Line) -> Line:
    """Return a line without signs that are more likely specks: a dash between two words needs less to be one."""
    last = len(line) - 1
    return [
        word
        for place, word in enumerate(line)
        if any(map(str.isalnum, word.text))
        or (word.confidence or 0) >= (_SURE_WITHIN if word.text in _JOINS and 0 < place < last else _SURE_OF_A_SIGN)
    ]


def _with_pronouns(lines: list[Line]) -> list[Line]:
    """Read `I` where the engine sees a stroke before a word in small letters (`if | explain`), `S/11` for `$/11`."""
    lines = [line for line in lines if line]
    for line, below in zip(lines, [*lines[1:], []], strict=False):  # a sheet without words has no line
        for place, word in enumerate(line):
            is_last = place == len(line) - 1
            leads_on = not is_last or (place > 0 and _BEFORE_I.match(line[place - 1].text) is not None)
            following = "".join(found.text for found in (below[:1] if is_last else line[place + 1 : place + 2]))
            if _PRONOUN.match(word.text) and (len(word.text) > 1 or (leads_on and following[:1].islower())):
                line[place] = word._replace(text="I" + word.text[1:])
            elif word.text.startswith("$/"):
                line[place] = word._replace(text="S" + word.text[1:])
    return lines


def _extent(found: Any, level: Any, x: float) -> tuple[float, float]:
    """Return how far up and down letters of the line's font reach, at `x`: the same for `on` and for `big`."""
    row, (start, end) = found.RowAttributes(), found.Baseline(level.TEXTLINE)
    slope = (end[1] - start[1]) / (end[0] - start[0]) if end[0] > start[0] else 0.0
    baseline = start[1] + slope * (x - start[0])
    lower = baseline + abs(row["descenders"])
    return lower - row["row_height"], lower


def _without_breaking_hyphens(lines: list[Line]) -> list[Line]:
    """Join `initi-` / `ate`, as far as the next line reads on."""
    for line, below in pairwise(lines):
        last = line[-1]
        if _BROKEN.search(last.text) and below[0].text[0].islower():
            half = last.text.rstrip("-")
            line[-1] = last._replace(text=half + "-" if keeps_hyphen(half) else half, joined=True)
    return lines
