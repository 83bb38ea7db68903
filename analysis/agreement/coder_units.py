"""From codings and the table to units: who looked at which decision or passage, and which codes they saw there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.agreement.coefficients import Truths
from analysis.agreement.spans import SPAN_COLUMNS, overlaps
from corpus.codebook import NOT_STATED
from corpus.codings import CodedUnit, CoderFile, Level
from corpus.errors import InvalidQuery
from corpus.records import Polarity, Role

MACHINE = "machine"

REASONS = frozenset({Role.REASON_NOT_INITIATING, Role.REASON_DELAY})


@dataclass(frozen=True, slots=True)
class Sightings:
    """What coders looked at (`coder`, `unit`), what they saw (`coder`, `unit`, `code`), and what could not be used."""

    looked: pd.DataFrame
    marks: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CoderUnits:
    """The units that two coders or more looked at. `seen`: (coders, units); `marks`: (coders, units, codes)."""

    level: Level
    coders: tuple[str, ...]
    units: tuple[str, ...]
    codes: tuple[str, ...]
    seen: Truths
    marks: Truths
    clusters: NDArray[np.intp]  # which units are drawn together by the bootstrap: those of one document, or each alone
    looked: tuple[int, ...]  # units that each coder looked at, shared or not
    notes: tuple[str, ...] = ()

    def of_coders(self, coders: Sequence[str]) -> CoderUnits:
        """Return the units that at least two of these coders looked at."""
        chosen = [self.coders.index(coder) for coder in coders]
        kept = self.seen[chosen].sum(0) >= 2
        return CoderUnits(
            self.level,
            tuple(coders),
            tuple(np.array(self.units, dtype=object)[kept]),
            self.codes,
            self.seen[np.ix_(chosen, kept)],
            self.marks[np.ix_(chosen, kept)],
            np.unique(self.clusters[kept], return_inverse=True)[1],
            tuple(self.looked[at] for at in chosen),
            self.notes,
        )


def machine_spans(mentions: pd.DataFrame, *, strict: bool = False) -> pd.DataFrame:
    """Return the machine's asserted reasons for not initiating or for delay, as spans with their `unit`, the decision.

    `strict` leaves out those that a person is yet to look at.
    """
    kept = mentions["polarity"].eq(Polarity.ASSERTED) & mentions["role"].isin(REASONS)
    if strict:
        kept &= ~mentions["needs_review"].fillna(True).astype(bool)
    names = {"char_start": "start", "char_end": "end", "reason_code": "code", "decision_id": "unit"}
    return mentions[kept].rename(columns=names).assign(coder=MACHINE)[[*SPAN_COLUMNS, "unit"]].reset_index(drop=True)


def machine_decisions(mentions: pd.DataFrame, decisions: pd.DataFrame, *, strict: bool = False) -> Sightings:
    """Return what the machine saw in each decision of the table: its asserted reasons, or its sentinel."""
    looked = pd.DataFrame({"coder": MACHINE, "unit": decisions["decision_id"]})
    sentinels = looked.assign(code=decisions["reason_code"]).dropna()
    marks = machine_spans(mentions, strict=strict)[["coder", "unit", "code"]]
    return Sightings(looked, pd.concat([marks, sentinels], ignore_index=True))


def coded_units(units: Iterable[CodedUnit], level: Level) -> Sightings:
    """Return what files of units say.

    Raises:
        InvalidQuery: a unit of another level, or one that a coder codes twice.
    """
    rows = list(units)
    if other := next((unit for unit in rows if unit.level is not level), None):
        raise InvalidQuery(
            f"{other.coder} codes {other.level.value}s, and {level.value}s are asked for: use --level {other.level}, "
            "or give files of one kind"
        )
    looked = pd.DataFrame([(u.coder, u.unit_id) for u in rows], columns=["coder", "unit"], dtype="str")
    if len(twice := looked[looked.duplicated()]):
        coder, unit = twice.iloc[0]
        raise InvalidQuery(f"{coder} codes {level.value} {unit} in two files: leave one out, or tell the coders apart")
    marks = [(u.coder, u.unit_id, code) for u in rows for code in u.codes]
    return Sightings(looked, pd.DataFrame(marks, columns=["coder", "unit", "code"], dtype="str"))


def coder_spans(files: Iterable[CoderFile]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the codings of files as spans, and which coder looked at which document (`coder`, `document_id`)."""
    kept = list(files)
    rows = [(c.coder, c.document_id, c.page, c.start, c.end, c.code) for file in kept for c in file.codings]
    looked = sorted({pair for file in kept for pair in file.looked_at})
    return (
        pd.DataFrame(rows, columns=list(SPAN_COLUMNS)),
        pd.DataFrame(looked, columns=["coder", "document_id"], dtype="str"),
    )


def passages_coded(spans: pd.DataFrame, looked: pd.DataFrame, passages: pd.DataFrame) -> Sightings:
    """Return what coders of spans saw in passages; looked at: every passage of their documents.

    A code goes to each passage that its span shares half with (half of the shorter of the two), and where that is none,
    to the one it shares most with. A passage that runs over the end of a page is one unit.
    """
    units = looked.merge(passages[["document_id", "passage_id"]], on="document_id")
    pieces = passage_pieces(passages)
    met = overlaps(spans, pieces)
    lengths = (spans["end"] - spans["start"]).to_numpy(), (pieces["end"] - pieces["start"]).to_numpy()
    shorter = np.minimum(lengths[0][met["left"]], lengths[1][met["right"]])
    most = met.groupby("left")["characters"].transform("max")
    kept = met[(2 * met["characters"] >= shorter) | met["characters"].eq(most)]
    marks = spans.iloc[kept["left"]][["coder", "code"]].reset_index(drop=True)
    marks["unit"] = pieces["unit"].to_numpy()[kept["right"]].astype(str)
    lost = len(spans) - met["left"].nunique()
    note = (f"{lost:,} codings lie in no passage of the table and are left out: other text, or other offsets",)
    return Sightings(
        pd.DataFrame({"coder": units["coder"], "unit": units["passage_id"].astype(str)}),
        marks[["coder", "unit", "code"]],
        note if lost else (),
    )


