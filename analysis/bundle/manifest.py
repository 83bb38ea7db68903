"""The manifest of a bundle: what is in it, with hashes, and the versions, settings and seeds that it was made with."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from pydantic import TypeAdapter

from analysis.bundle.strict_json import read_as, read_json
from corpus.errors import CorpusError

FORMAT, FORMAT_VERSION = "minuted bundle", 1
MANIFEST, README, CODEBOOK = "manifest.json", "README.txt", "codebook.yaml"
SCHEMA, QUESTIONS, FIGURES = "schema.json", "questions.json", "figures.json"
LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels")  # what the numbers are computed with
TOLERANCE = 1e-9  # relative; counts are compared exactly


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a bundle: its SHA-256 in hexadecimal, its size in bytes, its rows where it has any."""

    sha256: str
    size: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself. `made` is a date that its maker gave, or empty; the clock is never asked.

    `versions` are of codebook, model and extractor, `fingerprint` that of the codebook's text. `seeds` are of the
    questions that draw at random. `names` says what was done to names, `has_pages` whether texts of pages lie in it.
    """

    format: str
    format_version: int
    minuted: str
    versions: Mapping[str, str]
    fingerprint: str
    policy_date: str
    names: str
    has_pages: bool
    made: str
    libraries: Mapping[str, str]
    seeds: Mapping[str, int]
    files: Mapping[str, Entry]

    def data(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


def read_manifest(content: bytes) -> Manifest:
    """Return what a manifest says.

    Raises:
        CorpusError: it is no manifest of a bundle, or of a later format than this program knows.
    """
    said = read_json(content, MANIFEST)
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise CorpusError(f"{MANIFEST} is not that of a bundle")
    if said.get("format_version") != FORMAT_VERSION:
        raise CorpusError(
            f"the bundle has format {said.get('format_version')!r:.20}, and this minuted reads format "
            f"{FORMAT_VERSION}: take minuted {said.get('minuted')!r:.20}, which made it"
        )
    return read_as(TypeAdapter(Manifest), content, MANIFEST)


def minuted_version() -> str:
    """Return the version of this program."""
    return metadata.version("minuted")


def libraries() -> dict[str, str]:
    """Return the versions of what numbers are computed with here."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in LIBRARIES}


def version_warnings(manifest: Manifest) -> tuple[str, ...]:
    """Return in what the programs here differ from those that the bundle was made with."""
    here = {"minuted": minuted_version()} | libraries()
    then = {"minuted": manifest.minuted} | dict(manifest.libraries)
    return tuple(
        f"{name} is {here.get(name, 'absent')} here and was {then.get(name, 'absent')}: "
        "figures may differ in their last digits, and those drawn at random by more"
        for name in sorted(here.keys() | then.keys())
        if here.get(name) != then.get(name)
    )
