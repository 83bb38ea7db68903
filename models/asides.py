"""What is said of a case beside the decision: who was told of it, and whether a report is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.records import Evidence, Page, Publication
from models.evidence import evidence_of
from models.notices import notified_in, publication_in
from models.passages import Paragraph


@dataclass(slots=True)
class Asides:
    """Who was or will be told of a case (each once, where first said), and what is first said of publication."""

    notified: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    publication: Publication = Publication.UNKNOWN
    published: tuple[Evidence, ...] = ()

    def add(self, pages: Mapping[int, Page], paragraph: Paragraph, text: str, shift: int) -> None:
        """Take in a sentence, or a row, that begins at the character `shift` of its paragraph."""
        for notice in notified_in(text):
            if notice.to not in self.notified:
                self.notified[notice.to] = evidence_of(pages, paragraph, shift + notice.start, shift + notice.end)
        stated = publication_in(text) if self.publication is Publication.UNKNOWN else None
        if stated:
            self.publication = stated.publication
            self.published = evidence_of(pages, paragraph, shift + stated.start, shift + stated.end)
