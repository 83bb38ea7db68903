"""Draw a page as it is shown, with quotations boxed. What a page hides, its picture does not show either."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import Box, Outcome
from extractors import sniff
from extractors.format import DEFAULTS, Settings
from extractors.pdf_file import open_pdf
from extractors.reading import find_content

_DPI = 120
_MOST_PIXELS = 12_000_000
_INK, _WASH = (200, 30, 30), (255, 210, 60, 70)


def draw_page(
    path: Path, document_id: str, number: int, boxes: Sequence[Box], settings: Settings = DEFAULTS
) -> Iterator[bytes]:
    """Yield one PNG: a page of the document with that SHA-256 in (or inside) the file, the boxes drawn on it.

    A generator, so that it can run in a `Sandbox`.

    Raises:
        UnreadableFile: the document is no longer there, or has no pages to draw.
    """
    without_ocr = replace(settings, ocr=False)  # the file is looked for, not read
    content = find_content(path.read_bytes(), document_id, without_ocr)
    if content is None:
        raise UnreadableFile(Outcome.UNREADABLE, f"{path} has changed since it was read: run it again")
    if sniff.media_type(content) != sniff.PDF:
        raise UnreadableFile(Outcome.UNSUPPORTED, "only pages of a PDF can be drawn: this document has no page image")
    yield page_png(content, number, boxes, settings)


def page_png(content: bytes, number: int, boxes: Sequence[Box], settings: Settings = DEFAULTS) -> bytes:
    """Return a page (from 1) of a PDF as PNG, at 120 dots an inch (fewer where the page is larger than A1), with boxes
    (points from the upper left) drawn.

    Raises:
        UnreadableFile: encrypted, and none of the user's passwords fits.
    """
    from PIL import Image, ImageDraw

    with open_pdf(content, settings.passwords) as pdf:
        page = pdf[number - 1]
        scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(page.get_width() * page.get_height(), 1)))
        picture = page.render(scale=scale).to_pil().convert("RGBA")
    wash = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(wash)
    for box in boxes:
        corners = [(box.x0 - 1.5) * scale, (box.top - 1.5) * scale, (box.x1 + 1.5) * scale, (box.bottom + 1.5) * scale]
        pen.rectangle(corners, fill=_WASH, outline=_INK, width=2)
    out = BytesIO()
    Image.alpha_composite(picture, wash).convert("RGB").save(out, "PNG")
    return out.getvalue()
