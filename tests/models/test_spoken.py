"""The case that each sentence of a paper speaks of, carried from heading to heading and from paragraph to paragraph."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page, Status
from models.coder import Sentence
from models.passages import paragraphs
from models.sections import leads_of, sections_of
from models.spoken import Cases, Spoken

_SENTENCE = re.compile(r"\S.*?(?:[.!?](?= [A-Z“\"(])|$)")


def spoken(text: str, kind: DocumentKind = DocumentKind.MINUTES) -> list[tuple[str, str, Spoken]]:
    """Return every sentence with the case that it speaks of and what is said of its paragraph."""
    found = list(paragraphs(Document("d" * 64, "text/plain", (Page(1, text),))))
    cases = Cases("", sections=sections_of(found, kind), leads=leads_of(found))
    told = []
    for paragraph in found:
        cut = [
            Sentence(m.start(), m.end(), m.group(), Status.NOT_STATED, (), (), {}, "")
            for m in _SENTENCE.finditer(paragraph.text)
        ]
        said = cases.spoken(paragraph, cut)
        told += [(sentence.text, said.case_at(sentence.start), said) for sentence in cut]
    return told


def case_of(told: list[tuple[str, str, Spoken]], words: str) -> str:
    return next(case for text, case, _ in told if words in text)


LETTER = """Merrowdale Safeguarding Children Board
Dear Josephine
I take Ashley first. Ashley died and there will be a serious case review.
Then there is the business at Cotton End. Neither of the girls was hurt. No review.
I have not mentioned the Fenner review. It is going on well enough.
Yours sincerely
The chair of the panel has a copy"""


def test_a_letter_turns_from_case_to_case_and_leaves_them() -> None:
    told = spoken(LETTER, DocumentKind.LETTER)
    assert case_of(told, "there will be") == "Ashley"
    assert case_of(told, "No review") == "Cotton End"
    assert case_of(told, "going on well") == ""
    assert case_of(told, "has a copy") == ""


MINUTES = """Wrosedale Safeguarding Children Board
1 Child D
The child had died. He asked what would be heard that had not been told already in 2007 with Child F.
Child Q was then discussed. Child Q had been injured.
2 Update on reviews in hand
Child E. The draft is late.
3 Budget
There was an overspend on the author for Child A. No more reviews could be paid for.
4 Child G
She was injured. No review."""


def test_a_case_that_is_only_compared_takes_no_sentence() -> None:
    told = spoken(MINUTES)
    assert case_of(told, "told already") == "Child D"
    assert case_of(told, "then discussed") == "Child Q"


def test_the_meetings_own_business_is_about_no_case() -> None:
    told = spoken(MINUTES)
    assert case_of(told, "overspend") == ""
    assert case_of(told, "No review.") == "Child G"


def test_what_becomes_of_reviews_held_is_told_again() -> None:
    repeats = {text: said.is_repeat for text, _, said in spoken(MINUTES)}
    assert repeats["The draft is late."]
    assert not repeats["She was injured."]


@given(st.lists(st.text(max_size=80), max_size=10))
def test_any_text_is_spoken_of(lines: list[str]) -> None:
    for _, case, said in spoken("\n".join(line.replace("\n", " ") for line in lines)):
        assert isinstance(case, str)
        assert isinstance(said, Spoken)
