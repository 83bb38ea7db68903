"""E-mail messages: the headers a reader sees, the body, and the attachments."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import cast

from corpus.records import Hidden, Hiding, Page
from extractors import html
from extractors.format import DEFAULTS, Attachment, Reading, Settings
from extractors.plain import decode, normalise
from extractors.quoting import unflowed, unwrapped, without_files

_SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_BODY_TYPES = ("text/plain", "text/html")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_AS_RECEIVED = policy.default.clone(refold_source="none", max_line_length=None)
# What the standard library raises on headers and payloads that break the rules, where it should bend them.
_ODD = (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError)


@dataclass(frozen=True, slots=True)
class _Body:
    """A body's text, and the files that were written into it."""

    text: str
    files: tuple[Attachment, ...] = ()


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return a message: its headers and body as one page, its attachments (messages too) as files inside.

    Of a body in two forms the plain one is read, the HTML one where the plain one is empty; what either hides is
    counted. A message without a body has no page where it has attachments. Broken messages give what can be read.
    """
    message = _parse(_from_first_header(content))
    leaves = list(_leaves(message))
    bodies = [_body(leaf) for leaf in leaves if _is_body(leaf)]
    attachments = (*_attachments([leaf for leaf in leaves if not _is_body(leaf)]), *_written(bodies))
    body = "\n\n".join(each.text for each in bodies if each.text.strip())
    note = _note(message)
    if attachments and not body:
        return Reading((), attachments, note)
    text = normalise("\n".join(_headers(message))) + "\n\n" + body
    hidden = (*_blind_copies(message), *_hidden_in_markup(message))
    return Reading((Page(1, text.strip("\n"), hidden=hidden),), attachments, note)


def _from_first_header(content: bytes) -> bytes:
    """Return a message without the byte order mark, empty lines and mailbox line that may stand before it."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return content.split(b"\n", 1)[-1] if content.startswith(b"From ") else content


def _parse(content: bytes) -> EmailMessage:
    try:
        return message_from_bytes(content, policy=policy.default)
    except _ODD:  # a header so broken that the modern parser gives up: the old one doesn't look into headers
        return cast(EmailMessage, message_from_bytes(content, policy=policy.compat32))


def _headers(message: EmailMessage) -> Iterator[str]:
    for name in _SHOWN_HEADERS:
        for value in _header_values(message, name):
            yield f"{name}: {' '.join(value.split())}"


def _blind_copies(message: EmailMessage) -> tuple[Hidden, ...]:
    count = sum(len(value) for value in _header_values(message, "Bcc"))
    return (Hidden(Hiding.PROPERTIES, count),) if count else ()


def _hidden_in_markup(message: EmailMessage) -> Iterator[Hidden]:
    """Yield what the HTML bodies hide, those in place of which a plain one is read among them."""
    for part in _all_leaves(message):
        if _is_body(part) and part.get_content_type() == "text/html":
            yield from html.read_text(_content(part), _charset(part))[1]


def _note(message: EmailMessage) -> str:
    if message.get_content_type() != "message/partial":
        return ""
    return "a piece of a message that was sent in several: the others are needed to read it whole"


def _header_values(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name, [])]
    except _ODD:
        return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something, in order; of alternatives, one body and every file."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part
        return
    children = _children(part)
    if part.get_content_type() != "multipart/alternative":
        for child in children:
            yield from _leaves(child)
        return
    forms = [list(_leaves(child)) for child in children]
    chosen = _best_form(forms)
    for number, form in enumerate(forms):
        yield from (leaf for leaf in form if number == chosen or not _is_body(leaf))


def _all_leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part
        return
    for child in _children(part):
        yield from _all_leaves(child)


def _children(part: EmailMessage) -> list[EmailMessage]:
    """Return the parts, those too that stand behind an end that came too early."""
    children = [cast(EmailMessage, child) for child in part.get_payload()]
    boundary, epilogue = _boundary(part), part.epilogue or ""
    if boundary and f"--{boundary}\n" in epilogue.replace("\r\n", "\n"):
        head = f'Content-Type: multipart/mixed; boundary="{boundary}"\n\n'
        rest = _parse(f"{head}{epilogue}".encode("utf-8", "surrogateescape"))
        children += _children(rest) if rest.is_multipart() else []
    return children


