"""Messages as Outlook keeps them: bags of numbered properties (MAPI), which `.msg` and `winmail.dat` both carry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from corpus.errors import UnreadableFile
from corpus.records import Hidden, Hiding, Page
from extractors import html
from extractors.format import Attachment, Settings
from extractors.plain import decode, normalise
from extractors.reflow import reflow

UNICODE, STRING8, BINARY, OBJECT, TIME = 0x1F, 0x1E, 0x102, 0x0D, 0x40

SUBJECT, SENT_AT, DELIVERED_AT, TRANSPORT_HEADERS = 0x0037, 0x0039, 0x0E06, 0x007D
FROM_NAME, FROM_ADDRESS, FROM_SMTP = 0x0042, 0x0065, 0x5D02
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
SHOWN_TO, SHOWN_CC, SHOWN_BCC = 0x0E04, 0x0E03, 0x0E02
BODY, HTML, RTF = 0x1000, 0x1013, 0x1009
NAME, ADDRESS, SMTP, RECIPIENT_KIND = 0x3001, 0x3003, 0x39FE, 0x0C15
ATTACHED, LONG_FILE_NAME, FILE_NAME, ATTACH_METHOD = 0x3701, 0x3707, 0x3704, 0x3705
INTERNET_CODE_PAGE, MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD

_SHOWN = {
    SUBJECT, FROM_NAME, FROM_ADDRESS, FROM_SMTP, SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, SHOWN_TO, SHOWN_CC, BODY,
    HTML,
}  # fmt: skip
_TO, _CC = 1, 2
_KINDS = {_TO: "To", _CC: "Cc"}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # from which Windows counts, in tenths of a microsecond
_FIRST_YEAR, _LAST_YEAR = 1970, 2200  # outside them, a time is a program's way to say "none"
_CODE_PAGES = {65001: "utf-8", 20127: "us-ascii", 1200: "utf-16-le", 28591: "latin-1", 28605: "iso8859-15"}

Value = str | bytes | int
Bag = Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a message went to; `kind` is `To`, `Cc` or, for those that the message does not show, empty."""

    kind: str
    name: str
    address: str

    @classmethod
    def of(cls, bag: Bag) -> Recipient:
        """Return the recipient that a bag of properties describes."""
        kind = bag.get(RECIPIENT_KIND)
        return cls(
            _KINDS.get(kind & 0xF, "") if isinstance(kind, int) else "",
            text_of(bag, NAME),
            text_of(bag, SMTP) or text_of(bag, ADDRESS),
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: its properties, those it went to where they are listed, and the files in it."""

    bag: Bag
    recipients: Sequence[Recipient] = ()
    attachments: tuple[Attachment, ...] = ()
    charset: str = field(default="")

    def page(self, settings: Settings) -> Page | None:
        """Return its headers and body as a page; None where there is no body."""
        body, hidden = self._body(settings)
        if not body.strip():
            return None
        head = normalise("\n".join(f"{name}: {value}" for name, value in self._headers()))
        return Page(1, f"{head}\n\n{body}".strip("\n"), hidden=(*hidden, *self._internal()))

    def as_mail(self, settings: Settings) -> bytes:
        """Return it in the form of an e-mail (RFC 5322), so that it can be read as any other; always the same bytes."""
        mail = EmailMessage()
        for name, value in self._headers():
            mail[name] = " ".join(value.split()).encode("utf-8", "replace").decode()
        plain, markup = text_of(self.bag, BODY), self._markup()
        if plain.strip() or not markup:
            mail.set_content(_encodable(plain if plain.strip() else self._rich_text(settings)[0]))
        else:
            mail.set_content(markup, maintype="text", subtype="html", disposition="inline")
            if self.charset:
                mail.set_param("charset", self.charset)
        for file in self.attachments:
            mail.add_attachment(file.content, maintype="application", subtype="octet-stream", filename=file.name)
        if mail.is_multipart():
            mail.set_boundary("=" + hashlib.sha256(repr(self.attachments).encode()).hexdigest()[:40])
        return mail.as_bytes()

    def _headers(self) -> Iterator[tuple[str, str]]:
        sender = _person(
            text_of(self.bag, FROM_NAME) or text_of(self.bag, SENDER_NAME),
            next(filter(_is_address, (text_of(self.bag, pid) for pid in _SENDER_ADDRESSES)), ""),
        )
        shown = {"To": text_of(self.bag, SHOWN_TO), "Cc": text_of(self.bag, SHOWN_CC)}
        listed = {
            kind: ", ".join(_person(each.name, each.address) for each in self.recipients if each.kind == kind)
            for kind in shown
        }
        lines = {"From": sender, **{kind: listed[kind] or shown[kind] for kind in shown}}
        lines |= {"Date": self._date(), "Subject": text_of(self.bag, SUBJECT)}
        yield from ((name, value) for name, value in lines.items() if value.strip())

    def _date(self) -> str:
        for pid in (SENT_AT, DELIVERED_AT):
            ticks = self.bag.get(pid)
            if isinstance(ticks, int) and (moment := _moment(ticks)) is not None:
                return format_datetime(moment)
        return ""

    def _body(self, settings: Settings) -> tuple[str, tuple[Hidden, ...]]:
        if (plain := text_of(self.bag, BODY)).strip():
            return reflow(normalise(plain)).strip("\n"), ()
        if markup := self._markup():
            return html.read_text(markup, self.charset)
        return self._rich_text(settings)

    def _markup(self) -> bytes:
        markup = self.bag.get(HTML)
        if isinstance(markup, str):
            return markup.encode("utf-8", "replace")
        return markup if isinstance(markup, bytes) else b""

    def _rich_text(self, settings: Settings) -> tuple[str, tuple[Hidden, ...]]:
        packed = self.bag.get(RTF)
        if not isinstance(packed, bytes) or not packed:
            return "", ()
        from extractors import rtf

        try:
            pages = rtf.read(_unpacked(packed), settings).pages
        except UnreadableFile:
            return "[the body of this message is damaged]", ()
        return "\n\n".join(page.text for page in pages), tuple(found for page in pages for found in page.hidden)

    def _internal(self) -> tuple[Hidden, ...]:
        """Return how many characters of text the message carries beside what it shows (who got a blind copy...)."""
        count = sum(len(value) for pid, value in self.bag.items() if isinstance(value, str) and pid not in _SHOWN)
        return (Hidden(Hiding.PROPERTIES, count),) if count else ()


_SENDER_ADDRESSES = (FROM_SMTP, SENDER_SMTP, FROM_ADDRESS, SENDER_ADDRESS)


def text_of(bag: Bag, pid: int) -> str:
    """Return a property that is text; empty where there is none."""
    value = bag.get(pid, "")
    return value.rstrip("\0") if isinstance(value, str) else ""


def decoded(raw: bytes, kind: int, charset: str) -> Value:
    """Return a value of text or bytes as it is meant."""
    if kind == UNICODE:
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    return decode(raw, charset).rstrip("\0") if kind == STRING8 else raw


def charset_of(code_pages: Iterable[Value | None]) -> str:
    """Return the charset that the first code page known names; empty where none is."""
    import codecs

    for page in code_pages:
        if not isinstance(page, int) or not page:
            continue
        name = _CODE_PAGES.get(page, f"cp{page}")
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return ""


def _moment(ticks: int) -> datetime | None:
    try:
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return moment.replace(microsecond=0) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _person(name: str, address: str) -> str:
    name = name.strip().strip("'\"")
    if not _is_address(address) or address.lower() in name.lower():
        return name or address
    return f"{name} <{address}>" if name else address


def _is_address(text: str) -> bool:
    """Whether it is an address that people know; an Exchange server's own path (`/o=...`) is not."""
    return "@" in text


def _unpacked(packed: bytes) -> bytes:
    """Return RTF as it was before Outlook packed it; what cannot be unpacked is taken as it is."""
    from compressed_rtf import decompress

    try:
        return bytes(decompress(packed))
    except Exception:  # the library raises plain Exception; the RTF reader says what it thinks of the bytes
        return packed


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
