"""Outlook messages (`.msg`): the headers that Outlook shows, the body, and the attachments, messages among them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors import mapi
from extractors.format import DEFAULTS, Attachment, Reading, Settings
from extractors.mapi import Letter, Recipient, text_of

_PROPERTIES = "__properties_version1.0"
_VALUE = "__substg1.0_"
_HEAD_BYTES, _INNER_HEAD_BYTES, _PART_HEAD_BYTES = 32, 24, 8  # before the properties: message, inner message, part
_BY_VALUE, _MESSAGE = 1, 5  # ways to attach; the others are links and objects of other programs
_DEEPEST = 12  # messages within messages: the walk itself stops before
_TEXT_KINDS = (mapi.UNICODE, mapi.STRING8, mapi.BINARY)


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a message: headers and body as one page, its attachments as files inside, messages as `.eml`.

    A message without a body has no page where it has attachments.

    Raises:
        UnreadableFile: the file is damaged.
    """
    try:
        letter, unread = _letter(_storage(content), _HEAD_BYTES, settings, 0)
    except (OSError, ValueError, LookupError, AttributeError, TypeError, struct.error, RecursionError) as error:
        raise UnreadableFile(Outcome.CORRUPT, "the Outlook message is damaged: ask for a fresh copy") from error
    page = letter.page(settings)
    links = "one attachment is" if unread == 1 else f"{unread} attachments are"
    note = f"{links} a link or an object of another program, not a file" if unread else ""
    return Reading((page,) if page else (), letter.attachments, note)


def _storage(content: bytes) -> Any:
    import olefile
    from oxmsg.storage import Storage

    with olefile.OleFileIO(content) as ole:
        return Storage.from_ole(ole)


def _letter(storage: Any, head_bytes: int, settings: Settings, depth: int) -> tuple[Letter, int]:
    """Return a message, and how many of its attachments are no files."""
    bag = _bag(storage, head_bytes, "")
    charset = mapi.charset_of((bag.get(mapi.INTERNET_CODE_PAGE), bag.get(mapi.MESSAGE_CODE_PAGE)))
    bag = _bag(storage, head_bytes, mapi.charset_of((bag.get(mapi.MESSAGE_CODE_PAGE), 1252)))
    recipients = tuple(
        Recipient.of(_bag(part, _PART_HEAD_BYTES, charset)) for part in storage.iter_recipient_storages()
    )
    parts = list(storage.iter_attachment_storages()) if depth < _DEEPEST else []
    files = [_attachment(part, charset, settings, depth) for part in parts]
    attachments = tuple(file for file in files if file is not None)
    return Letter(bag, recipients, attachments, charset), len(files) - len(attachments)


def _attachment(part: Any, charset: str, settings: Settings, depth: int) -> Attachment | None:
    bag = _bag(part, _PART_HEAD_BYTES, charset)
    name = next(filter(None, (text_of(bag, pid) for pid in (mapi.LONG_FILE_NAME, mapi.FILE_NAME, mapi.NAME))), "")
    inner = next((each for each in part.storages if each.name == f"{_VALUE}{mapi.ATTACHED:04X}{mapi.OBJECT:04X}"), None)
    if inner is not None and bag.get(mapi.ATTACH_METHOD) == _MESSAGE:
        letter, _ = _letter(inner, _INNER_HEAD_BYTES, settings, depth + 1)
        return Attachment(f"{name or 'message'}.eml", letter.as_mail(settings))
    content = bag.get(mapi.ATTACHED)
    return Attachment(name, content) if isinstance(content, bytes) and inner is None else None


def _bag(storage: Any, head_bytes: int, charset: str) -> dict[int, mapi.Value]:
    """Return the properties of a message, recipient or attachment, by number."""
    values: dict[int, mapi.Value] = {}
    values.update(_fixed(storage, head_bytes))
    for stream in storage.streams:
        code = stream.name.removeprefix(_VALUE)
        if stream.name.startswith(_VALUE) and len(code) == 8:
            pid, kind = int(code[:4], 16), int(code[4:], 16)
            if kind in _TEXT_KINDS:
                values[pid] = mapi.decoded(stream.bytes_, kind, charset)
    return values


def _fixed(storage: Any, head_bytes: int) -> Iterator[tuple[int, int]]:
    """Yield the properties that are numbers and times, which stand in a table of 16 bytes each."""
    table = next((stream.bytes_ for stream in storage.streams if stream.name == _PROPERTIES), b"")
    for at in range(head_bytes, len(table) - 15, 16):
        kind, pid, value = struct.unpack_from("<HH4xQ", table, at)
        if kind not in _TEXT_KINDS:
            yield pid, value if kind == mapi.TIME else value & 0xFFFFFFFF
