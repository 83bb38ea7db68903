from __future__ import annotations

import hashlib
import io
from math import ceil
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from corpus.errors import UnreadableFile
from corpus.records import Box, Outcome
from extractors import pdf
from extractors.format import Settings
from extractors.render import draw_page, page_png
from tests import made_documents
from tests.made_canaries import WAYS

CONTENT = made_documents.pdf(["The panel decided that no review would be held.", "Noted."])


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_page_is_drawn_at_its_size_with_the_quotation_boxed() -> None:
    page = pdf.read(CONTENT).pages[0]
    box = next(iter(page.words))[2]
    plain, boxed = picture(page_png(CONTENT, 1, [])), picture(page_png(CONTENT, 1, [box]))
    assert plain.size == boxed.size == (ceil(page.width_pt * 120 / 72), ceil(page.height_pt * 120 / 72))
    changed = ImageChops.difference(plain, boxed).getbbox()
    assert changed is not None
    edges = (box.x0, box.top, box.x1, box.bottom)
    assert all(abs(pixel * 72 / 120 - edge) < 4 for pixel, edge in zip(changed, edges, strict=True))


def test_the_words_under_a_box_can_still_be_read_in_the_picture() -> None:
    page = pdf.read(CONTENT).pages[0]
    box = next(iter(page.words))[2]
    left, top, right, bottom = (int(edge * 120 / 72) for edge in (box.x0, box.top, box.x1, box.bottom))
    grey = picture(page_png(CONTENT, 1, [box])).convert("L").crop((left, top, right, bottom))
    darkest, lightest = grey.getextrema()
    assert isinstance(darkest, int) and isinstance(lightest, int)
    assert lightest - darkest > 120


def test_a_document_inside_an_archive_in_a_message_is_found_by_its_bytes(tmp_path: Path) -> None:
    inner = made_documents.zip_of({"minutes.pdf": CONTENT})
    path = tmp_path / "letter.eml"
    path.write_bytes(made_documents.eml("Minutes", "They are attached.", [("papers.zip", inner)]))
    (png,) = draw_page(path, sha256(CONTENT), 1, [Box(72, 72, 100, 90)])
    assert picture(png).size == picture(page_png(CONTENT, 1, [])).size


def test_a_locked_document_is_drawn_with_its_password(tmp_path: Path) -> None:
    locked = made_documents.encrypted_pdf(["Noted."], "calder")
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked)
    (png,) = draw_page(path, sha256(locked), 1, [], Settings(passwords=("wrong", "calder")))
    assert picture(png).getextrema()[0] == (0, 255)
    with pytest.raises(UnreadableFile) as refusal:
        list(draw_page(path, sha256(locked), 1, []))
    assert refusal.value.outcome == Outcome.ENCRYPTED


def test_a_scan_is_drawn_with_the_quotation_boxed(tmp_path: Path) -> None:
    content, sheet = io.BytesIO(), Image.new("L", (1240, 1754), 255)
    sheet.save(content, "TIFF", dpi=(150, 150), save_all=True, append_images=[sheet])
    path = tmp_path / "scan.tif"
    path.write_bytes(content.getvalue())
    (png,) = draw_page(path, sha256(content.getvalue()), 2, [Box(72, 144, 216, 180)])
    drawn = picture(png)
    assert drawn.size == (992, 1403)
    changed = ImageChops.difference(drawn, Image.new("RGB", drawn.size, "white")).getbbox()
    assert changed is not None
    assert all(abs(pixel * 72 / 120 - edge) < 4 for pixel, edge in zip(changed, (72, 144, 216, 180), strict=True))


def test_what_is_marked_for_redaction_is_painted_over() -> None:
    drawn = picture(page_png(WAYS["unapplied-redaction.pdf"]("zebra"), 1, []))
    scale = 120 / 72
    left, top, right, bottom = (round(edge * scale) for edge in (70, 842 - 712, 230, 842 - 696))
    assert drawn.crop((left, top, right, bottom)).getcolors() == [((right - left) * (bottom - top), (0, 0, 0))]


@pytest.mark.parametrize(
    ("content", "wanted", "outcome"),
    [
        (b"Plain words.", b"Plain words.", Outcome.UNSUPPORTED),
        (CONTENT, b"other bytes", Outcome.UNREADABLE),
    ],
    ids=["no page image", "changed since"],
)
def test_what_cannot_be_drawn_says_why(tmp_path: Path, content: bytes, wanted: bytes, outcome: Outcome) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        list(draw_page(path, sha256(wanted), 1, []))
    assert refusal.value.outcome == outcome
