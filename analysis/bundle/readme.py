"""The `README.txt` of a bundle: what lies in it, and how a stranger checks it, with minuted and without."""

from __future__ import annotations

from importlib import resources
from string import Template
from textwrap import fill

from analysis.bundle.manifest import TOLERANCE, Manifest

_PAGES = (
    "tables/pages.csv has the text of every page, so that each quotation can be looked up in it:\n"
    "text[char_start:char_end] of its page, counted in Unicode code points from 0 and without an apostrophe put\n"
    "before it, is the quotation."
)
_NO_PAGES = (
    "The texts of pages are not in this bundle (`minuted bundle --with-pages` puts them in). That a quotation stands\n"
    "on its page can therefore be checked in the released papers alone: documents.csv names each file and gives the\n"
    "SHA-256 of its bytes (document_id), evidence.csv the page. char_start and char_end count\n"
    "Unicode code points from 0 in the page as minuted read it, with the names in it."
)


def readme_text(manifest: Manifest, rows: int, figures: int, questions: int) -> str:
    """Return the text, filled in for a bundle."""
    text = (resources.files("analysis.bundle") / "readme.txt").read_text(encoding="utf-8")
    listed = "\n".join(
        f"  {name}" + (f" ({entry.rows:,} rows)" if entry.rows is not None else "")
        for name, entry in sorted(manifest.files.items())
    )
    return Template(text).substitute(
        minuted=manifest.minuted,
        versions=", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
        made=f"\nDated {manifest.made} by its maker." if manifest.made else "",
        files=listed,
        names=fill(manifest.names, 118),
        pages=_PAGES if manifest.has_pages else _NO_PAGES,
        rows=f"{rows:,}",
        figures=f"{figures:,}",
        questions=f"{questions:,}",
        tolerance=f"{1 / TOLERANCE:,.0f}",
        libraries=", ".join(f"{name} {version}" for name, version in manifest.libraries.items()),
        policy_date=manifest.policy_date,
    )
