from pathlib import Path

import numpy as np
from PIL import Image

from analysis.evaluation_plots import plot_reliability, plot_scores


def inked(path: Path) -> float:
    """Return the share of a picture's points that are not white."""
    with Image.open(path) as picture:
        return float((np.asarray(picture.convert("L")) < 250).mean())


def test_both_pictures_are_drawn_without_a_screen(tmp_path: Path) -> None:
    plot_reliability([(0.35, 0.3, 20), (0.95, 0.9, 60)], tmp_path / "r.png")
    plot_scores({"cost": (0.8, 0.7, 0.9), "capacity": (0.5, 0.3, 0.7)}, tmp_path / "s.png")
    for name in ("r.png", "s.png"):
        assert 0.01 < inked(tmp_path / name) < 0.5


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        plot_scores({"cost": (0.8, 0.7, 0.9)}, tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
