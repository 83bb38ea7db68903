"""Formats that no reader takes yet: what becomes of such a file, and what the user can do about it."""

from __future__ import annotations

from corpus.records import Outcome
from extractors import sniff

_IMAGE = (Outcome.NEEDS_OCR, "an image: its words need OCR, which this version does not do yet")
_PACKED = (
    Outcome.UNSUPPORTED,
    "an archive of a kind that is not yet read: unpack it and give the folder, or make it a ZIP",
)
ADVICE: dict[str, tuple[Outcome, str]] = {
    "image/png": _IMAGE,
    "image/jpeg": _IMAGE,
    "image/tiff": _IMAGE,
    "image/gif": _IMAGE,
    "image/bmp": _IMAGE,
    "image/webp": _IMAGE,
    sniff.OLE_ENCRYPTED: (
        Outcome.ENCRYPTED,
        "an Office document locked with a password: open it with the password and save it without one",
    ),
    sniff.SYSTEM_FILE: (Outcome.SYSTEM_FILE, "written by a computer's file manager, not by a person"),
    "application/msword": (Outcome.UNSUPPORTED, "legacy Word (.doc) is not yet read: save it as .docx"),
    "application/vnd.ms-excel": (
        Outcome.UNSUPPORTED,
        "legacy Excel (.xls) is not yet read, since hidden rows cannot be told from shown ones: save it as .xlsx",
    ),
    sniff.XLSB: (Outcome.UNSUPPORTED, "binary Excel (.xlsb) is not yet read: save it as .xlsx"),
    "application/vnd.ms-powerpoint": (Outcome.UNSUPPORTED, "PowerPoint is not yet read: save it as PDF"),
    sniff.PPTX: (Outcome.UNSUPPORTED, "PowerPoint is not yet read: save it as PDF"),
    "application/vnd.ms-outlook": (Outcome.UNSUPPORTED, "Outlook messages (.msg) are not yet read: save it as .eml"),
    "application/vnd.ms-tnef": (
        Outcome.UNSUPPORTED,
        "an Outlook attachment wrapper (winmail.dat) is not yet read: ask for the attachments one by one",
    ),
    "application/rtf": (Outcome.UNSUPPORTED, "RTF is not yet read: save it as .docx"),
    "application/vnd.oasis.opendocument.text": (
        Outcome.UNSUPPORTED,
        "OpenDocument text (.odt) is not yet read: save it as .docx",
    ),
    "application/vnd.oasis.opendocument.spreadsheet": (
        Outcome.UNSUPPORTED,
        "OpenDocument sheets (.ods) are not yet read: save it as .xlsx",
    ),
    "application/epub+zip": (Outcome.UNSUPPORTED, "e-books (EPUB) are not read: convert it to HTML or PDF"),
    sniff.MBOX: (
        Outcome.UNSUPPORTED,
        "a mailbox of several messages is not yet read: save the messages one by one as .eml",
    ),
    sniff.XML: (Outcome.UNSUPPORTED, "XML is not read: save it as text, HTML or .docx"),
    "application/gzip": _PACKED,
    "application/x-tar": _PACKED,
    "application/x-7z-compressed": _PACKED,
    "application/vnd.rar": _PACKED,
    "application/x-msdownload": (Outcome.UNSUPPORTED, "a program, not a document"),
    sniff.OLE: (Outcome.UNSUPPORTED, "an old Office file of an unknown kind is not read: save it as PDF or .docx"),
}
UNKNOWN_FORMAT = (Outcome.UNSUPPORTED, "an unknown format: if a program can open it, save it as PDF")
