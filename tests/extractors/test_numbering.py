"""The numbers that Word writes by itself stand before their paragraphs."""

from __future__ import annotations

import pytest

from extractors.docx import read
from extractors.numbering import figures
from tests.made_files import docx, paragraph, run


def level(number: int, text: str, form: str = "decimal", more: str = "") -> str:
    head = f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'{head}<w:lvlText w:val="{text}"/>{more}</w:lvl>'


AGENDA = level(0, "%1.", more='<w:pStyle w:val="Item"/>') + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter")
BULLETS = level(0, "\uf0b7", "bullet") + level(1, "o", "bullet")
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{AGENDA}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{BULLETS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Plain"><w:basedOn w:val="Item"/>'
    '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
)


def item(words: str, number: int, depth: int = 0, mark: str = "") -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(words, properties=place + mark)


def lines(*body: str) -> list[str]:
    return read(docx("".join(body), {"numbering": NUMBERING, "styles": STYLES})).pages[0].text.split("\n")


def test_levels_count_and_begin_anew_below_a_higher_one() -> None:
    body = [item("a", 1), item("b", 1, 1), item("c", 1, 1), item("d", 1, 2), item("e", 1), item("f", 1, 1)]
    assert lines(*body) == ["1. a", "1.1 b", "1.2 c", "(a) d", "2. e", "2.1 f"]


def test_a_level_left_out_counts_as_its_first() -> None:
    assert lines(item("a", 1), item("b", 1, 2), item("c", 1, 1)) == ["1. a", "(a) b", "1.2 c"]


def test_a_list_with_a_start_of_its_own_goes_on_from_there() -> None:
    assert lines(item("a", 1), item("b", 3), item("c", 3)) == ["1. a", "5. b", "6. c"]


def test_a_style_numbers_its_paragraphs_and_another_takes_the_number_away() -> None:
    named, plain = (paragraph(name, properties=f'<w:pStyle w:val="{name}"/>') for name in ("Item", "Plain"))
    assert lines(named, plain, named) == ["1. Item", "Plain", "2. Item"]


def test_bullets_are_round_ones() -> None:
    assert lines(item("a", 2), item("b", 2, 1)) == ["• a", "• b"]


def test_a_paragraph_that_shows_nothing_shows_no_number_but_counts() -> None:
    hidden = item(run("secret", "<w:vanish/>"), 1)
    assert lines(item("a", 1), hidden, item("b", 1)) == ["1. a", "3. b"]


def test_a_deleted_paragraph_mark_does_not_count() -> None:
    assert lines(item("a", 1, mark="<w:rPr><w:del/></w:rPr>"), item("b", 1)) == ["a", "1. b"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (4, "upperRoman", "IV"), (1999, "lowerRoman", "mcmxcix"), (27, "lowerLetter", "aa"), (3, "decimalZero", "03"),
        (22, "ordinal", "22nd"), (12, "ordinal", "12th"), (5, "chineseCounting", "5"), (5, "none", ""),
    ],
)  # fmt: skip
def test_figures_come_in_words_forms(number: int, form: str, text: str) -> None:
    assert figures(number, form) == text
