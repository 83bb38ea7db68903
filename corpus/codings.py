"""What coders said: a code on a stretch of a page, or the codes of a decision or passage. People's and the machine's.

A coder's file is CSV (UTF-8, with a header) or JSONL (`.jsonl`: one object a line). It holds one of two things:

- **units**: `coder`, `decision_id` or `passage_id`, `codes` (a list; in CSV with `;` between them). No codes: the coder
  looked and saw nothing. A unit that is not in the file was not looked at.
- **codings**: `coder`, `document_id`, `page`, `start`, `end`, `code`, and `quotation` if wanted. A row with coder and
  document alone says that the coder looked at the document; a coding says so too.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import CorpusError, InvalidLabels, WorkspaceError

T = TypeVar("T")
Row = Mapping[str, Any]

CODING_COLUMNS = ("coder", "document_id", "page", "start", "end", "code", "quotation")


class Level(StrEnum):
    """What one judgement of a coder is about."""

    DECISION = "decision"
    PASSAGE = "passage"

    @property
    def column(self) -> str:
        """The column that names such a unit: `decision_id`, `passage_id`."""
        return f"{self.value}_id"


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder sees one code on one stretch of a page: characters in `Page.text`, from 0, the end not included."""

    coder: str
    document_id: str
    page: int  # from 1
    start: int
    end: int
    code: str
    quotation: str


@dataclass(frozen=True, slots=True)
class CodedUnit:
    """What one coder saw in one decision or passage; no codes: looked at, nothing seen."""

    coder: str
    level: Level
    unit_id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoderFile:
    """What a coder's file holds: units, or codings with the (coder, document) pairs that were looked at."""

    units: tuple[CodedUnit, ...] = ()
    codings: tuple[Coding, ...] = ()
    looked_at: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of_codings(cls, codings: Iterable[Coding], listed: Iterable[tuple[str, str]] = ()) -> CoderFile:
        """Return codings as a file would hold them: looked at is what is coded, and what is listed beside it."""
        kept = tuple(codings)
        looked = {(coding.coder, coding.document_id) for coding in kept} | set(listed)
        return cls(codings=kept, looked_at=tuple(sorted(looked)))


def read_coder_file(path: Path) -> CoderFile:
    """Return what a coder's CSV or JSONL file holds.

    Raises:
        CorpusError: it cannot be read or holds nothing.
        InvalidLabels: a line that does not follow the form; names file and line.
    """
    rows = list(_rows(path))
    if not rows:
        raise CorpusError(f"{path} holds no rows: a coder's file has one line for each unit looked at, or each coding")
    number, first = rows[0]
    if level := next((level for level in Level if level.column in first), None):
        units = _each(path, rows, lambda row: _unit(row, level))
        _refuse_twice(path, rows, units)
        return CoderFile(units=tuple(units))
    if "document_id" in first:
        found = _each(path, rows, _coding)
        return CoderFile.of_codings(
            (each for each in found if isinstance(each, Coding)), (each for each in found if isinstance(each, tuple))
        )
    raise InvalidLabels(
        path,
        number,
        "holds neither units (coder, decision_id or passage_id, codes) nor codings "
        f"({', '.join(CODING_COLUMNS)}); it has {', '.join(map(str, first)) or 'no columns'}",
    )


def write_codings(path: Path, codings: Iterable[Coding], listed: Iterable[tuple[str, str]] = ()) -> None:
    """Write codings as `read_coder_file` reads them; `listed`: (coder, document) looked at without any coding.

    Raises:
        WorkspaceError: the file cannot be written.
    """
    rows: list[dict[str, Any]] = [asdict(coding) for coding in codings]
    rows += [{"coder": coder, "document_id": document} for coder, document in listed]
    _write(path, CODING_COLUMNS, rows)


def write_coded_units(path: Path, units: Iterable[CodedUnit], level: Level) -> None:
    """Write what coders saw in units of one level, as `read_coder_file` reads it.

    Raises:
        CorpusError: a code that CSV would take for two.
        WorkspaceError: the file cannot be written.
    """
    of_level = [unit for unit in units if unit.level is level]
    parted = next((code for unit in of_level for code in unit.codes if ";" in code), None)
    if parted and not _is_jsonl(path):
        raise CorpusError(f"the code {parted!r} holds ';', which parts codes in CSV: write to a .jsonl file")
    rows = [{"coder": unit.coder, level.column: unit.unit_id, "codes": list(unit.codes)} for unit in of_level]
    _write(path, ("coder", level.column, "codes"), rows)


