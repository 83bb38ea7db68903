"""What the commands print for people. Nothing here decides anything."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from corpus.records import Outcome
from flows.disclosure import failed_redactions, letter, not_shown, place_line, worth_telling

if TYPE_CHECKING:
    import pandas as pd

    from corpus.codebook import Codebook
    from corpus.store import HiddenText
    from flows.run_release import RunReport
    from models.evaluation import Report

WORDS = {
    Outcome.CODED: "coded: at least one reason found",
    Outcome.NO_REASON: "read: no reason found",
    Outcome.DUPLICATE: "duplicate of another file",
    Outcome.CONTAINER: "opened: what is inside has lines of its own",
    Outcome.SYSTEM_FILE: "left by an operating system, holds no document",
    Outcome.NO_TEXT: "read: holds no words",
    Outcome.NEEDS_OCR: "not read: pictures of text, without OCR",
    Outcome.ENCRYPTED: "not read: asks for a password (--password, --passwords)",
    Outcome.CORRUPT: "not read: damaged or empty",
    Outcome.TIMED_OUT: "not read: took too long",
    Outcome.FAILED: "not read: broke the reader",
    Outcome.TOO_LARGE: "not read: over a limit",
    Outcome.UNSUPPORTED: "not read: format not yet supported",
    Outcome.UNREADABLE: "not read: could not be opened",
}
_MOST_LISTED = 25
_SHOWN = {
    "source_name": "source",
    "page": "page",
    "case_label": "case",
    "decision_status": "status",
    "reason_code": "reason",
    "polarity": "polarity",
    "quote": "quotation",
    "mention_id": "mention",
    "decision_id": "decision",
}
_IDS = ("mention_id", "decision_id")
_ID_CHARACTERS = 10  # as much of an id as is printed in a table: enough for `minuted show`


def summary_lines(report: RunReport) -> list[str]:
    """Return the summary of a run: received is the sum of what became of it."""
    summary = report.summary
    width = len(f"{summary.received:,}")
    lines = [f"{summary.received:,} received =" if summary.received else "0 received"]
    for outcome, words in WORDS.items():
        if count := summary.outcomes.get(outcome, 0):
            lines.append(f"  {count:>{width},}  {words}")
    lines.append(
        f"{summary.documents:,} documents, {summary.pages:,} pages, {summary.decisions:,} decisions, "
        f"{summary.mentions:,} mentions of reasons"
        + (f" ({summary.unsure:,} to be reviewed by a person)" if summary.unsure else "")
        + f", in {report.seconds['total']:.1f} s"
        + ("" if report.new_files else " (nothing new: the table is unchanged)")
    )
    seen = [_count(summary.ocr_pages, "page") + " read by OCR"] if summary.ocr_pages else []
    seen += [_count(summary.redactions, "redaction") + " seen"] if summary.redactions else []
    lines += [", ".join(seen)] if seen else []
    lines += _differing_lines(report)
    lines += _unread_lines(report)
    lines += _doubtful_lines(report)
    lines += _hidden_lines(report)
    return lines


def _differing_lines(report: RunReport) -> list[str]:
    if not report.hidden_elsewhere:
        return []
    number = report.hidden_elsewhere
    told = "1 passage is" if number == 1 else f"{number:,} passages are"
    asked = f'minuted sql "select * from redaction_differences" --workspace {report.workspace}'  # noqa: S608  (printed, never run)
    return [f"{told} shown in one version of a paper and hidden in another: {asked}"]


def _unread_lines(report: RunReport) -> list[str]:
    if not report.unread:
        return []
    lines = ["", f"Not or only partly read ({len(report.unread):,}):"]
    for line in report.unread[:_MOST_LISTED]:
        lines.append(f"  {line.source_name}: {line.outcome}: {line.reason}")
    if len(report.unread) > _MOST_LISTED:
        lines.append(f"  ... and {len(report.unread) - _MOST_LISTED:,} more: they are in table/ledger.csv")
    return lines


def _doubtful_lines(report: RunReport) -> list[str]:
    if not report.doubtful:
        return []
    lines = [
        "",
        f"Pages of low quality ({len(report.doubtful):,}): look at these, what was read may not be what they say:",
    ]
    lines += [f"  {page.source_name}, page {page.page}" for page in report.doubtful[:_MOST_LISTED]]
    if len(report.doubtful) > _MOST_LISTED:
        lines.append(f"  ... and {len(report.doubtful) - _MOST_LISTED:,} more: they are in the table pages")
    return lines


def _hidden_lines(report: RunReport) -> list[str]:
    told = worth_telling(report.hidden)
    if not told:
        return []
    lines = _listed("Possible failed redaction: these pages carry text that cannot be seen there, left out:", report)
    others = not_shown(told)
    if others:
        files, characters = len({each.source_name for each in others}), sum(each.characters for each in others)
        lines += [
            "",
            f"Carried but not shown (comments, hidden columns...), left out: {_count(characters, 'character')} ",
        ]
        lines[-1] += f"in {_count(files, 'file')}"
    return [*lines, f"A list, and a letter to the authority: minuted hidden --workspace {report.workspace}"]


def _listed(head: str, report: RunReport) -> list[str]:
    failed = failed_redactions(report.hidden)
    if not failed:
        return []
    lines = ["", head, *(f"  {place_line(each)}" for each in failed[:_MOST_LISTED])]
    return [*lines, f"  ... and {len(failed) - _MOST_LISTED:,} more"] if len(failed) > _MOST_LISTED else lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def hidden_lines(hidden: Sequence[HiddenText]) -> list[str]:
    """Return all text that is not shown, by place and manner, and a letter to the authority."""
    if not hidden:
        return ["No text was found that the pages do not show."]
    lines = []
    for head, found in (
        ("Possible failed redaction", failed_redactions(hidden)),
        ("Carried but not shown", not_shown(hidden)),
    ):
        if found:
            lines += [f"{head} ({len(found):,}):", *(f"  {place_line(each)}" for each in found), ""]
    written = letter(hidden)
    return [*lines, "A letter to the authority:", "", *written] if written else lines[:-1]


def table_text(frame: pd.DataFrame, width: int) -> str:
    """Return the main columns of analysis rows (or all columns of another result) as a table for a terminal."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    columns = {name: shown for name, shown in _SHOWN.items() if name in frame.columns}
    if len(columns) < 5:
        columns = {str(name): str(name) for name in frame.columns}
    table = Table(show_lines=False, pad_edge=False, header_style="bold")
    for name, shown in columns.items():
        table.add_column(shown, overflow="fold", ratio=4 if name == "quote" else None, no_wrap=name in ("page", *_IDS))
    for row in frame[list(columns)].itertuples(index=False):
        table.add_row(*(_cell(value, name) for name, value in zip(columns, row, strict=True)))
    out = StringIO()
    Console(file=out, width=width, force_terminal=False).print(table)
    return out.getvalue()


