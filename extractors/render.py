"""Draw a page as it is shown, with quotations boxed. What a page hides, its picture does not show either."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from corpus.errors import UnreadableFile
from corpus.records import Box, Outcome
from extractors import sniff
from extractors.archive import Archive
from extractors.format import DEFAULTS, Settings
from extractors.reading import READERS

_DPI = 120
_INK, _WASH = (200, 30, 30), (255, 210, 60, 70)


def draw_page(
    path: Path, document_id: str, number: int, boxes: Sequence[Box], settings: Settings = DEFAULTS
) -> Iterator[bytes]:
    """Yield one PNG: a page of the document with that SHA-256 in (or inside) the file, the boxes drawn on it.

    A generator, so that it can run in a `Sandbox`.

    Raises:
        UnreadableFile: the document is no longer there, or has no pages to draw.
    """
    content = next(_contents(path.read_bytes(), document_id, settings), None)
    if content is None:
        raise UnreadableFile(Outcome.UNREADABLE, f"{path} has changed since it was read: run it again")
    if sniff.media_type(content) != sniff.PDF:
        raise UnreadableFile(Outcome.UNSUPPORTED, "only pages of a PDF can be drawn: this document has no page image")
    yield page_png(content, number, boxes)


def _contents(content: bytes, sha256: str, settings: Settings) -> Iterator[bytes]:
    """Yield the bytes with that hash, from a file and everything inside it."""
    if hashlib.sha256(content).hexdigest() == sha256:
        yield content
        return
    media_type = sniff.media_type(content)
    if media_type == sniff.ZIP:
        archive = Archive(BytesIO(content))
        for member in archive.members:
            yield from _contents(archive.read(member.index), sha256, settings)
    elif media_type in READERS:
        for attachment in importlib.import_module(READERS[media_type]).read(content, settings).attachments:
            yield from _contents(attachment.content, sha256, settings)


def page_png(content: bytes, number: int, boxes: Sequence[Box]) -> bytes:
    """Return a page (from 1) of a PDF as PNG, at 120 dots an inch, with boxes (points from the upper left) drawn."""
    import pypdfium2 as pdfium
    from PIL import Image, ImageDraw

    scale = _DPI / 72
    with pdfium.PdfDocument(content) as pdf:
        pdf.init_forms()
        picture = pdf[number - 1].render(scale=scale).to_pil().convert("RGBA")
    wash = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(wash)
    for box in boxes:
        corners = [(box.x0 - 1.5) * scale, (box.top - 1.5) * scale, (box.x1 + 1.5) * scale, (box.bottom + 1.5) * scale]
        pen.rectangle(corners, fill=_WASH, outline=_INK, width=2)
    out = BytesIO()
    Image.alpha_composite(picture, wash).convert("RGB").save(out, "PNG")
    return out.getvalue()
