"""Pseudonyms: stable under one key, others under another, never two alike, and nothing left to find."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pseudonyms import Pseudonyms
from benchmarks.names import DEVELOPMENT, texts_of
from corpus.errors import InvalidQuery
from models.person_names import find_names

KEY = bytes(range(32))


@dataclass(frozen=True)
class Held:
    start: int
    end: int
    kind: str
    who: str


def nothing(text: str) -> tuple[Held, ...]:
    return ()


def test_one_person_has_one_pseudonym_and_keeps_the_title() -> None:
    hide = Pseudonyms(KEY, find_names).hide
    told = [hide(text).text for text in ("Mr Arkless left.", "Jane Arkless left.", "ARKLESS, Mrs Arkless")]
    codes = {code for text in told for code in re.findall(r"Person-[a-z2-7]{8}", text)}
    assert len(codes) == 1 and told[0] == f"Mr {codes.pop()} left."


def test_another_key_gives_other_pseudonyms_and_a_second_object_the_same() -> None:
    text = "Mr Arkless left."
    assert Pseudonyms(KEY, find_names).hide(text) == Pseudonyms(KEY, find_names).hide(text)
    assert Pseudonyms(KEY, find_names).hide(text) != Pseudonyms(KEY[::-1], find_names).hide(text)


def test_the_pseudonym_is_the_hmac_worked_out_apart() -> None:
    # printf 'person\0arkless' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102..1f -binary | base32 | head -c 8
    assert Pseudonyms(KEY, find_names).hide("Mr Arkless").text == "Mr Person-jbfhvww2"


def test_every_kind_has_its_words() -> None:
    text = "Jo Arkless (d.o.b. 14/03/2007), 0161 496 0233, jo@x.example, ES4 7QT, died on 19 July 2010"
    text += ", crime ref NP/20417/10"
    shown = Pseudonyms(KEY, find_names).hide(text).text
    for words in ("[date of birth]", "[telephone number]", "[e-mail address]", "[postcode]", "died on [day] July 2010"):
        assert words in shown
    assert re.search(r"crime ref Reference-[a-z2-7]{8}$", shown) and "Arkless" not in shown


def test_initials_whose_owner_is_known_carry_his_pseudonym() -> None:
    shown = Pseudonyms(KEY, find_names).hide("Mererid Blythe (MB). MB said no.").text
    codes = re.findall(r"(?:Person|Staff)-(\w+)", shown)
    assert len(codes) == 3 and len(set(codes)) == 1


def test_a_text_without_names_is_as_it_was() -> None:
    hidden = Pseudonyms(KEY, nothing).hide("Child A\r\n👩‍👧")
    assert hidden.text == "Child A\r\n👩‍👧" and hidden.moved(2, 5) == (2, 5)


def test_places_are_carried_over_behind_a_name() -> None:
    text = "Mr Arkless said that the criteria were not met."
    hidden = Pseudonyms(KEY, find_names).hide(text)
    start, end = hidden.moved(text.index("criteria"), text.index(" were"))
    assert hidden.text[start:end] == "criteria"


def test_a_case_keeps_its_label_through_spaces_and_capitals_and_is_its_bodys() -> None:
    case = Pseudonyms(KEY, nothing).case
    assert re.fullmatch(r"CASE-[A-Z2-7]{8}", case("Child A"))
    assert case("Child A") == case("child  a ") != case("Child B")
    assert case("Child A", "Northshire LSCB") != case("Child A", "Easterby LSCB")
    assert case("  ") == ""


def test_two_that_would_share_a_pseudonym_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.pseudonyms._SHORT", 1)  # 32 pseudonyms for 60 labels
    pseudonyms = Pseudonyms(KEY, nothing)
    labels = [pseudonyms.case(f"Child {number}") for number in range(60)]
    assert len(set(labels)) == 60 and labels == [pseudonyms.case(f"Child {number}") for number in range(60)]
    assert {len(label) for label in labels} == {len("CASE-") + 1, len("CASE-") + 16}


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="at least 16 bytes, not 3"):
        Pseudonyms(b"abc", nothing)


def test_nothing_is_left_to_find_in_the_made_texts() -> None:
    pseudonyms = Pseudonyms(KEY, find_names)
    for made in texts_of(DEVELOPMENT):
        shown = pseudonyms.hide(made.text).text
        assert find_names(shown) == (), shown


PIECES = st.sampled_from(
    [
        "Mr Arkless ",
        "Jane Okonkwo ",
        "said ",
        "JB to action. ",
        "and ",
        "Child A ",
        "Okonkwo's ",
        "\n",
        "Present: ",
        "(",
        ") ",
        "d.o.b. 14/03/2007 ",
        "School ",
        "St Bede's Primary ",
        "12 Larch Road ",
        "Ms ",
        "Young ",
        "in May ",
        "the mother, ",
        "👩‍👧 ",
        ", ",
        "Board ",
        "A&E ",
        "ref AB/123/4 ",
        "R. ",
        "JB/RM ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_is_left_to_find_after_hiding(text: str) -> None:
    pseudonyms = Pseudonyms(KEY, find_names)
    shown = pseudonyms.hide(text).text
    assert find_names(shown) == (), (text, shown)
