"""Checking a bundle: its hashes, whether its parts fit each other, and every figure computed anew. No network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from analysis.bundle.answers import Answer, Difference, answer_anew, differences, read_answers
from analysis.bundle.consistency import codes_differing, misplaced
from analysis.bundle.inputs import read_inputs
from analysis.bundle.manifest import (
    CODEBOOK,
    FIGURES,
    MANIFEST,
    QUESTIONS,
    SCHEMA,
    Manifest,
    minuted_version,
    read_manifest,
    version_warnings,
)
from analysis.bundle.pack import Track, seeds_of, tables_of
from analysis.bundle.strict_json import read_json
from analysis.bundle.tables import TABLES, path_of, read_frame, read_schemas
from analysis.bundle.zipped import ZippedBundle, damage_told, digest_of
from analysis.questions import Question, questions_of
from corpus.codebook import parse_codebook
from corpus.errors import CorpusError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.question_kinds import Tables

_LARGEST_MANIFEST, _LARGEST_JSON, _LARGEST_CODEBOOK = 16 << 20, 512 << 20, 16 << 20


@dataclass(frozen=True, slots=True)
class NotComputed:
    """A question whose figures could not be computed anew, and why."""

    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a bundle. `problems` are of its files, in sentences; `figures` were compared."""

    path: Path
    sha256: str
    manifest: Manifest
    figures: int
    rows: int
    problems: tuple[str, ...]
    differences: tuple[Difference, ...]
    not_computed: tuple[NotComputed, ...]
    warnings: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every file is as packed and every figure came out the same."""
        return not (self.problems or self.differences or self.not_computed)

    @property
    def differing(self) -> int:
        """How many figures differ, in whatever."""
        return len({(each.question, each.figure) for each in self.differences})


def check(path: Path, track: Track = iter) -> Checked:
    """Check a bundle.

    Raises:
        CorpusError: the file cannot be read, is no bundle, is one of a later format, or has entries that no bundle has.
    """
    with ZippedBundle(path) as bundle:
        if MANIFEST not in bundle.names:
            raise CorpusError(f"{path} is not a bundle: it is a ZIP without {MANIFEST}")
        manifest = read_manifest(bundle.read(MANIFEST, _LARGEST_MANIFEST))
        checking = _Checking(bundle, manifest)
        checking.hashes()
        frames = checking.frames()
        if frames is not None:
            checking.fit(frames)
            checking.recompute(frames, track)
        with path.open("rb") as file:
            sha256 = digest_of(file)[0]
        return Checked(
            path,
            sha256,
            manifest,
            checking.compared,
            sum(map(len, (frames or {}).values())),
            tuple(checking.problems),
            tuple(checking.differences),
            tuple(checking.not_computed),
            version_warnings(manifest),
        )


@dataclass(slots=True)
class _Checking:
    """A check under way: what was found so far."""

    bundle: ZippedBundle
    manifest: Manifest
    problems: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    not_computed: list[NotComputed] = field(default_factory=list)
    compared: int = 0

    def hashes(self) -> None:
        """Compare every file with what the manifest says of it."""
        there, listed = set(self.bundle.names) - {MANIFEST}, set(self.manifest.files)
        self.problems += [f"{name} is missing" for name in sorted(listed - there)]
        self.problems += [f"{name} is not in the manifest: it was not packed" for name in sorted(there - listed)]
        for name in sorted(there & listed):
            entry = self.manifest.files[name]
            with self.noting(), self.bundle.open(name) as file, damage_told(name):
                sha256, size = digest_of(file)
                if (sha256, size) != (entry.sha256, entry.size):
                    self.problems.append(f"{name} is not the file that was packed: its hash is {sha256[:16]}...")

    def frames(self) -> dict[str, pd.DataFrame] | None:
        """Return the tables; None where they cannot be read."""
        with self.noting():
            schemas = read_schemas(self.bundle.read(SCHEMA, _LARGEST_JSON), SCHEMA)
            if lacking := [table for table in TABLES if table not in schemas]:
                raise CorpusError(f"{SCHEMA} lacks the tables {', '.join(lacking)}")
            frames = {}
            for table, schema in schemas.items():
                with damage_told(path_of(table)):
                    frames[table] = read_frame(self._open, table, schema)
            for table, frame in frames.items():
                entry = self.manifest.files.get(path_of(table))
                if entry is None or entry.rows != len(frame):
                    said = entry.rows if entry else None
                    self.problems.append(f"{path_of(table)} has {len(frame):,} rows, and the manifest says {said}")
            return frames
        return None

    def fit(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Look whether quotations, codes and codebook fit each other."""
        with self.noting():
            text = self.bundle.read(CODEBOOK, _LARGEST_CODEBOOK).decode("utf-8", "replace")
            codebook = parse_codebook(text, CODEBOOK)
            told = (self.manifest.versions.get("codebook"), self.manifest.fingerprint)
            if told != (codebook.version, codebook.fingerprint):
                self.problems.append(f"{CODEBOOK} is not the codebook that the manifest names")
            if differing := codes_differing(frames["codes"], codebook):
                self.problems.append(f"{CODEBOOK} and {path_of('codes')} differ on {', '.join(differing[:5])}")
        with self.noting():
            if self.manifest.has_pages != ("pages" in frames):
                self.problems.append("the manifest and the tables differ on whether pages are in the bundle")
            self.problems += misplaced(frames)

    def recompute(self, frames: Mapping[str, pd.DataFrame], track: Track) -> None:
        """Compute every figure anew and compare."""
        with self.noting():
            questions = self._questions()
            answers = {each.question: each for each in read_answers(self.bundle.read(FIGURES, _LARGEST_JSON), FIGURES)}
            named = {question.name for question in questions}
            self.problems += [f"{FIGURES} answers {name}, which was not asked" for name in answers if name not in named]
            if seeds_of(questions) != dict(self.manifest.seeds):
                self.problems.append(f"the seeds in {MANIFEST} are not those in {QUESTIONS}")
            with damage_told("a file of inputs"):
                tables = tables_of(frames, read_inputs(self._open, self.bundle.names))
            for question in track(questions):
                self._compare(question, answers.get(question.name), tables)

    def _questions(self) -> tuple[Question, ...]:
        data: Any = read_json(self.bundle.read(QUESTIONS, _LARGEST_JSON), QUESTIONS)
        if not isinstance(data, dict) or not isinstance(data.get("questions"), list):
            raise CorpusError(f"{QUESTIONS} holds no questions")
        return questions_of(data["questions"], QUESTIONS)

    def _compare(self, question: Question, packed: Answer | None, tables: Tables) -> None:
        if packed is None:
            self.problems.append(f"{FIGURES} has no answer to {question.name}")
            return
        try:
            found = answer_anew(question, tables)
        except CorpusError as error:
            self.not_computed.append(NotComputed(question.name, str(error)))
            return
        wording = self.manifest.minuted == minuted_version()
        self.compared += len(found.figures)
        self.differences += differences(packed, found, exact=question.is_count, wording=wording)

    def _open(self, name: str) -> IO[bytes]:
        return self.bundle.open(name)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Put down what goes wrong as a problem of the bundle, and go on."""
        try:
            yield
        except CorpusError as error:
            self.problems.append(str(error))
        except (ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
            # A table may lack columns, or hold what no table of minuted does.
            self.problems.append(f"a part cannot be checked ({type(error).__name__}: {error})")
