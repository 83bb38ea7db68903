"""`minuted import`: codings of people from a REFI-QDA project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.codings import write_codings
from corpus.errors import CorpusError, InvalidQuery
from flows.command_line import (
    PARTLY_READ,
    TROUBLE,
    WORKSPACE,
    CodebookOption,
    JsonOption,
    WorkspaceOption,
    app,
    command,
    database_in,
    fail,
    say,
)

if TYPE_CHECKING:
    from analysis.refi_qda.matching import Matched
    from analysis.refi_qda.project import Project
    from analysis.replaced import Hide
    from corpus.codebook import Codebook

_MOST_LISTED = 20


@app.command("import", epilog="Example: minuted import coded-by-ann.qdpx --out ann.jsonl --workspace results")
@command
def import_codings(
    file: Annotated[
        Path, typer.Argument(help="A project that ATLAS.ti, MAXQDA, NVivo, QualCoder... exported (.qdpx).")
    ],
    out: Annotated[Path, typer.Option("--out", help="Where the codings go: a .jsonl or .csv file.")],
    workspace: WorkspaceOption = WORKSPACE,
    codebook: CodebookOption = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="A folder with sources that the project holds outside of itself.")
    ] = None,
    with_machine: Annotated[bool, typer.Option("--with-machine", help="Take minuted's own codings too.")] = False,
    all_seen: Annotated[
        bool, typer.Option("--all-seen", help="Take it that every coder looked at every document of the project.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take the codings of people from a REFI-QDA project, for `minuted agreement`.

    Sources are matched with documents of the workspace by the ids that minuted's export gave them, by the file itself,
    or by their text; codes with the codebook by id, then by name. Ends with 0 when every coding found its place, 3 when
    some did not: they are listed with reasons. Nothing is written where none did.
    """
    from analysis.refi_qda.project_reader import read_project
    from corpus.codebook import load_codebook

    database = database_in(workspace)
    codes = load_codebook(codebook)
    project = read_project(file, sources)
    if not project.codings:
        raise CorpusError(
            f"{file} holds no codings: {len(project.codes)} codes, {len(project.sources)} sources. Expected selections "
            "with codes; export the whole project, not the codebook alone."
        )
    matched = match(project, database, codes, _hide_of(workspace), with_machine=with_machine)
    say(json.dumps(_data(project, matched), ensure_ascii=False)) if as_json else say(*_lines(project, matched))
    if not matched.codings:
        fail(f"no coding of a person found its place in {workspace}: {out} was not written.", TROUBLE)
    write_codings(out, matched.codings, _looked_at(matched) if all_seen else ())
    if not as_json:
        say(f"written: {out}")
    if matched.not_placed:
        raise typer.Exit(PARTLY_READ)


def match(
    project: Project, database: Path, codebook: Codebook, hide: Hide | None = None, *, with_machine: bool = False
) -> Matched:
    """Return a project's codings as codings of a workspace's documents; `hide` is what it was exported with."""
    from analysis.refi_qda.formats import stored_pages
    from analysis.refi_qda.matching import KnownDocument, match_project
    from corpus.material import gather

    with gather(database) as material:
        documents = material.frame("documents")
        names = dict(zip(documents["document_id"], documents["source_name"], strict=True))
        known = (KnownDocument(pages, names.get(pages.document_id, "")) for pages in stored_pages(material))
        return match_project(project, known, codebook, hide, with_machine=with_machine)


def _hide_of(workspace: Path) -> Hide | None:
    """Return what an export from the workspace puts in the place of names; None where there are no pseudonyms."""
    from flows.hidden_names import NamesChoice, hide_of

    try:
        return hide_of(workspace, NamesChoice.REPLACED, makes_key=False).hide
    except InvalidQuery:
        return None


def _looked_at(matched: Matched) -> list[tuple[str, str]]:
    """Every coder with every document of the project that holds none of their codings."""
    coders = {coding.coder for coding in matched.codings}
    coded = {(coding.coder, coding.document_id) for coding in matched.codings}
    return sorted({(coder, document) for coder in coders for document in matched.documents.values()} - coded)


def _lines(project: Project, matched: Matched) -> Iterator[str]:
    coders = sorted({coding.coder for coding in matched.codings})
    documents = len({coding.document_id for coding in matched.codings})
    yield f"{project.name}, from {project.origin or 'a program that does not name itself'}"
    yield f"{len(matched.codings):,} codings in {documents:,} documents, by {', '.join(coders) or 'nobody'}"
    yield f"characters counted as {project.counting}"
    set_aside = {
        "codings of minuted itself (--with-machine takes them)": matched.machine,
        "marks of polarity, role or status": matched.marks,
        "codings that repeat another": matched.repeated,
    }
    yield from (f"set aside: {count:,} {what}" for what, count in set_aside.items() if count)
    yield from project.remarks
    if matched.not_placed:
        yield f"not placed: {len(matched.not_placed):,} codings"
    for one in matched.not_placed[:_MOST_LISTED]:
        words = f" “{one.quotation[:60]}”" if one.quotation else ""
        yield f"  {one.source or 'a source without a name'}, {one.coder}, {one.code}{words}: {one.reason}"
    if len(matched.not_placed) > _MOST_LISTED:
        yield f"  and {len(matched.not_placed) - _MOST_LISTED:,} more: --json lists all"


def _data(project: Project, matched: Matched) -> dict[str, object]:
    return {
        "project": project.name,
        "origin": project.origin,
        "counting": project.counting,
        "codings": len(matched.codings),
        "coders": sorted({coding.coder for coding in matched.codings}),
        "documents": sorted({coding.document_id for coding in matched.codings}),
        "machine": matched.machine,
        "marks": matched.marks,
        "repeated": matched.repeated,
        "remarks": list(project.remarks),
        "not_placed": [asdict(one) for one in matched.not_placed],
    }
