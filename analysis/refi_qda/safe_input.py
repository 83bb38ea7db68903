"""What comes from elsewhere, opened with care: a ZIP that may be a bomb, XML that may name other files.

Nothing is unpacked to disk. Sizes are limited by what comes out, not by what the archive says of itself.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import IO, NoReturn, Self
from urllib.parse import unquote
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from corpus.errors import CorpusError

LARGEST_PROJECT = 256 << 20  # bytes of project.qde, unpacked
LARGEST_SOURCE = 128 << 20  # bytes of one source, unpacked
LARGEST_ALL = 4 << 30  # bytes of all that is read
_DEEPEST = 200
_CHUNK = 1 << 20


class Container:
    """A `.qdpx` open for reading, a context manager; entries are found whatever the case of their names.

    Raises:
        CorpusError: the file cannot be read, or is no ZIP.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._left = LARGEST_ALL
        try:
            self._zip = ZipFile(path)
        except BadZipFile:
            raise CorpusError(
                f"{path} is not a project: a .qdpx file is a ZIP with project.qde in it, and this is no ZIP or was cut "
                "short. Export it again as REFI-QDA project."
            ) from None
        except OSError as error:
            raise CorpusError(f"{path} cannot be read: {error.strerror or error}") from error
        self._names = {info.filename.replace("\\", "/").casefold(): info for info in self._zip.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def project(self) -> Element:
        """Return the project's XML.

        Raises:
            CorpusError: there is none, it is too large, no XML, or not a project.
        """
        names = [name for name in self._names if name.endswith(".qde") and "/" not in name]
        if "project.qde" in names:
            names = ["project.qde"]
        if len(names) != 1:
            raise CorpusError(f"{self.path} is not a project: expected one project.qde in it, found {len(names)}.")
        content = self.read(names[0], LARGEST_PROJECT)
        root = parse(content, f"{self.path}, {names[0]}")
        if root.tag != "Project":
            raise CorpusError(f"{self.path}, {names[0]}: expected <Project>, found <{root.tag}>.")
        return root

    def source(self, name: str) -> bytes | None:
        """Return an internal file by its name, or None where the project has no such file.

        Raises:
            CorpusError: it is too large, damaged, or locked with a password.
        """
        for key in (f"sources/{name}", name, f"sources/{unquote(name)}", unquote(name)):
            if key.casefold() in self._names:
                return self.read(key.casefold(), LARGEST_SOURCE)
        return None

    def read(self, key: str, most: int) -> bytes:
        """Return an entry's bytes, `most` of them at most."""
        where = f"{self.path}, {self._names[key].filename}"
        try:
            with self._zip.open(self._names[key]) as file:
                content = _read(file, min(most, self._left))
        except (BadZipFile, zlib.error, EOFError, OSError) as error:
            raise CorpusError(f"{where}: damaged ({error}). Export the project again.") from error
        except RuntimeError as error:
            raise CorpusError(f"{where}: locked with a password. Export the project without one.") from error
        except NotImplementedError as error:
            raise CorpusError(f"{where}: packed in a way that is not read here ({error}).") from error
        if content is None:
            raise CorpusError(f"{where}: over the limit of {min(most, self._left):,} bytes unpacked; not read.")
        self._left -= len(content)
        return content


def _read(file: IO[bytes], most: int) -> bytes | None:
    parts, size = [], 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > most:
            return None
        parts.append(chunk)
    return b"".join(parts)


def parse(content: bytes, where: str) -> Element:
    """Return XML as a tree of elements named without their namespace.

    A document type is refused, and with it every entity: no file is opened, nothing is expanded.

    Raises:
        CorpusError: no well-formed XML, a document type, or deeper than any project is.
    """
    builder = TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise CorpusError(f"{where}: elements stand {_DEEPEST} deep in each other; no project does so.")
        builder.start(_local(tag), {_local(name): value for name, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    def doctype(*_declared: object) -> NoReturn:
        raise CorpusError(f"{where}: it declares a document type (DTD), which no REFI-QDA file has; not read.")

    parser = expat.ParserCreate(namespace_separator="\x1f")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise CorpusError(f"{where}: not well-formed XML ({error}). Export the project again.") from error
    return builder.close()


def _local(name: str) -> str:
    return name.rpartition("\x1f")[2]
