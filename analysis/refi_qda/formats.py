"""REFI-QDA as two formats of `minuted export`: the codebook and the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.exports.writers import ExportFormat, Made, Order
from analysis.refi_qda.archive import in_one_step
from analysis.refi_qda.codebook import codebook_document, exported_codes
from analysis.refi_qda.project_writer import Contents, Settings, write_project
from analysis.refi_qda.texts import DocumentPages, PageText
from analysis.replaced import keep
from corpus.codebook import Codebook
from corpus.codings import Coding

if TYPE_CHECKING:
    from analysis.exports.annotations import Software
    from corpus.material import Material

_WHOLE = "minuted"


def refi_formats(
    codebook: Codebook,
    made: datetime,
    codings: Sequence[Coding] = (),
    original: Callable[[str], bytes | None] | None = None,
) -> tuple[ExportFormat, ExportFormat]:
    """Return the formats `qdc` and `qdpx`.

    `made` is the time that the project bears: the same rows and time give the same bytes. `codings` are people's;
    `original` gives the PDF of a document; it goes in where the export keeps names, and nowhere else.
    """

    def to_qdc(order: Order, folder: Path) -> Made:
        path = folder / f"{order.stem or _WHOLE}.qdc"
        with in_one_step(path) as file:
            file.write(codebook_document(codebook, machine_name(order.notes.software)).encode())
        return Made({path.name: len(exported_codes(codebook))})

    def to_qdpx(order: Order, folder: Path) -> Made:
        path = folder / f"{order.stem or _WHOLE}.qdpx"
        contents = contents_of(order.as_read, codings)
        machine = machine_name(order.notes.software)
        name = order.stem or _WHOLE
        files = original if order.names.hide is keep else None
        settings = Settings(machine, made, name, order.names.hide, order.names.hide_case, files)
        written = write_project(path, contents, codebook, settings)
        told = (
            f"{written.selections:,} selections in {written.sources:,} sources; {written.cases:,} decisions as cases."
        )
        return Made({path.name: written.codings}, [told, *(f"left out: {what}" for what in written.left_out)])

    return (
        ExportFormat("qdc", ".qdc", "REFI-QDA codebook", to_qdc),
        ExportFormat("qdpx", ".qdpx", "REFI-QDA project: codes, documents, quotations with their codes", to_qdpx),
    )


def contents_of(material: Material, codings: Sequence[Coding] = ()) -> Contents:
    """Return the rows of a store, with names as they are, as the contents of a project; pages are streamed."""
    kept = material.frame("documents")
    known = set(kept["document_id"])
    return Contents(
        documents=kept,
        mentions=material.frame("mentions"),
        decisions=material.frame("decisions"),
        evidence=material.frame("evidence"),
        pages=stored_pages(material),
        codings=tuple(coding for coding in codings if coding.document_id in known),
    )


def stored_pages(material: Material) -> Iterator[DocumentPages]:
    """Yield the documents of a store with their pages, one document at a time."""
    for document_id, pages in groupby(material.records("pages"), itemgetter("document_id")):
        yield DocumentPages(document_id, tuple(PageText(p["page"], p["text"], p["height_pt"]) for p in pages))


def machine_name(software: Software) -> str:
    """Return what the machine is called as a coder: with the versions that coded the documents."""
    return f"minuted {software.version} (model {software.model or 'none'}, codebook {software.codebook})"
