"""Lay the versions of each published paper beside each other: what does one show that another hides?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from corpus.parts import Parts, unpack_received
from corpus.store import Store
from corpus.versions import Spans
from models.differences import differences


def compare_versions(store: Store, extracted: Path) -> int:
    """Compare all versions of all papers and store the passages; return how many.

    `extracted` is the folder of what was read, in which running heads and page numbers are told from the text.
    """

    @cache
    def parts() -> Parts:
        return Parts(extracted)

    def furniture(unit_key: str, document_id: str) -> Mapping[int, Spans]:
        part = unit_key.partition("@")[0]
        if part not in parts():
            return {}  # read by another version: its running heads count as text
        read = (line.document for line in unpack_received(parts().get(part)))
        document = next((held for held in read if held and held.document_id == document_id), None)
        return {page.number: page.furniture for page in document.pages} if document else {}

    return store.compare_versions(differences, furniture)
