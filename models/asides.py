"""What is said of a case beside the decision: who was told, whether a report is published, how a review is graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.records import Evidence, Page, Publication
from models.evidence import evidence_of
from models.notices import evaluation_in, notified_by_cell, notified_in, publication_in
from models.passages import Paragraph
from models.registers import Cell


@dataclass(slots=True)
class Asides:
    """Who was or will be told of a case (each once, where first said), and what is first said of publication.

    Of the evaluation of its review: who evaluates and the grade, each empty where it is not told; what gives a grade
    goes before what only says who will.
    """

    notified: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    publication: Publication = Publication.UNKNOWN
    published: tuple[Evidence, ...] = ()
    evaluation_body: str = ""
    evaluation_grade: str = ""
    evaluated: tuple[Evidence, ...] = ()
    ungraded: tuple[str, tuple[Evidence, ...]] = ("", ())  # the sentence before, where its grade may follow

    def add(self, pages: Mapping[int, Page], paragraph: Paragraph, text: str, shift: int) -> None:
        """Take in a sentence, or a row, that begins at the character `shift` of its paragraph."""
        for notice in notified_in(text):
            if notice.to not in self.notified:
                self.notified[notice.to] = evidence_of(pages, paragraph, shift + notice.start, shift + notice.end)
        stated = publication_in(text) if self.publication is Publication.UNKNOWN else None
        if stated:
            self.publication = stated.publication
            self.published = evidence_of(pages, paragraph, shift + stated.start, shift + stated.end)
        if not self.evaluation_grade:
            self._add_evaluation(pages, paragraph, text, shift)

    def _add_evaluation(self, pages: Mapping[int, Page], paragraph: Paragraph, text: str, shift: int) -> None:
        """Take in who evaluates a review and the grade, which may be the whole of the next sentence: "Adequate"."""
        (before, where), self.ungraded = self.ungraded, ("", ())
        following = evaluation_in(before, text) if before else None
        if following and following.grade:
            self.evaluation_body, self.evaluation_grade = following.body, following.grade
            self.evaluated = where + evidence_of(pages, paragraph, shift, shift + len(text.rstrip()))
            return
        stated = evaluation_in(text)
        if stated is None:
            return
        evidence = evidence_of(pages, paragraph, shift + stated.start, shift + stated.end)
        if not stated.grade:
            self.ungraded = (text, evidence)
        if stated.grade or not self.evaluated:
            self.evaluation_body = stated.body or self.evaluation_body
            self.evaluation_grade, self.evaluated = stated.grade, evidence

    def add_cell(self, pages: Mapping[int, Page], paragraph: Paragraph, head: str, cell: Cell) -> None:
        """Take in what a register's cell, under the head of its column, says of who was told."""
        for name in notified_by_cell(head, cell.text):
            self.notified.setdefault(name, evidence_of(pages, paragraph, cell.start, cell.end))
