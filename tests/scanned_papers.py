"""Printed PDFs as a scanner leaves them: pictures of the pages, a little aslant and grainy, without a text layer."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageFilter

DPI = 200
_SLANT = 0.7  # degrees, either way
_GRAIN = 6.0  # grey levels of 255
_QUALITY = 60  # of the JPEG in which an office scanner keeps a page


def scanned_pdf(printed: bytes, seed: str) -> bytes:
    """Return a printed PDF as a PDF of scanned pages; a seed gives the same pages each time."""
    first, *others = scanned_pages(printed, seed)
    out = io.BytesIO()
    first.save(out, "PDF", resolution=DPI, save_all=True, append_images=others, quality=_QUALITY)
    return out.getvalue()


def scanned_png(printed: bytes, seed: str) -> bytes:
    """Return the first page of a printed PDF as a scan kept as PNG."""
    out = io.BytesIO()
    next(scanned_pages(printed, seed)).save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def scanned_pages(printed: bytes, seed: str) -> Iterator[Image.Image]:
    """Yield the pages of a printed PDF in grey, 200 dots an inch, as they come off the glass."""
    chance = random.Random(seed)
    noise = np.random.default_rng(chance.getrandbits(64))
    with pdfium.PdfDocument(printed) as document:
        for page in document:
            drawn: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            slanted = drawn.rotate(chance.uniform(-_SLANT, _SLANT), Image.Resampling.BICUBIC, fillcolor=255)
            pixels = np.asarray(slanted.filter(ImageFilter.GaussianBlur(0.3)), np.float32)
            grainy = np.clip(pixels + noise.normal(0, _GRAIN, pixels.shape), 0, 255)
            yield Image.fromarray(grainy.astype(np.uint8))
