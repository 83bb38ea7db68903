"""The bootstrap of sums: clusters drawn with replacement, and what their rows add up to."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, sparray

from analysis.agreement.coefficients import Numbers

_CELLS = 8_000_000  # of weights held at once: 64 MB


def drawn_sums(table: sparray, draws: int, seed: int) -> tuple[Numbers, Numbers]:
    """Return the sums of a table's columns, and those of each draw: as many rows as there are, with replacement.

    Shapes (columns,) and (draws, columns). A row is what is drawn as one: a unit, or a document with all its units.
    The same seed gives the same draws, whatever the columns.
    """
    rows, columns = table.shape
    turned = csr_array(table.T)
    random = np.random.default_rng(seed)
    sums = np.empty((draws, columns))
    step = max(1, _CELLS // max(rows, 1))
    for at in range(0, draws, step):
        held = range(at, min(at + step, draws))
        weights = np.stack([np.bincount(random.integers(0, rows, rows), minlength=rows) for _ in held])
        sums[at : held.stop] = (turned @ weights.T.astype(float)).T
    return np.asarray(table.sum(axis=0)).ravel(), sums
