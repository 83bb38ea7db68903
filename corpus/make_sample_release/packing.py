"""Writes what holds other things (archives, messages, workbooks), with no clock and no chance in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

_MEDIA_TYPES = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": ("application", "zip"),
    "txt": ("text", "plain"),
    "eml": ("application", "octet-stream"),
}
_HEADERS = {
    "From": "Business Manager <manager@board.example>",
    "To": "Independent Chair <chair@board.example>",
    "Date": "Mon, 17 Jan 2011 08:42:00 +0000",
    "Message-ID": "<20110117084200.1@board.example>",
}
_MADE_ON = datetime(2019, 11, 14, 9, 0, tzinfo=UTC)


def zip_of(members: Mapping[str, bytes], *, compressed: bool = True) -> bytes:
    """Return a ZIP of the members in their order, each dated 1 January 1980.

    Compressed bytes depend on the release of zlib; leave them uncompressed where they must be the same everywhere.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.create_system = 0  # else the archive would say on which system it was made
            member.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(member, content)
    return target.getvalue()


def eml(
    subject: str, body: str, attachments: Iterable[tuple[str, bytes]] = (), *, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return an e-mail as it is saved to disk, with (name, content) attachments.

    `headers` replace or add to those that every message has (From, To, Date, Message-ID).
    """
    message = EmailMessage(policy=SMTP)
    for name, value in {**_HEADERS, "Subject": subject, **(headers or {})}.items():
        message[name] = value
    message.set_content(body, cte="quoted-printable")
    for name, content in attachments:
        maintype, subtype = _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), ("application", "octet-stream"))
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    if message.is_multipart():
        message.set_boundary("=_made_message_part")
    return message.as_bytes()


def xlsx(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[str] = (),
    hidden_sheets: Collection[str] = (),
    compressed: bool = True,
) -> bytes:
    """Return a workbook with these sheets of rows.

    `hidden_rows` are numbered from 1 and `hidden_columns` lettered, both on every sheet.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "Board office"
    workbook.properties.created = _MADE_ON
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for number in hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        if title in hidden_sheets:
            sheet.sheet_state = "hidden"
    saved = io.BytesIO()
    workbook.save(saved)
    return zip_of(_without_clock(saved.getvalue()), compressed=compressed)


def _without_clock(office_file: bytes) -> dict[str, bytes]:
    """Return the parts of an Office file with the moment of saving, which openpyxl always writes, replaced."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"]
    stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
    parts["docProps/core.xml"] = re.sub(stamp, rb"\g<1>" + _MADE_ON.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), core)
    return parts