def _cell(value: Any, name: str) -> str:
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if name in _IDS:
        return text[:_ID_CHARACTERS]
    return textwrap.shorten(text, 160, placeholder=" ...") if name == "quote" else text


def peek_lines(found: Mapping[str, Any]) -> list[str]:
    """Return what `peek` found, for people."""
    head = f"{found['file']}: {found['kind']}, {found['pages']} page(s), {found['outcome']}"
    lines = [head + (f" ({found['reason']})" if found["reason"] else "")]
    for key, shown in (("body", "body"), ("meeting_date", "meeting"), ("document_date", "dated")):
        if found[key]:
            lines.append(f"  {shown}: {found[key]}")
    if len(found["documents"]) > 1:
        lines += [
            f"  inside: {d['source_name']}: {d['outcome']} {d['reason']}".rstrip() for d in found["documents"][1:]
        ]
    for document in found["documents"]:
        lines += _of_reading(document)
    lines.append(f"\n{len(found['decisions'])} decision(s) that the document states")
    for decision in found["decisions"]:
        what = decision["case_label"] or decision["agenda_item"] or decision["scope"]
        stated = f"{decision['status']} ({decision['status_basis']}) {decision['reason_code']}".rstrip()
        lines.append(f"  {decision['decision_id']}  {what}: {decision['review_type']} {stated}")
        lines += _of_decision(decision)
        lines += _quoted(decision)
    lines.append(f"\n{len(found['mentions'])} mention(s) of reasons")
    for mention in found["mentions"]:
        kept = (mention[key] for key in ("role", "polarity", "attribution", "hedging", "status"))
        lines.append(f"  {mention['code']}  {', '.join(kept)}  score {mention['score']:.2f} by {mention['found_by']}")
        lines += [f"    bears on {mention['decision_id']}"] if mention["decision_id"] else []
        lines += _quoted(mention)
    return lines


def _of_decision(decision: Mapping[str, Any]) -> list[str]:
    """Return who decided when, who recommended it and what is done instead, as far as the document states it."""
    told = [
        ("told again from an earlier meeting", decision["is_repeat"]),
        (f"decided by the {decision['decision_maker']}", decision["decision_maker"] != "unknown"),
        (f"recommended by the {decision['recommender']}", decision["recommender"] != "unknown"),
        (f"dated {decision['decision_date']}", decision["decision_date"]),
        (f"instead: {decision['alternative_type']}", decision["alternative_type"]),
        ("the document states the criteria as met", decision["criteria_stated_met"]),
    ]
    said = "; ".join(text for text, is_told in told if is_told)
    return [f"    {said}"] if said else []


