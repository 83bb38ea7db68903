"""Pictures of pages made ready to be read: grey, at a fit scale, on an even ground, upright and straight."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

Mask = np.ndarray[Any, np.dtype[np.bool_]]  # rows, columns
BEST_DPI = 300
_GOOD_DPI = (240, 420)  # within these a change of scale costs more than it gains
_STROKE_DPI = 120  # below it, as of a screen, strokes are one dot wide: what looks like specks is letters
_MOST_PIXELS = 24_000_000  # an A3 sheet at 300 dpi has 17 million
_FEWEST_POINTS = 200
_PLAINLY = 3.0  # times the usual contrast: lines of print have 20 and more, drawings and photographs 1.6
_MOST_POINTS = 15_000  # so many show how lines run
_MOST_SKEW = 10.0  # degrees
_LEAST_SKEW = 0.6  # Tesseract follows a slighter slope by itself
_PAPER, _DARKEST_PAPER = 235, 110
_DARK = 128
_LEAST_SIDE = 50  # pixels
_STROKES_LEFT = 0.82  # of the ink of a fax: with less its thin strokes are gone


@dataclass(frozen=True)
class Sheet:
    """A grey picture, and how its pixels lie on the page: x' = a x + b y + c, y' = d x + e y + f, in points."""

    picture: Image
    to_page: tuple[float, float, float, float, float, float]

    @cached_property
    def letters(self) -> Mask:
        """Where there is ink that could be letters: `text_ink`."""
        return text_ink(self.picture)

    @property
    def points_per_pixel(self) -> float:
        """The length of a pixel's side in points."""
        return math.hypot(self.to_page[0], self.to_page[3])

    def on_page(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the upright box in points around a box in pixels."""
        a, b, c, d, e, f = self.to_page
        corners = [(x, y) for x in (x0, x1) for y in (top, bottom)]
        xs, ys = [a * x + b * y + c for x, y in corners], [d * x + e * y + f for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def turned(self, degrees: int) -> Sheet:
        """Return the sheet turned counter-clockwise by 90, 180 or 270 degrees; its boxes stay where they are."""
        from PIL import Image

        if not degrees:
            return self
        width, height = self.picture.size
        how, back = {
            90: (Image.Transpose.ROTATE_90, (0, -1, width, 1, 0, 0)),
            180: (Image.Transpose.ROTATE_180, (-1, 0, width, 0, -1, height)),
            270: (Image.Transpose.ROTATE_270, (0, 1, 0, -1, 0, height)),
        }[degrees]
        return Sheet(self.picture.transpose(how), _after(self.to_page, back))

    def straightened(self) -> Sheet:
        """Return the sheet with its lines level, where they plainly slope; else the sheet as it is."""
        from PIL import Image

        slope = skew(self.letters)
        if abs(slope) < _LEAST_SKEW:
            return self
        width, height = self.picture.size
        cos, sin = math.cos(math.radians(slope)), math.sin(math.radians(slope))
        new_w, new_h = round(width * cos + height * abs(sin)), round(height * cos + width * abs(sin))
        middle_x, middle_y = width / 2, height / 2
        # from a point of the level picture to the one of the sloping picture that it shows
        back = (
            cos,
            -sin,
            middle_x - cos * new_w / 2 + sin * new_h / 2,
            sin,
            cos,
            middle_y - sin * new_w / 2 - cos * new_h / 2,
        )
        level = self.picture.transform(
            (new_w, new_h), Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=255
        )
        return Sheet(level, _after(self.to_page, back))


def _after(outer: tuple[float, ...], inner: tuple[float, ...]) -> tuple[float, float, float, float, float, float]:
    """Return the transformation that does `inner` first and then `outer`."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f


def sheet_of(picture: Image, width_pt: float, height_pt: float) -> Sheet:
    """Return a page's picture in grey, without specks, at about 300 dots an inch; the page's size is in points."""
    from PIL import Image

    grey = to_grey(picture)
    width, height = grey.size
    dpi = 72 * width / width_pt
    if dpi >= _STROKE_DPI:
        grey = despecked(grey)
    scale = 1.0 if _GOOD_DPI[0] <= dpi <= _GOOD_DPI[1] else BEST_DPI / dpi
    scale = min(scale, math.sqrt(_MOST_PIXELS / (width * height)))
    if scale != 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        grey = grey.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
    return Sheet(grey, (width_pt / grey.width, 0, 0, 0, height_pt / grey.height, 0))


def to_grey(picture: Image) -> Image:
    """Return the picture in 256 shades of grey, what is transparent in white."""
    from PIL import Image

    if picture.mode.startswith(("I;16", "I", "F")):
        shades: Any = np.asarray(picture, dtype=np.float32)
        most = 65535.0 if shades.max(initial=0) > 255 else 255.0
        return Image.fromarray((np.clip(shades / most, 0, 1) * 255).astype(np.uint8))
    if picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        ground = Image.new("RGBA", coloured.size, "white")
        picture = Image.alpha_composite(ground, coloured)
    return picture.convert("L")


def flattened(grey: Image) -> Image:
    """Return the picture on an even white ground; a picture that has one already is given back.

    Black boxes and photographs stay dark: only what could be paper is made white.
    """
    from PIL import Image

    ground = _ground(grey)
    paper = float(np.percentile(ground, 75))
    if paper >= _PAPER and float(np.percentile(ground, 5)) >= _PAPER:
        return grey
    ground = np.maximum(ground, max(_DARKEST_PAPER, 0.55 * paper))
    factor = Image.fromarray(255.0 / ground).resize(grey.size, Image.Resampling.BILINEAR)
    flat: Any = np.asarray(grey, dtype=np.float32)
    flat = flat * np.asarray(factor)
    darkest = float(np.percentile(flat[::8, ::8], 0.5))
    lift = min(darkest, 120.0)
    np.subtract(flat, lift, out=flat)
    np.multiply(flat, 255 / (250 - lift), out=flat)
    return Image.fromarray(np.clip(flat, 0, 255, out=flat).astype(np.uint8))


def _ground(grey: Image) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the shade of the paper, one value for each 16 by 16 pixels: the lightest there, evened out."""
    from PIL import Image, ImageFilter

    quarter: Any = np.asarray(grey.reduce(4))
    height, width = quarter.shape
    padded = np.pad(quarter, ((0, -height % 4), (0, -width % 4)), mode="edge")
    lightest = padded.reshape(padded.shape[0] // 4, 4, -1, 4).max(axis=(1, 3))
    return np.asarray(Image.fromarray(lightest).filter(ImageFilter.MedianFilter(7)), dtype=np.float32)


def despecked(grey: Image) -> Image:
    """Return the picture without specks, if they are strewn over it: each dot as its neighbours are.

    To be done before a change of scale, which would make blots of the specks. A fax whose thin strokes would go with
    the specks is smoothed instead.
    """
    if min(grey.size) < _LEAST_SIDE or not _is_specked(grey):
        return grey
    smooth = _median(grey)
    if _is_two_valued(grey):
        dark, still_dark = np.asarray(grey) < _DARK, np.asarray(smooth) < _DARK
        if (dark & still_dark).sum() < _STROKES_LEFT * dark.sum():
            return softened(grey)
    return smooth


def softened(grey: Image) -> Image:
    """Return the picture with ragged edges smoothed."""
    from PIL import ImageFilter

    return grey.filter(ImageFilter.GaussianBlur(0.8))


def _median(grey: Image) -> Image:
    """Return the picture with each dot as the median of the three by three around it (ten times Pillow's speed)."""
    from PIL import Image

    padded: Any = np.pad(np.asarray(grey), 1, mode="edge")
    low, middle, high = _sorted_three(padded[:-2], padded[1:-1], padded[2:])
    sides = slice(0, -2), slice(1, -1), slice(2, None)
    lowest = np.maximum.reduce([low[:, side] for side in sides])
    highest = np.minimum.reduce([high[:, side] for side in sides])
    medium = _sorted_three(*(middle[:, side] for side in sides))[1]
    return Image.fromarray(_sorted_three(lowest, medium, highest)[1])


def _is_two_valued(grey: Image) -> bool:
    shades: Any = np.asarray(grey)[::4]
    return bool(((shades > 40) & (shades < 215)).mean() < 0.02)


def _sorted_three(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    low, high = np.minimum(a, b), np.maximum(a, b)
    return np.minimum(low, c), np.maximum(low, np.minimum(high, c)), np.maximum(high, c)


def _is_specked(grey: Image) -> bool:
    """Whether single dots, unlike all around them, are strewn over the page: more than one in a thousand."""
    shades: Any = np.asarray(grey)
    rows = np.arange(1, shades.shape[0] - 1, max(1, shades.shape[0] // 40))
    width = shades.shape[1]
    here = shades[rows, 1:-1].astype(np.int16)
    beside = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx]
    around = np.stack([shades[rows + dy, 1 + dx : width - 1 + dx] for dy, dx in beside]).astype(np.int16)
    alone = (here < around.min(axis=0) - 24) | (here > around.max(axis=0) + 24)
    return bool(alone.mean() > 0.001)


def ink(grey: Image) -> Mask:
    """Return where a picture is dark (rows, columns), against the ground around it on an uneven page."""
    shades: Any = np.asarray(grey)
    dark: Mask = shades < _threshold(shades)
    return dark


def _threshold(shades: Any) -> float:
    """Return the shade that parts dark from light best (Otsu)."""
    counts = np.bincount(shades.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    mass = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (mass[-1] * below - mass * below[-1]) ** 2 / (below * (below[-1] - below))
    best = float(np.nanargmax(between)) if np.isfinite(between).any() else _DARK
    return min(best + 1, 200.0)


def skew(letters: Mask) -> float:
    """Return by how many degrees lines of `text_ink` slope down to the right; 0 where none can be told."""
    xs, ys = _points(letters)
    best, contrast, usual = _sharpest(xs, ys)
    if contrast < _PLAINLY * usual:
        return 0.0
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    return round(float(fine[int(np.argmax([_contrast(xs, ys, angle) for angle in fine]))]), 2)


def runs_sideways(letters: Mask) -> bool:
    """Say whether the lines of `text_ink` seem to run up or down the page; a guess, as from afar."""
    xs, ys = _points(letters)
    _, along, usual = _sharpest(ys, xs)
    return along >= _PLAINLY * usual and along > 1.5 * _sharpest(xs, ys)[1]


def _points(letters: Mask) -> tuple[Any, Any]:
    """Return x and y of some of the ink, picked by a chance that is always the same; none where there is little."""
    ys, xs = np.nonzero(letters)
    if len(xs) < _FEWEST_POINTS:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    some = np.random.default_rng(0).random(len(xs)) < _MOST_POINTS / len(xs)
    return xs[some].astype(np.float32), ys[some].astype(np.float32)


def _sharpest(xs: Any, ys: Any) -> tuple[float, float, float]:
    """Return the slope (degrees) at which rows of ink stand out most, their contrast there, and at most slopes."""
    if not len(xs):
        return 0.0, 0.0, 1.0
    slopes = np.arange(-_MOST_SKEW, _MOST_SKEW + 0.1, 0.5)
    contrasts = [_contrast(xs, ys, slope) for slope in slopes]
    best = int(np.argmax(contrasts))
    return float(slopes[best]), contrasts[best], float(np.median(contrasts))


def _contrast(xs: Any, ys: Any, degrees: float) -> float:
    """Return how sharply rows of ink and rows of white alternate along lines of that slope."""
    rows = ys - xs * math.tan(math.radians(degrees))
    profile = np.bincount((rows - rows.min()).astype(np.int64))
    return float(np.square(np.diff(profile.astype(np.float64))).sum())


def text_ink(grey: Image) -> Mask:
    """Return where there is ink that could be letters (rows, columns), in a copy of about 70 dots an inch.

    Left out are solid areas (boxes, photographs), long lines and single dots.
    """
    from scipy import ndimage

    small = grey.reduce(max(1, round(max(grey.size) / 800)))
    dark = ink(small)
    other = np.maximum.reduce([_opened(dark, *shape) for shape in ((10, 24), (1, 60), (60, 1))])
    other = ndimage.maximum_filter(other, 5)
    crowd = ndimage.uniform_filter(dark.astype(np.float32), 3) > 1.5 / 9  # a dot by itself is a speck
    letters: Mask = dark & crowd & ~other
    return letters


def _opened(dark: Any, height: int, width: int) -> Any:
    """Return where rectangles of that size are dark throughout."""
    from scipy import ndimage

    return ndimage.maximum_filter(ndimage.minimum_filter(dark, (height, width)), (height, width))


def is_photograph(grey: Image) -> bool:
    """Say whether much of the picture is neither ink nor paper."""
    shades: Any = np.asarray(grey.reduce(2))
    return float(((shades > 50) & (shades < 200)).mean()) > 0.3 or float((shades <= 50).mean()) > 0.5


def strip_of_text(grey: Image, letters: Mask) -> Image:
    """Return the square, a third as wide as the page, that has most of what could be letters."""
    from scipy import ndimage

    marks = letters.astype(np.float32)
    side = max(8, max(marks.shape) // 3)
    dense = ndimage.uniform_filter(marks, side, mode="constant")
    y, x = (int(at) for at in np.unravel_index(int(np.argmax(dense)), dense.shape))
    scale = grey.width / marks.shape[1]
    half = side / 2
    left, top = max(0.0, (x - half) * scale), max(0.0, (y - half) * scale)
    return grey.crop(
        (int(left), int(top), int(min(grey.width, left + side * scale)), int(min(grey.height, top + side * scale)))
    )
