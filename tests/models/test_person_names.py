"""Names and identifiers of private people: what is hidden, what is left, whose it is, and how much of gold is found."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.names import DEVELOPMENT, REPORT, measure, texts_of
from models.identifiers import Kind, identifier_rules, identifiers_in
from models.person_names import NOBODY, Known, find_names, known_people


def hidden(text: str, known: Known = NOBODY, *, keep_roles: bool = False) -> list[str]:
    return [text[found.start : found.end] for found in find_names(text, known, keep_roles=keep_roles)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mr Arkless said no.", ["Arkless"]),
        ("Det. Supt. Colm O'Hanlon and Cllr Braithwaite's deputy", ["Colm O'Hanlon", "Braithwaite"]),
        ("Mr and Mrs McAllister", ["McAllister"]),
        ("Mr. van der Linde, Ms bin Rashid, Maryam al-Hashimi", ["van der Linde", "bin Rashid", "Maryam al-Hashimi"]),
        ("Miss J. P. Featherstonehaugh", ["J. P. Featherstonehaugh"]),
        ("T. Gathercole (Probation)", ["T. Gathercole"]),
        ("MR HOWELL PUGH HAD BEEN CHARGED", ["HOWELL PUGH"]),
        (
            "Agnieszka Wróbel, Chukwuemeka Obi, Siân Prosser-Evans",
            ["Agnieszka Wróbel", "Chukwuemeka Obi", "Siân Prosser-Evans"],
        ),
        ("Chen Xiaoming told Jaswinder Kaur Dhillon", ["Chen Xiaoming", "Jaswinder Kaur Dhillon"]),
        ("From: Lascelles, Imogen <x@y.example>", ["Lascelles, Imogen", "x@y.example"]),
        ("Mrs Ottoline Purbright came. Purbright spoke.", ["Ottoline Purbright", "Purbright"]),
        ("His sister, Zuleyka, was seen.", ["Zuleyka"]),
        ("Mr\nArkless", ["Arkless"]),
    ],
)
def test_a_name_is_found_whole_and_its_title_left(text: str, names: list[str]) -> None:
    assert hidden(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Child A and Baby M of Family K; Operation Marigold; Mrs E.",
        "Northshire Safeguarding Children Board agreed with Ofsted and the Crown Prosecution Service.",
        "Working Together to Safeguard Children 2010; the Children Act 2004; a Serious Case Review.",
        "Mark the papers. Will the Board act? May is too late; in April the Chair may write.",
        "The GP said that the NHS had no record. The LSCB asked. Police reported it.",
        "A place the size of Low Calder has no secrets.",
        "Great Ormond Street Hospital; the Royal Infirmary; HMP Scarholme; North Easterby Primary Care Trust",
        "The meeting was held on 12 March 2010 at 10.00; FOI/2012/0456.",
        "",
    ],
)
def test_bodies_places_acts_and_the_papers_own_pseudonyms_are_left(text: str) -> None:
    assert hidden(text) == []


def test_a_name_that_is_a_word_counts_where_somebody_acts() -> None:
    text = "Ms Young has left. Brown marks were seen. Young said no. Young people were asked."
    assert hidden(text) == ["Young", "Young"]


def test_ministers_are_left_and_their_namesakes_are_not() -> None:
    text = "The Children's Minister, Ann Holroyd, wrote. Mrs Holroyd was firm. The mother, Mrs Holroyd, was not."
    assert [found.start for found in find_names(text)] == [text.rindex("Holroyd")]


def test_initials_that_read_as_a_post_are_none() -> None:
    assert hidden("Dr Miriam Penhallow (MP) | Designated Doctor") == ["Miriam Penhallow", "MP"]
    assert hidden("Ann Holroyd MP wrote.") == []


def test_office_holders_of_a_body_are_left_only_on_request() -> None:
    text = "Rosalind Thackray, Independent Chair, wrote to Mr Iqbal."
    assert hidden(text) == ["Rosalind Thackray", "Iqbal"]
    assert hidden(text, keep_roles=True) == ["Iqbal"]


def test_initials_of_staff_are_told_from_abbreviations() -> None:
    assert hidden("JB advised that PT would write. Action: RM. The CPS said no; SCR not held; HV reported.") == [
        "JB",
        "PT",
        "RM",
    ]
    assert hidden("Actions: FD/BTR") == ["FD", "BTR"]


def test_people_of_the_document_are_known_in_its_quotations() -> None:
    known = known_people(["Present: Mererid Blythe (MB), Mrs Sandhurst-Lowe, Jocasta Wilder"])
    assert hidden("MB did not. Wilder left.", known) == ["MB", "Wilder"]
    assert hidden("MB (x) was low.") == []
    (found,) = find_names("It was for MB alone.", known)
    assert (found.kind, found.who) == (Kind.INITIALS, "blythe")


def test_title_and_first_name_drop_where_the_last_name_is_one_persons() -> None:
    assert {found.who for found in find_names("Jane Arkless; Mrs Arkless; J. Arkless; ARKLESS's; Arkless")} == {
        "arkless"
    }
    two = find_names("Jane Arkless and Peter Arkless. P. Arkless spoke; Mr Arkless did not.")
    assert [found.who for found in two] == ["jane arkless", "peter arkless", "peter arkless", "arkless"]


def test_a_first_name_alone_is_its_owners_where_one_has_it() -> None:
    assert {found.who for found in find_names("Kayleigh Stubbings left. Kayleigh's flat was empty.")} == {"stubbings"}


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [(rule, text, told) for rule in identifier_rules() for text, told in rule.examples.items()],
)
def test_an_example_of_an_identifier_is_found(rule: object, text: str, expected: str) -> None:
    assert expected in [text[found.start : found.end] for found in identifiers_in(text)], rule


@pytest.mark.parametrize("text", [text for rule in identifier_rules() for text in rule.near_misses])
def test_a_near_miss_of_an_identifier_is_none(text: str) -> None:
    assert [text[found.start : found.end] for found in identifiers_in(text)] == []


def test_recall_and_precision_on_the_labelled_texts_do_not_fall() -> None:
    made = list(texts_of((*DEVELOPMENT, *REPORT)))
    assert len(made) >= 60
    assert sum(kind == "name" for text in made for *_, kind in text.gold) >= 300
    development = measure(list(texts_of(DEVELOPMENT)))
    assert development.recall > 0.97 and development.precision > 0.97
    report = measure(list(texts_of(REPORT)))
    assert report.recall > 0.90 and report.precision > 0.94
    assert measure(list(texts_of(REPORT)), alone=False).recall > report.recall


WORDS = st.sampled_from(
    [
        "Mr ",
        "Jane ",
        "Okonkwo",
        " ",
        "\n",
        ". ",
        ", ",
        "and ",
        "JB ",
        "said ",
        "d.o.b. 1/2/2003",
        "(",
        ")",
        "St ",
        "School",
        "D'",
        "’s ",
        "é",
        "👩‍👧",
        "\u0301",
        "\r\n",
        "Child A ",
        "01632 960417",
        "van ",
        "=",
        "SMITH ",
        "[",
        "]",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=8), max_size=25).map("".join))
def test_any_text_gives_stretches_in_order_that_do_not_overlap(text: str) -> None:
    found = find_names(text)
    assert all(0 <= item.start < item.end <= len(text) for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
