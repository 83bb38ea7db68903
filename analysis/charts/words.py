"""The words of charts: names of codes, shares in per cent, and the line that tells the source."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from analysis.charts.lettering import plain
from analysis.rates.rounded import rounded
from analysis.shares.stated_reasons import ANY_REASON, DEFAULT_STATUSES, NONE_COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

FEW = 5  # decisions below which a share is marked: it would jump with a single one
_NAMED = 3
_LONGEST = 60  # characters of the name of a release
_OWN = {ANY_REASON: "Any reason", NONE_COUNTED: "Mentioned, none counted"}


def label_of(code: str) -> str:
    """Return a short name of a reason or outcome for people: the codebook's, else the code in words."""
    return _labels().get(code) or plain(code.replace("_", " ").replace(".", ": ")).capitalize()


@cache
def _labels() -> dict[str, str]:
    from corpus.codebook import load_codebook

    book = load_codebook()
    reasons = {code.code: code.label for code in book.codes}
    return reasons | {sentinel.code: sentinel.label for sentinel in book.sentinels} | _OWN


def quoted(code: str) -> str:
    """Return the name of a reason in quotation marks, for a sentence."""
    return f"“{label_of(code)}”"


def percent(share: float) -> str:
    """Return a share in [0, 1] as `14 %`, or `0.2 %` where it is below one."""
    return f"{rounded(100 * share, 0 if share == 0 or share >= 0.01 else 1)} %"


def percent_range(low: float, high: float) -> str:
    """Return two shares as `5 % to 35 %`."""
    return f"{percent(low)} to {percent(high)}"


def decisions_of(statuses: Sequence[str]) -> str:
    """Return what is counted: `decisions not to initiate`, or decisions with their statuses."""
    if tuple(statuses) == DEFAULT_STATUSES:
        return "decisions not to initiate"
    return f"decisions ({', '.join(statuses)})"


def number_of(count: int | None, noun: str) -> str:
    """Return a count with its noun: `1 decision`, `1,200 decisions`; without the number where it is hidden."""
    if count is None:
        return f"a hidden number of {noun}s"
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def sentence(*parts: str) -> str:
    """Return sentences joined, without those that are empty."""
    return " ".join(part for part in parts if part)


def some(names: Iterable[str], most: int = _NAMED) -> str:
    """Return names in a row: `A, B, C and 4 more`."""
    held = [plain(name) for name in names]
    if len(held) > most:
        return f"{', '.join(held[:most])} and {len(held) - most:,} more"
    return " and ".join([", ".join(held[:-1]), held[-1]]) if len(held) > 1 else "".join(held)


def source_of(documents: pd.DataFrame) -> str:
    """Return where a table comes from: releases, documents, their dates, and the versions that read them."""
    if documents.empty:
        return "No documents."
    releases = some(_short(name) for name in _values(documents, "release_id"))
    dates = _dates(documents)
    dated = f", dated {dates[0]} to {dates[-1]}" if len(dates) > 1 else f", dated {dates[0]}" if dates else ""
    versions = [
        f"{kind} {some(found)}"
        for kind in ("codebook", "model", "extractor")
        if (found := _values(documents, f"{kind}_version"))
    ]
    told = f" Versions: {', '.join(versions)}." if versions else ""
    return f"Release {releases or 'not named'}: {number_of(len(documents), 'document')}{dated}.{told}"


def _values(frame: pd.DataFrame, column: str) -> list[str]:
    return sorted({str(value) for value in frame[column].dropna()}) if column in frame else []


def _dates(documents: pd.DataFrame) -> list[str]:
    return sorted({*_values(documents, "meeting_date"), *_values(documents, "document_date")})


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
