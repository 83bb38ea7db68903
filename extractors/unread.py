"""Formats that no reader takes yet: what becomes of such a file, and what the user can do about it."""

from __future__ import annotations

from corpus.records import Outcome
from extractors import sniff

_PACKED = (
    Outcome.UNSUPPORTED,
    "an archive of a kind that is not read: unpack it and give the folder, or make it a ZIP",
)
ADVICE: dict[str, tuple[Outcome, str]] = {
    sniff.SIGNATURE: (Outcome.SYSTEM_FILE, "a digital signature: it holds no words of its own"),
    sniff.SIGNED: (
        Outcome.UNSUPPORTED,
        "a signed message (S/MIME) is not read: open it in a mail program and save it without its signature",
    ),
    sniff.SEALED: (
        Outcome.ENCRYPTED,
        "an encrypted message (S/MIME or PGP): open it with the key in a mail program and save it without encryption",
    ),
    sniff.SYSTEM_FILE: (Outcome.SYSTEM_FILE, "written by a computer's file manager, not by a person"),
    "application/epub+zip": (Outcome.UNSUPPORTED, "e-books (EPUB) are not read: convert it to HTML or PDF"),
    sniff.XML: (Outcome.UNSUPPORTED, "XML is not read: save it as text, HTML or .docx"),
    "application/x-7z-compressed": _PACKED,
    "application/vnd.rar": _PACKED,
    "application/x-msdownload": (Outcome.UNSUPPORTED, "a program, not a document"),
    sniff.OLE: (Outcome.UNSUPPORTED, "an old Office file of an unknown kind is not read: save it as PDF or .docx"),
}
UNKNOWN_FORMAT = (Outcome.UNSUPPORTED, "an unknown format: if a program can open it, save it as PDF")
