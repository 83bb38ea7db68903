"""The numbers that Word writes before paragraphs by itself: `5.2.1`, `(a)`, `iv.`, bullets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.docx_styles import Styles, W, is_on
from extractors.symbols import sign

if TYPE_CHECKING:
    from lxml import etree

_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"
_LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_ROMAN = 3999
_MOST_LETTERS = 780  # thirty times round the alphabet, as Word goes


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restarts_after: int = -1  # the level whose number begins it anew: -1 any higher one, 0 none, else from 1
    is_legal: bool = False  # all numbers in Arabic figures
    style: str = ""
    gap: str = " "


@dataclass(frozen=True, slots=True)
class _List:
    """What a paragraph refers to: the definition that it counts in, its levels, and where it begins anew."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document, which must be asked for in the order in which they stand."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else _read_lists(root, styles)
        self._counts: dict[str, list[int | None]] = {}  # of each definition, by level
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: etree._Element | None, style: str) -> str:
        """Return what stands before a paragraph, with the gap after it; empty before one that has no number."""
        name, level = self._place(properties, style)
        each = self._lists.get(name)
        if each is None or level not in each.levels:
            return ""
        numbers = self._count(name, each, level)
        text = _text(each.levels, level, numbers)
        return text + each.levels[level].gap if text else ""

    def _place(self, properties: etree._Element | None, style: str) -> tuple[str, int]:
        """Return the list and level of a paragraph: its own word, else its style's."""
        own = None if properties is None else properties.find(W + "numPr")
        inherited = self._styles.paragraph_property(style, "numPr")
        name = _value(own, "numId") or _value(inherited, "numId")
        level = _value(own, "ilvl")
        if not level:
            of_style = self._lists[name].levels.items() if name in self._lists else ()
            names = self._styles.names(style)
            level = next((str(number) for number, each in of_style if each.style and each.style in names), "")
        level = level or _value(inherited, "ilvl") or "0"
        return name, int(level) if level.isdigit() else 0

    def _count(self, name: str, each: _List, level: int) -> list[int]:
        """Count one more paragraph; return the numbers of its level and those above."""
        counts = self._counts.setdefault(each.definition, [None] * _LEVELS)
        for number in range(level + 1):
            is_new = number in each.starts and (name, number) not in self._begun
            start = each.starts.get(number, each.levels.get(number, _Level()).start)
            count = counts[number]
            if is_new:
                self._begun.add((name, number))
                counts[number] = start
            elif count is None:
                counts[number] = start
            elif number == level:
                counts[number] = count + 1
        for number in range(level + 1, _LEVELS):
            after = each.levels.get(number, _Level()).restarts_after
            if after == -1 or level < after:
                counts[number] = None
        return [count or 0 for count in counts[: level + 1]]


def _read_lists(root: etree._Element, styles: Styles) -> dict[str, _List]:
    definitions = {node.get(W + "abstractNumId", ""): node for node in root.iterchildren(W + "abstractNum")}
    by_style = {_value(node, "styleLink"): key for key, node in definitions.items() if _value(node, "styleLink")}
    lists: dict[str, _List] = {}
    for node in root.iterchildren(W + "num"):
        key = _value(node, "abstractNumId")
        definition = definitions.get(key)
        if definition is not None and (linked := _value(definition, "numStyleLink")):
            key = by_style.get(linked, key)
            definition = definitions.get(key)
        if definition is None:
            continue
        levels = dict(map(_read_level, definition.iterchildren(W + "lvl")))
        starts: dict[int, int] = {}
        for change in node.iterchildren(W + "lvlOverride"):
            levels |= dict(map(_read_level, change.iterchildren(W + "lvl")))
            if start := _value(change, "startOverride"):
                starts[_number(change.get(W + "ilvl", ""), 0)] = _number(start, 1)
        lists[node.get(W + "numId", "")] = _List(key, levels, starts)
    return lists


def _read_level(node: etree._Element) -> tuple[int, _Level]:
    gap = {"nothing": ""}.get(_value(node, "suff"), " ")
    restart = _value(node, "lvlRestart")
    return _number(node.get(W + "ilvl", ""), 0), _Level(
        _number(_value(node, "start"), 0 if node.find(W + "start") is None else 1),
        _value(node, "numFmt") or "decimal",
        _value(node, "lvlText"),
        _number(restart, -1) if restart else -1,
        is_on(node.find(W + "isLgl")),
        _value(node, "pStyle"),
        gap,
    )


def _text(levels: dict[int, _Level], level: int, numbers: list[int]) -> str:
    own = levels[level]
    if own.format == "none":
        return _PLACE.sub("", own.text).strip()
    if own.format == "bullet":
        return _bullet(own.text)

    def figure(place: re.Match[str]) -> str:
        number = int(place[1]) - 1
        if number > level:
            return ""
        form = levels.get(number, _Level()).format
        return figures(numbers[number], "decimal" if own.is_legal and form != "none" else form)

    return _PLACE.sub(figure, own.text).strip()


def _bullet(text: str) -> str:
    """Return a bullet. Fonts of signs have it in the private area, and Courier's `o` is a round one."""
    if not text:
        return ""
    is_private = "\ue000" <= text[0] <= "\uf8ff"
    return (sign(f"{ord(text[0]):04X}") or _BULLET) if is_private else _BULLET if text in ("o", "·", "§") else text


def figures(number: int, form: str) -> str:
    """Return a number in one of Word's forms; those that are not known come as Arabic figures."""
    if form in ("lowerLetter", "upperLetter") and 0 < number <= _MOST_LETTERS:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number <= _MOST_ROMAN:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form == "ordinal":
        last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{last}"
    if form == "bullet":
        return _BULLET
    return "" if form == "none" else f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def _value(element: etree._Element | None, name: str) -> str:
    found = None if element is None else element.find(W + name)
    return "" if found is None else found.get(W + "val", "")


def _number(text: str, otherwise: int) -> int:
    return min(int(text), 32767) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
