from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from analysis.report.pictures import MOST_BYTES, DrawnPage, pages_wanted, small_page
from extractors.render import page_png
from tests.analysis.report.made_report import contents_of
from tests.made_documents import pdf


def png(width: int, height: int, *, noise: bool) -> bytes:
    page = Image.new("RGB", (width, height), "white")
    if noise:
        page = Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3))
    pen = ImageDraw.Draw(page)
    for line in range(40, height, 20):
        pen.text((60, line), "No serious case review was held of this case. " * 3, fill="black")
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def test_a_page_of_text_stays_legible_within_its_bytes() -> None:
    dense = ["The panel heard from each agency in turn, and views differed on whether the criteria were met. " * 7] * 9
    found = small_page(page_png(pdf(dense), 1, []), 595.0, 842.0)
    assert len(found.content) <= MOST_BYTES
    assert found.width >= 800 and found.height / found.width == pytest.approx(842 / 595, abs=0.01)
    with Image.open(BytesIO(found.content)) as opened:
        assert opened.format == "WEBP" and opened.size == (found.width, found.height)
    assert (found.media_type, found.width_pt, found.height_pt) == ("image/webp", 595.0, 842.0)


def test_a_page_in_colour_keeps_its_colours_where_it_fits() -> None:
    page = Image.new("RGB", (400, 500), (200, 30, 30))
    out = BytesIO()
    page.save(out, "PNG")
    with Image.open(BytesIO(small_page(out.getvalue(), 100.0, 125.0).content)) as opened:
        red, green, _ = opened.convert("RGB").getpixel((200, 250))  # type: ignore[misc]
    assert red > 180 and green < 60


def test_a_page_that_does_not_fit_is_made_smaller() -> None:
    found = small_page(png(700, 900, noise=True), 500.0, 640.0)
    assert found.width < 700 and found.height / found.width == pytest.approx(900 / 700, abs=0.01)


def test_a_small_picture_is_not_enlarged_and_the_same_every_time() -> None:
    first, second = (small_page(png(200, 300, noise=False), 100.0, 150.0) for _ in range(2))
    assert (first.width, first.height) == (200, 300) and first == second


def test_a_picture_is_its_own_address() -> None:
    assert DrawnPage(b"\x00\xff", "image/webp", 1, 1, 1.0, 1.0).data_uri == "data:image/webp;base64,AP8="


def test_pages_of_counted_reasons_are_wanted_first(tmp_path: Path) -> None:
    contents = contents_of(tmp_path)
    wanted = pages_wanted(contents)
    assert len({(page.document_id, page.page) for page in wanted}) == len(wanted) > 2
    strict = {
        (stretch.document_id, stretch.page)
        for entry in contents.decisions
        for mention in entry.mentions
        if mention.counts == "strict"
        for stretch in mention.quotation.stretches
    }
    assert {(page.document_id, page.page) for page in wanted[: len(strict)]} == strict
