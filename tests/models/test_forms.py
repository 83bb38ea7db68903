"""What rows of forms ask and what their ticked options state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Status
from models.forms import FormSign, agrees, form_status, labels, options

SIGNS = [*labels(), *options()]


@pytest.mark.parametrize(("sign", "text"), [(s, e) for s in SIGNS for e in s.examples], ids=str)
def test_each_sign_knows_its_examples(sign: FormSign, text: str) -> None:
    assert sign.pattern.search(text)


@pytest.mark.parametrize(("sign", "text"), [(s, e) for s in SIGNS for e in s.near_misses], ids=str)
def test_no_sign_takes_its_near_misses(sign: FormSign, text: str) -> None:
    assert not sign.pattern.search(text)


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("Decision | ☐ Serious case review  ☒ No serious case review  ☐ Postponed until:", Status.NOT_INITIATED),
        ("Panel recommendation | ☒ Serious case review  ☐ Other review  ☐ No further action", "recommended_initiate"),
        ("Recommendation on a separate SUSR | ☐ Undertake  ☒ Do not undertake  ☐ Not applicable", "recommended_not"),
        ("Should the Board use its power? | ☒ Yes ☐ No ☐ Not yet", Status.INITIATED),
        ("Serious case review to be initiated? | ☐ Yes  ☒ No", Status.NOT_INITIATED),
        ("Domestic homicide review to be requested? | ☐ Yes ☒ No – the niece is no suspect.", Status.NOT_INITIATED),
        ("Was the recommendation on the SCR unanimous? | ☐ Yes  ☒ No", Status.NOT_STATED),
        ("Has an earlier serious case review been held? | ☒ Yes  ☐ No", Status.NOT_STATED),
        ("Criminal proceedings | ☒ Yes  ☐ No", Status.NOT_STATED),
    ],
)
def test_a_row_states_what_is_ticked_in_the_light_of_its_label(row: str, status: str) -> None:
    assert form_status(row) == status


def test_a_chair_may_tick_that_the_advice_is_accepted() -> None:
    assert agrees("I have considered the recommendations and | ☒ agree with them  ☐ disagree (give reasons)")
    assert not agrees("I have considered the recommendations and | ☐ agree with them  ☒ disagree (give reasons)")


@given(st.text(alphabet="☒☐ |yesNoSCR?", max_size=60))
def test_no_row_breaks_it(row: str) -> None:
    assert isinstance(form_status(row), Status)
    assert agrees(row) in (True, False)
