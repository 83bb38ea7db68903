"""Preparing the pictures of pages."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from extractors import picture
from extractors.picture import Sheet

A4 = (595.0, 842.0)


def lines_of_bars(size: tuple[int, int] = (1240, 1754)) -> Image.Image:
    """Return a page with bars where words would be."""
    page = Image.new("L", size, 255)
    pen = ImageDraw.Draw(page)
    for i, y in enumerate(range(150, size[1] - 150, 40)):
        for x in range(120, size[0] - 200, 90):
            pen.rectangle((x, y, x + 50 + (x * 7 + i * 13) % 30, y + 10), fill=20)
    return page


@pytest.mark.parametrize("degrees", [-5.0, -1.2, 0.0, 2.0, 7.0])
def test_the_slope_of_lines_is_measured(degrees: float) -> None:
    tilted = lines_of_bars().rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert picture.skew(picture.text_ink(tilted)) == pytest.approx(degrees, abs=0.2)


def test_lines_that_run_up_the_page_are_told() -> None:
    page = lines_of_bars()
    assert not picture.runs_sideways(picture.text_ink(page))
    assert picture.runs_sideways(picture.text_ink(page.transpose(Image.Transpose.ROTATE_90)))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_of_a_turned_sheet_lie_on_the_page_as_given(degrees: int) -> None:
    page = Image.new("L", (600, 800), 255)
    page.paste(0, (100, 200, 160, 220))
    turned = Sheet(page, (0.5, 0, 0, 0, 0.5, 0)).turned(degrees)
    ys, xs = np.nonzero(np.asarray(turned.picture) < 128)
    box = turned.on_page(edge / 2 for edge in (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
    assert list(box) == pytest.approx((50, 100, 80, 110))


def test_boxes_of_a_straightened_sheet_lie_on_the_page_as_given() -> None:
    page = lines_of_bars()
    page.paste(255, (0, 0, 1240, 270))
    page.paste(128, (600, 60, 640, 100))  # a mark of another shade, away from the bars and their grey edges
    tilted = page.rotate(-4, Image.Resampling.NEAREST, fillcolor=255)
    straight = Sheet(tilted, (1, 0, 0, 0, 1, 0)).straightened()
    places = []
    for each in (tilted, straight.picture):
        ys, xs = np.nonzero(np.abs(np.asarray(each)[:190].astype(int) - 128) < 4)
        places.append((xs.mean(), ys.mean()))
    x0, top, x1, bottom = straight.on_page(edge * straight.points_per_pixel for edge in (*places[1], *places[1]))
    assert ((x0 + x1) / 2, (top + bottom) / 2) == pytest.approx(places[0], abs=3)


def test_an_uneven_ground_is_made_white_and_black_boxes_stay_black() -> None:
    shade = np.tile(np.linspace(235, 130, 1240), (1754, 1))
    shaded = Image.fromarray((shade * np.asarray(lines_of_bars()) / 255).astype(np.uint8))
    shaded.paste(10, (300, 700, 900, 1000))
    flat = np.asarray(picture.flattened(shaded))
    assert np.percentile(flat[1720:], 10) > 240
    assert flat[750:950, 400:800].max() < 60


def test_an_even_white_page_is_not_touched() -> None:
    page = lines_of_bars()
    assert picture.flattened(page) is page
    assert picture.despecked(page) is page


def test_specks_go_and_strokes_stay() -> None:
    clean = np.asarray(lines_of_bars())
    specked = clean.copy()
    specked[np.random.default_rng(1).random(clean.shape) < 0.004] = 60
    specked[::2, 1] = 200  # not two-valued only
    despecked = np.asarray(picture.despecked(Image.fromarray(specked)))
    ground = clean == 255
    assert (despecked[ground] < 128).sum() < 0.05 * (specked[ground] < 128).sum()
    assert (despecked[~ground] < 128).mean() > 0.95


def test_the_fast_median_is_that_of_pillow() -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 120)).astype(np.uint8))
    ours, theirs = (np.asarray(each) for each in (picture._median(noise), noise.filter(ImageFilter.MedianFilter(3))))
    assert (ours[1:-1, 1:-1] == theirs[1:-1, 1:-1]).all()


@pytest.mark.parametrize("dpi", [100, 200, 300, 600])
def test_every_scan_comes_at_a_scale_that_the_engine_likes(dpi: int) -> None:
    size = round(A4[0] / 72 * dpi), round(A4[1] / 72 * dpi)
    sheet = picture.sheet_of(Image.new("L", size, 255), *A4)
    assert 240 <= 72 / sheet.points_per_pixel <= 420


def test_a_huge_sheet_is_held_to_a_number_of_pixels() -> None:
    sheet = picture.sheet_of(Image.new("L", (6000, 8000), 255), 2000, 2667)
    assert sheet.picture.width * sheet.picture.height < 25_000_000


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "F"])
def test_every_kind_of_picture_becomes_grey(mode: str) -> None:
    made = Image.new(mode, (60, 60))
    assert picture.to_grey(made).mode == "L"


def test_what_is_transparent_is_white() -> None:
    assert picture.to_grey(Image.new("RGBA", (9, 9), (0, 0, 0, 0))).getpixel((4, 4)) == 255


def test_rules_and_streaks_go_and_letters_that_they_cross_stay() -> None:
    page = lines_of_bars()
    pen = ImageDraw.Draw(page)
    pen.line((100, 0, 100, 1754), fill=0)
    pen.line((150, 205, 1100, 205), fill=0, width=3)  # between two lines of bars
    pen.line((150, 1000, 150, 1300), fill=0, width=3)  # through bars
    unruled = Sheet(page, (72 / 150, 0, 0, 0, 72 / 150, 0)).unruled()
    left = np.abs(np.asarray(unruled.picture).astype(int) - np.asarray(lines_of_bars())) > 60
    assert left.sum() < 30


def test_a_page_without_rules_is_not_touched() -> None:
    sheet = Sheet(lines_of_bars(), (72 / 150, 0, 0, 0, 72 / 150, 0))
    assert sheet.unruled() is sheet


def test_the_tables_of_a_sheet_are_known_though_a_streak_runs_through_them() -> None:
    page = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(page)
    for y in (300, 400, 600):
        pen.line((200, y, 1000, y), fill=0, width=3)
    for x in (200, 500, 1000):
        pen.line((x, 300, x, 600), fill=0, width=3)
    pen.line((700, 0, 700, 1754), fill=0)
    (table,) = Sheet(page, (72 / 150, 0, 0, 0, 72 / 150, 0)).unruled().tables
    assert [len(row) for row in table.rows] == [2, 2]
    assert (table.box.x0, table.box.bottom) == pytest.approx((96, 288), abs=2)


def stamped(shade: int) -> Image.Image:
    page = lines_of_bars()
    pen = ImageDraw.Draw(page)
    pen.line((200, 430, 560, 380, 620, 660, 240, 720, 200, 430), fill=shade, width=6)
    pen.rectangle((300, 500, 480, 560), fill=90)  # a marker, through which
    pen.rectangle((320, 520, 400, 540), fill=10)  # something shows
    return page


def test_the_pale_ink_of_a_stamp_goes_and_what_a_marker_covers_is_no_clearer() -> None:
    page = stamped(shade=120)
    ink = picture.text_ink(page)
    clear = np.asarray(picture.without_pale_ink(page, ink & ~picture.low_pieces(ink, 24)))
    assert (clear == 120).sum() < 0.01 * (np.asarray(page) == 120).sum()
    assert (clear[500:560, 300:480] == np.asarray(page)[500:560, 300:480]).all()


def test_dark_strokes_are_no_stamp() -> None:
    page = stamped(shade=50)
    ink = picture.text_ink(page)
    assert picture.without_pale_ink(page, ink & ~picture.low_pieces(ink, 24)) is page


def test_boxes_lines_and_dust_are_no_letters() -> None:
    page = Image.new("L", (2480, 3508), 255)
    page.paste(0, (300, 300, 1500, 380))
    page.paste(0, (300, 900, 2000, 904))
    page.putpixel((1000, 2000), 0)
    assert picture.text_ink(page).sum() == 0
    assert picture.text_ink(lines_of_bars()).sum() > 500
