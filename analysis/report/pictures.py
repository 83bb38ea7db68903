"""Pages as pictures for the report: which are wanted most, and each made small enough to carry in the page."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from analysis.report.contents import Contents, DecisionEntry, MentionEntry, Quotation, Stretch

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 60_000  # of a page's picture
_WIDTHS = (960, 880, 800, 720, 600, 480)  # pixels: what is legible comes first, what fits last
_QUALITIES = (60, 45)

PageKey = tuple[str, int]  # document, page


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a picture in a format of the web, and the size of the page in points."""

    content: bytes
    media_type: str
    width: int  # pixels
    height: int
    width_pt: float
    height_pt: float

    @property
    def data_uri(self) -> str:
        """The picture as an address that holds it."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Boxed:
    """A quotation on a page: the anchor of its box, that of its entry, what it is, and its boxes in points."""

    anchor: str
    back: str
    label: str
    boxes: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class PageWithBoxes:
    """A page that quotations stand on."""

    document_id: str
    page: int
    source_name: str
    boxed: tuple[Boxed, ...]


def pages_wanted(contents: Contents) -> tuple[PageWithBoxes, ...]:
    """Return the pages with quotations that have a place on them, the most important first.

    Pages of reasons counted strictly come first, then those counted broadly, then words that decide, then the rest;
    among equals those with more quotations, then in the order of the report.
    """
    boxed: dict[PageKey, list[Boxed]] = {}
    names: dict[PageKey, str] = {}
    ranks: dict[PageKey, int] = {}
    seen: Counter[PageKey] = Counter()
    for rank, back, label, quotation, stretch in _placed(contents):
        key = (stretch.document_id, stretch.page)
        boxed.setdefault(key, []).append(Boxed(stretch.anchor, back, label, stretch.boxes))
        names.setdefault(key, quotation.source_name)
        ranks[key] = min(rank, ranks.get(key, rank))
        seen[key] += 1
    order = sorted(boxed, key=lambda key: (ranks[key], -seen[key]))
    return tuple(PageWithBoxes(*key, names[key], tuple(boxed[key])) for key in order)


def _placed(contents: Contents) -> Iterator[tuple[int, str, str, Quotation, Stretch]]:
    for entry in contents.decisions:
        yield from _of_decision(entry)
    for mention in contents.outside:
        yield from _of_mention(mention, 3)
    for line in contents.rates.stated:
        yield from _stretches(3, f"c-{line.count_id}", f"{line.label}: {line.what}", line.quotation)


def _of_decision(entry: DecisionEntry) -> Iterator[tuple[int, str, str, Quotation, Stretch]]:
    yield from _stretches(2, entry.decision_id, f"{entry.number}: the words that decide", entry.quotation)
    for mention in entry.mentions:
        yield from _of_mention(mention, {"strict": 0, "broad": 1}.get(mention.counts, 3))


def _of_mention(mention: MentionEntry, rank: int) -> Iterator[tuple[int, str, str, Quotation, Stretch]]:
    yield from _stretches(rank, mention.mention_id, f"{mention.label}: {mention.reason}", mention.quotation)


def _stretches(
    rank: int, back: str, label: str, quotation: Quotation
) -> Iterator[tuple[int, str, str, Quotation, Stretch]]:
    for stretch in quotation.stretches:
        if stretch.anchor:
            yield rank, back, label, quotation, stretch


def small_page(picture: bytes, width_pt: float, height_pt: float, most_bytes: int = MOST_BYTES) -> DrawnPage:
    """Return a picture of a page as WebP of at most `most_bytes`, as large and as clear as that allows.

    A page so full that nothing fits comes as small as it gets.
    """
    from PIL import Image

    with Image.open(BytesIO(picture)) as opened:
        page = opened.convert("RGB")
    content, shown = b"", page
    for width in _WIDTHS:
        shown = _narrowed(page, width)
        for content in _ways(shown):
            if len(content) <= most_bytes:
                return DrawnPage(content, "image/webp", *shown.size, width_pt, height_pt)
    return DrawnPage(content, "image/webp", *shown.size, width_pt, height_pt)


def _narrowed(page: Image, width: int) -> Image:
    from PIL import Image

    if page.width <= width:
        return page
    return page.resize((width, max(round(page.height * width / page.width), 1)), Image.Resampling.LANCZOS)


def _ways(page: Image) -> Iterator[bytes]:
    """Yield a picture in colour, then in four greys: print is sharp in these, and far smaller."""
    for quality in _QUALITIES:
        yield _webp(page, quality=quality)
    greys = page.convert("L").point([85 * round(level / 85) for level in range(256)])
    yield _webp(greys, lossless=True)


def _webp(page: Image, **how: int) -> bytes:
    out = BytesIO()
    page.save(out, "WEBP", method=4, **how)
    return out.getvalue()
