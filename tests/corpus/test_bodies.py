"""Public bodies: each kind's own examples, and the lines in which papers name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import abbreviations_in, as_a_name, bodies_in, body_kinds, type_of

EXAMPLES = [(kind.type, example) for kind in body_kinds() for example in kind.examples]


@pytest.mark.parametrize(("kind", "name"), EXAMPLES)
def test_the_examples_of_a_kind_are_found_whole(kind: str, name: str) -> None:
    assert [(body.type, body.name) for body in bodies_in(name)] == [(kind, name)]
    assert [(body.type, body.name) for body in bodies_in(f"The Chair of {name} wrote.")] == [(kind, name)]


@pytest.mark.parametrize("line", [line for kind in body_kinds() for line in kind.near_misses])
def test_a_kind_s_words_without_a_place_name_no_body(line: str) -> None:
    assert list(bodies_in(line)) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Minutes of the Northshire Safeguarding Children Board", ["Northshire Safeguarding Children Board"]),
        ("GLANARTHEN COUNTY COUNCIL / CYNGOR SIR GLANARTHEN", ["GLANARTHEN COUNTY COUNCIL"]),
        (
            "Aldermere Borough Council wrote to Safer Aldermere Partnership.",
            ["Aldermere Borough Council", "Safer Aldermere Partnership"],
        ),
        ("North and South Dale Safeguarding Adults Board", ["North and South Dale Safeguarding Adults Board"]),
        ("The council has written to the board.", []),
        ("Chair, Corrow SCB", ["Corrow SCB"]),
        ("KINGSMERE AND LEA VALE A.C.P.C. – minutes", ["KINGSMERE AND LEA VALE A.C.P.C."]),
        ("For use by the Standing Sub-Committee of Weyborough SAB.", ["Weyborough SAB"]),
        (
            "Bwrdd Diogelu Glannau Corrow / Glannau Corrow Regional Safeguarding Board",
            ["Glannau Corrow Regional Safeguarding Board"],
        ),
        ("London Borough of Corrow, for the partners", ["London Borough of Corrow"]),
        ("CSC and PCT attended; the Police and Council did not.", []),
        ("Each Local Safeguarding Children Board wrote to Ofsted.", ["Ofsted"]),
        ("Serious Case Review Sub-Group", []),
    ],
)
def test_bodies_are_named_as_they_are_printed(line: str, names: list[str]) -> None:
    assert [body.name for body in bodies_in(line)] == names


def test_a_kind_that_one_nation_alone_has_tells_the_nation() -> None:
    (body,) = bodies_in("Strathcorrie Child Protection Committee")
    assert (body.type, body.nation) == ("CPC", "Scotland")


def test_a_document_explains_its_abbreviations() -> None:
    text = "The Northshire Safeguarding Children Board (NSCB) met; Weyborough Council (“WBC”) sent none (see note)."
    assert abbreviations_in(text) == {
        "NSCB": "Northshire Safeguarding Children Board",
        "WBC": "Weyborough Council",
    }


def test_a_document_explains_a_kind_of_body_either_way_round() -> None:
    assert abbreviations_in("LSCBs (local safeguarding children boards) decide.") == {
        "LSCB": "local safeguarding children board"
    }
    assert abbreviations_in("The local safeguarding children boards (LSCBs) decide (see above).") == {
        "LSCB": "local safeguarding children board"
    }
    assert abbreviations_in("GPs (general practitioners) and SCRs (serious case reviews)") == {}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("LSCB", "LSCB"),
        ("LSCBs", "LSCB"),
        ("local safeguarding children boards", "LSCB"),
        ("Ofsted", "Ofsted"),
        ("YJB", "YJB"),
        ("Youth Justice Board", "YJB"),
        ("DfE", "DfE"),
        ("the Department for Education", "DfE"),
        ("SCIE", "other"),
        ("NSPCC", "charity"),
        ("ADCS", "association"),
        ("Barnardo's", "charity"),
        ("Barnardo’s", "charity"),
        ("councils", "council"),
        ("Aldermere Borough Council", "council"),
        ("the weather", ""),
    ],
)
def test_the_gazetteer_knows_whom_words_call(words: str, kind: str) -> None:
    assert type_of(words) == kind


def test_what_a_document_explains_is_known_in_it() -> None:
    text = "The Weyborough and Dray Safeguarding Partnership Board, a local safeguarding children board (WSB), met."
    learnt = {"WDSP": "Weyborough and Dray Safeguarding Children Partnership"}
    assert type_of("WDSP", learnt) == "LSCP" and type_of("WDSP") == ""
    assert "WSB" not in abbreviations_in(text)  # its letters are not the words'


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("NORTH AND SOUTH DALE COUNTY COUNCIL", "North and South Dale County Council"),
        ("CORROW SCB", "Corrow SCB"),
        ("Corrow\nSafeguarding Board", "Corrow Safeguarding Board"),
    ],
)
def test_a_name_in_capitals_is_written_as_names_are(printed: str, name: str) -> None:
    assert as_a_name(printed) == name


@given(st.text(alphabet="NorthSafeguarding ChildrenBoard&of.,'()MINUTES", max_size=80))
def test_nothing_breaks_it_and_a_name_stands_in_its_text(text: str) -> None:
    for body in bodies_in(text):
        assert text[body.start : body.end] == body.name
    abbreviations_in(text)
