"""What an earlier run could not read and this one can: with a password given since, or with OCR where it had none.

What a reading lacked is kept beside it (`Parts.lacks`), so that nothing else is read again. Passwords are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.records import Document, Outcome, Received
from extractors.format import Settings

PASSWORD, OCR = "password", "ocr"


def lacks(received: Iterable[Received], settings: Settings) -> set[str]:
    """Return what would have read more of a file than was read with these settings."""
    lines = tuple(received)
    wanting = {PASSWORD} if any(line.outcome is Outcome.ENCRYPTED for line in lines) else set()
    if not settings.ocr and any(_wants_ocr(line) for line in lines):
        wanting.add(OCR)
    return wanting


def offers(settings: Settings) -> set[str]:
    """Return which of these a run has."""
    return {name for name, has in ((PASSWORD, settings.passwords), (OCR, settings.ocr)) if has}


def joined(before: Sequence[Received], now: Sequence[Received], settings: Settings) -> tuple[Received, ...]:
    """Return the lines of a file read once more: what was read before stays read.

    The new reading counts, but for what it failed on (its password was given to the earlier run) and, where it was
    made without OCR, for what had been read already.
    """
    old = {line.source.source_name: line for line in before}
    new = {line.source.source_name for line in now}
    better = (old.get(line.source.source_name, line) if _is_worse(line, old, settings) else line for line in now)
    return (*better, *(line for name, line in old.items() if name not in new))


def _is_worse(line: Received, old: dict[str, Received], settings: Settings) -> bool:
    earlier = old.get(line.source.source_name)
    if earlier is None or earlier.outcome.is_failure:
        return False
    return line.outcome.is_failure or not settings.ocr


def _wants_ocr(line: Received) -> bool:
    return line.outcome is Outcome.NEEDS_OCR or (line.document is not None and _has_unread_page(line.document))


def _has_unread_page(document: Document) -> bool:
    return any(page.is_low_quality or not page.text.strip() for page in document.pages)
