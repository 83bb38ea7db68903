"""`minuted bundle`: the table and its figures in one file for others to check; and what `minuted verify` says of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import CorpusError, InvalidQuery
from flows.command_line import (
    TROUBLE,
    WORKSPACE,
    CodebookOption,
    JsonOption,
    WorkspaceOption,
    app,
    command,
    database_in,
    fail,
    say,
)
from flows.hidden_names import NamesChoice, hide_of

if TYPE_CHECKING:
    from analysis.bundle.check import Checked
    from analysis.bundle.inputs import Gathered
    from analysis.bundle.pack import Bundled
    from analysis.questions import Question

_MOST_TOLD = 20
TOLERANCE_SAID = "Counts and rows are compared exactly, other numbers to one part in 1,000,000,000 (1e-9)."


@app.command("bundle", epilog="Example: minuted bundle --out figures.zip --questions mine.yaml --workspace results")
@command
def pack_bundle(
    out: Annotated[Path, typer.Option("--out", help="The file to write (.zip).", show_default=False)],
    workspace: WorkspaceOption = WORKSPACE,
    questions: Annotated[
        Path | None, typer.Option("--questions", help="Questions of your own beside the standard ones (YAML or JSON).")
    ] = None,
    coder: Annotated[
        list[Path] | None, typer.Option("--coder", help="A coder's file, for agreement; may be given again.")
    ] = None,
    names: Annotated[
        NamesChoice, typer.Option("--names", help="Replace names of private people by pseudonyms, or keep them.")
    ] = NamesChoice.REPLACED,
    with_pages: Annotated[
        bool, typer.Option("--with-pages", help="Put in the texts of all pages, to look quotations up in.")
    ] = False,
    codebook: CodebookOption = None,
    made: Annotated[str, typer.Option("--date", help="A day to put on the bundle: 2026-11-24. None by default.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that minuted did not write.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Pack the table, its quotations, the codebook, versions, questions and figures, for others to check.

    Answered are counts of files, decisions and mentions, shares of reasons (overall, by year, body and policy period),
    pairs of reasons, rates around the policy date, and what --questions asks. `minuted verify FILE` computes every
    figure anew from what is in the file, on any computer, without a network. The same table and options give the same
    bytes.
    """
    from analysis.bundle.pack import BundleOrder, pack
    from corpus.material import gather
    from corpus.outgoing import Disguise
    from flows.export_log import is_as_written, note_export
    from flows.progress import counted

    if out.suffix.lower() != ".zip":
        raise InvalidQuery(f"--out {out}: a bundle is a ZIP, name a file that ends in .zip")
    if out.exists() and not (force or is_as_written(workspace, out)):
        raise InvalidQuery(f"{out} is there already and is not as minuted last wrote it: add --force to write over it")
    database = database_in(workspace)
    asked = _asked(questions, coder or [])
    order = BundleOrder(
        _codebook_text(codebook),
        asked.questions,
        asked.inputs,
        names_kept=names is NamesChoice.KEPT,
        with_pages=with_pages,
        made=_day(made),
    )
    hide = hide_of(workspace, names)
    with gather(database) as material:
        disguised = material.disguised(Disguise(hide.hide, hide.hide_case, hide.says))
        done = pack(disguised, out, order, lambda each: counted(each, "answering", len(each)))
    note_export(workspace, "bundle", names, {done.path: done.sha256})
    say(json.dumps(_bundle_data(done), ensure_ascii=False)) if as_json else say(*_bundle_lines(done, hide.says))


def verify_bundle(path: Path, *, as_json: bool) -> None:
    """Check a bundle and say what came of it; end with 1 where anything is not as packed or comes out otherwise.

    Raises:
        CorpusError: the file is no bundle.
    """
    from analysis.bundle.check import check
    from flows.progress import counted

    found = check(path, lambda each: counted(each, "computing anew", len(each)))
    say(json.dumps(_check_data(found), ensure_ascii=False)) if as_json else say(*_check_lines(found))
    if not found.agrees:
        fail(f"{path} is not as it was packed, or figures come out otherwise", TROUBLE)


