"""Straight runs of dark pixels: what is long and thin on a page is ruled, not written."""

from __future__ import annotations

from typing import Any

import numpy as np

Mask = np.ndarray[Any, np.dtype[np.bool_]]  # rows, columns


def runs(dark: Mask, size: int, axis: int) -> Mask:
    """Return what lies in dark runs of at least `size` pixels down (axis 0) or across (axis 1)."""
    kept = np.moveaxis(dark.copy(), axis, 0)
    steps = [1 << i for i in range(size.bit_length() - 1)]  # each step doubles what has been reached
    steps += [size - 1 - sum(steps)] if size - 1 > sum(steps) else []
    for step in steps:
        kept[:-step] &= kept[step:]
        kept[-step:] = False
    for step in steps:
        kept[step:] |= kept[:-step]
    return np.moveaxis(kept, 0, axis)
