"""A paragraph that a paper has several times is one piece of evidence; what is said of another case is another."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import CodedDocument, Document, Page
from models.coder import Coder
from models.decisions import find_decisions
from models.passages import Paragraph
from models.repeats import Seen

LEAD = (
    "Councils held 12 serious case reviews last year, down from 31 the year before, and boards are reluctant to start "
    "more because of the cost of an author from outside."
)
ARTICLE = f"""Fewer reviews of child deaths
{LEAD}
By A. Reporter
Published 12 March 2014
{LEAD}
The board of Westerby did not answer questions. A spokesperson said that the matter was one for members.
Share this article
{LEAD}
Read more about the councils that we asked and about what they told us in reply to our request."""


@cache
def coder() -> Coder:
    return Coder()


def coded(text: str) -> CodedDocument:
    return find_decisions(Document("d", "text/html", (Page(1, text),)), coder())


def paragraph(text: str, *, is_heading: bool = False) -> Paragraph:
    return Paragraph(1, 0, text, "", is_heading)


def test_a_lead_that_stands_three_times_is_evidence_once_and_its_figures_count_once() -> None:
    thrice, once = coded(ARTICLE), coded(ARTICLE.replace(f"\n{LEAD}", "", 2))
    assert ARTICLE.count(LEAD) == 3 and once.figures and once.mentions
    assert [mention.code for mention in thrice.mentions] == [mention.code for mention in once.mentions]
    assert [(f.metric, f.count) for f in thrice.figures] == [(f.metric, f.count) for f in once.figures]
    assert len(thrice.decisions) == len(once.decisions)
    assert all(mention.evidence[0].start < ARTICLE.index("By A. Reporter") for mention in thrice.mentions)
    assert sum("serious case reviews last year" in passage.text for passage in thrice.passages) == 3


def test_the_same_words_under_another_case_are_another_decision() -> None:
    said = "It was agreed that no serious case review would be held because of the cost."
    minutes = (
        "Westerby Local Safeguarding Children Board\nMinutes of the Serious Case Review Panel\n14 September 2010\n"
        f"5. Case for consideration: Child C\n{said}\n6. Case for consideration: Child D\n{said}"
    )
    found = coded(minutes)
    assert [decision.case_label for decision in found.decisions] == ["Child C", "Child D"]
    assert len({mention.decision_id for mention in found.mentions}) == 2


@pytest.mark.parametrize("again", [LEAD, LEAD.upper(), LEAD.replace(",", " - "), f"  {LEAD}\t"])
def test_case_spaces_and_punctuation_make_no_other_paragraph(again: str) -> None:
    seen = Seen()
    assert not seen.again(paragraph(LEAD))
    assert seen.again(paragraph(again))


@pytest.mark.parametrize("text", ["Agreed.", "The panel agreed to hold no review.", "[redacted] " * 9, f"{LEAD} | Yes"])
def test_short_lines_rows_and_what_is_redacted_are_never_repeats(text: str) -> None:
    seen = Seen()
    assert not seen.again(paragraph(text))
    assert not seen.again(paragraph(text))


def test_a_heading_is_no_repeat_and_what_a_paragraph_is_about_parts_it_from_its_like() -> None:
    seen = Seen()
    assert not seen.again(paragraph(LEAD), "Child C")
    assert not seen.again(paragraph(LEAD), "Child D")
    assert seen.again(paragraph(LEAD), "Child C")
    assert not seen.again(paragraph(LEAD, is_heading=True), "Child C")


@given(st.lists(st.text()))
def test_no_text_is_a_repeat_of_itself_alone(texts: list[str]) -> None:
    seen = Seen()
    assert not any(seen.again(paragraph(text), place) for place, text in enumerate(texts))
