"""The report as HTML: one page that holds all it needs, asks nothing of any network, and escapes every text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

from analysis.report.contents import Contents
from analysis.report.pictures import DrawnPage, PageKey, pages_wanted
from analysis.report.wording import date_words, many, read_out, words

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_CHUNK = 1 << 16  # characters handed on at once
# Characters that HTML may not hold: each is shown by its picture, so that nothing vanishes from a quotation.
_CONTROLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"}
_CONTROLS |= {0x7F: "\u2421"} | dict.fromkeys((*range(0x80, 0xA0), 0xFFFE, 0xFFFF), "\ufffd")
_OUTSIDE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)""")


def render_page(contents: Contents, drawn: Mapping[PageKey, DrawnPage]) -> Iterator[str]:
    """Yield the page in pieces. `drawn` holds the pictures of pages, by document and page; there may be none.

    Raises:
        ValueError: a chart's picture is no SVG, holds a script, or names something outside of itself.
    """
    script, style = _own("script.js"), _own("style.css")
    wanted = [page for page in pages_wanted(contents) if (page.document_id, page.page) in drawn]
    template = _environment().get_template("report.html.j2")
    stream = template.generate(
        contents=contents,
        extras=contents.extras,
        words=words(),
        pages=tuple(sorted(wanted, key=lambda page: (page.source_name, page.page))),
        drawn=drawn,
        undrawn=len(pages_wanted(contents)) - len(wanted),
        charts=[(chart, _inline(chart.svg)) for chart in contents.charts],
        choices=_choices(contents),
        script=script,
        style=style,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii"),
    )
    yield from _in_chunks(stream)


def _in_chunks(pieces: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "read_out": lambda code, kind: read_out(kind, code),
        "date_words": date_words,
        "anchor": figure_anchor,
        "fragment": lambda name: quote(figure_anchor(name), safe=""),
        "many": many,
        "place": _place,
        "ticked": _ticked,
        "breakable": _breakable,
        "key": lambda page: (page.document_id, page.page),
    }
    return environment


def _shown(value: Any) -> Any:
    """Return a text with the characters that HTML cannot hold made visible; what is markup already stays."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return value.translate(_CONTROLS)
    return value


def figure_anchor(name: str) -> str:
    """Return the id that a figure has on the page: its name, without spaces."""
    return "figure-" + re.sub(r"\s+", "_", name)


def _ticked(text: str) -> Markup:
    """Return a text of our own with what stands between backticks as code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(_shown(text)))))  # noqa: S704 - escaped above


def _breakable(code: str) -> Markup:
    """Return a code that may be broken after its dots and strokes."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(code))))  # noqa: S704 - escaped above


def _place(share: float | None) -> str:
    """Return where a share in [0, 1] lies on a line of 100, to a tenth."""
    return f"{100 * (share or 0):.1f}"


def _own(name: str) -> Markup:
    from markupsafe import Markup

    return Markup((resources.files("analysis.report") / "templates" / name).read_text(encoding="utf-8"))  # noqa: S704


def _inline(svg: str) -> Markup:
    """Return a chart's SVG for the middle of the page."""
    from markupsafe import Markup

    inline = svg[svg.find("<svg") :]
    try:
        root = ElementTree.fromstring(inline)  # noqa: S314 - made by our own charts, and checked here
    except ElementTree.ParseError as error:
        raise ValueError(f"a chart is no SVG: {error}") from error
    for element in root.iter():
        named = element.tag.rpartition("}")[2]
        is_active = named in ("script", "foreignObject") or any(name.startswith("on") for name in element.attrib)
        if is_active or any(_OUTSIDE.search(value) for value in element.attrib.values()):
            raise ValueError(f"a chart holds {named}, which asks for more than a picture")
    return Markup(inline)  # noqa: S704


def _choices(contents: Contents) -> dict[str, list[tuple[str, str]]]:
    """Return what the table of decisions can be narrowed to: values and words, in order."""
    entries = contents.decisions
    reasons = {tag.code: tag.reason for entry in entries for tag in entry.reasons}
    reasons |= {line.code: line.reason for line in contents.reasons.lines if not line.is_outcome}  # parents too
    return {
        "status": list(dict.fromkeys((each.status, read_out("statuses", each.status)) for each in entries)),
        "body": sorted({(each.body, each.body) for each in entries if each.body}),
        "review_type": sorted({(each.review_type, each.review_type) for each in entries if each.review_type}),
        "reason": sorted(reasons.items()),
    }
