"""What is withheld: near a quotation, and in place of the reasons, which a redacted name is not."""

from __future__ import annotations

import re
from array import array

import pytest

from corpus.records import Box, Document, Evidence, Page, Redaction, RedactionKind, Words
from models.passages import Paragraph, paragraphs
from models.redactions import Mark, Veil, Withheld, heads_reasons

_WRITTEN = re.compile(r"\[redacted[^]]*\]|█+", re.IGNORECASE)


def veil(text: str) -> Veil:
    """Return a text with its written redactions; `▮` stands for a drawn one, `▬` for one that is long."""
    shown = text.replace("▮", "").replace("▬", "")
    marks = [Mark(*match.span()) for match in _WRITTEN.finditer(shown)]
    drawn = [i for i, character in enumerate(text) if character in "▮▬"]
    marks += [Mark(i - n, i - n, is_prose=text[i] == "▬") for n, i in enumerate(drawn)]
    return Veil(shown, tuple(marks))


@pytest.mark.parametrize(
    "sentence",
    [
        "It was agreed not to hold a review because [redacted].",
        "It was agreed not to hold a review because of the [redacted] and [redacted s.36(2)(b)]. Noted.",
        "No review will be held due to ████████.",
        "No review will be held on the grounds that it was [redacted].",
        "The reason was ▮.",
        "No review will be held because ▮. The Chair left.",
        "No review will be held because ▬ in the months before.",
        "It was agreed not to hold a review.▬",
        "It was agreed not to hold a review because of s.36(2)(b) FOIA.",
    ],
)
def test_a_redaction_where_the_reason_would_stand_hides_it(sentence: str) -> None:
    assert veil(sentence).hides_cause(0)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was agreed that no review of [redacted] will be held.",
        "It was agreed not to hold a review because [redacted] had moved away.",
        "It was agreed not to hold a review because the criteria were not met, as ▮ said.",
        "[redacted] agreed not to hold a review because of the cost. [Redacted] left.",
        "It was agreed not to hold a review because of the cost.▮",
        "It was agreed not to hold a review. This was because [redacted].",
        "It was agreed not to hold a review because of the section 47 enquiry.",
        "It was agreed not to hold a review because of the cost.",
    ],
)
def test_a_redacted_name_hides_no_reason(sentence: str) -> None:
    assert not veil(sentence).hides_cause(0)


@pytest.mark.parametrize(
    ("text", "hides"),
    [
        ("Reasons: [redacted]", True),
        ("6.3 Rationale for decision: ████ ████", True),
        ("Rationale | [REDACTED s.40(2)]", True),
        ("Reasons for the decision ▬", True),
        ("The reasons are withheld under s.36(2)(b).", True),
        ("Reasons for the decision have been redacted.", True),
        ("The reasons given by the panel are exempt under section 36 of the Act.", True),
        ("Reasons: the criteria were not met; [redacted] agreed.", False),
        ("Reasons were given to [redacted].", False),
        ("Present: [redacted]", False),
        ("The family, for reasons of their own, withheld consent.", False),
        ("Reasons: the cost of an author.", False),
    ],
)
def test_reasons_are_announced_and_withheld(text: str, hides: bool) -> None:
    assert veil(text).hides_labelled_reasons() is hides


@pytest.mark.parametrize(
    ("text", "hides"),
    [
        ("[redacted]", True),
        ("5.3 ████████ ███", True),
        ("s.36(2)(b)(ii)", True),
        ("Section 36(2)(b)(ii) of the Freedom of Information Act 2000", True),
        ("▬", True),
        ("Signed: [redacted]", False),
        ("[redacted] said that it was the cost.", False),
        ("5.3", False),
        ("", False),
    ],
)
def test_a_paragraph_may_be_nothing_but_redactions(text: str, hides: bool) -> None:
    assert veil(text).hides_all() is hides


def test_of_a_row_only_the_cells_behind_the_decision_are_asked() -> None:
    hidden = veil("NS/12 | [redacted] | No review | [REDACTED s.40(2)]")
    named = veil("NS/12 | [redacted] | No review | Natural causes")
    assert hidden.hides_cell(hidden.text.index(" | [REDACTED"))
    assert not named.hides_cell(named.text.index(" | Natural"))
    assert not hidden.hides_cell(0)


