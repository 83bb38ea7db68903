"""Small documents made from given words, for tests and benchmarks. Every word in them is invented.

Text drawn on a page is Windows-1252; a paragraph is a string, a table is rows of cells with the header first.
"""

from __future__ import annotations

import html as markup
import io
import random
import textwrap
from collections.abc import Iterable, Sequence

from corpus.make_sample_release import typeset, word
from corpus.make_sample_release.blocks import Block, Heading, Item, NewPage, Paper, Paragraph, Table, Title
from corpus.make_sample_release.packing import eml, xlsx, zip_of

__all__ = ["docx", "eml", "encrypted_pdf", "html", "minutes_pdf", "pdf", "scan_pdf", "xlsx", "zip_of"]

Rows = Sequence[Sequence[str]]


def pdf(
    paragraphs: Iterable[str],
    *,
    tables: Iterable[Rows] = (),
    header: str = "",
    footer: str = "",
    password: str = "",
) -> bytes:
    """Return a PDF of the paragraphs, then the ruled tables. With a header or footer, pages are numbered too."""
    return typeset.pdf(_paper(paragraphs, tables, header, footer), password=password)


def encrypted_pdf(paragraphs: Iterable[str], password: str = "calder") -> bytes:
    """Return a PDF that opens only with the password."""
    return pdf(paragraphs, password=password)


def docx(paragraphs: Iterable[str], tables: Iterable[Rows] = (), *, header: str = "", footer: str = "") -> bytes:
    """Return a Word document of the paragraphs, then the tables; ☒ and ☐ become check box controls."""
    return word.docx(_paper(paragraphs, tables, header, footer), compressed=True)


def html(title: str, paragraphs: Iterable[str]) -> bytes:
    """Return a web page in UTF-8 with the title as its heading."""
    body = "\n".join(f"<p>{markup.escape(paragraph)}</p>" for paragraph in paragraphs)
    head = f'<meta charset="utf-8">\n<title>{markup.escape(title)}</title>'
    page = f"<!DOCTYPE html>\n<html>\n<head>\n{head}\n</head>\n<body>\n<h1>{markup.escape(title)}</h1>\n{body}\n"
    return (page + "</body>\n</html>\n").encode()


def scan_pdf(text: str) -> bytes:
    """Return a PDF of one A4 page that is only a picture of the text, at 150 dots per inch: it has no text layer."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = Image.new("L", (1240, 1754), color=255)
    lines = "\n".join(textwrap.fill(paragraph, 80) for paragraph in text.split("\n"))
    ImageDraw.Draw(picture).multiline_text((120, 120), lines, fill=0, font=ImageFont.load_default(24), spacing=10)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    return target.getvalue()


def minutes_pdf(number_of_pages: int, seed: int = 0) -> bytes:
    """Return minutes with exactly so many pages, about 250 words each, one or two cases a page.

    The same seed gives the same bytes, and another seed other words.
    """
    chance = random.Random(seed)
    year = chance.randint(2009, 2017)
    title = Title("Minutes of the Serious Case Review Panel", (f"{chance.randint(1, 28)} March {year}",))
    blocks: list[Block] = [title]
    for page in range(1, number_of_pages + 1):
        blocks += [NewPage()] if page > 1 else []
        blocks += _page_of_minutes(chance, page)
    footer = f"Serious Case Review Panel, March {year}, set {seed}"
    return typeset.pdf(Paper("Westerby Safeguarding Children Board", footer, tuple(blocks)), pages=number_of_pages)


def _paper(paragraphs: Iterable[str], tables: Iterable[Rows], header: str, footer: str) -> Paper:
    blocks: list[Block] = [Paragraph(paragraph) for paragraph in paragraphs]
    for rows in tables:
        columns = len(rows[0])
        blocks.append(Table(tuple(tuple(row) for row in rows), widths=(1 / columns,) * columns))
    return Paper(header, footer, tuple(blocks))


def _page_of_minutes(chance: random.Random, page: int) -> list[Block]:
    """Return one page of minutes: at most forty lines, so that it never runs over."""
    blocks: list[Block] = []
    for part in range(1, 5):
        number = (page - 1) * 4 + part
        about_case = part in (1, 3) and chance.random() < 0.75
        heading, stock = ("Case for consideration", _CASE_ITEMS) if about_case else ("Business", _OTHER_ITEMS)
        label = f"Child {chance.choice('ABCDEFGHJKLMNPRSTVWYZ')}{number}"
        blocks.append(Heading(f"{number}. {heading}: {label}" if about_case else f"{number}. {heading}"))
        for line, words in enumerate(chance.sample(stock, k=2), start=1):
            text = words.format(child=label, n=chance.randint(2, 29), who=chance.choice(_INITIALS))
            blocks.append(Item(f"{number}.{line}", text, chance.choice(("", "", "CF by Friday"))))
    return blocks


_INITIALS = ("HW", "DM", "PT", "AK", "RS", "LB", "JO", "MV")
_CASE_ITEMS = (
    "{child}, aged {n} weeks, was seen at the hospital twice in {n} days. {who} reported that the panel had decided "
    "not to initiate a serious case review, since the criteria were not met.",
    "{who} said that the fees of an author for {child} had been quoted at £{n},000 and that partners would not pay "
    "this. It was agreed that no serious case review be held.",
    "The panel preferred a day with the {n} practitioners who knew {child} to a serious case review. {who} was asked "
    "to arrange it.",
    "{who} asked whether the interest of the newspapers had played a part in the case of {child}. The Chair replied "
    "that it had not, and that the serious case review would begin within {n} days.",
    "The decision on {child} was deferred until the trial, which is listed for {n} days from now. {who} will tell the "
    "school and the surgery.",
    "It was agreed that there would be no serious case review of {child}. {who} will write to the {n} agencies.",
)
_OTHER_ITEMS = (
    "{who} presented the figures for the quarter. Attendance at the core course was {n} higher than in the quarter "
    "before, and the waiting list is now {n} weeks long.",
    "The policy on bruising in babies who cannot yet move was approved with {n} amendments. {who} will send it to all "
    "partners and to the {n} surgeries.",
    "The budget of the training pool was noted. {who} reported that {n} schools have yet to make their section 11 "
    "return, and that a reminder has gone to each of them.",
    "{who} described the visit of {n} colleagues from the neighbouring authority. They had asked above all about the "
    "way in which referrals are recorded out of hours.",
    "The action plan of the published review has {n} actions, of which {who} reported that most are complete. The "
    "remainder concern the transfer of records between health visitors.",
    "Leaflets on private fostering will go to {n} libraries. {who} asked members to say where else they might be seen "
    "by families who have newly come to the area.",
)
