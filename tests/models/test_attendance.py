"""Attendance: who minutes list, by role and agency, and whom initials stand for. All people are made up."""

from __future__ import annotations

import re
from dataclasses import astuple, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Attendee, Document, DocumentKind, Page, Presence
from corpus.rule_files import load_rules
from models.attendance import Initials, attendance_of, chairs, initials_of
from models.people import apologies_in, people_in
from models.people_tables import is_other_table, means_of, signs
from models.seats import initials_made, is_name, seat_of

MINUTES = DocumentKind.MINUTES
SIGNS = [(part, sign) for part in ("labels", "columns", "marks") for sign in signs(part)]
APOLOGIES = load_rules("models", "attendance.yaml")["apologies"]
RULES = load_rules("models", "attendance.yaml")

TABLE = """Westmere Safeguarding Children Board
Serious Case Review Panel
Monday 14 June 2010, 2.00pm, Annexe
Name | Role / agency | 14/06
Dr Alma Trevose (AT) | Designated Doctor, NHS Westmere – Panel Chair | ✓
Bola Adekunle (BA) | Head of Safeguarding, CSC | ✓ (items 3 to 5)
Cllr Mrs Quill | Lead Member (participant observer) | ✓
Kirsten Moor (KM) | Named Nurse, Hospitals Foundation Trust | A
Perry Stone | Independent Chair of the Board | ✓
1. Apologies, minutes and matters arising
KM – clash with mortality group."""


def _document(text: str, *more: str) -> Document:
    return Document("0" * 64, "application/pdf", tuple(Page(n, t) for n, t in enumerate((text, *more), start=1)))


def _told(text: str) -> list[tuple[str, str, str]]:
    return [(a.presence.value, a.role, a.agency) for a in attendance_of(_document(text), MINUTES)]


@pytest.mark.parametrize(("part", "means", "text"), [(p, s.means, e) for p, s in SIGNS for e in s.examples])
def test_examples_mean_what_the_rule_says(part: str, means: str, text: str) -> None:
    halves = [text, *text.split(" / ")]
    assert means in [means_of(part, half) for half in halves]


@pytest.mark.parametrize(("part", "means", "text"), [(p, s.means, e) for p, s in SIGNS for e in s.near_misses])
def test_near_misses_do_not(part: str, means: str, text: str) -> None:
    assert means_of(part, text) != means


@pytest.mark.parametrize("rule", APOLOGIES, ids=str)
def test_sentences_that_give_apologies(rule: dict[str, list[str]]) -> None:
    assert all(list(apologies_in(text)) for text in rule["examples"])
    assert not [seat for text in rule["near_misses"] for seat in apologies_in(text)]


def test_columns_of_other_tables() -> None:
    assert all(is_other_table([text, "x"]) for text in RULES["other_columns"]["examples"])
    assert not any(is_other_table([text, "Role"]) for text in RULES["other_columns"]["near_misses"])


def test_a_table_with_a_column_of_the_day() -> None:
    assert _told(TABLE) == [
        ("present", "Designated Doctor, Panel Chair", "NHS Westmere"),
        ("present", "Head of Safeguarding", "CSC"),
        ("present", "Lead Member (participant observer)", ""),
        ("apologies", "Named Nurse", "Hospitals Foundation Trust"),
        ("present", "Independent Chair of the Board", ""),
    ]