@pytest.mark.parametrize(
    ("heading", "heads"), [("Rationale", True), ("6.2 Reasons for decision:", True), ("6. Training", False)]
)
def test_a_heading_may_announce_reasons(heading: str, heads: bool) -> None:
    assert heads_reasons(heading) is heads


LINE = 14.0  # points from line to line


def drawn_page(text: str, *redactions: Redaction) -> Page:
    """Make a page of 500 points' width: each character 6 points wide, each line 10 high."""
    words = Words()
    for match in re.finditer(r"\S+", text):
        line = text.count("\n", 0, match.start())
        left = match.start() - (text.rfind("\n", 0, match.start()) + 1)
        words.spans.extend(match.span())
        words.boxes.extend((40 + 6.0 * left, line * LINE, 40 + 6.0 * (left + len(match.group())), line * LINE + 10))
    words = Words(words.spans, words.boxes, array("f"))
    return Page(1, text, width_pt=500, height_pt=700, words=words, redactions=redactions)


def box(line: float, left: float, width: float = 40, height: float = 10) -> Box:
    return Box(left, line * LINE, left + width, line * LINE + height)


def black(at: int, *boxes: Box) -> Redaction:
    return Redaction(RedactionKind.BLACK_BOX, at, at, boxes)


def near(page: Page, line: int) -> bool:
    """Say whether something is withheld near the words of a line."""
    found: list[Paragraph] = list(paragraphs(Document("d", "application/pdf", (page,))))
    quoted = found[line]
    start, end = quoted.start, quoted.start + len(quoted.text)
    boxes = tuple(b for first, _, b in page.words if start <= first < end)
    evidence = Evidence(1, start, end, quoted.text, boxes)
    return Withheld({1: page}).is_near(quoted, [evidence])


TEXT = "It was agreed.\nNo review is held.\n\n\n\n\nThe Chair left.\nIt rained."


def test_a_written_redaction_is_near_what_its_own_paragraph_says() -> None:
    text = "It was the cost, said [redacted].\nIt rained."
    page = Page(1, text, redactions=(Redaction(RedactionKind.WRITTEN, 22, 32),))
    assert near(page, 0) and not near(page, 1)


def test_a_drawn_redaction_is_near_the_paragraph_it_stands_in_and_what_lies_within_two_lines() -> None:
    assert near(drawn_page(TEXT, black(14, box(0, 140))), 0)
    assert near(drawn_page(TEXT, black(33, box(3, 40))), 1)
    assert not near(drawn_page(TEXT, black(33, box(4, 300))), 0)
    assert not near(drawn_page(TEXT), 0)


def test_a_box_that_opens_a_line_belongs_to_that_line() -> None:
    """The readers place it behind the last word before it, which ends the paragraph above."""
    text = "It was agreed not to hold a review because\n     said so."
    opening = drawn_page(text, black(42, box(1, 40, 28)))
    behind = drawn_page(text, black(42, box(0, 300, 60)))
    above, below = paragraphs(Document("d", "application/pdf", (opening,)))
    assert not Withheld({1: opening}).veil(above).marks
    assert Withheld({1: opening}).veil(below).marks
    assert Withheld({1: behind}).veil(above).hides_cause(0)


@pytest.mark.parametrize(
    ("boxes", "is_prose"),
    [
        ([box(0, 130, 40)], False),
        ([box(0, 130, 300)], True),
        ([box(0, 130, 100), box(1, 40, 100)], True),
        ([box(0, 130, 90, 60)], True),
    ],
)
def test_a_box_larger_than_a_name_covers_prose(boxes: list[Box], is_prose: bool) -> None:
    page = drawn_page(TEXT, black(14, *boxes))
    first = next(iter(paragraphs(Document("d", "application/pdf", (page,)))))
    assert [mark.is_prose for mark in Withheld({1: page}).veil(first).marks] == [is_prose]
