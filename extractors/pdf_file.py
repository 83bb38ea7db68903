"""A PDF as a file: opened with or without a password, the files attached to it, and how long its properties are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import Limits
from extractors.format import Attachment

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_EMBEDDED = re.compile(rb"/EmbeddedFile\b")
_STREAM = re.compile(rb"stream\r?\n")
_LONGEST_DICTIONARY = 2000  # bytes, of a stream
_WRITTEN_BY_PEOPLE = ("Title", "Author", "Subject", "Keywords")  # the rest every program fills in by itself


def open_pdf(content: bytes, passwords: Sequence[str] = ()) -> pdfium.PdfDocument:
    """Return the document, for the caller to close. The passwords are tried in order.

    Raises:
        UnreadableFile: encrypted, and none of the passwords fits; damaged or without pages.
    """
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    is_locked = False
    for password in (None, *passwords):  # given as UTF-8; pdfium also tries Latin-1, which older files have
        try:
            pdf = pdfium.PdfDocument(content, password)
        except pdfium.PdfiumError as error:
            # pdfium also speaks of a password where the file is damaged: an encrypted file says so in its trailer
            if error.err_code not in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) or b"/Encrypt" not in content:
                break
            is_locked = True
            continue
        pdf.init_forms()
        if len(pdf) == 0:
            pdf.close()
            raise UnreadableFile(Outcome.CORRUPT, "the PDF has no pages")
        return pdf
    if is_locked:
        raise UnreadableFile(Outcome.ENCRYPTED, _locked(len(passwords)))
    raise UnreadableFile(Outcome.CORRUPT, "the PDF is damaged and cannot be opened: ask for a fresh copy")


def _locked(tried: int) -> str:
    advice = "or ask the authority for an unprotected copy"
    if tried:
        return (
            f"the PDF asks for a password and none of those given ({tried}) opens it: try another --password, {advice}"
        )
    return f"the PDF asks for a password: give it with --password, {advice}"


def attached_files(pdf: pdfium.PdfDocument) -> Iterator[pdfium.PdfAttachment]:
    """Yield the files that a document carries as a whole, those of a portfolio among them."""
    for i in range(pdf.count_attachments()):
        yield pdf.get_attachment(i)


class Unpacking:
    """Gathers attached files, each once, as far as `limits` allow.

    `attachments` are those at hand, `left_packed` counts the others.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._bytes_left = self._limits.max_total_bytes
        self.attachments: list[Attachment] = []
        self.left_packed = 0

    def add(self, attached: pdfium.PdfAttachment) -> None:
        """Take a file in, unless it is one too many, too large, or had already."""
        size_bytes = _size_bytes(attached)
        limits = self._limits
        if len(self.attachments) >= limits.max_entries or size_bytes > min(limits.max_file_bytes, self._bytes_left):
            self.left_packed += 1
            return
        name = attached.get_name() or f"attachment {len(self.attachments) + 1}"
        self._take(Attachment(name, bytes(attached.get_data()) if size_bytes else b""))

    def _take(self, attachment: Attachment) -> None:
        if attachment not in self.attachments:
            self._bytes_left -= len(attachment.content)
            self.attachments.append(attachment)

    def find_lost(self, content: bytes) -> None:
        """Give the files that came out empty their bytes from those of the PDF, where there are as many left over.

        One that stays empty has its own line of the ledger, which says so.
        """
        empty = [i for i, attachment in enumerate(self.attachments) if not attachment.content]
        if not empty:
            return
        known = {attachment.content for attachment in self.attachments}
        left = [found for found in embedded_streams(content, self._limits) if found not in known]
        if len(left) == len(empty) and sum(map(len, left)) <= self._bytes_left:
            for i, found in zip(empty, left, strict=True):
                self.attachments[i] = replace(self.attachments[i], content=found)

    @property
    def note(self) -> str:
        """What the ledger should say: empty where every file was taken in."""
        if not self.left_packed:
            return ""
        files = "1 attached file" if self.left_packed == 1 else f"{self.left_packed:,} attached files"
        return f"{files} left packed, over the limits of size or number: save and add what is needed"


def embedded_streams(content: bytes, limits: Limits) -> Iterator[bytes]:
    """Yield the embedded files that the bytes of a PDF hold, for names that pdfium finds no file for.

    (Streams lie open in a PDF, whatever else is packed. pdfium wants the same key, /F or /UF, for a file and its name.)
    Those of a locked PDF, and those over the limits, are left out.
    """
    for named in _EMBEDDED.finditer(content):
        start = max(content.rfind(b" obj", 0, named.start()), named.start() - _LONGEST_DICTIONARY)
        stream = _STREAM.search(content, named.end(), named.end() + _LONGEST_DICTIONARY)
        if stream is None or b"endobj" in content[start : stream.start()]:
            continue
        if b"/FlateDecode" not in content[start : stream.start()]:
            end = content.find(b"endstream", stream.end())
            yield content[stream.end() : end].removesuffix(b"\n").removesuffix(b"\r")
            continue
        inflate = zlib.decompressobj()
        try:
            unpacked = inflate.decompress(memoryview(content)[stream.end() :], limits.max_file_bytes)
        except zlib.error:  # locked or damaged
            continue
        if inflate.eof:
            yield unpacked


def _size_bytes(attached: pdfium.PdfAttachment) -> int:
    """Return how large a file is once unpacked; 0 where it cannot be."""
    import ctypes

    from pypdfium2 import raw

    size = ctypes.c_ulong()
    return size.value if raw.FPDFAttachment_GetFile(attached, None, 0, size) else 0


def property_characters(pdf: pdfium.PdfDocument) -> int:
    """Return how many characters people wrote into the document's properties, which no page shows."""
    return sum(len(pdf.get_metadata_value(name)) for name in _WRITTEN_BY_PEOPLE)
