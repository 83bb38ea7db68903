"""From a PDF page's own coordinates to points from the upper left corner of the page as shown."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_FINE = 1000  # device units a point: pdfium answers in whole units


@dataclass(frozen=True, slots=True)
class Place:
    """An affine map: `x' = xx * x + xy * y + x0` and `y' = yx * x + yy * y + y0`."""

    xx: float
    xy: float
    x0: float
    yx: float
    yy: float
    y0: float
    is_upright: bool = False  # shown as it is written, not turned

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Place:
        """Return the map of a page: its rotation and crop are taken account of."""
        from pypdfium2 import raw

        width, height = page.get_size()

        def shown(px: float, py: float) -> tuple[float, float]:
            x, y = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(page, 0, 0, int(width * _FINE), int(height * _FINE), 0, px, py, x, y)
            return x.value / _FINE, y.value / _FINE

        (x, y), (x1, y1), (x2, y2) = shown(0, 0), shown(100, 0), shown(0, 100)
        is_upright = x1 > x and y2 < y and abs(x2 - x) + abs(y1 - y) < 0.1
        return cls((x1 - x) / 100, (x2 - x) / 100, x, (y1 - y) / 100, (y2 - y) / 100, y, is_upright)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page is shown."""
        return self.xx * x + self.xy * y + self.x0, self.yx * x + self.yy * y + self.y0

    def after(self, a: float, b: float, c: float, d: float, e: float, f: float) -> Place:
        """Return the map for what is drawn through a PDF matrix (of an object, or of a form that holds it)."""
        x0, y0 = self.point(e, f)
        return Place(
            self.xx * a + self.xy * b,
            self.xx * c + self.xy * d,
            x0,
            self.yx * a + self.yy * b,
            self.yx * c + self.yy * d,
            y0,
        )

    def quarters(self, angle: float) -> int:
        """Return by how many quarters clockwise a text of that angle (radians, anticlockwise) is turned as shown."""
        x, y = math.cos(angle), math.sin(angle)
        shown = math.atan2(self.yx * x + self.yy * y, self.xx * x + self.xy * y)
        return round(shown / (math.pi / 2)) % 4

    def turned(self, quarters: int, width: float, height: float) -> Place:
        """Return the map to the page turned clockwise by so many quarters; its size as shown is in points."""
        turned = self
        for _ in range(quarters % 4):
            turned = Place(
                -turned.yx, -turned.yy, height - turned.y0, turned.xx, turned.xy, turned.x0, is_upright=False
            )
            width, height = height, width
        return turned
