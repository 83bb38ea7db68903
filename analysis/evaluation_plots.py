"""Pictures of an evaluation, as PNG: can a score be taken at its word, and how well is each code found?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_INK, _ACCENT, _PALE = "#333333", "#1f5f8b", "#b9c9d6"
_DPI = 120


def plot_reliability(bins: Sequence[tuple[float, float, int]], path: Path) -> None:
    """Draw the share of mentions that is right against their score: `(mean score, share right, mentions)` a bin.

    On the diagonal a score of 0.8 is right in eight of ten; the area of a point is the number of mentions.
    """
    figure, axes = _canvas(4.6, 4.4)
    axes.plot([0, 1], [0, 1], color=_PALE, linewidth=1, linestyle="--", zorder=1)
    axes.plot([score for score, _, _ in bins], [right for _, right, _ in bins], color=_ACCENT, linewidth=1, zorder=2)
    sizes = [12 + count for _, _, count in bins]
    axes.scatter([score for score, _, _ in bins], [right for _, right, _ in bins], s=sizes, color=_ACCENT, zorder=3)
    for score, right, count in bins:
        axes.annotate(f"{count}", (score, right), textcoords="offset points", xytext=(10, -12), color=_INK, fontsize=8)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02), xlabel="score of the mention", ylabel="share that is right")
    axes.set_title("Asserted reasons: score against truth", fontsize=10, color=_INK, loc="left")
    _save(figure, path)


def plot_scores(scores: Mapping[str, tuple[float, float, float]], path: Path) -> None:
    """Draw the F1 of each code with its interval: `(F1, low, high)` by code, best on top."""
    order = sorted(scores, key=lambda code: scores[code][0])
    figure, axes = _canvas(7.2, 0.26 * len(order) + 1.0)
    for row, code in enumerate(order):
        f1, low, high = scores[code]
        axes.plot([low, high], [row, row], color=_PALE, linewidth=4, solid_capstyle="round", zorder=1)
        axes.scatter([f1], [row], s=24, color=_ACCENT, zorder=2)
    axes.set(xlim=(0, 1), ylim=(-0.7, len(order) - 0.3), xlabel="F1 with 95 % interval")
    axes.set_yticks(range(len(order)), order, fontsize=8)
    axes.grid(axis="x", color="#eeeeee", zorder=0)
    _save(figure, path)


def _canvas(width: float, height: float) -> tuple[Any, Any]:
    """Return an empty figure and its axes; drawn without a screen."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, dpi=_DPI, metadata={"Software": None})
