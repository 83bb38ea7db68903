"""Writes the files of the sample release: `python -m corpus.make_sample_release [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus.make_sample_release import build

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "sample_release"
folder.mkdir(parents=True, exist_ok=True)
for name, content in build().items():
    (folder / name).write_bytes(content)
    sys.stdout.write(f"{len(content):>7} bytes  {folder / name}\n")
