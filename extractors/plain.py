"""Plain text in any encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.records import Page
from extractors.format import DEFAULTS, Reading, Settings
from extractors.reflow import reflow
from extractors.sniff import is_utf16

_NEWLINES = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Shown nowhere: controls, soft hyphens, characters of no width, byte order marks, halves of surrogate pairs.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff]")
_SAMPLE_BYTES = 64 * 1024
_ENOUGH_TO_GUESS = 40  # bytes: with fewer any script will do


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a plain text; a form feed begins a new page. Lines that were wrapped at a column are joined again."""
    pages = normalise(decode(content)).split("\f")
    return Reading(tuple(Page(number, reflow(text).strip("\n")) for number, text in enumerate(pages, start=1)))


def decode(content: bytes, charset: str = "") -> str:
    """Return bytes as text: by a byte order mark, the charset declared if it fits, UTF-8, or the likeliest other one.

    Never raises: a byte that fits nowhere becomes U+FFFD.
    """
    for bom, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")):
        if content.startswith(bom):
            return content.removeprefix(codecs.BOM_UTF8).decode(name, "replace")
    if is_utf16(content):
        return _decode_utf16(content)
    for name in (_as_windows(charset), "utf-8"):
        if name and (text := _try(content, name)) is not None:
            return text
    return _decode_by_guess(content)


def normalise(text: str) -> str:
    r"""Return text in NFC, lines parted by \n, every space a plain one, and without characters that are never shown."""
    text = _SPACES.sub(" ", _NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def _as_windows(charset: str) -> str:
    """Return the charset to try. Text said to be Latin-1 or ASCII is Windows-1252 in truth, as browsers know."""
    name = charset.strip(" \"'").lower()
    if name in ("us-ascii", "ascii"):
        return "utf-8"
    return "cp1252" if name in ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252") else name


def _try(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, LookupError, ValueError):
        return None


def _decode_utf16(content: bytes) -> str:
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16", "replace")
    big_endian = content[:1000:2].count(0) > content[1:1000:2].count(0)
    return content.decode("utf-16-be" if big_endian else "utf-16-le", "replace")


def _decode_by_guess(content: bytes) -> str:
    """A few odd bytes in an English text are Windows-1252's quotes, pounds and accents; a foreign script is guessed."""
    sample = content[:_SAMPLE_BYTES]
    odd = sum(byte > 127 for byte in sample)
    if odd >= _ENOUGH_TO_GUESS and odd > 0.2 * sum(byte > 127 or chr(byte).isalpha() for byte in sample):
        from charset_normalizer import from_bytes

        best = from_bytes(sample).best()
        if best is not None:
            return content.decode(best.encoding, "replace")
    return content.decode("cp1252", "replace")
