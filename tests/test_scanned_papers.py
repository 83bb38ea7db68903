"""Scanned papers hold pictures and no words, and a seed gives the same pictures."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
from PIL import Image

from tests.made_documents import pdf
from tests.scanned_papers import DPI, scanned_pages, scanned_pdf, scanned_png

PRINTED = pdf([f"{number}. The Board noted the report of the sub-group." for number in range(90)])


def test_a_scanned_pdf_has_the_pages_of_the_printed_one_and_no_text() -> None:
    with pdfium.PdfDocument(PRINTED) as printed, pdfium.PdfDocument(scanned_pdf(PRINTED, "a")) as scanned:
        assert len(scanned) == len(printed) > 1
        for page, original in zip(scanned, printed, strict=True):
            assert page.get_textpage().get_text_bounded().strip() == ""
            assert all(abs(one - other) < 1 for one, other in zip(page.get_size(), original.get_size(), strict=True))


def test_the_same_seed_gives_the_same_picture_and_another_seed_another() -> None:
    first, again, other = (next(scanned_pages(PRINTED, seed)).tobytes() for seed in ("a", "a", "b"))
    assert first == again != other


def test_a_scanned_png_is_the_first_page() -> None:
    picture = Image.open(io.BytesIO(scanned_png(PRINTED, "a")))
    assert picture.tobytes() == next(scanned_pages(PRINTED, "a")).tobytes()
    assert round(picture.info["dpi"][0]) == DPI
