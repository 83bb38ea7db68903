"""`minuted shares`, `together` and `sample`: how often reasons are stated, with what others, and how sure that is."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.shares.groups import Grouping
from analysis.shares.stated_reasons import Version
from corpus.errors import InvalidQuery, WorkspaceError
from flows.command_line import WORKSPACE, JsonOption, WorkspaceOption, app, command, say

if TYPE_CHECKING:
    import pandas as pd

    from analysis.shares.prevalence import Ratio

VersionOption = Annotated[
    list[Version] | None, typer.Option("--version", help="strict, broad; both where none is named.")
]
StatusOption = Annotated[
    list[str] | None, typer.Option("--status", help="A status to count besides not_initiated; may be given again.")
]
ReasonOption = Annotated[
    list[str] | None, typer.Option("--reason", help="A code, with those beneath it; may be given again.")
]
SuppressOption = Annotated[
    bool, typer.Option("--suppress", help="Hide small numbers, and what would give them back by subtraction.")
]
BelowOption = Annotated[int, typer.Option("--below", min=2, help="With --suppress: hide counts from 1 to below this.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of the random draws: one seed, one answer.")]
ResamplesOption = Annotated[int, typer.Option("--resamples", min=100, help="Draws of bodies for the interval by body.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write every number to a file (CSV).")]


@app.command("shares", epilog="Example: minuted shares --by year --reason cost --workspace results")
@command
def share_reasons(
    workspace: WorkspaceOption = WORKSPACE,
    version: VersionOption = None,
    reason: ReasonOption = None,
    status: StatusOption = None,
    by: Annotated[Grouping | None, typer.Option("--by", help="Tell decisions apart by this.")] = None,
    event: Annotated[str, typer.Option("--event", help="A day, as 2010-06-10: before it and from it.")] = "",
    sensitivity: Annotated[str, typer.Option("--sensitivity", help="Of the classifier, as 80/100.")] = "",
    specificity: Annotated[str, typer.Option("--specificity", help="Of the classifier, as 190/200.")] = "",
    flagged: Annotated[str, typer.Option("--flagged", help="Correct this share, as 300/1000, and ask no table.")] = "",
    checked: Annotated[
        Path | None, typer.Option("--checked", help="Rows that a person checked: a file of `minuted sample`.")
    ] = None,
    per_missing: Annotated[
        float | None,
        typer.Option(
            "--per-missing", min=0, help="Decisions that a file not read is taken to hold.", show_default=False
        ),
    ] = None,
    suppress: SuppressOption = False,
    below: BelowOption = 5,
    resamples: ResamplesOption = 2000,
    seed: SeedOption = 1,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print for how many decisions the documents state each reason, with what is uncertain of it.

    Each decision not to hold a review counts once. Strict: asserted as a reason for it, and sure. Broad: also what a
    person is yet to look at, reasons for delay, and what a recommendation or another copy states. Where no reason is
    stated, or it is redacted, the decision stays in the count.
    """
    from analysis.shares.measure import ShareSettings, shares
    from corpus import open_workspace

    se, sp = _ratio(sensitivity, "--sensitivity"), _ratio(specificity, "--specificity")
    if flagged:
        _say_corrected(_ratio(flagged, "--flagged"), se, sp, as_json)
        return
    settings = ShareSettings(
        statuses=_statuses(status),
        versions=tuple(version or Version),
        reasons=tuple(reason or ()),
        by=Grouping.EVENT if event and by is None else by,
        event=event,
        per_missing=per_missing,
        resamples=resamples,
        seed=seed,
        suppress=below if suppress else None,
        sensitivity=se,
        specificity=sp,
    )
    rows = _read_checked(checked) if checked else None
    tables = open_workspace(workspace)
    found = shares(tables.analysis(), tables.decisions(), tables.ledger(), settings, rows)
    _finish_shares(found, out, as_json)


def _finish_shares(found: Any, out: Path | None, as_json: bool) -> None:
    from analysis.shares.tables import shares_figures, shares_frame
    from flows.printing_shares import share_lines

    frame = shares_frame(found)
    if out is not None:
        _write(frame, out)
    if as_json:
        about = {"decisions": found.decisions, "missing": found.missing.says, "cautions": found.cautions}
        say(
            _json(
                about | {"statuses": found.settings.statuses, "seed": found.settings.seed}, frame, shares_figures(found)
            )
        )
    elif out is None:
        say(*share_lines(found))


def _say_corrected(flagged: Ratio | None, sensitivity: Ratio | None, specificity: Ratio | None, as_json: bool) -> None:
    from dataclasses import asdict

    from analysis.shares.prevalence import rogan_gladen
    from flows.printing_shares import estimate_line

    if flagged is None or sensitivity is None or specificity is None:
        raise InvalidQuery("a share given is corrected with --sensitivity 80/100 and --specificity 190/200.")
    found = rogan_gladen(flagged, sensitivity, specificity)
    say(json.dumps(asdict(found)) if as_json else estimate_line(found, flagged))


