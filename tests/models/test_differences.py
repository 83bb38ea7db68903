"""What one copy shows and another hides."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, Page, Redaction, RedactionKind
from models.differences import Difference, Manner, differences

SHOWN = """Minutes of the panel
5.1 The police told the panel that the stepfather had been arrested twice in May.
5.2 It was agreed not to hold a review because of the cost of an author from outside.
6. Training
6.1 The spring course was agreed."""


def document(*texts: str, redactions: tuple[Redaction, ...] = ()) -> Document:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, start=1))
    return Document("d", "text/plain", (replace(pages[0], redactions=redactions), *pages[1:]))


def written(text: str, exemption: str = "") -> Document:
    start = text.index("[redacted]")
    mark = Redaction(RedactionKind.WRITTEN, start, start + len("[redacted]"), exemption=exemption)
    return document(text, redactions=(mark,))


def test_what_a_redaction_hides_in_one_copy_is_quoted_from_the_other() -> None:
    hidden = SHOWN.replace("because of the cost of an author from outside", "because [redacted]")
    found = differences(document(SHOWN), written(hidden, "FOIA s.36(2)"))
    assert [(d.text, d.manner, d.exemption, d.shown_in) for d in found] == [
        ("of the cost of an author from outside.", Manner.REDACTED, "FOIA s.36(2)", 0)
    ]
    assert SHOWN[found[0].start : found[0].end] == found[0].text


def test_a_drawn_redaction_hides_what_stands_at_its_place() -> None:
    hidden = SHOWN.replace(" the stepfather", "")
    place = hidden.index("that had been") + len("that")
    box = Redaction(RedactionKind.BLACK_BOX, place, place)
    found = differences(document(hidden, redactions=(box,)), document(SHOWN))
    assert [(d.text, d.manner, d.shown_in) for d in found] == [("the stepfather", Manner.REDACTED, 1)]


def test_a_paragraph_that_one_copy_lacks_is_left_out() -> None:
    shorter = "\n".join(line for line in SHOWN.split("\n") if not line.startswith("5.2"))
    found = differences(document(SHOWN), document(shorter))
    assert [(d.manner, d.text[:7]) for d in found] == [(Manner.LEFT_OUT, "5.2 It ")]


def test_a_paragraph_wholly_blacked_out_is_redacted() -> None:
    line = SHOWN.split("\n")[2]
    found = differences(document(SHOWN), written(SHOWN.replace(line, "[redacted]")))
    assert [(d.manner, d.text) for d in found] == [(Manner.REDACTED, line)]


def test_equal_copies_differ_in_nothing_and_spelling_is_no_difference() -> None:
    assert differences(document(SHOWN), document(SHOWN)) == []
    assert differences(document(SHOWN), document(SHOWN.replace("agreed", "Agreed,"))) == []


def test_each_copy_may_hide_what_the_other_shows() -> None:
    one = written(SHOWN.replace("arrested twice in May", "[redacted]"))
    other = written(SHOWN.replace("of the cost of an author from outside", "[redacted]"))
    assert {(d.shown_in, d.manner) for d in differences(one, other)} == {(0, Manner.REDACTED), (1, Manner.REDACTED)}


LINES = st.lists(st.text(alphabet="abc █[]", min_size=1, max_size=30), max_size=6).map("\n".join)


PAGES = st.lists(LINES, min_size=1, max_size=3)


@given(PAGES, PAGES)
def test_of_any_two_papers_every_difference_is_quoted_from_the_page_that_shows_it(
    one: list[str], other: list[str]
) -> None:
    copies = (document(*one), document(*other))

    def stands(found: Difference) -> bool:
        return copies[found.shown_in].pages[found.page - 1].text[found.start : found.end] == found.text

    assert all(stands(found) for found in differences(*copies))


def test_a_passage_over_the_end_of_a_page_is_quoted_from_each_page() -> None:
    first = "5.2 It was agreed not to hold a review because of the cost of an"
    second = "author from outside, which the board could not meet.\n6. Training"
    hidden = "5.2 It was agreed not to hold a review because [redacted] which the board could not meet.\n6. Training"
    found = differences(document(first, second), written(hidden))
    assert [(d.page, d.text, d.manner) for d in found] == [
        (1, "of the cost of an", Manner.REDACTED),
        (2, "author from outside,", Manner.REDACTED),
    ]
    assert [(first, second)[d.page - 1][d.start : d.end] for d in found] == [d.text for d in found]


def test_a_redaction_below_the_end_of_a_page_hides_what_stands_there() -> None:
    first, second = "5.2 It was agreed not to hold a review because of the", "cost of , which the board could not meet."
    box = Redaction(RedactionKind.BLACK_BOX, len("cost of"), len("cost of"), exemption="FOIA s.40(2)")
    hiding = document(first, second)
    hiding = replace(hiding, pages=(hiding.pages[0], replace(hiding.pages[1], redactions=(box,))))
    shown = document(f"{first} cost of an author from outside, which the board could not meet.")
    [found] = differences(hiding, shown)
    assert (found.text, found.manner, found.exemption, found.shown_in) == (
        "an author from outside,",
        Manner.REDACTED,
        "FOIA s.40(2)",
        1,
    )
