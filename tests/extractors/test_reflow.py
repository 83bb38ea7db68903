"""Lines wrapped at a column are joined, others are left alone."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reflow import reflow

SENTENCE = (
    "The challenges of ongoing government changes and reduced budgets, along with the reluctance of some authorities, "
    "were expected to continue. Members of the Board noted that three referrals had been turned down since June, and "
    "asked the Chair to write to the Department."
)
OTHER = (
    "In Case C the panel accepted that the criteria were met. It did not recommend a review, as learning had been had "
    "from an audit in which all agencies took part, and as no money was left for an independent author this year."
)


@pytest.mark.parametrize("column", [60, 65, 72, 76, 80, 98])
def test_wrapped_paragraphs_stand_on_one_line_each(column: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(each, column) for each in (SENTENCE, OTHER))
    assert reflow(wrapped) == f"{SENTENCE}\n\n{OTHER}"


def test_one_sentence_of_a_short_mail_stands_on_one_line() -> None:
    assert reflow(textwrap.fill(SENTENCE[:138], 72)) == SENTENCE[:138]


def test_items_keep_their_lines_and_their_own_wrapping_is_undone() -> None:
    items = [f"1. {SENTENCE}", f"2.1 {OTHER}", f"- {SENTENCE}", f"(a) {OTHER}", f"• {SENTENCE}"]
    wrapped = "\n".join(textwrap.fill(item, 72, subsequent_indent="   ") for item in items)
    assert reflow(wrapped).split("\n") == items


@pytest.mark.parametrize(
    "lines",
    [
        ["Dear Requester,", "Thank you for your letter."],
        ["Present: A Clerk (Chair), B Member, C Member, D Member and E Member", "Apologies: F Member"],
        ["12 High Street", "Calderbeck", "CB1 2AA"],
        ["MINUTES OF THE SERIOUS CASE REVIEW PANEL OF CALDERBECK AND DISTRICT", "held in the Town Hall on 12 August"],
        ["> The panel considered the referral and came to the view that it", "> did not meet the criteria."],
        ["Case        Decision       Reason given by the panel for its view", "A           not held       cost"],
        ["The panel noted the following points about the referral of Case D:", "no agency had raised concerns"],
        ["----------------------------------------------------------------------", "minutes end here"],
        ["case | decision | reason given by the panel for its decision", "a | not held | cost"],
    ],
)
def test_lines_that_were_ended_on_purpose_stay(lines: list[str]) -> None:
    assert reflow("\n".join(lines)) == "\n".join(lines)


def test_text_that_was_never_wrapped_comes_back_as_it_is() -> None:
    text = "\n".join([SENTENCE, OTHER, "A short one.", SENTENCE, "Action: the Chair", OTHER])
    assert reflow(text) == text


def test_a_word_broken_at_its_hyphen_takes_no_space() -> None:
    wrapped = "The panel heard that the case had been looked at by a multi-\nagency group of all the partners."
    assert (
        reflow(wrapped)
        == "The panel heard that the case had been looked at by a multi-agency group of all the partners."
    )


@given(st.text(alphabet=st.sampled_from("abcA1.,:;->|• \t\n£é"), max_size=600))
def test_every_character_that_is_no_space_stays_in_order(text: str) -> None:
    assert "".join(reflow(text).split()) == "".join(text.split())


@given(st.text(max_size=300))
def test_any_text_keeps_its_characters(text: str) -> None:
    assert "".join(reflow(text).split()) == "".join(text.split())
