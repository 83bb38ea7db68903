"""Which formats this computer can read, by what, and what each missing optional part would add."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked for. `advice` says what a missing part would add and how to get it."""

    group: str  # formats, ocr, optional or computer
    name: str
    is_well: bool
    found: str
    is_required: bool = False
    advice: str = ""


# What a reader reads, for people, and the libraries that it stands on.
_READERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "extractors.pdf": ("PDF", ("pypdfium2",)),
    "extractors.docx": ("Word .docx", ("lxml",)),
    "extractors.doc": ("Word .doc", ("olefile",)),
    "extractors.odf": ("OpenDocument", ("lxml",)),
    "extractors.ods": ("OpenDocument .ods", ("lxml",)),
    "extractors.presentation": ("presentations .pptx, .odp", ("lxml",)),
    "extractors.rtf": ("RTF", ("striprtf",)),
    "extractors.eml": ("e-mail .eml", ()),
    "extractors.mbox": ("mailboxes .mbox", ()),
    "extractors.msg": ("Outlook .msg", ("python-oxmsg",)),
    "extractors.tnef": ("winmail.dat", ()),
    "extractors.html": ("HTML", ("selectolax",)),
    "extractors.plain": ("plain text", ("charset-normalizer",)),
    "extractors.spreadsheet": ("Excel .xlsx, CSV", ("python-calamine",)),
    "extractors.xls": ("Excel .xls", ("python-calamine",)),
    "extractors.image": ("pictures (TIFF, PNG, JPEG and others)", ("pillow",)),
    "extractors.ole_package": ("files put into Office documents", ("olefile",)),
}


_CONVERTERS = "extractors.converters"  # stands on programs that are optional: see `_parts`


def examine() -> list[Check]:
    """Return all that was looked for, in order of group. Takes a second: every reader is loaded."""
    return [*_formats(), *_ocr(), *_optional(), *_computer()]


def is_well(checks: list[Check]) -> bool:
    """Say whether everything that is required works."""
    return all(check.is_well for check in checks if check.is_required)


def doctor_data(checks: list[Check]) -> dict[str, Any]:
    """Return what was found as plain data."""
    return {"well": is_well(checks), "checks": [asdict(check) for check in checks]}


def doctor_lines(checks: list[Check]) -> list[str]:
    """Return what was found, for people."""
    titles = {"formats": "Formats", "ocr": "Scans", "optional": "Optional parts", "computer": "This computer"}
    lines = []
    for group, title in titles.items():
        lines += ["", f"{title}:"]
        for check in checks:
            if check.group == group:
                mark = "ok" if check.is_well else "MISSING" if check.is_required else "absent"
                lines.append(f"  {mark:<8}{check.name}: {check.found}")
                lines += [f"          {check.advice}"] if check.advice and not check.is_well else []
    end = "All that is required works." if is_well(checks) else "Something required is missing: see above."
    return [*lines[1:], "", end]


def _formats() -> list[Check]:
    from extractors.reading import READERS

    return [_format(module) for module in dict.fromkeys(READERS.values()) if module != _CONVERTERS]


def _format(module: str) -> Check:
    name, libraries = _READERS.get(module, (module.rpartition(".")[2].replace("_", " "), ()))
    advice = "install minuted again: python -m pip install --force-reinstall minuted"
    try:
        importlib.import_module(module)
        versions = [f"{library} {metadata.version(library)}" for library in libraries]
    except (ImportError, OSError, metadata.PackageNotFoundError) as error:
        return Check("formats", name, False, f"{type(error).__name__}: {error}", True, advice)
    return Check("formats", name, True, ", ".join(versions) or "minuted itself", True)


def _ocr() -> list[Check]:
    """Tesseract comes with a wheel, its language data with minuted."""
    advice = "install minuted again: without it scans are listed as needs_ocr"
    try:
        from extractors.tesseract import version

        engine = Check("ocr", "Tesseract", True, f"{version()} (tesserocr {metadata.version('tesserocr')})", True)
    except (ImportError, OSError) as error:
        engine = Check("ocr", "Tesseract", False, f"{type(error).__name__}: {error}", True, advice)
    data = resources.files("extractors") / "tessdata" / "eng.traineddata"
    at_hand = data.is_file()
    return [
        engine,
        Check("ocr", "English language data", at_hand, "packaged" if at_hand else "not there", True, advice),
    ]


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    find: Callable[[], str]
    adds: str
    get: str


def _program(name: str) -> Callable[[], str]:
    def find() -> str:
        from extractors.converters import available

        return available()[name] or ""

    return find


def _rapidocr() -> str:
    from extractors.rapid import engine

    return "importable" if engine() else ""


@cache
def _parts() -> tuple[_Part, ...]:
    return (
        _Part(
            "RapidOCR",
            _rapidocr,
            "a second reading of scans that Tesseract reads badly; without it they are marked low_quality",
            "python -m pip install 'minuted[ocr-plus]'",
        ),
        _Part(
            "LibreOffice",
            _program("soffice"),
            "old and rare formats: .ppt, .xlsb, WordPerfect, Publisher, Word 6 and older",
            "libreoffice.org, or the packages of your system",
        ),
        _Part(
            "antiword",
            _program("antiword"),
            "documents of Word 6 and 95, without LibreOffice",
            "the packages of your system",
        ),
    )


def _optional() -> list[Check]:
    checks = []
    for part in _parts():
        found = part.find()
        advice = f"it would add {part.adds}. To get it: {part.get}"
        checks.append(Check("optional", part.name, bool(found), found or "not found", advice="" if found else advice))
    return checks


def _computer() -> list[Check]:
    return [_state_folder(), _temporary_folder(), _loopback(), _cores(), _memory()]


def _state_folder() -> Check:
    from flows.run_release import state_folder

    folder = state_folder()
    advice = "name another with MINUTED_STATE; until then Prefect's database lies in each workspace"
    return Check("computer", "state folder", _is_writable(folder), str(folder), advice=advice)


def _is_writable(folder: Path) -> bool:
    """Say whether a folder, or the nearest one above it that is there, can be written."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _temporary_folder() -> Check:
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError as error:
        return Check("computer", "temporary folder", False, str(error), True, "make one, and name it with TMPDIR")
    return Check("computer", "temporary folder", True, folder, True)


def _loopback() -> Check:
    from flows.run_release import has_loopback

    there = has_loopback()
    advice = "Prefect cannot be used: runs go through plain threads instead"
    return Check("computer", "loopback network", there, "open" if there else "shut off", advice=advice)


def _cores() -> Check:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Check("computer", "cores", True, f"{cores}: as many workers read at once")


def _memory() -> Check:
    """A worker with its reading process takes up to 1.5 GB over a long scan."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        held = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return Check("computer", "memory", True, "this system does not tell")
    found = f"{free / _GIB:.1f} GiB free of {held / _GIB:.1f} GiB"
    return Check("computer", "memory", free > 1.5 * _GIB, found, advice="give run --workers 1, or close other programs")
