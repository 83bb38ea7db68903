"""The command line. Each command gathers its arguments, calls one function and prints what came back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import CorpusError, InvalidCodebook, WorkspaceError
from flows.command_line import (
    PARTLY_READ,
    TROUBLE,
    WORKSPACE,
    CodebookOption,
    ColumnsOption,
    Format,
    JsonOption,
    ModelOption,
    NoOcrOption,
    PasswordOption,
    PasswordsOption,
    WorkspaceOption,
    app,
    command,
    database_in,
    fail,
    print_frame,
    say,
    settings_of,
)

if TYPE_CHECKING:
    from corpus.codebook import Codebook
    from corpus.labelled import LabelledPassage
    from corpus.store import HiddenText

__all__ = ["app", "main"]

codebook_app = typer.Typer(
    help="Print the codebook, or check one of your own.",
    epilog="Example: minuted codebook > codebook.txt",
    invoke_without_command=True,
)
app.add_typer(codebook_app, name="codebook")


@app.command(epilog="Example: minuted run release/ letters.zip --workspace results")
@command
def run(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or ZIPs of a release.", show_default=False)],
    workspace: WorkspaceOption = WORKSPACE,
    workers: Annotated[int, typer.Option("--workers", min=0, help="Worker processes; 0 is one a core.")] = 0,
    codebook: CodebookOption = None,
    model: ModelOption = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, help="Seconds that reading one file, or one page of a scan, may take.")
    ] = 120.0,
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    no_ocr: NoOcrOption = False,
    columns: ColumnsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a release and write the analysis table.

    Ends with 0 when everything received was read, 3 when some files could not be (they are listed with reasons),
    2 for wrong usage, 1 for trouble such as a full disk. A second run does no work twice; one with passwords reads
    what was locked, and nothing else again.
    """
    from flows.printing import summary_lines
    from flows.progress import Progress
    from flows.run_release import Options, run_release

    settings = settings_of(password, passwords, no_ocr)
    options = Options(tuple(paths), workspace, workers, codebook, model, timeout, settings, tuple(columns or ()))
    report = run_release(options, Progress(quiet=as_json))
    if as_json:
        say(json.dumps(_run_data(report)))
    else:
        say(*summary_lines(report))
        say("", f"The table: {report.workspace / 'table'} (Parquet, CSV), {report.workspace / 'minuted.sqlite'}")
        say(f"Look at it: minuted query --workspace {workspace}")
        say(f"Open a row by its id: minuted show ID --workspace {workspace}")
    if report.unread:
        raise typer.Exit(PARTLY_READ)


def _run_data(report: Any) -> dict[str, Any]:
    summary = report.summary
    return {
        "received": summary.received,
        "outcomes": {str(outcome): count for outcome, count in summary.outcomes.items()},
        "documents": summary.documents,
        "pages": summary.pages,
        "ocr_pages": summary.ocr_pages,
        "redactions": summary.redactions,
        "mentions": summary.mentions,
        "needs_review": summary.unsure,
        "decisions": summary.decisions,
        "unread": [
            {"source_name": u.source_name, "outcome": str(u.outcome), "reason": u.reason} for u in report.unread
        ],
        "low_quality_pages": [
            {"source_name": page.source_name, "page": page.page, "quality": page.quality} for page in report.doubtful
        ],
        "hidden_text": _hidden_data(report.hidden),
        "seconds": report.seconds,
        "workspace": str(report.workspace),
    }


def _hidden_data(hidden: Iterable[HiddenText]) -> list[dict[str, Any]]:
    from flows.disclosure import failed_redactions

    return [
        {
            "source_name": found.source_name,
            "page": found.page,
            "mechanism": str(found.mechanism),
            "characters": found.characters,
            "possible_failed_redaction": bool(failed_redactions([found])),
        }
        for found in hidden
    ]


