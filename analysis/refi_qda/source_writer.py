"""One document of a project: its text (and PDF, where it is given) stored, its selections and facts written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.refi_qda.archive import LARGEST, Archive
from analysis.refi_qda.codebook import code_guid
from analysis.refi_qda.facts import OF_DOCUMENTS, write_values
from analysis.refi_qda.ids import guid_of
from analysis.refi_qda.selections import Selected, coding_guid
from analysis.refi_qda.texts import DocumentPages, SourceText, source_text
from analysis.refi_qda.xml_stream import XmlStream
from analysis.replaced import Hide

_LONGEST_NAME = 120


def source_guid(document_id: str) -> str:
    """Return the GUID of a document as a source."""
    return guid_of("source", document_id)


class SourceWriter:
    """Writes documents as sources, one after another, and counts what it wrote."""

    def __init__(self, xml: XmlStream, archive: Archive, hide: Hide, machine: str, stamp: str) -> None:
        self._xml, self._archive, self._hide = xml, archive, hide
        self._by: dict[str, str | int | None] = {"creatingUser": machine, "creationDateTime": stamp}
        self.machine, self._stamp = machine, stamp
        self.sources = self.selections = self.codings = 0
        self.left_out: list[str] = []

    def write(
        self, document: DocumentPages, row: Mapping[str, Any], selected: Sequence[Selected], pdf: bytes | None
    ) -> None:
        """Write one document; `pdf` is the file itself, where it goes into the project."""
        guid = source_guid(document.document_id)
        name = self._hide(str(row.get("source_name") or document.document_id)).text
        text = source_text(document.pages, self._hide)
        if pdf is not None and len(pdf) > LARGEST:
            self.left_out.append(f"the file {name}: larger than the format allows; its text is there")
            pdf = None
        content = text.text.encode()
        placed = self._placed(selected, text, name)
        self.sources += 1
        self.selections += len(placed)
        self.codings += sum(len(one.codes) for one, _ in placed)
        if pdf is None:
            path = self._archive.add_source(f"{guid}.txt", content)
            with self._xml.element("TextSource", guid=guid, name=name, plainTextPath=path, **self._by):
                self._write_selections(placed, text)
                write_values(self._xml, OF_DOCUMENTS, row, self._hide)
            return
        inner = guid_of("representation", document.document_id)
        stored = self._archive.add_source(f"{guid}.pdf", pdf)
        path = self._archive.add_source(f"{inner}.txt", content)
        heights = {page.number: page.height for page in document.pages}
        with self._xml.element("PDFSource", guid=guid, name=name, path=stored, **self._by):
            for one, (start, end) in placed:
                self._write_drawn(one, heights.get(one.place.page, 0.0), text.text[start:end])
            with self._xml.element("Representation", guid=inner, name=name, plainTextPath=path, **self._by):
                self._write_selections(placed, text)
            write_values(self._xml, OF_DOCUMENTS, row, self._hide)

    def _placed(
        self, selected: Sequence[Selected], text: SourceText, name: str
    ) -> list[tuple[Selected, tuple[int, int]]]:
        found = []
        for one in selected:
            at = one.place
            place = text.place(at.page, at.start, at.end)
            if place is None or text.words(at.page, at.start, at.end) != one.quotation:
                self.left_out.append(
                    f"a selection in {name}, page {at.page}, characters {at.start} to {at.end}: other words stand there"
                )
            else:
                found.append((one, place))
        return found

    def _write_selections(self, placed: Sequence[tuple[Selected, tuple[int, int]]], text: SourceText) -> None:
        for one, (start, end) in placed:
            name = _name(text.text[start:end])
            with self._xml.element(
                "PlainTextSelection", guid=one.guid, name=name, startPosition=start, endPosition=end, **self._by
            ):
                if one.lines:
                    self._xml.leaf("Description", "\n".join(one.lines))
                self._write_codings(one, one.guid)

    def _write_drawn(self, one: Selected, height: float, words: str) -> None:
        """Write where a selection is drawn: points from the page's lower left, the first page 0 as in annex A.2.

        As there, it has the GUID of the selection in the text.
        """
        if not one.boxes or not height:
            return
        left, top = (math.floor(min(box[i] for box in one.boxes)) for i in (0, 1))
        right, bottom = (math.ceil(max(box[i] for box in one.boxes)) for i in (2, 3))
        places = {
            "firstX": left, "firstY": math.floor(height - bottom), "secondX": right, "secondY": math.ceil(height - top)
        }  # fmt: skip
        with self._xml.element(
            "PDFSelection", guid=one.guid, name=_name(words), page=one.place.page - 1, **places, **self._by
        ):
            with self._xml.element("Representation", guid=guid_of("quotation", one.guid)):
                self._xml.leaf("PlainTextContent", words)
            self._write_codings(one, guid_of("drawn", one.guid))

    def _write_codings(self, one: Selected, owner: str) -> None:
        for user, code in one.codes:
            guid = coding_guid(owner, user, code)
            with self._xml.element("Coding", guid=guid, creatingUser=user, creationDateTime=self._stamp):
                self._xml.leaf("CodeRef", targetGUID=code_guid(code))


def _name(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"
