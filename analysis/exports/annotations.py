"""Mentions as W3C Web Annotations (Sanderson, Ciccarese and Young 2017), in JSON-LD: one annotation a mention.

Each target names the document by the hash of its bytes (RFC 6920) and the stretch in three ways: by its words with what
stands around them, by its characters, and by its page (RFC 8118, PDF alone). Characters are Unicode code points from 0
in the text of the page as minuted read it, in NFC, the end not included; replaced names do not move them. A quotation
that runs over the end of a page has a target a page. There is no time in it: the same store gives the same bytes.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.material import Material

ANNOTATIONS = "http://www.w3.org/ns/anno.jsonld"
PDF = "application/pdf"
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc8118"
CONTEXT = 40  # characters of what stands before and after a quotation
_OURS = "urn:x-minuted:"
_FACTS = (
    "polarity",
    "role",
    "attribution",
    "hedging",
    "scope",
    "link_strength",
    "decision_status",
    "decision_id",
    "code_confidence",
    "found_by",
)
VOCABULARY = {"minuted": f"{_OURS}terms:"}  # prefixed in full: `scope` alone is a word of the standard's
_ORDER = "document_id, mention_id"


@dataclass(frozen=True, slots=True)
class Software:
    """What made the annotations: the agent that is named as their creator."""

    version: str  # of minuted
    codebook: str
    model: str

    def agent(self) -> dict[str, Any]:
        """Return it as a Software agent."""
        name = f"minuted {self.version} (codebook {self.codebook}, model {self.model})"
        return {"id": f"{_OURS}software:{self.version}:{self.codebook}:{self.model}", "type": "Software", "name": name}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch that a mention rests on: where, and its words with what stands around them."""

    document_id: str
    source_name: str
    media_type: str
    page: int
    start: int
    end: int
    prefix: str
    exact: str
    suffix: str


def write_annotations(material: Material, software: Software, about: str, path: Path) -> int:
    """Write all mentions as one AnnotationCollection; return how many there are. `about` is a sentence on it.

    Raises:
        OSError: the file cannot be written.
    """
    labels = {row["code"]: row["label"] for row in material.records("codes")}
    total = material.count("mentions")
    head = {
        "@context": [ANNOTATIONS, VOCABULARY],
        "id": f"{_OURS}collection",
        "type": "AnnotationCollection",
        "label": about,
        "creator": software.agent(),
        "total": total,
    }
    first = {"id": f"{_OURS}collection:1", "type": "AnnotationPage", "partOf": head["id"], "startIndex": 0}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{_open(head)}"first": {_open(first)}"items": [')
        for number, (mention, quoted) in enumerate(_mentions(material)):
            item = annotation(mention, quoted, labels, software)
            file.write(("," if number else "") + "\n" + json.dumps(item, ensure_ascii=False, allow_nan=False))
        file.write("\n]}}\n")
    return total


def annotation(
    mention: Mapping[str, Any], quoted: list[Quoted], labels: Mapping[str, str], software: Software
) -> dict[str, Any]:
    """Return a mention as an annotation: its code and what is known of it as body, its stretches as targets."""
    code = str(mention["reason_code"])
    concept = {"id": f"{_OURS}code:{code}", "type": "skos:Concept", "skos:notation": code}
    concept |= {"skos:prefLabel": labels[code]} if code in labels else {}
    facts = {f"minuted:{name}": mention[name] for name in _FACTS if mention.get(name) is not None}
    body = {"type": "SpecificResource", "purpose": "classifying", "source": concept}
    return {
        "id": f"{_OURS}mention:{mention['mention_id']}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": software.agent()["id"],
        "body": body | facts | {"minuted:needs_review": bool(mention["needs_review"])},
        "target": [target(stretch) for stretch in quoted] or content_iri(str(mention["document_id"])),
    }


def target(quoted: Quoted) -> dict[str, Any]:
    """Return a stretch as a target: the document with three ways to find it there."""
    position = {"type": "TextPositionSelector", "start": quoted.start, "end": quoted.end}
    page = {
        "type": "FragmentSelector",
        "conformsTo": PDF_FRAGMENTS,
        "value": f"page={quoted.page}",
        "refinedBy": position,
    }
    words = {"type": "TextQuoteSelector", "exact": quoted.exact, "prefix": quoted.prefix, "suffix": quoted.suffix}
    document = {
        "id": content_iri(quoted.document_id),
        "type": "Text",
        "format": quoted.media_type,
        "label": quoted.source_name,
    }
    return {
        "type": "SpecificResource",
        "source": document,
        "minuted:page": quoted.page,
        "selector": [words, page if quoted.media_type == PDF else position],
    }


def content_iri(sha256: str) -> str:
    """Return the name of content by its hash (RFC 6920): who holds the file can tell that it is the one."""
    return f"ni:///sha-256;{urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}"


def _open(head: Mapping[str, Any]) -> str:
    """Return a JSON object that is still to be gone on with."""
    return json.dumps(head, ensure_ascii=False)[:-1] + ", "


def _mentions(material: Material) -> Iterator[tuple[dict[str, Any], list[Quoted]]]:
    """Yield each mention with its stretches; both are read in one order, side by side."""
    documents = {row["document_id"]: row for row in material.records("documents")}
    evidence = groupby(
        (row for row in material.records("evidence", order=f"{_ORDER}, position") if row["mention_id"]),
        key=itemgetter("document_id", "mention_id"),
    )
    found = next(evidence, None)
    for mention in material.records("mentions", order=_ORDER):
        key = mention["document_id"], mention["mention_id"]
        quoted: list[Quoted] = []
        if found is not None and found[0] == key:
            quoted = [_quoted(material, documents[row["document_id"]], row) for row in found[1]]
            found = next(evidence, None)
        yield mention, quoted


def _quoted(material: Material, document: Mapping[str, Any], row: Mapping[str, Any]) -> Quoted:
    place = row["page"], row["char_start"], row["char_end"]
    prefix, exact, suffix = material.context(row["document_id"], *place, CONTEXT)
    return Quoted(row["document_id"], document["source_name"], document["media_type"], *place, prefix, exact, suffix)
