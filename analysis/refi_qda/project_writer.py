"""A project written as `.qdpx`: codebook, users, documents as sources, selections with offsets, decisions as cases.

One document is held at a time. The same contents and the same time give the same bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from analysis.refi_qda.archive import Archive, in_one_step
from analysis.refi_qda.codebook import exported_codes, marks, write_codes, write_notes
from analysis.refi_qda.facts import case_name, write_case, write_variables
from analysis.refi_qda.ids import guid_of
from analysis.refi_qda.selections import Evidence, Row, check_codings, rows_of
from analysis.refi_qda.source_writer import SourceWriter, source_guid
from analysis.refi_qda.texts import DocumentPages
from analysis.refi_qda.xml_stream import HEAD, XmlStream
from analysis.replaced import Hide, keep
from corpus.codebook import Codebook
from corpus.codings import Coding
from corpus.errors import InvalidQuery, WorkspaceError

if TYPE_CHECKING:
    import pandas as pd

PROJECT_SPACE = "urn:QDA-XML:project:1.0"
MACHINE_ID = "minuted"
_ABOUT = (
    "Exported by minuted. Offsets are Unicode code points of the plain text, from 0, the end not included. "
    "A mention is coded with its reason whatever its polarity: count a reason as given only together with the codes "
    "`polarity: asserted` and `role: reason_not_initiating`. What the documents state is coded, not what is true. "
)
_NAMES = {True: "Names are kept.", False: "Names of people were replaced by pseudonyms before export."}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a project is made of: frames as a workspace gives them, the pages of documents, codings of people.

    `pages` yields each document once, in any order, and may stream. Documents without pages become empty sources.
    """

    documents: pd.DataFrame
    mentions: pd.DataFrame
    decisions: pd.DataFrame
    evidence: pd.DataFrame
    pages: Iterable[DocumentPages]
    codings: Sequence[Coding] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How a project is written. `machine` names the machine as a coder, with its versions; `made` is its time."""

    machine: str
    made: datetime
    name: str = "minuted"
    hide: Hide = keep
    hide_case: Callable[[str, str], str] | None = (
        None  # label, body -> name of a case; without it they go through `hide`
    )
    original: Callable[[str], bytes | None] | None = None  # PDF bytes; only where names are kept


@dataclass(frozen=True, slots=True)
class Written:
    """What a project holds, and what could not go into it, in sentences."""

    sources: int
    selections: int
    codings: int
    cases: int
    left_out: tuple[str, ...]


def write_project(path: Path, contents: Contents, codebook: Codebook, settings: Settings) -> Written:
    """Write a project in one step: the old file stays until the new one is complete. Return what it holds.

    Raises:
        InvalidQuery: original files are asked for together with pseudonyms, the time has no time zone, or the table
            has a code that the codebook lacks.
        CorpusError: a coding with a code that the codebook lacks, or of nothing.
        WorkspaceError: the file cannot be written.
    """
    if settings.original is not None and settings.hide is not keep:
        raise InvalidQuery(
            "original files show the names that pseudonyms hide: keep the names, or leave the files out."
        )
    if settings.made.tzinfo is None:
        raise InvalidQuery("the time of a project needs a time zone: give it in UTC.")
    known = {code.code for code in exported_codes(codebook)}
    check_codings(contents.codings, known)
    foreign = {str(code) for frame in (contents.mentions, contents.decisions) for code in frame["reason_code"].dropna()}
    if foreign - known:
        raise InvalidQuery(
            f"the table has codes that the codebook lacks: {', '.join(sorted(foreign - known))}. Give the "
            "codebook that the documents were coded with."
        )
    try:
        moment = settings.made.astimezone(UTC)
        with (
            in_one_step(path) as file,
            Archive(file, moment) as archive,
            tempfile.TemporaryDirectory() as folder,
        ):
            return _write(archive, contents, codebook, settings, Path(folder))
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror or error}. The old file is intact.") from error


def _write(archive: Archive, contents: Contents, codebook: Codebook, settings: Settings, folder: Path) -> Written:
    stamp = settings.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    cases, sources, project = (folder / name for name in ("cases.xml", "sources.xml", "project.xml"))
    with _xml_file(cases) as of_cases, _xml_file(sources) as of_sources:
        writer = SourceWriter(of_sources, archive, settings.hide, guid_of("user", settings.machine), stamp)
        written = _write_documents(contents, settings, writer, of_cases)
    coders = sorted({coding.coder for coding in contents.codings} - {settings.machine})
    with project.open("w", encoding="utf-8", newline="\n") as out:
        _write_head(out, settings, stamp, coders, codebook)
        _copy(out, "Cases", cases)
        _copy(out, "Sources", sources)
        xml = XmlStream(out)
        write_notes(xml, exported_codes(codebook), stamp, guid_of("user", settings.machine))
        xml.leaf("Description", _ABOUT + _NAMES[settings.hide is keep])
        out.write("</Project>\n")
    archive.add_project(project)
    return written


def _write_documents(contents: Contents, settings: Settings, writer: SourceWriter, cases: XmlStream) -> Written:
    rows = {str(row["document_id"]): row for row in rows_of(contents.documents)}
    evidence = Evidence(contents.mentions, contents.decisions, contents.evidence, contents.codings)
    number_of_cases = 0
    for document in _every_document(contents.pages, rows):
        key = document.document_id
        row = rows[key]
        selected, behind = evidence.of(key, writer.machine)
        is_pdf = row.get("media_type") == "application/pdf"
        pdf = settings.original(key) if settings.original is not None and is_pdf else None
        writer.write(document, row, selected, pdf)
        for decision in evidence.decisions(key):
            write_case(
                cases,
                decision,
                _called(decision, settings),
                source_guid(key),
                behind.get(str(decision["decision_id"]), ()),
            )
            number_of_cases += 1
    unknown = sorted(evidence.coded_documents() - set(rows))
    left_out = [f"codings in the document {key[:12]}, which the table does not hold" for key in unknown]
    return Written(writer.sources, writer.selections, writer.codings, number_of_cases, (*writer.left_out, *left_out))


def _called(decision: Row, settings: Settings) -> str:
    label = decision.get("case_label")
    if label and settings.hide is not keep:
        body = str(decision.get("body") or decision["document_id"])
        hidden = settings.hide_case(str(label), body) if settings.hide_case else settings.hide(str(label)).text
        decision = {**decision, "case_label": hidden}
    return case_name(decision)


def _every_document(pages: Iterable[DocumentPages], rows: Mapping[str, Row]) -> Iterator[DocumentPages]:
    seen = set()
    for document in pages:
        if document.document_id in rows and document.document_id not in seen:
            seen.add(document.document_id)
            yield document
    for document_id in sorted(set(rows) - seen):
        yield DocumentPages(document_id, ())


@contextmanager
def _xml_file(path: Path) -> Iterator[XmlStream]:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        yield XmlStream(out)


def _write_head(out: TextIO, settings: Settings, stamp: str, coders: Sequence[str], codebook: Codebook) -> None:
    """Write the project's opening, which stays open: users, codebook, variables."""
    machine = guid_of("user", settings.machine)
    xml = XmlStream(out)
    out.write(HEAD)
    made = {"creatingUserGUID": machine, "creationDateTime": stamp}
    xml.open("Project", xmlns=PROJECT_SPACE, name=settings.name or "minuted", origin=settings.machine, **made)
    with xml.element("Users"):
        xml.leaf("User", guid=machine, name=settings.machine, id=MACHINE_ID)
        for coder in coders:
            xml.leaf("User", guid=guid_of("user", coder), name=coder)
    with xml.element("CodeBook"):
        write_codes(xml, (*exported_codes(codebook), *marks()), notes_apart=True)
    write_variables(xml)


def _copy(out: TextIO, name: str, part: Path) -> None:
    """Put a part that was written apart into its element; the schema wants none without content."""
    if part.stat().st_size:
        out.write(f"<{name}>\n")
        with part.open(encoding="utf-8", newline="\n") as content:
            shutil.copyfileobj(content, out, 1 << 20)
        out.write(f"</{name}>\n")
