"""Which line of a paper gives which date: each sign's own examples, and heads of papers of many boards and years."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.dating import dating_signs, document_said, meeting_said
from models.lines import foot_of, head_of, lines_of

SIGNS = sorted(dating_signs())


def dates(text: str, kind: DocumentKind) -> tuple[str, str]:
    """Return the dates (ISO, empty where none) of meeting and paper."""
    document = Document("d", "text/plain", (Page(1, text),))
    head, foot = head_of(document), foot_of(document)
    meeting = meeting_said(kind, head)
    own = document_said(kind, head, foot, tuple(lines_of(document.pages[0])), meeting)
    for said in filter(None, (meeting, own)):
        assert 0 <= said.span.start < said.span.end <= len(text)
    return (meeting.partial.iso if meeting else "", own.partial.iso if own else "")


@pytest.mark.parametrize("name", SIGNS)
def test_the_examples_of_a_sign_show_it(name: str) -> None:
    sign = dating_signs()[name]
    assert [line for line in sign.examples if not sign.pattern.search(line)] == []
    assert [line for line in sign.near_misses if sign.pattern.search(line)] == []


@pytest.mark.parametrize(
    ("head", "meeting", "own"),
    [
        ("Northshire A.C.P.C.\nExecutive\n9.1.03, 4 p.m., Civic Centre", "2003-01-09", "2003-01-09"),
        ("Minutes of the meeting held Wed 19.10.11 at 10:00", "2011-10-19", "2011-10-19"),
        ("Rapid Review Group\nWeds 06/10/2021 10:00 – 12:40", "2021-10-06", "2021-10-06"),
        ("Sub-Committee\nheld on Thursday the eleventh of May, 2000", "2000-05-11", "2000-05-11"),
        ("Cofnodion / Minutes: 12 Medi / September 2019, 13:30", "2019-09-12", "2019-09-12"),
        ("SCR Panel\nTues 4 Nov '08, 9.30\nAGREED 13/1/09 – with two amendments", "2008-11-04", "2009-01-13"),
        ("Panel\nMinutes of the meeting held 12.5.11 (agreed 9.6.11)", "2011-05-12", "2011-06-09"),
        ("Panel\nDRAFT minutes (not yet agreed) of the meeting held 12.5.11", "2011-05-12", "2011-05-12"),
        ("Panel\nMonday 3 March 2014\nPresent: Chair\nNext: 5 May\nR.H. 6.3.14", "2014-03-03", "2014-03-06"),
        ("Panel, June 2014\nDate of meeting | 12 June 2014", "2014-06-12", "2014-06-12"),
        ("Bundle: minutes of three meetings\n1 | 15 November 1999\nMeeting of 21.2.00", "", "1999-11-15"),
        ("Board\n1. Minutes of the last meeting, 6 July 2010", "", "2010-07-06"),
    ],
)
def test_minutes(head: str, meeting: str, own: str) -> None:
    assert dates(head, DocumentKind.MINUTES) == (meeting, own)


@pytest.mark.parametrize(
    ("text", "meeting", "own"),
    [
        (
            "Date of incident | 3.3.13\nDate of panel | 21 May 2013\nSigned | Chair, 29 May 2013",
            "2013-05-21",
            "2013-05-29",
        ),
        ("Considered at meeting of | Panel, 22.ix.15\nD5  Signed / date | R. Roe   1.x.15", "2015-09-22", "2015-10-01"),
        ("PART B – CPC consideration, 31 October 2018\nC4 Date | 15th November 2018", "2018-10-31", "2018-11-15"),
        ("F. Signed off | Name | Date\nAuthority | A. Roe | 26/04/22\nPolice | B. Roe | 28/04/22", "", "2022-04-28"),
        ("Partners met | 25/01/24\nSecretary of State notified | by this form, 29/01/24", "2024-01-25", "2024-01-29"),
    ],
)
def test_forms(text: str, meeting: str, own: str) -> None:
    assert dates(text, DocumentKind.DECISION_FORM) == (meeting, own)


@pytest.mark.parametrize(
    ("kind", "text", "own"),
    [
        (
            DocumentKind.LETTER,
            "Northshire\nYour letter of 1 May 2011\n3 May 2011\nDear Chair\non 9 April 2010",
            "2011-05-03",
        ),
        (DocumentKind.LETTER, "Dear Chair\nIt was on 9 April 2010.\nYours sincerely\nA. Roe\n3 May 2011", "2011-05-03"),
        (DocumentKind.EMAIL, "From: A\nSent: 17 July 2013 22:41\nSubject: x\nOn 3 May 2010 it was.", "2013-07-17"),
        (DocumentKind.REVIEW_REPORT, "Review\nIncident | 16 July 2023\nVersion dated 30/11/2023.", "2023-11-30"),
        (DocumentKind.REVIEW_REPORT, "Annual Report\nIt was agreed by the Board on 23rd June 2011.", "2011-06-23"),
        (DocumentKind.SPREADSHEET, "Log, printed for audit 30 Sept 2015\n1 | 3.4.12 | No", "2015-09-30"),
        (DocumentKind.SPREADSHEET, "Register\nNo. | In\n1 | 3.4.12 | No", ""),
    ],
)
def test_other_papers(kind: DocumentKind, text: str, own: str) -> None:
    assert dates(text, kind)[1] == own


def test_a_subject_dates_a_meeting_in_the_year_of_the_e_mail() -> None:
    text = "From: A\nDate: 5 January 2015 19:42\nSubject: RE: Sub-Group {} – sign off"
    assert dates(text.format("10/12"), DocumentKind.EMAIL)[0] == "2014-12-10"
    assert dates(text.format("3 March 2014"), DocumentKind.EMAIL)[0] == "2014-03-03"
    assert dates(text.format("31/2"), DocumentKind.EMAIL)[0] == ""


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="Minutesof meeting 12.5.11/\n|agreed signed Date:RH", max_size=120), st.sampled_from(DocumentKind)
)
def test_any_text_is_read(text: str, kind: DocumentKind) -> None:
    dates(text, kind)
