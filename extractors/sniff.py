"""What a file is, told by its content, never by its name."""

from __future__ import annotations

import csv
import re
import zipfile
from email.utils import parsedate_tz
from io import BytesIO, StringIO
from typing import BinaryIO

from extractors.archive import DAMAGE
from extractors.unpacking import BZIP2, GZIP, XZ

PDF = "application/pdf"
ZIP = "application/zip"
MAIL = "message/rfc822"
MBOX = "application/mbox"
HTML = "text/html"
XML = "application/xml"
CSV = "text/csv"
PLAIN = "text/plain"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
RTF = "application/rtf"
ODF = "application/vnd.oasis.opendocument."  # with `text`, `spreadsheet`... behind it
OLD_WORD = "application/x-msword-old"
WORD_PERFECT = "application/vnd.wordperfect"
PUBLISHER = "application/x-mspublisher"
OLE = "application/x-ole-storage"
OLE_ENCRYPTED = "application/x-ole-encrypted"
OLE_PACKAGE = "application/x-ole-package"
MSG = "application/vnd.ms-outlook"
TNEF = "application/vnd.ms-tnef"
TAR = "application/x-tar"
SIGNATURE = "application/pkcs7-signature"
SIGNED = "application/pkcs7-mime"
SEALED = "application/pgp-encrypted"
SYSTEM_FILE = "application/x-system-file"

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")  # usual, empty, split, once split
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1f\x8b\x08", GZIP),
    (b"\xfd7zXZ\x00", XZ),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"\xffWPC", WORD_PERFECT),
    (b"\xdb\xa5-\x00", OLD_WORD),
    (b"1\xbe\x00\x00", OLD_WORD),
    (b"MZ\x90\x00", "application/x-msdownload"),
    (b"\x00\x05\x16\x07", SYSTEM_FILE),  # AppleDouble: `._name`, `__MACOSX/`
    (b"\x00\x05\x16\x00", SYSTEM_FILE),  # AppleSingle
    (b"\x00\x00\x00\x01Bud1", SYSTEM_FILE),  # .DS_Store
)
# The stream that tells the program which wrote an OLE file, in order of weight.
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", OLE_ENCRYPTED),
    ("Quill", PUBLISHER),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__properties_version1.0", MSG),
    ("\x01Ole10Native", OLE_PACKAGE),
    ("Catalog", SYSTEM_FILE),  # Thumbs.db
)
_SYSTEM_NAMES = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".localized", "icon\r", "icon\ufffd"}
_SYSTEM_TYPES = {SYSTEM_FILE, UNKNOWN, EMPTY, PLAIN, OLE}
_LOCK_FILE_BYTES = 1024  # Word's and LibreOffice's `~$name` hold the name of who has the file open

