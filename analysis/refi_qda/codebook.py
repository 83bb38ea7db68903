"""The codebook as REFI-QDA has it: codes under their parents, and the values of a reason that are no reasons.

A mention that negates a reason is coded with the reason as well. So that nobody counts it as one asserted, a project
has marks beside the codes: the mention's polarity and role, and the status of a decision, each a code of its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import StringIO

from analysis.refi_qda.ids import guid_of
from analysis.refi_qda.xml_stream import HEAD, XmlStream
from corpus.codebook import Code, Codebook, Sentinel
from corpus.records import Polarity, Role, Status

CODEBOOK_SPACE = "urn:QDA-XML:codebook:1.0"

# Okabe and Ito (2008): told apart by colour-blind people. Children have their parent's.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#999999")
_MARKS = {"polarity": tuple(Polarity), "role": tuple(Role), "decision status": tuple(Status)}


@dataclass(frozen=True, slots=True)
class ExportedCode:
    """A code as it is exported. `parent` is the code it stands under, or empty; a `mark` is no reason."""

    code: str
    guid: str
    name: str
    description: str
    note: str
    colour: str
    parent: str = ""
    codable: bool = True
    mark: bool = False


def code_guid(code: str) -> str:
    """Return the GUID of a code of the codebook, a sentinel or a mark."""
    return guid_of("code", code)


def mark_of(facet: str, value: str) -> str:
    """Return the mark that stands for a value, as `polarity: negated`."""
    return f"{facet}: {value}"


def exported_codes(codebook: Codebook) -> tuple[ExportedCode, ...]:
    """Return the codes and sentinels of a codebook, in its order, a parent before its children."""
    every: tuple[Code | Sentinel, ...] = (*codebook.codes, *codebook.sentinels)
    times = Counter(code.label for code in every)
    families = list(dict.fromkeys(code.code.partition(".")[0] for code in every))
    colours = {family: _COLOURS[i % len(_COLOURS)] for i, family in enumerate(families)}
    return tuple(
        ExportedCode(
            code=code.code,
            guid=code_guid(code.code),
            name=code.label if times[code.label] == 1 else f"{code.label} ({code.code})",
            description=code.definition,
            note=_note(code) if isinstance(code, Code) else "",
            colour=colours[code.code.partition(".")[0]],
            parent=code.parent if isinstance(code, Code) else "",
        )
        for code in every
    )


def marks() -> tuple[ExportedCode, ...]:
    """Return the marks, each under the group of its facet; a group itself is not for coding."""
    found = []
    for facet, values in _MARKS.items():
        what = f"Marks of minuted: {facet}. Not reasons."
        found.append(ExportedCode(facet, code_guid(facet), facet, what, "", "#999999", codable=False, mark=True))
        for value in values:
            name = mark_of(facet, value)
            found.append(ExportedCode(name, code_guid(name), name, "", "", "#999999", parent=facet, mark=True))
    return tuple(found)


def _note(code: Code) -> str:
    lists = {
        "Sub-values": code.sub_values,
        "Cues": code.cues,
        "Cues of the opposite": code.inverse_cues,
        "Examples": tuple(f"{example.text} ({example.directness})" for example in code.examples),
        "Near misses, not to be coded": tuple(
            f"{miss.text} ({miss.note})" if miss.note else miss.text for miss in code.near_misses
        ),
        "Denials, mentioned and not asserted": code.denials,
    }
    texts = {"Include": code.include, "Exclude": code.exclude}
    lines = [f"Code: {code.code}"]
    lines += [f"{name}: {text}" for name, text in texts.items() if text]
    for name, items in lists.items():
        lines += [f"{name}:", *(f"- {item}" for item in items)] if items else []
    return "\n".join(lines)


def codebook_document(codebook: Codebook, origin: str) -> str:
    """Return a codebook as the text of a `.qdc` file. The format has no notes: they stand in the descriptions."""
    out = StringIO()
    out.write(HEAD)
    xml = XmlStream(out)
    with xml.element("CodeBook", xmlns=CODEBOOK_SPACE, origin=origin):
        write_codes(xml, exported_codes(codebook), notes_apart=False)
    return out.getvalue()


def write_codes(xml: XmlStream, codes: tuple[ExportedCode, ...], *, notes_apart: bool) -> None:
    """Write codes, children inside their parents; their notes are referred to, or stand in the descriptions."""
    with xml.element("Codes"):
        _write_under("", xml, codes, notes_apart)


def _write_under(parent: str, xml: XmlStream, codes: tuple[ExportedCode, ...], notes_apart: bool) -> None:
    for code in (code for code in codes if code.parent == parent):
        codable = "true" if code.codable else "false"
        with xml.element("Code", guid=code.guid, name=code.name, isCodable=codable, color=code.colour):
            apart = notes_apart or not code.note
            description = code.description if apart else f"{code.description}\n{code.note}"
            if description:
                xml.leaf("Description", description)
            if code.note and notes_apart:
                xml.leaf("NoteRef", targetGUID=note_guid(code.code))
            _write_under(code.code, xml, codes, notes_apart)


def note_guid(code: str) -> str:
    """Return the GUID of the note on a code."""
    return guid_of("note", code)


def write_notes(xml: XmlStream, codes: tuple[ExportedCode, ...], made: str, user: str) -> None:
    """Write the notes on codes: what to include and exclude, cues, examples and near misses."""
    with xml.element("Notes"):
        for code in (code for code in codes if code.note):
            with xml.element(
                "Note", guid=note_guid(code.code), name=f"{code.name}: how to code", creatingUser=user,
                creationDateTime=made,
            ):  # fmt: skip
                xml.leaf("PlainTextContent", code.note)
