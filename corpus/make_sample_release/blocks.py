"""What a made document consists of, whichever format it is then written in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """The name of the document, centred at the top; further lines below it."""

    text: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in bold, as an agenda item or a chapter."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break inside it stays one (an address, a signature)."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered paragraph of minutes, with what is to be done and by whom in the right-hand column."""

    number: str
    text: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; `widths` are shares of the line. The first row is a header unless `header` says otherwise."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    header: bool = True


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Title | Heading | Paragraph | Item | Table | NewPage


@dataclass(frozen=True, slots=True)
class Paper:
    """A document before it is written: its running header and footer, its blocks and its typeface."""

    header: str
    footer: str
    blocks: tuple[Block, ...]
    typeface: str = "Helvetica"