_BZIP2_START = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
# What S/MIME wraps: an object identifier, of which the last byte says signed (2) or sealed (3).
_CMS = re.compile(rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x02\x03])", re.S)
_CMS_CONTENT = re.compile(rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0", re.S)  # the words signed follow
_PGP_SIGNATURE, _PGP_MESSAGE = b"-----BEGIN PGP SIGNATURE-----", b"-----BEGIN PGP MESSAGE-----"
_PGP = (_PGP_SIGNATURE, _PGP_MESSAGE)
_SIGNED_MAIL = re.compile(rb"Content-Type:\s*multipart/", re.I)  # all that stands before the parts of a signed message

_HEADER = re.compile(rb"([!-9;-~]+):(?:[ \t]?(.*))?$")
_MBOX_START = re.compile(rb"From \S.*\d{4}")
_MBOX_NEXT = re.compile(rb"\r?\n\r?\nFrom \S.*\d{4}\r?\n[!-9;-~]+:")
_MAIL_ONLY = {
    b"received",
    b"return-path",
    b"message-id",
    b"mime-version",
    b"delivered-to",
    b"content-type",
    b"x-mailer",
}
_MAIL_USUAL = {b"from", b"to", b"cc", b"date", b"subject", b"sender", b"reply-to"}
_HTML_START = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
_HTML_PIECE = re.compile(rb"<(?:p|div|table|span|h[1-6]|ul|ol|font|center|style|br)\b[^>]*>", re.I)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
HEAD_BYTES = 64 * 1024
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\x0b\x0c\x1b\x1a")


def media_type(content: bytes) -> str:
    """Return the media type of a file's bytes; `application/octet-stream` where nothing fits. Never raises."""
    if not content:
        return EMPTY
    if content[:4] in _ZIP_STARTS:
        return zip_type(BytesIO(content))
    if content.startswith(_OLE_START):
        return _ole_type(content)
    return _by_start(content[:HEAD_BYTES]) or _by_text(content)


def starts_as_zip(head: bytes) -> bool:
    """Whether the first four bytes are a ZIP's."""
    return head[:4] in _ZIP_STARTS


def zip_type(stream: BinaryIO) -> str:
    """Return the type of a ZIP: an office format by the parts in it, else `application/zip`. Never raises."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if names and names[0] == "mimetype":
                return _declared_type(archive)
    except (*DAMAGE, RuntimeError):
        return ZIP  # the archive reader says what is wrong with it
    return _package_type(set(names))


def is_system_file(name: str, media_type: str, size_bytes: int) -> bool:
    """Whether a file holds a computer's housekeeping (`.DS_Store`, `Thumbs.db`, lock files), not a person's words.

    A name alone is not enough: a PDF called `Thumbs.db` is a PDF.
    """
    base = name.rsplit("/", 1)[-1].lower()
    if media_type == SYSTEM_FILE:
        return True
    if media_type not in _SYSTEM_TYPES:
        return False
    is_lock_file = base.startswith(("~$", ".~lock.")) and size_bytes <= _LOCK_FILE_BYTES
    is_empty_double = base.startswith("._") and size_bytes == 0
    return base in _SYSTEM_NAMES or is_lock_file or is_empty_double


def delimiter(text: str) -> str | None:
    """Return what parts the cells of a table written as text (`,` tab `;` `|`); None where it is prose.

    "Present: Ann, Bob and Cy" is prose: in prose the commas a line differ, and a space follows them.
    """
    lines = text[:HEAD_BYTES].split("\n")[:200]
    sample = "\n".join(lines[:-1] if len(lines) > 3 else lines)  # the last line may be cut off
    for mark in ("\t", ";", ",", "|"):
        if _is_table(sample, mark):
            return mark
    return None


def _is_table(sample: str, mark: str) -> bool:
    try:
        rows = [row for row in csv.reader(StringIO(sample), delimiter=mark) if any(row)]
    except csv.Error:
        return False
    if len(rows) < 2 or len(rows[0]) < (2 if len(rows) > 2 else 3):
        return False
    alike = sum(len(row) == len(rows[0]) for row in rows)
    cells = [cell for row in rows for cell in row[1:] if cell]
    spaced = sum(cell.startswith(" ") for cell in cells)
    return alike >= 0.9 * len(rows) and spaced <= 0.2 * max(len(cells), 1)


def _by_start(head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) > 26:
        return "image/bmp"
    if head[257:262] == b"ustar":
        return TAR
    if _BZIP2_START.match(head):
        return BZIP2
    return next((kind for start, kind in _STARTS if head.startswith(start)), None) or _signed_type(head)


def _signed_type(head: bytes) -> str | None:
    """Return what a signed or encrypted part of a mail is; None where it is neither."""
    if head.startswith(_PGP):
        return SIGNATURE if head.startswith(_PGP_SIGNATURE) else SEALED
    cms = _CMS.search(head[:64]) if head[:1] == b"\x30" else None
    if cms is None:
        return None
    if cms[1] == b"\x03":
        return SEALED
    return SIGNED if _CMS_CONTENT.search(head[:512]) else SIGNATURE


def _by_text(content: bytes) -> str:
    head = content[:HEAD_BYTES]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    if is_utf16(content):
        head = _cut_utf16(content).encode("utf-8", "replace")
    elif not is_text(head):
        return UNKNOWN
    start = head.lstrip()
    if _HTML_START.match(start):
        return HTML
    if start.startswith(b"<?xml"):
        return XML
    if mail := _mail_type(content):
        return mail
    if _HTML_PIECE.match(start):
        return HTML
    return CSV if delimiter(_roughly(head)) else PLAIN


def is_utf16(content: bytes) -> bool:
    """Whether bytes look like UTF-16: by their mark, or because every other byte of a western text is zero."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    head = content[:1000]
    zeros = max(head[::2].count(0), head[1::2].count(0))
    return len(head) >= 4 and len(content) % 2 == 0 and zeros > 0.4 * len(head) and head.count(0) < 0.55 * len(head)


def is_text(head: bytes) -> bool:
    """Whether bytes are text in some 8-bit encoding: hardly any control characters."""
    return sum(byte in _CONTROLS for byte in head) <= len(head) // 500


def _cut_utf16(content: bytes) -> str:
    big_endian = content[:2] == b"\xfe\xff" or content[:1000:2].count(0) > content[1:1000:2].count(0)
    return content[:HEAD_BYTES].decode("utf-16-be" if big_endian else "utf-16-le", "replace").lstrip("\ufeff")


def _roughly(head: bytes) -> str:
    return head.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _mail_type(content: bytes) -> str | None:
    head = content[:HEAD_BYTES].removeprefix(_BOMS[0]).lstrip(b"\r\n")
    lines = head.splitlines()
    if _SIGNED_MAIL.match(head):
        return MAIL
    is_mbox_like = bool(lines and _MBOX_START.match(lines[0]))
    headers = _headers(lines[1:] if is_mbox_like else lines)
    has_from = b"from" in headers
    is_dated = parsedate_tz(headers.get(b"date", b"").decode("latin-1")) is not None and b":" in headers.get(
        b"date", b""
    )
    if len(headers.keys() & (_MAIL_ONLY | _MAIL_USUAL)) < 2:
        return None
    if not (headers.keys() & _MAIL_ONLY or (has_from and is_dated) or b"@" in headers.get(b"from", b"")):
        return None
    return MBOX if is_mbox_like and _MBOX_NEXT.search(content) else MAIL


def _headers(lines: list[bytes]) -> dict[bytes, bytes]:
    """Return the header lines that a text starts with, names in lower case; nothing where it starts otherwise."""
    headers: dict[bytes, bytes] = {}
    for line in lines:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        match = _HEADER.match(line)
        if not match:
            return {} if len(headers) < 3 else headers  # some gateways let a broken line through
        headers.setdefault(match[1].lower(), match[2] or b"")
    return headers


def _declared_type(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        declared = member.read(100).decode("ascii", "replace").strip()
    return declared if re.fullmatch(r"application/[a-z0-9.+-]+", declared) else ZIP


def _package_type(names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        return ZIP
    if any(name.startswith("word/") for name in names):
        return DOCX
    if "xl/workbook.bin" in names:
        return XLSB
    if any(name.startswith("xl/") for name in names):
        return XLSX
    return PPTX if any(name.startswith("ppt/") for name in names) else ZIP


def _ole_type(content: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(content) as ole:
            return next((kind for stream, kind in _OLE_STREAMS if ole.exists(stream)), OLE)
    except Exception:  # olefile raises what it pleases on damaged bytes; that it is an OLE file stands
        return OLE
