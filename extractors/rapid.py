"""RapidOCR, a second and slower engine for pages that the first fails on; the extra `minuted[ocr-plus]` brings it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from extractors.layout import Line, Word, by_row, clean

if TYPE_CHECKING:
    from PIL.Image import Image

_ONE_AT_A_TIME = threading.Lock()  # it takes a gigabyte a page
_WORD = re.compile(r"\S+")


def engine() -> Callable[[Image], list[Line]] | None:
    """Return the engine, to be called with a grey picture; None where it is not installed."""
    return recognise if find_spec("rapidocr") and find_spec("onnxruntime") else None


def recognise(picture: Image) -> list[Line]:
    """Return the lines of a picture from top to bottom, boxes in pixels."""
    with _ONE_AT_A_TIME:
        # its line classifier turns upright English upside down: it stays off
        found = _engine()(np.asarray(picture.convert("RGB")), use_cls=False)
    if found.boxes is None:
        return []
    return by_row([line for line in map(_line, found.boxes, found.txts, found.scores) if line])


@cache
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    # given its models by name, as its wheel holds them, it has nothing to download
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Det.model_path": str(next(models.glob("*_det_*.onnx"))),
            "Rec.model_path": str(next(models.glob("*_rec_*.onnx"))),
        }
    )


def _line(corners: Sequence[Sequence[float]], text: str, confidence: float) -> Line:
    """Return the words of a line: it is found as a whole, so its width is shared out by characters."""
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    left, a_character = min(xs), (max(xs) - min(xs)) / max(1, len(text))
    return [
        Word(
            clean(word.group()),
            left + word.start() * a_character,
            min(ys),
            left + word.end() * a_character,
            max(ys),
            confidence=float(confidence),
        )
        for word in _WORD.finditer(text)
        if clean(word.group())
    ]
