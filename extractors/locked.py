"""Office documents locked with a password are opened with those the user gave."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from extractors import sniff
from extractors.sandbox import beat

_OLD_TYPES = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
# Excel locks a workbook that is only protected against changes with this, and opens it without asking.
_EXCELS_OWN = "VelvetSweatshop"


def is_locked(content: bytes, media_type: str) -> bool:
    """Whether a file is an Office document that opens with a password only. Never raises."""
    if media_type == sniff.OLE_ENCRYPTED:
        return True
    if media_type not in _OLD_TYPES:
        return False
    try:
        return bool(_open(content).is_encrypted())
    except _trouble():  # it is damaged: its reader says how
        return False


def unlock(content: bytes, media_type: str, passwords: Sequence[str]) -> bytes | None:
    """Return a locked document as it is without its lock; None where none of the passwords fits. Never raises."""
    for password in (*passwords, _EXCELS_OWN):
        beat(0)  # a key costs up to 10,000,000 rounds, as the document wills
        opened = _try(content, media_type, password)
        if opened is not None:
            return opened
    return None


def _try(content: bytes, media_type: str, password: str) -> bytes | None:
    out = BytesIO()
    try:
        document = _open(content)
        if media_type == sniff.OLE_ENCRYPTED:
            document.load_key(password=password, verify_password=True)
        else:
            document.load_key(password=password)
        document.decrypt(out)
    except _trouble():  # it does not fit, or the lock is one that is not known
        return None
    return out.getvalue()


def _open(content: bytes) -> Any:
    import msoffcrypto

    return msoffcrypto.OfficeFile(BytesIO(content))


def _trouble() -> tuple[type[Exception], ...]:
    """What the library raises on a wrong password, a damaged file or an unknown lock."""
    from xml.parsers.expat import ExpatError

    from msoffcrypto import exceptions

    named = (
        exceptions.FileFormatError, exceptions.ParseError, exceptions.DecryptionError, exceptions.InvalidKeyError,
        exceptions.EncryptionError,
    )  # fmt: skip
    odd = (OSError, ValueError, LookupError, AttributeError, TypeError, AssertionError, ArithmeticError, RuntimeError)
    return (*named, *odd, struct.error, zlib.error, ExpatError)
