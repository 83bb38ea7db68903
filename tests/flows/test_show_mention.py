"""`minuted show`: a mention's words in their context, and its page with the quotation boxed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line import minuted, rows
from tests.conftest import SampleRun

pytestmark = pytest.mark.slow


def mention_of(run: SampleRun, source_ends: str) -> dict[str, Any]:
    """Return the first mention of a kind of file, on its second page where there is one."""
    found = rows(
        run.workspace,
        "SELECT * FROM analysis WHERE mention_id IS NOT NULL AND source_name LIKE ? AND source_name NOT LIKE '%.zip/%' "
        "ORDER BY page DESC, mention_id",
        f"%{source_ends}",
    )
    return found[0]


def test_a_mention_is_printed_with_its_quotation_and_place(sample_run: SampleRun) -> None:
    mention = mention_of(sample_run, ".pdf")
    found = minuted("show", mention["mention_id"], "-w", sample_run.workspace)
    assert found.returncode == 0
    text = " ".join(found.stdout.split())
    assert mention["reason_code"] in text and mention["source_name"] in text
    assert " ".join(f">>>{mention['quote']}<<<".split()) in text
    assert f"page {mention['page']}, characters {mention['char_start']}-{mention['char_end']}" in text


def test_the_start_of_an_id_is_enough(sample_run: SampleRun) -> None:
    mention = mention_of(sample_run, ".pdf")
    short, whole = (
        minuted("show", key, "-w", sample_run.workspace) for key in (mention["mention_id"][:10], mention["mention_id"])
    )
    assert short.returncode == 0 and short.stdout == whole.stdout


def test_the_image_shows_the_page_with_the_quotation_boxed(sample_run: SampleRun, tmp_path: Path) -> None:
    """Inside the boxes, and close around them, the picture differs from the bare page; far from them it does not."""
    from PIL import Image, ImageChops

    from extractors.render import draw_page

    mention = mention_of(sample_run, ".pdf")
    drawn, bare = tmp_path / "boxed.png", tmp_path / "bare.png"
    found = minuted("show", mention["mention_id"], "-w", sample_run.workspace, "--image", drawn)
    assert found.returncode == 0 and str(drawn) in found.stderr
    (picture,) = draw_page(sample_run.release / mention["source_name"], mention["document_id"], mention["page"], ())
    bare.write_bytes(picture)
    with Image.open(drawn) as with_boxes, Image.open(bare) as without:
        assert with_boxes.format == "PNG" and with_boxes.size == without.size
        changed = ImageChops.difference(with_boxes.convert("RGB"), without.convert("RGB")).getbbox()
        size = with_boxes.size
    assert changed is not None
    left, top, right, bottom = _around(sample_run, mention, size)
    assert left <= changed[0] and top <= changed[1] and changed[2] <= right and changed[3] <= bottom
    assert (changed[2] - changed[0]) * (changed[3] - changed[1]) < 0.5 * size[0] * size[1]


def _around(run: SampleRun, mention: dict[str, Any], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Return, in pixels, the rectangle around the mention's boxes, 6 points wider on every side."""
    import json

    page = rows(
        run.workspace, "SELECT * FROM pages WHERE document_id = ? AND page = ?", mention["document_id"], mention["page"]
    )[0]
    evidence = rows(
        run.workspace, "SELECT * FROM evidence WHERE mention_id = ? AND position = 1", mention["mention_id"]
    )[0]
    boxes = [list(box.values()) if isinstance(box, dict) else box for box in json.loads(evidence["boxes"])]
    scale = size[0] / page["width_pt"]
    x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
    x1, y1 = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return (x0 - 6) * scale, (y0 - 6) * scale, (x1 + 6) * scale, (y1 + 6) * scale


def test_a_format_without_pages_says_that_there_is_no_picture(sample_run: SampleRun, tmp_path: Path) -> None:
    mention = mention_of(sample_run, ".txt")
    image = tmp_path / "page.png"
    found = minuted("show", mention["mention_id"], "-w", sample_run.workspace, "--image", image)
    assert found.returncode == 2 and not image.exists()
    assert mention["source_name"] in found.stderr and "Traceback" not in found.stderr


def test_a_picture_that_cannot_be_written_ends_with_1(sample_run: SampleRun, tmp_path: Path) -> None:
    mention = mention_of(sample_run, ".pdf")
    found = minuted("show", mention["mention_id"], "-w", sample_run.workspace, "--image", tmp_path / "no" / "page.png")
    assert found.returncode == 1
    assert "cannot be written" in found.stderr
