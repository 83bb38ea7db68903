"""`minuted search`: the pages that hold some words, the best first, each with the command that opens what is quoted."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.command_line import WORKSPACE, JsonOption, WorkspaceOption, app, command, database_in, say

if TYPE_CHECKING:
    from corpus.search import Found, Hit

_BOLD = ("\x1b[1m", "\x1b[0m")
_BRACKETS = ("[", "]")


@app.command("search", epilog="Example: minuted search '\"serious case review\" AND cost*' --from 2010-06 --body north")
@command
def search_pages(
    words: Annotated[
        str,
        typer.Argument(
            help='Words, "a phrase", beginnings (budg*), NEAR(cost review, 8), AND, OR, NOT, (parentheses).',
            show_default=False,
        ),
    ],
    workspace: WorkspaceOption = WORKSPACE,
    body: Annotated[str, typer.Option("--body", help="Part of the body's name.")] = "",
    since: Annotated[str, typer.Option("--from", help="A day, month or year: 2010-06-10, 2010-06, 2010.")] = "",
    until: Annotated[str, typer.Option("--to", help="Likewise, included.")] = "",
    kind: Annotated[list[str] | None, typer.Option("--kind", help="minutes, letter, ...; may be given again.")] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option("--reason", help="Pages on which this code was found; `cost` takes its children."),
    ] = None,
    release: Annotated[str, typer.Option("--release", help="One release.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most pages to print.")] = 20,
    as_json: JsonOption = False,
) -> None:
    """Look for words on all pages, whether or not a reason was found there.

    Capitals and accents do not matter. Words with punctuation, as s.40(2), are looked for as they stand. Text that a
    page carries and does not show, as under a redaction, is never found.
    """
    from corpus.search import PageFilters, search

    filters = PageFilters(body, since, until, tuple(kind or ()), tuple(reason or ()), release, limit)
    found = search(database_in(workspace), words, filters)
    if as_json:
        say(json.dumps(_data(found, workspace), ensure_ascii=False))
    else:
        say(*_lines(found, workspace, _BOLD if _is_terminal() else _BRACKETS))


def _is_terminal() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _open_with(hit: Hit, workspace: Path) -> str:
    """Return the command that opens what is quoted from a page; empty where nothing is."""
    named = "" if workspace == WORKSPACE else f" --workspace {shlex.quote(str(workspace))}"
    return f"minuted show {hit.opens}{named}" if hit.opens else ""


def _data(found: Found, workspace: Path) -> dict[str, Any]:
    hits = []
    for hit in found.hits:
        held = asdict(hit)
        for name in ("body", "date", "opens"):
            held[name] = held[name] or None
        hits.append(held | {"open_with": _open_with(hit, workspace) or None})
    return asdict(found) | {"hits": hits}


def _lines(found: Found, workspace: Path, marks: tuple[str, str]) -> list[str]:
    said = [f"Read as: {found.read_as}"] if found.read_as != found.asked.strip() else []
    if not found.total:
        return [*said, "No page holds that. Fewer words, beginnings (budg*) or OR find more."]
    pages = "1 page" if found.total == 1 else f"{found.total:,} pages"
    chosen = f", the best of about {found.ranked:,} of them taken by chance" if found.ranked < found.total else ""
    head = f"{pages}; {len(found.hits):,} shown{chosen}. More: --limit" if len(found.hits) < found.total else pages
    lines = [*said, head]
    for number, hit in enumerate(found.hits, start=1):
        lines += ["", *_hit_lines(number, hit, workspace, marks)]
    if not all(hit.opens for hit in found.hits):
        lines += ["", "Without a command: no mention or decision is quoted from that page; open the file itself."]
    return lines


def _hit_lines(number: int, hit: Hit, workspace: Path, marks: tuple[str, str]) -> list[str]:
    about = ", ".join(filter(None, (hit.body, hit.document_type, hit.date)))
    lines = [f"{number:>3}  {hit.source_name}, page {hit.page}{' and on' if hit.runs_on else ''}  ({about})"]
    lines.append(f"     {hit.marked(marks)}")
    if hit.opens:
        elsewhere = "" if hit.is_quoted else "  (quoted from elsewhere on the page)"
        lines.append(f"     {_open_with(hit, workspace)}{elsewhere}")
    return lines
