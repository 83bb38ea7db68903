"""Files that people gave beside the table, as a bundle holds them: who coded what, rows checked, months counted.

They are written anew with what figures are computed from and nothing else: a coder's file may quote, and a sample to
check does.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.bundle.tables import Opened
from analysis.question_kinds import AgreementQuestion, Inputs, SharesQuestion
from analysis.questions import Question
from analysis.rate_questions import SeriesQuestion
from analysis.rates.monthly import monthly_from_csv
from analysis.shares.checked_rows import read_checked
from corpus.codings import CoderFile, read_coder_file, write_coded_units, write_codings
from corpus.errors import CorpusError, InvalidQuery
from corpus.table_files import write_csv_rows

FOLDER = "inputs"
_LARGEST = 256 << 20  # bytes of one file
_SAFE = re.compile(r"[^A-Za-z0-9_-]+")
_CHECKED = ["decision_id", "reason_code", "present", "inclusion_prob"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Questions that call their files as the bundle does, and these files as read."""

    questions: tuple[Question, ...]
    inputs: Inputs


def gather_inputs(questions: Iterable[Question], beside: Path) -> Gathered:
    """Read the files that questions name, from a folder where they are not named in full.

    Raises:
        CorpusError: a file cannot be read, or is none of its kind; the sentence names it.
    """
    coders: dict[str, CoderFile] = {}
    checked: dict[str, Any] = {}
    months: dict[str, Any] = {}
    named: dict[Path, str] = {}
    asked: list[Question] = []

    def take(given: str, held: dict[str, Any], suffix: str, read: Callable[[Path], Any]) -> str:
        path = (beside / given).resolve()
        if path not in named:
            named[path] = _name(path, suffix, set(named.values()))
            held[named[path]] = read(path)
        return named[path]

    for question in questions:
        if isinstance(question, AgreementQuestion):
            files = tuple(take(given, coders, ".jsonl", read_coder_file) for given in question.files)
            asked.append(question.model_copy(update={"files": files}))
        elif isinstance(question, SharesQuestion) and question.checked:
            name = take(question.checked, checked, ".csv", lambda path: read_checked(_text(path), path.name))
            asked.append(question.model_copy(update={"checked": name}))
        elif isinstance(question, SeriesQuestion) and question.months:
            name = take(question.months, months, ".csv", lambda path: monthly_from_csv(_text(path)))
            asked.append(question.model_copy(update={"months": name}))
        else:
            asked.append(question)
    return Gathered(tuple(asked), Inputs(coders, checked, months))


def write_inputs(inputs: Inputs, folder: Path) -> dict[str, int]:
    """Write the files into a folder; return the rows of each, by its name in the bundle."""
    rows: dict[str, int] = {}
    for kind in ("coders", "checked", "months"):
        if getattr(inputs, kind):
            (folder / FOLDER / kind).mkdir(parents=True)
    for name, file in inputs.coders.items():
        rows[f"{FOLDER}/coders/{name}"] = _write_coders(file, folder / FOLDER / "coders" / name)
    for name, frame in inputs.checked.items():
        cells = frame[_CHECKED].astype({"present": int}).itertuples(index=False, name=None)
        rows[f"{FOLDER}/checked/{name}"] = write_csv_rows(_CHECKED, cells, folder / FOLDER / "checked" / name)
    for name, held in inputs.months.items():
        lines = ((month.month, month.count, month.exposure_days) for month in held)
        head = ("month", "count", "exposure_days")
        rows[f"{FOLDER}/months/{name}"] = write_csv_rows(head, lines, folder / FOLDER / "months" / name)
    return rows


def read_inputs(opened: Opened, names: Iterable[str]) -> Inputs:
    """Return the files of a bundle under `inputs/`.

    Raises:
        CorpusError: one of them is none of its kind; the sentence names it.
    """
    found = Inputs({}, {}, {})
    readers: dict[str, tuple[Any, Callable[[str, str], Any]]] = {
        "coders": (found.coders, _coders),
        "checked": (found.checked, read_checked),
        "months": (found.months, lambda text, _: monthly_from_csv(text)),
    }
    for name in names:
        folder, _, rest = name.partition("/")
        kind, _, file = rest.partition("/")
        if folder == FOLDER and kind in readers:
            held, read = readers[kind]
            with opened(name) as file_in:
                content = file_in.read(_LARGEST + 1)
            if len(content) > _LARGEST:
                raise CorpusError(f"{name} has more than {_LARGEST:,} bytes, and was not read")
            held[file] = read(content.decode("utf-8"), name)
    return found


def has_stretches(inputs: Inputs) -> bool:
    """Whether coders marked stretches of pages, which are places in the pages as read."""
    return any(file.codings or file.looked_at for file in inputs.coders.values())


def _write_coders(file: CoderFile, path: Path) -> int:
    if file.units:
        write_coded_units(path, file.units, file.units[0].level)
        return len(file.units)
    coded = {(coding.coder, coding.document_id) for coding in file.codings}
    listed = [pair for pair in file.looked_at if pair not in coded]
    write_codings(path, [replace(coding, quotation="") for coding in file.codings], listed)
    return len(file.codings) + len(listed)


def _coders(text: str, name: str) -> CoderFile:
    with tempfile.TemporaryDirectory() as folder:  # what reads coders' files takes a path
        path = Path(folder) / Path(name).name
        path.write_text(text, encoding="utf-8", newline="\n")
        return read_coder_file(path)


def _name(path: Path, suffix: str, taken: set[str]) -> str:
    stem = _SAFE.sub("-", path.stem).strip("-_")[:60] or "file"
    name, number = f"{stem}{suffix}", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"{path} is not UTF-8 text: save it as CSV in UTF-8") from error
    except OSError as error:
        raise InvalidQuery(f"{path} cannot be read: {error.strerror}") from error