@app.command(epilog="Example: minuted peek minutes.pdf")
@command
def peek(
    file: Annotated[Path, typer.Argument(help="One file.", show_default=False)],
    codebook: CodebookOption = None,
    model: ModelOption = None,
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    no_ocr: NoOcrOption = False,
    columns: ColumnsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at one file at once: its kind, decisions and reasons, with quotations. Ends with 3 if it cannot be read."""
    from flows.peek_file import peek as look
    from flows.printing import peek_lines

    settings = settings_of(password, passwords, no_ocr)
    found = look(file, codebook=codebook, model=model, settings=settings, columns=columns or ())
    say(json.dumps(found, ensure_ascii=False)) if as_json else say(*peek_lines(found))
    if any(document["outcome"] in _failures() for document in found["documents"]):
        raise typer.Exit(PARTLY_READ)


def _failures() -> set[str]:
    from corpus.records import Outcome

    return {str(outcome) for outcome in Outcome if outcome.is_failure}


@app.command("columns", epilog="Example: minuted columns register.xlsx --out register.yaml")
@command
def propose_columns(
    file: Annotated[Path, typer.Argument(help="A workbook, CSV, or document with tables.", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", help="Write to a file (YAML); none that you changed.")] = None,
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    no_ocr: NoOcrOption = False,
    as_json: JsonOption = False,
) -> None:
    """Propose what the columns of a file's tables hold, in YAML that you review and give to `run --columns`.

    Ends with 2 where no table with a head is found, 3 where the file, or a file inside it, cannot be read.
    """
    from flows.columns_file import proposal_data, proposal_text, propose_columns, write_proposal

    proposal = propose_columns(file, settings=settings_of(password, passwords, no_ocr))
    if out is not None and proposal.mapping:
        write_proposal(proposal, out)
        sys.stderr.write(f"{len(proposal.mapping.tables):,} table(s), to be reviewed: {out}\n")
    if as_json:
        say(json.dumps(proposal_data(proposal), ensure_ascii=False))
    elif out is None and proposal.mapping:
        sys.stdout.write(proposal_text(proposal))
    if proposal.unread:
        fail("\n  ".join(["not read:", *(f"{u.source.source_name}: {u.reason}" for u in proposal.unread)]), PARTLY_READ)


@app.command(epilog="Example: minuted diff minutes_from_the_council.pdf minutes_from_the_trust.pdf")
@command
def diff(
    one: Annotated[Path, typer.Argument(help="A file.", show_default=False)],
    other: Annotated[Path, typer.Argument(help="Another copy of the same paper.", show_default=False)],
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    no_ocr: NoOcrOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what one copy of a paper shows and another hides, with page and exemption cited."""
    from flows.diff_files import diff_files
    from flows.printing import diff_lines

    found = diff_files(one, other, settings=settings_of(password, passwords, no_ocr))
    say(json.dumps(found, ensure_ascii=False)) if as_json else say(*diff_lines(found))


@app.command(epilog="Example: minuted code passages.jsonl --out coded.jsonl")
@command
def code(
    passages: Annotated[Path, typer.Argument(help='JSONL with "id" and "text" a line, or CSV with a `text` column.')],
    out: Annotated[Path, typer.Option("--out", help="Where to write the coded passages (JSONL).")],
    codebook: CodebookOption = None,
    model: ModelOption = None,
) -> None:
    """Code passages that you already have, in their order."""
    from corpus.codebook import load_codebook
    from flows.code_passages import code_passages, read_passages, write_lines
    from flows.progress import counted
    from models.classifier import load_classifier
    from models.coder import Coder

    if not passages.is_file():
        raise CorpusError(f"{passages}: there is no such file")
    total = sum(1 for _ in read_passages(passages))
    coder = Coder(load_codebook(codebook), load_classifier(model))
    coded = code_passages(read_passages(passages), coder)
    try:
        done = write_lines(counted(coded, "coding", total), out)
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written: {error.strerror}") from error
    sys.stderr.write(f"{done:,} passages coded: {out}\n")


@codebook_app.callback()
@command
def codebook_print(context: typer.Context) -> None:
    """Print the codebook: codes, definitions, what to include and exclude, examples (+) and near misses (-)."""
    from corpus.codebook import load_codebook
    from flows.printing import codebook_lines

    if context.invoked_subcommand is None:
        say(*codebook_lines(load_codebook()))


@codebook_app.command("check", epilog="Example: minuted codebook check mine.yaml")
@command
def codebook_check(file: Annotated[Path, typer.Argument(help="A codebook in YAML.")]) -> None:
    """Check a codebook of your own; every problem names its line. Ends with 1 if there is any."""
    from corpus.codebook import load_codebook

    try:
        held = load_codebook(file)
    except InvalidCodebook as error:
        fail(str(error), TROUBLE)
    say(f"{file} is valid: {len(held.codes)} codes, {len(held.sentinels)} sentinels, version {held.version}")


@app.command(epilog="Example: minuted train --codebook mine.yaml --labelled labelled/ --out model/")
@command
def train(
    codebook: CodebookOption = None,
    labelled: Annotated[
        Path | None, typer.Option("--labelled", help="A folder of labelled passages (*.jsonl).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the model; minuted's own by default.")
    ] = None,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Fine-tune the sentence encoder too (needs minuted[encoder]).")
    ] = False,
) -> None:
    """Train the classifier from labelled passages and the codebook's examples: some minutes.

    With --encoder the sentence encoder is fine-tuned first, which takes an hour on two cores.
    """
    from corpus.codebook import load_codebook
    from corpus.labelled import calibration_folder, read_labelled
    from models.classifier import default_folder, save_classifier
    from models.encoder import load_encoder
    from models.training import train_on

    held, passages, folder = load_codebook(codebook), read_labelled(labelled), out or default_folder()
    if encoder:
        _fine_tune(passages, held)
    classifier = train_on(passages, read_labelled(calibration_folder()), held, load_encoder(), _say_stage)
    try:
        save_classifier(classifier, folder)
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror}; name another place with --out") from error
    about = classifier.card["trained_on"]
    say(f"model {classifier.version}: {about['passages']:,} passages of {len(about['authors'])} authors: {folder}")


