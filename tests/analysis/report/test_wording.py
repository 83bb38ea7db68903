from __future__ import annotations

import pytest

from analysis.report.wording import date_words, listed, many, percent, percent_range, read_out, words
from corpus.records import Attribution, Hedging, Outcome, Polarity, Role, Status


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("2010-09-14", "14 September 2010"),
        ("2010-09", "September 2010"),
        ("2010", "2010"),
        ("2009-04-01/2010-03-31", "1 April 2009 to 31 March 2010"),
        ("spring 2010", "spring 2010"),
        ("2010-13", "2010"),
        ("", ""),
    ],
)
def test_dates_are_told_as_far_as_they_are_known(told: str, said: str) -> None:
    assert date_words(told) == said


def test_shares_are_rounded_for_people_and_small_ones_do_not_vanish() -> None:
    assert (percent(1 / 3), percent(0.0), percent(0.0004), percent(None)) == ("33\xa0%", "0\xa0%", "0.04\xa0%", "–")
    assert percent_range(0.17187, 0.5463) == "17 to 55\xa0%"
    assert percent_range(None, 0.5) == "–"


def test_numbers_and_lists_read_as_sentences() -> None:
    assert (many(1, "file"), many(2000, "file")) == ("1 file", "2,000 files")
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("outcomes", [each for each in Outcome if each is not Outcome.READ]),
        ("statuses", list(Status)),
        ("polarities", list(Polarity)),
        ("roles", list(Role)),
        ("attributions", list(Attribution)),
        ("hedgings", list(Hedging)),
    ],
)
def test_every_code_has_words(kind: str, codes: list[str]) -> None:
    assert list(words()[kind]) and set(words()[kind]) == {str(code) for code in codes}


def test_a_code_without_words_is_read_as_it_stands() -> None:
    assert read_out("statuses", "quite_new") == "quite new"
    assert read_out("roles", None) == "a reason, for what is not told"


def test_the_words_claim_no_cause_and_no_breach() -> None:
    said = " ".join(str(words()[key]) for key in ("read_so", "versions", "method", "limits", "ethics")).casefold()
    assert "because of" not in said and "led to" not in said
    assert "nothing here is a finding" in said
