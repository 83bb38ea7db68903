"""Lines of made words: 10 points high and 5 wide a letter, 13 points from line to line, where nothing else is said."""

from __future__ import annotations

import pytest

from extractors.layout import Line, Word
from extractors.paragraphs import paragraphs

LEADING = 13.0


def line(text: str, top: float, x0: float = 72.0, size: float = 10.0, font: int = 1) -> Line:
    words = []
    for part in text.split():
        width = 0.5 * size * len(part)
        words.append(Word(part, x0, top, x0 + width, top + size, font=font))
        x0 += width + 0.3 * size
    return words


def row(cells: list[str], top: float) -> Line:
    """Cells that begin 140 points apart."""
    return [word for i, cell in enumerate(cells) for word in line(cell, top, 72 + 140 * i)]


def broken(text: str, width: float) -> list[str]:
    """The lines of a text as a printer breaks it."""
    lines = [""]
    for word in text.split():
        if lines[-1] and line(f"{lines[-1]} {word}", 0, 0)[-1].x1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def wrapped(text: str, top: float, x0: float = 72.0, width: float = 300, leading: float = LEADING) -> list[Line]:
    return [line(part, top + i * leading, x0) for i, part in enumerate(broken(text, width))]


def texts(lines: list[Line], right: float | None = None) -> list[str]:
    return [" ".join(word.text for word in paragraph) for paragraph in paragraphs(lines, right)]


SENTENCE = (
    "The sub-group agreed to recommend to the Board Chair that a serious case review should not be held in respect of "
    "Child C. Members preferred to bring the practitioners together for a day before Christmas, the findings of which "
    "would stay with the Board."
)


@pytest.mark.parametrize("leading", [11.0, 13.0, 15.0, 20.0, 24.0])
@pytest.mark.parametrize("width", [200, 300, 450])
def test_a_wrapped_paragraph_is_one_line_whatever_its_width_and_leading(width: float, leading: float) -> None:
    assert texts(wrapped(SENTENCE, 100, width=width, leading=leading)) == [SENTENCE]


def test_a_hanging_indent_after_a_number_is_part_of_its_paragraph() -> None:
    first, *rest = broken(SENTENCE, 300)
    lines = [[*line("5.5", 100, 72), *line(first, 100, 111)]]
    lines += [line(part, 100 + LEADING * (i + 1), 111) for i, part in enumerate(rest)]
    assert texts(lines) == [f"5.5 {SENTENCE}"]


def test_a_number_drawn_on_its_own_belongs_to_the_text_beside_it() -> None:
    assert texts([line("5.5", 100, 72), *wrapped(SENTENCE, 100, 111)]) == [f"5.5 {SENTENCE}"]


def test_a_first_line_indent_is_part_of_its_paragraph_and_begins_a_new_one() -> None:
    first = [line("The panel met on the day after the inquest and heard from", 100, 90), line("the school.", 113)]
    second = [line("The panel was then told by the surgery that it had nothing", 126, 90), line("to add.", 139)]
    assert texts([*first, *second]) == [
        "The panel met on the day after the inquest and heard from the school.",
        "The panel was then told by the surgery that it had nothing to add.",
    ]


def test_justified_lines_are_no_columns() -> None:
    lines = [line(part, 100 + LEADING * i) for i, part in enumerate(broken(SENTENCE, 300))]
    for words in lines[:-1]:
        slack = (372 - words[-1].x1) / (len(words) - 1)
        words[:] = [w._replace(x0=w.x0 + i * slack, x1=w.x1 + i * slack) for i, w in enumerate(words)]
    assert texts(lines) == [SENTENCE]


def test_a_gap_ends_a_paragraph_even_after_a_full_line() -> None:
    full = wrapped(
        "This paragraph has been written so that it fills its lines to the end and has no full stop", 100, width=230
    )
    after = wrapped("Another one begins here and fills its lines to the end as well, and so it goes on", 152, width=230)
    assert len(texts([*full, *after])) == 2


def test_a_heading_in_another_font_or_size_is_not_glued_to_the_text_under_it() -> None:
    text = wrapped(SENTENCE, 113)
    heading = "Child J and Child L decisions that were taken in the last year"
    assert texts([line(heading, 100, font=2), *text]) == [heading, SENTENCE]
    assert texts([line(heading, 96, size=13), *text])[1] == SENTENCE


def test_a_heading_in_capitals_is_not_glued() -> None:
    heading = "CASES FOR CONSIDERATION BY THE SERIOUS CASE REVIEW SUB GROUP"
    assert texts([line(heading, 100), *wrapped(SENTENCE, 113)]) == [heading, SENTENCE]


