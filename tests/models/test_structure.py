"""What a document says of itself: kind, body, dates, headings and cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page, PartialDate
from models.cases import case_in_row, case_label, case_of
from models.kinds import kind_of
from models.structure import facts_of, is_heading, meeting_date, opens_item, signed_date


def document(*texts: str) -> Document:
    return Document("d", "text/plain", tuple(Page(number, text) for number, text in enumerate(texts, start=1)))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (
            "Westerby Board\nMinutes of the Serious Case Review Panel\nPresent: Chair\nApologies: none",
            DocumentKind.MINUTES,
        ),
        ("EASTON COUNCIL\nNote of the meeting held on 8 March 2011\nIn attendance: the clerk", DocumentKind.MINUTES),
        ("Panel\nExtraordinary meeting, 13 January 2011\nPresent: Chair", DocumentKind.MINUTES),
        ("Record of recommendation and decision\nChild | Child K\nPart B ☒", DocumentKind.DECISION_FORM),
        ("Thank you for your request under the Freedom of Information Act.\nDear Ms Roe", DocumentKind.FOI_LETTER),
        ("17 March 2014\nDear Chair\nChild J\nYours sincerely", DocumentKind.LETTER),
        ("Serious Case Review\nOverview report\nMethodology", DocumentKind.REVIEW_REPORT),
        ("Rapid review: Child Z\nMeeting of the partners, 11 June 2019", DocumentKind.REVIEW_REPORT),
        ("Bins are collected on Tuesday.", DocumentKind.OTHER),
        ("", DocumentKind.OTHER),
    ],
)
def test_the_kind_is_told_by_the_first_words(head: str, kind: DocumentKind) -> None:
    assert kind_of("text/plain", head) is kind


def test_an_email_and_a_spreadsheet_are_told_by_their_format() -> None:
    assert kind_of("message/rfc822", "Minutes of the Board") is DocumentKind.EMAIL
    assert kind_of("text/csv", "Minutes of the Board") is DocumentKind.SPREADSHEET


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Minutes of the Westerby Local Safeguarding Children Board", "Westerby Local Safeguarding Children Board"),
        ("WESTERBY SAFEGUARDING CHILDREN BOARD\nMinutes", "Westerby Safeguarding Children Board"),
        ("EASTON COUNCIL\nNote", "Easton Council"),
        ("North and South Dale Safeguarding Adults Board", "North and South Dale Safeguarding Adults Board"),
        ("The council has written.", ""),
    ],
)
def test_the_body_is_the_first_named_in_the_letterhead(head: str, body: str) -> None:
    assert facts_of(document(head)).body == body


def test_the_meeting_is_dated_by_its_title_and_not_by_the_minutes_that_it_signs() -> None:
    head = (
        "Minutes of the Board\nThursday 18 November 2010\n1. Minutes\n1.1 The minutes of 16 September 2010 were signed."
    )
    assert meeting_date(head).iso == "2010-11-18"
    assert meeting_date("Minutes of the last meeting, 6 July 2010") == PartialDate()


def test_a_form_is_dated_by_its_signature_and_not_by_the_incident() -> None:
    form = document(
        "Record of decision\nDate of incident | 3 March 2013\nIndependent Chair, 29 May 2013\nForm (April 2013)"
    )
    assert signed_date(form).iso == "2013-05-29"
    assert facts_of(form).document_date.iso == "2013-05-29"


@pytest.mark.parametrize(
    ("line", "heads"),
    [
        ("5. Case for consideration: Child C", True),
        ("FINANCE AND COMMUNICATIONS", True),
        ("Child J", True),
        ("Any Other Business", True),
        ("5.1 Child C was brought to hospital in June.", False),
        ("Child | Child K", False),
        ("The panel agreed that", False),
        ("", False),
        ("12", False),
    ],
)
def test_a_heading_is_short_and_no_sentence(line: str, heads: bool) -> None:
    assert is_heading(line) is heads


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("No review of Child C was held.", "Child C"),
        ("NS/10/03 concerns Baby T.", "Baby T"),
        ("Reference SCR/10/17", "SCR/10/17"),
        ("Young person AB12 died.", "Young person AB12"),
        ("Request FOI/2019/0417", ""),
        ("The child had died. I agree.", ""),
        ("Children A level results", ""),
    ],
)
def test_a_case_is_called_what_the_page_calls_it(text: str, label: str) -> None:
    assert case_label(text) == label


def test_a_row_is_about_the_case_that_a_cell_of_its_own_names() -> None:
    assert case_in_row("NS/10/03 | Child D | No review | Natural causes") == "Child D"
    assert case_in_row("Views | Members recalled the review of Child H in 2013.") == ""


def test_a_document_is_about_the_one_case_among_its_first_lines() -> None:
    assert (
        case_of(document("Record of decision\nChild M\nReference CV/15/04\n" + "\n".join("abc") + "\n" * 5))
        == "Child M"
    )
    assert case_of(document("Letter\nChild J and Child L: decisions")) == ""
    assert case_of(Document("d", "text/plain", ())) == ""


def test_the_title_is_the_first_line_that_is_no_running_head() -> None:
    page = Page(1, "OFFICIAL SENSITIVE\nMinutes of the Board", furniture=((0, 18),))
    assert facts_of(Document("d", "application/pdf", (page,))).title == "Minutes of the Board"


@pytest.mark.parametrize(("line", "opens"), [("5. Training", True), ("Child J", True), ("Rationale:", False)])
def test_a_numbered_heading_or_a_case_s_name_opens_an_item(line: str, opens: bool) -> None:
    assert opens_item(line) is opens


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=3))
def test_any_text_has_facts(texts: list[str]) -> None:
    assert facts_of(document(*texts)) == facts_of(document(*texts))