def _is_jsonl(path: Path) -> bool:
    return path.suffix.lower() in {".jsonl", ".ndjson"}


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Yield each row with its line in the file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidLabels(path, line, "is not UTF-8: save it anew as 'CSV UTF-8' or UTF-8 text") from error
    yield from _json_rows(path, text) if _is_jsonl(path) else _csv_rows(path, text)


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: a quotation may hold U+2028
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InvalidLabels(path, number, f"is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise InvalidLabels(path, number, "is not a JSON object: one object a line is expected")
        yield number, row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Row]]:
    from corpus.table import restore

    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = reader.fieldnames or ()
        if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
            raise InvalidLabels(path, 1, "has its columns parted by semicolons or tabs: save it with commas")
        for row in reader:
            if None in row or None in row.values():
                raise InvalidLabels(path, reader.line_num, f"has not the {len(columns)} cells of the header")
            if any(row.values()):
                yield reader.line_num, {name.strip(): restore(cell) for name, cell in row.items()}
    except csv.Error as error:
        raise InvalidLabels(path, reader.line_num, f"is not CSV: {error}") from error


def _each(path: Path, rows: list[tuple[int, Row]], made: Callable[[Row], T]) -> list[T]:
    """Return what each row says, or an error with its line."""
    found = []
    for number, row in rows:
        try:
            found.append(made(row))
        except KeyError as error:
            raise InvalidLabels(path, number, f"lacks {error}") from error
        except ValueError as error:
            raise InvalidLabels(path, number, str(error)) from error
    return found


def _unit(row: Row, level: Level) -> CodedUnit:
    unit = row[level.column]
    named = _text({level.column: str(unit) if isinstance(unit, int) else unit}, level.column)
    if level is Level.PASSAGE and not named.isdecimal():
        raise ValueError(
            f"has the passage_id {named!r}, which is no whole number: a spreadsheet rounds numbers as long as these "
            "unless the column is imported as text"
        )
    codes = row["codes"]
    listed = codes.split(";") if isinstance(codes, str) else codes
    if not isinstance(listed, list) or not all(isinstance(code, str) for code in listed):
        raise ValueError(f"has codes {codes!r}: a list of codes is expected, or in CSV codes with ';' between them")
    return CodedUnit(_text(row, "coder"), level, named, tuple(code.strip() for code in listed if code.strip()))


def _coding(row: Row) -> Coding | tuple[str, str]:
    """Return a coding, or the coder and document of a row that says only that it was looked at."""
    coder, document = _text(row, "coder"), _text(row, "document_id")
    if all(row.get(name) in (None, "") for name in CODING_COLUMNS[2:]):
        return coder, document
    page, start, end = (_whole(row, name) for name in ("page", "start", "end"))
    if page < 1 or not 0 <= start < end:
        raise ValueError(f"has page {page}, start {start}, end {end}: pages count from 1, characters from 0 to the end")
    quotation = row.get("quotation") or ""
    if not isinstance(quotation, str):
        raise ValueError(f"has the quotation {quotation!r}, which is no text")
    return Coding(coder, document, page, start, end, _text(row, "code"), quotation)


def _text(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"has no {name}" if value in (None, "") else f"has {name} {value!r}, which is no text")
    return value.strip()


def _whole(row: Row, name: str) -> int:
    value = row[name]
    if isinstance(value, str) and value.strip().isdecimal():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"has {name} {value!r}: a whole number is expected")
    return value


def _refuse_twice(path: Path, rows: list[tuple[int, Row]], units: list[CodedUnit]) -> None:
    met: dict[tuple[str, str], int] = {}
    for (number, _), unit in zip(rows, units, strict=True):
        before = met.setdefault((unit.coder, unit.unit_id), number)
        if before != number:
            raise InvalidLabels(path, number, f"{unit.coder} codes {unit.unit_id} again (first on line {before})")


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    from corpus.table import csv_writer, neutralise

    if _is_jsonl(path):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        made = io.StringIO(newline="")
        lines = csv_writer(made)
        lines.writerow(columns)
        for row in rows:
            cells = (";".join(cell) if isinstance(cell, list) else cell for cell in map(row.get, columns))
            lines.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in cells])
        text = made.getvalue()
    try:
        path.write_bytes(text.encode())
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be written: {error.strerror}") from error