def _fine_tune(passages: list[LabelledPassage], codebook: Codebook) -> None:
    """Fine-tune the sentence encoder and put it in the place of the shipped one."""
    from flows.run_release import state_folder
    from models.encoder import default_folder

    try:
        from models.network import fine_tune, write
    except ImportError as error:
        fail(f"fine-tuning needs PyTorch ({error}): pip install 'minuted[encoder]'", TROUBLE)
    unfinished = state_folder() / "encoder-unfinished.pt"
    network = fine_tune(passages, codebook, unfinished=unfinished, progress=_say_stage)
    write(network, passages, codebook, default_folder())


def _say_stage(stage: str) -> None:
    sys.stderr.write(f"{stage} ...\n")


@app.command(epilog="Example: minuted evaluate --out figures/")
@command
def evaluate(
    codebook: CodebookOption = None,
    model: ModelOption = None,
    labelled: Annotated[
        Path | None, typer.Option("--labelled", help="A folder of labelled passages (*.jsonl) to measure on.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder to write a model card with pictures into.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the coder on three authors that nothing was trained or chosen on, beside three simpler methods."""
    from corpus.codebook import load_codebook
    from corpus.labelled import held_out_folder, read_labelled
    from flows.evaluate_model import evaluate_model
    from flows.model_card import write_model_card
    from flows.printing import evaluation_data, evaluation_lines
    from flows.progress import counted
    from models.classifier import load_classifier
    from models.coder import Coder
    from models.encoder import load_encoder

    coder = Coder(load_codebook(codebook), load_classifier(model))
    report = evaluate_model(coder, read_labelled(labelled or held_out_folder()), read_labelled(), counted)
    if out is not None:
        try:
            write_model_card(report, coder.classifier.card, load_encoder().card, out)
        except OSError as error:
            raise WorkspaceError(f"{out} cannot be written: {error.strerror}; name another place with --out") from error
    say(json.dumps(evaluation_data(report))) if as_json else say(*evaluation_lines(report))


@app.command(epilog="Example: minuted query --reason cost --from 2010-06-10 --group-by month,reason")
@command
def query(
    workspace: WorkspaceOption = WORKSPACE,
    reason: Annotated[list[str] | None, typer.Option("--reason", help="A code; `cost` takes its children too.")] = None,
    body: Annotated[str, typer.Option("--body", help="Part of the body's name.")] = "",
    status: Annotated[list[str] | None, typer.Option("--status", help="A decision status.")] = None,
    polarity: Annotated[list[str] | None, typer.Option("--polarity", help="asserted, negated, ...")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", help="reason_not_initiating, ...")] = None,
    since: Annotated[str, typer.Option("--from", help="A day, month or year: 2010-06-10, 2010-06, 2010.")] = "",
    until: Annotated[str, typer.Option("--to", help="Likewise, included.")] = "",
    text: Annotated[str, typer.Option("--text", help="Words in the passage (SQLite full-text language).")] = "",
    release: Annotated[str, typer.Option("--release", help="One release.")] = "",
    least_quality: Annotated[
        float, typer.Option("--min-quality", min=0, max=1, help="Leave out pages read worse than that, in [0, 1].")
    ] = 0.0,
    strict: Annotated[
        bool, typer.Option("--strict", help="Leave out mentions that a person is yet to look at (needs_review).")
    ] = False,
    group_by: Annotated[
        str, typer.Option("--group-by", help="Names with commas: month,year,reason,parent,body,...")
    ] = "",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Most rows to print.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to a file (needed for parquet).")] = None,
) -> None:
    """Ask the analysis table: one row a mention of a reason, and one a decision without any."""
    from corpus.query import Filters, find, group

    filters = Filters(
        reasons=tuple(reason or ()),
        body=body,
        statuses=tuple(status or ()),
        roles=tuple(role or ()),
        polarities=tuple(polarity or ()),
        since=since,
        until=until,
        text=text,
        release=release,
        least_quality=least_quality,
        strict=strict,
        limit=limit,
    )
    database = database_in(workspace)
    names = [name.strip() for name in group_by.split(",") if name.strip()]
    print_frame(group(database, filters, names) if names else find(database, filters), form, out)


@app.command(epilog='Example: minuted sql "select reason_code, count(*) from analysis group by 1"')
@command
def sql(
    statement: Annotated[str, typer.Argument(help="One SELECT on analysis, decisions, mentions, documents, ledger...")],
    workspace: WorkspaceOption = WORKSPACE,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="Write to a file (needed for parquet).")] = None,
) -> None:
    """Ask the database in SQL, for reading only."""
    from corpus.query import sql as ask

    print_frame(ask(database_in(workspace), statement), form, out)


@app.command(epilog="Example: minuted show d-1a2b3c --field decision_maker --image page.png")
@command
def show(
    given: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a mention (m-...) or a decision (d-...), or its start.")
    ],
    workspace: WorkspaceOption = WORKSPACE,
    field: Annotated[str, typer.Option("--field", help="One field of a decision, as `decision_maker`.")] = "",
    image: Annotated[Path | None, typer.Option("--image", help="Write the page with its words boxed (PNG).")] = None,
    password: PasswordOption = None,
    passwords: PasswordsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a mention in its context, or a decision with the words behind each of its fields; --image draws the page.

    The page is that of a mention's quotation, of the words that carry a decision's status, or of the field asked for.
    """
    from flows.page_image import draw_place
    from flows.show import open_shown

    shown = open_shown(database_in(workspace), given.strip(), field.strip())
    say(json.dumps(shown.data, ensure_ascii=False)) if as_json else say(*shown.lines)
    if image is not None:
        place = shown.place()
        draw_place(shown.file, place, image, settings_of(password, passwords))
        sys.stderr.write(f"page {place[0].page}: {image}\n")


@app.command(epilog="Example: minuted hidden --workspace results > letter.txt")
@command
def hidden(workspace: WorkspaceOption = WORKSPACE, as_json: JsonOption = False) -> None:
    """List text that pages carry and do not show, by place and manner, with a letter to the authority."""
    from corpus.store import open_store
    from flows.printing import hidden_lines

    with open_store(database_in(workspace)) as store:
        found = store.hidden()
    say(json.dumps(_hidden_data(found), ensure_ascii=False)) if as_json else say(*hidden_lines(found))


@app.command(epilog="Example: minuted doctor --json")
@command
def doctor(as_json: JsonOption = False) -> None:
    """Tell which formats this computer can read and what each missing part would add. Ends with 1 if one is needed."""
    from flows.doctor import doctor_data, doctor_lines, examine, is_well

    checks = examine()
    say(json.dumps(doctor_data(checks), ensure_ascii=False)) if as_json else say(*doctor_lines(checks))
    if not is_well(checks):
        raise typer.Exit(TROUBLE)


@app.command(epilog="Example: minuted verify figures.zip")
@command
def verify(
    bundle: Annotated[
        Path | None, typer.Argument(help="A file of `minuted bundle`; without one a workspace is checked.")
    ] = None,
    workspace: WorkspaceOption = WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Check that quotations stand on their pages and the ledger adds up; of a BUNDLE, compute every figure anew.

    Ends with 1 where something does not hold or comes out otherwise, and with 2 where BUNDLE is not one.
    """
    if bundle is not None:
        from flows.commands.pack_bundle import verify_bundle

        verify_bundle(bundle, as_json=as_json)
        return
    from corpus.store import open_store
    from flows.printing import problem_lines

    with open_store(database_in(workspace)) as store:
        problems = store.verify()
        summary = store.summary()
    if as_json:
        say(json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False))
    elif problems:
        say(*problem_lines(problems))
    if problems:
        fail(f"{len(problems):,} thing(s) do not hold in {workspace}", TROUBLE)
    if not as_json:
        say(f"{summary.mentions:,} mentions and {summary.decisions:,} decisions: every quotation stands on its page.")


_ASKED = (
    "search_pages",
    "compare_rates",
    "share_reasons",
    "measure_agreement",
    "draw_charts",
    "write_report",
    "export_rows",
    "exchange_codings",
    "pack_bundle",
)
for _name in _ASKED:  # each registers its commands with the application
    import_module(f"flows.commands.{_name}")


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
