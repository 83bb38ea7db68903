"""From coders' files and the table to agreement, in one deterministic step: the same input gives the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.agreement.coder_units import (
    MACHINE,
    Sightings,
    coded_units,
    coder_spans,
    decisions_coded,
    join,
    machine_decisions,
    machine_spans,
    passages_coded,
)
from analysis.agreement.measure import Agreement, agreement
from analysis.agreement.spans import SPAN_COLUMNS, SpanAgreement, span_agreement
from corpus.codebook import NOT_STATED
from corpus.codings import CodedUnit, CoderFile, Level
from corpus.errors import InvalidQuery


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What of a workspace agreement is measured with: frames as the data dictionary says, and the names of its codes.

    Of `passages` the columns passage_id, document_id, page, char_start, char_end and continued_on are used.
    """

    mentions: pd.DataFrame
    decisions: pd.DataFrame
    passages: pd.DataFrame
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AgreementSettings:
    """What is compared and how. `coders` empty: all of them. `level` None: as the files say."""

    level: Level | None = None
    coders: tuple[str, ...] = ()
    machine: bool = True  # whether the machine of the tables is one of the coders
    strict: bool = False  # without the machine's codings that a person is yet to look at
    parents: bool = False  # cost.legal_checks as cost
    draws: int = 1000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """How far coders agree on units, and pair by pair on stretches of text where files hold them."""

    units: Agreement
    spans: tuple[SpanAgreement, ...]


def coder_agreement(
    files: Sequence[CoderFile], tables: Tables | None = None, settings: AgreementSettings = AgreementSettings()
) -> CoderAgreement:
    """Return how far the coders of files agree, the machine as one of them where `tables` are given.

    Raises:
        InvalidQuery: coders who share no unit, one coder alone, units of two kinds, codings without the tables that
            they lie in, an unknown coder, or one called `machine` beside the machine.
    """
    machine = settings.machine and tables is not None and (not settings.coders or MACHINE in settings.coders)
    files = _chosen(files, settings.coders, machine)
    level = settings.level or _level_of(files)
    spans, looked = coder_spans(files)
    if len(looked) and tables is None:
        raise InvalidQuery(
            "a file of codings (document, page, start, end) needs the passages they lie in: name the workspace with "
            "--workspace, and say --no-machine to leave the machine out"
        )
    units = [unit for file in files for unit in file.units]
    sightings = [coded_units(units, level)]
    if tables is not None:
        sightings += _from_tables(level, tables, units, spans, looked)
        sightings += _of_machine(level, tables, units, looked, settings.strict) if machine else []
        sightings.append(_strays(level, tables, sightings))
    documents = None
    if tables is not None and level is Level.PASSAGE:
        documents = dict(zip(tables.passages["passage_id"].astype(str), tables.passages["document_id"], strict=True))
    found = agreement(
        join(level, sightings, documents, parents=settings.parents), draws=settings.draws, seed=settings.seed
    )
    return CoderAgreement(found, _spans(spans, looked, tables if machine else None, settings))


def _chosen(files: Sequence[CoderFile], coders: tuple[str, ...], machine: bool) -> list[CoderFile]:
    """Return the files with the coders asked for alone."""
    known = {unit.coder for file in files for unit in file.units}
    known |= {coder for file in files for coder, _ in file.looked_at}
    if machine and MACHINE in known:
        raise InvalidQuery(
            f"a file has a coder called {MACHINE!r}, as the machine of the workspace is: give --no-machine, or another "
            "name in the file"
        )
    if unknown := sorted(set(coders) - known - {MACHINE}):
        raise InvalidQuery(f"there is no coder {', '.join(unknown)} in these files. Known: {', '.join(sorted(known))}")
    if not coders:
        return list(files)
    return [
        CoderFile(
            tuple(unit for unit in file.units if unit.coder in coders),
            tuple(coding for coding in file.codings if coding.coder in coders),
            tuple(pair for pair in file.looked_at if pair[0] in coders),
        )
        for file in files
    ]


def _level_of(files: Sequence[CoderFile]) -> Level:
    levels = {unit.level for file in files for unit in file.units}
    if len(levels) > 1:
        raise InvalidQuery("some files code decisions and some passages: give files of one kind")
    return next(iter(levels), Level.PASSAGE)


def _from_tables(
    level: Level, tables: Tables, units: list[CodedUnit], spans: pd.DataFrame, looked: pd.DataFrame
) -> Iterator[Sightings]:
    """Yield what coders of spans saw, and say which units of files the table does not hold."""
    if len(looked):
        if level is Level.PASSAGE:
            yield passages_coded(spans, looked, tables.passages)
        else:
            yield decisions_coded(spans, looked, tables.decisions)
    ids = tables.passages["passage_id"] if level is Level.PASSAGE else tables.decisions["decision_id"]
    held = set(ids.astype(str))
    if absent := sorted({unit.unit_id for unit in units} - held):
        yield _saying(f"{len(absent):,} {level}s of the files are not in the table, as {absent[0]}: another run of it?")


def _of_machine(
    level: Level, tables: Tables, units: list[CodedUnit], looked: pd.DataFrame, strict: bool
) -> Iterator[Sightings]:
    """Yield what the machine saw; of passages, in the documents alone that people looked at."""
    if level is Level.DECISION:
        yield machine_decisions(tables.mentions, tables.decisions, strict=strict)
        return
    named = tables.passages["passage_id"].astype(str).isin({unit.unit_id for unit in units})
    documents = sorted(set(tables.passages.loc[named, "document_id"]) | set(looked["document_id"]))
    spans = machine_spans(tables.mentions, strict=strict)
    theirs = pd.DataFrame({"coder": MACHINE, "document_id": documents}, dtype="str")
    yield passages_coded(spans[spans["document_id"].isin(documents)].reset_index(drop=True), theirs, tables.passages)


def _strays(level: Level, tables: Tables, sightings: Sequence[Sightings]) -> Sightings:
    """Say which codes the codebook of the table does not have: mistyped, perhaps."""
    used = {code for each in sightings for code in each.marks["code"].unique()}
    stray = sorted(used - tables.codes - {NOT_STATED}) if tables.codes else []
    return _saying(f"not in the codebook of the table: {', '.join(stray)}. Mistyped?" if stray else "")


def _saying(note: str) -> Sightings:
    looked = pd.DataFrame(columns=["coder", "unit"], dtype="str")
    return Sightings(looked, looked.assign(code=pd.Series(dtype="str")), (note,) if note else ())


def _spans(
    spans: pd.DataFrame, looked: pd.DataFrame, machine: Tables | None, settings: AgreementSettings
) -> tuple[SpanAgreement, ...]:
    """Return the agreement on stretches of text, of those who marked any documents."""
    if not len(looked):
        return ()
    columns = list(SPAN_COLUMNS)
    if machine is not None:
        documents = sorted(looked["document_id"].unique())
        theirs = machine_spans(machine.mentions, strict=settings.strict)[columns]
        spans = pd.concat([spans[columns], theirs[theirs["document_id"].isin(documents)]], ignore_index=True)
        looked = pd.concat([looked, pd.DataFrame({"coder": MACHINE, "document_id": documents})], ignore_index=True)
    if settings.parents:
        spans = spans.assign(code=spans["code"].str.partition(".")[0])
    return span_agreement(spans[spans["code"] != NOT_STATED], looked, draws=settings.draws, seed=settings.seed)
