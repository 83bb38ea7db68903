"""Office Open XML packages (DOCX, XLSX): a ZIP of XML parts that point at one another."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors.archive import Archive
from extractors.format import Attachment

if TYPE_CHECKING:
    from lxml import etree

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The "strict" variant of the standard says the same in other namespaces.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where a part points: `kind` is the last word of its type (`header`, `footnotes`), `part` the name of a part."""

    kind: str
    part: str


class Package:
    """The parts of an office file, read within the limits of `extractors.archive`.

    Raises:
        UnreadableFile: the ZIP is damaged or over its limits, or holds no main part (corrupt).
    """

    def __init__(self, content: bytes) -> None:
        self._archive = Archive(BytesIO(content))
        self._indexes = {member.name.lower(): member.index for member in self._archive.members}
        self.names = tuple(member.name for member in self._archive.members)
        self.main = self.related("", "officeDocument")
        if not self.main:
            raise UnreadableFile(Outcome.CORRUPT, "the main part of the office file is missing: ask for a fresh copy")

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes; None where there is no such part. Part names don't regard case."""
        index = self._indexes.get(name.lower())
        return None if index is None else self._archive.read(index)

    def check(self) -> None:
        """Unpack every part once: a library that unpacks without limits may have the bytes afterwards."""
        for member in self._archive.members:
            self._archive.read(member.index)

    def xml(self, name: str) -> etree._Element | None:
        """Return a part's root element; None where there is no such part.

        Raises:
            UnreadableFile: the part is not well-formed, or brings a document type, which office programs never write.
        """
        content = self.read(name)
        return None if content is None else parse_xml(content, name)

    def relationships(self, name: str) -> dict[str, Relationship]:
        """Return what a part points at within the package, by identifier; the package itself is `""`."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        return {
            node.get("Id", ""): Relationship(
                node.get("Type", "").rsplit("/", 1)[-1], _resolve(folder, node.get("Target", ""))
            )
            for node in root.iter("{*}Relationship")
            if node.get("TargetMode") != "External"
        }

    def related(self, name: str, kind: str) -> str:
        """Return the part of one kind that a part points at; empty where there is none."""
        return next((each.part for each in self.relationships(name).values() if each.kind == kind), "")

    def embedded(self, folder: str) -> tuple[Attachment, ...]:
        """Return the files put into the document (`word/embeddings/...`)."""
        found = [name for name in self.names if name.lower().startswith(f"{folder}/embeddings/")]
        return tuple(Attachment(posixpath.basename(name), self.read(name) or b"") for name in found)


def _resolve(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Return the root element of a part's bytes; `name` is for the reason of a refusal.

    Raises:
        UnreadableFile: not well-formed, or with a document type, which office programs never write.
    """
    from lxml import etree

    for strict, transitional in _STRICT:
        content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(Outcome.CORRUPT, f"its part {name} is not well-formed XML") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadableFile(Outcome.CORRUPT, f"its part {name} brings a document type of its own")
    return root
