import unicodedata
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.lettering import plain, shortened, text_width, wrapped

WORDS = st.text(st.characters(exclude_categories=()), max_size=60)


@given(WORDS)
def test_plain_text_is_one_line_that_xml_can_hold(text: str) -> None:
    told = plain(text)
    assert "\n" not in told
    escaped = told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert ElementTree.fromstring(f"<a>{escaped}</a>".encode()).text == (told or None)
    assert plain(told) == told


@given(WORDS, st.floats(0.5, 3), st.integers(1, 4))
def test_lines_fit_and_hold_the_text_in_its_order(text: str, width: float, most: int) -> None:
    lines = wrapped(text, width, most)
    assert len(lines) <= most
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)
    joined, whole = "".join(lines).replace(" ", ""), plain(text).replace(" ", "")
    assert joined == whole or (joined.endswith("…") and whole.startswith(joined[:-1]))


def test_a_long_name_ends_in_an_ellipsis_and_a_short_one_stays() -> None:
    assert shortened("Northshire Board", 5) == "Northshire Board"
    assert shortened("Northshire Board " * 9, 1).endswith("…")
    assert wrapped("one two three four five six", 0.6, most=2)[1].endswith("…")


def test_a_mark_is_not_parted_from_its_letter() -> None:
    word = "e\u0301" * 80
    for line in wrapped(word, 1.0):
        assert not unicodedata.combining(line[0])
