"""Public bodies: each kind's own examples, and the lines in which papers name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.bodies import abbreviations_in, bodies_in, body_kinds

EXAMPLES = [(kind.type, example) for kind in body_kinds() for example in kind.examples]


@pytest.mark.parametrize(("kind", "name"), EXAMPLES)
def test_the_examples_of_a_kind_are_found_whole(kind: str, name: str) -> None:
    assert [(body.type, body.name) for body in bodies_in(name)] == [(kind, name)]
    assert [(body.type, body.name) for body in bodies_in(f"The Chair of {name} wrote.")] == [(kind, name)]


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


@given(st.text(alphabet="NorthSafeguarding ChildrenBoard&of.,'()MINUTES", max_size=80))
def test_nothing_breaks_it_and_a_name_stands_in_its_text(text: str) -> None:
    for body in bodies_in(text):
        assert text[body.start : body.end] == body.name
    abbreviations_in(text)
