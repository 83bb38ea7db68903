"""`minuted export`: the table in the formats of spreadsheets, statistics programs, Datasette and annotation tools."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.query import Filters
from flows.command_line import (
    WORKSPACE,
    CodebookOption,
    JsonOption,
    WorkspaceOption,
    app,
    command,
    database_in,
    say,
)
from flows.hidden_names import NamesChoice, hide_of

if TYPE_CHECKING:
    from analysis.exports.export import Exported
    from analysis.exports.writers import ExportFormat, Names


@app.command("export", epilog="Example: minuted export --to xlsx --out table.xlsx --workspace results")
@command
def export_rows(
    to: Annotated[
        str,
        typer.Option(
            "--to", help="csv, xlsx, parquet, jsonl, datasette, matrix, annotations, qdc, qdpx.", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", help="A file with the format's ending, or a folder.", show_default=False)
    ],
    workspace: WorkspaceOption = WORKSPACE,
    names: Annotated[
        NamesChoice, typer.Option("--names", help="Replace names of private people by pseudonyms, or keep them.")
    ] = NamesChoice.REPLACED,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="One table (csv, xlsx, parquet, jsonl); may be given again.")
    ] = None,
    reason: Annotated[list[str] | None, typer.Option("--reason", help="A code; `cost` takes its children too.")] = None,
    body: Annotated[str, typer.Option("--body", help="Part of the body's name.")] = "",
    status: Annotated[list[str] | None, typer.Option("--status", help="A decision status.")] = None,
    polarity: Annotated[list[str] | None, typer.Option("--polarity", help="asserted, negated, ...")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", help="reason_not_initiating, ...")] = None,
    since: Annotated[str, typer.Option("--from", help="A day, month or year: 2010-06-10, 2010-06, 2010.")] = "",
    until: Annotated[str, typer.Option("--until", help="Likewise, included.")] = "",
    text: Annotated[str, typer.Option("--text", help="Words in the passage (SQLite full-text language).")] = "",
    release: Annotated[str, typer.Option("--release", help="One release.")] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave out mentions that a person is yet to look at (needs_review).")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over files that minuted did not write.")] = False,
    codebook: CodebookOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the table, or a part of it, for other programs; names of private people are replaced by default.

    csv, parquet and jsonl hold a file a table in a folder, or one table in one file (--table, else `analysis`); xlsx is
    a workbook, datasette a SQLite file with metadata, matrix decisions x codes with 0 and 1, annotations W3C Web
    Annotations, qdc and qdpx the codebook and the project of REFI-QDA (with the codebook that the documents were coded
    with). Filters narrow all tables to what bears on the rows found. A file there already is written over only
    where it is as an earlier export left it, or with --force.
    """
    from analysis.exports.export import export, format_named
    from corpus.material import gather
    from flows.export_log import is_as_written, note_export

    filters = Filters(
        reasons=tuple(reason or ()),
        body=body,
        statuses=tuple(status or ()),
        polarities=tuple(polarity or ()),
        roles=tuple(role or ()),
        since=since,
        until=until,
        text=text,
        release=release,
        strict=strict,
    )
    form = format_named(to, formats_of(workspace, codebook))
    database = database_in(workspace)
    hide = hide_of(workspace, names)
    with gather(database, filters) as material:
        done = export(
            material,
            form,
            out,
            hide,
            tables=tuple(table or ()),
            filters=filters,
            may_replace=lambda path: force or is_as_written(workspace, path),
        )
    logged = note_export(workspace, form.name, names, done.hashes)
    say(json.dumps(_data(form, done, hide), ensure_ascii=False)) if as_json else say(*_lines(done, hide, logged))


def formats_of(workspace: Path, codebook: Path | None = None) -> tuple[ExportFormat, ...]:
    """Return the formats that a workspace can be exported to: tables, and REFI-QDA with its codebook.

    Raises:
        InvalidCodebook: the codebook given is none.
    """
    from analysis.exports.export import FORMATS
    from analysis.refi_qda.formats import refi_formats
    from corpus.codebook import load_codebook

    made = datetime.fromtimestamp(database_in(workspace).stat().st_mtime, UTC)  # the same store, the same bytes
    return (*FORMATS, *refi_formats(load_codebook(codebook), made))


def _lines(done: Exported, hide: Names, logged: bool) -> list[str]:
    lines = [f"{path}: {rows:,} rows" if rows is not None else str(path) for path, rows in done.files.items()]
    lines += [*done.remarks, hide.says]
    if not logged:
        lines.append("The workspace cannot be written, so the next export there will ask for --force.")
    return lines


def _data(form: ExportFormat, done: Exported, hide: Names) -> dict[str, Any]:
    return {
        "format": form.name,
        "files": [{"file": str(path), "rows": rows, "sha256": done.hashes[path]} for path, rows in done.files.items()],
        "names": hide.says,
        "remarks": list(done.remarks),
    }
