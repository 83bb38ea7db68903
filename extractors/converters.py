"""Old and rare formats, read through a program that the computer may have: LibreOffice, or antiword for old Word."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from corpus.errors import UnreadableFile
from corpus.records import Outcome
from extractors import sniff
from extractors.format import DEFAULTS, Reader, Reading, Settings
from extractors.sandbox import beat

PROGRAMS = ("soffice", "antiword")
_LIMIT_S = 90.0  # shorter than that of the process which reads, so that nothing is left behind
_NOWHERE = "http://127.0.0.1:9"  # a document that links to the outside gets no answer


@dataclass(frozen=True, slots=True)
class _Route:
    """How a format is read: its name for a person, its suffix, what it is turned into, and who reads that."""

    name: str
    suffix: str
    target: str
    reader: str


_ROUTES = {
    sniff.XLSB: _Route("binary Excel (.xlsb)", "xlsb", "xlsx", "extractors.spreadsheet"),
    sniff.PPT: _Route("PowerPoint 97-2003 (.ppt)", "ppt", "pptx", "extractors.presentation"),
    sniff.DOC: _Route("a document of Word 6 or 95", "doc", "docx", "extractors.docx"),
    sniff.OLD_WORD: _Route("a document of Word 2 or older", "doc", "docx", "extractors.docx"),
    sniff.WORD_PERFECT: _Route("a WordPerfect document", "wpd", "docx", "extractors.docx"),
    sniff.PUBLISHER: _Route("a Publisher document", "pub", "odg", "extractors.presentation"),
}


def available() -> dict[str, str | None]:
    """Return the programs that would convert a file, with the path of each; None for one that is not installed."""
    return {program: shutil.which(program) for program in PROGRAMS}


def read(content: bytes, settings: Settings = DEFAULTS) -> Reading:
    """Return what a file shows, converted first by LibreOffice, or by antiword where it is a Word 6 or 95 document.

    The converted file goes through the usual reader, so that what it hides is counted and not read. The files needed
    on the way lie in a temporary folder that is deleted before this returns or raises.

    Raises:
        UnreadableFile: no such program is here (unsupported, with its name), or it fails or takes over 90 seconds.
    """
    kind = sniff.media_type(content)
    route = _ROUTES[kind]
    programs = available()
    if office := programs["soffice"]:
        converted = _converted(content, route, office)
        reading = cast(Reader, import_module(route.reader).read)(converted, settings)
        program = "LibreOffice"
    elif kind == sniff.DOC and (antiword := programs["antiword"]):
        reading = _by_antiword(content, antiword, settings)
        program = "antiword"
    else:
        advice = f"{route.name} is not read by itself; LibreOffice would convert it"
        advice += f" (soffice --convert-to {route.target})" + ("; antiword reads it too" if kind == sniff.DOC else "")
        raise UnreadableFile(Outcome.UNSUPPORTED, advice)
    note = "; ".join(part for part in (f"read through {program}", reading.note) if part)
    return Reading(reading.pages, reading.attachments, note, reading.if_wordless)


def _converted(content: bytes, route: _Route, office: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="minuted-") as name:
        folder = Path(name)
        source = folder / f"source.{route.suffix}"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ("--headless", "--norestore", "--nolockcheck", "--convert-to", route.target, "--outdir", str(folder))
        _run((office, profile, *options, str(source)), folder, "LibreOffice")
        target = folder / f"source.{route.target}"
        if not target.is_file():
            raise UnreadableFile(Outcome.CORRUPT, f"{route.name}, which LibreOffice could not convert")
        return target.read_bytes()


def _by_antiword(content: bytes, antiword: str, settings: Settings) -> Reading:
    from extractors import plain

    with tempfile.TemporaryDirectory(prefix="minuted-") as name:
        source = Path(name) / "source.doc"
        source.write_bytes(content)
        return plain.read(_run((antiword, "-m", "UTF-8.txt", "-w", "0", str(source)), Path(name), "antiword"), settings)


def _run(command: tuple[str, ...], folder: Path, program: str) -> bytes:
    """Return what a program prints, run within its time limit; whatever it started ends with it."""
    beat(0)
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"}
    environment |= {f"{name}_proxy": _NOWHERE for name in ("http", "https", "ftp")}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            printed, _ = process.communicate(timeout=_LIMIT_S)
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(
                Outcome.TIMED_OUT, f"{program} took over {_LIMIT_S:.0f} seconds to convert it"
            ) from error
        finally:
            with suppress(ProcessLookupError):  # the usual case: all of its processes have ended
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        raise UnreadableFile(Outcome.CORRUPT, f"{program} could not convert it (exit code {process.returncode})")
    return printed
