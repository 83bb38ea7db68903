"""Small files made part by part, so that a test can put something odd or hostile in one place. All words invented."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

W_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W_NAMESPACE}" xmlns:r="{_R_NAMESPACE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
# 1 x 1 pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


def zip_of(members: Mapping[str, bytes] | Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of the members, in order; as pairs, the same name may come twice."""
    pairs = members.items() if isinstance(members, Mapping) else members
    packed = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # the same name may come twice
        for name, content in pairs:
            archive.writestr(zipfile.ZipInfo(name, (2010, 8, 12, 0, 0, 0)), content, compress_type=method)
    return packed.getvalue()


def with_flag(archive: bytes, flag: int) -> bytes:
    """Return a ZIP of one member with a general-purpose flag set (0x1: encrypted) in both its headers."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.index(signature) + offset] |= flag
    return bytes(changed)


def with_declared_size(archive: bytes, size_bytes: int) -> bytes:
    """Return a ZIP of one member that declares another size than it has."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.index(signature) + offset
        changed[at : at + 4] = size_bytes.to_bytes(4, "little")
    return bytes(changed)


def run(text: str, properties: str = "") -> str:
    """Return a run of Word text as XML."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a Word paragraph as XML: its runs, or plain words."""
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """Return a Word table as XML; a cell is plain words or the XML of its paragraphs."""

    def cell(content: str) -> str:
        return f"<w:tc>{content if content.startswith('<') else paragraph(content)}</w:tc>"

    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def docx(
    body: str, parts: Mapping[str, str] | None = None, files: Mapping[str, bytes] | None = None, strict: bool = False
) -> bytes:
    """Return a Word document with the XML given as its body.

    `parts` maps a kind (`header`, `footnotes`, `comments`, `styles`, `settings`) to the XML inside that part's root;
    a header or footer has the identifier `rheader` or `rfooter`. `files` are further entries of the package; one in
    `word/media/` has the identifier `rpicture`.
    """
    roots = {"header": "hdr", "footer": "ftr"}
    relations, entries = [], {"[Content_Types].xml": _TYPES}
    entries["_rels/.rels"] = _relationships([("r1", "officeDocument", "word/document.xml")])
    entries["word/document.xml"] = _word_part("document", f"<w:body>{body}</w:body>")
    for kind, xml in (parts or {}).items():
        entries[f"word/{kind}1.xml"] = _word_part(roots.get(kind, kind), xml)
        relations.append((f"r{kind}", kind, f"{kind}1.xml"))
    for name in files or {}:
        if name.startswith("word/afchunk"):
            relations.append(("rchunk", "aFChunk", f"/{name}"))
        if name.startswith("word/media/"):
            relations.append(("rpicture", "image", f"/{name}"))
    entries["word/_rels/document.xml.rels"] = _relationships(relations)
    entries |= files or {}
    if strict:
        entries = {name: _made_strict(content) for name, content in entries.items()}
    return zip_of(entries)


def _word_part(root: str, xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{xml}</w:{root}>'.encode()


def _relationships(relations: Sequence[tuple[str, str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_R_NAMESPACE}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{rows}</Relationships>'.encode()


def _made_strict(content: bytes) -> bytes:
    strict = b"http://purl.oclc.org/ooxml/"
    return content.replace(W_NAMESPACE.encode(), strict + b"wordprocessingml/main").replace(
        _R_NAMESPACE.encode(), strict + b"officeDocument/relationships"
    )


def ole_native(name: str, content: bytes) -> bytes:
    """Return the stream in which Office keeps a file of any kind that was put into a document."""
    label, path = name.encode("cp1252") + b"\0", b"C:\\Temp\\" + name.encode("cp1252") + b"\0"
    body = b"\x02\0" + label + path + b"\0\0\x03\0" + len(path).to_bytes(4, "little") + path
    body += len(content).to_bytes(4, "little") + content
    return len(body).to_bytes(4, "little") + body


def mail(body: str = "", headers: str = "", ending: str = "\r\n") -> bytes:
    """Return a message in plain text, with the usual headers and those given, lines parted by `ending`."""
    usual = "From: A Clerk <clerk@example.org>\nTo: b@example.org\nDate: Thu, 12 Aug 2010 09:00:00 +0100\n"
    usual += "Subject: Referral\n"
    return f"{usual}{headers}\n{body}".replace("\n", ending).encode()
