"""Which styles of a workbook's cells show nothing of what the cell holds: white on white, tiny, or the format `;;;`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.records import Hiding

if TYPE_CHECKING:
    from lxml import etree

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WHITE_FROM = 0xFA
_WHITE_INDEXES = ("1", "9")  # in the palette of old
_WHITE_THEME = "0"  # the first colour of a theme is the ground of the sheet
_TINY_PT = 1.0
_COLOUR_WORD = re.compile(r"\[[^\]]*\]")


def shows_nothing(number_format: str) -> bool:
    """Whether a number format leaves every cell empty: three or four sections, none of which says anything."""
    sections = _COLOUR_WORD.sub("", number_format).split(";")
    return len(sections) >= 4 and not any(section.strip().strip('"') for section in sections)


def unshown_styles(root: etree._Element | None) -> dict[str, Hiding]:
    """Return the styles, by the number that a cell gives, whose cells show nothing, with how that is."""
    if root is None:
        return {}
    formats = {
        node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iterfind(f"{_S}numFmts/{_S}numFmt")
    }
    fonts = [_font_hiding(font) for font in root.iterfind(f"{_S}fonts/{_S}font")]
    fills = [_is_colour(fill) for fill in root.iterfind(f"{_S}fills/{_S}fill")]
    unshown: dict[str, Hiding] = {}
    for number, style in enumerate(root.iterfind(f"{_S}cellXfs/{_S}xf")):
        font, fill = (_number(style.get(name, "0")) for name in ("fontId", "fillId"))
        mechanism = fonts[font] if font < len(fonts) else None
        if mechanism is Hiding.GROUND_COLOUR and fill < len(fills) and fills[fill]:
            mechanism = None
        if shows_nothing(formats.get(style.get("numFmtId", ""), "")):
            mechanism = Hiding.HIDDEN_STYLE
        if mechanism is not None:
            unshown[str(number)] = mechanism
    return unshown


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _font_hiding(font: etree._Element) -> Hiding | None:
    size = font.find(_S + "sz")
    if size is not None and _as_float(size.get("val", "")) <= _TINY_PT:
        return Hiding.TINY
    return Hiding.GROUND_COLOUR if _is_white(font.find(_S + "color")) else None


def _is_colour(fill: etree._Element) -> bool:
    """Whether a fill colours its cell, so that white shows on it."""
    pattern = fill.find(_S + "patternFill")
    if pattern is None:
        return fill.find(_S + "gradientFill") is not None
    kind = pattern.get("patternType", "none")
    return kind != "none" and not (kind == "solid" and _is_white(pattern.find(_S + "fgColor")))


def _is_white(colour: etree._Element | None) -> bool:
    if colour is None:
        return False
    if colour.get("theme") is not None:
        return colour.get("theme") == _WHITE_THEME and _as_float(colour.get("tint", "0")) == 0
    if colour.get("indexed") is not None:
        return colour.get("indexed") in _WHITE_INDEXES
    try:
        return min(bytes.fromhex(colour.get("rgb", "")[-6:]), default=0) >= _WHITE_FROM
    except ValueError:
        return False


def _as_float(said: str) -> float:
    try:
        return float(said)
    except ValueError:
        return float("inf")
