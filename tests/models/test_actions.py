"""Actions that minutes give: their words, whose they are by role, and when they are due. All people are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Action, DatePrecision, Document, DocumentKind, Page, PartialDate
from models.action_terms import Rule, rules
from models.actions import actions_of, columns_in
from models.attendance import initials_of

MINUTES = DocumentKind.MINUTES
MEETING = PartialDate("2010-06-14", DatePrecision.DAY)
PEOPLE = """Westmere Board
Name | Role | Agency
Jo Finch (JF) | Support Officer | Board Office
Fola Oyelade | Head of Safeguarding | CSC
DCI Howard Tench | DCI | Police
Mrs M. Begg | Minute |
1. Business
"""
PARTS = ("labels", "brackets", "columns", "leads")
RULES = [(part, rule) for part in PARTS for rule in rules(part)]


def _actions(text: str, kind: DocumentKind = MINUTES) -> tuple[Action, ...]:
    document = Document("0" * 64, "application/pdf", (Page(1, PEOPLE + text),))
    found = actions_of(document, kind, MEETING, initials_of(document, MINUTES))
    for action in found:
        (piece,) = action.evidence
        assert document.pages[0].text[piece.start : piece.end] == piece.quotation == action.text
    return found


def _told(text: str) -> list[tuple[str, str, str]]:
    return [(action.text, action.owner, action.due.iso) for action in _actions(text)]


def _fits(part: str, rule: Rule, text: str) -> bool:
    return (rule.pattern.fullmatch(text) if part == "columns" else rule.pattern.search(text)) is not None


@pytest.mark.parametrize(("part", "rule", "text"), [(p, r, e) for p, r in RULES for e in r.examples])
def test_examples_fit(part: str, rule: Rule, text: str) -> None:
    assert _fits(part, rule, text)


@pytest.mark.parametrize(("part", "rule", "text"), [(p, r, e) for p, r in RULES for e in r.near_misses])
def test_near_misses_give_no_action(part: str, rule: Rule, text: str) -> None:
    assert not _fits(part, rule, text) or (part == "labels" and not _actions(text))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Action: JF to send all reds to Board members before 30 June.",
            ("JF to send all reds to Board members before 30 June.", "Support Officer, Board Office", "2010-06-30"),
        ),
        ("ACTION 3 – DCI to obtain the log by Fri 25th", ("DCI to obtain the log by Fri 25th", "DCI", "2010-06-25")),
        (
            "Withdrawn in 2001. Action: FO and HT to produce one form.",
            ("FO and HT to produce one form.", "Head of Safeguarding, CSC / DCI, Police", ""),
        ),
        ("The log is to be sent on. (Action: HT)", ("The log is to be sent on.", "DCI, Police", "")),
        (
            "It was late. The tracker will go to Housing (JF)",
            ("The tracker will go to Housing", "Support Officer, Board Office", ""),
        ),
        ("Action: Rosa Nobody to ring the ward today", ("Rosa Nobody to ring the ward today", "", "2010-06-14")),
        ("Action: ZZ to write by September", ("ZZ to write by September", "ZZ", "2010-09")),
        (
            "ACTION D(i) JF to notify\nOWNER: FO\nDue: 1 July",
            ("JF to notify", "Head of Safeguarding, CSC", "2010-07-01"),
        ),
    ],
)
def test_lines_and_brackets(line: str, expected: tuple[str, str, str]) -> None:
    assert _told(line) == [expected]


def test_a_table_with_columns_for_owner_and_time() -> None:
    text = """Item | Action | Who | By
3 | Chase Ambulance | JF | 25.6.10
4.1 | Letter to sister | Mrs Begg | asap
4.2 | Audit of files | FO / JF | w/c 5 July
4.3 | Old one | JF | done
4.4 | Short forms | All | 22/7"""
    assert _told(text) == [
        ("Chase Ambulance", "Support Officer, Board Office", "2010-06-25"),
        ("Letter to sister", "Minute", ""),
        ("Audit of files", "Head of Safeguarding, CSC / Support Officer, Board Office", "2010-07-05/2010-07-11"),
        ("Old one", "Support Officer, Board Office", ""),
        ("Short forms", "All", "2010-07-22"),
    ]


def test_a_column_beside_the_discussion() -> None:
    text = """Note | Action
Agreed as accurate.
Long talk. FO to ring the ward. Nobody disagreed. | FO
Both limbs are met. | JF to write by 21/6; HT – Form F – 28.6.10
Noted. | –
Tracker. | Closed"""
    assert _told(text) == [
        ("FO to ring the ward.", "Head of Safeguarding, CSC", ""),
        ("JF to write by 21/6", "Support Officer, Board Office", "2010-06-21"),
        ("HT – Form F – 28.6.10", "DCI, Police", "2010-06-28"),
    ]


def test_lines_under_a_heading() -> None:
    text = "Actions agreed\n• FO to write to the school\n• Leaflet to be printed\n2. Any other business\n• Heating."
    assert [action.text for action in _actions(text)] == ["FO to write to the school", "Leaflet to be printed"]


def test_sentences_give_actions_where_nothing_is_labelled() -> None:
    text = (
        "The heating is off. Mrs Begg to speak to Facilities. The letter to the Board was noted. Children to play out."
    )
    assert _told(text) == [("Mrs Begg to speak to Facilities.", "Minute", "")]
    assert len(_told(text + "\nAction: JF to write.")) == 1


def test_what_is_no_action() -> None:
    assert not _actions(
        "Action plan from the review: 31 green.\nAction 14 (IT) – closed.\nPage 3, action 6: Child B – noted."
    )
    assert not _actions("Action: JF to send the reds.", DocumentKind.ARTICLE)


def test_no_owner_is_a_name() -> None:
    text = "Action | Owner\nLetter | Howard Tench\nCall | Mary Unknown\nNote | [redacted]"
    assert [action.owner for action in _actions(text)] == ["DCI, Police", "", ""]


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (("Ref", "Action", "Owner", "By"), ("", "action", "owner", "due")),
        (("Action", "By"), ("action", "owner")),
        (("", "Discussion", "By whom / when"), ("", "", "both")),
        (("Discussion", "Gweithredu / Action"), ("", "action")),
        (("Name", "Role", "Present"), None),
        (("Action",), None),
    ],
)
def test_heads_of_tables(row: tuple[str, ...], columns: tuple[str, ...] | None) -> None:
    assert columns_in(row) == columns


LINES = st.sampled_from(
    [
        "Action | Owner | When",
        "Note | Action",
        "x | JF",
        "Action: ",
        "ACTION 3 – JF to go by 31st",
        "(Action: )",
        "a | b; ; c",
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=10))
def test_never_raises_and_quotes_the_page(lines: list[str]) -> None:
    for action in _actions("\n".join(lines)):
        assert action.text