def _asked(file: Path | None, coders: Sequence[Path]) -> Gathered:
    """Return the questions asked beside the standard ones, with the files that they name."""
    from analysis.bundle.inputs import gather_inputs
    from analysis.question_kinds import AgreementQuestion
    from analysis.questions import read_questions

    asked: list[Question] = []
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidQuery(f"{file} cannot be read as YAML or JSON in UTF-8: {error}") from error
        asked += read_questions(text, file.name)
    if coders:
        asked.append(AgreementQuestion(name="agreement", files=tuple(str(path.resolve()) for path in coders)))
    return gather_inputs(asked, file.resolve().parent if file else Path.cwd())


def _codebook_text(given: Path | None) -> str:
    from corpus.codebook import default_path, load_codebook

    load_codebook(given)  # for its errors, which name the file and the line
    try:
        return (given or default_path()).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise CorpusError(f"{given} cannot be read: {error.strerror}") from error


def _day(given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError as error:
        raise InvalidQuery(f"--date {given!r} is no day: write it as 2026-11-24") from error


def _bundle_lines(done: Bundled, names: str) -> Iterator[str]:
    yield (
        f"{done.figures:,} figures of {len(done.answers):,} questions, {done.rows:,} rows, {done.files:,} files, "
        f"{_size(done.size)}: {done.path}"
    )
    yield f"SHA-256 {done.sha256}: print it with the figures, it is what tells a changed bundle from this one."
    yield names
    yield from (f"not answered: {each.question}: {_first_line(each.refusal)}" for each in done.unanswered)
    yield f"To check it anywhere: minuted verify {done.path}"


def _bundle_data(done: Bundled) -> dict[str, Any]:
    return {
        "bundle": str(done.path),
        "sha256": done.sha256,
        "bytes": done.size,
        "rows": done.rows,
        "files": done.files,
        "figures": done.figures,
        "questions": [each.question for each in done.answers],
        "unanswered": {each.question: each.refusal for each in done.unanswered},
    }


def _check_lines(found: Checked) -> Iterator[str]:
    manifest = found.manifest
    yield f"{found.path}: SHA-256 {found.sha256}"
    made = f", dated {manifest.made}" if manifest.made else ""
    versions = ", ".join(f"{name} {version}" for name, version in manifest.versions.items())
    yield f"made with minuted {manifest.minuted} ({versions}){made}"
    yield from _some("Files", found.problems)
    said = (
        f"{each.question}, {each.figure or 'all'}: {each.what}: in the bundle {each.packed}, anew {each.found}"
        for each in found.differences
    )
    yield from _some(f"Figures that differ ({found.differing:,})", tuple(said))
    yield from _some("Not computed anew", tuple(f"{each.question}: {each.reason}" for each in found.not_computed))
    yield from (f"note: {warning}" for warning in found.warnings)
    if found.agrees:
        yield f"All {len(manifest.files):,} files are as packed, and all {found.figures:,} figures come out the same."
    else:
        yield f"{found.figures:,} figures computed anew from {found.rows:,} rows."
    yield TOLERANCE_SAID


def _some(head: str, lines: Sequence[str]) -> Iterable[str]:
    if not lines:
        return []
    more = [f"  and {len(lines) - _MOST_TOLD:,} more: --json lists all"] if len(lines) > _MOST_TOLD else []
    return [f"{head}:", *(f"  {line}" for line in lines[:_MOST_TOLD]), *more]


def _check_data(found: Checked) -> dict[str, Any]:
    return {
        "bundle": str(found.path),
        "agrees": found.agrees,
        "sha256": found.sha256,
        "figures": found.figures,
        "rows": found.rows,
        "problems": list(found.problems),
        "differences": [asdict(each) for each in found.differences],
        "not_computed": [asdict(each) for each in found.not_computed],
        "warnings": list(found.warnings),
        "manifest": found.manifest.data(),
    }


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"
