"""Pages drawn with reportlab, and pages of made words in the order that is said; every word in them is invented."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import pytest

from extractors import pdf
from extractors.layout import Line, Word, in_reading_order
from extractors.paragraphs import paragraphs

LEFT = (
    "The board met in March to hear what the panel had made of the referral. Members were told that the school had "
    "asked twice for a review, and that the surgery had not been asked at all, which several of them thought odd. "
    "The chair said that the fee of an author could not be found before the end of the year, and that the case would "
    "have to wait until the partners had agreed on how it was to be shared between"
)
RIGHT = (
    "them. The police offered to pay a third, and the health trust said that it would answer within a month, though "
    "it gave no promise. It was agreed that no review should be held for now, that the family would be told by letter, "
    "and that the reasons would be set out in the annual report, which the editor hopes to print before the summer."
)
HEADING = "Why the panel did not ask for a review of the case that was referred to it"


def wrapped(text: str, x0: float, top: float, width: float, size: float = 10, leading: float = 13) -> list[Line]:
    lines: list[Line] = [[]]
    at = x0
    for part in text.split():
        length = 0.5 * size * len(part)
        if at + length > x0 + width and lines[-1]:
            lines.append([])
            at = x0
        y = top + leading * (len(lines) - 1)
        lines[-1].append(Word(part, at, y, at + length, y + size, font=1))
        at += length + 0.3 * size
    return lines


def read(lines: list[Line]) -> list[str]:
    return [" ".join(word.text for word in paragraph) for paragraph in paragraphs(in_reading_order(lines))]


def as_drawn(lines: list[Line]) -> list[Line]:
    return lines


def shuffled(lines: list[Line]) -> list[Line]:
    mixed = list(lines)
    random.Random(5).shuffle(mixed)
    return mixed


def by_rows(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line[0].top, line[0].x0))


def glued_rows(lines: list[Line]) -> list[Line]:
    """Lines that run over the gutter, as writers make them that know of no columns."""
    rows: dict[float, Line] = {}
    for line in by_rows(lines):
        rows.setdefault(line[0].top, []).extend(line)
    return list(rows.values())


Order = Callable[[list[Line]], list[Line]]
ORDERS = (as_drawn, shuffled, by_rows, glued_rows)


@pytest.mark.parametrize("order", ORDERS)
def test_two_columns_are_read_one_after_the_other_and_a_sentence_runs_on_between_them(order: Order) -> None:
    lines = wrapped(f"{LEFT} {RIGHT}", 60, 100, 220)
    half = len(lines) // 2
    rise = lines[half][0].top - lines[0][0].top
    right = [
        [w._replace(x0=w.x0 + 250, x1=w.x1 + 250, top=w.top - rise, bottom=w.bottom - rise) for w in line]
        for line in lines[half:]
    ]
    assert read(order([*lines[:half], *right])) == [f"{LEFT} {RIGHT}"]


@pytest.mark.parametrize("order", ORDERS)
def test_three_columns_are_read_one_after_the_other(order: Order) -> None:
    texts = [LEFT + ".", RIGHT, LEFT + "."]
    lines = [line for i, text in enumerate(texts) for line in wrapped(text, 50 + 170 * i, 100, 150)]
    assert read(order(lines)) == texts


@pytest.mark.parametrize("order", ORDERS)
def test_a_heading_over_both_columns_parts_what_is_above_it_from_what_is_below(order: Order) -> None:
    above = [*wrapped(LEFT + ".", 60, 60, 220), *wrapped(RIGHT, 310, 60, 220)]
    across = wrapped(HEADING, 60, 330, 500, size=13)
    below = [*wrapped(RIGHT, 60, 370, 220), *wrapped(LEFT + ".", 310, 370, 220)]
    assert read(order([*above, *across, *below])) == [LEFT + ".", RIGHT, HEADING, RIGHT, LEFT + "."]


ITEMS = [
    ("5.1", "JO advised that the surgery had asked for a review of Child K and that the panel had heard from the "
     "school, the police and the health visitor, none of whom had seen the letter of the year before.", "Action: JB"),
    ("5.2", "The panel agreed that no serious case review be held, since no partner would pay the fee.", ""),
    ("5.3", "Members asked for a note of what had been said to the family, to be sent before the next meeting in "
     "the autumn, and for the chair to sign it.", "Action: CF to write to the chair"),
]  # fmt: skip


def minutes(number: float, text: float, action: float, leading: float = 13) -> list[list[Line]]:
    """Each item's lines: its number, its discussion and its action, in three columns."""
    top, items = 120.0, []
    for label, words, note in ITEMS:
        lines = [wrapped(label, number, top, 30), wrapped(words, text, top, action - text - 14, leading=leading)]
        lines.append(wrapped(note, action, top, 80) if note else [])
        items.append([line for part in lines for line in part])
        top += leading * max(len(lines[1]), len(lines[2])) + 8
    return items


