"""Scans are read, and what cannot be read is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from corpus.records import Method, Page
from extractors import ocr, rapid, tesseract
from extractors.layout import Line, Word
from extractors.ocr import Scan, read_scan, read_scans
from tests.made_scans import HEIGHT, WIDTH, MadeScan, made_scan

LINN = Path(__file__).parents[3] / "shared/files/ocrmypdf__linn.pdf"


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def word_f1(read: str, truth: str) -> float:
    ours, theirs = words_of(read), words_of(truth)
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def scan_of(made: MadeScan, number: int = 1) -> Scan:
    lying = made.picture.width > made.picture.height
    return Scan(number, made.picture, *((HEIGHT, WIDTH) if lying else (WIDTH, HEIGHT)))


def small_scan(text: str = "The panel agreed that the case be closed.", number: int = 1, shade: int = 0) -> Scan:
    page = Image.new("L", (1250, 800), 255)
    pen = ImageDraw.Draw(page)
    for i in range(3):
        pen.text((100, 150 + 120 * i), text, fill=shade, font_size=42)
    return Scan(number, page, 300, 192)


@pytest.mark.parametrize("kind", ["clean", "skewed", "noisy", "fax"])
def test_a_scan_is_read(kind: str) -> None:
    made = made_scan(kind, 1, 200)
    page = read_scan(scan_of(made))
    assert word_f1(page.text, made.text) > 0.97
    assert page.quality > 0.8
    assert page.method is Method.OCR
    assert len(page.words.confidences) == len(page.words)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_scan_is_read_upright_and_its_boxes_lie_on_the_page_as_given(degrees: int) -> None:
    made = made_scan(f"turned_{degrees}", 1, 200)
    scan = scan_of(made)
    page = read_scan(scan)
    assert word_f1(page.text, made.text) > 0.97
    assert (page.width_pt, page.height_pt) == (scan.width_pt, scan.height_pt)
    long_words = [box for start, end, box in page.words if end - start > 5]
    tall = sum(box.bottom - box.top > box.x1 - box.x0 for box in long_words)
    assert (tall > 0.9 * len(long_words)) == (degrees != 180)
    assert all(
        0 <= box.x0 < box.x1 <= page.width_pt and 0 <= box.top < box.bottom <= page.height_pt for box in long_words
    )


LABELS = ["Case", "Agencies involved", "Summary", "Discussion", "Recommendation", "Signed"]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "seed"), [("clean", 2), ("skewed", 6), ("fax", 6), ("turned_90", 10)])
def test_a_ruled_form_is_read_row_by_row_with_its_cells_whole(kind: str, seed: int) -> None:
    made = made_scan(kind, seed, 200)
    page = read_scan(scan_of(made))
    rows = [line.split(" | ") for line in page.text.splitlines() if " | " in line]
    assert [label for label, _ in rows] == LABELS
    written = made.text.replace("\n", " ")
    starts = [*(written.index(f"{label} ") for label in LABELS), len(written)]
    for (label, cell), start, end in zip(rows[:-1], starts[:-2], starts[1:], strict=False):
        assert word_f1(f"{label} {cell}", written[start:end]) > 0.75  # in a short cell of a fax a word may be misread


@pytest.mark.slow
def test_words_under_a_pale_stamp_are_read() -> None:
    made = made_scan("stamped", 5, 200)
    assert word_f1(read_scan(scan_of(made)).text, made.text) > 0.95


def test_boxes_hold_the_ink_of_their_words() -> None:
    scan = small_scan()
    page = read_scan(scan)
    dots_per_point = scan.picture.width / scan.width_pt
    for _, _, box in page.words:
        x0, top, x1, bottom = (round(edge * dots_per_point) for edge in (box.x0, box.top, box.x1, box.bottom))
        assert scan.picture.crop((x0, top, x1, bottom)).getextrema() == (0, 255)


def test_paragraphs_and_words_agree_with_the_text() -> None:
    page = read_scan(small_scan())
    shown = [page.text[start:end] for start, end, _ in page.words]
    assert shown == page.text.split()
    assert page.text.splitlines() == ["The panel agreed that the case be closed."] * 3


@pytest.mark.parametrize("shade", [255, 0])
def test_an_empty_page_has_no_words_and_is_trusted(shade: int) -> None:
    page = read_scan(Scan(1, Image.new("L", (1240, 1754), shade), WIDTH, HEIGHT))
    assert (page.text, page.quality) == ("", 1.0)


def test_no_words_are_invented_for_a_photograph() -> None:
    noise = Image.effect_noise((80, 60), 90).resize((1240, 930), Image.Resampling.BICUBIC)
    page = read_scan(Scan(1, noise, 400, 300))
    assert page.text == ""


def test_a_page_beyond_reading_is_of_low_quality() -> None:
    made = made_scan("jpeg", 1, 200)
    tiny = made.picture.resize((330, 467))
    page = read_scan(Scan(1, tiny, WIDTH, HEIGHT))
    assert page.is_low_quality


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "seed", "dpi"), [("clean", 6, 50), ("noisy", 3, 45), ("jpeg", 1, 45)])
def test_with_a_quarter_of_its_words_wrong_a_page_is_of_low_quality(kind: str, seed: int, dpi: int) -> None:
    made = made_scan(kind, seed, 200)
    coarse = made.picture.resize([side * dpi // 200 for side in made.picture.size], Image.Resampling.BOX)
    page = read_scan(Scan(1, coarse, WIDTH, HEIGHT))
    assert word_f1(page.text, made.text) < 0.75
    assert page.is_low_quality


def test_a_logo_without_words_is_nothing_for_a_person() -> None:
    logo = Image.new("L", (400, 160), 255)
    pen = ImageDraw.Draw(logo)
    pen.ellipse((20, 20, 140, 140), outline=0, width=12)
    pen.line((60, 120, 80, 40, 100, 120), fill=0, width=10)
    page = read_scan(Scan(1, logo, 300, 120))
    assert (page.text, page.is_low_quality) == ("", False)


def test_a_page_full_of_what_could_be_letters_of_which_none_is_read_is_for_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tesseract, "recognise", lambda picture, mode="AUTO": [])
    page = read_scan(scan_of(made_scan("clean", 3, 200)))
    assert (page.text, page.is_low_quality) == ("", True)


def test_a_drawing_beside_text_does_not_lower_the_quality_of_a_page() -> None:
    scan = small_scan()
    pen = ImageDraw.Draw(scan.picture)
    for i in range(12):
        pen.arc((700 - 20 * i, 480 - 8 * i, 800 + 20 * i, 540 + 12 * i), 10 * i, 200 + 10 * i, fill=0, width=4)
    assert read_scan(scan).quality > 0.7


def stand_in(picture: Image.Image) -> list[Line]:
    """Return what a better engine might: one line across the middle."""
    middle, step = picture.height / 2, picture.width / 8
    text = ["The", "panel", "agreed", "that", "the", "case", "be", "closed"]
    return [[Word(w, i * step, middle, (i + 0.9) * step, middle + 40, confidence=0.95) for i, w in enumerate(text)]]


def test_the_second_engine_reads_what_the_first_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    gibberish: list[Line] = [[Word("xqzv", 100, 150, 300, 200, confidence=0.95), Word("wkjq", 310, 150, 400, 200)]]
    monkeypatch.setattr(tesseract, "recognise", lambda picture, mode="AUTO": gibberish)
    assert read_scan(small_scan()).text == ""
    assert read_scan(small_scan(), stand_in).text == "The panel agreed that the case be closed"


def test_a_good_page_never_troubles_the_second_engine() -> None:
    def never(picture: Image.Image) -> list[Line]:
        raise AssertionError("a good page was escalated")

    assert read_scan(small_scan(), never).quality > 0.8


def test_the_worse_of_two_readings_is_not_kept() -> None:
    def worse(picture: Image.Image) -> list[Line]:
        return [[Word("qzx", 0, 0, 10, 10, confidence=1.0)]]

    french = small_scan("Penderfynwyd gan y bwrdd fod yr achos ar gau")
    assert "Penderfynwyd" in read_scan(french, worse).text


def test_without_the_extra_there_is_no_second_engine() -> None:
    assert (rapid.engine() is None) == (find_spec("rapidocr") is None)


def test_pages_come_in_order_and_scans_are_taken_only_a_few_ahead() -> None:
    taken: list[int] = []

    def scans() -> Iterator[Scan]:
        for number in range(1, 13):
            taken.append(number)
            yield small_scan(f"This is page number {number} of the file.", number)

    pages: list[Page] = []
    for page in read_scans(scans()):
        pages.append(page)
        assert len(taken) - len(pages) <= ocr.threads() + 1
    assert [page.number for page in pages] == list(range(1, 13))
    assert all(f"page number {page.number} of" in page.text for page in pages)


def test_a_caller_may_stop_early() -> None:
    pages = read_scans(small_scan(number=number) for number in range(1, 100))
    assert next(pages).number == 1
    pages.close()  # type: ignore[attr-defined]


def test_every_page_starts_the_time_limit_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[int] = []
    monkeypatch.setattr(ocr, "beat", lambda: beats.append(1))
    assert len(list(read_scans(small_scan(number=number) for number in (1, 2, 3)))) == len(beats) == 3


def test_a_public_scan_agrees_with_its_ground_truth() -> None:
    if not LINN.exists():
        pytest.skip("the collection of public files is not at hand")
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(LINN) as pdf:
        size = pdf[0].get_size()
        picture = pdf[0].render(scale=300 / 72, grayscale=True).to_pil()
    page = read_scan(Scan(1, picture, *size))
    assert word_f1(page.text, LINN.with_name(f"{LINN.name}.gt.txt").read_text("utf-8")) >= 0.93
    assert page.quality > 0.8
