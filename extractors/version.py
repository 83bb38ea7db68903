"""The version of reading: it changes with our readers and the libraries under them, and old parts are read anew."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources
from importlib.util import find_spec

_LIBRARIES = ("pypdfium2", "lxml", "selectolax", "python-calamine", "olefile", "charset-normalizer")
_OCR_LIBRARIES = ("tesserocr", "pillow", "numpy", "scipy")
_OPTIONAL_LIBRARIES = ("rapidocr", "onnxruntime")  # with them pages are read that without them are not
_DATA = (".py", ".txt", ".traineddata")


@cache
def extractor_version() -> str:
    """Return twelve hexadecimal digits that name the code and libraries that read."""
    digest = hashlib.sha256()
    installed = [name for name in _OPTIONAL_LIBRARIES if find_spec(name)]
    for name in (*_LIBRARIES, *_OCR_LIBRARIES, *installed):
        digest.update(f"{name}=={metadata.version(name)};".encode())
    folder = resources.files("extractors")
    files = (*folder.iterdir(), *folder.joinpath("tessdata").iterdir())
    for file in sorted(files, key=lambda file: file.name):
        if file.name.endswith(_DATA):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