LOOKS = {"wide": (60.0, 95.0, 450.0), "close": (60.0, 84.0, 400.0), "far": (50.0, 110.0, 480.0)}


def column_by_column(lines: list[Line]) -> list[Line]:
    """All the numbers with the discussion, then all the actions."""
    right = max(line[0].x0 for line in lines if line[0].text in ("Action:", "Action"))
    return sorted(lines, key=lambda line: line[0].x0 >= right)


@pytest.mark.parametrize("order", [*ORDERS, column_by_column])
@pytest.mark.parametrize("look", LOOKS)
def test_an_action_comes_after_the_whole_item_that_it_stands_beside(look: str, order: Order) -> None:
    lines = [line for item in minutes(*LOOKS[look]) for line in item]
    expected = [part for label, words, note in ITEMS for part in (f"{label} {words}", note) if part]
    assert read(order(lines)) == expected


@pytest.mark.parametrize("order", [as_drawn, shuffled, by_rows, glued_rows])
def test_a_list_of_attendance_is_read_row_by_row(order: Order) -> None:
    people = [
        ("Hazel Wren", "Independent Chair", "Westerby Board"),
        ("Per Tarn", "Designated Nurse", "Calder Vale NHS"),
        ("Ada Knoll", "Head of Inclusion", "Education"),
        ("Lew Birch", "Detective Inspector", "Police"),
        ("Mo Vale", "Legal Adviser", "Westerby Council"),
    ]
    columns = [[wrapped(row[i], 60 + 150 * i, 100 + 14 * n, 140) for n, row in enumerate(people)] for i in range(3)]
    lines = [line for column in columns for cell in column for line in cell]
    assert read(order(lines)) == [" ".join(row) for row in people]


def jittered(lines: Sequence[Line], seed: int) -> list[Line]:
    """Words as OCR gives them: no font, boxes as high as their letters are, and a point or two off."""
    chance = random.Random(seed)
    noisy = []
    for line in lines:
        words = []
        for word in line:
            is_low = not any(letter in "bdfhklt" or letter.isupper() for letter in word.text)
            top = word.top + (3 if is_low else 0) + chance.uniform(-1.2, 1.2)
            bottom = word.bottom - (0 if any(c in "gjpqy" for c in word.text) else 2) + chance.uniform(-1.2, 1.2)
            words.append(word._replace(top=top, bottom=bottom, font=0, confidence=0.9))
        noisy.append(words)
    return noisy


@pytest.mark.parametrize("seed", range(4))
def test_words_of_a_scan_are_read_in_columns_and_paragraphs_too(seed: int) -> None:
    lines = [*wrapped(LEFT + ".", 60, 100, 220), *wrapped(RIGHT, 310, 100, 220)]
    assert read(jittered(lines, seed)) == [LEFT + ".", RIGHT]
    assert read(jittered(glued_rows(lines), seed)) == [LEFT + ".", RIGHT]


@pytest.mark.parametrize("seed", range(4))
def test_the_actions_of_a_scan_come_after_their_items(seed: int) -> None:
    lines = [line for item in minutes(*LOOKS["wide"]) for line in item]
    expected = [part for label, words, note in ITEMS for part in (f"{label} {words}", note) if part]
    assert read(jittered(lines, seed)) == expected
    assert read(jittered(glued_rows(lines), seed)) == expected


def newsletter() -> bytes:
    """Two columns, a heading across them, two columns; drawn line by line over the whole page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for top, left, right in ((60, LEFT + ".", RIGHT), (330, RIGHT, LEFT + ".")):
        columns = [simpleSplit(text, "Helvetica", 10, 220) for text in (left, right)]
        for i in range(max(map(len, columns))):
            canvas.setFont("Helvetica", 10)
            for x0, column in zip((60, 310), columns, strict=True):
                if i < len(column):
                    canvas.drawString(x0, A4[1] - top - 13 * i, column[i])
        if top == 60:
            canvas.setFont("Helvetica-Bold", 13)
            canvas.drawString(60, A4[1] - 290, HEADING)
    canvas.save()
    return target.getvalue()


def test_a_newsletter_drawn_line_by_line_is_read_by_columns() -> None:
    text = pdf.read(newsletter()).pages[0].text
    assert text.split("\n") == [LEFT + ".", RIGHT, HEADING, RIGHT, LEFT + "."]
