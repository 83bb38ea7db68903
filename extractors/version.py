"""The version of reading: it changes with our readers and the libraries under them, and old parts are read anew."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources

_LIBRARIES = ("pypdfium2", "lxml", "selectolax", "python-calamine", "olefile", "charset-normalizer")


@cache
def extractor_version() -> str:
    """Return twelve hexadecimal digits that name the code and libraries that read."""
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name}=={metadata.version(name)};".encode())
    for file in sorted(resources.files("extractors").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".py"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