def passage_pieces(passages: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of passages (`document_id`, `page`, `start`, `end`, `unit`), those on a next page too."""
    names = {"char_start": "start", "char_end": "end", "passage_id": "unit"}
    columns = ["document_id", "page", "start", "end", "unit"]
    first = passages.rename(columns=names)[columns]
    running = passages[passages["continued_on"].notna()]
    rest = [
        (document, *piece, passage)
        for document, passage, told in running[["document_id", "passage_id", "continued_on"]].to_numpy()
        for piece in json.loads(told)
    ]
    whole = first.astype({"page": "int64", "start": "int64", "end": "int64"})
    return pd.concat([whole, pd.DataFrame(rest, columns=columns)], ignore_index=True) if rest else whole


def decisions_coded(spans: pd.DataFrame, looked: pd.DataFrame, decisions: pd.DataFrame) -> Sightings:
    """Return what coders of spans saw in decisions: in documents that state one decision and no more.

    Where a document states several, a stretch of text alone does not tell which one a reason belongs to.
    """
    single = decisions[~decisions["document_id"].duplicated(keep=False)][["document_id", "decision_id"]]
    units = looked.merge(single, on="document_id").rename(columns={"decision_id": "unit"})
    marks = spans.merge(single, on="document_id").rename(columns={"decision_id": "unit"})
    lost = len(spans) - len(marks)
    note = (
        f"{lost:,} codings lie in documents that state several decisions or none, where a stretch of text does not "
        "tell which decision is meant, and are left out: a file of units (coder, decision_id, codes) tells it",
    )
    return Sightings(units[["coder", "unit"]], marks[["coder", "unit", "code"]], note if lost else ())


def join(
    level: Level, sightings: Iterable[Sightings], documents: Mapping[str, str] | None = None, *, parents: bool = False
) -> CoderUnits:
    """Return the units that two coders or more looked at, as arrays.

    `documents` gives the document of a unit: units of one document are drawn together; without it each is drawn alone.
    `parents` takes each code as what stands before its first dot. `not_stated` is no code: nothing was seen.

    Raises:
        InvalidQuery: one coder alone, or a coder who shares no unit with any other.
    """
    given = list(sightings)
    looked = pd.concat([each.looked for each in given], ignore_index=True).astype("str").drop_duplicates()
    marks = pd.concat([each.marks for each in given], ignore_index=True).astype("str")
    marks = marks[marks["code"] != NOT_STATED]
    if parents:
        marks = marks.assign(code=marks["code"].str.partition(".")[0])
    counts = looked.groupby("coder").size().sort_index()
    shared = looked[looked["unit"].duplicated(keep=False)]
    _refuse_strangers(level, looked, counts, shared)
    coders, units = sorted(counts.index, key=lambda name: (name == MACHINE, name)), sorted(shared["unit"].unique())
    marks = marks[marks["unit"].isin(units)].drop_duplicates()
    codes = sorted(marks["code"].unique())
    at_coder, at_unit = pd.Index(coders), pd.Index(units)
    seen = np.zeros((len(coders), len(units)), dtype=bool)
    seen[at_coder.get_indexer(shared["coder"]), at_unit.get_indexer(shared["unit"])] = True
    marked = np.zeros((len(coders), len(units), len(codes)), dtype=bool)
    marked[
        at_coder.get_indexer(marks["coder"]),
        at_unit.get_indexer(marks["unit"]),
        pd.Index(codes).get_indexer(marks["code"]),
    ] = True
    homes = [documents.get(unit, unit) for unit in units] if documents is not None else units
    return CoderUnits(
        level,
        tuple(coders),
        tuple(units),
        tuple(codes),
        seen,
        marked & seen[:, :, None],
        np.unique(np.array(homes, dtype=object).astype(str), return_inverse=True)[1],
        tuple(int(counts[coder]) for coder in coders),
        tuple(note for each in given for note in each.notes) + _without(level, documents),
    )


def _without(level: Level, documents: Mapping[str, str] | None) -> tuple[str, ...]:
    if level is Level.DECISION or documents is not None:
        return ()
    return (
        "without the table it is not known which passages are of one document: each is drawn alone, and intervals are "
        "likely too narrow. Name the workspace with --workspace",
    )


def _refuse_strangers(level: Level, looked: pd.DataFrame, counts: pd.Series[int], shared: pd.DataFrame) -> None:
    """Raise `InvalidQuery` where there is nobody to compare a coder with."""
    said = "; ".join(
        f"{coder} coded {count:,} ({', '.join(looked.loc[looked['coder'] == coder, 'unit'].sort_values().head(3))}"
        f"{', ...' if count > 3 else ''})"
        for coder, count in counts.items()
    )
    if len(counts) < 2:
        raise InvalidQuery(
            f"agreement needs two coders, and there is {said or 'none'}: give another coder's file, or the machine's "
            "table with --workspace"
        )
    if strangers := sorted(set(counts.index) - set(shared["coder"])):
        raise InvalidQuery(
            f"{', '.join(strangers)} shares no {level.value} with any other coder. {level.value.capitalize()}s looked "
            f"at: {said}. Give files that code the same {level.value}s, or leave a coder out with --coder"
        )
