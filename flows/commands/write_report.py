"""`minuted report`: one page that says what the documents state, for reading, printing and passing on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.asked_rates import Asked
from flows.command_line import (
    WORKSPACE,
    JsonOption,
    PasswordOption,
    PasswordsOption,
    WorkspaceOption,
    app,
    command,
    database_in,
    say,
    settings_of,
)
from flows.hidden_names import NamesChoice, hide_of

if TYPE_CHECKING:
    from analysis.exports.export import Exported
    from analysis.exports.writers import Made, Order
    from analysis.report.contents import Contents
    from analysis.report.inputs import Accuracy, ReportSettings, Tables
    from analysis.report.pictures import DrawnPage, PageKey
    from extractors.format import Settings

FIGURES = "figures.json"
MOST_PAGES = 200  # pictures of pages; at 60 kB each the report stays below 20 MB


@app.command(
    "report",
    epilog="Example: minuted report --out report/ --workspace results. Example: minuted report --out report/ "
    "--before 136/12 --after 58/10",
)
@command
def write_report(
    out: Annotated[Path, typer.Option("--out", help="A folder for report.html and figures.json.", show_default=False)],
    workspace: WorkspaceOption = WORKSPACE,
    names: Annotated[
        NamesChoice,
        typer.Option("--names", help="Replace names of private people, or keep them and show pages as pictures."),
    ] = NamesChoice.REPLACED,
    title: Annotated[str, typer.Option("--title", help="What the page is headed with.")] = "",
    dated: Annotated[str, typer.Option("--date", help="A day to put on the page: 2026-11-24. None by default.")] = "",
    images: Annotated[
        int, typer.Option("--images", min=0, help="Most pages to show as pictures, with names kept.")
    ] = MOST_PAGES,
    before: Annotated[str | None, typer.Option("--before", help="Rates: earlier count and exposure, 136/12.")] = None,
    after: Annotated[str | None, typer.Option("--after", help="Rates: later count and exposure, 58/10.")] = None,
    baseline: Annotated[
        list[str] | None, typer.Option("--baseline", help="Rates: in place of --before; several are pooled.")
    ] = None,
    before_window: Annotated[
        str | None, typer.Option("--before-window", help="Rates: first and last day, 2009-04-01:2010-03-31.")
    ] = None,
    after_window: Annotated[str | None, typer.Option("--after-window", help="Rates: the later window.")] = None,
    unit: Annotated[str, typer.Option("--unit", help="Rates: exposure in months or days.")] = "months",
    event: Annotated[
        str | None, typer.Option("--event", help="Rates: a day, or an event of the list (full_publication).")
    ] = None,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="Rates: count the table's decisions in the two windows.")
    ] = False,
    review_type: Annotated[str | None, typer.Option("--review-type", help="Rates: type of review, as SCR.")] = None,
    metric: Annotated[str | None, typer.Option("--metric", help="Rates: of the figures that documents state.")] = None,
    definition: Annotated[str | None, typer.Option("--definition", help="Rates: the source's definition.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="Rates: the area, as England; none for none.")] = None,
    accuracy: Annotated[
        Path | None, typer.Option("--accuracy", help="What the model was measured at (JSON), if not the shipped one.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the random draws: one seed, one answer.")] = 1,
    resamples: Annotated[int, typer.Option("--resamples", min=100, help="Draws of bodies for intervals.")] = 2000,
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write over files that minuted did not write.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write one page that says what the documents state: figures, decisions, reasons, charts, method and limits.

    The page opens in any browser, without a network, and holds all it needs. Every figure leads to its rows, every row
    to its words. Names of private people are replaced, and pages are not shown as pictures, unless --names kept.
    figures.json has every figure in full precision. The same table and options give the same bytes.
    """
    from analysis.exports.export import export
    from analysis.exports.writers import ExportFormat
    from analysis.report.inputs import ReportSettings
    from corpus.material import gather
    from flows.asked_report import accuracy_in
    from flows.export_log import is_as_written, note_export

    asked = Asked(
        before, after, tuple(baseline or ()), before_window, after_window, unit, event, decisions, False, None,
        False, None, review_type, None, metric, definition, area, workspace,
    )  # fmt: skip
    base = ReportSettings(dated=dated.strip(), resamples=resamples, seed=seed)
    writer = Writer(
        asked,
        replace(base, title=title.strip()) if title.strip() else base,
        names_kept=names is NamesChoice.KEPT,
        most_pages=images,
        reading=settings_of(password, passwords),
        accuracy=accuracy_in(accuracy) if accuracy else None,
    )
    form = ExportFormat("report", ".html", "one page that says what the documents state", writer.write)
    database = database_in(workspace)
    hide = hide_of(workspace, names)
    with gather(database) as material:
        done = export(material, form, out, hide, may_replace=lambda path: force or is_as_written(workspace, path))
    logged = note_export(workspace, form.name, names, done.hashes)
    say(json.dumps(_data(done, hide.says), ensure_ascii=False)) if as_json else say(*_lines(done, hide.says, logged))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the report of an order into a folder; what was asked for is in it."""

    asked: Asked
    settings: ReportSettings
    names_kept: bool
    most_pages: int
    reading: Settings
    accuracy: Accuracy | None

    def write(self, order: Order, folder: Path) -> Made:
        """Write `report.html` and `figures.json`."""
        from analysis.exports.writers import Made
        from analysis.report.page import render_page

        contents = self._contents(order)
        drawn, remarks = self._pages(contents, order)
        page = folder / f"{order.stem or 'report'}.html"
        with page.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(render_page(contents, drawn))
        figures = folder / (f"{order.stem}-{FIGURES}" if order.stem else FIGURES)
        figures.write_text(_figures_text(contents), encoding="utf-8", newline="\n")
        return Made({page.name: len(contents.decisions), figures.name: len(contents.figures)}, list(remarks))

    def _contents(self, order: Order) -> Contents:
        from analysis.report.drawn_charts import report_charts
        from analysis.report.inputs import Extras
        from analysis.report.make import report_contents
        from analysis.report.quotations import around_in
        from flows.asked_report import NO_RATES, compared_rates, shipped_accuracy

        material = order.material
        tables = _tables(order)
        compared = compared_rates(self.asked, tables)
        charts, whys = report_charts(tables, material.frame("documents"), self.settings, compared)
        method = order.notes.method({})
        extras = Extras(
            rates=compared,
            why_no_rates=NO_RATES,
            charts=charts,
            why_no_charts=whys,
            accuracy=self.accuracy or shipped_accuracy(order.notes.software.model),
            method=tuple((what, said) for what, said in method.items() if said and what not in ("Rows", "Narrowed to")),
            names_kept=self.names_kept,
        )
        return report_contents(tables, around_in(material), self.settings, extras)

    def _pages(self, contents: Contents, order: Order) -> tuple[dict[PageKey, DrawnPage], tuple[str, ...]]:
        from analysis.report.pictures import pages_wanted
        from flows.page_pictures import PagePictures, draw_pages
        from flows.progress import counted

        if not self.names_kept or not self.most_pages:
            return {}, ()
        with PagePictures(order.material.connection, self.reading) as drawer:
            return draw_pages(pages_wanted(contents), drawer, self.most_pages, counted)


def _tables(order: Order) -> Tables:
    from analysis.report.inputs import Tables

    return Tables(*map(order.material.frame, ("analysis", "decisions", "ledger", "counts", "evidence", "codes")))


def _figures_text(contents: Contents) -> str:
    """Every figure in full precision with the ids of its rows, one a line."""
    lines = ",\n".join(json.dumps(asdict(figure), ensure_ascii=False, allow_nan=False) for figure in contents.figures)
    about = {"seed": contents.settings.seed, "resamples": contents.settings.resamples}
    method = json.dumps(dict(contents.extras.method), ensure_ascii=False)
    return f'{{"settings": {json.dumps(about)},\n"method": {method},\n"figures": [\n{lines}\n]}}\n'


def _lines(done: Exported, names: str, logged: bool) -> list[str]:
    nouns = {".html": "decisions", ".json": "figures"}
    told = [f"{path}: {rows:,} {nouns[path.suffix]}" for path, rows in done.files.items() if rows is not None]
    lines = [*told, *_some(done.remarks), names]
    return lines if logged else [*lines, "The workspace cannot be written, so the next report there asks for --force."]


def _some(remarks: Iterable[str], most: int = 5) -> list[str]:
    told = list(remarks)
    return [*told[:most], f"... and {len(told) - most:,} more."] if len(told) > most else told


def _data(done: Exported, names: str) -> dict[str, Any]:
    files = [{"file": str(path), "rows": rows, "sha256": done.hashes[path]} for path, rows in done.files.items()]
    return {"files": files, "names": names, "remarks": list(done.remarks)}
