from __future__ import annotations

from corpus.records import Box
from extractors.layout import TextBuilder, Word, box_around, by_row, clean, in_reading_order, keeps_hyphen


def line(text: str, top: float, x0: float = 72.0, size: float = 10.0) -> list[Word]:
    words = []
    for text_of_word in text.split():
        width = 0.5 * size * len(text_of_word)
        words.append(Word(text_of_word, x0, top, x0 + width, top + size))
        x0 += width + 0.3 * size
    return words


def texts(lines: list[list[Word]]) -> list[str]:
    return [" ".join(word.text for word in each) for each in lines]


BODY = [line(f"Line {n} of the body", 100 + 14 * n) for n in range(1, 9)]


def test_the_order_of_the_file_is_kept_on_an_ordinary_page() -> None:
    left = [line(f"left {n}", 100 + 14 * n) for n in range(20)]
    right = [line(f"right {n}", 100 + 14 * n, x0=320) for n in range(20)]
    assert in_reading_order([*left, *right]) == [*left, *right]


def test_a_footer_drawn_first_is_read_last() -> None:
    header, footer = line("Westerby Board", 30), line("Page 1 of 2", 800)
    assert texts(in_reading_order([header, footer, *BODY])) == texts([header, *BODY, footer])


def test_a_header_drawn_last_is_read_first() -> None:
    header, footer = line("Westerby Board", 30), line("Page 1 of 2", 800)
    assert texts(in_reading_order([*BODY, footer, header])) == texts([header, *BODY, footer])


def test_a_shuffled_page_is_read_from_top_to_bottom() -> None:
    shuffled = [BODY[i] for i in (5, 0, 7, 2, 6, 1, 4, 3)]
    assert in_reading_order(shuffled) == BODY


def test_a_row_is_read_from_left_to_right_though_its_words_stand_a_little_higher_or_lower() -> None:
    first, second = line("Independent", 100.4, x0=72), line("HW", 100.0, x0=300)
    third = line("Deputy", 114.3, x0=72)
    assert by_row([third, second, first]) == [first, second, third]


def test_words_keep_their_places_in_the_text_and_on_the_page() -> None:
    builder = TextBuilder()
    builder.write_words(line("No review was held.", 100))
    builder.write("\n")
    builder.write_words(line("Noted.", 120))
    text, words = builder.finish()
    assert text == "No review was held.\nNoted."
    assert [text[start:end] for start, end, _ in words] == ["No", "review", "was", "held.", "Noted."]
    assert [round(box.top) for _, _, box in words] == [100, 100, 100, 100, 120]


def test_a_word_broken_at_a_line_end_is_written_as_one() -> None:
    first, second = Word("initi", 0, 0, 20, 10, joined=True), Word("ate", 0, 12, 15, 22)
    builder = TextBuilder()
    builder.write_words([first, second])
    text, words = builder.finish()
    assert text == "initiate"
    assert [text[start:end] for start, end, _ in words] == ["initi", "ate"]


def test_ligatures_are_spelt_out_and_soft_hyphens_and_control_characters_dropped() -> None:
    assert clean("o\ufb03cial \ufb02ow") == "official flow"
    assert clean("re\u00adview\u0002") == "review"
    assert clean("Cafe\u0301") == "Caf\u00e9"
    assert clean("\uf0b7") == "•"


def test_a_prefix_keeps_its_hyphen_at_a_line_end_and_a_syllable_does_not() -> None:
    assert keeps_hyphen("multi") and keeps_hyphen("2010")
    assert not keeps_hyphen("initi")


def test_a_box_goes_around_all_words() -> None:
    assert box_around(line("a bb", 5, x0=10)) == Box(10, 5, 28, 15)
