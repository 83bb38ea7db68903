"""An imported project matched with a workspace: its sources are documents, its selections places on their pages."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.refi_qda.aligning import Aligner, compact
from analysis.refi_qda.code_names import match_codes
from analysis.refi_qda.codebook import ExportedCode
from analysis.refi_qda.facts import DOCUMENT_ID
from analysis.refi_qda.project import Project, ProjectCoding, Source
from analysis.refi_qda.project_reader import UNNAMED
from analysis.refi_qda.source_writer import source_guid
from analysis.refi_qda.texts import DocumentPages, SourceText, source_text
from analysis.replaced import Hide
from corpus.codebook import Codebook
from corpus.codings import Coding


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of the workspace: its pages, and its name as received."""

    pages: DocumentPages
    name: str = ""


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """A coding that has no place in the workspace, and why."""

    source: str
    coder: str
    code: str
    quotation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of a project's codings: every one is in `codings`, in `not_placed`, or counted.

    `machine` are codings of minuted itself, `marks` its marks of polarity and the like, `repeated` codings that say
    what another says. A selection over two pages is a coding on each: `codings` may be more than what was read.
    """

    codings: tuple[Coding, ...]
    not_placed: tuple[NotPlaced, ...]
    documents: dict[str, str]  # GUID of a source: its document
    machine: int
    marks: int
    repeated: int


def match_project(
    project: Project, documents: Iterable[KnownDocument], codebook: Codebook, hide: Hide | None = None,
    *, with_machine: bool = False,
) -> Matched:  # fmt: skip
    """Return a project's codings as codings of the workspace's documents, each read once.

    A source is a document where it has our GUID, our `document_id` or the file itself (SHA-256); else where its text
    is that of one document, spaces and line ends aside. `hide` is what the project was exported with: its pseudonyms
    lead back to the words they stand for.
    """
    sources = {source.guid: source for source in project.sources}
    coded = {coding.source for coding in project.codings}
    found = _find_documents(project.sources, documents, hide)
    aligners = {guid: Aligner(sources[guid].text, texts) for guid, (_, texts) in found.items() if guid in coded}
    codes = match_codes(project.codes, codebook)
    names = {code.guid: code.name for code in project.codes}
    users = {user.guid: user for user in project.users}
    placed: dict[Coding, None] = {}
    not_placed = []
    machine = of_marks = repeated = 0
    for coding in project.codings:
        user = users.get(coding.coder)
        coder = user.name if user else f"coder {coding.coder[:8]}" if coding.coder else UNNAMED
        code = codes.get(coding.code)
        if code is not None and code.mark:
            of_marks += 1
        elif user is not None and user.is_machine and not with_machine:
            machine += 1
        else:
            document = found.get(coding.source, ("", ()))[0]
            made = _placed(coding, coder, code, document, aligners.get(coding.source))
            if isinstance(made, str):
                source = sources[coding.source]
                called = names.get(coding.code, coding.code)
                not_placed.append(NotPlaced(source.name, coder, called, coding.quotation, source.lacks or made))
            else:
                repeated += all(one in placed for one in made)
                placed.update(dict.fromkeys(made))
    in_order = sorted(placed, key=lambda c: (c.coder, c.document_id, c.page, c.start, c.end, c.code))
    matches = {guid: document for guid, (document, _) in found.items()}
    return Matched(tuple(in_order), tuple(not_placed), matches, machine, of_marks, repeated)


def _placed(
    coding: ProjectCoding, coder: str, code: ExportedCode | None, document: str, aligner: Aligner | None
) -> list[Coding] | str:
    """Return a coding page by page, or why it has no place."""
    if code is None or not code.codable:
        return "its code is not in the codebook, neither by GUID nor by name"
    if aligner is None:
        return "its source is no document of the workspace, or of several"
    if coding.start is not None and coding.end is not None:
        place = aligner.place(coding.start, coding.end)
    else:
        place = aligner.find(coding.quotation)
    if place is None:
        return coding.lacks or "its words do not stand in the document, or at more than one place"
    text, start, end = place
    pages = text.on_pages(start, end)
    if not pages:
        return "it selects nothing but the space between two pages"
    return [Coding(coder, document, page, a, b, code.code, words) for page, a, b, words in pages]


def _find_documents(
    sources: tuple[Source, ...], documents: Iterable[KnownDocument], hide: Hide | None
) -> dict[str, tuple[str, list[SourceText]]]:
    """Return, for GUIDs of sources, the document and the ways in which it may have been exported."""
    by_id: dict[str, set[str]] = defaultdict(set)  # document's id or its GUID as a source: sources
    by_text: dict[bytes, set[str]] = defaultdict(set)  # of sources that do not say which document they are
    for source in sources:
        for key in (source.guid, source.facts.get(DOCUMENT_ID, ""), *source.sha256):
            by_id[key].add(source.guid)
        if DOCUMENT_ID not in source.facts and source.text and (words := compact(source.text)):
            by_text[_key(words)].add(source.guid)
    texts = {source.guid: source.text for source in sources}
    sure: dict[str, tuple[str, list[SourceText]]] = {}
    likely: dict[str, list[tuple[KnownDocument, list[SourceText]]]] = defaultdict(list)
    for known in documents:
        document_id = known.pages.document_id
        named = by_id.get(document_id, set()) | by_id.get(source_guid(document_id), set())
        if not named and not by_text:
            continue
        ways = [source_text(known.pages.pages)]
        as_it_is = named and not by_text and all(texts[guid] == ways[0].text for guid in named)
        if hide is not None and not as_it_is:  # to find names takes time
            ways.append(source_text(known.pages.pages, hide))
        sure |= dict.fromkeys(named, (document_id, ways))
        keys = {_key(compact(text.text)) for text in ways} if by_text else set()
        for guid in {guid for key in keys for guid in by_text.get(key, ())} - named:
            likely[guid].append((known, ways))
    for guid, candidates in likely.items():
        if guid not in sure and (one := _one_of(candidates, next(s.name for s in sources if s.guid == guid))):
            sure[guid] = (one[0].pages.document_id, one[1])
    return sure


def _one_of(
    candidates: list[tuple[KnownDocument, list[SourceText]]], name: str
) -> tuple[KnownDocument, list[SourceText]] | None:
    """Return the one document of that text, or, of several, the one that is called so."""
    if len(candidates) == 1:
        return candidates[0]
    stem = PurePosixPath(name).stem.casefold()
    called = [one for one in candidates if PurePosixPath(one[0].name).stem.casefold() == stem]
    return called[0] if len(called) == 1 else None


def _key(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
