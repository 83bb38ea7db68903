"""Pictures of pages made ready to be read: grey, at a fit scale, on an even ground, upright and straight."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from extractors.runs import runs
from extractors.tables import Table, picture_edges, tables_from_edges

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
_RULE, _RULE_WIDTH = 60, 4  # dots at 70 an inch
_SHORTEST_RULE, _THICKEST_RULE = 20.0, 2.5  # points
_FAINT = 200  # in the copy, where a line one dot wide is grey
_RULE_SHADE = 160
_STREAK = 0.93  # of the page's side
_PALE = 80  # ink whose darkest dots are no darker
_DARK_ONLY = np.interp(np.arange(256), (0, 40, 90, 255), (0, 40, 255, 255)).astype(np.uint8)  # shade: without pale ink
_LEAST_SIDE = 50  # pixels
_STROKES_LEFT = 0.82  # of the ink of a fax: with less its thin strokes are gone


@dataclass(frozen=True)
class Sheet:
    """A grey picture, and how its pixels lie on the page: x' = a x + b y + c, y' = d x + e y + f, in points.

    `tables` are those whose rules were taken out of the picture, in points of the picture itself.
    """

    picture: Image
    to_page: tuple[float, float, float, float, float, float]
    tables: tuple[Table, ...] = ()

    @cached_property
    def letters(self) -> Mask:
        """Where there is ink that could be letters: `text_ink`."""
        return text_ink(self.picture)

    @property
    def points_per_pixel(self) -> float:
        """The length of a pixel's side in points."""
        return math.hypot(self.to_page[0], self.to_page[3])

    def on_page(self, boxes: Iterable[float]) -> array[float]:
        """Return the upright boxes in points of the page that lie around boxes in points of the picture.

        Both are x0, top, x1, bottom, one box after the other.
        """
        a, b, c, d, e, f = self.to_page
        x0, top, x1, bottom = np.fromiter(boxes, np.float64).reshape(-1, 4).T / self.points_per_pixel
        xs = np.sort([a * x0, a * x1], 0) + np.sort([b * top, b * bottom], 0) + c  # least and most of either
        ys = np.sort([d * x0, d * x1], 0) + np.sort([e * top, e * bottom], 0) + f
        placed: Any = np.stack([xs[0], ys[0], xs[1], ys[1]], axis=1, dtype=np.float32)
        return array("f", placed.tobytes())

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

    @cached_property
    def prepared(self) -> Sheet:
        """The sheet as it is best read: with its lines level, and without rules."""
        return self.straightened().unruled()

    def unruled(self) -> Sheet:
        """Return a level sheet without rules and streaks, which pass for letters; it knows its tables."""
        bands = ruled_bands(self.picture)
        if not any(bands):
            return self
        dpi = 72 / self.points_per_pixel
        edges = picture_edges(np.asarray(self.picture), dpi)
        # what runs from end to end of a page is the streak of a fax, or the edge of the paper
        level, upright = (
            [edge for edge in found if edge.end - edge.start < _STREAK * side * 72 / dpi]
            for found, side in zip(edges, self.picture.size, strict=True)
        )
        tables = tables_from_edges(level, upright)
        return Sheet(without_rules(self.picture, bands, dpi), self.to_page, tuple(tables))

    def straightened(self) -> Sheet:
        """Return the sheet with its lines level, where they plainly slope; else the sheet as it is."""
        from PIL import Image

        slope = math.tan(math.radians(skew(self.letters)))
        if abs(slope) < math.tan(math.radians(_LEAST_SKEW)):
            return self
        pixels: Any = np.asarray(self.picture)
        lean = slope / (1 + slope * slope)
        level, down = _sheared(pixels, -slope)
        upright, across = _sheared(level.T, lean)
        # from a point of the level picture to the one of the sloping picture that it shows
        x, y = lean * level.shape[0] / 2 - across, -down - slope * self.picture.width / 2
        back = 1, -lean, x, slope, 1 - slope * lean, slope * x + y
        return Sheet(Image.fromarray(upright.T), _after(self.to_page, back))


def _sheared(pixels: Any, slope: float) -> tuple[Any, int]:
    """Return the picture with its columns moved down by `slope` from its middle, and how far it grew at each end.

    Columns are moved by whole pixels: that blurs nothing, and takes a tenth of the time of turning the picture.
    """
    height, width = pixels.shape
    shifts = np.rint(slope * (np.arange(width) - width / 2)).astype(int)
    grown = int(np.abs(shifts).max())
    moved = np.full((height + 2 * grown, width), 255, np.uint8, order="F" if pixels.flags.f_contiguous else "C")
    steps = np.flatnonzero(np.diff(shifts)) + 1
    for start, end in pairwise([0, *steps.tolist(), width]):
        top = grown + shifts[start]
        moved[top : top + height, start:end] = pixels[:, start:end]
    return moved, grown


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
    from PIL import Image, ImageFilter

    lightest = _lightest(grey)
    if float(np.percentile(lightest, 5)) >= _PAPER:
        return grey
    ground: Any = np.asarray(Image.fromarray(lightest).filter(ImageFilter.MedianFilter(7)), dtype=np.float32)
    paper = float(np.percentile(ground, 75))
    ground = np.maximum(ground, max(_DARKEST_PAPER, 0.55 * paper))
    factor = Image.fromarray(255.0 / ground).resize(grey.size, Image.Resampling.BILINEAR)
    flat: Any = np.asarray(grey, dtype=np.float32)
    flat = flat * np.asarray(factor)
    darkest = float(np.percentile(flat[::8, ::8], 0.5))
    lift = min(darkest, 120.0)
    np.subtract(flat, lift, out=flat)
    np.multiply(flat, 255 / (250 - lift), out=flat)
    return Image.fromarray(np.clip(flat, 0, 255, out=flat).astype(np.uint8))


