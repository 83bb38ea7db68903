"""Word 97-2003 files and the OLE files that hold them, made byte by byte, so that a test can hide something in one."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
VANISHES = struct.pack("<HB", 0x083C, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
WHITE = struct.pack("<HB", 0x2A42, 8)
TINY = struct.pack("<HH", 0x4A43, 2)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters with changes to how they look; those that end a paragraph carry the paragraph's changes."""

    text: str
    changes: bytes = b""
    paragraph: bytes = b""


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return an OLE file of streams that lie at its top, each in sectors of 512 bytes."""
    padded = [content.ljust(max(-(-len(content) // _SECTOR), 8) * _SECTOR, b"\0") for content in streams.values()]
    starts = list(accumulate((len(content) // _SECTOR for content in padded), initial=0))
    directory_sectors = -(-(len(streams) + 1) // 4)
    fat_sectors = 1
    while fat_sectors * 128 < starts[-1] + directory_sectors + fat_sectors:
        fat_sectors += 1
    fat: list[int] = []
    for content in [*padded, b"\0" * directory_sectors * _SECTOR]:
        count = len(content) // _SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
    first_fat = len(fat)
    fat += [_FAT] * fat_sectors
    fat += [_FREE] * (fat_sectors * 128 - len(fat))
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    names = list(streams)
    for number, name in enumerate(names):
        following = number + 2 if number + 1 < len(names) else _FREE
        entries.append(_entry(name, 2, _FREE, starts[number], len(padded[number]), following))
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fat_sectors, starts[-1], 0, 4096, _END, 0, _END, 0)
    table = [*range(first_fat, first_fat + fat_sectors), *[_FREE] * (109 - fat_sectors)]
    return head + struct.pack("<109I", *table) + b"".join(padded) + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, child: int, start: int, size: int, following: int = _FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    entry += struct.pack("<III", _FREE, following, child) + bytes(36)
    return entry + struct.pack("<IQ", start, size)


def doc(
    runs: Sequence[Run | str],
    stories: Mapping[str, str] | None = None,
    *,
    utf16: bool = False,
    flags: int = 0,
    version: int = 0xC1,
    piece_modifier: int = 0,
) -> bytes:
    """Return a document of runs; `stories` are the texts behind the main one, as `comments` or `boxes`.

    `piece_modifier` is what a fast save says of the whole text (its last character aside).
    """
    main = [run if isinstance(run, Run) else Run(run) for run in runs]
    names = ("footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header boxes")
    others = [(stories or {}).get(name, "") for name in names]
    every = [*main, *(Run(text) for text in others if text), Run("\r")]
    width = 2 if utf16 else 1
    begin = 1024
    text = "".join(run.text for run in every).encode("utf-16-le" if utf16 else "cp1252")
    places = [begin + width * place for place in accumulate((len(run.text) for run in every), initial=0)]
    stream = bytearray(begin) + text
    stream += bytes(-len(stream) % _SECTOR)
    pages = len(stream) // _SECTOR
    stream += _page(places, [run.changes for run in every], 1) + _page(places, [run.paragraph for run in every], 13)
    place = begin if utf16 else begin * 2 | 0x40000000
    count = len(text) // width
    pieces = struct.pack("<II", 0, count) + struct.pack("<HIH", 0, place, piece_modifier)
    tables = {
        12: struct.pack("<III", places[0], places[-1], pages),
        13: struct.pack("<III", places[0], places[-1], pages + 1),
        33: b"\x02" + struct.pack("<I", len(pieces)) + pieces,
    }
    table = b""
    struct.pack_into("<HH", stream, 0, 0xA5EC, version)
    struct.pack_into("<H", stream, 10, flags)
    struct.pack_into("<8I", stream, 76, sum(len(run.text) for run in main), *map(len, others))
    for number, content in tables.items():
        struct.pack_into("<II", stream, 154 + 8 * number, len(table), len(content))
        table += content
    return ole({"WordDocument": bytes(stream), "0Table": table})


def _page(places: Sequence[int], changes: Sequence[bytes], entry_bytes: int) -> bytes:
    """Return a page of formatting: where each run begins, where its changes lie, and from the end on the changes."""
    page = bytearray(_SECTOR)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    at = _SECTOR - 2
    for number, change in enumerate(changes):
        if not change:
            continue
        if entry_bytes == 1:
            packed = bytes([len(change)]) + change
        else:
            body = struct.pack("<H", 0) + change
            body += bytes(len(body) % 2)
            packed = b"\0" + bytes([len(body) // 2]) + body
        at = (at - len(packed)) // 2 * 2
        page[at : at + len(packed)] = packed
        page[4 * len(places) + entry_bytes * number] = at // 2
    page[-1] = len(changes)
    return bytes(page)