@app.command("together", epilog="Example: minuted together --version broad --workspace results")
@command
def pair_reasons(
    workspace: WorkspaceOption = WORKSPACE,
    version: Annotated[
        Version, typer.Option("--version", help="What counts as stated, as in `shares`.")
    ] = Version.STRICT,
    status: StatusOption = None,
    fine: Annotated[bool, typer.Option("--fine", help="Pairs of all codes, not only of those at the top.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most pairs to print.")] = 20,
    suppress: SuppressOption = False,
    below: BelowOption = 5,
    resamples: ResamplesOption = 2000,
    seed: SeedOption = 1,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print which reasons the documents state together, against what chance would give.

    Per decision: both, expected, lift with its interval by body, phi, odds ratio, and Fisher's exact test with Holm's
    adjustment for all pairs tested. A pair in which one code brings the other with it is not tested.
    """
    from analysis.shares.cooccurrence import PairSettings, cooccurrence
    from analysis.shares.cooccurrence_tables import cooccurrence_figures, cooccurrence_frame
    from corpus import open_workspace
    from flows.printing_shares import pair_lines

    settings = PairSettings(_statuses(status), version, fine, resamples, seed, below if suppress else None)
    tables = open_workspace(workspace)
    found = cooccurrence(tables.analysis(), tables.decisions(), settings)
    frame = cooccurrence_frame(found)
    if out is not None:
        _write(frame, out)
    if as_json:
        about = {"decisions": found.decisions, "version": version, "cautions": found.cautions, "seed": seed}
        say(_json(about, frame, cooccurrence_figures(found)))
    elif out is None:
        say(*pair_lines(found, limit))


@app.command("sample", epilog="Example: minuted sample --n 60 --seed 7 --out to_check.csv --workspace results")
@command
def sample_to_check(
    out: Annotated[Path, typer.Option("--out", help="Where to write the rows to check (CSV); never over a file.")],
    workspace: WorkspaceOption = WORKSPACE,
    number: Annotated[int, typer.Option("--n", min=2, help="How many rows.")] = 60,
    seed: SeedOption = 1,
    reason: Annotated[
        list[str] | None, typer.Option("--reason", help="Check this code alone; may be given again. All by default.")
    ] = None,
    status: StatusOption = None,
) -> None:
    """Draw rows at random for a person to check: reasons that were found, and as many that were not.

    Fill in the column `present`: 1 where the document states the reason for that decision, 0 where not. Then
    `minuted shares --checked FILE` corrects the shares by it. Keep `inclusion_prob` and the ids as they are.
    """
    from analysis.shares.sampling import TELLING, draw_sample
    from corpus import open_workspace
    from flows.printing_shares import sample_lines

    if out.exists():
        raise InvalidQuery(f"{out} is there already, perhaps with checks filled in: name another file with --out.")
    tables = open_workspace(workspace)
    drawn = draw_sample(tables.analysis(), tables.decisions(), number, seed, reason or (), _statuses(status))
    _write(drawn.drop(columns=list(TELLING)), out)
    say(*sample_lines(drawn, out))


def _statuses(given: list[str] | None) -> tuple[str, ...]:
    from analysis.shares.stated_reasons import DEFAULT_STATUSES

    return tuple(dict.fromkeys((*DEFAULT_STATUSES, *(given or ()))))


def _ratio(given: str, option: str) -> Ratio | None:
    from analysis.shares.prevalence import Ratio

    if not given:
        return None
    form = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", given)
    if form is None:
        raise InvalidQuery(f"{option} {given!r} is no share of two whole numbers: write it as 80/100.")
    return Ratio(int(form[1]), int(form[2]))


def _read_checked(file: Path) -> pd.DataFrame:
    from analysis.shares.checked_rows import read_checked

    try:
        return read_checked(file.read_text(encoding="utf-8-sig"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidQuery(f"{file} cannot be read as CSV in UTF-8: give a file of `minuted sample`.") from error


def _json(about: dict[str, Any], frame: pd.DataFrame, figures: tuple[Any, ...]) -> str:
    from dataclasses import asdict

    rows = [{name: _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return json.dumps(about | {"rows": rows, "figures": [asdict(figure) for figure in figures]}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Absent values as null; NaN, which is no JSON, among them."""
    return None if value is None or value != value or str(value) == "<NA>" else value  # noqa: PLR0124


def _write(frame: pd.DataFrame, out: Path) -> None:
    from corpus.table import frame_bytes

    try:
        out.write_bytes(frame_bytes(frame, "csv"))
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written: {error.strerror}") from error
    sys.stderr.write(f"{len(frame):,} rows: {out}\n")
