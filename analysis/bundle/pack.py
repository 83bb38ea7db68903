"""Packing: the tables written, the questions answered from what was written, all of it hashed and put into one file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.bundle.answers import Answer, answered, answers_json
from analysis.bundle.consistency import codes_differing
from analysis.bundle.inputs import has_stretches, write_inputs
from analysis.bundle.manifest import (
    CODEBOOK,
    FIGURES,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    QUESTIONS,
    README,
    SCHEMA,
    Entry,
    Manifest,
    libraries,
    minuted_version,
)
from analysis.bundle.readme import readme_text
from analysis.bundle.standard import standard_questions
from analysis.bundle.strict_json import write_json
from analysis.bundle.tables import TableSchema, path_of, read_frames, write_tables
from analysis.bundle.zipped import digest_of, write_zip
from analysis.question_kinds import Inputs, Tables
from analysis.questions import Question, refuse_twice
from corpus.codebook import Codebook, parse_codebook
from corpus.errors import InvalidQuery, WorkspaceError
from corpus.schema import POLICY_DATE

if TYPE_CHECKING:
    import pandas as pd

    from corpus.material import Material

Track = Callable[[Sequence[Question]], Iterable[Question]]


@dataclass(frozen=True, slots=True)
class BundleOrder:
    """What to pack. `codebook` is its text; `made` a date to put on the bundle, or nothing."""

    codebook: str
    questions: tuple[Question, ...] = ()  # beside the standard set; refused where the tables cannot answer them
    inputs: Inputs = field(default_factory=Inputs)
    names_kept: bool = False
    with_pages: bool = False
    made: str = ""


@dataclass(frozen=True, slots=True)
class Bundled:
    """A bundle in its place. `rows` are those of all tables, `unanswered` the standard questions without an answer."""

    path: Path
    sha256: str
    size: int
    rows: int
    files: int
    figures: int
    answers: tuple[Answer, ...]

    @property
    def unanswered(self) -> tuple[Answer, ...]:
        """The questions of the standard set that these tables do not answer."""
        return tuple(each for each in self.answers if each.refusal)


def pack(material: Material, out: Path, order: BundleOrder, track: Track = iter) -> Bundled:
    """Write a bundle of the rows of a store: the same rows and order give the same bytes.

    Figures are computed from the tables as they lie in the bundle, so that whoever has it has all that is behind them.
    `material` has its names replaced already, or kept on purpose (`Material.disguised`).

    Raises:
        InvalidQuery: a codebook that the store was not coded with, a question without an answer, two of one name, or
            codings of stretches beside pages in which names were replaced.
        WorkspaceError: the place cannot be written; what was there is intact.
    """
    if material.disguise is None:
        raise ValueError("say what is done to names before a bundle tells of it")
    versions = {row["name"]: row["value"] for row in material.records("meta")}
    codebook = _codebook(order.codebook, versions)
    if order.with_pages and not order.names_kept and has_stretches(order.inputs):
        raise InvalidQuery(
            "coders marked stretches of the pages as read, and the pages of this bundle would have names replaced: "
            "leave --with-pages out, or say --names kept"
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.parent) as waiting:
            folder, packed = Path(waiting) / "bundle", Path(waiting) / "bundle.zip"
            folder.mkdir()
            rows, answers = _fill(folder, material, order, codebook, versions, track)
            write_zip(folder, packed)
            with packed.open("rb") as file:
                sha256, size = digest_of(file)
            files = sum(path.is_file() for path in folder.rglob("*"))
            os.replace(packed, out)  # noqa: PTH105 - says what it does to a file that is there
    except OSError as error:
        raise WorkspaceError(
            f"{out} cannot be written ({error.strerror or error}). Free space, mend permissions or name another place "
            "with --out; what was there before is intact."
        ) from error
    return Bundled(out, sha256, size, rows, files, sum(len(each.figures) for each in answers), answers)


def tables_of(frames: Mapping[str, pd.DataFrame], inputs: Inputs) -> Tables:
    """Return the frames of a bundle as questions are put to them."""
    return Tables(
        frames["analysis"],
        frames["decisions"],
        frames["ledger"],
        frames["counts"],
        frames.get("passages"),
        frozenset(frames["codes"]["code"].dropna()),
        inputs,
    )


def seeds_of(questions: Iterable[Question]) -> dict[str, int]:
    """Return the seeds of the questions that draw at random."""
    return {question.name: seed for question in questions if (seed := getattr(question, "seed", None)) is not None}


def _fill(
    folder: Path,
    material: Material,
    order: BundleOrder,
    codebook: Codebook,
    versions: Mapping[str, str],
    track: Track,
) -> tuple[int, tuple[Answer, ...]]:
    """Write all files of the bundle into a folder; return the rows of its tables, and its answers."""
    more = (("passages",) if order.inputs.coders else ()) + (("pages",) if order.with_pages else ())
    schemas, table_rows = write_tables(material, folder, moved=order.with_pages, more=more)
    rows = {path_of(table): count for table, count in table_rows.items()} | write_inputs(order.inputs, folder)
    frames = read_frames(lambda name: (folder / name).open("rb"), schemas)
    if differing := codes_differing(frames["codes"], codebook):
        raise InvalidQuery(
            f"the codebook is not the one that the documents were coded with; {', '.join(differing[:5])} differ: give "
            "yours with --codebook"
        )
    tables = tables_of(frames, order.inputs)
    questions = (*standard_questions(tables), *order.questions)
    refuse_twice(questions)
    answers = tuple(_answer(question, tables, order.questions) for question in track(questions))
    (folder / CODEBOOK).write_text(order.codebook, encoding="utf-8", newline="\n")
    (folder / SCHEMA).write_bytes(write_json(_schema_data(schemas)))
    (folder / QUESTIONS).write_bytes(write_json({"questions": [question.data() for question in questions]}))
    (folder / FIGURES).write_bytes(answers_json(answers))
    manifest = Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        minuted=minuted_version(),
        versions={name.removesuffix("_version"): versions.get(name, "") for name in _VERSIONS},
        fingerprint=codebook.fingerprint,
        policy_date=POLICY_DATE,
        names=material.disguise.says if material.disguise else "",
        has_pages=order.with_pages,
        made=order.made,
        libraries=libraries(),
        seeds=seeds_of(questions),
        files=_entries(folder, rows),
    )
    _finish(folder, manifest, table_rows["analysis"], answers)
    return sum(table_rows.values()), answers


_VERSIONS = ("codebook_version", "model_version", "extractor_version")


def _answer(question: Question, tables: Tables, asked: tuple[Question, ...]) -> Answer:
    found = answered(question, tables)
    if found.refusal and question in asked:
        raise InvalidQuery(f"{question.name} ({question.kind}): {found.refusal}")
    return found


def _codebook(text: str, versions: Mapping[str, str]) -> Codebook:
    codebook, coded_with = parse_codebook(text, CODEBOOK), versions.get("codebook_version", "")
    if codebook.version != coded_with:
        raise InvalidQuery(
            f"the documents were coded with codebook {coded_with or 'of an unknown version'}, and this is "
            f"{codebook.version}: give the right one with --codebook"
        )
    return codebook


def _schema_data(schemas: Mapping[str, TableSchema]) -> dict[str, object]:
    return {
        table: {
            "meaning": schema.meaning,
            "columns": [
                {"name": c.name, "kind": str(c.kind), "meaning": c.meaning, "values": list(c.values)}
                for c in schema.columns
            ],
        }
        for table, schema in schemas.items()
    }


def _entries(folder: Path, rows: Mapping[str, int]) -> dict[str, Entry]:
    entries = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as file:
            entries[name] = Entry(*digest_of(file), rows.get(name))
    return entries


def _finish(folder: Path, manifest: Manifest, rows: int, answers: tuple[Answer, ...]) -> None:
    """Write what tells of the others: the README, and the manifest with its hash."""
    figures = sum(len(each.figures) for each in answers)
    text = readme_text(manifest, rows, figures, len(answers))
    (folder / README).write_text(text, encoding="utf-8", newline="\n")
    with (folder / README).open("rb") as file:
        entry = Entry(*digest_of(file))
    data = manifest.data()
    data["files"][README] = {"sha256": entry.sha256, "size": entry.size, "rows": None}
    (folder / MANIFEST).write_bytes(write_json(data))
