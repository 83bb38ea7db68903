"""Turns of a page: a quarter clockwise puts the lower left corner at the upper left; every turn can be taken back."""

from __future__ import annotations

from array import array

import pytest

from corpus.records import Box, Hidden, Hiding, Page, Redaction, RedactionKind, Words
from extractors.layout import Word
from extractors.turning import Turn

BOX = Box(10, 20, 40, 30)  # on a page of 200 by 300 points


@pytest.mark.parametrize(
    ("quarters", "turned"),
    [
        (0, BOX),
        (1, Box(270, 10, 280, 40)),
        (2, Box(160, 270, 190, 280)),
        (3, Box(20, 160, 30, 190)),
        (-1, Box(20, 160, 30, 190)),
    ],
)
def test_a_box_goes_round_clockwise(quarters: int, turned: Box) -> None:
    assert Turn(quarters, 200, 300).box(BOX) == turned


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, -1])
def test_a_turn_is_taken_back_with_all_that_has_a_place(quarters: int) -> None:
    turn = Turn(quarters, 200, 300)
    word = Word("panel", 10, 20, 40, 30, font=7)
    hidden = (Hidden(Hiding.UNDER_BOX, 9, (BOX,)),)
    page = Page(
        1,
        "panel",
        words=Words(array("i", (0, 5)), array("f", (10, 20, 40, 30))),
        redactions=(Redaction(RedactionKind.BLACK_BOX, 5, 5, (BOX,)),),
    )
    assert turn.back.lines(turn.lines([[word]])) == [[word]]
    assert turn.back.hidden(turn.hidden(hidden)) == hidden
    assert turn.back.page(turn.page(page)) == page
    assert bool(turn) is (turn.page(page) != page)
