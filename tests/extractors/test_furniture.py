"""Furniture is taken from made pages and made PDFs. Lines of a made page stand where they are said to."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Method, Page
from extractors import pdf
from extractors.furniture import with_furniture
from extractors.layout import TextBuilder, Word

HEIGHT = 842.0
BODY = [(f"The panel heard from agency {chr(65 + i)} in turn.", 120 + 14.0 * i) for i in range(12)]


def page(number: int, lines: Sequence[tuple[str, float]], *, size: float = 10, method: Method = Method.NATIVE) -> Page:
    """A page of lines (words, top); a line that begins with `^` is six times as large."""
    builder = TextBuilder()
    for text, top in lines:
        height = 6 * size if text.startswith("^") else size
        words, x0 = [], 72.0
        for part in text.lstrip("^").split():
            words.append(Word(part, x0, top, x0 + 0.5 * height * len(part), top + height))
            x0 = words[-1].x1 + 0.3 * height
        builder.write_words(words)
        builder.write("\n")
    text, placed = builder.finish()
    return Page(number, text.rstrip("\n"), method=method, width_pt=595, height_pt=HEIGHT, words=placed)


def found(pages: Sequence[Page]) -> list[list[str]]:
    return [[one.text[start:end] for start, end in one.furniture] for one in with_furniture(pages)]


def test_a_running_head_and_foot_and_the_page_number_are_furniture_and_the_body_is_not() -> None:
    pages = [
        page(n, [("Westerby Safeguarding Board", 36), *BODY, ("Panel, March 2010", 790), (f"Page {n} of 5", 805)])
        for n in range(1, 6)
    ]
    expected = [["Westerby Safeguarding Board", "Panel, March 2010", f"Page {n} of 5"] for n in range(1, 6)]
    assert found(pages) == expected


@pytest.mark.parametrize("number", ["3", "- 3 -", "[3]", "iii", "Page 3", "page 3 of 12", "p. 3", "3/12", "Pg 3"])
def test_a_page_number_at_the_edge_is_furniture_on_a_single_page(number: str) -> None:
    assert found([page(3, [*BODY, (number, 800)])]) == [[number]]


def test_a_number_in_the_body_or_directly_under_it_is_none() -> None:
    low = [(text, top + 520) for text, top in BODY]
    assert found([page(1, [*BODY[:3], ("3", 162), *BODY[4:]])]) == [[]]
    assert found([page(1, [*low, ("3", low[-1][1] + 13)])]) == [[]]


def test_heads_that_alternate_on_odd_and_even_pages_are_furniture() -> None:
    heads = ("Westerby Board", "Serious Case Review Panel")
    pages = [page(n, [(heads[n % 2], 36), *BODY]) for n in range(1, 5)]
    assert found(pages) == [[heads[n % 2]] for n in range(1, 5)]


def test_a_head_that_the_first_page_lacks_is_furniture_on_the_others() -> None:
    pages = [page(1, BODY), *(page(n, [("Westerby Board", 36), *BODY]) for n in (2, 3))]
    assert found(pages) == [[], ["Westerby Board"], ["Westerby Board"]]


def test_in_a_document_of_two_pages_a_line_at_the_very_edge_of_both_is_furniture() -> None:
    assert found([page(n, [("Westerby Board", 36), *BODY]) for n in (1, 2)]) == [["Westerby Board"]] * 2


def test_what_stands_once_is_content_though_it_stands_at_the_edge() -> None:
    pages = [page(n, [(f"The decision on Child {chr(64 + n)} was put off.", 40), *BODY]) for n in range(1, 6)]
    assert found(pages) == [[]] * 5


def test_lines_that_differ_in_a_number_that_does_not_count_the_pages_are_content() -> None:
    references = (412, 97, 388, 5)
    pages = [page(n, [(f"Referral {reference}", 40), *BODY]) for n, reference in enumerate(references, 1)]
    assert found(pages) == [[]] * 4


def test_agenda_items_and_labels_that_every_page_has_in_its_body_are_content() -> None:
    body = [("Present:", 150), ("Reason for the decision:", 300), ("Agreed by the Chair", 420)]
    assert found([page(n, body) for n in range(1, 6)]) == [[]] * 5


def test_the_header_row_of_a_table_on_each_page_is_content_and_the_head_above_it_is_not() -> None:
    row = [(f"{n} | Child {chr(64 + n)} | No review", 80 + 14 * n) for n in range(1, 20)]
    pages = [page(n, [("Westerby Board", 30), ("No | Child | Decision", 80), *row]) for n in range(1, 5)]
    assert found(pages) == [["Westerby Board"]] * 4
    unruled = [
        page(n, [("Westerby Board", 30), ("No Child Decision", 80), *BODY[:0], ("1 A No", 94)]) for n in (1, 2, 3)
    ]
    assert found(unruled) == [["Westerby Board"]] * 3


def test_a_head_set_as_a_table_of_its_own_is_furniture() -> None:
    pages = [page(n, [(f"Westerby Board | Page {n} of 3", 36), *BODY]) for n in (1, 2, 3)]
    assert found(pages) == [[f"Westerby Board | Page {n} of 3"] for n in (1, 2, 3)]


@pytest.mark.parametrize("mark", ["OFFICIAL - SENSITIVE", "RESTRICTED", "OFFICIAL-SENSITIVE: PERSONAL", "CONFIDENTIAL"])
def test_a_protective_marking_at_the_edge_is_furniture_and_in_the_body_content(mark: str) -> None:
    assert found([page(1, [(mark, 30), *BODY])]) == [[mark]]
    assert found([page(1, [*BODY, (mark, 400)])]) == [[]]


def test_a_watermark_is_furniture_and_a_large_title_is_not() -> None:
    assert found([page(1, [("^DRAFT", 380), *BODY])]) == [["DRAFT"]]
    assert found([page(1, [("^D R A F T", 380), *BODY])]) == [["D R A F T"]]
    assert found([page(1, [("^Annual Report", 110), *BODY[6:]])]) == [[]]
    assert found([page(n, [("^WESTERBY", 380), *BODY]) for n in (1, 2, 3)]) == [["WESTERBY"]] * 3


def test_a_release_stamp_on_several_pages_is_furniture_wherever_it_stands() -> None:
    stamp = "Released under the Freedom of Information Act, ref 2019/0417"
    assert found([page(n, [*BODY, (stamp, 500)]) for n in (1, 2, 3)]) == [[stamp]] * 3
    assert found([page(1, [*BODY, (stamp, 500)])]) == [[]]


def test_the_head_of_a_scan_is_furniture_though_each_page_reads_it_a_little_otherwise() -> None:
    heads = ["Westerby Safeguarding Board", "Westerby Safeguardlng Board", "Vesterby Safeguarding Board"]
    pages = [page(n, [(head, 36 + n), *BODY], method=Method.OCR) for n, head in enumerate(heads, 1)]
    assert found(pages) == [[head] for head in heads]


def test_pages_without_geometry_are_judged_by_their_lines() -> None:
    bodies = ["\n".join(f"{word} {text}" for text, _ in BODY) for word in ("First", "Then", "Later", "Last")]
    pages = [Page(n, f"Westerby Board\n{body}\nPage {n} of 4") for n, body in enumerate(bodies, 1)]
    assert found(pages) == [["Westerby Board", f"Page {n} of 4"] for n in range(1, 5)]
    assert found([Page(n, f"Ref | Child\n{n} | A\n{n} | B\n{n} | C") for n in range(1, 5)]) == [[]] * 4


def test_furniture_of_a_made_pdf_is_found_after_reading() -> None:
    content = _with_watermark(5)
    marked = with_furniture(pdf.read(content).pages)
    for n, one in enumerate(marked, 1):
        texts = [one.text[start:end] for start, end in one.furniture]
        assert sorted(texts) == sorted(["DRAFT", "Westerby Board", f"Serious Case Review Panel Page {n} of 5"])
        assert all(f"Item {n}.{i} was noted by the panel" in one.text for i in range(20))


def _with_watermark(count: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for n in range(1, count + 1):
        canvas.saveState()
        canvas.setFillGray(0.7)
        canvas.setFont("Helvetica-Bold", 96)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, 0, "DRAFT")
        canvas.restoreState()
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Westerby Board")
        canvas.drawString(72, 34, "Serious Case Review Panel")
        canvas.drawRightString(520, 34, f"Page {n} of {count}")
        for i in range(20):
            canvas.drawString(72, 730 - 26 * i, f"Item {n}.{i} was noted by the panel and nothing more was said of it.")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


TEXTS = st.sampled_from(
    ["Westerby Board", "Page 1 of 3", "3", "RESTRICTED", "^DRAFT", "A | B", "Noted.", "FOI 2019/1", "Present:", "iv"]
)
MADE = st.lists(st.lists(st.tuples(TEXTS, st.floats(10, 780)), max_size=8), min_size=1, max_size=5)


@given(MADE, st.booleans(), st.sampled_from(list(Method)))
@settings(max_examples=200, deadline=None)
def test_furniture_is_whole_lines_in_order_inside_a_text_that_is_unchanged(
    made: list[list[tuple[str, float]]], has_geometry: bool, method: Method
) -> None:
    pages = [page(n, lines, method=method) for n, lines in enumerate(made, 1)]
    if not has_geometry:
        pages = [Page(one.number, one.text, method=method) for one in pages]
    marked = with_furniture(pages)
    assert [(one.number, one.text, one.words) for one in marked] == [(one.number, one.text, one.words) for one in pages]
    for one in marked:
        ends = [0, *(edge for span in one.furniture for edge in span)]
        assert ends == sorted(ends)
        for start, end in one.furniture:
            assert 0 <= start < end <= len(one.text)
            assert start == 0 or one.text[start - 1] == "\n"
            assert end == len(one.text) or one.text[end] == "\n"
