"""What coders said: a code on a stretch of a page. People's codings and the machine's have the same shape."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder sees one code on one stretch of a page: characters in `Page.text`, from 0, the end not included."""

    coder: str
    document_id: str
    page: int  # from 1
    start: int
    end: int
    code: str
    quotation: str
