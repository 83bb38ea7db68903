"""What papers call the cases they speak of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.cases import case_in_row, case_key, case_label, case_of, forms, label_in_heading, lead_label

EXAMPLES = [(text, label, form.heads) for form in forms() for text, label in form.examples.items()]
NEAR_MISSES = [(text, form) for form in forms() for text in form.near_misses]


@pytest.mark.parametrize(("text", "label", "heads"), EXAMPLES)
def test_every_example_names_its_case(text: str, label: str, heads: bool) -> None:
    if label:
        found = label_in_heading(text).text if heads else case_label(text)
        assert found.rstrip(".") == label.rstrip(".")


@pytest.mark.parametrize(("text", "form"), NEAR_MISSES)
def test_no_near_miss_is_taken_for_a_case(text: str, form: object) -> None:
    assert case_label(text) == ""


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ("NS/10/03 | Child D | No review | Natural causes", "Child D"),
        ("BF/10/2 | G (f, 14) | 18.1.10 | YOT", "G"),
        ("BF/10/4 | The twins | 7.7.10", "The twins"),
        ("TCSB 3/2015 | Concise child practice review", "TCSB 3/2015"),
        ("Age group | Number", ""),
    ],
)
def test_a_row_is_about_the_case_that_a_cell_of_its_own_names(row: str, label: str) -> None:
    assert case_in_row(row) == label


@pytest.mark.parametrize(
    ("paragraph", "label"),
    [
        ("Baby L. Dr Noakes introduced the papers.", "Baby L"),
        ("The T. brothers. The two boys had been found.", "The T. brothers"),
        ("Child M (ICR 06/09). It was recalled that in January", "Child M"),
        ("Child C was brought to hospital in June.", ""),
        ("The Chair spoke of Child C.", ""),
        ("K.R. reported that the grandmother had telephoned.", ""),
    ],
)
def test_a_paragraph_may_open_with_its_case_as_a_heading(paragraph: str, label: str) -> None:
    assert lead_label(paragraph).rstrip(".") == label


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("RR8 – the Ashgrove siblings (Eastmere)", "RR8"),
        ("W20951 (the Tanyard Lane case)", "W20951"),
        ("ICR 02/10 – Child J", "Child J"),
        ("The Ashgrove siblings", "The Ashgrove siblings"),
    ],
)
def test_a_file_is_called_by_its_reference_where_its_name_only_describes(heading: str, label: str) -> None:
    assert label_in_heading(heading).text == label


@pytest.mark.parametrize(
    ("field", "name"),
    [("A1  How the child will be referred to | Linus", "Linus"), ("Subject: M.A.", "M.A.")],
)
def test_a_form_is_asked_how_the_case_is_called(field: str, name: str) -> None:
    form = Document("d" * 64, "text/plain", (Page(1, f"FORM SCR 2\nPart A\n{field}\nSex | M"),))
    assert case_of(form, DocumentKind.DECISION_FORM) == name


def test_one_case_under_two_spellings_has_one_key() -> None:
    assert case_key("The W. children") == case_key("the W children")
    assert case_key("Baby M.") == case_key("Baby M")
    assert case_key("Child C") != case_key("Child D")


@given(st.text(max_size=200))
def test_any_text_is_searched(text: str) -> None:
    assert case_label(text) in text
    assert label_in_heading(text).text in text
    assert lead_label(text) in text
