"""Scanned pages made from invented words: clean, skewed, noisy, JPEG, faxed, stamped, marked over, turned.

A kind, a seed and a resolution give the same picture and the same words each time. What a later stage is tuned on
are seeds below 100; what is reported are seeds from 1000 (`benchmarks/scans.py`).
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = A4
_MARGIN = 62.0


@dataclass(frozen=True, slots=True)
class MadeScan:
    """A picture of a page, the words that it shows, those under marker strokes, and the strokes (pixels)."""

    picture: Image.Image
    text: str
    covered: tuple[str, ...] = ()
    strokes: tuple[tuple[int, int, int, int], ...] = ()


def made_scan(kind: str, seed: int, dpi: int = 300) -> MadeScan:
    """Return a scan of a kind in `KINDS` at 200 or 300 dots an inch."""
    chance = random.Random(f"{seed}")
    page = _Page(chance)
    _LAYOUTS[seed % len(_LAYOUTS)](page, chance)
    clean = page.picture(dpi)
    return KINDS[kind](clean, page, _Dust(f"{kind} {seed} {dpi}", dpi))


# --- The pages ---

_MATTERS = (
    "The Board considered the referral concerning a child of fourteen months who had been admitted to hospital with "
    "injuries that the consultant paediatrician could not explain. Members noted that both agencies had closed the "
    "case in the preceding spring.",
    "Members were reminded that the threshold is set out in chapter eight and that the sub-group recommends, but the "
    "chair decides. It was agreed that the papers were sufficient to reach a view.",
    "After discussion the sub-group concluded that a learning review would serve partners better than a serious case "
    "review, as the practitioners could be heard directly and the findings shared within three months.",
    "The representative of the health trust asked whether the cost of an overview author had been budgeted for. The "
    "business manager replied that the reserve stood at £11,450 and that two commissions were already outstanding.",
    "It was noted that criminal proceedings are listed for October 2011 and that the coroner has adjourned the inquest "
    "until they are concluded. The chair will write to the senior investigating officer.",
    "A letter had been received from the regional office asking for the number of notifications in the quarter. Five "
    "had been made, of which one led to a review and four were considered to fall below the criteria.",
    "The head of safeguarding presented the chronology. Concerns about neglect had been recorded by the school on six "
    "occasions between September 2008 and June 2009, none of which had been shared with the health visitor.",
    "The panel did not consider that further public attention would assist the surviving siblings, who had moved to a "
    "new school and were making progress.",
    "Housing officers had visited the address twice. On the second visit the door was answered by an adult who gave "
    "another name, and this was not followed up.",
    "The voluntary sector member stated that she could not support the proposal and asked that her view be minuted.",
    "An audit of forty files was completed in March. Thirty-one met the standard, six met it in part and three did "
    "not; the three have been returned to the team managers.",
    "The action plan from the previous review was received. Nine of its twelve recommendations are complete; the "
    "remaining three depend on the new recording system, which is now expected in January 2012.",
    "The lead nurse advised that supervision of community staff had lapsed during the reorganisation and that interim "
    "arrangements have been in place since 14 February.",
    "It was agreed that agencies would each prepare a short management report within six weeks, to be considered "
    "together at a half-day event facilitated by the training officer.",
    "Members discussed whether the information could be anonymised. Legal advice was that, in a community of this "
    "size, the family would be recognised from the date and the nature of the injury alone.",
    "The police member confirmed that no charges would be brought and that the file would remain open for two years.",
)
_OPENINGS = (
    "I write further to your request of 3 May, which was handled under the Freedom of Information Act 2000. You asked "
    "for the minutes of every meeting since April 2009 at which a notification was considered.",
    "Thank you for your letter. I enclose the papers that we hold, from which the names of private persons have been "
    "removed under section 40(2) of the Act.",
    "Please find below the response of the trust to the questions which you put to us in your message of 19 November.",
)
_CLOSINGS = (
    "If you are dissatisfied with the handling of your request you may ask for an internal review within forty "
    "working days. You may then complain to the Information Commissioner.",
    "Should you have any further question, please write to the address above and quote the reference number.",
)
_PEOPLE = (
    "A. Fenwick",
    "Jo Marsden",
    "P. Oyelaran",
    "Ruth Calder",
    "D. Whitlock",
    "S. Hanif",
    "Mary Trent",
    "K. Boyle",
)
_ROLES = ("Independent Chair", "Head of Safeguarding", "Detective Inspector", "Designated Nurse", "Team Manager")
_BOARDS = ("Calderwick", "Northshire", "Eastmere", "Harrowby and Tarn", "Wendlebury")
_TOPICS = (
    "Apologies and declarations",
    "Matters arising",
    "Referral: Child",
    "Performance report",
    "Learning",
    "Any other business",
)


class _Page:
    """A page in the making: lines of words drawn from the top, remembered as they are drawn."""

    def __init__(self, chance: random.Random) -> None:
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=A4)
        self._font = chance.choice(["Helvetica", "Times-Roman", "Courier"])
        self._size = chance.choice([10.0, 11.0, 12.0])
        self.lines: list[str] = []
        self.words: list[tuple[str, float, float, float]] = []  # with x0, x1 and baseline, in points from the top
        self.y = _MARGIN

    def write(self, text: str, *, bold: bool = False, left: float = _MARGIN, right: float = WIDTH - _MARGIN) -> None:
        """Write a paragraph within two edges, and go on below it."""
        font = {"Times-Roman": "Times-Bold"}.get(self._font, f"{self._font}-Bold") if bold else self._font
        for line in _wrapped(text, font, self._size, right - left):
            self.y += self._size * 1.3
            self._draw(line, font, left)
        self.y += self._size * 0.6

    def _draw(self, line: str, font: str, left: float) -> None:
        self._canvas.setFont(font, self._size)
        x = left
        for word in line.split():
            self._canvas.drawString(x, HEIGHT - self.y, word)
            width = stringWidth(word, font, self._size)
            self.words.append((word, x, x + width, self.y))
            x += width + stringWidth(" ", font, self._size)
        self.lines.append(line)

    def has_room(self, lines: int = 7) -> bool:
        return bool(self.y + lines * self._size * 1.3 < HEIGHT - _MARGIN)

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """Draw a ruled table, a cell at a time."""
        edges = [_MARGIN]
        for width in widths:
            edges.append(edges[-1] + width)
        top = self.y
        for row in rows:
            start, ends = self.y, []
            for cell, (x0, x1) in zip(row, pairwise(edges), strict=True):
                self.y = start
                self.write(cell, left=x0 + 4, right=x1 - 4)
                ends.append(self.y)
            self.y = max(ends)
            self._canvas.line(edges[0], HEIGHT - start, edges[-1], HEIGHT - start)
        self._canvas.line(edges[0], HEIGHT - self.y, edges[-1], HEIGHT - self.y)
        for x in edges:
            self._canvas.line(x, HEIGHT - top, x, HEIGHT - self.y)
        self.y += self._size

    def picture(self, dpi: int) -> Image.Image:
        """Return the page as a grey picture."""
        self._canvas.save()
        with pdfium.PdfDocument(self._out.getvalue()) as document:
            drawn: Image.Image = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        return drawn


def _wrapped(text: str, font: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, font, size) > width:
            yield line
            longer = word
        line = longer
    yield line


def _minutes(page: _Page, chance: random.Random) -> None:
    page.write(f"{chance.choice(_BOARDS)} Safeguarding Children Board", bold=True)
    page.write(
        f"Minutes of the meeting held on {chance.randint(1, 28)} {chance.choice(['May', 'July', 'October'])} 2010"
    )
    page.write("Present: " + ", ".join(chance.sample(_PEOPLE, 4)))
    matters = chance.sample(_MATTERS, len(_MATTERS))
    for number, topic in enumerate(chance.sample(_TOPICS, len(_TOPICS)), 1):
        if not page.has_room(10):
            return
        page.write(f"{number}. {topic}", bold=True)
        for part in range(1, chance.randint(2, 3)):
            if page.has_room():
                page.write(f"{number}.{part} {matters.pop()}")


def _letter(page: _Page, chance: random.Random) -> None:
    page.write(f"{chance.choice(_BOARDS)} Council, Children and Families Directorate", bold=True, left=WIDTH / 2)
    page.write(f"Our reference: FOI/{chance.randint(1000, 9999)}/11")
    page.write(f"Dear {chance.choice(_PEOPLE)}")
    page.write(chance.choice(_OPENINGS))
    for matter in chance.sample(_MATTERS, 5):
        if page.has_room(12):
            page.write(matter)
    page.write(chance.choice(_CLOSINGS))
    page.write("Yours sincerely")
    page.write(f"{chance.choice(_PEOPLE)}, {chance.choice(_ROLES)}")


def _form(page: _Page, chance: random.Random) -> None:
    page.write("Record of decision: consideration of a serious case review", bold=True)
    matters = chance.sample(_MATTERS, 4)
    rows = [
        ("Case", f"Child {chance.choice('BDFHKM')}, aged {chance.randint(2, 15)}"),
        ("Agencies involved", "Police, health trust, education, housing"),
        ("Summary", matters[0]),
        ("Discussion", matters[1]),
        ("Recommendation", matters[2]),
        ("Signed", f"{chance.choice(_PEOPLE)}, {chance.choice(_ROLES)}"),
    ]
    page.table(rows, (120, WIDTH - 2 * _MARGIN - 120))
    page.write(matters[3])


def _report(page: _Page, chance: random.Random) -> None:
    page.write("Briefing for members", bold=True)
    for matter in chance.sample(_MATTERS, len(_MATTERS)):
        if page.has_room():
            page.write(matter)


_LAYOUTS: tuple[Callable[[_Page, random.Random], None], ...] = (_minutes, _letter, _form, _report)


# --- What happens to them ---


class _Dust:
    """Chance and measure of what degrades one page."""

    def __init__(self, seed: str, dpi: int) -> None:
        self.chance = random.Random(seed)
        self.noise = np.random.default_rng(self.chance.getrandbits(64))
        self.dpi = dpi

    def grain(self, picture: Image.Image, sigma: float) -> Image.Image:
        """Blur as a lens does, and add a sensor's grain."""
        soft = picture.filter(ImageFilter.GaussianBlur(0.3 * self.dpi / 200))
        pixels = np.asarray(soft, np.float32)
        return _grey(pixels + self.noise.normal(0, sigma, pixels.shape))

    def tilt(self, picture: Image.Image, degrees: float) -> Image.Image:
        return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def _grey(pixels: NDArray[Any]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _clean(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    return MadeScan(dust.grain(picture, 3), "\n".join(page.lines))


def _skewed(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    degrees = dust.chance.uniform(1, 4) * dust.chance.choice([-1, 1])
    return MadeScan(dust.grain(dust.tilt(picture, degrees), 5), "\n".join(page.lines))


def _noisy(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    """Grey paper that darkens to one side, a fold's shadow, grain and specks."""
    tilted = dust.tilt(picture, dust.chance.uniform(-0.6, 0.6))
    pixels = np.asarray(tilted, np.float32)
    height, width = pixels.shape
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    paper = 225 - 70 * (across if dust.chance.random() < 0.5 else 1 - across) - 25 * down
    fold = dust.chance.uniform(0.3, 0.7)
    paper = paper - 45 * np.exp(-(((across - fold) / 0.02) ** 2))
    aged = paper * (0.25 + 0.75 * pixels / 255) + dust.noise.normal(0, 14, pixels.shape)
    specks = dust.noise.random(pixels.shape)
    aged[specks < 0.002] = 30
    aged[specks > 0.998] = 240
    return MadeScan(_grey(aged).filter(ImageFilter.GaussianBlur(0.4)), "\n".join(page.lines))


def _jpeg(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    out = io.BytesIO()
    dust.grain(dust.tilt(picture, dust.chance.uniform(-0.5, 0.5)), 6).save(
        out, "JPEG", quality=dust.chance.randint(25, 40)
    )
    return MadeScan(Image.open(io.BytesIO(out.getvalue())).convert("L"), "\n".join(page.lines))


def _fax(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    """Fine-mode fax: 204 by 196 dots an inch, black and white, strokes broken or run together, a streak or two."""
    small = picture.resize((round(WIDTH / 72 * 204), round(HEIGHT / 72 * 196)), Image.Resampling.BILINEAR)
    faint = np.asarray(dust.tilt(small, dust.chance.uniform(-0.7, 0.7)), np.float32)
    pixels = faint + dust.noise.normal(0, 32, faint.shape)
    black: NDArray[np.bool_] = pixels < dust.chance.uniform(120, 165)
    black |= dust.noise.random(pixels.shape) < 0.0015
    for _ in range(dust.chance.randint(0, 2)):
        column = dust.chance.randrange(pixels.shape[1])
        black[:, column] = True
    return MadeScan(_grey(np.where(black, 0, 255)), "\n".join(page.lines))


def _stamped(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    """A slanted RECEIVED stamp in grey ink and a scrawl, both over text; the stamp's word is no part of the truth."""
    unit = dust.dpi / 72
    canvas = picture.copy()
    stamp = Image.new("L", (int(170 * unit), int(60 * unit)), 255)
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((2, 2, stamp.width - 3, stamp.height - 3), outline=120, width=int(2 * unit))
    pen.text((12 * unit, 12 * unit), "RECEIVED", fill=120, font_size=28 * unit)
    turned = stamp.rotate(dust.chance.uniform(-20, 20), Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    _, x, _, y = page.words[dust.chance.randrange(len(page.words) // 4, len(page.words))]
    place = (int(min(x, WIDTH - 190) * unit), int((y - 45) * unit))
    under = canvas.crop((*place, place[0] + turned.width, place[1] + turned.height))
    canvas.paste(_grey(np.minimum(np.asarray(under), np.asarray(turned))), place)
    x, y = (dust.chance.uniform(100, 300) * unit, page.words[-1][3] * unit)
    scrawl = [(x + i * 6 * unit, y + dust.chance.uniform(-14, 14) * unit) for i in range(20)]
    ImageDraw.Draw(canvas).line(scrawl, fill=60, width=int(1.5 * unit))
    return MadeScan(dust.grain(canvas, 5), "\n".join(page.lines))


def _marker(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
    """Black marker, ragged at the ends, over words here and there."""
    unit = dust.dpi / 72
    chosen = set(dust.chance.sample(range(len(page.words)), max(len(page.words) // 25, 2)))
    chosen |= {i + 1 for i in chosen if i + 1 < len(page.words) and page.words[i + 1][3] == page.words[i][3]}
    canvas = picture.copy()
    pen = ImageDraw.Draw(canvas)
    strokes = []
    for i in sorted(chosen):
        _, x0, x1, base = page.words[i]
        left, right = int((x0 - 1) * unit), int((x1 + 1) * unit)
        top, bottom = int((base - 10.5) * unit), int((base + 3.5) * unit)
        strokes.append((left, top, right, bottom))
        for y in range(top, bottom, max(int(unit), 1)):
            ragged = (dust.chance.uniform(0, 1.2) * unit, dust.chance.uniform(0, 1.2) * unit)
            pen.line((left - ragged[0], y, right + ragged[1], y), fill=dust.chance.randint(5, 40), width=int(unit) + 1)
    kept = [word for i, (word, *_) in enumerate(page.words) if i not in chosen]
    covered = tuple(page.words[i][0] for i in sorted(chosen))
    return MadeScan(dust.grain(canvas, 5), " ".join(kept), covered, tuple(strokes))


def _turned(degrees: int) -> Callable[[Image.Image, _Page, _Dust], MadeScan]:
    def turn(picture: Image.Image, page: _Page, dust: _Dust) -> MadeScan:
        upright = dust.grain(dust.tilt(picture, dust.chance.uniform(-0.5, 0.5)), 5)
        return MadeScan(upright.rotate(degrees, expand=True), "\n".join(page.lines))

    return turn


KINDS: dict[str, Callable[[Image.Image, _Page, _Dust], MadeScan]] = {
    "clean": _clean,
    "skewed": _skewed,
    "noisy": _noisy,
    "jpeg": _jpeg,
    "fax": _fax,
    "stamped": _stamped,
    "marker": _marker,
    "turned_90": _turned(90),
    "turned_180": _turned(180),
    "turned_270": _turned(270),
}
