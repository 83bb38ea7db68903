"""`minuted agreement`: how far coders agree, the machine as one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.codings import Level, read_coder_file
from corpus.errors import InvalidQuery
from flows.command_line import Format, JsonOption, app, command, database_in, print_frame, say

if TYPE_CHECKING:
    from analysis.agreement.coder_agreement import CoderAgreement, Tables
    from analysis.agreement.estimates import Estimate
    from analysis.agreement.measure import Agreement

_FORMATS = {".csv": Format.CSV, ".json": Format.JSON, ".parquet": Format.PARQUET}


@app.command(
    "agreement", epilog="Example: minuted agreement ann.csv ben.csv --workspace results  (the machine is the third)"
)
@command
def measure_agreement(
    files: Annotated[list[Path], typer.Argument(help="Coders' files: CSV or JSONL, of units or of codings.")],
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Results whose codings are the machine's, as a coder.")
    ] = None,
    machine: Annotated[bool, typer.Option(help="Whether the machine of --workspace is one of the coders.")] = True,
    level: Annotated[
        Level | None, typer.Option(help="What a unit is. Without it as files say; of files of codings, passages.")
    ] = None,
    coder: Annotated[list[str] | None, typer.Option(help="Compare these coders alone; may be given again.")] = None,
    parents: Annotated[bool, typer.Option("--parents", help="Take cost.legal_checks as cost, and so on.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave out what the machine is too unsure of (needs_review).")
    ] = False,
    draws: Annotated[int, typer.Option(min=0, help="Resamples that intervals are drawn from; 0 for none.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws: one seed, one set of intervals.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Write the table of codes to a .csv, .json or .parquet file.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how far coders agree on decisions or passages: kappa, alpha, AC1 and PABAK, per code and overall.

    A file of units has the columns coder, decision_id or passage_id, and codes (with ; between them): a line without
    codes says that the coder looked and saw nothing, and a unit without a line was not looked at.

    A file of codings has coder, document_id, page, start, end and code: every passage of a document with a coding was
    looked at, and a line with coder and document_id alone says so of a document without any.
    """
    from analysis.agreement.coder_agreement import AgreementSettings, coder_agreement
    from analysis.agreement.measure_figures import agreement_figures, agreement_frame

    if out is not None and out.suffix.lower() not in _FORMATS:
        raise InvalidQuery(f"--out {out}: a name that ends in {', '.join(_FORMATS)} is expected")
    read = [read_coder_file(path) for path in files]
    tables = None if workspace is None else _tables(workspace)
    settings = AgreementSettings(level, tuple(coder or ()), machine, strict, parents, draws, seed)
    found = coder_agreement(read, tables, settings)
    if out is not None:
        print_frame(agreement_frame(found.units), _FORMATS[out.suffix.lower()], out)
    if as_json:
        figures = [asdict(figure) for figure in agreement_figures(found.units, found.spans)]
        say(json.dumps(asdict(found) | {"figures": figures}, ensure_ascii=False))
    else:
        say(*_lines(found))


def _tables(workspace: Path) -> Tables:
    """Return what agreement needs of a workspace: the words of passages are left where they are."""
    from analysis.agreement.coder_agreement import Tables
    from corpus import open_workspace
    from corpus.table import export_of, read_export

    database = database_in(workspace)
    opened = open_workspace(workspace)
    passages = export_of("passages")
    places = replace(passages, columns=tuple(c for c in passages.columns if c.name not in {"text", "heading"}))
    codes = read_export(database, export_of("codes"))["code"]
    return Tables(opened.mentions(), opened.decisions(), read_export(database, places), frozenset(codes))


def _lines(found: CoderAgreement) -> Iterator[str]:
    units = found.units
    yield f"{units.units:,} {units.level}s that two coders or more looked at"
    wide = max(map(len, units.coders))
    for coder, looked, shared in zip(units.coders, units.looked, units.shared, strict=True):
        yield f"  {coder:<{wide}}  looked at {looked:,}, of which {shared:,} shared"
    yield ""
    yield from _table(units)
    yield ""
    drawn = f"{units.level}s" if units.clusters == units.units else f"documents with all their {units.level}s"
    yield (
        f"In brackets 95 % intervals: {units.draws:,} draws of {units.clusters:,} {drawn}, seed {units.seed}. "
        "seen: by each coder, in shared units."
    )
    yield "overall: alpha of whole sets of codes (MASI distance); the others pooled over the codes below."
    yield from _pairs(found)
    if notes := [*units.notes, *_notes(units)]:
        yield from ("", *(f"- {note}" for note in notes))


def _table(found: Agreement) -> Iterator[str]:
    from analysis.agreement.estimates import Measure

    bounded = (Measure.KAPPA, Measure.ALPHA, Measure.AC1)
    seen = f"seen by {', '.join(found.coders)}"
    rows: list[tuple[str, ...]] = [("code", seen, "agree", "kappa", "alpha", "AC1", "PABAK")]
    rows += [
        (
            code.code,
            " ".join(f"{count:,}" for count in code.saw),
            _number(code[Measure.OBSERVED].value),
            *(_cell(code[measure]) for measure in bounded),
            _number(code[Measure.PABAK].value),
        )
        for code in (found.overall, *sorted(found.codes, key=lambda code: -sum(code.saw)))
    ]
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()


def _cell(given: Estimate) -> str:
    return _number(given.value) + (f" ({_number(given.low)} to {_number(given.high)})" if given.low is not None else "")


def _number(value: float | None) -> str:
    if value is None:
        return "not defined"
    return f"{value:.2f}" if value == 1 or value < 0.995 else f"{value:.4f}"  # 1.00 is said of 1 alone


def _pairs(found: CoderAgreement) -> Iterator[str]:
    if len(found.units.pairs) > 1:
        yield from ("", "Pairs of coders, kappa pooled over the codes:")
    for pair in found.units.pairs if len(found.units.pairs) > 1 else ():
        told = _cell(pair.kappa) if pair.kappa.value is not None else pair.kappa.says
        yield f"  {' and '.join(pair.coders)}: {pair.units:,} {found.units.level}s shared, {told}"
    if found.spans:
        yield from ("", "Stretches of text marked with the same code and overlapping (F1):")
    for each in found.spans:
        told = _cell(each.f1) if each.f1.value is not None else each.f1.says
        counts = f"{each.matched:,} of {each.spans[0]:,} and {each.spans[1]:,} in {each.documents:,} documents"
        yield f"  {' and '.join(each.coders)}: {told}; {counts}"


def _notes(found: Agreement) -> Iterator[str]:
    """Yield what is to be known of coefficients, and why intervals are missing: each once, with its codes."""
    codes: dict[str, list[str]] = {}
    for code in (found.overall, *found.codes):
        for words in dict.fromkeys([*code.notes, *(each.says for each in code.estimates if each.says)]):
            codes.setdefault(words, []).append(code.code)
    for words, names in codes.items():
        yield f"{words}: {', '.join(names)}"
