"""A project as read: codes, coders, sources and codings, nothing of it yet matched with a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class User:
    """A coder. `is_machine` where it is minuted itself."""

    guid: str
    name: str
    is_machine: bool = False


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code; `parent` is the GUID of the one it stands under, or empty."""

    guid: str
    name: str
    parent: str = ""
    description: str = ""
    colour: str = ""
    codable: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A source. `text` has LF alone as line end; it is None where the project brings none, and `lacks` says why."""

    guid: str
    name: str
    kind: str  # TextSource, PDFSource...
    text: str | None
    lacks: str = ""
    sha256: frozenset[str] = frozenset()  # of the files that the project brings for it
    facts: dict[str, str] = field(default_factory=dict)  # its variables by name


@dataclass(frozen=True, slots=True)
class ProjectCoding:
    """One code that one coder gave a selection: characters of the source's text, from 0, the end not included.

    Without a place in the text, `start` and `end` are None and `lacks` says why; `quotation` may still say the words.
    """

    source: str
    code: str
    coder: str
    start: int | None
    end: int | None
    quotation: str
    page: int | None = None  # from 1, where the selection is drawn on a page
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """What a `.qdpx` file holds. `counting` says how its program counted characters."""

    name: str
    origin: str
    users: tuple[User, ...]
    codes: tuple[ProjectCode, ...]
    sources: tuple[Source, ...]
    codings: tuple[ProjectCoding, ...]
    counting: str
    remarks: tuple[str, ...] = ()
