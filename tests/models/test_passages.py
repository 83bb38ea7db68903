"""Passages: running text without furniture, read on over the ends of pages, each character with its place."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, Page, Passage
from models.passages import Paragraph, in_sight, paragraphs, passage

BOARD = "It was agreed not to hold a serious case review because the Board"


def document(*pages: Page | str, media_type: str = "application/pdf") -> Document:
    made = (Page(number, page) if isinstance(page, str) else page for number, page in enumerate(pages, start=1))
    return Document("d", media_type, tuple(made))


def texts(*pages: Page | str, media_type: str = "application/pdf") -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document(*pages, media_type=media_type))]


def page(number: int, text: str, *furniture: str) -> Page:
    """Make a page; `furniture` are the words of it that are a running head, a page number or a watermark."""
    return Page(
        number, text, furniture=tuple((text.index(words), text.index(words) + len(words)) for words in furniture)
    )


def test_a_sentence_over_the_end_of_a_page_is_one_passage_with_its_places_on_both() -> None:
    first = page(1, f"LSCB minutes\n5.1 Child C was seen. {BOARD}\nPage 1 of 2", "LSCB minutes", "Page 1 of 2")
    second = page(2, "LSCB minutes\nhad no money. It rose.\nNext line.\nPage 2 of 2", "LSCB minutes", "Page 2 of 2")
    made = document(first, second)
    joined, following = paragraphs(made)
    assert joined.text == f"5.1 Child C was seen. {BOARD} had no money. It rose."
    assert following.text == "Next line."
    start, end = joined.text.index("It was"), joined.text.index(" It rose")
    found = passage(joined, start, end)
    assert found.text == f"{BOARD} had no money."
    assert (found.page, first.text[found.start : found.end]) == (1, BOARD)
    assert [(number, second.text[a:b]) for number, a, b in found.continued] == [(2, "had no money.")]
    assert passage(joined, 0, 21) == Passage(1, 13, 34, "5.1 Child C was seen.")
    alone = passage(joined, end + 1, len(joined.text))
    assert (alone.page, second.text[alone.start : alone.end], alone.continued) == (2, "It rose.", ())


def test_a_paragraph_may_run_over_a_whole_page() -> None:
    [joined] = paragraphs(
        document(BOARD, "of the county of Northshire and of its districts, which", "met in June, agreed.")
    )
    assert [stretch.page for stretch in joined.stretches] == [1, 2, 3]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("The serious case re-", "view was refused.", "The serious case review was refused."),
        ("Members preferred a multi-", "agency audit.", "Members preferred a multi-agency audit."),
        ("The letter of Ms Smith-", "Jones was read.", "The letter of Ms Smith-Jones was read."),
        (
            "The panel met at the Hall and the",
            "Board agreed with it.",
            "The panel met at the Hall and the Board agreed with it.",
        ),
        (
            "The decision not to hold a review was made on",
            "14 March 2010 by the Chair",
            "The decision not to hold a review was made on 14 March 2010 by the Chair",
        ),
        (
            "The letter was then read out by Mrs.",
            "Smith, who chaired.",
            "The letter was then read out by Mrs. Smith, who chaired.",
        ),
        (
            "5.2 The Board agreed by a majority that a serious case review would be held",
            "at no cost to partners.",
            "5.2 The Board agreed by a majority that a serious case review would be held at no cost to partners.",
        ),
    ],
)
def test_what_plainly_reads_on_is_joined(above: str, below: str, joined: str) -> None:
    assert texts(above, below) == [joined]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("It was agreed not to hold a serious case review.", "of which more below."),
        (BOARD, "5.2 Child D was seen."),
        (BOARD, "(a) the cost of a review"),
        (BOARD, "• the cost of a review"),
        (BOARD, "Action: JB"),
        (BOARD, "Any Other Business"),
        (BOARD, "Child D | No review | natural causes"),
        (BOARD, "www.northshire.example"),
        (BOARD, "Members then left the room and the meeting was closed."),
        ("Child C | No review | because the criteria were not met", "and nothing more."),
        ("5. Case for consideration: Child C", "the panel heard that she was seen."),
        ("MINUTES OF THE SERIOUS CASE REVIEW PANEL", "held at County Hall."),
        ("Page 3 of 7", "the panel heard that she was seen."),
    ],
)
def test_what_ends_above_or_begins_below_is_not_joined(above: str, below: str) -> None:
    assert texts(above, below) == [above, below]


def test_lines_of_one_page_and_pages_that_do_not_follow_one_another_are_not_joined() -> None:
    assert texts(f"{BOARD}\nhad no money.") == [BOARD, "had no money."]
    assert texts(BOARD, "", "had no money.") == [BOARD, "had no money."]


def test_the_sheets_of_a_workbook_are_not_joined() -> None:
    assert texts(BOARD, "had no money.", media_type="application/vnd.ms-excel") == [BOARD, "had no money."]


def test_furniture_is_in_no_paragraph_and_heads_nothing() -> None:
    made = document(page(1, "NORTHSHIRE LSCB\n5. Child C\nShe was seen.\nPage 1", "NORTHSHIRE LSCB", "Page 1"))
    assert [(found.text, found.heading) for found in paragraphs(made)] == [
        ("5. Child C", ""),
        ("She was seen.", "5. Child C"),
    ]


def test_a_watermark_does_not_part_a_sentence() -> None:
    assert texts(page(1, f"{BOARD}\nDRAFT\nhad no money.", "DRAFT")) == [f"{BOARD} had no money."]
    inside = page(1, "The Board agreed DRAFT not to hold a review.", "DRAFT")
    [joined] = paragraphs(document(inside))
    assert joined.text == "The Board agreed not to hold a review."
    assert [inside.text[a:b] for _, a, b in joined.places(10, 20)] == ["agreed", "not"]


def test_a_release_of_lines_that_never_end_is_not_one_paragraph() -> None:
    found = texts(*["and so it went on without any end to the sentence"] * 2000)
    assert max(map(len, found)) < 25_000 and len(found) > 3


def test_pages_are_taken_one_by_one() -> None:
    """No more than a page and the open paragraph are held: the first is out before the third is asked for."""
    asked: list[int] = []

    class Pages(tuple[Page, ...]):
        def __iter__(self) -> Iterator[Page]:
            for number in range(1, 1001):
                asked.append(number)
                yield Page(number, f"{BOARD}\n" * 40)

    running = paragraphs(Document("d", "application/pdf", Pages()))
    next(running)
    assert asked == [1]
    tracemalloc.start()
    assert sum(1 for _ in running) == 40 * 1000 - 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert asked[-1] == 1000 and peak < 1_000_000


LINES = st.sampled_from(
    [
        BOARD,
        "had no money.",
        "The serious case re-",
        "view of the",
        "5. Child C",
        "a | b",
        "DRAFT",
        "Page 3",
        "",
        "of it",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.one_of(LINES, st.text(max_size=80)), max_size=5), max_size=4), st.data())
def test_every_character_of_a_paragraph_stands_where_it_says(pages: list[list[str]], data: st.DataObject) -> None:
    made = []
    for number, lines in enumerate(pages, start=1):
        text = "\n".join(lines)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
        spans = tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b)
        made.append(Page(number, text, furniture=spans))
    seen: list[tuple[int, int, int]] = []
    for paragraph in paragraphs(Document("d", "application/pdf", tuple(made))):
        for stretch in paragraph.stretches:
            text = made[stretch.page - 1].text[stretch.start : stretch.end]
            assert paragraph.text[stretch.at : stretch.at + len(text)] == text != ""
            seen.append((stretch.page, stretch.start, stretch.end))
    assert seen == sorted(seen)
    for number, start, end in seen:
        assert not any(start < b and a < end for a, b in made[number - 1].furniture)


def lines(*texts: str) -> list[Paragraph]:
    return [Paragraph(1, 0, text, "", is_heading=False) for text in texts]


@pytest.mark.parametrize(
    ("title", "reach", "expected"),
    [
        ("Minutes", 1, [False, True, True, True, False]),
        ("Minutes", 0, [False, False, True, False, False]),
        ("Minutes", 9, [True] * 5),
        ("Minutes of the Serious Case Review Panel", 0, [True] * 5),
    ],
)
def test_only_what_stands_near_a_word_of_reviews_is_coded(title: str, reach: int, expected: list[bool]) -> None:
    found = lines("Tea was served.", "The lease ran out.", "No SCR was held.", "It rained.", "Any other business.")
    marked = list(in_sight(found, title, reach))
    assert [paragraph.text for paragraph, _ in marked] == [paragraph.text for paragraph in found]
    assert [is_near for _, is_near in marked] == expected
