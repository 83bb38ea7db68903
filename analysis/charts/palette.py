"""Colours that hold in print without colour and for colour-blind eyes: Okabe and Ito 2008, and a ramp of one hue.

No two things are told apart by colour alone: hatches, numbers or labels say it too.
"""

from __future__ import annotations

INK, SOFT, RULE, PAPER = "#1a1a1a", "#555555", "#d0d0d0", "#ffffff"  # text, lesser text, lines, ground
PALE = "#b9c9d6"  # bars behind lines
BLUE, ORANGE, VERMILION = "#0072b2", "#e69f00", "#d55e00"
MARKS = (BLUE, ORANGE)  # what areas that are to be told apart are filled with
SAID_WITH = (INK, SOFT)  # what text on paper is written with
_RAMP = ("#ffffff", "#08306b")  # none to most
LIGHTEST = 0.08  # of the ramp, for a share above 0


def ramp(share: float) -> str:
    """Return the colour of a share of the most, in [0, 1]: paper for 0, darker for more."""
    if share <= 0:
        return PAPER
    place = LIGHTEST + (1 - LIGHTEST) * min(share, 1.0)
    low, high = (_linear(colour) for colour in _RAMP)
    # Even steps of lightness need the cube root of light (CIE L*), not light itself.
    mixed = tuple(((1 - place) * a ** (1 / 3) + place * b ** (1 / 3)) ** 3 for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in mixed)


def text_on(colour: str) -> str:
    """Return the ink, black or white, that stands out more on a ground."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue as light, in [0, 1] (IEC 61966-2-1)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def _encoded(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
