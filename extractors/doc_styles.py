"""How text of a Word 97-2003 file looks: enough to tell what is hidden, deleted, white or too small, and what is a row.

Offsets and opcodes are those of Microsoft's open specification [MS-DOC].
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from corpus.records import Hiding

_PAGE_BYTES = 512  # of the formatting pages that lie within the text's stream
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # by the highest three bits of an opcode
_VARIABLE = 6
_TINY_HALF_POINTS = 2
_WHITE_FROM = 0xFA
_WHITE_INDEX = 8  # in the palette of sixteen colours
_AUTO_INDEX = 0

_DELETED, _VANISHES, _SIZE, _COLOUR_INDEX, _COLOUR = 0x0800, 0x083C, 0x4A43, 0x2A42, 0x6870
_HIGHLIGHT, _SHADE_80, _SHADE, _SYMBOL, _DATA, _CHARACTER_STYLE = 0x2A0C, 0x4866, 0xCA71, 0x6A09, 0x6A03, 0x4A30
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_PARAGRAPH_SHADE_80, _PARAGRAPH_SHADE = 0x442D, 0xC64D
_CELL_SHADES_80, _CELL_SHADES = 0xD609, (0xD612, 0xD616, 0xD60C, 0xD670, 0xD671, 0xD672)
_TABLE_DEFINITION, _TAB_CHANGES = 0xD608, 0xC615


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look. `data_at` is where the data of a form field or picture lie, -1 where there are none."""

    deleted: bool = False
    vanishes: bool = False
    half_points: int = 20
    is_white: bool = False
    is_shaded: bool = False
    symbol: str = ""  # its code in the symbol's font, as hexadecimal digits
    data_at: int = -1

    def hiding(self, on_shading: bool) -> Hiding | None:
        """Return how text of this look is hidden; None where it shows."""
        if self.deleted:
            return Hiding.TRACKED_DELETION
        if self.vanishes:
            return Hiding.HIDDEN_STYLE
        if self.half_points <= _TINY_HALF_POINTS:
            return Hiding.TINY
        return Hiding.GROUND_COLOUR if self.is_white and not (on_shading or self.is_shaded) else None


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a paragraph's mark says: its style, and its place in a table (`depth` 0 outside of tables)."""

    style: int = 0
    depth: int = 0
    ends_row: bool = False
    ends_inner_cell: bool = False
    is_shaded: bool = False


class Styles:
    """The style sheet of a file, by the numbers that paragraphs and characters refer to.

    Raises:
        struct.error, IndexError: the sheet is damaged.
    """

    def __init__(self, sheet: bytes) -> None:
        self._styles = list(_read_styles(sheet)) if sheet else []

    def paragraph(self, style: int) -> Look:
        """Return how text looks in a paragraph of a style that says nothing of its own."""
        return self._over(Look(), style)

    def characters(self, inherited: Look, changes: bytes) -> Look:
        """Return the look after direct changes, a character style among them, over what is inherited."""
        for opcode, operand in modifiers(changes):
            if opcode == _CHARACTER_STYLE:
                inherited = self._over(inherited, _number(operand))
        return _changed(inherited, inherited, changes)

    def _over(self, look: Look, style: int) -> Look:
        """Return a look with a style, and those it is based on, laid over it, the furthest first."""
        chain: list[bytes] = []
        seen: set[int] = set()
        while style < len(self._styles) and style not in seen:
            seen.add(style)
            base, changes = self._styles[style]
            chain.append(changes)
            style = base
        for changes in reversed(chain):
            look = _changed(look, look, changes)
        return look


