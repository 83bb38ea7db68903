"""Images of pages (TIFF, PNG, JPEG, GIF, BMP, WebP), read by OCR; small ones such as logos are passed over."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Outcome, Page
from extractors.format import DEFAULTS, Reading, Settings
from extractors.ocr import Scan, read_scans

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 89_000_000  # Pillow itself warns of more; an A2 sheet at 300 dots an inch has 35 million
_LEAST_SIDE, _LEAST_PIXELS = 40, 20_000  # smaller is a logo, a rule or a dot: a line of print needs more
_SANE_DPI = (60, 1300)
_SCREEN_DPI = 96
_A4_POINTS = (595.3, 841.9)


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a page for each picture in the file, with the words that OCR finds.

    Raises:
        UnreadableFile: damaged, or larger than any page is.
    """
    with _decoding():
        file = _opened(content)
    with file:
        if file.format != "TIFF" and is_small(file):
            return Reading((Page(1, ""),))
        return _read(file) if settings.ocr else _unread(file)


@contextmanager
def _decoding() -> Iterator[None]:
    """Say of a file that Pillow fails on what is wrong with it. On damage Pillow raises nearly anything."""
    from PIL import Image

    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (UnreadableFile, MemoryError):
        raise
    except Exception:
        raise UnreadableFile(
            Outcome.CORRUPT, "the image is damaged and cannot be opened: ask for a fresh copy"
        ) from None


def _opened(content: bytes) -> Image:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(BytesIO(content))


def _too_large() -> UnreadableFile:
    limit = f"{_MOST_PIXELS // 1_000_000} million pixels"
    return UnreadableFile(
        Outcome.TOO_LARGE, f"the image has more than {limit}: ask for it in pages, or save it smaller"
    )


def _read(file: Image) -> Reading:
    pages = tuple(read_scans(_scans(file)))
    if any(page.is_low_quality and not page.text for page in pages):
        return Reading(pages, note="words that OCR could not make out", if_wordless=Outcome.NEEDS_OCR)
    return Reading(pages)


def _unread(file: Image) -> Reading:
    pages = tuple(Page(number, "") for number in range(1, _pictures_in(file) + 1))
    return Reading(pages, note="an image, not read: OCR is switched off", if_wordless=Outcome.NEEDS_OCR)


def is_small(picture: Image) -> bool:
    """Say whether a picture is too small to hold a line of words."""
    return min(picture.size) < _LEAST_SIDE or picture.width * picture.height < _LEAST_PIXELS


def _pictures_in(file: Image) -> int:
    """Return how many pages there are: further pictures of other formats are an animation or a preview."""
    with _decoding():
        return int(getattr(file, "n_frames", 1)) if file.format == "TIFF" else 1


def _scans(file: Image) -> Iterator[Scan]:
    """Yield the pictures in the file, each turned as its camera says."""
    from PIL import ImageOps

    for i in range(_pictures_in(file)):
        with _decoding():
            file.seek(i)
            if file.width * file.height > _MOST_PIXELS:
                raise _too_large()
            dpi = file.info.get("dpi", (0, 0))
            picture = ImageOps.exif_transpose(file)  # a copy, even where nothing is to be turned
            size = page_size(picture.size, dpi)
        yield Scan(i + 1, picture, *size)


def scan(content: bytes, number: int) -> Scan:
    """Return one of the pictures in a file, from 1, with the size in points that it is read at.

    Raises:
        UnreadableFile: there is no such picture, or it is damaged or too large.
    """
    with _decoding():
        file = _opened(content)
    with file:
        found = next((each for each in _scans(file) if each.number == number), None)
    if found is None:
        raise UnreadableFile(Outcome.CORRUPT, f"the image has no picture {number}")
    return found


def page_size(pixels: tuple[int, int], dpi: tuple[float, float]) -> tuple[float, float]:
    """Return width and height in points; where the file gives no sane resolution, as wide as A4, or as on a screen
    where that is less.
    """
    width, height = pixels
    across, down = (float(each) for each in dpi)
    narrow, wide = 72 * width / across if across else 0, 72 * height / down if down else 0
    if all(_SANE_DPI[0] <= each <= _SANE_DPI[1] for each in (across, down)) and 0.5 < across / down < 2:
        return narrow, wide
    points = min(_A4_POINTS[0] if height >= width else _A4_POINTS[1], 72 * width / _SCREEN_DPI)
    return points, points * height / width
