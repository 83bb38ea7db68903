"""Code passages that a researcher already has: JSONL or CSV in, JSONL out, in the same order."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.errors import InvalidLabels
from models.coder import Coder, Finding

_BATCH = 128


def read_passages(path: Path) -> Iterator[tuple[Any, str]]:
    """Yield `(id, text)` of every line of a JSONL file, or row of a CSV file with a `text` column, as a stream.

    A CSV row without an `id` column goes by its number, from 1.

    Raises:
        InvalidLabels: a line that does not follow the form; names file and line.
    """
    if path.suffix.lower() == ".csv":
        yield from _from_csv(path)
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                raise InvalidLabels(path, number, "is not UTF-8: save the file as UTF-8") from error
            except ValueError as error:
                raise InvalidLabels(path, number, f"is not JSON ({error})") from error
            if not isinstance(item, dict) or not isinstance(item.get("text"), str):
                raise InvalidLabels(path, number, 'expected an object with "id" and "text" (a string)')
            yield item.get("id", number), item["text"]


def _from_csv(path: Path) -> Iterator[tuple[Any, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        try:
            if "text" not in (rows.fieldnames or []):
                found = ", ".join(rows.fieldnames or []) or "none"
                raise InvalidLabels(path, 1, f"expected a column `text`; the columns are: {found}")
            for number, row in enumerate(rows, start=1):
                yield row.get("id") or number, row["text"] or ""
        except UnicodeDecodeError as error:
            raise InvalidLabels(path, rows.line_num + 1, "is not UTF-8 here or below: save it as CSV UTF-8") from error
        except csv.Error as error:
            raise InvalidLabels(path, rows.line_num + 1, f"is not CSV ({error})") from error


def code_passages(passages: Iterable[tuple[Any, str]], coder: Coder) -> Iterator[dict[str, Any]]:
    """Yield, in the same order, `{"id", "status", "mentions"}` for each passage."""
    rest = iter(passages)
    while batch := list(islice(rest, _BATCH)):
        for (name, text), doc in zip(batch, coder.parse(text for _, text in batch), strict=True):
            status, _ = coder.passage_status(text)
            yield {"id": name, "status": str(status), "mentions": [mention_of(finding) for finding in coder.code(doc)]}


def mention_of(finding: Finding) -> dict[str, Any]:
    """Return a finding as it stands in the output; `start:end` are characters of the passage, half-open."""
    return {
        "code": finding.code,
        "role": str(finding.role),
        "polarity": str(finding.polarity),
        "attribution": str(finding.attribution),
        "hedging": str(finding.hedging),
        "start": finding.start,
        "end": finding.end,
        "score": finding.score,
        "needs_review": finding.needs_review,
        "found_by": str(finding.finder),
    }


def write_lines(items: Iterable[dict[str, Any]], path: Path) -> int:
    """Write items as JSONL, whole or not at all, and return how many."""
    waiting = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    count = 0
    try:
        with waiting.open("w", encoding="utf-8") as out:
            for item in items:
                out.write(json.dumps(item, ensure_ascii=False) + "\n")
                count += 1
        waiting.replace(path)
    except BaseException:
        with suppress(OSError):
            waiting.unlink()
        raise
    return count
