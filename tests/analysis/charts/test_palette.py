from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.charts.palette import MARKS, PAPER, SAID_WITH, VERMILION, contrast, ramp, text_on

# Machado, Oliveira and Fernandes 2009, severity 1.0; on linear light.
BLIND = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "no colour": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


def lab(colour: str, sight: str) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a colour as an eye of that sight sees it."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = np.clip(BLIND[sight] @ light, 0, 1)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    xyz = to_xyz @ seen / np.array([0.95047, 1.0, 1.08883])
    root = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("sight", BLIND)
def test_areas_are_told_apart_by_every_eye_and_without_colour(sight: str) -> None:
    for one, other in combinations((*MARKS, PAPER), 2):
        apart = float(np.linalg.norm(lab(one, sight) - lab(other, sight)))
        assert apart > 20, (one, other, apart)  # 2.3 is just noticeable


@pytest.mark.parametrize("sight", BLIND)
def test_the_ramp_falls_evenly_in_lightness_for_every_eye(sight: str) -> None:
    steps = [lab(ramp(share / 20), sight)[0] for share in range(21)]
    falls = [before - after for before, after in pairwise(steps)]
    assert min(falls) > 1.5
    assert max(falls[1:]) < 3 * min(falls[1:])


def test_text_stands_out_from_its_ground() -> None:
    assert all(contrast(ink, PAPER) >= 4.5 for ink in SAID_WITH)
    assert all(contrast(text_on(ramp(share / 200)), ramp(share / 200)) >= 4.5 for share in range(201))


def test_lines_stand_out_from_paper() -> None:
    assert contrast(VERMILION, PAPER) >= 3  # WCAG 1.4.11, for what is not text


def test_contrast_of_black_and_white_is_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert ramp(0) == PAPER
