"""Shares of reasons and pairs of reasons, as the report shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.figures import Figure
from analysis.rates.rounded import p_value_text, range_text, rounded
from analysis.report.contents import PairLine, PairSection, Part, ReasonLine, ReasonSection, Sentence, ShareCell
from analysis.report.wording import many, percent, percent_range, words
from analysis.shares.cooccurrence import Cooccurrence, Pair
from analysis.shares.cooccurrence_tables import cooccurrence_figures
from analysis.shares.measure import Share, Shares
from analysis.shares.stated_reasons import ANY_REASON, NONE_COUNTED, OUTCOMES, Version, parent_of
from analysis.shares.tables import shares_figures
from corpus.codebook import ILLEGIBLE, NOT_STATED, REDACTED

if TYPE_CHECKING:
    from analysis.report.figure_book import FigureBook

_MOST_NAMED = 3  # reasons named in the summary


@dataclass(frozen=True, slots=True)
class _Both:
    strict: Share
    broad: Share


def reason_section(found: Shares, book: FigureBook, name: Callable[[str], str]) -> ReasonSection:
    """Return the shares of reasons as a table, reasons first, then what stands in their place."""
    book.put_all(shares_figures(found))
    held = _both(found)
    codes = [code for code in held if code not in OUTCOMES and held[code].broad.count]
    outcomes = [code for code in OUTCOMES if code in held and (code != ILLEGIBLE or held[code].broad.count)]
    lines = tuple(_line(code, held[code], book, name) for code in (*codes, *outcomes))
    return ReasonSection(
        decisions=book.linked(f"{found.decisions or 0:,}", "report.status.not_initiated"),
        lines=lines,
        has_bounds=any(line.strict.bounds for line in lines),
        has_by_body=any(line.strict.by_body or line.broad.by_body for line in lines),
        cautions=found.cautions,
    )


def reason_sentences(found: Shares, book: FigureBook, name: Callable[[str], str]) -> list[Sentence]:
    """Return what is stated most, and for how many decisions nothing is."""
    held = _both(found)
    if not found.decisions or not held:
        return [(Part("The documents state of no decision that no review is initiated: there is no share to give."),)]
    return [_stated_so(found.decisions, held, book), *_most_stated(held, book, name)]


def _stated_so(decisions: int, held: dict[str, _Both], book: FigureBook) -> Sentence:
    def part(code: str, version: Version) -> Part:
        share = getattr(held[code], version)
        return book.linked(f"{share.count:,}", f"shares.{version}.{code}")

    of = book.linked(many(decisions, "decision"), "report.status.not_initiated")
    return (
        Part("Of "),
        of,
        Part(" not to initiate a review, the documents give a reason for "),
        part(ANY_REASON, Version.STRICT),
        Part(" (strict) or "),
        part(ANY_REASON, Version.BROAD),
        Part(" (broad). For "),
        part(NOT_STATED, Version.BROAD),
        Part(" they state none, for "),
        part(REDACTED, Version.BROAD),
        Part(" the reason is redacted, and for "),
        part(NONE_COUNTED, Version.BROAD),
        Part(" reasons are spoken of that count in neither."),
    )


def _most_stated(held: dict[str, _Both], book: FigureBook, name: Callable[[str], str]) -> list[Sentence]:
    whole = [code for code in held if code not in OUTCOMES and code == parent_of(code) and held[code].strict.count]
    whole.sort(key=lambda code: (-(held[code].strict.count or 0), code))
    if not whole:
        return []
    parts = [Part("Stated most often (strict, each with what belongs under it): ")]
    for place, code in enumerate(whole[:_MOST_NAMED]):
        share = held[code].strict
        lead = "" if place == 0 else "; "
        interval = percent_range(share.share.low, share.share.high)
        parts += [
            Part(f"{lead}{name(code)} for "),
            book.linked(f"{share.count:,}", f"shares.{Version.STRICT}.{code}"),
            Part(f" ({percent(share.share.value)}, 95 % interval {interval})"),
        ]
    return [(*parts, Part("."))]


def _both(found: Shares) -> dict[str, _Both]:
    by_code: dict[str, dict[str, Share]] = {}
    for share in found.rows:
        by_code.setdefault(share.code, {})[str(share.version)] = share
    return {code: _Both(each[Version.STRICT], each[Version.BROAD]) for code, each in by_code.items()}


def _line(code: str, both: _Both, book: FigureBook, name: Callable[[str], str]) -> ReasonLine:
    is_outcome = code in OUTCOMES
    said = str(words()["rows"][code]) if is_outcome else name(code)
    is_child = not is_outcome and code != parent_of(code)
    return ReasonLine(code, said, is_child, is_outcome, _cell(both.strict, book), _cell(both.broad, book))


def _cell(share: Share, book: FigureBook) -> ShareCell:
    estimate, by_body, bounds = share.share, share.by_body, share.bounds
    return ShareCell(
        book.linked(f"{share.count or 0:,}", f"shares.{share.version}.{share.code}"),
        percent(estimate.value),
        percent_range(estimate.low, estimate.high),
        percent_range(*by_body) if by_body else "",
        percent_range(*bounds) if bounds else "",
        estimate.value,
        estimate.low,
        estimate.high,
    )


def pair_section(found: Cooccurrence, book: FigureBook, name: Callable[[str], str]) -> PairSection:
    """Return pairs of reasons as a table."""
    figures = {figure.name: figure for figure in cooccurrence_figures(found)}
    book.put_all(figures.values())
    lines = tuple(_pair_line(pair, figures, str(found.settings.version), book, name) for pair in found.pairs)
    return PairSection(lines, found.cautions)


def _pair_line(
    pair: Pair, figures: dict[str, Figure], version: str, book: FigureBook, name: Callable[[str], str]
) -> PairLine:
    both = book.link(f"{pair.both or 0:,}", figures[f"together.{version}.{pair.first}+{pair.second}"])
    return PairLine(
        name(pair.first),
        name(pair.second),
        both,
        _number(pair.expected),
        _number(pair.lift, 2),
        range_text(*pair.lift_interval, 2) if pair.lift_interval else "–",
        "–" if pair.holm is None else p_value_text(pair.holm).removeprefix("p = "),
        pair.says,
    )


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else rounded(value, digits)
