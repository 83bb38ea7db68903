"""A small store with awkward words, the contents of its report, and the page made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import html

from analysis.exports.writers import Names
from analysis.report.contents import Contents
from analysis.report.inputs import Extras, ReportSettings, Tables
from analysis.report.make import report_contents
from analysis.report.page import render_page
from analysis.report.quotations import around_in
from corpus.material import Material, gather
from corpus.outgoing import Disguise
from tests.analysis.made_exports import KEPT, make_store

FEW = ReportSettings(resamples=100)
AWKWARD = "<script>hacked = true</script></style>\"quotes' & \u202eRTL עברית 👩‍👧 \x01"


@contextmanager
def opened(folder: Path, awkward: str = "", names: Names = KEPT) -> Iterator[Material]:
    """The rows of a made store, with what is done to names."""
    database = folder / "minuted.sqlite"
    if not database.exists():
        make_store(folder, awkward)
    with gather(database) as material:
        yield material.disguised(Disguise(names.hide, names.hide_case, names.says))


def tables_of(material: Material) -> Tables:
    return Tables(*map(material.frame, ("analysis", "decisions", "ledger", "counts", "evidence", "codes")))


def contents_of(folder: Path, awkward: str = "", names: Names = KEPT, extras: Extras | None = None) -> Contents:
    with opened(folder, awkward, names) as material:
        return report_contents(tables_of(material), around_in(material), FEW, extras or Extras())


def page_of(contents: Contents) -> str:
    return "".join(render_page(contents, {}))


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)
