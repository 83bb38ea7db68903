"""A project of any program, read tolerantly: what cannot be understood is told and never ends the reading."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from analysis.refi_qda.counting import Counting, RawText, choose
from analysis.refi_qda.ids import tidy
from analysis.refi_qda.project import Project, ProjectCode, ProjectCoding, Source, User
from analysis.refi_qda.safe_input import LARGEST_SOURCE, Container
from corpus.errors import CorpusError

MACHINE = "minuted"
UNNAMED = "unnamed coder"
_HOLDERS = ("Representation", "TextDescription", "Transcript")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(slots=True)
class _Found:
    """A source while it is read: its text as the project has it, and its selections with their coded codes."""

    element: Element
    raw: RawText | None
    lacks: str
    hashes: set[str] = field(default_factory=set)
    selections: list[_Selection] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Selection:
    """A selection as written: positions not yet understood; `codes` are pairs of code and coder."""

    start: int | None
    end: int | None
    name: str
    codes: tuple[tuple[str, str], ...]
    page: int | None = None
    lacks: str = ""


def read_project(path: Path, sources: Path | None = None) -> Project:
    """Return what a `.qdpx` file holds. Sources that lie outside of it are looked for in the folder `sources` alone.

    Raises:
        CorpusError: the file is no project (no ZIP, no project.qde, no XML), or over a limit; says what was expected.
    """
    with Container(path) as container:
        root = container.project()
        users = _users(root)
        names = {user.guid: user.name for user in users}
        reader = _SourceReader(container, sources, names, tidy(root.get("creatingUserGUID")))
        found = [reader.read(element) for element in root.iterfind("Sources/*")]
    origin = root.get("origin") or ""
    told = [
        (one.raw, [(s.start, s.end, s.name) for s in one.selections if s.start is not None and s.end is not None])
        for one in found
        if one.raw is not None
    ]
    counting = choose(told, origin)
    variables = {tidy(item.get("guid")): item.get("name") or "" for item in root.iterfind("Variables/Variable")}
    return Project(
        name=root.get("name") or path.stem,
        origin=origin,
        users=users,
        codes=tuple(_codes(root)),
        sources=tuple(_source(one, variables) for one in found),
        codings=tuple(coding for one in found for coding in _codings(one, counting)),
        counting=str(counting),
        remarks=tuple(reader.remarks),
    )


def _users(root: Element) -> tuple[User, ...]:
    """Return the coders; two of one name are told apart by their GUIDs."""
    elements = {tidy(user.get("guid")): user for user in root.iterfind("Users/User")}
    names = {guid: user.get("name") or user.get("id") or f"coder {guid[:8]}" for guid, user in elements.items()}
    listed = list(names.values())
    found = []
    for guid, name in names.items():
        machine = elements[guid].get("id") == MACHINE or name.startswith(f"{MACHINE} ")
        found.append(User(guid, name if listed.count(name) == 1 else f"{name} ({guid[:8]})", machine))
    return tuple(found)


def _codes(root: Element) -> Iterator[ProjectCode]:
    todo = [(element, "") for element in reversed(root.findall("CodeBook/Codes/Code"))]
    while todo:
        element, parent = todo.pop()
        guid = tidy(element.get("guid"))
        yield ProjectCode(
            guid,
            element.get("name") or "",
            parent,
            element.findtext("Description") or "",
            element.get("color") or "",
            element.get("isCodable") != "false",
        )
        todo += [(child, guid) for child in reversed(element.findall("Code"))]


class _SourceReader:
    """Reads sources one after another; `remarks` gathers what a person should know."""

    def __init__(self, container: Container, folder: Path | None, users: dict[str, str], owner: str) -> None:
        self._container, self._folder, self._users, self._owner = container, folder, users, owner
        self.remarks: list[str] = []

    def read(self, element: Element) -> _Found:
        holder = element
        if element.tag != "TextSource":
            holder = next((child for name in _HOLDERS for child in element.findall(name)), element)
        name = element.get("name") or tidy(element.get("guid"))
        found = _Found(element, None, "")
        content, found.lacks = self._text(holder)
        if content is not None:
            found.raw = RawText(content)
        elif holder is element and element.tag != "TextSource":
            found.lacks = f"the project brings no text for the {element.tag}"
        for path in {element.get("path"), holder.get("richTextPath")} - {None, ""}:
            original, _ = self._file(str(path))
            if original is not None:
                found.hashes.add(hashlib.sha256(original).hexdigest())
        if found.lacks:
            self.remarks.append(f"source {name}: {found.lacks}")
        found.selections = list(self._selections(element, holder))
        return found

    def _text(self, holder: Element) -> tuple[str | None, str]:
        """Return the text that selections count in, or why there is none."""
        path = holder.get("plainTextPath")
        inline = holder.find("PlainTextContent")
        if not path:
            if inline is None:
                return None, "it has neither plainTextPath nor PlainTextContent: expected its text as one of them"
            return inline.text or "", ""
        content, lacks = self._file(path)
        if content is None:
            return (inline.text or "", "") if inline is not None else (None, lacks)
        for mark, encoding in _MARKS:
            if content.startswith(mark):
                return "\ufeff" + content.removeprefix(mark).decode(encoding, "replace"), ""
        try:
            return content.decode(), ""
        except UnicodeDecodeError:
            self.remarks.append(f"{path}: expected UTF-8; read as Windows-1252")
            return content.decode("cp1252", "replace"), ""

    def _file(self, path: str) -> tuple[bytes | None, str]:
        """Return a file that a source refers to, or why it is not there; outside of the project only where allowed."""
        scheme, _, rest = path.replace("\\", "/").rpartition("://")
        name = rest.lstrip("/")
        try:
            content = self._container.source(name if scheme in ("", "internal") else name.rpartition("/")[2])
        except CorpusError as error:
            return None, str(error)
        if content is None and scheme != "internal" and self._folder is not None:
            content = _in_folder(self._folder, name)
        if content is not None:
            return content, ""
        if scheme == "internal":
            return None, f"{path} is not in the project: expected Sources/{name}"
        return None, f"its text lies outside of the project, at {path}: name the folder that holds it with --sources"

    def _selections(self, element: Element, holder: Element) -> Iterator[_Selection]:
        of_source = self._coder(element, self._owner)
        in_text = set()
        for selection in holder.iterfind("PlainTextSelection"):
            in_text.add(tidy(selection.get("guid")))
            start, end = _number(selection.get("startPosition")), _number(selection.get("endPosition"))
            lacks = "" if start is not None and end is not None else "its positions are not whole numbers"
            yield _Selection(start, end, selection.get("name") or "", self._coded(selection, of_source), lacks=lacks)
        for selection in element:
            if selection is holder or not selection.tag.endswith("Selection") or selection.tag == "PlainTextSelection":
                continue
            if tidy(selection.get("guid")) in in_text:  # the same, as drawn
                continue
            words = selection.findtext("Representation/PlainTextContent") or ""
            page = _number(selection.get("page"))
            yield _Selection(
                None,
                None,
                words,
                self._coded(selection, of_source),
                None if page is None else page + 1,
                f"a {selection.tag} without words" if not words else "",
            )
        for one in (element, holder) if holder is not element else (element,):
            for coding in self._coded(one, of_source):
                yield _Selection(None, None, "", (coding,), lacks="it codes the whole source, and no words in it")

    def _coded(self, owner: Element, coder: str) -> tuple[tuple[str, str], ...]:
        coder = self._coder(owner, coder)
        return tuple(
            (tidy(reference.get("targetGUID")), self._coder(coding, coder))
            for coding in owner.iterfind("Coding")
            for reference in coding.iterfind("CodeRef")
        )

    def _coder(self, element: Element, otherwise: str) -> str:
        return tidy(element.get("creatingUser") or element.get("modifyingUser")) or otherwise


def _in_folder(folder: Path, name: str) -> bytes | None:
    """Return a file from a folder by the end of its path, never from outside of the folder."""
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    home = folder.resolve()
    for i in range(len(parts)):
        path = home.joinpath(*parts[i:]).resolve()
        if path.is_relative_to(home) and path.is_file() and path.stat().st_size <= LARGEST_SOURCE:
            return path.read_bytes()
    return None


def _number(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None


def _source(found: _Found, variables: dict[str, str]) -> Source:
    facts = {}
    for value in found.element.iterfind("VariableValue"):
        reference = value.find("VariableRef")
        told = [child.text or "" for child in value if child.tag.endswith("Value")]
        if reference is not None and told:
            facts[variables.get(tidy(reference.get("targetGUID")), "")] = told[0]
    return Source(
        guid=tidy(found.element.get("guid")),
        name=found.element.get("name") or "",
        kind=found.element.tag,
        text=None if found.raw is None else found.raw.text,
        lacks=found.lacks,
        sha256=frozenset(found.hashes),
        facts=facts,
    )


def _codings(found: _Found, counting: Counting) -> Iterator[ProjectCoding]:
    guid = tidy(found.element.get("guid"))
    for selection in found.selections:
        start, end, lacks, quotation = selection.start, selection.end, selection.lacks, selection.name
        if start is not None and end is not None:
            place = found.raw and found.raw.place(start, end, counting)
            if found.raw is not None and place:
                start, end = place
                quotation = found.raw.text[start:end]
            else:
                lacks = found.lacks or f"it selects {start} to {end}, where the text has no characters"
                start = end = None
                quotation = ""
        for code, coder in selection.codes:
            yield ProjectCoding(guid, code, coder, start, end, quotation, selection.page, lacks)
