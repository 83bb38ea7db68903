"""Rates and the figures that documents state themselves, as the report shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.rates.comparison_figures import rates_figures
from analysis.rates.policy_events import alternative_explanations, other_events
from analysis.rates.sensitivity import sensitivity_figures
from analysis.rates.windows import Window
from analysis.report.contents import CountLine, Part, RateSection, RowLink, Sentence
from analysis.report.inputs import Compared
from analysis.report.quotations import Quotations, Row, rows_of
from analysis.report.wording import date_words, read_out

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures import Figure
    from analysis.report.figure_book import FigureBook, Rows


def rate_section(
    compared: Compared | None, why_none: str, stated: tuple[CountLine, ...], book: FigureBook
) -> RateSection:
    """Return a comparison in sentences, each leading to its rows where it has any."""
    if compared is None:
        return RateSection("", (), (), (), (), why_none, stated)
    found = compared.found
    return RateSection(
        what=compared.what,
        sentences=_sentences(rates_figures(found), book),
        warnings=(*compared.notes, *(warning.says for warning in found.warnings)),
        hangs_on=(
            *_sentences(sensitivity_figures(found, compared.hangs_on), book),
            *((Part(note),) for note in compared.hangs_on.notes),
        ),
        to_rule_out=_to_rule_out(compared),
        why_none="",
        stated=stated,
    )


def rate_sentences(compared: Compared | None, book: FigureBook) -> list[Sentence]:
    """Return the ratio in a sentence for the summary, once the section has been made."""
    if compared is None:
        return []
    ratio = next(figure for figure in rates_figures(compared.found) if figure.name == "rates.ratio")
    what = Part(f"Rates ({compared.what}): ")
    return [(what, book.linked(ratio.says, "rates.ratio"), Part(" This is an association: counts do not tell why."))]


def _sentences(figures: tuple[Figure, ...], book: FigureBook) -> tuple[Sentence, ...]:
    """One reason may leave several figures undefined: it is told once."""
    linked = (book.link(figure.says, figure) for figure in figures)
    return tuple((part,) for part in {part.text: part for part in reversed(list(linked))}.values())[::-1]


def _to_rule_out(compared: Compared) -> tuple[str, ...]:
    found = compared.found
    windows = [*found.before.total.windows, *found.after.total.windows]
    others: tuple[str, ...] = ()
    if windows:
        span = Window(min(window.start for window in windows), max(window.end for window in windows))
        others = tuple(
            f"another change in that time: {other.label}" + ("" if other.checked else "; its date is to be checked")
            for other in other_events(found.event, [span])
        )
    return (*others, *alternative_explanations())


def count_lines(counts: pd.DataFrame, sources: dict[str, str], quotations: Quotations) -> tuple[CountLine, ...]:
    """Return the figures that documents state; `sources` names the file of each document."""
    rows = rows_of(counts)
    rows.sort(key=lambda row: (sources.get(str(row["document_id"]), ""), row["page"], row["char_start"]))
    return tuple(_count_line(number, row, sources, quotations) for number, row in enumerate(rows, start=1))


def count_rows(lines: tuple[CountLine, ...]) -> Rows:
    """Return where each stated figure is on the page, by its id."""
    return {
        each.count_id: ("figures that documents state", RowLink(f"c-{each.count_id}", each.label, each.what))
        for each in lines
    }


def _count_line(number: int, row: Row, sources: dict[str, str], quotations: Quotations) -> CountLine:
    owner = str(row["count_id"])
    held = dict(row) | {"source_name": sources.get(str(row["document_id"]), "")}
    start, end = row["period_start"], row["period_end"]
    period = f"{date_words(str(start))} to {date_words(str(end))}" if start and end else ""
    stated = f"{int(row['count']):,}" if row["count"] is not None else str(row["direction"] or "")
    definition = str(row["count_definition"] or read_out("metrics", row["metric"]))
    kind = "" if row["review_type"] in (None, "unknown") else f" ({row['review_type']})"
    return CountLine(
        owner, f"C{number}", f"{definition}{kind}", stated, period, str(row["area"] or ""), quotations.of(owner, held)
    )
