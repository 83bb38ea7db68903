"""Draw a page as it is shown, with quotations boxed. What a page hides, its picture does not show either."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Box, Outcome
from extractors import sniff
from extractors.format import DEFAULTS, Settings
from extractors.image import scan
from extractors.pdf_file import open_pdf
from extractors.reading import find_content
from extractors.survey import Kind, survey

if TYPE_CHECKING:
    from PIL.Image import Image

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
    media_type = sniff.media_type(content)
    if media_type == sniff.PDF:
        yield page_png(content, number, boxes, settings)
    elif media_type.startswith("image/"):
        yield picture_png(content, number, boxes)
    else:
        raise UnreadableFile(
            Outcome.UNSUPPORTED, "only pages of a PDF or a scan can be drawn: this document has no page image"
        )


def page_png(content: bytes, number: int, boxes: Sequence[Box], settings: Settings = DEFAULTS) -> bytes:
    """Return a page (from 1) of a PDF as PNG, at 120 dots an inch (fewer where the page is larger than A1), with boxes
    (points from the upper left) drawn. What is marked for redaction is painted over: it counts as taken out.

    Raises:
        UnreadableFile: encrypted, and none of the user's passwords fits.
    """
    from PIL import ImageDraw

    with open_pdf(content, settings.passwords) as pdf:
        page = pdf[number - 1]
        scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(page.get_width() * page.get_height(), 1)))
        marked = [each.box for each in survey(page).drawings if each.kind is Kind.REDACTION]
        picture = page.render(scale=scale).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in marked:
        pen.rectangle((box.x0 * scale, box.top * scale, box.x1 * scale, box.bottom * scale), fill=(0, 0, 0))
    return _boxed(picture, boxes, scale)


def picture_png(content: bytes, number: int, boxes: Sequence[Box]) -> bytes:
    """Return a picture (from 1) of an image file as PNG, at 120 dots an inch at most, boxes drawn as in `page_png`.

    Raises:
        UnreadableFile: there is no such picture, or it is damaged or too large.
    """
    found = scan(content, number)
    scale = min(_DPI / 72, found.picture.width / found.width_pt)
    size = (max(round(found.width_pt * scale), 1), max(round(found.height_pt * scale), 1))
    return _boxed(found.picture.convert("RGB").resize(size), boxes, scale)


def _boxed(page: Image, boxes: Sequence[Box], scale: float) -> bytes:
    from PIL import Image, ImageDraw

    picture = page.convert("RGBA")
    wash = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(wash)
    for box in boxes:
        corners = [(box.x0 - 1.5) * scale, (box.top - 1.5) * scale, (box.x1 + 1.5) * scale, (box.bottom + 1.5) * scale]
        pen.rectangle(corners, fill=_WASH, outline=_INK, width=2)
    out = BytesIO()
    Image.alpha_composite(picture, wash).convert("RGB").save(out, "PNG")
    return out.getvalue()