def test_list_items_stand_on_lines_of_their_own() -> None:
    items = [
        "• the police;",
        "• health visitors and the school nurse, who had known the child",
        "(a) first;",
        "2.3 Noted.",
    ]
    assert texts([line(item, 100 + LEADING * i) for i, item in enumerate(items)]) == items


def test_a_number_in_mid_sentence_begins_no_item() -> None:
    above, below = (
        "The panel heard from the surgery that the child was then aged",
        "14. He was not known to the police.",
    )
    assert texts([line(above, 100), line(below, 113)]) == [f"{above} {below}"]


def test_lines_of_an_address_stay_apart() -> None:
    address = ["Independent Chair", "Calder Vale Safeguarding Children Board", "The Old Exchange", "Calder Vale"]
    lines = [line(part, 100 + LEADING * i) for i, part in enumerate(address)]
    assert texts([*lines, *wrapped(SENTENCE, 200)]) == [*address, SENTENCE]


def test_names_in_a_narrow_list_stay_apart_though_the_longest_looks_full() -> None:
    names = ["Head of Inclusion", "Legal Adviser", "Designated Nurse", "Chair"]
    assert texts([line(name, 100 + LEADING * i, 150) for i, name in enumerate(names)]) == names


def test_rows_of_attendance_keep_together_and_apart_from_each_other() -> None:
    rows = [["Chair", "Independent", "HW"], ["Designated Nurse", "NHS", "PT"], ["Head of Inclusion", "education", "LB"]]
    lines = [row(cells, 100 + LEADING * i) for i, cells in enumerate(rows)]
    assert texts(lines) == [" ".join(cells) for cells in rows]


def test_an_action_beside_a_paragraph_does_not_break_its_sentence() -> None:
    main = broken(SENTENCE, 300)
    lines = [line(main[0], 100), line("CF to write to", 100, 460), line(main[1], 113), line("the Chair", 113, 460)]
    lines += [line(part, 126 + LEADING * i) for i, part in enumerate(main[2:])]
    assert texts(lines) == [SENTENCE, "CF to write to the Chair"]


def test_a_short_line_beside_an_action_is_one_row() -> None:
    assert texts([row(["2.2 Agreed.", "CF"], 100)]) == ["2.2 Agreed. CF"]


def test_a_term_stands_before_the_text_that_hangs_beside_it() -> None:
    rest = broken("the Independent Chair; the Director of Services; two lay members, who came later", 200)
    lines = [
        [*line("Present", 100), *line(rest[0], 100, 160)],
        *[line(t, 113 + 13 * i, 160) for i, t in enumerate(rest[1:])],
    ]
    assert texts(lines) == ["Present " + " ".join(rest)]


def test_a_heading_on_the_line_of_its_text_is_no_column() -> None:
    lines = [
        [*line("Training", 100), *line("The programme for the new year was agreed by all,", 100, 130)],
        line("and the price of the venue was queried by the treasurer again.", 113),
    ]
    assert texts(lines) == [
        "Training The programme for the new year was agreed by all, and the price of the venue was queried by the "
        "treasurer again."
    ]


def test_a_raised_figure_does_not_cut_the_line_it_stands_in() -> None:
    raised = Word("3", 246, 98.8, 249, 105.8, font=1)
    lines = [
        line("The panel heard from the doctor again", 100),
        [raised],
        line("that the child", 100, 252),
        line("was well.", 113),
    ]
    assert texts(lines) == ["The panel heard from the doctor again 3 that the child was well."]


def test_a_sentence_goes_on_at_the_top_of_the_next_column() -> None:
    left = [line("The decision of the Board was put off until the trial had", 700 + 13 * i) for i in range(2)]
    assert texts([*left[:1], *wrapped("come to an end in March.", 100, 400)]) == [
        "The decision of the Board was put off until the trial had come to an end in March."
    ]


def test_a_word_broken_at_its_own_hyphen_takes_no_space() -> None:
    paragraph = paragraphs(
        [line("The Board asked for a training day, which was to be multi-", 100), line("agency.", 113)]
    )[0]
    assert [word.text for word in paragraph if word.joined] == ["multi-"]


def test_a_hyphen_with_nothing_to_follow_it_is_printed() -> None:
    broken = [*line("The Board did not", 100), Word("initi", 160, 100, 185, 110, joined=True)]
    assert texts([broken]) == ["The Board did not initi-"]


def test_the_margin_of_a_table_cell_decides_within_it() -> None:
    lines = [line("Business", 100), line("Manager", 113), line("Noted.", 126)]
    assert texts(lines, right=115) == ["Business Manager Noted."]
    assert texts(lines, right=300) == ["Business", "Manager", "Noted."]
