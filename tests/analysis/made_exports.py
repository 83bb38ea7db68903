"""A store of made-up sentences to export, awkward texts, and a stand-in for what replaces names."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

from analysis.exports.writers import Names
from analysis.replaced import Replaced, keep, replace
from tests.corpus.made_units import new_store, publish, unit

NAME = "Ada Quill"  # nobody's: the stand-in finds it and nothing else
AWKWARD = [
    "=1+1",
    "+44",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "＝1",
    "'=1",
    "line\r\nbreak\rand\nmore",
    "e\u0301 combining",
    "👩‍👧 𝔸 astral",
    "עברית \u202eعربي",
    "nul \x00 and \x01\x1f\x7f",
    "_x0041_x0042_ _x0041\x01",
    "<r>bold</r>",
    "&lt; <b> ]]>",
    "\u2028\u2029\x85\ufeff\uffff",
    '"quoted", with; commas|',
    "  spaces  ",
]
awkward_texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)

KEPT = Names(keep, lambda label, _body: label, "Names are kept.")


def hide(text: str) -> Replaced:
    """Replace the one made-up name; the new words are longer than the old, so that places move."""
    return replace(text, [(found.start(), found.end(), "[person number 1]") for found in re.finditer(NAME, text)])


HIDDEN = Names(hide, lambda case, _body: f"CASE-{len(case):04}", "Names are replaced.")


def make_store(folder: Path, awkward: str = "") -> Path:
    """Publish a few documents; one has the awkward text and the name before, in and after its quotation."""
    database = folder / "minuted.sqlite"
    text = awkward.replace(".", " ")
    with new_store(database) as store:
        publish(
            store,
            unit(
                "/foi/r/Ada Quill.txt",
                f"{NAME} was present. {text} No review of {NAME} because of budget {text}. {NAME} left.",
                f"No review. It was the press, said {NAME}; it was money.",
                body=f"={text}Board",
            ),
            unit("/foi/r/b.txt", "No review because of the threshold. Cost was not a factor in money.", meeting="2011"),
            unit("/foi/q/a.txt", "No review because of budget.", meeting="2010-03", body=""),
        )
    return database
