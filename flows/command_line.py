"""What the commands share: the application, their common options, how they print and how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec, TypeVar

import typer

from corpus.errors import CorpusError, InvalidCodebook, InvalidLabels, InvalidQuery, WorkspaceError

if TYPE_CHECKING:
    import pandas as pd

    from extractors.format import Settings

P = ParamSpec("P")
T = TypeVar("T")

USAGE, TROUBLE, PARTLY_READ = 2, 1, 3

app = typer.Typer(
    help="Read FOI releases and table the reviews that were not held, and the reasons that the documents give.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
WorkspaceOption = Annotated[Path, typer.Option("--workspace", "-w", help="The folder of the run's results.")]
CodebookOption = Annotated[Path | None, typer.Option("--codebook", help="A codebook of your own instead of minuted's.")]
ModelOption = Annotated[Path | None, typer.Option("--model", help="A folder with a model that `minuted train` made.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
PasswordOption = Annotated[
    list[str] | None,
    typer.Option(
        "--password", help="A password to try on locked files; may be given again. Others may see it in `ps`."
    ),
]
PasswordsOption = Annotated[Path | None, typer.Option("--passwords", help="A file of passwords, one a line (UTF-8).")]
ColumnsOption = Annotated[
    list[Path] | None,
    typer.Option("--columns", help="A mapping of columns that `minuted columns` proposed; may be given again."),
]
NoOcrOption = Annotated[bool, typer.Option("--no-ocr", help="Do not read scans; a later run without this reads them.")]
WORKSPACE = Path("workspace")


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def fail(message: str, code: int) -> NoReturn:
    """Say what went wrong on standard error and end with an exit code."""
    sys.stderr.write(f"minuted: {message}\n")
    raise typer.Exit(code)


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors that are meant for the user into a sentence and an exit code: 2 for wrong usage, 1 for trouble."""
    try:
        yield
    except (InvalidQuery, InvalidCodebook, InvalidLabels) as error:
        fail(str(error), USAGE)
    except WorkspaceError as error:
        fail(str(error), TROUBLE)
    except CorpusError as error:
        fail(str(error), USAGE)
    except BrokenPipeError:
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        fail("stopped. What was done is kept: the same command goes on from there.", 130)


def command(function: Callable[P, T]) -> Callable[P, T]:
    """Wrap a command in `explained`."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with explained():
            return function(*args, **kwargs)

    return run


def say(*lines: str) -> None:
    """Print lines on standard output."""
    sys.stdout.write("\n".join(lines) + "\n")


def database_in(workspace: Path) -> Path:
    """Return the database of a workspace.

    Raises:
        CorpusError: no run has been published there.
    """
    from corpus.workspace import Workspace

    place = Workspace(workspace)
    if not place.exists():
        raise CorpusError(f"there is no table in {workspace} yet: `minuted run PATH --workspace {workspace}` makes one")
    return place.database


def print_frame(frame: pd.DataFrame, form: Format, out: Path | None) -> None:
    """Print rows, or write them to a file.

    Raises:
        CorpusError: Parquet without a file.
        WorkspaceError: the file cannot be written.
    """
    from corpus.table import frame_bytes
    from flows.printing import table_text

    if form is Format.TABLE:
        import shutil

        say(table_text(frame, shutil.get_terminal_size((140, 40)).columns), f"{len(frame):,} rows")
        return
    if form is Format.PARQUET and out is None:
        raise CorpusError("parquet is not for a terminal: name a file with --out")
    content = frame_bytes(frame, form)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise WorkspaceError(f"{out} cannot be written: {error.strerror}") from error
    sys.stderr.write(f"{len(frame):,} rows: {out}\n")


def settings_of(given: list[str] | None, file: Path | None, no_ocr: bool = False) -> Settings:
    """Return what reading is done with: passwords given or in a file, and whether scans are read."""
    from extractors.format import Settings
    from flows.passwords import gather

    return Settings(gather(given or (), file), ocr=not no_ocr)
