"""Image files become pages."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from corpus.errors import UnreadableFile
from corpus.records import Method, Outcome
from extractors import image
from extractors.format import Settings

WITHOUT_OCR = Settings(ocr=False)


def written(text: str, size: tuple[int, int] = (1000, 300)) -> Image.Image:
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).text((60, 80), text, fill=0, font_size=48)
    return page


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_every_kind_of_image_is_read(kind: str) -> None:
    reading = image.read(saved(written("The panel agreed"), kind))
    assert [(page.text, page.method) for page in reading.pages] == [("The panel agreed", Method.OCR)]


def test_a_tiff_is_read_page_by_page() -> None:
    first, second = written("The first page"), written("The second page")
    reading = image.read(saved(first, "TIFF", save_all=True, append_images=[second], dpi=(200, 200)))
    assert [page.text for page in reading.pages] == ["The first page", "The second page"]
    assert [page.number for page in reading.pages] == [1, 2]
    assert (reading.pages[0].width_pt, reading.pages[0].height_pt) == (360, 108)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = written("The panel agreed").transpose(Image.Transpose.ROTATE_90)
    (page,) = image.read(saved(lying, "JPEG", exif=exif)).pages
    assert page.text == "The panel agreed"
    assert page.width_pt > page.height_pt


def test_without_ocr_an_image_says_that_it_needs_it() -> None:
    reading = image.read(saved(written("The panel agreed"), "PNG"), WITHOUT_OCR)
    assert reading.if_wordless is Outcome.NEEDS_OCR
    assert "OCR" in reading.note
    assert not reading.pages[0].text


def test_a_logo_is_passed_over() -> None:
    reading = image.read(saved(Image.new("RGB", (180, 60), "navy"), "PNG"), WITHOUT_OCR)
    assert reading.if_wordless is Outcome.NO_TEXT


def test_a_damaged_image_is_told() -> None:
    content = saved(written("The panel agreed"), "PNG")
    with pytest.raises(UnreadableFile) as refusal:
        image.read(content[: len(content) // 2])
    assert refusal.value.outcome == Outcome.CORRUPT


def test_a_picture_too_large_for_a_page_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        image.read(saved(Image.new("1", (20_000, 12_000)), "PNG"))
    assert refusal.value.outcome == Outcome.TOO_LARGE


@pytest.mark.parametrize(
    ("dpi", "points"), [((300, 300), (595.2, 841.68)), ((1, 1), (595.3, 841.98)), ((0, 0), (595.3, 841.98))]
)
def test_a_page_has_its_own_size_or_that_of_a4(dpi: tuple[int, int], points: tuple[float, float]) -> None:
    assert image.page_size((2480, 3507), dpi) == pytest.approx(points, abs=0.6)


def test_a_small_picture_without_a_resolution_is_as_large_as_on_a_screen() -> None:
    assert image.page_size((480, 96), (0, 0)) == (360, 72)
