"""Draws `docs/picture.png` from a real run of the sample release: a page with its boxed quotation, above its row.

`python docs/make_picture.py` runs the sample release anew; `python docs/make_picture.py WORKSPACE` takes a run at hand.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFont

from corpus.query import Filters, find
from corpus.records import Box
from corpus.store import open_store
from corpus.workspace import Workspace
from flows.show_mention import draw

DOCS = Path(__file__).parent
Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont
PHRASE = (
    "bound to colour how members approached the case"  # a reason in plain sight that uses no word of a keyword list
)

WIDTH, MARGIN, PAD = 900, 20, 22  # pixels
DOTS_A_POINT = 120 / 72  # `minuted show --image` draws 120 dots an inch
ABOVE_PT, BELOW_PT = 68.0, 199.0  # what is shown of the page around the quotation
FINER = 3  # the row is drawn larger and shrunk: letters then stand where they should
PAPER, GROUND, EDGE = "#ffffff", "#eef0f3", "#c9ced6"
INK, FAINT, RED = "#1c2430", "#667080", "#c81e1e"
COLUMNS = (
    ("source_name", "page", "meeting_date", "review_type"),
    ("body", "case_label", "decision_status", "code_confidence"),
    ("reason_code", "polarity", "attribution", "hedging"),
)
PLACES = (0.0, 0.47, 0.6, 0.8)  # of the width


def main(workspace: Path) -> None:
    """Draw the picture from a workspace that holds the sample release."""
    row = mention_row(workspace)
    page = _part_of_page(workspace, str(row["mention_id"]))
    table_row = _drawn_row(row)
    height = 2 * MARGIN + page.height + 12 + table_row.height
    picture = Image.new("RGB", (WIDTH, height), GROUND)
    picture.paste(page, (MARGIN, MARGIN))
    picture.paste(table_row, (MARGIN, MARGIN + page.height + 12))
    out = DOCS / "picture.png"
    picture.save(out, optimize=True)
    sys.stdout.write(f"{out}: {picture.width} x {picture.height}, {out.stat().st_size:,} bytes\n")


def mention_row(workspace: Path) -> Mapping[str, Any]:
    """Return the row of the analysis table that the picture shows.

    Raises:
        SystemExit: no asserted mention quotes `PHRASE` any more.
    """
    found = find(Workspace(workspace).database, Filters(polarities=("asserted",)))
    rows = found[found["quote"].str.contains(PHRASE, regex=False)]
    if rows.empty:
        raise SystemExit(f"no asserted mention quotes {PHRASE!r}: choose another for the picture")
    return {str(name): value for name, value in rows.iloc[0].items()}


def _part_of_page(workspace: Path, mention_id: str) -> Image.Image:
    """Return the page of a mention, boxed, cut in white space above and below its quotation."""
    with open_store(Workspace(workspace).database) as store:
        shown = store.mention(mention_id)
    with tempfile.TemporaryDirectory() as folder:
        draw(shown, Path(folder) / "page.png")
        page = Image.open(BytesIO((Path(folder) / "page.png").read_bytes())).convert("RGB")
    boxes = shown.mention.evidence[0].boxes
    top, bottom = _cut(page, boxes)
    width = WIDTH - 2 * MARGIN
    left = (page.width - width) // 2
    part = page.crop((left, top, left + width, bottom))
    ImageDraw.Draw(part).rectangle((0, 0, part.width - 1, part.height - 1), outline=EDGE)
    return part


def _cut(page: Image.Image, boxes: Sequence[Box]) -> tuple[int, int]:
    """Return the pixel rows to cut at: blank ones, each in the middle of the white space that it lies in."""
    blank = [row for row in range(page.height) if _is_blank(page.crop((0, row, page.width, row + 1)))]
    wanted_top = (min(box.top for box in boxes) - ABOVE_PT) * DOTS_A_POINT
    wanted_bottom = (max(box.bottom for box in boxes) + BELOW_PT) * DOTS_A_POINT
    return _nearest(blank, wanted_top), _nearest(blank, wanted_bottom)


def _is_blank(strip: Image.Image) -> bool:
    return ImageChops.invert(strip).getbbox() is None


def _nearest(rows: Iterable[int], wanted: float) -> int:
    """Return the row with most white around it among those within 20 pixels of the one wanted."""
    held = set(rows)

    def white(row: int) -> int:
        reach = 0
        while row - reach in held and row + reach in held:
            reach += 1
        return reach

    near = [row for row in held if abs(row - wanted) <= 20] or sorted(held, key=lambda row: abs(row - wanted))[:1]
    return max(near, key=lambda row: (white(row), -abs(row - wanted)))


def _drawn_row(row: Mapping[str, Any]) -> Image.Image:
    """Return the main columns of a row of the table, names above values, and the quotation with its place."""
    names, values = ImageFont.load_default(13 * FINER), ImageFont.load_default(16 * FINER)
    quotation = textwrap.wrap(f"“{row['quote']}”", 100)
    width, height = WIDTH - 2 * MARGIN, 2 * PAD + 58 * len(COLUMNS) + 20 + 23 * len(quotation)
    card = Image.new("RGB", (width * FINER, height * FINER), PAPER)
    pen = ImageDraw.Draw(card)

    def write(x: float, y: float, text: str, font: Font, fill: str) -> None:
        pen.text((x * FINER, y * FINER), text, font=font, fill=fill)

    for line, columns in enumerate(COLUMNS):
        for column, place in zip(columns, PLACES, strict=True):
            x, y = PAD + place * (width - 2 * PAD), PAD + 58 * line
            write(x, y, column, names, FAINT)
            write(x, y + 19, _shown(row[column]), values, RED if column == "reason_code" else INK)
    y = PAD + 58 * len(COLUMNS)
    write(PAD, y, f"quote: characters {row['char_start']} to {row['char_end']} of the page", names, FAINT)
    for i, text in enumerate(quotation):
        write(PAD, y + 20 + 23 * i, text, values, INK)
    card = card.resize((width, height), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, width - 1, height - 1), outline=EDGE)
    pen.rectangle((0, 0, 5, height - 1), fill=RED)
    return card


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return textwrap.shorten(str(value), 44, placeholder="...")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            release = DOCS.parent / "corpus" / "sample_release"
            command = [str(Path(sys.executable).with_name("minuted")), "run", str(release), "--workspace", made]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            main(Path(made))
