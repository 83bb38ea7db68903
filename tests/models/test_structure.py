"""What a document says of itself: kind, body, dates, headings and cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.cases import case_in_row, case_label, case_of
from models.kinds import Sign, kind_of, signs
from models.stated_fields import document_fields
from models.structure import facts_of, is_heading, opens_item


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


@pytest.mark.parametrize("sign", signs(), ids=lambda sign: sign.examples[0][:40])
def test_the_examples_of_a_sign_of_a_kind_show_it(sign: Sign) -> None:
    assert [line for line in sign.examples if not sign.pattern.search(line)] == []
    assert [line for line in sign.near_misses if sign.pattern.search(line)] == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Easton SCP\nRapid Review Group\nWeds 06/10/2021 10:00 – 12:40\nWho | From | There?", DocumentKind.MINUTES),
        (
            "Easton A.C.P.C.\nExtraordinary meeting of the Executive\n9.1.03, 4 p.m.\nIn the room: all",
            DocumentKind.MINUTES,
        ),
        (
            "Panel\nNotes of the Panel held on 5/11/08\n28/08 | Overview report now with the printers.",
            DocumentKind.MINUTES,
        ),
        (
            "Homicide Review – Notification and decision\n1. Local reference | 4\nConditions | Y | N",
            DocumentKind.DECISION_FORM,
        ),
        (
            "Easton Trust\nOur ref: IG/FOI/15-0447\nDear Requester\nFreedom of Information Act 2000 – request\n"
            "You may ask for an internal review.\nYours faithfully",
            DocumentKind.FOI_LETTER,
        ),
    ],
)
def test_kinds_of_papers_of_many_boards(head: str, kind: DocumentKind) -> None:
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
    assert facts_of(document(head)).meeting_date.iso == "2010-11-18"
    assert not facts_of(document("Minutes of the Board\nMinutes of the last meeting, 6 July 2010")).meeting_date


def test_a_form_is_dated_by_its_signature_and_not_by_the_incident() -> None:
    form = document(
        "Record of decision\nDate of incident | 3 March 2013\nIndependent Chair, 29 May 2013\nForm (April 2013)"
    )
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
    form = document("Record of decision\nChild M\nReference CV/15/04\n" + "\n".join("abc") + "\n" * 5)
    assert case_of(form, DocumentKind.DECISION_FORM) == "Child M"
    assert case_of(document("Letter\nChild J and Child L: decisions"), DocumentKind.LETTER) == ""
    assert case_of(Document("d", "text/plain", ()), DocumentKind.OTHER) == ""


def test_the_title_is_the_first_line_that_is_no_running_head() -> None:
    page = Page(1, "OFFICIAL SENSITIVE\nMinutes of the Board", furniture=((0, 18),))
    assert facts_of(Document("d", "application/pdf", (page,))).title == "Minutes of the Board"


@pytest.mark.parametrize(("line", "opens"), [("5. Training", True), ("Child J", True), ("Rationale:", False)])
def test_a_numbered_heading_or_a_case_s_name_opens_an_item(line: str, opens: bool) -> None:
    assert opens_item(line) is opens


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("Minutes of the Corrow Safeguarding Children Board", "England"),
        ("Minutes of the Corrow Safeguarding Children Board\nPresent: Local Health Board", "Wales"),
        ("Minutes of the Corrow Area Child Protection Committee\nPSNI attended.", "Northern Ireland"),
        ("Minutes of the Corrow Adult Protection Committee", ""),
        ("Corrow Council", ""),
    ],
)
def test_a_kind_that_most_often_is_english_is_so_where_no_word_tells_another(text: str, nation: str) -> None:
    assert facts_of(document(text)).nation == nation


def test_a_safeguarding_board_of_wales_is_a_regional_one() -> None:
    facts = facts_of(document("Bwrdd Diogelu Bro Corrow – Bro Corrow Safeguarding Board\nMinutes"))
    assert (facts.body, facts.body_type, facts.nation) == ("Bro Corrow Safeguarding Board", "RSB", "Wales")


def test_every_fact_opens_the_words_that_give_it() -> None:
    paper = document(
        "STRATHCORRIE CHILD PROTECTION COMMITTEE\nMinute of the meeting held 12.5.11 (agreed 9.6.11)\nSederunt: Chair"
    )
    fields = {
        field.name: (field.value, " ".join(e.quotation for e in field.evidence))
        for field in document_fields(paper, facts_of(paper))
    }
    assert fields["body"] == ("Strathcorrie Child Protection Committee", "STRATHCORRIE CHILD PROTECTION COMMITTEE")
    assert fields["nation"] == ("Scotland", "STRATHCORRIE CHILD PROTECTION COMMITTEE")
    assert fields["meeting_date"] == ("2011-05-12", "12.5.11")
    assert fields["document_date"] == ("2011-06-09", "9.6.11")
    assert fields["document_type"] == ("minutes", "Minute of the  Sederunt")
    assert fields["title"][0] == fields["title"][1]


def test_an_inferred_nation_opens_the_words_that_told_it() -> None:
    paper = document("Review\nThe Procurator Fiscal wrote.")
    (nation,) = (field for field in document_fields(paper, facts_of(paper)) if field.name == "nation")
    assert nation.value == "Scotland" and nation.evidence[0].quotation == "Procurator Fiscal"


def test_what_is_not_told_is_no_field() -> None:
    assert document_fields(document(""), facts_of(document(""))) == ()
    email = Document("d", "message/rfc822", (Page(1, "Hello"),))
    fields = document_fields(email, facts_of(email))
    assert [(field.name, field.value, len(field.evidence)) for field in fields] == [
        ("document_type", "email", 0),
        ("title", "Hello", 1),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=3))
def test_any_text_has_facts(texts: list[str]) -> None:
    paper = document(*texts)
    assert facts_of(paper) == facts_of(paper)
    for field in document_fields(paper, facts_of(paper)):
        for piece in field.evidence:
            assert paper.pages[piece.page - 1].text[piece.start : piece.end] == piece.quotation
