"""Tick boxes of forms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.ticks import has_boxes, ticked


def test_the_ticked_option_is_the_one_after_its_box() -> None:
    row = "B2 Decision | ☐ Serious case review     ☒ No serious case review     ☐ Decision postponed until:"
    assert [option for option, _, _ in ticked(row)] == ["No serious case review"]


def test_typed_boxes_count_like_drawn_ones() -> None:
    assert [option for option, _, _ in ticked("[ ] SAR  [x] No SAR")] == ["No SAR"]
    assert not has_boxes("No box here (see above).")


def test_an_option_ends_with_its_cell() -> None:
    assert [option for option, _, _ in ticked("A6 Siblings | ☒ (2) | ☐ | ☐")] == ["(2)"]
    assert ticked("Question | ☒ | ☐") == []


@given(st.text(alphabet="☒☐ |[]xab", max_size=40))
def test_options_stand_where_they_say(text: str) -> None:
    assert all(text[start:end] == option for option, start, end in ticked(text))