def _best_form(forms: list[list[EmailMessage]]) -> int:
    """Return which of several forms of one body to read: plain before HTML, one with words before one without."""

    def weight(number: int) -> tuple[bool, bool, int]:
        bodies = [leaf for leaf in forms[number] if _is_body(leaf)]
        has_words = any(_body(leaf).text.strip() for leaf in bodies)
        is_plain = any(leaf.get_content_type() == "text/plain" for leaf in bodies)
        return has_words, is_plain, -number

    return max(range(len(forms)), key=weight, default=0)


def _is_body(leaf: EmailMessage) -> bool:
    is_text = leaf.get_content_type() in _BODY_TYPES or leaf.get_content_maintype() == "multipart"  # its parts are lost
    return is_text and not leaf.is_multipart() and not _filename(leaf) and _disposition(leaf) != "attachment"


def _body(leaf: EmailMessage) -> _Body:
    content, charset = _content(leaf), _charset(leaf)
    if leaf.get_content_type() == "text/html":
        return _Body(html.read_text(content, charset)[0])
    text, files = without_files(normalise(decode(content, "utf-8" if _is_utf8(content) else charset)))
    if _parameter(leaf, "format") == "flowed":
        text = unflowed(text, _parameter(leaf, "delsp") == "yes")
    return _Body(unwrapped(text).strip("\n"), files)


def _is_utf8(content: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8, whatever they are said to be: no other text looks like it by chance."""
    try:
        return not content.isascii() and bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _written(bodies: list[_Body]) -> Iterator[Attachment]:
    for body in bodies:
        yield from body.files


def _attachments(leaves: list[EmailMessage]) -> Iterator[Attachment]:
    for number, leaf in enumerate(leaves, start=1):
        ending = ".eml" if leaf.get_content_type() == "message/rfc822" else ""
        yield Attachment(_filename(leaf) or f"attachment {number}{ending}", _content(leaf))


def _content(leaf: EmailMessage) -> bytes:
    """Return the bytes of a part, unpacked; of an attached message (or delivery report), the message itself."""
    is_base64 = _encoding(leaf) == "base64"
    if leaf.is_multipart():
        packed = b"\n".join(_as_received(inner) for inner in cast("list[Message]", leaf.get_payload()))
        # RFC 2046 forbids to pack an attached message, but some programs do it
        return _unpack(packed.strip()) if is_base64 else packed
    if is_base64:
        return _unpack(str(leaf.get_payload()).encode("utf-8", "surrogateescape"))
    try:
        payload = leaf.get_payload(decode=True)
    except _ODD:
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(leaf.get_payload()).encode("utf-8", "surrogateescape")


def _unpack(packed: bytes) -> bytes:
    """Return what base64 stands for; of text that was cut short, as far as it goes."""
    try:
        return b64decode(packed)
    except binascii.Error:
        letters = _NO_BASE64.sub(b"", packed)
        return b64decode(letters[: len(letters) // 4 * 4])


def _as_received(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=_AS_RECEIVED)
    except _ODD:  # characters in a header that no header may hold
        return message.as_string(policy=policy.compat32).encode("utf-8", "replace")


def _filename(part: EmailMessage) -> str:
    try:
        return (part.get_filename() or "").strip()
    except _ODD:
        return ""


def _disposition(part: EmailMessage) -> str:
    try:
        return part.get_content_disposition() or ""
    except _ODD:
        return ""


def _charset(part: EmailMessage) -> str:
    try:
        return str(part.get_content_charset() or "")
    except _ODD:
        return ""


def _boundary(part: EmailMessage) -> str:
    try:
        return str(part.get_boundary() or "")
    except _ODD:
        return ""


def _parameter(part: EmailMessage, name: str) -> str:
    try:
        return str(part.get_param(name, "")).strip().lower()
    except _ODD:
        return ""


def _encoding(part: EmailMessage) -> str:
    try:
        return str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    except _ODD:
        return ""