def _read_styles(sheet: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the base of each style and its changes to characters."""
    (header_bytes,) = struct.unpack_from("<H", sheet, 0)
    count, fixed_bytes = struct.unpack_from("<HH", sheet, 2)
    at = 2 + header_bytes
    for _ in range(count):
        (size,) = struct.unpack_from("<H", sheet, at)
        yield _read_style(sheet[at + 2 : at + 2 + size], fixed_bytes) if size else (0xFFF, b"")
        at += 2 + size


def _read_style(style: bytes, fixed_bytes: int) -> tuple[int, bytes]:
    kind_and_base, count_and_next = struct.unpack_from("<HH", style, 2)
    kind, base, count = kind_and_base & 0xF, kind_and_base >> 4, count_and_next & 0xF
    (name_characters,) = struct.unpack_from("<H", style, fixed_bytes)
    at = fixed_bytes + 2 + 2 * name_characters + 2
    changes: list[bytes] = []
    for _ in range(min(count, 2)):
        (size,) = struct.unpack_from("<H", style, at)
        changes.append(style[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    of_characters = {1: 1, 2: 0}.get(kind)  # a paragraph's style changes paragraphs first
    has_any = of_characters is not None and of_characters < len(changes)
    return base, changes[of_characters] if has_any and of_characters is not None else b""


class Runs:
    """Stretches of the text's stream and what holds for each, read from the formatting pages when asked for.

    `index` is the plex that lists the pages; `kind` says whether they hold changes to characters or to paragraphs.

    Raises:
        struct.error, IndexError: the pages are damaged or missing.
    """

    def __init__(self, stream: bytes, index: bytes, kind: Literal["characters", "paragraphs"]) -> None:
        count = max(len(index) - 4, 0) // 8
        self.starts: list[int] = []
        self._changes: list[bytes] = []
        for number in struct.unpack_from(f"<{count}I", index, 4 * (count + 1)) if count else ():
            page = stream[(number & 0x3FFFFF) * _PAGE_BYTES :][:_PAGE_BYTES]
            if len(page) != _PAGE_BYTES:
                raise IndexError("a page of formatting lies beyond the end")
            starts, changes = _read_page(page, 1 if kind == "characters" else 13, kind == "paragraphs")
            self.starts += starts
            self._changes += changes
        if self.starts != sorted(self.starts):
            raise IndexError("pages of formatting out of order")

    def at(self, place: int) -> bytes:
        """Return the changes that hold at a place of the stream."""
        number = bisect_right(self.starts, place) - 1
        return self._changes[number] if number >= 0 else b""

    def cuts(self, start: int, end: int) -> list[int]:
        """Return where the changes alter between two places, both places included."""
        inner = self.starts[bisect_right(self.starts, start) : bisect_right(self.starts, end - 1)]
        return [start, *dict.fromkeys(inner), end]


def _read_page(page: bytes, entry_bytes: int, in_words: bool) -> tuple[tuple[int, ...], list[bytes]]:
    count = page[-1]
    starts = struct.unpack_from(f"<{count}I", page, 0)
    entries = page[4 * (count + 1) :][: count * entry_bytes : entry_bytes]
    if len(entries) != count:
        raise IndexError("a page of formatting is full beyond its end")
    return starts, [_read_changes(page, 2 * offset, in_words) if offset else b"" for offset in entries]


def _read_changes(page: bytes, at: int, in_words: bool) -> bytes:
    if not in_words:
        return page[at + 1 : at + 1 + page[at]]
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def paragraph_look(changes: bytes) -> ParagraphLook:
    """Return the look from a paragraph's changes: the number of its style, then modifiers."""
    if len(changes) < 2:
        return ParagraphLook()
    look = ParagraphLook(_number(changes[:2]))
    for opcode, operand in modifiers(changes[2:]):
        if opcode in (_IN_TABLE, _DEPTH):
            look = replace(look, depth=max(look.depth, _number(operand)))
        elif opcode in (_ROW_END, _INNER_ROW_END):
            look = replace(look, ends_row=bool(operand[0]))
        elif opcode == _INNER_CELL:
            look = replace(look, ends_inner_cell=bool(operand[0]))
        elif opcode in (_PARAGRAPH_SHADE_80, _CELL_SHADES_80):
            shades_80 = (_number(operand[i : i + 2]) for i in range(0, len(operand), 2))
            look = replace(look, is_shaded=look.is_shaded or any(map(_is_colour_80, shades_80)))
        elif opcode == _PARAGRAPH_SHADE or opcode in _CELL_SHADES:
            shades = (operand[i : i + 10] for i in range(0, len(operand) - 9, 10))
            look = replace(look, is_shaded=look.is_shaded or any(map(_is_colour, shades)))
    return look


def modifiers(changes: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each modifier's opcode and operand; what is left over at the end, if too short for one, is padding.

    Raises:
        IndexError: the last one is cut short.
    """
    at = 0
    while at + 3 <= len(changes):
        opcode = int.from_bytes(changes[at : at + 2], "little")
        at += 2
        size = _OPERAND_BYTES.get(opcode >> 13, 0)
        if opcode >> 13 == _VARIABLE:
            size, prefix = changes[at], 1
            if opcode == _TABLE_DEFINITION:
                size, prefix = _number(changes[at : at + 2]) - 1, 2
            elif opcode == _TAB_CHANGES and size == 255:
                deleted = changes[at + 1]
                size = 2 + 4 * deleted + 3 * changes[at + 2 + 4 * deleted]
            at += prefix
        if size < 0 or at + size > len(changes):
            raise IndexError("a modifier is cut short")
        yield opcode, changes[at : at + size]
        at += size


def _changed(look: Look, style: Look, changes: bytes) -> Look:
    """Return a look with changes made. `style` is what a switch "as the style has it" refers to."""
    for opcode, operand in modifiers(changes):
        if opcode == _DELETED:
            look = replace(look, deleted=bool(operand[0]))
        elif opcode == _VANISHES:
            value = operand[0]
            look = replace(look, vanishes=style.vanishes != bool(value & 1) if value & 0x80 else bool(value))
        elif opcode == _SIZE:
            look = replace(look, half_points=_number(operand))
        elif opcode in (_COLOUR_INDEX, _COLOUR):
            look = replace(look, is_white=_is_white(operand) if opcode == _COLOUR else operand[0] == _WHITE_INDEX)
        elif opcode == _SYMBOL:
            look = replace(look, symbol=f"{_number(operand[2:4]):04X}")
        elif opcode == _DATA:
            look = replace(look, data_at=_number(operand))
        elif _shades(opcode, operand):
            look = replace(look, is_shaded=True)
    return look


def _shades(opcode: int, operand: bytes) -> bool:
    """Whether a modifier puts a colour behind characters."""
    if opcode == _HIGHLIGHT:
        return operand[0] not in (_AUTO_INDEX, _WHITE_INDEX)
    return (opcode == _SHADE_80 and _is_colour_80(_number(operand))) or (opcode == _SHADE and _is_colour(operand))


def _is_white(colour: bytes) -> bool:
    return colour[3] == 0 and min(colour[:3]) >= _WHITE_FROM


def _is_colour_80(shade: int) -> bool:
    if shade == 0xFFFF:
        return False
    return shade >> 10 != 0 or (shade >> 5) & 0x1F not in (_AUTO_INDEX, _WHITE_INDEX)


def _is_colour(shade: bytes) -> bool:
    if len(shade) < 10:
        return False
    pattern = _number(shade[8:10])
    return pattern not in (0, 0xFFFF) or (shade[7] == 0 and not _is_white(shade[4:8]))


def _number(operand: bytes) -> int:
    return int.from_bytes(operand, "little")
