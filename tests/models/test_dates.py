"""Dates: each form's own examples, and that a date is read back whatever form it is written in."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import DatePrecision
from models.dates import dates_in, forms

EXAMPLES = [(form.name, example) for form in forms() for example in form.examples]
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def read(text: str, on: date | None = None) -> list[str]:
    return [found.partial.iso for found in dates_in(text, on)]


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example["text"] for _, example in EXAMPLES])
def test_the_examples_of_a_form_are_read(name: str, example: dict[str, str]) -> None:
    on = date.fromisoformat(example["at"]) if "at" in example else None
    assert read(example["text"], on) == [example["is"]]


@pytest.mark.parametrize(
    "text",
    [
        "no date",
        "Item 10.5.2 of the policy",
        "Ref 2010/0034/77",
        "45/13/2010",
        "version 2.1.3",
        "2009/12",
        "The march to the town hall",
        "SCR/10/17",
        "You may 12 times a year",
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read(text) == []


def test_dates_are_found_in_their_order_with_their_characters() -> None:
    text = "Between 1 April 2010 and 31 January 2011, and in 2009/10, as noted on 12.5.11."
    found = list(dates_in(text))
    assert [text[d.start : d.end] for d in found] == ["1 April 2010", "31 January 2011", "2009/10", "12.5.11"]
    assert [d.precision for d in found] == [
        *[DatePrecision.DAY] * 2,
        DatePrecision.FINANCIAL_YEAR,
        DatePrecision.DAY,
    ]


def test_what_is_told_by_the_day_of_the_document_is_not_read_without_it() -> None:
    assert read("published last October, and on 14 March") == []


@pytest.mark.parametrize(
    "form", ["%d %B %Y", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%A %d %b %Y", "%B %d, %Y", "%d-%b-%y", "%dth of %B, %Y"]
)
@given(day=DAYS)
def test_a_date_is_read_back_from_any_form(form: str, day: date) -> None:
    assert read(f"The meeting of {day.strftime(form)}, in the Guildhall.") == [day.isoformat()]


@given(day=DAYS, on=DAYS)
def test_a_day_without_a_year_is_the_one_nearest_to_the_document(day: date, on: date) -> None:
    (found,) = dates_in(f"on {day.day} {day.strftime('%B')}", on)
    assert (found.first.day, found.first.month) == (day.day, day.month)
    assert abs((found.first - on).days) <= (183 if (day.month, day.day) != (2, 29) else 1462)


@given(text=st.text(alphabet="0123456789/-. QqMayJunlastthis'’ 2010", max_size=60), on=st.none() | DAYS)
def test_nothing_breaks_it_and_no_date_lies_within_another(text: str, on: date | None) -> None:
    found = list(dates_in(text, on))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(d.first <= d.last and 0 <= d.start < d.end <= len(text) for d in found)
