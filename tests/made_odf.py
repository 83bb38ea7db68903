"""OpenDocument files made from the XML of their body, so that a test can put something odd in one place."""

from __future__ import annotations

from collections.abc import Mapping

from tests.made_files import zip_of

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = ("office", "text", "table", "style", "form", "presentation", "meta", "manifest")
_NAMESPACES = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in _NAMES)
_NAMESPACES += f' xmlns:draw="{_OASIS}drawing:1.0" xmlns:fo="{_OASIS}xsl-fo-compatible:1.0"'
_NAMESPACES += f' xmlns:svg="{_OASIS}svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
_NAMESPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/"'


def odf(kind: str, body: str, styles: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """Return a file of a kind (`text`, `spreadsheet`, `presentation`); `styles` are its automatic ones.

    `parts` maps `styles`, `meta` and `META-INF/manifest` to the XML inside that part's root.
    """
    content = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    content += f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    entries = {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode()}
    for name, xml in {"content": content, **(parts or {})}.items():
        entries[f"{name}.xml"] = f"<office:document {_NAMESPACES}>{xml}</office:document>".encode()
    return zip_of(entries, method=0)


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    """Return a style as XML; `properties` are its attributes for text, or whole elements."""
    inner = properties if properties.startswith("<") else f"<style:text-properties {properties}/>"
    head = f'style:name="{name}" style:family="{family}" style:parent-style-name="{parent}"'
    return f"<style:style {head}>{inner}</style:style>"
