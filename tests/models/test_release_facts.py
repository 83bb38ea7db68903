"""What a paper says of its release: each rule's own examples, letters that answer, registers, reports, e-mails."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, DocumentKind, Page
from models.periods import ranges_in
from models.release_facts import pattern_of, reference_rules, regime_rules, release_facts
from models.structure import facts_of

REFERENCES = [(rule, text, value) for rule in reference_rules() for text, value in rule.examples.items()]
LETTER = (
    "NORTHSHIRE COUNTY COUNCIL\nInformation Governance, Shire Hall\nOur ref: FOI/2019/0417\nDate: 12 March 2019\n"
    "Dear Ms Roe\nFreedom of Information Act 2000 – reviews that were not held\n"
    "Thank you for your request of 4 February 2019, in which you asked for every case considered by the Northshire "
    "Safeguarding Children Board between 1 April 2010 and 31 January 2011.\nThe list follows.\n"
    "Yours sincerely\nA. Clerk, Information Officer"
)


def document(text: str, media_type: str = "text/plain") -> Document:
    return Document("d", media_type, (Page(1, text),))


def told(text: str, media_type: str = "text/plain") -> dict[str, str]:
    paper = document(text, media_type)
    return {field.name: field.value for field in release_facts(paper, facts_of(paper).kind)}


@pytest.mark.parametrize(("rule", "text", "value"), REFERENCES, ids=[text for _, text, _ in REFERENCES])
def test_a_reference_is_read_as_printed(rule: object, text: str, value: str) -> None:
    assert isinstance(rule, type(reference_rules()[0]))
    match = rule.pattern.search(text)
    assert match and match["ref"] == value


@pytest.mark.parametrize("rule", reference_rules())
def test_what_is_no_reference_is_not_read(rule: object) -> None:
    assert isinstance(rule, type(reference_rules()[0]))
    assert [text for text in rule.near_misses if rule.pattern.search(text)] == []


@pytest.mark.parametrize("rule", regime_rules(), ids=lambda rule: rule.regime)
def test_an_act_is_known_by_its_name(rule: object) -> None:
    assert isinstance(rule, type(regime_rules()[0]))
    assert [text for text in rule.examples if not rule.pattern.search(text)] == []
    assert [text for text in rule.near_misses if rule.pattern.search(text)] == []


def test_words_that_lead_to_the_day_of_a_release() -> None:
    from corpus.rule_files import load_rules

    held = load_rules("models", "release_facts.yaml")["dates"]
    assert [text for text in held["examples"] if not pattern_of("dates").search(text)] == []
    assert [text for text in held["near_misses"] if pattern_of("dates").search(text)] == []


def test_a_letter_that_answers_a_request_tells_all_of_its_release() -> None:
    assert told(LETTER) == {
        "foi_reference": "FOI/2019/0417",
        "authority": "Northshire County Council",
        "regime": "FOIA",
        "release_date": "2019-03-12",
        "period_start": "2010-04-01",
        "period_end": "2011-01-31",
    }


def test_every_field_opens_the_words_that_give_it() -> None:
    fields = release_facts(document(LETTER), DocumentKind.FOI_LETTER)
    quoted = {field.name: " ".join(piece.quotation for piece in field.evidence) for field in fields}
    assert quoted["authority"] == "NORTHSHIRE COUNTY COUNCIL" and quoted["release_date"] == "12 March 2019"
    assert quoted["period_start"] == quoted["period_end"] == "1 April 2010 and 31 January 2011"
    assert len(fields) == len(quoted)


def test_a_letter_signed_by_the_authority_and_dated_at_its_end() -> None:
    text = (
        "Dear Requester\nRequest reference 10234\nI refer to your request of 3 May 2015 under the Freedom of "
        "Information (Scotland) Act 2002. You asked for minutes since January 2006.\nYours faithfully\nJ. Roe\n"
        "Information Officer, Strathcorrie Council\n2 June 2015"
    )
    assert told(text) == {
        "foi_reference": "10234",
        "authority": "Strathcorrie Council",
        "regime": "FOISA",
        "release_date": "2015-06-02",
        "period_start": "2006-01-01",
    }


def test_an_e_mail_that_releases_is_dated_by_its_header() -> None:
    text = (
        "From: foi@northshire.example\nTo: requester\nDate: Thu, 07 May 2015 09:30:00 +0000\nSubject: RFI 2231\n\n"
        "Please find attached our response to your request.\n\nInformation Team\nNorthshire Council"
    )
    assert told(text, "message/rfc822") == {
        "foi_reference": "RFI 2231",
        "authority": "Northshire Council",
        "release_date": "2015-05-07",
    }


def test_an_e_mail_that_releases_nothing_has_no_release() -> None:
    text = "From: Chair\nTo: Manager\nDate: Thu, 07 May 2015 09:30:00 +0000\nSubject: FOI request 88-19\n\nSee you."
    assert told(text, "message/rfc822") == {}


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("Register of referrals, 1 April 2008 to 31 March 2012", "2008-04-01", "2012-03-31"),
        ("Tracker of cases, 01/04/2018 to 31/03/2021 (sheet 1 of 2)", "2018-04-01", "2021-03-31"),
        ("Case log for the year 2011/12", "2011-04-01", "2012-03-31"),
        ("Referrals received April to June 2012", "2012-04-01", "2012-06-30"),
        ("List of decisions 2005–2011", "2005-01-01", "2011-12-31"),
        ("Log of cases since January 2006", "2006-01-01", ""),
        ("Log of cases (live tab)", "", ""),
    ],
)
def test_a_register_says_in_its_title_what_it_covers(title: str, start: str, end: str) -> None:
    found = told(f"{title}\nNo. | In | Outcome\n1 | 3 May 2009 | No review", "text/csv")
    assert (found.get("period_start", ""), found.get("period_end", "")) == (start, end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("This report covers April 2007 to March 2009.", "2007-04-01", "2009-03-31"),
        ("It was written for the year ended 31 March 2012.", "2011-04-01", "2012-03-31"),
        ("The mother had lived there from 3 May 2009 to 4 June 2010.", "", ""),
    ],
)
def test_a_report_covers_what_its_words_say(words: str, start: str, end: str) -> None:
    paper = document(f"Northshire Safeguarding Children Board\nOverview report\n{words}")
    found = {field.name: field.value for field in release_facts(paper, DocumentKind.REVIEW_REPORT)}
    assert (found.get("period_start", ""), found.get("period_end", "")) == (start, end)


def test_of_several_questions_with_periods_of_their_own_none_is_the_letter_s() -> None:
    text = LETTER.replace("between 1 April 2010 and 31 January 2011", "in Q2 2015/16, and the cost since 2013")
    assert "period_start" not in told(text)


def test_a_register_given_out_bears_its_reference_and_day() -> None:
    text = "Register of cases\nFOI 2012/0388 – released 25 May 2012, column J withheld\nNo. | In\n1 | 3 May 2009"
    found = told(text, "text/csv")
    assert (found["foi_reference"], found["release_date"]) == ("FOI 2012/0388", "2012-05-25")


def test_minutes_that_speak_of_a_request_are_not_its_answer() -> None:
    text = "Northshire Board\nMinutes of the meeting, 3 May 2011\nPresent: Chair\n1. FOI request 88-19 was noted."
    assert told(text) == {}


def test_a_report_says_that_it_is_published() -> None:
    text = "Northshire Safeguarding Children Board\nOverview report\nThis report is published on the Board's website."
    assert told(text)["regime"] == "published"
    assert "regime" not in told(text.replace("is published", "will not be put"))


@given(st.text(max_size=80))
def test_a_range_lies_in_its_text_and_does_not_end_before_it_begins(text: str) -> None:
    for period in ranges_in(f"1 April 2010 to {text}, May 2011 - June 2012"):
        assert period.first and period.last and period.first <= period.last and period.start < period.end


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*LETTER.split("\n"), "", "to: 1/2/10", "since May", "x | 2009"]), max_size=9))
def test_any_lines_have_facts_that_stand_on_the_page(lines: list[str]) -> None:
    paper = document("\n".join(lines))
    for kind in DocumentKind:
        fields = release_facts(paper, kind)
        assert len({field.name for field in fields}) == len(fields)
        for field in fields:
            for piece in field.evidence:
                assert paper.pages[0].text[piece.start : piece.end] == piece.quotation
