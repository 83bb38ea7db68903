"""Whether the parts of a bundle fit each other: quotations and their places, codes and the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from corpus.codebook import Codebook

_PLACE = ["page", "char_start", "char_end"]
_MOST_TOLD = 20


def codes_differing(codes: pd.DataFrame, codebook: Codebook) -> list[str]:
    """Return the codes of a table that the codebook does not have, or has with another label or definition."""
    book = {code.code: (code.label, code.definition) for code in codebook.codes}
    book |= {sentinel.code: (sentinel.label, sentinel.definition) for sentinel in codebook.sentinels}
    held = zip(codes["code"], codes["label"], codes["definition"], strict=True)
    table = {str(code): (_words(label), _words(definition)) for code, label, definition in held}
    return sorted(code for code in table.keys() | book.keys() if table.get(code) != book.get(code))


def misplaced(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield what does not hold of quotations, in sentences; nothing where all does.

    Every mention has its quotation in `evidence`, at the place that `analysis` gives; and where the texts of pages are
    there, `text[char_start:char_end]` is the quotation.
    """
    yield from _some(_without_evidence(frames["analysis"], frames["evidence"]))
    if "pages" in frames:
        pages = frames["pages"]
        texts = dict(zip(zip(pages["document_id"], pages["page"], strict=True), pages["text"], strict=True))
        yield from _some(_misquoted(frames["evidence"], "evidence", "evidence_id", "quotation", texts))
        yield from _some(_misquoted(frames["counts"], "counts", "count_id", "quote", texts))


def _without_evidence(analysis: pd.DataFrame, evidence: pd.DataFrame) -> Iterator[str]:
    first = evidence[evidence["mention_id"].notna() & evidence["position"].eq(1)]
    places = {row[0]: row[1:] for row in first[["mention_id", *_PLACE]].itertuples(index=False, name=None)}
    mentions = analysis[analysis["mention_id"].notna()]
    for mention, *place in mentions[["mention_id", *_PLACE]].itertuples(index=False, name=None):
        if mention not in places:
            yield f"mention {mention} has no quotation in the table evidence"
        elif places[mention] != tuple(place):
            yield f"mention {mention} stands at another place in analysis than in evidence"


def _misquoted(
    table: pd.DataFrame, name: str, key: str, words: str, texts: Mapping[tuple[str, int], str]
) -> Iterator[str]:
    rows = table[[key, words, "document_id", *_PLACE]]
    for own, quotation, document, page, start, end in rows.itertuples(index=False, name=None):
        if _words(texts.get((document, page)))[start:end] != _words(quotation):
            yield f"{name} {own}: page {page} of document {document} does not say that at characters {start} to {end}"


def _some(found: Iterator[str]) -> Iterator[str]:
    """The first of them, and how many more there are."""
    more = 0
    for number, sentence in enumerate(found):
        if number < _MOST_TOLD:
            yield sentence
        else:
            more += 1
    if more:
        yield f"and {more:,} more like the last"


def _words(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