def _lightest(grey: Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return the lightest shade in each 16 by 16 pixels: that of the paper."""
    quarter: Any = np.asarray(grey.reduce(4))
    height, width = quarter.shape
    padded = np.pad(quarter, ((0, -height % 4), (0, -width % 4)), mode="edge")
    lightest: np.ndarray[Any, np.dtype[np.uint8]] = padded.reshape(padded.shape[0] // 4, 4, -1, 4).max(axis=(1, 3))
    return lightest


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

    dark = ink(_small(grey))
    other = _grown(_solid(dark) | runs(dark, _RULE, 1) | runs(dark, _RULE, 0))
    crowd = ndimage.uniform_filter(dark.view(np.uint8) * np.uint8(9), 3) > 1  # a dot by itself is a speck
    letters: Mask = dark & crowd & ~other
    return letters


def _small(grey: Image) -> Image:
    return grey.reduce(max(1, round(max(grey.size) / 800)))


def ruled_bands(grey: Image) -> tuple[list[slice], list[slice]]:
    """Return the rows and the columns of a picture in which there are long thin lines, across and down."""
    from scipy import ndimage

    small = _small(grey)
    shades: Any = np.asarray(small)
    dark, step = shades < _FAINT, -(-grey.width // small.width)
    found = []
    for view in (dark, dark.T):
        rules = (runs(view, _RULE, 1) & ~runs(view, _RULE_WIDTH, 0)).any(axis=1)
        bands = ndimage.find_objects(ndimage.label(ndimage.maximum_filter1d(rules, 5))[0])
        found.append([slice(band.start * step, band.stop * step) for (band,) in bands])
    return found[0], found[1]


def without_rules(grey: Image, bands: tuple[list[slice], list[slice]], dpi: float) -> Image:
    """Return the picture with the long thin lines in its `ruled_bands` made as light as what is beside them, so that
    the letters that they touch stay.
    """
    from PIL import Image
    from scipy import ndimage

    pixels: Any = np.array(grey)
    long, thick = round(_SHORTEST_RULE * dpi / 72), round(_THICKEST_RULE * dpi / 72)
    for view, its_bands in zip((pixels, pixels.T), bands, strict=True):
        for band in its_bands:
            top = max(0, band.start - thick - 2)  # a margin, in which thick things are seen to be thick
            around, inside = view[top : band.stop + thick + 2], slice(band.start - top, band.stop - top)
            dark = around < _RULE_SHADE
            rules = runs(dark, long, 1) & ~runs(dark, thick, 0)
            light = ndimage.grey_closing(around, (thick + 2, 1))[inside]
            view[band] = np.where(ndimage.maximum_filter1d(rules, 5, axis=0)[inside], light, view[band])
    return Image.fromarray(pixels)


def low_pieces(ink: Mask, height: float) -> Mask:
    """Return the ink without the pieces that are more than `height` dots high, as those of drawings are."""
    from scipy import ndimage

    labels, _ = ndimage.label(ink, np.ones((3, 3)))
    is_low = [down.stop - down.start <= height for down, _ in ndimage.find_objects(labels)]
    low: Mask = np.array([False, *is_low])[labels]
    return low


def without_pale_ink(grey: Image, drawn: Mask) -> Image:
    """Return the picture without the pale ink of stamps, so that the dark print under it can be read.

    `drawn` is ink that is no letters, in a copy of about 70 dots an inch; in the box around its pale pieces all
    that is pale becomes white. Solid areas are left as they are, and dark shades with them: what a marker pen covers
    must not come to light. The same picture is given back where there are no such pieces.
    """
    from PIL import Image
    from scipy import ndimage

    step = max(1, round(max(grey.size) / 800))
    height, width = drawn.shape
    shades: Any = np.array(grey)
    whole = np.pad(shades, ((0, -shades.shape[0] % step), (0, -shades.shape[1] % step)), mode="edge")
    darkest = whole.reshape(height, step, width, step).min(axis=(1, 3))
    labels, count = ndimage.label(drawn, np.ones((3, 3)))
    # a quarter will do: the words under a stamp hang together with it
    is_pale = np.asarray(ndimage.mean(darkest > _PALE, labels, np.arange(1, count + 1))) > 0.25
    pale = np.concatenate([[False], is_pale])[labels]
    if not pale.any():
        return grey
    ((down, across),) = ndimage.find_objects(pale.astype(np.int8))
    spared = _grown(_solid(ink(_small(grey))))[down, across].repeat(step, 0).repeat(step, 1)
    part = shades[down.start * step : down.stop * step, across.start * step : across.stop * step]
    spared = spared[: part.shape[0], : part.shape[1]]
    part[~spared] = _DARK_ONLY[part[~spared]]
    return Image.fromarray(shades)


def _solid(dark: Mask) -> Mask:
    """Return where areas are dark throughout, larger than any letter."""
    return runs(runs(dark, 24, 1), 10, 0)


def _grown(mask: Mask) -> Mask:
    """Return the mask, two dots wider on all sides."""
    wide = mask.copy()
    for step in (1, 1):
        for view in (wide, wide.T):
            before = view.copy()
            view[step:] |= before[:-step]
            view[:-step] |= before[step:]
    return wide


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
