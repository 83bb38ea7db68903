"""Exemptions are found by their examples, and sections of children's law are not taken for them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from corpus.exemptions import find_exemptions, subject
from corpus.rule_files import load_rules


@pytest.mark.parametrize("example", load_rules("corpus", "exemptions.yaml")["examples"], ids=lambda e: e["text"][:60])
def test_every_example_finds_what_it_says(example: dict[str, Any]) -> None:
    assert [found.label for found in find_exemptions(example["text"])] == example["found"]


def test_a_citation_lies_where_it_says() -> None:
    text = "It is withheld under sections 21, 22 and 40(2) of the Act."
    assert [text[found.start : found.end] for found in find_exemptions(text)] == ["sections 21", "22", "40(2)"]


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("40(2)", "FOIA s.40(2)"),
        ("S40", "FOIA s.40"),
        ("Section 38", "FOIA s.38"),
        ("(31(1)(g))", "FOIA s.31(1)(g)"),
        ("s31(1)(g)", "FOIA s.31(1)(g)"),
        ("page 7", ""),
        ("2019", ""),
    ],
)
def test_what_is_printed_on_a_redaction_needs_no_words_around_it(label: str, found: str) -> None:
    assert [exemption.label for exemption in find_exemptions(label, on_redaction=True)] == ([found] if found else [])


def test_the_law_named_last_holds_for_the_citations_after_it() -> None:
    text = (
        "This was dealt with under the Freedom of Information (Scotland) Act 2002. Exempt under s.38(1)(b). See FOIA."
    )
    (found,) = find_exemptions(text)
    assert (found.label, subject(found)) == ("FOISA s.38(1)(b)", "personal information")


def test_a_section_that_is_no_exemption_of_its_act_is_none() -> None:
    assert find_exemptions("Section 77 of the Freedom of Information Act makes it an offence.") == ()


def test_a_long_text_of_numbers_is_read_in_time() -> None:
    start = time.process_time()
    find_exemptions("section 40 " * 1_000 + "(2)(a)" * 10_000 + "section 1, 2 and " * 1_000)
    assert time.process_time() - start < 5
