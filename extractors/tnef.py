"""What Outlook wraps attachments and formatting in for other mail programs (`winmail.dat`, TNEF)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors import mapi
from extractors.format import DEFAULTS, Attachment, Reading, Settings
from extractors.mapi import Letter, text_of

_START = b"\x78\x9f\x3e\x22"
_HEAD_BYTES = 6  # the mark and a key
_CODE_PAGE, _SUBJECT, _BODY, _MESSAGE = 0x00069007, 0x00018004, 0x0002800C, 0x00069003
_NEW_FILE, _FILE_NAME, _FILE, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_FIXED_BYTES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (mapi.STRING8, mapi.UNICODE, mapi.BINARY, mapi.OBJECT)
_NAMED = 0x8000  # properties from here on bring a name
_SEVERAL = 0x1000
_GUID_BYTES = 16
_MOST_PROPERTIES = 20_000
_CUT = "the wrapper (winmail.dat) is damaged or cut short: ask for its attachments one by one"


@dataclass(slots=True)
class _File:
    """An attachment as its attributes come in."""

    name: str = ""
    content: bytes = b""
    bag: dict[int, mapi.Value] = field(default_factory=dict)

    def attachment(self) -> Attachment | None:
        name = text_of(self.bag, mapi.LONG_FILE_NAME) or self.name or text_of(self.bag, mapi.NAME)
        inner = self.bag.get(mapi.ATTACHED, b"")
        if isinstance(inner, bytes) and inner[_GUID_BYTES:].startswith(_START):  # a message, itself wrapped
            return Attachment(name or "message", inner[_GUID_BYTES:])
        content = self.content or (inner if isinstance(inner, bytes) else b"")
        return Attachment(name, content) if content else None


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return the message inside, where there is one, as a page, and the attachments as files inside.

    Of a wrapper that is cut short, what can be had: the note says so, and where it is no page the outcome is corrupt.

    Raises:
        UnreadableFile: nothing can be had.
    """
    message: dict[int, mapi.Value] = {}
    files: list[_File] = []
    damage = ""
    try:
        _gather(content, message, files)
    except (struct.error, ValueError):
        damage = _CUT
    attachments = tuple(found for file in files if (found := file.attachment()) is not None)
    charset = mapi.charset_of((message.get(mapi.INTERNET_CODE_PAGE), message.get(mapi.MESSAGE_CODE_PAGE)))
    page = Letter(message, (), attachments, charset).page(settings)
    if damage and page is None and not attachments:
        raise UnreadableFile(Outcome.CORRUPT, damage)
    return Reading((page,) if page else (), attachments, damage, Outcome.CORRUPT if damage else Outcome.NO_TEXT)


def _gather(content: bytes, message: dict[int, mapi.Value], files: list[_File]) -> None:
    """Fill in what the attributes say, one after the other: what came before damage stays."""
    charset = "cp1252"
    for kind, value in _attributes(content):
        if kind == _CODE_PAGE and len(value) >= 4:
            charset = mapi.charset_of(struct.unpack_from("<I", value)) or charset
        elif kind == _NEW_FILE:
            files.append(_File())
        elif kind == _SUBJECT:
            message.setdefault(mapi.SUBJECT, mapi.decoded(value, mapi.STRING8, charset))
        elif kind == _BODY:
            message.setdefault(mapi.BODY, mapi.decoded(value, mapi.STRING8, charset))
        elif kind == _MESSAGE:
            message.update(_properties(value, charset))
        elif files:
            _fill(files[-1], kind, value, charset)


def _fill(file: _File, kind: int, value: bytes, charset: str) -> None:
    if kind == _FILE_NAME:
        file.name = str(mapi.decoded(value, mapi.STRING8, charset))
    elif kind == _FILE:
        file.content = value
    elif kind == _FILE_PROPERTIES:
        file.bag.update(_properties(value, charset))


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes.

    Raises:
        struct.error, ValueError: one is cut short.
    """
    at = _HEAD_BYTES
    while at < len(content):
        _, kind, size = struct.unpack_from("<BII", content, at)
        value = content[at + 9 : at + 9 + size]
        if len(value) < size:
            raise ValueError("cut short")
        yield kind, value
        at += 9 + size + 2  # a sum of the bytes ends it


def _properties(block: bytes, charset: str) -> Iterator[tuple[int, mapi.Value]]:
    """Yield the properties in a block that this project knows how to take: text, bytes, numbers, times.

    Raises:
        struct.error, ValueError: the block is cut short.
    """
    (count,), at = struct.unpack_from("<I", block), 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, pid = struct.unpack_from("<HH", block, at)
        at = _after_name(block, at + 4) if pid >= _NAMED else at + 4
        single = kind & ~_SEVERAL
        values = 1
        if single in _VARIABLE or kind & _SEVERAL:
            (values,) = struct.unpack_from("<I", block, at)
            at += 4
        for number in range(values):
            value, at = _value(block, at, single, charset)
            if number == 0 and pid < _NAMED:
                yield pid, value


def _value(block: bytes, at: int, kind: int, charset: str) -> tuple[mapi.Value, int]:
    if kind in _VARIABLE:
        (size,) = struct.unpack_from("<I", block, at)
        raw = block[at + 4 : at + 4 + size]
        if len(raw) < size:
            raise ValueError("cut short")
        return mapi.decoded(raw, kind, charset), at + 4 + size + -size % 4
    size = _FIXED_BYTES.get(kind, 0)
    raw = block[at : at + size]
    if not size or len(raw) < size:
        raise ValueError("a kind of property that is not known, or one cut short")
    return int.from_bytes(raw[: 2 if kind == 2 else size], "little"), at + size


def _after_name(block: bytes, at: int) -> int:
    """Return where the value begins behind the name of a property: a set's identifier, then a number or words."""
    (is_words, size) = struct.unpack_from("<II", block, at + _GUID_BYTES)
    at += _GUID_BYTES + 8
    return at + size + -size % 4 if is_words else at
