"""Puts the report's contents together from frames: what is said, and every figure with its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.report.contents import ChartEntry, Contents, Part, Sentence
from analysis.report.coverage import coverage, coverage_sentences, file_lines, file_rows, missing_figures
from analysis.report.decisions import Decisions, rows_on_page
from analysis.report.figure_book import FigureBook
from analysis.report.inputs import Around, Extras, ReportSettings, Tables
from analysis.report.quotations import Quotations, rows_of
from analysis.report.rates import count_lines, count_rows, rate_section, rate_sentences
from analysis.report.reasons import pair_section, reason_section, reason_sentences
from analysis.report.wording import date_words, listed, many, read_out, words
from analysis.shares.cooccurrence import PairSettings, cooccurrence
from analysis.shares.measure import ShareSettings, shares

if TYPE_CHECKING:
    import pandas as pd

    from analysis.charts.chart import Chart
    from analysis.report.contents import DecisionEntry

_MOST_BODIES = 4  # named in the line under the title


def report_contents(tables: Tables, around: Around, settings: ReportSettings, extras: Extras) -> Contents:
    """Return all that the report says. The same frames, settings and extras give the same contents.

    `around` gives the words of a page with what stands beside them, names replaced as in the frames.
    """
    book = FigureBook()
    quotations = Quotations(tables.evidence, around)
    decisions = Decisions(tables, quotations)
    entries, outside = decisions.entries(), decisions.outside()
    files = file_lines(tables.ledger)
    found = shares(
        tables.analysis,
        tables.decisions,
        tables.ledger,
        ShareSettings(resamples=settings.resamples, seed=settings.seed),
    )
    pairs = cooccurrence(
        tables.analysis, tables.decisions, PairSettings(resamples=settings.resamples, seed=settings.seed)
    )
    sources = {
        str(row["document_id"]): str(row["source_name"]) for row in rows_of(tables.ledger) if not row["duplicate_of"]
    }
    stated = count_lines(tables.counts, sources, quotations)
    covered = coverage(files, found.missing, book)
    book.put_all(missing_figures(found.missing))
    statuses = _statuses(entries, book)
    reasons = reason_section(found, book, decisions.reason)
    paired = pair_section(pairs, book, decisions.reason)
    rated = rate_section(extras.rates, extras.why_no_rates, stated, book)
    summary = (
        *coverage_sentences(files, tables.ledger["release_id"].nunique(), book),
        *_decision_sentences(entries, book),
        *reason_sentences(found, book, decisions.reason),
        *rate_sentences(extras.rates, book),
        *_checking_sentences(tables.analysis, book),
    )
    charts = tuple(_chart(chart, book) for chart in extras.charts)
    rows = {**rows_on_page(entries, outside), **count_rows(stated), **file_rows(files)}
    return Contents(
        settings, _received(tables.ledger, entries), summary, covered, statuses, entries, outside, reasons, paired,
        rated, charts, extras, book.lists(rows), book.rowless, book.figures,
    )  # fmt: skip


def _statuses(entries: tuple[DecisionEntry, ...], book: FigureBook) -> tuple[tuple[str, Part], ...]:
    book.count("report.decisions", "Decisions, each counted once.", [each.decision_id for each in entries])
    order = list(words()["statuses"])
    found = sorted({each.status for each in entries}, key=order.index)
    return tuple((read_out("statuses", status), _status_part(status, entries, book)) for status in found)


def _status_part(status: str, entries: tuple[DecisionEntry, ...], book: FigureBook) -> Part:
    says = f"Decisions of which the documents state: {read_out('statuses', status)}."
    return book.count(f"report.status.{status}", says, [each.decision_id for each in entries if each.status == status])


def _decision_sentences(entries: tuple[DecisionEntry, ...], book: FigureBook) -> list[Sentence]:
    if not entries:
        return [(Part("No decision was found in them."),)]
    number = book.linked(many(len(entries), "decision"), "report.decisions")
    parts = [Part("They tell of "), number, Part(", each counted once. The documents state: ")]
    for place, (said, part) in enumerate(_statuses(entries, book)):
        parts += [Part(f"{'' if place == 0 else '; '}{said} ("), part, Part(")")]
    return [(*parts, Part("."))]


def _checking_sentences(analysis: pd.DataFrame, book: FigureBook) -> list[Sentence]:
    mentions = analysis[analysis["mention_id"].notna()]
    if mentions.empty:
        return []
    all_ids = mentions["mention_id"].astype(str)
    unsure = mentions["needs_review"].fillna(True).astype(bool)
    verified = mentions["human_verified"].fillna(False).astype(bool)
    total = book.count("report.passages", "Passages in which a reason is stated or spoken of.", all_ids)
    open_ = book.count("report.passages.to_review", "Passages that a person is yet to look at.", all_ids[unsure])
    sure = book.count("report.passages.verified", "Passages that a person has confirmed.", all_ids[verified])
    return [
        (
            Part("Reasons are stated or spoken of in "),
            total,
            Part(" passages. Of these, "),
            open_,
            Part(" are too unsure to be counted as strict before a person has looked at them, and "),
            sure,
            Part(" have been confirmed by a person."),
        )
    ]


def _chart(chart: Chart, book: FigureBook) -> ChartEntry:
    figures = tuple((book.link(_value(figure.value), figure, chart.name), figure.says) for figure in chart.figures)
    return ChartEntry(chart.name, chart.title, chart.svg, chart.alt, chart.source, chart.note, figures)


def _value(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.4g}"


def _received(ledger: pd.DataFrame, entries: tuple[DecisionEntry, ...]) -> str:
    """Return a line that tells whose papers these are, and which time their decisions span."""
    bodies = list(dict.fromkeys(sorted(each.body for each in entries if each.body)))
    dates = sorted(each.date for each in entries if each.date)
    named = bodies if len(bodies) <= _MOST_BODIES else [*bodies[:_MOST_BODIES], f"{len(bodies) - _MOST_BODIES} more"]
    span = f"Decisions from {date_words(dates[0])} to {date_words(dates[-1])}" if dates else ""
    release = listed(sorted(ledger["release_id"].dropna().unique())[:_MOST_BODIES])
    parts = (f"Release: {release}" if release else "", f"Bodies: {listed(named)}" if named else "", span)
    return ". ".join(part for part in parts if part) + "." if any(parts) else many(0, "file") + " received."
