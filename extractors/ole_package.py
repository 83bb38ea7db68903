"""Files put into Office documents as objects (OLE packages): the file inside is had out."""

from __future__ import annotations

import struct

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.format import DEFAULTS, Attachment, Reading, Settings

_STREAM = "\x01Ole10Native"


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return the one file inside an OLE package; it has no pages of its own.

    Raises:
        UnreadableFile: the package is damaged.
    """
    import olefile

    try:
        with olefile.OleFileIO(content) as ole:
            native = ole.openstream(_STREAM).read()
        return Reading((), (file_inside(native),))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableFile(Outcome.CORRUPT, "the object embedded in the document is damaged") from error


def file_inside(native: bytes) -> Attachment:
    """Return the file in an object's stream: size, kind, label, path, mark, size and text of a path, size, bytes.

    Raises:
        ValueError, struct.error: the stream is cut short.
    """
    label, _, rest = native[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    (path_size,) = struct.unpack_from("<I", rest, 4)
    start = 8 + path_size
    (size,) = struct.unpack_from("<I", rest, start)
    content = rest[start + 4 : start + 4 + size]
    if len(content) != size:
        raise ValueError("shorter than it says")
    return Attachment(label.decode("cp1252", "replace"), content)