def test_no_field_holds_a_name_and_the_line_is_where_it_stands() -> None:
    document = _document(TABLE)
    names = ("Trevose", "Adekunle", "Quill", "Moor", "Stone", "Alma", "Bola", "Kirsten", "Perry")
    for attendee in attendance_of(document, MINUTES):
        assert not any(name in str(value) for value in astuple(attendee) for name in names)
        line = document.pages[0].text[attendee.start : attendee.end]
        assert line.count(" | ") == 2
        assert "\n" not in line
    assert {field.name for field in fields(Attendee)} == {"role", "agency", "presence", "page", "start", "end"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Present: Jane Smith (Chair), Head of Safeguarding, NHS Westmere",
            [("present", "Head of Safeguarding (Chair)", "NHS Westmere")],
        ),
        (
            "There: Gwen Attley (chair), DI Ravi Sand (Police), Dr Pym (des. doc), notes Denise. Sorry: Housing, YOT.",
            [
                ("present", "Chair", ""),
                ("present", "DI", "Police"),
                ("present", "des. doc", ""),
                ("present", "notes", ""),
                ("apologies", "", "Housing"),
                ("apologies", "", "YOT"),
            ],
        ),
        (
            "Present: ACC Rhodri Pen (Chair); Mei Lloyd-Goff, Director of Probation; Huw Strode, HMP; Apologies: None.",
            [("present", "Chair", ""), ("present", "Director of Probation", ""), ("present", "", "HMP")],
        ),
        (
            "Chairman: Mr D. Hart (Independent). Clerk: Mrs Light. Present: Ms Ada (Housing), Dr Bose (Named Doctor).",
            [
                ("present", "Chair", ""),
                ("in_attendance", "Clerk", ""),
                ("present", "", "Housing"),
                ("present", "Named Doctor", ""),
            ],
        ),
        (
            "Present: Cllr Jean Haddow; Val Tranter; Police",
            [("present", "Councillor", ""), ("present", "", ""), ("present", "", "Police")],
        ),
        ("Yn bresennol / Present: Eleri Moss (Education)", [("present", "", "Education")]),
        ("Apologies | Dr N Spall, Mr C Dever (Housing)", [("apologies", "Doctor", ""), ("apologies", "", "Housing")]),
        (
            "Apologies were received from Ms Hart (CAFCASS) and from the Borough Solicitor, who was in court.",
            [("apologies", "", "CAFCASS"), ("apologies", "Borough Solicitor", "")],
        ),
    ],
)
def test_lines_of_people(line: str, expected: list[tuple[str, str, str]]) -> None:
    assert _told(f"Westmere Board\nMinutes\n{line}\n1. Welcome\nThe Chair opened the meeting.") == expected


def test_lists_of_one_a_line_end_where_the_agenda_begins() -> None:
    text = """Minutes of the meeting
Members present
Jane Smith – Head of Safeguarding, NHS Westmere (JS)
• Omar Bell – Practice Manager, YOS (OB)
In attendance:
Rita Cole (minutes)
APOLOGIES
Education; Clerk to the Justices
Minutes of the last meeting
Agreed as accurate."""
    assert _told(text) == [
        ("present", "Head of Safeguarding", "NHS Westmere"),
        ("present", "Practice Manager", "YOS"),
        ("in_attendance", "minutes", ""),
        ("apologies", "", "Education"),
        ("apologies", "Clerk to the Justices", ""),
    ]
    assert set(initials_of(_document(text), MINUTES)) == {"JS", "OB", "RC"}


def test_an_item_of_apologies_and_lists_side_by_side() -> None:
    head = "Board\nAttended | Apologies\nAnn Pole, Named GP (Chair) | Lee Ward, Education\n"
    text = head + "Tess Low, YOS\n1. APOLOGIES\nFire and Rescue."
    assert _told(text) == [
        ("present", "Named GP (Chair)", ""),
        ("apologies", "", "Education"),
        ("present", "", "YOS"),
        ("apologies", "", "Fire and Rescue"),
    ]


def test_withheld_names_are_still_people() -> None:
    text = (
        "Board\nName | Role / agency | Present\n■■■■■■ | Mental Health Trust | N – apologies\n[redacted] | Police | Y"
    )
    assert _told(text) == [("apologies", "", "Mental Health Trust"), ("present", "", "Police")]


def test_who_is_in_attendance_where_no_other_list_stands_is_present() -> None:
    assert _told("Board\nIn attendance:\nMr P. Dev | Chairman, ACPC (in the Chair)\nMrs E. Hill | Secretary") == [
        ("present", "Chairman", "ACPC"),
        ("present", "Secretary", ""),
    ]


def test_initials_stand_for_roles_and_no_names() -> None:
    held = initials_of(_document(TABLE), MINUTES)
    assert isinstance(held, Initials)
    assert held["AT"].is_chair
    assert held["B.A."].role == "Head of Safeguarding"
    assert "PS" in held
    assert not re.search("Trevose|Adekunle|Stone", repr(held))