def _of_reading(document: Mapping[str, Any]) -> list[str]:
    """Return what a person should know of how a document's pages were read."""
    said = []
    if document["ocr_pages"]:
        said.append(f"{_count(document['ocr_pages'], 'page')} read by OCR")
    if document["low_quality_pages"]:
        said.append(f"of low quality, look at these: page {', '.join(map(str, document['low_quality_pages']))}")
    if document["redactions"]:
        said.append(f"{_count(document['redactions'], 'redaction')} seen")
    if document["hidden_characters"]:
        said.append(f"{_count(document['hidden_characters'], 'character')} not shown and left out")
    return [f"  {document['source_name']}: {'; '.join(said)}"] if said else []


def _quoted(item: Mapping[str, Any]) -> list[str]:
    text = textwrap.fill(f"“{item['quotation']}”", 100, initial_indent="    ", subsequent_indent="    ")
    return [text, f"    page {item['page']}, characters {item['start']}-{item['end']}, {item['source_name']}"]


def diff_lines(found: Mapping[str, Any]) -> list[str]:
    """Return what each of two copies shows and the other hides."""
    held = found["differences"]
    lines = [
        f"{_count(len(held), 'passage')} that one of {found['first']} and {found['second']} shows and the other hides"
    ]
    for item in held:
        lacks = "a redaction stands there" if item["manner"] == "redacted" else "nothing stands there"
        cited = f", {item['exemption']} cited" if item["exemption"] else ""
        lines.append(f"\n{item['shown_in']}, page {item['page']}, characters {item['start']}-{item['end']}")
        lines.append(textwrap.fill(f"“{item['text']}”", 100, initial_indent="    ", subsequent_indent="    "))
        lines.append(f"    in {item['hidden_in']}, page {item['hidden_page']}: {lacks}{cited}")
    return lines


def codebook_lines(codebook: Codebook) -> list[str]:
    """Return the codebook for people."""
    lines = [f"Codebook {codebook.version}: {len(codebook.codes)} codes, {len(codebook.sentinels)} sentinels"]
    for code in codebook:
        indent = "  " if code.parent else ""
        lines += ["", f"{indent}{code.code}: {code.label}"]
        for name, text in (("", code.definition), ("include: ", code.include), ("exclude: ", code.exclude)):
            if text:
                lines.append(
                    textwrap.fill(name + text, 110, initial_indent=indent + "  ", subsequent_indent=indent + "  ")
                )
        lines += [f"{indent}  + {example.text}" for example in code.examples]
        lines += [f"{indent}  - {miss.text}" for miss in code.near_misses]
        lines += [f"{indent}  ~ {denial}" for denial in code.denials]
    lines += ["", *(f"{sentinel.code}: {sentinel.definition}" for sentinel in codebook.sentinels)]
    return lines


def evaluation_lines(report: Report) -> list[str]:
    """Return an evaluation for people."""
    from flows.model_card import figures_of

    authors = ", ".join(report.authors)
    lines = [
        f"{report.passages:,} passages by {authors}, on which nothing was trained.",
        "A code counts as found in a passage when it is asserted as a reason. Intervals: 95 %, bootstrap.",
        "",
        f"{'code':<46}{'P':>6}{'R':>6}{'F1':>6}{'interval':>14}{'passages':>10}",
    ]
    for code, s in {**{f"{c} (with children)": t for c, t in report.main.items()}, **report.codes}.items():
        interval = f"{s.f1.low:.2f}-{s.f1.high:.2f}"
        lines.append(f"{code:<46}{s.precision:>6.2f}{s.recall:>6.2f}{s.f1.value:>6.2f}{interval:>14}{s.f1.of:>10}")
    for code, s in report.own.items():
        interval = f"{s.f1.low:.2f}-{s.f1.high:.2f}"
        lines.append(
            f"{f'{code} (own examples)':<46}{s.precision:>6.2f}{s.recall:>6.2f}{s.f1.value:>6.2f}{interval:>14}"
        )
    lines.append("")
    for name, figure in figures_of(report).items():
        lines.append(f"{name:<56}{figure.value:>6.2f}{f'{figure.low:.2f}-{figure.high:.2f}':>14}{figure.of:>8,}")
    lines.append(f"{'expected calibration error of asserted reasons':<56}{report.calibration_error:>6.2f}")
    lines.append("")
    lines.append(f"{'macro-F1 of other methods on the same passages':<56}{'main':>6}{'all':>6}")
    for name, held in report.baselines.items():
        lines.append(f"{name:<56}{held['main'].value:>6.2f}{held['codes'].value:>6.2f}")
    return lines


def evaluation_data(report: Report) -> dict[str, Any]:
    """Return an evaluation as plain data."""
    from dataclasses import asdict

    return asdict(report)


def problem_lines(problems: Sequence[Any]) -> list[str]:
    """Return what does not hold in a store."""
    return [f"{problem.where}: {problem.what}" for problem in problems]
