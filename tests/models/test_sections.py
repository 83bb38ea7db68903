"""Headings, rows of minutes set in a table, and the cases that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.passages import paragraphs
from models.sections import agenda_items, heads_minutes, item_in_row, leads_of, sections_of
from models.structure import Heading

MINUTES = """Wrosedale Safeguarding Children Board
Serious Cases Group
1 Apologies
Housing.
2 File 58
A male infant aged nine weeks, admitted with eleven fractures, who died on the sixth day.
It was agreed that a serious case review be held.
3 German Bight and Humber
German Bight, a boy of fifteen, was found hanged. Humber recovered from an overdose. Neither was for us.
4 Report on training
Eleven persons attended. One child injured her knee at the course and was seen in hospital."""


def document(text: str) -> Document:
    return Document("d" * 64, "text/plain", (Page(1, text),))


def cases(text: str, kind: DocumentKind = DocumentKind.MINUTES) -> dict[str, tuple[str, ...]]:
    found = sections_of(list(paragraphs(document(text))), kind)
    return {section.heading.title: section.cases for section in found.values()}


def test_a_heading_over_the_story_of_a_case_names_it() -> None:
    assert cases(MINUTES)["File 58"] == ("File 58",)


def test_a_heading_may_name_two_cases_of_which_each_is_told() -> None:
    assert cases(MINUTES)["German Bight and Humber"] == ("German Bight", "Humber")


@pytest.mark.parametrize("title", ["Apologies", "Report on training"])
def test_other_business_names_none(title: str) -> None:
    assert cases(MINUTES)[title] == ()


def test_the_questions_of_a_form_name_no_case() -> None:
    assert not any(named for title, named in cases(MINUTES, DocumentKind.DECISION_FORM).items() if "Bight" in title)


def test_the_agenda_holds_every_numbered_heading_as_printed() -> None:
    found = sections_of(list(paragraphs(document(MINUTES))), DocumentKind.MINUTES)
    items = agenda_items(found.values())
    assert [(item.number, item.title) for item in items] == [
        ("1", "Apologies"),
        ("2", "File 58"),
        ("3", "German Bight and Humber"),
        ("4", "Report on training"),
    ]
    assert [MINUTES[item.start : item.end] for item in items] == [f"{item.number} {item.title}" for item in items]


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        ("4 | RW (4) | Admitted with liver failure from paracetamol given over days. | PL", Heading("4", "RW (4)")),
        ("27/08 | Last notes. Passed as read. | –", Heading("27/08", "Last notes")),
        ("3.1 | SFO 11/04 | ", Heading("3.1", "SFO 11/04")),
        (" | The Chair went through the rules once more. | All", None),
    ],
)
def test_a_row_of_minutes_in_a_table_opens_an_item(row: str, heading: Heading | None) -> None:
    assert item_in_row(row) == heading


@pytest.mark.parametrize(
    ("row", "heads"),
    [("Item | Discussion | Action", True), ("No. | Subject | Record | For action", True), ("Name | Agency", False)],
)
def test_the_head_of_a_table_of_minutes_is_known(row: str, heads: bool) -> None:
    assert heads_minutes(row) is heads


def test_the_entries_of_a_list_of_cases_open_with_them_all() -> None:
    text = """Schedule
1. Ochre. Put forward by the Police in May. "SCR. Did not hesitate."
2. Indigo. Put forward by the Hospital Trust. No serious case review.
3. Teal. Put forward by a councillor. There is no formal entry."""
    assert list(leads_of(list(paragraphs(document(text)))).values()) == [("Ochre",), ("Indigo",), ("Teal",)]


def leads(text: str) -> list[tuple[str, ...]]:
    return list(leads_of(list(paragraphs(document(text)))).values())


def test_paragraphs_one_after_the_other_open_with_their_cases() -> None:
    text = """Thanks all. So that there is something in writing before he goes:
Bunk-bed – yes, agreed as below, we start nothing. Panel letter can go.
The Tuesday twins. I have slept on it. Two babies were hurt. It is a yes to a review from me.
Skate park – no change, it stays where it is."""
    assert leads(text) == [("Bunk-bed",), ("The Tuesday twins",), ("Skate park",)]


def test_agencies_that_speak_in_turn_open_no_cases() -> None:
    text = """Views were given, the child having died:
Police. Nothing would be gained by a review.
Health. Agreed with the police.
Education. Not so sure."""
    assert leads(text) == []


def test_a_mere_word_for_persons_means_the_case_that_ends_with_it() -> None:
    text = """The Tuesday twins. Two babies were found injured. No view was reached on a review.
We then broke for lunch and came back at two.
Twins: neutral. The officer said that the babies were well."""
    assert leads(text) == [("The Tuesday twins",), ("The Tuesday twins",)]


def test_somebody_known_by_age_and_sex_opens_a_paragraph() -> None:
    text = """From the Constabulary
(a) Boy, 7 months. Died at the Infirmary on 3rd February. A review was recommended.
(b) Girl, 14. Stabbed at a bus shelter; no review."""
    assert leads(text) == [("Boy, 7 months",), ("Girl, 14",)]


@given(st.lists(st.text(max_size=80), max_size=12))
def test_sections_lie_where_their_words_are(lines: list[str]) -> None:
    text = "\n".join(line.replace("\n", " ") for line in lines)
    for section in sections_of(list(paragraphs(document(text))), DocumentKind.MINUTES).values():
        assert text[section.start : section.end].endswith(section.heading.title)


def test_the_questions_and_answers_of_minutes_are_no_cases() -> None:
    text = """Questions by members
Q1. Is it a matter of money that no serious case review of Child S was held?
A1. No serious case review had been refused for want of money.
Q2. Was that the only reason in the case of Child S?
A2. The Independent Chair had decided against a review."""
    assert leads_of(list(paragraphs(document(text)))) == {}
