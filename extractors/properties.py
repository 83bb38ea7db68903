"""The properties of documents (title, author, keywords, comments, a firm's own fields): counted, never read."""

from __future__ import annotations

from typing import Any

from extractors.package import Package

_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
# What a program writes of itself and of the document's size tells nothing of people or cases.
_MACHINE = {
    "Application", "AppVersion", "Template", "TotalTime", "Pages", "Words", "Characters", "CharactersWithSpaces",
    "Lines", "Paragraphs", "DocSecurity", "ScaleCrop", "LinksUpToDate", "SharedDoc", "HyperlinksChanged",
    "HeadingPairs", "TitlesOfParts", "created", "modified", "revision", "lastPrinted", "Slides", "Notes",
    "HiddenSlides", "MMClips", "PresentationFormat", "generator", "creation-date", "date", "editing-cycles",
    "editing-duration", "print-date", "document-statistic", "template", "language", "version",
}  # fmt: skip
_OLE = ("title", "subject", "author", "keywords", "comments", "last_saved_by", "category", "manager", "company")


def package_characters(package: Package) -> int:
    """Return how many characters the properties of an Office Open XML file hold."""
    return sum(xml_characters(package.xml(name)) for name in _PARTS)


def xml_characters(root: Any) -> int:
    """Return how many characters the properties below an element hold; 0 where there is none."""
    if root is None:
        return 0
    nodes = [root]
    total = 0
    while nodes:
        node = nodes.pop()
        if str(node.tag).rpartition("}")[2] in _MACHINE:
            continue
        total += len((node.text or "").strip())
        nodes.extend(node)
    return total


def ole_characters(ole: Any) -> int:
    """Return how many characters the properties of an OLE file hold, those with a name of their own included."""
    metadata = ole.get_metadata()
    values = [getattr(metadata, name) for name in _OLE]
    custom = "\x05DocumentSummaryInformation"
    if ole.exists(custom):
        values += getattr(ole, "get_userdefined_properties", lambda *_: [])(custom)
    return sum(_length(value) for value in values)


def _length(value: Any) -> int:
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, bytes):
        return len(value.rstrip(b"\0").strip())
    return len(value.strip()) if isinstance(value, str) else 0