def test_initials_of_two_people_stand_for_nobody() -> None:
    text = "Board\nPresent: Ann Bell (Housing), Alan Brook (Police), Carl Dunn (YOT)"
    assert set(initials_of(_document(text), MINUTES)) == {"CD"}


def test_the_chair_is_spoken_of_by_initials_and_title() -> None:
    forms = chairs(_document(TABLE), MINUTES)
    assert {"AT", "Dr Trevose", "Mr Stone", "Alma"} <= forms
    assert not {"BA", "KM"} & forms


def test_whoever_chairs_another_group_is_not_in_the_chair() -> None:
    text = "Board\nMinutes\nPresent | Position\nAnn Pole | Independent Chair\nLee Ward | Chair of SCR Sub-Group"
    assert {"Ann Pole", "Mr Ward"} & chairs(_document(text), MINUTES) == {"Ann Pole"}


def test_names_and_what_is_none() -> None:
    assert all(map(is_name, ["Jane Smith", "Dr M. O'Hare", "D/Insp. Lyle", "Nest Haf Owen", "F. McAteer", "Denise"]))
    assert not any(map(is_name, ["Children's Social Care", "CAFCASS", "Tarnshire CC", "Head of Legal", "as above"]))
    assert initials_made("Mr F. McAteer")[:2] == ("FM", "FMcA") or "FMcA" in initials_made("Mr F. McAteer")
    assert seat_of("Head of Legal (Mr Crewe)").role == "Head of Legal"
    assert [seat.agency for seat in people_in("the NSPCC and the Education Service")] == ["NSPCC", "Education Service"]


@pytest.mark.parametrize(
    "text",
    [
        "Board\nPresent:\nJane SMITH (JS) Chair, Independent Chair\nDr A Smith (AK) Designated Doctor, Westmere CCG",
        "Board\nAttendees | Job Title | Agency\nSmith, Jane | Detective Inspector | Police",
        "Board\nPresent: Jane Smith and Mr J. Smith. Apologies: Ms Smith (for Mrs Smith, Housing)",
        "Board\nName | Role\nJane Smith | Head of Service (vice Mr Smith)\nJane Smith / Bob Smith | Probation",
        "Board\nChair: Jane Smith\nPresent: JS, Jane Smith – Police; Smith, Jane",
    ],
)
def test_no_form_of_a_list_lets_a_name_into_a_record(text: str) -> None:
    found = attendance_of(_document(text), MINUTES)
    assert found
    assert not [attendee for attendee in found if re.search("smith|jane", f"{attendee.role}{attendee.agency}".lower())]
    assert not re.search("smith|jane", repr(initials_of(_document(text), MINUTES)).lower())


def test_initials_alone_are_people() -> None:
    assert _told("Panel\nChair: Jane Smith (JS)\nPresent: JS, PJ, SP\nApologies: AK") == [
        ("present", "Chair", ""),
        ("present", "", ""),
        ("present", "", ""),
        ("apologies", "", ""),
    ]


def test_a_title_in_the_plural_goes_for_all_its_names() -> None:
    text = "Panel\nPRESENT:\nCouncillor A. Bell (Chairman), Councillors C. Dunn, E. Frost and G. Hill"
    assert [role for _, role, _ in _told(text)] == ["Chair", "Councillor", "Councillor", "Councillor"]


def test_other_papers_list_nobody() -> None:
    assert attendance_of(_document(TABLE), DocumentKind.ARTICLE) == ()
    assert _told("Action | Who | When\nLetter to the Board | FT | 22/3") == []
    assert _told("Chair: hand it over to the other board.\nPresentation: slides to follow.") == []


LINES = st.sampled_from(
    [*TABLE.split("\n"), "Present:", "Apologies | ", "Present | Apologies", "a | b | ", "(", "Dr (", ""]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=12))
def test_never_raises_and_spans_lie_within_the_text(lines: list[str]) -> None:
    document = _document("\n".join(lines))
    for attendee in attendance_of(document, MINUTES):
        assert 0 <= attendee.start < attendee.end <= len(document.pages[0].text)
        assert attendee.presence in Presence
    initials_of(document, MINUTES)
    chairs(document, MINUTES)
