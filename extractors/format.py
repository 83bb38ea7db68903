"""What the reader of a format takes and gives back.

A reader is a module with `read(content, settings) -> Reading`, and a line in `extractors.reading.READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from corpus.records import Hidden, Hiding, Outcome, Page


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a file. `name` is as the outer file gives it, unchecked: it is for display and touches no disk."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found: pages with the text that is shown, and the files inside.

    `note` goes beside the outcome in the ledger. `if_wordless` is the outcome where no page has a word: a scan that a
    reader recognises says `NEEDS_OCR`, and its attachments are read all the same.
    """

    pages: tuple[Page, ...]
    attachments: tuple[Attachment, ...] = ()
    note: str = ""
    if_wordless: Outcome = Outcome.NO_TEXT


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose for reading: `passwords` to try on locked files, in order, and whether scans are read."""

    passwords: tuple[str, ...] = field(default=(), repr=False)  # not for any log
    ocr: bool = True


DEFAULTS = Settings()
Reader = Callable[[bytes, Settings], Reading]


def row_line(cells: Iterable[str]) -> str:
    """Return a table's row as text: ` | ` between cells, empty ones in their place but none at the end.

    A cell of several paragraphs keeps them on lines of their own.
    """
    shown = [cell.strip() for cell in cells]
    while shown and not shown[-1]:
        shown.pop()
    return " | ".join(shown)


def as_hidden(characters: Mapping[Hiding, int]) -> tuple[Hidden, ...]:
    """Return the records of text that is not shown, from counts by the way of hiding."""
    return tuple(Hidden(mechanism, count) for mechanism, count in sorted(characters.items()) if count)
